"""Places where a curve's slope is 0, found with more digits than floats have, and how it changes there.

Floats cannot tell a slope of 0 from one that is too small for them, nor a terrace from a near miss.
"""

from __future__ import annotations

import math
from functools import cached_property
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import sympy

from calc.expression import symbol
from calc.function import Array, Function, Trouble, differentiate
from calc.landscape import FlatPoint

_DIGITS = 60
_STEP = mpmath.mpf(10) ** -20  # of differences: far below any curve's scale, far above the last digit
_NOTHING = mpmath.mpf(10) ** -16  # of the slopes around: a smaller one is 0
_FINE = 1e-24  # how closely a place is found
_HALVINGS = 200  # to all the digits
_ALMOST_0 = 1e-20
_LARGEST_FORMULA = 400  # operations in a slope that is differentiated once more as a formula
_DIPS = 3  # places, on one way, at which the slope may touch 0
_FAR = 1e300
# Where formulas that people write turn round: from far away, samples of the way alone would miss it.
_NEAR_0 = 1.0137 * np.geomspace(1e-6, 1e3, 400)
_MARKS = np.sort(np.concatenate([-0.83 * _NEAR_0, _NEAR_0, np.linspace(-50, 50, 2001) + 0.0071]))
_HUGE = 1e60  # a slope that is lost beyond is lost to the range of floats


def marks(low: float, high: float) -> Array:
    """Return places between two others, in either order, at which a curve must not be overlooked.

    None of them is round: there, formulas have their holes and roots. Nor do they lie evenly about 0.
    """
    first, last = np.searchsorted(_MARKS, sorted((low, high)))
    return _MARKS[first:last]


