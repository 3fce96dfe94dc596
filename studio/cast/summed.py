"""A curve, its slope below it, and the area under the slope: how slopes add up to the curve."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import RIGHT, UP, VGroup

from calc.function import Function
from calc.line import Message, label, shown
from calc.stories.area import AreaStory
from calc.wording import brief, is_rounded
from calc.wording import number as exactly
from studio.cast.slopes import CurveAndSlope, over_each_other
from studio.cast.strips import StripsAndStairs
from studio.cast.vessel import Vessel, climb_bar, level_line
from studio.language.catalogue import LABEL
from studio.stage import layout, style
from studio.stage.areas import flat, under
from studio.stage.formula import Formula
from studio.stage.frame import PlotFrame
from studio.stage.marks import Arrow
from studio.stage.panel import Panel, number
from studio.stage.plane import Plane
from studio.stage.text import math, words
from studio.stage.theme import THEME, Region

_ROWS = 6  # strips that are told in numbers
_TITLE = Region(layout.TITLE.left, 7.6, layout.TITLE.bottom, 4.6)  # so large that it runs out of the frame
_GLASS = 0.75  # units: how wide the vessel is
_TALL = 1.6  # capitals: a name that is taller would come too close to what stands above it
_BETWEEN = 0.16  # units between the two words of a table's head
_APART = 0.17  # units from a plane to its name


class Summed:
    """The two planes with what stands on them, the vessel in the panel beside them, and its rows.

    room: the panel's region. above: where the upper plane stands when the title has gone.
    walk: trackers `weight` (where the ball is), `traced` (how far the slopes are drawn). adding: trackers
    `landed`, `cuts` (as of `StripsAndStairs`), `poured` (of the sum into the vessel) and `full` (from the
    sum to the area).
    """

    def __init__(self, story: AreaStory, walk: tuple[Any, Any], adding: tuple[Any, Any, Any, Any]) -> None:
        self.story, f, start = story, story.function, story.beside[0]
        self._weight, (landed, cuts, self._poured, self._full) = walk[0], adding
        cells = [[exactly(n), brief(total)] for n, total in zip(story.counts, story.sums, strict=True)]
        cells += [[brief(height), brief(area)] for height, area in story.products[:_ROWS]]
        self.room = Panel.wide_enough(cells)
        self.plate = Panel(self.room).plate
        outer = Region(layout.STAGE.left, self.room.left, layout.STAGE.bottom, layout.STAGE.top)
        self.above, below = over_each_other(outer, story.window, story.slope_window)
        self.upper = Plane(_TITLE, story.window, f.variable, numbers=(False, True), bare=True)
        self.lower = Plane(below, story.slope_window, f.variable)
        self.curve = self.upper.curve(f)
        weight = self._weight.get_value
        self.fill = flat(self.upper, lambda: under(f, start, weight()), weight, "fill")
        self.pair = CurveAndSlope(self.upper, self.lower, f, story.slope, start, *walk)
        self.stack = StripsAndStairs(
            self.lower, self.upper, story.area, f(story.low), story.counts, (self._weight, landed, cuts)
        )
        self.under = flat(self.lower, lambda: under(story.slope, story.low, self.walked), weight, "area")
        self.climb = climb_bar(self.upper, self._at, f(story.low))
        left = self.room.left + layout.PADDING
        levels = (*story.sums, story.area.value)
        glass = PlotFrame(self.above, story.window)
        self.vessel = Vessel(glass, f(story.low), (left, left + _GLASS), levels, lambda: self.amount)
        self.rim = self.vessel.rim(story.area.value)
        self.level = level_line(self.upper, self._at, left + _GLASS + 0.1)
        self.names = self._name("", f, "loss", self.above), self._name("'", story.slope, "slope", below)
        if f(story.low) < f(story.high):  # where the ball is low, its halo would touch the name below it
            self.names[1].shift((below.right - 0.05 - self.names[1].get_right()[0]) * RIGHT)
        self.ways = (
            _way(label("derivative"), THEME.slope, self.room.left + 1.3, (1.9, -1.4)),
            _way(label("integral"), THEME.area, self.room.right - 1.0, (-1.7, 1.5)),
        )
        self.products = self._products()
        self.head, *self.rows = self._sums()
        self.whole, self.result = self._integral()

    @property
    def walked(self) -> float:
        """The distance that the ball has come between the ends of the interval."""
        return float(np.clip(self._weight.get_value(), self.story.low, self.story.high))

    @property
    def amount(self) -> float:
        """The amount that the vessel holds: the sum of the strips and, when it has been found, the area."""
        full = float(self._full.get_value())
        summed = float(self._poured.get_value()) * self.stack.now.total
        return (1 - full) * summed + full * float(self.story.area.upto(self.walked))

    @property
    def beside_the_vessel(self) -> Region:
        """The part of the panel on the right of the vessel."""
        left = self.vessel.frame.region.right + 0.2
        return Region(left, self.room.right - 0.25, self.above.bottom, self.above.top)

    def _at(self) -> tuple[float, float]:
        return self.walked, float(self.story.function(self.walked))

    def _name(self, mark: str, function: Function, role: str, region: Region) -> VGroup:
        """The name of a curve with its formula, above its plane; only the name where that is too long."""
        colour, name = getattr(THEME, role), f"{self.story.letter}{mark}({self.story.function.variable})"
        told = math(f"{name} {function.typst_equals} {function.typst}", style.LABEL, colour)
        if told.width > region.width or told.height > _TALL * style.LABEL:
            told = math(name, style.LABEL, colour)
        told.in_table = True
        corner = [region.left + 0.05, region.top + _APART, 0.0]
        return told.next_to(corner, UP + RIGHT, buff=0)

    def _products(self) -> list[VGroup]:
        """The rows of slope times width, under their head."""
        panel, story = Panel(self.room), self.story
        width = brief(float(story.coarse.widths[0]))
        whole = Message("× {width} = area", {"width": width}, context=LABEL)
        short = Message("× {width} =", {"width": width}, context=LABEL)  # its numbers are green, as areas are
        slope = words(shown("slope"), style.LABEL, THEME.slope)
        times = words(str(whole), style.LABEL, THEME.area)
        if slope.width + _BETWEEN + times.width > panel.right - panel.left:
            times = words(str(short), style.LABEL, THEME.area)
        head = panel.row(slope, times)
        told = [
            panel.row(number(brief(height), THEME.slope), number(brief(area), THEME.area))
            for height, area in story.products[:_ROWS]
        ]
        return [head, *told]

    @property
    def below_the_axis(self) -> list[VGroup]:
        """The rows of strips that count as minus."""
        told = zip(self.products[1:], self.story.products, strict=False)
        return [row for row, (_, area) in told if area < 0]

    def _sums(self) -> list[VGroup]:
        """The rows of strips and sums under the vessel, under their head."""
        panel, story = Panel(self.room), self.story
        panel.skip(self.room.top - layout.PADDING - self.above.bottom + 0.1)
        told = [(exactly(n), brief(total)) for n, total in zip(story.counts, story.sums, strict=True)]
        return panel.table((label("strips"), label("sum")), told, (None, THEME.area))

    def _integral(self) -> tuple[Formula, VGroup]:
        """The integral in mathematics, and below it its value."""
        story, beside, x = self.story, self.beside_the_vessel, self.story.function.variable
        whole = Formula(
            (f"integral_({brief(story.low)!s})^({brief(story.high)!s})", "area"),
            (f"~{story.letter}'({x})", "slope"),
            (f"dif {x}", "text"),
        ).stand(Region(beside.left, beside.right, beside.top - 1.15, beside.top))
        sign = words("≈" if is_rounded(story.area.value) else "=", style.READOUT, THEME.muted)
        value = number(brief(story.area.value), THEME.area, style.RESULT)
        room = beside.width - sign.width - 0.4
        if value.width > room:
            size = max(style.LABEL, style.RESULT * room / value.width)
            value = number(brief(story.area.value), THEME.area, size)
        result = VGroup(sign, value).arrange(RIGHT, buff=0.2)
        return whole, result.move_to([beside.centre[0], beside.bottom + 0.42, 0.0])


def _way(name: str, colour: str, x: float, ends: tuple[float, float]) -> VGroup:
    """An arrow from one plane to the other, with the name of what leads there at its head."""
    arrow = Arrow(colour).place(np.array([x, ends[0], 0.0]), np.array([x, ends[1], 0.0]))
    side = np.sign(ends[1] - ends[0]) * UP
    return VGroup(arrow, words(shown(name), style.IDEA, colour).next_to(arrow, side, buff=0.25))
