"""Areas against sympy, closed forms, and numpy's and scipy's quadrature."""

import math

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from calc.function import Function
from calc.integral import Normal, climb, expectation, integral, strips
from calc.model import Model

LOSS = Model().loss_of_weight(1)
SLOPE = Function.of(LOSS.derivative_expression, "w")
ENDS = st.tuples(st.floats(-20, 20), st.floats(0.01, 20)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def test_the_strips_of_the_course():
    assert [strips(SLOPE, 2, 7, count).total for count in (5, 10)] == [20, 22.5]
    assert strips(SLOPE, 2, 7, 50).total == pytest.approx(24.5, rel=1e-14)
    five = strips(SLOPE, 2, 7, 5)
    np.testing.assert_array_equal(five.edges, [2, 3, 4, 5, 6, 7])
    np.testing.assert_array_equal(five.heights, [0, 2, 4, 6, 8])
    np.testing.assert_array_equal(five.areas, five.heights)
    np.testing.assert_array_equal(five.sums, [0, 0, 2, 6, 12, 20])
    assert five.count == 5 and five.total == five.upto(7)
    assert str(five) == "5 strips: 20" and str(strips(SLOPE, 2, 7, 1)) == "1 strip: 0"


@given(st.integers(1, 300))
def test_strips_under_the_courses_line_fall_short_by_25_over_their_number(count):
    assert strips(SLOPE, 2, 7, count).total == pytest.approx(25 - 25 / count, rel=1e-12, abs=1e-12)


@given(ENDS, st.integers(1, 60))
def test_strips_are_numpys_left_sums(ends, count):
    low, high = ends
    found = strips("x^3 - 2x + 1", low, high, count)
    edges = np.linspace(low, high, count + 1)
    heights = edges[:-1] ** 3 - 2 * edges[:-1] + 1
    size = np.abs(heights).max() * (high - low)
    assert found.total == pytest.approx(float(np.sum(heights * np.diff(edges))), abs=1e-12 * (1 + size))
    assert found.sums[-1] == pytest.approx(found.total, abs=1e-12 * (1 + size))


@pytest.mark.parametrize("text", ["sin(x)", "exp(-x)", "x^3-x", "sqrt(x)", "1/x"])
def test_thinner_strips_close_in_on_the_area(text):
    area = integral(text, 0.5, 2).value
    errors = np.array([abs(strips(text, 0.5, 2, count).total - area) for count in (100, 1000, 10_000)])
    np.testing.assert_allclose(errors[:-1] / errors[1:], 10, rtol=0.05)


def test_strips_are_filled_from_the_left():
    five = strips(SLOPE, 2, 7, 5)
    assert five.upto(4.5) == 2 + 0.5 * 4
    np.testing.assert_array_equal(five.upto([[0, 3.5], [7, 9]]), [[0, 1], [20, 20]])


def test_cutting_strips_slides_their_samples():
    five = strips(SLOPE, 2, 7, 5)
    whole, half, done = (five.cut(2, share) for share in (0, 0.5, 1))
    assert whole.total == five.total and whole.count == 10
    # The right halves are sampled a share of half a strip further on: 5 of them, of slope 2 and width 1/2.
    assert half.total == five.total + 5 * 0.5 * 2 * 0.25
    ten = strips(SLOPE, 2, 7, 10)
    np.testing.assert_allclose(done.heights, ten.heights, rtol=1e-14)
    np.testing.assert_array_equal(done.edges, ten.edges)
    np.testing.assert_array_equal(five.cut(2).heights, done.heights)


@given(st.integers(1, 12), st.integers(1, 12), st.floats(0, 1))
def test_a_cut_keeps_the_place_and_lies_between_before_and_after(count, parts, share):
    before = strips("x^2", 1, 3, count)
    cut, after = before.cut(parts, share), strips("x^2", 1, 3, count * parts)
    assert (cut.edges[0], cut.edges[-1], cut.count) == (1, 3, count * parts)
    assert before.total - 1e-9 <= cut.total <= after.total + 1e-9


def test_the_exact_area_of_the_course():
    area = integral(SLOPE, 2, 7)
    assert area.exact == 25 and area.value == 25 and area.mean == 5
    assert str(area) == "area under 2w − 4 from 2 to 7: 25"
    w = np.linspace(2, 7, 101)
    np.testing.assert_allclose(area.upto(w), LOSS(w) - LOSS(2.0), atol=1e-12)
    assert area.upto(7.0) == 25 and isinstance(area.upto(7.0), float)
    assert area.strips(5).total == 20


REACHABLE = [
    "x^2",
    "3x^5-x",
    "sin(x)",
    "cos(2x)",
    "exp(-x)",
    "1/x",
    "sqrt(x)",
    "x*exp(x)",
    "ln(x)",
    "1/(1+x^2)",
]


@pytest.mark.parametrize("text", REACHABLE)
def test_areas_are_scipys_and_sympys(text):
    area = integral(text, 0.5, 3)
    referee, error = integrate.quad(Function.parse(text), 0.5, 3)
    assert area.value == pytest.approx(referee, abs=max(10 * error, 1e-12))
    x = sympy.Symbol("x", positive=True)
    (given,) = area.function.expression.free_symbols
    height, primitive = (f.subs(given, x) for f in (area.function.expression, area.antiderivative))
    assert sympy.simplify(primitive.diff(x) - height) == 0
    definite = sympy.integrate(height, (x, sympy.Rational(1, 2), 3))
    assert float(definite) == pytest.approx(area.value, rel=1e-12)


@settings(deadline=None)  # three areas by sympy: slow on a busy machine
@given(ENDS, st.floats(0, 1), st.lists(st.integers(-9, 9), min_size=1, max_size=5))
def test_areas_add_up_and_are_numpys_polynomials(ends, share, coefficients):
    (low, high), text = ends, "+".join(f"({c})*x^{power}" for power, c in enumerate(coefficients))
    area = integral(text, low, high)
    primitive = np.polynomial.Polynomial(coefficients).integ()
    size = 1 + np.abs(primitive.coef) @ np.maximum(abs(low), abs(high)) ** np.arange(len(primitive.coef))
    assert area.value == pytest.approx(primitive(high) - primitive(low), abs=1e-12 * size)
    middle = low + share * (high - low)
    if min(middle - low, high - middle) > 1e-6:
        parts = integral(text, low, middle).value + integral(text, middle, high).value
        assert parts == pytest.approx(area.value, abs=1e-12 * size)
        assert area.upto(middle) == pytest.approx(primitive(middle) - primitive(low), abs=1e-12 * size)


def test_area_below_the_axis_counts_as_negative():
    assert integral("x^3", -2, 2).value == 0
    assert integral("1/x", -2, -1).value == pytest.approx(-math.log(2), rel=1e-14)
    assert strips("-x", 0, 2, 2).total == -1


def test_what_to_expect_of_the_loss():
    expected = expectation(LOSS, -3, 7)
    assert expected.value == pytest.approx(25 / 3, rel=1e-14)
    assert expected.value == pytest.approx(25 / 3, rel=1e-15)
    assert str(expected) == "expected (w − 2)²: 8.3333"


@pytest.mark.parametrize("seed", range(5))
def test_random_tries_come_near_what_to_expect(seed):
    expected = expectation(LOSS, -3, 7)
    tries = expected.tries(100_000, seed)
    # The loss of an even draw has variance E[u^4] - E[u^2]^2 with u even on -5..5: 125 - (25/3)^2.
    error = math.sqrt((125 - (25 / 3) ** 2) / 100_000)
    assert abs(tries.mean - 25 / 3) < 4 * error
    assert -3 <= tries.places.min() < -2.99 and 6.99 < tries.places.max() < 7
    np.testing.assert_allclose(tries.values, (tries.places - 2) ** 2, atol=1e-12)


def test_a_seed_always_gives_the_same_tries():
    expected = expectation(LOSS, -3, 7)
    one, again, other = (expected.tries(600, seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one.places, again.places)
    assert one.mean == again.mean != other.mean
    assert str(one) == f"average of 600 tries: {one.mean:.4f}"
    assert str(expected.tries(1, 0)).startswith("average of 1 try: ")
    np.testing.assert_allclose(one.means, [one.values[: n + 1].mean() for n in range(600)], rtol=1e-12)
    assert one.means[-1] == pytest.approx(one.mean, rel=1e-14)


def test_the_bell_curve_of_the_course():
    bell = Normal()
    assert bell.chance_within(1) == pytest.approx(0.6827, abs=5e-5)
    assert bell.chance(-1, 1) == pytest.approx(bell.chance_within(1), rel=1e-15)
    assert str(bell) == "bell curve around 0: 0.6827 within 1"
    assert bell.density(0) == pytest.approx(1 / math.sqrt(2 * math.pi), rel=1e-15)


@given(st.floats(-50, 50), st.floats(0.1, 30), ENDS)
def test_chances_are_scipys(mean, spread, ends):
    bell, referee = Normal(mean, spread), stats.norm(mean, spread)
    low, high = ends
    by_scipy = referee.cdf(high) - referee.cdf(low) if low < mean else referee.sf(low) - referee.sf(high)
    assert bell.chance(low, high) == pytest.approx(by_scipy, rel=1e-9, abs=1e-15)
    np.testing.assert_allclose(bell.density([low, high]), referee.pdf([low, high]), rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("spreads", [0, 0.5, 1, 2, 3])
def test_a_chance_is_the_area_under_the_bell(spreads):
    bell = Normal(3, 2)
    area, _ = integrate.quad(bell.density, 3 - 2 * spreads, 3 + 2 * spreads)
    assert bell.chance_within(spreads) == pytest.approx(area, abs=1e-12)
    z = sympy.Symbol("z")
    exact = sympy.integrate(sympy.exp(-(z**2) / 2) / sympy.sqrt(2 * sympy.pi), (z, -spreads, spreads))
    assert bell.chance_within(spreads) == pytest.approx(float(exact), rel=1e-12)


def test_a_far_chance_keeps_its_digits():
    assert Normal().chance(10, 11) == pytest.approx(stats.norm.sf(10), rel=1e-4)
    assert Normal().chance(-11, -10) == Normal().chance(10, 11)


def test_results_are_frozen():
    five, tries = strips(SLOPE, 2, 7, 5), expectation(LOSS, -3, 7).tries(5, 0)
    for array in (five.edges, five.samples, five.heights, tries.places, tries.values):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    with pytest.raises(AttributeError):
        five.heights = five.edges


@pytest.mark.parametrize(
    ("text", "low", "high", "reason"),
    [
        ("x", 1, 1, "must lie below"),
        ("x", 2, 1, "must lie below"),
        ("x", math.nan, 1, "the lower end must be a finite number"),
        ("x", 0, math.inf, "the upper end must be a finite number"),
        ("x", -1.7e308, 1.7e308, "too far apart"),
        ("x", 1, math.nextafter(1, 2), "too close together"),
        ("x", "0", 1, "must be a number"),
        ("x", True, 2, "must be a number"),
        ("1/x", -1, 1, "leaves its domain"),
        ("ln(x)", -1, 1, "leaves its domain"),
        ("1/x^2", -1, 1.1, "no area that can be trusted"),
        ("exp(-x^2)", 0, 1, "no formula for the area"),
        ("x^x", 1, 2, "no formula for the area"),
        ("abs(x)", -1, 1, "no formula for the area"),
    ],
)
def test_an_area_that_cannot_be_known_is_refused(text, low, high, reason):
    with pytest.raises(ValueError, match=reason):
        integral(text, low, high)
    if "area" not in reason and "domain" not in reason:
        with pytest.raises(ValueError, match=reason):
            strips(text, low, high, 5)


@pytest.mark.parametrize(
    ("count", "reason"),
    [
        (0, "between 1"),
        (-1, "between 1"),
        (10**9, "between 1"),
        (2.0, "whole number"),
        (True, "whole number"),
    ],
)
def test_counts_must_be_whole_and_in_reach(count, reason):
    for ask in (
        lambda: strips("x", 0, 1, count),
        lambda: strips("x", 0, 1, 5).cut(count),
        lambda: expectation("x", 0, 1).tries(count, 0),
    ):
        with pytest.raises(ValueError, match=reason):
            ask()


def test_other_refusals():
    area = integral("x", 0, 1)
    for x in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="from 0 to 1 only"):
            area.upto(x)
    with pytest.raises(ValueError, match="a strip has no height: there is no value at x = 0"):
        strips("1/x", 0, 1, 5)
    for share in (-0.1, 1.1, math.nan):
        with pytest.raises(ValueError, match="the share must"):
            strips("x", 0, 1, 5).cut(2, share)
    with pytest.raises(ValueError, match="the seed"):
        expectation("x", 0, 1).tries(5, -1)
    for spread in (0, -1, math.inf):
        with pytest.raises(ValueError, match="the spread must be"):
            Normal(0, spread)
    with pytest.raises(ValueError, match="the mean must be"):
        Normal(math.nan)
    with pytest.raises(ValueError, match="0 or more"):
        Normal().chance_within(-1)
    with pytest.raises(ValueError, match="must lie below"):
        Normal().chance(1, -1)


def test_slopes_add_up_to_the_climb():
    wave = climb(Function.parse("sin(x)"), 0, 6)
    assert wave.value == pytest.approx(math.sin(6), rel=1e-14)
    np.testing.assert_allclose(wave.upto([1.0, 2.0]), np.sin([1.0, 2.0]), rtol=1e-14)
    assert climb(Function.parse("exp(-x^2)"), -1, 1).value == 0
    for text, low, high in (("1/x", -1, 1), ("sqrt(x)", 0, 1), ("tan(x)", 1, 2)):
        with pytest.raises(ValueError, match="the slope of"):
            climb(Function.parse(text), low, high)
    with pytest.raises(ValueError, match=r"x = 0 is outside the domain of sin\(x\)/x; give an interval"):
        climb(Function.parse("sin(x)/x"), -1, 2)


def test_what_to_expect_needs_no_formula():
    by_scipy, _ = integrate.quad(lambda x: math.exp(-(x**2)), 0, 2)
    assert expectation("exp(-x^2)", 0, 2).value == pytest.approx(by_scipy / 2, rel=1e-12)
    assert expectation("x^3 - 3x", -2, 2).value == 0
    with pytest.raises(ValueError, match="leaves its domain"):
        expectation("1/x", -1, 1)
