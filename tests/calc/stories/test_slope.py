"""Facts of a slope's story, worked out by hand."""

import math

import pytest

from calc.function import Function
from calc.stories.slope import SlopeStory


@pytest.mark.parametrize(
    ("formula", "point", "height"),
    [
        ("sin(x)", math.pi, 0.0),  # floats leave 1.2e-16 of it
        ("cosh(x^3(x + 6))", -0.13, math.cosh(0.13**3 * 5.87)),  # its first secant climbs by 10 to the 23
        ("1e-12 x^2", 1.0, 1e-12),
    ],
)
def test_a_height_is_0_only_where_rounding_leaves_it(formula: str, point: float, height: float) -> None:
    story = SlopeStory(Function.parse(formula), point, (2.0, 1.0, 0.1, 0.01))
    assert story.height == pytest.approx(height, rel=1e-12, abs=0)
