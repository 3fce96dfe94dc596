"""A beat's line -> what is heard, what is read, and when each word of it begins."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calc.wording import spoken, written
from studio.speech.captions import Word
from studio.speech.sound import SAMPLE_RATE, mix
from studio.speech.voice import Voice

# Silence between two sentences of one line, in seconds: long enough to hear that a new one begins.
SENTENCE_GAP = 0.45

# A token is a run without spaces; a written|spoken pair of the mathematics counts as one.
_TOKEN = re.compile(r"(?:⟦[^⟧]*⟧|[^\s⟦])+")


@dataclass(frozen=True)
class Narration:
    """One line, spoken. Times are seconds from the line's beginning.

    samples: (n,) float32, mono, 48 kHz.
    words: every word as it is written in captions, with its time.
    voiced: seconds of it in which a sentence is spoken; the rest is the silence between sentences.
    """

    samples: NDArray[np.float32]
    words: tuple[Word, ...]
    voiced: float

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE

    def start_of(self, phrase: str, after: int = 0) -> tuple[int, float]:
        """Index and start of the first word at which `phrase` is read, from word `after` on.

        Raises:
            ValueError: the line does not hold the phrase there.
        """
        # A formula is one word of the line but may hold spaces: compare what a reader sees.
        texts = [_bare(word.text) for word in self.words]
        wanted = " ".join(_bare(word) for word in phrase.split()) + " "
        for index in range(after, len(texts)):
            if (" ".join(texts[index:]) + " ").startswith(wanted):
                return index, self.words[index].start
        line = " ".join(word.text for word in self.words[after:])
        raise ValueError(f"the phrase {phrase!r} is not in the rest of the line {line!r}")


def _bare(word: str) -> str:
    return word.strip(".,:;?!“”\"'").lower()


def sentences(line: str) -> list[list[str]]:
    """The tokens of a line, sentence by sentence; a token keeps its written|spoken markup."""
    found: list[list[str]] = [[]]
    for token in _TOKEN.findall(line):
        found[-1].append(token)
        if written(token)[-1] in ".?!":
            found.append([])
    return [sentence for sentence in found if sentence]


def narrate(line: str, voice: Voice) -> Narration:
    """Speak a line sentence by sentence.

    Raises:
        ValueError: the line is empty.
    """
    if not line.strip():
        raise ValueError("a beat needs a line to say; this one is empty")
    clips: list[tuple[int, NDArray[np.float32]]] = []
    words: list[Word] = []
    end = 0
    for tokens in sentences(line):
        speech = voice.speak([spoken(token) for token in tokens])
        begin = end + (round(SENTENCE_GAP * SAMPLE_RATE) if clips else 0)
        end = begin + len(speech.samples)
        clips.append((begin, speech.samples))
        words.extend(_timed(tokens, begin / SAMPLE_RATE, speech.starts, end / SAMPLE_RATE))
    voiced = sum(len(samples) for _, samples in clips) / SAMPLE_RATE
    return Narration(mix(clips, end), tuple(words), voiced)


def _timed(tokens: list[str], begin: float, starts: NDArray[np.float64], end: float) -> Iterable[Word]:
    times = [*(begin + starts), end]
    for index, token in enumerate(tokens):
        yield Word(written(token), float(times[index]), float(times[index + 1]))
