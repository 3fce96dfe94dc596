"""Level curves by closed forms: each point has its value, and a circle is found all the way around."""

import numpy as np
import pytest

from calc.chart import chart
from calc.gradient import Surface
from calc.terrain import flat_place
from studio.cast.contours import contours


def charted(text, point):
    surface = Surface.parse(text, ("x", "y"))
    return chart(surface, point, flat_place(surface, point), 0.95)


def test_a_circle_is_found_all_the_way_around():
    (piece,) = contours(charted("x**2 + y**2", (3, 4)), 16.0)
    np.testing.assert_allclose(np.hypot(*piece.T), 4, atol=1e-12)
    turns = np.diff(np.unwrap(np.arctan2(*piece.T[::-1])))
    assert abs(turns.sum()) == pytest.approx(2 * np.pi)
    assert np.abs(turns).max() < 0.05


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("100*(y - x**2)**2 + (1 - x)**2", (-1.2, 1)),
        ("x**2 - y**2", (3, -2)),
        ("log(x) + y**2", (5, 5)),
        ("sin(x)*cos(y)", (1, 2)),
        ("1e9*x + 2e9*y", (5, 5)),
        ("exp(-x**2 - y**2)", (1, 0.5)),
    ],
)
def test_each_level_curve_has_its_value_and_one_passes_through_the_point(text, point):
    drawn = charted(text, point)
    here = drawn.surface(*point)
    assert here in drawn.levels
    assert 4 <= len(drawn.levels) <= 8
    for level in drawn.levels:
        for piece in contours(drawn, level):
            np.testing.assert_allclose(drawn.surface(*piece.T), level, rtol=1e-6, atol=1e-9 * abs(here))
    nearest = min(np.hypot(*(piece - point).T).min() for piece in contours(drawn, here))
    assert nearest < 0.01 * drawn.width


def test_no_curve_is_drawn_over_a_pole():
    """1/x jumps past 0 at x = 0, where it never is."""
    drawn = charted("1/x + 0*y + y/1000", (0.5, 0))
    for level in drawn.levels:
        for piece in contours(drawn, level):
            assert np.abs(drawn.surface(*piece.T) - level).max() < 1e-6
