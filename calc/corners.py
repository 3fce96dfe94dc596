"""Corners of a curve: places with a slope from either side, and not the same one. Only |u| makes them."""

from __future__ import annotations

import math

import numpy as np
import sympy

from calc.function import Function

_BESIDE = 1e-7  # of a place's size: how far beside it a size |u| is looked at
_NEAR = 1e-12  # of a place's size: a corner so near, as of |sin x| at the float pi, is at the place
_SAMPLES = 401


def slope_beside(function: Function, x: float, side: int) -> float:
    """Return the slope with which the curve comes to x from one side, 1 the right or -1 the left.

    On one side of x, |u| is u or -u throughout a short stretch; the slope of that formula has a value at x
    itself. nan where it has none.
    """
    beside = x + side * _BESIDE * max(abs(x), 1.0)

    def opened(size: sympy.Expr) -> sympy.Expr:
        inside = Function.of(size, function.variable)
        return size if inside(beside) >= 0 else -size

    formula = function.expression.replace(sympy.Abs, opened)
    return Function.of(formula, function.variable).slope(x)


def is_corner(function: Function, x: float) -> bool:
    """Say whether the curve has a slope from either side of x, and not the same one."""
    left, right = (slope_beside(function, x, side) for side in (-1, 1))
    return math.isfinite(left) and math.isfinite(right) and abs(left - right) > 1e-9 * max(1.0, abs(left))


def corner_between(function: Function, low: float, high: float) -> float | None:
    """Return a corner of the curve between two places, or None where there is none."""
    for size in function.expression.atoms(sympy.Abs):
        inside = Function.of(size.args[0], function.variable)
        xs = np.linspace(low, high, _SAMPLES)
        signs = np.sign(np.asarray(inside(xs)))
        places = [float(x) for x in xs[signs == 0]]
        with np.errstate(invalid="ignore"):
            changes = np.flatnonzero(signs[1:] * signs[:-1] < 0)
        for index in changes:
            left, right = float(xs[index]), float(xs[index + 1])
            rising = signs[index] < 0
            while left < (middle := (left + right) / 2) < right:
                left, right = (middle, right) if (inside(middle) < 0) == rising else (left, middle)
            places.append(left)
        for place in places:
            if is_corner(function, place):
                return place
    return None


def is_at_corner(function: Function, x: float) -> bool:
    """Say whether there is a corner at x, or so near that floats can hardly tell them apart."""
    if not function.expression.has(sympy.Abs):
        return False
    near = _NEAR * max(abs(x), 1.0)
    return is_corner(function, x) and corner_between(function, x - near, x + near) is not None
