"""Text from strangers -> a sympy expression, without ever evaluating the text.

sympy's own parser evaluates Python, so it is not used. The text passes through a closed alphabet of tokens,
then Python's `ast`, then a whitelist of nodes; the expression is built bottom-up from that tree, and every
number in it stays inside bounds, so that no formula can hang the program.
"""

from __future__ import annotations

import ast
import string
from collections.abc import Callable
from fractions import Fraction
from functools import reduce

import sympy

from calc.spelling import plain
from calc.tokens import source_of, split

MAX_LENGTH = 200
MAX_VALUES = 4  # of max and min: each doubles the size of what sympy builds
MAX_POWER = 100
MAX_RATE = 1000  # the largest number inside a symbolic exponent, as in e^(1000x)
MAX_NUMBER = 10**12
_FULL_FLOAT = 15  # digits that nobody types
_SMALL = 999  # the largest denominator that is looked for behind them


def _sigmoid(u: sympy.Expr) -> sympy.Expr:
    return 1 / (1 + sympy.exp(-u))


def _size(u: sympy.Expr) -> sympy.Expr:
    return u if u.is_nonnegative else sympy.Abs(u)  # sympy keeps the outer one of ||2x||


def _larger(*values: sympy.Expr) -> sympy.Expr:
    """The largest value, by max(a, b) = (a + b + |a - b|)/2."""
    return reduce(lambda a, b: (a + b + sympy.Abs(a - b)) / 2, values)


def _smaller(*values: sympy.Expr) -> sympy.Expr:
    return reduce(lambda a, b: (a + b - sympy.Abs(a - b)) / 2, values)


FUNCTIONS: dict[str, Callable[[sympy.Expr], sympy.Expr]] = {
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "exp": sympy.exp,
    "log": sympy.log,
    "ln": sympy.log,
    "sqrt": sympy.sqrt,
    "abs": _size,
    "tanh": sympy.tanh,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "atan": sympy.atan,
    "asin": sympy.asin,
    "acos": sympy.acos,
    "sec": lambda u: 1 / sympy.cos(u),
    "csc": lambda u: 1 / sympy.sin(u),
    "cot": lambda u: sympy.cos(u) / sympy.sin(u),
    "log10": lambda u: sympy.log(u) / sympy.log(10),
    "log2": lambda u: sympy.log(u) / sympy.log(2),
    "sigmoid": _sigmoid,
    "relu": lambda u: (u + sympy.Abs(u)) / 2,
}
MANY: dict[str, Callable[..., sympy.Expr]] = {"max": _larger, "min": _smaller}
CONSTANTS: dict[str, sympy.Expr] = {"pi": sympy.pi, "e": sympy.E}

_REFUSED_NODES: dict[type[ast.AST], str] = {
    ast.Attribute: "an attribute",
    ast.Call: "a call of anything but a listed function",
    ast.Compare: "a comparison",
    ast.Lambda: "a lambda",
    ast.Starred: "a starred value",
    ast.Tuple: "empty brackets or a comma between values",
}


def parse(text: str, variables: tuple[str, ...]) -> sympy.Expr:
    """Return the expression that `text` writes, in the named real variables.

    Accepts + - * / and ** or ^, raised digits (x²), products without a sign (2x, 2(x+1), 3sin(x)), |x|, the
    constants pi and e, and the functions in `FUNCTIONS` (log and ln are both the natural logarithm) and
    `MANY`, in the spellings that docs/notation.md lists. Decimals become exact fractions. sympy tidies as it
    builds: x/x is 1.

    Raises ValueError, in one sentence that says what was wrong and what would be right.
    """
    symbols = {name: symbol(name) for name in variables}
    if not isinstance(text, str):
        raise ValueError(f"a formula must be text such as x**2, got {type(text).__name__}")
    if not text.strip():
        raise ValueError("the formula is empty; write one such as x**2")
    if len(text) > MAX_LENGTH:
        raise ValueError(f"the formula has {len(text)} characters; at most {MAX_LENGTH} are allowed")
    source = source_of(plain(text), tuple(symbols))
    try:
        tree = ast.parse(source, mode="eval")
        # sympy turns tan(x + pi/2) into a cotangent, which is not on the list.
        expression = _build(tree.body, symbols).replace(sympy.cot, lambda u: sympy.cos(u) / sympy.sin(u))
    except SyntaxError:
        raise ValueError(f"{text!r} is not a complete formula; check its signs and brackets") from None
    except (RecursionError, MemoryError, OverflowError, ArithmeticError, TypeError, NotImplementedError):
        raise ValueError(f"{text!r} is too involved to read; write a simpler formula such as x**2") from None
    return expression


