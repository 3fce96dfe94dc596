"""What an offline recogniser hears in the film, beside the script.

pocketsphinx brings its model of American English along. It knows nothing of the script: that it understands a
line is a sign that learners will. It is an extra, [check]; without it nothing is judged.
"""

import importlib
import importlib.util
import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from calc.wording import spoken
from studio.check.checker import Checker, Played
from studio.check.report import Row
from studio.sound import SAMPLE_RATE

# Measured on the ten lessons with the bundled voice. A line's letters, whose errors weigh less where a word
# was taken for one that sounds alike: at most 0.36 wrong, and at least 0.55 beside any other of its lines.
# A lesson's words: 0.16 to 0.28 wrong.
LINE_LIMIT = 0.45
LESSON_LIMIT = 0.35
SHORTEST = 4  # words: shorter lines are judged with the lesson only

_RATE = 16_000  # of the model
_MARGIN = SAMPLE_RATE // 10

_ONES = re.findall(
    "[a-z]+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
)
_TENS = ["", "", *re.findall("[a-z]+", "twenty thirty forty fifty sixty seventy eighty ninety")]


class Heard(Checker):
    """Each line by itself, at its place in the film's sound."""

    group = "heard"

    def rows(self, played: Played) -> Iterable[Row]:
        if played.voice.name == "none":
            return
        if importlib.util.find_spec("pocketsphinx") is None:
            yield self.row("the words are understood", "not listened to: there is no pocketsphinx", "", None)
            return
        listener = recogniser()
        sound = self.delivered.sound.mean(axis=0)
        wrong, total = 0, 0
        worst, worst_at = 0.0, ""
        for span in played.spans:
            place = round((span.voice_start - played.first) * SAMPLE_RATE / span.frame_rate)
            part = sound[max(place - _MARGIN, 0) : place + len(span.narration.samples) + _MARGIN]
            said, heard = plain_words(spoken(span.beat.line)), recognise(listener, part)
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
        share = wrong / max(total, 1)
        yield self.row(
            "the words are understood",
            f"{share:.0%} of {total} wrong",
            f"{LESSON_LIMIT:.0%}",
            share <= LESSON_LIMIT,
        )


def recogniser() -> Any:
    """A decoder with pocketsphinx's own model; ImportError where that is not installed."""
    sphinx: Any = importlib.import_module("pocketsphinx")  # not from the top: it is an extra
    # Measured on 20 lines of this course: with these settings it understands as well as with its own (23 of
    # 100 words wrong) in less than half of the time.
    return sphinx.Decoder(
        sphinx.Config(loglevel="FATAL", samprate=float(_RATE), fwdflat=False, topn=2, maxhmmpf=3000)
    )


def recognise(listener: Any, sound: NDArray[np.float32]) -> list[str]:
    """The words heard in `sound`, (n,) at 48 kHz."""
    slow = resample_poly(sound.astype(np.float64), 1, SAMPLE_RATE // _RATE)
    slow = np.clip(slow / max(float(np.abs(slow).max(initial=0.0)), 1e-9) * 0.5, -1, 1)
    listener.start_utt()
    listener.process_raw((slow * 32_767).astype("<i2").tobytes(), full_utt=True)
    listener.end_utt()
    found = listener.hyp()
    return plain_words(found.hypstr) if found else []


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
    """How many words, or letters, to put in, take out or change to make one of the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for count, word in enumerate(one, 1):
        before, row[0] = row[0], count
        for index, candidate in enumerate(other, 1):
            best = min(row[index] + 1, row[index - 1] + 1, before + (word != candidate))
            before, row[index] = row[index], best
    return row[-1]
