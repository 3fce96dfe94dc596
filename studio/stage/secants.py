"""Straight lines that follow calc: secants, the fan that they leave, and half lines at a corner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from manim import VGroup, VMobject
from numpy.typing import NDArray

from studio.stage import style
from studio.stage.following import follow
from studio.stage.marks import Cased, dash
from studio.stage.plane import Plane
from studio.stage.style import Layer, tint
from studio.stage.theme import THEME
from studio.stage.witness import Slope

_BEHIND, _BEYOND = 2.2, 0.7  # units by which a secant runs on behind its first point, and beyond its second


class Line(Protocol):
    """A secant of calc: the line through (x0, y0) and (x1, y1), with its slope."""

    @property
    def x0(self) -> float: ...
    @property
    def y0(self) -> float: ...
    @property
    def x1(self) -> float: ...
    @property
    def slope(self) -> float: ...


def secant(plane: Plane, line_at: Callable[[Any], Line], tracker: Any, name: str = "secant") -> Cased:
    """Return the line through the two points of `line_at(tracker)`, a little longer than both need."""
    drawn = Cased(THEME.slope, style.TANGENT, Layer.TANGENT)

    def place(drawn: Cased) -> None:
        drawn.set_path(_ends(plane, line_at(tracker.get_value())))

    def witness(stroke: VMobject) -> Slope | None:
        line = line_at(tracker.get_value())
        return Slope(name, plane, line.x0, line.y0, line.slope, stroke) if len(stroke.points) else None

    drawn.line.witness = witness
    return follow(drawn, place, lambda: (plane.moment(), tracker.get_value()))


def fan(plane: Plane, lines: Sequence[Line]) -> VGroup:
    """Return the ghosts of secants, the later the brighter; each goes with its line as the window moves."""
    ghosts = VGroup()
    for index, line in enumerate(lines):
        share = style.FAINT + (style.DIM - style.FAINT) * (index + 1) / len(lines)
        ghost = VMobject(stroke_color=tint(THEME.slope, share), stroke_width=style.TANGENT)
        ghost.scenery = True

        def place(ghost: VMobject, line: Line = line) -> None:
            _run(ghost, _ends(plane, line))

        ghosts.add(follow(ghost.set_z_index(Layer.GHOST), place, plane.moment))
    return ghosts


def level_line(plane: Plane, y: float, start: float, stop: float) -> VMobject:
    """Return the dashed line from place to place at one height."""
    line = VMobject(stroke_color=tint(THEME.loss, 0.6), stroke_width=style.AXIS).set_z_index(Layer.GHOST)
    line.scenery = True
    return follow(line, lambda line: dash(line, plane.point(start, y), plane.point(stop, y)), plane.moment)


def half_line(plane: Plane, x: float, y: float, slope: float, side: int, name: str) -> Cased:
    """Return the part of the line through (x, y) that lies on one side of it, 1 the right or -1 the left."""
    drawn = Cased(THEME.slope, style.TANGENT, Layer.TANGENT)
    reaches = (0.0, style.REACH) if side > 0 else (style.REACH, 0.0)

    def place(drawn: Cased) -> None:
        drawn.set_path(through(plane, x, y, slope, *reaches))

    drawn.line.witness = lambda stroke: Slope(name, plane, x, y, slope, stroke)
    return follow(drawn, place, plane.moment)


def through(plane: Plane, x: float, y: float, slope: float, left: float, right: float) -> NDArray[np.float64]:
    """Return the ends, (2, 3), of a line through (x, y) that runs so far either way, inside the region."""
    middle, along, region = plane.point(x, y), plane.direction(slope), plane.region
    if not (np.isfinite([*middle, *along]).all() and plane.frame.holds(x, y, 0.25)):
        return np.zeros((0, 3))
    ends = []
    for way, reach in ((-1.0, left), (1.0, right)):
        far = reach
        for axis, (low, high) in enumerate(((region.left, region.right), (region.bottom, region.top))):
            step = way * along[axis]
            if abs(step) > 1e-9:
                far = min(far, max(0.0, ((high if step > 0 else low) - middle[axis]) / step))
        ends.append(middle + way * far * along)
    return np.array(ends)


def _ends(plane: Plane, line: Line) -> NDArray[np.float64]:
    along = plane.direction(line.slope)
    to_second = abs((line.x1 - line.x0) * plane.frame.scale[0] / along[0]) + _BEYOND
    reaches = (_BEHIND, to_second) if line.x1 > line.x0 else (to_second, _BEHIND)
    return through(plane, line.x0, line.y0, line.slope, *reaches)


def _run(line: VMobject, points: NDArray[np.float64]) -> None:
    if len(points) < 2:
        line.clear_points()
    else:
        line.set_points_as_corners(points)
