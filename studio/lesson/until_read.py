"""Time to read: a rehearsed beat stands until what the next one takes away could be read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from manim import Animation, Mobject

from studio.lesson.schedule import Rehearsed
from studio.stage.shapes import family, is_scenery, is_seen
from studio.stage.style import TICK
from studio.stage.text import CodeLine, Label

_LEAST, _WORD = 1.5, 0.37  # seconds to read a text, and each of its words
_COMING = 0.05  # seconds: by so much longer it comes, until it can be read, than it goes


class UntilRead:
    """Lets a beat stand until what its plays have brought was read; called after each play of a rehearsal."""

    def __init__(self) -> None:
        self._told: list[_Told] = []  # the beat before, and this one

    def begin(self, beat: Rehearsed, standing: Iterable[Mobject]) -> None:
        """Begin a beat, of which nothing was played yet."""
        self._told = [*self._told[-1:], _Told(beat, _read(standing))]

    def __call__(self, animations: Sequence[Animation], standing: Iterable[Mobject]) -> None:
        """Note a play; if it is the first of its beat, look at what has gone of the beat before."""
        *before, told = self._told
        if before and not told.plays:
            before[0].stand_for(_read(standing))
        told.plays.append(animations)


@dataclass
class _Told:
    """A beat, what could be read as it began, and the animations of each of its plays."""

    beat: Rehearsed
    known: set[int]
    plays: list[Sequence[Animation]] = field(default_factory=list)

    def stand_for(self, read: set[int]) -> None:
        """Stand for what was brought and is no longer among what can be read."""
        known = self.known | read
        for index, animations in enumerate(self.plays):
            came = [
                text
                for text in _texts(getattr(each, "mobject", None) for each in animations)
                if id(text) not in known
            ]
            known |= {*map(id, came)}
            if came:
                stands = _COMING + max(map(_to_read, came))
                self.beat.plays[index] = replace(self.beat.plays[index], stands=stands)


def _read(standing: Iterable[Mobject]) -> set[int]:
    """Return what can be read now, and the parts of it."""
    return {id(part) for text in _texts(standing) if is_seen(text) for part in family(text)}


def _texts(mobjects: Iterable[Any]) -> Iterator[Any]:
    """Yield the texts that must be read; a table, code and the numbers of axes are looked up."""
    for mobject in mobjects:
        if not isinstance(mobject, Mobject) or is_scenery(mobject) or getattr(mobject, "in_table", False):
            continue
        if isinstance(getattr(mobject, "text", None), str):
            if vars(mobject).get("cap_height", 0.0) > TICK and not isinstance(mobject, CodeLine):
                yield mobject
        else:
            yield from _texts(mobject.submobjects)


def _to_read(text: Any) -> float:
    """Return the seconds that a text takes to be read; a formula is one word."""
    return seconds_to_read(len(text.text.split()) if isinstance(text, Label) else 1)


def seconds_to_read(words: int) -> float:
    """Return the seconds for which a text of so many words stands at least."""
    return max(_LEAST, _WORD * words)
