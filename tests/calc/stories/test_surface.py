"""The sentences on where the way down aims, held to the surface's own symmetry."""

import pytest

from calc.function import Function
from calc.gradient import Surface
from calc.line import unmarked
from calc.stories.gradient import GradientStory
from calc.stories.surface import cut_shape
from calc.wording import written


def aim(text: str, point: tuple[float, float]) -> str:
    return written(unmarked(str(GradientStory.at(Surface.parse(text, ("x", "y")), point, 0.1).aim)))


def test_on_an_axis_even_stretched_rings_are_aimed_at():
    assert "misses the centre by" in aim("x^2 + y^2", (3.0, 1.0))
    assert "From here the way down still aims at the centre." in aim("x^2 + y^2", (3.0, 0.0))
    assert "Here the way down aims at the centre." in aim("x^2 + 3y^2", (2.0, 0.0))
    assert "misses the centre by" in aim("x^2 + 3y^2", (2.0, 1.0))


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("x^2 - 2x", "a bowl"),
        ("(1/x + 2)x", "a straight line"),
        ("(x^3 + x)/x", "a bowl"),
        ("1/x + x", "a curve"),
        ("|x|", "a curve"),
    ],
)
def test_the_shape_of_a_cut_is_that_of_its_values(text, shape):
    assert str(cut_shape(Function.parse(text))) == shape
