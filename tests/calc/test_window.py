"""Windows and what can be seen: the points that must be, round ticks, and no flat line because of a pole."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from calc.function import Function
from calc.window import around, round_step, tick_texts, ticks

CURVES = [
    "x^2",
    "1e9 x^2",
    "1e-6 x^2",
    "x^2 + 1e9",
    "exp(x)",
    "ln(x)",
    "1/x",
    "abs(x)",
    "sin(x)",
    "x^3 - x",
    "7",
    "tan(x)",
]


@given(st.sampled_from(CURVES), st.lists(st.floats(-20, 20), min_size=1, max_size=6))
def test_every_point_with_a_value_is_inside(text: str, xs: list[float]) -> None:
    f = Function.parse(text)
    seen = [x for x in xs if math.isfinite(f(x))]
    assume(seen)
    window = around(f, xs, least=0.1)
    assert window.right - window.left >= 0.1
    assert window.bottom < window.top
    for x in seen:
        assert window.holds(x, f(x))


def test_a_valley_between_the_points_is_seen() -> None:
    window = around(Function.parse("x^2"), [-5, 5])
    assert window.bottom == 0
    assert 25 < window.top < 32


def test_a_pole_does_not_make_a_flat_line_of_the_rest() -> None:
    window = around(Function.parse("1/x"), [0.5, 2])
    assert window.top - window.bottom < 8


def test_nothing_to_see_is_refused() -> None:
    with pytest.raises(ValueError, match="has no value at any of the places"):
        around(Function.parse("ln(x)"), [-1, -2])


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.integers(1, 8))
def test_ticks_are_round_even_and_inside(low: float, span: float, most: int) -> None:
    assume(span > 1e-6 * abs(low))
    high = low + span
    marks = ticks(low, high, most)
    step = round_step(high - low, most)
    assert 1 <= len(marks) <= most + 1 or step > high - low
    assert all(low - 1e-6 * step <= mark <= high + 1e-6 * step for mark in marks)
    assert np.diff(marks) == pytest.approx(step, rel=1e-6)
    assert f"{step:.0e}"[0] in "125"


@given(
    st.floats(-1e6, 1e6), st.floats(0.1, 1e4), st.integers(1, 8), st.sampled_from([0.05, 0.5, 1.0, 2.0, 20.0])
)
def test_ticks_stand_on_the_lines_of_a_grid(low: float, span: float, most: int, grid: float) -> None:
    assume(abs(span - 2 * grid) > 1e-6)
    marks = ticks(low, low + span, most, grid)
    if span < 2 * grid:
        assert marks == ticks(low, low + span, most)
        return
    shares = np.array(marks) / grid
    assert shares == pytest.approx(np.round(shares), abs=1e-6)
    assert len(marks) <= most + 1
    assert len(np.unique(np.round(np.diff(shares)))) <= 1


def test_a_map_21_wide_with_lines_2_apart_has_numbers_4_apart() -> None:
    assert ticks(-8.2, 12.8, 7, 2.0) == (-8.0, -4.0, 0.0, 4.0, 8.0, 12.0)
    assert ticks(-0.2, 6.6, 7, 2.0) == (0.0, 2.0, 4.0, 6.0)


def test_ticks_are_written_with_as_many_digits_as_tell_them_apart() -> None:
    assert list(tick_texts((0.0, 0.5, 1.0)).values()) == ["0", "0.5", "1"]
    assert list(tick_texts((1.00001, 1.00002)).values()) == ["1.00001", "1.00002"]
    assert tick_texts(()) == {}
