"""Copy a film whose still pictures are held, with a picture at every frame; nothing is drawn again."""

from pathlib import Path

import av
from av.container import InputContainer

from studio.film.aac import Sound
from studio.film.chapter_track import drop_chapter_track
from studio.film.manifest_file import read_manifest
from studio.film.mp4 import Mp4Writer
from studio.film.reading import open_film
from studio.speech.sound import SAMPLE_RATE
from studio.system.received import inside


def write_editing_copy(folder: Path) -> Path:
    """Write LESSON-cfr.mp4 beside the folder of a finished film; return its path.

    A film that has a picture at every frame already needs no copy: its own path is returned.

    Pictures, sound, title and chapters are those of the film, to the bit; only pictures in which nothing
    changes are added (see studio.film.constant_rate).

    Raises:
        ValueError: the folder holds no finished film, or one that this version cannot fill.
        OSError: a file cannot be read or written.
    """
    manifest = read_manifest(folder)
    frame_rate = manifest["quality"]["frame_rate"]
    films = [inside(folder, path.name) for path in folder.glob("*.mp4")]
    if len(films) != 1:
        raise ValueError(f"{folder} must hold one film, and there are {len(films)}: render the lesson again")
    if manifest["constant_rate"]:
        return films[0]
    target = folder.with_name(f"{films[0].stem}-cfr.mp4")
    try:
        with open_film(films[0]) as film:
            video = film.streams.video[0]
            size = video.codec_context.width, video.codec_context.height
            title = film.metadata.get("title", "")
            packets = _sound(film)
            with Mp4Writer(target, *size, frame_rate, title=title) as copy:
                copy.append(films[0])
                sound = Sound(copy.samples, packets) if packets else None
                copy.finish(sound, _chapters(film, frame_rate))
    except (av.FFmpegError, IndexError) as trouble:
        raise ValueError(f"{films[0]} cannot be read as a film: {trouble}") from None
    except ValueError as trouble:
        raise ValueError(f"{films[0]} cannot be copied: {trouble}") from None
    drop_chapter_track(target)
    return target


def _sound(film: InputContainer) -> list[av.Packet]:
    """Return the packets of the film's sound, as `encode_sound` made them."""
    if not film.streams.audio:
        return []
    context = film.streams.audio[0].codec_context
    if context.name != "aac" or context.sample_rate != SAMPLE_RATE:
        raise ValueError(f"its sound is {context.name} at {context.sample_rate} Hz")
    return [packet for packet in film.demux(audio=0) if packet.size]


def _chapters(film: InputContainer, frame_rate: int) -> list[tuple[str, int]]:
    """Return the film's chapters, each a title and its first frame."""
    found = []
    for chapter in film.chapters():
        start = chapter["start"] * (chapter["time_base"] or 0) * frame_rate
        found.append((chapter["metadata"].get("title", ""), round(start)))
    return found
