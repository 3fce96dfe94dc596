"""A rehearsed lesson -> its timeline: when each sentence is spoken and each play begins, as plain data.

A rehearsal (see `studio.lesson.lesson`) plays a lesson without drawing it and tells, for every beat, its
line and its plays in order, each with its length and the mark it waits for. A play on a mark begins as the
marked word is spoken. Where the plays before it take longer than the words before it, its sentence waits
for them. In the midst of a sentence they begin a little early, where the next one would be late. No play is
cut short, and a beat lasts as long as its line and its pause, or as its plays and until they were read.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from calc.line import Line, marks_of, unmarked
from studio.lesson.timeline import LEAD, Beat, Span, Timeline
from studio.speech.narration import Narration, sentences
from studio.speech.pace import narrate_all
from studio.speech.speech import Voice

#: The mark of a play that begins when the whole line has been said.
SAID = ""

#: Seconds for which what was played last stands before its beat ends.
REST = 0.3

_LATE, _EARLY = 0.45, 0.25  # seconds: so late a play may be, and so early, where the next one would be later


@dataclass(frozen=True)
class Play:
    """One play of a beat.

    seconds: its length; with `to`, its least length. at: the mark it begins on, `SAID`, or None for a play
    that begins when the one before it has ended. to: the mark at which it ends, None where its length is
    fixed. stands: seconds from its beginning for which its beat lasts at least.
    """

    seconds: float
    at: str | None = None
    to: str | None = None
    stands: float = 0.0


@dataclass
class Rehearsed:
    """One beat as it was rehearsed.

    line: with its marks. told: its messages, to be told in other languages. texts: what could be read in it.
    used: the marks at which the lesson asks for a play, even one of nothing.
    """

    beat: Beat
    line: str
    plays: list[Play] = field(default_factory=list)
    texts: tuple[str, ...] = ()
    told: Line = field(default_factory=Line)
    used: set[str] = field(default_factory=set)


def frames_of(seconds: float, frame_rate: int) -> int:
    """Return the whole frames of a play of this length: at least one, and never rounded up."""
    return max(1, math.floor(seconds * frame_rate + 1e-6))


def lay_out(rehearsed: Sequence[Rehearsed], voice: Voice, frame_rate: int) -> Timeline:
    """Speak every line and lay the beats, one or more, end to end.

    Raises:
        ValueError: two share a name, or a play waits for a mark that its line lacks.
    """
    names = [each.beat.name for each in rehearsed]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"two beats of this lesson are called {name!r}; give each a name of its own")
    narrations = narrate_all([(each.beat.name, unmarked(each.line)) for each in rehearsed], voice)
    spans: list[Span] = []
    start = 0
    for each, narration in zip(rehearsed, narrations, strict=True):
        span = _span(each, narration, start, frame_rate)
        spans.append(span)
        start = span.end
    return Timeline(tuple(spans), frame_rate)


def _span(rehearsed: Rehearsed, narration: Narration, start: int, rate: int) -> Span:
    beat = rehearsed.beat
    lead = math.ceil(LEAD * rate) if narration.sentences else 0
    line = _Words(rehearsed, narration, lead, rate)
    plays: list[tuple[int, int]] = []
    marked: list[int] = []  # the frame of each play's mark
    spoken: dict[str, int] = {}
    now = 0
    for play in rehearsed.plays:
        if play.at is not None:
            now = max(now, line.wait_for(play.at, now))
        marked.append(line.frame_of(play.at) if play.at else now)
        now -= _begin_earlier(plays, marked, now, rate)
        length = frames_of(play.seconds, rate)
        if play.to is not None:
            length = max(length, line.wait_for(play.to, now + length) - now)
        plays.append((now, length))
        now += length
    for mark in line.marks:
        spoken[mark] = start + line.frame_of(mark)
    stood = (
        begin + math.ceil(play.stands * rate) for play, (begin, _) in zip(rehearsed.plays, plays, strict=True)
    )
    end = max(line.end + math.ceil(beat.pause * rate), now + math.ceil(REST * rate), *stood)
    first, *later = line.waits or [0]
    narration = narration.waiting({1 + index: frames / rate for index, frames in enumerate(later) if frames})
    idle = tuple(mark for mark in line.marks if mark not in rehearsed.used)
    placed = tuple((start + begin, length) for begin, length in plays)
    return Span(beat, narration, start, start + lead + first, start + end, rate, placed, spoken, idle)


def _begin_earlier(plays: list[tuple[int, int]], marked: Sequence[int], now: int, rate: int) -> int:
    """Let plays without a pause between them begin earlier, where the next one would be late; return by what.

    marked: the frame of the mark of each, and of the next one, which would begin `now`.
    """
    late = now - marked[len(plays)] - round(_LATE * rate)
    if late <= 0:
        return 0
    first, begin = len(plays), now
    while first and sum(plays[first - 1]) == begin:
        first -= 1
        begin = plays[first][0]
    room = begin - (sum(plays[first - 1]) if first else 0)
    frames = max(0, min(late, room, begin - marked[first] + round(_EARLY * rate)))
    plays[first:] = [(start - frames, length) for start, length in plays[first:]]
    return frames


class _Words:
    """The frames, from the beat's beginning, at which the marked words of a line are spoken.

    waits: for each sentence the frames by which it waits for plays.
    """

    def __init__(self, rehearsed: Rehearsed, narration: Narration, lead: int, rate: int) -> None:
        self._beat, self._lead, self._rate = rehearsed.beat.name, lead, rate
        self._narration = narration
        self.marks: dict[str, tuple[int, int]] = {}  # each with its sentence, and its word in the line
        word = 0
        groups = sentences(rehearsed.line)
        for number, tokens in enumerate(groups):
            for token in tokens:
                for mark in marks_of(token):
                    self.marks[mark] = number, word
                word += 1
        self.waits = [0] * len(groups)
        self._reached = -1  # the last sentence whose words some play has waited for

    def frame_of(self, mark: str) -> int:
        """Return the frame at which the marked word begins."""
        number, word = self.marks[mark]
        seconds = self._narration.words[word].start
        return self._lead + round(seconds * self._rate) + sum(self.waits[: number + 1])

    @property
    def end(self) -> int:
        """The frame at which the line has been said."""
        return self._lead + math.ceil(self._narration.seconds * self._rate) + sum(self.waits)

    def wait_for(self, mark: str, earliest: int) -> int:
        """Return the frame of a mark, its sentence put off until `earliest` where nothing in it was waited
        for.

        Raises:
            ValueError: the line has no such mark.
        """
        if mark == SAID:
            self._reached = len(self.waits)
            return self.end
        if mark not in self.marks:
            known = ", ".join(self.marks) or "none"
            raise ValueError(f"the line of the beat {self._beat!r} has no mark <{mark}>; its marks: {known}")
        number, _ = self.marks[mark]
        late = earliest - self.frame_of(mark)
        if late > 0 and number > self._reached:
            self.waits[number] += late
        self._reached = max(self._reached, number)
        return self.frame_of(mark)
