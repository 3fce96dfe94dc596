"""A descent on a bowl of its own, to race against others side by side."""

import numpy as np
from manim import DOWN, Animation, Dot, FadeIn, FadeOut, VGroup, smooth
from manim.utils.rate_functions import RateFunction

from calc.descent import Descent
from calc.wording import number
from studio.lesson import Lesson
from studio.progress import in_proportion
from studio.stage import Axis, Plot, follow, new_ball
from studio.text import naming, words
from studio.theme import THEME, Region


class Bowl:
    """One racer: its plot, its ball and, once it has run, where it ended."""

    def __init__(self, lesson: Lesson, index: int, walk: Descent, column: Region) -> None:
        self.walk = walk
        self.steps_taken = lesson.track(f"racer_{index}")
        self.zoom = lesson.track(f"zoom_{index}", 1.0)
        start = float(walk.iterates[0])
        x_high = 1.5 * abs(start)
        y_high = float(walk.function(x_high))
        ends = (-start, start)
        self.plot = Plot(
            Region(column.left + 0.1, column.right - 0.1, -1.6, 2.3),
            Axis(-x_high, x_high, ticks=tuple(sorted(ends))),
            Axis(0, y_high, crossing=0),
        )
        self.plot.remove(self.plot.axes)
        self.curve = self.plot.curve(walk.function)
        self.header = naming(words(str(number(walk.learning_rate)), THEME.title), self.curve)
        self.header.move_to([column.centre[0], 2.85, 0.0])
        self.ball = new_ball()
        follow(self.ball, lambda ball: self.place(ball))
        last = number(round(abs(walk.iterates[-1]), 3))
        sign = "±" if walk.behaviour == "oscillates" else ""
        self.result = naming(words(f"x = {sign}{last}", THEME.label, THEME.parameter), self.curve)
        self.result.move_to([column.centre[0], -2.45, 0.0])

    def place(self, ball: Dot) -> Dot:
        x, y = self.walk.at(self.steps_taken.get_value())
        zoom = self.zoom.get_value()
        return ball.move_to(self.plot.point(x / zoom, y / zoom**2))

    def run(self, steps: float, rate_func: RateFunction = smooth) -> Animation:
        """Take steps until this many are taken."""
        return self.steps_taken.animate(rate_func=rate_func).set_value(steps)

    def zoom_out(self) -> tuple[Animation, ...]:
        """Show the whole flight: x on a wider scale, f(x) on its square, on which x² looks the same."""
        reach = float(np.max(np.abs(self.walk.iterates)))
        zoom = 1.15 * reach / self.plot.x.high
        wide = VGroup()
        for side in (-1, 1):
            value = side * round_below(zoom * self.plot.x.high)
            at = self.plot.point(value / zoom, 0)
            wide.add(words(str(number(value)), THEME.tick, THEME.muted).next_to(at, DOWN, buff=0.22))
        return (
            in_proportion(self.zoom, zoom, smooth),
            FadeOut(self.plot.tick_labels, self.plot.ticks),
            FadeIn(wide),
        )


def slowing(share: float) -> float:
    """A pace for steps that grow: each takes a quarter longer than the one before, so that none is a blur."""
    growth, steps = 1.26, 18
    return float(np.log1p(share * (growth**steps - 1)) / (steps * np.log(growth)))


def round_below(value: float) -> float:
    """The largest of 1, 2 or 5 times a power of ten that is not above `value` (> 0)."""
    power = 10 ** np.floor(np.log10(value))
    return float(max(factor * power for factor in (1, 2, 5) if factor * power <= value))
