"""A formula in a region: how large it says it is, and how its fractions find room."""

import pytest

from studio.stage import style
from studio.stage.formula import Formula
from studio.stage.layout import FORMULA_LINE
from studio.stage.theme import Region


def test_a_formula_that_was_shrunk_says_how_large_its_capitals_are() -> None:
    formula = Formula(("H", "text")).stand(Region(-0.1, 0.1, -1, 1))
    assert formula.width == pytest.approx(0.2)
    assert formula.cap_height < style.FORMULA / 1.2
    assert formula.cap_height == pytest.approx(formula.height, rel=0.05)


@pytest.mark.parametrize("source", ["frac(1, x)", "frac(t^4, 4) - t", "-frac(f(x, y), 2)"])
def test_fractions_of_a_line_get_smaller_numbers_and_its_letters_stay(source: str) -> None:
    line = Formula.line(FORMULA_LINE, "f(x)", "=", source)
    assert line.cap_height == style.FORMULA
    assert FORMULA_LINE.top >= line.get_top()[1] and line.get_bottom()[1] > FORMULA_LINE.bottom - 0.2
    plain = Formula.line(FORMULA_LINE, "f(x)", "=", "x^2")
    assert line.baseline == pytest.approx(plain.baseline, abs=0.12)


def test_a_role_that_is_none_is_refused_with_those_that_are() -> None:
    with pytest.raises(ValueError, match=r"'curve' is no role of a colour; there are .*loss, slope"):
        Formula(("x", "curve"))


def test_latex_is_refused_as_it_was_given_with_what_typst_writes() -> None:
    with pytest.raises(ValueError, match=r"^'\\\\frac\{x\}\{2\}' is not .* is frac\(a, b\) there"):
        Formula((r"\frac{x}{2}", "loss"))


def test_a_line_without_fractions_is_set_as_it_is() -> None:
    assert Formula.line(FORMULA_LINE, "x^2").height == pytest.approx(Formula("x^2").height)
