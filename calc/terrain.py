"""Flat places of a surface near a point: the bottom of its bowl, the top of its hill, or a saddle."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import sympy

from calc.function import Array
from calc.gradient import Point, Surface

_FAR = 30.0  # natural scales of the surface: a flat place beyond them is not near
_STEPS = 300  # of a search; those of Newton's kind need a dozen
_LONGEST = 1.0  # natural scales: no step of a search is longer
_STUCK = 1e12  # the damping at which no step leads anywhere any more
_AROUND = 64  # directions in which a flat place is compared with what lies around it
_ROUND = 1e-3  # natural scales: how far away that is looked at

_LEVEL = 1e-5  # of the largest difference around it: a smaller one is none


@dataclass(frozen=True)
class FlatPlace:
    """A place of a surface where its gradient is 0. kind: "minimum", "maximum" or "saddle"."""

    point: Point
    value: float
    kind: str


def scale(surface: Surface, point: Point) -> float:
    """Return how far one goes, about, until the slopes at the point have changed: |gradient| / |Hessian|.

    Where they never change, or there is no telling, it is the size of the point's own numbers.
    """
    size = max(map(abs, point)) or 1.0
    steep = surface.gradient(*point).length
    hessian = surface.hessian(*point)
    bend = float(np.linalg.norm(hessian, 2)) if np.isfinite(hessian).all() else 0.0
    return min(steep / bend, 4 * size) if steep and bend * size > 1e-6 * steep else size


def flat_place(surface: Surface, point: Point) -> FlatPlace | None:
    """Return the flat place that belongs to a point, or None where none is near.

    Of a quadratic surface it is exact. Otherwise it is the minimum to which the point's slopes lead down,
    else the maximum to which they lead up, else a flat place nearby. What is flat along a curve is none.

    Raises:
        ValueError: the surface has no gradient at the point.
    """
    if surface.is_quadratic:
        return _of_quadratic(surface)
    unit = scale(surface, point)
    steep = surface.gradient(*point).length * unit
    if not steep:
        return None
    for sign, kind in ((1.0, "minimum"), (-1.0, "maximum")):
        place = _descended(surface, point, unit, sign / steep)
        if place is not None and _kind(surface, place, unit) == kind:
            return FlatPlace(place, surface(*place), kind)
    return _crossed(surface, point, unit)


def _of_quadratic(surface: Surface) -> FlatPlace | None:
    (a, b), (_, d) = hessian = surface.exact_hessian.tolist()
    determinant = a * d - b * b
    if determinant == 0:
        return None
    at_zero = [partial.subs(dict.fromkeys(surface.symbols, 0)) for partial in surface.partials]
    place = sympy.Matrix(hessian).LUsolve(-sympy.Matrix(at_zero))
    kind = "saddle" if determinant < 0 else "minimum" if a > 0 else "maximum"
    u, v = float(place[0]), float(place[1])
    return FlatPlace((u, v), surface(u, v), kind)


def _descended(surface: Surface, start: Point, unit: float, factor: float) -> Point | None:
    """Return where Newton's damped descent of factor * surface ends, if it is flat there and not far."""
    origin = np.array(start)

    def merit(way: Array) -> float:
        return factor * float(surface(*(origin + unit * way)))

    def newton(way: Array, damping: float) -> Array:
        lengths, axes = np.linalg.eigh(factor * unit**2 * _bends(surface, origin + unit * way))
        # Along an axis on which the surface curves down, the way is down all the same.
        damped = np.abs(lengths) + damping
        slopes = factor * unit * surface.slopes(*(origin + unit * way))
        return -axes @ ((axes.T @ slopes) / np.where(damped > 0, damped, 1.0))

    found = _damped(merit, newton)
    if found is None or not np.linalg.norm(factor * unit * surface.slopes(*(origin + unit * found))) <= 1e-6:
        return None
    return _rounded(surface, start, unit, found, factor)


