"""Where films are kept: a folder, or whatever fsspec can reach by a URL, such as s3://bucket/media.

A folder of films there has its manifest written last, and taken away first: a film without one is none.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from studio.catalogue.freshness import staleness
from studio.catalogue.job import Job
from studio.film.manifest_file import NAME
from studio.system.cache_home import cache_home
from studio.system.files import write_atomically

#: Where in a media folder what breaks a rule is kept instead of being published.
REJECTED = ".rejected"

#: Where in a media folder the parts of films are kept until they are joined, by the film's key.
PARTS = ".parts"


class Store(Protocol):
    """Where films are kept. `cache`: a folder of this machine for what may be kept between renders."""

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
        """What was kept under this name; None where nothing was."""
        ...

    def remove(self, place: str) -> None:
        """Remove all that is at a place."""
        ...

    def shows(self, name: str) -> str:
        """The address of what is kept under this name."""
        ...


def store_of(media: str) -> Store:
    """The store that an address means: a path, or a URL.

    Raises:
        ValueError: nothing here can reach such URLs.
    """
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
    except (ImportError, ValueError) as trouble:
        raise ValueError(f"{media} cannot be reached: {trouble}") from None
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
        path = self._path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text)

    def read(self, name: str) -> str | None:
        try:
            return (self._path / name).read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return None

    def remove(self, place: str) -> None:
        shutil.rmtree(self._path / place, ignore_errors=True)

    def shows(self, name: str) -> str:
        return str(self._path / name)


class Remote:
    """A place that only fsspec reaches; what is worked on there is worked on here, then sent."""

    def __init__(self, url: str, system: Any, path: str) -> None:
        self._url, self._system, self._path = url, system, path
        self.cache = cache_home()

    def staleness(self, job: Job) -> str | None:
        """As for a folder, but files there are told by their lengths: hashes would need them all here."""
        with self._aside() as local:
            if not self._fetch(f"{job.place}/{NAME}", local):
                return "missing"
            there = self._lengths(job.place)
            return staleness(job, local, lengths=there)

    @contextmanager
    def media(self, *places: str) -> Iterator[Path]:
        with self._aside() as local:
            for place in places:
                for name in self._lengths(place):
                    self._fetch(f"{place}/{name}", local)
            before = _written(local)
            yield local
            self._send(local, [path for path, when in _written(local).items() if before.get(path) != when])

    def write(self, name: str, text: str) -> None:
        self._system.makedirs(self._parent(name), exist_ok=True)
        self._system.pipe_file(f"{self._path}/{name}", text.encode())

    def read(self, name: str) -> str | None:
        try:
            return bytes(self._system.cat_file(f"{self._path}/{name}")).decode()
        except FileNotFoundError:
            return None

    def remove(self, place: str) -> None:
        if self._system.exists(f"{self._path}/{place}"):
            self._system.rm(f"{self._path}/{place}", recursive=True)

    def shows(self, name: str) -> str:
        return f"{self._url}/{name}"

    @contextmanager
    def _aside(self) -> Iterator[Path]:
        self.cache.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self.cache, prefix="media-") as folder:
            yield Path(folder)

    def _lengths(self, place: str) -> dict[str, int]:
        """The files at a place, and how many bytes each has."""
        top = f"{self._path}/{place}"
        found = self._system.find(top, detail=True) if self._system.exists(top) else {}
        start = PurePosixPath(self._system._strip_protocol(top))
        return {str(PurePosixPath(path).relative_to(start)): info["size"] for path, info in found.items()}

    def _fetch(self, name: str, local: Path) -> bool:
        target = local / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._system.get_file(f"{self._path}/{name}", str(target))
        except FileNotFoundError:
            return False
        return True

    def _send(self, local: Path, written: Sequence[Path]) -> None:
        names = [path.relative_to(local).as_posix() for path in written]
        names.sort(key=lambda name: name.endswith(".mp4"))  # last, as in studio.system.files.staged
        manifests = [name for name in names if PurePosixPath(name).name == NAME]
        for name in manifests:
            if self._system.exists(f"{self._path}/{name}"):
                self._system.rm_file(f"{self._path}/{name}")
        for name in [*(name for name in names if name not in manifests), *manifests]:
            self._system.makedirs(self._parent(name), exist_ok=True)
            self._system.put_file(str(local / name), f"{self._path}/{name}")

    def _parent(self, name: str) -> str:
        return str(PurePosixPath(f"{self._path}/{name}").parent)


def _written(folder: Path) -> dict[Path, int]:
    """Every file that is to be kept, and when it was written."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        path: path.stat().st_mtime_ns
        for path in files
        if not any(
            part[0] == "." and part not in (REJECTED, PARTS) for part in path.relative_to(folder).parts
        )
    }
