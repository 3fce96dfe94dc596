"""Pictures and sound into one MP4 that plays, seeks and embeds everywhere (quality rules 24, 26 and 27)."""

import queue
import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import ExitStack
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import (
    ColorPrimaries,
    ColorRange,
    Colorspace,
    ColorTrc,
    Interpolation,
    VideoReformatter,
)
from av.video.stream import VideoStream
from numpy.typing import NDArray

from studio.files import replacing
from studio.sound import SAMPLE_RATE

# Measured on the narrated GradientDescent at 1080p60, 3032 pictures in 93 s, against the same pictures
# without loss; PSNR of all the film, processor time of the encoder alone (of which 6 ms a picture whatever
# the settings):
#   manim's own settings (medium, crf 23)             4.1 MB  51.7 dB  47 s
#   veryfast, crf 21, aq-mode 3                       3.6 MB  52.9 dB  30 s
#   superfast, crf 21, aq-mode 3, macroblock tree     3.7 MB  52.8 dB  24 s
#   superfast, crf 23, aq-mode 3                      4.2 MB  53.4 dB  25 s
# Again with crf 24, the film of today, and luma alone:
#   as that, on 4 threads                             3.9 MB  52.5 dB  22 s
#   every fourth picture a P-picture                  3.7 MB  52.3 dB  19 s
#   that on 2 threads                                 3.6 MB  52.3 dB  17 s  ours
# A constant quantiser (qp 22 to 24) takes a fifth less time still, at a higher PSNR, but flat colours come
# back up to 12 levels off where aq-mode 3 has 2; finer colour and finer flat areas (chroma-qp-offset, cqm)
# cure most of that for half as many bytes again. More B-pictures, P-pictures only, no deblocking: not faster.
# A keyframe every 2 s instead of every 5 s adds 1.6 MB. tune=animation shifted flat colours by a level more
# often, and the macroblock tree those that are soon gone by two levels.
CRF = 24
PRESET = "superfast"

# aq-mode 3 spends more on dark areas, where steps show most. cpu-independent: the same bytes whatever the
# processor's instruction set. There are no cuts in a lesson to be found, no fades that weighted prediction
# would help, and nothing to gain from asking at each picture (b-adapt) how many B-pictures are best.
_X264 = "aq-mode=3:cpu-independent=1:scenecut=0:weightp=0:b-pyramid=none:b-adapt=0"

_KEYFRAME_SECONDS = 5  # a player can seek to a keyframe only, and decodes its way on from there
# The encoder puts off a picture by at most one other. A film's length is told by when its pictures are
# decoded, so the first and the last of it, and of each hold, are sent frame by frame; else it would be wrong.
_EACH = 2
_LAST = 5  # at the film's end, more than a run of B-pictures, or ffmpeg shows the last picture too long
_HOLD_SECONDS = Fraction(1, 2)  # a picture that is held is sent again this often, so that streams flow

# Measured on speech: the default coder leaves 28 dB of signal over noise and makes two equal channels differ
# by up to 0.3 of full scale; this one 35 dB, no difference (coded as middle and an empty side), and a peak
# 0.1 dB higher at most. The bit rate is the two channels' together; speech takes 100 kbit/s of it.
_AAC = {"aac_coder": "fast", "aac_ms": "1", "aac_is": "0", "aac_pns": "0"}
_AUDIO_BIT_RATE = 128_000
_AUDIO_FRAME = 1024  # samples; AAC-LC
# What waits for the encoder: at most so many pictures, and pixels worth two whole ones (at 3840 x 2160 one
# has 33 MB). Most pictures change in a few per cent of their pixels.
_WAITING, _WHOLE_WAITING = 32, 1

# x264's output depends on the number of its threads, and by default that is the machine's number of cores.
# Each costs time and bytes; two keep up with what draws the pictures, which is a third.
_THREADS = 2

# Crops are converted in these steps of width and height: swscale prepares itself for each size anew, 0.2 ms,
# unless it had the size before. A height of 2 it would round otherwise than a whole picture.
_CROP_STEP = (64, 32)
_CROP_SIZES = 16  # for so many sizes it stays prepared

# Colour at half the size is the plain mean of 2 x 2 pixels: exact to half a level on flat areas.
# (Bicubic overshoots: it is off by 5 levels within 4 pixels of an edge.)
_SCALING = Interpolation.AREA | Interpolation.ACCURATE_RND | Interpolation.BITEXACT


