"""The two cuts through a point, and their windows, by closed forms."""

import math

import numpy as np
import pytest

from calc.cut import Cuts, cuts
from calc.gradient import Surface
from calc.relief import relief


def cut_at(text: str, point: tuple[float, float]) -> Cuts:
    surface = Surface.parse(text, ("x", "y"))
    return cuts(relief(surface, point), surface.gradient(*point))


def test_cuts_are_the_surface_with_one_letter_held_still():
    first, second = cut_at("x**2 - y**2", (3, -2)).pair
    assert (first.here, first.slope, second.here, second.slope) == (3, 6, -2, 4)
    for cut, form in ((first, lambda x: x**2 - 4), (second, lambda y: 9 - y**2)):
        assert cut.low < cut.here < cut.high
        places = np.linspace(cut.low, cut.high, 50)
        np.testing.assert_allclose(cut.function(places), form(places), atol=1e-12)


def test_a_cut_ends_at_the_rim_and_not_far_beyond_its_flat_place():
    """The disc around (2, 1) reaches 1.08 times as far as (5, 5); at y = 5 it is narrower."""
    first, second = cut_at("(x - 2)**2 + (y - 1)**2", (5, 5)).pair
    assert first.high == pytest.approx(2 + 0.99 * math.sqrt(5.4**2 - 4**2))
    assert first.low == pytest.approx(max(2 - 0.99 * math.sqrt(5.4**2 - 4**2), 5 - 1.8 * 3))
    assert second.low == pytest.approx(5 - 1.8 * 4)


def test_a_cut_ends_at_a_pole():
    assert cut_at("1/x + 1/y", (1, 2)).pair[0].low > 0
    assert cut_at("1/(x*y)", (0.2, 3)).pair[0].low > 0


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("(x - 2)**2 + (y - 1)**2", (5, 5)),
        ("x**2 - y**2", (3, -2)),
        ("2*x + 3*y", (5, 5)),
        ("x + 4*y", (1, 1)),
    ],
)
def test_windows_hold_both_cuts_with_the_point_at_one_place_and_on_one_scale(text, point):
    found = cut_at(text, point)
    windows = found.windows(0.8)
    for cut, window in zip(found.pair, windows, strict=True):
        places = np.linspace(cut.low, cut.high, 50)
        assert all(window.holds(x, y) for x, y in zip(places, cut.function(places), strict=True))
        assert window.right - cut.here == pytest.approx(windows[0].right - found.pair[0].here)
        assert window.left - cut.here == pytest.approx(windows[0].left - found.pair[0].here)
    assert (windows[0].bottom, windows[0].top) == (windows[1].bottom, windows[1].top)
    slope = abs(found.pair[0].slope) * (windows[0].right - windows[0].left)
    assert math.degrees(math.atan(slope / (0.8 * (windows[0].top - windows[0].bottom)))) <= 62 + 1e-9


def test_a_cut_that_would_look_flat_beside_the_other_has_a_scale_of_its_own():
    first, second = cut_at("x**2 + 100*y**2", (5, 5)).windows(0.8)
    assert first.top - first.bottom < 0.1 * (second.top - second.bottom)
