"""Encode pictures as they come into H.264 packets.

The film is cut every five seconds, which is where a player can seek to. Each piece is encoded by itself, in
one thread, as soon as it has pictures. So two pieces are encoded side by side, no thread waits for another,
and the packets are the same on a machine with one core and with many.
"""

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from queue import SimpleQueue
from typing import Any

import av
import numpy as np
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from numpy.typing import NDArray

from studio.film.yuv import Box, Converter, Crop, YuvPicture, area, padded_boxes
from studio.system.memory import return_small

# Measured on the narrated GradientDescent at 1080p60, 2953 pictures in 96 s, against the same pictures
# without loss; luma's PSNR, processor time of the encoders with conversion, and what one of them holds:
#   superfast, crf 24, aq-mode 3, every fourth picture a P-picture   4.95 MB  52.96 dB  21 s  77 MB
#   every second                                                     5.87 MB            21 s  48 MB
#   all of them, crf 24                                              6.59 MB  53.65 dB  20 s  30 MB
#   crf 26, finer colour                                             5.99 MB  51.73 dB  20 s  30 MB
#   manim's own settings (medium, crf 23)                            6.10 MB  50.19 dB  over twice as long
# In today's lesson more moves: crf 26 took 5 % more bytes than manim at 1.1 dB more. Of its pictures, without
# sound: crf 26 7.04 MB, 50.22 dB; 26.5 6.68, 49.78; 27 6.36, 49.32; 27.5 6.06, 48.89. With sound, ours has
# 7.50 MB at 49.72 dB, and manim's 7.65 MB at 49.19 dB.
# Without B-pictures a film is also shown in the order in which it is decoded, which is simpler for all, and
# flat colours that move come back as they are: within 1.2 levels of R, G, B with ours, 4.7 with B-pictures.
# A constant quantiser (qp 22 to 24) takes a fifth less time, at a higher PSNR, but they come back up to 12
# levels off. No deblocking: not faster. A keyframe every 2 s instead of every 5 s adds 1.6 MB.
# tune=animation shifted flat colours by a level more often, and the macroblock tree those that are soon gone
# by two levels.
CRF = 26.7
PRESET = "superfast"

# aq-mode 3 spends more on dark areas, where steps show most. cpu-independent: the same bytes whatever the
# processor's instruction set. There are no cuts in a lesson to be found, and no fades that weighted
# prediction would help. Keyframes are where a piece begins.
_X264 = "bframes=0:chroma-qp-offset=-3:aq-mode=3:cpu-independent=1:scenecut=0:weightp=0:keyint=infinite"

_PIECE_SECONDS = 5  # a player can seek to where a piece begins, and decodes its way on from there
HOLD_SECONDS = Fraction(1, 2)  # a picture that is held is sent again this often, so that streams flow

_AT_ONCE = 2  # pieces; more take memory, and encoding takes less than twice as long as drawing
_WAITING = 8_000_000  # pixels that may wait to be encoded, of 1.5 bytes; or else one whole picture


_Item = tuple[int, list[Crop]]  # at which frame to show the picture, and what is new in it then


def h264(
    encoder: VideoCodecContext, width: int, height: int, frame_rate: Fraction, *, crf: float, preset: str
) -> None:
    """Set up an encoder like those of all of a film's pieces; `crf` and `preset` as in x264."""
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.framerate = 1 / frame_rate, frame_rate
    encoder.color_primaries = ColorPrimaries.BT709
    encoder.color_trc = ColorTrc.BT709
    encoder.colorspace = Colorspace.ITU709
    encoder.color_range = ColorRange.MPEG
    encoder.thread_count = 1
    encoder.options = {"crf": str(crf), "preset": preset, "profile": "high", "x264-params": _X264}


