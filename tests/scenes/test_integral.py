"""Areas under 2(w - 2) by closed forms: the strips, the triangle (w - 2)², and water that stays 250/3."""

from collections.abc import Callable
from math import erf, sqrt
from typing import Any

import numpy as np
import pytest
from truth import has_slope, on_screen, shown, stands_at, watch

from scenes.integral import Integral
from studio.lesson import Lesson
from studio.stage import Plot

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
    if strips := shown(lesson, "strips"):
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
    assert table[-2:] == ["expected (w − 2)²: 8.3333", "bell curve around 0: 0.6827 within 1"]


def test_strips_that_do_not_cut_one_another_are_refused() -> None:
    class Uneven(Integral):
        counts = (5, 12)

    with pytest.raises(ValueError, match="must be a multiple"):
        Uneven()
