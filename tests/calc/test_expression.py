"""Text from strangers becomes mathematics, or one clear ValueError, and never takes long."""

import math
import re
import time
from pathlib import Path

import pytest
import sympy
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from calc.expression import FUNCTIONS, MAX_LENGTH, degree, exact, letters, parse, symbol
from calc.function import Function

X = symbol("x")
W, B = symbol("w"), symbol("b")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x^2", X**2),
        ("x**2", X**2),
        ("x²", X**2),
        ("x⁻¹²", X**-12),
        ("2x", 2 * X),
        ("2(x+1)", 2 * (X + 1)),
        ("x(x+1)", X * (X + 1)),
        ("(x+1)(x−1)", (X + 1) * (X - 1)),
        ("3sin(x)", 3 * sympy.sin(X)),
        ("sin(x)cos(x)", sympy.sin(X) * sympy.cos(X)),
        ("x sin(x)", X * sympy.sin(X)),
        ("2πx", 2 * sympy.pi * X),
        ("2e^x", 2 * sympy.exp(X)),
        ("2e3x", 2000 * X),
        ("√x + √(x+1) + √2", sympy.sqrt(X) + sympy.sqrt(X + 1) + sympy.sqrt(2)),
        ("log(x) - ln(x)", sympy.Integer(0)),
        ("-x^2", -(X**2)),
        ("2^x^1", 2**X),
        ("6÷3×x·x", 2 * X**2),
        ("0.1x + .5", X / 10 + sympy.Rational(1, 2)),
        ("007 x", 7 * X),
        ("x^0.5", sympy.sqrt(X)),
        ("+x--x", 2 * X),
        ("tan(x + pi/2)", -sympy.cos(X) / sympy.sin(X)),
        ("  x\t+ 1 ", X + 1),
    ],
)
def test_what_people_write(text, expected):
    assert parse(text, ("x",)) == expected


def test_two_variables_and_their_product():
    assert parse("(w-2)**2 + (b-1)**2", ("w", "b")) == (W - 2) ** 2 + (B - 1) ** 2
    assert parse("wb + 2bw", ("w", "b")) == 3 * W * B


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("x" * (MAX_LENGTH + 1), "201 characters; at most 200"),
        (None, "must be text"),
        (b"x", "must be text"),
        ("().__class__", "attributes"),
        ("x.real", "attributes"),
        ("__import__('os')", "quotes"),
        ("exec(x)", "'exec' is not a listed function; use one of sin"),
        ("y", "'y' is not known here; the variable is x"),
        ("x + y", "'y' is not known here"),
        ("xx", "'xx' is not known"),
        ("x2", r"as x\^2 or as x\*2"),
        ("x < 1", "comparison"),
        ("x == 1", "comparison"),
        ("sin(x=1)", "right-hand side"),
        ("'x'", "quotes"),
        ("sin(*x)", "starred"),
        ("sin(**x)", "exactly one value"),
        ("sin()", "exactly one value"),
        ("log(x, 2)", "one value"),
        ("lambda x: x", "lambda"),
        ("sin", "needs its value in brackets"),
        ("√", "take the root of"),
        ("√+1", "take the root of"),
        ("√√x", "take the root of"),
        ("()", "empty brackets"),
        ("(x", "not a complete formula"),
        ("x +", "not a complete formula"),
        ("2 3", "cannot follow"),
        ("x 3", "cannot follow"),
        ("x // 2", "for a division"),
        ("x % 2", "remainders"),
        ("x!", "factorials"),
        ("|x", "not closed"),
        ("(|x)|", "not closed"),
        ("[x)", "another kind"),
        ("x\0", "null byte"),
        ("x²⁻", "no place"),
        ("9**9**9", "exponent is too large"),
        ("10**100000", "exponent is too large"),
        ("x**1000", "exponent is too large"),
        ("(x^60)^2", "powers multiply up"),
        ("((x+1)^99+1)^99", "powers multiply up"),
        ("x^60 * (x+1)^60", "powers multiply up"),
        ("exp(1000 log(x))", "powers multiply up"),
        ("x**x**x", "powers of powers"),
        ("2^exp(x)", "powers of powers"),
        ("(-2)^x", "only a positive number"),
        ("0^x", "only a positive number"),
        ("exp(10**12*log(2))", "inside an exponent"),
        ("exp(x + 10**12*log(2))", "inside an exponent"),
        ("2^(x + 10^12)", "inside an exponent"),
        ("exp(exp(exp(9)))", "out of bounds"),
        ("1e400", "out of bounds"),
        ("9" * 150, "out of bounds"),
        ("1e-300 x", "out of bounds"),
        ("(1/7)^99", "out of bounds"),
        ("1/0", "divides by 0"),
        ("0^-1", "divides by 0"),
        ("x/(x-x)", "divides by 0"),
        ("0/0", "divides by 0"),
        ("log(0)", "divides by 0 or is infinite"),
        ("tan(pi/2)", "divides by 0 or is infinite"),
        ("sqrt(-1)", "negative number"),
        ("log(-1) + x", "negative number"),
        ("sqrt(sqrt(2) - 2)", "negative number"),
        ("(-8)^(1/3)", "negative number"),
        ("(" * 13 + "x" + ")" * 13, "nested too deeply"),
        ("(" * 99 + "x" + ")" * 99, "nested too deeply"),
    ],
)
def test_what_is_refused_and_why(text, reason):
    with pytest.raises(ValueError, match=reason) as caught:
        parse(text, ("x",))
    assert "\n" not in str(caught.value)


