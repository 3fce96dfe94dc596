"""The voices that there are, and one that remembers what it said."""

import hashlib
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from calc.wording import words_spoken
from studio.speech.delivery import FLAT
from studio.speech.hibari_voice import HibariVoice
from studio.speech.sound import SAMPLE_RATE
from studio.speech.speech import Speech, Voice
from studio.system.files import write_atomically


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


#: By name: how each is made.
VOICES: dict[str, Callable[[], Voice]] = {
    "hibari": HibariVoice,
    "hibari-flat": lambda: HibariVoice(FLAT),
    "none": SilentVoice,
}


def for_language(voice: Voice, language: str) -> Voice:
    """Return the voice if it speaks the language, else silence at a like pace, which captions fill."""
    spoken = getattr(voice, "language", "en")  # of the voices that there are, all but the silent one
    same = spoken.partition("-")[0] == language.partition("-")[0]
    return voice if same or voice.name == SilentVoice.name else SilentVoice()


class CachedVoice:
    """A voice that remembers what it said, in `folder`, one file for each sentence.

    A file is found by a hash of the voice's name and the words.
    """

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
