"""What is said of a surface's flat place and of where the way down aims, held to its own symmetry."""

import pytest

from calc.chart import chart
from calc.gradient import Surface
from calc.line import unmarked
from calc.stories.gradient import GradientStory
from calc.stories.surface import surveyed
from calc.terrain import flat_place
from calc.wording import written


def told(text: str, point: tuple[float, float]) -> tuple[str, str]:
    surface = Surface.parse(text, ("x", "y"))
    map_ = chart(surface, point, flat_place(surface, point), 1.5)
    return surveyed(map_), written(unmarked(str(GradientStory.at(surface, point, 0.1).aim)))


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("x^2 - y^2", "it goes up on two sides and down on the others"),
        ("x^3 - 3x*y^2", "it goes up on three sides and down between them"),  # r^3 cos(3 a)
        ("x^4 - 6x^2 y^2 + y^4", "it goes up on four sides and down between them"),  # r^4 cos(4 a)
    ],
)
def test_the_sides_of_a_saddle_are_counted(text, sides):
    assert f"The dot is a saddle: {sides}." in told(text, (1.0, 0.4))[0]


def test_only_the_lowest_place_of_the_map_is_called_so():
    assert "It is lowest at the dot." in told("x^2 + y^2", (3.0, 1.0))[0]
    assert "It is highest at the dot." in told("-x^2 - y^2", (3.0, 1.0))[0]


def test_on_an_axis_even_stretched_rings_are_aimed_at():
    assert "misses the centre by" in told("x^2 + y^2", (3.0, 1.0))[1]
    assert "From here the way down still aims at the centre." in told("x^2 + y^2", (3.0, 0.0))[1]
    assert "Here the way down aims at the centre." in told("x^2 + 3y^2", (2.0, 0.0))[1]
    assert "misses the centre by" in told("x^2 + 3y^2", (2.0, 1.0))[1]
