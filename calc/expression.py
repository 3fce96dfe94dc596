"""Text from strangers -> a sympy expression, without ever evaluating the text.

sympy's own parser evaluates Python, so it is not used. The text passes through a closed alphabet of tokens,
then Python's `ast`, then a whitelist of nodes; the expression is built bottom-up from that tree, and every
number in it stays inside bounds, so that no formula can hang the program.
"""

from __future__ import annotations

import ast
import re
import string
import unicodedata
from collections.abc import Callable

import sympy

MAX_LENGTH = 200
MAX_NESTING = 12
MAX_POWER = 100
MAX_RATE = 1000  # the largest number inside a symbolic exponent, as in e^(1000x)
MAX_NUMBER = 10**12

FUNCTIONS: dict[str, Callable[[sympy.Expr], sympy.Expr]] = {
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": sympy.tan,
    "exp": sympy.exp,
    "log": sympy.log,
    "ln": sympy.log,
    "sqrt": sympy.sqrt,
    "abs": sympy.Abs,
    "tanh": sympy.tanh,
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "atan": sympy.atan,
}
CONSTANTS: dict[str, sympy.Expr] = {"pi": sympy.pi, "e": sympy.E}

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*|π)
    | (?P<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
    | (?P<operator>\*\*|//|[-+*/^()√−×·⋅÷])
    )""",
    re.VERBOSE | re.ASCII,
)
_SPELLING = {"^": "**", "−": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "π": "pi"}
_LISTED = ", ".join(FUNCTIONS)

# Why a character has no place in a formula, for those that people do try.
_REFUSED_CHARACTERS = {
    **dict.fromkeys("'\"`", "text in quotes is not mathematics"),
    **dict.fromkeys("<>=!≤≥≠", "a comparison is not a formula; give only the right-hand side, such as x**2"),
    ".": "a dot belongs inside a number such as 0.5; attributes cannot be reached",
    ",": "a listed function takes one value, such as sin(x), and decimals need a point, such as 0.5",
    "|": "write abs(x) for the absolute value",
    "!": "factorials are not offered; write the product out",
    "%": "remainders are not offered; write 0.05 for 5 percent",
    ":": "a formula is one expression, not a Python statement or lambda",
    "\0": "a null byte cannot be part of a formula",
}
_REFUSED_NODES: dict[type[ast.AST], str] = {
    ast.Attribute: "an attribute",
    ast.Call: "a call of anything but a listed function",
    ast.Compare: "a comparison",
    ast.Lambda: "a lambda",
    ast.Starred: "a starred value",
    ast.Tuple: "empty brackets or a comma",
}


def parse(text: str, variables: tuple[str, ...]) -> sympy.Expr:
    """Return the expression that `text` writes, in the named real variables.

    Accepts + - * / and ** or ^, raised digits (x²), products without a sign (2x, 2(x+1), 3sin(x)), the
    constants pi and e, and the functions in `FUNCTIONS` (log and ln are both the natural logarithm). Decimals
    become exact fractions. sympy tidies as it builds: x/x is 1.

    Raises ValueError, in one sentence that says what was wrong and what would be right.
    """
    symbols = {name: symbol(name) for name in variables}
    if not isinstance(text, str):
        raise ValueError(f"a formula must be text such as x**2, got {type(text).__name__}")
    if not text.strip():
        raise ValueError("the formula is empty; write one such as x**2")
    if len(text) > MAX_LENGTH:
        raise ValueError(f"the formula has {len(text)} characters; at most {MAX_LENGTH} are allowed")
    source = _python_source(_tokens(text), tuple(symbols))
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
        names = [spelling for kind, spelling in _tokens(text) if kind == "name"]
    except ValueError:
        return ()
    unknown = (name for name in names if name not in FUNCTIONS and name not in CONSTANTS)
    # A long name that is not known is a typing error, not a product: "sine(x)" has one letter.
    found = (letter for name in unknown if len(name) <= 2 for letter in name)
    return tuple(
        dict.fromkeys(letter for letter in found if letter in string.ascii_letters and letter != "e")
    )


def symbol(name: str) -> sympy.Symbol:
    """Return the real sympy symbol of a variable.

    Raises ValueError unless the name is one letter other than e, which is the constant.
    """
    if not (isinstance(name, str) and len(name) == 1 and name in string.ascii_letters and name != "e"):
        raise ValueError(f"a variable must be one letter other than e, such as x or w, got {name!r}")
    return sympy.Symbol(name, real=True)


def exact(value: float) -> sympy.Rational:
    """Return the fraction that a decimal writes: 0.1 is 1/10, not its nearest binary neighbour."""
    return sympy.Rational(repr(float(value)))


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


def _tokens(text: str) -> list[tuple[str, str]]:
    """Split text into (kind, spelling), all spellings ASCII and Python's own."""
    found: list[tuple[str, str]] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            rest = text[position:].lstrip() or text[position:]
            raise ValueError(_refusal(rest[0]))
        position = match.end()
        kind = str(match.lastgroup)
        spelling = match[kind]
        if kind == "raised":
            found += [("operator", "**"), ("number", f"({unicodedata.normalize('NFKC', spelling)})")]
            found[-1] = ("number", found[-1][1].replace("−", "-"))
        else:
            spelling = str(int(spelling)) if spelling.isdigit() else spelling  # Python refuses 007
            found.append((kind, _SPELLING.get(spelling, spelling)))
    return found


def _refusal(character: str) -> str:
    reason = _REFUSED_CHARACTERS.get(
        character, "use numbers, the variable, + - * / ^, brackets and listed functions"
    )
    return f"the character {character!r} has no place in a formula: {reason}"


def _python_source(tokens: list[tuple[str, str]], variables: tuple[str, ...]) -> str:
    """Return the tokens as Python, with the products that people leave out written in."""
    source = ""
    depth = 0
    ended = False  # has a factor just ended, so that what starts a factor multiplies it?
    rooted = False  # does a √ without brackets wait for its number or letter?
    for kind, spelling in _split_products(tokens, variables):
        starts = kind in ("number", "name") or spelling in ("(", "√")
        if rooted and not starts:
            raise ValueError("√ needs something to take the root of, such as √x or √(x + 1)")
        if ended and kind == "number":
            raise ValueError(f"a number cannot follow a factor directly; write x*{spelling} or x^{spelling}")
        if ended and starts:
            source += "*"
        depth += (spelling == "(") - (spelling == ")")
        if depth > MAX_NESTING:
            raise ValueError(f"the brackets are nested too deeply; at most {MAX_NESTING} levels are allowed")
        if spelling == "√":
            source, rooted, ended = source + "sqrt", True, False
            continue
        source += f"({spelling})" if rooted and spelling != "(" else spelling
        rooted = False
        ended = kind == "number" or spelling == ")" or (kind == "name" and spelling not in FUNCTIONS)
    if rooted:
        raise ValueError("√ needs something to take the root of, such as √x or √(x + 1)")
    return source


def _split_products(tokens: list[tuple[str, str]], variables: tuple[str, ...]) -> list[tuple[str, str]]:
    """Check every name; read "wt" as w times t where both are variables."""
    known = {*variables, *FUNCTIONS, *CONSTANTS}
    split: list[tuple[str, str]] = []
    for index, (kind, spelling) in enumerate(tokens):
        if kind != "name" or spelling in known:
            if spelling in FUNCTIONS and tokens[index + 1 : index + 2] != [("operator", "(")]:
                value = variables[0] if variables else 2
                raise ValueError(f"{spelling} needs its value in brackets, such as {spelling}({value})")
            split.append((kind, spelling))
        elif set(spelling) <= set(variables) and len(set(spelling)) == len(spelling):
            split += [("name", letter) for letter in spelling]
        else:
            raise ValueError(_unknown(spelling, variables, called=tokens[index + 1 : index + 2]))
    return split


def _unknown(name: str, variables: tuple[str, ...], called: list[tuple[str, str]]) -> str:
    if called == [("operator", "(")]:
        return f"{name!r} is not a listed function; use one of {_LISTED}"
    expected = " and ".join(variables)
    verb = "variable is" if len(variables) == 1 else "variables are"
    if not variables:
        return f"{name!r} is not a number; the constants are pi and e"
    return f"{name!r} is not known here; the {verb} {expected}, the constants are pi and e"


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
