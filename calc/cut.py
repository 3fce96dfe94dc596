"""The two cuts through a point of a surface, and the windows in which they are compared: no screen."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from calc.function import Function
from calc.gradient import Gradient
from calc.relief import Relief
from calc.window import Window

_SAMPLES = 801
_INSIDE = 0.99  # of the way to the rim, where a cut ends
_BEYOND = 1.8  # times as far as its flat place lies: a cut is told no farther to that side
_ROOM = 0.04  # of a window's width, left free beside the cuts
_STEEPEST = math.tan(math.radians(62))  # of the first slope as it is drawn
_SEEN = 0.2  # of a window's height: a first cut that is lower has a window of its own


@dataclass(frozen=True)
class Cut:
    """The surface along one variable, the other one held still: `function`, told from `low` to `high`."""

    function: Function
    here: float
    slope: float
    low: float
    high: float

    @property
    def heights(self) -> tuple[float, float]:
        """The lowest and the highest value that is told."""
        values = np.asarray(self.function(np.linspace(self.low, self.high, _SAMPLES)))
        values = values[np.isfinite(values)]
        return float(values.min()), float(values.max())


@dataclass(frozen=True)
class Cuts:
    """Both cuts through one point."""

    pair: tuple[Cut, Cut]

    def windows(self, aspect: float) -> tuple[Window, Window]:
        """Return a window for each cut, drawn `aspect` times as wide as it is high.

        The point stands at the same place of both, and both are of one scale, so that slopes may be compared;
        only where the first cut would look flat beside the second, its window has a scale of its own.
        """
        before = max(cut.here - cut.low for cut in self.pair)
        after = max(cut.high - cut.here for cut in self.pair)
        room = _ROOM * (before + after)
        width = before + after + 2 * room
        both = _upright([cut.heights for cut in self.pair])
        first = self.pair[0]
        low, high = first.heights
        if 0 < high - low < _SEEN * (both[1] - both[0]):
            ranges = _upright([first.heights]), both
        else:
            least = abs(first.slope) * width / (aspect * _STEEPEST)
            ranges = _taller(both, least), _taller(both, least)
        windows = [
            Window(cut.here - before - room, cut.here + after + room, *upright)
            for cut, upright in zip(self.pair, ranges, strict=True)
        ]
        return windows[0], windows[1]


def cuts(relief: Relief, gradient: Gradient) -> Cuts:
    """Return the cuts through the place of a gradient, as far as the landscape shows them."""
    found = [
        Cut(function, gradient.point[axis], float(gradient.vector[axis]), *_ends(relief, function, axis))
        for axis, function in enumerate(
            relief.surface.cut(name, relief.point) for name in relief.surface.variables
        )
    ]
    return Cuts((found[0], found[1]))


def _ends(relief: Relief, function: Function, axis: int) -> tuple[float, float]:
    """The ends of the stretch around the point on which the cut can be seen in one piece."""
    here = relief.point[axis]
    off = relief.point[1 - axis] - relief.middle[1 - axis]
    half = math.sqrt(max(relief.radius**2 - off**2, 0.0))
    ends = [relief.middle[axis] - _INSIDE * half, relief.middle[axis] + _INSIDE * half]
    if relief.flat is not None:
        beyond = here + _BEYOND * (relief.flat.point[axis] - here)
        if beyond < here:
            ends[0] = max(ends[0], beyond)
        elif beyond > here:
            ends[1] = min(ends[1], beyond)
    tall = relief.top - relief.bottom
    found = []
    for end in ends:
        places = np.linspace(here, end, _SAMPLES)
        values = np.asarray(function(places))
        with np.errstate(invalid="ignore"):
            inside = np.isfinite(values) & (values >= relief.bottom) & (values <= relief.top)
            # A jump of half the picture from one of hundreds of places to the next is a pole, not a slope.
            inside[1:] &= ~(np.abs(np.diff(values)) > tall / 2)
        inside[0] = True
        out = np.flatnonzero(~inside)
        found.append(float(places[-1] if not len(out) else places[max(out[0] - 1, 0)]))
    return found[0], found[1]


def _upright(heights: list[tuple[float, float]]) -> tuple[float, float]:
    """A range that holds these heights, from 0 where that costs little."""
    low, high = min(low for low, _ in heights), max(high for _, high in heights)
    span = high - low or max(abs(high), 1.0)
    if 0 <= low < 0.35 * high:
        return 0.0, 1.05 * high
    return low - 0.08 * span, high + 0.08 * span


def _taller(upright: tuple[float, float], least: float) -> tuple[float, float]:
    """The range, made as tall as it has to be: from 0 upwards, else to both sides."""
    low, high = upright
    more = max(least - (high - low), 0.0)
    return (low, high + more) if low == 0 else (low - more / 2, high + more / 2)
