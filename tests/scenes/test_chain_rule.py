"""The composed loss by its closed form: ((3 w + 1) - 7)² at w = 3 + nudge, of rates 3, 1 and 6, in all 18."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from truth import shown, watch

from calc.wording import written
from scenes.chain_rule import ChainRule
from studio.lesson.lesson import Lesson

SO_FAR = (1, 3, 3, 18)  # the product of the rates before each gear
ROUND = 0.01 * 18  # the nudge in the loss at which its gear has gone once round


def check(lesson: Any, progress: dict[str, float]) -> None:
    nudge = progress["nudge"]
    on_stage = lesson.get_mobject_family_members()
    for shaft, product in zip(lesson.shafts, SO_FAR, strict=True):
        if shaft in on_stage:
            turn = 2 * np.pi * nudge * product / ROUND
            hand = shaft.hand.get_end() - shaft.hand.get_start()
            wanted = np.array([np.sin(turn), np.cos(turn), 0.0]) * np.linalg.norm(hand)
            np.testing.assert_allclose(hand, wanted, atol=1e-6)
            if turn > 0.1:  # the sector ends at the hand
                np.testing.assert_allclose(shaft.sector.points[-5], shaft.hand.get_end(), atol=1e-6)
    for index, chain in enumerate(lesson.chains):
        if chain in on_stage:
            ends = lesson.shafts[index], lesson.shafts[index + 1]
            assert chain.moved == pytest.approx(chain.first * ends[0].angle, abs=1e-9)
            assert chain.moved == pytest.approx(chain.second * ends[1].angle, abs=1e-9)
    if changes := shown(lesson, "changes"):
        grown = (nudge, 3 * nudge, 3 * nudge, (3 * (3 + nudge) + 1 - 7) ** 2 - 9)
        for readout, value in zip(changes, grown, strict=True):
            assert float(readout.text) == pytest.approx(value, abs=0.5001e-4)
    if light := shown(lesson, "light"):
        start, end = (lesson.boxes[index][0].get_center() for index in (0, -1))
        np.testing.assert_allclose(
            light.get_center(), start + progress["light"] / 3 * (end - start), atol=1e-6
        )


RESTS = {
    "forward": {"light": 3},
    "first": {"nudge": 0.01},
    "others": {"nudge": 0.01},
    "guess": {"nudge": 0},
    "multiply": {"nudge": 0.01},
    "check": {"nudge": 0.01},
    "back": {"light": 0},
    "fork": {"fork": 1},
}


def test_every_frame_is_the_mathematics(draw_small: Callable[..., Lesson]) -> None:
    watch(ChainRule, check, RESTS, draw_small)


def test_the_lines_say_what_was_computed() -> None:
    lines = {beat.name: beat.line for beat in ChainRule().script()}
    assert "⟦9.1809" not in lines["check"] and "⟦0.1809" in lines["check"] and "⟦0.18|" in lines["check"]
    assert "⟦18|18⟧" in lines["multiply"] and "⟦10|10⟧" not in lines["multiply"]


def test_an_error_of_a_degree_is_caught(draw_small: Callable[..., Lesson]) -> None:
    class Tampered(ChainRule):
        def angle(self, index: int) -> float:
            return super().angle(index) + (np.pi / 180 if index == 2 else 0.0)

    with pytest.raises(AssertionError):
        watch(Tampered, check, RESTS, draw_small, only="multiply")


def check_backwards(lesson: Any, progress: dict[str, float]) -> None:
    """A target of 12 above the prediction 10: rates 3, 1 and -4, so the last gear turns the other way."""
    turn = 2 * np.pi * progress["nudge"] / 0.01
    for shaft, share in zip(lesson.shafts, (1 / 12, 3 / 12, 3 / 12, -1), strict=True):
        hand = shaft.hand.get_end() - shaft.hand.get_start()
        wanted = np.array([np.sin(turn * share), np.cos(turn * share), 0.0]) * np.linalg.norm(hand)
        np.testing.assert_allclose(hand, wanted, atol=1e-6)
    for index, way in enumerate((1, 1, -1)):
        chain, ends = lesson.chains[index], lesson.shafts[index : index + 2]
        assert chain.moved == pytest.approx(chain.first * ends[0].angle, abs=1e-9)
        assert chain.moved == pytest.approx(way * chain.second * ends[1].angle, abs=1e-9)


def test_a_negative_rate_turns_its_gear_the_other_way(draw_small: Callable[..., Lesson]) -> None:
    class Above(ChainRule):
        target = 12.0

    watch(Above, check_backwards, {"multiply": {"nudge": 0.01}}, draw_small, only="multiply")


def test_a_miss_of_nothing_passes_nothing_on() -> None:
    lesson = ChainRule(target=10)
    lines = {beat.name: written(beat.line) for beat in lesson.script()}
    assert "A rate of 0 passes nothing on." in lines["multiply"]
    assert "0 for w and 0 for b. The line meets this dot" in lines["gradient"]
    lesson.setup()
    assert not len(lesson.chains[2].points) and len(lesson.chains[1].points)


def test_a_sum_that_happens_to_be_the_product_is_told() -> None:
    lines = {beat.name: written(beat.line) for beat in ChainRule(target=9).script()}
    assert lines["multiply"].startswith("We multiply: 3 times 1 times 2 is 6. The sum is the same")


def test_a_miss_too_small_to_be_seen_is_refused() -> None:
    with pytest.raises(ValueError, match=r"10 and the target 10\.001 are too close"):
        ChainRule(target=10.001)
