"""The two cuts through a point of a surface, and how far each is to be seen: numbers, no screen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calc.chart import Chart
from calc.function import Function
from calc.gradient import Gradient

_SAMPLES = 801
_BEYOND = 0.32  # distances from the point to the flat place, by which a cut goes beyond the point
_LEAST = 0.6  # of that distance, on either side of what a cut is centred on
_OPEN = 0.62  # of the map's half, where there is no flat place
_MARGIN = 0.16  # of that distance, from a cut's end to the end of its axis
_STEEP = 1.5  # times as far as the steeper slope alone would lead: what is beyond is not shown


@dataclass(frozen=True)
class Cut:
    """The surface along one variable: `function` is seen from `low` to `high` around `middle`."""

    function: Function
    here: float
    slope: float
    middle: float
    low: float
    high: float


@dataclass(frozen=True)
class Cuts:
    """Both cuts on one scale: each axis is `middle` - `half` to `middle` + `half`, and `bottom` to `top`."""

    pair: tuple[Cut, Cut]
    half: float
    bottom: float
    top: float


def cuts(chart: Chart, gradient: Gradient) -> Cuts:
    """Return the cuts through the point where the gradient is taken, as far as both can be seen together."""
    point, flat, window = chart.point, chart.flat, chart.window
    centred = flat is not None and flat.kind != "saddle"
    size = (
        float(np.linalg.norm(np.subtract(flat.point, point))) if flat and centred else _OPEN * chart.width / 2
    )
    edges = ((window.left, window.right), (window.bottom, window.top))
    ends = []
    for index, (least, most) in enumerate(edges):
        middle = flat.point[index] if flat and centred else point[index]
        reach = max(abs(point[index] - middle) + _BEYOND * size, _LEAST * size) if centred else size
        inset = 0.01 * (most - least)
        ends.append((middle, max(middle - reach, least + inset), min(middle + reach, most - inset)))
    functions = [chart.surface.cut(name, point) for name in chart.surface.variables]
    half = max(max(high - middle, middle - low) for middle, low, high in ends) + _MARGIN * size
    far = _STEEP * max(map(abs, gradient.vector)) * half
    here = gradient.value
    seen = np.concatenate(
        [
            values[np.isfinite(values)]
            for function, (_, low, high) in zip(functions, ends, strict=True)
            for values in [np.asarray(function(np.linspace(low, high, _SAMPLES)))]
        ]
    )
    lowest, highest = max(float(seen.min()), here - far), min(float(seen.max()), here + far)
    span = highest - lowest
    top = highest + 0.05 * (highest if 0 <= lowest < 0.35 * highest else span)
    bottom = 0.0 if 0 <= lowest < 0.35 * highest else lowest - 0.08 * span
    pair = [
        Cut(
            function,
            point[index],
            float(gradient.vector[index]),
            middle,
            *_connected(function, point[index], low, high, bottom, top),
        )
        for index, (function, (middle, low, high)) in enumerate(zip(functions, ends, strict=True))
    ]
    return Cuts((pair[0], pair[1]), half, bottom, top)


def _connected(
    function: Function, here: float, low: float, high: float, bottom: float, top: float
) -> tuple[float, float]:
    """The ends of the stretch around `here` on which the curve stays between `bottom` and `top`."""
    found = []
    for end in (low, high):
        places = np.linspace(here, end, _SAMPLES)
        values = np.asarray(function(places))
        with np.errstate(invalid="ignore"):
            inside = np.isfinite(values) & (values >= bottom) & (values <= top)
        # A jump of half the picture from one of hundreds of places to the next is a pole, not a slope.
        with np.errstate(invalid="ignore"):
            inside[1:] &= ~(np.abs(np.diff(values)) > (top - bottom) / 2)
        out = np.flatnonzero(~inside)
        found.append(float(places[-1] if not len(out) else places[max(out[0] - 1, 0)]))
    return found[0], found[1]
