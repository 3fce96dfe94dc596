"""The composed loss by its closed form: ((2 w + 3) - 5)² at w = 4 + nudge, of rates 2, 1 and 12."""

from collections.abc import Callable
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from manim import tempconfig
from truth import has_slope, hasty, ranges, stands_at, uphold, watch

from calc.wording import written
from scenes import ChainRule
from studio.lesson.lesson import Lesson
from studio.speech.voice import SilentVoice
from studio.stage.formula import Formula
from studio.stage.style import LABEL

CENTRES = (-5.325, -1.775, 1.775, 5.325)  # of the columns, under the middles of their plates
HALF = 0.55  # of a column's width
BACK = (1, 12, 12, 24)  # slopes of the loss, from the loss back to w


def check(lesson: Any, progress: dict[str, float]) -> None:
    share, reached, swept = progress["nudge"] / 0.01, progress["reached"], progress["swept"]
    amounts = [
        share,
        2 * share * risen(reached, 1),
        2 * share * risen(reached, 2),
        24 * share * progress["passed"] * risen(reached, 3),
    ]
    for k, (column, amount) in enumerate(zip(lesson.spread.columns, amounts, strict=True)):
        check_column(lesson, column, CENTRES[k], amount, share)
        if drawn(lesson, lesson.grown[k]):
            assert float(lesson.grown[k].text) == pytest.approx(0.01 * amount, abs=0.0050001)
    for k, column in enumerate(lesson.sweep.columns):
        check_column(lesson, column, CENTRES[3 - k], BACK[k] * (risen(swept, k) if k else 1), 1.0)
    for value, true in zip(lesson.values, (4, 11, 6, 36), strict=True):
        if drawn(lesson, value):
            assert float(value.text) == true
    check_dot(lesson)


def risen(reached: float, k: int) -> float:
    return float(np.clip(2 * (reached - (k - 1)) - 1, 0, 1))


def drawn(lesson: Any, mobject: Any) -> bool:
    """Say whether it stands there and follows."""
    return lesson.stands(mobject) and not mobject.updating_suspended and bool(len(mobject.get_all_points()))


def check_column(lesson: Any, column: Any, middle: float, blocks: float, block: float) -> None:
    if not drawn(lesson, column):
        return
    bar, joints = column
    corners = ((-HALF, 0.0), (HALF, 0.0), (HALF, blocks), (-HALF, blocks))
    for point, (aside, height) in zip(bar.points[::4], corners, strict=True):
        stands_at(lesson.blocks.plane, point, middle + aside, height)
    levels = [k * block for k in range(1, ceil(blocks / block - 1e-9))] if block else []
    starts = joints.points[::4] if len(joints.points) else []
    for point, level in zip(starts, levels, strict=True):
        stands_at(lesson.blocks.plane, point, middle - HALF, level)


def check_dot(lesson: Any) -> None:
    dot = lesson.dot
    if lesson.stands(dot.dot) and lesson.stands(dot.plane):
        stands_at(dot.plane, dot.dot[1].get_center(), 2, 5)
    if lesson.stands(dot.line):
        has_slope(dot.plane, dot.line, 4)
        left, _, bottom, _ = ranges(dot.plane)
        at = max(left, (bottom - 3) / 4)
        stands_at(dot.plane, dot.line.get_start(), at, 4 * at + 3)
    if lesson.stands(dot.ball):
        stands_at(dot.plane, dot.ball.core.get_center(), 2, 11)
    if lesson.stands(dot.miss):
        stands_at(dot.plane, dot.miss[0].get_start(), 2, 5)
        stands_at(dot.plane, dot.miss[0].get_end(), 2, 11)


RESTS = {
    "forward": {"light": 3},
    "first": {"nudge": 0.01, "reached": 1},
    "others": {"nudge": 0.01, "reached": 2},
    "guess": {"reached": 2},
    "multiply": {"reached": 3, "passed": 1},
    "back": {"swept": 3},
    "fork": {"forked": 3},
}


def test_every_frame_is_the_mathematics_and_keeps_every_rule(cache: Path) -> None:
    uphold(ChainRule, check, RESTS, cache)