def table(heading: str) -> list[tuple[str, list[str]]]:
    """The rows of a table in docs/notation.md: each text that may be typed, with the codes beside it."""
    page = (Path(__file__).parents[2] / "docs" / "notation.md").read_text(encoding="utf-8")
    section = page.partition(f"## {heading}")[2].partition("\n## ")[0]
    rows = []
    for line in section.splitlines():
        if line.startswith("| `"):
            typed, other = re.split(r"(?<!\\)\|", line)[1:3]
            told = [code.replace(r"\|", "|") for code in re.findall(r"`([^`]+)`", other)] or [other.strip()]
            rows += [(code.replace(r"\|", "|"), told) for code in re.findall(r"`([^`]+)`", typed)]
    return rows


@pytest.mark.parametrize(("typed", "expected"), table("Read"))
def test_the_table_of_notation_is_read_as_it_says(typed, expected):
    assert letters(typed) == ("x",)
    wanted = sympy.sympify(expected[0], locals={"x": X})
    assert sympy.simplify(parse(typed, ("x",)) - wanted) == 0


@pytest.mark.parametrize(("typed", "readings"), table("Asked about"))
def test_what_has_two_readings_is_asked_about(typed, readings):
    with pytest.raises(ValueError) as caught:
        parse(typed, ("x",))
    assert all(reading in str(caught.value) for reading in readings)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["", "e", "xy", "2", "_", None, "π"])
def test_a_variable_is_one_letter(name):
    with pytest.raises(ValueError, match="one letter other than e"):
        parse("1", (name,))


def test_the_text_is_never_evaluated(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("the text reached an evaluator")

    monkeypatch.setattr("builtins.eval", refuse)
    monkeypatch.setattr("builtins.exec", refuse)
    monkeypatch.setattr(sympy, "sympify", refuse)
    monkeypatch.setattr(sympy, "parse_expr", refuse)
    assert str(parse("2x + sin(x)/3", ("x",))) == "2*x + sin(x)/3"


# Every hostile text below once was, or could be, slow: growth by nesting, by products, by towers.
HOSTILE = [
    "x" + "*x" * 99,
    "x" + "+x" * 99,
    "-" * 190 + "x",
    "sin(" * 12 + "x" + ")" * 12,
    "exp(" * 12 + "x" + ")" * 12,
    "sqrt(" * 12 + "x" + ")" * 12,
    "abs(" * 12 + "x" + ")" * 12,
    "tan(" * 11 + "x" + ")" * 11,
    "(x+1)^10(x+2)^10(x+3)^10(x-1)^10(x-2)^10(x-7)^10(x+9)^10",
    "((x^2+1)^5+1)^5",
    "((x+1)^10+1)^10",
    "1/(x^2+1)^3/(x+2)^4/(x-3)^2",
    "x" + "^2" * 90,
    "2" + "^2" * 90,
    "9^9^9^9^9",
    "cos(pi/65537)",
    "sin(3pi/1000003)",
    "sqrt(999999999989) sqrt(999999999961)",
    "(sqrt(2)+sqrt(3)+sqrt(5))^9 x",
    "1/(sin(1)^2+cos(1)^2-1)",
    "sin(x)cos(x)tan(x)exp(x)log(x)sqrt(x)abs(x)tanh(x)sinh(x)cosh(x)atan(x)x^x 2^x",
    "(x+1)^0.37(x+2)^0.41(x+3)^0.43(x+4)^0.47",
    "abs(sin(abs(cos(abs(tan(abs(x)))))))",
    "cosh(sinh(tanh(atan(log(exp(sqrt(x)))))))",
    "x^(x^2+x+1)",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_takes_a_second(text):
    started = time.perf_counter()
    try:
        function = Function.parse(text)
    except ValueError:
        pass
    else:
        assert str(function) and function.slope_wording.spoken and function.typst
        assert isinstance(function(0.5) + function.slope(0.5) + (function.curvature or 0.0), float)
    assert time.perf_counter() - started < 1


_PIECES = [
    *FUNCTIONS,
    *"xxxe()()^*/+-.·²⁻0123456789 ",
    "**",
    "pi",
    "9",
    "99",
    "sin(",
    "exp(",
    "√",
    ",",
    "'",
    "_",
]


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)))
@example("\ud800")
@example("x" * 200)
def test_any_text_gives_a_real_expression_or_a_value_error(text):
    try:
        function = Function.parse(text)
    except ValueError:
        return
    assert function.expression.free_symbols <= {X}
    assert isinstance(function(0.5), float)