def letters(text: str) -> tuple[str, ...]:
    """Return the letters that stand for variables in a formula, each once, in the order of their coming.

    "wt" counts as two letters, as `parse` reads it; names of functions and constants are none. What is not a
    formula is left for `parse` to refuse.
    """
    try:
        names = [token.text for token in split(plain(text)) if token.kind == "name"]
    except ValueError:
        return ()
    return tuple(
        dict.fromkeys(
            name for name in names if len(name) == 1 and name in string.ascii_letters and name != "e"
        )
    )


def symbol(name: str) -> sympy.Symbol:
    """Return the real sympy symbol of a variable.

    Raises ValueError unless the name is one letter other than e, which is the constant.
    """
    if not (isinstance(name, str) and len(name) == 1 and name in string.ascii_letters and name != "e"):
        raise ValueError(f"a variable must be one letter other than e, such as x or w, got {name!r}")
    return sympy.Symbol(name, real=True)


def exact(value: float) -> sympy.Rational:
    """Return the fraction that a decimal writes: 0.1 is 1/10, not its nearest binary neighbour.

    1.6666666666666667 is how a program writes 5/3: where digits fill a float, the small fraction that has
    the very same float is meant.
    """
    written = repr(float(value))
    if len(written.partition("e")[0].strip("-0.").replace(".", "")) >= _FULL_FLOAT:
        small = Fraction(value).limit_denominator(_SMALL)
        if float(small) == value:
            return sympy.Rational(small.numerator, small.denominator)
    return sympy.Rational(written)


def degree(expression: sympy.Expr, variable: sympy.Symbol | None = None) -> sympy.Rational:
    """Return the degree of a polynomial, in one variable or in all together, without expanding it.

    For other expressions it is a measure of size: a function counts as much as its argument.
    """
    if expression.is_Symbol:
        return sympy.Integer(variable is None or expression == variable)
    if not expression.args:
        return sympy.S.Zero
    parts = [degree(part, variable) for part in expression.args]
    if expression.is_Mul:
        return sum(parts, sympy.S.Zero)
    if expression.is_Pow and expression.exp.is_Rational:
        return parts[0] * abs(expression.exp)
    return max(parts)


