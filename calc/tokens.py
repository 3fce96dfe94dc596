"""A formula in plain spelling -> Python source, with the products and brackets that people leave out.

Where two people could read the text differently, it is refused in a sentence that shows both readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

MAX_NESTING = 12

#: The functions of one value, by all the names that people give them.
_LISTED = (
    *("sin", "cos", "tan", "sec", "csc", "cot", "asin", "acos", "atan", "sinh", "cosh", "tanh"),
    *("exp", "log", "log10", "log2", "sqrt", "abs", "sigmoid", "relu"),
)
NAMES: dict[str, str] = {
    **{name: name for name in _LISTED},
    "ln": "log",
    "arctan": "atan",
    "arcsin": "asin",
    "arccos": "acos",
    "tg": "tan",
    "log_10": "log10",
    "log_2": "log2",
    "cosec": "csc",
    "ReLU": "relu",
}
#: The functions of several values.
MANY = ("max", "min", "pow")
CONSTANTS = ("pi", "e")

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*|π)
    | (?P<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
    | (?P<operator>\*\*|//|[-+*/^()√|,])
    )""",
    re.VERBOSE | re.ASCII,
)
_REFUSED_CHARACTERS = {
    **dict.fromkeys("'\"`’", "text in quotes is not mathematics"),
    **dict.fromkeys("<>=≤≥≠", "a comparison is not a formula; give only the right-hand side, such as x**2"),
    ".": "a dot belongs inside a number such as 0.5; attributes cannot be reached",
    "!": "factorials are not offered; write the product out",
    "%": "remainders are not offered; write 0.05 for 5 percent",
    ":": "a formula is one expression, not a Python statement or lambda",
    ";": "a formula is one expression, not a Python statement or lambda",
    "\0": "a null byte cannot be part of a formula",
    "∞": "the formula must have a finite value",
    "∑": "sums are not offered; write the terms out",
    "∫": "integrals are not offered; give the formula itself",
}
_RAISED_WORD = -2  # the word of a number in raised digits
_RAISED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")


@dataclass(frozen=True)
class Token:
    """kind: "number", "name" or "operator".

    word: which word of the text it came from; names that are run together share one.
    apart: whether there is a space before it.
    """

    kind: str
    text: str
    word: int = -1
    apart: bool = field(default=False, compare=False)

    @property
    def starts(self) -> bool:
        """True if a factor begins with it."""
        return self.kind != "operator" or self.text in ("(", "√")


def source_of(text: str, variables: tuple[str, ...]) -> str:
    """Return Python source for a formula in plain spelling, in these variables; ValueError as in `parse`."""
    tokens = _absolute(split(text, variables))
    return _with_products(_with_brackets(tokens, variables))


def split(text: str, variables: tuple[str, ...] | None = None) -> list[Token]:
    """Split a formula into tokens; names that are run together, such as "xsin", are taken apart.

    variables: the letters that are known; None takes any letter. ValueError for what is not a token, and for
    a name that is none of these.
    """
    words: list[tuple[str, str, bool, bool]] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            rest = text[position:].lstrip() or text[position:]
            raise ValueError(_refusal(rest[0]))
        apart, position = text[position].isspace(), match.end()
        kind = str(match.lastgroup)
        words.append((kind, match[kind], text[position:].lstrip()[:1] == "(", apart))
    found: list[Token] = []
    for word, (kind, spelling, called, apart) in enumerate(words):
        if kind == "raised":
            power = spelling.translate(_RAISED).lstrip("+")
            number = f"({power})" if power[0] == "-" else power
            found += [Token("operator", "**"), Token("number", number, _RAISED_WORD)]
        elif kind == "name":
            first, *others = _names(spelling, word, variables, called)
            found += [replace(first, apart=apart), *others]
        elif kind == "number":
            # Python refuses 007.
            found.append(Token(kind, str(int(spelling)) if spelling.isdigit() else spelling))
        else:
            found.append(Token(kind, "**" if spelling == "^" else spelling, apart=apart))
    return found


def _refusal(character: str) -> str:
    reason = _REFUSED_CHARACTERS.get(
        character, "use numbers, the variable, + - * / ^, brackets and listed functions"
    )
    return f"the character {character!r} has no place in a formula: {reason}"


