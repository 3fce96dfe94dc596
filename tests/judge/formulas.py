"""The judge's own reader of formulas as captions show them: x⁴ − 3x² + x, 2 sin(x)/x, |x − 1|, √2 x."""

import functools
import re
from collections.abc import Callable, Mapping

import mpmath

_SIGNS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_TOKEN = re.compile(
    r"(?P<number>\d+(?:\.\d+)?(?:×10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)"
    r"|(?P<raised>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"|(?P<name>arctan|arcsin|arccos|atan|sinh|cosh|tanh|sin|cos|tan|ln|abs|sign)(?=[(⁰¹²³⁴⁵⁶⁷⁸⁹])"
    r"|(?P<letter>[a-zA-Zπ])"
    r"|(?P<sign>[-−+·×/^()|√])"
)
_CALLS: dict[str, Callable[[mpmath.mpf], mpmath.mpf]] = {
    "arctan": mpmath.atan,
    "arcsin": mpmath.asin,
    "arccos": mpmath.acos,
    "ln": mpmath.log,
    "abs": abs,
    "sign": lambda u: mpmath.nan if u == 0 else mpmath.sign(u),
    **{name: getattr(mpmath, name) for name in ("atan", "sinh", "cosh", "tanh", "sin", "cos", "tan")},
}
Value = Callable[[Mapping[str, mpmath.mpf]], mpmath.mpf]


class UnreadableError(Exception):
    """A formula that the judge cannot read, which is a fault of the lesson that shows it."""


@functools.lru_cache(maxsize=1024)
def read(said: str) -> Callable[..., mpmath.mpf]:
    """Return the function of its letters, given by name, that a formula writes; nan where it is not real."""
    value = _Reader(said).whole()

    def found(**letters: float) -> mpmath.mpf:
        named = {name: mpmath.mpf(number) for name, number in letters.items()}
        try:
            result = value(named)
        except (ZeroDivisionError, OverflowError, ValueError, TypeError):
            return mpmath.nan
        except KeyError as letter:
            raise UnreadableError(f"the letter {letter} is no variable") from None
        real = isinstance(result, mpmath.mpf) and mpmath.isfinite(result)
        return result if real else mpmath.nan

    return found


class _Reader:
    def __init__(self, said: str) -> None:
        self.said, self.place, self.bars = said, 0, [0]
        self.tokens: list[tuple[str, str]] = []
        end = 0
        while end < len(said):
            match = _TOKEN.match(said, end)
            if match is None and not said[end].isspace():
                raise UnreadableError(f"the sign {said[end]!r} in {said!r}")
            if match is not None:
                self.tokens.append((str(match.lastgroup), match[0]))
            end = match.end() if match else end + 1

    @property
    def next(self) -> tuple[str, str]:
        return self.tokens[self.place] if self.place < len(self.tokens) else ("end", "")

    def take(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1][1]

    def expect(self, sign: str) -> None:
        if self.next[1] != sign:
            raise UnreadableError(f"{sign!r} is missing in {self.said!r}")
        self.take()

    def whole(self) -> Value:
        value = self.sum()
        if self.next[0] != "end":
            raise UnreadableError(f"{self.next[1]!r} too many in {self.said!r}")
        return value

    def sum(self) -> Value:
        value = self.product()
        while self.next[1] in ("+", "-", "−"):
            value = _joined(self.take().replace("−", "-"), value, self.product())
        return value

    def product(self) -> Value:
        if self.next[1] in ("-", "−"):
            self.take()
            inside = self.product()
            return lambda letters: -inside(letters)
        value = self.factor()
        while True:
            if self.next[1] in ("·", "×", "/"):
                value = _joined("/" if self.take() == "/" else "*", value, self.factor())
            elif self.begins():
                value = _joined("*", value, self.factor())
            else:
                return value

    def begins(self) -> bool:
        """Say whether a factor begins here: a bar does, unless one is open."""
        kind, text = self.next
        return (
            kind in ("number", "name", "letter") or text in ("(", "√") or (text == "|" and not self.bars[-1])
        )

    def factor(self) -> Value:
        value = self.atom()
        if self.next[0] == "raised":
            power = int(self.take().translate(_SIGNS))
            return lambda letters: value(letters) ** power
        if self.next[1] == "^":
            self.take()
            exponent = self.atom()
            return lambda letters: value(letters) ** exponent(letters)
        return value

    def atom(self) -> Value:
        kind, text = self.next
        if kind == "end":
            raise UnreadableError(f"{self.said!r} ends too early")
        self.take()
        if kind == "number":
            mantissa, _, power = text.partition("×10")
            return lambda letters: mpmath.mpf(mantissa) * mpmath.mpf(10) ** int(power.translate(_SIGNS) or 0)
        if kind == "letter":
            return _letter(text)
        if kind == "name":
            call = _CALLS[text]
            power = int(self.take().translate(_SIGNS)) if self.next[0] == "raised" else 1
            inside = self.bracket()
            return lambda letters: call(inside(letters)) ** power
        if text == "(":
            self.place -= 1
            return self.bracket()
        if text == "√":
            inside = self.atom()
            return lambda letters: mpmath.sqrt(inside(letters))
        if text == "|":
            self.bars[-1] += 1
            inside = self.sum()
            self.bars[-1] -= 1
            self.expect("|")
            return lambda letters: abs(inside(letters))
        raise UnreadableError(f"{text!r} stands for no value in {self.said!r}")

    def bracket(self) -> Value:
        self.expect("(")
        self.bars.append(0)
        inside = self.sum()
        self.bars.pop()
        self.expect(")")
        return inside


def _letter(name: str) -> Value:
    constants = {"e": lambda: mpmath.e + 0, "π": lambda: mpmath.pi + 0}  # at the digits that are asked for
    return lambda letters: letters[name] if name not in constants else constants[name]()


def _joined(sign: str, first: Value, second: Value) -> Value:
    if sign == "+":
        return lambda letters: first(letters) + second(letters)
    if sign == "-":
        return lambda letters: first(letters) - second(letters)
    if sign == "*":
        return lambda letters: first(letters) * second(letters)
    return lambda letters: first(letters) / second(letters)
