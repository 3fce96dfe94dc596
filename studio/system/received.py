"""Files and names that somebody else could have written: read within bounds, and never led outside a folder.

Whatever a media folder, a course folder or a store holds is hostile until it has passed through here.
"""

import os
import stat
from io import BufferedReader
from pathlib import Path
from typing import Any, TypeVar

import msgspec

#: Bytes of a text that describes a film or a course, such as a manifest; ours have up to 200,000.
MOST_TEXT = 4_000_000

#: Bytes of a film; an hour at 2160p60 has some 2,000,000,000.
MOST_FILM = 4_000_000_000

T = TypeVar("T")


def inside(folder: Path, name: str) -> Path:
    """Return the path of `name`, such as "beats/bowl/poster.png", below `folder`.

    Every place that joins a name from a file, a store or an archive to a folder does it here.

    Raises ValueError where the name is absolute, has "..", "." or empty parts, characters that some machine
    does not allow in names, or leads out of the folder by a symbolic link.
    """
    parts = name.split("/")
    if not name.isprintable() or any(
        part in ("", ".", "..") or set(part) & set("\\:") or len(part.encode()) > 255 for part in parts
    ):
        raise ValueError(f"{name!r} is no name of a file inside a folder")
    path = Path(folder, *parts)
    # realpath, since Path.resolve fails where links lead in a circle
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):
        raise ValueError(f"{name!r} leads out of its folder")
    return path


def open_regular(path: Path, most: int) -> BufferedReader:
    """Open a file for reading, if it is a regular one: a pipe or a device may never end.

    Raises OSError where it cannot be opened, ValueError where it is no regular file or longer than `most`
    bytes.
    """
    # O_NONBLOCK: else to open a pipe would wait for its other end.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise ValueError(f"{path} is not a regular file")
        if found.st_size > most:
            raise ValueError(f"{path} has {found.st_size:,} bytes, and at most {most:,} are read")
        return open(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_bytes(path: Path, most: int = MOST_TEXT) -> bytes:
    """Return a regular file's content; raises as `open_regular`."""
    with open_regular(path, most) as file:
        # Asked for `most`, Python would take so much memory first, however short the file is.
        return file.read(os.fstat(file.fileno()).st_size)


def read_text(path: Path, most: int = MOST_TEXT) -> str:
    """Return a regular file's text, UTF-8; raises as `open_regular`, ValueError where it is no such text."""
    try:
        return read_bytes(path, most).decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is no UTF-8 text: {error.reason} at byte {error.start:,}") from None


def decode(content: bytes | str, kind: type[T]) -> T:
    """Return JSON as a value of this type: see msgspec for what types say, such as lengths and ranges.

    Raises ValueError, in a sentence that names the place, where it is no JSON or not of this type.
    """
    try:
        return msgspec.json.decode(content, type=kind)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from None


def convert(value: Any, kind: type[T]) -> T:
    """Return plain Python data as a value of this type; raises as `decode`."""
    try:
        return msgspec.convert(value, kind)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from None
