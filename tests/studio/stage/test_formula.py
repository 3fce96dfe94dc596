"""A formula in a region: how large it says it is, and how its fractions find room."""

import numpy as np
import pytest
from manim import Dot

from studio.stage import style
from studio.stage.formula import Formula
from studio.stage.layout import FORMULA_LINE
from studio.stage.theme import THEME, Region


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


def test_a_formula_that_goes_to_another_one_has_its_place_and_size_there() -> None:
    formula, there = Formula("r", "=", "0.5", size=style.READOUT), Formula("r", "=", "0.5", size=style.LABEL)
    there.move_to([3.0, -1.0, 0.0])
    going = formula.go(there)
    going.begin()
    going.interpolate(0.6)
    assert formula.height == pytest.approx(there.height)  # it passes others no larger than it will be
    going.finish()
    assert np.allclose(formula.get_center(), there.get_center())
    assert formula.size == formula.cap_height == pytest.approx(style.LABEL)


def test_a_term_that_flies_from_a_narrow_thing_at_the_edge_stays_in_the_safe_area() -> None:
    formula = Formula("x", ("-2.86 times 10^11", "slope"))
    edge = THEME.safe.right - 0.1
    flight = formula.hide().bring(1, source=Dot([edge, -1.0, 0.0], radius=0.1))
    flight.begin()
    flight.interpolate(0.0)
    assert formula.terms[1].get_right()[0] <= THEME.safe.right + 1e-6
    assert formula.terms[1].get_center()[1] == pytest.approx(-1.0)
