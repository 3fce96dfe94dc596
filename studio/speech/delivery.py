"""Delivery of a sentence: the tempo of each sound, the movement of the pitch, the pause after it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

PUNCTUATION = frozenset(";:,.!?—…")


@dataclass(frozen=True)
class Delivery:
    """Tempos are times the voice's own, which is about 210 words a minute: too fast for new ideas.

    words, numbers, pauses: tempo of plain words, of numbers and single letters, of punctuation.
    movement: of the pitch from its middle, times the voice's own.
    shaped: whether each sound gets the length that it should have, what rounding leaves carried on; if not,
        all sounds are rounded alone, at the one tempo of plain words.
    """

    words: float
    numbers: float
    pauses: float
    movement: float
    shaped: bool = True

    def at_tempo(self, times: float) -> "Delivery":
        """Return the same delivery, this many times as fast."""
        return replace(
            self, words=self.words * times, numbers=self.numbers * times, pauses=self.pauses * times
        )

    @property
    def name(self) -> str:
        """Short, and another one for any other delivery."""
        if not self.shaped:
            return f"speed{self.words:.4g}"
        return f"shaped{self.words:.4g}-{self.numbers:.4g}-{self.pauses:.4g}-pitch{self.movement:.4g}"


# Numbers and letters are what a learner has to keep; the rest of a sentence can go at an easy pace.
LIVELY = Delivery(words=0.81, numbers=0.78, pauses=0.6, movement=1.2)
# One tempo for everything.
FLAT = Delivery(words=0.73, numbers=0.73, pauses=0.73, movement=1.0, shaped=False)


def is_weighty(word: str) -> bool:
    """Say whether a spoken word is a number or a letter that names something."""
    names = (part.strip(".,:;?!“”\"'()") for part in word.split())
    return any(
        name[:1].isdigit() or (name.isalpha() and len(name) == 1 and name not in "aAI") for name in names
    )


def whole_lengths(exact: NDArray[np.float64], tempo: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return lengths in whole frames, (n,), each 1 or more, with sums within a frame of the wanted ones.

    exact: frames at tempo 1, (n,). tempo: (n,).
    """
    wanted = np.cumsum(exact / tempo)
    lengths, end = np.empty(len(exact), np.int64), 0
    for index, until in enumerate(wanted):
        lengths[index] = max(round(float(until)) - end, 1)
        end += lengths[index]
    return lengths


# Seconds of silence between two sentences of a line. A question is left standing; a sentence that leans on
# the one before it comes soon.
AFTER_QUESTION, BEFORE_QUESTION, LEANING, ELSE = 0.6, 0.45, 0.3, 0.35
_LEANING = frozenset(("and", "so", "then", "that", "this", "it", "its", "they", "these", "which", "here"))


def pause_between(sentence: Sequence[str], following: Sequence[str]) -> float:
    """Return seconds of silence between two sentences, given as the words that are said."""
    if sentence[-1].rstrip("”\"'").endswith("?"):
        return AFTER_QUESTION
    if following[-1].rstrip("”\"'").endswith("?"):
        return BEFORE_QUESTION
    return LEANING if following[0].strip(",").lower().split("'")[0] in _LEANING else ELSE
