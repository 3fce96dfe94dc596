"""Files and folders that appear whole or not at all, and what killed processes leave, swept away."""

import ctypes
import errno
import hashlib
import math
import os
import re
import shutil
import socket
import stat
import sys
import time
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from studio.system.cache_home import cache_home
from studio.system.received import MOST_FILM, inside, open_regular

_HOST = re.sub(r"[^\w.-]", "-", socket.gethostname())
_PATIENCE = 60.0  # seconds; whoever publishes holds the lock for some thousandths
#: Seconds without a change after which nobody is at work any more, as far as can be told from elsewhere.
ABANDONED = 8 * 24 * 3600.0  # above a week, the longest that --minutes allows one process
#: .name~machine~process~when it began~random, with a suffix where one is needed.
_PASSING = re.compile(r"\..+~(?P<host>[^~]+)~(?P<process>\d+)~(?P<born>\d+)~[0-9a-f]{8}(\.\w+)?")


@contextmanager
def staged(
    folder: Path, *, top: Path | None = None, without: Collection[str] = (), last: str = ""
) -> Iterator[Path]:
    """Yield an empty directory that becomes `folder` when the body ends without an exception.

    The directory is hidden and stands beside `folder`, on the same file system. Files of `folder` that have
    no successor are linked into it; then the two change places in one step, so that whoever reads sees the
    old files or the new ones, never some of each. Where a file system cannot do that, file after file is
    moved, `.mp4` files and then `last` at the end. `folder` and those above it are made where missing.

    On any exception, KeyboardInterrupt included, the directory is removed and `folder` is as it was. What a
    killed process leaves is removed by the next `staged` beside it, or by `sweep`.

    top: a folder above `folder` which others may publish meanwhile; the directory stands beside that one.
    without: names of files that are not taken over from the old folder.

    Raises OSError where something cannot be written, made or moved; ValueError where `folder` is a symbolic
    link, since whoever made that would decide what is written to.
    """
    folder = Path(folder)
    top = Path(top or folder)
    if folder.is_symlink() or top.is_symlink():
        raise ValueError(f"{folder} is, or is in, a symbolic link: remove the link, or write elsewhere")
    made = [parent for parent in folder.parents if not parent.exists()]  # the deepest first
    top.parent.mkdir(parents=True, exist_ok=True)
    sweep(top.parent)
    staging = top.parent / _passing(top.name)
    staging.mkdir()
    try:
        yield staging
        with locked(top):
            folder.parent.mkdir(parents=True, exist_ok=True)
            _take_over(folder, staging, without)
            _publish(staging, folder, without, last)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        with suppress(OSError):  # not empty: something stands in it now
            for parent in made:
                parent.rmdir()


@contextmanager
def scratch(parent: Path, name: str) -> Iterator[Path]:
    """Yield an empty hidden directory in `parent`, removed at the end, or by the next one after a kill."""
    parent.mkdir(parents=True, exist_ok=True)
    sweep(parent)
    folder = parent / _passing(name)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other processes of this user on this machine from publishing the folder, or reporting on it.

    Raises OSError where another one holds it for a minute.
    """
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:32]
    locks = cache_home() / "locks"
    locks.mkdir(exist_ok=True)
    lock = FileLock(locks / name)
    try:
        lock.acquire(timeout=_PATIENCE)
    except Timeout:
        raise OSError(f"another process has been writing {folder} for {_PATIENCE:.0f} s") from None
    try:
        yield
    finally:
        lock.release()


def sweep(folder: Path) -> None:
    """Remove from a folder what `staged`, `scratch` and `replacing` left where their process was killed.

    What processes of another machine left is removed when it has not been touched for a week.
    """
    with suppress(OSError):
        for path in list(folder.iterdir()):
            found = _PASSING.fullmatch(path.name)
            if found and _is_abandoned(path, found):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink(missing_ok=True)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a hidden name beside `path`; the file the body writes there becomes `path` when it ends well.

    The new file is on disk (fsync) before it takes the name, so that a power cut leaves the old file or the
    new one. On any exception it is removed and `path` is as it was. The name keeps the suffix of `path`,
    since some writers choose the format by it. `path.parent` must exist.

    Raises OSError where the file cannot be moved, FileNotFoundError where the body wrote none.
    """
    path = Path(path)
    temporary = path.with_name(_passing(path.stem, path.suffix))
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


def keep_in_cache(path: Path, data: bytes) -> None:
    """Write a file of a cache, and its folder, where that can be done.

    It fails nowhere: what a full disk does not take is made again when it is asked for.
    """
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)


