"""A plane that cuts a landscape upright: its edge, the cut curve on it, and what lies before it goes dim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from manim import ManimColor, ValueTracker, VGroup, VMobject
from numpy.typing import NDArray

from studio.cast.shading import Divide
from studio.stage import layout, style
from studio.stage.following import follow
from studio.stage.marks import Cased
from studio.stage.placement import place_beside, points_of
from studio.stage.segments import along
from studio.stage.style import Layer
from studio.stage.text import math, naming
from studio.stage.theme import THEME, Region
from studio.stage.witness3d import Path3d

if TYPE_CHECKING:
    from studio.cast.surface import Bowl, Place

Array = NDArray[np.float64]

_CLEAR, _FROSTED = 0.10, 0.92  # how opaque the plane is
_PLANE_EDGE = 0.75
_NAMES = Region(layout.BOWL.left, layout.BOWL.right, layout.BOWL.bottom, 3.0)  # where its name finds room
_ALONE = 0.3  # units from a countdown's middle to what its number keeps clear of
_FAR = 0.6  # units between the curve and a corner at which its name would be far from it
_SAMPLES = 241  # places along the cut curve
_BELOW, _ABOVE = 0.30, 0.06  # of the landscape's height: the plane goes so far beyond the cut curve


class CutPlane(VGroup):
    """The upright plane through `at(tracker)` in the direction `angle` of the landscape's plane, in radians.

    curve: the cut, wide and cased. dimming: a tracker, how far what lies before the plane is dim, 0 to 1.
    frost: a tracker, how frosted the plane is, 0 to 1: then the cut cannot be seen.
    """

    def __init__(self, bowl: Bowl, at: Place, tracker: Any, angle: Any, name: str = "cut") -> None:
        super().__init__()
        self._bowl, self._at, self._tracker, self._angle = bowl, at, tracker, angle
        self.dimming, self.frost, self.frosted = ValueTracker(0.0), ValueTracker(0.0), 0.0
        self.glass = VMobject(
            fill_color=THEME.text, fill_opacity=_CLEAR, stroke_color=THEME.text, stroke_width=style.AXIS
        )
        self.glass.set_stroke(opacity=_PLANE_EDGE)
        self.glass.scenery = True
        self.curve = Cased(THEME.loss, style.CURVE, Layer.CURVE)
        self.add(self.glass.set_z_index(Layer.AXES), self.curve)

        def place(cut: CutPlane) -> None:
            sight = bowl.view.sight
            way = cut.places()
            bowl.draw((cut.curve.casing, cut.curve.line), way, sight, through=True)
            heights = way[:, 2][np.isfinite(way[:, 2])]
            relief = bowl.relief
            tall = relief.top - relief.bottom
            if len(heights):
                low = max(float(heights.min()) - _BELOW * tall, relief.bottom)
                high = float(min(heights.max(), relief.top)) + _ABOVE * tall
                (u, v), (x, y) = way[0, :2], way[-1, :2]
                corners = np.array([[u, v, low], [x, y, low], [x, y, high], [u, v, high], [u, v, low]])
                cut.glass.set_points(along(sight.points(corners)))
            frost = float(cut.frost.get_value())
            if frost != cut.frosted:  # else a play that fades it would be undone
                cut.frosted = frost
                cut.glass.set_fill(_mixed(frost), _CLEAR + (_FROSTED - _CLEAR) * frost)
                cut.curve.set_stroke(opacity=1 - frost)

        def witness(stroke: VMobject) -> Path3d | None:
            u, v = at(tracker.get_value())
            way = chord((float(u), float(v)), float(angle.get_value()), relief_disc(bowl))
            heights = [bowl.relief.surface(*spot) for spot in way]
            sight = bowl.view.sight
            return Path3d(name, sight, np.column_stack([way, heights]), bowl.span(sight), stroke)

        self.curve.line.witness = witness
        follow(self, place, lambda: (*bowl.moment(), *self.state(), self.frost.get_value()))

    def label(self, name: str, *lines: VMobject) -> VMobject:
        """Return a name, as Typst mathematics, at an upper corner of the plane as it stands now.

        That is its left one, or the right one where the cut curve begins far below that.
        """
        label = naming(math(name, style.LABEL), self.curve)
        around = [self.curve.line, *lines]
        left, right = self.glass.points[11], self.glass.points[7]
        far = float(np.linalg.norm(points_of([self.curve.line]) - left, axis=-1).min()) > _FAR
        at, side = (right, -0.5) if far else (left, 0.5)
        return place_beside(label, at, around, (), (side, 1.0), _NAMES)

    def free_from(self, *things: VMobject) -> Array:
        """Return the point of the screen, (3,), on the plane that is farthest from all these.

        Where a countdown would stand too close to them there, it is its place in the corner.
        """
        start, end, top = (self.glass.points[index] for index in (0, 3, 7))
        along, up = np.meshgrid(np.linspace(0.15, 0.85, 29), (0.35, 0.5, 0.65))
        at = start + along.reshape(-1, 1) * (end - start) + up.reshape(-1, 1) * (top - end)
        parts = [part.points for thing in things for part in thing.family_members_with_points()]
        off = np.linalg.norm(at[:, None] - np.concatenate(parts), axis=-1)
        clear = off.min(axis=1)
        found: Array = at[clear.argmax()] if clear.max() >= _ALONE else np.array(layout.COUNTDOWN)
        return found

    @property
    def share(self) -> float:
        return float(self.dimming.get_value())

    def state(self) -> tuple[float, float, float]:
        """Return what tells one place of the plane from another, and how far it dims."""
        return float(self._tracker.get_value()), float(self._angle.get_value()), self.share

    def divide(self) -> Divide | None:
        """Return the line along which the landscape is divided; none while nothing goes dim."""
        if self.share == 0:
            return None
        u, v = self._at(self._tracker.get_value())
        angle = float(self._angle.get_value())
        normal = np.array([-np.sin(angle), np.cos(angle)])
        if normal @ self._bowl.view.sight.toward < 0:
            normal = -normal
        return Divide((float(u), float(v)), (float(normal[0]), float(normal[1])))

    def places(self) -> Array:
        """Return the places (u, v, height) of the cut curve, (n, 3), from rim to rim."""
        u, v = self._at(self._tracker.get_value())
        angle = float(self._angle.get_value())
        return self._bowl.lifted(chord((float(u), float(v)), angle, relief_disc(self._bowl)))


def _mixed(frost: float) -> ManimColor:
    """Return the colour of the plane, from that of clear glass to that of frosted glass."""
    return ManimColor(THEME.text).interpolate(ManimColor(THEME.panel), min(1.0, 2 * frost))


def relief_disc(bowl: Bowl) -> tuple[tuple[float, float], float]:
    """Return the middle and the radius of the landscape's disc."""
    return bowl.relief.middle, bowl.relief.radius


def chord(point: tuple[float, float], angle: float, disc: tuple[tuple[float, float], float]) -> Array:
    """Return places, (n, 2), along the chord of a disc through a point in this direction."""
    way = np.array([np.cos(angle), np.sin(angle)])
    middle, radius = disc
    off = np.subtract(point, middle)
    half = float(np.sqrt(max(radius**2 - (off @ off - (off @ way) ** 2), 0.0)))
    steps = np.linspace(-half, half, _SAMPLES)[:, None] - off @ way
    places: Array = np.array(point) + steps * way
    return places
