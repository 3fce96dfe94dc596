"""The rules of timing: what is spoken of is seen then. Checked on a lesson's objects while it plays.

Signalling and temporal contiguity (Mayer 2009): what a line speaks of is pointed out as it is spoken, and
comes into sight then, not long before or after. The times are this course's own.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from math import inf
from typing import Any

import numpy as np
from manim import Mobject

from studio.lesson.countdown import CountdownRing
from studio.lesson.lesson import Lesson
from studio.lesson.timeline import Span
from studio.rules.findings import Ledger
from studio.rules.script import decimals_in
from studio.rules.snapshot import Snapshot, Text
from studio.stage.formula import Formula
from studio.stage.plane import Plane
from studio.stage.readout import Readout
from studio.stage.style import TICK
from studio.stage.text import CodeLine, Mathematics

SIGNAL = 0.5  # seconds from a word to what points out the thing that it speaks of
EARLY, LATE = 0.3, 0.5  # seconds by which a thing may come before its word, and after it


@dataclass
class _Seen:
    """A text that could be read in a beat, its first and last frames there, and whether it came in then."""

    text: Text
    says: str  # in the end, of a running number
    first: int
    last: int
    came: bool
    changes: list[int] = field(default_factory=list)  # the frames at which it, or what it names, was changed


class TimingRules:
    """Rules on the time between a word and the thing on screen that it speaks of.

    Call it with the lesson, a snapshot of its stage, the frame of the timeline, and the number of frames for
    which the stage stays as it is.

    Spoken of is each number of a line, and each label on the stage that the line says in full (a term). Code,
    running numbers, ticks and the names of axes are scenery: they are there to be looked up, and so are the
    words in a table. Times count from when a word begins to when it ends: a decimal takes more than a second.
    Signalled is what comes, moves, turns, grows or lights up, itself or what it names; a number to which a
    running number comes, as that runs; or what a play that the lesson times to the voice (`cue`, `until`)
    belongs to.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._span: Span | None = None
        self._seen: dict[int, _Seen] = {}
        self._states: dict[int, object] = {}
        self.shown: dict[str, set[str]] = {}  # the texts that stood in each beat, ticks left out

    def __call__(self, lesson: Lesson, stage: Snapshot, frame: int, frames: int) -> None:
        span = lesson.timeline.span(lesson.beat_name)
        if span is not self._span:
            self._span, self._seen = span, {}
        states: dict[int, object] = {}
        for text in stage.texts:
            key = id(text.mobject)
            states[key] = _state(text)
            came = key not in self._states
            if key not in self._seen:
                self._seen[key] = _Seen(text, text.says, frame, frame, came)
            self._seen[key].last = frame + frames
            if came or self._states[key] != states[key]:
                self._seen[key].changes.append(frame)
            self._seen[key].says = text.says
            # A running number counts where it comes to stand.
            if text.cap_height > TICK and (frames > 1 or not isinstance(text.mobject, Readout)):
                self.shown.setdefault(span.beat.name, set()).add(text.says)
        self._states = states
        if frame + frames == span.end:  # what is found now was heard and seen before
            self._check_signals(lesson, span)
            self._check_arrivals(lesson, span)
            self._ledger.frame = frame

    def _check_signals(self, lesson: Lesson, span: Span) -> None:
        rate, beat = span.frame_rate, span.beat.name
        timed = [signal for signal in lesson.signals if signal.beat == beat]
        for signal in timed:
            late = inf if signal.given is None else (signal.given - signal.spoken) / rate
            self._ledger.frame = signal.spoken
            self._ledger.note("cues are followed", beat, f"the cue {signal.phrase!r}", late, SIGNAL)
        given = [signal.given for signal in timed if signal.given is not None]
        pointed = [seen for seen in self._seen.values() if not _is_scenery(seen.text)]
        running = [seen for seen in self._seen.values() if isinstance(seen.text.mobject, Readout)]
        for said, word in _first(spoken_of(span, [seen.text for seen in pointed])):
            about = [seen for seen in pointed if said in _says(seen.text)]
            around = word.start - SIGNAL * rate, word.stop + SIGNAL * rate
            if not any(seen.first <= around[1] and seen.last >= around[0] for seen in about):
                continue  # it does not stand on the stage when it is spoken
            runs = [seen for seen in running if said in numbers_in(seen.says)]
            signals = [*given, *(change for seen in (*about, *runs) for change in seen.changes)]
            off = min((abs(_off(signal, word)) for signal in signals), default=inf) / rate
            shown = about[-1].text.name
            subject = shown if shown == f"the text {said!r}" else f"{said!r} in {shown}"
            self._ledger.frame = word.start
            self._ledger.note("signalled", beat, f"{subject} as it is spoken", off, SIGNAL)

    def _check_arrivals(self, lesson: Lesson, span: Span) -> None:
        """Measure, for things that came in together, the time to the nearest of their words.

        A formula sums things up, so its word may also be one that the lesson gave it with `cue` or `until`.
        """
        given = [range(s.spoken, s.spoken + 1) for s in lesson.signals if s.beat == span.beat.name]
        rate, beat = span.frame_rate, span.beat.name
        came = [seen for seen in self._seen.values() if seen.came and not _is_scenery(seen.text)]
        spoken = list(spoken_of(span, [seen.text for seen in came]))
        together: dict[tuple[int, int], list[Text]] = {}
        for seen in came:
            together.setdefault((id(seen.text.brought), seen.first), []).append(seen.text)
        for (_, first), texts in together.items():
            words = set().union(*map(_says, texts))
            offsets = [_off(first, word) / rate for said, word in spoken if said in words]
            if offsets:
                if any(isinstance(text.mobject, (Mathematics, Formula)) for text in texts):
                    offsets += [_off(first, word) / rate for word in given]
                offset = min(offsets, key=lambda seconds: max(-EARLY - seconds, seconds - LATE, 0.0))
                subject = " and ".join(text.name for text in texts)
                self._ledger.frame = first
                self._ledger.note("not before its word", beat, subject, -offset, EARLY)
                self._ledger.note("not after its word", beat, subject, offset, LATE)


