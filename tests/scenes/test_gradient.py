"""The loss by its closed form: (w - 2)² + (b - 1)², of gradient (6, 8) at (5, 5)."""

from collections.abc import Callable
from typing import Any

import numpy as np
from truth import shown, stands_at, watch

from scenes import Gradient
from studio.lesson import Lesson


def check(lesson: Any, progress: dict[str, float]) -> None:
    w, b = 5 + 6 * progress["step"], 5 + 8 * progress["step"]
    slopes = np.array([2 * (w - 2), 2 * (b - 1)])
    if ball := shown(lesson, "ball"):
        stands_at(lesson.map, ball.get_center(), w, b)
    if arrow := shown(lesson, "arrow"):
        stands_at(lesson.map, arrow.tail, w, b)
        stands_at(lesson.map, arrow.tip, *(np.array([w, b]) + 0.2 * slopes))
    if needle := shown(lesson, "needle"):
        toward = np.array([np.cos(progress["angle"]), np.sin(progress["angle"])])
        climb = max(float(np.array([6.0, 8.0]) @ toward), 0.0)
        stands_at(lesson.map, needle.tip, *(np.array([5.0, 5.0]) + 0.2 * climb * toward))


RESTS = {
    "uphill": {"step": 0.1},
    "steepest": {"step": 0.0},
    "opposite": {"step": -0.1},
}


def test_every_frame_is_the_mathematics(draw_small: Callable[..., Lesson]) -> None:
    watch(Gradient, check, RESTS, draw_small)
