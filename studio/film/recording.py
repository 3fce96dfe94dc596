"""What is kept of a lesson while it is drawn, besides its pictures, and how another process gets it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from manim.typing import RGBAPixelArray
from numpy.typing import NDArray
from PIL import Image

from studio.film.contact_sheet import thumbnail
from studio.lesson.lesson import Lesson

_PROGRESS, _FRAMES, _POSTER, _THUMBNAIL = "progress.npz", " frames", "poster.png", "thumbnail-{}.png"


class Take:
    """The trackers' values at every frame, the poster, and each beat's last picture, small, for a sheet.

    poster: the beat whose last picture it is; "" for the lesson's own choice.
    thumbnails: whether those are wanted.
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
        self._of, self._wanted, self._report = poster, thumbnails, report
        self._parts: list[tuple[int, dict[str, NDArray[np.float64]]]] = []  # read from folders
        self._states: list[dict[str, float]] = []

    def note(self, lesson: Lesson, pixels: RGBAPixelArray | None, frames: int) -> None:
        """The lesson shows this picture for so many frames; None where it is played without being drawn."""
        state = {name: tracker.get_value() for name, tracker in lesson.trackers.items()}
        self._states += [state] * frames
        first, drawn = lesson.spans[0].start, len(self._states)
        beat = lesson.beat_name
        if beat and pixels is not None and drawn == lesson.timeline.span(beat).end - first:
            self._end_beat(lesson, pixels)
        self._report(drawn, lesson.spans[-1].end - first)

    @property
    def frames(self) -> int:
        return sum(frames for frames, _ in self._parts) + len(self._states)

    @property
    def progress(self) -> dict[str, NDArray[np.float64]]:
        """For each tracker its value at every frame, (frames,); nan before it came into being."""
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
        """Write it into a folder, for `add`; OSError where that fails."""
        arrays: dict[str, Any] = {_FRAMES: np.array(self.frames), **self.progress}
        np.savez(folder / _PROGRESS, **arrays)
        if self.poster:
            self.poster.save(folder / _POSTER)
        for beat, picture in self.thumbnails.items():
            picture.save(folder / _THUMBNAIL.format(beat))

    def add(self, folder: Path) -> None:
        """Put what was saved after what is here; OSError where it cannot be read."""
        with np.load(folder / _PROGRESS) as kept:
            progress = {name: kept[name] for name in kept.files}
        self._parts.append((int(progress.pop(_FRAMES)), progress))
        self.take_poster(folder)
        for path in folder.glob(_THUMBNAIL.format("*")):
            with Image.open(path) as picture:
                self.thumbnails[path.stem.partition("-")[2]] = picture.copy()

    def take_poster(self, folder: Path) -> None:
        """The poster that lies in a folder, if one does."""
        if (folder / _POSTER).is_file():
            with Image.open(folder / _POSTER) as picture:
                self.poster = picture.copy()

    def _end_beat(self, lesson: Lesson, pixels: RGBAPixelArray) -> None:
        if lesson.beat_name == (self._of or lesson.poster):
            self.poster = Image.fromarray(pixels.copy())
        if self._wanted:
            self.thumbnails[lesson.beat_name] = thumbnail(Image.fromarray(pixels).convert("RGB"))
