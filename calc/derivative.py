"""The slope of a curve at a point: secants through it, and the tangent that they close in on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import sympy
from numpy.typing import ArrayLike

from calc.corners import is_at_corner, slope_beside
from calc.expression import exact, symbol
from calc.function import Array, Function, Trouble, finite
from calc.wording import number

_DIGITS = 40  # of the heights of a secant's ends
_ROUNDING = 1e-14  # of the steepest secant: a slope that is smaller is 0
_BESIDE = 1e-12  # and of the least steep one
_NOISE = 1e-30  # what such heights may leave of a slope of 0


@dataclass(frozen=True)
class Secant:
    """The line through two points of a curve."""

    x0: float
    y0: float
    x1: float
    y1: float
    slope: float

    @property
    def run(self) -> float:
        """The distance to the right from the first point to the second; below 0 where it lies to the left."""
        return self.x1 - self.x0

    @property
    def rise(self) -> float:
        """The height of the second point above the first."""
        return self.y1 - self.y0

    def at(self, x: ArrayLike) -> Any:
        """Return the height of the line over x, with the shape of x."""
        return _line(self.x0, self.y0, self.slope, x)

    def __str__(self) -> str:
        return f"gap {number(self.run)!s}: slope {number(self.slope)!s}"


@dataclass(frozen=True)
class Tangent:
    """The line that touches a curve at (x, y), with the curve's own slope."""

    x: float
    y: float
    slope: float

    @property
    def limit(self) -> float:
        """The slope, by its other name: the limit of the secants' slopes."""
        return self.slope

    def at(self, x: ArrayLike) -> Any:
        """Return the height of the line over x, with the shape of x."""
        return _line(self.x, self.y, self.slope, x)

    def __str__(self) -> str:
        return f"slope {number(self.slope)!s} at ({number(self.x)!s}, {number(self.y)!s})"


@dataclass(frozen=True, eq=False)
class Secants:
    """Secants from one point of a curve, each with its gap; `secants` makes it.

    `gaps` and `slopes` have shape (n,), read-only. The slope of a gap h is (f(x + h) - f(x)) / h, with
    -h for h where the second points lie to the left (`side` -1).
    """

    function: Function
    point: float
    height: float
    gaps: Array
    slopes: Array
    side: int = 1

    def secant(self, gap: float) -> Secant:
        """Return the secant of any gap above 0; ValueError when it is not, or leaves the domain."""
        return secant(self.function, self.point, gap, self.side)

    @property
    def tangent(self) -> Tangent:
        """The tangent at the point; at a corner, the line that these secants close in on."""
        return Tangent(self.point, self.height, self.limit)

    @property
    def limit(self) -> float:
        """The exact slope that the secants close in on: the derivative, or at a corner that of their side."""
        if self._at_corner:
            return slope_beside(self.function, self.point, self.side)
        slope = self.function.slope(self.point)
        # At the float next to pi, the slope of cos(x) is not quite 0; but beside cosh(x³), much is small.
        sizes = np.abs(self.slopes) if len(self.slopes) else np.zeros(1)
        return 0.0 if abs(slope) <= min(_ROUNDING * sizes.max(), _BESIDE * sizes.min()) else slope

    @cached_property
    def _at_corner(self) -> bool:
        """True if the slope has no value at the point, or only since floats miss a corner by a hair."""
        has_slope = np.isfinite(self.function.slope(self.point))
        return not has_slope or is_at_corner(self.function, self.point)

    @property
    def other_limit(self) -> float | None:
        """At a corner, the slope that the secants on the other side close in on; else None."""
        if not self._at_corner:
            return None
        other = slope_beside(self.function, self.point, -self.side)
        return other if other != self.limit else None  # as for x|x| at 0: only its formula has no value

    def __str__(self) -> str:
        lines = [str(self.secant(float(gap))) for gap in self.gaps]
        return "\n".join([*lines, f"limit: slope {number(self.limit)!s}"])


def secants(
    function: Function | str, point: float, gaps: Iterable[float], side: int = 1, corners: bool = False
) -> Secants:
    """Return the secants from `point` to `point + side * gap`, for each gap; `side` is 1 or -1.

    corners: accept a point at which the curve has a slope from either side, but not the same one.

    Raises ValueError, saying what and why: for a point that is not a finite number in the domain with a
    derivative, a gap that is not a finite number above 0, and a second point outside the domain.
    """
    function = Function.parse(function) if isinstance(function, str) else function
    point = finite(point, function.variable)
    if not (corners and _has_sides(function, point)):
        point = function.require(point)
    widths = list(gaps)
    lines = [secant(function, point, gap, side) for gap in widths]
    checked = np.array(widths, dtype=np.float64)
    slopes = np.array([_exact_slope(function, line) for line in lines])
    for array in (checked, slopes):
        array.flags.writeable = False
    return Secants(function, point, function(point), checked, slopes, side)


def tangent(function: Function | str, x: float) -> Tangent:
    """Return the tangent at x; ValueError as in `Function.require`."""
    function = Function.parse(function) if isinstance(function, str) else function
    x = function.require(x)
    return Tangent(x, function(x), function.slope(x))


def _has_sides(function: Function, x: float) -> bool:
    """Say whether the curve has a slope on either side of x, though its slope has no value at x."""
    if function.trouble(x) is not Trouble.NO_DERIVATIVE:
        return False
    return bool(np.isfinite([slope_beside(function, x, side) for side in (-1, 1)]).all())


def secant(function: Function, point: float, gap: float, side: int = 1) -> Secant:
    """Return the line through the curve at `point` and `point + side * gap`; ValueError as in `secants`."""
    gap = finite(gap, "the gap")
    if gap <= 0:
        raise ValueError(f"the gap must be above 0, got {gap:g}; at 0 there is no second point to join")
    other = point + side * gap
    if other == point:
        raise ValueError(
            f"the gap {gap:g} is too small to compute with at {point:g}; the two points coincide"
        )
    finite(other, "the second point")
    y0, y1 = function(point), function(other)
    if not np.isfinite(y1):
        raise ValueError(
            f"the gap {gap:g} leaves the domain: there is no value at {function.variable} = {other:g}"
        )
    # Divided by the run as it was rounded, or the rounding of point + gap would show in the slope.
    return Secant(point, y0, other, y1, (y1 - y0) / (other - point))


def _exact_slope(function: Function, line: Secant) -> float:
    """The slope without what floats lose: two heights that are nearly equal have few digits of difference."""
    x, ends = symbol(function.variable), [sympy.Float(exact(end), _DIGITS) for end in (line.x0, line.x1)]
    heights = [function.expression.evalf(_DIGITS, subs={x: end}) for end in ends]
    if not all(height.is_Float or height.is_Rational for height in heights):
        return line.slope
    slope = float((heights[1] - heights[0]) / (ends[1] - ends[0]))
    return slope if abs(slope) > _NOISE else line.slope


def _line(x0: float, y0: float, slope: float, x: ArrayLike) -> Any:
    height = y0 + slope * (np.asarray(x, dtype=np.float64) - x0)
    return height if np.ndim(height) else float(height)
