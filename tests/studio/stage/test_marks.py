"""The marks of every lesson, measured on the mobjects themselves."""

import numpy as np
import pytest

from studio.stage.marks import Arrow, RoundedBox
from studio.stage.shapes import sampled
from studio.stage.theme import Region


def test_an_arrow_reaches_from_tail_to_tip_and_is_gone_when_it_has_no_length() -> None:
    tail, tip = np.array([1.0, 1.0, 0.0]), np.array([2.0, 2.0, 0.0])
    arrow = Arrow().place(tail, tip)
    assert arrow.shaft.line.get_start() == pytest.approx(tail)
    assert arrow.head.points[0] == pytest.approx(tip)
    assert not len(arrow.place(tail, tail).family_members_with_points())
    assert arrow.place(tail, tip).head.points[0] == pytest.approx(tip)


@pytest.mark.parametrize("size", [(3.0, 2.0), (0.2, 5.0), (0.1, 0.1)])
def test_a_plate_is_a_rectangle_with_round_corners(size: tuple[float, float]) -> None:
    (across, up), corner = np.array(size) / 2, 0.14
    points = RoundedBox(Region(1 - across, 1 + across, -2 - up, -2 + up), corner).points
    assert np.array_equal(points[4::4], points[3:-1:4]) and np.array_equal(points[0], points[-1])
    corner = min(corner, across, up)
    along = sampled(points, 9) - [1, -2, 0]
    beyond = np.maximum(np.abs(along[:, :2]) - [across - corner, up - corner], 0)
    assert np.hypot(*beyond.T) == pytest.approx(corner, abs=1e-3 * corner)
    x, y, _ = along.T
    assert (x[:-1] * y[1:] - x[1:] * y[:-1] > -1e-12).all()  # anticlockwise, all the way
