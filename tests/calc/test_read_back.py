"""A random formula as people read it, typed again, is that function, but for the rounding of its numbers."""

import re

import mpmath
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from calc.expression import parse, symbol
from calc.function import Function
from calc.notation import is_rounded, spoken, typst, written

X = symbol("x")
HALF_A_UNIT = 5e-6  # of a number of six digits, at most
PLACES = (-2.3, -0.71, 0.13, 0.9, 1.7, 4.2)

NUMBERS = st.one_of(
    st.integers(1, 12).map(str),
    st.decimals("0.01", "99", places=2).map(str),
    st.decimals("0.00001", "1000", places=9).map(lambda number: f"{number:f}"),
    st.builds(lambda p, q: repr(p / q), st.integers(1, 50), st.integers(1, 50)),
    st.sampled_from(["1e-9", "2.5e10", "123456789012", "31415.926535", "1.0000001"]),
)
CALLS = st.sampled_from(["sin", "cos", "exp", "log", "sqrt", "abs", "tanh", "atan", "cosh"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({}) {} ({})".format, inner, st.sampled_from("++-**/"), inner),
        st.builds("({})**({})".format, inner, st.sampled_from(["2", "3", "-1", "0.5", "1.6666666666666667"])),
        st.builds("{}({})".format, CALLS, inner),
    )


FORMULAS = st.recursive(st.one_of(st.just("x"), st.just("x"), NUMBERS), _grown, max_leaves=6)


def typed(shown: str) -> str:
    """The formula with sign(u), which a slope may have and nobody can type, as u/|u|."""
    while (at := shown.find("sign(")) >= 0:
        end, depth = at + 5, 1
        while depth:
            depth += (shown[end] == "(") - (shown[end] == ")")
            end += 1
        inside = shown[at + 5 : end - 1]
        shown = f"{shown[:at]}(({inside})/abs({inside})){shown[end:]}"
    return shown


def values(expression: sympy.Expr, *letters: sympy.Symbol):
    source = sympy.lambdify((X, *letters), expression, "mpmath")

    def value(x: float, *others: mpmath.mpf) -> mpmath.mpf:
        try:
            found = mpmath.mpmathify(source(mpmath.mpf(x), *others))
        except (ArithmeticError, ValueError, TypeError):
            return mpmath.nan
        return found if isinstance(found, mpmath.mpf) and mpmath.isfinite(found) else mpmath.nan

    return value


def long_constants(expression: sympy.Expr) -> list[sympy.Expr]:
    """The largest parts without x; a whole number of few digits is never rounded."""
    if expression.is_number:
        whole = expression.is_Integer and abs(expression) < 10**9
        return [] if whole else [expression]
    return [part for argument in expression.args for part in long_constants(argument)]


def slack(expression: sympy.Expr, x: float) -> mpmath.mpf:
    """By how much the value may differ if each number is off by half a unit of its sixth digit."""
    parts = list(dict.fromkeys(long_constants(expression)))
    letters = [sympy.Dummy(f"c{index}", positive=part.is_positive) for index, part in enumerate(parts)]
    value = values(expression.xreplace(dict(zip(parts, letters, strict=True))), *letters)
    numbers = [mpmath.mpmathify(sympy.N(part, 30)) for part in parts]
    here, total = value(x, *numbers), mpmath.mpf(0)
    for index, number in enumerate(numbers):
        for change in (1 - HALF_A_UNIT, 1 + HALF_A_UNIT):
            total += abs(value(x, *numbers[:index], number * change, *numbers[index + 1 :]) - here)
    return 1.5 * total


@given(FORMULAS)
@settings(max_examples=150, deadline=None)
def test_a_formula_that_is_read_and_typed_again_is_the_same_function(text):
    try:
        function = Function.parse(text)
    except ValueError:
        assume(False)
    for expression in (function.expression, function.derivative_expression):
        shown = written(expression)
        try:
            again = parse(typed(shown), ("x",))
        except ValueError as refusal:
            # Numbers that are built of others may be larger than those that may be typed.
            assert "out of bounds" in str(refusal) or "too large" in str(refusal), (text, shown, refusal)
            continue
        rounded = is_rounded(expression)
        true, read = values(expression), values(again)
        with mpmath.workdps(30):
            for x in PLACES:
                expected, found = true(x), read(x)
                if not (mpmath.isfinite(expected) and abs(expected) < 1e30):
                    continue
                exactly = 1e-15 * (1 + abs(expected))
                allowed = exactly + (slack(expression, x) if rounded else 0)
                if mpmath.isfinite(allowed):
                    assert abs(found - expected) <= allowed, (text, shown, x)


@given(FORMULAS)
@settings(max_examples=60, deadline=None)
def test_all_that_people_read_and_hear_has_the_same_numbers(text):
    try:
        expression = parse(text, ("x",))
    except ValueError:
        assume(False)
    decimals = [re.findall(r"\d+\.\d+", form(expression)) for form in (written, spoken, typst)]
    assert decimals[0] == decimals[1] == decimals[2]
    assert all(len(number.replace(".", "").strip("0")) <= 6 for number in decimals[0])


@pytest.mark.parametrize(
    ("text", "shown", "said", "set_"),
    [
        ("1.6666666666666667x", "5x/3", "5 x over 3", "frac(5 x, 3)"),
        ("0.3333333333333333x^2", "x²/3", "x squared over 3", "frac(x^2, 3)"),
        ("3.14159265x", "3.14159x", "3.14159 x", "3.14159 x"),
        ("123456789012x", "1.23457×10¹¹ x", "1.23457 times 10 to the 11, times x", "1.23457 times 10^11 x"),
        ("1e-9x", "1×10⁻⁹ x", "1 times 10 to the minus 9, times x", "1 times 10^(-9) x"),
        ("sqrt(1.23456789)x", "1.11111x", "1.11111 x", "1.11111 x"),
        ("1234567x", "1234567x", "1234567 x", "1234567 x"),
    ],
)
def test_long_numbers_are_set_short(text, shown, said, set_):
    expression = parse(text, ("x",))
    assert (written(expression), spoken(expression), typst(expression)) == (shown, said, set_)


def test_the_program_keeps_all_digits():
    function = Function.parse("1.2345678901234567 * x")
    assert function.python == "1.2345678901234567 * x"
    assert function(3.0) == 1.2345678901234567 * 3.0
    assert function.is_rounded and function.typst_equals == "approx"
    assert not Function.parse("1.6666666666666667 * x").is_rounded
