"""Sentences about the slopes of a surface at a point: each true of the surface it is given.

Lines hold the written|spoken pairs of `calc.wording`. Numbers are said to four digits.
"""

from __future__ import annotations

import numpy as np

from calc.chart import Chart, place
from calc.expression import symbol
from calc.function import Function
from calc.gradient import Gradient, Point, Surface
from calc.line import Line, say
from calc.model import Model
from calc.relief import Relief
from calc.terrain import FlatPlace
from calc.wording import Wording, brief, equals

_LONGEST = 9  # words of a formula that a sentence can hold
_SAME = 1e-9  # of the larger one: slopes that are nearer are equal
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
    return Wording(f"{name}({u}, {v})", f"{name} of {u} and {v}")


def level(chart: Chart) -> str:
    """Return the name of a level curve: a ring around a bottom or a top, a line on a plane."""
    surface = chart.surface
    if surface.is_quadratic:
        if chart.flat is not None and chart.flat.kind != "saddle":
            return "ring"
        if not any(surface.exact_hessian):
            return "level line"
    return "level curve"


def steep_at(surface: Surface, point: Point) -> Gradient:
    """Return the gradient at a point.

    Raises:
        ValueError: there is none, or it is 0.
    """
    gradient = surface.gradient(*point)
    if gradient.length == 0:
        raise ValueError(
            f"{surface.wording.written} is flat at {place(surface, point)}: both slopes are 0, "
            "so there is nothing to compare or to point at; choose another point"
        )
    return gradient


def landscape(surface: Surface) -> Line:
    """Return the line that names a surface that the course has not told of."""
    return say("Here is the landscape of {formula}.", formula=called(surface))


def standing(gradient: Gradient) -> Line:
    """Return the line that says where we stand, and how high."""
    surface = gradient.surface
    first, second = (
        equals(name, value, digits=4) for name, value in zip(surface.variables, gradient.point, strict=True)
    )
    return say(
        "We <stand>stand at <first>{first} and <second>{second}, where the {height} is <value>{value}.",
        first=first,
        second=second,
        height=height(surface),
        value=brief(gradient.value),
    )


def cut_off(relief: Relief) -> Line:
    """Return the line that says why parts of a landscape are not drawn; an empty one if all are."""
    if not relief.cut_off:
        return Line()
    return say("Where nothing is drawn, there is no value, or one too far off to show.")


def is_extreme(chart: Chart, flat: FlatPlace) -> bool:
    """Say whether no value on the map lies beyond its flat place's: below a minimum, above a maximum."""
    values = chart.grid[2][np.isfinite(chart.grid[2])]
    slack = _SAME * float(values.max() - values.min())
    if flat.kind == "minimum":
        return bool(values.min() >= flat.value - slack)
    return bool(values.max() <= flat.value + slack)


def cut_shape(function: Function) -> str:
    """Return the name of a cut, with its article."""
    if not function.expression.has(symbol(function.variable)):
        return "a level line"
    bend = function.curvature
    if bend is None:
        return "a curve"
    return "a straight line" if bend == 0 else "a bowl" if bend > 0 else "a hill"


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
