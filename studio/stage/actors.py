"""Actors: what stands on a plane and follows calc through trackers, each with its own witness for the proof.

An actor is made from calc's functions and a tracker; it follows at every frame, fades at the edge of its
plane, and where it has no value it is not there. `actor.witness` says what calc says of it now: plain
numbers, which the proof puts on the screen by a formula of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any, NamedTuple

import numpy as np
from manim import UP, VGroup, VMobject
from numpy.typing import NDArray

from studio.stage import style
from studio.stage.following import follow, within
from studio.stage.marks import Arrow, Ball, Cased, dash, past_place
from studio.stage.plane import Plane
from studio.stage.style import Layer, tint
from studio.stage.theme import THEME
from studio.stage.triangle import legs as legs  # lessons find both among the actors
from studio.stage.triangle import triangle as triangle
from studio.stage.witness import Mark, Reach, Slope

#: From a tracker's value to numbers (x, y) of the plane.
Place = Callable[[Any], tuple[float, float]]

_EDGE = 0.25  # units outside of the region over which an actor fades


def dot(plane: Plane, at: Place, tracker: Any, name: str = "ball", colour: str | None = None) -> Ball:
    """Return a ball that stands at `at(tracker)`."""
    ball = Ball(colour=colour)
    parts = [(part, float(part.get_fill_opacity())) for part in ball.family_members_with_points()]
    ball.shade = 1.0

    def place(ball: Ball) -> None:
        x, y = at(tracker.get_value())
        shade = in_sight(plane, x, y)
        if shade > 0:
            ball.at(plane.point(x, y))
        if shade != ball.shade:
            ball.shade = shade
            for part, opacity in parts:
                part.set_fill(opacity=opacity * shade)

    def witness(core: VMobject) -> Mark | None:
        x, y = at(tracker.get_value())
        return Mark(name, plane, x, y, core) if isfinite(x) and isfinite(y) else None

    ball.core.witness = witness
    _pace(tracker, lambda values: _seen(plane, at, values))
    return _led(ball, place, plane, tracker, at)


def tangent(
    plane: Plane,
    at: Place,
    slope_at: Callable[[float], float],
    tracker: Any,
    name: str = "tangent",
    reach: float = style.REACH,
) -> Cased:
    """Return the line that touches at `at(tracker)` with the slope `slope_at(tracker)`, cut at the plane's
    edges.

    Where there is no slope, there is no line.
    """
    line = Cased(THEME.slope, style.TANGENT, Layer.TANGENT)

    def place(line: Cased) -> None:
        value = tracker.get_value()
        line.set_path(touching(plane, *at(value), float(slope_at(value)), reach))

    def witness(stroke: VMobject) -> Slope | None:
        value = tracker.get_value()
        (x, y), slope = at(value), float(slope_at(value))
        return Slope(name, plane, x, y, slope, stroke) if isfinite(slope) and len(stroke.points) else None

    def middles(values: NDArray[np.float64]) -> NDArray[np.float64]:
        lines = [touching(plane, *at(value), float(slope_at(value)), reach) for value in values.tolist()]
        return np.array([ends.mean(axis=0) if len(ends) else np.full(3, np.nan) for ends in lines])

    line.line.witness = witness
    _pace(tracker, middles)
    return _led(line, place, plane, tracker, at)


def touching(plane: Plane, x: float, y: float, slope: float, reach: float) -> NDArray[np.float64]:
    """Return the ends, (2, 3), of a line through (x, y) that stays in the plane's region; (0, 3) for none."""
    if not (isfinite(slope) and isfinite(y) and plane.frame.holds(x, y, _EDGE)):
        return np.zeros((0, 3))
    middle, along = plane.point(x, y), plane.direction(slope)
    region = plane.region
    ends = []
    for way in (-1.0, 1.0):
        far = reach
        for axis, (low, high) in enumerate(((region.left, region.right), (region.bottom, region.top))):
            step = way * along[axis]
            if abs(step) > 1e-9:
                edge = high if step > 0 else low
                far = min(far, max(0.0, (edge - middle[axis]) / step))
        ends.append(middle + way * far * along)
    return np.array(ends)


def arrow(
    plane: Plane, tail: Place, tip: Place, tracker: Any, name: str = "arrow", colour: str | None = None
) -> Arrow:
    """Return an arrow from `tail(tracker)` to `tip(tracker)`."""
    drawn = Arrow(colour or THEME.parameter)

    def ends() -> tuple[tuple[float, float], tuple[float, float]]:
        value = tracker.get_value()
        return tail(value), tip(value)

    def place(drawn: Arrow) -> None:
        start, end = ends()
        if np.isfinite([*start, *end]).all() and plane.frame.holds(*start, _EDGE):
            drawn.place(plane.point(*start), plane.point(*end))
        else:
            drawn.place(np.zeros(3), np.zeros(3))

    def witness(head: VMobject) -> Reach | None:
        start, end = ends()
        return Reach(name, plane, start, end, drawn) if len(head.points) else None

    drawn.head.witness = witness
    _pace(tracker, lambda values: _seen(plane, tip, values))
    return _led(drawn, place, plane, tracker, tail)


