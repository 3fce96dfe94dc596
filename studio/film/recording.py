"""Tracker values, poster and thumbnails collected while rendering; mergeable across processes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from manim.typing import RGBAPixelArray
from numpy.typing import NDArray
from PIL import Image

from studio.film.contact_sheet import thumbnail
from studio.lesson.lesson import Lesson
from studio.system.received import MOST_FILM, inside, open_regular

POSTER = "poster.png"

_TRACKERS, _THUMBNAIL = "trackers.npz", "thumbnail-{}.png"
_FRAMES, _TRACKER = "frames", "tracker "  # names in the file of trackers
_MOST_PICTURE = 100_000_000  # bytes; the pixels of a poster at 2160p have 33,000,000


class Recording:
    """The trackers' values at every frame, the poster, and a thumbnail of each beat's last picture.

    Args:
        poster: the beat whose last picture becomes the poster; "" for the lesson's own choice.
        thumbnails: collect thumbnails, too.
        report: called with the number of frames so far and the number there will be in all.
    """

    def __init__(
        self,
        poster: str = "",
        thumbnails: bool = False,
        report: Callable[[int, int], None] = lambda drawn, total: None,
    ) -> None:
        self.poster: Image.Image | None = None
        self.thumbnails: dict[str, Image.Image] = {}
        self._poster_beat, self._wanted, self._report = poster, thumbnails, report
        self._parts: list[tuple[int, dict[str, NDArray[np.float64]]]] = []  # read from folders
        self._states: list[dict[str, float]] = []

    def note(self, lesson: Lesson, pixels: RGBAPixelArray | None, frames: int) -> None:
        """Record that the lesson shows this picture (None if it is not drawn) for `frames` frames."""
        state = {name: tracker.get_value() for name, tracker in lesson.trackers.items()}
        self._states += [state] * frames
        first, drawn = lesson.spans[0].start, len(self._states)
        beat = lesson.beat_name
        if beat and pixels is not None and drawn == lesson.timeline.span(beat).end - first:
            self._end_beat(lesson, pixels)
        self._report(drawn, lesson.spans[-1].end - first)

    @property
    def frames(self) -> int:
        """Frames recorded so far, those read from folders included."""
        return sum(frames for frames, _ in self._parts) + len(self._states)

    @property
    def tracker_values(self) -> dict[str, NDArray[np.float64]]:
        """Each tracker's value at every frame, (frames,), by its name; nan before it came into being."""
        names = dict.fromkeys(name for _, part in self._parts for name in part)
        names |= dict.fromkeys(name for state in self._states[-1:] for name in state)
        return {
            name: np.concatenate(
                [part.get(name, np.full(frames, np.nan)) for frames, part in self._parts]
                + [np.array([state.get(name, np.nan) for state in self._states])]
            )
            for name in names
        }

    def save(self, folder: Path) -> None:
        """Write the recording into a folder, for `append`.

        Raises:
            OSError: the folder cannot be written.
        """
        # Prefixed, since savez has arguments of its own: a tracker may be called file.
        arrays: dict[str, Any] = {_TRACKER + name: values for name, values in self.tracker_values.items()}
        arrays[_FRAMES] = np.array(self.frames)
        np.savez(folder / _TRACKERS, **arrays)
        if self.poster:
            self.poster.save(folder / POSTER)
        for beat, picture in self.thumbnails.items():
            picture.save(folder / _THUMBNAIL.format(beat))

    def append(self, folder: Path) -> None:
        """Append what was saved into a folder.

        Raises:
            OSError: the folder cannot be read.
            ValueError: a file in it is not what was saved, or leads out of it.
        """
        with open_regular(inside(folder, _TRACKERS), MOST_FILM) as file, np.load(file) as saved:
            values = {name.removeprefix(_TRACKER): saved[name] for name in saved.files if name != _FRAMES}
            self._parts.append((int(saved[_FRAMES]), values))
        self.load_poster(folder)
        for path in folder.glob(_THUMBNAIL.format("*")):
            self.thumbnails[path.stem.partition("-")[2]] = _picture(folder, path.name)

    def load_poster(self, folder: Path) -> None:
        """Read the poster that lies in a folder, if one does; raises as `append`."""
        if (folder / POSTER).is_file():
            self.poster = _picture(folder, POSTER)

    def _end_beat(self, lesson: Lesson, pixels: RGBAPixelArray) -> None:
        if lesson.beat_name == (self._poster_beat or lesson.poster):
            self.poster = Image.fromarray(pixels.copy())
        if self._wanted:
            self.thumbnails[lesson.beat_name] = thumbnail(Image.fromarray(pixels).convert("RGB"))


def _picture(folder: Path, name: str) -> Image.Image:
    """Return a PNG that lies in a folder; raises as `Recording.append`."""
    with open_regular(inside(folder, name), _MOST_PICTURE) as file:
        try:
            with Image.open(file, formats=["PNG"]) as picture:
                return picture.copy()
        # A spoilt PNG breaks in these ways, too, beside OSError and ValueError.
        except (Image.DecompressionBombError, SyntaxError) as trouble:
            raise ValueError(f"{folder / name} cannot be read as a picture: {trouble}") from None
