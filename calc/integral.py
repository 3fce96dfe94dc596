"""The area under a curve: strips that close in on it, and the averages and chances that are areas."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import sympy
from numpy.typing import ArrayLike
from sympy.integrals.manualintegrate import manualintegrate

from calc import notation
from calc.expression import exact, symbol
from calc.function import Array, Formula, Function, finite
from calc.landscape import unbroken
from calc.window import ticks
from calc.wording import number, written

MAX_STRIPS = 100_000
MAX_TRIES = 10_000_000

# How far the formula and the numerical check may lie apart, as a share of the area of |f|.
_TRUST = 1e-6
_TRUST_OF_AVERAGES = 1e-4  # which are said to three digits
_NOTHING = 1e-13  # as a share of it: rounding, where pieces cancel
_DIGITS = 40
# Nearer than this share of their size, the gap between two ends is mostly rounding.
_CLOSEST = 1e-9
_ROUND = 40  # round places at which holes are looked for, 0 among them
_PANELS = 64
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)


@dataclass(frozen=True, eq=False)
class Strips:
    """Upright strips under a curve, side by side; `strips` makes it.

    `edges` has shape (n+1,). `samples` and `heights` have shape (n,): where each strip takes its height, and
    the curve's height there. The arrays are read-only. A strip below the axis counts as negative.
    """

    function: Function
    edges: Array
    samples: Array
    heights: Array

    @property
    def count(self) -> int:
        """The number of strips."""
        return len(self.heights)

    @property
    def widths(self) -> Array:
        """The width of each strip, shape (n,)."""
        return np.diff(self.edges)

    @property
    def areas(self) -> Array:
        """Height times width of each strip, shape (n,)."""
        return self.heights * self.widths

    @property
    def sums(self) -> Array:
        """The area of the strips so far at each edge, shape (n+1,), from 0 to `total`."""
        return np.concatenate([[0.0], np.cumsum(self.areas)])

    @property
    def total(self) -> float:
        """All the strips added up, correctly rounded."""
        return math.fsum(self.areas)

    def upto(self, x: ArrayLike) -> Any:
        """Return the area of the strips left of x, with the shape of x: 0 before the first, then `total`."""
        area = np.interp(np.asarray(x, dtype=np.float64), self.edges, self.sums)
        return area if np.ndim(area) else float(area)

    def cut(self, parts: int, share: float = 1.0) -> Strips:
        """Cut each strip into `parts` of the same width.

        The parts take their heights on the way from where the whole strip took it (`share` 0: nothing to be
        seen yet) to their own left ends (`share` 1). ValueError for a share outside 0 to 1.
        """
        share = finite(share, "the share")
        if not 0 <= share <= 1:
            raise ValueError(f"the share must lie between 0 and 1, got {share:g}")
        count = self.count * _whole(parts, "the number of parts", 1, max(1, MAX_STRIPS // self.count))
        edges = np.linspace(self.edges[0], self.edges[-1], count + 1)
        whole = np.repeat(self.samples, parts)
        return _strips(self.function, edges, whole + share * (edges[:-1] - whole))

    def __str__(self) -> str:
        return f"{_counted(self.count, 'strip')}: {number(self.total)!s}"


@dataclass(frozen=True, eq=False)
class Integral:
    """The exact area between a curve and its axis from `low` to `high`; `integral` makes it.

    Area below the axis counts as negative. `exact` is the area as sympy found it, `antiderivative` the
    formula whose slope is the curve.
    """

    function: Function
    low: float
    high: float
    antiderivative: sympy.Expr
    exact: sympy.Expr

    @property
    def value(self) -> float:
        """The area as a float."""
        return float(self.exact)

    @property
    def mean(self) -> float:
        """The average height: the level at which the same area lies flat between `low` and `high`."""
        return float(self.exact / (exact(self.high) - exact(self.low)))

    def strips(self, count: int) -> Strips:
        """Return that many strips of the same width below the same stretch of the curve."""
        return strips(self.function, self.low, self.high, count)

    def upto(self, x: ArrayLike) -> Any:
        """Return the area from `low` to x, with the shape of x; ValueError outside `low` to `high`."""
        ends = np.asarray(x, dtype=np.float64)
        slack = 1e-9 * (self.high - self.low)
        if not np.all((ends >= self.low - slack) & (ends <= self.high + slack)):
            raise ValueError(f"the area is known from {self.low:g} to {self.high:g} only, got {x!r}")
        area = self._antiderivative.vectorised(ends) - self._antiderivative.vectorised(self.low)
        return area if np.ndim(area) else float(area)

    @cached_property
    def _antiderivative(self) -> Formula:
        return _formula(self.antiderivative, self.function)

    def __str__(self) -> str:
        stretch = f"from {number(self.low)!s} to {number(self.high)!s}"
        return f"area under {self.function.wording.written} {stretch}: {number(self.value)!s}"


@dataclass(frozen=True, eq=False)
class Tries:
    """Values of a function at places chosen at random; `Expectation.tries` makes it.

    `places` and `values` have shape (n,), read-only.
    """

    places: Array
    values: Array

    @property
    def mean(self) -> float:
        """The average of all the values."""
        return math.fsum(self.values) / len(self.values)

    @property
    def means(self) -> Array:
        """The average after 1, 2, ... n tries, shape (n,)."""
        return np.asarray(np.cumsum(self.values) / np.arange(1, len(self.values) + 1))

    def __str__(self) -> str:
        return f"average of {_counted(len(self.values), 'try', 'tries')}: {number(self.mean, 4)!s}"


@dataclass(frozen=True, eq=False)
class Expectation:
    """The value of a function to expect at a place that is chosen evenly at random; `expectation` makes it.

    Source: E[f] = (integral of f from low to high) / (high - low).
    """

    function: Function
    low: float
    high: float
    value: float

    def tries(self, count: int, seed: int) -> Tries:
        """Try `count` places; the same seed always gives the same ones."""
        count = _whole(count, "the number of tries", 1, MAX_TRIES)
        seed = _whole(seed, "the seed", 0, 2**63)
        places = np.random.default_rng(seed).uniform(self.low, self.high, count)
        values = np.asarray(self.function(places))
        for array in (places, values):
            array.flags.writeable = False
        return Tries(places, values)

    def __str__(self) -> str:
        return f"expected {self.function.wording.written}: {number(self.value, 4)!s}"


@dataclass(frozen=True)
class Normal:
    """The bell curve with its middle at `mean`; its `spread` is the standard deviation.

    Raises ValueError when the mean is not a finite number or the spread is not one above 0.
    """

    mean: float = 0.0
    spread: float = 1.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "mean", finite(self.mean, "the mean"))
        object.__setattr__(self, "spread", finite(self.spread, "the spread"))
        if self.spread <= 0:
            raise ValueError(f"the spread must be above 0, got {self.spread:g}")

    def density(self, x: ArrayLike) -> Any:
        """Return the height of the curve over x, with the shape of x."""
        away = (np.asarray(x, dtype=np.float64) - self.mean) / self.spread
        height = np.exp(-(away**2) / 2) / (self.spread * math.sqrt(2 * math.pi))
        return height if np.ndim(height) else float(height)

    def chance(self, low: float, high: float) -> float:
        """Return the chance to land between `low` and `high`: the area there, by the error function."""
        low, high = _stretch(low, high)
        ends = [(end - self.mean) / (self.spread * math.sqrt(2)) for end in (low, high)]
        if ends[0] > 0:  # far to the right both errors are near 1, and their difference would lose its digits
            return (math.erfc(ends[0]) - math.erfc(ends[1])) / 2
        if ends[1] < 0:
            return (math.erfc(-ends[1]) - math.erfc(-ends[0])) / 2
        return (math.erf(ends[1]) - math.erf(ends[0])) / 2

    def chance_within(self, spreads: float) -> float:
        """Return the chance to land at most so many spreads (0 or more) away from the middle."""
        spreads = finite(spreads, "the number of spreads")
        if spreads < 0:
            raise ValueError(f"the number of spreads must be 0 or more, got {spreads:g}")
        return math.erf(spreads / math.sqrt(2))

    def __str__(self) -> str:
        chance = number(self.chance_within(1), 4)
        return f"bell curve around {number(self.mean)!s}: {chance!s} within {number(self.spread)!s}"


def strips(function: Function | str, low: float, high: float, count: int) -> Strips:
    """Return `count` strips of the same width, each as high as the curve at the strip's left end.

    Raises ValueError, saying what and why: for ends that are not finite numbers in order, a count that is not
    a whole number from 1 to 100 000, and a strip that begins outside the domain.
    """
    function = Function.parse(function) if isinstance(function, str) else function
    low, high = _stretch(low, high)
    edges = np.linspace(low, high, _whole(count, "the number of strips", 1, MAX_STRIPS) + 1)
    return _strips(function, edges, edges[:-1])


def integral(function: Function | str, low: float, high: float) -> Integral:
    """Return the exact area under a curve, from an antiderivative found by sympy and checked in numbers.

    Raises ValueError, saying what and why: for ends that are not finite numbers in order, a curve that leaves
    its domain or grows without bound between them, and one whose antiderivative sympy's rules do not find.
    """
    function = Function.parse(function) if isinstance(function, str) else function
    low, high = _stretch(low, high)
    numerical, size = _quadrature(function, low, high)
    variable = symbol(function.variable)
    found = manualintegrate(function.expression, variable).replace(sympy.log, _log_of_size)
    try:
        ends = [found.subs(variable, exact(end)) for end in (high, low)]
        area = ends[0] - ends[1]
        value, known = float(area), _formula(found, function)
    except (TypeError, ValueError):
        raise ValueError(f"no formula for the area under {function.wording.written} was found") from None
    middles = np.linspace(low, high, 9)
    if not abs(value - numerical) <= _TRUST * size or not np.isfinite(known.vectorised(middles)).all():
        stretch = f"from {low:g} to {high:g}"
        raise ValueError(f"{function.wording.written} has no area that can be trusted {stretch}")
    return Integral(function, low, high, found, area)


def climb(function: Function, low: float, high: float) -> Integral:
    """Return the area under a function's slope, f(high) - f(low): the function is its antiderivative.

    Source: the fundamental theorem of calculus. The area is worked out to 40 digits, and checked in numbers.

    Raises ValueError, saying what and why: for ends that are not finite numbers in order, a slope that has no
    value somewhere between them, one that jumps or grows without bound there, and a curve with a hole.
    """
    low, high = _stretch(low, high)
    slope = Function.of(function.derivative_expression, function.variable)
    stretch = f"from {low:g} to {high:g}"
    try:
        numerical, size = _quadrature(slope, low, high)
    except ValueError:
        raise ValueError(
            f"the slope of {function.wording.written} has no value somewhere {stretch}; "
            "give an interval on which it has"
        ) from None
    for place in ticks(low, high, _ROUND):  # a hole, as of sin(x)/x, which no quadrature meets
        trouble = function.trouble(place)
        if trouble:
            raise ValueError(f"{written(function.why(trouble, place))}; give an interval without that place")
    x = symbol(function.variable)
    ends = [
        function.expression.evalf(_DIGITS, subs={x: sympy.Float(exact(end), _DIGITS)}) for end in (low, high)
    ]
    if not np.isfinite(function(np.array([low, high]))).all():
        raise ValueError(f"{function.wording.written} has no value at both ends {stretch}")
    area = ends[1] - ends[0]
    # Where the curve is unbroken its slopes add up, though they may change too fast to be added in numbers.
    if not abs(float(area) - numerical) <= _TRUST * size and not unbroken(function, low, high):
        raise ValueError(
            f"the slope of {function.wording.written} jumps or grows without bound somewhere {stretch}, "
            "so it does not add up; give an interval on which it does not"
        )
    if abs(float(area)) <= _NOTHING * size:
        area = sympy.S.Zero
    return Integral(slope, low, high, function.expression, area)


def expectation(function: Function | str, low: float, high: float) -> Expectation:
    """Return what to expect of a function at a place between `low` and `high`, all equally likely.

    The area is found in numbers, on twice as many panels a second time.

    Raises ValueError, saying what and why: for ends that are not finite numbers in order, and a curve that
    leaves its domain or grows without bound between them.
    """
    function = Function.parse(function) if isinstance(function, str) else function
    low, high = _stretch(low, high)
    area, size = _quadrature(function, low, high)
    finer, _ = _quadrature(function, low, high, 2 * _PANELS)
    if not abs(finer - area) <= _TRUST_OF_AVERAGES * size:
        raise ValueError(
            f"{function.wording.written} has no average that can be trusted from {low:g} to {high:g}"
        )
    mean = finer / (high - low) if abs(finer) > _NOTHING * size else 0.0
    return Expectation(function, low, high, mean)


def _strips(function: Function, edges: Array, samples: Array) -> Strips:
    heights = np.asarray(function(samples))
    if not np.isfinite(heights).all():
        lost = float(samples[np.flatnonzero(~np.isfinite(heights))[0]])
        raise ValueError(f"a strip has no height: there is no value at {function.variable} = {lost:g}")
    samples = samples.copy()  # else it would share its memory with the edges
    for array in (edges, samples, heights):
        array.flags.writeable = False
    return Strips(function, edges, samples, heights)


def _quadrature(function: Function, low: float, high: float, panels: int = _PANELS) -> tuple[float, float]:
    """Return the areas of f and of |f| in numbers, by Gauss and Legendre's rule on equal panels."""
    edges = np.linspace(low, high, panels + 1)
    half = np.diff(edges)[:, None] / 2
    places = edges[:-1, None] + half * (1 + _NODES)
    heights = function(np.concatenate([edges, places.ravel()]))
    if not np.isfinite(heights).all():
        raise ValueError(
            f"{function.wording.written} leaves its domain between {low:g} and {high:g}, "
            "so there is no area to add up"
        )
    parts = heights[len(edges) :].reshape(places.shape) * half * _WEIGHTS
    return math.fsum(parts.ravel()), math.fsum(np.abs(parts).ravel())


