"""A sentence -> the sound of it and the time at which each of its words begins.

A voice is anything with a `name` and a `speak`; `hibari` is the default and `none` keeps the same kind
of timing without sound. Sound is cached by a hash of the voice's name and the words.
"""

import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from calc.wording import words_spoken
from studio.speech.sound import SAMPLE_RATE, resample
from studio.system.files import write_atomically


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
    """What a lesson needs of a voice. `name` changes whenever the same words would sound different."""

    @property
    def name(self) -> str: ...

    def speak(self, words: Sequence[str]) -> Speech:
        """Speak one sentence, given as its words with their punctuation."""
        ...

    def at_tempo(self, times: float) -> "Voice":
        """The same voice, speaking this many times as fast; itself, if it knows no other tempo."""
        ...


class HibariVoice:
    """hibari-tts: the model is inside its wheel; seeded, so that it repeats to the byte."""

    # 1.0 is about 210 words a minute, too fast for someone meeting the ideas; measured over the
    # course's own sentences, 0.73 lands inside the pace that learners follow.
    SPEED = 0.73
    SEED = 0
    # The voice breathes before and after each sentence at up to 0.003; its speech starts above this.
    FLOOR = 0.006

    def __init__(self, speed: float = SPEED) -> None:
        self.speed = speed
        self.name = f"hibari-{version('hibari-tts')}-speed{speed:.4g}-seed{self.SEED}"
        self._tts: Any = None

    def speak(self, words: Sequence[str]) -> Speech:
        samples = self._synthesise(" ".join(words))
        first, last = self._sounding(samples)
        length = (last - first) / self._tts.sample_rate
        # A sentence's last word is drawn out wherever it is cut, so a cut can end a little late: keep
        # the starts in order and inside the sentence.
        starts = np.minimum(np.maximum.accumulate(self.word_starts(words)), length)
        return Speech(resample(samples[first:last], self._tts.sample_rate), starts)

    def at_tempo(self, times: float) -> "HibariVoice":
        return HibariVoice(self.speed * times)

    def word_starts(self, words: Sequence[str]) -> list[float]:
        """Seconds at which each word begins.

        The model tells no word times: a sentence cut before a word ends where that word begins.
        """
        starts = [0.0]
        for count in range(1, len(words)):
            start, end = self._sounding(self._synthesise(" ".join(words[:count])))
            starts.append((end - start) / self._tts.sample_rate)
        return starts

    def _synthesise(self, sentence: str) -> NDArray[np.float32]:
        if self._tts is None:
            from hibari import Hibari  # loading the model takes half a second: only when a line is new

            self._tts = Hibari()
        phonemes = " ".join(self._tts.phonemize(sentence))
        # hibari takes "2 x." for an initial and drops the stop that lets the sentence fall.
        if sentence[-1] in ".?!" and not phonemes.endswith(sentence[-1]):
            phonemes += sentence[-1]
        spoken: NDArray[np.float32] = self._tts.from_phonemes(phonemes, speed=self.speed, seed=self.SEED)
        return spoken

    def _sounding(self, samples: NDArray[np.float32]) -> tuple[int, int]:
        """First and one past the last sample above the floor, with 20 ms kept on either side."""
        loud = np.flatnonzero(np.abs(samples) > self.FLOOR)
        if not len(loud):
            raise ValueError("the voice made no sound of a line; write it in words that can be spoken")
        margin = self._tts.sample_rate // 50
        return max(int(loud[0]) - margin, 0), min(int(loud[-1]) + margin, len(samples))


class SilentVoice:
    """No sound; each word takes its share of 150 words a minute, so that a lesson keeps its pace."""

    name = "none"
    WORDS_A_MINUTE = 150

    def speak(self, words: Sequence[str]) -> Speech:
        lengths = [60 / self.WORDS_A_MINUTE * self._count(word) for word in words]
        ends = np.cumsum(lengths)
        samples = np.zeros(round(ends[-1] * SAMPLE_RATE), np.float32)
        return Speech(samples, np.concatenate(([0.0], ends[:-1])))

    def at_tempo(self, times: float) -> "SilentVoice":
        return self

    @staticmethod
    def _count(word: str) -> int:
        return max(len(words_spoken(word)), 1)


VOICES: dict[str, Callable[[], Voice]] = {"hibari": HibariVoice, "none": SilentVoice}


class CachedVoice:
    """A voice that remembers what it said, in `folder`, one file for each sentence."""

    def __init__(self, voice: Voice, folder: Path) -> None:
        self.name = voice.name
        self._voice = voice
        self._folder = folder

    def at_tempo(self, times: float) -> "CachedVoice":
        return CachedVoice(self._voice.at_tempo(times), self._folder)

    def speak(self, words: Sequence[str]) -> Speech:
        key = hashlib.sha256(json.dumps([self.name, *words]).encode()).hexdigest()
        path = self._folder / f"{key}.npz"
        try:
            with path.open("rb") as file, np.load(file) as kept:
                return Speech(kept["samples"], kept["starts"])
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            path.unlink()  # not readable as sound: say it again
        speech = self._voice.speak(words)
        packed = io.BytesIO()
        np.savez(packed, samples=speech.samples, starts=speech.starts)
        self._folder.mkdir(parents=True, exist_ok=True)
        write_atomically(path, packed.getvalue())
        return speech
