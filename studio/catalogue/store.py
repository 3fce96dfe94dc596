"""Stores of films: a folder, or whatever fsspec can reach by a URL, such as s3://bucket/media.

A folder of films there has its manifest written last, and taken away first: a film without one is none. What
others can write there is hostile: a name that would lead out of the folder it is fetched into is refused.
"""

import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from studio.catalogue.freshness import staleness
from studio.catalogue.job import Job
from studio.film.manifest_file import NAME, former_files
from studio.system.cache_home import cache_home
from studio.system.files import ABANDONED, scratch, sweep, write_atomically
from studio.system.received import MOST_FILM, MOST_TEXT, inside, read_text

#: Where in a media folder what breaks a rule is kept instead of being published.
REJECTED = ".rejected"

#: Where in a media folder the parts of films are kept until they are joined, by the film's key.
PARTS = ".parts"


class Store(Protocol):
    """A store of films. `cache`: a folder of this machine for what may be kept between renders."""

    cache: Path

    def staleness(self, job: Job) -> str | None:
        """See studio.catalogue.freshness.staleness."""
        ...

    def media(self, *places: str) -> Any:
        """A context with a local media folder that has what is at these places; what is written is kept."""
        ...

    def write(self, name: str, text: str) -> None:
        """Keep a text under this name."""
        ...

    def read(self, name: str) -> str | None:
        """Return the text under this name; None where there is none that can be read."""
        ...

    def remove(self, place: str) -> None:
        """Remove all that is at a place."""
        ...

    def sweep(self) -> None:
        """Remove what processes that were killed have left."""
        ...

    def shows(self, name: str) -> str:
        """Return the address of what is kept under this name."""
        ...


def store_of(media: str) -> Store:
    """Return the store that an address means: a path, or a URL.

    Raises:
        ValueError: nothing here can reach such URLs.
    """
    if "\0" in media:
        raise ValueError("an address of a media folder holds no NUL character")
    if "://" not in media:
        return Folder(Path(media))
    if media.startswith("file://"):
        return Folder(Path(media.removeprefix("file://")))
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise ValueError(f"{media} needs the package fsspec: pip install fsspec") from None
    try:
        system, path = url_to_fs(media)
    except Exception as trouble:  # each of its many kinds of URL fails in its own way
        raise ValueError(f"{media} cannot be reached: {trouble or type(trouble).__name__}") from None
    return Remote(media.rstrip("/"), system, path.rstrip("/"))