def _damped(merit: Callable[[Array], float], newton: Callable[[Array, float], Array]) -> Array | None:
    """Return where steps `newton(place, damping)` from (0, 0) no longer lower the merit; None if that is far.

    The damping grows tenfold after a step that does not lower it, and shrinks after one that does (Levenberg
    and Marquardt).
    """
    place, damping = np.zeros(2), 1e-3
    here = merit(place)
    for _ in range(_STEPS):
        step = newton(place, damping)
        if not np.isfinite(step).all():
            return None
        step *= min(1.0, _LONGEST / max(float(np.linalg.norm(step)), 1e-300))
        there = merit(place + step)
        if there < here:  # never for nan
            place, here, damping = place + step, there, damping / 10
            if np.linalg.norm(place) > _FAR:
                return None
        elif damping > _STUCK or np.linalg.norm(step) < 1e-15:
            break
        else:
            damping *= 10
    return np.asarray(place, dtype=np.float64)


def _bends(surface: Surface, at: Array) -> Array:
    return np.asarray(np.nan_to_num(surface.hessian(*at), posinf=0.0, neginf=0.0))


def _rounded(surface: Surface, start: Point, unit: float, step: Array, factor: float) -> Point:
    """The place to as few decimals as cost no height: a search ends near (0, 0), not at it."""
    place = np.array(start) + unit * step
    digits = -math.floor(math.log10(unit))
    best = factor * surface(*place)
    for decimals in range(digits + 2, digits + 9):
        candidate = np.round(place, decimals) + 0.0
        if factor * surface(*candidate) <= best + 1e-15:
            return float(candidate[0]), float(candidate[1])
    return float(place[0]), float(place[1])


def _crossed(surface: Surface, start: Point, unit: float) -> FlatPlace | None:
    """A flat place of any kind, where both slopes come to 0 (least squares, by Gauss and Newton)."""
    origin = np.array(start)
    steep = surface.gradient(*start).length

    def slopes(way: Array) -> Array:
        return surface.slopes(*(origin + unit * way)) / steep

    def newton(way: Array, damping: float) -> Array:
        bends = _bends(surface, origin + unit * way) * unit / steep
        try:
            solved = np.linalg.solve(bends @ bends + damping * np.eye(2), bends @ slopes(way))
            return np.asarray(-solved, np.float64)
        except np.linalg.LinAlgError:
            return np.full(2, np.nan)

    found = _damped(lambda way: float(np.linalg.norm(slopes(way))), newton)
    if found is None or not np.linalg.norm(slopes(found)) <= 1e-6:
        return None
    place = np.array(start) + unit * found
    tidy = np.round(place, 6 - math.floor(math.log10(unit))) + 0.0
    place = tidy if np.linalg.norm(surface.slopes(*tidy)) <= 1e-6 * steep else place
    at = (float(place[0]), float(place[1]))
    kind = _kind(surface, at, unit)
    return FlatPlace(at, surface(*at), kind) if kind else None


def _kind(surface: Surface, place: Point, unit: float) -> str:
    """Return the kind of a flat place by the values all around it; "" where some are as high as it is."""
    angles = 2 * np.pi * np.arange(_AROUND) / _AROUND
    hessian = surface.hessian(*place)
    if np.isfinite(hessian).all():  # along a curved valley it is level in just one direction and its opposite
        _, ways = np.linalg.eigh(hessian)
        steepest = np.arctan2(ways[1], ways[0])
        angles = np.concatenate([angles, steepest, steepest + np.pi])
    reach = _ROUND * unit
    above = surface(place[0] + reach * np.cos(angles), place[1] + reach * np.sin(angles)) - surface(*place)
    most = float(np.abs(above).max())
    if not np.isfinite(above).all() or most == 0:
        return ""
    if (above > _LEVEL * most).all():
        return "minimum"
    if (above < -_LEVEL * most).all():
        return "maximum"
    return "saddle" if above.max() > 0.01 * most and above.min() < -0.01 * most else ""
