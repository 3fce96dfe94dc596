"""Ticks: how far apart the numbers and the grid lines of an axis stand, and the room that they take."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from calc.tongue import tongue
from calc.window import Window, round_step, tick_texts
from studio.stage import style
from studio.stage.frame import PlotFrame
from studio.stage.glyphs import set_line
from studio.stage.text import Label
from studio.stage.theme import THEME, Region

TICK = 0.09  # units
GAP = 0.14
ROOM = 1.05, 0.75  # units for each number across, and up, at least
WIDE = 1.7  # units: wider numbers upwards are not shown
APART = TICK + 0.11  # from an axis to its numbers
BESIDE = TICK + 0.15  # which they take beside their width on the left
_LABELS = 6  # numbers on an axis, at most
_LINES = 14  # grid lines across a plot, at most


def spacing(frame: PlotFrame, axis: int, room: float) -> tuple[float, float]:
    """Return how far apart the numbers of an axis stand, and its grid lines.

    room: units for each number across, at least.
    """
    low, high = ends_of(frame.window, axis)
    extent = frame.region.height if axis else frame.region.width
    step = _step(low, high, extent, axis, ROOM[1] if axis else room)
    parts = (parts for parts in (5, 4, 2) if (high - low) * parts / step <= _LINES and _round(step / parts))
    return step, step / next(parts, 1)


def ends_of(window: Window, axis: int) -> tuple[float, float]:
    """Return the least and the greatest value of an axis that can be seen."""
    return (window.bottom, window.top) if axis else (window.left, window.right)


def holds(window: Window, axis: int, value: float) -> bool:
    """Say whether a value lies in a window, or on its edge."""
    return bool(lies_in(*ends_of(window, axis), value))


def lies_in(low: Any, high: Any, value: float) -> Any:
    """Say whether a value lies between two, numbers or arrays; a window that was zoomed to is rounded."""
    slack = 1e-9 * (high - low)
    return (low - slack <= value) & (value <= high + slack)


def widest(window: Window, step: float) -> float:
    """Return the width, in units, of the widest of the numbers upwards that stand so far apart."""
    return max(map(width_of, _upright(window, step)), default=0.0)


def _upright(window: Window, step: float) -> list[str]:
    return [*tick_texts(multiples(window.bottom, window.top, step)).values()]


def upward_step(window: Window, region: Region) -> float:
    """Return how far apart the numbers of the axis upwards stand."""
    return _step(window.bottom, window.top, region.height, 1, ROOM[1])


def overhang(window: Window, step: float) -> float:
    """Return the units by which an exponent on the axis upwards may rise above a plain number."""
    return 0.05 if any("×" in text for text in _upright(window, step)) else 0.0


def width_of(text: str) -> float:
    """Return the width, in units, of a number on an axis."""
    return _measured(tongue().written(text), THEME.font)


@lru_cache(maxsize=4096)
def _measured(written: str, font: str) -> float:
    return float(Label(set_line(written, font, "MEDIUM"), written, style.TICK, THEME.muted).width)


def _step(low: float, high: float, extent: float, axis: int, room: float) -> float:
    """Return how far apart the numbers of an axis are: as many as find room on it."""
    limit = int(np.clip(extent / room, 1, _LABELS))
    if len(multiples(low, high, round_step(high - low, limit))) < 2:
        limit += 2  # one number alone tells no scale, and closer ones may fit as well
    for most in range(limit, 0, -1):
        step = round_step(high - low, most)
        across = 0.0
        if axis == 0:
            across = max(map(width_of, tick_texts(multiples(low, high, step)).values()), default=0.0)
        if (across + 2 * GAP) * (high - low) / step <= extent:
            break
    return step


def multiples(low: float, high: float, step: float) -> list[float]:
    """Return the multiples of a step between two values, or at them."""
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    decimals = max(0, 1 - math.floor(math.log10(step)))
    return [round(index * step, decimals) + 0.0 for index in range(first, last + 1)]


def _round(step: float) -> bool:
    """Say whether a step is 1, 2 or 5 times a power of ten, as numbers on an axis are."""
    mantissa = step / 10 ** math.floor(math.log10(step) + 1e-9)
    return any(abs(mantissa - good) < 1e-6 for good in (1, 2, 5))
