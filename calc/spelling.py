"""Formulas as people type them, turned into the plain spelling that `calc.expression` reads.

Typographic signs, brackets of any kind, fractions such as ½, decimal commas, a left-hand side such as
"f(x) =" and simple LaTeX have one meaning each, and get it. What has two is refused in a sentence that asks
which one is meant.
"""

from __future__ import annotations

import re
import unicodedata

from calc.tokens import NAMES

_SPACES = "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_UNSEEN = "\u200b\u200c\u200d\u2060\u2061\u2062\ufeff"  # the invisible times and call among them
_DASHES = "\u2212\u2013\u2014\u2010\u2011\u2012\ufe63\uff0d"
_SIGNS = str.maketrans(
    {
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys(_UNSEEN, None),
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys("×·⋅∙∗•✕✖", "*"),
        **dict.fromkeys("÷∕⁄", "/"),
        **dict.fromkeys("∣❘ǀ", "|"),
        "ˆ": "^",
        "＝": "=",
        "（": "(",
        "）": ")",
    }
)
_FRACTIONS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
_LEFT_SIDE = re.compile(r"\s*([A-Za-z])\s*(?:\(\s*([A-Za-z](?:\s*,\s*[A-Za-z])*)\s*\))?\s*=(?!=)")
_COMMA = re.compile(r"(?<![\d.])(\d+),(\d+)(?![\d,.]*\d,)")
_WITH_COMMAS = re.compile(r"(?:max|min|pow)\s*\(", re.IGNORECASE)

_LATEX_SIGNS = {
    "cdot": "*",
    "times": "*",
    "ast": "*",
    "div": "/",
    "pi": " pi ",
    "lvert": "|",
    "rvert": "|",
    "vert": "|",
    "mid": "|",
    "lbrace": "(",
    "rbrace": ")",
    "quad": " ",
    "qquad": " ",
    "displaystyle": " ",
    "limits": " ",
}
_LATEX_NAMES = {*NAMES, "max", "min"}
_GROUPED = ("operatorname", "mathrm", "text", "mathit")
_LATEX = re.compile(r"\\([A-Za-z]+|.)")


def plain(text: str) -> str:
    """Return the formula in plain spelling: plain signs, round brackets, decimal points, no left-hand side.

    Raises ValueError, in one sentence, for LaTeX that is not known and for what has two readings.
    """
    text = text.translate(_SIGNS).strip()
    text = re.sub(r"^(\${1,2})(.+)\1$", r"\2", text, flags=re.DOTALL)
    text = re.sub(r"^\\[(\[](.+)\\[)\]]$", r"\1", text, flags=re.DOTALL)
    if "\\" in text:
        text = _without_latex(text)
    text = _round_brackets(re.sub(r"_\{(\w+)\}", r"_\1", text))
    text = _without_fractions(text)
    return _with_points(without_left_side(text))


def without_left_side(text: str) -> str:
    """Return a formula without "y =" or "f(x) =" before it.

    Raises ValueError where it is an equation: the letter on the left stands on the right, too.
    """
    found = _LEFT_SIDE.match(text)
    if not found:
        return text
    name, letters = found[1], found[2]
    rest = text[found.end() :]
    if letters is None and re.search(rf"(?<![A-Za-z]){name}(?![A-Za-z])", rest):
        raise ValueError(
            f"{text.strip()!r} is an equation; give only the formula on its right-hand side, such as x**2"
        )
    return rest


def _round_brackets(text: str) -> str:
    """Write [ ] and { } as ( ); each must be closed by its own kind."""
    opened: list[str] = []
    pairs = {"[": "]", "{": "}", "(": ")"}
    for character in text:
        if character in pairs:
            opened.append(pairs[character])
        elif character in pairs.values() and opened and opened.pop() != character:
            raise ValueError(f"{text!r} closes a bracket with one of another kind; check its brackets")
    return text.translate(str.maketrans("[]{}", "()()"))


def _without_fractions(text: str) -> str:
    for fraction in re.findall(rf"\d\s*[{_FRACTIONS}]", text):
        whole, sign = fraction[0], fraction[-1]
        raise ValueError(
            f"{fraction!r} can be read as {whole} + {sign} or as {whole}*{sign}; write which one is meant"
        )
    for sign in set(text) & set(_FRACTIONS):
        text = text.replace(sign, f"({unicodedata.normalize('NFKC', sign).replace(chr(0x2044), '/')})")
    return text


def _with_points(text: str) -> str:
    """Write decimal commas as points; in max(0, 5), pow(x, 2) and the like commas separate values."""
    if "," not in text or _WITH_COMMAS.search(text):
        return text

    def pointed(found: re.Match[str]) -> str:
        whole, part = found.groups()
        if len(part) == 3 and whole.strip("0"):
            raise ValueError(
                f"{found[0]!r} can be read as {whole}{part} or as {whole}.{part}; write which one is meant"
            )
        return f"{whole}.{part}"

    return _COMMA.sub(pointed, text)


def _without_latex(text: str) -> str:
    """Write simple LaTeX as plain signs; ValueError, naming it, for a command that is not known."""
    text = re.sub(r"\\(?:left|right|big|Big|bigl|bigr|Bigl|Bigr)\s*(?=[(\[|)\]\\.])", "", text)
    text = re.sub(r"\\[,;:! ]|~", " ", text)
    text = text.replace(r"\{", "(").replace(r"\}", ")").replace(r"\|", "|")
    for _ in range(len(text)):
        found = _LATEX.search(text)
        if not found:
            return text
        name, before, rest = found[1], text[: found.start()], text[found.end() :]
        if name in ("frac", "dfrac", "tfrac"):
            top, rest = _group(rest, name)
            bottom, rest = _group(rest, name)
            text = f"{before}(({top})/({bottom})){rest}"
        elif name == "sqrt" and rest.lstrip().startswith("["):
            root, _, rest = rest.lstrip()[1:].partition("]")
            inside, rest = _group(rest, name)
            text = f"{before}(({inside})^(1/({root}))){rest}"
        elif name == "sqrt":
            inside, rest = _group(rest, name)
            text = f"{before} sqrt({inside}){rest}"
        elif name in _GROUPED:
            inside, rest = _group(rest, name)
            text = f"{before} {inside} {rest}"
        elif name == "log" and rest.startswith("_"):
            base, rest = _group(rest[1:], name)
            text = f"{before} log{base}{rest}"
        elif name in _LATEX_SIGNS:
            text = f"{before}{_LATEX_SIGNS[name]}{rest}"
        elif name in _LATEX_NAMES:
            text = f"{before} {name} {rest}"
        else:
            raise ValueError(
                f"the LaTeX command \\{name} is not read here; write the formula plainly, such as x**2/2"
            )
    return text


def _group(text: str, command: str) -> tuple[str, str]:
    """Split "{a}b" into a and b; without braces the first character is the group, as in LaTeX."""
    text = text.lstrip()
    if text.startswith("\\"):
        raise ValueError(f"\\{command} needs its parts in braces, such as \\frac{{x}}{{2}} or \\sqrt{{x}}")
    if not text:
        raise ValueError(f"\\{command} needs something in braces after it, such as \\sqrt{{x}}")
    if text[0] != "{":
        return text[0], text[1:]
    depth = 0
    for index, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return text[1:index], text[index + 1 :]
    raise ValueError(f"\\{command} has a brace that is not closed; check its braces")
