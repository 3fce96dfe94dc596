"""The sentences on a line's misses, worked out by hand for dots whose best line is known."""

import pytest

from calc.line import Line, unmarked
from calc.model import Model
from calc.stories.line import Turning, miss_in_words
from calc.stories.line_lesson import LineLesson
from calc.wording import written


@pytest.mark.parametrize(
    ("dots", "weight", "passing", "shrinking"),
    [
        (
            ((-1, -1), (1, 3)),
            7,
            "With w at 7, it passes 5 below one dot and 5 above the other.",
            "to 4.9.",
        ),
        (((0, 1), (2, 5)), -1, "it passes through one dot, and 6 below the other.", "to 5.8."),
        (((-2, 0), (0, 4)), 3, "it passes 2 below one dot, and through the other.", "to 1.96."),
        (((1, 1), (3, 5)), 7, "passes 5 above one dot and 15 above the other.", "shrink, to 4.9 and 14.7."),
    ],
)
def test_how_a_line_passes_and_what_a_nudge_does(dots, weight, passing, shrinking) -> None:
    turning = Turning(Model(dots), weight)
    tell = LineLesson(turning)
    assert turning.best == pytest.approx(2)
    assert told(tell.misses).endswith(passing)
    assert told(tell.nudge).endswith(shrinking)
    assert turning.way == (1 if weight < 2 else -1)
    assert ("up. At 2, the" if weight < 2 else "down. At 2, the") in told(tell.payoff)


@pytest.mark.parametrize(
    ("dots", "height"),
    [
        (((-1, -1), (1, 3)), "times the input t, plus 1."),
        (((1, 1), (3, 5)), "times the input t, minus 1."),
        (((1, 2), (2, 4)), "times the input t."),
    ],
)
def test_the_height_is_named_with_its_bias(dots, height) -> None:
    assert height in told(LineLesson(Turning(Model(dots), 7)).knob)


def told(line: Line) -> str:
    return written(unmarked(str(line)))


def test_numbers_far_from_one_keep_their_story() -> None:
    turning = Turning(Model(((-1e6, -5), (1e6, 3e5))), 7)
    assert "6.85×10⁶ below one dot" in told(LineLesson(turning).misses)
    assert max(map(abs, turning.misses_at(turning.best))) == 0  # what rounding leaves is none


def test_the_best_weight_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to learn; give another weight, such as 7"):
        Turning(Model(), 2)


def test_a_miss_in_words() -> None:
    said = [written(str(miss_in_words(miss))) for miss in (-5.0, 0.25, 0.0)]
    assert said == ["5 below", "0.25 above", "through"]