def _names(name: str, word: int, variables: tuple[str, ...] | None, called: bool) -> Iterator[Token]:
    """The names in one word: a known one, or letters and a function run together."""
    if name == "π":
        name = "pi"
    known = _known(name, variables)
    if known is not None:
        yield Token("name", known, word)
        return
    parts = _parts(name, variables, called)
    if parts is None:
        raise ValueError(unknown(name, variables, called))
    yield from (Token("number" if part[0].isdigit() else "name", part, word) for part in parts)


def _known(name: str, variables: tuple[str, ...] | None) -> str | None:
    if variables is not None and name in variables:
        return name
    if name in NAMES:
        return NAMES[name]
    if name in MANY or name in CONSTANTS:
        return name
    if len(name) == 1:
        return name if variables is None and name.isalpha() else None
    lower = name.lower()
    return NAMES.get(lower) or (lower if lower in MANY or lower in CONSTANTS else None)


def _parts(name: str, variables: tuple[str, ...] | None, called: bool) -> list[str] | None:
    """ "xsin" as x and sin, "sinx" as sin and x, "wt" as w and t; None where it is none of these."""
    functions = [*NAMES, *MANY]
    if called:  # the function is the last of it
        for function in sorted(functions, key=len, reverse=True):
            before = name[: -len(function)]
            if name.endswith(function) and before and (letters := _letters(before, variables)):
                return [*letters, NAMES.get(function, function)]
    for function in sorted([] if called else NAMES, key=len, reverse=True):
        after = name[len(function) :]
        if name.startswith(function) and after and len(function) > 1:
            digits = re.match(r"\d+", after)
            number = [digits[0]] if digits else []
            rest = after[len(number[0]) :] if number else after
            letters = _letters(rest, variables) if rest else []
            if letters is not None and (number or letters):
                return [NAMES[function], *number, *letters] if letters else None
    return _letters(name, variables)


def _letters(word: str, variables: tuple[str, ...] | None) -> list[str] | None:
    """The single letters of a word, pi among them, each once; None where one is not known."""
    letters: list[str] = []
    while word:
        if word.startswith("pi") and "p" not in (variables or ()):
            letters.append("pi")
            word = word[2:]
            continue
        letter, word = word[0], word[1:]
        is_known = letter == "e" or (
            letter in variables if variables is not None else letter.isalpha() and len(word) <= 1
        )
        if not is_known:
            return None
        letters.append(letter)
    return letters if letters and len(set(letters)) == len(letters) else None


def unknown(name: str, variables: tuple[str, ...] | None, called: bool) -> str:
    """Why a name is refused, and what would be right."""
    known = variables or ()
    if called and len(name) > 1:
        listed = ", ".join([*dict.fromkeys(NAMES.values()), *MANY])
        return f"{name!r} is not a listed function; use one of {listed}"
    letter, digits = name[:1], name[1:]
    if letter in known and digits.isdigit():
        return f"{name!r} can be read as {letter}^{digits} or as {letter}*{digits}; write which one is meant"
    if variables is not None and len(set(name)) == 1 and letter in known:
        return f"{name!r} is not known here; write {letter}^{len(name)} for a power of {letter}"
    if not known:
        return f"{name!r} is not a number; the constants are pi and e"
    verb = "variable is" if len(known) == 1 else "variables are"
    return f"{name!r} is not known here; the {verb} {' and '.join(known)}, the constants are pi and e"


def _absolute(tokens: Sequence[Token]) -> list[Token]:
    """Write |u| as abs(u): after a factor a bar closes the one that is open, else it opens one."""
    found: list[Token] = []
    opened: list[bool] = []  # of the open brackets, which are bars
    for token in tokens:
        if token.text != "|":
            if token.text == "(":
                opened.append(False)
            elif token.text == ")" and opened and opened.pop():
                raise ValueError("a bar | is not closed before its bracket; write abs(x) for |x|")
            found.append(token)
            continue
        ended = bool(found) and (found[-1].kind != "operator" or found[-1].text == ")")
        if ended and opened and opened[-1]:
            opened.pop()
            found.append(Token("operator", ")"))
        elif ended and True in opened:
            raise ValueError("a bar | is not closed inside its bracket; write abs(x) for |x|")
        else:
            opened.append(True)
            found += [replace(token, kind="name", text="abs"), Token("operator", "(")]
    if True in opened:
        raise ValueError("a bar | is not closed; write |x| or abs(x) for the absolute value")
    return found


