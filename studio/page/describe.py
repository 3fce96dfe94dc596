"""Describe a lesson that has just been drawn, for its page and the files beside it."""

import html
import inspect
import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from calc.question import shown, size_of
from studio.lesson.countdown import THINK
from studio.lesson.lesson import Lesson
from studio.lesson.page_track import finite
from studio.lesson.timeline import Span
from studio.page.info import Asked, LessonInfo, Line, Option, Stretch
from studio.speech.captions import Cue, Word, ends_sentence
from studio.stage.quality import Quality


def describe(
    lesson: Lesson,
    captions: Sequence[Cue],
    progress: Mapping[str, NDArray[np.float64]],
    quality: Quality,
    name: str,
    title: str,
) -> LessonInfo:
    """Return the data of a lesson's film: chapters, lines, captions and states, in seconds.

    name, title: of its folder and its files, and for the learner.
    progress: for each tracker its value at every frame, (frames,).
    """
    timeline = lesson.timeline
    rate = timeline.frame_rate
    titled = [span for span in timeline.spans if span.title]
    ends = [*(span.start for span in titled[1:]), timeline.frames]
    states = lesson.states()
    followed = []
    if states is not None:
        found = states.frames(progress[states.tracker], timeline.span(states.last_beat).end)
        followed = [
            Stretch(_begin(start, rate), _begin(end, rate), state.line, finite(state.data))
            for state, start, end in found
        ]
    return LessonInfo(
        name=name,
        title=title,
        summary=(inspect.getdoc(type(lesson)) or "").partition("\n")[0],
        language=lesson.language,
        seconds=_begin(timeline.frames, rate),
        width=quality.width,
        height=quality.height,
        chapters=tuple(
            Stretch(_begin(span.start, rate), _begin(end, rate), span.title)
            for span, end in zip(titled, ends, strict=True)
        ),
        lines=tuple(_line(span, rate) for span in timeline.spans if span.narration.words),
        captions=tuple(
            Stretch(cue.start, cue.end, html.escape("\n".join(cue.lines), quote=False)) for cue in captions
        ),
        shown=lesson.shown(),
        states_title=states.title if states else "",
        states=tuple(followed),
        program=states.program if states else "",
        output=states.output if states else "",
        questions=tuple(asked for span in timeline.spans for asked in _asked(span, rate)),
    )


def _begin(frame: int, rate: int) -> float:
    """Return when a frame begins, in seconds, rounded up to milliseconds: a seek there shows that frame."""
    return math.ceil(frame * 1000 / rate - 1e-6) / 1000


def _asked(span: Span, rate: int) -> Iterator[Asked]:
    """Yield a beat's questions: asked where its line ends if a pause to guess follows, else at its end."""
    said = span.voice_start + math.ceil(span.narration.seconds * rate) if span.narration.words else span.end
    at = said if span.end - said >= THINK * rate else span.end
    for question in span.beat.ask:
        typed = question.tolerance is not None
        yield Asked(
            name=question.name,
            start=_begin(span.start, rate),
            at=_begin(at, rate),
            resume=_begin(span.end, rate),
            text=shown(question.text),
            why=shown(question.why),
            options=tuple(
                Option(shown(choice.text), shown(choice.meaning), choice.right) for choice in question.choices
            ),
            value=size_of(question.right.text) if typed else None,
            tolerance=question.tolerance,
        )


def _line(span: Span, rate: int) -> Line:
    groups: list[list[Word]] = [[]]
    for word in span.narration.words:
        groups[-1].append(word)
        if ends_sentence(word):
            groups.append([])
    sentences = [group for group in groups if group]
    if not sentences:  # a card that nobody speaks to
        return Line(_begin(span.start, rate), _begin(span.end, rate), ())
    voice = span.voice_start / rate
    # Silence belongs to the sentence before it; what is quiet before the first one, to the first.
    starts = [_begin(span.start, rate), *(round(voice + group[0].start, 3) for group in sentences[1:])]
    ends = [*starts[1:], _begin(span.end, rate)]
    texts = [" ".join(word.text for word in group) for group in sentences]
    spoken = tuple(Stretch(*each) for each in zip(starts, ends, texts, strict=True))
    return Line(starts[0], ends[-1], spoken)