class Folder:
    """A folder of this machine, or one that it shares with others."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.cache = cache_home()

    def staleness(self, job: Job) -> str | None:
        return staleness(job, self._path)

    @contextmanager
    def media(self, *places: str) -> Iterator[Path]:
        yield self._path

    def write(self, name: str, text: str) -> None:
        path = inside(self._path, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text)

    def read(self, name: str) -> str | None:
        try:
            return read_text(inside(self._path, name))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None

    def remove(self, place: str) -> None:
        path = inside(self._path, place)
        shutil.rmtree(path, ignore_errors=True)
        with suppress(OSError):  # others are in it
            path.parent.rmdir()

    def sweep(self) -> None:
        sweep(self.cache)
        for folder in (
            self._path,
            self._path / REJECTED,
            *self._path.glob("*/"),
            *self._path.glob("*/beats"),
        ):
            sweep(folder)
        with suppress(FileNotFoundError):
            for parts in list(self._path.glob(f"{PARTS}/*")):
                sweep(parts)
                with suppress(FileNotFoundError):  # the run that asked for it has joined it meanwhile
                    if time.time() - parts.stat().st_mtime > ABANDONED:  # nobody asks for that film any more
                        self.remove(f"{PARTS}/{parts.name}")

    def shows(self, name: str) -> str:
        return str(self._path / name)


class Remote:
    """A place that only fsspec reaches; what is worked on there is worked on here, then sent."""

    def __init__(self, url: str, system: Any, path: str) -> None:
        self._url, self._system, self._path = url, _Plain(url, system), path
        self.cache = cache_home()

    def staleness(self, job: Job) -> str | None:
        """As for a folder, but files there are told by their lengths: hashes would need them all here."""
        with self._aside() as local:
            there = self._lengths(job.place)
            if NAME not in there:
                return "missing"
            self._fetch(f"{job.place}/{NAME}", there[NAME], MOST_TEXT, local)
            return staleness(job, local, lengths=there)

    @contextmanager
    def media(self, *places: str) -> Iterator[Path]:
        with self._aside() as local:
            for place in places:
                for name, length in self._lengths(place).items():
                    self._fetch(f"{place}/{name}", length, MOST_FILM, local)
            before = _written(local)
            yield local
            self._send(local, [path for path, when in _written(local).items() if before.get(path) != when])

    def write(self, name: str, text: str) -> None:
        self._system.makedirs(self._parent(name), exist_ok=True)
        self._system.pipe_file(f"{self._path}/{name}", text.encode())

    def read(self, name: str) -> str | None:
        with suppress(FileNotFoundError, UnicodeDecodeError):
            return bytes(self._system.cat_file(f"{self._path}/{name}", end=MOST_TEXT)).decode()
        return None

    def remove(self, place: str) -> None:
        if self._system.exists(f"{self._path}/{place}"):
            self._system.rm(f"{self._path}/{place}", recursive=True)

    def sweep(self) -> None:
        sweep(self.cache)

    def shows(self, name: str) -> str:
        return f"{self._url}/{name}"

    @contextmanager
    def _aside(self) -> Iterator[Path]:
        with scratch(self.cache, "media") as folder:
            yield folder

    def _lengths(self, place: str) -> dict[str, int]:
        """Return the files at a place, by their names there, and how many bytes each has."""
        top = f"{self._path}/{place}"
        found: Mapping[str, Any] = self._system.find(top, detail=True) if self._system.exists(top) else {}
        start = PurePosixPath(self._system._strip_protocol(top)).as_posix()
        if not all(path.startswith(f"{start}/") for path in found):
            raise ValueError(f"{self._url} lists what is not in {place}")
        return {path[len(start) + 1 :]: int(told["size"] or 0) for path, told in found.items()}

    def _fetch(self, name: str, length: int, most: int, local: Path) -> None:
        """Raises ValueError where the file is too long, or its name leads out of the folder."""
        target = inside(local, name)
        if length > most:
            raise ValueError(f"{self._url}/{name} has {length:,} bytes, and at most {most:,} are fetched")
        target.parent.mkdir(parents=True, exist_ok=True)
        self._system.get_file(f"{self._path}/{name}", str(target))

    def _send(self, local: Path, written: Sequence[Path]) -> None:
        names = [path.relative_to(local).as_posix() for path in written]
        names.sort(key=lambda name: name.endswith(".mp4"))  # last, since it is what people look for
        manifests = [name for name in names if PurePosixPath(name).name == NAME]
        for name in manifests:
            place = PurePosixPath(name).parent.as_posix()
            former = self._former(place)
            for old in (name, *(f"{place}/{each}" for each in former if not (local / place / each).exists())):
                if self._system.exists(f"{self._path}/{old}"):
                    self._system.rm_file(f"{self._path}/{old}")
        for name in [*(name for name in names if name not in manifests), *manifests]:
            self._system.makedirs(self._parent(name), exist_ok=True)
            self._system.put_file(str(local / name), f"{self._path}/{name}")

    def _former(self, place: str) -> set[str]:
        """Return the names of files at a place that belong to the film there: see `former_files`."""
        with self._aside() as aside:
            with suppress(ValueError):  # what is too long is no manifest
                length = self._lengths(place).get(NAME)
                if length is not None:
                    self._fetch(f"{place}/{NAME}", length, MOST_TEXT, aside)
            return former_files(aside / place)

    def _parent(self, name: str) -> str:
        return str(PurePosixPath(f"{self._path}/{name}").parent)


class _Plain:
    """A file system of fsspec's whose own kinds of errors are told as OSError, in a sentence."""

    def __init__(self, url: str, system: Any) -> None:
        self._url, self._system = url, system

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._system, name)

        def called(*arguments: Any, **options: Any) -> Any:
            try:
                return method(*arguments, **options)
            except OSError:
                raise
            except Exception as trouble:  # botocore's, aiohttp's, ...: none is known here
                said = f"{trouble}".partition("\n")[0] or type(trouble).__name__
                raise OSError(f"{self._url} cannot be reached: {said}") from trouble

        return called


def _written(folder: Path) -> dict[Path, int]:
    """Return every file that is to be kept, and when it was written."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        path: path.stat().st_mtime_ns
        for path in files
        if not any(
            part[0] == "." and part not in (REJECTED, PARTS) for part in path.relative_to(folder).parts
        )
    }