def _with_brackets(tokens: list[Token], variables: tuple[str, ...]) -> list[Token]:
    """Write sin x as sin(x), sin^2(x) as (sin(x))^2 and √x as sqrt(x)."""
    found: list[Token] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.text == "√":
            part, position = _root(tokens, position + 1)
        elif token.kind == "name" and token.text in NAMES.values():
            part, position = _called(tokens, position, variables)
        elif token.kind == "name" and token.text in MANY:
            if tokens[position + 1 : position + 2] != [Token("operator", "(")]:
                raise ValueError(f"{token.text} needs its values in brackets, such as {token.text}(x, 0)")
            part, position = [token], position + 1
        else:
            part, position = [token], position + 1
        found += part
    return found


_OPEN, _CLOSE = Token("operator", "("), Token("operator", ")")


def _root(tokens: list[Token], position: int) -> tuple[list[Token], int]:
    """Return a √ as tokens, taken of a bracket or of one number or letter, and where to go on."""
    sqrt = Token("name", "sqrt")
    if position >= len(tokens) or not tokens[position].starts or tokens[position].text == "√":
        raise ValueError("√ needs something to take the root of, such as √x or √(x + 1)")
    first = tokens[position]
    if first.text == "(":
        return [sqrt], position
    if first.text in NAMES.values() or first.text in MANY:
        raise ValueError(f"√{first.text} needs brackets around what the root is taken of, such as √(sin(x))")
    after = tokens[position + 1] if position + 1 < len(tokens) else None
    # A space ends what the root is of: √2 x and √2 √x, but not √2x.
    if after is not None and ((after.starts and not after.apart) or after.text == "**"):
        rest = _shown(tokens, position + 1)
        raise ValueError(
            f"√{first.text}{rest} can be read as √({first.text}){rest} or as √({first.text}{rest}); "
            "write the brackets"
        )
    return [sqrt, _OPEN, first, _CLOSE], position + 1


def _shown(tokens: list[Token], position: int) -> str:
    """One or two tokens as they stand in a question."""
    first = tokens[position]
    if first.text == "**" and position + 1 < len(tokens):
        return f"^{tokens[position + 1].text}"
    return first.text if first.text not in ("(", "√") else f"{first.text}..."


def _called(tokens: list[Token], position: int, variables: tuple[str, ...]) -> tuple[list[Token], int]:
    """A function with its value: in brackets, or a number and letters right after its name."""
    function, position = tokens[position], position + 1
    name, power = function.text, None
    if position + 1 < len(tokens) and tokens[position].text == "**":
        if [token.text for token in tokens[position + 1 : position + 4 : 2]] == ["(", ")"]:  # sin^(2)
            tokens = [*tokens[: position + 1], tokens[position + 2], *tokens[position + 4 :]]
            call, stop = _called(tokens, position - 1, variables)
            return call, stop + 2
        power = tokens[position + 1]
        if power.kind != "number" and power.text != "-":
            raise ValueError(_no_value(name, variables))
        if power.text == "-" or power.text.startswith("("):
            inverse = {"sin": "asin", "cos": "acos", "tan": "atan"}.get(name)
            other = f"{inverse}(x)" if inverse else f"the inverse of {name}"
            raise ValueError(f"{name}^-1 can be read as 1/{name}(x) or as {other}; write which one is meant")
        position += 2
    if position < len(tokens) and tokens[position].text == "(":
        if power is None:
            return [function], position
        stop = _closing(tokens, position)
        inside = _with_brackets(tokens[position + 1 : stop], variables)
        return [_OPEN, function, _OPEN, *inside, _CLOSE, _CLOSE, Token("operator", "**"), power], stop + 1
    stop = position
    names = (*variables, *CONSTANTS)
    while stop < len(tokens) and (tokens[stop].kind == "number" or tokens[stop].text in names):
        stop += 1
    value = tokens[position:stop]
    if not value:
        raise ValueError(_no_value(name, variables))
    after = tokens[stop] if stop < len(tokens) else None
    if after is not None and (after.text in ("**", "/", "*", "(", "√")):
        told, rest = "".join(token.text for token in value), _shown(tokens, stop)
        if after.text in ("/", "*") and stop + 1 < len(tokens):
            rest += tokens[stop + 1].text
        outside = f"({name}({told})){rest}" if after.text == "**" else f"{name}({told}){rest}"
        raise ValueError(
            f"{name} {told}{rest} can be read as {outside} or as {name}({told}{rest}); write the brackets"
        )
    call = [function, _OPEN, *value, _CLOSE]
    if power is not None:
        call = [_OPEN, *call, _CLOSE, Token("operator", "**"), power]
    return call, stop


