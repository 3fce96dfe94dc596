"""The loss by its closed form: (w - 2)² + (b - 1)², cut at (5, 5) into (w - 2)² + 16 and (b - 1)² + 9."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from truth import has_slope, shown, stands_at, watch

from scenes.partial_derivative import PartialDerivative
from studio.lesson.lesson import Lesson


def check(lesson: Any, progress: dict[str, float]) -> None:
    w, b = progress["first"], progress["second"]
    if ball := shown(lesson, "ball"):
        stands_at(lesson.map, ball.get_center(), w, b)
    if ball := shown(lesson, "ball_first"):
        stands_at(lesson.cut_first.plot, ball.get_center(), w, (w - 2) ** 2 + 16)
    if ball := shown(lesson, "ball_second"):
        stands_at(lesson.cut_second.plot, ball.get_center(), b, (b - 1) ** 2 + 9)
    if tangent := shown(lesson, "tangent_first"):
        has_slope(lesson.cut_first.plot, tangent, 6)
    if tangent := shown(lesson, "tangent_second"):
        has_slope(lesson.cut_second.plot, tangent, 8)
    if shown(lesson, "handle_first"):  # the map reaches 1.3 times as far as the point, from the middle (2, 1)
        stands_at(lesson.map, lesson.handle_first.get_center(), w, 1 - 1.3 * 5 * 5.95 / 5.65)
        stands_at(lesson.map, lesson.handle_second.get_center(), 2 - 1.3 * 5, b)
    if panel := shown(lesson, "panel"):
        for end in (panel.line.get_start(), panel.line.get_end()):
            t = -1.5 + 3 * (end[0] - panel.plot.region.left) / panel.plot.region.width
            stands_at(panel.plot, end, t, w * t + b)
    if arrows := shown(lesson, "arrows"):
        for arrow, slopes in zip(arrows, ((6, 0), (0, 8)), strict=True):
            stands_at(lesson.map, arrow.tip, *(np.array([5.0, 5.0]) + 0.2 * np.array(slopes)))


RESTS = {
    "knob": {"first": 5, "second": 5},
    "cut": {"first": 5, "second": 5},
    "guess": {"first": 5, "second": 5},
    "answer": {"first": 5, "second": 5},
}


def test_every_frame_is_the_mathematics(draw_small: Callable[..., Lesson]) -> None:
    watch(PartialDerivative, check, RESTS, draw_small)


def test_one_knob_is_held_while_the_other_moves(draw_small: Callable[..., Lesson]) -> None:
    """Each knob goes along its whole cut, alone."""
    seen: list[tuple[str, float, float]] = []

    def note(lesson: Any, progress: dict[str, float]) -> None:
        seen.append((lesson.beat_name, progress["first"], progress["second"]))

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
    lines = {beat.name: beat.line for beat in PartialDerivative(point=point).script()}
    assert said in lines["answer"]


def test_a_saddle_is_cut_into_a_bowl_and_a_hill(draw_small: Callable[..., Lesson]) -> None:
    """x² - y² at (3, -2): cuts x² - 4 and 9 - y², slopes 6 and 4."""

    def check_saddle(lesson: Any, progress: dict[str, float]) -> None:
        x, y = progress["first"], progress["second"]
        if ball := shown(lesson, "ball"):
            stands_at(lesson.map, ball.get_center(), x, y)
        if ball := shown(lesson, "ball_first"):
            stands_at(lesson.cut_first.plot, ball.get_center(), x, x**2 - 4)
        if ball := shown(lesson, "ball_second"):
            stands_at(lesson.cut_second.plot, ball.get_center(), y, 9 - y**2)
        if tangent := shown(lesson, "tangent_second"):
            has_slope(lesson.cut_second.plot, tangent, 4)
        if arrows := shown(lesson, "arrows"):
            for arrow, way in zip(arrows, ((6, 0), (0, 4)), strict=True):
                stands_at(lesson.map, arrow.tip, *(np.array([3.0, -2.0]) + lesson.share * np.array(way)))

    chosen = {"function": "x**2 - y**2", "point": (3, -2)}
    rests = {"cut": {"first": 3, "second": -2}, "answer": {"first": 3, "second": -2}}
    watch(PartialDerivative, check_saddle, rests, draw_small, parameters=chosen)


@pytest.mark.parametrize(
    ("function", "point", "beat", "said"),
    [
        ("x**2 - y**2", "3,-2", "map", "saddle"),
        ("2x + 3y", "5,5", "map", "level line"),
        ("log(x) + y**2", "5,5", "map", "empty"),
        ("x**2 + y**2", "3,0", "answer", "flat here"),
        ("x**2 + y**2", "3,0", "both", "only x matters"),
        ("x**2 + 100*y**2", "5,5", "both", "y matters more than x"),
        ("exp(-x**2 - y**2)", "1,0.5", "map", "highest at the dot"),
        ("-x**2 + y", "1,1", "cut", "a hill"),
        ("-x**2 + y", "1,1", "slope", "the value falls"),
    ],
)
def test_each_surface_has_its_own_story(function: str, point: str, beat: str, said: str) -> None:
    lines = {each.name: each.line for each in PartialDerivative(function=function, point=point).script()}
    assert said in lines[beat]
