"""The rules of a script that can be followed: its words, its pace, its captions, its pauses.

Sources: Flesch and Kincaid 1975 for the grade; Guo, Kim and Rubin 2014 for the length; the BBC's and
Netflix's caption guides for captions; pace and pauses are this course's own.
"""

import itertools
import re
from collections.abc import Iterable, Sequence

import pyphen

from calc.wording import spoken, written
from studio.captions import Cue
from studio.findings import Finding
from studio.narration import sentences
from studio.timeline import PREDICT, Span, Timeline

SENTENCE_WORDS = 20
GRADE = 8.0
# Words a minute, counted as they are spoken: 140 to 165 while voiced. The pauses between a line's sentences
# are measured along, and take the slower end down to 130.
PACE = (130.0, 165.0)
BEAT_GAP = 0.4  # seconds of quiet between two beats
LENGTH = 120.0  # seconds
SHARED_RUN = 7  # words in a row that may not be both spoken and shown
CAPTION_LINE = 42
CAPTION_SECONDS = (5 / 6, 7.0)
CAPTION_SPEED = 20.0  # characters a second

_SYLLABLES = pyphen.Pyphen(lang="en_US")


def check_script(timeline: Timeline, concept: bool = True) -> list[Finding]:
    """What a lesson's script breaks. `concept`: it teaches one, and so it must let the learner guess."""
    return [
        *_long_sentences(timeline.spans),
        *_hard_words(timeline.spans),
        *_pace(timeline),
        *_quiet(timeline),
        *_length(timeline),
        *(_pauses(timeline.spans) if concept else ()),
    ]


def words_spoken(line: str) -> list[str]:
    """The words a voice says for a line; a decimal is said digit by digit."""
    return re.findall(r"[A-Za-z']+|\d", re.sub(r"(\d)\.(\d)", r"\1 point \2", _whole_numbers(spoken(line))))


def _whole_numbers(line: str) -> str:
    """Whole numbers as one word each, so that 25 counts as a number and not as two digits."""
    return re.sub(r"(?<![\d.])\d+(?![\d.]*\d)", "number", line)


def _long_sentences(spans: Sequence[Span]) -> Iterable[Finding]:
    for span in spans:
        for tokens in sentences(span.beat.line):
            count = sum(len(written(token).split()) for token in tokens)
            if count > SENTENCE_WORDS:
                yield Finding("short sentences", span.beat.name, "a sentence", count, SENTENCE_WORDS)


def _hard_words(spans: Sequence[Span]) -> Iterable[Finding]:
    grade = reading_grade([span.beat.line for span in spans])
    if grade > GRADE:
        yield Finding("plain words", "all", "the script's reading grade", grade, GRADE)


def reading_grade(lines: Sequence[str]) -> float:
    """The school grade that can read the lines: 0.39 words a sentence + 11.8 syllables a word - 15.59.

    (Flesch and Kincaid 1975, with syllables from hyphenation.)
    """
    said = [word for line in lines for word in re.findall(r"[A-Za-z']+", spoken(line))]
    count = sum(len(sentences(line)) for line in lines)
    syllables = sum(len(_SYLLABLES.positions(word)) + 1 for word in said)
    return 0.39 * len(said) / count + 11.8 * syllables / len(said) - 15.59


def pace(timeline: Timeline) -> float:
    """Words a minute over the time in which lines are spoken, their inner pauses included."""
    words = sum(len(words_spoken(span.beat.line)) for span in timeline.spans)
    return 60 * words / sum(span.narration.seconds for span in timeline.spans)


def _pace(timeline: Timeline) -> Iterable[Finding]:
    measured = pace(timeline)
    if not PACE[0] <= measured <= PACE[1]:
        limit = PACE[0] if measured < PACE[0] else PACE[1]
        yield Finding("pace", "all", "words a minute", measured, limit)


def _quiet(timeline: Timeline) -> Iterable[Finding]:
    for span, following in itertools.pairwise(timeline.spans):
        stop = span.voice_start / timeline.frame_rate + span.narration.seconds
        quiet = following.voice_start / timeline.frame_rate - stop
        if quiet < BEAT_GAP:
            yield Finding("quiet between beats", span.beat.name, "seconds", quiet, BEAT_GAP)


def _length(timeline: Timeline) -> Iterable[Finding]:
    seconds = timeline.frames / timeline.frame_rate
    if seconds > LENGTH:
        yield Finding("length", "all", "seconds", seconds, LENGTH)


def _pauses(spans: Sequence[Span]) -> Iterable[Finding]:
    if not any(span.beat.pause >= PREDICT for span in spans):
        yield Finding(
            "a pause to guess", "all", "longest pause", max(span.beat.pause for span in spans), PREDICT
        )


def check_captions(cues: Sequence[Cue], frame_rate: int) -> list[Finding]:
    """What a lesson's captions break of the shape, the time and the speed that can be read."""
    found: list[Finding] = []

    def note(rule: str, cue: Cue, measured: float, limit: float) -> None:
        found.append(Finding(rule, "captions", f"{' '.join(cue.lines)!r}", measured, limit))

    for cue in cues:
        seconds = cue.end - cue.start
        if len(cue.lines) > 2:
            note("caption lines", cue, len(cue.lines), 2)
        if max(map(len, cue.lines)) > CAPTION_LINE:
            note("caption width", cue, max(map(len, cue.lines)), CAPTION_LINE)
        if not CAPTION_SECONDS[0] - 1e-6 <= seconds <= CAPTION_SECONDS[1] + 1e-6:
            note("caption time", cue, seconds, CAPTION_SECONDS[seconds > 1])
        if sum(map(len, cue.lines)) / seconds > CAPTION_SPEED:
            note("caption speed", cue, sum(map(len, cue.lines)) / seconds, CAPTION_SPEED)
    for cue, following in itertools.pairwise(cues):
        if following.start - cue.end < 2 / frame_rate - 1e-6:
            note("caption gap", cue, following.start - cue.end, 2 / frame_rate)
    return found


def shared_runs(line: str, shown: Iterable[str]) -> list[str]:
    """Runs of SHARED_RUN words of the line that also stand together on the screen."""
    said = _plain(written(line))
    runs = {" ".join(said[at : at + SHARED_RUN]) for at in range(len(said) - SHARED_RUN + 1)}
    screen = [f" {' '.join(_plain(text))} " for text in shown]
    return sorted(run for run in runs if any(f" {run} " in text for text in screen))


def _plain(text: str) -> list[str]:
    return re.findall(r"[\w.]+", text.lower())
