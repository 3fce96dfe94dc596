"""Compares the words that an offline recogniser hears in the film with the script.

Whisper tiny.en listens where it is installed: it knows nothing of the script, and mishears about 2 words of
a hundred. Else pocketsphinx does: its model of American English is told which words the script has, not in
what order, and it mishears some 20 of a hundred. That either understands a line is a sign that learners will.
Both are in the extra, [check]; without them nothing is judged.
"""

import importlib.util
import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calc.wording import spoken
from studio.check.checker import Checker
from studio.check.delivered import Delivered
from studio.check.expected.model import Expected
from studio.check.report import Row
from studio.lesson.timeline import Span
from studio.speech.hearing import alike, distance, plain_words
from studio.speech.recorded_voice import RecordedVoice
from studio.speech.sound import SAMPLE_RATE
from studio.speech.word_times import PACKAGES, slow


@dataclass(frozen=True)
class Recogniser:
    """Who listens, and what it may get wrong.

    name: for listen.py. packages: what has to be installed.
    seconds: the longest passage it is given. Lines that follow one another are heard together up to that,
        for it takes as long over a short passage as over a long one.
    passage: the greatest share of a passage's letters that may be wrong; of letters, for a word taken for one
        that sounds alike weighs less so.
    lesson: the greatest share of a lesson's words that may be wrong.
    """

    name: str
    packages: tuple[str, ...]
    seconds: float
    passage: float
    lesson: float


# The limits, measured on the ten lessons with the bundled voice (docs/proof.md has today's). Whisper: 0 to
# 4.3 of 100 words wrong, and at most 0.06 of a passage's letters. pocketsphinx: 16 to 28 of 100 words; of a
# line's letters at most 0.36, and at least 0.55 beside any other line; in a hundred lessons with parameters
# of an author's own, at most 0.46.
WHISPER = Recogniser("whisper", PACKAGES, 27.0, 0.15, 0.05)
SPHINX = Recogniser("pocketsphinx", ("pocketsphinx",), 0.0, 0.5, 0.35)
SHORTEST = 4  # words: shorter passages are judged with the lesson only

_MARGIN = SAMPLE_RATE // 10


class Heard(Checker):
    """Each line by itself, at its place in the film's sound; heard while others look at the pictures."""

    group = "heard"

    def __init__(self, delivered: Delivered, expected: Expected) -> None:
        super().__init__(delivered, expected)
        self._recogniser = installed()
        self._passages: list[list[Span]] = []
        self._listener = self._begin()

    def _begin(self) -> "Listener | None":
        """Have someone listen from now on, where there is anything to be heard by anyone."""
        if not self.spoken or self._recogniser is None:
            return None
        # Of a person's recordings each is judged, so that a wrong take is named.
        person = self.delivered.manifest["voice"].startswith(RecordedVoice.KIND)
        self._passages = list(passages(self.expected.spans, 0.0 if person else self._recogniser.seconds))
        sounds = [
            self.delivered.track.part(self._place(spans[0]) - _MARGIN, self._end(spans[-1]) + _MARGIN)
            for spans in self._passages
        ]
        vocabulary = {word for spans in self._passages for word in _said(spans)}
        return Listener(self._recogniser, vocabulary, sounds)

    def _place(self, span: Span) -> int:
        """The sample of the film at which a beat's line begins."""
        return round((span.voice_start - self.expected.spans[0].start) * SAMPLE_RATE / span.frame_rate)

    def _end(self, span: Span) -> int:
        return self._place(span) + len(span.narration.samples)

    def close(self) -> None:
        if self._listener is not None:
            self._listener.close()

    def rows(self) -> Iterable[Row]:
        if not self.spoken:
            return
        if self._listener is None or self._recogniser is None:
            missing = "not listened to: there is no recogniser, see the extra [check]"
            yield self.row("the words are understood", missing, "", None)
            return
        wrong, total = 0, 0
        worst, worst_at = 0.0, ""
        for spans, heard in zip(self._passages, self._listener.heard(), strict=True):
            said = alike(_said(spans))
            errors = distance(said, heard)
            wrong, total = wrong + errors, total + len(said)
            letters = "".join(said)
            off = distance(letters, "".join(heard)) / max(len(letters), 1)
            if len(said) >= SHORTEST and off >= worst:
                beats = " and ".join(span.beat.name for span in spans)
                worst, worst_at = off, f"beat {beats}: heard {' '.join(heard)!r}"
        yield self.row(
            "every line is understood",
            f"{worst:.0%} of its letters wrong",
            f"{self._recogniser.passage:.0%}",
            worst <= self._recogniser.passage,
            worst_at,
        )
        if self.expected.only:  # a few words more or less are much of one beat
            return
        share = wrong / max(total, 1)
        yield self.row(
            "the words are understood",
            f"{share:.1%} of {total} wrong, heard by {self._recogniser.name}",
            f"{self._recogniser.lesson:.0%}",
            share <= self._recogniser.lesson,
        )


def installed() -> Recogniser | None:
    """Return the best recogniser that is installed, if there is one."""
    for recogniser in (WHISPER, SPHINX):
        if all(importlib.util.find_spec(package) for package in recogniser.packages):
            return recogniser
    return None


def passages(spans: Sequence[Span], seconds: float) -> Iterator[list[Span]]:
    """Yield beats that say something, those together that follow one another within so many seconds."""
    passage: list[Span] = []
    for span in spans:
        if not span.narration.words:
            continue
        if passage:
            begin = passage[0].voice_start
            if (span.voice_start - begin) / span.frame_rate + span.narration.seconds > seconds:
                yield passage
                passage = []
        passage.append(span)
    if passage:
        yield passage


def _said(spans: Iterable[Span]) -> list[str]:
    return [word for span in spans for word in plain_words(spoken(span.beat.line))]


class Listener:
    """A recogniser at work on its own, in a process beside this one: see listen.py.

    vocabulary: words that it may know of beforehand. lines: sounds, each (n,) at 48 kHz.
    """

    def __init__(
        self, recogniser: Recogniser, vocabulary: Iterable[str], lines: Iterable[NDArray[np.float32]]
    ) -> None:
        # Away from this terminal's Ctrl-C, which is ours to answer; -I: nothing of the studio is needed.
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(Path(__file__).with_name("listen.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._process.stdin is not None
        given = recogniser.name, sorted(vocabulary), [slow(line) for line in lines]
        pickle.dump(given, self._process.stdin)
        self._process.stdin.close()

    def heard(self) -> Iterator[list[str]]:
        """The words heard in each line; waits for them. Raises OSError where the process has failed."""
        assert self._process.stdout is not None
        packed = self._process.stdout.read()
        if self._process.wait():
            raise OSError(f"listening failed, with exit code {self._process.returncode}")
        return (alike(plain_words(line)) for line in pickle.loads(packed))

    def close(self) -> None:
        """Stop listening, if that still goes on."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
