"""The line p = w t + 1 over the dots (-1, -1) and (1, 3), which it misses by 2 - w and w - 2."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from truth import on_screen, stands_at, watch

from calc.wording import written
from scenes import WhyCalculus
from studio.lesson.lesson import Lesson


def check(lesson: Any, progress: dict[str, float]) -> None:
    w = progress["weight"]
    stage = set(lesson.get_mobject_family_members())
    panel = lesson.panel
    if panel.line in stage:
        start, end = panel.line.get_start(), panel.line.get_end()
        stands_at(panel.plot, start, -1.25, 1 - 1.25 * w)
        whole = on_screen(panel.plot, 1.25, 1 + 1.25 * w)
        if lesson.beat_name != "dots":  # wholly drawn
            stands_at(panel.plot, end, 1.25, 1 + 1.25 * w)
        assert np.cross(end - start, whole - start) == pytest.approx(np.zeros(3), abs=1e-6)
    for dot, t, y in zip(panel.dots, (-1, 1), (-1, 3), strict=True):
        if dot in stage:
            stands_at(panel.plot, dot.get_center(), t, y)
    for bar, t, y in zip(panel.misses, (-1, 1), (-1, 3), strict=True):
        if bar in stage and lesson.beat_name != "misses":  # wholly drawn
            stands_at(panel.plot, bar.get_start(), t, y)
            stands_at(panel.plot, bar.get_end(), t, w * t + 1)
    for (_, readout), miss in zip(lesson.numbers, (2 - w, w - 2), strict=True):  # each on its plate
        if readout in stage:
            digits = f"{abs(miss):.1f}"
            sign = "" if digits == "0.0" else "−" if miss < 0 else "+"
            assert readout.text == sign + digits
    if lesson.knob.pointer in stage and lesson.beat_name not in ("knob", "network"):
        direction = lesson.knob.pointer[0].get_end() - lesson.knob.pointer[0].get_start()
        assert np.degrees(np.arctan2(direction[1], direction[0])) == pytest.approx(225 - (w + 1) / 16 * 270)
    if lesson.knob.label[1] in stage:
        assert lesson.knob.label[1].text == f"{w:.1f}"


RESTS = {
    "knob": {"weight": 7},
    "nudge": {"weight": 6.9},
    "payoff": {"weight": 2},
    "network": {"turned": 1},
}


def test_every_frame_is_the_mathematics(draw_small: Callable[..., Lesson]) -> None:
    watch(WhyCalculus, check, RESTS, draw_small)


def test_an_intercept_a_thousandth_off_is_caught(draw_small: Callable[..., Lesson]) -> None:
    class Tampered(WhyCalculus):
        def setup(self) -> None:
            super().setup()
            self.intercept += 0.001

    with pytest.raises(AssertionError):
        watch(Tampered, check, RESTS, draw_small, only="misses")


def check_another(lesson: Any, progress: dict[str, float]) -> None:
    """Dots (0, 1) and (2, 5): the line 2t + 1 meets them; at w it misses the second by 2(w - 2)."""
    w = progress["weight"]
    stage = set(lesson.get_mobject_family_members())
    panel = lesson.panel
    stands_at(panel.plot, panel.line.get_end(), 2.25, 2.25 * w + 1)
    for dot, t, y in zip(panel.dots, (0, 2), (1, 5), strict=True):
        stands_at(panel.plot, dot.get_center(), t, y)
    stands_at(panel.plot, panel.misses[1].get_start(), 2, 5)
    stands_at(panel.plot, panel.misses[1].get_end(), 2, 2 * w + 1)
    assert lesson.numbers[0] not in stage  # the line always passes through the first dot
    miss = round(2 * (w - 2), 1)
    if lesson.numbers[1] in stage:
        assert lesson.numbers[1][1].text == (f"{miss:+.1f}".replace("-", "−") if miss else "0.0")
    direction = lesson.knob.pointer[0].get_end() - lesson.knob.pointer[0].get_start()
    share = 0.5 + (w + 1) / (2 * 1.6 * 3)  # upright at -1, and 3 off the best weight
    assert np.degrees(np.arctan2(direction[1], direction[0])) % 360 == pytest.approx(
        (225 - share * 270) % 360
    )


def test_other_dots_from_below(draw_small: Callable[..., Lesson]) -> None:
    class Other(WhyCalculus):
        dots = ((0.0, 1.0), (2.0, 5.0))
        weight = -1.0

    watch(Other, check_another, {"payoff": {"weight": 2}}, draw_small, only="payoff")


def lines_of(**choices: object) -> dict[str, str]:
    lesson = WhyCalculus(**choices)
    return {beat.name: written(beat.line) for beat in lesson.script()}


def test_below_the_best_weight_the_way_is_up() -> None:
    lines = lines_of(weight=0)
    assert "turn it up" in lines["payoff"]
    assert "passes 2 above one dot and 2 below the other" in lines["misses"]
    assert "Nudge w to 0.05, and watch: both misses shrink to 1.95." in lines["nudge"]


def test_misses_on_one_side_are_told_apart() -> None:
    lines = lines_of(dots="1,1 3,5")  # the line 2t - 1
    assert "passes 5 above one dot and 15 above the other" in lines["misses"]
    assert "both misses shrink, to 4.9 and 14.7." in lines["nudge"]


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        ({"weight": 2}, "already the best"),
        ({"weight": 2.01}, "no miss could be seen"),
        ({"dots": "1,1 1,2"}, "two different inputs"),
        ({"dots": "100,1 101,2"}, "too close together"),
    ],
)
def test_what_cannot_be_shown_is_refused(choices: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        WhyCalculus(**choices)
