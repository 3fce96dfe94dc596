"""Partial derivatives, the gradient and the rings, against differences, sympy and the circle."""

import math

import numpy as np
import pytest
import sympy
from hypothesis import assume, given
from hypothesis import strategies as st

from calc.expression import symbol
from calc.function import Function
from calc.gradient import Surface

LOSS = Surface.parse("(w-2)**2 + (b-1)**2", ("w", "b"))
SURFACES = ["(w-2)^2+(b-1)^2", "3w^2+wb+2b^2-w", "sin(w)exp(b)", "w^2 b^3", "ln(w^2+b^2+1)", "tanh(w-b)", "w"]


def test_the_gradient_of_the_course():
    here = LOSS.gradient(5, 5)
    np.testing.assert_array_equal(here.vector, [6, 8])
    assert (here.point, here.value, here.length) == ((5, 5), 25, 10)
    np.testing.assert_allclose(here.direction, [0.6, 0.8])
    assert here.uphill(0.1) == pytest.approx((5.6, 5.8))
    assert LOSS(*here.uphill(0.1)) == pytest.approx(36)
    assert here.step(0.1) == pytest.approx((4.4, 4.2))
    assert LOSS(*here.step(0.1)) == pytest.approx(16)
    assert str(here) == "gradient (6, 8) of length 10 at (5, 5)"


@pytest.mark.parametrize("text", SURFACES)
@given(u=st.floats(-2, 2), v=st.floats(-2, 2))
def test_the_partials_are_what_central_differences_measure(text, u, v):
    s, h = Surface.parse(text), 1e-5
    measured = [(s(u + h, v) - s(u - h, v)) / (2 * h), (s(u, v + h) - s(u, v - h)) / (2 * h)]
    np.testing.assert_allclose(s.gradient(u, v).vector, measured, rtol=1e-5, atol=1e-5)


@given(st.floats(-9, 9), st.floats(-9, 9))
def test_the_gradient_is_the_fastest_climb(u, v):
    here = LOSS.gradient(u, v)
    assume(here.length > 1e-6)
    uphill = math.atan2(*here.direction[::-1])
    assert here.rate(uphill) == pytest.approx(here.length)
    assert here.rate(uphill + math.pi) == pytest.approx(-here.length)
    assert here.rate(uphill + math.pi / 2) == pytest.approx(0, abs=1e-9)
    angles = np.linspace(0, 2 * math.pi, 60).reshape(6, 10)
    assert here.rate(angles).shape == (6, 10)
    assert here.rate(angles).max() <= here.length * (1 + 1e-12)


def test_rates_along_the_axes_are_the_partials():
    here = LOSS.gradient(5, 5)
    assert here.rate(0) == 6 and here.rate(math.pi / 2) == pytest.approx(8)
    assert type(here.rate(0)) is float


def test_a_flat_point_has_no_direction():
    flat = LOSS.gradient(2, 1)
    assert flat.length == 0
    with pytest.raises(ValueError, match="flat"):
        _ = flat.direction


def test_values_broadcast():
    u, v = np.meshgrid(np.arange(4.0), np.arange(3.0))
    np.testing.assert_array_equal(LOSS(u, v), (u - 2) ** 2 + (v - 1) ** 2)
    assert LOSS(np.arange(4.0), 1).shape == (4,) and type(LOSS(5, 5)) is float
    assert Surface.parse("3")(u, v).shape == (3, 4)
    assert math.isnan(Surface.parse("ln(w)+b")(-1, 0))


def test_a_cut_is_a_function_of_one_variable():
    along_w, along_b = LOSS.cut("w", (5, 5)), LOSS.cut("b", (5, 5))
    assert str(along_w) == "f(w) = (w − 2)² + 16" and str(along_b) == "f(b) = (b − 1)² + 9"
    assert (along_w.slope(5), along_b.slope(5)) == (6, 8) == tuple(LOSS.gradient(5, 5).vector)
    assert isinstance(along_w, Function)
    with pytest.raises(ValueError, match="along w or b"):
        LOSS.cut("x", (5, 5))


