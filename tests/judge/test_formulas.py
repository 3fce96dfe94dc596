"""The judge's reader of formulas, by values worked out by hand, and by what it cannot read."""

import math

import pytest

from judge.descents import same_formula
from judge.formulas import UnreadableError, read
from judge.sentences import Grammar, Verdict


@pytest.mark.parametrize(
    ("said", "x", "value"),
    [
        ("x⁴ − 3x² + x", 2.0, 6.0),
        ("−x²", 3.0, -9.0),
        ("5x/3", 6.0, 10.0),
        ("x/(2x + 1)", 1.0, 1 / 3),
        ("2 sin(x) cos(x)/x", 1.0, math.sin(2)),
        ("sin(x)²", 1.0, math.sin(1) ** 2),
        ("e^(−x²)/2", 2.0, math.exp(-4) / 2),
        ("e^0.5 · x", 3.0, 3 * math.exp(0.5)),
        ("x^(2/3)", 8.0, 4.0),
        ("√2 √x", 8.0, 4.0),
        ("√(x + 1)/x", 3.0, 2 / 3),
        ("x |x|/2", -4.0, -8.0),
        ("||x| − 1|", -3.0, 2.0),
        ("|x| |x − 1|", 3.0, 6.0),
        ("1 − sign(x − 2)", 1.0, 2.0),
        ("1.2×10⁻³ x", 2.0, 0.0024),
        ("2πx", 1.0, 2 * math.pi),
    ],
)
def test_values(said, x, value):
    assert float(read(said)(x=x)) == pytest.approx(value, rel=1e-14)


def test_what_is_not_real_has_no_value():
    assert math.isnan(read("√x")(x=-1.0)) and math.isnan(read("1/x")(x=0.0))


@pytest.mark.parametrize("said", ["x² +", "(x", "x)", "|x", "x ? 2", "*x", ""])
def test_what_cannot_be_read_is_a_fault_and_no_crash(said):
    with pytest.raises(UnreadableError):
        read(said)
    grammar, verdict = Grammar(), Verdict()

    @grammar.says(r"It is (.*)\.")
    def _(verdict, line, formula):
        verdict.claim(bool(read(formula)), line, "")

    grammar.judge(f"It is {said}.", verdict)
    assert len(verdict.faults) == 1 and "not recognised" in verdict.faults[0]


def test_another_function_is_told_apart():
    assert same_formula("x**2/3", "x²/3") and same_formula("cosh(x**6)", "6x⁵ sinh(x⁶)", 1)
    assert not same_formula("x**2/3", "0.333333x²") and not same_formula("x**2", "−x²")
