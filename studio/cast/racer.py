"""One racer: a descent on a plot of its own."""

import numpy as np
from manim import DOWN, Animation, Dot, FadeIn, FadeOut, VGroup, linear, smooth
from numpy.typing import ArrayLike, NDArray

from calc.descent import Descent
from calc.landscape import FlatPoint
from calc.stories.descent import has_flown, jumps_on, rate_said, settled
from calc.window import Window
from calc.wording import apart, brief
from studio.cast.descent import Walker, least_seconds
from studio.lesson.lesson import Lesson
from studio.lesson.motion import in_proportion
from studio.stage.plot import Axis, Plot, follow, new_ball
from studio.stage.text import naming, words
from studio.stage.theme import THEME, Region
from studio.stage.witness import Mark

_BEYOND = 1.5  # how far a racer's window reaches, in distances from the goal to the start
_FARTHEST = 1000.0  # the largest flight that is shown whole
_HEAD_START = 2  # steps before a flight is shown from farther away
_FINE = 4000  # places along a flight that is measured: its first steps are quick
_LONGEST = 5.0  # seconds for which steps are followed, when they need not be
_LEAST, _ONE = 1.2, 2.5  # seconds that a run takes at least, and a single step at most
_SKIP = 0.3  # seconds in which a ball goes, or comes back


