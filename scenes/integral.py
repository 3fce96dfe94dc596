"""Integral: areas add small pieces up, to a whole, to an average, and to a chance."""

import re
from collections.abc import Callable
from functools import cached_property

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    DashedLine,
    DoubleArrow,
    FadeIn,
    FadeOut,
    Indicate,
    Line,
    ReplacementTransform,
    VGroup,
    VMobject,
    linear,
)
from numpy.typing import ArrayLike, NDArray

from calc.descent import descend
from calc.function import Function
from calc.integral import Normal, Strips, climb, expectation
from calc.landscape import unbroken
from calc.model import Model
from calc.stories.area import about, average, heading, level, sums, walk
from calc.stories.area import climb as climbed
from calc.stories.descent import name_of
from calc.window import ticks
from calc.wording import brief, number, written
from studio.cast.table import Table, bring
from studio.lesson.parameters import FunctionParameter, NumberParameter, NumbersParameter, WholeParameter
from studio.lesson.scripted import ScriptedLesson
from studio.lesson.timeline import PREDICT, Beat
from studio.stage.placement import place_beside
from studio.stage.plot import Arrow, Axis, Plot, Tangent, follow, new_ball, tick_room
from studio.stage.text import Label, math, naming, words
from studio.stage.theme import THEME, Region
from studio.stage.witness import Area, Mark, Slope, Witness

FILL = 0.5
INTERCEPT = 1.0  # of the course's line, whose loss over its weight is the default
TRIES, SEED = 600, 0
SHARES = (0.02, 0.2, 1.0)  # after which part of the tries their average is shown
LEARNING_RATE = 0.1  # of the training step at the end, which is the course's own
BESIDE = 0.08  # of the interval: how far the curve is seen on either side of it
ROWS = 6  # strips that are told in numbers
COARSE = 0.5  # of all the area there is: sums that are still farther off show nothing
PLOT_LEFT, PLOT_RIGHT = -1.3, 5.3
BETWEEN = (
    0.62  # the top of the name between the two plots, clear of a tangent that reaches below the upper one
)
FASTEST = 12.0  # units a second along the curve
LONGEST = 9.0  # seconds of a walk along all of it


