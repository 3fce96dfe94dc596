"""The loss by its closed form: (w - 2)² + (b - 1)², of gradient (6, 8) at (5, 5)."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from truth import shown, stands_at, watch

from scenes import Gradient
from studio.lesson.lesson import Lesson


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


def test_a_step_that_is_too_long_leaves_the_map(draw_small: Callable[..., Lesson]) -> None:
    """x² + 100 y² has the gradient (2x, 200y): (10, 1000) at (5, 5), where a step of 0.1 overshoots."""

    def check_overshoot(lesson: Any, progress: dict[str, float]) -> None:
        x, y = 5 + 10 * progress["step"], 5 + 1000 * progress["step"]
        if ball := shown(lesson, "ball"):
            stands_at(lesson.map, ball.get_center(), x, y)
        if arrow := shown(lesson, "arrow"):
            stands_at(lesson.map, arrow.tail, x, y)
            way = np.array(arrow.tip - arrow.tail)  # the map is as wide as it is high for its numbers
            np.testing.assert_allclose(way[0] * 200 * y, way[1] * 2 * x, atol=1e-9 * 200 * abs(y))

    lesson = Gradient(function="x**2 + 100*y**2")
    lines = {beat.name: beat.line for beat in lesson.script()}
    assert "too long" in lines["opposite"] and "grows" in lines["opposite"]
    rate = lesson.shorter.rate
    assert 25 * (1 + 2 * rate) ** 2 + 2500 * (1 + 200 * rate) ** 2 < 2525
    rests = {"uphill": {"step": lesson.up.rate}, "steepest": {"step": 0.0}, "shorter": {"step": rate}}
    watch(Gradient, check_overshoot, rests, draw_small, parameters={"function": "x**2 + 100*y**2"})


@pytest.mark.parametrize(
    ("chosen", "beat", "said"),
    [
        ({"function": "x**2 + 3*y**2"}, "stretched", "does not aim at the centre"),
        ({"function": "x**2 + 3*y**2", "point": "5,0"}, "stretched", "aims at the centre"),
        ({"function": "2x + 3y"}, "flat", "to the level line"),
        ({"function": "x**2 + y**2", "point": "3,1"}, "stretched", "These rings are circles"),
        (
            {"function": "sqrt(x) + sqrt(y)", "point": "1,2", "learning_rate": 5},
            "opposite",
            "where there is no value",
        ),
    ],
)
def test_each_surface_has_its_own_story(chosen: dict[str, Any], beat: str, said: str) -> None:
    lines = {each.name: each.line for each in Gradient(**chosen).script()}
    assert said in lines[beat]


@pytest.mark.parametrize("function", ["2x + 3y", "x**2 - y**2", "-x**2 - y**2"])
def test_without_a_lowest_place_nothing_is_said_of_aiming_at_it(function: str) -> None:
    assert "stretched" not in {beat.name for beat in Gradient(function=function, point="3,-2").script()}


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ({"function": "x**2 + y**2", "point": "0,0"}, "flat"),
        ({"function": "log(x) + y**2", "point": "-1,2"}, "no gradient"),
        ({"function": "x**2 + y**2", "learning_rate": 1e-12}, "learning rate"),
    ],
)
def test_what_cannot_be_shown_is_refused(chosen: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Gradient(**chosen)
