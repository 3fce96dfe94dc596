"""Secants close in on the tangent."""

import math

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from calc.derivative import secants, tangent
from calc.function import Function

LOSS = Function.parse("(w-2)^2", "w")


def test_the_secants_of_the_course():
    lines = secants(LOSS, 7, [2, 1, 0.1, 0.01])
    np.testing.assert_allclose(lines.slopes, [12, 11, 10.1, 10.01], rtol=1e-12)
    assert (lines.point, lines.height, lines.limit) == (7, 25, 10)
    wide = lines.secant(2)
    assert (wide.x0, wide.y0, wide.x1, wide.y1) == (7, 25, 9, 49)
    assert (wide.rise, wide.run, wide.slope) == (24, 2, 12)
    assert str(lines).splitlines() == [
        "gap 2: slope 12",
        "gap 1: slope 11",
        "gap 0.1: slope 10.1",
        "gap 0.01: slope 10.01",
        "limit: slope 10",
    ]


@given(st.floats(-5, 5), st.floats(0.01, 5))
def test_a_secant_of_a_parabola_has_the_middles_slope(x, gap):
    line = secants("x^2", x, []).secant(gap)
    assert line.slope == pytest.approx(2 * x + gap, abs=1e-9)
    assert line.at(line.x0) == line.y0
    assert line.at(line.x1) == pytest.approx(line.y1, abs=1e-9)


@pytest.mark.parametrize("text", ["sin(x)", "exp(-x)", "x^3-x", "sqrt(x)", "ln(x)", "tanh(x)"])
def test_the_error_of_a_secant_shrinks_with_its_gap(text):
    x = sympy.Symbol("x", real=True)
    limit = float(Function.parse(text).expression.diff(x).subs(x, 1.3))
    lines = secants(text, 1.3, [0.1, 0.01, 0.001])
    error = np.abs(lines.slopes - limit)
    np.testing.assert_allclose(error[:-1] / error[1:], 10, rtol=0.1)
    assert lines.limit == pytest.approx(limit, rel=1e-14) == lines.tangent.limit


def test_gaps_may_come_from_a_generator():
    lines = secants("x^2", 1, (gap / 2 for gap in (2, 1)))
    np.testing.assert_array_equal(lines.gaps, [1, 0.5])
    np.testing.assert_array_equal(lines.slopes, [3, 2.5])
    for array in (lines.gaps, lines.slopes):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_the_tangent_touches():
    line = tangent(LOSS, 7)
    assert (line.x, line.y, line.slope, line.limit) == (7, 25, 10, 10)
    assert line.at(8) == 35
    np.testing.assert_array_equal(line.at(np.array([[6, 7.5]])), [[15, 30]])
    assert str(line) == "slope 10 at (7, 25)"
    h = 1e-4
    assert abs(line.at(7 + h) - LOSS(7 + h)) <= 1.01 * h**2
    assert [tangent(LOSS, x).slope for x in (5, -1, 2)] == [6, -6, 0]


@pytest.mark.parametrize(
    ("gap", "reason"),
    [
        (0, "above 0"),
        (-1, "above 0"),
        (math.nan, "finite"),
        (math.inf, "finite"),
        ("1", "must be a number"),
        (True, "must be a number"),
        (1e-17, "too small"),
        (1e308, "leaves the domain"),
    ],
)
def test_a_gap_must_be_usable(gap, reason):
    lines = secants("x^2", 7, [1])
    with pytest.raises(ValueError, match=reason):
        lines.secant(gap)
    with pytest.raises(ValueError, match=reason):
        secants("x^2", 7, [gap])


def test_points_outside_the_domain_are_refused():
    with pytest.raises(ValueError, match=r"leaves the domain: there is no value at x = 1"):
        secants("ln(1-x)", 0, [0.5, 1])
    with pytest.raises(ValueError, match="outside the domain"):
        secants("ln(x)", -1, [2])
    with pytest.raises(ValueError, match="no derivative"):
        tangent("abs(x)", 0)
    with pytest.raises(ValueError, match="finite"):
        tangent("x", math.nan)


def test_secants_to_the_left_and_at_a_corner():
    lines = secants("sqrt(4 - x)", 3, [3, 1], side=-1)
    np.testing.assert_allclose(lines.slopes, [(2 - 1) / -3, (math.sqrt(2) - 1) / -1], rtol=1e-14)
    assert lines.secant(3).run == -3
    corner = secants("abs(x^2 - 1) + x/2", 1, [0.1], corners=True)
    assert (corner.limit, corner.other_limit) == (2.5, -1.5)
    smooth = secants("x*abs(x)", 0, [0.1], corners=True)
    assert (smooth.limit, smooth.other_limit) == (0, None)
    for text in ("sqrt(x)", "ln(x)"):
        with pytest.raises(ValueError, match=r"derivative|domain"):
            secants(text, 0, [0.1], corners=True)


def test_slopes_keep_their_digits_where_floats_lose_them():
    lines = secants("x^2", 1, [1e-9])
    assert lines.slopes[0] == pytest.approx(2 + 1e-9, rel=1e-14)
    assert secants("x^3 - x", 0, [1.0]).slopes[0] == 0


def test_a_slope_beside_a_huge_secant_is_not_0():
    steep = secants("cosh(x^3)", 2.26, (2.0, 1.0, 0.1, 0.01))
    assert steep.limit == pytest.approx(3 * 2.26**2 * math.sinh(2.26**3))
    assert secants("cos(x)", math.pi, (0.5, 0.2, 0.05, 0.001)).limit == 0
