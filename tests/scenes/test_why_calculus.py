"""The line p = w t + 1 over the dots (-1, -1) and (1, 3), which it misses by 2 - w and w - 2."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from manim import tempconfig
from truth import has_slope, hasty, ranges, stands_at, uphold, watch

from calc.wording import written
from scenes import WhyCalculus
from studio.lesson.lesson import Lesson
from studio.speech.voice import SilentVoice


def drawn(lesson: Any, mobject: Any) -> bool:
    """Say whether it stands there and follows."""
    return lesson.stands(mobject) and not mobject.updating_suspended and bool(len(mobject.get_all_points()))


def check(lesson: Any, progress: dict[str, float]) -> None:
    w = progress["weight"]
    plane = lesson.plane
    if drawn(lesson, plane.line):
        has_slope(plane, plane.line.line, w)
        start = plane.line.line.get_start()
        left, _, bottom, top = ranges(plane)
        across = left + (start[0] - plane.region.left) / plane.region.width * (ranges(plane)[1] - left)
        stands_at(plane, start, across, 1 + w * across, 1e-5)
    for dot, t, y in zip(plane.dots, (-1, 1), (-1, 3), strict=True):
        if drawn(lesson, plane.dots):
            stands_at(plane, dot[1].get_center(), t, y)
    for bar, t, y in zip(plane.misses, (-1, 1), (-1, 3), strict=True):
        if drawn(lesson, bar):
            _, _, bottom, top = ranges(plane)
            stands_at(plane, bar.get_start(), t, np.clip(y, bottom, top))
            stands_at(plane, bar.get_end(), t, np.clip(w * t + 1, bottom, top))
    if drawn(lesson, lesson.missed.row):
        for readout, miss in zip(lesson.missed.row[-2:], (2 - w, w - 2), strict=True):
            digits = f"{abs(miss):.1f}"
            assert readout.text == ("" if digits == "0.0" else "−" if miss < 0 else "+") + digits
    check_dial(lesson, w)


def check_dial(lesson: Any, w: float) -> None:
    """The dial stands upright at 7 and turns by 135 degrees for 8 to either side."""
    if drawn(lesson, lesson.dial):
        hand = lesson.dial.pointer[0]
        direction = hand.get_end() - hand.get_start()
        assert np.degrees(np.arctan2(direction[1], direction[0])) % 360 == pytest.approx(
            (90 - (w - 7) * 135 / 8) % 360
        )
    if drawn(lesson, lesson.dial.label):
        assert float(lesson.dial.label[1].text) == pytest.approx(w, abs=0.0500001)


RESTS = {
    "title": {"weight": 7},
    "knob": {"weight": 7},
    "nudge": {"weight": 6.9},
    "payoff": {"weight": 2},
    "network": {"back": 1, "wave": 1},
}


def test_every_frame_is_the_mathematics_and_keeps_every_rule(cache: Path) -> None:
    uphold(WhyCalculus, check, RESTS, cache)


def test_an_intercept_a_thousandth_off_is_caught(draw_small: Callable[..., Lesson]) -> None:
    class Tampered(WhyCalculus):
        rehearsed_as = WhyCalculus

        def cast(self) -> None:
            super().cast()
            self.b.increment_value(0.001)

    with pytest.raises(AssertionError):
        watch(Tampered, check, RESTS, draw_small, only="dots")


def test_a_missing_hold_is_caught(draw_small: Callable[..., Lesson]) -> None:
    with pytest.raises(AssertionError):
        watch(hasty(WhyCalculus), check, RESTS, draw_small, only="payoff")


def check_another(lesson: Any, progress: dict[str, float]) -> None:
    """Dots (0, 1) and (2, 5): the line 2t + 1 meets them; at w it misses the second by 2(w - 2)."""
    w = progress["weight"]
    plane = lesson.plane
    has_slope(plane, plane.line.line, w)
    if drawn(lesson, plane.misses[1]):
        stands_at(plane, plane.misses[1].get_end(), 2, 2 * w + 1)
    assert not lesson.stands(plane.misses[0])  # the line always passes through the first dot
    miss = round(2 * (w - 2), 1)
    assert [part.text for part in lesson.missed.row[-2:]] == [
        "0.0",
        f"{miss:+.1f}".replace("-", "−") if miss else "0.0",
    ]


def test_other_dots_from_below(draw_small: Callable[..., Lesson]) -> None:
    options = {"parameters": {"dots": "0,1 2,5", "weight": "-1"}}
    watch(WhyCalculus, check_another, {"payoff": {"weight": 2}}, draw_small, only="payoff", **options)


def test_a_crowd_turns_only_where_the_wave_has_been() -> None:
    with tempconfig({"dry_run": True}):
        lesson = WhyCalculus(voice=SilentVoice())
        lesson.setup()
        crowd = lesson.crowd()
        lesson.back.set_value(1.0)
        crowd.update()
        every, outermost = 4 * 11 * 23, 4 * 11 * 2
        assert len(crowd.asleep.points) == every - 4 and len(crowd.awake.points) == 4  # the first one knows
        first = crowd.awake.points[0].copy()
        lesson.wave.set_value(0.5)
        crowd.update()
        reached = np.linalg.norm(crowd.awake.points[::4] - first, axis=1).max()
        assert 4 < len(crowd.awake.points) < every
        waiting = [hand for hand in crowd.asleep.points[::4] if abs(hand[0]) < 6.4]
        assert reached < np.linalg.norm(np.array(waiting) - first, axis=1).min()
        lesson.wave.set_value(1.0)
        crowd.update()
        assert len(crowd.awake.points) == every - outermost and len(crowd.asleep.points) == outermost
        assert np.abs(crowd.awake.points[:, 0]).max() < 6.4 < np.abs(crowd.asleep.points[::4, 0]).min()


def lines_of(**choices: object) -> dict[str, str]:
    with tempconfig({"dry_run": True, "verbosity": "ERROR", "frame_rate": 30}):
        lesson = WhyCalculus(voice=SilentVoice(), **choices)
        return {span.beat.name: written(span.beat.line) for span in lesson.timeline.spans}


def test_below_the_best_weight_the_way_is_up() -> None:
    lines = lines_of(weight=0)
    assert "turn it up" in lines["payoff"]
    assert "passes 2 above one dot and 2 below the other" in lines["misses"]
    assert "Nudge w to 0.05: both misses shrink to 1.95." in lines["nudge"]


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


def test_the_nudge_is_measured_when_it_has_been_made(draw_small: Callable[..., Lesson]) -> None:
    weights: list[float] = []

    def look(lesson: Any, _pixels: Any, _frames: int) -> None:
        if hasattr(lesson, "bracket") and lesson.stands(lesson.bracket):
            weights.append(lesson.trackers["weight"].get_value())
            line = lesson.bracket[0].line
            for end, height in ((line.get_start(), 8.0), (line.get_end(), 7.9)):
                stands_at(lesson.plane, end, 1.0, height)

    draw_small(WhyCalculus, look, only="nudge", rasterise=False)
    assert weights and set(weights) == {6.9}
