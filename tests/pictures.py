"""The pictures of the five concepts, held to closed forms.

(w - 2)² + (b - 1)² with its cuts at (5, 5) and its gradient, and a bell curve of spread 1.
"""

from typing import Any

import numpy as np
from truth import has_slope, stands_at

from studio.stage.plot import Axis, Plot
from studio.stage.theme import Region

DOCKS = ((4.9, 2.75), (4.9, 0.8), (-4.9, -1.3), (4.9, -1.54), (-4.9, 2.24))


def inner(centre: np.ndarray) -> Region:
    """Assert that a picture is 1.76 by 1 and has a margin of 0.12."""
    x, y = centre[:2]
    return Region(x - 0.76, x + 0.76, y - 0.38, y + 0.38)


def check_slope(picture: Any, centre: np.ndarray, share: float) -> None:
    plot = Plot(inner(centre), Axis(-2.5, 6.5), Axis(0, 4.5**2))
    w = 5 - 6 * share
    stands_at(plot, picture.ball.get_center(), w, (w - 2) ** 2)
    has_slope(plot, picture.tangent, 2 * (w - 2))


def check_cuts(picture: Any, centre: np.ndarray, share: float) -> None:
    region = inner(centre)
    half = (region.width - 0.24) / 2
    left = Region(region.left, region.left + half, region.bottom, region.top)
    right = Region(region.right - half, region.right, region.bottom, region.top)
    over_w = Plot(left, Axis(2 - 3.9, 2 + 3.9), Axis(16, 16 + 3.9**2))
    over_b = Plot(right, Axis(1 - 4.9, 1 + 4.9), Axis(9, 9 + 4.9**2))
    w = 5 - 6 * share
    stands_at(over_w, picture.balls[0].get_center(), w, (w - 2) ** 2 + 16)
    has_slope(over_w, picture.tangents[0], 2 * (w - 2))
    stands_at(over_b, picture.balls[1].get_center(), 5, 25)  # b holds still
    has_slope(over_b, picture.tangents[1], 8)


def check_arrow(picture: Any, centre: np.ndarray, share: float) -> None:
    region = inner(centre)
    half = 2.4 * region.width / region.height
    plot = Plot(region, Axis(2 - half, 2 + half), Axis(1 - 2.4, 1 + 2.4))
    angle = 0.8 * (2 * share - 1)
    along, across = np.cos(angle), np.sin(angle)
    stands_at(plot, picture.arrow.tail, 2 + along, 1 + across)
    stands_at(plot, picture.arrow.tip, 2 + 3 * along, 1 + 3 * across)  # uphill by the gradient, (2, 2)


def check_chain(picture: Any, centre: np.ndarray, share: float) -> None:
    """The signal has run back over this part of the links, the last link first."""
    gap = (1.52 - 3 * 0.4) / 2
    run = [np.linalg.norm(signal.get_end() - signal.get_start()) / gap for signal in picture.signals]
    wanted = [np.clip(2 * share - 1, 1e-4, 1), np.clip(2 * share, 1e-4, 1)]
    np.testing.assert_allclose(run, wanted, atol=1e-6)
    np.testing.assert_allclose(picture.boxes[1].get_center(), centre, atol=1e-9)


def check_area(picture: Any, centre: np.ndarray, share: float) -> None:
    plot = Plot(inner(centre), Axis(-3.2, 3.2), Axis(0, 1 / np.sqrt(2 * np.pi)))
    reach = 1 + 1.2 * share
    height = np.exp(-(reach**2) / 2) / np.sqrt(2 * np.pi)
    points = picture.area.points[::4]
    stands_at(plot, points[0], -reach, 0)
    stands_at(plot, points[1], -reach, height)
    stands_at(plot, points[-1], reach, 0)


CHECKS = (check_slope, check_cuts, check_arrow, check_chain, check_area)


def centre_by_hand(index: int, gathered: float) -> np.ndarray:
    """From the dock to the row: those on the left in the first 0.6 of the way, the others in the last."""
    begun = 0.4 if DOCKS[index][0] > 0 else 0.0
    share = np.sin(np.pi / 2 * np.clip((gathered - begun) / 0.6, 0, 1)) ** 2
    row = np.array([-5.45, 2.5 - 1.14 * index, 0.0])
    aside = 2.4 * np.sin(np.pi * share) if index == 4 else 0.0
    return np.array([*DOCKS[index], 0.0]) * (1 - share) + row * share + np.array([aside, 0.0, 0.0])


def check_pictures(lesson: Any, shares: list[float], gathered: float) -> None:
    standing = lesson.get_mobject_family_members()
    for index, (picture, share) in enumerate(zip(lesson.pictures, shares, strict=True)):
        if picture.plate in standing:
            centre = centre_by_hand(index, gathered)
            np.testing.assert_allclose(picture.plate.get_center(), centre, atol=1e-9)
            CHECKS[index](picture, centre, share)
