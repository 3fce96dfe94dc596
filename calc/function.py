"""A function of one variable and its slope, as mathematics, as numbers and as words."""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from types import SimpleNamespace
from typing import Any, overload

import numpy as np
import sympy
from numpy.typing import ArrayLike, NDArray

from calc import notation
from calc.expression import degree, parse, symbol
from calc.wording import Wording, number, written

Array = NDArray[np.float64]

_TIDY_DEGREE = 10  # beyond it, multiplying a polynomial out can take seconds

# The same source runs on floats with `math` and on arrays with these: one formula, two readings.
_NUMPY_AS_MATH = SimpleNamespace(
    pi=np.pi,
    e=np.e,
    exp=np.exp,
    log=np.log,
    sqrt=np.sqrt,
    pow=np.power,
    sin=np.sin,
    cos=np.cos,
    tan=np.tan,
    atan=np.arctan,
    asin=np.arcsin,
    acos=np.arccos,
    sinh=np.sinh,
    cosh=np.cosh,
    tanh=np.tanh,
)


class Trouble(Enum):
    """Why a function or its slope has no value at a number."""

    OUTSIDE_DOMAIN = "outside the domain"
    NO_DERIVATIVE = "no derivative"
    TOO_LARGE = "too large"


@dataclass(frozen=True)
class Function:
    """A real function of one variable; `Function.parse` reads it from text.

    Calling it takes a number or an array of any shape and returns a float or a float64 array of that shape,
    nan where the function has no finite real value. No numpy warning escapes.
    """

    text: str
    variable: str
    expression: sympy.Expr

    @classmethod
    def parse(cls, text: str, variable: str = "x") -> Function:
        """Read a function from text such as "x**2"; ValueError as in `calc.expression.parse`."""
        function = cls(text, variable, parse(text, (variable,)))
        _ = (
            function.python,
            function.slope_python,
        )  # what cannot be written out is refused here, not in a scene
        return function

    @classmethod
    def of(cls, expression: sympy.Expr, variable: str = "x") -> Function:
        """Wrap an expression built by this package; its text is its Python source."""
        return cls(notation.python(expression), variable, expression)

    @cached_property
    def derivative_expression(self) -> sympy.Expr:
        """The slope as an expression, by sympy. The slope of |u| is u/|u|, which has no value at u = 0."""
        return differentiate(self.expression, symbol(self.variable))

    @overload
    def __call__(self, x: float) -> float: ...
    @overload
    def __call__(self, x: ArrayLike) -> Any: ...
    def __call__(self, x: Any) -> Any:
        """Return f(x)."""
        return self._value.vectorised(x)

    @overload
    def slope(self, x: float) -> float: ...
    @overload
    def slope(self, x: ArrayLike) -> Any: ...
    def slope(self, x: Any) -> Any:
        """Return f'(x), with the shape of x; nan where there is no derivative or no f(x)."""
        slope = self._slope.vectorised(x)
        value = self._value.vectorised(x)  # 1/x has a value at -1, the slope of ln(x) has none
        if isinstance(value, float):
            return slope if math.isfinite(value) else math.nan
        return np.where(np.isfinite(value), slope, np.nan)

    def point(self, x: float) -> tuple[float, float]:
        """Return the point (x, f(x)) of the graph."""
        return x, self(x)

    def trouble(self, x: float, slope: bool = True) -> Trouble | None:
        """Return why f or (with `slope`) its slope has no value at a finite x, or None when it has."""
        reason = self._value.trouble(x)
        if reason is None and slope:
            reason = self._slope.trouble(x)
            reason = Trouble.NO_DERIVATIVE if reason is Trouble.OUTSIDE_DOMAIN else reason
        return reason

    def why(self, trouble: Trouble, x: float) -> str:
        """Return that reason as a sentence about x, with markup and no full stop (see `calc.wording`)."""
        place = f"{self.variable} = {number(x)}"
        match trouble:
            case Trouble.OUTSIDE_DOMAIN:
                return f"{place} is outside the domain of {self.wording}"
            case Trouble.NO_DERIVATIVE:
                return f"{self.wording} has no derivative at {place}"
        return f"{self.wording} is too large to compute at {place}"

    def require(self, x: float) -> float:
        """Return x as a float, certain that f and its slope have a value there.

        Raises ValueError, saying what and why, when x is not a finite number, is outside the domain, or f has
        no derivative there.
        """
        x = finite(x, self.variable)
        trouble = self.trouble(x)
        if trouble:
            raise ValueError(written(self.why(trouble, x)))
        return x

    @cached_property
    def curvature(self) -> float | None:
        """The second derivative where it is one constant (a straight line or a parabola), else None."""
        variable = symbol(self.variable)
        if not self.expression.is_polynomial(variable) or degree(self.expression) > _TIDY_DEGREE:
            return None
        polynomial = sympy.Poly(self.expression, variable)
        return float(2 * polynomial.coeff_monomial(variable**2)) if polynomial.degree() <= 2 else None

    @property
    def wording(self) -> Wording:
        """The formula for caption and voice."""
        return notation.worded(self.expression)

    @property
    def slope_wording(self) -> Wording:
        """The formula of the slope for caption and voice."""
        return notation.worded(self.derivative_expression)

    @property
    def typst(self) -> str:
        """The formula as Typst mathematics."""
        return notation.typst(self.expression)

    @property
    def slope_typst(self) -> str:
        """The formula of the slope as Typst mathematics."""
        return notation.typst(self.derivative_expression)

    @cached_property
    def is_rounded(self) -> bool:
        """True if the formula, as people read it, has fewer digits than the function."""
        return notation.is_rounded(self.expression)

    @cached_property
    def slope_is_rounded(self) -> bool:
        """True if the formula of the slope, as people read it, has fewer digits than the slope."""
        return notation.is_rounded(self.derivative_expression)

    @property
    def typst_equals(self) -> str:
        """The Typst sign between the function's name and its formula."""
        return notation.typst_equals(self.expression)

    @property
    def slope_typst_equals(self) -> str:
        """The Typst sign between the slope's name and its formula."""
        return notation.typst_equals(self.derivative_expression)

    @cached_property
    def python(self) -> str:
        """The formula as Python source over `math`."""
        return notation.python(self.expression)

    @cached_property
    def slope_python(self) -> str:
        """The formula of the slope as Python source over `math`."""
        return notation.python(self.derivative_expression)

    def __str__(self) -> str:
        return f"f({self.variable}) = {self.wording.written}"

    @cached_property
    def _value(self) -> Formula:
        return Formula(self.python, (self.variable,))

    @cached_property
    def _slope(self) -> Formula:
        return Formula(self.slope_python, (self.variable,))


