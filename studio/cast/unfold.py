"""Rings that straighten into plates: functions inside functions, laid out in a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import ManimColor, VGroup, VMobject
from numpy.typing import NDArray

from studio.cast.plates import Plate
from studio.stage import style
from studio.stage.following import follow
from studio.stage.marks import RoundedBox
from studio.stage.style import Layer
from studio.stage.theme import THEME, Region


class Unfolding(VGroup):
    """Rings about one middle that become the frames of plates, one each, as `share` goes from 0 to 1.

    On its way each ring is a rectangle with round corners: its poles grow into sides, and its quarters shrink
    into corners. Every point of it goes straight from ring to frame, so that nothing swells between them.

    Args:
        middle: of all rings, a point of the screen, (3,).
        radii: of the rings, in units of the frame, in the order of the plates.
        share: the tracker.
    """

    def __init__(
        self, middle: NDArray[np.float64], radii: Sequence[float], plates: Sequence[Plate], share: Any
    ) -> None:
        super().__init__()
        for radius, plate in zip(radii, plates, strict=True):
            ring = VMobject(stroke_color=THEME.loss, stroke_width=style.AXIS).set_z_index(Layer.RING)
            ring.scenery = True  # the plates take over when they can be named
            (left, bottom, _), (right, top, _) = middle - radius, middle + radius
            start = RoundedBox(Region(left, right, bottom, top), radius).points
            end = RoundedBox(plate.region).points

            def place(ring: VMobject, start: Any = start, end: Any = end, plate: Plate = plate) -> None:
                now = float(share.get_value())
                ring.set_points(start + now * (end - start))
                ring.set_stroke(_between(THEME.loss, plate.colour, now))

            self.add(follow(ring, place, share.get_value))


def _between(one: str, other: str, share: float) -> str:
    return str(ManimColor(one).interpolate(ManimColor(other), share).to_hex())
