"""Areas under 2(w - 2) by closed forms: the strips, the triangle (w - 2)², and water that stays 250/3."""

import math
from collections.abc import Callable
from math import erf, sqrt
from typing import Any

import numpy as np
import pytest
from truth import has_slope, on_screen, shown, stands_at, watch

from calc.function import Function
from scenes.integral import Integral
from studio.lesson.lesson import Lesson
from studio.stage.plot import Plot

COUNTS = (5, 10, 50)


def corners(path: np.ndarray) -> np.ndarray:
    """The corners, (n, 3), of straight pieces that manim keeps as cubics."""
    return np.concatenate([path[::4], path[-1:]])


def in_numbers(plot: Plot, points: np.ndarray) -> np.ndarray:
    """Points of the screen, (n, 2), in the plot's numbers."""
    low = on_screen(plot, 0, 0)
    unit = on_screen(plot, 1, 1) - low
    return (points - low)[:, :2] / unit[:2]


def area_of(outline: np.ndarray) -> float:
    """The area inside a closed outline, (n, 2), by the shoelace formula."""
    x, y = outline.T
    return abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))) / 2


def strips_by_hand(cuts: float) -> tuple[np.ndarray, np.ndarray]:
    """Left ends and heights: parts take theirs on the way from the whole strip's left end to their own."""
    if cuts <= 0:
        left = 2 + np.arange(5.0)
        return left, 2 * (left - 2)
    stage = 0 if cuts <= 1 else 1
    coarse, fine = COUNTS[stage : stage + 2]
    left = 2 + 5 / fine * np.arange(fine)
    whole = 2 + 5 / coarse * np.floor(np.arange(fine) / (fine // coarse))
    return left, 2 * (whole + (cuts - stage) * (left - whole) - 2)


def check(lesson: Any, progress: dict[str, float]) -> None:
    w = progress["weight"]
    walked = float(np.clip(w, 2, 7))
    left, heights = strips_by_hand(progress["cuts"])
    width = 5 / len(left)
    if ball := shown(lesson, "ball"):
        stands_at(lesson.upper, ball.get_center(), w, (w - 2) ** 2)
    if tangent := shown(lesson, "tangent"):
        has_slope(lesson.upper, tangent, 2 * (w - 2))
    if strips := shown(lesson, "strips_drawn"):
        drawn = strips.get_subpaths()
        begun = left < walked
        assert len(drawn) == np.count_nonzero(begun)
        for path, start, height in zip(drawn, left[begun], heights[begun], strict=True):
            _, top_left, top_right, bottom_right, _ = corners(path)
            stands_at(lesson.lower, top_left, start, height)
            stands_at(lesson.lower, top_right, min(start + width, walked), height)
            stands_at(lesson.lower, bottom_right, min(start + width, walked), 0)
    if (stairs := shown(lesson, "stairs")) and walked > 2:
        total = float(np.sum(heights * np.clip(walked - left, 0, width)))
        stands_at(lesson.upper, stairs.points[-1], walked, total)
    if (under := shown(lesson, "under")) and walked > 2:
        assert area_of(in_numbers(lesson.lower, corners(under.points))) == pytest.approx(
            (walked - 2) ** 2, abs=1e-9
        )
    if climb := shown(lesson, "climb"):
        stands_at(lesson.upper, climb.get_start(), walked, 0)
        stands_at(lesson.upper, climb.get_end(), walked, (walked - 2) ** 2)
    check_averages(lesson, progress)
    if (band := shown(lesson, "band")) and progress["reach"] > 0:
        outline = in_numbers(lesson.bell_plot, corners(band.points))
        reach = progress["reach"]
        np.testing.assert_allclose([outline[:, 0].min(), outline[:, 0].max()], [-reach, reach], atol=1e-9)
        assert area_of(outline) == pytest.approx(erf(reach / sqrt(2)), abs=1e-4)
    if small := shown(lesson, "small_ball"):
        w = 7 - 0.1 * 10 * progress["step_taken"]
        stands_at(lesson.step_plot, small.get_center(), w, (w - 2) ** 2)


def check_averages(lesson: Any, progress: dict[str, float]) -> None:
    if rain := shown(lesson, "rain"):
        stretch, *bars = rain.get_subpaths()
        stands_at(lesson.plot, stretch[0], -3, 0)
        stands_at(lesson.plot, stretch[-1], 7, 0)
        assert len(bars) == int(progress["tried"] + 1e-6)
        places = np.random.default_rng(0).uniform(-3, 7, 600)
        for bar, place in zip(bars, places, strict=False):
            stands_at(lesson.plot, bar[0], place, 0)
            stands_at(lesson.plot, bar[-1], place, (place - 2) ** 2)
    if water := shown(lesson, "water"):
        outline, level = in_numbers(lesson.plot, corners(water.points)), progress["level"]
        x, y = outline[1:-2].T
        np.testing.assert_allclose(y, (1 - level) * (x - 2) ** 2 + level * 25 / 3, atol=1e-6)
        # Straight pieces over a tenth of a unit or less add at most 10 * 0.1² / 6 to the area.
        assert area_of(outline) == pytest.approx(250 / 3, abs=0.02)


RESTS = {
    "slopes": {"weight": 2},
    "strips": {"weight": 7, "cuts": 0},
    "sums": {"weight": 7, "cuts": 2},
    "climb": {"weight": 7},
    "random": {"tried": 600},
    "level": {"level": 1},
    "bell": {"reach": 1},
    "training": {"step_taken": 1},
}


def test_every_frame_is_the_mathematics(draw_small: Callable[..., Lesson]) -> None:
    watch(Integral, check, RESTS, draw_small)


def test_a_strip_that_is_a_thousandth_too_high_is_caught(draw_small: Callable[..., Lesson]) -> None:
    class Tampered(Integral):
        def draw_strips(self, shape: Any) -> None:
            super().draw_strips(shape)
            if shape.has_points():
                shape.stretch(1.001, 1, about_point=self.lower.point(0, 0))

    with pytest.raises(AssertionError):
        watch(Tampered, check, RESTS, draw_small, only="strips")


def test_the_lines_say_what_was_calculated() -> None:
    said = " ".join(beat.line for beat in Integral().script())
    for told in ("5|5⟧ strips give ⟦20|", "⟦22.5|", "⟦24.5|", "⟦25|", "⟦8.33|", "⟦68|"):
        assert told in said
    table = Integral().shown().splitlines()
    assert table[:4] == [
        "5 strips: 20",
        "10 strips: 22.5",
        "50 strips: 24.5",
        "area under 2w − 4 from 2 to 7: 25",
    ]
    assert table[-2:] == ["expected (w − 2)²: 8.333", "bell curve around 0: 0.6827 within 1"]


class Wave(Integral):
    """Slopes cos(x) over 0 to 6: areas on both sides of the axis add up to sin(6)."""

    function = Function.parse("sin(x)")
    low, high = 0.0, 6.0
    strips = (4, 8, 80)


class Falling(Integral):
    """Slopes -1/x² over 1 to 4, all below the axis: the curve goes down by 3/4."""

    function = Function.parse("1/x")
    low, high = 1.0, 4.0
    strips = (3, 6, 60)


@pytest.mark.parametrize("beat", ["strips", "climb", "level"])
@pytest.mark.parametrize(
    ("lesson", "f", "slope", "area_of_heights"),
    [
        (Wave, np.sin, np.cos, 1 - math.cos(6)),
        (Falling, lambda x: 1 / x, lambda x: -1 / x**2, math.log(4)),
    ],
)
def test_any_area_is_told_frame_by_frame(
    lesson: type[Integral],
    f: Callable[[Any], Any],
    slope: Callable[[Any], Any],
    area_of_heights: float,
    beat: str,
    draw_small: Callable[..., Lesson],
) -> None:
    low, high, count = float(lesson.low), float(lesson.high), lesson.strips[0]
    left = low + (high - low) / count * np.arange(count)

    def check(lesson: Any, progress: dict[str, float]) -> None:
        w = float(np.clip(progress["weight"], low, high))
        if ball := shown(lesson, "ball"):
            stands_at(lesson.upper, ball.get_center(), progress["weight"], f(progress["weight"]))
        if strips := shown(lesson, "strips_drawn"):
            for path, start in zip(strips.get_subpaths(), left, strict=False):
                stands_at(lesson.lower, corners(path)[1], start, slope(start))
        if (climb := shown(lesson, "climb")) and w > low:
            stands_at(lesson.upper, climb.get_start(), w, f(low))
            stands_at(lesson.upper, climb.get_end(), w, f(w))
        if water := shown(lesson, "water"):
            x, y = in_numbers(lesson.plot, corners(water.points))[1:-2].T
            level, mean = progress["level"], area_of_heights / (high - low)
            np.testing.assert_allclose(y, (1 - level) * f(x) + level * mean, atol=1e-6)

    rests = {"climb": {"weight": high}, "level": {"level": 1.0}}
    watch(lesson, check, rests, draw_small, only=beat)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"function": "sin(x)", "low": 0, "high": 6}, "Below the axis, it counts as minus."),
        ({"function": "sin(x)", "low": 0, "high": 6}, "heading to about ⟦−0.2794|"),
        ({"function": "x**2", "low": -1, "high": 1}, "You climb as much as you go down"),
        ({"function": "1/x", "low": 1, "high": 4}, "You go down just as far"),
        ({"function": "5", "low": 0, "high": 1}, "You climb nothing at all"),
        ({"function": "2*x", "low": 0, "high": 3}, "It stays at ⟦6|6⟧, the exact area."),
        ({"function": "x**3 - 3*x", "low": -2, "high": 2}, "you can expect is about ⟦0|0⟧"),
        ({"function": "x**2", "low": 0, "high": 1, "strips": "1,2,4"}, "⟦1|1⟧ strip gives ⟦0|0⟧"),
    ],
)
def test_the_lines_follow_the_choice(chosen: dict[str, object], said: str) -> None:
    assert said in " ".join(beat.line for beat in Integral(**chosen).script())


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        ({"low": 7, "high": 2}, "low must lie below high"),
        ({"strips": "5,12,50"}, "must be a multiple"),
        ({"function": "1/x", "low": -1, "high": 1}, "has no value somewhere from -1 to 1"),
        ({"function": "abs(x)", "low": -1, "high": 2}, "jumps"),
        ({"function": "log(x)", "low": 1e-9, "high": 1}, "jumps or grows|too coarse"),
    ],
)
def test_a_choice_that_does_not_add_up_is_refused(chosen: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as refusal:
        Integral(**chosen)
    assert "\n" not in str(refusal.value)
