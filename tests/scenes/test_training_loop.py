"""The loop by its closed forms: after k trips w = 2 + 5 * 0.8^k, the loss (w - 2)², its slope 2(w - 2)."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from manim import tempconfig
from truth import has_slope, hasty, on_screen, stands_at, uphold, watch

from calc.wording import written
from scenes import TrainingLoop
from studio.film.drawing import draw
from studio.lesson.lesson import Lesson
from studio.rules.lesson_rules import AT_30
from studio.speech.voice import SilentVoice


def weight_after(trips: float, kept: float = 0.8) -> float:
    """The knob turns in a straight line from one weight to the next."""
    whole = np.floor(trips)
    before, after = 2 + 5 * kept**whole, 2 + 5 * kept ** (whole + 1)
    return float(before + (trips - whole) * (after - before))


def drawn(lesson: Any, mobject: Any) -> bool:
    """Say whether it stands there and follows."""
    return lesson.stands(mobject) and not mobject.updating_suspended and bool(len(mobject.get_all_points()))


def check(lesson: Any, progress: dict[str, float], kept: float = 0.8) -> None:
    w = weight_after(progress["trips"], kept) + progress["nudged"]
    plane, bowl = lesson.plane, lesson.bowl
    if drawn(lesson, plane.line):
        has_slope(plane, plane.line.line, w)
        offset = plane.line.line.get_start() - on_screen(plane, 0, 1)  # it passes through (0, 1)
        along = plane.line.line.get_end() - plane.line.line.get_start()
        assert abs(offset[0] * along[1] - offset[1] * along[0]) < 1e-6 * np.linalg.norm(along)
    squares = lesson.stands(lesson.squares)
    for bar, square, t, y in zip(plane.misses, lesson.squares, (-1, 1), (-1, 3), strict=True):
        if drawn(lesson, bar):
            stands_at(plane, bar.get_end(), t, w * t + 1)
        if squares and not square.updating_suspended and not lesson.squares.updating_suspended:
            side = abs(on_screen(plane, t, w * t + 1)[1] - on_screen(plane, t, y)[1])
            assert square.height == pytest.approx(side, abs=1e-6)
            assert square.width == pytest.approx(side * progress["squared"], abs=1e-6)
    if drawn(lesson, lesson.ball):
        stands_at(bowl, lesson.ball.core.get_center(), w, (w - 2) ** 2)
    if drawn(lesson, lesson.tangent):
        has_slope(bowl, lesson.tangent.line, 2 * (w - 2))
    check_numbers(lesson, w, progress, kept)


def check_numbers(lesson: Any, w: float, progress: dict[str, float], kept: float) -> None:
    """Check what stands in the plates and below the bowl, to the last digit.

    The loss is computed when the light is back on its plate, and counts as it comes there; gradient and
    update a third and two thirds of a trip later. Trips are only counted while the light stays.
    """
    trips, light = progress["trips"], progress["round"]
    counted = abs(light - round(light)) < 1e-9 and trips > light - 1 + 1e-6
    slopes = [
        2 * (weight_after(trips if counted else np.clip(np.floor(light - at + 1e-6), 0, trips), kept) - 2)
        for at in (4 / 3, 5 / 3)
    ]
    back = np.floor(light + 1e-6) - 1 + np.clip((light % 1 - 0.95) / 0.05, 0, 1) * (light % 1 < 1 - 1e-6)
    weighed = weight_after(trips if counted else np.clip(back, 0, trips), kept) + progress["nudged"]
    wanted = ((weighed - 2) ** 2, slopes[0], -lesson.learning_rate * slopes[1])
    for readout, value in zip(lesson.ring.values, wanted, strict=True):
        if drawn(lesson, readout):
            assert float(readout.text.replace("−", "-")) == pytest.approx(value, abs=0.00500001)
    if drawn(lesson, lesson.dial.label):
        assert float(lesson.dial.label[1].text.replace("−", "-")) == pytest.approx(w, abs=0.00500001)


RESTS = {
    "title": {"round": 0, "nudged": 0},
    "ring": {"round": 1, "trips": 0, "squared": 0},
    "why": {"squared": 1},
    "gradient": {"round": 4 / 3, "nudged": 0},
    "update": {"trips": 1, "round": 2},
    "again": {"trips": 2, "round": 3},
    "many": {"trips": 35},
}


def test_every_frame_is_the_mathematics_and_keeps_every_rule(cache: Path) -> None:
    uphold(TrainingLoop, check, RESTS, cache)


def test_the_story_is_closed(draw_small: Callable[..., Lesson]) -> None:
    """At the end the line goes through both dots, and every number has come to rest."""
    last: list[Any] = []

    def look(lesson: Any, _progress: dict[str, float]) -> None:
        last[:] = [[readout.text for readout in lesson.ring.values], lesson.dial.label[1].text]

    watch(TrainingLoop, look, {}, draw_small, only="many")
    assert last == [["0.00", "0.00", "0.00"], "2.00"]


def test_a_weight_a_thousandth_off_is_caught(draw_small: Callable[..., Lesson]) -> None:
    class Tampered(TrainingLoop):
        @property
        def weight_now(self) -> float:
            return super().weight_now + 0.001

    with pytest.raises(AssertionError):
        watch(Tampered, check, RESTS, draw_small, only="drop")


def test_a_missing_hold_is_caught(draw_small: Callable[..., Lesson]) -> None:
    with pytest.raises(AssertionError):
        watch(hasty(TrainingLoop), check, RESTS, draw_small, only="again")


def test_a_step_that_is_too_large_raises_the_loss(draw_small: Callable[..., Lesson]) -> None:
    """At the learning rate 1.1 a trip keeps 1 - 2.2 of the way to 2: w = 2 + 5 (-1.2)^k."""
    options = {"parameters": {"learning_rate": "1.1"}}
    overshoots = lambda lesson, progress: check(lesson, progress, -1.2)  # noqa: E731
    watch(TrainingLoop, overshoots, {"again": {"trips": 2}}, draw_small, only="again", **options)
    lines = lines_of(learning_rate=1.1)
    assert lines["drop"] == "The loss grows from 25 to 36: the step was too large."
    assert "grows by more, to 51.84" in lines["again"]
    assert lines["many"].endswith("The learning rate must stay below 1.")


def lines_of(**choices: object) -> dict[str, str]:
    with tempconfig({"dry_run": True, "verbosity": "ERROR", "frame_rate": 30}):
        lesson = TrainingLoop(voice=SilentVoice(), **choices)
        return {span.beat.name: written(span.beat.line) for span in lesson.timeline.spans}


def test_from_the_other_side_the_slope_is_negative() -> None:
    lines = lines_of(weight=0)
    assert "0 − 0.1 × (−4) is 0.4." in lines["update"]
    assert "the loss falls by 4 times that" in lines["gradient"]


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


@pytest.mark.parametrize("weight", [7.0, -7.0, 1e6, -1e6])
@pytest.mark.parametrize("rate", [1.1, 1.2, 1.5, 2.0])
def test_the_first_miss_is_seen_however_far_the_line_swings(rate: float, weight: float) -> None:
    """A twentieth of a picture that takes in the last trip, too: taller than a dot."""
    lesson = TrainingLoop(learning_rate=rate, weight=weight)
    assert abs(weight - 2) / (lesson.window.top - lesson.window.bottom) >= 0.05


def test_a_weight_that_swings_is_slow_enough_to_follow(cache: Path) -> None:
    places: list[Any] = []

    def look(lesson: Any, _pixels: Any, _frames: int) -> None:
        places.append(lesson.ball.core.get_center())

    options = {"only": "many", "parameters": {"learning_rate": "0.9"}, "rasterise": False}
    draw(TrainingLoop, AT_30, SilentVoice(), look, cache=cache / "manim", **options)
    steps = [np.linalg.norm(there - here) for here, there in pairwise(places)]
    assert 0.1 < max(steps) < 0.5


def test_a_plate_keeps_its_number_until_the_light_comes_back(cache: Path) -> None:
    """While the weight turns, too: the gradient of 10 gives way to 8 and that to 6.4, none comes back."""
    seen: dict[str, list[str]] = {"gradient": [], "update": []}

    def look(lesson: Any, _pixels: Any, _frames: int) -> None:
        if float(lesson.trips.get_value()) <= 3:  # what follows is only counted
            for name, value in zip(seen, lesson.ring.values[1:], strict=True):
                if not seen[name] or seen[name][-1] != value.text:
                    seen[name].append(value.text)

    options = {"only": ["drop", "again", "many"], "rasterise": False}
    draw(TrainingLoop, AT_30, SilentVoice(), look, cache=cache / "manim", **options)
    assert seen == {"gradient": ["10.00", "8.00", "6.40"], "update": ["−1.00", "−0.80", "−0.64"]}
