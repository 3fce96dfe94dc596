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
from studio.stage.shapes import outline
from studio.stage.style import Layer
from studio.stage.theme import THEME

_CORNERS = 361  # of each ring on its way


class Unfolding(VGroup):
    """Rings about one middle that become the frames of plates, one each, as `share` goes from 0 to 1.

    Each place of a ring keeps its direction from the ring's middle all the way, so that no ring ever crosses
    itself.

    Args:
        middle: of all rings, a point of the screen, (3,).
        radii: of the rings, in units of the frame, in the order of the plates.
        share: the tracker.
    """

    def __init__(
        self, middle: NDArray[np.float64], radii: Sequence[float], plates: Sequence[Plate], share: Any
    ) -> None:
        super().__init__()
        angles = np.linspace(0, 2 * np.pi, _CORNERS)
        ways = np.column_stack([np.cos(angles), np.sin(angles), np.zeros(_CORNERS)])
        for radius, plate in zip(radii, plates, strict=True):
            ring = VMobject(stroke_color=THEME.loss, stroke_width=style.AXIS).set_z_index(Layer.RING)
            ring.scenery = True  # the plates take over when they can be named
            reach = _reach(plate, angles)

            def place(
                ring: VMobject, radius: float = radius, plate: Plate = plate, reach: Any = reach
            ) -> None:
                now = float(share.get_value())
                centre = middle + now * (plate.centre - middle)
                sizes = (1 - now) * radius + now * reach
                ring.set_points_as_corners(centre + sizes[:, None] * ways)
                ring.set_stroke(_between(THEME.loss, plate.colour, now))

            self.add(follow(ring, place, share.get_value))


def _reach(plate: Plate, angles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far a plate's edge is from its middle in each direction, (n,)."""
    edge = outline(plate.frame) - plate.centre
    found: NDArray[np.float64] = np.interp(
        angles, *_sorted(np.arctan2(edge[:, 1], edge[:, 0]), np.hypot(*edge[:, :2].T)), period=2 * np.pi
    )
    return found


def _sorted(angles: NDArray[np.float64], sizes: NDArray[np.float64]) -> tuple[Any, Any]:
    order = np.argsort(angles)
    return angles[order], sizes[order]


def _between(one: str, other: str, share: float) -> str:
    return str(ManimColor(one).interpolate(ManimColor(other), share).to_hex())
