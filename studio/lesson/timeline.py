"""All beats of a lesson on one line of frames, fixed before anything is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from calc.wording import written
from studio.speech.captions import Word
from studio.speech.narration import Narration

# Seconds of a beat before its line begins. With the pause after the line before it, at least 0.4 s of quiet
# lie between two beats, so that a listener hears that a new thought begins.
LEAD = 0.2

# A predict pause: 3 s for the learner to guess, with the ring's coming and going around them.
PREDICT = 3.6


@dataclass(frozen=True)
class Beat:
    """One thought: a line of narration and the plays that show it.

    name: how the scene refers to it; unique in a lesson.
    line: what is said, as text that may hold the written|spoken pairs of `calc.wording`.
    pause: seconds of quiet after the line.
    title: its chapter's name, where a chapter begins with it.
    exempt: rules (see `studio.rules.lesson_rules`) that this beat may break, each with the reason why.
    ask: what a page asks the learner: where its line ends, if a pause to guess follows, else at its end. All
        are a `calc.question.Question`; msgspec, which reads notes of a film, takes no union of dataclasses.
    """

    name: str
    line: str
    pause: float = 0.5
    title: str = ""
    exempt: Mapping[str, str] = field(default_factory=dict)
    ask: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Span:
    """A beat on the timeline. `start`, `voice_start` and `end` count frames; `end` is the next start.

    plays: the first frame and the number of frames of each of its plays. spoken: the frame of each marked
    word. idle: the marks at which the lesson plays nothing.
    """

    beat: Beat
    narration: Narration
    start: int
    voice_start: int
    end: int
    frame_rate: int
    plays: tuple[tuple[int, int], ...] = ()
    spoken: Mapping[str, int] = field(default_factory=dict)
    idle: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The chapter that begins here, as it is written; "" where none does."""
        return written(self.beat.title)


@dataclass(frozen=True)
class Timeline:
    """The spans of a lesson, end to end.

    translated: by language, for captions beside the film, the words of each span, in seconds from the first
        frame.
    """

    spans: tuple[Span, ...]
    frame_rate: int
    translated: Mapping[str, tuple[tuple[Word, ...], ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse two questions of one name with a ValueError: what a learner answered is kept by it."""
        names = [question.name for span in self.spans for question in span.beat.ask]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two questions of this lesson are called {name!r}; give each its own name")

    @property
    def frames(self) -> int:
        return self.spans[-1].end

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(span.beat.name for span in self.spans)

    def between(self, names: Sequence[str]) -> tuple[Span, ...]:
        """The spans of beats that follow one another, by their names; all for none.

        Raises:
            ValueError: there is no such beat, or they do not follow one another.
        """
        if not names:
            return self.spans
        first = self.spans.index(self.span(names[0]))
        found = self.spans[first : first + len(names)]
        if [span.beat.name for span in found] != [self.span(name).beat.name for name in names]:
            raise ValueError(f"the beats {', '.join(names)} do not follow one another in this lesson")
        return found

    def span(self, name: str) -> Span:
        """The span of the beat called `name`.

        Raises:
            ValueError: there is no such beat.
        """
        for span in self.spans:
            if span.beat.name == name:
                return span
        names = ", ".join(self.names)
        raise ValueError(f"there is no beat {name!r} in this lesson; its beats are {names}")
