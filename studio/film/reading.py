"""Open a finished film, as MP4 and nothing else: other formats may name files and addresses to read."""

from pathlib import Path

import av
from av.container import InputContainer

from studio.system.received import MOST_FILM, open_regular


def open_film(path: Path) -> InputContainer:
    """Open an MP4 for reading.

    FFmpeg would tell a format by a file's first bytes, and a playlist, for one, leads elsewhere.

    Raises OSError where it cannot be read, ValueError where it is no regular file, too long, no MP4 or coded
    in an unknown way.
    """
    open_regular(path, MOST_FILM).close()
    try:
        film = av.open(f"file:{path}", format="mp4")
    except av.FFmpegError as trouble:
        raise ValueError(f"{path} cannot be read as a film: {trouble.strerror}") from None
    if not all(stream.codec_context for stream in (*film.streams.video, *film.streams.audio)):
        film.close()
        raise ValueError(f"{path} is coded in a way that is not known here")
    return film