Box = tuple[int, int, int, int]
_Crop = tuple[tuple[int, int], VideoFrame]  # where its first pixel belongs, and what is there now, in RGBA


class Mp4Writer:
    """Writes one film: pictures as they come, then sound and chapters at once.

        with Mp4Writer(path, 1920, 1080, 60, title="Gradient descent") as film:
            film.show(rgba)               # for one frame
            film.show(rgba, 90)           # held for 90
            film.finish(sound, [("The slope", 0), ("One step", 60)])

    or, from films of parts of it, `film.append(path)` for each.

    The film is H.264 High, 8-bit 4:2:0, BT.709 with limited range, converted and tagged so, and AAC-LC at
    48 kHz in two equal channels, with `moov` first. `path` appears, whole, when `finish` returns; after an
    exception there is no trace. The same pictures, sound and settings give the same bytes.

    With `constant_rate` every frame is in the file. Without, a picture that is held is there when it comes
    up, every half second from then on, and in its last frames; time stamps say how long it stays,
    in whole frames. That costs a tenth of the time of encoding a hold frame by frame.

    One encoder serves the whole film, in a thread of its own, so that it compresses while the next picture is
    drawn. It has one picture, into which what changed is converted. Encoded packets wait in memory for
    `finish` (about 10 MB for two minutes), because an MP4's header lists the chapters, and they are known
    last.

    Raises ValueError for sizes that are odd or not positive (4:2:0 halves both) and a frame rate that is not
    positive. What fails in the encoder's thread is raised by the next `show` or by `finish`.
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
        constant_rate: bool = False,
        title: str = "",
        language: str = "eng",
    ) -> None:
        """`frame_rate` in frames a second; `crf` and `preset` as in x264; `language` by ISO 639-2: "eng"."""
        if width < 2 or height < 2 or width % 2 or height % 2:
            raise ValueError(
                f"a picture's width and height must be even and positive, not {width} x {height}"
            )
        if frame_rate <= 0:
            raise ValueError(f"a frame rate must be positive, not {frame_rate}")
        self._path = Path(path)
        self._width, self._height = width, height
        self._frame_rate = Fraction(frame_rate)
        self._x264 = {"crf": str(crf), "preset": preset, "profile": "high"}
        self._title, self._language = title, language
        self._frames = 0  # in the film so far
        self._stream: VideoStream | None = None
        self._encoder: VideoCodecContext | None = None  # none where pictures come encoded
        self._header: bytes | None = None  # theirs
        self._packets: list[Packet] = []
        self._queue: queue.Queue[tuple[list[_Crop], int, bool] | None] = queue.Queue(_WAITING)
        self._room = _Room(_WHOLE_WAITING * width * height)
        self._picture = _Picture(width, height)
        # What the encoder's thread has come to:
        self._encoded = 0  # frames
        self._sent = self._key = -1  # the last one given to the encoder, and the last of these to seek to
        self._key_every = max(1, int(_KEYFRAME_SECONDS * self._frame_rate))
        hold = int(_HOLD_SECONDS * self._frame_rate)
        # Kept back from the end of a hold while nobody knows whether the film ends there.
        self._reserve = 0 if constant_rate else min(_LAST, hold // 3)
        self._send_every = 1 if constant_rate else max(1, hold - self._reserve)
        self._thread = threading.Thread(target=self._work, name=f"encoder of {self._path.name}", daemon=True)
        self._failure: BaseException | None = None
        self._open = self._aborted = False

    @property
    def frames(self) -> int:
        """Frames shown so far."""
        return self._frames

    @property
    def samples(self) -> int:
        """Samples of sound, at 48 kHz, that last as long as the frames shown so far."""
        return round(self._frames * SAMPLE_RATE / self._frame_rate)

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
            self._thread.start()
            self._stack = stack.pop_all()
        self._open = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._open:
            return
        forgotten = None if error else RuntimeError(f"{self._path} was not written: finish() was not called")
        self._aborted = True
        self._join()
        # With an exception to look at, `replacing` removes the file and leaves `path` as it was.
        self._stack.__exit__(kind or RuntimeError, error or forgotten, trace)
        if forgotten:
            raise forgotten

    def show(
        self,
        rgba: NDArray[np.uint8],
        frames: int = 1,
        *,
        keyframe: bool = False,
        changed: Sequence[Box] | None = None,
    ) -> None:
        """Queue a picture to be seen for `frames` frames; `keyframe` makes the first a point to seek to.

        `rgba`: uint8 of shape (height, width, 4); copied, so the caller may draw into it again at once. The
        fourth channel is ignored: films are opaque. Waits while the encoder is far behind.
        `changed`: outside these boxes (left, top, right, bottom; in pixels) it is the picture shown before;
        None if that is not known.

        Raises ValueError for another shape or type or fewer than one frame, RuntimeError outside the
        with-body or after `finish`, and what failed in the encoder.
        """
        if rgba.shape != (self._height, self._width, 4) or rgba.dtype != np.uint8:
            wanted = (self._height, self._width, 4)
            raise ValueError(f"a picture must be uint8 {wanted}, not {rgba.dtype} {rgba.shape}")
        if frames < 1:
            raise ValueError(f"a picture must be shown for at least one frame, not {frames}")
        self._check()
        self._begin_encoding()
        places = self._picture.places(changed if self._frames else None)
        self._room.take(sum((right - left) * (bottom - top) for left, top, right, bottom in places))
        self._queue.put((self._picture.crops(rgba, places), frames, keyframe))
        self._frames += frames

    def append(self, path: Path) -> None:
        """Put the pictures of a film that this class wrote, of this rate and by the same settings, next.

        They are copied as they are encoded: joined parts look as they do apart. Nothing else may be shown.

        Raises ValueError for a film that was encoded otherwise, RuntimeError outside the with-body, after
        `finish` or after `show`, and av.FFmpegError or OSError where the file cannot be read.
        """
        self._check()
        if self._encoder is not None:
            raise RuntimeError("pictures are shown or appended, not both")
        with av.open(str(path)) as part:
            source = part.streams.video[0]
            header = source.codec_context.extradata
            if self._stream is None:
                self._stream = self._container.add_stream_from_template(source)
                self._stream.metadata["language"] = self._language
                self._header = header
            if header != self._header:
                raise ValueError(f"{path} was encoded with other settings, and cannot be joined to this film")
            end = self._frames
            tick = (source.time_base or Fraction(1)) * self._frame_rate  # of its clock, in frames
            for packet in part.demux(source):
                if packet.pts is None or packet.dts is None:
                    continue  # the end
                packet.pts = self._frames + round(packet.pts * tick)
                packet.dts = self._frames + round(packet.dts * tick)
                packet.duration = round((packet.duration or 0) * tick)
                end = max(end, packet.pts + 1)  # the last picture is sent for a film's last frame alone
                packet.time_base, packet.stream = 1 / self._frame_rate, self._stream
                self._packets.append(packet)
            self._frames = end

    def finish(self, sound: NDArray[np.float32] | None, chapters: Sequence[tuple[str, int]] = ()) -> None:
        """Encode `sound`, write the film, and give it its name.

        `sound`: float32 of shape (`samples`,), mono, 48 kHz, full scale at +-1; None for a silent film,
        without a sound track. `chapters`: (title, first frame), each lasting to the next one, the last one to
        the end. The first also has what comes before it, because an MP4's chapters leave no gap.

        Raises ValueError for a film without frames, sound of another shape, type or length, and chapters that
        are not in order or not inside the film; RuntimeError outside the with-body or when called twice; what
        failed in the encoder; and av.FFmpegError or OSError where the file cannot be written.
        """
        self._check()
        if not self._frames:
            raise ValueError("a film needs at least one frame")
        if sound is not None and (sound.shape != (self.samples,) or sound.dtype != np.float32):
            raise ValueError(
                f"{self._frames} frames need float32 sound of shape ({self.samples},), "
                f"not {sound.dtype} {sound.shape}"
            )
        starts = [start for _, start in chapters]
        if starts != sorted(set(starts)) or any(not 0 <= start < self._frames for start in starts):
            raise ValueError(
                f"chapters must begin one after the other in frames 0 to {self._frames - 1}, not {starts}"
            )
        self._join()
        self._check()
        if self._encoder is not None:
            self._end_hold(self._reserve)
            self._packets += self._encoder.encode(None)
        packets = [*self._packets, *([] if sound is None else self._encode_sound(sound))]
        self._set_chapters(chapters)
        # In order of time, so that a player finds sound and picture close together in the file.
        for packet in sorted(packets, key=lambda packet: (packet.dts or 0) * packet.time_base):
            self._container.mux(packet)
        self._stack.close()
        self._open = False

    def _begin_encoding(self) -> None:
        """Have an encoder from now on; RuntimeError where pictures come encoded."""
        if self._stream is None:
            self._stream = self._add_picture_stream()
            self._encoder = self._stream.codec_context
        if self._encoder is None:
            raise RuntimeError("pictures are shown or appended, not both")

    def _add_picture_stream(self) -> VideoStream:
        stream = self._container.add_stream("libx264", rate=self._frame_rate)
        stream.metadata["language"] = self._language
        encoder = stream.codec_context
        encoder.width, encoder.height, encoder.pix_fmt = self._width, self._height, "yuv420p"
        encoder.time_base = 1 / self._frame_rate
        encoder.gop_size = self._key_every
        encoder.color_primaries = ColorPrimaries.BT709
        encoder.color_trc = ColorTrc.BT709
        encoder.colorspace = Colorspace.ITU709
        encoder.color_range = ColorRange.MPEG
        encoder.thread_count = _THREADS
        encoder.options = {**self._x264, "x264-params": _X264}
        return stream

    def _work(self) -> None:
        """The encoder's thread: encode what is queued, until None.

        After a failure or an abort it goes on emptying the queue, so that `show` never waits in vain.
        """
        while (item := self._queue.get()) is not None:
            self._room.give(sum(frame.width * frame.height for _, frame in item[0]))
            try:
                if not (self._failure or self._aborted):
                    crops, frames, keyframe = item
                    if crops:
                        self._end_hold(_EACH)
                    self._picture.put(crops)
                    self._hold(frames, bool(crops), keyframe)
            except BaseException as failure:
                self._failure = failure

    def _hold(self, frames: int, changed: bool, keyframe: bool) -> None:
        """Encode the picture for `frames` frames. Here alone is decided when it is sent, and how often."""
        start, end = self._encoded, self._encoded + frames
        if changed or keyframe:
            self._send(start, keyframe)
        while not self._aborted:
            due = min(self._sent + self._send_every, self._key + self._key_every)
            if self._sent < _EACH - 1:
                due = self._sent + 1
            if due >= end - self._reserve:
                break
            self._send(due, keyframe=False)
        self._encoded = end

    def _end_hold(self, frames: int) -> None:
        """Send the picture in the last so many frames of its hold."""
        for frame in range(max(self._sent + 1, self._encoded - frames), self._encoded):
            self._send(frame, keyframe=False)

    def _send(self, frame: int, keyframe: bool) -> None:
        """Encode the picture as it is now, to be seen from `frame` on."""
        picture = self._picture.yuv
        picture.pts = frame  # in units of the encoder's time base
        if keyframe or self._key < 0 or frame >= self._key + self._key_every:
            picture.pict_type, self._key = PictureType.I, frame
        else:
            picture.pict_type = PictureType.NONE
        assert self._encoder is not None
        self._packets += self._encoder.encode(picture)
        self._sent = frame

    def _encode_sound(self, sound: NDArray[np.float32]) -> list[Packet]:
        """AAC packets of `sound`, shape (n,), in two equal channels (see studio.sound for why two).

        The encoder's first packet, 1024 samples before time 0, warms the decoder up. It keeps its negative
        time stamp; from it the muxer writes the edit list that makes players skip it, and no sound is late.
        """
        stream = self._container.add_stream(
            "aac", rate=SAMPLE_RATE, layout="stereo", bit_rate=_AUDIO_BIT_RATE, options=_AAC
        )
        stream.metadata["language"] = self._language
        packets = []
        for start in range(0, len(sound), _AUDIO_FRAME):
            part = sound[start : start + _AUDIO_FRAME]
            frame = AudioFrame.from_ndarray(np.stack([part, part]), format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = SAMPLE_RATE, start
            packets += stream.encode(frame)
        packets += stream.encode(None)
        # The file says where the sound ends, but some decoders play on to the end of the last packet, up to
        # 21 ms of silence. Where that is over a frame (at 60 a second), we give up under 5 ms of sound.
        silence = -len(sound) % _AUDIO_FRAME
        if silence * self._frame_rate > SAMPLE_RATE and len(packets) > 2:
            packets.pop()
        return packets

    def _set_chapters(self, chapters: Sequence[tuple[str, int]]) -> None:
        bounds = [0, *(start for _, start in chapters[1:]), self._frames]
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
        """Raise what failed in the encoder's thread, and RuntimeError where nothing can be written."""
        if self._failure:
            raise self._failure
        if not self._open:
            raise RuntimeError(f"{self._path} is not being written: outside the with-body, or finished")

    def _join(self) -> None:
        """Wait until the encoder's thread has seen the end of the queue."""
        self._queue.put(None)
        self._thread.join()


