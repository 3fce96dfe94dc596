"""What trips do to the loss (w - 2)² from w = 7: a trip at the rate r keeps 1 - 2r of the way."""

import pytest

from calc.model import Model
from calc.stories.line import Turning
from calc.stories.loop import Trips
from calc.wording import written


def trips(rate: float, weight: float = 7.0) -> Trips:
    return Trips(Turning(Model(), weight), rate)


@pytest.mark.parametrize(
    ("rate", "behaviour", "count", "change", "ending"),
    [
        (0.1, "closes in", 7, "The loss drops from 25 to 16.", "closes in on the dots."),
        (0.5, "arrives", 2, "The loss drops from 25 to 0.", ""),
        (0.9, "jumps", 7, "The loss drops from 25 to 16.", "but the misses shrink."),
        (1.0, "stays", 4, "The loss stays at 25: w has only jumped to the other side.", "stay below 1."),
        (1.1, "grows", 7, "The loss grows from 25 to 36: the step was too large.", "stay below 1."),
        (1.8, "grows", 1, "The loss grows from 25 to 169: the step was too large.", "stay below 1."),
        (0.001, "crawls", 7, "The loss only drops from 25 to 24.9.", "it takes 347 trips to halve them."),
    ],
)
def test_every_rate_tells_its_own_story(rate, behaviour, count, change, ending) -> None:
    told = trips(rate)
    assert (told.behaviour, told.count) == (behaviour, count)
    assert written(told.first_change) == change
    assert written(told.ending).endswith(ending)
    assert told.walk.iterates[1] == pytest.approx(2 + 5 * (1 - 2 * rate))
    assert told.asks is (behaviour not in ("arrives", "stays") and count > 1)


def test_halving_takes_what_it_says() -> None:
    assert (1 - 2 * 0.001) ** 347 <= 0.5 < (1 - 2 * 0.001) ** 346


def test_squares_are_explained_only_where_misses_hide_each_other() -> None:
    assert "add up to 0, as if nothing were wrong" in written(trips(0.1).why_squares)
    part = Trips(Turning(Model(((-1, -1), (2, 5))), 7), 0.1)
    assert "−5 and +10 would add up to +5, as if less were wrong" in written(part.why_squares)
    assert Trips(Turning(Model(((1, 1), (3, 5))), 7), 0.01).why_squares == ""


def test_below_the_best_weight_the_loss_falls_as_w_grows() -> None:
    told = trips(0.1, weight=0)
    assert "the loss falls 4 times as much" in written(told.gradient)
    assert written(told.update).endswith("0 − 0.1 × (−4) is 0.4.")


@pytest.mark.parametrize(("rate", "why"), [(50, "carry the weight 99 times"), (1e-9, "so small")])
def test_rates_that_cannot_be_shown_are_refused(rate: float, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        trips(rate)
