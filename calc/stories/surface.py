"""Sentences about the slopes of a surface at a point: each true of the surface it is given.

Lines hold the written|spoken pairs of `calc.wording`. Numbers are said to four digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import sympy

from calc.chart import Chart, place
from calc.expression import degree, symbol
from calc.function import Function
from calc.gradient import Gradient, Point, Surface
from calc.line import Line, Message, phrase, say
from calc.model import Model
from calc.terrain import FlatPlace
from calc.wording import Wording, brief, worded

#: The contexts of phrases: the name of a cut, how steep one is beside another, and the name of the height.
SHAPE, STEEP = "the shape of a cut", "the steepness of a cut"
HEIGHT = "a surface's height, with its article"

_TIDY = 10  # the highest degree of a fraction that is cancelled
_LONGEST = 9  # words of a formula that a sentence can hold
_SAME = 1e-9  # of the larger one: slopes that are nearer are equal
_DIGITS = (4, 5, 6, 7, 8, 9, 10)  # tried, to tell two values apart


def is_the_loss(surface: Surface) -> bool:
    """Say whether a surface is the loss of the course's own line over its two knobs."""
    loss = Model().surface
    return surface.variables == loss.variables and (surface.expression - loss.expression).expand() == 0


def formula_terms(surface: Surface, letter: str, held: Sequence[sympy.Expr] = ()) -> list[tuple[str, str]]:
    """Return the formula of a surface in terms with the roles of their colours: muted if held still."""
    found = [(letter, "loss"), (surface.typst_equals, "text")]
    for sign, source, term in surface.terms:
        role, joint = ("muted", "muted") if term in held else ("parameter", "text")
        found += [(sign, joint)] * bool(sign) + [(source, role)]
    return found


def the_height(surface: Surface) -> Message:
    """Return the name of a surface's height with its article, for a sentence to hold."""
    return phrase("the loss" if is_the_loss(surface) else "the value", HEIGHT)


def letter(surface: Surface) -> str:
    """The letter that stands for its height."""
    return "L" if is_the_loss(surface) else "F" if "f" in surface.variables else "f"


@dataclass(frozen=True)
class PointStory:
    """Facts of a surface at one point, from its gradient there, that stories of that point share."""

    gradient: Gradient

    @property
    def surface(self) -> Surface:
        return self.gradient.surface

    @cached_property
    def is_the_loss(self) -> bool:
        return is_the_loss(self.surface)

    @property
    def letter(self) -> str:
        return letter(self.surface)


def called(surface: Surface) -> Wording:
    """The formula where a sentence can hold it, else the name f(x, y)."""
    formula, (u, v), name = surface.wording, surface.variables, letter(surface)
    short = len(formula.written.split()) <= _LONGEST and len(formula.spoken.split()) <= 2 * _LONGEST
    if short and not surface.is_rounded:
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


def is_extreme(chart: Chart, flat: FlatPlace) -> bool:
    """Say whether no value on the map lies beyond its flat place's: below a minimum, above a maximum."""
    values = chart.grid[2][np.isfinite(chart.grid[2])]
    slack = _SAME * float(values.max() - values.min())
    if flat.kind == "minimum":
        return bool(values.min() >= flat.value - slack)
    return bool(values.max() <= flat.value + slack)


def cut_shape(function: Function) -> Message:
    """Return the name of a cut, with its article."""
    whole = function.expression
    if not whole.is_polynomial() and whole.is_rational_function() and degree(whole) <= _TIDY:
        function = Function.of(sympy.cancel(whole), function.variable)  # (1/y + 2)y is a straight line
    if not function.expression.has(symbol(function.variable)):
        return phrase("a level line", SHAPE)
    bend = function.curvature
    if bend is None:
        return phrase("a curve", SHAPE)
    if bend == 0:
        return phrase("a straight line", SHAPE)
    return phrase("a bowl", SHAPE) if bend > 0 else phrase("a hill", SHAPE)


def compared(first: float, second: float) -> Message:
    """Say how steep the second slope is beside the first."""
    first, second = abs(first), abs(second)
    if second == 0:
        return phrase("flat here", STEEP)
    if equally(first, second):
        return phrase("just as steep", STEEP)
    return phrase("steeper", STEEP) if second > first else phrase("flatter", STEEP)


def equally(first: float, second: float) -> bool:
    """Say whether two slopes are equally steep."""
    return abs(abs(first) - abs(second)) <= _SAME * max(abs(first), abs(second))


def which_matters(names: tuple[str, str], slopes: tuple[float, float]) -> Line:
    """Say which of two variables changes the height most, or alone."""
    (a, b), (first, second) = names, (abs(slope) for slope in slopes)
    if first == 0 or second == 0:
        return say("<here>Here, only {one} matters.", one=a if second == 0 else b)
    if equally(first, second):
        return say("<here>Here, both matter alike.")
    more, less = (b, a) if second > first else (a, b)
    return say("<here>Here, {more} matters more than {less}.", more=more, less=less)


def apart(*values: float) -> tuple[Wording, ...]:
    """The values, in as few digits as tell them apart where they differ at all."""
    different = len(set(values))
    for digits in _DIGITS:
        told = tuple(brief(value, digits) for value in values)
        if len({one.written for one in told}) == different:
            break
    return told
