"""A sympy expression in four notations: captions, speech, Typst and Python.

sympy prints in an order made for machines and in LaTeX's terms. These printers share one reading of the
expression, the order in which a person writes it down, and differ only in how they spell it. Captions, speech
and Typst round long numbers to six digits, all three alike; Python keeps all of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

import sympy
from sympy.printing.printer import Printer

from calc.expression import degree
from calc.line import label
from calc.tongue import ENGLISH, Tongue, aloud
from calc.wording import SPOKEN, Wording, superscript

_FINEST_DECIMAL = 10**12
_DIGITS = 6  # of a number in a formula that people read
_LONGEST_TERM = 9999  # above and below the line of a fraction that they read
_LONGEST_WHOLE = 10**9  # a whole number up to there is shown in full
_WIDEST = 9  # characters of a number that is written without a power of ten
_SUM, _PRODUCT, _POWER, _ATOM = range(4)  # how tightly a part holds together: brackets go by this


def written(expression: sympy.Expr, variables: Sequence[str] = ()) -> str:
    """Return the expression for a caption: "x⁴ − 3x² + x". `variables` says which letter comes first."""
    return str(_Written(variables).doprint(expression))


def spoken(expression: sympy.Expr, variables: Sequence[str] = (), language: Tongue = ENGLISH) -> str:
    """Return the expression in words: "x to the fourth minus 3 x squared plus x"."""
    return str(_Spoken(variables, language).doprint(expression))


@dataclass(frozen=True)
class _Read:
    """An expression as the source of its wording."""

    expression: sympy.Expr
    variables: tuple[str, ...]

    def told(self, language: Tongue) -> Wording:
        shown = language.written(written(self.expression, self.variables))
        return Wording(shown, spoken(self.expression, self.variables, language))


def worded(expression: sympy.Expr, variables: Sequence[str] = ()) -> Wording:
    """Return the expression for caption and voice."""
    source = _Read(expression, tuple(variables))
    return Wording(written(expression, variables), spoken(expression, variables), source)


def is_rounded(expression: sympy.Expr) -> bool:
    """Say whether captions, speech and Typst show some number of the expression rounded."""
    printer = _Written(())
    printer.doprint(expression)
    return printer.rounded


def typst_equals(expression: sympy.Expr) -> str:
    """Return the Typst sign between a name and its formula: "=", or "approx" where the formula is rounded."""
    return "approx" if is_rounded(expression) else "="


def typst(expression: sympy.Expr, variables: Sequence[str] = ()) -> str:
    """Return the expression as Typst mathematics: "x^4 - 3 x^2 + x"."""
    return str(_Typst(variables).doprint(expression))


def typst_terms(expression: sympy.Expr, variables: Sequence[str] = ()) -> list[tuple[str, str, sympy.Expr]]:
    """Return the terms of a sum in reading order: sign, Typst mathematics without it, and the term itself.

    The first has no plus. What is no sum is one term.
    """
    printer = _Typst(variables)
    terms = printer.terms(expression) if expression.is_Add else [expression]
    found: list[tuple[str, str, sympy.Expr]] = []
    for term in terms:
        negative = expression.is_Add and _is_negative(term)
        sign = "-" if negative else "+" if found else ""
        found.append((sign, printer.part(-term if negative else term, _PRODUCT), term))
    return found


def python(expression: sympy.Expr, variables: Sequence[str] = ()) -> str:
    """Return the expression as Python source that needs no name but `math`: "x ** 4 - 3 * x ** 2 + x".

    It raises where the function has no real value: in Python, (-8) ** 0.5 would be complex, math.pow is not.
    """
    return str(_Python(variables).doprint(expression))


class _Notation(Printer):
    """A printer of expressions as a person reads them; a subclass says how they are spelled."""

    minus = "-"
    names: ClassVar[dict[str, str]] = {
        "log": "ln",
        "atan": "arctan",
        "asin": "arcsin",
        "acos": "arccos",
    }

    def __init__(self, variables: Sequence[str]) -> None:
        super().__init__()
        self.variables = tuple(variables)
        self.rounded = False

    # What a subclass spells.

    def number(self, value: sympy.Rational) -> str:
        """Spell a positive number that `_decimal` or an integer can show."""
        return self.scientific(*_scientific(value)) if self.is_wide(value) else _decimal(value) or str(value)

    def is_wide(self, value: sympy.Rational) -> bool:
        """Say whether a number, as it is shown, is written with a power of ten."""
        text = _decimal(abs(value)) or str(abs(value)) * (value.q == 1)
        return len(text) > _WIDEST + (value.q == 1)

    def scientific(self, mantissa: str, power: int) -> str:
        """Spell a positive number with a power of ten."""
        raise NotImplementedError

    def shown(self, value: sympy.Rational) -> sympy.Rational:
        """Return a number as it is shown: itself where it is short, else to six digits."""
        short = _short(value)
        self.rounded = self.rounded or short != value
        return short

    def negative(self, text: str) -> str:
        """Spell what is spelled so, with a minus before it."""
        return self.minus + text

    def product(self, coefficient: str, factors: list[sympy.Expr]) -> str:
        raise NotImplementedError

    def quotient(self, top: str, bottom: str, top_level: int, bottom_level: int) -> str:
        raise NotImplementedError

    def power(self, base: sympy.Expr, exponent: sympy.Expr) -> str:
        raise NotImplementedError

    def root(self, argument: sympy.Expr) -> str:
        raise NotImplementedError

    def call(self, name: str, argument: sympy.Expr) -> str:
        return f"{name}({self._print(argument)})"

    def bracket(self, text: str) -> str:
        return f"({text})"

    # How a person reads.

    def _print(self, expr: sympy.Basic, **settings: object) -> str:
        constant = self._constant(expr)
        return str(super()._print(expr if constant is None else constant, **settings))

    def _constant(self, expression: sympy.Basic) -> sympy.Rational | None:
        """The value of a constant such as a root, where numbers too long to be shown are in it."""
        if expression.is_Rational or not getattr(expression, "is_number", False):
            return None
        if all(
            abs(part.p) <= _LONGEST_TERM and part.q <= _LONGEST_TERM
            for part in expression.atoms(sympy.Rational)
        ):
            return None
        self.rounded = True
        return _to_digits(sympy.Rational(str(sympy.N(expression, 2 * _DIGITS))))

    def emptyPrinter(self, expr: object) -> str:  # noqa: N802 - sympy's name
        raise ValueError(
            f"there is no notation for {type(expr).__name__}; use the functions that parse lists"
        )

    def part(self, expression: sympy.Expr, level: int) -> str:
        """Spell a part of something that binds at `level`, in brackets where it needs them."""
        text = str(self._print(expression))
        return self.bracket(text) if self.level(expression) < level else text

    def level(self, expression: sympy.Expr) -> int:
        """Return how tightly the spelled expression holds together."""
        constant = self._constant(expression)
        if constant is not None:
            return self.level(constant)
        if expression.is_Add or _is_negative(expression):
            return _SUM
        if expression.is_Rational:
            value = self.shown(expression)
            return _PRODUCT if self.is_wide(value) or (value.q != 1 and not _decimal(value)) else _ATOM
        if expression.is_Mul:
            return _PRODUCT
        if isinstance(expression, sympy.exp):
            return _POWER
        if expression.is_Pow:
            if expression.exp.is_Rational and expression.exp.is_negative:
                return _PRODUCT
            return _ATOM if expression.exp == sympy.Rational(1, 2) else _POWER
        return _ATOM

    def rank(self, symbol: sympy.Symbol) -> tuple[int, bool, str]:
        """Order letters: as `variables` says, else the weight w first, else by the alphabet."""
        name = symbol.name
        place = self.variables.index(name) if name in self.variables else len(self.variables)
        return place, name != "w", name

    def _print_Add(self, expression: sympy.Add) -> str:  # noqa: N802
        text = ""
        for term in self.terms(expression):
            negative = _is_negative(term)
            spelled = self.part(-term if negative else term, _PRODUCT)
            text += (f" {self.minus} " if negative else " + ") + spelled
        return self.lead(text)

    def lead(self, text: str) -> str:
        """Return a sum without the plus in front of it, and with its first minus close to the term."""
        return text[3:] if text.startswith(" + ") else self.minus + text[3:]

    def terms(self, expression: sympy.Add) -> list[sympy.Expr]:
        """Return the terms as a person orders them: powers downwards, then functions, then the constant."""
        symbols = sorted(expression.free_symbols, key=self.rank)

        def key(term: sympy.Expr) -> tuple[object, ...]:
            if term.is_number:
                return 2, 0, (), sympy.default_sort_key(term)
            if not term.is_polynomial(*symbols):
                return 1, 0, (), sympy.default_sort_key(term)
            by_letter = tuple(-degree(term, symbol) for symbol in symbols)
            return 0, -degree(term), by_letter, sympy.default_sort_key(term)

        ordered = sorted(expression.args, key=key)
        positive = [term for term in ordered if not _is_negative(term)]
        # Nobody writes −x + 1: a sum starts with a plus where that does not disturb a polynomial's powers.
        if positive and _is_negative(ordered[0]) and (len(ordered) == 2 or not expression.is_polynomial()):
            ordered.remove(positive[0])
            ordered.insert(0, positive[0])
        *others, last = ordered
        if last.is_number and last.is_positive and all(isinstance(_bare(each), sympy.exp) for each in others):
            ordered = [last, *others]  # 1 + e^−x, as it is written in every sigmoid
        return ordered

    def factors(self, expressions: list[sympy.Expr]) -> list[sympy.Expr]:
        """Return factors as a person orders them: constants, letters, brackets, functions."""

        def key(factor: sympy.Expr) -> tuple[object, ...]:
            base = factor.base if factor.is_Pow and factor.exp.is_Rational else factor
            kind = 0 if factor.is_number else 1 if base.is_Symbol else 2 if base.is_Add else 3
            ranks = sorted(self.rank(symbol) for symbol in factor.free_symbols)
            return kind, ranks, sympy.default_sort_key(factor)

        return sorted(expressions, key=key)

    def _print_Mul(self, expression: sympy.Expr) -> str:  # noqa: N802
        if _is_negative(expression):
            return self.negative(self.part(-expression, _PRODUCT))
        coefficient, rest = expression.as_coeff_Mul()
        factors = list(sympy.Mul.make_args(rest))
        number = self._constant(sympy.Mul(coefficient, *(factor for factor in factors if factor.is_number)))
        if number is not None:
            coefficient, factors = number, [factor for factor in factors if not factor.is_number]
        coefficient = self.shown(coefficient)
        top: list[sympy.Expr] = []
        bottom: list[sympy.Expr] = []
        for factor in factors:
            if factor.is_Pow and factor.exp.is_Rational and factor.exp.is_negative:
                bottom.append(sympy.Pow(factor.base, -factor.exp))
            elif factor != 1:
                top.append(factor)
        over = sympy.S.One if _decimal(coefficient) else sympy.Integer(coefficient.q)
        upper = self._line(coefficient * over, top)
        if over == 1 and not bottom:
            return upper
        return self.quotient(
            upper,
            self._line(over, bottom),
            self._line_level(coefficient * over, top),
            self._line_level(over, bottom),
        )

    def _line(self, coefficient: sympy.Rational, factors: list[sympy.Expr]) -> str:
        """Spell one line of a fraction: a positive coefficient and its factors."""
        if not factors:
            return self.number(coefficient)
        if coefficient == 1 and len(factors) == 1:
            return str(self._print(factors[0]))
        return self.product("" if coefficient == 1 else self.number(coefficient), self.factors(factors))

    def _line_level(self, coefficient: sympy.Rational, factors: list[sympy.Expr]) -> int:
        if not factors:
            return self.level(coefficient)
        return self.level(factors[0]) if coefficient == 1 and len(factors) == 1 else _PRODUCT

    def _print_Pow(self, expression: sympy.Pow) -> str:  # noqa: N802
        base, exponent = expression.as_base_exp() if not expression.is_Pow else expression.args
        if exponent.is_Rational and exponent.is_negative:
            return self._print_Mul(expression)
        if exponent == sympy.Rational(1, 2):
            return self.root(base)
        return self.power(base, exponent)

    def _print_exp(self, expression: sympy.Expr) -> str:
        return self.power(sympy.E, expression.args[0])

    def _print_Rational(self, value: sympy.Rational) -> str:  # noqa: N802
        if value.is_negative:
            return self.negative(str(self._print(-value)))
        value = self.shown(value)
        if value.q == 1 or _decimal(value):
            return self.number(value)
        top, bottom = (self.number(sympy.Integer(part)) for part in (value.p, value.q))
        return self.quotient(top, bottom, _ATOM, _ATOM)

    def _print_Float(self, value: sympy.Float) -> str:  # noqa: N802
        return self._print_Rational(sympy.Rational(repr(float(value))))

    def _print_Symbol(self, expression: sympy.Symbol) -> str:  # noqa: N802
        return str(expression.name)

    def _print_Exp1(self, expression: sympy.Expr) -> str:  # noqa: N802
        return "e"

    def _print_Pi(self, expression: sympy.Expr) -> str:  # noqa: N802
        return "pi"

    def _print_Abs(self, expression: sympy.Expr) -> str:  # noqa: N802
        return self.call("abs", expression.args[0])

    def _listed(self, expression: sympy.Expr) -> str:
        name = type(expression).__name__
        return self.call(self.names.get(name, name), expression.args[0])

    _print_sin = _print_cos = _print_tan = _print_log = _print_atan = _listed
    _print_sinh = _print_cosh = _print_tanh = _print_sign = _print_asin = _print_acos = _listed


class _Written(_Notation):
    minus = "−"
    names: ClassVar[dict[str, str]] = {"log": "ln", "asin": "arcsin", "acos": "arccos"}

    def product(self, coefficient: str, factors: list[sympy.Expr]) -> str:
        text, closed = coefficient, bool(coefficient) and "×" not in coefficient
        for factor in factors:
            spelled = self.part(factor, _POWER)
            # Letters and brackets may touch (2xy, 2(x + 1)); a name or a caret needs room around it.
            short = _is_letter_power(factor) or spelled.startswith("(")
            touches = short or (text == coefficient and (not factor.is_Function or spelled[1] == "^"))
            if text:
                # Behind e^0.5, an x without a sign might belong to the exponent.
                dotted = spelled[0].isdigit() or bool(re.search(r"\^[\d.]+$", text))
                text += " · " if dotted else "" if closed and touches else " "
            text, closed = text + spelled, short and "^" not in spelled
        return text

    def scientific(self, mantissa: str, power: int) -> str:
        return f"{mantissa}×10{superscript(power)}"

    def quotient(self, top: str, bottom: str, top_level: int, bottom_level: int) -> str:
        top = self.bracket(top) if top_level < _PRODUCT else top
        return f"{top}/{self.bracket(bottom) if bottom_level < _POWER else bottom}"

    def power(self, base: sympy.Expr, exponent: sympy.Expr) -> str:
        below = self.part(base, _ATOM)
        if exponent.is_Integer:
            return below + superscript(int(exponent))
        above = self.part(exponent, _ATOM)
        return f"{below}^{above}"

    def root(self, argument: sympy.Expr) -> str:
        whole = argument.is_Symbol or (argument.is_Integer and argument.is_nonnegative)
        return f"√{self._print(argument)}" if whole else f"√({self._print(argument)})"

    def _print_Pi(self, expression: sympy.Expr) -> str:  # noqa: N802
        return "π"

    def _print_Abs(self, expression: sympy.Expr) -> str:  # noqa: N802
        inside = self._print(expression.args[0])
        # Nobody sees which bar of |x |x| − 1| closes which.
        return f"abs({inside})" if "|" in inside else f"|{inside}|"


class _Typst(_Notation):
    def product(self, coefficient: str, factors: list[sympy.Expr]) -> str:
        text = coefficient
        for factor in factors:
            spelled = self.part(factor, _POWER)
            between = (" dot " if spelled[0].isdigit() else " ") if text else ""
            text += between + spelled
        return text

    def scientific(self, mantissa: str, power: int) -> str:
        return f"{mantissa} times 10^{power if power > 0 else f'({power})'}"

    def quotient(self, top: str, bottom: str, top_level: int, bottom_level: int) -> str:
        return f"frac({top}, {bottom})"

    def power(self, base: sympy.Expr, exponent: sympy.Expr) -> str:
        above = str(self._print(exponent))
        single = exponent.is_Symbol or (exponent.is_Integer and exponent.is_nonnegative)
        return f"{self.part(base, _ATOM)}^{above if single else self.bracket(above)}"

    def root(self, argument: sympy.Expr) -> str:
        return f"sqrt({self._print(argument)})"

    def _print_sign(self, expression: sympy.Expr) -> str:
        return f'op("{label("sign")}")({self._print(expression.args[0])})'


class _Python(_Notation):
    def number(self, value: sympy.Rational) -> str:
        if _decimal(value) and value.q > _FINEST_DECIMAL:
            return repr(int(value.p) / int(value.q))
        return _decimal(value) or str(value)

    def is_wide(self, value: sympy.Rational) -> bool:
        return False

    def shown(self, value: sympy.Rational) -> sympy.Rational:
        return value

    def _constant(self, expression: sympy.Basic) -> None:
        return None

    def level(self, expression: sympy.Expr) -> int:
        return _PRODUCT if isinstance(expression, sympy.sign) else super().level(expression)

    def product(self, coefficient: str, factors: list[sympy.Expr]) -> str:
        return " * ".join(
            [coefficient] * bool(coefficient) + [self.part(factor, _POWER) for factor in factors]
        )

    def quotient(self, top: str, bottom: str, top_level: int, bottom_level: int) -> str:
        top = self.bracket(top) if top_level < _PRODUCT else top
        return f"{top} / {self.bracket(bottom) if bottom_level < _POWER else bottom}"

    def power(self, base: sympy.Expr, exponent: sympy.Expr) -> str:
        if base == sympy.E:
            return f"math.exp({self._print(exponent)})"
        if exponent.is_Integer or (base.is_number and base.is_positive):
            return f"{self.part(base, _ATOM)} ** {self.part(exponent, _ATOM)}"
        return f"math.pow({self._print(base)}, {self._print(exponent)})"

    def root(self, argument: sympy.Expr) -> str:
        return f"math.sqrt({self._print(argument)})"

    def _listed(self, expression: sympy.Expr) -> str:
        return f"math.{type(expression).__name__}({self._print(expression.args[0])})"

    _print_sin = _print_cos = _print_tan = _print_log = _print_atan = _listed
    _print_sinh = _print_cosh = _print_tanh = _print_asin = _print_acos = _listed

    def _print_sign(self, expression: sympy.Expr) -> str:
        # The slope of |u|. It has no value at u = 0, and neither has this quotient; copysign would have.
        inside = expression.args[0]
        return f"{self.part(inside, _POWER)} / abs({self._print(inside)})"

    def _print_Exp1(self, expression: sympy.Expr) -> str:  # noqa: N802
        return "math.e"

    def _print_Pi(self, expression: sympy.Expr) -> str:  # noqa: N802
        return "math.pi"


class _Spoken(_Notation):
    names: ClassVar[dict[str, str]] = {
        "sin": aloud("sine"),
        "cos": aloud("cosine"),
        "tan": aloud("tangent"),
        "sinh": aloud("hyperbolic sine"),
        "cosh": aloud("hyperbolic cosine"),
        "tanh": aloud("hyperbolic tangent"),
        "atan": aloud("arc tangent"),
        "asin": aloud("arc sine"),
        "acos": aloud("arc cosine"),
        "log": aloud("the natural log"),
        "sign": aloud("the sign"),
        "abs": aloud("the absolute value"),
    }
    powers: ClassVar[dict[int, str]] = {
        2: aloud("{base} squared"),
        3: aloud("{base} cubed"),
        4: aloud("{base} to the fourth"),
        5: aloud("{base} to the fifth"),
        6: aloud("{base} to the sixth"),
        7: aloud("{base} to the seventh"),
        8: aloud("{base} to the eighth"),
        9: aloud("{base} to the ninth"),
        10: aloud("{base} to the tenth"),
    }

    def __init__(self, variables: Sequence[str], language: Tongue) -> None:
        super().__init__(variables)
        self.language = language

    def told(self, message: str, **parts: str) -> str:
        return self.language.sentence(message, SPOKEN).format(**parts)

    def number(self, value: sympy.Rational) -> str:
        said = super().number(value)
        return said if self.is_wide(value) else self.language.said(said)

    def scientific(self, mantissa: str, power: int) -> str:
        template = (
            aloud("{number} times 10 to the minus {power}")
            if power < 0
            else aloud("{number} times 10 to the {power}")
        )
        said = self.language.said
        return self.told(template, number=said(mantissa), power=said(str(abs(power))))

    def negative(self, text: str) -> str:
        return self.told(aloud("minus {number}"), number=text)

    def _print_Add(self, expression: sympy.Add) -> str:  # noqa: N802
        text, plain = "", True
        for term in self.terms(expression):
            negative = _is_negative(term)
            spelled = str(self._print(-term if negative else term))
            if not text:
                text, plain = self.negative(spelled) if negative else spelled, _is_monomial(term)
                continue
            # A pause tells the ear where a root, a power or a fraction has ended.
            if plain:
                added = aloud("{sum} minus {term}") if negative else aloud("{sum} plus {term}")
            else:
                added = aloud("{sum}, minus {term}") if negative else aloud("{sum}, plus {term}")
            text = self.told(added, sum=text, term=spelled)
            plain = plain and _is_monomial(term)
        return text

    def bracket(self, text: str) -> str:
        return self.told(aloud("the quantity {sum}"), sum=text)

    def part(self, expression: sympy.Expr, level: int) -> str:
        # Only a sum needs to be held together for the ear: "sine of minus x" cannot be misheard.
        text = str(self._print(expression))
        return self.bracket(text) if expression.is_Add else text

    def product(self, coefficient: str, factors: list[sympy.Expr]) -> str:
        text = coefficient
        for position, factor in enumerate(factors):
            spelled = self.part(factor, _POWER)
            if not text:
                text = spelled
            elif " 10 " in text:  # not "10 to the minus 9 x"
                text = self.told(aloud("{product}, times {factor}"), product=text, factor=spelled)
            elif _is_letter_power(factor) and (position == 0 or _is_letter_power(factors[position - 1])):
                text += f" {spelled}"
            else:
                pause = bool(position) and not _is_letter_power(factors[position - 1])
                template = aloud("{product}, times {factor}") if pause else aloud("{product} times {factor}")
                text = self.told(template, product=text, factor=spelled)
        return text

    def quotient(self, top: str, bottom: str, top_level: int, bottom_level: int) -> str:
        top = self.bracket(top) if top_level < _PRODUCT else top
        bottom = self.bracket(bottom) if bottom_level < _POWER else bottom
        if self.language.is_source:
            pause = "the quantity" in top or " of " in top or " to " in top
        else:
            pause = len(top.split()) > 2
        return self.told(
            aloud("{top}, over {bottom}") if pause else aloud("{top} over {bottom}"), top=top, bottom=bottom
        )

    def power(self, base: sympy.Expr, exponent: sympy.Expr) -> str:
        if base.is_Add:
            return self._raised(
                self.told(aloud("{base},"), base=self.bracket(str(self._print(base)))), exponent
            )
        name = type(base).__name__
        if name in ("sin", "cos", "tan", "sinh", "cosh", "tanh"):
            raised = self._raised(self.told(self.names[name]), exponent)
            return self.told(
                aloud("{name} of {argument}"), name=raised, argument=self.part(base.args[0], _PRODUCT)
            )
        below = str(self._print(base))
        return self._raised(below if base.is_Atom else self.told(aloud("{base}, all"), base=below), exponent)

    def _raised(self, base: str, exponent: sympy.Expr) -> str:
        if exponent.is_Integer and int(exponent) in self.powers:
            return self.told(self.powers[int(exponent)], base=base)
        if exponent.is_Integer:
            return self.told(
                aloud("{base} to the power {exponent}"), base=base, exponent=str(self._print(exponent))
            )
        template = aloud("{base} to {exponent}") if exponent.is_Add else aloud("{base} to the {exponent}")
        return self.told(template, base=base, exponent=self.part(exponent, _PRODUCT))

    def root(self, argument: sympy.Expr) -> str:
        return self.told(aloud("the square root of {argument}"), argument=self.part(argument, _PRODUCT))

    def call(self, name: str, argument: sympy.Expr) -> str:
        named = self.told(self.names[name]) if name in self.names else name
        return self.told(aloud("{name} of {argument}"), name=named, argument=self.part(argument, _PRODUCT))


def _decimal(value: sympy.Rational) -> str:
    """Return 0.1 for 1/10, and "" for what people write as a fraction: halves, thirds, quarters."""
    rest = value.q
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1 or value.q % 5:
        return ""
    return f"{Decimal(int(value.p)) / Decimal(int(value.q)):f}"


def _short(value: sympy.Rational) -> sympy.Rational:
    """Return a number itself where it is short: a whole number, a small fraction, or of six digits."""
    top, bottom = abs(value.p), value.q
    if bottom == 1 and top <= _LONGEST_WHOLE:
        return value
    if _decimal(value) or bottom == 1:
        digits = f"{Decimal(int(top)) / Decimal(int(bottom)):e}".partition("E")[0].partition("e")[0]
        return value if len(digits.replace(".", "").rstrip("0")) <= _DIGITS else _to_digits(value)
    return value if max(top, bottom) <= _LONGEST_TERM else _to_digits(value)


def _to_digits(value: sympy.Rational) -> sympy.Rational:
    if value == 0:
        return value
    size = abs(value)  # as a fraction: a float would have been rounded once before
    power = len(str(int(size))) - 1 if size >= 1 else -len(str(int(1 / size)))
    unit = sympy.Integer(10) ** (power - _DIGITS + 1)
    return sympy.sign(value) * unit * sympy.floor(size / unit + sympy.Rational(1, 2))


def _scientific(value: sympy.Rational) -> tuple[str, int]:
    mantissa, _, power = f"{Decimal(int(value.p)) / Decimal(int(value.q)):e}".partition("e")
    return mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa, int(power)


def _is_negative(term: sympy.Expr) -> bool:
    return bool(term.as_coeff_Mul()[0].is_negative)


def _bare(term: sympy.Expr) -> sympy.Expr:
    """Return a term without its number in front."""
    return term.as_coeff_Mul()[1]


def _is_monomial(term: sympy.Expr) -> bool:
    return all(_is_letter_power(factor) or factor.is_Integer for factor in sympy.Mul.make_args(term))


def _is_letter_power(factor: sympy.Expr) -> bool:
    """Say whether a factor is a letter (or pi), or a letter to a whole power that raised digits can show."""
    base = factor.base if factor.is_Pow and factor.exp.is_Integer else factor
    return bool(base.is_Symbol or base is sympy.pi)
