"""Take the track of chapter titles out of a finished MP4; the chapters stay.

FFmpeg's muxer writes chapters twice: as a list (`chpl`, which VLC, mpv and all that use FFmpeg read) and as
a text track (for QuickTime). With that track in it, Chromium 156 does not jump to where a viewer seeks: it
reads all that lies between first. On a line of 60 kB/s a jump from 0:00 to 1:28 in a film of 3.6 MB took more
than 40 s instead of 2.5. A page has its own chapters, and a learner's time counts more.
"""

from collections.abc import Iterator
from pathlib import Path

Atom = tuple[bytes, int, int]  # its type, and where its content begins and ends


def drop_chapter_track(path: Path) -> None:
    """Turn the film's text track, and what refers to it, into free space, in place: nothing moves.

    Raises:
        OSError: the file cannot be changed.
    """
    with path.open("r+b") as film:
        film.seek(0)
        header = film.read(_end_of_moov(path))
        (moov,) = (box for box in _boxes(header, 0, len(header)) if box[0] == b"moov")
        for trak in _inside(header, moov, b"trak"):
            media = _inside(header, trak, b"mdia")[0]
            handler = _inside(header, media, b"hdlr")[0][1]
            kind = header[handler + 8 : handler + 12]  # after a version, flags and an unused word
            gone = [trak] if kind == b"text" else _inside(header, trak, b"tref")
            for _, content, _ in gone:
                film.seek(content - 4)
                film.write(b"free")


def _end_of_moov(path: Path) -> int:
    """Return the length of what stands before the film's data, index included (ISO 14496-12, 4.2)."""
    with path.open("rb") as film:
        at, kind = 0, b""
        while kind != b"moov":
            film.seek(at)
            head = film.read(8)
            kind = head[4:]
            at += int.from_bytes(head[:4], "big")
        return at


def _inside(data: bytes, box: Atom, kind: bytes) -> list[Atom]:
    return [inner for inner in _boxes(data, box[1], box[2]) if inner[0] == kind]


def _boxes(data: bytes, start: int, end: int) -> Iterator[Atom]:
    while start < end:
        size = int.from_bytes(data[start : start + 4], "big")
        yield data[start + 4 : start + 8], start + 8, start + size
        start += size