def test_the_blocks_that_stand_are_whole(draw_small: Callable[..., Lesson]) -> None:
    """At the end: one block makes two, those stay two, and each of them makes twelve."""
    seen: list[int] = []

    def count(lesson: Any, _progress: dict[str, float]) -> None:
        seen[:] = [1 + len(column[1].points) // 4 for column in lesson.spread.columns]

    watch(ChainRule, count, {}, draw_small, only="multiply")
    assert seen == [1, 2, 2, 24]


def test_each_change_stands_long_enough_to_be_read(draw_small: Callable[..., Lesson]) -> None:
    """The change that one block makes, and that of both: each stands for a second before it grows or goes."""
    stood: dict[str, float] = {}

    def count(lesson: Any, _pixels: Any, frames: int) -> None:
        if drawn(lesson, lesson.grown[3]):
            text = lesson.grown[3].text
            stood[text] = stood.get(text, 0.0) + frames / lesson.timeline.frame_rate

    draw_small(ChainRule, count, only="multiply", rasterise=False)
    assert stood["+0.12"] >= 0.9 and stood["+0.24"] >= 0.9, stood


def test_no_column_stands_long_without_its_number(draw_small: Callable[..., Lesson]) -> None:
    """Under it is the change; as the sweep goes back, above it is the slope of the loss."""
    bare = [0.0] * 8

    def look(lesson: Any, _pixels: Any, frames: int) -> None:
        seconds = frames / lesson.timeline.frame_rate
        slopes = {mobject.text for mobject in lesson.standing() if isinstance(mobject, Formula)}
        back = [any(f"partial {name} " in text for text in slopes) for name in "Lmpw"]
        numbers = [*(lesson.stands(number) for number in lesson.grown), *back]
        columns = [*lesson.spread.columns, *lesson.sweep.columns]
        for k, (column, told) in enumerate(zip(columns, numbers, strict=True)):
            if drawn(lesson, column) and column.height > 0.02 and not told:
                bare[k] += seconds

    beats = ("first", "others", "guess", "multiply", "back")
    draw_small(ChainRule, look, only=beats, rasterise=False)
    assert max(bare) < 2, bare


def test_an_error_of_a_thousandth_is_caught(draw_small: Callable[..., Lesson]) -> None:
    class Tampered(ChainRule):
        rehearsed_as = ChainRule

        def cast(self) -> None:
            super().cast()
            box = self.blocks.box
            self.blocks.box = lambda *place: box(*place[:4], 1.001 * place[4])

    with pytest.raises(AssertionError):
        watch(Tampered, check, RESTS, draw_small, only="multiply")


def test_a_missing_hold_is_caught(draw_small: Callable[..., Lesson]) -> None:
    with pytest.raises(AssertionError):
        watch(hasty(ChainRule), check, RESTS, draw_small, only="multiply")


def check_above(lesson: Any, progress: dict[str, float]) -> None:
    """A target of 13 above the prediction 11: rates 2, 1 and -4, so the last column hangs down."""
    share, reached = progress["nudge"] / 0.01, progress["reached"]
    amounts = (
        share,
        2 * share * risen(reached, 1),
        2 * share * risen(reached, 2),
        -8 * share * risen(reached, 3),
    )
    for k, (column, amount) in enumerate(zip(lesson.spread.columns, amounts, strict=True)):
        if drawn(lesson, column):
            for point, height in zip(column[0].points[::4], (0.0, 0.0, amount, amount), strict=True):
                aside = np.sign(point[0] - CENTRES[k]) * HALF
                stands_at(lesson.blocks.plane, point, CENTRES[k] + aside, height)


def test_a_negative_rate_lets_its_column_hang_down(draw_small: Callable[..., Lesson]) -> None:
    options = {"parameters": {"target": "13"}}
    watch(ChainRule, check_above, {"multiply": {"nudge": 0.01}}, draw_small, only="multiply", **options)


def test_long_slopes_stand_as_large_as_labels_beside_the_arrow(draw_small: Callable[..., Lesson]) -> None:
    seen: list[Any] = []

    def look(lesson: Any, _pixels: Any, _frames: int) -> None:
        seen[:] = [mobject for mobject in lesson.standing() if isinstance(mobject, Formula)]

    choice = {"input": "20", "target": "7e5"}
    draw_small(ChainRule, look, only="fork", parameters=choice, rasterise=False)
    slopes = [formula for formula in seen if "×10" in formula.text]
    assert len(slopes) >= 4
    assert all(formula.submobjects[-1].height > LABEL for formula in slopes)


def test_what_is_expected_stands_under_its_column(draw_small: Callable[..., Lesson]) -> None:
    """An input of 0, a loss that falls: the sum of the rates is -3, and its column hangs down."""
    seen: dict[str, float] = {}

    def look(lesson: Any, _pixels: Any, _frames: int) -> None:
        values = [mobject for mobject in lesson.standing() if hasattr(mobject, "named")]
        for value in values:
            seen[value.text.strip("×()-\N{MINUS SIGN}")] = value.named().get_bottom()[1] - value.get_top()[1]

    draw_small(ChainRule, look, only="guess", parameters={"input": "0"}, rasterise=False)
    assert {"3", "0"} <= set(seen)
    assert all(0.1 < seen[text] < 0.4 for text in "30")


def test_what_the_lesson_says_is_what_its_boxes_read() -> None:
    with tempconfig({"dry_run": True, "verbosity": "ERROR"}):
        lines = {
            span.beat.name: written(span.beat.line) for span in ChainRule(voice=SilentVoice()).timeline.spans
        }
    assert "w to 4 and" in lines["forward"] and "makes 24." in lines["multiply"]


def test_a_miss_too_small_to_be_seen_is_refused() -> None:
    with pytest.raises(ValueError, match=r"11 and the target 11\.001 are too close"):
        ChainRule(target=11.001)
