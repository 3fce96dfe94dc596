"""The loss by its closed forms: (w - 2)², of slope 2(w - 2), with secants of slope 10 + gap at 7."""

from collections.abc import Callable
from typing import Any

from truth import has_slope, shown, stands_at, watch

from scenes import Derivative
from studio.lesson import Lesson


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
