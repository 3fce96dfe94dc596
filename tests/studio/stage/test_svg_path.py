"""Paths of SVG against the points that they pass through."""

import numpy as np
import pytest

from studio.stage.svg_path import curves


@pytest.mark.parametrize(
    "same",
    [
        "M 1 2 L 4 2 L 4 6 L 1 2",
        "M1,2L4,2 4,6Z",
        "m1 2h3v4z",
        "M 1 2 H 4 V 6 Z",
        "m 1 2 l 3 0 0 4 -3 -4",
        "M 0 0 m 1 2 h 3 v 4 Z",
        "M 1 2 l 3e0 0 v 4 Z M 9 9",  # a place where nothing is drawn
    ],
)
def test_a_triangle_is_three_straight_curves_however_it_is_written(same: str) -> None:
    corners = np.array([[1, 2, 0], [4, 2, 0], [4, 6, 0], [1, 2, 0]])
    found = curves(same).reshape(-1, 4, 3)
    for curve, start, end in zip(found, corners[:-1], corners[1:], strict=True):
        assert curve == pytest.approx(np.linspace(start, end, 4))


def test_curves_keep_their_control_points_and_quadratic_ones_their_way() -> None:
    assert curves("M 1 1 c 1 0 2 1 2 2")[:, :2].tolist() == [[1, 1], [2, 1], [3, 2], [3, 3]]
    cubic = curves("M 0 0 Q 3 6 6 0")[:, :2]
    steps = np.linspace(0, 1, 9)[:, None]
    powers = (1 - steps) ** 3, 3 * (1 - steps) ** 2 * steps, 3 * (1 - steps) * steps**2, steps**3
    along = sum(power * point for power, point in zip(powers, cubic, strict=True))
    assert along == pytest.approx(2 * (1 - steps) * steps * [3, 6] + steps**2 * [6, 0])


def test_a_path_of_rounded_steps_that_comes_back_is_closed_by_no_curve() -> None:
    assert len(curves("M 0 0 h 0.1 v 0.2 h -0.1 v -0.1 v -0.1 Z")) == 5 * 4


def test_a_path_that_neither_cairo_nor_typst_writes_is_refused() -> None:
    with pytest.raises(ValueError, match="it has A"):
        curves("M 0 0 A 1 1 0 0 0 2 2")