def trail(
    plane: Plane,
    places: Sequence[tuple[float, float]],
    tracker: Any,
    *,
    joined: bool = True,
    ticks: bool = False,
) -> VGroup:
    """Return the past places of a walk: place k comes into sight as the tracker passes k.

    joined: whether a line runs from place to place. ticks: whether each also stands as a tick on the axis.
    """
    seen, parts = VGroup(), list[_Part]()
    points = np.array(places, float)

    def add(shape: VMobject, part: _Part) -> None:
        seen.add(shape)
        parts.append(part)

    for k, (x, y) in enumerate(points):
        share = 0.45 + 0.4 * k / max(len(points) - 1, 1)
        colour = tint(THEME.parameter, share)
        spot = past_place(colour)
        add(spot, _passed(plane, spot, x, y, k))
        if joined and k + 1 < len(points):
            add(_trace(tint(THEME.parameter, share), 0.1), _joining(plane, points[k], points[k + 1], k))
        if ticks:
            add(_trace(colour), _axis_tick(plane, x, k))

    # One updater for all of them: few parts change at a time, and to ask each takes longer than to place it.
    def place(seen: VGroup) -> None:
        moment, taken = plane.moment(), tracker.get_value()
        for shape, part in zip(seen.submobjects, parts, strict=True):
            if vars(shape).get("followed") != (now := (moment, part.state(taken))):
                shape.followed = now
                part.place(shape, taken)

    return _led(seen, place, plane, tracker)


class _Part(NamedTuple):
    """A part of a trail: how it is placed after so many steps, and what of them that depends on."""

    place: Callable[[Any, float], object]
    state: Callable[[float], object]


_SOON = 0.2  # of a step, in which a past place comes into sight under the ball


def _trace(colour: str, below: float = 0.0) -> VMobject:
    line = VMobject(stroke_color=colour, stroke_width=style.TRAIL).set_z_index(Layer.TRAIL - below)
    line.scenery = True
    return line


def _passed(plane: Plane, spot: VGroup, x: float, y: float, k: int) -> _Part:
    outlines = [disc.points.copy() for disc in spot.submobjects]

    def place(spot: VGroup, taken: float) -> None:
        gone = within((taken - k) / _SOON, 0, 1) * plane.frame.holds(x, y)
        for disc, outline in zip(spot.submobjects, outlines, strict=True):
            if not gone:
                disc.clear_points()  # of most: nobody asks how a shape without points looks
                continue
            disc.points = outline + plane.point(x, y)
            if disc.get_fill_opacity() != gone:
                disc.set_fill(opacity=gone)

    return _Part(place, lambda taken: within(taken - k, 0, _SOON))


def _joining(plane: Plane, start: Any, end: Any, k: int) -> _Part:
    def place(line: VMobject, taken: float) -> None:
        share = within(taken - k, 0, 1)
        here = start + (end - start) * share
        if share < 1e-3 or not (plane.frame.holds(*start) and plane.frame.holds(*here)):
            line.clear_points()
        else:
            line.set_points_as_corners([plane.point(*start), plane.point(*here)])

    return _Part(place, lambda taken: within(taken - k, 0, 1))


def _axis_tick(plane: Plane, x: float, k: int) -> _Part:
    def place(tick: VMobject, taken: float) -> None:
        window = plane.window
        level = float(np.clip(0.0, window.bottom, window.top))
        seen = taken - k > _SOON / 2 and window.left <= x <= window.right
        foot = plane.point(x, level)
        tick.set_points_as_corners([foot, foot + 0.16 * UP]) if seen else tick.clear_points()

    return _Part(place, lambda taken: taken - k > _SOON / 2)


def foot_line(plane: Plane, at: Place, tracker: Any) -> VMobject:
    """Return the dashed line from `at(tracker)` down to where the numbers stand."""
    line = VMobject(stroke_color=tint(THEME.parameter, 0.6), stroke_width=style.AXIS)
    line.scenery = True

    def place(line: VMobject) -> None:
        x, y = at(tracker.get_value())
        ends = plane.point(x, plane.window.bottom), plane.point(x, y)
        if plane.frame.holds(x, y) and abs(ends[1][1] - ends[0][1]) > 0.25:
            dash(line, *ends)
        else:
            line.clear_points()

    return _led(line.set_z_index(Layer.GHOST), place, plane, tracker, at)


def _led(
    actor: Any, place: Callable[[Any], object], plane: Plane, tracker: Any, at: Place | None = None
) -> Any:
    """Let an actor follow a tracker on a plane. at: where it stands, if it is to be there when it comes."""
    actor.led_by = lambda: tracker
    if at is not None:
        actor.unseen = lambda: _unseen(plane, at, tracker.get_value())
    return follow(actor, place, lambda: (plane.moment(), tracker.get_value()))


def _unseen(plane: Plane, at: Place, value: Any) -> str:
    """Return why what stands at `at(value)` cannot be seen now, "" where it can."""
    x, y = at(value)
    if not (isfinite(x) and isfinite(y)):
        return f"its function has no value at {value:.6g}"
    outside = f"it stands at ({x:.6g}, {y:.6g}), outside of the window of its plane"
    return "" if plane.frame.holds(x, y, _EDGE) else outside


def in_sight(plane: Plane, x: float, y: float) -> float:
    """Return how far something at (x, y) is in sight: 1 inside of the region, less just outside, else 0."""
    if not (isfinite(x) and isfinite(y)):
        return 0.0
    at, region = plane.point(x, y), plane.region
    beyond = max(region.left - at[0], at[0] - region.right, region.bottom - at[1], at[1] - region.top, 0.0)
    return within(1 - beyond / _EDGE, 0, 1)


def _seen(plane: Plane, at: Place, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where an actor stands on the screen, (n, 3); nan where it is outside of the plane."""
    xs, ys = np.array([at(value) for value in values.tolist()], float).T
    points, region = plane.points_at(xs, ys), plane.region
    across = (points[:, 0] >= region.left - _EDGE) & (points[:, 0] <= region.right + _EDGE)
    up = (points[:, 1] >= region.bottom - _EDGE) & (points[:, 1] <= region.top + _EDGE)
    points[~(across & up)] = np.nan
    return points


def _pace(tracker: Any, path: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> None:
    """Let the tracker go no faster than eyes can follow what moves along this path."""
    if hasattr(tracker, "paths"):
        tracker.paths.append(path)
