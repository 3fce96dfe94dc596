"""Stores what a film must show, from its rendering to its check, as plain data: JSON and an array of numbers.

It is kept on the machine that drew the film, outside every media folder, under the film's hash and with a key
of all that it comes from. A film that came from elsewhere, or whose lesson has changed, is played again.
"""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import msgspec
import numpy as np
from numpy.typing import NDArray

from studio.check.expected.model import Expected, Flat, Inscription, Still, Stretch, Thing
from studio.film.sources import source_hashes
from studio.film.versions import package_versions
from studio.language.catalogue import translations_hash
from studio.lesson.timeline import Timeline
from studio.rules.findings import Verdict
from studio.speech.pace import narrate_all
from studio.speech.speech import Voice
from studio.system.files import keep_in_cache, prune
from studio.system.received import read_bytes

_SETTINGS = ("lesson", "beat", "parameters", "theme", "voice", "language")
_KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(Thing)}
_MOST = 500_000_000  # bytes of one
_FILMS = 200  # of so many what they must show is kept, the latest


def keep(cache: Path, film: str, manifest: Mapping[str, Any], module: str, expected: Expected) -> None:
    """Keep what was noted while a film was drawn, for its check on this machine.

    cache: a folder that only this program writes. film: the SHA-256 of its file. module: where its lesson is.
    The sound of its lines is left out: the voice keeps that already.

    Where it cannot be written, the lesson is played again for its check.
    """
    key = _key(manifest, module)
    if key is None:
        return
    path = _path(cache, film)
    keep_in_cache(path, encode(expected, key))
    prune(path.parent, files=_FILMS)


def kept(cache: Path, film: str, manifest: Mapping[str, Any], module: str, voice: Voice) -> Expected | None:
    """Return what `keep` kept for this film; None if nothing, or if its lesson is another one today."""
    key = _key(manifest, module)
    if key is None:
        return None
    try:
        silent = decode(read_bytes(_path(cache, film), _MOST), key)
    except (OSError, ValueError):
        return None
    if silent is None:
        return None
    before = silent.timeline.spans
    # A card has no line, and what was kept of its silence is all of it.
    lines = [(span.beat.name, span.beat.line) for span in before if span.beat.line.strip()]
    narrations = iter(narrate_all(lines, voice))
    spans = [
        replace(span, narration=next(narrations).with_gaps([each.gap for each in span.narration.sentences]))
        if span.beat.line.strip()
        else span
        for span in before
    ]
    return replace(silent, timeline=replace(silent.timeline, spans=tuple(spans)))


@dataclass(frozen=True)
class _Still:
    """As model.Still; its texts and flats by their numbers, for most stand through many holds."""

    texts: tuple[int, ...]
    rows: int
    misprinted: bool
    flats: tuple[int, ...]


@dataclass(frozen=True)
class _Stretch:
    """As model.Stretch; each thing with the name of its kind, and its hold by its number."""

    start: int
    frames: int
    beat: str
    things: tuple[tuple[str, dict[str, Any]], ...]
    still: int | None


@dataclass(frozen=True)
class _Kept:
    """As model.Expected, with the texts, flats and holds that its stretches number."""

    key: str
    module: str
    timeline: Timeline
    only: tuple[str, ...]
    shown: str
    verdict: Verdict | None
    texts: tuple[Inscription, ...]
    flats: tuple[Flat, ...]
    stills: tuple[_Still, ...]
    stretches: tuple[_Stretch, ...]


class _Packer:
    """Turns what was noted into plain data, its arrays of numbers laid end to end."""

    def __init__(self) -> None:
        self.arrays: list[NDArray[np.float64]] = []
        self._length = 0
        self._starts: dict[bytes, int] = {}  # of arrays: while a landscape rests, its curves stay the same

    def plain(self, value: Any) -> Any:
        return msgspec.to_builtins(value, enc_hook=self._plain)

    def _plain(self, value: Any) -> Any:
        if isinstance(value, np.generic):
            return value.item()
        if not isinstance(value, np.ndarray):
            raise TypeError(f"a {type(value).__name__} is no plain data")
        numbers = np.asarray(value, np.float64).ravel()
        start = self._starts.setdefault(numbers.tobytes(), self._length)
        if start == self._length:
            self.arrays.append(numbers)
            self._length += numbers.size
        return {"start": start, "shape": value.shape}


