"""A person's voice: the recordings of a lesson's lines instead of a synthesiser."""

import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np

from studio.speech.hearing import alike, distance, plain_words
from studio.speech.sound import SAMPLE_RATE, Samples
from studio.speech.speech import Speech
from studio.speech.takes import content_of, contents, cuts, find_takes, read_take, trimmed
from studio.speech.word_times import WHISPER, aligned, by_letters, timer
from studio.system.files import keep_in_cache
from studio.system.received import decode, read_bytes

_WRONG = 0.5  # of a take's letters: more is another line; a voice that is hard to understand has less
_REPEATED = 2.4  # times as long as it is compressed
_NAMED = 6  # lines without a recording, or takes of other lines, that a refusal names


class _Found(msgspec.Struct):
    """The seconds at which a take's words begin, and what was heard of it; "" if nobody listened."""

    starts: list[float]
    heard: str


@dataclass(frozen=True)
class _Take:
    """One recording: the sentences that should be in it, each as its words."""

    path: Path
    sentences: list[list[str]]

    @property
    def words(self) -> list[str]:
        return [word for sentence in self.sentences for word in sentence]

    @property
    def line(self) -> str:
        return " ".join(self.words)


class RecordedVoice:
    """The recordings in `folder`, which are those of one lesson; see `studio.speech.takes` for their names.

    Where each word begins, and what is heard of a take, is found once and kept in `cache`. Its name holds a
    hash of all files, so that a new recording makes a film stale.

    Raises:
        ValueError: there is no such folder, or a file in it cannot be read.
        OSError: one cannot be read.
    """

    KIND = "recorded-"
    # Raise it when this package makes other sound, or other times, of the same takes.
    REVISION = 1

    def __init__(self, folder: Path, language: str, cache: Path) -> None:
        self.language = language
        self._folder, self._cache = folder, cache
        self._timer = timer(language)
        self.name = self.name_of(contents(folder), language)

    @classmethod
    def name_of(cls, files: Iterable[tuple[str, bytes]], language: str) -> str:
        """Return the name of a voice with these recordings, each a file's name and its content."""
        sums = dict(sorted((name, _sum(content)) for name, content in files))
        told = hashlib.sha256(json.dumps(sums).encode()).hexdigest()[:16]
        return f"{cls.KIND}{told}-{timer(language)}-r{cls.REVISION}"

    def read(self, lines: Iterable[tuple[str, list[list[str]]]]) -> list[list[Speech]]:
        """Return the recorded sentences of each line, given as its beat and its sentences' words.

        Raises:
            ValueError: lines have no recording, files cannot be read, or something else is heard in one; the
                sentence names them.
        """
        takes: list[list[_Take]] = []
        missing: list[str] = []
        for beat, sentences in lines:
            paths = find_takes(self._folder, beat, len(sentences)) if sentences else []
            if sentences and not paths:
                missing.append(f"{beat}.wav")
            each = [sentences] if len(paths) == 1 else [[sentence] for sentence in sentences]
            takes.append([_Take(path, said) for path, said in zip(paths, each, strict=False)])
        if missing:
            raise ValueError(
                f"{self._folder} has no recording for {_some(missing)}; --voice-sheet writes what to read"
            )
        flat = [take for line in takes for take in line]
        sounds = [read_take(take.path) for take in flat]
        found = iter(self._found(flat, sounds))
        heard = iter(zip(flat, sounds, strict=True))
        return [
            [speech for _ in line for speech in _sentences(*next(heard), next(found).starts)]
            for line in takes
        ]

    def _found(self, takes: Sequence[_Take], sounds: Sequence[Samples]) -> list[_Found]:
        """Return where the words of each take begin; ValueError where other words are heard in one."""
        kept = [self._kept(take) for take in takes]
        new = [number for number, each in enumerate(kept) if each is None]
        if self._timer == WHISPER and new:
            answers = aligned([(sounds[number], takes[number].words) for number in new])
        else:
            answers = [(by_letters(sounds[number], takes[number].words), "") for number in new]
        for number, (starts, heard) in zip(new, answers, strict=True):
            kept[number] = answer = _Found(starts.tolist(), heard.strip())
            keep_in_cache(self._path(takes[number]), msgspec.json.encode(answer))
        found = [each for each in kept if each is not None]
        wrong = [
            f"{take.path.name} says {each.heard!r}, and its line is {take.line!r}"
            for take, each in zip(takes, found, strict=True)
            if each.heard and not _stuck(each.heard) and _off(take.line, each.heard) > _WRONG
        ]
        if wrong:
            raise ValueError(f"in {self._folder} other words are heard than the lines': {_some(wrong, '; ')}")
        return found

    def _kept(self, take: _Take) -> _Found | None:
        try:
            return decode(read_bytes(self._path(take)), _Found)
        except (OSError, ValueError):
            return None

    def _path(self, take: _Take) -> Path:
        told = [_sum(content_of(take.path)), self._timer, self.REVISION, *take.words]
        return self._cache / "takes" / f"{hashlib.sha256(json.dumps(told).encode()).hexdigest()}.json"


def _sentences(take: _Take, samples: Samples, starts: Sequence[float]) -> list[Speech]:
    """Return a take, cut into its sentences."""
    firsts = np.cumsum([0, *map(len, take.sentences)])
    try:
        places = [0, *cuts(samples, [starts[first] for first in firsts[1:-1]]), len(samples)]
    except ValueError as trouble:
        raise ValueError(f"{take.path}: {trouble}") from None
    speeches = []
    for number, (start, stop) in enumerate(pairwise(places)):
        part = samples[start:stop]
        kept, before = trimmed(part) if len(take.sentences) > 1 else (part, 0.0)
        inside = np.array(starts[firsts[number] : firsts[number + 1]]) - start / SAMPLE_RATE - before
        inside = np.clip(np.maximum.accumulate(inside), 0.0, len(kept) / SAMPLE_RATE)
        inside[0] = 0.0
        speeches.append(Speech(kept, inside))
    return speeches


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _off(line: str, heard: str) -> float:
    """Return the share of a line's letters that were heard wrong."""
    said = "".join(alike(plain_words(line)))
    return distance(said, "".join(alike(plain_words(heard)))) / max(len(said), 1)


def _stuck(heard: str) -> bool:
    """Say whether the recogniser repeats itself instead of listening, which tells nothing of a take.

    The measure, and its limit, are Whisper's own: how far the text can be compressed.
    """
    text = heard.encode()
    return len(text) / len(zlib.compress(text)) > _REPEATED


def _some(named: Sequence[str], between: str = ", ") -> str:
    rest = len(named) - _NAMED
    return between.join(named[:_NAMED]) + (f"{between}and {rest} more" if rest > 0 else "")
