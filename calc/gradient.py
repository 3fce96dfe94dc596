"""A function of two variables: its partial derivatives, its gradient, its rings of equal value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import sympy
from numpy.typing import ArrayLike

from calc import notation
from calc.expression import degree, exact, parse, symbol
from calc.function import Array, Formula, Function, differentiate, finite
from calc.wording import Wording, number

Point = tuple[float, float]

_TIDY_DEGREE = 10  # beyond it, multiplying a polynomial out can take seconds


@dataclass(frozen=True)
class Surface:
    """A real function of two variables; `Surface.parse` reads it from text.

    Calling it broadcasts two numbers or arrays, with nan where there is no finite real value.
    """

    text: str
    variables: tuple[str, str]
    expression: sympy.Expr

    @classmethod
    def parse(cls, text: str, variables: tuple[str, str] = ("w", "b")) -> Surface:
        """Read a surface from text such as "(w-2)**2 + (b-1)**2"; ValueError as in `expression.parse`."""
        first, second = variables
        if first == second:
            raise ValueError(f"a surface needs two different variables, got {first!r} twice")
        return cls(text, (first, second), parse(text, (first, second)))

    @classmethod
    def of(cls, expression: sympy.Expr, variables: tuple[str, str] = ("w", "b")) -> Surface:
        """Wrap an expression built by this package; its text is its Python source."""
        return cls(notation.python(expression, variables), variables, expression)

    def __call__(self, u: ArrayLike, v: ArrayLike) -> Any:
        """Return the height over (u, v): a float for numbers, else an array of the broadcast shape."""
        return self._value.vectorised(u, v)

    @cached_property
    def partials(self) -> tuple[sympy.Expr, sympy.Expr]:
        """The partial derivatives, one a variable, as expressions."""
        first, second = self.symbols
        return differentiate(self.expression, first), differentiate(self.expression, second)

    def slopes(self, u: ArrayLike, v: ArrayLike) -> Array:
        """Return both partial derivatives over (u, v), shape (2, ...), nan where there is none."""
        return np.array([formula.vectorised(u, v) for formula in self._slopes])

    def hessian(self, u: float, v: float) -> Array:
        """Return the second derivatives at (u, v), shape (2, 2), nan where there is none."""
        return np.array([[bend.vectorised(u, v) for bend in row] for row in self._bends])

    @cached_property
    def exact_hessian(self) -> sympy.Matrix:
        """The second derivatives as expressions, multiplied out where that is cheap."""
        hessian = sympy.hessian(self.expression, self.symbols)
        small = self.expression.is_polynomial(*self.symbols) and degree(self.expression) <= _TIDY_DEGREE
        return hessian.applyfunc(sympy.expand) if small else hessian

    @property
    def is_quadratic(self) -> bool:
        """True if it is a polynomial of degree 2 at most, so that its second derivatives are constants."""
        return self.expression.is_polynomial(*self.symbols) and not self.exact_hessian.free_symbols

    @cached_property
    def is_round(self) -> bool:
        """True if it is a bowl whose rings of equal value are circles."""
        if not self.is_quadratic:
            return False
        (a, b), (_, d) = self.exact_hessian.tolist()
        return bool(a == d and b == 0 and a > 0)

    def gradient(self, u: float, v: float) -> Gradient:
        """Return the gradient at (u, v); ValueError when a partial derivative has no value there."""
        u, v = (finite(value, name) for value, name in zip((u, v), self.variables, strict=True))
        value = self(u, v)
        vector = self.slopes(u, v)
        if not (math.isfinite(value) and np.isfinite(vector).all()):
            place = f"{self.variables[0]} = {u:g}, {self.variables[1]} = {v:g}"
            raise ValueError(
                f"{self.wording.written} has no gradient at {place}: it has no value or slope there"
            )
        vector.flags.writeable = False
        return Gradient(self, (u, v), value, vector)

    def cut(self, variable: str, point: Point) -> Function:
        """Return the curve over one variable where a plane through `point` cuts, the other one held still."""
        if variable not in self.variables:
            raise ValueError(f"the cut must be along {' or '.join(self.variables)}, got {variable!r}")
        index = 1 - self.variables.index(variable)
        held = self.variables[index]
        expression = self.expression.subs(symbol(held), exact(finite(point[index], held)))
        return Function.of(expression, variable)

    @cached_property
    def minimum(self) -> Point:
        """The lowest point of a bowl that is quadratic in both variables, exactly: where the gradient is 0.

        ValueError when the surface is not quadratic or has no single lowest point.
        """
        hessian = self._convex_hessian("minimum")
        constant = sympy.Matrix([partial.subs(dict.fromkeys(self.symbols, 0)) for partial in self.partials])
        u, v = hessian.LUsolve(-constant)
        return float(u), float(v)

    def level_curve(self, value: float, resolution: int = 200) -> list[Array]:
        """Return the ring on which a quadratic bowl has this value: one closed curve (resolution, 2).

        The first point comes again at the end. Below the minimum there is none: the list is empty.
        Source: with the Hessian H = Q diag(l) Q^T, minimum m and d = value - f(m), the ring is
        m + Q (sqrt(2 d / l1) cos a, sqrt(2 d / l2) sin a). ValueError for a surface that is not such a bowl.
        """
        value = finite(value, "the value of a level curve")
        if isinstance(resolution, bool) or not isinstance(resolution, int) or resolution < 4:
            raise ValueError(f"a level curve needs a whole number of at least 4 points, got {resolution!r}")
        lengths, axes = np.linalg.eigh(np.array(self._convex_hessian("level curve"), dtype=np.float64))
        above = value - self(*self.minimum)
        if above < 0:
            return []
        angle = np.linspace(0, 2 * np.pi, resolution)
        circle = np.stack([np.cos(angle), np.sin(angle)])
        circle[:, -1] = circle[:, 0]  # closed to the last bit
        return [np.asarray(self.minimum) + (axes @ (np.sqrt(2 * above / lengths)[:, None] * circle)).T]

    def _convex_hessian(self, wanted: str) -> sympy.Matrix:
        hessian = self.exact_hessian
        if not self.is_quadratic:
            raise ValueError(
                f"the {wanted} is known exactly only for a quadratic surface such as (w-2)**2 + (b-1)**2, "
                f"and {self.wording.written} is not quadratic"
            )
        if not (hessian[0, 0] > 0 and hessian.det() > 0):
            raise ValueError(
                f"{self.wording.written} has no {wanted} of a bowl: it does not curve up on every side"
            )
        return hessian

    @property
    def wording(self) -> Wording:
        """The formula for caption and voice."""
        return notation.worded(self.expression, self.variables)

    @property
    def typst(self) -> str:
        """The formula as Typst mathematics."""
        return notation.typst(self.expression, self.variables)

    @property
    def is_rounded(self) -> bool:
        """True if the formula, as people read it, has fewer digits than the surface."""
        return notation.is_rounded(self.expression)

    @property
    def typst_equals(self) -> str:
        """The Typst sign between the surface's name and its formula."""
        return notation.typst_equals(self.expression)

    @property
    def terms(self) -> list[tuple[str, str, sympy.Expr]]:
        """The terms of the formula: sign, Typst mathematics, and the term (see `notation.typst_terms`)."""
        return notation.typst_terms(self.expression, self.variables)

    @property
    def python(self) -> str:
        """The formula as Python source over `math`."""
        return notation.python(self.expression, self.variables)

    def __str__(self) -> str:
        return f"f({', '.join(self.variables)}) = {self.wording.written}"

    @property
    def symbols(self) -> tuple[sympy.Symbol, sympy.Symbol]:
        """The two variables of the expression."""
        first, second = self.variables
        return symbol(first), symbol(second)

    @cached_property
    def _value(self) -> Formula:
        return Formula(self.python, self.variables)

    @cached_property
    def _slopes(self) -> tuple[Formula, ...]:
        return tuple(Formula(notation.python(partial), self.variables) for partial in self.partials)

    @cached_property
    def _bends(self) -> tuple[tuple[Formula, Formula], tuple[Formula, Formula]]:
        (a, b), (_, d) = self.exact_hessian.tolist()
        first, mixed, second = (self._formula(bend) for bend in (a, b, d))
        return (first, mixed), (mixed, second)

    def _formula(self, expression: sympy.Expr) -> Formula:
        # The slope of a sign, as of |x|, is 0 wherever there is one.
        without_jumps = expression.replace(sympy.DiracDelta, lambda *_: sympy.S.Zero)
        return Formula(notation.python(without_jumps, self.variables), self.variables)


