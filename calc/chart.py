"""A map of a surface around a point: which part of the plane it shows, and its level curves there."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from calc.function import Array
from calc.gradient import Point, Surface
from calc.terrain import FlatPlace, scale
from calc.window import Window

GRID = 241  # values along each side of the map
_HALF = 1.3  # distances from the point to the flat place, from there to the map's edge
_STRETCH = 2.5  # times as wide the map may become to hold a step
_SMALL = 1 / 50  # of the map's half: a shorter step is looked at close up
_CLOSE_UP = 6.0  # steps from the point to the edge, then
_RINGS = 5  # around a flat place, the last through the point
_SHARES = (0.07, 0.22, 0.37, 0.52, 0.67, 0.82, 0.95)  # of the map that lie below each level, elsewhere
_APART = 0.06  # of the map between the level through the point and the next one
_FINEST = 1e-7  # of the numbers on it: a smaller map would show how they are rounded
_DIFFER = 1e-9  # of the values on it: smaller differences would show rounding too
_PROJECTIONS = 4


@dataclass(frozen=True)
class Chart:
    """The map of `surface` around `point`: `window` is as many numbers wide for its height as it is drawn.

    flat: the flat place that is near and inside the window, if there is one.
    """

    surface: Surface
    point: Point
    window: Window
    flat: FlatPlace | None

    @property
    def width(self) -> float:
        return self.window.right - self.window.left

    def holds(self, place: Point, margin: float = 0.0) -> bool:
        """Say whether a place lies on the map, `margin` (a share of its width) away from the edges."""
        window, gap = self.window, margin * self.width
        return (
            window.left + gap <= place[0] <= window.right - gap
            and window.bottom + gap <= place[1] <= window.top - gap
        )

    @cached_property
    def grid(self) -> tuple[Array, Array, Array]:
        """Places along both sides, (n,) each, and the values over them, (n, n), nan where there are none."""
        window = self.window
        across = np.linspace(window.left, window.right, GRID)
        up = np.linspace(window.bottom, window.top, GRID)
        return across, up, np.asarray(self.surface(across[None, :], up[:, None]))

    @cached_property
    def levels(self) -> tuple[float, ...]:
        """The values whose level curves are drawn, rising: the point's own, and round ones that fill the map.

        Around the bottom or the top of a quadratic surface they are evenly far from each other on the map.
        """
        here, flat = self.surface(*self.point), self.flat
        if flat is not None and flat.kind != "saddle" and self.surface.is_quadratic:
            shares = [(ring / _RINGS) ** 2 for ring in range(1, _RINGS)]
            wanted = [flat.value + (here - flat.value) * share for share in shares]
            return tuple(sorted({*rounded(wanted, here, digits=2), here}))
        values = np.sort(self.grid[2][np.isfinite(self.grid[2])])
        rank = np.searchsorted(values, here) / len(values)
        wanted = [
            float(values[int(share * (len(values) - 1))]) for share in _SHARES if abs(rank - share) > _APART
        ]
        return tuple(sorted({*rounded(wanted, here, digits=1), here}))

    @property
    def cell(self) -> Array:
        """The distances, (2,), between neighbouring places of the grid."""
        across, up, _ = self.grid
        return np.array([across[1] - across[0], up[1] - up[0]])

    def on_level(self, level: float, line: Array) -> list[Array]:
        """Move the places of a line, (n, 2), onto the level curve that it runs along, to the last digits.

        They must be less than about a cell away from it. The line comes in pieces where a place does not come
        to lie on the curve: at a pole, say, the values jump past a level, and there is no curve.
        """
        return _on_level(self.surface, level, line, self.cell)


def _on_level(surface: Surface, level: float, line: Array, cell: Array) -> list[Array]:
    """The points moved straight onto the level curve; broken where they do not come to lie on it."""
    moved = line.copy()
    for _ in range(_PROJECTIONS):
        u, v = moved.T
        off = surface(u, v) - level
        slopes = surface.slopes(u, v)
        with np.errstate(all="ignore"):
            step = np.nan_to_num(off / (slopes**2).sum(axis=0), posinf=0.0, neginf=0.0) * slopes
        moved = moved - np.clip(np.nan_to_num(step.T), -cell, cell)
    near = np.abs(moved - line).max(axis=1) <= 1.5 * cell.max()
    moved = np.where(near[:, None], moved, line)
    # A cell away along a smooth curve the value has changed by the slope times the cell, no more.
    with np.errstate(all="ignore"):
        off = np.abs(surface(*moved.T) - level)
        steep = np.sqrt((surface.slopes(*moved.T) ** 2).sum(axis=0)) * cell.max()
    good = np.isfinite(off) & ((off <= 0.05 * steep) | (off <= 1e-9 * abs(level)))
    pieces = np.split(moved, np.flatnonzero(~good))
    pieces = [pieces[0], *(piece[1:] for piece in pieces[1:])]  # each later one begins with a bad point
    return [piece for piece in pieces if len(piece) > 1]


def chart(
    surface: Surface, point: Point, flat: FlatPlace | None, aspect: float, steps: Iterable[Point] = ()
) -> Chart:
    """Return the map around a point, `aspect` times as wide as it is high.

    It holds the flat place that belongs to the point (see `calc.terrain`), if there is one, and where `steps`
    lead, as far as that does not make it much wider. Steps too short to be seen so are looked at close up.

    Raises:
        ValueError: the surface has no gradient at the point, or is level all around it; or the steps are so
            short beside the numbers that these are not exact enough to draw them.
    """
    steps = [step for step in steps if all(map(math.isfinite, step))]
    middle, half = np.array(point), scale(surface, point)
    if flat is not None:
        away = math.dist(flat.point, point)
        if away == 0:
            flat = None
        elif flat.kind == "saddle":
            middle, half = (middle + flat.point) / 2, away
        else:
            middle, half = np.array(flat.point), _HALF * away
    longest = max((math.dist(step, point) for step in steps), default=math.inf)
    if 0 < longest < _SMALL * half:
        middle, half = np.array(point), _CLOSE_UP * longest
    unit = np.array([1.0, 1.0 / aspect])
    # A step that leads far away is left to leave the map; one that leads a little out of it widens it.
    for step in steps:
        reach = 1.1 * float(np.max(np.abs(np.array(step) - middle) / unit))
        if half < reach <= _STRETCH * half:
            half = reach
    if half < _FINEST * max(map(abs, point)):
        raise ValueError(
            f"the map around {place(surface, point)} would be {2 * half:.1e} wide, and numbers as large as "
            "these are not exact enough for that; choose a larger learning rate, or smaller numbers"
        )
    low, high = middle - half * unit, middle + half * unit
    window = Window(float(low[0]), float(high[0]), float(low[1]), float(high[1]))
    if flat is not None and not window.holds(*flat.point):
        flat = None
    drawn = Chart(surface, point, window, flat)
    values = drawn.grid[2][np.isfinite(drawn.grid[2])]
    if not values.max() - values.min() > _DIFFER * np.abs(values).max():
        raise ValueError(
            f"around {place(surface, point)} the values of {surface.wording.written} differ by less than can "
            "be computed; choose a larger learning rate, or a function that is steeper beside its own size"
        )
    return drawn


def place(surface: Surface, point: Point) -> str:
    """A point as it stands in a refusal: "x = 5, y = 5"."""
    return ", ".join(f"{name} = {value:g}" for name, value in zip(surface.variables, point, strict=True))


def rounded(values: list[float], here: float, digits: int) -> list[float]:
    """Return the values, to so many digits of their distance to the next one, but not `here` itself."""
    everything = sorted({*values, here})
    tidy = []
    for value in values:
        apart = min((abs(value - other) for other in everything if other != value), default=0.0)
        if apart > 0:
            tidy.append(round(value, digits - 1 - math.floor(math.log10(apart))) + 0.0)
    return [value for value in tidy if value != here]
