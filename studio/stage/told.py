"""Numbers that are told on an axis, in the colour of their role, where there is room for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from manim import DOWN, LEFT, VMobject
from numpy.typing import NDArray

from calc.tongue import tongue
from calc.wording import Wording, brief
from studio.stage import style
from studio.stage.glyphs import set_line
from studio.stage.placement import first_clear, points_of
from studio.stage.scale import in_sight
from studio.stage.shapes import box_of, middle
from studio.stage.text import Label
from studio.stage.theme import THEME
from studio.stage.ticks import APART, BESIDE, GAP, ends_of

if TYPE_CHECKING:
    from studio.stage.plane import Plane

_CORNERS = [(end, side) for end in (0.0, 1.0, 0.5, 0.25, 0.75) for side in (1.0, -1.0)]
_CLEAR = 0.14  # units from lines, for a number in the plot
_FADE = 0.45  # units beyond an edge over which a told number fades


class Told(Label):
    """A number on an axis that is told, in the colour of its role.

    value: what it is. shade: how far it is there, 0 to 1. outside: whether it stands among the axis's
    numbers: a wide one on the left may be no larger than they are, and one that has no room even so stands in
    the plot, over or under its level.
    """

    def __init__(self, value: float, axis: int, plane: Plane, said: Wording | None = None) -> None:
        text = tongue().written(str(brief(value) if said is None else said))
        colour = THEME.loss if axis else THEME.parameter
        super().__init__(set_line(text, THEME.font, "MEDIUM"), text, style.LABEL, colour)
        self.value, self.axis, self.shade = value, axis, 0.0
        self.outside, self._corner = True, _CORNERS[0]
        self.unseen = lambda: self._unseen(plane)
        if axis and not self._fits(plane):
            self._make_do(plane)

    def _make_do(self, plane: Plane) -> None:
        """Stand smaller on the left, or else in the plot, smaller only where that is crowded, too."""
        small = style.TICK / style.LABEL
        self.outside = self._fits(plane, small)
        if not self.outside:
            self._corner, free = self._clear_corner(plane)
            if free >= 0:
                return
        self.scale(small)
        self.cap_height = style.TICK
        if not self.outside:
            self._corner, _ = self._clear_corner(plane)

    def _fits(self, plane: Plane, size: float = 1.0) -> bool:
        return bool(plane.region.left - size * self.width - BESIDE >= THEME.safe.left - 1e-6)

    def _clear_corner(self, plane: Plane) -> tuple[tuple[float, float], float]:
        """Return the end of its level, and the side of it, where it keeps clear, and the room to spare."""
        lines = [(points_of(plane.curves), _CLEAR), (points_of(plane.axes), _CLEAR)]
        places = [self._over(plane, *corner) for corner in _CORNERS]
        best, free = first_clear(self, places, lines, [*plane.names, *plane.told])
        return _CORNERS[best], free

    @property
    def needs(self) -> float:
        """The units that it takes on the left of a plot."""
        return float(self.width) + BESIDE

    def place(self, plane: Plane) -> None:
        """Stand beside its place on the axis; hide where that is outside of the window."""
        region, at = plane.region, plane.point(self.value, self.value)
        if not self.outside:
            self.move_to(self._over(plane, *self._corner))
        elif self.axis:
            self.next_to([region.left, at[1], 0.0], LEFT, buff=APART)
        else:
            self.next_to([at[0], region.bottom, 0.0], DOWN, buff=APART)
        seen = in_sight(plane.frame, self.axis, self.value, _FADE)
        self.set_fill(opacity=self.shade * seen)

    def _unseen(self, plane: Plane) -> str:
        """Return why it cannot be seen now, "" where it can."""
        if in_sight(plane.frame, self.axis, self.value, _FADE) > 0:
            return ""
        low, high = ends_of(plane.window, self.axis)
        return (
            f"the window reaches from {low:.6g} to {high:.6g} there; tell one that lies in it, or zoom first"
        )

    def _over(self, plane: Plane, end: float, side: float) -> NDArray[np.float64]:
        """Return its middle at an end of its level, 0 left to 1 right, and on a side, 1 over and -1 under."""
        region, at = plane.region, plane.point(self.value, self.value)
        reach = region.width - self.width - 2 * APART
        up = side * (self.height / 2 + GAP)
        return np.array([region.left + APART + self.width / 2 + end * reach, at[1] + up, 0.0])

    def room(self, label: VMobject) -> float:
        """Return how far apart, in units, this number and another of the axis stand at least."""
        if not self.outside:
            return 0.0
        sizes = (label.height + self.height) if self.axis else (label.width + self.width)
        return float(sizes / 2 + GAP)

    def hides(self, label: VMobject) -> bool:
        """Say whether another number of the axis would touch this one."""
        along = 1 if self.axis else 0
        return abs(middle(box_of(label))[along] - middle(box_of(self))[along]) < self.room(label)