@dataclass(frozen=True, eq=False)
class Gradient:
    """The gradient at one point of a surface: `vector` (2,), read-only, points straight uphill."""

    surface: Surface
    point: Point
    value: float
    vector: Array

    @property
    def length(self) -> float:
        """The fastest climb of all directions."""
        return math.hypot(*self.vector)

    @property
    def direction(self) -> Array:
        """The unit vector (2,) uphill; ValueError where the surface is flat and no way is up."""
        if self.length == 0:
            raise ValueError(f"the surface is flat at {self.point}: the gradient is 0 and points nowhere")
        return np.asarray(self.vector / self.length)

    @property
    def parts(self) -> tuple[Gradient, Gradient]:
        """The gradient's two parts, each along one axis."""
        across, up = np.diag(self.vector)
        return (
            Gradient(self.surface, self.point, self.value, across),
            Gradient(self.surface, self.point, self.value, up),
        )

    def rate(self, angle: ArrayLike) -> Any:
        """Return the climb per unit walked towards (cos angle, sin angle), with the shape of angle."""
        angle = np.asarray(angle, dtype=np.float64)
        climb = self.vector[0] * np.cos(angle) + self.vector[1] * np.sin(angle)
        return climb if np.ndim(climb) else float(climb)

    def uphill(self, step: float) -> Point:
        """Return the point reached by going along the gradient: point + step * vector."""
        return self._moved(finite(step, "the step"))

    def step(self, learning_rate: float) -> Point:
        """Return the point of one descent step, against the gradient: point - learning_rate * vector."""
        return self._moved(-finite(learning_rate, "the learning rate"))

    def _moved(self, scale: float) -> Point:
        return self.point[0] + scale * float(self.vector[0]), self.point[1] + scale * float(self.vector[1])

    def __str__(self) -> str:
        u, v = self.point
        parts = f"({number(self.vector[0])!s}, {number(self.vector[1])!s})"
        return f"gradient {parts} of length {number(self.length)!s} at ({number(u)!s}, {number(v)!s})"
