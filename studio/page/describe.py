"""Describe a lesson that has just been drawn, for its page and the files beside it."""

import html
import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from calc.line import shown
from calc.question import as_text, size_of
from calc.tongue import speaking
from studio.lesson.countdown import THINK
from studio.lesson.lesson import Lesson
from studio.lesson.page_track import finite
from studio.lesson.timeline import Span, Timeline
from studio.page.info import Asked, LessonInfo, Line, Option, Stretch, Translated
from studio.speech.captions import Cue, Word, ends_sentence
from studio.speech.voice import SilentVoice
from studio.stage.quality import Quality


def describe(
    lesson: Lesson,
    captions: Sequence[Cue],
    progress: Mapping[str, NDArray[np.float64]],
    quality: Quality,
    name: str,
    title: str,
    translations: Mapping[str, Sequence[Cue]] | None = None,
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
        summary=lesson.told_promise(),
        language=lesson.language,
        seconds=_begin(timeline.frames, rate),
        width=quality.width,
        height=quality.height,
        chapters=tuple(
            Stretch(_begin(span.start, rate), _begin(end, rate), span.title)
            for span, end in zip(titled, ends, strict=True)
        ),
        lines=tuple(_line(span, rate) for span in timeline.spans if span.narration.words),
        captions=_captions(captions),
        shown=_shown(lesson),
        states_title=_told(lesson, states.title) if states else "",
        states=tuple(followed),
        program=states.program if states else "",
        output=states.output if states else "",
        questions=tuple(asked for span in timeline.spans for asked in _asked(lesson, span, rate)),
        voiced=lesson.voice.name != SilentVoice.name,
        translations=tuple(
            Translated(language, _captions(cues), tuple(_translated(timeline, language)))
            for language, cues in (translations or {}).items()
        ),
    )


def _shown(lesson: Lesson) -> str:
    with speaking(lesson.tongue):
        return lesson.shown()


def _told(lesson: Lesson, text: str) -> str:
    with speaking(lesson.tongue):
        return shown(text)


def _captions(cues: Sequence[Cue]) -> tuple[Stretch, ...]:
    return tuple(Stretch(cue.start, cue.end, html.escape("\n".join(cue.lines), quote=False)) for cue in cues)


def _translated(timeline: Timeline, language: str) -> Iterator[Line]:
    """Yield the lines in a further language, each with the times of its beat."""
    rate = timeline.frame_rate
    for span, words in zip(timeline.spans, timeline.translated[language], strict=True):
        if words:
            start, end = _begin(span.start, rate), _begin(span.end, rate)
            yield Line(start, end, tuple(_sentences(words, start, end, 0.0)))


def _begin(frame: int, rate: int) -> float:
    """Return when a frame begins, in seconds, rounded up to milliseconds: a seek there shows that frame."""
    return math.ceil(frame * 1000 / rate - 1e-6) / 1000


def _asked(lesson: Lesson, span: Span, rate: int) -> Iterator[Asked]:
    """Yield a beat's questions: asked where its line ends if a pause to guess follows, else at its end.

    What has no translation into the lesson's language is not asked.
    """
    said = span.voice_start + math.ceil(span.narration.seconds * rate) if span.narration.words else span.end
    at = said if span.end - said >= THINK * rate else span.end
    missing: dict[str, None] = getattr(lesson.tongue, "missing", {})
    for question in span.beat.ask:
        known = dict(missing)
        missing.clear()
        with speaking(lesson.tongue):
            options = tuple(
                Option(as_text(choice.text), as_text(choice.meaning), choice.right)
                for choice in question.choices
            )
            text, why = as_text(question.text), as_text(question.why)
        lacking = bool(missing)
        missing.clear()
        missing.update(known)
        if lacking:
            continue
        yield Asked(
            name=question.name,
            start=_begin(span.start, rate),
            at=_begin(at, rate),
            resume=_begin(span.end, rate),
            text=text,
            why=why,
            options=options,
            value=size_of(question.right.text) if question.tolerance is not None else None,
            tolerance=question.tolerance,
        )


def _line(span: Span, rate: int) -> Line:
    start, end = _begin(span.start, rate), _begin(span.end, rate)
    return Line(start, end, tuple(_sentences(span.narration.words, start, end, span.voice_start / rate)))


def _sentences(words: Sequence[Word], start: float, end: float, voice: float) -> Iterator[Stretch]:
    """Yield the sentences of a beat, end to end. voice: the second from which its words' times count."""
    groups: list[list[Word]] = [[]]
    for word in words:
        groups[-1].append(word)
        if ends_sentence(word):
            groups.append([])
    sentences = [group for group in groups if group]  # none on a card that nobody speaks to
    # Silence belongs to the sentence before it; what is quiet before the first one, to the first.
    starts = [start, *(round(voice + group[0].start, 3) for group in sentences[1:])]
    ends = [*starts[1:], end]
    for group, begin, stop in zip(sentences, starts, ends, strict=False):
        yield Stretch(begin, stop, " ".join(word.text for word in group))
