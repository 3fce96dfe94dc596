"""Traces on a plane: points that a sweep drops, a curve drawn so far, places that stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Dot, VGroup, VMobject
from numpy.typing import ArrayLike

from studio.stage import style
from studio.stage.actors import in_sight
from studio.stage.following import follow
from studio.stage.marks import past_place
from studio.stage.plane import Numbers, Plane
from studio.stage.style import Layer, tint
from studio.stage.theme import THEME
from studio.stage.witness import Mark


def dropped(
    plane: Plane, places: Sequence[tuple[float, float]], tracker: Any, colour: str | None = None
) -> VGroup:
    """Return points that come into sight one by one, each as the tracker, going up, has passed its x."""
    points = VGroup()
    for index, (x, y) in enumerate(places):
        point = Dot(radius=style.PLACE, color=colour or THEME.loss).set_z_index(Layer.CURVE - 0.1)

        def place(point: Dot, x: float = x, y: float = y) -> None:
            there = tracker.get_value() >= x and in_sight(plane, x, y) > 0
            point.set_fill(opacity=1.0 if there else 0.0).move_to(plane.point(x, y))

        def witness(point: VMobject, index: int = index, x: float = x, y: float = y) -> Mark | None:
            return Mark(f"point {index}", plane, x, y, point) if point.get_fill_opacity() == 1 else None

        point.witness = witness
        passed = lambda x=x: (plane.moment(), tracker.get_value() >= x)  # noqa: E731
        points.add(follow(point, place, passed))
    return points


def drawn(
    plane: Plane, function: Numbers, tracker: Any, start: float, colour: str, width: float = style.CURVE
) -> VMobject:
    """Return the part of a function's graph between `start` and the tracker's value."""
    curve = VMobject(stroke_color=colour, stroke_width=width).set_z_index(Layer.CURVE)

    def place(curve: VMobject) -> None:
        plane.trace(curve, function, *sorted((start, float(tracker.get_value()))))

    return follow(curve, place, lambda: (plane.moment(), tracker.get_value()))


def place_left(plane: Plane, x: float, y: float, share: float = 0.6) -> VGroup:
    """Return a past place at (x, y), which stays there as the window moves."""
    spot = past_place(tint(THEME.parameter, share))

    def place(spot: VGroup) -> None:
        spot.set_fill(opacity=in_sight(plane, x, y)).move_to(plane.point(x, y))

    return follow(spot, place, plane.moment)


def places_on(function: Numbers, xs: ArrayLike) -> list[tuple[float, float]]:
    """Return the points of a function's graph over `xs`."""
    places = np.asarray(xs, float)
    return list(zip(places.tolist(), np.asarray(function(places)).tolist(), strict=True))
