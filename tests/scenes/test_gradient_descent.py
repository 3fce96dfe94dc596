"""x² by its closed forms: the slope is 2x, and a step of rate r keeps 1 - 2r of x."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from truth import has_slope, shown, stands_at, watch

from scenes import GradientDescent
from studio.lesson import Lesson


def descent_iterate(t: float, start: float = 5.0, rate: float = 0.1) -> float:
    """x_k = x_0 (1 - 2 r)^k on x², straight from one iterate to the next."""
    k = int(np.floor(t + 1e-12))
    here = start * (1 - 2 * rate) ** k
    return here + (t - k) * (here * (1 - 2 * rate) - here)


def check(lesson: Any, progress: dict[str, float]) -> None:
    x = descent_iterate(progress["steps_taken"])
    if ball := shown(lesson, "ball"):
        stands_at(lesson.plot, ball.get_center(), x, x**2)
    if tangent := shown(lesson, "tangent"):
        if np.linalg.norm(tangent.get_end() - tangent.get_start()) > 1.8 - 1e-9:  # wholly drawn
            stands_at(lesson.plot, (tangent.get_start() + tangent.get_end()) / 2, x, x**2)
        has_slope(lesson.plot, tangent, 2 * x)
    if arrow := shown(lesson, "arrow"):
        stands_at(lesson.plot, arrow.tail, x, x**2)
        stands_at(lesson.plot, arrow.tip, x - 0.1 * 2 * x, x**2)
    for index, bowl in enumerate(getattr(lesson, "bowls", ())):
        if bowl.ball in lesson.get_mobject_family_members():
            x = descent_iterate(bowl.steps_taken.get_value(), rate=RATES[index])
            zoom = bowl.zoom.get_value()
            stands_at(bowl.plot, bowl.ball.get_center(), x / zoom, x**2 / zoom**2)


RATES = (0.01, 0.5, 1.0, 1.1)  # that race at the end

RESTS = {
    "bowl": {"steps_taken": 0},
    "slope": {"steps_taken": 1},
    "again": {"steps_taken": 2},
    "shrink": {"steps_taken": 5},
    "twenty": {"steps_taken": 20},
    "slow": {"racer_0": 20, "racer_1": 1},
    "fast": {"racer_2": 4, "racer_3": 20},
}


def test_every_frame_is_the_mathematics(draw_small: Callable[..., Lesson]) -> None:
    watch(GradientDescent, check, RESTS, draw_small)


def test_an_error_of_a_thousandth_is_caught(draw_small: Callable[..., Lesson]) -> None:
    class Tampered(GradientDescent):
        def here(self) -> tuple[float, float]:
            x, y = super().here()
            return x + 0.001 * (self.plot.x.high - self.plot.x.low), y

    with pytest.raises(AssertionError):
        watch(Tampered, check, RESTS, draw_small, only="slope")


def test_a_missing_hold_is_caught(draw_small: Callable[..., Lesson]) -> None:
    class Hasty(GradientDescent):
        def hold_until(self, frame: int) -> None:
            """Never hold; the timeline is kept up as if it had."""
            self.frame = max(self.frame, frame)

    with pytest.raises(AssertionError):
        watch(Hasty, check, RESTS, draw_small, only="slope")
