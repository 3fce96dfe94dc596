"""The rules of a script that can be followed: its words, its marks, its pace, its captions, its pauses.

Sources: Flesch and Kincaid 1975 for the grade; Guo, Kim and Rubin 2014 for the length; the BBC's and
Netflix's caption guides for captions; pace and pauses are this course's own.
"""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

import pyphen

from calc.wording import spoken, words_spoken, written
from studio.language.catalogue import SENTENCE_WORDS as FOREIGN_WORDS
from studio.lesson.timeline import PREDICT, Span, Timeline
from studio.rules.aloud import check_aloud
from studio.rules.findings import Ledger
from studio.speech.captions import Cue
from studio.speech.narration import sentences
from studio.speech.pace import PACE, pace

SENTENCE_WORDS = 20  # in English; see studio.language.catalogue for what other languages need
GRADE = 8.0
BEAT_GAP = 0.4  # seconds of quiet between two beats
LENGTH, LENGTH_CHOSEN = 130.0, 180.0  # seconds: see `longest`
SHARED_RUN = 7  # words in a row that may not be both spoken and shown
CAPTION_LINE = 42
CAPTION_SECONDS = (0.83, 7.0)
CAPTION_SPEED = 20.0  # characters a second
# The countdown's seconds, the numbers that only count a list's boxes, and what has come to nothing.
COUNTED = {"0", "1", "2", "3"}

_HYPHENATION = pyphen.Pyphen(lang="en_US")
_SPANISH_VOWELS = re.compile(r"[aeiouáéíóúü]+y?|y\b")


def _english_syllables(word: str) -> int:
    return len(_HYPHENATION.positions(word)) + 1


def _spanish_syllables(word: str) -> int:
    """Count the vowels that begin a syllable: each strong one, or one of a group of weak ones."""
    groups = _SPANISH_VOWELS.findall(word.lower())
    return sum(max(len(re.findall("[aeoáéíóú]", group)), 1) for group in groups)


_SYLLABLES = {"en": _english_syllables, "es": _spanish_syllables}


def longest(chosen: bool) -> float:
    """Return the most seconds of a lesson; more if an author chose its parameters: long numbers take long."""
    return LENGTH_CHOSEN if chosen else LENGTH


def check_script(
    timeline: Timeline,
    ledger: Ledger,
    concept: bool = True,
    chosen: bool = False,
    language: str = "en",
    recorded: bool = False,
) -> None:
    """Measure a script's sentences, words, marks, pace, quiet, length and pauses.

    Args:
        concept: the lesson teaches an idea of its own, so it must let the learner guess.
        chosen: an author chose its parameters.
        language: the one that it is told in. How it sounds is only known of English, and how hard it is to
            read only of the languages of `reading_grade`.
        recorded: a person reads it, whose pace is measured and not judged.
    """
    spans, tongue = timeline.spans, language.partition("-")[0]
    _sentences(spans, ledger, SENTENCE_WORDS if tongue == "en" else FOREIGN_WORDS)
    if tongue == "en":
        check_aloud(spans, ledger)
    if tongue in _SYLLABLES:
        grade = reading_grade([span.beat.line for span in spans], tongue)
        ledger.note("plain words", "all", "the script's reading grade", grade, GRADE)
    lines, narrations = [span.beat.line for span in spans], [span.narration for span in spans]
    if any(map(words_spoken, lines)):  # in a lesson without words none come too fast
        measured, (slowest, fastest) = pace(lines, narrations), PACE
        slow = measured < (slowest + fastest) / 2
        pace_note = ledger.warn if recorded else ledger.note
        pace_note("pace", "all", "words a minute", measured, slowest if slow else fastest, least=slow)
    _quiet(timeline, ledger)
    _marks(spans, ledger)
    ledger.note("length", "all", "seconds", timeline.frames / timeline.frame_rate, longest(chosen))
    if concept:
        pause = max(_after_line(span) for span in spans)
        ledger.note("a pause to guess", "all", "longest pause", pause, PREDICT, least=True)


def _after_line(span: Span) -> float:
    """Return the seconds of a beat after its line has been said."""
    return max(span.beat.pause, (span.end - span.voice_start) / span.frame_rate - span.narration.seconds)


def _sentences(spans: Sequence[Span], ledger: Ledger, most: int) -> None:
    for span in spans:
        for tokens in sentences(span.beat.line):
            count = sum(len(written(token).split()) for token in tokens)
            ledger.note("short sentences", span.beat.name, "a sentence", count, most)


