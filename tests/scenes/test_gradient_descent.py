"""x² by its closed forms: the slope is 2x, and a step of rate r keeps 1 - 2r of x."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from truth import has_slope, hasty, on_screen, ranges, stands_at, uphold, watch

from scenes import GradientDescent
from studio.lesson.lesson import Lesson
from studio.stage.triangle import Triangle


def descent_iterate(t: float, start: float = 5.0, rate: float = 0.1) -> float:
    """x_k = x_0 (1 - 2 r)^k on x², straight from one iterate to the next."""
    k = int(np.floor(t + 1e-12))
    here = start * (1 - 2 * rate) ** k
    return here + (t - k) * (here * (1 - 2 * rate) - here)


def check(lesson: Any, progress: dict[str, float]) -> None:
    x = descent_iterate(progress["steps_taken"])
    plane = lesson.plane
    if is_drawn(lesson, lesson.ball):
        stands_at(plane, lesson.ball.core.get_center(), x, x**2)
    check_tangent(lesson, x, x**2, 2 * x)
    check_arrow(lesson, x, x**2, x - 0.1 * 2 * x)
    if is_drawn(lesson, lesson.curve):
        moved = progress["slide"]
        for point in lesson.curve.points[:: max(4, len(lesson.curve.points) // 7)]:
            across = ranges(plane)[0] + (point[0] - plane.region.left) / plane.region.width * width(plane)
            stands_at(plane, point, across, (across - moved) ** 2, slack=2e-3)
    for index, well in enumerate(getattr(lesson, "wells", ())):
        if is_drawn(lesson, well.ball):
            stands_at(well.plane, well.ball.core.get_center(), *jumped(well.steps.get_value(), RATES[index]))


def jumped(steps: float, rate: float) -> tuple[float, float]:
    """Return (x, y) of a racer, which jumps straight from place to place and does not roll."""
    ends = [descent_iterate(step, rate=rate) for step in (np.floor(steps), np.ceil(steps))]
    share = steps - np.floor(steps)
    x, y = ((1 - share) * one + share * other for one, other in (ends, [end**2 for end in ends]))
    return float(x), float(y)


def width(plane: Any) -> float:
    left, right, _, _ = ranges(plane)
    return right - left


def is_drawn(lesson: Any, mobject: Any) -> bool:
    """Say whether it stands there, follows its tracker and can be seen."""
    parts = mobject.family_members_with_points()
    return lesson.stands(mobject) and not mobject.updating_suspended and bool(parts) and seen(parts[-1])


def seen(part: Any) -> bool:
    return bool(max(part.get_fill_opacity(), part.get_stroke_opacity()) > 0.99)


def check_tangent(lesson: Any, x: float, y: float, slope: float) -> None:
    tangent = lesson.tangent
    if is_drawn(lesson, tangent):
        has_slope(lesson.plane, tangent.line, slope)
        start, end = tangent.line.get_start(), tangent.line.get_end()
        at, along = on_screen(lesson.plane, x, y), (end - start) / np.linalg.norm(end - start)
        assert (
            abs(along[0] * (at - start)[1] - along[1] * (at - start)[0]) < 1e-6
        )  # it passes through the ball


def check_arrow(lesson: Any, x: float, y: float, ahead: float) -> None:
    arrow = lesson.arrow
    if is_drawn(lesson, arrow):
        left, right, _, _ = ranges(lesson.plane)
        stands_at(lesson.plane, arrow.shaft.line.get_start(), x, y)
        stands_at(lesson.plane, arrow.head.points[0], float(np.clip(ahead, left, right)), y)


RATES = (0.01, 0.5, 1.0, 1.1)  # that race at the end

RESTS = {
    "bowl": {"steps_taken": 0, "slide": 0},
    "slope": {"steps_taken": 1},
    "again": {"steps_taken": 2},
    "shrink": {"steps_taken": 5},
    "twenty": {"steps_taken": 20},
    "racer_1": {"racer_0": 20},
    "racer_2": {"racer_1": 1},
    "racer_4": {"racer_3": 20, "racer_2": 17},
}


def test_every_frame_is_the_mathematics_and_keeps_every_rule(cache: Path) -> None:
    uphold(GradientDescent, check, RESTS, cache)


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
        if is_drawn(lesson, lesson.ball):
            stands_at(lesson.plane, lesson.ball.core.get_center(), x, value(x))
        check_tangent(lesson, x, value(x), slope(x))
        check_arrow(lesson, x, value(x), x - rate * slope(x))

    rests = {"twenty": {"steps_taken": float(parameters["steps"])}}
    watch(GradientDescent, check_other, rests, draw_small, parameters=parameters)


def test_an_error_of_a_thousandth_is_caught(draw_small: Callable[..., Lesson]) -> None:
    class Tampered(GradientDescent):
        rehearsed_as = GradientDescent

        def cast(self) -> None:
            super().cast()
            place = self.ball.at
            self.ball.at = lambda point: place(np.add(point, [0.001 * self.plane.region.width, 0, 0]))

    with pytest.raises(AssertionError):
        watch(Tampered, check, RESTS, draw_small, only="slope")


def test_a_missing_hold_is_caught(draw_small: Callable[..., Lesson]) -> None:
    with pytest.raises(AssertionError):
        watch(hasty(GradientDescent), check, RESTS, draw_small, only="slope")


@pytest.mark.parametrize(("choice", "labels"), [({}, 2), ({"function": "sin(x)", "start": "3"}, 0)])
def test_a_triangle_has_numbers_only_where_its_rise_is_the_slope(
    choice: dict[str, str], labels: int, draw_small: Callable[..., Lesson]
) -> None:
    seen: list[int] = []

    def look(lesson: Any, _pixels: Any, _frames: int) -> None:
        triangles = [each for each in lesson.standing() if isinstance(each, Triangle)]
        seen.extend(
            sum(bool(len(part.get_all_points())) for part in (each.rise, each.run)) for each in triangles
        )

    draw_small(GradientDescent, look, only="slope", parameters=choice, rasterise=False)
    assert set(seen) == {labels}


def test_the_limit_begins_with_the_rates_of_the_race(draw_small: Callable[..., Lesson]) -> None:
    """Each goes from its well to its place on the graph, and never leaves the stage."""
    seen: list[list[str]] = []

    def look(lesson: Any, _pixels: Any, _frames: int) -> None:
        seen.append([each.text for each in lesson.standing() if each in headers_of(lesson)])

    draw_small(GradientDescent, look, only="limit", rasterise=False)
    assert all(texts == ["r = 0.01", "r = 0.5", "r = 1", "r = 1.1"] for texts in seen)


def headers_of(lesson: Any) -> list[Any]:
    return [well.header for well in lesson.wells]


def test_what_jumps_forever_is_still_jumping_as_the_next_one_runs(draw_small: Callable[..., Lesson]) -> None:
    steps: list[float] = []
    draw_small(
        GradientDescent,
        lambda lesson, _pixels, _frames: steps.append(lesson.wells[2].steps.get_value()),
        only="racer_4",
        rasterise=False,
    )
    assert steps[0] < 8 < steps[-1] - 8


def test_a_race_has_two_balls_at_least_where_some_rates_lead_out_of_the_curve_at_once() -> None:
    """Three of the usual rates, around the largest that works at the bottom, are too large for x^x at 2."""
    assert len(GradientDescent(function="x**x", start="2").racers) > 1
    assert len(GradientDescent(function="x**x", start="2", rates="0.01").racers) == 1
