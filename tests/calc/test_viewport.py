"""Windows on a descent: what must be seen in them."""

import math

import pytest

from calc.descent import descend
from calc.function import Function
from calc.viewport import slope_window, window_on

SHAPE = 1.6  # of the region: its width over its height


@pytest.mark.parametrize(
    ("text", "start", "rate"),
    [
        ("x**2", 5.0, 0.1),
        ("x**2", 5.0, 5.0),  # far up on the other side after one step
        ("-x**2", 1.0, 0.1),  # farther and farther down
        ("log(x)", 2.0, 0.5),
        ("x**3 - x", 2.0, 0.05),
    ],
)
def test_the_first_slope_is_told_where_it_is_seen_to_be_one(text: str, start: float, rate: float) -> None:
    walk = descend(Function.parse(text), start, rate, 20)
    window = slope_window(walk, window_on(walk), SHAPE)
    assert window.holds(start, walk.function(start))
    wide, high = window.right - window.left, window.top - window.bottom
    tilt = math.degrees(math.atan(abs(walk.slopes[0]) * wide / high / SHAPE))
    assert 30 <= tilt <= 65
