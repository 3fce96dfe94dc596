"""Captions, chapters and the transcript, as they were delivered (quality rule 21)."""

import math
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import srt
import webvtt

from studio.check.checker import Checker
from studio.check.expected.model import Expected
from studio.check.report import Row
from studio.film.reading import open_film
from studio.lesson.timeline import Span, Timeline
from studio.rules.findings import Ledger
from studio.rules.script import check_captions
from studio.speech.captions import Cue, Word
from studio.system.received import inside, read_text

ON_TIME = 0.2  # seconds


class Captions(Checker):
    """captions.vtt and captions.srt: their words, times and shapes."""

    group = "captions"

    def rows(self) -> Iterable[Row]:
        folder = self.delivered.folder
        try:
            cues = _cues(folder, "captions.vtt")
            titles = list(srt.parse(read_text(inside(folder, "captions.srt"))))
        except (OSError, ValueError, OverflowError, srt.SRTParseError) as trouble:
            yield self.row("both files can be read", str(trouble), "", False)
            return
        words = spoken_words(self.expected)
        script = " ".join(word.text for word in words)
        said = _said(cues)
        place = _first_difference(said, script)
        yield self.row(
            "the words are the script's, in order",
            f"{len(said.split())} words",
            "all of them",
            place is None,
            place or "",
        )
        if place is None:
            off, at = _latest(cues, words)
            yield self.row("on time with their words", f"{off:.2f} s off", f"{ON_TIME} s", off <= ON_TIME, at)
        backwards = _backwards(cues)
        yield self.row(
            "in order of time",
            f"{len(backwards)} out of order",
            "0",
            not backwards and bool(cues) == bool(words),  # where nothing is said there are none
            " ".join(backwards[0].lines) if backwards else "",
        )
        yield _shapes(self, "lines, length, time and speed", cues)
        same = [(cue.start, cue.end, " ".join(cue.lines)) for cue in cues]
        other = [
            (title.start.total_seconds(), title.end.total_seconds(), title.content.replace("\n", " "))
            for title in titles
        ]
        unlike = next((one[2] for one, two in zip(same, other, strict=False) if one != two), "")
        yield self.row(
            "SubRip says the same as WebVTT",
            f"{len(other)} of {len(same)} captions",
            "alike",
            same == other,
            unlike,
        )


def _shapes(checker: Checker, rule: str, cues: Sequence[Cue]) -> Row:
    """Hold captions to the rules of their lines and times; those out of order are told elsewhere."""
    ledger = Ledger()
    if not _backwards(cues):
        check_captions(cues, ledger, checker.delivered.quality.frame_rate)
    found = ledger.findings
    return checker.row(rule, f"{len(found)} broken", "0", not found, str(found[0]) if found else "")


class FurtherCaptions(Checker):
    """The captions in other languages beside the film: all there, on time, and to be read."""

    group = "captions"

    def rows(self) -> Iterable[Row]:
        told = self.delivered.manifest.get("captions", [])
        timeline, spans = self.expected.timeline, self.expected.spans
        if set(told) != set(timeline.translated):
            yield self.row("further languages", ", ".join(told), ", ".join(timeline.translated), False)
        for language in timeline.translated:
            try:
                found = _cues(self.delivered.folder, f"captions.{language}.vtt")
            except (OSError, ValueError) as trouble:
                yield self.row(f"{language}: can be read", str(trouble), "", False)
                continue
            words = further_words(timeline, spans, language)
            yield from self._judge(language, found, words)
            if not self.expected.only:  # one beat has no transcript
                yield self._transcript(language, words)

    def _transcript(self, language: str, words: list[Word]) -> Row:
        try:
            text = read_text(inside(self.delivered.folder, f"transcript.{language}.txt"))
        except (OSError, ValueError):
            text = ""
        told = " ".join(re.sub(r"^\[[\d:]+\] ", "", line) for line in text.splitlines()[2:])
        place = _first_difference(told, " ".join(word.text for word in words))
        what = f"{language}: the transcript holds every sentence"
        return self.row(what, f"{len(told.split())} words", "all", place is None, place or "")

    def _judge(self, language: str, found: list[Cue], wanted: list[Word]) -> Iterable[Row]:
        said, script = _said(found), " ".join(word.text for word in wanted)
        place = _first_difference(said, script)
        count = f"{len(said.split())} of {len(script.split())} words"
        yield self.row(
            f"{language}: every sentence, in order", count, "all of them", place is None, place or ""
        )
        late, at = (0.0, "") if place else _latest(found, wanted)
        fine = not _backwards(found) and late <= ON_TIME
        yield self.row(
            f"{language}: on time", f"{late:.2f} s off", f"{ON_TIME} s", fine, at if late > ON_TIME else ""
        )
        yield _shapes(self, f"{language}: lines, length, time and speed", found)