def spoken_of(span: Span, texts: Iterable[Text]) -> Iterator[tuple[str, range]]:
    """Yield each number of the line, and each text that it says in full, with the frames of its words."""
    words = span.narration.words
    starts, ends = (
        [span.voice_start + round(time * span.frame_rate) for time in times]
        for times in ([word.start for word in words], [word.end for word in words])
    )
    for word, start, end in zip(words, starts, ends, strict=True):
        for said in numbers_in(word.text):
            yield said, range(start, end)
    line = [_bare(word.text) for word in words]
    for term in {_bare(text.says) for text in texts if not getattr(text.mobject, "in_table", False)} - {""}:
        if not numbers_in(term):
            count = len(term.split())
            for index in range(len(line) - count + 1):
                if line[index : index + count] == term.split():
                    yield term, range(starts[index], ends[index + count - 1])


def numbers_in(text: str) -> list[str]:
    """Return the numbers of a text without signs, each in its shortest form; exponents are left out."""
    plain = re.sub(r"\^\(?-?\d+\)?|×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", "", text)
    return decimals_in(plain)


def _says(text: Text) -> set[str]:
    """Return what a word may speak of: its numbers and, but for a table, which is looked up, all it says."""
    numbers = set(numbers_in(text.says))
    return numbers if getattr(text.mobject, "in_table", False) else {*numbers, _bare(text.says)}


def _bare(text: str) -> str:
    return text.strip(".,:;?!=“”\"' ").lower()


def _off(frame: int, word: range) -> int:
    """Return frames from a word to this frame: negative before the word begins, positive after it ends."""
    return min(frame - word.start, 0) + max(frame - word.stop, 0)


def _first(spoken: Iterable[tuple[str, range]]) -> Iterator[tuple[str, range]]:
    """Yield each thing the first time that it is spoken of."""
    known: dict[str, range] = {}
    for said, word in spoken:
        known.setdefault(said, word)
    yield from known.items()


def _is_scenery(text: Text) -> bool:
    """Return whether a text is code, a running number (a countdown, too), or a plot's tick or name.

    These are there to be looked up.
    """
    if isinstance(text.mobject, (CodeLine, Readout)) or text.cap_height <= TICK:
        return True
    return any(isinstance(part, (Plane, CountdownRing)) for part in text.brought.get_family())


def _state(text: Text) -> object:
    """Return a value that differs once a text, or the thing it names, moves, turns, lights up or changes."""
    thing = getattr(text.mobject, "named", lambda: None)()
    return text.says, _look(text.mobject), _look(thing) if thing is not None else None


def _look(mobject: Mobject) -> object:
    part = _first_shape(mobject)
    if part is None:
        return None
    points, colours = part.points, (part.get_fill_rgbas(), part.get_stroke_rgbas())
    told = points[0].tobytes() + points[-1].tobytes() + b"".join(each[:1].tobytes() for each in colours)
    return _rounded(told), round(float(part.get_stroke_width()), 4)


@lru_cache(maxsize=4096)
def _rounded(numbers: bytes) -> bytes:
    """Return numbers, as bytes, to four places; most are those of the frame before."""
    return (np.round(np.frombuffer(numbers), 4) + 0.0).tobytes()  # no -0.0, which is another row of bytes


def _first_shape(mobject: Mobject) -> Any:
    """Return the first of its family that has points; listing all of a text's letters takes longer."""
    if len(mobject.points):
        return mobject
    return next((found for part in mobject.submobjects if (found := _first_shape(part)) is not None), None)
