"""The captions of a lesson's beats, in its language and in further ones."""

from collections.abc import Sequence

from studio.lesson.timeline import Span, Timeline
from studio.speech.captions import Cue, Word, cues


def captions_of(spans: Sequence[Span], language: str) -> tuple[Cue, ...]:
    """Return the captions of some of a timeline's spans, in their language, from the first one's begin."""
    words = [span.narration.words for span in spans]
    return _cues(spans, words, [span.voice_start for span in spans], language)


def further_captions(timeline: Timeline, spans: Sequence[Span], language: str) -> tuple[Cue, ...]:
    """Return as `captions_of` those in a further language."""
    told = dict(zip(timeline.names, timeline.translated[language], strict=True))
    return _cues(spans, [told[span.beat.name] for span in spans], [0] * len(spans), language)


def _cues(
    spans: Sequence[Span], words: Sequence[Sequence[Word]], origins: Sequence[int], language: str
) -> tuple[Cue, ...]:
    """Return the captions of each span's words. origins: the frames from which the words' times count."""
    rate, first = spans[0].frame_rate, spans[0].start
    shifts = [(origin - first) / rate for origin in origins]
    moved = [
        [Word(word.text, word.start + shift, word.end + shift) for word in each]
        for each, shift in zip(words, shifts, strict=True)
    ]
    return cues(moved, film_end=(spans[-1].end - first) / rate, frame_rate=rate, language=language)