def prune(
    folder: Path,
    *,
    files: float = math.inf,
    size: float = math.inf,
    age: float = math.inf,
) -> None:
    """Remove a cache's files that were written longest ago until the rest keep within all bounds.

    It fails nowhere: other processes may write and prune at the same time. Their hidden files are left.

    Args:
        files: the most files. size: the most bytes of all. age: the most seconds since one was written.
    """
    found: list[tuple[float, int, Path]] = []
    with suppress(OSError):
        for path in folder.iterdir():
            with suppress(OSError):
                told = path.lstat()
                if stat.S_ISREG(told.st_mode) and not path.name.startswith("."):
                    found.append((told.st_mtime, told.st_size, path))
    total, now = 0, time.time()
    for number, (written, length, path) in enumerate(sorted(found, reverse=True), 1):
        total += length
        if number > files or total > size or now - written > age:
            with suppress(OSError):
                path.unlink()


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a regular file; raises as `received.open_regular`."""
    with open_regular(path, MOST_FILM) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_inside(folder: Path, name: str) -> str | None:
    """Return the SHA-256 of the file `name` of a folder; None where no regular file of that name is in it."""
    try:
        return file_hash(inside(folder, name))
    except (OSError, ValueError):
        return None


def _passing(name: str, suffix: str = "") -> str:
    """Return a hidden name for what will be moved or removed; it tells whose it is."""
    return f".{name}~{_HOST}~{os.getpid()}~{_born(os.getpid())}~{uuid.uuid4().hex[:8]}{suffix}"


def _is_abandoned(path: Path, found: re.Match[str]) -> bool:
    # The machine is part of the name because a process id means nothing on another one that shares the disk;
    # when the process began, because its id is given again, in a container at once.
    if found["host"] == _HOST:
        process = int(found["process"])
        return not _is_alive(process) or _born(process) != int(found["born"])
    return time.time() - path.lstat().st_mtime > ABANDONED


def _born(process: int) -> int:
    """Return when a process began, in ticks since this machine did; 0 where that is not told."""
    try:
        told = Path(f"/proc/{process}/stat").read_text()
        return int(told.rpartition(")")[2].split()[19])
    except (OSError, ValueError, IndexError):
        return 0


def _take_over(old: Path, new: Path, without: Collection[str]) -> None:
    """Link the old folder's files that have no successor into the new one."""
    if not old.is_dir():
        return
    shutil.copymode(old, new)
    for place, folders, names in os.walk(old):
        target = new / Path(place).relative_to(old)
        folders[:] = [name for name in folders if not _PASSING.fullmatch(name)]
        links = [name for name in folders if Path(place, name).is_symlink()]  # not walked into
        for name in (*names, *links):
            if _PASSING.fullmatch(name) or (Path(place) == old and name in without):
                continue
            if not os.path.lexists(target / name):
                target.mkdir(parents=True, exist_ok=True)
                _link(Path(place, name), target / name)


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:  # not every file system has hard links
        shutil.copy2(old, new, follow_symlinks=False)


def _publish(staging: Path, folder: Path, without: Collection[str], last: str) -> None:
    """Let the staged files be the folder's; afterwards `staging` may hold the old ones."""
    if not folder.exists():
        os.rename(staging, folder)
    elif not _change_places(staging, folder):
        files = [path for path in staging.rglob("*") if path.is_symlink() or not path.is_dir()]
        gone = [name for name in without if staging / name not in files]
        for path in sorted(files, key=lambda path: (path.name == last, path.suffix == ".mp4", path)):
            target = folder / path.relative_to(staging)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)
        for name in gone:
            (folder / name).unlink(missing_ok=True)


def _change_places(one: Path, other: Path) -> bool:
    """Exchange two directories in one step; returns False where the system or the file system cannot."""
    exchange = 2  # RENAME_EXCHANGE (linux/fs.h), and RENAME_SWAP (macOS, stdio.h)
    here = -100  # AT_FDCWD
    first, second = os.fsencode(one), os.fsencode(other)
    library: Any = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        failed = library.renamex_np(first, second, exchange)
    elif hasattr(library, "renameat2"):
        failed = library.renameat2(here, first, here, second, exchange)
    else:
        return False
    if not failed:
        return True
    code = ctypes.get_errno()
    if code in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EXDEV):
        return False
    raise OSError(code, os.strerror(code), str(other))


def _is_alive(process_id: int) -> bool:
    """Return whether a process of this machine has this id; True where that cannot be asked safely."""
    if os.name != "posix":
        return True  # on Windows os.kill(pid, 0) would send a Ctrl+C
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # alive, and somebody else's
    return True
