"""The places of a curve that a descent meets: where it is flat or has a corner, and which is lowest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import sympy

from calc.expression import degree, symbol
from calc.function import Array, Function, finite

_SAMPLES = 2001  # enough to part neighbouring waves of sin(x) on a stretch of a few hundred
_EXACT_DEGREE = 12  # up to it the roots of a polynomial's slope are isolated exactly, in some milliseconds


@dataclass(frozen=True)
class FlatPoint:
    """A place where the slope is 0 or, at a corner, jumps over it.

    kind: "minimum", "maximum", or "terrace": flat, with the curve going on the same way behind it.
    """

    x: float
    y: float
    kind: str
    corner: bool = False


def flat_points(function: Function, low: float, high: float) -> tuple[FlatPoint, ...]:
    """Return the flat places of a curve from `low` to `high`, from left to right.

    Those of a polynomial are the exact roots of its slope (sympy); others are found by the changes of sign of
    the slope on an even grid, closed in on by bisection: two places in one gap of the grid may go unseen, and
    so may a terrace. A stretch on which the curve is flat throughout has none.

    Raises:
        ValueError: an end is not a finite number, or the stretch is empty.
    """
    low, high = finite(low, "the left end"), finite(high, "the right end")
    if not low < high:
        raise ValueError(f"a stretch runs from a lower to a higher number, not from {low:g} to {high:g}")
    places = _roots(function, low, high)
    if places is None:
        places = list(_crossings(function, np.linspace(low, high, _SAMPLES)))
    reach = 1e-6 * (high - low)
    found: list[FlatPoint] = []
    for x in places:
        before, after = function.slope(x - reach), function.slope(x + reach)
        if not np.isfinite([before, after, function(x)]).all() or before == after == 0:
            continue
        kind = "minimum" if before < 0 < after else "maximum" if before > 0 > after else "terrace"
        here = abs(function.slope(x))
        corner = not here <= 0.5 * min(abs(before), abs(after))  # nan, at the corner itself, included
        found.append(FlatPoint(x, function(x), kind, corner))
    return tuple(found)


def lowest(points: tuple[FlatPoint, ...]) -> FlatPoint | None:
    """Return the lowest of the minima; None where there is none."""
    minima = [point for point in points if point.kind == "minimum"]
    return min(minima, key=lambda point: point.y, default=None)


def _roots(function: Function, low: float, high: float) -> list[float] | None:
    """The roots of a polynomial's slope; None for other functions."""
    variable, slope = symbol(function.variable), function.derivative_expression
    if not slope.is_polynomial(variable) or not degree(slope) <= _EXACT_DEGREE or not slope.has(variable):
        return [] if slope.is_number else None
    polynomial = sympy.Poly(slope, variable)
    if not polynomial.domain.is_QQ and not polynomial.domain.is_ZZ:
        return None
    return [float(x) for x in sorted(set(sympy.real_roots(polynomial))) if low <= x <= high]


def _crossings(function: Function, xs: Array) -> Iterator[float]:
    """Where the slope is 0 or changes its sign without running off to infinity."""
    slopes = np.asarray(function.slope(xs))
    step = xs[1] - xs[0]
    for index, (x, slope) in enumerate(zip(xs, slopes, strict=True)):
        around = slopes[max(index - 1, 0) : index + 2]
        if slope == 0 and np.any(around != 0):
            yield float(x)
        elif np.isnan(slope) and np.isfinite(function(float(x))):  # a corner on the grid itself
            before, after = function.slope(x - step / 2), function.slope(x + step / 2)
            if before * after < 0:
                yield float(x)
        elif index and slope * slopes[index - 1] < 0:
            place = _bisected(function, float(xs[index - 1]), float(x))
            # At a pole the slope grows without end as one comes close, instead of vanishing or jumping once.
            edge = max(abs(slope), abs(slopes[index - 1]))
            if np.isfinite(function(place)) and not abs(function.slope(place + 1e-6 * step)) > 1e3 * edge:
                yield place


def _bisected(function: Function, left: float, right: float) -> float:
    """Where the slope changes its sign between two places, to the last bit."""
    rising = function.slope(right) > 0
    while left < (middle := (left + right) / 2) < right:
        slope = function.slope(middle)
        if slope == 0 or np.isnan(slope):
            return middle
        left, right = (left, middle) if (slope > 0) == rising else (middle, right)
    return middle