class Encoder:
    """Encoder of one film's pictures, working in threads of its own.

    frames: the number of frames shown so far.
    """

    def __init__(
        self,
        width: int,
        height: int,
        frame_rate: Fraction,
        *,
        crf: float = CRF,
        preset: str = PRESET,
    ) -> None:
        self.frames = 0
        self._settings: dict[str, Any] = {"crf": crf, "preset": preset}
        self._size, self._frame_rate = (width, height), frame_rate
        self._sent = -1  # the last frame at which the picture was sent
        self._piece_frames = max(1, int(_PIECE_SECONDS * frame_rate))
        self._send_every = max(1, int(HOLD_SECONDS * frame_rate))
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="encoder")
        self._quota = _Quota(max(_WAITING, width * height))
        self._converter = Converter()
        self._piece: _Piece | None = None  # the one that is being shown
        self._results: list[Future[list[Packet]]] = []
        self._stopped = threading.Event()

    def show(self, rgba: NDArray[np.uint8], frames: int, changed: Sequence[Box] | None) -> None:
        """Queue a picture as Mp4Writer.show does; raise what failed in a piece's thread."""
        for result in self._results[-_AT_ONCE:]:
            if result.done():
                result.result()
        boxes = padded_boxes(changed if self.frames else None, *self._size)
        start, end = self.frames, self.frames + frames
        if boxes:
            self._send(start, rgba, boxes)
        assert self._piece is not None
        while (due := min(self._sent + self._send_every, self._piece.first + self._piece_frames)) < end:
            self._send(due, rgba, [])
        self.frames = end

    def finish(self) -> list[Packet]:
        """Wait for the last piece; return all packets in order, or raise what failed in a thread."""
        if self._piece:
            if self._sent < self.frames - 1:  # a film's length is when its last picture was sent
                self._piece.queue.put((self.frames - 1, []))
            self._piece.queue.put(None)
        packets = [packet for result in self._results for packet in result.result()]
        if packets:
            packets[-1].duration = 1  # else players would guess: as long as the one before
        self.close()
        return packets

    def close(self) -> None:
        """Stop the threads and wait until they have ended; raise nothing."""
        self._stopped.set()
        if self._piece:
            self._piece.queue.put(None)
        self._pool.shutdown()

    def _send(self, frame: int, rgba: NDArray[np.uint8], boxes: list[Box]) -> None:
        """Queue the picture, which is new in the boxes, to be seen from `frame` on."""
        if self._piece is None or frame >= self._piece.first + self._piece_frames:
            if self._piece:
                self._piece.queue.put(None)
            for result in self._results[: 1 - _AT_ONCE]:
                result.result()
            self._piece = _Piece(frame)
            self._results.append(self._pool.submit(self._encode, self._piece))
            boxes = padded_boxes(None, *self._size)
        self._quota.acquire(sum(map(area, boxes)))
        self._piece.queue.put((frame, self._converter.crops(rgba, boxes)))
        self._sent = frame

    def _encode(self, piece: "_Piece") -> list[Packet]:
        """Encode a piece in a thread of its own; return its packets."""
        return_small()
        items = map(self._released, iter(piece.queue.get, None))
        try:
            picture, packets = YuvPicture(*self._size), list[Packet]()
            encoder = av.CodecContext.create("libx264", "w")
            assert isinstance(encoder, VideoCodecContext)
            h264(encoder, *self._size, self._frame_rate, **self._settings)
            for frame, crops in items:
                if self._stopped.is_set():
                    continue
                # One picture serves for all frames. That relies on libx264 in FFmpeg, which copies what it is
                # given; tests/studio/film/test_mp4.py would see a film whose pictures come too early.
                picture.put(crops)
                picture.yuv.pts = frame  # in units of the encoder's time base
                picture.yuv.pict_type = PictureType.I if frame == piece.first else PictureType.NONE
                packets += encoder.encode(picture.yuv)
            return packets if self._stopped.is_set() else packets + encoder.encode(None)
        finally:
            for _ in items:  # after a failure: `show` never waits in vain
                pass

    def _released(self, item: _Item) -> _Item:
        """Release the item's queue space."""
        self._quota.release(sum(crop.width * crop.height for _, crop in item[1]))
        return item


class _Piece:
    """A piece of the film: its first frame, and the queue of its pictures, ended by None."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.queue: SimpleQueue[_Item | None] = SimpleQueue()


class _Quota:
    """An amount that threads share: `acquire` waits until there is enough left, `release` gives it back."""

    def __init__(self, size: int) -> None:
        self._left = size
        self._changed = threading.Condition()

    def acquire(self, size: int) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._left >= size)
            self._left -= size

    def release(self, size: int) -> None:
        with self._changed:
            self._left += size
            self._changed.notify()
