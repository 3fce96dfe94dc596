"""The learning rates on a line: those that work, and what one step does at some of them."""

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Dot, Line, VGroup

from calc.stories.descent import rate_said
from calc.wording import brief
from studio.stage.plot import Axis, Plot
from studio.stage.text import math, naming, words
from studio.stage.theme import THEME, Region

_REGION = Region(-5.8, 5.8, -0.4, 0.6)
_BEYOND = 1.2  # how far the line goes, in limits
_APART = 0.2  # units between two labels


def marked_rates(rates: Sequence[float], limit: float) -> list[float]:
    """Those of the learning rates that lie on the line and can be told apart there."""
    kept: list[float] = []
    for rate in sorted(rates, key=lambda rate: abs(rate - limit)):
        apart = min((abs(rate - other) for other in kept), default=np.inf)
        room = max(words(str(rate_said(each)), THEME.label).width for each in (rate, *kept)) + _APART
        if rate <= _BEYOND * limit and apart / (_BEYOND * limit) * _REGION.width >= room:
            kept.append(rate)
    return sorted(kept)


def factor(rate: float, limit: float) -> str:
    """What one step at this rate multiplies the distance from the bottom by: 1 - 2 rate / limit."""
    share = 1 - 2 * rate / limit
    digits = next(n for n in range(2, 12) if n == 11 or _sides(float(f"{share:.{n}g}")) == _sides(share))
    return f"×{brief(share, digits)}"


def _sides(share: float) -> tuple[int, ...]:
    """On which side of -1, 0 and 1 it lies: a factor that is rounded must not cross them."""
    near = 1e-12
    return tuple(0 if abs(share - mark) < near else 1 if share > mark else -1 for mark in (-1.0, 0.0, 1.0))


class RateLine:
    """The line with its name, the stretch that works, the marks, and the rule that they follow.

    letter: what a step multiplies: the variable itself, or the distance d.
    near: whether the rule holds only near the bottom.
    """

    def __init__(self, rates: Sequence[float], limit: float, letter: str, *, near: bool = False) -> None:
        self.line = Plot(_REGION, Axis(0, _BEYOND * limit), Axis(0, 1))
        self.line.axes.remove(self.line.axes[1])
        start, stop = self.line.point(0, 0), self.line.point(limit, 0)
        self.safe = Line(start, stop, color=THEME.area, stroke_width=14).set_z_index(THEME.layers.curve)
        self.name = naming(words("learning rate r", THEME.label, THEME.muted), self.line.axes[0])
        self.name.next_to(start, DOWN, buff=0.85, aligned_edge=LEFT)
        formula = math(f"{letter} arrow.r (1 - {brief(2 / limit)} r) {letter}", THEME.title)
        what = "one step, d from the bottom:" if letter == "d" else "one step:"
        if near:
            what = "near the bottom, d from it, one step:"
        self.rule = VGroup(words(what, THEME.body, THEME.muted), formula).arrange(RIGHT, buff=0.3)
        self.rule.move_to(self.line.point(limit / 2, 0) + 1.9 * UP)
        self.marks = VGroup(*(self._mark(rate, limit) for rate in rates))

    def _mark(self, rate: float, limit: float) -> VGroup:
        """A learning rate on the line, with what one step there multiplies the distance by above it."""
        at = self.line.point(rate, 0)
        dot = Dot(at, radius=0.1, color=THEME.text).set_z_index(THEME.layers.dot)
        return VGroup(
            dot,
            naming(words(str(rate_said(rate)), THEME.label), dot).next_to(at, DOWN, buff=0.25),
            naming(words(factor(rate, limit), THEME.label, THEME.parameter), dot).next_to(at, UP, buff=0.3),
        )