class Bowl:
    """One racer: its plot, its ball and, once it has run, where it ended."""

    def __init__(
        self, lesson: Lesson, index: int, walk: Descent, column: Region, goal: FlatPoint | None, view: Window
    ) -> None:
        self.walk = walk
        self._witness_name = f"ball at rate {rate_said(walk.learning_rate)!s}"
        self.steps_taken = lesson.track(f"racer_{index}")
        self.zoom = lesson.track(f"zoom_{index}", 1.0)
        start = float(walk.iterates[0])
        window: Window = view
        ends: tuple[float, ...] = (start,)
        self.middle = self.lowest = 0.0
        if goal is not None and walk.function.curvature:
            # As far on either side, so that a flight from side to side is seen.
            reach = _BEYOND * abs(start - goal.x)
            window = Window(goal.x - reach, goal.x + reach, goal.y, walk.function(goal.x + reach))
            ends = tuple(sorted((2 * goal.x - start, start)))
            self.middle, self.lowest = goal.x, goal.y
        self.plot = Plot(
            Region(column.left + THEME.dot_radius, column.right - THEME.dot_radius, -1.6, 2.3),
            Axis(window.left, window.right, ticks=ends),
            Axis(window.bottom, window.top),
        )
        self.plot.remove(self.plot.axes)
        self.curve = self.plot.curve(walk.function)
        self.header = naming(words(str(rate_said(walk.learning_rate)), THEME.title), self.curve)
        top = float(self.curve.get_top()[1]) if len(self.curve.points) else self.plot.region.top
        self.header.move_to([column.centre[0], min(top, self.plot.region.top) + 0.55, 0.0])
        self.walker = Walker(walk, window, self.plot, self.steps_taken, alone=True)
        self.ball = new_ball()
        follow(self.ball, lambda ball: self.place(ball), self.progress)
        self.result = naming(words(self.where, THEME.label, THEME.parameter), self.curve)
        self.result.move_to([column.centre[0], -2.3, 0.0])

    @property
    def ends(self) -> tuple[str, ...]:
        """Where it ended or settles, or the two places that it jumps between, as they are read."""
        if jumps_on(self.walk):
            digits = apart(*map(float, self.walk.iterates[-2:]), most=12)
            return tuple(str(brief(float(x), digits)) for x in self.walk.iterates[-2:])
        goal = self.walk.fate.limit
        return (str(brief(goal.x if goal and settled(self.walk) else self.walk.iterates[-1])),)

    @property
    def where(self) -> str:
        """The same as one text: "x = 3", "x → 3" where it settles, "3 or −4" or, for 5 and −5, "x = ±5"."""
        one, other = self.walk.iterates[-2:]
        if len(self.ends) == 1:
            sign = "→" if settled(self.walk) else "="
            return f"{self.walk.function.variable} {sign} {self.ends[0]}"
        if abs(one + other) <= 1e-9 * abs(other):
            return f"{self.walk.function.variable} = ±{brief(abs(other))}"
        return " or ".join(self.ends)

    def progress(self) -> tuple[float, float]:
        """The steps taken, and from how far away that is seen."""
        return self.steps_taken.get_value(), self.zoom.get_value()

    def place(self, ball: Dot) -> Dot:
        steps, zoom = self.progress()
        x, y = self.walk.at(steps)
        return ball.move_to(self.points_at([x], [y], zoom)[0])

    def points_at(self, x: ArrayLike, y: ArrayLike, zoom: float) -> NDArray[np.float64]:
        """From farther away, x is on a wider scale and f(x) on its square: a parabola looks the same."""
        x, y = np.asarray(x), np.asarray(y)
        return self.plot.points_at(
            self.middle + (x - self.middle) / zoom, self.lowest + (y - self.lowest) / zoom**2
        )

    def witness(self) -> Mark:
        """Where the ball is by the descent, on the scale shown now."""
        (x, y), zoom = self.walk.at(self.steps_taken.get_value()), self.zoom.get_value()
        x = self.middle + (x - self.middle) / zoom
        y = self.lowest + (y - self.lowest) / zoom**2
        return Mark(self._witness_name, self.plot, x, y, self.ball)

    @staticmethod
    def zooms(walk: Descent) -> bool:
        """Whether its flight can be shown whole, from farther away."""
        curved = (walk.function.curvature or 0) > 0
        far = float(np.abs(walk.iterates).max()) <= _FARTHEST * abs(float(walk.iterates[0]))
        return has_flown(walk) and curved and far and len(walk.moves) > _HEAD_START

    @property
    def taken(self) -> int:
        """How many steps there are to show: one that has arrived stays where it is."""
        return int(np.count_nonzero(self.walk.moves))

    def seconds(self) -> float:
        """How long it wants to run."""
        if self.zooms(self.walk):
            return self._near() + self._zooming() + self._far()
        stop = self.stop_within(_LONGEST)
        skipping = 2 * _SKIP if stop < self.taken else 0.0
        return max(_LEAST, self.walker.seconds(0, stop, linear)) + skipping

    def stop_within(self, seconds: float) -> float:
        """How many steps can be followed in this time; one that leaves is followed to the edge."""
        stop = self.walker.reach(0, seconds)
        return min(self.walker.exit if stop == self.walker.seen else stop, self.taken)

    def run(self, lesson: Lesson, seconds: float) -> None:
        """Take all steps in this time, or as many as can be followed in it."""
        if self.zooms(self.walk):
            self.fly(lesson, seconds)
            return
        stop = self.stop_within(seconds)
        skips = stop < self.taken and not jumps_on(self.walk)
        if skips:
            seconds -= 2 * _SKIP
            stop = self.stop_within(seconds)
        if stop:
            ease = smooth if stop == 1 else linear
            along = min(seconds, _ONE) if stop == 1 else seconds
            least = self.walker.seconds(0, stop, ease)
            lesson.play(self.steps_taken.animate(rate_func=ease).set_value(stop), run_time=max(along, least))
        if skips:
            self.skip_to_the_end(lesson)

    def skip_to_the_end(self, lesson: Lesson) -> None:
        """Where steps are too fast, or lead out of sight, the ball goes, and comes back where they end."""
        last = len(self.walk.moves)
        lesson.play(FadeOut(self.ball), run_time=_SKIP)
        x, y = self.walk.at(last)
        if self.plot.x.low <= x <= self.plot.x.high and self.plot.y.low <= y <= self.plot.y.high:
            self.steps_taken.set_value(last)
            self.ball.update()
            lesson.play(FadeIn(self.ball), run_time=_SKIP)

    # A flight that is shown whole

    @property
    def farthest(self) -> float:
        """The zoom at which all of the flight fits."""
        reach = float(np.max(np.abs(self.walk.iterates - self.middle)))
        return 1.15 * reach / (self.plot.x.high - self.middle)

    def _near(self) -> float:
        return self.walker.seconds(0, _HEAD_START, linear)

    def _zooming(self) -> float:
        zooms = [self.farthest ** smooth(share) for share in np.linspace(0, 1, 100)]
        x, y = self.walk.at(_HEAD_START)
        return least_seconds(np.array([self.points_at([x], [y], zoom)[0] for zoom in zooms]))

    def _far(self) -> float:
        shares = np.linspace(0, 1, _FINE)
        x, y = self.walk.at([self.slowing(share) for share in shares])
        return least_seconds(self.points_at(x, y, self.farthest))

    def fly(self, lesson: Lesson, seconds: float) -> None:
        """Show the whole flight: from close by, and then from so far away that it fits."""
        zoom, wide = self.farthest, VGroup()
        for side in (-1, 1):
            value = self.middle + side * round_below(zoom * (self.plot.x.high - self.middle))
            at = self.plot.point(self.middle + (value - self.middle) / zoom, self.plot.y.low)
            wide.add(words(str(brief(value)), THEME.tick, THEME.muted).next_to(at, DOWN, buff=0.22))
        out: tuple[Animation, ...] = (
            in_proportion(self.zoom, zoom, smooth),
            FadeOut(self.plot.tick_labels, self.plot.ticks),
            FadeIn(wide),
        )
        near, zooming = self._near(), self._zooming()
        lesson.play(self.steps_taken.animate(rate_func=linear).set_value(_HEAD_START), run_time=near)
        lesson.play(*out, run_time=zooming)
        rest = self.steps_taken.animate(rate_func=self.paced).set_value(len(self.walk.moves))
        lesson.play(rest, run_time=max(self._far(), seconds - near - zooming))

    def paced(self, share: float) -> float:
        """The share of the steps after the head start, at a pace at which none is a blur."""
        last = len(self.walk.moves)
        return (self.slowing(share) - _HEAD_START) / (last - _HEAD_START)

    def slowing(self, share: float) -> float:
        """The number of steps at this share of the flight; each takes longer than the one before."""
        steps = len(self.walk.moves) - _HEAD_START
        growth = min(max(1.05 * abs(self.walk.contraction or 1.2), 1.01), 1.6)
        return float(_HEAD_START + np.log1p(share * (growth**steps - 1)) / np.log(growth))


def round_below(value: float) -> float:
    """The largest of 1, 2 or 5 times a power of ten that is not above `value` (> 0)."""
    power = 10 ** np.floor(np.log10(value))
    return float(max(factor * power for factor in (1, 2, 5) if factor * power <= value))
