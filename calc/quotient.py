"""The difference quotient of a polynomial at any place, its gap a letter: how a slope is derived."""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from calc import notation
from calc.expression import symbol
from calc.function import Function
from calc.line import label
from calc.wording import Wording

GAP = "h"
_HIGHEST = 4  # degree: with more, the rest has too many terms to be read
_LONGEST = 25  # characters of f(x + h) and f(x) that have room on one line


@dataclass(frozen=True)
class Quotient:
    """(f(x + h) - f(x)) / h = slope + rest, for every x and every gap h other than 0; rest is 0 at h = 0.

    moved: f(x + h), not multiplied out. All are sympy expressions in the function's variable and the gap h.
    """

    function: Function
    moved: sympy.Expr
    slope: sympy.Expr
    rest: sympy.Expr

    def worded(self, expression: sympy.Expr) -> Wording:
        """Return an expression of these two letters in its written and its spoken form."""
        letters = (self.function.variable, GAP)
        return notation.worded(expression, letters)

    def typst(self, expression: sympy.Expr) -> str:
        """Return an expression of these two letters as Typst mathematics."""
        return notation.typst(expression, (self.function.variable, GAP))

    @property
    def rise(self) -> sympy.Expr:
        """The rise f(x + h) - f(x) as the slope times h, and the rest times h."""
        h = symbol(GAP)
        first = sympy.Mul(*sympy.Mul.make_args(self.slope), h, evaluate=False)
        return sympy.Add(first, *(term * h for term in self.rest_terms), evaluate=False)

    @property
    def steps(self) -> tuple[tuple[str, str], ...]:
        """The lines that derive it: (left side or "", right side) in Typst mathematics, to the quotient.

        Where both values of the function are too long for one line, it goes by its letter there.
        """
        f, moved, whole = self.function, self.typst(self.moved), self.function.typst
        if f.expression.is_Add:
            whole = f"({whole})"
        if len(self.worded(self.moved).written + f.wording.written) > _LONGEST:
            moved, whole = f"f({f.variable} + {GAP})", f"f({f.variable})"
        return (
            (f'"{label("rise")}"', f"{moved} - {whole}"),
            ("", self.typst(self.rise)),
            (f'"{label("rise")}" \\/ h', self.typst(self.quotient)),
        )

    @property
    def quotient(self) -> sympy.Expr:
        """The slope and the rest as one sum, none of their terms joined."""
        return sympy.Add(*sympy.Add.make_args(self.slope), *self.rest_terms, evaluate=False)

    @property
    def rest_terms(self) -> tuple[sympy.Expr, ...]:
        """The terms of the rest, () where it is 0."""
        return () if self.rest == 0 else sympy.Add.make_args(self.rest)


def quotient(function: Function) -> Quotient | None:
    """Return the difference quotient of a curved polynomial of degree 4 at most; None for other functions.

    Nor is there one of a formula with numbers too long to be shown: the terms would not add up as they stand.
    """
    x, h = symbol(function.variable), symbol(GAP)
    if function.variable == GAP or not function.expression.is_polynomial(x):
        return None
    degree = sympy.degree(sympy.expand(function.expression), x)
    if not 2 <= degree <= _HIGHEST:
        return None
    moved = function.expression.subs(x, x + h)
    whole = sympy.expand(sympy.cancel(sympy.expand(moved - function.expression) / h))
    slope = sympy.expand(whole.subs(h, 0))
    rest = sympy.expand(whole - slope)
    if any(map(notation.is_rounded, (function.expression, slope, rest))):
        return None
    # A function that is written with a bracket has its slope written with it, too: 2(w - 2), not 2w - 4.
    brackets = any(power.base.is_Add for power in function.expression.atoms(sympy.Pow))
    return Quotient(function, moved, sympy.factor(slope) if brackets else slope, rest)
