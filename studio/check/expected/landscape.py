"""Places on the screen of what calc's witnesses say of a landscape: the proof's own projection.

It shares no code with what draws: x = cx + s (u cos a - v sin a) and
y = cy + s (u sin a + v cos a) sin e + k h cos e, with u, v and h counted from the sight's middle.
"""

from collections.abc import Sequence
from math import cos, sin

import numpy as np
from manim import VMobject
from numpy.typing import NDArray

from studio.check.expected.model import Disc, Pointer, Spot, Thing, Trace
from studio.stage.view3d import Sight
from studio.stage.witness3d import Mark3d, Path3d, Reach3d


def projected(sight: Sight, place: Sequence[float]) -> Spot:
    """Return where a place (u, v, height) stands on the screen."""
    u, v, h = (float(value) - middle for value, middle in zip(place, sight.middle, strict=True))
    a, e = sight.azimuth, sight.elevation
    x = sight.x + sight.scale * (u * cos(a) - v * sin(a))
    y = sight.y + sight.scale * (u * sin(a) + v * cos(a)) * sin(e) + sight.rise * h * cos(e)
    return x, y


def thing_of(witness: Mark3d | Reach3d | Path3d, mobject: VMobject, colour: str, covered: bool) -> Thing:
    """Return what must be seen of a witness; of the mobject only its size is asked."""
    spans = witness.span, witness.span
    numbers = witness.span / witness.sight.scale
    if isinstance(witness, Mark3d):
        at = projected(witness.sight, witness.place)
        radius = float(mobject.width) / 2
        return Disc(witness.name, at, radius, colour, spans, (numbers, numbers), covered)
    if isinstance(witness, Reach3d):
        tail, tip = projected(witness.sight, witness.tail), projected(witness.sight, witness.tip)
        return Pointer(witness.name, tail, tip, mobject.head_length, colour, spans, covered)
    return Trace(
        witness.name,
        _line(witness),
        float(mobject.get_stroke_width()) / 100,
        colour,
        spans,
    )


def _line(witness: Path3d) -> NDArray[np.float64]:
    return np.array([projected(witness.sight, place) for place in witness.places])
