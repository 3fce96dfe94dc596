"""The line p = w t + 1 over the dots (-1, -1) and (1, 3), which it misses by 2 - w and w - 2."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from truth import on_screen, stands_at, watch

from scenes import WhyCalculus
from studio.lesson import Lesson


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


def test_below_the_best_weight_the_way_is_up() -> None:
    class Low(WhyCalculus):
        weight_at_start = 0.0

    lines = {beat.name: beat.line for beat in Low().script()}
    assert "turn it up" in lines["payoff"]
    assert "2 above one dot" in lines["misses"].replace("⟦2|2⟧", "2")