def further_words(timeline: Timeline, spans: Sequence[Span], language: str) -> list[Word]:
    """Return every word in a further language, with its time in the film."""
    begin = spans[0].start / timeline.frame_rate
    return [
        Word(word.text, word.start - begin, word.end - begin)
        for span, words in zip(timeline.spans, timeline.translated[language], strict=True)
        if spans[0].start <= span.start <= spans[-1].start
        for word in words
    ]


class Chapters(Checker):
    """The chapters inside the film, and the transcript."""

    group = "chapters"

    def rows(self) -> Iterable[Row]:
        rate = self.delivered.quality.frame_rate
        with open_film(self.delivered.mp4) as film:
            found = [
                (
                    chapter["metadata"].get("title", ""),
                    float(chapter["start"] * Fraction(chapter["time_base"] or 1)),
                )
                for chapter in film.chapters()
            ]
        wanted = [
            (span.title, (span.start - self.expected.first) / rate)
            for span in self.expected.spans
            if span.title
        ]
        if wanted:  # the first one also has what comes before it
            wanted[0] = (wanted[0][0], 0.0)
        titles = [title for title, _ in found] == [title for title, _ in wanted]
        yield self.row("their names are the script's", f"{len(found)} chapters", f"{len(wanted)}", titles)
        if titles and found:
            off = max(abs(one[1] - other[1]) for one, other in zip(found, wanted, strict=True))
            yield self.row(
                "each begins at its beat", f"{off:.3f} s off", f"{1 / rate:.3f} s", off <= 1 / rate
            )
        if self.expected.only:  # one beat has no transcript
            return
        try:
            text = read_text(inside(self.delivered.folder, "transcript.txt"))
        except (OSError, ValueError):
            text = ""
        lines = [" ".join(word.text for word in span.narration.words) for span in self.expected.spans]
        lines += [line for line in self.expected.shown.splitlines() if line.strip()]
        missing = [line for line in lines if line not in text]
        yield self.row(
            "the transcript holds every line",
            f"{len(lines) - len(missing)} of {len(lines)} lines",
            "all",
            not missing,
            missing[0] if missing else "",
        )


def spoken_words(expected: Expected) -> list[Word]:
    """Every word of the film as it is written, with its time in the film."""
    words = []
    for span in expected.spans:
        start = (span.voice_start - expected.first) / span.frame_rate
        words += [Word(word.text, start + word.start, start + word.end) for word in span.narration.words]
    return words


def _cues(folder: Path, name: str) -> list[Cue]:
    """Return the captions in a WebVTT file; ValueError where it is none, OSError where it cannot be read."""
    try:
        captions = webvtt.from_string(read_text(inside(folder, name))).captions
    except webvtt.errors.MalformedFileError as trouble:
        raise ValueError(str(trouble)) from None
    return [Cue(_seconds(cue.start), _seconds(cue.end), tuple(cue.text.split("\n"))) for cue in captions]


def _said(cues: Sequence[Cue]) -> str:
    return " ".join(line for cue in cues for line in cue.lines)


def _backwards(cues: Sequence[Cue]) -> list[Cue]:
    """Return the captions that do not end after they begin, or end after the next one begins."""
    nexts = [*(cue.start for cue in cues[1:]), math.inf]
    return [cue for cue, after in zip(cues, nexts, strict=False) if not cue.start < cue.end <= after]


def _latest(cues: list[Cue], words: list[Word]) -> tuple[float, str]:
    """By how much the worst caption begins too early or too late, and which it is."""
    worst, at, index = 0.0, "", 0
    for cue in cues:
        text = " ".join(cue.lines)
        off = abs(cue.start - words[index].start)
        if off >= worst:
            worst, at = off, text
        size = 0  # a word may hold spaces
        while index < len(words) and size < len(text):
            size += len(words[index].text) + 1
            index += 1
    return worst, at


def _first_difference(found: str, wanted: str) -> str | None:
    """Return the place where two texts part, in a few words; None if they do not."""
    if found == wanted:
        return None
    one, other = found.split(), wanted.split()
    at = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return f"{' '.join(one[at : at + 5])!r} where the script has {' '.join(other[at : at + 5])!r}"


def _seconds(stamp: str) -> float:
    hours, minutes, seconds = re.split("[:]", stamp) if stamp.count(":") == 2 else ["0", *stamp.split(":")]
    return round(3600 * int(hours) + 60 * int(minutes) + float(seconds), 3)
