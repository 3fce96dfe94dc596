"""Compares the words that an offline recogniser hears in the film with the script.

pocketsphinx brings its model of American English along. It knows which words the script has, and not in what
order: that it understands a line is a sign that learners will. It is an extra, [check]; without it nothing is
judged.
"""

import importlib.util
import pickle
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from calc.wording import spoken
from studio.check.checker import Checker
from studio.check.delivered import Delivered
from studio.check.expected.model import Expected
from studio.check.report import Row
from studio.speech.sound import SAMPLE_RATE

# Measured on the ten lessons with the bundled voice. A line's letters, whose errors weigh less where a word
# was taken for one that sounds alike: at most 0.36 wrong, and at least 0.55 beside any other of its lines;
# in a hundred lessons with parameters of an author's own, at most 0.46.
# A lesson's words: 0.16 to 0.28 wrong.
LINE_LIMIT = 0.5
LESSON_LIMIT = 0.35
SHORTEST = 4  # words: shorter lines are judged with the lesson only

_RATE = 16_000  # of the model, samples a second; listen.py has it too, and nothing of the studio
_MARGIN = SAMPLE_RATE // 10

_ONES = re.findall(
    "[a-z]+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
)
_TENS = ["", "", *re.findall("[a-z]+", "twenty thirty forty fifty sixty seventy eighty ninety")]


class Heard(Checker):
    """Each line by itself, at its place in the film's sound; heard while others look at the pictures."""

    group = "heard"

    def __init__(self, delivered: Delivered, expected: Expected) -> None:
        super().__init__(delivered, expected)
        self._listener = self._begin()

    def _begin(self) -> "Listener | None":
        """Have someone listen from now on, where there is anything to be heard by anyone."""
        if not self.spoken or importlib.util.find_spec("pocketsphinx") is None:
            return None
        track, spans = self.delivered.track, self.expected.spans
        lines = []
        for span in spans:
            place = round((span.voice_start - spans[0].start) * SAMPLE_RATE / span.frame_rate)
            lines.append(track.part(place - _MARGIN, place + len(span.narration.samples) + _MARGIN))
        said = {word for span in spans for word in plain_words(spoken(span.beat.line))}
        return Listener(said, lines)

    def close(self) -> None:
        if self._listener is not None:
            self._listener.close()

    def rows(self) -> Iterable[Row]:
        if not self.spoken:
            return
        if self._listener is None:
            yield self.row("the words are understood", "not listened to: there is no pocketsphinx", "", None)
            return
        wrong, total = 0, 0
        worst, worst_at = 0.0, ""
        for span, heard in zip(self.expected.spans, self._listener.heard(), strict=True):
            said = plain_words(spoken(span.beat.line))
            errors = distance(said, heard)
            wrong, total = wrong + errors, total + len(said)
            letters = "".join(said)
            off = distance(letters, "".join(heard)) / len(letters)
            if len(said) >= SHORTEST and off >= worst:
                worst, worst_at = off, f"beat {span.beat.name}: heard {' '.join(heard)!r}"
        yield self.row(
            "every line is understood",
            f"{worst:.0%} of its letters wrong",
            f"{LINE_LIMIT:.0%}",
            worst <= LINE_LIMIT,
            worst_at,
        )
        if self.expected.only:  # a few words more or less are much of one beat
            return
        share = wrong / max(total, 1)
        yield self.row(
            "the words are understood",
            f"{share:.0%} of {total} wrong",
            f"{LESSON_LIMIT:.0%}",
            share <= LESSON_LIMIT,
        )


class Listener:
    """A recogniser at work on its own, in a process beside this one: see listen.py.

    vocabulary: words that it knows beside the commonest. lines: sounds, each (n,) at 48 kHz.
    """

    def __init__(self, vocabulary: Iterable[str], lines: Iterable[NDArray[np.float32]]) -> None:
        # Away from this terminal's Ctrl-C, which is ours to answer; -I: nothing but pocketsphinx is needed.
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(Path(__file__).with_name("listen.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._process.stdin is not None
        pickle.dump((sorted(vocabulary), [_slow(line) for line in lines]), self._process.stdin)
        self._process.stdin.close()

    def heard(self) -> Iterator[list[str]]:
        """The words heard in each line; waits for them. Raises OSError where the process has failed."""
        assert self._process.stdout is not None
        packed = self._process.stdout.read()
        if self._process.wait():
            raise OSError(f"listening failed, with exit code {self._process.returncode}")
        return map(plain_words, pickle.loads(packed))

    def close(self) -> None:
        """Stop listening, if that still goes on."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


def _slow(sound: NDArray[np.float32]) -> bytes:
    """The sound as the model has it: 16 bit, 16 kHz, its loudest sample at half of full scale."""
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound[None], np.float32), "fltp", "mono")
    frame.sample_rate = SAMPLE_RATE
    resampler = av.AudioResampler("fltp", "mono", _RATE)
    parts = [*resampler.resample(frame), *resampler.resample(None)]
    slow = np.concatenate([part.to_ndarray()[0] for part in parts])
    slow = np.clip(slow / max(float(np.abs(slow).max(initial=0.0)), 1e-9) * 0.5, -1, 1)
    return (slow * 32_767).astype("<i2").tobytes()


def plain_words(line: str) -> list[str]:
    """The words of a line as they are said, lower case, numbers in words."""
    line = re.sub(r"\d+(?:\.\d+)?", lambda match: f" {number_words(match[0])} ", line.lower())
    return re.findall(r"[a-z']+", line)


def number_words(digits: str) -> str:
    """A number below a million, as it is said: "12.05" is twelve point zero five."""
    whole, _, places = digits.partition(".")
    said = _whole_words(int(whole))
    return " ".join([*said, *(["point", *(_ONES[int(digit)] for digit in places)] if places else [])])


def _whole_words(value: int) -> list[str]:
    if value < 20:
        return [_ONES[value]]
    if value < 100:
        return [_TENS[value // 10], *([_ONES[value % 10]] if value % 10 else [])]
    unit, name = (100, "hundred") if value < 1000 else (1000, "thousand")
    return [*_whole_words(value // unit), name, *(_whole_words(value % unit) if value % unit else [])]


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words, or letters, to add, remove or change to make one the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for count, word in enumerate(one, 1):
        before, row[0] = row[0], count
        for index, candidate in enumerate(other, 1):
            best = min(row[index] + 1, row[index - 1] + 1, before + (word != candidate))
            before, row[index] = row[index], best
    return row[-1]
