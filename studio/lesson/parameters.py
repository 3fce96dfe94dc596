"""What an author may choose about a lesson: declared in the lesson's class, read there like an attribute.

    start = NumberParameter(5.0, "where the ball starts")

A value may come from the command line or a course file as text, or from Python as it is; `read` checks it.
Every refusal is a ValueError of one sentence that names the parameter, what was given and what is right.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from typing import Any, Generic, Self, TypeVar, overload

from calc.expression import letters, parse
from calc.function import Function, finite
from calc.gradient import Surface

T = TypeVar("T")

#: Numbers beyond it are refused: what they look like, 64-bit floats no longer tell.
LARGEST = 1e9

_SEPARATORS = re.compile(r"[,;\s]+")
_WIDER = re.compile(r"[;\s]+")
_DECIMAL = re.compile(r"[-−–]?\d+,\d+")


class Parameter(Generic[T]):
    """One choice, with its default and a line of help; subclasses say of what kind it is.

    `metavar` stands for its value in --help, `kind` says in words what it takes.
    """

    metavar = "VALUE"
    kind = ""

    def __init__(self, default: object, help: str) -> None:
        self.given_default, self.help = default, help
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, lesson: None, owner: type) -> Self: ...
    @overload
    def __get__(self, lesson: object, owner: type) -> T: ...
    def __get__(self, lesson: object | None, owner: type) -> Self | T:
        # A value that was chosen stands in the lesson's own dictionary, which Python looks into first.
        return self if lesson is None else self.default

    @property
    def default(self) -> T:
        """The value when nothing is given."""
        return self.read(self.given_default)

    @property
    def flag(self) -> str:
        """Its name on the command line."""
        return "--" + self.name.replace("_", "-")

    def read(self, given: object) -> T:
        """The value that was given, checked.

        Raises:
            ValueError: it is not what the parameter takes.
        """
        raise NotImplementedError

    def write(self, value: T) -> str:
        """The value as it is written on the command line."""
        return str(value)

    def refuse(self, given: object, right: str) -> ValueError:
        return ValueError(f"{self.name} must be {right}, got {shown(given)}")


class FunctionParameter(Parameter[Function]):
    """A function of one variable, which may have any letter; a text such as "x**4 - 3*x**2"."""

    metavar = "FORMULA"
    kind = "a formula of one letter, such as x**4 - 3*x**2 + x"

    def read(self, given: object) -> Function:
        if isinstance(given, Function):
            return given
        text = _text(given, self, self.kind)
        used = letters(text)
        if len(used) > 1:
            raise self.refuse(given, f"a formula of one letter, and {' and '.join(used)} are several")
        return _named(self, lambda: Function.parse(text, *used))

    def write(self, value: Function) -> str:
        return value.text


class SurfaceParameter(Parameter[Surface]):
    """A function of two variables, which may have any letters; a text such as "x**2 + 3*y**2".

    The letters stand in the order of the alphabet on the axes, but for w and b, the course's own, where the
    weight comes first.
    """

    metavar = "FORMULA"
    kind = "a formula of two letters, such as x**2 + 3*y**2"

    def read(self, given: object) -> Surface:
        if isinstance(given, Surface):
            return given
        text = _text(given, self, self.kind)
        used = letters(text)
        if len(used) != 2:
            count = {0: "none", 1: "only one"}.get(len(used), "more than two")
            raise ValueError(f"{self.name} must be {self.kind}; {shown(given)} has {count}")
        first, second = ("w", "b") if set(used) == {"w", "b"} else sorted(used)
        return _named(self, lambda: Surface.parse(text, (first, second)))

    def write(self, value: Surface) -> str:
        return value.text


class NumberParameter(Parameter[float]):
    """A number from `low` to `high`, or above `above`; text may be a constant such as pi/2."""

    metavar = "NUMBER"

    def __init__(
        self,
        default: object,
        help: str,
        low: float = -LARGEST,
        high: float = LARGEST,
        above: float | None = None,
    ) -> None:
        super().__init__(default, help)
        self.low, self.high, self.above = low, high, above
        lowest = f"above {above:g}" if above is not None else f"from {low:g}"
        self.kind = f"a number {lowest}{' and up' if above is not None else ''} to {high:g}"

    def read(self, given: object) -> float:
        value = _number(given, self, self.kind)
        if not self.low <= value <= self.high or (self.above is not None and value <= self.above):
            raise self.refuse(given, self.kind)
        return value

    def write(self, value: float) -> str:
        return f"{value:.15g}"


class WholeParameter(Parameter[int]):
    """A whole number from `low` to `high`."""

    metavar = "N"

    def __init__(self, default: object, help: str, low: int, high: int) -> None:
        super().__init__(default, help)
        self.low, self.high = low, high
        self.kind = f"a whole number from {low} to {high}"

    def read(self, given: object) -> int:
        value = _number(given, self, self.kind)
        if value != math.floor(value) or not self.low <= value <= self.high:
            raise self.refuse(given, self.kind)
        return int(value)


class NumbersParameter(Parameter[tuple[float, ...]]):
    """`least` to `most` numbers, each as `each` takes it; text has commas or spaces between them."""

    def __init__(
        self,
        default: object,
        help: str,
        each: NumberParameter | WholeParameter,
        least: int,
        most: int,
        order: str = "",
    ) -> None:
        super().__init__(default, help)
        self.each, self.least, self.most, self.order = each, least, most, order
        count = str(least) if least == most else f"{least} to {most}"
        self.kind = f"{count} numbers{f', {order}' if order else ''}, each {each.kind}"
        self.metavar = ",".join(["N"] * least) + (",..." if most > least else "")

    def read(self, given: object) -> tuple[float, ...]:
        parts: Sequence[object]
        if isinstance(given, str):
            text = given.strip(" ()[]")
            parts = [part for part in _SEPARATORS.split(text) if part]
            # "0,5; 1,5" has decimal commas where that is what makes it as many numbers as are asked for.
            whole = [part for part in _WIDER.split(text) if part]
            if any(_DECIMAL.fullmatch(part) for part in whole) and not self.least <= len(parts) <= self.most:
                parts = whole
        elif isinstance(given, Sequence):
            parts = given
        else:
            raise self.refuse(given, self.kind)
        if not self.least <= len(parts) <= self.most:
            raise self.refuse(given, self.kind)
        self.each.name = self.name if self.name.startswith("each ") else f"each of {self.name}"
        values = tuple(self.each.read(part) for part in parts)
        pairs = list(itertools.pairwise(values))
        if (self.order == "falling" and any(a <= b for a, b in pairs)) or (
            self.order == "rising" and any(a >= b for a, b in pairs)
        ):
            raise self.refuse(given, self.kind)
        return values

    def write(self, value: tuple[float, ...]) -> str:
        return ",".join(f"{number:.15g}" for number in value)


class DotsParameter(Parameter[tuple[tuple[float, float], ...]]):
    """`least` to `most` dots (t, y); text has the two numbers of a dot with a comma, dots with spaces."""

    metavar = "T,Y"

    def __init__(self, default: object, help: str, least: int, most: int, limit: float = LARGEST) -> None:
        super().__init__(default, help)
        self.least, self.most = least, most
        count = str(least) if least == most else f"{least} to {most}"
        self._dot = NumbersParameter(None, "", NumberParameter(0, "", -limit, limit), 2, 2)
        self.kind = f'{count} dots such as "-1,-1 1,3"'
        self.metavar = '"T,Y T,Y"'

    def read(self, given: object) -> tuple[tuple[float, float], ...]:
        parts: Sequence[object]
        if isinstance(given, str):
            parts = re.sub(r"\s*,\s*", ",", given.strip()).split()
        elif isinstance(given, Sequence):
            parts = given
        else:
            raise self.refuse(given, self.kind)
        if not self.least <= len(parts) <= self.most:
            raise self.refuse(given, self.kind)
        self._dot.name = f"each dot of {self.name}"
        dots = tuple(self._dot.read(part) for part in parts)
        return tuple((t, y) for t, y in dots)

    def write(self, value: tuple[tuple[float, float], ...]) -> str:
        return " ".join(f"{t:.15g},{y:.15g}" for t, y in value)


def shown(given: object) -> str:
    """What was given, as it stands in a refusal: short, on one line."""
    text = repr(given) if isinstance(given, str) else str(given)
    return text if len(text) <= 60 else text[:57] + "..."


def _text(given: object, parameter: Parameter[Any], kind: str) -> str:
    if isinstance(given, str):
        return given
    if isinstance(given, int | float) and not isinstance(given, bool):
        return repr(given)  # a course file may say function = 3
    raise parameter.refuse(given, kind)


def _number(given: object, parameter: Parameter[Any], kind: str) -> float:
    """A number, or the value of a text that writes one: 5, 1e-3, -pi/2."""
    if isinstance(given, str):
        try:
            return finite(float(given), parameter.name)
        except ValueError:
            pass
        try:
            return finite(float(parse(given, ())), parameter.name)
        except (ValueError, TypeError):
            raise parameter.refuse(given, kind) from None
    try:
        return finite(given, parameter.name)
    except ValueError:
        raise parameter.refuse(given, kind) from None


def _named(parameter: Parameter[Any], make: Any) -> Any:
    try:
        return make()
    except ValueError as error:
        raise ValueError(f"{parameter.name} cannot be read: {error}") from None
