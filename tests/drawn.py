"""Pictures drawn by cairo, as planes that a decoder would give: what is in them is known exactly."""

import math
from collections.abc import Callable

import av
import cairo
import numpy as np

from studio.check.delivered import Picture
from studio.stage.theme import THEME

WIDTH, HEIGHT = 320, 240
BACKGROUND, COLOUR = THEME.background, THEME.parameter
Draw = Callable[[cairo.Context], None]


def picture(*drawings: Draw) -> Picture:
    surface = cairo.ImageSurface(cairo.FORMAT_RGB24, WIDTH, HEIGHT)
    pen = cairo.Context(surface)
    pen.set_source_rgb(*rgb(BACKGROUND))
    pen.paint()
    for draw in drawings:
        pen.set_source_rgb(*rgb(COLOUR))
        draw(pen)
    surface.flush()
    pixels = np.frombuffer(surface.get_data(), np.uint8).reshape(HEIGHT, -1, 4)[:, :WIDTH, 2::-1]
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), "rgb24")
    return Picture(frame.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG"))


def rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
    return red, green, blue


def disc(x: float, y: float, radius: float, colour: str = COLOUR) -> Draw:
    def draw(pen: cairo.Context) -> None:
        pen.set_source_rgb(*rgb(colour))
        pen.arc(x, y, radius, 0, 2 * math.pi)
        pen.fill()

    return draw


def line(start: tuple[float, float], stop: tuple[float, float], width: float, colour: str = COLOUR) -> Draw:
    def draw(pen: cairo.Context) -> None:
        pen.set_source_rgb(*rgb(colour))
        pen.set_line_width(width)
        pen.move_to(*start)
        pen.line_to(*stop)
        pen.stroke()

    return draw
