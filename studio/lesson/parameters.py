"""Parameters of a lesson: declared in its class, chosen by an author, read like attributes.

    start = NumberParameter(5.0, "where the ball starts")

A value comes from the command line or a course file as text, or from Python as it is; `read` checks it.
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
F = TypeVar("F", Function, Surface)

#: Larger numbers are refused: 64-bit floats no longer tell their digits apart.
LARGEST = 1e9

_SEPARATORS = re.compile(r"[,;\s]+")
_WIDER = re.compile(r"[;\s]+")
_DECIMAL = re.compile(r"[-−–]?\d+,\d+")


class Parameter(Generic[T]):
    """One parameter, with its default and a line of help; a subclass reads one kind of value.

    metavar: the placeholder of its value in --help. kind: the values that it takes, in words.
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
        """The parameter's flag on the command line."""
        return "--" + self.name.replace("_", "-")

    def read(self, given: object) -> T:
        """Return the checked value of what was given.

        Raises:
            ValueError: the parameter does not take it.
        """
        raise NotImplementedError

    def write(self, value: T) -> str:
        """Return the value as it is written on the command line."""
        return str(value)

    def refuse(self, given: object, right: str) -> ValueError:
        """Return the error that says what is right and what was given instead."""
        return ValueError(f"{self.name} must be {right}, got {shown(given)}")


class _FormulaParameter(Parameter[F]):
    """A formula, given as text or as an object that was made from one."""

    metavar = "FORMULA"
    _made: type[F]

    def read(self, given: object) -> F:
        if isinstance(given, self._made):
            return given
        text = _text(given, self, self.kind)
        variables = self._variables(given, letters(text))
        try:
            return self._parse(text, variables)
        except ValueError as error:
            raise ValueError(f"{self.name} cannot be read: {error}") from None

    def write(self, value: F) -> str:
        return value.text

    def _variables(self, given: object, used: Sequence[str]) -> Sequence[str]:
        """Return the formula's variables in order; refuse a formula of too few or too many."""
        raise NotImplementedError

    def _parse(self, text: str, variables: Sequence[str]) -> F:
        raise NotImplementedError


class FunctionParameter(_FormulaParameter[Function]):
    """A function of one variable, which may have any letter; a text such as "x**4 - 3*x**2"."""

    kind = "a formula of one letter, such as x**4 - 3*x**2 + x"
    _made = Function

    def _variables(self, given: object, used: Sequence[str]) -> Sequence[str]:
        if len(used) > 1:
            raise self.refuse(given, f"a formula of one letter, and {' and '.join(used)} are several")
        return used

    def _parse(self, text: str, variables: Sequence[str]) -> Function:
        return Function.parse(text, *variables)


class SurfaceParameter(_FormulaParameter[Surface]):
    """A function of two variables, which may have any letters; a text such as "x**2 + 3*y**2".

    The letters stand in the order of the alphabet on the axes, but for w and b, the course's own, where the
    weight comes first.
    """

    kind = "a formula of two letters, such as x**2 + 3*y**2"
    _made = Surface

    def _variables(self, given: object, used: Sequence[str]) -> Sequence[str]:
        if len(used) != 2:
            count = {0: "none", 1: "only one"}.get(len(used), "more than two")
            raise ValueError(f"{self.name} must be {self.kind}; {shown(given)} has {count}")
        return ("w", "b") if set(used) == {"w", "b"} else sorted(used)

    def _parse(self, text: str, variables: Sequence[str]) -> Surface:
        first, second = variables
        return Surface.parse(text, (first, second))


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


class _SeveralParameter(Parameter[T]):
    """`least` to `most` values of one kind, given as text or as a sequence."""

    def __init__(self, default: object, help: str, least: int, most: int) -> None:
        super().__init__(default, help)
        self.least, self.most = least, most
        self.count = str(least) if least == most else f"{least} to {most}"

    def _parts(self, given: object) -> Sequence[object]:
        """Return the values as they were given; refuse too few or too many."""
        parts = self._split(given) if isinstance(given, str) else given
        if not isinstance(parts, Sequence) or not self.least <= len(parts) <= self.most:
            raise self.refuse(given, self.kind)
        return parts

    def _split(self, text: str) -> Sequence[str]:
        raise NotImplementedError