class Integral(ScriptedLesson):
    """Areas add small slopes up to the loss, and make averages and chances."""

    function = FunctionParameter("(w - 2)**2", "the curve that is cut into slopes and added up again")
    low = NumberParameter(2.0, "where the interval begins")
    high = NumberParameter(7.0, "and where it ends")
    strips = NumbersParameter(
        (5, 10, 50),
        "how many strips, each number a multiple of the one before",
        WholeParameter(0, "", 1, 200),
        3,
        3,
        "rising",
    )
    poster = "climb"

    def calculate(self) -> None:
        self.f = self.function
        self.counts = tuple(map(int, self.strips))
        self.check()
        self.area = climb(self.f, self.low, self.high)
        self.slope = self.area.function
        self.coarse = self.area.strips(self.counts[0])
        slopes = np.abs(np.asarray(self.slope(np.linspace(self.low, self.high, 2001))))
        self.whole = float(np.nanmean(slopes)) * (self.high - self.low)  # the area, nowhere below 0
        self.sums = [tidy(self.area.strips(count).total, self.whole) for count in self.counts]
        steepest = float(np.nanmax(slopes))
        self.heights = [tidy(height, steepest) for height in map(float, self.coarse.heights)]
        self.areas = [tidy(area, self.whole) for area in map(float, self.coarse.areas)]
        self.check_sums()
        if self.walk_seconds > LONGEST:
            raise ValueError(
                f"the slope of {self.f.wording.written} changes too much from {self.low:g} to "
                f"{self.high:g} for a walk along it to be followed; give a shorter interval"
            )
        model = Model()
        self.best = model.best[0]
        loss = model.loss_of_weight(INTERCEPT)
        places = np.linspace(self.low, self.high, 7)
        self.is_the_loss = self.f.variable == "w" and bool(np.allclose(loss(places), self.f(places)))
        # The best weight stands in the middle of the random ones, where they are those of the course.
        self.at_best = self.is_the_loss and self.low == self.best
        self.wide = (2 * self.low - self.high if self.at_best else self.low, self.high)
        self.expected = expectation(self.f, *self.wide)
        self.sample = self.expected.tries(TRIES, SEED)
        self.bell = Normal()
        self.chance = self.bell.chance_within(1)
        self.training = loss
        self.walk = descend(loss, 7.0, LEARNING_RATE, 1)

    def check(self) -> None:
        """Refuse what is no interval, and strips that do not cut one another.

        Raises:
            ValueError: the interval is empty, or a number of strips is no multiple of the one before.
        """
        if not self.low < self.high:
            raise ValueError(f"low must lie below high, got low {self.low:g} and high {self.high:g}")
        if any(fine % coarse for coarse, fine in zip(self.counts, self.counts[1:], strict=False)):
            given = ", ".join(map(str, self.counts))
            raise ValueError(f"each number of strips must be a multiple of the one before, got {given}")

    def check_sums(self) -> None:
        """Refuse strips that are too coarse for the curve.

        Raises:
            ValueError: the last sum is farther from the area than half of all the area there is.
        """
        if abs(self.sums[-1] - self.area.value) > COARSE * self.whole:
            raise ValueError(
                f"{self.counts[-1]} strips are too coarse for {self.f.wording.written} from {self.low:g} to "
                f"{self.high:g}: they give {brief(self.sums[-1])!s}, and the area is "
                f"{brief(self.area.value)!s}; give more strips, or a shorter interval"
            )

    # What is said

    def script(self) -> list[Beat]:
        left, right = (brief(end) for end in self.wide)
        cut = "a curve" if self.is_the_loss else f"the curve {name_of(self.f, self.f.wording)}"
        what = "loss" if self.is_the_loss else ""
        start = f"the best weight, {brief(self.low)}" if self.at_best else str(f"{brief(self.low)}")
        return [
            Beat(
                "slopes",
                f"Derivatives cut {cut} into slopes. An integral adds small pieces back up.",
                title="Adding the pieces back up",
                needs=self.needed(5.0),
                exempt={
                    "new groups": "two plots on one axis, and the pair of arrows that leads between them",
                    **self.slopes_exemptions(),
                },
            ),
            Beat(
                "strips",
                walk(self.area, self.coarse, start),
                pause=0.9,
                needs=self.needed(5.0),
                exempt=self.strip_exemptions(),
            ),
            Beat("sums", sums(self.counts, self.sums), pause=0.7, title="Thinner strips"),
            Beat("guess", "Which number is the sum heading to?", pause=PREDICT),
            Beat("exact", heading(self.area, self.sums), pause=0.8),
            Beat(
                "climb",
                climbed(self.area, what),
                pause=1.0,
                title=f"Slopes give back the {what or 'curve'}",
                needs=self.needed(5.2),
                exempt=self.climb_exemptions(),
            ),
            Beat(
                "random",
                "Integrals also make averages. "
                f"Choose {self.f.variable} at random from {left} to {right}, again and again.",
                pause=1.4,
                exempt=self.random_exemptions(),
                title="Averages",
            ),
            Beat("level", level(self.expected.value, what or "height"), pause=1.0),
            Beat(
                "bell",
                "Under a bell curve, an area is a chance. "
                f"Within one spread of the middle, it is {number(100 * self.chance, 0)} percent.",
                pause=1.0,
                title="Chances",
            ),
            Beat(
                "training",
                "So integrals describe averages and chances. The training step itself works with derivatives.",
                pause=1.2,
                exempt={"new groups": "a summary in three small pictures of what was just seen"},
            ),
        ]

    def needed(self, besides: float) -> float:
        """Seconds of a beat with a walk that takes longer than its line, and with as much besides it."""
        return self.walk_seconds + besides if self.walk_seconds > 1.5 else 0.0

    def strip_exemptions(self) -> dict[str, str]:
        """What may happen as strips come one by one, each as high as it is from the start."""
        exempt = {}
        heights, (low, high) = self.coarse.heights, self.seen(self.slope, (0.0,))
        width = float(self.coarse.widths[0])
        if digits(*self.heights, *self.areas, width) & digits(self.low, self.high):
            exempt["not after its word"] = "a strip happens to be as large as an end of the interval"
        if np.abs(np.diff(heights, prepend=0.0)).max() > 0.25 * (high - low):
            exempt["no jumps"] = "a strip that begins is no wider than a line, but as high as it will be"
        return exempt

    def slopes_exemptions(self) -> dict[str, str]:
        if self.is_the_loss:
            return {}
        return {"not after its word": "the slope's formula may hold the numbers of the curve's own"}

    def climb_exemptions(self) -> dict[str, str]:
        if not digits(self.area.value) & digits(self.low, self.high):
            return {}
        return {"not after its word": "the area happens to be as large as an end of the interval"}

    def random_exemptions(self) -> dict[str, str]:
        shown = digits(TRIES, *(float(self.sample.means[round(share * TRIES) - 1]) for share in SHARES))
        if not shown & digits(*self.wide):
            return {}
        return {"not after its word": "an average happens to be as large as an end of the interval"}

    def shown(self) -> str:
        x = self.f.variable
        formulas = (
            f"{self.letter}({x}) = {self.f.wording}, in Python {self.f.python}; "
            f"{self.letter}'({x}) = {self.slope.wording}, in Python {self.slope.python}"
        )
        rows = [f"{number(n)} strips: {brief(s)}" for n, s in zip(self.counts, self.sums, strict=True)]
        whole = (
            f"area under {self.slope.wording} from {brief(self.low)} to {brief(self.high)}: "
            f"{about(self.area.value)}"
        )
        coarse = zip(self.heights, self.areas, strict=True)
        width = brief(float(self.coarse.widths[0]))
        pieces = [f"slope {brief(slope)} × width {width}: strip {brief(area)}" for slope, area in coarse]
        means = [f"average of {count} tries: {mean}" for count, mean in self.averages()]
        expected = f"expected {self.f.wording}: {brief(self.expected.value)}"
        marks = [*self.slope_ticks, *self.height_ticks, *self.wide]
        ticks = f"Marked on the axes: {', '.join(str(brief(mark)) for mark in marks)}"
        lines = [*rows, whole, formulas, *pieces[:ROWS], *means, ticks, expected, str(self.bell)]
        return "\n".join(map(written, lines))

    @property
    def letter(self) -> str:
        """What the function is called."""
        return "L" if self.is_the_loss else "f"

    def averages(self) -> list[tuple[str, str]]:
        """Some of the tries' running averages, as texts: how many tries, and their average."""
        counts = [max(1, round(share * TRIES)) for share in SHARES]
        return [(str(number(n)), str(average(float(self.sample.means[n - 1])))) for n in counts]

    # What is to be seen of the curve, and where

    @cached_property
    def beside(self) -> tuple[float, float]:
        """From where to where the curve is drawn: a little more than the interval, if it goes on there."""
        extra = BESIDE * (self.high - self.low)
        left, right = self.low - extra, self.high + extra
        rest = float(np.ptp(self.slope(np.linspace(self.low, self.high, 401))))

        def goes_on(start: float, stop: float) -> bool:
            slopes = np.asarray(self.slope(np.linspace(start, stop, 41)))
            steady = np.isfinite(slopes).all() and np.ptp(slopes) <= max(rest, 1e-300)
            return bool(steady and unbroken(self.f, start, stop))

        return (
            left if goes_on(left, self.low) or rest == 0 else self.low,
            right if goes_on(self.high, right) or rest == 0 else self.high,
        )

    def seen(self, function: Function, more: tuple[float, ...] = ()) -> tuple[float, float]:
        """The lowest and the highest value of a function on the part that is drawn, and of `more`."""
        values = [*np.asarray(function(np.linspace(*self.beside, 801))), *more]
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        return (low, high) if low < high else (low - max(abs(low), 1.0), high + max(abs(high), 1.0))

    @cached_property
    def slope_ticks(self) -> tuple[float, ...]:
        """The ticks of the slope: its largest value and its least, as far as they lie off the axis."""
        slopes = np.asarray(self.slope(np.linspace(self.low, self.high, 2001)))
        low, high = float(slopes.min()), float(slopes.max())
        size = max(abs(low), abs(high))
        return tuple(mark for mark in dict.fromkeys((low, high)) if abs(mark) > 0.25 * size)

    @cached_property
    def height_ticks(self) -> tuple[float, ...]:
        """The ticks of the height under which the averages are formed."""
        low, high = self.range_of_heights
        return tuple(mark for mark in ticks(low, high, 3) if mark != 0)

    @cached_property
    def range_of_heights(self) -> tuple[float, float]:
        """From the lowest to the highest place over all the tries, and 0."""
        heights = np.asarray(self.f(np.linspace(*self.wide, 801)))
        low, high = min(float(heights.min()), 0.0), max(float(heights.max()), 0.0)
        if low == high:
            low, high = -1.0, 1.0
        room = 0.12 * (high - low)
        return (low - room if low < 0 else 0.0), (high + room if high > 0 else 0.0)

    @cached_property
    def told(self) -> slice:
        """Which of the strips are told in numbers."""
        return slice(0, self.coarse.count if self.coarse.count <= ROWS else ROWS - 1)

    @cached_property
    def columns(self) -> tuple[float, float, float]:
        """Where width and area begin in the table of products, and where they end."""

        def width(texts: list[str]) -> float:
            return max(words(text, THEME.label).width for text in texts)

        coarse = self.coarse
        second = max(1.1, width([str(brief(height)) for height in self.heights[self.told]]) + 0.25)
        third = second + max(1.4, width([f"× {brief(float(coarse.widths[0]))}"]) + 0.25)
        return second, third, third + width([f"= {brief(area)}" for area in self.areas[self.told]])

    @cached_property
    def edge(self) -> float:
        """The left edge of the plots, clear of the tables."""
        sums = 1.7 + max(words(str(brief(total)), THEME.label).width for total in self.sums)
        room = tick_room([*self.slope_ticks, *self.height_ticks])
        return max(PLOT_LEFT, -6.0 + max(sums, self.columns[2]) + 0.35 + room)

    @cached_property
    def walk_seconds(self) -> float:
        """The least time in which a ball can be followed along the curve from end to end."""
        (left, right), (low, high) = self.beside, self.seen(self.f)
        xs = np.linspace(left, right, 801)
        across, up = (xs - left) / (right - left) * 6.6, (np.asarray(self.f(xs)) - low) / (high - low) * 2.8
        return float(np.hypot(np.diff(across), np.diff(up)).max()) * (len(xs) - 1) / FASTEST

    # The cast

    def setup(self) -> None:
        super().setup()
        stage = THEME.stage
        self.weight = self.track("weight", self.beside[0])
        self.cuts = self.track("cuts")  # how often the strips have been cut thinner
        self.tried = self.track("tried")
        self.level = self.track("level")  # how far the area has been levelled, 0 to 1
        self.reach = self.track("reach")  # how many spreads of the bell curve are filled
        x = self.f.variable
        self.name = self.formula(f"{self.letter}({x})", self.f.typst, THEME.loss)
        self.slope_name = self.formula(f"{self.letter}'({x})", self.slope.typst, THEME.slope)
        self.name.move_to([PLOT_LEFT, stage.top, 0.0], UP + LEFT)
        self.slope_name.move_to([PLOT_LEFT, BETWEEN, 0.0], UP + LEFT)
        left, right = self.beside
        room = 0.05 * (right - left)
        across = Axis(left - room, right + room, ticks=(self.low, self.high), name=x)
        start = self.f(self.low)
        low, high = self.seen(self.f, tuple(start + self.coarse.sums))
        room = 0.22 * (high - low)  # for the tangent, which reaches beyond the curve
        edge = self.edge
        self.upper = Plot(
            Region(edge, PLOT_RIGHT, 1.0, min(3.1, stage.top - self.name.height - 0.2)),
            Axis(across.low, across.high),
            Axis(low - (0 if low >= 0 and low < 0.3 * high else room), high + room),
        )
        low, high = self.seen(self.slope, (0.0,))
        room = 0.12 * (high - low)
        above = 0.24 * (high - low) if min(self.slope(self.low), self.slope(self.high)) < 0 else room
        self.lower = Plot(
            Region(edge, PLOT_RIGHT, stage.bottom + 0.1, min(0.25, BETWEEN - self.slope_name.height - 0.2)),
            across,
            Axis(
                min(low - room, -0.24 * (high - low)), max(high + room, above), self.slope_ticks, crossing=0.0
            ),
        )
        self.settle_ticks()
        for name in (self.name, self.slope_name):
            name.shift((edge - PLOT_LEFT) * RIGHT)
        self.curve = self.upper.curve(self.f, left, right, samples=401)
        self.ball = follow(new_ball(), lambda ball: ball.move_to(self.on_curve(self.weight.get_value())))
        self.tangent = follow(Tangent(0.45), lambda line: line.place(self.upper, *self.touch()))
        self.strips_drawn = follow(self.filled(stroke=1.5), self.draw_strips)
        self.stairs = follow(self.stroke(), self.draw_stairs)
        self.under = follow(self.filled(), self.draw_area)
        self.climb = follow(
            Line(color=THEME.area, stroke_width=12).set_z_index(THEME.layers.area), self.draw_climb
        )
        self.table = Table(-6.0, 2.0, (0.0, 1.7), ("strips", "sum"))

    def witnesses(self) -> list[Witness]:
        w, loss, slope = self.touch()
        seen: list[Witness] = [
            Mark("ball", self.upper, w, loss),
            Slope("tangent", self.upper, w, loss, slope),
        ]
        strips, end = self.strips_now(), self.walked()
        begun = strips.edges[:-1] < end
        edges = np.minimum(strips.edges[: begun.sum() + 1], end)
        seen += [
            # A strip is as high at its right edge as at its left one.
            Area(
                "strips",
                self.lower,
                np.repeat(edges, 2)[1:-1],
                np.repeat(strips.heights[begun], 2),
                self.strips_drawn,
            ),
            Area("area", self.lower, *self.curved(self.slope, self.area.low, end), self.under),
        ]
        if "band" in vars(self):
            reach = self.reach.get_value() * self.bell.spread
            ends = self.bell.mean - reach, self.bell.mean + reach
            seen.append(Area("chance", self.bell_plot, *self.curved(self.bell.density, *ends), self.band))
        if "step_taken" in self.trackers:
            seen.append(Mark("small_ball", self.step_plot, *self.stepped()))
        return seen

    @staticmethod
    def curved(
        f: Callable[[ArrayLike], ArrayLike], start: float, stop: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Places from one end to the other, and the function there."""
        x = np.linspace(start, stop, 101) if stop > start else np.zeros(0)
        return x, np.asarray(f(x))

    def settle_ticks(self) -> None:
        """A tick's number stands on the side of the axis on which the strips do not."""
        plot = self.lower
        plot.names.next_to(plot.point(plot.x.high, 0), RIGHT, buff=0.15)
        for index, x in enumerate((self.low, self.high)):
            if self.slope(x) < 0:
                plot.tick_labels[index].next_to(plot.point(x, 0), UP, buff=0.14)

    @staticmethod
    def formula(short: str, formula: str, colour: str) -> VGroup:
        """A formula with its name; only the name where that is too wide or too high for its place."""
        whole = math(f"{short} = {formula}", THEME.label, colour)
        fits = whole.width <= THEME.stage.right - PLOT_LEFT - 0.3 and whole.height <= 0.8
        return whole if fits else math(short, THEME.label, colour)

    @staticmethod
    def filled(stroke: float = 0.0) -> VMobject:
        shape = VMobject(fill_color=THEME.area, fill_opacity=FILL, stroke_color=THEME.area)
        return shape.set_stroke(width=stroke).set_z_index(THEME.layers.area)

    @staticmethod
    def stroke(colour: str | None = None) -> VMobject:
        return VMobject(stroke_color=colour or THEME.area, stroke_width=THEME.line_width).set_z_index(
            THEME.layers.tangent
        )

    def on_curve(self, w: float) -> NDArray[np.float64]:
        return self.upper.point(w, self.f(w))

    def touch(self) -> tuple[float, float, float]:
        w = self.weight.get_value()
        return w, self.f(w), self.slope(w)

    def walked(self) -> float:
        """How far the walk has come between its two ends."""
        return float(np.clip(self.weight.get_value(), self.area.low, self.area.high))

    def strips_now(self) -> Strips:
        """The strips as often cut as `cuts` says; between two whole numbers they are on their way."""
        done, current = int(self.cuts.get_value() + 1e-9), self.coarse
        for index, fine in enumerate(self.counts[1:]):
            share = min(max(self.cuts.get_value() - index, 0.0), 1.0)
            if index <= done and share > 0:
                current = current.cut(fine // current.count, share)
        return current

    def draw_strips(self, shape: VMobject) -> None:
        strips, end = self.strips_now(), self.walked()
        shape.clear_points()
        for left, right, height in zip(strips.edges, strips.edges[1:], strips.heights, strict=False):
            if left < end:
                right = min(right, end)
                corners = [(left, 0.0), (left, height), (right, height), (right, 0.0), (left, 0.0)]
                add_path(shape, self.lower.points_at(*np.transpose(corners)))

    def draw_stairs(self, path: VMobject) -> None:
        """The sum of the strips so far, as a height over each place of the walk."""
        strips, end = self.strips_now(), self.walked()
        xs = np.append(strips.edges[strips.edges < end], end)
        path.clear_points()
        if len(xs) > 1:
            add_path(path, self.upper.points_at(xs, self.f(self.area.low) + strips.upto(xs)))

    def draw_area(self, shape: VMobject) -> None:
        xs = np.linspace(self.area.low, self.walked(), 201)
        fill_under(shape, self.lower, xs, self.slope(xs))

    def draw_climb(self, bar: Line) -> None:
        w, start = self.walked(), self.f(self.area.low)
        ends = [self.upper.point(w, start), self.upper.point(w, start + self.area.upto(w))]
        bar.set_points_as_corners(ends)

    # The script

    def construct(self) -> None:
        self.cut_into_slopes()
        self.add_strips()
        self.exact_area()
        self.average()
        self.bell_curve()
        self.two_jobs()

    def cut_into_slopes(self) -> None:
        with self.beat("slopes"):
            traced = follow(VMobject(), lambda line: line.become(self.slopes_until(self.weight.get_value())))
            down, up = (
                self.between(-4.7, "derivative", THEME.slope),
                self.between(-2.8, "integral", THEME.area),
            )
            up[0].place(up[0].tip, up[0].tail)
            named = [FadeIn(self.name)] if self.is_the_loss else []
            self.play(*map(FadeIn, (self.upper, self.curve, down)), *named, run_time=0.7)
            if not named:
                self.cue(written(str(f"{name_of(self.f, self.f.wording)}")))
                self.play(FadeIn(self.name), run_time=0.4)
            self.play(FadeIn(self.ball, scale=2), FadeIn(self.tangent), FadeIn(self.lower), run_time=0.5)
            self.add(traced)
            self.play(
                self.weight.animate(rate_func=linear).set_value(self.beside[1]),
                FadeIn(self.slope_name),
                run_time=self.walk_until("integral"),
            )
            self.line = self.slopes_until(self.beside[1])
            self.remove(traced)
            self.add(self.line)
            self.back_to_the_start(1.4, FadeIn(up))
            self.play(FadeOut(self.tangent), run_time=0.3)
            self.arrows = VGroup(down, up)

    def walk_until(self, phrase: str) -> float:
        """Seconds of a walk that ends at a phrase, or later where it could not be followed so fast."""
        seconds = self.until(phrase)
        if seconds < self.walk_seconds:
            self.signals.pop()
        return max(seconds, self.walk_seconds)

    def cue_in_time(self, phrase: str) -> None:
        """Wait for a phrase, unless a long walk went on beyond it."""
        if not self.needed(0.0):
            self.cue(phrase)

    def slopes_until(self, w: float) -> VMobject:
        """The line of slopes as far as the walk has come."""
        start = self.beside[0]
        samples = max(2, int(401 * (w - start) / (self.beside[1] - start)))
        return self.lower.curve(self.slope, start, max(w, start + 1e-9), THEME.slope, samples)

    def back_to_the_start(self, run_time: float, *others: Animation) -> None:
        """Roll the ball back; where that cannot be followed, it goes and comes again."""
        if 2 * self.walk_seconds <= run_time:  # at its fastest, a smooth roll is nearly twice as fast
            self.play(self.weight.animate.set_value(self.area.low), *others, run_time=run_time)
            return
        walked = [each for each in (self.ball, self.tangent, self.under, self.climb) if each in self.mobjects]
        self.play(*map(FadeOut, walked), *others, run_time=run_time / 2)
        self.weight.set_value(self.area.low)
        for each in walked:
            each.update()
        self.play(*map(FadeIn, walked), run_time=run_time / 2)

    def between(self, x: float, name: str, colour: str) -> VGroup:
        """An arrow from the loss down to its slopes, named."""
        top, bottom = self.upper.region.centre[1], self.lower.region.centre[1]
        arrow = Arrow(colour, width=6).place(np.array([x, top, 0.0]), np.array([x, bottom, 0.0]))
        return VGroup(arrow, on_row(naming(words(name, THEME.body, colour), arrow), x, top + 0.4))

    def add_strips(self) -> None:
        rows = [self.row(str(number(n)), s) for n, s in zip(self.counts, self.sums, strict=True)]
        self.limit = self.row("", self.area.value)
        coarse = self.coarse
        told, columns = self.told, (0.0, *self.columns[:2])
        products = Table(-6.0, 2.0, columns, ("slope", "× width", "= area"))
        parts = [
            self.product(products, *part)
            for part in zip(self.heights[told], coarse.widths[told], self.areas[told], strict=True)
        ]
        if coarse.count > ROWS:
            parts.append(products.row(*(words("…", THEME.label, THEME.muted) for _ in columns)))
        with self.beat("strips"):
            self.play(FadeOut(self.arrows), run_time=0.5)
            self.cue(f"{'weight,' if self.at_best else 'at'} {brief(self.low)!s}")
            self.play(Indicate(self.ball, 1.6, color=THEME.parameter), run_time=0.4)
            self.cue(f"to {brief(self.high)!s}")
            self.add(self.strips_drawn, self.stairs)
            # The walk goes on evenly; the strips beyond those that are told come with the dots.
            seconds = self.walk_until("width") / coarse.count
            for index, part in enumerate(parts, start=1):
                last = coarse.count if index == len(parts) else index
                time = seconds * (last - index + 1)
                walk = self.weight.animate(rate_func=linear, run_time=time).set_value(coarse.edges[last])
                self.play(walk, FadeIn(part, run_time=min(time, 0.4)))
            self.play(FadeIn(products.head), run_time=0.4)
            if (coarse.heights < 0).any():
                self.cue_in_time("axis")
                self.play(Indicate(self.lower.axes[0], 1.0, color=THEME.text), run_time=0.8)
        with self.beat("sums"):
            self.play(FadeIn(self.table.head), FadeOut(products.head, *parts), run_time=0.5)
            verb = "gives" if self.counts[0] == 1 else "give"
            self.play(FadeIn(rows[0][0]), run_time=0.4)
            self.cue(str(brief(self.sums[0])), after=verb)
            bring(self, rows[0][1], brief(self.sums[0]))
            for index in (1, 2):
                self.cue(written(f"{number(self.counts[index])} give"))
                self.play(
                    FadeIn(rows[index][0], run_time=0.4), self.cuts.animate.set_value(index), run_time=0.9
                )
                self.cue(str(brief(self.sums[index])), after="give")
                bring(self, rows[index][1], brief(self.sums[index]))
        with self.beat("guess"):
            self.predict(at=self.limit.get_center() + 0.4 * DOWN)

    @staticmethod
    def product(table: Table, height: float, width: float, area: float) -> VGroup:
        """One strip in numbers: slope times width is area."""
        return table.row(
            words(f"{brief(height)}", THEME.label, THEME.slope),
            words(f"× {brief(width)}", THEME.label, THEME.muted),
            words(f"= {brief(area)}", THEME.label, THEME.area),
        )

    def row(self, count: str, total: float) -> VGroup:
        name = words(count, THEME.label) if count else math("arrow.r infinity", THEME.label)
        return self.table.row(name, words(f"{brief(total)}", THEME.label, THEME.area))

    def exact_area(self) -> None:
        area = self.area
        with self.beat("exact"):
            self.play(
                FadeIn(self.under.update()), FadeOut(self.strips_drawn), FadeOut(self.stairs), run_time=0.8
            )
            self.cue(str(brief(area.value)))
            self.play(FadeIn(self.limit), run_time=0.4)
            self.cue("exact")
            x, sign = self.f.variable, "approx" if "about" in about(area.value) else "="
            ends = f"integral_({brief(area.low)})^({brief(area.high)})"
            formula = math(
                f"{ends} {self.letter}'({x}) dif {x} {sign} {brief(area.value)}", THEME.body, THEME.area
            )
            formula.next_to(self.limit, DOWN, buff=0.55, aligned_edge=LEFT)
            self.play(FadeIn(formula), run_time=0.5)
        with self.beat("climb"):
            self.back_to_the_start(1.1)
            self.cue(f"from {brief(area.low)!s}")
            self.add(self.climb)
            self.play(Indicate(self.ball, 1.6, color=THEME.parameter), run_time=0.4)
            self.cue(f"to {brief(self.high)!s}")
            told = self.walk_until("added")
            self.play(self.weight.animate(rate_func=linear).set_value(self.high), run_time=told)
            labels = self.area_labels()
            self.play(FadeIn(labels[0]), run_time=0.5)
            self.cue_in_time("give")
            self.play(FadeIn(labels[1]), run_time=0.5)

    def area_labels(self) -> tuple[VMobject, VMobject]:
        """The area, in the widest part of it and beside the climb."""
        area, lower, upper = self.area, self.lower, self.upper
        xs = np.linspace(area.low, area.high, 401)
        heights = np.asarray(self.slope(xs))
        middle = float(np.sum(xs * np.abs(heights)) / max(np.sum(np.abs(heights)), 1e-300)) or xs[200]
        middle = min(max(middle, area.low), area.high)
        inside = naming(words(f"{brief(area.value)}", THEME.body), self.under)
        beside = naming(words(f"{brief(area.value)}", THEME.body), self.climb)
        texts = [*lower.tick_labels, lower.names, self.slope_name, self.name]
        at = lower.point(middle, self.slope(middle) / 2)
        placed = place_beside(inside, at, [self.line, lower.axes], texts, (0.0, 0.0))
        start, end = self.climb.get_start(), self.climb.get_end()
        top = (start + end) / 2
        lines = [self.curve, upper.axes, self.climb, self.ball]
        return placed, place_beside(beside, top, lines, texts, (1.0, 0.0))

    # Averages

    def average(self) -> None:
        low, high = self.wide
        room = 0.08 * (high - low)
        marks = (low, self.best, high) if low < self.best < high and self.is_the_loss else (low, high)
        top = min(3.1, THEME.stage.top - self.name.height - 0.2)
        self.plot = Plot(
            Region(self.edge, PLOT_RIGHT, THEME.stage.bottom + 0.48, top),
            Axis(low - room, high + room, ticks=marks),
            Axis(*self.range_of_heights, ticks=self.height_ticks, crossing=0.0),
        )
        x_name = naming(math(self.f.variable, THEME.label, THEME.muted), self.plot.axes[0])
        self.plot.names.add(x_name.next_to(self.plot.point(self.plot.x.high, 0), RIGHT, buff=0.15))
        self.plot.add(x_name)
        curve = self.plot.curve(self.f, low, high, samples=401)
        self.rain = follow(self.stroke().set_stroke(width=2).set_z_index(THEME.layers.area), self.draw_rain)
        self.water = follow(self.filled(), self.draw_water)
        table = Table(-6.0, 2.0, (0.0, 1.7), ("tries", "average loss" if self.is_the_loss else "average"))
        rows = [self.average_row(table, *texts) for texts in self.averages()]
        limit = self.average_row(table, "", str(average(self.expected.value)))
        with self.beat("random"):
            self.play(*self.clear_but(self.curve, self.name), run_time=0.5)
            self.play(
                FadeIn(self.plot),
                FadeIn(table.head),
                ReplacementTransform(self.curve, curve),
                run_time=1.0,
            )
            self.curve = curve
            self.cue("random")
            self.play(FadeIn(self.rain), run_time=0.3)
            for word, end, mark in (("from", self.wide[0], marks[0]), ("to", self.wide[1], marks[-1])):
                self.cue(f"{word} {brief(end)!s}")
                label = self.plot.tick_labels[marks.index(mark)]
                self.play(Indicate(label[1], 1.3, color=THEME.text), run_time=0.5)
            seconds = self.rest(leave=0.6) / len(rows)
            for share, row in zip(SHARES, rows, strict=True):
                rain = self.tried.animate(rate_func=linear).set_value(round(share * TRIES))
                self.play(rain, run_time=seconds - 0.3)
                self.play(FadeIn(row), run_time=0.3)
        with self.beat("level"):
            self.play(FadeIn(self.water), FadeOut(self.rain), run_time=0.8)
            self.cue("water")
            self.play(self.level.animate.set_value(1), run_time=self.until("expect"))
            self.cue(str(average(self.expected.value)))
            self.play(FadeIn(self.mark()), FadeIn(limit), run_time=0.5)

    @staticmethod
    def average_row(table: Table, tries: str, mean: str) -> VGroup:
        name = words(tries, THEME.label) if tries else math("arrow.r infinity", THEME.label)
        return table.row(name, words(mean, THEME.label, THEME.area))

    def draw_rain(self, bars: VMobject) -> None:
        """The stretch that the tries lie on, and for each one so far an upright line as high as its loss."""
        bars.clear_points()
        add_path(bars, self.plot.points_at(self.wide, [0.0, 0.0]))
        count = int(self.tried.get_value() + 1e-6)
        for place, value in zip(self.sample.places[:count], self.sample.values[:count], strict=True):
            add_path(bars, self.plot.points_at([place, place], [0.0, value]))

    def draw_water(self, shape: VMobject) -> None:
        """The area under the loss on its way to its mean height; what one place loses, others gain."""
        level = self.level.get_value()
        xs = np.linspace(*self.wide, 401)
        fill_under(shape, self.plot, xs, (1 - level) * self.f(xs) + level * self.expected.value)

    def mark(self) -> VGroup:
        """The mean height, as a line across the plot with its number."""
        mean = self.expected.value
        line = DashedLine(*(self.plot.point(end, mean) for end in self.wide), color=THEME.text)
        line.set_z_index(THEME.layers.tangent)
        label = naming(words(f"{average(mean)}", THEME.body), line)
        at = self.plot.point(sum(self.wide) / 2, mean)
        texts = [*self.plot.tick_labels, self.plot.names, self.name]
        lines = [self.curve, line, self.plot.axes]
        return VGroup(line, place_beside(label, at, lines, texts, (0.0, 1.0)))

    # Chances

    def bell_curve(self) -> None:
        bell, stage = self.bell, THEME.stage
        self.bell_plot = Plot(
            Region(-4.4, 4.4, stage.bottom + 0.9, stage.top - 0.9),
            Axis(-3.4, 3.4, crossing=0),
            Axis(0, 1.1 * bell.density(bell.mean)),
        )
        self.bell_plot.axes.remove(self.bell_plot.axes[1])
        curve = self.bell_plot.curve(bell.density, colour=THEME.text)
        self.band = follow(self.filled(), self.draw_band)
        with self.beat("bell"):
            self.play(*self.clear_but(), run_time=0.5)
            self.play(FadeIn(self.bell_plot), FadeIn(curve), run_time=0.7)
            self.add(self.band)
            self.cue("one spread")
            spread = self.spread_mark()
            self.play(FadeIn(spread), run_time=0.4)
            percent = naming(words(f"{number(100 * self.chance, 0)} %", THEME.title), self.band)
            percent.move_to(self.bell_plot.point(bell.mean, bell.density(bell.mean) / 2.5))
            self.play(self.reach.animate.set_value(1), run_time=self.until(str(number(100 * self.chance, 0))))
            self.play(FadeIn(percent), run_time=0.5)

    def draw_band(self, shape: VMobject) -> None:
        reach = self.reach.get_value() * self.bell.spread
        xs = np.linspace(self.bell.mean - reach, self.bell.mean + reach, 81)
        fill_under(shape, self.bell_plot, xs, self.bell.density(xs))

    def spread_mark(self) -> VGroup:
        """One spread to either side of the middle, under the axis."""
        ends = [self.bell.mean + side * self.bell.spread for side in (-1, 0, 1)]
        left, middle, right = (self.bell_plot.point(end, 0) + 0.28 * DOWN for end in ends)
        marks = VGroup()
        for a, b in ((left, middle), (middle, right)):
            arrow = DoubleArrow(a, b, buff=0.04, color=THEME.muted, stroke_width=3, tip_length=0.14)
            marks.add(arrow)
        return marks.add(
            naming(words("one spread", THEME.label, THEME.muted), marks[1]).next_to(marks[1], DOWN, buff=0.15)
        )

    # What each is for

    def two_jobs(self) -> None:
        columns = THEME.stage.columns(3, gap=0.6)
        water, bell, step = (Region(c.left + 0.25, c.right - 0.25, -1.5, 1.4) for c in columns)
        self.step_plot = Plot(step, Axis(-0.6, 7.6), Axis(0, 31))
        self.step_taken = self.track("step_taken")
        self.small_ball = follow(new_ball(), lambda b: b.move_to(self.step_plot.point(*self.stepped())))
        touching = follow(
            Tangent(0.6),
            lambda t: t.place(
                self.step_plot, *self.stepped(), self.walk.slope_at(self.step_taken.get_value())
            ),
        )
        bowl = self.step_plot.curve(self.training, -0.4, 7.4)
        integrals = on_row(
            words("integrals", THEME.title, THEME.area), (water.centre[0] + bell.centre[0]) / 2, 2.5
        )
        derivatives = on_row(words("derivatives", THEME.title, THEME.slope), step.centre[0], 2.5)
        with self.beat("training"):
            self.cue("integrals")
            self.play(*self.clear_but(), FadeIn(integrals), run_time=0.5)
            self.cue("averages")
            plot, *shapes = self.small_water(water)
            self.play(FadeIn(plot, *shapes, naming(self.caption(water, "averages"), plot)), run_time=0.6)
            self.cue("chances")
            plot, *shapes = self.small_bell(bell)
            self.play(FadeIn(plot, *shapes, naming(self.caption(bell, "chances"), plot)), run_time=0.6)
            self.cue("training")
            self.play(
                FadeIn(self.step_plot),
                FadeIn(bowl),
                FadeIn(naming(self.caption(step, "training step"), self.step_plot)),
                run_time=0.6,
            )
            self.play(FadeIn(self.small_ball, scale=2), FadeIn(touching), run_time=0.4)
            self.cue("derivatives")
            self.play(FadeIn(derivatives), self.step_taken.animate.set_value(1), run_time=1.0)

    def stepped(self) -> tuple[float, float]:
        return self.walk.at(self.step_taken.get_value())

    @staticmethod
    def caption(region: Region, text: str) -> Label:
        return on_row(words(text, THEME.body), region.centre[0], region.bottom - 0.55)

    def small_water(self, region: Region) -> tuple[VMobject, ...]:
        low, high = self.wide
        room = 0.08 * (high - low)
        plot = Plot(region, Axis(low - room, high + room), Axis(*self.range_of_heights, crossing=0.0))
        shape = self.filled()
        mean = np.full(2, self.expected.value)
        fill_under(shape, plot, np.array(self.wide), mean)
        top = Line(*plot.points_at(self.wide, mean), color=THEME.text, stroke_width=3)
        return plot, shape, plot.curve(self.f, low, high), top.set_z_index(THEME.layers.tangent)

    def small_bell(self, region: Region) -> tuple[VMobject, ...]:
        plot = Plot(region, Axis(-3.2, 3.2, crossing=0), Axis(0, 1.1 * self.bell.density(self.bell.mean)))
        plot.axes.remove(plot.axes[1])
        shape = self.filled()
        xs = np.linspace(self.bell.mean - self.bell.spread, self.bell.mean + self.bell.spread, 61)
        fill_under(shape, plot, xs, self.bell.density(xs))
        return plot, shape, plot.curve(self.bell.density, colour=THEME.text)


def tidy(value: float, size: float) -> float:
    """A value of things of this size, 0 where it is nothing but rounding."""
    return value if abs(value) > 1e-12 * size else 0.0


def digits(*values: float) -> set[str]:
    """The numbers that stand in these values as they are written: 2 and 10 in 2×10⁵."""
    return {found for value in values for found in re.findall(r"\d+(?:\.\d+)?", str(brief(value)))}


def on_row(label: Label, x: float, y: float) -> Label:
    """Centre a label over x with the middle of its capitals at y, whatever hangs below its baseline."""
    label.move_to([x, y, 0.0])
    return label.shift((y - label.midline) * UP)


def add_path(shape: VMobject, corners: NDArray[np.float64]) -> None:
    """Add straight pieces through the points of the screen, (n, 3), as one more path."""
    shape.start_new_path(corners[0])
    shape.add_points_as_corners(corners[1:])


def fill_under(shape: VMobject, plot: Plot, xs: NDArray[np.float64], heights: NDArray[np.float64]) -> None:
    """Let the shape be what lies between the axis and these heights; nothing where that has no width."""
    shape.clear_points()
    if xs[-1] > xs[0]:
        around = np.concatenate([[xs[0]], xs, [xs[-1], xs[0]]])
        add_path(shape, plot.points_at(around, np.concatenate([[0.0], heights, [0.0, 0.0]])))
