"""A voice that makes no sound, and one that remembers what it said."""

import hashlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from calc.wording import words_spoken
from studio.speech.sound import SAMPLE_RATE
from studio.speech.speech import Speech, Synthesiser
from studio.speech.word_times import timed
from studio.system.files import keep_in_cache


class SilentVoice:
    """No sound; each word takes its share of 150 words a minute, so that a lesson keeps its pace."""

    name = "none"
    language = ""
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


def for_language(voice: Synthesiser, language: str) -> Synthesiser:
    """Return the voice if it speaks the language, else silence at a like pace, which captions fill."""
    same = voice.language.partition("-")[0] == language.partition("-")[0]
    return voice if same or voice.language == "" else SilentVoice()


class CachedVoice:
    """A voice that remembers what it said, in `folder`, one file for each sentence.

    A file is found by a hash of the voice's name and the words. The words' starts are looked for in the sound
    where the voice does not tell them.
    """

    def __init__(self, voice: Synthesiser, folder: Path) -> None:
        self.name, self.language = voice.name, voice.language
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
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            pass  # not there, or not readable as sound: it is said again
        speech = timed(self._voice.speak(words), words, self.language)
        assert speech.starts is not None
        packed = io.BytesIO()
        np.savez(packed, samples=speech.samples, starts=speech.starts)
        keep_in_cache(path, packed.getvalue())
        return speech