class _Room:
    """So much of something that two threads share; one takes, and waits while it is not there."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._changed = threading.Condition()

    def take(self, size: int) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._left >= size)
            self._left -= size

    def give(self, size: int) -> None:
        with self._changed:
            self._left += size
            self._changed.notify()


class _Picture:
    """The encoder's picture: `yuv`, yuv420p, BT.709 matrix, limited range; converted only where it changes.

    It is used again for every frame. That relies on libx264 in FFmpeg, which copies a picture when it is
    given it; tests/studio/test_mp4.py would see a film whose pictures come too early.

    Only matrix and range are converted. Transfer and primaries are tags: the RGB numbers go in and come out
    as they are, which is what players do with BT.709 on a screen. With `_SCALING` a pixel's numbers depend on
    its own 2 x 2 pixels only, so that a crop with even corners is converted exactly like the whole.
    """

    def __init__(self, width: int, height: int) -> None:
        self._width, self._height = width, height
        self.yuv = VideoFrame(width, height, "yuv420p")
        self._planes = _planes(self.yuv)
        self._reformatters: OrderedDict[tuple[int, int], VideoReformatter] = OrderedDict()
        self._spare: list[VideoFrame] = []  # whole pictures to be used again: new memory is slow

    def places(self, changed: Sequence[Box] | None) -> list[Box]:
        """The boxes that changed, grown to what can be converted alone; all of the picture for None."""
        whole = (0, 0, self._width, self._height)
        places = {whole} if changed is None else set(map(self._grown, changed))
        area = sum((right - left) * (bottom - top) for left, top, right, bottom in places)
        return [whole] if area > 0.8 * self._width * self._height else sorted(places)

    def crops(self, rgba: NDArray[np.uint8], places: Sequence[Box]) -> "list[_Crop]":
        """Copies of these boxes of a picture."""
        crops = []
        for left, top, right, bottom in places:
            width, height = right - left, bottom - top
            spare = (width, height) == (self._width, self._height) and self._spare
            frame = self._spare.pop() if spare else VideoFrame(width, height, "rgba")
            _plane(frame, 0, 4 * width)[:] = rgba[top:bottom, left:right].reshape(height, -1)
            crops.append(((left, top), frame))
        return crops

    def put(self, crops: "list[_Crop]") -> None:
        """Convert the crops to where they belong."""
        for (left, top), rgba in crops:
            size = rgba.width, rgba.height
            reformatter = self._reformatters.pop(size, None) or VideoReformatter()
            self._reformatters[size] = reformatter
            if len(self._reformatters) > _CROP_SIZES:
                self._reformatters.popitem(last=False)
            part = reformatter.reformat(
                rgba,
                format="yuv420p",
                interpolation=_SCALING,
                src_color_range=ColorRange.JPEG,
                dst_colorspace=Colorspace.ITU709,
                dst_color_range=ColorRange.MPEG,
            )
            for half, whole, piece in zip((1, 2, 2), self._planes, _planes(part), strict=True):
                height, width = piece.shape
                whole[top // half : top // half + height, left // half : left // half + width] = piece
            if size == (self._width, self._height):
                self._spare.append(rgba)

    def _grown(self, box: Box) -> Box:
        left, right = _stretch(box[0], box[2], _CROP_STEP[0], self._width)
        top, bottom = _stretch(box[1], box[3], _CROP_STEP[1], self._height)
        return left, top, right, bottom


def _stretch(start: int, stop: int, step: int, limit: int) -> tuple[int, int]:
    """The range with even ends, as long as a multiple of `step` or the even `limit`, within 0 to `limit`."""
    start -= start % 2
    length = min(-(-(stop - start) // step) * step, limit)
    start = min(start, limit - length)
    return start, start + length


def _plane(frame: VideoFrame, index: int, width: int) -> NDArray[np.uint8]:
    """A plane of a frame, not a copy; each row is `width` bytes."""
    plane: Any = frame.planes[index]  # a buffer, which its type does not say
    return np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)[:, :width]


def _planes(frame: VideoFrame) -> list[NDArray[np.uint8]]:
    return [_plane(frame, index, plane.width) for index, plane in enumerate(frame.planes)]
