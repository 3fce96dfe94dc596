"""The part of a surface that is shown as a landscape: a disc of it, its heights, its level curves."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from calc.chart import Chart, chart, rounded
from calc.function import Array
from calc.gradient import Point, Surface
from calc.terrain import FlatPlace, flat_place

_ROOM = 1.08  # times as far from the middle as the farthest place that is told: there the disc ends
_TALL = 4.0  # of what is told: heights that reach further are cut off
_BEYOND = 1.0  # and then so much of it stays, above it and below it
_RADII, _ANGLES = 48, 96  # of the grid on which heights are measured
_SHARES = (0.08, 0.24, 0.4, 0.56, 0.72, 0.88)  # of the heights that lie below each level curve
_APART = 0.09  # of the heights, between the level curve of the point and the next one


@dataclass(frozen=True)
class Relief:
    """The landscape of `surface` over the disc of this radius around `middle`, from `bottom` to `top`.

    point: where one stands. flat: the flat place that belongs to it, if it lies on the disc.
    """

    chart: Chart
    middle: Point
    radius: float
    bottom: float
    top: float

    @property
    def surface(self) -> Surface:
        return self.chart.surface

    @property
    def point(self) -> Point:
        return self.chart.point

    @property
    def flat(self) -> FlatPlace | None:
        return self.chart.flat

    @cached_property
    def levels(self) -> tuple[float, ...]:
        """The heights of the level curves that are drawn, rising: the point's own, and round ones around it.

        Around the bottom or the top of a quadratic surface they are evenly far from each other.
        """
        if self.flat is not None and self.flat.kind != "saddle" and self.surface.is_quadratic:
            return self.chart.levels
        places = self.grid(_RADII, _ANGLES)[1:]
        heights = np.asarray(self.surface(places[..., 0], places[..., 1]))
        # Each ring of places stands for an area that grows with its radius.
        areas = np.broadcast_to(np.arange(1, _RADII + 1)[:, None], heights.shape)
        with np.errstate(invalid="ignore"):
            shown = (heights >= self.bottom) & (heights <= self.top)
        order = np.argsort(heights[shown], kind="stable")
        values, below = heights[shown][order], np.cumsum(areas[shown][order]) / areas[shown].sum()
        here = self.surface(*self.point)
        rank = float(np.interp(here, values, below))
        wanted = [float(np.interp(share, below, values)) for share in _SHARES if abs(rank - share) > _APART]
        found = [level for level in rounded(wanted, here, digits=1) if self.bottom < level < self.top]
        return tuple(sorted({*found, here}))

    def holds(self, place: Point, margin: float = 0.0) -> bool:
        """Say whether a place lies on the disc, `margin` (a share of its radius) away from the rim."""
        return math.dist(place, self.middle) <= self.radius * (1 - margin)

    def grid(self, radii: int, angles: int) -> Array:
        """Return places of the disc, (radii + 1, angles + 1, 2): around its middle from there to the rim."""
        r = self.radius * np.linspace(0, 1, radii + 1)[:, None]
        a = np.linspace(0, 2 * np.pi, angles + 1)[None, :]
        across, up = r * np.cos(a), r * np.sin(a)
        return np.stack([self.middle[0] + across, self.middle[1] + up], axis=-1)

    @cached_property
    def cut_off(self) -> bool:
        """True if parts of the disc are higher or lower than what is shown, or have no height."""
        places = self.grid(_RADII, _ANGLES)
        heights = np.asarray(self.surface(places[..., 0], places[..., 1]))
        slack = 1e-9 * (self.top - self.bottom)
        with np.errstate(invalid="ignore"):
            shown = (heights >= self.bottom - slack) & (heights <= self.top + slack)
        return not bool(shown.all())

    @cached_property
    def steepest(self) -> float:
        """The greatest slope of what is shown."""
        places = self.grid(_RADII, _ANGLES)
        u, v = places[..., 0], places[..., 1]
        heights, slopes = np.asarray(self.surface(u, v)), np.hypot(*self.surface.slopes(u, v))
        with np.errstate(invalid="ignore"):
            shown = (heights >= self.bottom) & (heights <= self.top) & np.isfinite(slopes)
        return float(slopes[shown].max(initial=0.0))


def relief(surface: Surface, point: Point, steps: Iterable[Point] = ()) -> Relief:
    """Return the landscape around a point that holds its flat place and where `steps` lead, if that is near.

    Raises:
        ValueError: as `calc.chart.chart`.
    """
    steps = [step for step in steps if all(map(math.isfinite, step))]
    seen = chart(surface, point, flat_place(surface, point), 1.0, steps)
    window = seen.window
    middle = ((window.left + window.right) / 2, (window.bottom + window.top) / 2)
    told = [point, *([seen.flat.point] if seen.flat else []), *(step for step in steps if seen.holds(step))]
    radius = _ROOM * max(math.dist(place, middle) for place in told)
    if radius == 0 or seen.flat is None:
        radius = max(radius, seen.width / 2)
    whole = Relief(seen, middle, radius, -math.inf, math.inf)
    places = whole.grid(_RADII, _ANGLES)
    heights = np.asarray(surface(places[..., 0], places[..., 1]))
    heights = heights[np.isfinite(heights)]
    low, high = float(heights.min()), float(heights.max())
    values = [value for value in (surface(*place) for place in told) if math.isfinite(value)]
    least, most = min(values), max(values)
    span = most - least or high - low
    if seen.flat is None:  # nothing but the point and its steps says how much there is to be seen
        tenth, ninetieth = np.quantile(heights, [0.1, 0.9])
        span = max(span, float(ninetieth - tenth))
    top = high if high - least <= _TALL * span else most + _BEYOND * span
    bottom = low if most - low <= _TALL * span else least - _BEYOND * span
    return Relief(seen, middle, radius, bottom, top)
