"""Blocks: small changes as columns of blocks, one block for the nudge, with funnels from column to column."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import DOWN, Animation, Line, VGroup, VMobject
from numpy.typing import NDArray

from calc.window import Window, round_step
from studio.stage import style
from studio.stage.following import follow
from studio.stage.plane import Plane
from studio.stage.style import Layer, tint
from studio.stage.theme import THEME, Region
from studio.stage.witness import Area

WIDTH = 1.1  # of a column
_STAND = 1.7  # of the line that it stands on
_RATIO = 120.0  # of the highest column to the lowest that can be seen: beyond, heights are not to scale
_SQUEEZED = 40.0  # that ratio then
_UNDER = 0.35
_AIR = 1.5  # times the height of the small columns: what their window shows
_LEVELS = 5  # lines across, about
_JOINTS = 60  # blocks that can be told apart
_JOINT = 2.2  # stroke width

#: What is asked at every frame.
Number = Callable[[], float]


class Blocks:
    """Makes columns on lines at these places across, each as high as a number of blocks.

    levels: faint lines across, brought on by the lesson.
    plane: from (place across in frame units, blocks) to the screen. It shows the small columns at first, as
        large as there is room for, and all of them after `far`.

    Args:
        xs: the middles of the columns.
        region: what all columns fit into.
        heights: all numbers of blocks that are to be shown; those below 0 hang down.
        small: those that are shown at first.
    """

    def __init__(
        self, xs: Sequence[float], region: Region, heights: Sequence[float], small: Sequence[float]
    ) -> None:
        sizes = [abs(height) for height in heights if height]
        ratio = max(sizes) / min(sizes)
        self.xs, self.to_scale = xs, ratio <= _RATIO
        self._power = 1.0 if self.to_scale else math.log(_SQUEEZED) / math.log(ratio)
        self._far = self._holding(region, heights, 1.0)
        near = self._holding(region, small, _AIR)
        larger = (self._far.top - self._far.bottom) / (near.top - near.bottom)
        seen = near if larger > _AIR else self._far
        self.plane = Plane(region, seen, numbers=(False, False), grid=False)
        self.plane.axes.set_stroke(width=0)  # each column has a line of its own
        self.levels = follow(self._levels(), self._place_levels, self.plane.moment)

    def _holding(self, region: Region, heights: Sequence[float], air: float) -> Window:
        low, high = (air * self.height(bound(0.0, *heights)) for bound in (min, max))
        return Window(region.left, region.right, low, high)

    @staticmethod
    def _levels() -> VMobject:
        lines = VMobject(stroke_color=tint(THEME.text, style.FAINT), stroke_width=style.GRID)
        lines.scenery = True
        return lines.set_z_index(Layer.GRID)

    def _place_levels(self, lines: VMobject) -> None:
        """Draw a few lines by which heights can be compared, where they are to scale."""
        window = self.plane.window
        lines.clear_points()
        if not self.to_scale:
            return
        step = round_step(window.top - window.bottom, _LEVELS)
        for k in range(math.ceil(window.bottom / step), math.floor(window.top / step) + 1):
            lines.start_new_path(self.plane.point(window.left, k * step))
            lines.add_line_to(self.plane.point(window.right, k * step))

    def far(self) -> Animation:
        """Return the play after which all columns can be seen."""
        return self.plane.zoom(self._far)

    def height(self, blocks: float) -> float:
        """Return how high a number of blocks stands: as it is, or squeezed where it is not to scale."""
        return math.copysign(abs(blocks) ** self._power, blocks)

    def line(self, index: int) -> Line:
        """Return the line that a column stands on."""
        line = Line(color=THEME.muted, stroke_width=style.AXIS).set_z_index(Layer.AXES)
        ends = [self.xs[index] + side * _STAND / 2 for side in (-1, 1)]
        return follow(
            line,
            lambda line: line.set_points_as_corners(self.plane.points_at(ends, [0, 0])),
            self.plane.moment,
        )

    def column(self, index: int, name: str, blocks: Number, each: Number, colour: str) -> VGroup:
        """Return a column as high as `blocks()`, each block `each()` high."""
        bar = VMobject(fill_color=colour, fill_opacity=1, stroke_width=0).set_z_index(Layer.CURVE)
        joints = VMobject(stroke_color=tint(colour, 0.5), stroke_width=_JOINT).set_z_index(Layer.CURVE)
        joints.scenery = True
        left, right = self.xs[index] - WIDTH / 2, self.xs[index] + WIDTH / 2

        def place(_: VGroup) -> None:
            total = blocks()
            self.box(bar, left, right, 0.0, total)
            joints.clear_points()
            size = each()
            if not self.to_scale or size <= 0:
                return
            count = math.ceil(abs(total) / size - 1e-9) - 1
            if count <= _JOINTS:
                for k in range(1, count + 1):
                    level = math.copysign(k * size, total)
                    joints.start_new_path(self.plane.point(left, level))
                    joints.add_line_to(self.plane.point(right, level))

        def witness(_: VMobject) -> Area:
            return Area(name, self.plane, np.array([left, right]), np.full(2, blocks()), bar)

        bar.witness = witness
        return follow(VGroup(bar, joints), place, lambda: (self.plane.moment(), blocks(), each()))

    def under(self, index: int, blocks: float) -> NDArray[np.float64]:
        """Return the point, (3,), for a number under a column of so many blocks."""
        return self.plane.point(self.xs[index], min(blocks, 0.0)) + _UNDER * DOWN

    def box(self, shape: VMobject, left: float, right: float, low: float, high: float) -> VMobject:
        """Let a shape be the rectangle between two places across and two heights."""
        corners = [
            self.plane.point(x, y) for x, y in ((left, low), (right, low), (right, high), (left, high))
        ]
        shape.set_points_as_corners([*corners, corners[0]])
        return shape

    def outline(
        self, index: int, blocks: float, colour: str, width: float = WIDTH, aside: float = 0.0
    ) -> Any:
        """Return the outline of a column that is only expected; `aside` of the middle of its line."""
        middle = self.xs[index] + aside
        shape = VMobject(stroke_color=colour, stroke_width=style.TARGET).set_z_index(Layer.TANGENT)
        sides = middle - width / 2, middle + width / 2
        return follow(
            shape, lambda shape: self.box(shape, *sides, 0.0, self.height(blocks)), self.plane.moment
        )

    def funnel(self, index: int, start: Number, end: Number, share: Number, back: bool = False) -> VMobject:
        """Return the funnel from a column to the next, from start() to end() blocks, a share of the way.

        back: from the column to the one before it.
        """
        shape = VMobject(fill_color=tint(THEME.slope, style.FAINT), fill_opacity=1, stroke_width=0)
        shape.scenery = True
        gap, way = WIDTH / 2 + 0.06, -1 if back else 1
        left = self.xs[index] + way * gap
        right = self.xs[index + way] - way * gap

        def place(shape: VMobject) -> None:
            far, low, high = share(), start(), end()
            reached, there = left + far * (right - left), low + far * (high - low)
            corners = [(left, 0.0), (left, low), (reached, there), (reached, 0.0), (left, 0.0)]
            shape.set_points_as_corners([self.plane.point(*corner) for corner in corners])

        return follow(
            shape.set_z_index(Layer.GROUND), place, lambda: (self.plane.moment(), start(), end(), share())
        )


class Spread:
    """Columns that come one after the other, each through a funnel from the one before.

    columns, funnels (one fewer) and lines, in the order of `order`, are brought on by the lesson.

    Args:
        order: which columns of `blocks`, from the first to the last.
        heights: the blocks of each, in that order.
        reached: a tracker: as it goes from k - 1 to k, column k is reached and rises.
        share: how much of every column is there.
        passed: how much of what the last but one has is passed on to the last.
        colours: of each column.
    """

    def __init__(
        self,
        blocks: Blocks,
        order: Sequence[int],
        heights: Sequence[float],
        reached: Any,
        colours: Sequence[str],
        share: Number = lambda: 1.0,
        passed: Number = lambda: 1.0,
    ) -> None:
        self.heights = [blocks.height(height) for height in heights]
        self.reached, self.share, self.passed = reached, share, passed
        last = len(order) - 1
        self.lines = VGroup(*(blocks.line(index) for index in order))
        self.columns = [
            blocks.column(index, f"column {index + 1}", self.amount_of(k), share, colours[k])
            for k, index in enumerate(order)
        ]
        self.funnels = []
        for k in range(last):
            part = passed if k + 1 == last else lambda: 1.0
            start, end = (self._whole(self.heights[at], part) for at in (k, k + 1))
            way = self._way(k + 1, 2.0, 0.0)
            self.funnels.append(blocks.funnel(order[k], start, end, way, back=order[k + 1] < order[k]))

    def amount_of(self, k: int) -> Number:
        """Return the height of the k-th column, to be asked at every frame."""
        part = self.part_of(k)
        return lambda: self.heights[k] * part()

    def part_of(self, k: int) -> Number:
        """Return how much of the k-th column is there, to be asked at every frame."""
        last, risen = k + 1 == len(self.heights), self._way(k, 2.0, -1.0)
        return lambda: self.share() * (self.passed() if last else 1.0) * (risen() if k else 1.0)

    def _whole(self, height: float, part: Number) -> Number:
        share = self.share
        return lambda: share() * height * part()

    def _way(self, k: int, times: float, plus: float) -> Number:
        """Return how far the k-th column is reached: first comes its funnel, then it rises."""
        reached = self.reached
        return lambda: float(np.clip(times * (reached.get_value() - (k - 1)) + plus, 0.0, 1.0))
