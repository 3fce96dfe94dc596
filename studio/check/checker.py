"""What every checker is: it sees the moments of a film, then tells what it measured."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from studio.check.delivered import Delivered
from studio.check.replay import Moment
from studio.check.report import Exhibit, Row
from studio.lesson import Lesson
from studio.timeline import Span
from studio.voice import Voice


@dataclass(frozen=True)
class Played:
    """The lesson after it has been played again.

    spans: the beats in the film; `first` is the timeline's frame that the film begins with.
    decoded: how many pictures the film holds.
    """

    lesson: Lesson
    voice: Voice
    decoded: int
    cache: Path

    @property
    def spans(self) -> tuple[Span, ...]:
        return self.lesson.spans

    @property
    def first(self) -> int:
        return self.spans[0].start

    @property
    def frames(self) -> int:
        return self.spans[-1].end - self.first


class Checker:
    """One part of the proof: a file in this folder and a place in `checkers.CHECKERS`.

    `see` is called at every moment of the film, in order; `rows` once after them, with the lesson at its end.
    """

    group = ""

    def __init__(self, delivered: Delivered) -> None:
        self.delivered = delivered
        self.exhibits: list[Exhibit] = []

    def see(self, moment: Moment) -> None:
        """Look at one moment; nothing is kept of its picture after this."""

    def rows(self, played: Played) -> Iterable[Row]:
        """All that was measured."""
        return ()

    def close(self) -> None:
        """End what still goes on; called once, however the checking ended."""

    def row(self, rule: str, measured: str, limit: str, passed: bool | None, where: str = "") -> Row:
        return Row(self.group, rule, measured, limit, bool(passed) if passed is not None else None, where)


def moment_in(lesson: Lesson, frame: int) -> str:
    """A frame of the film as its time and the beat being played: "12.40 s, beat slope"."""
    return f"{frame / lesson.timeline.frame_rate:.2f} s, beat {lesson.beat_name}"
