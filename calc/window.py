"""Which part of a curve to look at, and where to put the ticks: ranges of numbers, no screen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from calc.function import Function
from calc.wording import brief

_ROOM = 0.12  # of a range, left free on either side of what must be seen
_SAMPLES = 401


@dataclass(frozen=True)
class Window:
    """The numbers from `left` to `right` and from `bottom` to `top`."""

    left: float
    right: float
    bottom: float
    top: float

    def holds(self, x: float, y: float) -> bool:
        """Say whether a point lies inside."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top


def around(function: Function, xs: Iterable[float], least: float = 0.0) -> Window:
    """Return the window on a curve in which the points over `xs` can be seen, with room about them.

    least: how wide it is at least, where the points lie close together.

    It reaches from the lowest of these points and of the curve between them to the highest of the points; an
    axis from 0 is kept where that costs little. ValueError where no point has a value.
    """
    places = np.array([x for x in xs if math.isfinite(x) and math.isfinite(function(x))], dtype=np.float64)
    if not len(places):
        raise ValueError(f"{function.wording.written} has no value at any of the places to be seen")
    left, right = float(places.min()), float(places.max())
    width = max(right - left, least, 1e-9 * max(abs(left), abs(right)), 1e-12)
    middle = (left + right) / 2
    left, right = middle - (0.5 + _ROOM) * width, middle + (0.5 + _ROOM) * width
    heights = np.asarray(function(np.linspace(left, right, _SAMPLES)))
    heights = heights[np.isfinite(heights)]
    seen = np.asarray(function(places))
    low, high = float(seen.min()), float(seen.max())
    # The curve may dip below what must be seen, but a pole in it must not make a flat line of all the rest.
    tenth, ninetieth = np.quantile(heights, [0.1, 0.9])
    low = min(low, max(float(heights.min()), float(tenth - max(ninetieth - tenth, high - low))))
    if high <= low:
        high = float(min(heights.max(), low + max(abs(low), 1.0)))
    if high <= low:  # flat throughout
        low, high = low - max(abs(low), 1.0), high + max(abs(low), 1.0)
    if 0 <= low < 0.35 * high:
        low = 0.0
    bottom = low if low == 0 else low - _ROOM * (high - low)
    return Window(left, right, bottom, high + 1.6 * _ROOM * (high - low))


def round_step(span: float, most: int) -> float:
    """Return the smallest of 1, 2 or 5 times a power of ten that fits into `span` at most `most` times."""
    power = 10.0 ** math.floor(math.log10(span / most))
    return next(factor * power for factor in (1, 2, 5, 10, 20) if factor * power * most >= span * (1 - 1e-12))


def ticks(low: float, high: float, most: int = 3, grid: float = 0.0) -> tuple[float, ...]:
    """Return at most `most` + 1 round numbers between `low` and `high`, evenly apart.

    grid: how far apart the lines are on which all of them shall stand, a round number; 0 if there are none.
        Where no two of these lines are in sight for sure, the numbers stand between them.
    """
    step = finest = round_step(high - low, most)
    if 0 < 2 * grid <= high - low:
        steps = (grid * factor * 10**power for power in count() for factor in (1, 2, 5))
        step = next(step for step in steps if step * most >= high - low)
        finest = grid
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    decimals = max(0, -math.floor(math.log10(finest)))
    return tuple(round(index * step, decimals) + 0.0 for index in range(first, last + 1))


def tick_texts(values: Sequence[float], least: int = 4) -> dict[float, str]:
    """Return the text at each tick: as few digits as tell all apart, and not fewer than `least`."""
    for digits in range(least, 17):
        texts = [str(brief(value, digits)) for value in values]
        if len(set(texts)) == len(texts):
            break
    return dict(zip(values, texts, strict=True)) if len(values) else {}