def reading_grade(lines: Sequence[str], language: str = "en") -> float:
    """Return the school grade that can read the lines.

    English: 0.39 words/sentence + 11.8 syllables/word - 15.59 (Flesch and Kincaid 1975; syllables by
    hyphenation). Spanish: 0.049 syllables/100 words - 0.205 sentences/100 words - 3.407 (Crawford 1984).
    It is 0 where no word has a letter: nothing is said, or numbers only.
    """
    said = [word for line in lines for word in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*'?", spoken(line))]
    if not said:
        return 0.0
    count = sum(len(sentences(line)) for line in lines)
    syllables = sum(map(_SYLLABLES[language], said))
    if language == "es":
        return (4.9 * syllables - 20.5 * count) / len(said) - 3.407
    return 0.39 * len(said) / count + 11.8 * syllables / len(said) - 15.59


def _quiet(timeline: Timeline, ledger: Ledger) -> None:
    said = [span for span in timeline.spans if span.narration.sentences]
    for span, following in itertools.pairwise(said):
        stop = span.voice_start / timeline.frame_rate + span.narration.seconds
        quiet = round(following.voice_start / timeline.frame_rate - stop, 6)  # of a difference of floats
        ledger.note("quiet between beats", span.beat.name, "seconds", quiet, BEAT_GAP, least=True)


def _marks(spans: Sequence[Span], ledger: Ledger) -> None:
    """Note each mark at which nothing plays, at the frame of its word."""
    for span in spans:
        for mark in span.spoken:
            ledger.frame = span.spoken[mark]
            ledger.note("marks are used", span.beat.name, f"the mark <{mark}>", int(mark in span.idle), 0)
    ledger.frame = None


def check_captions(captions: Sequence[Cue], ledger: Ledger, frame_rate: int) -> None:
    """Measure captions: their lines, their width, their time on screen, and the speed of reading they ask."""
    for cue in captions:
        seconds, subject = cue.end - cue.start, f"{' '.join(cue.lines)!r}"

        def note(
            rule: str, measured: float, limit: float, least: bool = False, subject: str = subject
        ) -> None:
            slack = -1e-6 if least else 1e-6
            ledger.note(rule, "captions", subject, measured, limit + slack, least)

        note("caption lines", len(cue.lines), 2)
        note("caption width", max(map(len, cue.lines)), CAPTION_LINE)
        note("shortest caption", seconds, CAPTION_SECONDS[0], least=True)
        note("longest caption", seconds, CAPTION_SECONDS[1])
        note("caption speed", sum(map(len, cue.lines)) / seconds, CAPTION_SPEED)
    for cue, following in itertools.pairwise(captions):
        frames = (following.start - cue.end) * frame_rate
        subject = f"{' '.join(cue.lines)!r}"
        ledger.note("caption gap", "captions", subject, frames, 2 - 1e-6, least=True)


def check_redundancy(timeline: Timeline, ledger: Ledger, shown: Mapping[str, Iterable[str]]) -> None:
    """Measure the longest run of words of each beat's line that is also on screen.

    Args:
        shown: the texts on screen in each beat.
    """
    for span in timeline.spans:
        run = shared_run(span.beat.line, shown.get(span.beat.name, ()))
        ledger.note("said and shown", span.beat.name, f"{' '.join(run)!r}", len(run), SHARED_RUN - 1)


def shared_run(line: str, shown: Iterable[str]) -> list[str]:
    """Return the longest run of words of the line that also stand together on the screen."""
    said = _plain(written(line))
    longest: list[str] = []
    for text in map(_plain, shown):
        matcher = SequenceMatcher(None, said, text, autojunk=False)
        match = matcher.find_longest_match(0, len(said), 0, len(text))
        longest = max(longest, said[match.a : match.a + match.size], key=len)
    return longest


_POWER = "×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+"


def _plain(text: str) -> list[str]:
    """Return the words of a text; a number is one of them, with its power of ten."""
    return re.findall(rf"[\w.]+(?:{_POWER})?", text.lower())


def check_numbers(
    timeline: Timeline, ledger: Ledger, shown: Mapping[str, Iterable[str]], transcript: str
) -> None:
    """Count the numbers on screen that are neither said nor in the transcript (WCAG 2.2, 1.2.3)."""
    said = [word.text for span in timeline.spans for word in span.narration.words]
    known = set(decimals_in(" ".join([*said, transcript]))) | COUNTED
    for beat, texts in shown.items():
        for text in texts:
            ledger.note(
                "numbers are told", beat, f"the text {text!r}", len(set(decimals_in(text)) - known), 0
            )


def decimals_in(text: str) -> list[str]:
    """Return the numbers of a text, each in its shortest form, with whatever decimal mark it is written."""
    return [f"{float(found.replace(',', '.')):.10g}" for found in re.findall(r"\d+(?:[.,]\d+)?", text)]
