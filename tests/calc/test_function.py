"""A function and its slope: values against sympy and central differences, shapes, domains, words."""

import math
import warnings

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from calc.expression import symbol
from calc.function import Function, finite

X = symbol("x")
SMOOTH = [
    "x^2",
    "x^4-3x^2+x",
    "sin(x)",
    "exp(-x^2)",
    "x exp(x)",
    "tanh(x)",
    "1/(1+x^2)",
    "atan(3x)",
    "cosh(x/2)",
]
SMOOTH += ["1/(1+exp(-x))", "(x-2)^2/5", "2^x", "sinh(x)cos(x)", "5"]


@pytest.mark.parametrize("text", SMOOTH)
def test_the_slope_is_what_a_central_difference_measures(text):
    f = Function.parse(text)
    x = np.linspace(-2.5, 2.5, 41)
    h = 1e-5
    measured = (f(x + h) - f(x - h)) / (2 * h)
    np.testing.assert_allclose(f.slope(x), measured, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("text", SMOOTH)
def test_floats_arrays_and_sympy_agree(text):
    f = Function.parse(text)
    for x in (-2.25, -0.5, 0.0, 1.75):
        exact = float(f.expression.subs(X, sympy.Rational(str(x))).evalf(30))
        assert f(x) == pytest.approx(exact, rel=1e-13)
        assert f(np.array([x]))[0] == pytest.approx(exact, rel=1e-13)


@pytest.mark.parametrize("shape", [(), (1,), (0,), (7,), (2, 3), (1, 1, 4)])
@pytest.mark.parametrize("text", ["x^2", "5", "abs(x)"])
def test_shape_in_is_shape_out(text, shape):
    f = Function.parse(text)
    for evaluate in (f, f.slope):
        y = evaluate(np.full(shape, 2.0))
        assert np.shape(y) == shape
        assert isinstance(y, float) if shape == () else y.dtype == np.float64 and y.flags.writeable


def test_integers_and_lists_are_numbers_too():
    f = Function.parse("1/x^2")
    assert f(2) == 0.25 == f(np.int64(2))
    np.testing.assert_array_equal(f([1, 2]), [1, 0.25])


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("ln(x)", [-1.0, 0.0]),
        ("sqrt(x)", [-1e-9, -4.0]),
        ("1/x", [0.0]),
        ("1/(x-1)^2", [1.0]),
        ("x^0.3", [-1.0]),
        ("x^x", [-0.5]),
        ("x^2", [math.nan, math.inf, 1e200]),
        ("exp(x)", [1e4]),
    ],
)
def test_nan_outside_the_domain_and_no_warning(text, outside):
    f = Function.parse(text)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for x in outside:
            assert math.isnan(f(x)) and math.isnan(f.slope(x))
        assert np.isnan(f(np.array(outside))).all() and np.isnan(f.slope(np.array(outside))).all()


def test_an_overflow_on_the_way_to_a_value_does_no_harm():
    assert Function.parse("1/(1+exp(-x))")(-1000.0) == 0.0


def test_the_absolute_value_has_no_derivative_at_its_corner():
    f = Function.parse("abs(x)")
    np.testing.assert_array_equal(f.slope(np.array([-3.0, 0.0, 2.0])), [-1, np.nan, 1])
    assert math.isnan(f.slope(0.0)) and f.slope(-3.0) == -1 and f(0.0) == 0
    assert Function.parse("abs(ln(x))").slope(0.5) == pytest.approx(-2)
    assert Function.parse("abs(2x-4)").slope(1.0) == -2


@pytest.mark.parametrize(
    ("text", "x", "reason"),
    [
        ("x^2", math.nan, "x must be a finite number, got nan"),
        ("x^2", math.inf, "got infinity"),
        ("x^2", "5", "x must be a number, got '5'"),
        ("x^2", True, "must be a number"),
        ("x^2", None, "must be a number"),
        ("x^2", 10**400, "too large"),
        ("x^2", 1e200, "x² is too large to compute at x = 1×10²⁰⁰"),
        ("ln(x)", -1, r"x = −1 is outside the domain of ln\(x\)"),
        ("1/x", 0, "outside the domain of 1/x"),
        ("abs(x)", 0, r"\|x\| has no derivative at x = 0"),
        ("sqrt(x)", 0, "√x has no derivative at x = 0"),
    ],
)
def test_require_says_what_and_why(text, x, reason):
    with pytest.raises(ValueError, match=reason):
        Function.parse(text).require(x)


def test_require_returns_the_float():
    value = Function.parse("x^2").require(np.float64(5))
    assert value == 5.0 and type(value) is float
    assert finite(sympy.Rational(1, 2), "x") == 0.5


def test_the_slope_is_tidied():
    assert Function.parse("(x+1)/(x-1)").slope_wording.written == "−2/(x − 1)²"
    assert Function.parse("(w-2)^2", "w").slope_wording.written == "2w − 4"
    assert Function.parse("x(x+1)(x+2)").slope_python == "3 * x ** 2 + 6 * x + 2"


def test_its_words():
    f = Function.parse("x^2")
    assert (f.wording.written, f.wording.spoken, f.typst, f.python) == ("x²", "x squared", "x^2", "x ** 2")
    assert (f.slope_wording.written, f.slope_wording.spoken) == ("2x", "2 x")
    assert (f.slope_typst, f.slope_python) == ("2 x", "2 * x")
    assert str(f) == "f(x) = x²"
    assert f.text == "x^2" and f.variable == "x"


@given(st.integers(-9, 9), st.integers(-9, 9), st.integers(-9, 9), st.integers(-9, 9))
def test_curvature_is_known_where_it_is_constant(a, b, c, d):
    f = Function.of(a * X**2 + b * X + c + d * X**3)
    assert f.curvature == (2 * a if d == 0 else None)


@pytest.mark.parametrize("text", ["sin(x)", "1/x", "abs(x)", "x^2.5", "sqrt(x)"])
def test_curvature_is_unknown_elsewhere(text):
    assert Function.parse(text).curvature is None


def test_a_function_is_a_value():
    assert Function.parse("x^2") == Function.parse("x^2")
    assert hash(Function.parse("x^2")) == hash(Function.parse("x^2"))
    with pytest.raises(AttributeError):
        Function.parse("x^2").text = "x^3"


def test_a_formula_without_a_real_slope_is_refused_when_it_is_read():
    for text in ("(-2)^x", "sqrt(-x^2)"):
        with pytest.raises(ValueError):
            Function.parse(text)
