"""A cut through a landscape as a curve on a plot of its own, with what is told of it there."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import ReplacementTransform, VGroup, VMobject

from calc.cut import Cut
from calc.window import Window
from calc.wording import Wording, brief
from studio.cast.surface import Bowl
from studio.stage import actors, style
from studio.stage.following import follow
from studio.stage.marks import Cased, dash
from studio.stage.placement import place_beside
from studio.stage.plane import Plane
from studio.stage.style import Layer, tint
from studio.stage.text import math, naming, words
from studio.stage.theme import THEME, Region

_SAMPLES = 241
_REACH = 0.26  # radii of the landscape, to each side, of a line that touches it
_OVER, _LEAST = 0.05, 0.5  # of the landscape's height that it may rise above, and of its length that stays
_EDGE = 0.1  # units from the axes to a number
_TANGENT = 1.45  # units, to each side, on the plot
_BESIDE = 0.5  # units to the right of the plot in which a number may stand


class CutPlot:
    """Makes the parts of the plot; the lesson brings each on when it is told.

    plane: the plot. curve: the cut along an axis. traced: as much of it as `seen`, a tracker, has passed from
    its upper end down. ball: follows `place`, a tracker of (u, v). tangent, triangle: where we stand.
    """

    def __init__(self, region: Region, window: Window, cut: Cut, place: Any, seen: Any, axis: int) -> None:
        self.cut, self._labels = cut, VGroup()
        f, here = cut.function, (cut.here, float(cut.function(cut.here)))
        self.plane = plane = Plane(region, window, f.variable, roles=("parameter", "muted"))
        self.curve = plane.curve(f, low=cut.low, high=cut.high)
        self.ball = actors.dot(plane, lambda at: (at[axis], float(f(at[axis]))), place, f"ball_{axis}")
        self.tangent = actors.tangent(
            plane, lambda _: here, lambda _: cut.slope, place, f"tangent_{axis}", _TANGENT
        )
        self.triangle = actors.triangle(plane, *here, cut.slope, brief(cut.slope))
        self.traced = follow(
            VMobject(stroke_color=THEME.loss, stroke_width=style.CURVE).set_z_index(Layer.CURVE),
            lambda curve: plane.trace(curve, f, float(seen.get_value()), cut.high),
            lambda: (plane.moment(), seen.get_value()),
        )

    def ghost_of(self, other: Cut) -> VGroup:
        """Return another cut and its tangent, faded, with its name and its slope.

        It is moved so that both touch where we stand.
        """
        shift, region = other.here - self.cut.here, self.plane.region
        faded = tint(THEME.loss, style.DIM)
        curve = self.plane.curve(
            lambda x: other.function(x + shift), faded, low=other.low - shift, high=other.high - shift
        )
        line = Cased(tint(THEME.slope, style.DIM), style.TANGENT, Layer.GHOST)
        here = self.cut.here, float(self.cut.function(self.cut.here))
        line.set_path(actors.touching(self.plane, *here, other.slope, _TANGENT))
        ghost = VGroup(curve, line).set_z_index(Layer.GHOST)
        for part in ghost.get_family():
            part.scenery = True
        across, up, *numbers = self.triangle
        lines = [self.curve, curve, self.tangent.line, line.line, across, up]
        room = Region(region.left + _EDGE, region.right + _BESIDE, region.bottom + _EDGE, region.top)
        name = math(other.function.variable, style.LABEL, THEME.loss)
        name.in_table = True  # it is looked up, as the name of an axis
        for label, at, side in (
            (name, curve.get_start(), (0.0, 1.0)),
            (words(str(brief(other.slope)), style.LABEL, THEME.slope), line.line.get_end(), (1.0, 0.0)),
        ):
            self._labels.add(place_beside(label, at, lines, [*numbers, *self._labels], side, room))
        return ghost.add(*self._labels)

    def land(self, bowl: Bowl, axis: int) -> ReplacementTransform:
        """Return the play in which the cut, as it is seen on the landscape now, becomes the curve here."""
        along = np.linspace(self.cut.low, self.cut.high, _SAMPLES)
        places = np.tile(np.array(bowl.relief.point, float), (_SAMPLES, 1))
        places[:, axis] = along
        flying = VMobject(stroke_color=THEME.loss, stroke_width=style.CURVE).set_z_index(Layer.CURVE)
        flying.set_points_as_corners(bowl.view.sight.points(bowl.lifted(places)))
        landed = VMobject(stroke_color=THEME.loss, stroke_width=style.CURVE).set_z_index(Layer.CURVE)
        landed.set_points_as_corners(self.plane.points_at(along, self.cut.function(along)))
        return ReplacementTransform(flying, landed, run_time=style.MOVE)

    def leg(self, middle: float, cut: Cut, said: Wording) -> VGroup:
        """Return how far we stand from the middle: the way there at the height of a cut's lowest place."""
        level, shift = float(cut.function(middle)), cut.here - self.cut.here
        start, stop = self.plane.point(middle - shift, level), self.plane.point(self.cut.here, level)
        line = VMobject(stroke_color=THEME.parameter, stroke_width=style.TANGENT).set_z_index(Layer.TANGENT)
        dash(line, start, stop)
        across, up, *numbers = self.triangle
        lines = [self.curve, self.tangent.line, across, up, line]
        label = naming(words(str(said), style.LABEL, THEME.parameter), line)
        side = (0.0, -1.0) if cut is self.cut else (0.0, 1.0)
        texts, region = [*numbers, *self._labels], self.plane.region
        room = Region(region.left + _EDGE, region.right, region.bottom + _EDGE, region.top)  # off its axes
        self._labels.add(place_beside(label, (start + stop) / 2, lines, texts, side, room))
        return VGroup(line, self._labels[-1])


def touching(bowl: Bowl, axis: int, tracker: Any, name: str) -> Cased:
    """Return the line along an axis that touches a landscape at the place of the tracker.

    It is shorter where it would rise far above the landscape.
    """
    relief, u, v = bowl.relief, *bowl.relief.point
    room = relief.top + _OVER * (relief.top - relief.bottom) - float(relief.surface(u, v))
    steep = abs(float(relief.surface.slopes(u, v)[axis])) * relief.radius
    way = _REACH * relief.radius * np.eye(2)[axis] * np.clip(room / max(_REACH * steep, 1e-300), _LEAST, 1.0)
    looks: dict[str, Any] = {"colour": THEME.slope, "width": style.TANGENT, "layer": Layer.TANGENT}
    return bowl.line(
        lambda now: [np.subtract(now, way), np.add(now, way)], tracker, on="wall", name=name, **looks
    )
