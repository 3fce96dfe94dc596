"""Promise: what a rate promised, as an outline, what came, as a bar that fills it, and both seen closer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import LEFT, RIGHT, UP, Animation, Line, VGroup, VMobject

from calc.window import Window
from calc.wording import Wording
from studio.cast.blocks import WIDTH, Blocks
from studio.stage import style
from studio.stage.following import follow
from studio.stage.plane import Plane
from studio.stage.style import Layer
from studio.stage.text import code
from studio.stage.theme import THEME, Region
from studio.stage.witness import Area

_CLOSE = 11.0  # what is left over is so many times smaller than the window that is seen closer
_WIDER = 3.6  # times: how much wider the bar becomes
_ROOM = 1.12


class Promise:
    """An outline and a bar, at first where a column of `blocks` stands, on a plane of their own.

    outline, bar, labels and rest (what is left over) are brought on by the lesson.

    Args:
        index: of the column. region: of the plane.
        promised: the number of the outline. came: the bar's, asked at every frame; final: what it ends at.
    """

    def __init__(
        self,
        blocks: Blocks,
        index: int,
        region: Region,
        promised: float,
        came: Callable[[], float],
        final: float,
    ) -> None:
        self.promised, self.final = promised, final
        column = blocks.plane.region
        heights = 0.0, promised, final
        self._low, self._high = min(heights), max(heights)
        if self._low == self._high:
            self._high = 1.0  # nothing is promised, and nothing comes
        scale = (self._high - self._low) / column.height
        window = Window(
            region.left,
            region.right,
            self._low - scale * (column.bottom - region.bottom),
            self._high + scale * (region.top - column.top),
        )
        inner = Plane(region, window, numbers=(False, True)).region  # the axis takes its room
        window = Window(inner.left, inner.right, window.bottom, window.top)
        self.plane = plane = Plane(inner, window, numbers=(False, True), bare=True)
        self._x, self._width = blocks.xs[index], WIDTH
        self.bar = VMobject(fill_color=THEME.loss, fill_opacity=1, stroke_width=0).set_z_index(Layer.CURVE)
        self.outline = VMobject(stroke_color=THEME.slope, stroke_width=style.TARGET)
        self.outline.set_z_index(Layer.TANGENT)
        sides = self._x - self._width / 2, self._x + self._width / 2

        def box(shape: VMobject, height: float) -> None:
            low, high = (
                float(np.clip(each, plane.window.bottom, plane.window.top)) for each in (0.0, height)
            )
            shape.clear_points()
            corners = plane.points_at([*sides, *sides[::-1]], [low, low, high, high])
            if abs(corners[2][1] - corners[1][1]) > 1e-6:
                shape.set_points_as_corners([*corners, corners[0]])

        follow(self.bar, lambda bar: box(bar, came()), lambda: (plane.moment(), came()))
        follow(self.outline, lambda outline: box(outline, promised), plane.moment)
        self.bar.witness = lambda bar: self._witness(bar, came(), sides)

    def _witness(self, bar: VMobject, height: float, sides: tuple[float, float]) -> Area | None:
        window = self.plane.window
        if not (window.bottom <= 0 <= window.top):  # the proof counts areas from 0
            return None
        return Area("bar", self.plane, np.array(sides), np.array([height, height]), bar)

    def widen(self, seconds: float = style.MOVE) -> Animation:
        """Return the play that brings the bar to the middle, wider, beside an axis with numbers."""
        window, region = self.plane.window, self.plane.region
        width = (window.right - window.left) / _WIDER
        left = self._x - width / 2
        return self.plane.move(
            Window(left, left + width, _ROOM * self._low, _ROOM * self._high), region, seconds
        )

    def closer(self) -> Animation:
        """Return the play that closes the window on the ends of both."""
        window, middle = self.plane.window, (self.promised + self.final) / 2
        half = _CLOSE / 2 * abs(self.final - self.promised)
        return self.plane.zoom(Window(window.left, window.right, middle - half, middle + half), 2.4)

    def label(self, said: Wording, height: float, side: int, colour: str) -> Any:
        """Return a number that stays at a height beside the bar: left of it (-1) or right (1)."""
        number = code(str(said), style.READOUT, colour)
        edge, way = self._x + side * self._width / 2, side * RIGHT

        def stand(number: Any) -> None:
            at = self.plane.point(edge, height)
            number.next_to(at, way, buff=0.25)

        return follow(number, stand, self.plane.moment)

    def rest(self, said: Wording) -> VGroup:
        """Return the bracket between the two ends, with what is left over."""
        x = self._x + 0.25 * self._width
        ends = [self.plane.point(x, height) for height in (self.promised, self.final)]
        bracket = VGroup(
            Line(*ends, color=THEME.text, stroke_width=style.AXIS),
            *(
                Line(end + 0.1 * LEFT, end + 0.1 * RIGHT, color=THEME.text, stroke_width=style.AXIS)
                for end in ends
            ),
        ).set_z_index(Layer.ARROW)
        number = code(str(said), style.READOUT, THEME.text)
        number.next_to(max(ends, key=lambda end: float(end[1])), UP, buff=0.18)
        return VGroup(bracket, number)
