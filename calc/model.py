"""The model of the course: a line p = w*t + b that should pass through given dots, and its loss."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import sympy
from numpy.typing import ArrayLike

from calc.expression import exact, symbol
from calc.function import Array, Function, finite
from calc.gradient import Surface
from calc.wording import number


@dataclass(frozen=True)
class Model:
    """A line with weight w and bias b, and the dots (t, y) that it should pass through.

    Raises ValueError unless there are at least two dots, of finite numbers, at different inputs t.
    """

    points: tuple[tuple[float, float], ...] = ((-1, -1), (1, 3))

    def __post_init__(self) -> None:
        checked = tuple((finite(t, "an input t"), finite(y, "a target y")) for t, y in self.points)
        if len({t for t, _ in checked}) < 2:
            raise ValueError("the model needs dots at two different inputs t, or no single line fits best")
        object.__setattr__(self, "points", checked)

    @property
    def inputs(self) -> Array:
        """The inputs t, shape (n,)."""
        return np.array([t for t, _ in self.points])

    @property
    def targets(self) -> Array:
        """The targets y, shape (n,)."""
        return np.array([y for _, y in self.points])

    def predict(self, w: float, b: float, t: ArrayLike) -> Any:
        """Return the height of the line over t, w*t + b, with the shape of t."""
        height = w * np.asarray(t, dtype=np.float64) + b
        return height if np.ndim(height) else float(height)

    def misses(self, w: float, b: float) -> Array:
        """Return the signed misses, prediction minus target, shape (n,)."""
        return np.asarray(self.predict(w, b, self.inputs) - self.targets)

    def loss(self, w: float, b: float) -> float:
        """Return the mean squared miss."""
        return float(np.mean(self.misses(w, b) ** 2))

    @cached_property
    def surface(self) -> Surface:
        """The loss over (w, b), exactly; in completed squares where w and b do not mix."""
        w, b = symbol("w"), symbol("b")
        total = sum(((w * exact(t) + b - exact(y)) ** 2 for t, y in self.points), sympy.S.Zero)
        loss = sympy.expand(total / len(self.points))
        if loss.coeff(w, 1).has(b):
            return Surface.of(loss, ("w", "b"))
        return Surface.of(_completed_square(_completed_square(loss, w), b), ("w", "b"))

    def loss_of_weight(self, b: float) -> Function:
        """Return the loss as a function of w alone, with b held still."""
        loss = sympy.expand(self.surface.expression.subs(symbol("b"), exact(finite(b, "b"))))
        return Function.of(_completed_square(loss, symbol("w")), "w")

    def misses_of_weight(self, b: float) -> tuple[Function, ...]:
        """Return each signed miss as a function of w alone, with b held still."""
        w, held = symbol("w"), exact(finite(b, "b"))
        return tuple(Function.of(w * exact(t) + held - exact(y), "w") for t, y in self.points)

    @cached_property
    def best(self) -> tuple[float, float]:
        """The (w, b) of least loss, by least squares: w = cov(t, y) / var(t), b = mean(y) - w mean(t)."""
        inputs = [Fraction(t) for t, _ in self.points]
        targets = [Fraction(y) for _, y in self.points]
        middle, height = sum(inputs) / len(inputs), sum(targets) / len(targets)
        covariance = sum((t - middle) * (y - height) for t, y in zip(inputs, targets, strict=True))
        w = covariance / sum((t - middle) ** 2 for t in inputs)
        return float(w), float(height - w * middle)

    def __str__(self) -> str:
        dots = ", ".join(f"({number(t)!s}, {number(y)!s})" for t, y in self.points)
        return f"p = w*t + b for {dots}: loss {self.surface.wording.written}"


def _completed_square(expression: sympy.Expr, variable: sympy.Symbol) -> sympy.Expr:
    """Return a*(x - c)**2 + rest for a parabola a*x**2 + b*x + d in `variable`."""
    square, linear = expression.coeff(variable, 2), expression.coeff(variable, 1)
    rest = expression.coeff(variable, 0) - linear**2 / (4 * square)
    return square * (variable + linear / (2 * square)) ** 2 + rest
