"""Places on the screen of what calc's witnesses say of a landscape: the proof's own projection.

It shares no code with what draws: x = cx + s (u cos a - v sin a) and
y = cy + s (u sin a + v cos a) sin e + k h cos e, with u, v and h counted from the sight's middle.
"""

from math import cos, sin

import numpy as np
from manim import VMobject
from numpy.typing import ArrayLike, NDArray

from studio.check.expected.model import Disc, Pointer, Spot, Thing, Trace
from studio.stage.shapes import thickness
from studio.stage.view3d import Sight
from studio.stage.witness3d import Mark3d, Path3d, Reach3d


def projected(sight: Sight, places: ArrayLike) -> NDArray[np.float64]:
    """Return where places (u, v, height), (..., 3), stand on the screen, (..., 2)."""
    u, v, h = np.moveaxis(np.asarray(places, float) - sight.middle, -1, 0)
    a, e = sight.azimuth, sight.elevation
    x = sight.x + sight.scale * (u * cos(a) - v * sin(a))
    y = sight.y + sight.scale * (u * sin(a) + v * cos(a)) * sin(e) + sight.rise * h * cos(e)
    return np.stack([x, y], axis=-1)


def _spot(sight: Sight, place: ArrayLike) -> Spot:
    x, y = projected(sight, place)
    return float(x), float(y)


def thing_of(witness: Mark3d | Reach3d, mobject: VMobject, colour: str, covered: bool) -> Thing:
    """Return what must be seen of a witness; of the mobject only its size is asked."""
    spans = witness.span, witness.span
    numbers = witness.span / witness.sight.scale
    if isinstance(witness, Mark3d):
        at = _spot(witness.sight, witness.place)
        radius = float(mobject.width) / 2
        return Disc(witness.name, at, radius, colour, spans, (numbers, numbers), covered)
    tail, tip = _spot(witness.sight, witness.tail), _spot(witness.sight, witness.tip)
    return Pointer(witness.name, tail, tip, mobject.head_length, colour, spans, covered)


def trace_of(witness: Path3d, mobject: VMobject, colour: str, drawn: float) -> Trace:
    """Return the curve that must be seen of a witness; of the mobject only its width is asked."""
    points, spans = projected(witness.sight, witness.places), (witness.span, witness.span)
    return Trace(witness.name, points, thickness(mobject), colour, spans, drawn)
