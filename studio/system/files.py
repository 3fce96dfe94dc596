"""Files that appear whole or not at all."""

import hashlib
import os
import shutil
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_HOST = socket.gethostname().replace("~", "-")


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Yield an empty directory whose files move into `folder` when the body ends without an exception.

    The directory is hidden and stands beside `folder`, on the same file system, so that every move is one
    `os.replace`: a reader sees the old file or the new one, never half of either. The set of files is not
    replaced as one, so `.mp4` files go last: a lesson's film is what people look for, and once it is there,
    its captions and pages are there too. `folder` and its sub-folders are made where missing; files already
    in it that have no successor stay.

    On any exception, KeyboardInterrupt included, the directory is removed and `folder` is as it was. A killed
    process cannot tidy up; the next `staged(folder)` on the same machine removes what it left.

    Raises OSError where a file or directory cannot be written, made or moved.
    """
    folder = Path(folder)
    made = [parent for parent in folder.parents if not parent.exists()]  # the deepest first
    folder.parent.mkdir(parents=True, exist_ok=True)
    _remove_stale(folder)
    staging = folder.parent / f"{_prefix(folder)}{os.getpid()}~{uuid.uuid4().hex[:8]}"
    staging.mkdir()
    try:
        yield staging
        files = [path for path in staging.rglob("*") if not path.is_dir()]
        for path in sorted(files, key=lambda path: (path.suffix.lower() == ".mp4", path)):
            target = folder / path.relative_to(staging)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        with suppress(OSError):  # not empty: something stands in it now
            for parent in made:
                parent.rmdir()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a hidden name beside `path`; the file the body writes there becomes `path` when it ends well.

    The new file is on disk (fsync) before it takes the name, so that a power cut leaves the old file or the
    new one. On any exception it is removed and `path` is as it was. The name keeps the suffix of `path`,
    since some writers choose the format by it. `path.parent` must exist.

    Raises OSError where the file cannot be moved, FileNotFoundError where the body wrote none.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.stem}~{os.getpid()}~{uuid.uuid4().hex[:8]}{path.suffix}")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_atomically(path: Path, data: bytes | str) -> None:
    """Make `data` (text as UTF-8, line ends as given) the content of `path`, wholly or not at all.

    Raises OSError where the file cannot be written; `path` is then as it was.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(data.encode() if isinstance(data, str) else data)


def file_hash(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _prefix(folder: Path) -> str:
    """Start of the names of the staging directories of `folder` on this machine."""
    # The machine is part of the name because a process id means nothing on another one that shares the disk.
    return f".{folder.name}~{_HOST}~"


def _remove_stale(folder: Path) -> None:
    """Remove staging directories of `folder` that dead processes of this machine left behind."""
    for path in folder.parent.iterdir():
        if path.name.startswith(_prefix(folder)):
            owner, _, _ = path.name.removeprefix(_prefix(folder)).partition("~")
            if owner.isdecimal() and not _is_alive(int(owner)):
                shutil.rmtree(path, ignore_errors=True)


def _is_alive(process_id: int) -> bool:
    """Whether a process of this machine has this id; always True where that cannot be asked safely."""
    if os.name != "posix":
        return True  # on Windows os.kill(pid, 0) would send a Ctrl+C
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # alive, and somebody else's
    return True
