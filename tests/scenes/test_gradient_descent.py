"""x² by its closed forms: the slope is 2x, and a step of rate r keeps 1 - 2r of x."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from truth import has_slope, shown, stands_at, watch

from scenes import GradientDescent
from studio.lesson.lesson import Lesson


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
    for index, bowl in enumerate(lesson.race.bowls):
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
    "racer-1": {"racer_0": 20},
    "racer-2": {"racer_1": 1},
    "racer-4": {"racer_3": 20},
}


def test_every_frame_is_the_mathematics(draw_small: Callable[..., Lesson]) -> None:
    watch(GradientDescent, check, RESTS, draw_small)


# Other choices, each with iterates of its own: a closed form, or the rule written out again.
OTHERS: dict[
    str, tuple[dict[str, str], Callable[[int], float], Callable[[float], float], Callable[[float], float]]
] = {
    "a bowl elsewhere": (
        {"function": "(x-3)**2 + 2", "start": "-4", "learning_rate": "0.3", "steps": "8"},
        lambda k: 3 - 7 * 0.4**k,
        lambda x: (x - 3) ** 2 + 2,
        lambda x: 2 * (x - 3),
    ),
    "a straight fall": (
        {"function": "2*t + 1", "start": "3", "steps": "6"},
        lambda k: 3 - 0.2 * k,
        lambda t: 2 * t + 1,
        lambda t: 2.0,
    ),
}


@pytest.mark.parametrize("name", OTHERS)
def test_every_frame_of_another_choice_is_its_own_mathematics(
    name: str, draw_small: Callable[..., Lesson]
) -> None:
    parameters, iterate, value, slope = OTHERS[name]
    rate = float(parameters.get("learning_rate", 0.1))

    def check_other(lesson: Any, progress: dict[str, float]) -> None:
        taken = progress["steps_taken"]
        k = int(np.floor(taken + 1e-9))
        x = iterate(k) + (taken - k) * (iterate(k + 1) - iterate(k))
        if ball := shown(lesson, "ball"):
            stands_at(lesson.plot, ball.get_center(), x, value(x))
        if tangent := shown(lesson, "tangent"):
            has_slope(lesson.plot, tangent, slope(x))
        if arrow := shown(lesson, "arrow"):
            tip = np.clip(x - rate * slope(x), lesson.plot.x.low, lesson.plot.x.high)
            stands_at(lesson.plot, arrow.tip, tip, value(x))

    rests = {"twenty": {"steps_taken": float(parameters["steps"])}}
    watch(GradientDescent, check_other, rests, draw_small, parameters=parameters, rasterise=False)


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
