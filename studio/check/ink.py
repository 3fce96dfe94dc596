"""Finds the share of each pixel that a drawing inks."""

from collections.abc import Callable

import cairo
import numpy as np
from numpy.typing import NDArray


def inked(width: int, height: int, draw: Callable[[cairo.Context], None]) -> NDArray[np.uint8]:
    """From 0, bare, to 255, covered, (height, width), where `draw` has drawn in pixels."""
    surface = cairo.ImageSurface(cairo.FORMAT_A8, width, height)
    draw(cairo.Context(surface))
    surface.flush()
    return np.frombuffer(surface.get_data(), np.uint8).reshape(height, surface.get_stride())[:, :width]
