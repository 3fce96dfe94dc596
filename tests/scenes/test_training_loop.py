"""The loop by its closed forms: after k trips w = 2 + 5 * 0.8^k, the loss (w - 2)², its slope 2(w - 2)."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from truth import on_screen, shown, stands_at, watch

from calc.wording import written
from scenes import TrainingLoop
from studio.lesson.lesson import Lesson


def weight_after(trips: float) -> float:
    """The knob turns on the last third of a trip, in a straight line from one weight to the next."""
    whole = np.floor(max(trips, 0.0) + 1e-9)
    turned = max(3 * (max(trips, 0.0) - whole) - 2, 0.0)
    before, after = 2 + 5 * 0.8**whole, 2 + 5 * 0.8 ** (whole + 1)
    return float(before + turned * (after - before))


def check(lesson: Any, progress: dict[str, float]) -> None:
    w = weight_after(progress["trips"]) + progress["nudged"]
    stage = set(lesson.get_mobject_family_members())
    panel = lesson.panel
    if panel.line in stage:
        for end, t in ((panel.line.get_end(), 1.25),):
            stands_at(panel.plot, end, t, w * t + 1)
    for bar, square, t, y in zip(panel.misses, lesson.squares, (-1, 1), (-1, 3), strict=True):
        dot, end = on_screen(panel.plot, t, y), on_screen(panel.plot, t, w * t + 1)
        side = abs(end[1] - dot[1])
        if square in stage:
            wide = side * progress["squared"]  # it is drawn out of its bar
            assert square.width == pytest.approx(wide, abs=1e-6)
            assert square.height == pytest.approx(side, abs=1e-6)
            assert square.get_center()[0] == pytest.approx(dot[0] + t * wide / 2, abs=1e-6)
        if bar in stage and np.linalg.norm(bar.get_end() - bar.get_start()) > side - 1e-6:  # wholly drawn
            stands_at(panel.plot, bar.get_end(), t, w * t + 1)
    if lesson.knob.pointer in stage:
        direction = lesson.knob.pointer[0].get_end() - lesson.knob.pointer[0].get_start()
        assert np.degrees(np.arctan2(direction[1], direction[0])) == pytest.approx(225 - (w + 1) / 16 * 270)
    numbers_say(lesson, stage, progress["trips"], w)
    if shown(lesson, "knob") and progress["nudged"] and getattr(lesson, "bars", ()):
        (_, short, _), (_, long, _) = lesson.bars
        if short in stage:
            h = progress["nudged"]
            assert short.get_length() == pytest.approx(30 * h, abs=2e-3)
            assert long.get_length() == pytest.approx(30 * (10 * h + h * h), abs=2e-3)


def numbers_say(lesson: Any, stage: set[Any], trips: float, w: float) -> None:
    """What is written in the boxes and below the knob, to the last digit."""
    k = max(int(np.floor(trips - 1 / 3 + 1e-6)), 0)
    gradient = 2 * 5 * 0.8**k
    wanted = (f"{(w - 2) ** 2:.2f}", f"+{gradient:.2f}", f"−{0.1 * gradient:.2f}")
    for readout, text in zip(lesson.values, wanted, strict=True):
        if readout in stage:
            assert readout.text == text
    if lesson.knob.label[1] in stage:
        assert lesson.knob.label[1].text == f"{w:.1f}"


RESTS = {
    "ring": {"trips": 0, "squared": 0},
    "loss": {"squared": 1},
    "gradient": {"trips": 1 / 3, "nudged": 0.01},
    "backprop": {"arrived": 1, "nudged": 0},
    "update": {"trips": 1},
    "again": {"trips": 2},
    "many": {"trips": 7},
}


def test_every_frame_is_the_mathematics(draw_small: Callable[..., Lesson]) -> None:
    watch(TrainingLoop, check, RESTS, draw_small)


def test_a_weight_a_thousandth_off_is_caught(draw_small: Callable[..., Lesson]) -> None:
    class Tampered(TrainingLoop):
        def weight_now(self) -> float:
            return super().weight_now() + 0.001

    with pytest.raises(AssertionError):
        watch(Tampered, check, RESTS, draw_small, only="drop")


def test_from_the_other_side_the_slope_is_negative() -> None:
    lines = {beat.name: beat.line for beat in TrainingLoop(weight=0).script()}
    assert "0 minus 0.1 times minus 4" in lines["update"]
    assert "the loss falls" in lines["gradient"]


def check_overshoot(lesson: Any, progress: dict[str, float]) -> None:
    """At the learning rate 1.1 a trip keeps 1 - 2.2 of the way to 2: w = 2 + 5 (-1.2)^k."""
    trips = progress["trips"]
    whole = np.floor(trips + 1e-9)
    turned = max(3 * (trips - whole) - 2, 0.0)
    before, after = 2 + 5 * (-1.2) ** whole, 2 + 5 * (-1.2) ** (whole + 1)
    w = float(before + turned * (after - before))
    panel = lesson.panel
    stands_at(panel.plot, panel.line.get_end(), 1.25, 1.25 * w + 1)
    stands_at(panel.plot, panel.misses[1].get_end(), 1, w + 1)
    side = abs(on_screen(panel.plot, 1, w + 1)[1] - on_screen(panel.plot, 1, 3)[1])
    assert lesson.squares[1].height == pytest.approx(side, abs=1e-6)
    k = int(np.floor(trips - 1 / 3 + 1e-6))
    gradient = f"{10 * (-1.2) ** k:+.2f}".replace("-", "−")
    assert [value.text for value in lesson.values[:2]] == [f"{(w - 2) ** 2:.2f}", gradient]


def test_a_step_that_is_too_large_raises_the_loss(draw_small: Callable[..., Lesson]) -> None:
    class TooFar(TrainingLoop):
        learning_rate = 1.1

    watch(TooFar, check_overshoot, {"again": {"trips": 2}}, draw_small, only="again")
    lines = {beat.name: written(beat.line) for beat in TooFar().script()}
    assert lines["drop"] == "The loss grows from 25 to 36: the step was too large."
    assert "grows by more, to 51.84" in lines["again"]
    assert lines["many"].endswith("The learning rate must stay below 1.")


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        ({"weight": 2}, "already the best"),
        ({"learning_rate": 50}, "carry the weight 99 times"),
        ({"learning_rate": 1e-9}, "so small that the loss"),
        ({"learning_rate": 0}, "above 0"),
    ],
)
def test_what_cannot_be_shown_is_refused(choices: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        TrainingLoop(**choices)