def _formula(antiderivative: sympy.Expr, function: Function) -> Formula:
    return Formula(notation.python(antiderivative), (function.variable,))


def _log_of_size(argument: sympy.Expr) -> sympy.Expr:
    # ln(u) and ln|u| have the same slope, and only the second has a value on both sides of 0.
    return sympy.log(sympy.Abs(argument))


def _stretch(low: float, high: float) -> tuple[float, float]:
    low, high = finite(low, "the lower end"), finite(high, "the upper end")
    if not low < high:
        raise ValueError(f"the lower end must lie below the upper end, got {low:g} and {high:g}")
    if high - low < _CLOSEST * max(abs(low), abs(high)):
        raise ValueError(f"the ends {low!r} and {high!r} lie too close together to compute with")
    if not math.isfinite(high - low):
        raise ValueError(f"the ends {low:g} and {high:g} lie too far apart to compute with")
    return low, high


def _whole(value: object, name: str, least: int, most: int) -> int:
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise ValueError(f"{name} must be a whole number, got {value!r}")
    if not least <= value <= most:
        raise ValueError(f"{name} must lie between {least} and {most}, got {value}")
    return int(value)


def _counted(count: int, one: str, many: str = "") -> str:
    return f"1 {one}" if count == 1 else f"{count} {many or one + 's'}"
