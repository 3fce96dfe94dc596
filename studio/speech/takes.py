"""Recordings of a lesson's lines: files that somebody else made, found and read within bounds.

A folder holds those of one lesson: `bowl.wav` for the whole line of the beat bowl, or `bowl.1.wav`,
`bowl.2.wav`, ... for its sentences; WAV or FLAC, in letters of either case: recorders write `bowl.WAV`.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from studio.speech.sound import SAMPLE_RATE, Samples, faded
from studio.speech.word_times import MOST_SECONDS, silences
from studio.system.received import inside, open_regular, read_bytes

SUFFIXES = (".wav", ".flac")
MOST_BYTES = 40_000_000  # 30 s at 192 kHz in two channels of 24 bits have 35,000,000
_MOST_FILES = 2000
_SHORTEST = 0.1  # seconds; of less a recogniser, which has fewer samples, can be left with none
_SILENT = 10 ** (-50 / 20)  # of full scale: a loudest sample below it is nobody's speech
_BEFORE, _AFTER = 0.03, 0.08  # seconds kept around what is spoken, in which the sound rises and fades


def find_takes(folder: Path, beat: str, count: int) -> list[Path]:
    """Return the one file of a beat's whole line, or those of its `count` sentences; [] where one is missing.

    Raises:
        ValueError: there are two for the same words, or as `files_in`.
        OSError: the folder cannot be read.
    """
    there = files_in(folder) if folder.is_dir() else []
    whole = _named(there, beat)
    parts = [_named(there, f"{beat}.{number}") for number in range(1, count + 1)]
    if whole and any(parts):
        raise ValueError(f"{folder} has {whole.name} for a line, and its sentences, too: keep one of them")
    if whole:
        return [whole]
    found = [part for part in parts if part]
    return found if len(found) == count else []


def _named(files: Iterable[Path], stem: str) -> Path | None:
    found = [path for path in files if path.stem == stem]
    if len(found) > 1:
        raise ValueError(f"{found[0].parent} has both {found[0].name} and {found[1].name}: keep one of them")
    return found[0] if found else None


def files_in(folder: Path) -> list[Path]:
    """Return every recording in a folder, by name.

    Raises:
        ValueError: there is no such folder, or it has too many files.
        OSError: it cannot be read.
    """
    if not folder.is_dir():
        raise ValueError(
            f"there is no folder {folder} with recordings: --voice-sheet writes what to read, with file names"
        )
    names = sorted(path.name for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    if len(names) > _MOST_FILES:
        raise ValueError(f"{folder} has {len(names)} recordings, and at most {_MOST_FILES} are read")
    return [inside(folder, name) for name in names]


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of every recording in a folder; raises as `files_in`, `content_of`."""
    for path in files_in(folder):
        yield path.name, content_of(path)


def content_of(path: Path) -> bytes:
    """Return a recording's bytes; raises ValueError where it is no regular file or too long, OSError."""
    return read_bytes(path, MOST_BYTES)


def read_take(path: Path) -> Samples:
    """Return a recording's sound, (n,) at 48 kHz in one channel, from its first word to its last.

    Raises:
        ValueError: it is no WAV or FLAC file, has other sound in it than plain samples or FLAC, is too long,
            or nothing can be heard in it.
        OSError: it cannot be read.
    """
    kind = path.suffix.lower().removeprefix(".")
    import av  # takes a tenth of a second, and only what is rendered needs it

    parts: list[np.ndarray] = []
    length = 0
    try:
        open_regular(path, MOST_BYTES).close()
        with av.open(f"file:{path}", format=kind) as container:
            stream = next(iter(container.streams.audio), None)
            codec = stream.codec_context.name if stream and stream.codec_context else ""  # None: unknown
            if stream is None or not (codec == "flac" or codec.startswith("pcm_")):
                raise ValueError(f"it has {codec or 'no known sound'} in it, and PCM or FLAC is read")
            resampler = av.AudioResampler("fltp", "mono", SAMPLE_RATE)
            for frame in chain(container.decode(stream), [None]):
                for part in resampler.resample(frame):
                    parts.append(part.to_ndarray()[0])
                    length += len(parts[-1])
                if length > MOST_SECONDS * SAMPLE_RATE:
                    raise ValueError(
                        f"it is longer than {MOST_SECONDS:.0f} s: record each sentence of the line by itself"
                    )
    except av.FFmpegError as trouble:
        raise ValueError(f"{path} cannot be read as a recording: {trouble.strerror}") from None
    except ValueError as trouble:
        raise ValueError(f"{path} cannot be read as a recording: {trouble}") from None
    samples = np.concatenate(parts).astype(np.float32) if parts else np.zeros(0, np.float32)
    if not np.isfinite(samples).all() or np.abs(samples).max(initial=0.0) < _SILENT:
        raise ValueError(f"{path} cannot be read as a recording: nothing can be heard in it")
    if len(samples) < _SHORTEST * SAMPLE_RATE:
        raise ValueError(f"{path} cannot be read as a recording: it is shorter than any word")
    return trimmed(samples)[0]


def trimmed(samples: Samples) -> tuple[Samples, float]:
    """Return a sound, (n,), without the quiet before the first and after the last word.

    And the seconds that were cut off before it.
    """
    seconds = len(samples) / SAMPLE_RATE
    first, last = 0.0, seconds
    for start, end in silences(samples, edges=True):
        if start == 0:
            first = end
        elif end >= seconds - 0.02:
            last = start
    start, stop = max(first - _BEFORE, 0.0), min(last + _AFTER, seconds)
    kept = samples[round(start * SAMPLE_RATE) : round(stop * SAMPLE_RATE)]
    return faded(kept, round(_BEFORE * SAMPLE_RATE), round(_AFTER * SAMPLE_RATE)), start


def cuts(samples: Samples, begins: Sequence[float]) -> list[int]:
    """Return the samples at which a line is cut before sentences that begin near these seconds.

    Each cut lies in the middle of the pause that ends nearest to the sentence's beginning.

    Raises:
        ValueError: there are fewer pauses than that.
    """
    pauses = silences(samples)
    places: list[int] = []
    for number, begin in enumerate(begins):
        left = pauses[: len(pauses) - (len(begins) - 1 - number)]
        if not left:
            raise ValueError(
                f"{len(begins) + 1} sentences are in it, and {number} pauses can be heard between them: "
                "pause longer after each, or record each by itself"
            )
        best = min(left, key=lambda pause: abs(pause[1] - begin))
        places.append(round((best[0] + best[1]) / 2 * SAMPLE_RATE))
        pauses = pauses[pauses.index(best) + 1 :]
    return places