class Slopes:
    """f' of one function with 60 digits, and the flat places that it shows."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self._found: list[FlatPoint] = []

    @cached_property
    def _compiled(self) -> Any:
        variable = symbol(self.function.variable)
        expression = self.function.derivative_expression
        return sympy.lambdify(variable, expression, modules=[{"sign": _sign}, "mpmath"], cse=True)

    def __call__(self, x: Any) -> Any:
        """Return f'(x) as an mpf of 60 digits; nan where there is none."""
        with mpmath.workdps(_DIGITS):
            try:
                value = mpmath.mpmathify(self._compiled(mpmath.mpf(x)))
            except (ZeroDivisionError, ValueError, OverflowError, TypeError):
                return mpmath.nan
            return value if isinstance(value, mpmath.mpf) and mpmath.isfinite(value) else mpmath.nan

    @cached_property
    def _bend(self) -> Function | None:
        """f'' as a function of floats, where its formula is not too long; without the jumps of f'."""
        slope = self.function.derivative_expression
        if slope.count_ops() > _LARGEST_FORMULA:
            return None
        bend = differentiate(slope, symbol(self.function.variable))
        bend = bend.replace(sympy.DiracDelta, lambda *_: sympy.S.Zero)
        try:
            formula = Function.of(bend, self.function.variable)
            formula(1.0)
        except (ValueError, SyntaxError, RecursionError):
            return None
        return formula

    # What a step does near a place

    def multipliers(self, places: Array, rate: float) -> Array:
        """Return 1 - r f'' at many places, as floats; nan where there is none."""
        with np.errstate(all="ignore"):
            if self._bend is not None:
                bends = np.asarray(self._bend(places))
            else:
                step = 1e-6 * np.maximum(np.abs(places), 1e-2)
                after, before = self.function.slope(places + step), self.function.slope(places - step)
                bends = (after - before) / (2 * step)
            return np.asarray(1 - rate * bends)

    def bend(self, place: float) -> float:
        """Return f''(place); nan where there is none, or not the same one on either side."""
        factors = [self.multiplier(place, 1.0, side) for side in (-1, 1)]
        return 1 - factors[0] if abs(factors[0] - factors[1]) <= 1e-9 * (1 + abs(factors[0])) else math.nan

    def multiplier(self, place: float, rate: float, side: int = 0) -> float:
        """Return 1 - r f''(place), r as its decimals say; nan where there is none.

        side: where the curve bends differently on either side, the side that is meant; 0 for the one on which
        it is farther from 0.
        """
        with mpmath.workdps(_DIGITS):
            step, middle = self._step(place), self(place)
            if not mpmath.isfinite(middle):
                middle = mpmath.mpf(0) if self._touches(place) else middle
            ahead = (self(place + step) - middle) / step
            behind = (middle - self(place - step)) / step
            decimals = mpmath.mpf(repr(float(rate)))
            factors = [1 - decimals * bend for bend in (ahead, behind)]
            if not all(mpmath.isfinite(factor) for factor in factors):
                return math.nan
            if abs(factors[0] - factors[1]) <= mpmath.mpf(10) ** -9 * (1 + abs(factors[0])):
                # The rounding of the difference is far beyond the digits of a float, but for a bend of 0.
                factor = 1 - decimals * (ahead + behind) / 2
                return float(mpmath.nstr(factor, 15))
            if side:
                return float(factors[0] if side > 0 else factors[1])
            return float(max(factors, key=abs))

    def returns(self, place: float, rate: float, period: int) -> bool:
        """Say whether a descent from here is back after a period, to 25 digits, and so for ever."""
        with mpmath.workdps(_DIGITS):
            x, decimals = mpmath.mpf(place), mpmath.mpf(repr(float(rate)))
            for _ in range(period):
                x -= decimals * self(x)
            return bool(abs(x - place) <= mpmath.mpf(10) ** -25 * max(abs(x), 1))

    def _touches(self, place: float) -> bool:
        """Say whether the slope comes to 0 from both sides, though its formula has no value there."""
        with mpmath.workdps(_DIGITS):
            step = self._step(place)
            near, far = ([abs(self(place + way * gap)) for way in (-1, 1)] for gap in (step, step * 10**6))
            return all(mpmath.isfinite(value) for value in (*near, *far)) and max(near) < max(far) / 100

    def _step(self, place: float) -> Any:
        return _STEP * max(abs(mpmath.mpf(place)), 1)

    def flips_inwards(self, place: float, rate: float) -> bool:
        """Say whether a descent whose multiplier here is -1 closes in all the same: 2 g''' + 3 g''^2 > 0."""
        with mpmath.workdps(_DIGITS):
            h = mpmath.mpf(10) ** -12 * max(abs(mpmath.mpf(place)), 1)
            values = {k: self(mpmath.mpf(place) + k * h) for k in (-2, -1, 0, 1, 2)}
            second = -rate * (values[1] - 2 * values[0] + values[-1]) / h**2
            third = -rate * (values[2] - 2 * values[1] + 2 * values[-1] - values[-2]) / (2 * h**3)
            return bool(2 * third + 3 * second**2 > mpmath.mpf(10) ** -8)

    # Flat places

    def flat_place_at(self, x: float) -> FlatPoint | None:
        """Return the flat place that floats cannot tell from x, or None: its slope there is only small."""
        with mpmath.workdps(_DIGITS):
            here = self(x)
            if here == 0 or (not mpmath.isfinite(here) and self._touches(x)):
                # Of tanh(100), even these digits hide how the curve climbs.
                return self._place(mpmath.mpf(x)) if any(self._beside(mpmath.mpf(x))) else None
            gap = mpmath.mpf(2) ** -52 * max(abs(mpmath.mpf(x)), mpmath.mpf(10) ** -290)
            most = mpmath.mpf(10) ** -3 * max(abs(mpmath.mpf(x)), 1)
            while gap < most:
                low, high = self(x - gap), self(x + gap)
                if not (mpmath.isfinite(low) and mpmath.isfinite(high)):
                    return None
                if low * high < 0:
                    return self._between(x - gap, x + gap)
                gap *= 3  # not 2 or 4: so it never leads exactly to 0, where a formula may have a hole
        return None

    def places_near(self, here: float, tail: Array) -> list[FlatPoint]:
        """Return the flat places that a descent may be closing in on, the nearest first.

        They are the next one downhill and those between its last places, with those where the slope only
        touches 0 on the way.
        """
        found = []
        slope = self.function.slope(here)
        if slope:
            found += self._ahead(here, -math.copysign(1.0, slope), float(np.ptp(tail)))
        if len(tail) > 1 and tail[-1] != tail[-2]:
            found += self._on(np.linspace(tail[-2], tail[-1], 65))
            if len(tail) > 2:
                found += self._on(np.linspace(tail[-3], tail[-2], 65))
        unique = {place.x: place for place in found}
        return sorted(unique.values(), key=lambda place: abs(place.x - here))

    def _ahead(self, here: float, way: float, width: float) -> list[FlatPoint]:
        size = max(abs(here), width, 1e-3)
        gaps = np.concatenate([[0.0], np.geomspace(1e-9 * size, 1e4 * size, 1200)])
        return self._on(_from(here, way, gaps))

    def _on(self, xs: Array) -> list[FlatPoint]:
        """The flat places along these, up to the first at which the slope changes its sign."""
        slopes = np.asarray(self.function.slope(xs))
        with np.errstate(all="ignore"):
            ends = np.flatnonzero(~(slopes[1:] * slopes[:-1] > 0))
        found = []
        stop = int(ends[0]) if len(ends) else len(xs) - 1
        sizes = np.abs(slopes[: stop + 1])
        dips = np.flatnonzero((sizes[1:-1] < sizes[:-2]) & (sizes[1:-1] < sizes[2:])) + 1
        for index in dips[:_DIPS]:
            place = self._dip(xs[index - 1], xs[index + 1])
            if place is not None:
                found.append(place)
        if len(ends):
            low, high = float(xs[stop]), float(xs[stop + 1])
            if slopes[stop + 1] == 0 and stop + 2 < len(xs) and slopes[stop] * slopes[stop + 2] < 0:
                high = float(xs[stop + 2])
            place = self._between(low, high)
            if place is not None:
                found.append(place)
        return found

    def _between(self, low: Any, high: Any) -> FlatPoint | None:
        """The flat place between two places with slopes of either sign; None at a corner or a pole."""
        with mpmath.workdps(_DIGITS):
            left, right = sorted((mpmath.mpf(low), mpmath.mpf(high)))
            for known in self._found:
                if left <= known.x <= right:
                    return known
            first, last = self(left), self(right)
            if first == 0 or last == 0:
                zero, other = (left, right) if first == 0 else (right, left)
                if not any(self._beside(zero)):  # level ground, as of max(x, 0)²: its edge is the place
                    for _ in range(_HALVINGS):
                        middle = (zero + other) / 2
                        zero, other = (middle, other) if self(middle) == 0 else (zero, middle)
                return self._place(zero)
            if not first * last < 0:
                return None
            outer = max(abs(first), abs(last))
            rising = first < 0
            while right - left > _FINE * max(abs(left), abs(right), mpmath.mpf(10) ** -6):
                middle = (left + right) / 2
                slope = self(middle)
                if slope == 0:
                    return self._place(middle)
                if not mpmath.isfinite(slope):
                    return None
                left, right = (middle, right) if (slope < 0) == rising else (left, middle)
            edge = max(abs(self(left)), abs(self(right)))
            if not edge <= outer * mpmath.mpf(10) ** -3:
                return None
            return self._place((left + right) / 2)

    def _is_flat(self, x: Any) -> bool:
        value = self(x)
        return bool(value == 0) or (not mpmath.isfinite(value) and self._touches(x))

    def _dip(self, low: float, high: float) -> FlatPoint | None:
        """The place between at which the slope touches 0 without a change of sign, if it does."""
        with mpmath.workdps(_DIGITS):
            left, right = sorted((mpmath.mpf(low), mpmath.mpf(high)))
            for known in self._found:
                if left <= known.x <= right and known.kind == "terrace":
                    return known
            outer = max(abs(self(left)), abs(self(right)))
            step = _STEP * (right - left)

            def bend(x: Any) -> Any:
                return self(x + step) - self(x - step)

            first = bend(left)
            if not first * bend(right) < 0:
                return None
            rising = first < 0
            width = right - left
            while right - left > mpmath.mpf(10) ** -18 * width:
                middle = (left + right) / 2
                change = bend(middle)
                if not mpmath.isfinite(change):
                    return None
                if change == 0:
                    left = right = middle
                    break
                left, right = (middle, right) if (change < 0) == rising else (left, middle)
            middle = (left + right) / 2
            if abs(middle) < width * mpmath.mpf(10) ** -15 and self._is_flat(mpmath.mpf(0)):
                middle = mpmath.mpf(0)
            lowest = abs(self(middle))
            touches = lowest <= _NOTHING * outer if mpmath.isfinite(lowest) else self._touches(float(middle))
            return self._place(middle) if touches else None

    def _place(self, x: Any) -> FlatPoint:
        with mpmath.workdps(_DIGITS):
            if abs(x) < _ALMOST_0 and self._is_flat(mpmath.mpf(0)):
                x = mpmath.mpf(0)
            before, after = self._beside(x)
            height = self.function(float(x))
            if math.isnan(height):  # a hole of the formula, as of x/atan(x)
                height = self.function(float(x) + 1e-6 * max(abs(float(x)), 1.0))
            kind = "minimum" if before < 0 < after else "maximum" if before > 0 > after else "terrace"
            place = FlatPoint(float(x) + 0.0, height, kind)
        self._found.append(place)
        return place

    def _beside(self, x: Any) -> tuple[Any, Any]:
        """Return the slopes right before and right behind a place."""
        gap = mpmath.mpf(10) ** -12 * max(abs(x), 1)
        return self(x - gap), self(x + gap)

    # The ground around

    def level_around(self, x: float) -> bool:
        """Say whether the curve is level throughout a stretch around x: only |u| can make it so."""
        if not self.function.expression.has(sympy.Abs):
            return False
        gaps = [way * share * max(abs(x), 1.0) for way in (-1, 1) for share in (1e-3, 1e-6)]
        return all(self(x + gap) == 0 for gap in (0.0, *gaps))

    def ahead(self, here: float, way: float) -> int | None:
        """Say how steep it is on the whole way from here to infinity, where the slope keeps its sign.

        1: ever steeper in the end; 0: at last as steep as before; -1: ever less. None where the slope changes
        its sign or touches 0 on that way, or the domain ends.
        """
        size = max(abs(here), 1e-3)
        gaps = np.concatenate(
            [np.geomspace(1e-9 * size, 1e6 * size, 2000), np.geomspace(1e6 * size, _FAR, 600)]
        )
        xs = _from(here, way, gaps)
        slopes = np.asarray(self.function.slope(xs))
        lost, vanishes = np.flatnonzero(~np.isfinite(slopes)), False
        if len(lost):
            huge = lost[0] >= 100 and (abs(xs[lost[0] - 1]) > _HUGE or abs(slopes[lost[0] - 1]) > _HUGE)
            vanishes = not huge and self._vanishes(xs[lost[0] :: 100], way)
            if not huge and not vanishes:
                return None
            slopes, xs = slopes[: lost[0]], xs[: lost[0]]
        nothing = np.flatnonzero(slopes == 0)
        if len(nothing):  # too small for floats from there on, or level
            rest = slopes[nothing[0] :]
            if (rest != 0).any() or nothing[0] < 100 or self.function.expression.has(sympy.Abs):
                return None
            slopes, xs = slopes[: nothing[0]], xs[: nothing[0]]
        if not (slopes * way < 0).all():
            return None
        sizes = np.abs(slopes)
        dips = np.flatnonzero((sizes[1:-1] < sizes[:-2]) & (sizes[1:-1] < sizes[2:])) + 1
        if any(self._dip(xs[index - 1], xs[index + 1]) is not None for index in dips[:_DIPS]):
            return None
        if len(nothing) or vanishes:
            return -1
        heights = np.asarray(self.function(xs))
        heights = heights[np.isfinite(heights)]
        if (np.diff(heights) > 1e-9 * np.abs(heights[1:])).any():  # beyond a pole the curve begins anew
            return None
        late = sizes[-len(sizes) // 8 :]
        if late.max() - late.min() <= 1e-3 * late.max():
            return 0
        parts = [float(np.median(part)) for part in np.array_split(sizes[len(sizes) // 2 :], 4)]
        if parts == sorted(parts) and parts[-1] > 2 * parts[0]:
            return 1
        return -1 if parts == sorted(parts, reverse=True) and parts[-1] < parts[0] / 2 else None

    def _vanishes(self, xs: Array, way: float) -> bool:
        """Say whether the curve goes on downhill at these places, ever less steeply, hidden from floats."""
        outside = Trouble.OUTSIDE_DOMAIN
        if any(self.function.trouble(float(x), slope=False) is outside for x in xs):
            return False
        slopes = [self(float(x)) * way for x in xs if abs(x) < 1e12]
        if not slopes or not all(mpmath.isfinite(slope) for slope in slopes):
            return False
        falls = slopes[0] != 0 and all(slope <= 0 for slope in slopes)
        return falls and all(abs(b) <= abs(a) for a, b in pairwise(slopes))


def _from(here: float, way: float, gaps: Array) -> Array:
    """Return places on one way from here, these far away and the marks between, the nearest first."""
    xs = here + way * gaps
    return np.unique(np.concatenate([xs, marks(here, float(xs[-1]))]))[:: int(way)]


def _sign(x: Any) -> Any:
    """The slope of |u|, which has no value at u = 0."""
    return mpmath.nan if x == 0 else mpmath.sign(x)
