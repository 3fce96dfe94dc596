"""The partial derivatives in a panel: a line for each, and a bar as long as it is large."""

from __future__ import annotations

import numpy as np
from manim import LEFT, RIGHT, Animation, Line, smooth, squish_rate_func

from calc.stories.partial import PartialStory
from studio.stage import style
from studio.stage.formula import Formula
from studio.stage.layout import PADDING
from studio.stage.panel import Panel
from studio.stage.theme import THEME, Region

_LOW = -1.78  # units: where the lines stand side by side, below a plot
_HIGH, _APART = 1.99, 1.47  # and where they stand with their bars
_BAR = 0.35  # units below a line


class SlopeLines:
    """Makes a line for each partial derivative, below a plot in a wide panel.

    `rise` brings them to the top of the panel that they stay in.
    """

    def __init__(self, panel: Panel, wide: Region, tell: PartialStory) -> None:
        self._left, self._room = panel.left, panel.right - panel.left
        self._slopes = np.abs(tell.gradient.vector)
        halves = wide.columns(2, 0.0)
        self.lines = [self._line(tell, axis, half) for axis, half in enumerate(halves)]

    def _line(self, tell: PartialStory, axis: int, half: Region) -> Formula:
        slope = str(tell.slope(axis))
        line = Formula((tell.typst(axis), "slope"), ("=", "muted"), (slope, "slope"), size=style.FORMULA)
        line.resize(min(1.0, (half.width - PADDING) / line.width))
        return line.move_to([half.left + PADDING, _LOW, 0.0], LEFT)

    def rise(self) -> list[Animation]:
        """Return the plays that bring the lines to the top of the panel, with room for their bars.

        The second one, whose way crosses the first one's, goes as that has gone.
        """
        ends = (_HIGH, _HIGH - _APART)
        paces = [squish_rate_func(smooth, *share) for share in ((0.0, 0.6), (0.4, 1.0))]
        return [
            line.animate(run_time=style.TURN, rate_func=pace).move_to([self._left, end, 0.0], LEFT)
            for line, end, pace in zip(self.lines, ends, paces, strict=True)
        ]

    def bar(self, axis: int) -> Line:
        """Return the bar under a line, as long as its slope is large."""
        length = max(self._room * float(self._slopes[axis] / self._slopes.max()), 0.02)
        foot = np.array([self._left, self.lines[axis].get_bottom()[1] - _BAR, 0.0])
        return Line(foot, foot + length * RIGHT, color=THEME.slope, stroke_width=style.MISS)
