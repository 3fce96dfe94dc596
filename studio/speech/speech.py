"""Voices and the speech they give: a sentence's sound, and when each of its words begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from studio.speech.sound import SAMPLE_RATE


@dataclass(frozen=True)
class Speech:
    """One spoken sentence.

    samples: (n,) float32, mono, 48 kHz, without silence before the first or after the last sound.
    starts: (words,) seconds from the first sample at which each word begins; None where the voice does not
        know, so that they are looked for in the sound (see `studio.speech.word_times`).
    """

    samples: NDArray[np.float32]
    starts: NDArray[np.float64] | None = None

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE


class Voice(Protocol):
    """Who speaks a lesson: a synthesiser, or recordings (see `studio.speech.recorded_voice`)."""

    @property
    def name(self) -> str:
        """Another one whenever the same words would sound different."""
        ...

    @property
    def language(self) -> str:
        """The language that it speaks, as BCP 47 has it; "" for any."""
        ...


class Synthesiser(Voice, Protocol):
    """A voice that says any sentence: what an entry point of the group `calculus_lessons.voices` makes."""

    def speak(self, words: Sequence[str]) -> Speech:
        """Speak one sentence, given as its words with their punctuation.

        Raises:
            ValueError: it cannot be said; the sentence tells why.
        """
        ...

    def at_tempo(self, times: float) -> "Synthesiser":
        """Return the same voice, speaking this many times as fast; itself, if it knows no other tempo."""
        ...
