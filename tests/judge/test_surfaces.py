"""The judge's name for the shape of a cut, by its values alone."""

import pytest

from judge.surfaces import Place, shape_of


@pytest.mark.parametrize(
    ("formula", "point", "along_x", "along_y"),
    [
        ("x**2 + y", (1.0, 2.0), "a bowl", "a straight line"),
        ("x*y", (0.0, 0.0), "a level line", "a level line"),
        ("3*x - y**2", (1.0, 1.0), "a straight line", "a hill"),
        ("abs(x) + sin(y)", (1.0, 1.0), "a curve", "a curve"),
        ("log(x)*y", (0.5, 1.0), "a curve", "a straight line"),
        ("cos(1.84)/(x - y) + log(x)*exp(x)", (0.93, 0.9), "a curve", "a curve"),  # sympy never simplifies it
    ],
)
def test_the_shape_of_a_cut(formula: str, point: tuple[float, float], along_x: str, along_y: str) -> None:
    place = Place(formula, point, 0.1, (0.0, 1.0, 0.0, 1.0), None)
    assert (shape_of(place, "x"), shape_of(place, "y")) == (along_x, along_y)