def _build(node: ast.expr, symbols: dict[str, sympy.Symbol]) -> sympy.Expr:
    """Build the expression of one syntax node; anything that is not on the list is refused."""
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            built = _literal(value)
        case ast.Name(id=name) if name in symbols:
            built = symbols[name]
        case ast.Name(id=name) if name in CONSTANTS:
            built = CONSTANTS[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            built = -_build(operand, symbols)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            built = _build(operand, symbols)
        case ast.BinOp(left=left, op=operator, right=right):
            built = _operation(operator, _build(left, symbols), _build(right, symbols))
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
            built = _call(name, _build(argument, symbols))
        case ast.Call(func=ast.Name(id=name)) if name in FUNCTIONS:
            raise ValueError(f"{name} takes exactly one value, such as {name}(x)")
        case ast.Call(func=ast.Name(id="pow"), args=[base, exponent], keywords=[]):
            built = _power(_build(base, symbols), _build(exponent, symbols))
        case ast.Call(func=ast.Name(id=name), args=[_, _, *_] as values, keywords=[]) if (
            name in MANY and len(values) <= MAX_VALUES
        ):
            built = MANY[name](*(_build(value, symbols) for value in values))
        case ast.Call(func=ast.Name(id=name)) if name in MANY or name == "pow":
            most = 2 if name == "pow" else MAX_VALUES
            raise ValueError(
                f"{name} takes two {'' if most == 2 else f'to {most} '}values, such as {name}(x, 2)"
            )
        case _:
            held = _REFUSED_NODES.get(type(node), f"the Python syntax {type(node).__name__}")
            raise ValueError(
                f"a formula cannot hold {held}; use numbers, + - * / ^, brackets and listed functions"
            )
    return _bounded(built)


def _literal(value: float) -> sympy.Expr:
    if not abs(value) <= MAX_NUMBER:
        raise ValueError(_out_of_bounds())
    return sympy.Integer(value) if isinstance(value, int) else exact(value)


def _operation(operator: ast.operator, left: sympy.Expr, right: sympy.Expr) -> sympy.Expr:
    match operator:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div() if right.is_zero:
            raise ValueError("the formula divides by 0; its denominator must not be 0")
        case ast.Div():
            return left / right
        case ast.Pow():
            return _power(left, right)
    raise ValueError("only + - * / and ^ combine values; write / for a division")


def _power(base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
    if base == sympy.E and not exponent.is_number:
        return _call("exp", exponent)
    if exponent.is_number:
        if abs(_real(exponent)) > MAX_POWER:
            raise ValueError(f"the exponent is too large; it must lie between -{MAX_POWER} and {MAX_POWER}")
        if base.is_zero and exponent.is_negative:
            raise ValueError("the formula divides by 0; 0 has no negative powers")
    else:
        if base.is_number and not base.is_positive:
            raise ValueError("only a positive number can take a power with a variable in it, such as 2^x")
        _check_exponent(exponent)
        if any(part.exp.free_symbols for part in exponent.atoms(sympy.Pow)) or exponent.has(sympy.exp):
            raise ValueError("powers of powers of a variable grow too fast; use one exponent such as e^x")
    return base**exponent


def _call(name: str, argument: sympy.Expr) -> sympy.Expr:
    if name == "exp":
        _check_exponent(argument)
    return FUNCTIONS[name](argument)


def _check_exponent(exponent: sympy.Expr) -> None:
    """Refuse before building: sympy would write 2^(10¹²) out when asked for exp(10¹² log 2)."""
    if any(abs(part) > MAX_RATE for part in exponent.atoms(sympy.Number)):
        raise ValueError(f"the numbers inside an exponent must lie between -{MAX_RATE} and {MAX_RATE}")


def _bounded(expression: sympy.Expr) -> sympy.Expr:
    """Return the expression when it is real, finite and of a bounded size; ValueError otherwise."""
    if expression.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
        raise ValueError("the formula divides by 0 or is infinite; every part of it must have a finite value")
    if expression.has(sympy.I):
        raise ValueError(
            "the formula takes the root or logarithm of a negative number; every part must be real"
        )
    if expression.is_number:
        _real(expression)
    elif degree(expression) > MAX_POWER:
        raise ValueError(f"the powers multiply up to more than {MAX_POWER}; use a lower degree such as x**4")
    for part in expression.atoms(sympy.Number):
        if abs(part) > MAX_NUMBER or part.q > MAX_NUMBER**2:
            raise ValueError(_out_of_bounds())
    return expression


def _real(constant: sympy.Expr) -> float:
    """Return the value of a constant; ValueError when it is not real, not finite or out of bounds."""
    value = constant if constant.is_Rational else constant.evalf()
    if value.is_finite is False or value is sympy.nan:
        raise ValueError("the formula divides by 0 or is infinite; every part of it must have a finite value")
    if not value.is_real:
        raise ValueError(
            "the formula takes the root or logarithm of a negative number; every part must be real"
        )
    if abs(value) > MAX_NUMBER or 0 < abs(value) * MAX_NUMBER < 1:
        raise ValueError(_out_of_bounds())
    return float(value)


def _out_of_bounds() -> str:
    return "a number in the formula is out of bounds; its size must lie between 10^-12 and 10^12"
