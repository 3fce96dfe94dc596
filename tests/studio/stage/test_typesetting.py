"""The outlines of mathematics against manim's own."""

import numpy as np
import pytest
from manim import MathTypst, tempconfig

from studio.stage.text import math
from studio.stage.typesetting import set_formula


@pytest.mark.parametrize(
    "source",
    [
        "(partial L)/(partial w) = 2(w - 2)^2",
        "sqrt(x)/2 + root(3, x)",
        "vec(1, 2) mat(1, 2; 3, 4)",
        "cases(1, 2) abs(x) integral_0^5 2 x dif x",
        '"the loss" = overline(x) hat(p) cancel(x)',
        "x'' sum_(k=1)^n underbrace(a + b, 2)",
        "nabla L bold(x) approx 1.5 <= infinity",
        "lim_(h -> 0) floor(x) sin(x) ln e^(-x/2)",
    ],
)
def test_it_is_what_manim_makes_of_the_formula(source: str) -> None:
    with tempconfig({"dry_run": True}):
        capital = MathTypst("upright(H)", font_size=96).height
        theirs = MathTypst(source, font_size=96, use_svg_cache=False).scale(0.5 / capital)
    ours = math(source, 0.5)
    assert len(ours) == len(theirs)
    for shape, other in zip(ours, theirs, strict=True):
        curves = other.points.reshape(-1, 4, 3)  # manim closes what is closed, with curves of no length
        curves = curves[np.ptp(curves, axis=1).max(axis=1) > 1e-9]
        assert shape.points.reshape(-1, 4, 3) == pytest.approx(curves, abs=1e-9)
        assert (shape.get_fill_opacity(), shape.stroke_width > 0) == (
            other.get_fill_opacity(),
            other.stroke_width > 0,
        )


def test_a_fraction_has_a_line_as_thick_as_typst_makes_it() -> None:
    thick = [outline.line for outline in set_formula("1/2")]
    assert sorted(thick)[:2] == [0.0, 0.0]
    assert max(thick) == pytest.approx(
        0.48 / 6.83, rel=0.01
    )  # of 10 points: a line of 0.48, capitals of 6.83
    assert max(shape.stroke_width for shape in math("1/2", 0.5)) == pytest.approx(50 * max(thick))


def test_the_same_formula_is_not_the_same_mobject() -> None:
    one, other = math("x^2", 0.3), math("x^2", 0.3)
    one[0].shift([1.0, 0.0, 0.0])
    assert other[0].get_center()[0] == pytest.approx(one[0].get_center()[0] - 1.0)


def test_what_typst_does_not_understand_is_refused_in_its_words() -> None:
    with pytest.raises(
        ValueError, match="'sqrt\\(' is not mathematics as Typst writes it: unclosed delimiter"
    ):
        math("sqrt(", 0.3)