class _Unpacker:
    """Turns plain data into what was noted. Raises ValueError where it is not of the type asked for."""

    def __init__(self, numbers: NDArray[np.float64]) -> None:
        self._numbers = numbers

    def made(self, plain: Any, kind: Any) -> Any:
        return msgspec.convert(plain, kind, dec_hook=self._array)

    def _array(self, kind: Any, told: Any) -> Any:
        if not isinstance(told, dict):
            raise ValueError(f"a {kind} is no plain data")
        shape = tuple(map(int, told["shape"]))
        start, size = int(told["start"]), int(np.prod(shape, dtype=object))
        return self._numbers[start : start + size].reshape(shape)


class _Numbered:
    """Objects, each once, numbered as they come."""

    def __init__(self) -> None:
        self.all: list[Any] = []
        self._numbers: dict[int, int] = {}

    def __call__(self, each: Any) -> int:
        if id(each) not in self._numbers:
            self._numbers[id(each)] = len(self.all)
            self.all.append(each)
        return self._numbers[id(each)]


def encode(expected: Expected, key: str) -> bytes:
    """Return an npz file of `expected` without its sound: `told`, JSON as bytes, and `numbers`, float64."""
    packer, texts, flats, stills = _Packer(), _Numbered(), _Numbered(), _Numbered()
    spans = [replace(span, narration=span.narration.muted()) for span in expected.timeline.spans]
    stretches = tuple(
        _Stretch(
            stretch.start,
            stretch.frames,
            stretch.beat,
            tuple((type(thing).__name__, packer.plain(thing)) for thing in stretch.things),
            None if stretch.still is None else stills(stretch.still),
        )
        for stretch in expected.stretches
    )
    numbered = tuple(
        _Still(tuple(map(texts, still.texts)), still.rows, still.misprinted, tuple(map(flats, still.flats)))
        for still in stills.all
    )
    told = _Kept(
        key,
        expected.module,
        replace(expected.timeline, spans=tuple(spans)),
        expected.only,
        expected.shown,
        expected.verdict,
        tuple(texts.all),
        tuple(flats.all),
        numbered,
        stretches,
    )
    plain = json.dumps(packer.plain(told)).encode()  # as msgspec's, but with words for what is not finite
    packed = io.BytesIO()
    numbers = np.concatenate(packer.arrays) if packer.arrays else np.zeros(0)
    np.savez(packed, told=np.frombuffer(plain, np.uint8), numbers=numbers)
    return packed.getvalue()


def decode(content: bytes, key: str) -> Expected | None:
    """Return what `encode` packed; None where it was packed under another key.

    Raises ValueError where it is not what `encode` writes.
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            plain, numbers = json.loads(arrays["told"].tobytes()), np.asarray(arrays["numbers"], np.float64)
        if plain["key"] != key:
            return None
        unpacker = _Unpacker(numbers)
        told: _Kept = unpacker.made(plain, _Kept)
        stills = [
            Still(
                tuple(told.texts[number] for number in still.texts),
                still.rows,
                still.misprinted,
                tuple(told.flats[number] for number in still.flats),
            )
            for still in told.stills
        ]
        stretches = tuple(
            Stretch(
                stretch.start,
                stretch.frames,
                stretch.beat,
                tuple(unpacker.made(fields, _KINDS[name]) for name, fields in stretch.things),
                None if stretch.still is None else stills[stretch.still],
            )
            for stretch in told.stretches
        )
    # A spoilt npz breaks in many ways: BadZipFile, tokenize.TokenError, zlib.error, MemoryError, ...
    except Exception as trouble:
        raise ValueError(f"it is not what is kept of a film: {trouble}") from None
    return Expected(told.module, told.timeline, told.only, told.shown, stretches, told.verdict)


def _key(manifest: Mapping[str, Any], module: str) -> str | None:
    """Return a name for all that shapes what is noted; None where the lesson is in no file."""
    try:
        sources = source_hashes([module, "studio.check.expected.notes", "studio.check.expected.cache"])
    except ValueError:  # a notebook's cells
        return None
    told = {
        **{name: manifest[name] for name in _SETTINGS},
        "captions": manifest.get("captions", []),
        "translations": translations_hash([manifest["language"], *manifest.get("captions", [])]),
        "frame rate": manifest["quality"]["frame_rate"],
        "versions": package_versions(),
        "sources": sources,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _path(cache: Path, film: str) -> Path:
    return cache / "expected" / f"{film}.npz"