@given(st.integers(1, 9), st.integers(1, 9), st.integers(-5, 5), st.integers(-9, 9), st.integers(-9, 9))
def test_the_rings_and_the_minimum_of_a_bowl(a, c, mixed, p, q):
    assume(4 * a * c > mixed**2)
    bowl = Surface.parse(f"{a}w^2 + {c}b^2 + ({mixed})w*b + ({p})w + ({q})b")
    w, b = symbol("w"), symbol("b")
    solved = sympy.solve([bowl.expression.diff(w), bowl.expression.diff(b)], [w, b])
    assert bowl.minimum == pytest.approx((float(solved[w]), float(solved[b])))
    lowest = bowl(*bowl.minimum)
    (ring,) = bowl.level_curve(lowest + 3, 50)
    assert ring.shape == (50, 2)
    np.testing.assert_allclose(bowl(ring[:, 0], ring[:, 1]), lowest + 3, rtol=1e-9, atol=1e-7)
    np.testing.assert_array_equal(ring[0], ring[-1])
    around = np.unwrap(np.arctan2(*(ring - bowl.minimum).T[::-1]))
    assert abs(around[-1] - around[0]) == pytest.approx(2 * math.pi)
    assert bowl.level_curve(lowest - 1) == []


def test_the_rings_of_the_course_are_circles():
    (ring,) = LOSS.level_curve(25)
    np.testing.assert_allclose(np.hypot(*(ring - [2, 1]).T), 5)
    assert LOSS.minimum == (2, 1)
    (point,) = LOSS.level_curve(0, 4)
    np.testing.assert_array_equal(point, [[2, 1]] * 4)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("w^4+b^2", "not quadratic"),
        ("sin(w)+b^2", "not quadratic"),
        ("1/w+b^2", "not quadratic"),
        ("w^2-b^2", "does not curve up"),
        ("w^2", "does not curve up"),
        ("w+b", "does not curve up"),
        ("-w^2-b^2", "does not curve up"),
    ],
)
def test_without_a_bowl_there_are_no_exact_rings(text, reason):
    surface = Surface.parse(text)
    with pytest.raises(ValueError, match=reason):
        surface.level_curve(1)
    with pytest.raises(ValueError, match=reason):
        _ = surface.minimum


@pytest.mark.parametrize(("value", "resolution"), [(math.nan, 9), ("1", 9), (1, 3), (1, 9.5), (1, True)])
def test_level_curves_refuse_bad_numbers(value, resolution):
    with pytest.raises(ValueError, match="level curve"):
        LOSS.level_curve(value, resolution)


def test_bad_input_is_refused_with_a_reason():
    with pytest.raises(ValueError, match="two different variables"):
        Surface.parse("w", ("w", "w"))
    with pytest.raises(ValueError, match="variables are w and b"):
        Surface.parse("w + x")
    with pytest.raises(ValueError, match=r"w must be a finite number"):
        LOSS.gradient(math.nan, 0)
    with pytest.raises(ValueError, match="no gradient at w = 0, b = 1"):
        Surface.parse("ln(w) + b").gradient(0, 1)
    with pytest.raises(ValueError, match="no gradient"):
        Surface.parse("abs(w) + b").gradient(0, 1)
    with pytest.raises(ValueError, match="the learning rate must be a finite number"):
        LOSS.gradient(5, 5).step(math.inf)
    with pytest.raises(ValueError, match="the step must be a number"):
        LOSS.gradient(5, 5).uphill("1")
    with pytest.raises(ValueError, match="read-only"):
        LOSS.gradient(5, 5).vector[0] = 1


def test_its_words():
    assert LOSS.wording.written == "(w − 2)² + (b − 1)²"
    assert LOSS.typst == "(w - 2)^2 + (b - 1)^2"
    assert LOSS.python == "(w - 2) ** 2 + (b - 1) ** 2"
    assert str(LOSS) == "f(w, b) = (w − 2)² + (b − 1)²"
    assert Surface.parse("y^2+x^2", ("y", "x")).wording.written == "y² + x²"
