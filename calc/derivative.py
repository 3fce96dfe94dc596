"""The slope of a curve at a point: secants through it, and the tangent that they close in on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from calc.function import Array, Function, finite
from calc.wording import number


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
        """How far the second point lies to the right."""
        return self.x1 - self.x0

    @property
    def rise(self) -> float:
        """How far the second point lies above."""
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

    `gaps` and `slopes` have shape (n,), read-only. The slope of a gap h is (f(x + h) - f(x)) / h.
    """

    function: Function
    point: float
    height: float
    gaps: Array
    slopes: Array

    def secant(self, gap: float) -> Secant:
        """Return the secant of any gap above 0; ValueError when it is not, or leaves the domain."""
        return _secant(self.function, self.point, gap)

    @property
    def tangent(self) -> Tangent:
        """The tangent at the point."""
        return tangent(self.function, self.point)

    @property
    def limit(self) -> float:
        """The exact slope that the secants close in on: the derivative at the point."""
        return self.tangent.slope

    def __str__(self) -> str:
        lines = [str(self.secant(float(gap))) for gap in self.gaps]
        return "\n".join([*lines, f"limit: slope {number(self.limit)!s}"])


def secants(function: Function | str, point: float, gaps: Iterable[float]) -> Secants:
    """Return the secants from `point` to `point + gap`, for each gap.

    Raises ValueError, saying what and why: for a point that is not a finite number in the domain with a
    derivative, a gap that is not a finite number above 0, and a second point outside the domain.
    """
    function = Function.parse(function) if isinstance(function, str) else function
    point = function.require(point)
    widths = list(gaps)
    lines = [_secant(function, point, gap) for gap in widths]
    checked = np.array(widths, dtype=np.float64)
    slopes = np.array([line.slope for line in lines])
    for array in (checked, slopes):
        array.flags.writeable = False
    return Secants(function, point, function(point), checked, slopes)


def tangent(function: Function | str, x: float) -> Tangent:
    """Return the tangent at x; ValueError as in `Function.require`."""
    function = Function.parse(function) if isinstance(function, str) else function
    x = function.require(x)
    return Tangent(x, function(x), function.slope(x))


def _secant(function: Function, point: float, gap: float) -> Secant:
    gap = finite(gap, "the gap")
    if gap <= 0:
        raise ValueError(f"the gap must be above 0, got {gap:g}; at 0 there is no second point to join")
    other = point + gap
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


def _line(x0: float, y0: float, slope: float, x: ArrayLike) -> Any:
    height = y0 + slope * (np.asarray(x, dtype=np.float64) - x0)
    return height if np.ndim(height) else float(height)