class Formula:
    """Python source of our own printing, compiled twice: for floats and for arrays."""

    def __init__(self, source: str, variables: tuple[str, ...]) -> None:
        # Never text from outside: `notation.python` prints nothing but listed names, numbers and operators.
        code = compile(f"lambda {', '.join(variables)}: {source}", "<formula>", "eval")
        self._scalar: Callable[..., float] = eval(code, {"__builtins__": {}, "math": math, "abs": abs})
        self._array: Callable[..., Any] = eval(
            code, {"__builtins__": {}, "math": _NUMPY_AS_MATH, "abs": np.abs}
        )

    def trouble(self, *values: float) -> Trouble | None:
        """Return why there is no value for these floats, or None when there is one."""
        try:
            result = self._scalar(*values)
        except OverflowError:
            return Trouble.TOO_LARGE
        except (ValueError, ZeroDivisionError):
            return Trouble.OUTSIDE_DOMAIN
        # For finite numbers `math` raises outside a domain: inf and nan (inf - inf) are overflows.
        return None if math.isfinite(result) else Trouble.TOO_LARGE

    def vectorised(self, *values: Any) -> Any:
        """Return a float for numbers, an array for arrays (broadcast); nan where there is no finite value."""
        plain = all(isinstance(value, float) for value in values)  # as at every frame of an animation
        if plain or all(np.ndim(value) == 0 for value in values):
            try:
                # The very operations of the printed program, so that its digits are ours.
                value = float(self._scalar(*map(float, values)))
                return value if math.isfinite(value) else math.nan
            except (ValueError, ZeroDivisionError):
                return math.nan
            except OverflowError:
                pass  # 1/(1 + e^1000) overflows on the way, and yet it has a value: numpy finds it
        arrays = [np.asarray(value, dtype=np.float64) for value in values]
        with np.errstate(all="ignore"):
            result = np.asarray(self._array(*arrays), dtype=np.float64)
        result = np.where(np.isfinite(result), result, np.nan)
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
        return np.broadcast_to(result, shape).copy() if shape else float(result)


class _Size(sympy.Function):
    """|u| with the slope u/|u| for any u; sympy's own Abs leaves unevaluated parts behind for |ln(x)|."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return sympy.sign(self.args[0])


def differentiate(expression: sympy.Expr, variable: sympy.Symbol) -> sympy.Expr:
    """Return the derivative of a real expression, in the shortest of the forms that sympy finds at once."""
    slope = expression.replace(sympy.Abs, _Size).diff(variable).replace(_Size, sympy.Abs)
    if slope.has(sympy.sign):
        slope = slope.replace(lambda part: part.is_Mul and part.has(sympy.sign), _without_signs)
    if not slope.is_rational_function() or max(degree(expression), degree(slope) / 4) > _TIDY_DEGREE:
        return slope
    forms = [slope, sympy.factor(slope)]
    if slope.is_polynomial():  # of 1/(1 + 1/(1 + ...)), all the products would take minutes
        forms.insert(1, sympy.expand(slope))
    return min(forms, key=sympy.count_ops)


def _without_signs(product: sympy.Expr) -> sympy.Expr:
    """Write u sign(u) as |u| and |u| sign(u) as u: these have a value at u = 0, where the curve is smooth."""
    factors = dict(product.as_powers_dict())
    for sign in [factor for factor in factors if isinstance(factor, sympy.sign)]:
        inside = sign.args[0]
        size = sympy.Abs(inside)
        if factors[sign] != 1:
            continue
        if factors.get(size, 0) in (1, 2) or getattr(factors.get(size, 0), "is_integer", False):
            del factors[sign]
            factors[size] -= 1
            factors[inside] = factors.get(inside, 0) + 1
            if factors[size] == -1:  # |u|^0 sign(u)
                return product
            if factors[size] >= 1:
                continue
        elif getattr(factors.get(inside, 0), "is_positive", False) and factors[inside] >= 1:
            del factors[sign]
            factors[inside] -= 1
            factors[size] = factors.get(size, 0) + 1
    return sympy.Mul(*(base**power for base, power in factors.items()))


def finite(value: object, name: str) -> float:
    """Return a finite real number as a float; ValueError naming it when it is anything else."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real):
        raise ValueError(f"{name} must be a number, got {value!r}")
    try:
        result = float(value)
    except OverflowError:
        raise ValueError(f"{name} must be a finite number, got one too large to compute with") from None
    if not math.isfinite(result):
        raise ValueError(f"{name} must be a finite number, got {number_word(result)}")
    return result


def number_word(value: float) -> str:
    """Return nan and infinity in words and other numbers as they are written."""
    if math.isnan(value):
        return "nan (not a number)"
    if math.isinf(value):
        return "infinity" if value > 0 else "minus infinity"
    return number(value).written
