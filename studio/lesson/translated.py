"""Captions in other languages beside one film: when the words of a translated line are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from calc.line import Message, unmarked
from calc.tongue import Tongue, speaking
from calc.wording import written
from studio.lesson.schedule import Rehearsed
from studio.lesson.timeline import Span, Timeline
from studio.speech.captions import Word
from studio.speech.narration import sentences


def translated(
    script: Sequence[Rehearsed], timeline: Timeline, spoken: Tongue, language: Tongue
) -> tuple[tuple[Word, ...], ...]:
    """Return the words of each beat in another language, each message while its source is spoken.

    Within a message each sentence has the time of its source where there are as many of them, and each word
    the share of it that its letters have. Times are seconds from the timeline's first frame.

    Raises ValueError where a message has no translation.
    """
    found = tuple(
        tuple(_beat(each, span, spoken, language)) if each.line else ()
        for each, span in zip(script, timeline.spans, strict=True)
    )
    missing = [*getattr(language, "missing", ())]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise ValueError(
            f"there can be no captions in {language.language} yet: there is no translation of "
            f"{missing[0]!r}{more}; docs/translating.md says how to add one"
        )
    return found


def _beat(rehearsed: Rehearsed, span: Span, spoken: Tongue, language: Tongue) -> Iterator[Word]:
    begin, first = span.voice_start / span.frame_rate, 0
    starts = [*(begin + start for start in span.narration.starts), begin + span.narration.seconds]
    for message in rehearsed.told.messages:
        count = len(_sentences(message, spoken))
        told = _sentences(message, language)
        bounds = starts[first : first + count + 1]
        first += count
        if len(told) == count:
            for tokens, start, end in zip(told, bounds, bounds[1:], strict=False):
                yield from _spread(tokens, start, end)
        elif count:
            yield from _spread([token for tokens in told for token in tokens], bounds[0], bounds[-1])


def _sentences(message: Message, language: Tongue) -> list[list[str]]:
    with speaking(language):
        return sentences(unmarked(str(message)))


def _spread(tokens: Sequence[str], start: float, end: float) -> Iterator[Word]:
    texts = [written(token) for token in tokens]
    total, done = sum(map(len, texts)) + len(texts), 0
    for text in texts:
        after = done + len(text) + 1
        yield Word(text, start + (end - start) * done / total, start + (end - start) * after / total)
        done = after
