"""Trips and the loss (w - 2)² from w = 7: a trip at the rate r keeps 1 - 2r of the way."""

import pytest

from calc.line import Line, unmarked
from calc.model import Model
from calc.stories.line import Turning
from calc.stories.loop import Trips
from calc.stories.loop_lesson import LoopLesson
from calc.wording import written


def trips(rate: float, weight: float = 7.0) -> Trips:
    return Trips(Turning(Model(), weight), rate)


@pytest.mark.parametrize(
    ("rate", "behaviour", "count", "change", "ending"),
    [
        (0.1, "closes in", 35, "The loss drops from 25 to 16.", "and the loss reads 0."),
        (0.5, "arrives", 2, "The loss drops from 25 to 0.", ""),
        (0.9, "jumps", 35, "The loss drops from 25 to 16.", "and the loss reads 0."),
        (1.0, "stays", 4, "The loss stays at 25: w has only jumped to the other side.", "stay below 1."),
        (1.1, "grows", 6, "The loss grows from 25 to 36: the step was too large.", "stay below 1."),
        (1.8, "grows", 1, "The loss grows from 25 to 169: the step was too large.", "stay below 1."),
        (0.001, "crawls", 7, "The loss only drops from 25 to 24.9.", "it takes 347 trips to halve them."),
    ],
)
def test_every_rate_tells_its_own_story(rate, behaviour, count, change, ending) -> None:
    told = trips(rate)
    assert (told.behaviour, told.count) == (behaviour, count)
    tell = LoopLesson(told)
    assert said(tell.first_change) == change
    assert said(tell.ending).endswith(ending)
    assert told.walk.iterates[1] == pytest.approx(2 + 5 * (1 - 2 * rate))
    assert told.asks is (behaviour not in ("arrives", "stays") and count > 1)


def said(line: Line | None) -> str:
    return written(unmarked(str(line or "")))


@pytest.mark.parametrize("rate", [0.1, 0.9, 0.3])
def test_it_is_told_that_all_reads_0_when_it_does(rate: float) -> None:
    made = trips(rate)
    assert made.until_zero == made.count
    for values in (made.walk.values, made.walk.slopes, made.walk.iterates - 2):
        assert abs(values[-1]) < 0.005
    assert max(made.walk.values[-2], abs(made.walk.slopes[-2])) >= 0.005 or made.count == 7


def test_a_slow_one_is_not_told_to_the_end() -> None:
    assert trips(0.02).until_zero is None and "reads" not in said(LoopLesson(trips(0.02)).ending)


def test_what_reads_a_power_of_ten_is_not_told_to_read_0() -> None:
    """A loss of 4.31×10⁻¹² is not 0, however small it began."""
    model = Model([(-1.0, -1e-3), (1.0, 3e-3)])
    made = Trips(Turning(model, 0.01), 0.1)
    assert made.until_zero is None and "reads" not in said(LoopLesson(made).ending)


def test_halving_takes_what_it_says() -> None:
    assert (1 - 2 * 0.001) ** 347 <= 0.5 < (1 - 2 * 0.001) ** 346


def test_squares_are_explained_only_where_misses_hide_each_other() -> None:
    assert "would add up to 0." in said(LoopLesson(trips(0.1)).why_squares)
    part = Trips(Turning(Model(((-1, -1), (2, 5))), 7), 0.1)
    assert "−5 and +10 would add up to +5." in said(LoopLesson(part).why_squares)
    assert LoopLesson(Trips(Turning(Model(((1, 1), (3, 5))), 7), 0.01)).why_squares is None


def test_below_the_best_weight_the_loss_falls_as_w_grows() -> None:
    told = trips(0.1, weight=0)
    assert "the loss falls by 4 times that" in said(LoopLesson(told).gradient)
    assert said(LoopLesson(told).update).endswith("0 − 0.1 × (−4) is 0.4.")


@pytest.mark.parametrize(("rate", "why"), [(50, "carry the weight 99 times"), (1e-9, "so small")])
def test_rates_that_cannot_be_shown_are_refused(rate: float, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        trips(rate)
