"""The bundled voice, as an offline recogniser hears it."""

from pathlib import Path

import numpy as np
import pytest

from studio.check.heard import LINE_LIMIT, Listener, distance, number_words, plain_words
from studio.speech.narration import narrate
from studio.speech.voice import CachedVoice, HibariVoice

LINE = "Calculus is the mathematics of change."


@pytest.mark.parametrize(
    ("digits", "said"),
    [
        ("0", "zero"),
        ("7", "seven"),
        ("20", "twenty"),
        ("25", "twenty five"),
        ("100", "one hundred"),
        ("615", "six hundred fifteen"),
        ("12.05", "twelve point zero five"),
        ("4000", "four thousand"),
    ],
)
def test_numbers_are_compared_as_they_are_said(digits: str, said: str) -> None:
    assert number_words(digits) == said


def test_words_are_counted_as_they_must_be_changed() -> None:
    assert distance(["a", "b", "c"], ["a", "x", "c", "d"]) == 2
    assert distance([], ["a"]) == distance(["a"], []) == 1
    assert plain_words("At 2.5, it's w.") == ["at", "two", "point", "five", "it's", "w"]


def test_a_line_is_understood_and_another_is_not(media: Path) -> None:
    pytest.importorskip("pocketsphinx")
    speech = narrate(LINE, CachedVoice(HibariVoice(), media / ".cache" / "voice")).samples
    listener = Listener(plain_words(LINE), [np.pad(speech, 4_800), np.zeros(48_000, np.float32)])
    heard, silence = listener.heard()
    listener.close()

    def wrong(line: str, heard: list[str] = heard) -> float:
        letters = "".join(plain_words(line))
        return distance(letters, "".join(heard)) / len(letters)

    assert wrong(LINE) <= LINE_LIMIT / 2
    assert wrong("The slope is the rise over the run.") > LINE_LIMIT
    assert wrong(LINE, silence) > 1.5 * LINE_LIMIT


def test_who_listens_is_gone_when_he_is_stopped() -> None:
    pytest.importorskip("pocketsphinx")
    listener = Listener(["slope"], [np.zeros(48_000, np.float32)] * 50)
    listener.close()
    with pytest.raises((OSError, ValueError)):
        next(listener.heard())