class NumbersParameter(_SeveralParameter[tuple[float, ...]]):
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
        super().__init__(default, help, least, most)
        self.each, self.order = each, order
        self.kind = f"{self.count} numbers{f', {order}' if order else ''}, each {each.kind}"
        self.metavar = ",".join(["N"] * least) + (",..." if most > least else "")

    def read(self, given: object) -> tuple[float, ...]:
        whole = _with_decimal_commas(given) if isinstance(given, str) else None
        if whole is None or not self.least <= len(whole) <= self.most:
            return self._checked(given, self._parts(given))
        # "0,5; 1,5" has decimal commas; "2,1" has two numbers; "1,5 2,5" may be either.
        readings: list[tuple[float, ...]] = []
        refusals: list[ValueError] = []
        for parts in (whole, self._split(str(given))):
            try:
                readings.append(self._checked(given, parts))
            except ValueError as refusal:
                refusals.append(refusal)
        if not readings:
            raise refusals[-1]
        if len(readings) == 1 or ";" in str(given):
            return readings[0]
        if len(whole) == 1:
            return readings[1]
        one, other = (" ".join(f"{number:.15g}" for number in reading) for reading in readings)
        raise self.refuse(given, f"{self.kind}; this can be read as {one} or as {other}, with spaces")

    def _checked(self, given: object, parts: Sequence[object]) -> tuple[float, ...]:
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

    def _split(self, text: str) -> Sequence[str]:
        return [part for part in _SEPARATORS.split(text.strip(" ()[]")) if part]


class DotsParameter(_SeveralParameter[tuple[tuple[float, float], ...]]):
    """`least` to `most` dots (t, y); text has the two numbers of a dot with a comma, dots with spaces."""

    def __init__(self, default: object, help: str, least: int, most: int, limit: float = LARGEST) -> None:
        super().__init__(default, help, least, most)
        self._dot = NumbersParameter(None, "", NumberParameter(0, "", -limit, limit), 2, 2)
        self.kind = f'{self.count} dots such as "-1,-1 1,3"'
        self.metavar = '"T,Y T,Y"'

    def read(self, given: object) -> tuple[tuple[float, float], ...]:
        parts = self._parts(given)
        self._dot.name = f"each dot of {self.name}"
        dots = tuple(self._dot.read(part) for part in parts)
        return tuple((t, y) for t, y in dots)

    def write(self, value: tuple[tuple[float, float], ...]) -> str:
        return " ".join(f"{t:.15g},{y:.15g}" for t, y in value)

    def _split(self, text: str) -> Sequence[str]:
        return re.sub(r"\s*,\s*", ",", text.strip()).split()


def _with_decimal_commas(text: str) -> list[str] | None:
    """Split at semicolons and spaces only, where that leaves numbers with a decimal comma; else None."""
    parts = [part for part in _WIDER.split(text.strip(" ()[]")) if part]
    return parts if any(_DECIMAL.fullmatch(part) for part in parts) else None


def shown(given: object) -> str:
    """Return what was given in a form short enough for one line of an error."""
    text = repr(given) if isinstance(given, str) else str(given)
    return text if len(text) <= 60 else text[:57] + "..."


def _text(given: object, parameter: Parameter[Any], kind: str) -> str:
    if isinstance(given, str):
        return given
    if isinstance(given, int | float) and not isinstance(given, bool):
        return repr(given)  # a course file may say function = 3
    raise parameter.refuse(given, kind)


def _number(given: object, parameter: Parameter[Any], kind: str) -> float:
    """Return a number, or the value of a text that writes one: 5, 1e-3, -pi/2."""
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