@st.composite
def formulas(draw, depth=3):
    """A random formula as text, with a referee of its own that evaluates it by plain `math`."""
    if depth == 0 or (draw(st.booleans()) and depth < 3):
        constant = draw(st.integers(0, 9))
        return draw(st.sampled_from([("x", lambda x: x), (str(constant), lambda x: float(constant))]))
    text, inner = draw(formulas(depth - 1))
    kind = draw(st.sampled_from(["call", "negate", "power", "binary"]))
    if kind == "call":
        referees = {
            "ln": math.log,
            "abs": abs,
            "sec": lambda u: 1 / math.cos(u),
            "csc": lambda u: 1 / math.sin(u),
            "cot": lambda u: math.cos(u) / math.sin(u),
            "sigmoid": lambda u: 1 / (1 + math.exp(-u)),
            "relu": lambda u: max(u, 0.0),
        }
        name = draw(st.sampled_from(sorted(FUNCTIONS)))
        outer = referees.get(name) or getattr(math, name)
        return f"{name}({text})", lambda x: outer(inner(x))
    if kind == "negate":
        return f"-({text})", lambda x: -inner(x)
    if kind == "power":
        exponent = draw(st.integers(2, 4))
        return f"({text})^{exponent}", lambda x: inner(x) ** exponent
    other_text, other = draw(formulas(depth - 1))
    symbol_, combine = draw(
        st.sampled_from(
            [
                ("+", lambda a, b: a + b),
                ("-", lambda a, b: a - b),
                ("*", lambda a, b: a * b),
                ("/", lambda a, b: a / b),
            ]
        )
    )
    return f"({text}){symbol_}({other_text})", lambda x: combine(inner(x), other(x))


@settings(max_examples=300, deadline=None)
@given(formulas(), st.floats(-3, 3))
def test_a_formula_has_the_value_that_plain_python_gives_it(formula, x):
    text, referee = formula
    try:
        function = Function.parse(text)
        expected = referee(x)
        near = referee(x + 1e-9 * max(1, abs(x)))
    except (ValueError, ArithmeticError):
        assume(False)
    assume(x == 0 or abs(x) > 1e-30)  # powers of smaller numbers are 0 in a float, and 0/0 is nothing
    # Where a hair's breadth changes the value, rounding decides; two correct sums may differ there.
    assume(abs(expected) < 1e8 and abs(near - expected) < 1e-6 * (1 + abs(expected)))
    assert function(x) == pytest.approx(expected, rel=1e-5, abs=1e-5)


def test_degree_needs_no_expansion():
    assert degree((W - 2) ** 2 * B**3) == 5
    assert degree((W - 2) ** 2 * B**3, B) == 3
    assert degree(((X + 1) ** 4 + 1) ** 2) == 8 == sympy.Poly(((X + 1) ** 4 + 1) ** 2).degree()
    assert degree(((X + 1) ** 10 + 1) ** 10) == 100  # multiplied out, this one takes sympy 13 seconds


def test_decimals_are_exact():
    assert exact(0.1) == sympy.Rational(1, 10)
    assert parse("0.1 + 0.2 - 0.3", ("x",)) == 0


def test_a_size_of_what_is_no_less_than_0_is_itself():
    assert parse("||2x||", ("x",)) == parse("abs(abs(x + x))", ("x",)) == 2 * sympy.Abs(symbol("x"))
