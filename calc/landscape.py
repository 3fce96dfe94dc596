"""The places of a curve that lessons point at: where it is flat, as high again, or broken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import sympy

from calc.derivative import Tangent, tangent
from calc.expression import degree, symbol
from calc.function import Array, Function, finite
from calc.window import Window, ticks
from calc.wording import brief

_SAMPLES = 2001  # enough to part neighbouring waves of sin(x) on a stretch of a few hundred
_ZOOMS = 4  # from a step to 3 of 2000: as close as floats can tell places apart
_APART = 0.12  # of a window's width: two places of one height lie at least so far apart
_STEEP = 0.15  # of its height to its width: what is not less is seen to be steep
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


def is_lowest(function: Function, point: FlatPoint) -> bool:
    """Say whether a minimum lies lower than all the rest of its curve, as far as samples tell.

    The curve is looked at far out on either side, the closer to the point the more closely. Another place as
    low as this one, as every trough of sin(x) is, makes it one of several.
    """
    size = max(abs(point.x), 1.0)
    gaps = np.concatenate([np.geomspace(1e-3 * size, 1e6 * size, 6000), np.linspace(0, 50 * size, 6000)[1:]])
    xs = np.concatenate([point.x - gaps[::-1], point.x + gaps])
    xs.sort()
    heights = np.asarray(function(xs))
    real = np.isfinite(heights)
    seen, near = heights[real], heights[real & (np.abs(xs - point.x) <= size)]
    if not len(near):
        return True
    level = 1e-9 * max(abs(point.y), float(np.median(np.abs(near - point.y))), 1e-300)
    if not bool((seen > point.y - level).all()):
        return False
    others = [
        place.y
        for low, high in ((point.x - 20 * size, point.x), (point.x, point.x + 20 * size))
        for place in flat_points(function, low, high)
        if place.kind == "minimum" and abs(place.x - point.x) > 1e-6 * size
    ]
    return all(y > point.y + level for y in others)


def unbroken(function: Function, low: float, high: float) -> bool:
    """Say whether the curve goes from `low` to `high`, in either order, without a gap, a jump or a pole.

    It is looked at on an even grid: a gap shows as a missing value. A step that is more than half of all the
    height that is passed is looked at more closely: a steep slope parts into many steps, a jump does not.
    """
    for _ in range(_ZOOMS):
        heights = np.asarray(function(np.linspace(low, high, _SAMPLES)))
        if not np.isfinite(heights).all():
            return False
        steps = np.abs(np.diff(heights))
        if steps.max() <= 0.5 * np.ptp(heights):
            return True
        width, index = (high - low) / (_SAMPLES - 1), int(np.argmax(steps))
        low, high = low + (index - 1) * width, low + (index + 2) * width
    return False


def twins(function: Function, window: Window) -> tuple[Tangent, Tangent] | None:
    """Return two places in a window that are equally high, the curve rising at one and falling at the other.

    One of the two stands at a round number; of all such pairs, it is the one that takes the fewest digits to
    write. The first is the one on the right. None where there is none.
    """
    xs = np.linspace(window.left, window.right, _SAMPLES)
    heights = np.asarray(function(xs))
    pairs = [
        (max(a, b), min(a, b), function(a))
        for a in ticks(window.left, window.right, 20)
        if np.isfinite(function(a))
        for b in _at_level(function, xs, heights, function(a))
    ]
    best = [pair for pair in pairs if _opposite(function, window, *pair[:2])]
    if not best:
        return None
    right, left, level = min(best, key=lambda pair: (_digits(function, *pair[:2]), -(pair[0] - pair[1])))
    # Where the curve passes 0, rounding must not make two heights of it.
    return Tangent(right, level, function.slope(right)), Tangent(left, level, function.slope(left))


def flattening(function: Function, window: Window) -> tuple[Tangent, Tangent] | None:
    """Return two places of which the second lies higher, on a part of the curve that is flatter there.

    The first is steep; both slopes have one sign. None where there is none in the window.
    """
    marks = [x for x in ticks(window.left, window.right, 10) if function.trouble(x) is None]
    seen = [tangent(function, x) for x in marks if window.holds(x, function(x))]
    pairs = [
        (one, other)
        for one in seen
        for other in seen
        if one.y + 0.1 * (window.top - window.bottom) < other.y
        and other.y < window.top - 0.2 * (window.top - window.bottom)
        and one.slope * other.slope > 0
        and abs(other.slope) < 0.7 * abs(one.slope)
        and unbroken(function, one.x, other.x)
    ]
    return min(pairs, key=lambda pair: _digits(function, pair[0].x, pair[1].x), default=None)


def _digits(function: Function, one: float, other: float) -> int:
    """Count the characters that it takes to write two places with their heights and slopes."""
    numbers = [value for x in (one, other) for value in (x, function(x), function.slope(x))]
    return sum(len(str(brief(value))) for value in numbers)


def _at_level(function: Function, xs: Array, heights: Array, level: float) -> Iterator[float]:
    """Yield the places where the curve passes a height, closed in on by bisection."""
    side = np.sign(heights - level)
    for index in np.flatnonzero(side[:-1] * side[1:] < 0):
        left, right = float(xs[index]), float(xs[index + 1])
        rising = heights[index] < level
        while left < (middle := (left + right) / 2) < right:
            left, right = (middle, right) if (function(middle) < level) == rising else (left, middle)
        yield float(f"{middle:.12g}") if function(float(f"{middle:.12g}")) == level else middle
    for index in np.flatnonzero(heights == level):
        yield float(xs[index])


def _opposite(function: Function, window: Window, right: float, left: float) -> bool:
    """Say whether two places lie well apart inside a window, the slopes there steep and of opposite signs."""
    height, width = window.top - window.bottom, window.right - window.left
    if right - left < _APART * width or not all(
        window.left + 0.04 * width < x < window.right - 0.04 * width for x in (left, right)
    ):
        return False
    if not window.bottom + 0.12 * height < function(left) < window.top - 0.2 * height:
        return False
    one, other = function.slope(right), function.slope(left)
    return bool(one * other < 0 and min(abs(one), abs(other)) > _STEEP * height / width)


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
    """Yield the places where the slope is 0 or changes its sign without running off to infinity."""
    slopes = np.asarray(function.slope(xs))
    step = xs[1] - xs[0]
    for index, (x, slope) in enumerate(zip(xs, slopes, strict=True)):
        around = slopes[max(index - 1, 0) : index + 2]
        if slope == 0 and np.any(around != 0):
            yield float(x)
        elif np.isnan(slope) and np.isfinite(function(float(x))):  # a corner on the grid itself
            before, after = function.slope(x - step / 2), function.slope(x + step / 2)
            if np.sign(before) * np.sign(after) < 0:
                yield float(x)
        elif index and np.sign(slope) * np.sign(slopes[index - 1]) < 0:
            place = _bisected(function, float(xs[index - 1]), float(x))
            # At a pole the slope grows without end as one comes close, instead of vanishing or jumping once.
            edge = max(abs(slope), abs(slopes[index - 1]))
            if np.isfinite(function(place)) and not abs(function.slope(place + 1e-6 * step)) > 1e3 * edge:
                yield place


def _bisected(function: Function, left: float, right: float) -> float:
    """Return the place between two others where the slope changes its sign, to the last bit."""
    rising = function.slope(right) > 0
    while left < (middle := (left + right) / 2) < right:
        slope = function.slope(middle)
        if slope == 0 or np.isnan(slope):
            return middle
        left, right = (left, middle) if (slope > 0) == rising else (middle, right)
    return middle
