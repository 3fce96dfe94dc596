"""The loss by its closed forms: (w - 2)², of slope 2(w - 2), with secants of slope 10 + gap at 7."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from truth import has_slope, shown, stands_at, watch

from calc.function import Function
from scenes import Derivative
from studio.lesson.lesson import Lesson


def check(lesson: Any, progress: dict[str, float]) -> None:
    w, gap = progress["weight"], progress["gap"]
    if ball := shown(lesson, "ball"):
        stands_at(lesson.plot, ball.get_center(), w, (w - 2) ** 2)
    if other := shown(lesson, "other"):
        stands_at(lesson.plot, other.get_center(), 7 + gap, (5 + gap) ** 2)
    if secant := shown(lesson, "secant_line"):
        has_slope(lesson.plot, secant, 10 + gap)  # ((5 + h)² - 25) / h
    if roller := shown(lesson, "roller"):
        has_slope(lesson.plot, roller, 2 * (w - 2))


RESTS = {
    "bowl": {"weight": 2},
    "secant": {"weight": 7, "gap": 2},
    "closer": {"gap": 1},
    "closest": {"gap": 0.01},
    "height": {"weight": 5},
    "sign": {"weight": 2},
}


def test_every_frame_is_the_mathematics(draw_small: Callable[..., Lesson]) -> None:
    watch(Derivative, check, RESTS, draw_small)


class Exponential(Derivative):
    """exp has its secants to the right, and its slope is its height."""

    function = Function.parse("exp(x)")
    point = 0.0
    gaps = (1.0, 0.5, 0.1, 0.01)


class LeftOfTheEdge(Derivative):
    """The root of 4 - x ends at 4: from 3, the second points lie to the left."""

    function = Function.parse("sqrt(4 - x)")
    point = 3.0
    gaps = (3.0, 1.0, 0.1, 0.01)


class Corner(Derivative):
    function = Function.parse("abs(x)")
    point = 0.0
    gaps = (2.0, 1.0, 0.1, 0.01)


CHOICES = [
    # the lesson, its f and f' by closed forms, where the point is and to which side its secants lie
    (Exponential, math.exp, math.exp, 0.0, 1),
    (LeftOfTheEdge, lambda x: math.sqrt(4 - x), lambda x: -0.5 / math.sqrt(4 - x), 3.0, -1),
    (Corner, abs, lambda x: math.copysign(1, x), 0.0, 1),
]


@pytest.mark.parametrize(("lesson", "f", "slope", "point", "side"), CHOICES)
def test_any_curve_is_told_frame_by_frame(
    lesson: type[Lesson],
    f: Callable[[float], float],
    slope: Callable[[float], float],
    point: float,
    side: int,
    draw_small: Callable[..., Lesson],
) -> None:
    seen = set()

    def check(lesson: Any, progress: dict[str, float]) -> None:
        x, other = progress["weight"], point + side * progress["gap"]
        if ball := shown(lesson, "ball"):
            seen.add("ball")
            stands_at(lesson.plot, ball.get_center(), x, f(x))
        if second := shown(lesson, "other"):
            seen.add("other")
            stands_at(lesson.plot, second.get_center(), other, f(other))
        if secant := shown(lesson, "secant_line"):
            has_slope(lesson.plot, secant, (f(other) - f(point)) / (other - point))
        if (roller := shown(lesson, "roller")) and f(x) != 0:
            has_slope(lesson.plot, roller, slope(x))

    watch(lesson, check, {"closest": {"gap": 0.01}}, draw_small)
    assert seen == {"ball", "other"}


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"function": "exp(x)", "point": 0}, "The slopes get closer and closer to ⟦1|1⟧."),
        ({"function": "abs(x)", "point": 0}, "but from the left to ⟦−1|minus 1⟧"),
        ({"function": "2*x + 1", "point": 1}, "the slope stays at ⟦2|2⟧"),
        ({"function": "x**2", "point": 0}, "the tangent lies flat"),
        ({"function": "sqrt(4 - x)", "point": 3.5}, "a second point nearby to the left"),
        ({"function": "log(x)", "point": 1}, "but the slope goes from"),
        ({"function": "-x**2 + 4*x", "point": 3}, "Up at the top, the slope becomes ⟦0|0⟧."),
        ({"function": "exp(-x)", "point": 0}, "uphill is to the left"),
    ],
)
def test_the_lines_follow_the_choice(chosen: dict[str, object], said: str) -> None:
    assert said in " ".join(beat.line for beat in Derivative(**{"gaps": "1,0.5,0.1,0.01", **chosen}).script())


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        ({"function": "log(x)", "point": -1}, "outside the domain"),
        ({"function": "sqrt(x)", "point": 0}, "no derivative"),
        ({"function": "1/x", "point": 0.5, "gaps": "9,1e-10,1e-11,1e-20"}, "too small to compute"),
        ({"function": "cos(100*pi*x)", "point": 0, "gaps": "2,1,0.1,0.02"}, "swings too fast"),
        ({"gaps": "1,2,3,4"}, "gaps must be 4 numbers, falling"),
    ],
)
def test_a_choice_that_shows_nothing_is_refused(chosen: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as refusal:
        Derivative(**chosen)
    assert "\n" not in str(refusal.value)
