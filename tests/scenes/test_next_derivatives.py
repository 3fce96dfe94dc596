"""The ring, the pictures and the network's knobs: on a bowl, a step of rate 1/4 leaves half of the way."""

from collections.abc import Callable
from typing import Any

import numpy as np
from pictures import check_pictures
from truth import has_slope, shown, stands_at, watch

from scenes.next_derivatives import NextDerivatives
from studio.lesson.lesson import Lesson


def knobs_by_hand(trips: float) -> np.ndarray:
    """Where the knobs stand, 0 to 1; they turn on the last third of each trip."""
    starts, bests = np.random.default_rng(0).uniform(0.0, 1.0, (2, 30))
    whole = np.floor(trips + 1e-9)
    turning = max(3 * (trips - whole) - 2, 0.0)
    left = 0.5**whole * (1 - turning / 2)
    return bests + left * (starts - bests)


def check(lesson: Any, progress: dict[str, float]) -> None:
    w = progress["weight"]
    if ball := shown(lesson, "ball"):
        stands_at(lesson.plot, ball.get_center(), w, (w - 2) ** 2)
    if tangent := shown(lesson, "tangent"):
        has_slope(lesson.plot, tangent, 2 * (w - 2))
    check_pictures(lesson, 5 * [progress["alive"]], gathered=0.0)
    if knobs := shown(lesson, "knobs"):
        for (_, (line, _)), share in zip(knobs, knobs_by_hand(progress["trips"]), strict=True):
            # From the lower left to the lower right, clockwise over the top.
            angle = np.radians(225 - 270 * share)
            direction = line.get_end() - line.get_start()
            direction /= np.linalg.norm(direction)
            np.testing.assert_allclose(direction[:2], [np.cos(angle), np.sin(angle)], atol=1e-6)


RESTS = {
    "loop": {"trips": 1, "alive": 1},
    "variants": {"trips": 4},
    "block": {"weight": 2},
    "next": {"weight": 6},
}


def test_every_frame_is_the_mathematics(draw_small: Callable[..., Lesson]) -> None:
    watch(NextDerivatives, check, RESTS, draw_small)


def test_it_ends_by_naming_what_comes_next() -> None:
    assert NextDerivatives().script()[-1].line.endswith("next: Derivatives.")