def _no_value(name: str, variables: tuple[str, ...]) -> str:
    value = variables[0] if variables else 2
    return f"{name} needs its value in brackets, such as {name}({value})"


def _closing(tokens: list[Token], position: int) -> int:
    depth = 0
    for index in range(position, len(tokens)):
        depth += (tokens[index].text == "(") - (tokens[index].text == ")")
        if depth == 0:
            return index
    raise ValueError("a bracket is not closed; check the formula's brackets")


def _with_products(tokens: list[Token]) -> str:
    """Return the tokens as Python, with the products that people leave out written in."""
    source: list[str] = []
    divided = [False]  # at each depth: is the last operator of the term a division?
    ended = False  # has a factor just ended, so that what starts a factor multiplies it?
    for index, token in enumerate(tokens):
        if ended and token.kind == "number":
            raise ValueError(
                f"a number cannot follow a factor directly; write x*{token.text} or x^{token.text}"
            )
        if ended and token.starts:
            _check_product(tokens, index, divided[-1])
            source.append("*")
        if token.text == "(":
            divided.append(False)
            if len(divided) - 1 > MAX_NESTING:
                raise ValueError(
                    f"the brackets are nested too deeply; at most {MAX_NESTING} levels are allowed"
                )
        elif token.text == ")":
            divided = divided[:-1] or [False]
        elif token.text in ("+", "-", ",") and ended:
            divided[-1] = False
        elif token.text in ("*", "/"):
            _check_root(tokens, index)
            divided[-1] = token.text == "/"
        source.append(token.text)
        called = token.text in NAMES.values() or token.text in MANY
        ended = token.kind == "number" or token.text == ")" or (token.kind == "name" and not called)
    return "".join(source)


def _check_product(tokens: list[Token], index: int, divided: bool) -> None:
    """Ask where a product without a sign could belong to the exponent or the denominator before it."""
    before, here = tokens[index - 1], tokens[index]
    shown = _shown(tokens, index)
    typed = before.word != _RAISED_WORD  # after raised digits, nobody takes what follows for raised
    if index > 2 and tokens[index - 2].text == "**" and before.kind != "operator" and typed:
        base = tokens[index - 3]
        constant = base.kind == "number" or base.text in CONSTANTS
        run_together = before.word >= 0 and before.word == here.word
        if (constant and before.kind == "number") or run_together:
            told = f"{base.text}^{before.text}"
            raise ValueError(
                f"{told}{shown} can be read as ({told})*{shown} or as {base.text}^({before.text}{shown}); "
                "write the brackets"
            )
    if divided:
        if index > 2 and tokens[index - 2].text == "/" and tokens[index - 3].text != ")":
            top, bottom = tokens[index - 3].text, before.text
            raise ValueError(
                f"{top}/{bottom}{shown} can be read as ({top}/{bottom})*{shown} or as "
                f"{top}/({bottom}*{shown}); write the brackets"
            )
        raise ValueError(
            f"the product with {shown} after a division can belong to what is divided or to what it is "
            "divided by, as in (1/2)*x and 1/(2*x); write the brackets"
        )


def _check_root(tokens: list[Token], index: int) -> None:
    """Ask what x^1/2 means."""
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if tokens[index].text == "/" and index > 1 and after is not None and after.kind == "number":
        power, sign = tokens[index - 1], tokens[index - 2]
        if sign.text == "**" and power.text == "1":
            base = tokens[index - 3].text if tokens[index - 3].text != ")" else "(...)"
            raise ValueError(
                f"{base}^1/{after.text} can be read as {base}^(1/{after.text}) or as {base}/{after.text}; "
                "write the brackets"
            )
