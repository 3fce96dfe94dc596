"""A lens: a box that shows a small part of the stage magnified."""

import numpy as np
from manim import DL, DOWN, DR, LEFT, RIGHT, UL, UP, UR, Line, Rectangle, VGroup
from numpy.typing import NDArray

from studio.stage.plot import plated
from studio.stage.text import words
from studio.stage.theme import THEME, Region

_SPOT = 0.2  # the side of the small square that marks what is magnified


def lens(box: Region, spot: NDArray[np.float64] | None = None, corner: NDArray[np.float64] = UL) -> VGroup:
    """The frame of a magnified view, which says so in one of its corners.

    What is seen in it is the lesson's to draw, through a `Plot` of its own in `box`.

    Args:
        spot: the point of the stage, (3,), around which it is magnified: it is marked by a small square,
            with a ray to the frame on either side.
        corner: where it says so, as manim's direction; by default the upper left.
    """
    frame = _rectangle(box.width, box.height).move_to(box.centre)
    name = words("magnified", THEME.tick, THEME.muted)
    name = plated(name.move_to(frame.get_corner(corner) - 0.12 * corner, corner))
    if spot is None:
        return VGroup(frame, name)
    mark = _rectangle(_SPOT, _SPOT).move_to(spot)
    across, up, _ = (spot - frame.get_center()) / [box.width, box.height, 1.0]
    if abs(across) > abs(up):  # beside the frame, on the right or on the left
        facing = (UR, DR) if across > 0 else (UL, DL)
        other = LEFT if across > 0 else RIGHT
    else:
        facing = (UL, UR) if up > 0 else (DL, DR)
        other = DOWN if up > 0 else UP
    keep = np.abs(np.array([other[1], other[0], 0.0]))  # the direction along the frame's facing side
    rays = VGroup(*(Line(mark.get_corner(side * keep + other), frame.get_corner(side)) for side in facing))
    rays.set_stroke(THEME.muted, width=1).set_z_index(THEME.layers.axes)
    return VGroup(rays, frame, mark, name)


def clipped(box: Region, start: NDArray[np.float64], end: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The two ends of the part of a straight line from start to end, (3,), that is inside the box.

    Source: Liang and Barsky 1984. Where it misses the box, both are the point that is nearest to it.
    """
    first, last = 0.0, 1.0
    for axis, (low, high) in enumerate(((box.left, box.right), (box.bottom, box.top))):
        run = float(end[axis] - start[axis])
        if run:
            entry, leave = sorted(((low - start[axis]) / run, (high - start[axis]) / run))
            first, last = max(first, entry), min(last, leave)
    last = max(first, last)
    return [start + share * (end - start) for share in (first, last)]


def _rectangle(width: float, height: float) -> Rectangle:
    drawn = Rectangle(width=width, height=height, color=THEME.muted, stroke_width=THEME.axis_width)
    return drawn.set_z_index(THEME.layers.plate)
