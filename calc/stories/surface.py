"""Sentences about the slopes of a surface at a point: each true of the surface it is given.

Lines hold the written|spoken pairs of `calc.wording`. Numbers are said to four digits.
"""

from __future__ import annotations

import numpy as np

from calc.chart import Chart
from calc.expression import symbol
from calc.function import Function
from calc.gradient import Surface
from calc.model import Model
from calc.terrain import FlatPlace, scale, sides_up
from calc.wording import Wording, brief, number, worded

_LONGEST = 9  # words of a formula that a sentence can hold
_SAME = 1e-9  # of the larger one: slopes that are nearer are equal
_EMPTY = 0.004  # of a map: a smaller part without values is not seen
_DIGITS = (4, 5, 6, 7, 8, 9, 10)  # tried, to tell two values apart


def is_the_loss(surface: Surface) -> bool:
    """Say whether a surface is the loss of the course's own line over its two knobs."""
    loss = Model().surface
    return surface.variables == loss.variables and (surface.expression - loss.expression).expand() == 0


def height(surface: Surface) -> str:
    """Return the name of a surface's height."""
    return "loss" if is_the_loss(surface) else "value"


def letter(surface: Surface) -> str:
    """The letter that stands for its height."""
    return "L" if is_the_loss(surface) else "F" if "f" in surface.variables else "f"


def called(surface: Surface) -> Wording:
    """The formula where a sentence can hold it, else the name f(x, y)."""
    formula, (u, v), name = surface.wording, surface.variables, letter(surface)
    if len(formula.written.split()) <= _LONGEST and len(formula.spoken.split()) <= 2 * _LONGEST:
        return formula
    return worded("{name}({u}, {v})", "{name} of {u} and {v}", name=name, u=u, v=v)


def level(chart: Chart) -> str:
    """Return the name of a level curve: a ring around a bottom or a top, a line on a plane."""
    surface = chart.surface
    if surface.is_quadratic:
        if chart.flat is not None and chart.flat.kind != "saddle":
            return "ring"
        if not any(surface.exact_hessian):
            return "level line"
    return "level curve"


def surveyed(chart: Chart) -> str:
    """Say what the map shows."""
    what = level(chart)
    said = f"Seen from above it is a map: on each {what} the {height(chart.surface)} is the same."
    if chart.flat is not None:
        said += f" {_dot(chart, chart.flat)}"
    if chart.empty > _EMPTY:
        said += " Where the map is empty, there is no value."
    return said


def is_extreme(chart: Chart, flat: FlatPlace) -> bool:
    """Say whether no value on the map lies beyond its flat place's: below a minimum, above a maximum."""
    values = chart.grid[2][np.isfinite(chart.grid[2])]
    slack = _SAME * float(values.max() - values.min())
    if flat.kind == "minimum":
        return bool(values.min() >= flat.value - slack)
    return bool(values.max() <= flat.value + slack)


def _dot(chart: Chart, flat: FlatPlace) -> str:
    """Say what the flat place is, where the map has a dot."""
    if flat.kind == "saddle":
        ups = sides_up(chart.surface, flat.point, scale(chart.surface, chart.point))
        if ups == 2:
            return "The dot is a saddle: it goes up on two sides and down on the others."
        if ups > 2:
            count = {3: "three", 4: "four"}.get(ups, f"{number(ups)}")
            return f"The dot is a saddle: it goes up on {count} sides and down between them."
        return "It is level at the dot, but neither a bottom nor a top."
    low, lower = ("low", "lower") if flat.kind == "minimum" else ("high", "higher")
    if is_extreme(chart, flat):
        return f"It is {low}est at the dot."
    return f"It is {low} at the dot, but {lower} elsewhere."


def cut_shape(function: Function) -> str:
    """Return the name of a cut, with its article."""
    if not function.expression.has(symbol(function.variable)):
        return "a level line"
    bend = function.curvature
    if bend is None:
        return "a curve"
    return "a straight line" if bend == 0 else "a bowl" if bend > 0 else "a hill"


def slope_told(surface: Surface, variable: str, at: float, slope: float) -> str:
    """The slope of a cut, by its name, and which way it goes."""
    what, name = (
        height(surface),
        "partial derivative of the loss" if is_the_loss(surface) else "partial derivative",
    )
    said = f"Its slope at {brief(at)} is {brief(slope)}. That is the {name} for {variable}."
    if slope < 0:
        said += f" Below zero, for as {variable} grows, the {what} falls."
    elif slope == 0:
        said += f" So right here, a little more {variable} hardly changes the {what}."
    return said


def compared(first: float, second: float) -> str:
    """Say how steep the second slope is beside the first: "steeper", "flatter", "just as steep" or "flat"."""
    first, second = abs(first), abs(second)
    if second == 0 or equally(first, second):
        return "flat" if second == 0 else "just as steep"
    return "steeper" if second > first else "flatter"


def equally(first: float, second: float) -> bool:
    """Say whether two slopes are equally steep."""
    return abs(abs(first) - abs(second)) <= _SAME * max(abs(first), abs(second))


def which_matters(names: tuple[str, str], slopes: tuple[float, float]) -> str:
    """Which of two knobs changes the height most, or alone; a clause without a full stop."""
    (a, b), (first, second) = names, (abs(slope) for slope in slopes)
    if first == 0 or second == 0:
        return f"only {a if second == 0 else b} matters"
    if equally(first, second):
        return "both matter alike"
    return f"{b} matters more than {a}" if second > first else f"{a} matters more than {b}"


def apart(*values: float) -> tuple[Wording, ...]:
    """The values, in as few digits as tell them apart where they differ at all."""
    different = len(set(values))
    for digits in _DIGITS:
        told = tuple(brief(value, digits) for value in values)
        if len({one.written for one in told}) == different:
            break
    return told
