"""A number that is said, captioned, labelled and printed in one beat has the same digits in all four.

`benchmarks/judge.py --only plays` brings a hundred lessons.
"""

from decimal import Decimal
from pathlib import Path

import pytest

from judge.corpus import sample
from judge.digits import Digits, Heard, is_rounded, numbers
from judge.lessons import Choice, others
from scenes import Gradient, GradientDescent
from studio.film.drawing import draw
from studio.speech.voice import SilentVoice
from studio.stage.quality import Quality

SMALL = Quality("small", 214, 120, 5)


def _descent(function: str, start: float, rate: float) -> Choice:
    parameters = {"function": function, "start": start, "learning_rate": rate, "steps": 20}
    return Choice(GradientDescent, parameters)


# Each once showed a number in other digits than it was said in.
ONCE_DIFFERENT = [
    _descent("sin(x)/x", 6.0, 0.5),
    _descent("x**4 - 2*x**2", 2.0, 0.33),
    _descent("x**4 - 8*x**2 + 3*x", 3.0, 0.01),
    _descent("x**2", -3.0, 1.1),
    Choice(Gradient, {"function": "10*x**2 + 0.1*y**2", "point": (1.0, 2.0), "learning_rate": 1.5}),
]


@pytest.mark.parametrize("choice", [*ONCE_DIFFERENT, *sample(list(others()), 1)], ids=str)
def test_all_numbers_of_a_beat_have_the_same_digits(choice: Choice, tmp_path: Path) -> None:
    digits = Digits(choice.parameters)
    draw(
        choice.scene,
        SMALL,
        SilentVoice(),
        digits,
        cache=tmp_path,
        parameters=choice.parameters,
        rasterise=False,
    )
    assert sum(len(beat.labelled) + len(beat.printed) for beat in digits.beats.values()) > 5
    assert sum(len(beat.captioned) for beat in digits.beats.values()) > 5
    assert list(digits.faults()) == []


def test_numbers_are_read_in_every_way_that_they_are_written() -> None:
    same = "3.9×10⁻⁴, 3.9 times 10 to the minus 4, 3.9 times 10^(-4), 3.90e-04, 0.00039"
    assert set(numbers(same)) == {Decimal("0.00039")}
    assert list(numbers("x² − 1.50x at x1")) == [Decimal("1.5")]


def test_a_number_in_fewer_digits_is_found() -> None:
    assert is_rounded(Decimal("1.492"), Decimal("1.4921"))
    assert not is_rounded(Decimal("1.492"), Decimal("1.4931")) and not is_rounded(Decimal(2), Decimal("2.01"))


@pytest.mark.parametrize(
    ("line", "labelled", "printed", "faults"),
    [
        ("x is ⟦1.492|1.492⟧.", "1.492", "1.4920", 0),
        ("x is ⟦1.492|1.492⟧.", "1.492", "x = 1.4921", 2),
        (
            "x is ⟦1.5812|1.5812⟧, near ⟦1.581|1.581⟧.",
            "",
            "x = 1.5812",
            0,
        ),  # two numbers, one of them printed
        ("x is ⟦1.4921|1.4921⟧.", "1.492", "x = 1.4921", 2),
        ("x is ⟦1.492|1.492⟧.", "", "x = 1.4921", 1),
        ("x is ⟦1.4921|1.492⟧.", "", "x = 1.4921", 1),
        ("It is past ⟦115|115⟧.", "", "x = 115.0128", 0),
    ],
)
def test_the_judge_finds_other_digits(line: str, labelled: str, printed: str, faults: int) -> None:
    heard = Heard(
        line,
        frozenset(),
        dict.fromkeys(numbers(labelled), labelled),
        dict.fromkeys(numbers(printed), printed),
    )
    assert len(list(heard.faults())) == faults
