"""Sentences about descents that once said too much, in digits that misled, or nothing that could be heard."""

import pytest

from calc.descent import Descent, descend
from calc.fate import Kind
from calc.function import Function
from calc.landscape import FlatPoint, is_lowest
from calc.line import Line, unmarked
from calc.stories.descent import name_of, next_step, outcome, raced
from calc.stories.descent_lesson import DescentLesson, tellable
from calc.viewport import window_on
from calc.wording import written


def walked(text: str, start: float, rate: float) -> Descent:
    return descend(text, start, rate, 20)


def said(line: Line) -> str:
    return written(unmarked(str(line)))


def test_a_longer_step_does_not_read_like_the_first_one_rounded():
    assert said(next_step(walked("sqrt(x + 125.88)", 0.27, 0.18))).endswith("is longer: 0.0080133.")
    assert said(next_step(walked("cos(3 - x)**3", -0.69, 0.0044))).endswith("is only 0.0050004.")


def test_a_rate_that_closes_in_is_not_said_to_be_the_one_that_jumps_forever():
    walk = walked("x**2", 5, 0.9999999)
    lesson = DescentLesson(tellable(walk), window_on(walk), None)
    assert "learning rate, 0.9999999, times 10" in said(lesson.first_step)


def test_a_formula_with_long_numbers_is_called_by_its_name():
    long, short = Function.parse("(6.3001/(1.92x))^3"), Function.parse("125.88x^2 + 1000000x")
    assert name_of(long, long.wording).written == "f(x)"
    assert name_of(long, long.slope_wording, "'").spoken == "f prime of x"
    assert name_of(short, short.wording) == short.wording


def test_it_swings_only_once_its_shown_steps_do():
    """Thrown to 821 by its first step, it walks back to 3.9 by 2.8 a step, and swings there in the end."""
    walk = walked("abs(x) + 8/(sin(0.54)*x)", 0.23, 2.8)
    assert walk.fate.swings
    assert said(outcome(walk)) == "After 20 steps, x is 767.8275, on its way to 3.945, a low point."
    assert "is slow" in said(raced(walk))


def test_what_overflows_from_near_by_has_flown_past_nothing():
    walk = walked("(x^4 + 1/x)*exp(x)/16", -2.83, 1.7)
    assert walk.fate.kind is Kind.FLIES
    assert said(raced(walk)) == "At 1.7 it stops after 12 steps: the next number is too large to compute."


def test_a_slope_that_is_nothing_but_rounding_is_0():
    level = walked("81*(abs(x) - 0.83*x)/x", 0.42, 0.29)
    assert level.slopes[0] != 0
    with pytest.raises(ValueError, match="is 0, so the ball would never move"):
        tellable(level)


def test_what_rounding_leaves_of_0_is_said_to_be_0():
    assert said(raced(walked("abs(x)", 1, 0.1))) == "At 0.1 it jumps between −0.1 and 0 forever."
    assert said(raced(walked("abs(x)", 5, 0.01))).endswith("ends up jumping between 0 and −0.01 forever.")


def test_the_lowest_of_two_bottoms_is_the_lowest_point_however_high_the_curve_climbs():
    """cosh(x) - x^2 - 0.12 x: its bottoms lie at -1.98 and 2.224, and at 700 it is 10^303 high."""
    function = Function.parse("cosh(x) - x^2 - 0.12x")
    bottoms = [FlatPoint(x, function(x), "minimum") for x in (2.2239890877666535, -2.1283)]
    assert [is_lowest(function, place) for place in bottoms] == [True, False]


def test_the_places_of_a_jump_forever_are_those_of_the_cycle_and_not_of_the_way_there():
    assert said(raced(walked("1 - cos(x)", 3, 2.2))).endswith("between −0.749 and 0.749 forever.")
