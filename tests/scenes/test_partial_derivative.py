"""The loss by its closed form: (w - 2)² + (b - 1)², cut at (5, 5) into (w - 2)² + 16 and (b - 1)² + 9."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from truth import has_slope, shown, stands_at, watch

from scenes.partial_derivative import PartialDerivative
from studio.lesson import Lesson


def check(lesson: Any, progress: dict[str, float]) -> None:
    w, b = progress["weight"], progress["bias"]
    if ball := shown(lesson, "ball"):
        stands_at(lesson.map, ball.get_center(), w, b)
    if ball := shown(lesson, "ball_w"):
        stands_at(lesson.cut_w.plot, ball.get_center(), w, (w - 2) ** 2 + 16)
    if ball := shown(lesson, "ball_b"):
        stands_at(lesson.cut_b.plot, ball.get_center(), b, (b - 1) ** 2 + 9)
    if tangent := shown(lesson, "tangent_w"):
        has_slope(lesson.cut_w.plot, tangent, 6)
    if tangent := shown(lesson, "tangent_b"):
        has_slope(lesson.cut_b.plot, tangent, 8)
    if shown(lesson, "handle_w"):
        stands_at(lesson.map, lesson.handle_w.get_center(), w, -5.8)
        stands_at(lesson.map, lesson.handle_b.get_center(), -4.5, b)
    if panel := shown(lesson, "panel"):
        for end in (panel.line.get_start(), panel.line.get_end()):
            t = -1.5 + 3 * (end[0] - panel.plot.region.left) / panel.plot.region.width
            stands_at(panel.plot, end, t, w * t + b)
    if arrows := shown(lesson, "arrows"):
        for arrow, slopes in zip(arrows, ((6, 0), (0, 8)), strict=True):
            stands_at(lesson.map, arrow.tip, *(np.array([5.0, 5.0]) + 0.2 * np.array(slopes)))


RESTS = {
    "knob": {"weight": 5, "bias": 5},
    "cut": {"weight": 5, "bias": 5},
    "guess": {"weight": 5, "bias": 5},
    "answer": {"weight": 5, "bias": 5},
}


def test_every_frame_is_the_mathematics(draw_small: Callable[..., Lesson]) -> None:
    watch(PartialDerivative, check, RESTS, draw_small)


def test_one_knob_is_held_while_the_other_moves(draw_small: Callable[..., Lesson]) -> None:
    """Each knob goes along its whole cut, alone."""
    seen: list[tuple[str, float, float]] = []

    def note(lesson: Any, progress: dict[str, float]) -> None:
        seen.append((lesson.beat_name, progress["weight"], progress["bias"]))

    for beat in ("cut", "answer"):
        watch(PartialDerivative, note, {}, draw_small, only=beat)
    cut_w = [(w, b) for beat, w, b in seen if beat == "cut"]
    cut_b = [(w, b) for beat, w, b in seen if beat == "answer"]
    assert {b for _, b in cut_w} == {5} == {w for w, _ in cut_b}
    assert min(w for w, _ in cut_w) < 2 - 4 and max(w for w, _ in cut_w) > 2 + 4
    assert min(b for _, b in cut_b) < 1 - 5 and max(b for _, b in cut_b) > 1 + 5


@pytest.mark.parametrize(
    ("point", "said"),
    [((5.0, 2.0), "flatter"), ((3.0, 2.0), "just as steep"), ((-1.0, -4.0), "steeper")],
)
def test_another_point_tells_its_own_story(point: tuple[float, float], said: str) -> None:
    class Elsewhere(PartialDerivative):
        pass

    Elsewhere.point = point
    lines = {beat.name: beat.line for beat in Elsewhere().script()}
    assert said in lines["answer"]
