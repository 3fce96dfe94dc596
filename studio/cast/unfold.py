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
from studio.stage.style import Layer
from studio.stage.theme import THEME

_CORNERS = 46  # of each quarter of a ring on its way


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
            size = plate.region.width, plate.region.height
            start = middle + rounded((2 * radius, 2 * radius), radius)
            end = plate.centre + rounded(size, style.CORNER)

            def place(ring: VMobject, start: Any = start, end: Any = end, plate: Plate = plate) -> None:
                now = float(share.get_value())
                ring.set_points_as_corners(start + now * (end - start))
                ring.set_stroke(_between(THEME.loss, plate.colour, now))

            self.add(follow(ring, place, share.get_value))


def rounded(size: tuple[float, float], corner: float) -> NDArray[np.float64]:
    """Return the outline, (n, 3), of a rectangle with round corners around 0, from the right and back there.

    Points of the same number on two of them have the same direction outwards.
    """
    angles = np.linspace(0, np.pi / 2, _CORNERS) + np.pi / 2 * np.arange(4)[:, None]
    signs = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
    middles = signs * (np.array(size) / 2 - corner)
    points = middles[:, None] + corner * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    flat = np.concatenate([points.reshape(-1, 2), points[0, :1]])
    return np.column_stack([flat, np.zeros(len(flat))])


def _between(one: str, other: str, share: float) -> str:
    return str(ManimColor(one).interpolate(ManimColor(other), share).to_hex())
