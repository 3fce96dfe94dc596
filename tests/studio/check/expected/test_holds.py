"""The places in which the colour of a dot is looked at: many, in its middle, none of them near its edge."""

import numpy as np
from manim import Dot

from studio.check.expected.holds import _middle


def test_the_colour_of_a_dot_is_not_told_by_one_pixel() -> None:
    """In a small dot that moves, one pixel comes back some levels off; the middle one of many does not."""
    dot = Dot([1.0, 2.0, 0.0], radius=0.09)
    points = _middle(dot)
    away = np.hypot(*(points - (1.0, 2.0)).T)
    assert len(np.unique(np.round(points * 135), axis=0)) >= 20  # pixels at 1080p
    assert away.max() <= 0.5 * 0.09 + 1e-9
    assert np.abs(points.mean(axis=0) - (1.0, 2.0)).max() < 0.01
