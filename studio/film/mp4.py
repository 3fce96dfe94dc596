"""Write pictures and sound into one MP4 that plays, seeks and embeds everywhere."""

from collections.abc import Sequence
from contextlib import ExitStack
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np
from av.packet import Packet
from av.video.stream import VideoStream
from numpy.typing import NDArray

from studio.film.aac import Sound
from studio.film.constant_rate import fill
from studio.film.encoder import CRF, PRESET, Encoder, h264
from studio.film.reading import open_film
from studio.film.yuv import Box
from studio.speech.sound import SAMPLE_RATE
from studio.system.files import replacing


class Mp4Writer:
    """Writer of one film: pictures as they come, then sound and chapters at once.

        with Mp4Writer(path, 1920, 1080, 60, title="Gradient descent") as film:
            film.show(rgba)               # for one frame
            film.show(rgba, 90)           # held for 90
            film.finish(encode_sound(sound, 60), [("The slope", 0), ("One step", 60)])

    or, from films of parts of it, `film.append(path)` for each.

    The film is H.264 High, 8-bit 4:2:0, BT.709 with limited range, converted and tagged so, and AAC-LC at
    48 kHz in two equal channels, with `moov` first. `path` appears, whole, when `finish` returns; after an
    exception there is no trace. The same pictures, sound and settings give the same bytes.

    There is a picture at every frame, of some bytes where nothing changes (see studio.film.constant_rate).
    Without `constant_rate` a picture that is held is in the file when it comes up, and every half second
    from then on; time stamps say how long it stays, in whole frames. The film's last frame is always there.

    Pictures are encoded in other threads while the next ones are drawn (see studio.film.encoder). Encoded
    packets wait in memory for `finish` (about 10 MB for two minutes), because an MP4's header lists the
    chapters, and they are known last.

    What fails in the encoder's threads is raised by a later `show` or by `finish`.

    Args:
        frame_rate: frames a second.
        crf, preset: as in x264.
        language: an ISO 639-2 code, such as "eng".

    Raises:
        ValueError: a size that is odd (4:2:0 halves both) or not positive, or a frame rate that is not.
    """

    def __init__(
        self,
        path: Path,
        width: int,
        height: int,
        frame_rate: int | Fraction,
        *,
        crf: float = CRF,
        preset: str = PRESET,
        constant_rate: bool = True,
        title: str = "",
        language: str = "eng",
    ) -> None:
        if width < 2 or height < 2 or width % 2 or height % 2:
            raise ValueError(
                f"a picture's width and height must be even and positive, not {width} x {height}"
            )
        if frame_rate <= 0:
            raise ValueError(f"a frame rate must be positive, not {frame_rate}")
        self._path = Path(path)
        self._width, self._height = width, height
        self._frame_rate = Fraction(frame_rate)
        self._x264: dict[str, Any] = {"crf": crf, "preset": preset}
        self._constant_rate = constant_rate
        self._title, self._language = title, language
        self._encoder: Encoder | None = None  # none where pictures come encoded
        self._stream: VideoStream | None = None  # theirs, and its header
        self._header: bytes | None = None
        self._appended, self._packets = 0, list[Packet]()  # frames, and what they are
        self._open = False

    @property
    def frames(self) -> int:
        """Frames shown so far."""
        return self._encoder.frames if self._encoder else self._appended

    @property
    def samples(self) -> int:
        """Samples of sound, at 48 kHz, that last as long as the frames shown so far."""
        return round(self.frames * SAMPLE_RATE / self._frame_rate)

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            temporary = stack.enter_context(replacing(self._path))
            # PyAV makes the file at the first packet, so until `finish` there is nothing to tidy up.
            # faststart: `moov` first. bitexact: no program version, no date.
            options = {"movflags": "+faststart", "fflags": "+bitexact"}
            self._container = stack.enter_context(
                av.open(str(temporary), "w", format="mp4", container_options=options)
            )
            self._container.metadata["title"] = self._title
            self._stack = stack.pop_all()
        self._open = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._open:
            return
        forgotten = None if error else RuntimeError(f"{self._path} was not written: finish() was not called")
        if self._encoder:
            self._encoder.close()
        # With an exception to look at, `replacing` removes the file and leaves `path` as it was.
        self._stack.__exit__(kind or RuntimeError, error or forgotten, trace)
        if forgotten:
            raise forgotten

    def show(self, rgba: NDArray[np.uint8], frames: int = 1, *, changed: Sequence[Box] | None = None) -> None:
        """Queue a picture to be seen for `frames` frames; wait while the encoder is far behind.

        Args:
            rgba: uint8 of shape (height, width, 4); copied, so the caller may draw into it again at once. The
                fourth channel is ignored: films are opaque.
            changed: boxes (left, top, right, bottom; in pixels) outside which the picture equals the one
                shown before; None if they are not known.

        Raises:
            ValueError: another shape or type, or fewer than one frame.
            RuntimeError: called outside the with-body or after `finish` or `append`.
        """
        if rgba.shape != (self._height, self._width, 4) or rgba.dtype != np.uint8:
            wanted = (self._height, self._width, 4)
            raise ValueError(f"a picture must be uint8 {wanted}, not {rgba.dtype} {rgba.shape}")
        if frames < 1:
            raise ValueError(f"a picture must be shown for at least one frame, not {frames}")
        self._check()
        if self._stream is not None:
            raise RuntimeError("pictures are shown or appended, not both")
        if self._encoder is None:
            size = self._width, self._height
            self._encoder = Encoder(*size, self._frame_rate, **self._x264)
        self._encoder.show(rgba, frames, changed)

    def append(self, path: Path) -> None:
        """Append the pictures of a film that this class wrote, of the same rate and by the same settings.

        They are copied as they are encoded: joined parts look as they do apart. Nothing else may be shown.

        Raises:
            ValueError: the film was encoded with other settings.
            RuntimeError: called outside the with-body, after `finish` or after `show`.
            av.FFmpegError, OSError: the file cannot be read.
        """
        self._check()
        if self._encoder is not None:
            raise RuntimeError("pictures are shown or appended, not both")
        with open_film(path) as part:
            source = part.streams.video[0]
            header = source.codec_context.extradata
            if self._stream is None:
                self._stream = self._container.add_stream_from_template(source)
                self._stream.metadata["language"] = self._language
                self._header = header
            if header != self._header:
                raise ValueError(f"{path} was encoded with other settings, and cannot be joined to this film")
            end = self._appended
            tick = (source.time_base or Fraction(1)) * self._frame_rate  # of its clock, in frames
            for packet in part.demux(source):
                if packet.pts is None or packet.dts is None:
                    continue  # the end
                packet.pts = self._appended + round(packet.pts * tick)
                packet.dts = self._appended + round(packet.dts * tick)
                packet.duration = round((packet.duration or 0) * tick)
                end = max(end, packet.pts + 1)  # the last picture is sent for a film's last frame alone
                packet.time_base, packet.stream = 1 / self._frame_rate, self._stream
                self._packets.append(packet)
            self._appended = end

    def finish(self, sound: Sound | None, chapters: Sequence[tuple[str, int]] = ()) -> None:
        """Write the film, and give it its name.

        Args:
            sound: as long as the film, `samples`; None for a silent film, without a sound track.
            chapters: (title, first frame), each lasting to the next one, the last one to the end. The first
                one also covers the frames before it, because an MP4's chapters leave no gap.

        Raises:
            ValueError: a film without frames, sound of another length, or chapters that are not in order or
                not inside the film, and a film to be filled that was encoded with other settings.
            RuntimeError: called outside the with-body or twice.
            av.FFmpegError, OSError: the file cannot be written.
        """
        self._check()
        if not self.frames:
            raise ValueError("a film needs at least one frame")
        if sound is not None and sound.samples != self.samples:
            raise ValueError(
                f"{self.frames} frames need {self.samples} samples of sound, not {sound.samples}"
            )
        starts = [start for _, start in chapters]
        if starts != sorted(set(starts)) or any(not 0 <= start < self.frames for start in starts):
            raise ValueError(
                f"chapters must begin one after the other in frames 0 to {self.frames - 1}, not {starts}"
            )
        packets = self._encoded(self._encoder) if self._encoder else self._packets
        if self._constant_rate:
            packets = fill(packets, self._width, self._height, self._frame_rate, **self._x264)
        if sound is not None:
            packets = packets + sound.mux(self._container, self._language)
        self._set_chapters(chapters)
        # In order of time, so that a player finds sound and picture close together in the file.
        for packet in sorted(packets, key=lambda packet: (packet.dts or 0) * packet.time_base):
            self._container.mux(packet)
        self._stack.close()
        self._open = False

    def _encoded(self, encoder: Encoder) -> list[Packet]:
        """Return the encoded packets, for a stream whose own encoder only writes the header."""
        packets = encoder.finish()
        stream = self._container.add_stream("libx264", rate=self._frame_rate)
        stream.metadata["language"] = self._language
        h264(stream.codec_context, self._width, self._height, self._frame_rate, **self._x264)
        for packet in packets:
            packet.stream = stream
        return packets

    def _set_chapters(self, chapters: Sequence[tuple[str, int]]) -> None:
        bounds = [0, *(start for _, start in chapters[1:]), self.frames]
        self._container.set_chapters(
            [
                {
                    "id": number,
                    "start": start,
                    "end": end,
                    "time_base": 1 / self._frame_rate,
                    "metadata": {"title": title},
                }
                for number, ((title, _), (start, end)) in enumerate(
                    zip(chapters, pairwise(bounds), strict=False)
                )
            ]
        )

    def _check(self) -> None:
        """Raise RuntimeError unless the film is being written."""
        if not self._open:
            raise RuntimeError(f"{self._path} is not being written: outside the with-body, or finished")
