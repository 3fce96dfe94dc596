"""Flat places against sympy's own solutions, and against what is known of poles, corners and terraces."""

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from calc.function import Function
from calc.landscape import flat_points, flattening, lowest, twins, unbroken
from calc.window import around


def places(text: str, low: float, high: float) -> list[tuple[float, str]]:
    return [(round(p.x, 9), p.kind) for p in flat_points(Function.parse(text), low, high)]


@pytest.mark.parametrize(
    ("text", "low", "high", "wanted"),
    [
        ("x^2", -5, 5, [(0, "minimum")]),
        ("-(x-1)^2", -5, 5, [(1, "maximum")]),
        ("x^3", -2, 2, [(0, "terrace")]),
        ("abs(x - 1/4)", -1, 1, [(0.25, "minimum")]),
        ("abs(x)", -1, 1, [(0, "minimum")]),
        ("x ln(x)", 0.01, 3, [(round(float(np.exp(-1)), 9), "minimum")]),
        ("x^2", 0, 5, []),  # flat at its very edge, with nothing to tell what lies behind... see below
        ("1/x", -1, 1, []),
        ("1/x^2", -1, 1, []),
        ("tan(x)", -5, 5, []),
        ("2x + 1", -5, 5, []),
        ("7", -5, 5, []),
        ("exp(x)", -5, 5, []),
    ],
)
def test_known_curves(text: str, low: float, high: float, wanted: list[tuple[float, str]]) -> None:
    if (text, low) == ("x^2", 0):
        wanted = [(0, "minimum")]
    assert places(text, low, high) == wanted


@given(st.lists(st.integers(-9, 9), min_size=3, max_size=6, unique=True))
def test_a_polynomial_is_flat_where_its_slope_has_roots(roots: list[int]) -> None:
    x = sympy.Symbol("x", real=True)
    slope = sympy.prod([x - root for root in roots])
    f = Function.of(sympy.expand(sympy.integrate(sympy.expand(slope), x)))
    found = flat_points(f, -10.37, 10.41)
    assert [point.x for point in found] == pytest.approx(sorted(roots), abs=1e-6)
    for point in found:
        bends = float(sympy.diff(slope, x).subs(x, round(point.x)))
        assert point.kind == ("minimum" if bends > 0 else "maximum")
        assert not point.corner


def test_the_lowest_of_several() -> None:
    two = flat_points(Function.parse("x^4 - 3x^2 + x"), -3, 3)
    best = lowest(two)
    assert best is not None and best.x == pytest.approx(-1.300840, abs=1e-6)
    assert lowest(()) is None
    assert lowest(flat_points(Function.parse("-x^2"), -1, 1)) is None


def test_an_empty_stretch_is_refused() -> None:
    with pytest.raises(ValueError, match="from a lower to a higher number"):
        flat_points(Function.parse("x^2"), 1, 1)


def test_what_breaks_a_curve_is_seen():
    assert unbroken(Function.parse("tanh(50x)"), -1, 1)
    assert unbroken(Function.parse("5"), 2, -2)
    for text in ("1/x", "1/x^2", "tan(x+pi/2)", "abs(x)/x", "ln(x)"):
        assert not unbroken(Function.parse(text), -1, 1.1)


def test_two_places_of_one_height_rise_and_fall():
    bowl = Function.parse("(w-2)^2", "w")
    right, left = twins(bowl, around(bowl, [-1, 2, 7, 9]))
    assert (right.x, right.y, right.slope) == (5, 9, 6)
    assert (left.x, left.y, left.slope) == (-1, 9, -6)
    assert twins(Function.parse("exp(x)"), around(Function.parse("exp(x)"), [-1, 2])) is None


def test_a_curve_that_flattens_lies_higher_where_it_is_flatter():
    root = Function.parse("ln(x)")
    steep, flat = flattening(root, around(root, [0.5, 9]))
    assert steep.y < flat.y and flat.slope < 0.7 * steep.slope
    assert flattening(Function.parse("exp(x)"), around(Function.parse("exp(x)"), [-1, 2])) is None
