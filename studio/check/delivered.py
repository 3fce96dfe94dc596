"""A folder as it was delivered: its manifest, and its film decoded picture by picture."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from studio.check.track import Track
from studio.film.manifest_file import Manifest, film_name, read_manifest
from studio.film.reading import open_film
from studio.speech.sound import SAMPLE_RATE
from studio.stage.quality import Quality
from studio.stage.theme import FRAME_HEIGHT, FRAME_WIDTH
from studio.system.files import file_hash
from studio.system.received import inside

_BLOCK = 4_800  # samples: a tenth of a second
_LONGEST = 3600  # seconds of sound; a lesson that keeps the rules has 180 at most

Plane = NDArray[np.uint8]
Place = tuple[float, float]  # column and row, in pixels from the upper left corner
Colour = NDArray[np.float64]  # Y, Cb, Cr, (3,)

# BT.709 from limited-range Y, Cb, Cr to full-range R, G, B (ITU-R BT.709-6, 3; quantised as in 3.5).
_TO_RGB = np.array([[1.0, 0.0, 1.5748], [1.0, -0.187324, -0.468124], [1.0, 1.8556, 0.0]])


class Picture:
    """A decoded picture; its planes are the decoder's own memory, not copies.

    y: (height, width) uint8; u, v: half as high and as wide. Limited range, BT.709.
    """

    def __init__(self, frame: VideoFrame) -> None:
        self._frame = frame  # keeps the planes' memory alive
        self.width, self.height = frame.width, frame.height

    @cached_property
    def planes(self) -> tuple[Plane, Plane, Plane]:
        y, u, v = (_plane(plane) for plane in self._frame.planes[:3])
        return y, u, v

    @property
    def y(self) -> Plane:
        return self.planes[0]

    def equals(self, other: "Picture") -> bool:
        """Return whether both are the same to the bit."""
        return all(map(np.array_equal, self.planes, other.planes))

    def yuv_at(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.float32]:
        """Y, Cb, Cr of the pixels, (..., 3) float32; each colour sample holds for its 2 x 2 pixels."""
        y, u, v = self.planes
        half = rows // 2, columns // 2
        return np.stack([y[rows, columns], u[half], v[half]], axis=-1).astype(np.float32)

    def rgb(self, left: int, top: int, right: int, bottom: int) -> Plane:
        """A part of the picture as a player shows it, (bottom - top, right - left, 3) uint8."""
        rows, columns = np.mgrid[top:bottom, left:right]
        return np.clip(np.rint(to_rgb(self.yuv_at(rows, columns))), 0, 255).astype(np.uint8)

    def small(self, width: int = 480) -> Plane:
        """All of it, made smaller for a report, (height, width, 3) uint8."""
        width = min(width, self.width)
        height = round(self.height * width / self.width / 2) * 2
        reduced = self._frame.reformat(
            width, height, format="rgb24", src_colorspace="ITU709", src_color_range="MPEG"
        )
        return np.array(reduced.to_ndarray(), np.uint8)

    @property
    def scale(self) -> float:
        """Pixels to a unit of the frame."""
        return self.height / FRAME_HEIGHT

    def pixel_at(self, spot: tuple[float, float]) -> Place:
        """As `pixel_of`, of one point."""
        x, y = spot
        return (x / FRAME_WIDTH + 0.5) * self.width, (0.5 - y / FRAME_HEIGHT) * self.height

    def holds(self, place: Place, margin: float = 0.0) -> bool:
        """Return whether the place is in the picture, so many pixels or more from its edges."""
        x, y = place
        return margin <= x <= self.width - margin and margin <= y <= self.height - margin

    def pixel_of(self, point: NDArray[np.float64]) -> NDArray[np.float64]:
        """Column and row, (..., 2), of points of the screen, (..., 2 or 3), from the upper left corner."""
        points = np.asarray(point, float)
        return np.stack(
            [
                (points[..., 0] / FRAME_WIDTH + 0.5) * self.width,
                (0.5 - points[..., 1] / FRAME_HEIGHT) * self.height,
            ],
            axis=-1,
        )


@cache
def to_yuv(colour: str) -> Colour:
    """Y, Cb, Cr, (3,), in limited range of an sRGB hex colour."""
    rgb = np.array([int(colour[index : index + 2], 16) for index in (1, 3, 5)])
    scaled = np.linalg.solve(_TO_RGB, rgb / 255)
    return np.array([16 + 219 * scaled[0], 128 + 224 * scaled[1], 128 + 224 * scaled[2]])


def to_rgb(yuv: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """R, G, B of 0 to 255, not rounded, of limited-range Y, Cb, Cr, both (..., 3)."""
    scaled = (np.asarray(yuv) - np.array([16.0, 128.0, 128.0])) / np.array([219.0, 224.0, 224.0])
    return np.asarray(255 * scaled @ _TO_RGB.T)


@dataclass(frozen=True)
class Delivered:
    """A folder that holds a film and what belongs beside it."""

    folder: Path
    manifest: Manifest

    @classmethod
    def open(cls, folder: Path) -> "Delivered":
        """Raises ValueError where the folder holds no manifest, or no film of its size that can be read."""
        delivered = cls(folder, read_manifest(folder))
        if not delivered.mp4.is_file():
            raise ValueError(f"{folder} holds no {delivered.mp4.name}: render the lesson again")
        with open_film(delivered.mp4) as film:
            if not film.streams.video:
                raise ValueError(f"{delivered.mp4} holds no pictures")
            context, told = film.streams.video[0].codec_context, delivered.quality
            if (context.width, context.height) != (told.width, told.height):
                raise ValueError(
                    f"{delivered.mp4} is {context.width}x{context.height} pixels large, "
                    f"and its manifest says {told.width}x{told.height}"
                )
        return delivered

    @property
    def name(self) -> str:
        return film_name(self.manifest)

    @property
    def mp4(self) -> Path:
        return inside(self.folder, f"{self.name}.mp4")

    @cached_property
    def hash(self) -> str:
        """The SHA-256 of the film's file, as it was when this was first asked."""
        return file_hash(self.mp4)

    @cached_property
    def quality(self) -> Quality:
        return Quality(**self.manifest["quality"])

    def pictures(self) -> Iterator[tuple[int, Picture]]:
        """Every decoded picture with the frame from which it is shown, one after the other.

        Raises ValueError where they cannot be decoded, or one has another size or kind of pixels.
        """
        size = self.quality.width, self.quality.height, "yuv420p"
        with open_film(self.mp4) as film, _decoding(self.mp4):
            stream = film.streams.video[0]
            stream.thread_type = "AUTO"
            frames = float(Fraction(stream.time_base or 1) * self.quality.frame_rate)  # to a unit of time
            for frame in film.decode(stream):
                if (frame.width, frame.height, frame.format.name) != size:
                    raise ValueError(f"{self.mp4} has a picture that is not {size[0]}x{size[1]}, {size[2]}")
                yield round((frame.pts or 0) * frames), Picture(frame)

    def sound(self) -> Iterator[NDArray[np.float32]]:
        """The decoded sound, block after block, (2, n) float32 at 48 kHz, from the film's first moment on.

        Raises ValueError where it cannot be decoded, is over an hour long or begins so late.
        """
        samples = 0
        for block in self._decoded_sound():
            samples += block.shape[1]
            if samples > _LONGEST * SAMPLE_RATE:
                raise ValueError(f"the sound of {self.mp4} is longer than {_LONGEST} seconds")
            yield block

    def _decoded_sound(self) -> Iterator[NDArray[np.float32]]:
        with open_film(self.mp4) as film, _decoding(self.mp4):
            if not film.streams.audio:
                return
            resampler = av.AudioResampler("fltp", "stereo", SAMPLE_RATE, frame_size=_BLOCK)
            skipped: int | None = None
            for frame in film.decode(audio=0):
                if skipped is None:
                    skipped = -round((frame.pts or 0) * Fraction(frame.time_base or 1) * SAMPLE_RATE)
                    for start in range(0, min(-skipped, _LONGEST * SAMPLE_RATE + 1), _BLOCK):
                        yield np.zeros((2, min(_BLOCK, -skipped - start)), np.float32)
                    skipped = max(skipped, 0)
                for part in resampler.resample(frame):
                    block = np.asarray(part.to_ndarray(), np.float32)
                    if block.shape[1] > skipped:
                        yield block[:, skipped:]
                    skipped = max(skipped - block.shape[1], 0)
            for part in resampler.resample(None):
                yield np.asarray(part.to_ndarray(), np.float32)

    @cached_property
    def track(self) -> Track:
        """The decoded sound, measured."""
        return Track.of(self.sound())


@contextmanager
def _decoding(path: Path) -> Iterator[None]:
    """Tell what goes wrong in FFmpeg as a ValueError."""
    try:
        yield
    except av.FFmpegError as trouble:
        raise ValueError(f"{path} cannot be decoded: {trouble.strerror}") from None


def _plane(plane: Any) -> Plane:
    return np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
