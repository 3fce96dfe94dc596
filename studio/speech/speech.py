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
    starts: (words,) seconds from the first sample at which each word begins.
    """

    samples: NDArray[np.float32]
    starts: NDArray[np.float64]

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE


class Voice(Protocol):
    """The voice as a lesson needs it. `name` changes whenever the same words would sound different."""

    @property
    def name(self) -> str: ...

    def speak(self, words: Sequence[str]) -> Speech:
        """Speak one sentence, given as its words with their punctuation."""
        ...

    def at_tempo(self, times: float) -> "Voice":
        """The same voice, speaking this many times as fast; itself, if it knows no other tempo."""
        ...
