"""Spoken words with their times -> captions -> WebVTT and SubRip files (quality rule 21)."""

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import zip_longest
from pathlib import Path

import srt
import webvtt

from studio.speech.break_words import BreakWords, break_words
from studio.system.files import write_atomically

# The numbers of Netflix's Timed Text Style Guide (general requirements; English).
LINE_LENGTH = 42  # characters
LINES = 2
SHORTEST, LONGEST = 5 / 6, 7.0  # seconds
COMFORTABLE, FASTEST = 17, 20  # characters a second, spaces counted: for children and learners; for adults
GAP = 2  # frames between two captions, so that the eye sees the change
CHAINED = 0.5  # seconds; a gap shorter than this looks like a flicker and is closed to GAP

_INSTANT = 0.002  # seconds; less than this is nothing once times are whole milliseconds

_BROKEN = 50.0  # points for a caption that breaks rule 6, more than all of rules 7 and 8 come to

_SENTENCE_END = (".", "?", "!", "…")
_CLAUSE_END = (",", ";", ":", "–", "—")
_OPENING, _CLOSING = "\"'“‘([«¿¡", "\"'”’)]»"
_ABBREVIATIONS = {"e.g.", "i.e.", "vs.", "cf.", "ej.", "aprox."}


@dataclass(frozen=True)
class Word:
    """A word of the narration as it is written, punctuation included; its time in seconds of the film."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Cue:
    """One caption: its lines, and its time in seconds of the film, in whole milliseconds."""

    start: float
    end: float
    lines: tuple[str, ...]


def cues(
    beats: Sequence[Sequence[Word]], *, film_end: float, frame_rate: float, language: str = "en"
) -> tuple[Cue, ...]:
    """Captions of the words of each beat, in order; `film_end` in seconds, `frame_rate` in frames a second.

    language: of the words, as BCP 47 has it.

    The rules, strongest first. Where two conflict, the later one yields:

    1. The words are the ones given, in their order, and no caption holds words of two beats.
    2. At most 2 lines of 42 characters. Only a single word longer than that breaks this.
    3. A caption begins when its first word does.
    4. It ends 2 frames before the next one begins and not after the film. (Only when one beat begins within
       2 frames of the last caption of another is the gap smaller.)
    5. It lasts at most 7 s, even if a word should last longer.
    6. It lasts 0.83 s or more, and is read at 20 characters a second or fewer: it stays on into the silence
       after it as far as 4 and 5 allow, and the breaks between captions are chosen for it. Speech faster than
       that, without a pause, cannot be captioned word for word any slower.
    7. It is read at 17 characters a second or fewer.
    8. It ends where a sentence ends, or else a clause, or else where the captions become alike in length; a
       sentence is not interrupted by a line break after an article or a preposition; no word stands alone.

    The breaks are the best of all possible ones by the sum of what each caption violates of 6 to 8 (dynamic
    programming, as Knuth and Plass break paragraphs).

    A word's text may hold spaces (a formula, "x = 3"); such a word is never broken.

    Raises ValueError for an empty word or one with outer spaces or line breaks, for words that are not in
    order of time or begin outside the film, and for more words at one moment than a caption holds.
    """
    known = break_words(language)
    words = [word for beat in beats for word in beat]
    _check(words, film_end)
    groups: list[Sequence[Word]] = []
    for number, beat in enumerate(beats):
        later = next((other[0].start for other in beats[number + 1 :] if other), None)
        groups += _split(beat, later, film_end, GAP / frame_rate, known)
    starts = [group[0].start for group in groups]
    return tuple(
        Cue(
            _milliseconds(group[0].start),
            _end(group, later, film_end, GAP / frame_rate),
            _lines(group, known),
        )
        for group, later in zip_longest(groups, starts[1:])
    )


def write_vtt(path: Path, cues: Sequence[Cue]) -> None:
    """Write `cues` as WebVTT, UTF-8, where the player puts them by default. OSError where that fails.

    webvtt-py writes text as it is, so `&`, `<` and `>` are escaped here, which also makes `-->` harmless.
    """
    file = webvtt.WebVTT()
    for cue in cues:
        start, end = (str(webvtt.models.Timestamp.from_seconds(time)) for time in (cue.start, cue.end))
        file.captions.append(
            webvtt.Caption(start, end, [html.escape(line, quote=False) for line in cue.lines])
        )
    write_atomically(path, file.content.rstrip("\n") + "\n")


def write_srt(path: Path, cues: Sequence[Cue]) -> None:
    """Write `cues` as SubRip, in UTF-8 with the line ends of Windows, where the format is from.

    Raises OSError where that fails.

    By the `srt` package: webvtt-py takes what stands between `<` and `>` for a tag and leaves it out. SubRip
    has no escapes, so the text is written as it is.
    """
    subtitles = [
        srt.Subtitle(number, timedelta(seconds=cue.start), timedelta(seconds=cue.end), "\n".join(cue.lines))
        for number, cue in enumerate(cues, 1)
    ]
    write_atomically(path, srt.compose(subtitles, eol="\r\n"))


def _check(words: Sequence[Word], film_end: float) -> None:
    time = 0.0
    for word in words:
        if not word.text or word.text != word.text.strip() or len(word.text.splitlines()) > 1:
            raise ValueError(f"a caption's word must be text without outer spaces and line breaks: {word}")
        if not time <= word.start <= word.end or word.start > film_end - _INSTANT:
            raise ValueError(
                f"words must be in order of time and begin within the film ({film_end} s): {word}"
            )
        time = word.start


def _split(
    words: Sequence[Word], later: float | None, film_end: float, gap: float, known: BreakWords
) -> list[Sequence[Word]]:
    """`words` of one beat in groups, a caption each; `later` is when the first word after the beat begins."""

    # From the last word backwards: best[first] is the least cost of captioning words[first:], and where the
    # second of those captions begins.
    best: list[tuple[float, int]] = [(math.inf, 0)] * len(words) + [(0.0, 0)]
    for first in reversed(range(len(words))):
        for second in range(first + 1, len(words) + 1):
            group = words[first:second]
            if len(group) > 1 and _length(group) > LINES * LINE_LENGTH + 1:
                break
            following = words[second].start if second < len(words) else later
            cost = best[second][0] + _cost(group, words[second : second + 1], following, film_end, gap, known)
            best[first] = min(best[first], (cost, second))
    if math.isinf(best[0][0]):
        raise ValueError(f"too many words at one moment for captions: {_text(words)!r}")
    groups, first = [], 0
    while first < len(words):
        second = best[first][1]
        groups.append(words[first:second])
        first = second
    return groups


def _cost(
    group: Sequence[Word],
    rest: Sequence[Word],
    later: float | None,
    film_end: float,
    gap: float,
    known: BreakWords,
) -> float:
    """Return how far a caption of `group` is from rules 6 to 8; inf where rules 2 or 3 forbid it.

    `rest` begins with the word that the beat goes on with, `later` is when the next caption begins. The
    weights are ours: one point is about one break too many.
    """
    start = _milliseconds(group[0].start)
    if (len(group) > 1 and not _breaks(group)) or (later is not None and later < start + _INSTANT):
        return math.inf
    length = _length(group)
    seconds = _end(group, later, film_end, gap) - start
    speed = length / max(seconds, 0.001)
    cost = 1.0 + 2 * (length / (LINES * LINE_LENGTH)) ** 2  # few captions, of like length
    for excess in (SHORTEST - seconds, speed / FASTEST - 1, group[-1].end - start - LONGEST):
        cost += _BROKEN * (1 + excess) if excess > 0.001 else 0.0
    cost += max(0.0, speed - COMFORTABLE)
    cost += 1.5 * sum(ends_sentence(word) for word in group[:-1])
    cost += 4 * (len(group) == 1)
    return cost + (_break_cost(group[-1], rest[0], known) if rest else 0)


def _break_cost(before: Word, after: Word, known: BreakWords) -> float:
    """Return how much a reader minds a break between two words: 0 between sentences, up to 5."""
    if ends_sentence(before):
        return 0.0
    if _bare(before).endswith(_CLAUSE_END):
        return 1.0
    one, other = (_bare(word).lstrip(_OPENING).lower() for word in (before, after))
    if known.leads(one):
        return 5.0
    return 2.0 if known.opens(other) else 3.0


def _breaks(group: Sequence[Word]) -> list[int]:
    """Return where `group` can be broken into lines that fit; its own length where it fits in one."""
    whole, length = len(group), _length(group)
    ways = [whole] if length <= LINE_LENGTH else []
    top = -1
    for second in range(1, whole):
        top += 1 + len(group[second - 1].text)
        if max(top, length - top - 1) <= LINE_LENGTH:
            ways.append(second)
    return ways


def _lines(group: Sequence[Word], known: BreakWords) -> tuple[str, ...]:
    """The text of `group` in one line if it fits, else in two: of like length, broken at a pause."""
    whole = len(group)
    if whole == 1 or _length(group) <= LINE_LENGTH:
        return (_text(group),)

    def badness(second: int) -> float:
        top, bottom = group[:second], group[second:]
        alone = whole > 2 and 1 in (len(top), len(bottom))
        unlike = abs(_length(top) - _length(bottom)) / 4  # four characters weigh as much as one point
        return _break_cost(top[-1], bottom[0], known) + unlike + 20 * alone

    second = min(_breaks(group), key=badness)
    return _text(group[:second]), _text(group[second:])


def _end(group: Sequence[Word], later: float | None, film_end: float, gap: float) -> float:
    """When the caption of `group` ends, in whole milliseconds, if the next one begins at `later`."""
    start = _milliseconds(group[0].start)
    latest = min(start + LONGEST, film_end)
    needed = max(group[-1].end, start + SHORTEST, start + _length(group) / COMFORTABLE)
    if later is not None:
        following = _milliseconds(later)
        if following - needed < CHAINED:
            needed = following
        latest = min(latest, max(following - gap, (start + following) / 2))
    return math.floor(min(needed, latest) * 1000 + 1e-6) / 1000


def _milliseconds(seconds: float) -> float:
    return round(seconds, 3)


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _length(words: Sequence[Word]) -> int:
    """Return how long their text is; asked of every possible caption, so it is not put together."""
    return sum([len(word.text) for word in words]) + len(words) - 1


def _bare(word: Word) -> str:
    return word.text.rstrip(_CLOSING)


def ends_sentence(word: Word) -> bool:
    """Say whether a sentence ends with `word`. 0.1 does not end with a full stop; 0.1. does."""
    return _bare(word).endswith(_SENTENCE_END) and _bare(word).lower() not in _ABBREVIATIONS
