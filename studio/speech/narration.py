"""A beat's line -> what is heard, what is read, and when each word of it begins."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from calc.wording import spoken, written
from studio.speech.captions import Word
from studio.speech.delivery import pause_between
from studio.speech.sound import SAMPLE_RATE, Samples, mix
from studio.speech.speech import Speech, Synthesiser
from studio.speech.word_times import timed

# A token is a run without spaces; a written|spoken pair of the mathematics counts as one.
_TOKEN = re.compile(r"(?:⟦[^⟧]*⟧|[^\s⟦])+")


@dataclass(frozen=True, eq=False)
class Sentence:
    """One spoken sentence of a line. Times are seconds from the sentence's beginning.

    samples: (n,) float32, mono, 48 kHz, from its first sound to its last.
    words: every word as it is written in captions, with its time.
    gap: seconds of silence after it; 0 after a line's last sentence.
    """

    samples: NDArray[np.float32]
    words: tuple[Word, ...]
    gap: float = 0.0

    @property
    def seconds(self) -> float:
        """Seconds of its sound, without the gap."""
        return len(self.samples) / SAMPLE_RATE


@dataclass(frozen=True, eq=False)
class Narration:
    """One line, spoken: sentences end to end, each with the silence after it.

    All times follow from `sentences`, in seconds from the line's beginning.
    """

    sentences: tuple[Sentence, ...]

    @cached_property
    def starts(self) -> tuple[float, ...]:
        """When each sentence begins."""
        return tuple(begin / SAMPLE_RATE for begin in self._places)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Every word as it is written in captions, with its time."""
        return tuple(
            Word(word.text, start + word.start, start + word.end)
            for sentence, start in zip(self.sentences, self.starts, strict=True)
            for word in sentence.words
        )

    @cached_property
    def samples(self) -> Samples:
        """The sound of the line: (n,) float32, mono, 48 kHz."""
        clips = [
            (place, sentence.samples) for sentence, place in zip(self.sentences, self._places, strict=True)
        ]
        return mix(clips, self._length)

    @property
    def seconds(self) -> float:
        return self._length / SAMPLE_RATE

    @property
    def voiced(self) -> float:
        """Seconds in which a sentence is spoken; the rest is the silence between sentences."""
        return sum(sentence.seconds for sentence in self.sentences)

    def waiting(self, waits: Mapping[int, float]) -> "Narration":
        """Return the same line with so many more seconds of silence before some of its sentences.

        waits: seconds, 0 or more, by the index of the sentence that is to wait. The first one has no silence
        before it: begin the line later instead.

        Raises:
            ValueError: the line has no such sentence, it is the first one, or the time is negative.
        """
        for index, seconds in waits.items():
            if not 0 < index < len(self.sentences):
                raise ValueError(f"sentence {index} of {len(self.sentences)} has no silence before it")
            if not seconds >= 0:
                raise ValueError(f"a sentence can wait 0 s or longer, not {seconds} s")
        return self.with_gaps(
            [sentence.gap + waits.get(index + 1, 0.0) for index, sentence in enumerate(self.sentences)]
        )

    def with_gaps(self, gaps: Sequence[float]) -> "Narration":
        """Return the same line with these seconds of silence after its sentences.

        Raises:
            ValueError: there is not one for each sentence.
        """
        pairs = zip(self.sentences, gaps, strict=True)
        return Narration(tuple(replace(sentence, gap=gap) for sentence, gap in pairs))

    def muted(self) -> "Narration":
        """Return the same line without its sound, to be stored: words and gaps only."""
        nothing = np.zeros(0, np.float32)
        return Narration(tuple(replace(sentence, samples=nothing) for sentence in self.sentences))

    @cached_property
    def _places(self) -> tuple[int, ...]:
        """The sample at which each sentence begins."""
        places, end = [], 0
        for sentence in self.sentences:
            places.append(end)
            end += len(sentence.samples) + round(sentence.gap * SAMPLE_RATE)
        return tuple(places)

    @property
    def _length(self) -> int:
        """Samples up to the end of the last sentence's sound."""
        return self._places[-1] + len(self.sentences[-1].samples) if self.sentences else 0


def sentences(line: str) -> list[list[str]]:
    """Return the tokens of a line, sentence by sentence; a token keeps its written|spoken markup."""
    found: list[list[str]] = [[]]
    for token in _TOKEN.findall(line):
        found[-1].append(token)
        if written(token)[-1] in ".?!":
            found.append([])
    return [sentence for sentence in found if sentence]


def narrate(line: str, voice: Synthesiser) -> Narration:
    """Speak a line sentence by sentence; an empty one is silence of no length."""
    said = sentences_spoken(line)
    return told(line, [timed(voice.speak(words), words, voice.language) for words in said])


def sentences_spoken(line: str) -> list[list[str]]:
    """Return the words of a line as they are said, sentence by sentence."""
    return [[spoken(token) for token in tokens] for tokens in sentences(line)]


def told(line: str, speeches: Sequence[Speech]) -> Narration:
    """Return a line whose sentences have been spoken, with the silence after each."""
    said = sentences_spoken(line)
    gaps = [*(pause_between(one, following) for one, following in pairwise(said)), 0.0][: len(said)]
    pairs = zip(sentences(line), speeches, gaps, strict=True)
    return Narration(
        tuple(Sentence(speech.samples, tuple(_timed(tokens, speech)), gap) for tokens, speech, gap in pairs)
    )


def _timed(tokens: list[str], speech: Speech) -> Iterator[Word]:
    assert speech.starts is not None
    ends = [*speech.starts[1:], speech.seconds]
    for token, start, end in zip(tokens, speech.starts, ends, strict=True):
        yield Word(written(token), float(start), float(end))
