"""Convert RGBA pixels to the YUV 4:2:0 that a video encoder wants, only where they change."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

Box = tuple[int, int, int, int]  # left, top, right, bottom, in pixels
Crop = tuple[tuple[int, int], VideoFrame]  # where its first pixel belongs, and what is there now, in yuv420p

# Crops are converted in these steps of width and height: swscale prepares itself for each size anew, 0.2 ms,
# unless it had the size before. A height of 2 it would round otherwise than a whole picture.
_STEP = (64, 32)
_SIZES = 16  # for so many sizes it stays prepared

# Colour at half the size is the plain mean of 2 x 2 pixels: exact to half a level on flat areas.
# (Bicubic overshoots: it is off by 5 levels within 4 pixels of an edge.) With ACCURATE_RND it comes out the
# same to the bit, of every colour, and takes half as long again or more.
_SCALING = Interpolation.AREA | Interpolation.BITEXACT


def padded_boxes(changed: Sequence[Box] | None, width: int, height: int) -> list[Box]:
    """Return the changed boxes, grown to what can be converted alone; the whole picture for None."""
    whole = (0, 0, width, height)
    boxes = {whole} if changed is None else {_grown(box, width, height) for box in changed}
    return [whole] if sum(map(area, boxes)) > 0.8 * width * height else sorted(boxes)


def area(box: Box) -> int:
    """Return the number of pixels in a box."""
    left, top, right, bottom = box
    return (right - left) * (bottom - top)


class Converter:
    """Converts boxes of RGBA pictures to yuv420p, BT.709 matrix, limited range.

    Only matrix and range are converted. Transfer and primaries are tags: the RGB numbers go in and come out
    as they are, which is what players do with BT.709 on a screen. With `_SCALING` a pixel's numbers depend on
    its own 2 x 2 pixels only, so that a crop with even corners is converted exactly like the whole.
    """

    def __init__(self) -> None:
        self._reformatters: OrderedDict[tuple[int, int], VideoReformatter] = OrderedDict()

    def crops(self, rgba: NDArray[np.uint8], boxes: Sequence[Box]) -> list[Crop]:
        """Convert these boxes of a picture, uint8 of shape (height, width, 4)."""
        return [((box[0], box[1]), self._converted(rgba, box)) for box in boxes]

    def _converted(self, rgba: NDArray[np.uint8], box: Box) -> VideoFrame:
        left, top, right, bottom = box
        size = right - left, bottom - top
        reformatter = self._reformatters.pop(size, None) or VideoReformatter()
        self._reformatters[size] = reformatter
        if len(self._reformatters) > _SIZES:
            self._reformatters.popitem(last=False)
        return reformatter.reformat(
            VideoFrame.from_numpy_buffer(rgba[top:bottom, left:right], "rgba"),
            format="yuv420p",
            interpolation=_SCALING,
            src_color_range=ColorRange.JPEG,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            threads=1,  # most crops are small, and others are being encoded meanwhile
        )


class YuvPicture:
    """A picture `yuv` in yuv420p, into which crops are put."""

    def __init__(self, width: int, height: int) -> None:
        self.yuv = VideoFrame(width, height, "yuv420p")
        self._planes = _planes(self.yuv)

    def put(self, crops: Sequence[Crop]) -> None:
        """Copy the crops into their places in the picture."""
        for (left, top), part in crops:
            for half, whole, piece in zip((1, 2, 2), self._planes, _planes(part), strict=True):
                height, width = piece.shape
                whole[top // half : top // half + height, left // half : left // half + width] = piece


def _grown(box: Box, width: int, height: int) -> Box:
    left, right = _stretch(box[0], box[2], _STEP[0], width)
    top, bottom = _stretch(box[1], box[3], _STEP[1], height)
    return left, top, right, bottom


def _stretch(start: int, stop: int, step: int, limit: int) -> tuple[int, int]:
    """Return the range grown to even ends within 0 to `limit`, its length a multiple of `step` or `limit`."""
    start -= start % 2
    length = min(-(-(stop - start) // step) * step, limit)
    start = min(start, limit - length)
    return start, start + length


def _plane(frame: VideoFrame, index: int, width: int) -> NDArray[np.uint8]:
    """Return a view of a frame's plane; each row is `width` bytes."""
    plane: Any = frame.planes[index]  # a buffer, which its type does not say
    return np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)[:, :width]


def _planes(frame: VideoFrame) -> list[NDArray[np.uint8]]:
    return [_plane(frame, index, plane.width) for index, plane in enumerate(frame.planes)]
