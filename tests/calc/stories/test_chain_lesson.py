"""The chain rule's sentences: what is said of the course's own dot, and what a judge says of many others."""

import random

import pytest
from judge.chains import Chain as Case
from judge.chains import judge

from calc.line import unmarked
from calc.stories.chain import Chain
from calc.stories.chain_lesson import ChainLesson
from calc.wording import written

BEATS = (
    "inside",
    "forward",
    "first",
    "others",
    "question",
    "multiplied",
    "swept",
    "forked",
    "gradient",
)


def lines(*values: float) -> dict[str, str]:
    tell = ChainLesson(Chain(*values))
    return {beat: written(unmarked(str(getattr(tell, beat)))) for beat in BEATS}


def chains() -> list[tuple[float, ...]]:
    found: list[tuple[float, ...]] = [
        (2, 5, 4, 3),
        (0, 1, 4, 3),
        (2, 11, 4, 3),
        (1, 5, 4, 3),
        (-1, 5, 4, 3),
        (3, 14, 4, 3),
        (1e6, 5, 4, 3),
        (1e-3, 5, 4, 3),
        (-4, 5, -2.5, 1e6),
        (0.1, 3.5, 4, 3),
    ]
    chance = random.Random(7)
    for _ in range(60):
        found.append(tuple(float(chance.randint(-9, 9)) for _ in range(4)))
        found.append(tuple(round(chance.uniform(-20, 20), chance.randint(0, 3)) for _ in range(4)))
    return found


@pytest.mark.parametrize("values", chains(), ids=str)
def test_every_sentence_holds(values: tuple[float, ...]) -> None:
    try:
        told = lines(*values)
    except ValueError as refusal:
        assert "too close to be told apart" in str(refusal)
        return
    verdict = judge(told, Case(*map(float, values)))
    assert verdict.claims > 15
    assert verdict.faults == []


def test_the_courses_own_dot() -> None:
    told = lines(2, 5, 4, 3)
    assert told["multiplied"] == (
        "The chain rule multiplies: 2 times 1 times 12 makes 24. Each of the 2 blocks splits into 12."
    )


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("makes 24", "makes 25"),
        ("to 15", "to 16"),
        ("its square, is 36", "its square, is 35"),
        ("moves 12 times", "moves the other way, 12 times"),
        ("again, ", ", "),
        ("splits into 12", "splits into 11"),
        ("the loss react", "the loss respond"),
    ],
)
def test_a_false_sentence_is_found(said: str, instead: str) -> None:
    told = lines(2, 5, 4, 3)
    changed = {beat: line.replace(said, instead) for beat, line in told.items()}
    assert changed != told
    assert judge(changed, Case(2.0, 5.0, 4.0, 3.0)).faults
