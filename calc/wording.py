"""A phrase in two forms: what a caption shows and what the voice says.

A caption wants "x²" and "−5"; a voice wants "x squared" and "minus 5". Both come from one value, so that
picture and sound cannot disagree. An f-string carries both forms inside inline markup, ``⟦written|spoken⟧``,
until `written` or `spoken` picks one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from calc.tongue import ENGLISH, Tongue, aloud, tongue

# The last bar separates: a written form may hold bars of its own (|x|), a spoken form never does.
_MARKUP = re.compile(r"⟦([^⟦⟧]*)\|([^|⟦⟧]*)⟧")
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_FROM_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_MINUS = "\u2212"
_SIGNIFICANT_DIGITS = 10
_LONGEST_FIXED = 10**_SIGNIFICANT_DIGITS
_NUMBER = re.compile(r"([+\u2212]?)(\d+(?:\.\d+)?)(?:×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?")
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")

#: The context of messages that say mathematics aloud.
SPOKEN = "spoken mathematics"


class Source(Protocol):
    """The parts that a wording was made of, from which it is made again in another language."""

    def told(self, language: Tongue) -> Wording: ...


@dataclass(frozen=True)
class Wording:
    """One phrase, `written` for the eye and `spoken` for the ear, in English.

    source: its parts; a plain number needs none.

    Raises ValueError when a form holds a character that the markup needs for itself.
    """

    written: str
    spoken: str
    source: Source | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if set("⟦⟧") & set(self.written + self.spoken) or "|" in self.spoken:
            raise ValueError("a wording cannot hold the markup's own ⟦ ⟧, nor its spoken form a |")

    def __str__(self) -> str:
        return self.written

    def __format__(self, spec: str) -> str:
        """Return the markup that carries both forms; ValueError for any format spec but the empty one."""
        if spec:
            raise ValueError(
                f"a wording takes no format spec, got {spec!r}; give number() its places instead"
            )
        told = self.told(tongue())
        return f"⟦{told.written}|{told.spoken}⟧"

    def told(self, language: Tongue) -> Wording:
        """Return the phrase in a language."""
        if language.is_source:
            return self
        if self.source is not None:
            return self.source.told(language)
        if found := _NUMBER.fullmatch(self.written):
            sign, digits, power = found.groups()
            return Wording(language.written(self.written), _number_said(sign, digits, power, language))
        return Wording(language.written(self.written), self.spoken)


def _number_said(sign: str, digits: str, power: str | None, language: Tongue) -> str:
    said = language.said(digits)
    if power is not None:
        raised = int(power.translate(_PLAIN))
        template = (
            aloud("{number} times 10 to the minus {power}")
            if raised < 0
            else aloud("{number} times 10 to the {power}")
        )
        said = language.sentence(template, SPOKEN).format(number=said, power=language.said(str(abs(raised))))
    if not sign:
        return said
    return language.sentence(
        aloud("plus {number}") if sign == "+" else aloud("minus {number}"), SPOKEN
    ).format(number=said)


@dataclass(frozen=True)
class _Compound:
    """Templates of both forms, and the values in them; the spoken one is a message."""

    written: str
    spoken: str
    values: Mapping[str, Wording | str]

    def told(self, language: Tongue) -> Wording:
        told = {
            name: value.told(language) if isinstance(value, Wording) else Wording(value, value)
            for name, value in self.values.items()
        }
        return Wording(
            self.written.format(**{name: value.written for name, value in told.items()}),
            language.sentence(self.spoken, SPOKEN).format(
                **{name: value.spoken for name, value in told.items()}
            ),
        )


def worded(written: str, spoken: str, **values: Wording | str) -> Wording:
    """Return a phrase made of others: `worded("{x} = {n}", "{x} equals {n}", x="w", n=number(2))`."""
    source = _Compound(written, spoken, values)
    english = source.told(ENGLISH)
    return Wording(english.written, english.spoken, source)


def written(line: str) -> str:
    """Return `line` as a caption shows it; plain text passes through."""
    return _MARKUP.sub(lambda match: match[1], line)


def spoken(line: str) -> str:
    """Return `line` as a voice says it; plain text passes through."""
    return _MARKUP.sub(lambda match: match[2], line)


def words_spoken(line: str) -> list[str]:
    """Return the words a voice says for `line`: decimals are said digit by digit, and 25 is one word."""
    whole = re.sub(r"(?<![\d.])\d+(?![\d.]*\d)", _whole_in_words, spoken(line))
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*'?|\d", re.sub(r"(\d)\.(\d)", r"\1 point \2", whole))


def _whole_in_words(found: re.Match[str]) -> str:
    """As many words as a whole number takes: 25 takes one, 191 three, and 12000 two."""
    groups = [int(group) for group in f"{int(found[0]):,}".split(",")]
    words = sum(2 * (group >= 100) + (group % 100 > 0) for group in groups)
    thousands = sum(group > 0 for group in groups[:-1])
    return " ".join(["number"] * max(words + thousands, 1))


def superscript(integer: int) -> str:
    """Return `integer` in raised digits: -6 -> "⁻⁶"."""
    return str(integer).translate(_SUPERSCRIPTS)


def number(value: float, places: int | None = None) -> Wording:
    """Return a number in both forms.

    Without `places`: the shortest form of up to 10 significant digits, so that floating point noise does not
    show (10.099999999999994 is 10.1). With `places`: that many decimals. Powers of ten appear where the plain
    form would be unreadable: from 10¹⁰ up and, without `places`, below 0.0001.

    Raises ValueError for nan, infinity, anything that is not a number, and `places` below 0.
    """
    value = _finite(value)
    if places is not None and (isinstance(places, bool) or not isinstance(places, int) or places < 0):
        raise ValueError(f"places must be a whole number from 0 up, got {places!r}")
    if places is None or abs(value) >= _LONGEST_FIXED:
        mantissa, _, exponent = f"{value:.{_SIGNIFICANT_DIGITS}g}".partition("e")
    else:
        mantissa, exponent = f"{value:.{places}f}", ""
    digits = mantissa.lstrip("-")
    negative = mantissa.startswith("-") and Decimal(digits) != 0
    shown = said = digits
    if exponent:
        power = int(exponent)
        shown += f"×10{superscript(power)}"
        said += f" times 10 to the {'minus ' if power < 0 else ''}{abs(power)}"
    return Wording(_MINUS + shown, "minus " + said) if negative else Wording(shown, said)


def brief(value: float, digits: int = 4, whole: int = 6) -> Wording:
    """A number to `digits` significant digits, for the ear and for labels: 0.123456 is 0.1235.

    Up to `whole` whole digits are kept; above that, and below a thousandth, powers of ten are shorter.

    Raises:
        ValueError: the value is not finite.
    """
    value = _finite(value)
    if value == 0:
        return number(0.0)
    size = math.floor(math.log10(abs(value)))
    if size < whole:
        value = round(value, max(digits - 1 - size, 0))
    if -4 < size < whole:
        return number(value)
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    tidy = number(float(mantissa))
    sign = "minus " if int(power) < 0 else ""
    return Wording(
        f"{tidy.written}×10{superscript(int(power))}",
        f"{tidy.spoken} times 10 to the {sign}{abs(int(power))}",
    )


def no_rounder(value: float, digits: int = 4, most: int = 10) -> Wording:
    """Return a number as `brief` has it, with more digits where it would seem rounder than it is.

    0.9999999 is not said to be 1. With more than `most` digits nobody would follow.
    """
    said = brief(value, digits)
    while digits < most and number_of(said) != value and digits_written(said.written) < digits:
        digits += 1
        said = brief(value, digits)
    return said


def apart(*values: float, least: int = 4, most: int = 10) -> int:
    """Return how many significant digits tell all different numbers of these apart: `least` to `most`."""
    different = set(values)
    for digits in range(least, most):
        if len({brief(value, digits).written for value in different}) == len(different):
            return digits
    return most


def decimals(*values: float, least: int = 0, digits: int = 4) -> int | None:
    """Return how many decimals a running number needs to show each of these values as `brief` has it.

    None where it would be too long, or has no digits to show: powers of ten are shorter (`power_of_ten`).
    """
    largest = max(map(abs, values), default=0.0)
    if largest == 0:
        return least
    before = max(math.floor(math.log10(largest)), 0) + 1
    least = min(least, max(6 - before, 0))
    plain = [text for text in (brief(value, digits).written for value in values) if "×" not in text]
    places = max([least, *(len(text.partition(".")[2]) for text in plain)])
    return places if 1e-4 <= largest < 1e7 and places <= 8 and before + places <= 9 else None


def power_of_ten(value: float, places: int = 2, plus: bool = False) -> Wording:
    """A number as a power of ten with its mantissa to these decimals: "1.50×10⁷"; `plus`: as `signed` has it.

    Raises:
        ValueError: the value is not finite.
    """
    mantissa, _, exponent = f"{_finite(value):.{places}e}".partition("e")
    if float(mantissa) == 0:
        return number(0.0)
    tidy = (signed if plus else number)(float(mantissa), places)
    sign = "minus " if int(exponent) < 0 else ""
    return Wording(
        f"{tidy.written}×10{superscript(int(exponent))}",
        f"{tidy.spoken} times 10 to the {sign}{abs(int(exponent))}",
    )


def in_places(
    value: float, places: int | None, wording: Callable[[float, int], Wording] | None = None
) -> Wording:
    """Return a number in so many decimals, or as a power of ten where `places` is None.

    wording: `number`, by default, or `signed`.
    """
    if places is None:
        return power_of_ten(value, plus=wording is signed)
    return (wording or number)(round(value, places), places)  # rounded first, or 0.04 would be shown as +0.0


def _finite(value: float) -> float:
    if isinstance(value, (bool, str, bytes)):
        raise ValueError(f"only a number can be worded, got {value!r}")
    try:
        result = float(value)
    except (TypeError, OverflowError) as error:
        raise ValueError(f"only a finite real number can be worded, got {value!r}") from error
    if not math.isfinite(result):
        raise ValueError(f"only a finite number can be worded, got {result}")
    return result


def signed(value: float, places: int | None = None, digits: int | None = None) -> Wording:
    """A number with its sign, plus too: "+6", spoken "plus 6"; zero has none. With `digits`, as `brief`.

    Raises:
        ValueError: the value is not finite.
    """
    plain = number(value, places) if digits is None else brief(value, digits)
    if value > 0:
        return Wording(f"+{plain.written}", f"plus {plain.spoken}")
    return plain


def equals(name: str, value: float, places: int | None = None, digits: int | None = None) -> Wording:
    """A variable and its value: "w = 2", spoken "w equals 2". With `digits`, as `brief`.

    Raises:
        ValueError: the value is not finite.
    """
    plain = number(value, places) if digits is None else brief(value, digits)
    return worded("{name} = {value}", "{name} equals {value}", name=name, value=plain)


def factor(said: Wording) -> Wording:
    """A number as it is written behind a sign of operation: "(−4)", spoken "minus 4"; 4 needs no brackets."""
    return worded("({number})", "{number}", number=said) if said.written.startswith(_MINUS) else said


def number_of(said: Wording) -> float:
    """Return the number that a wording writes; ValueError where it writes no number."""
    mantissa, _, power = said.written.replace(_MINUS, "-").partition("×10")
    return float(mantissa) * 10.0 ** int(power.translate(_FROM_SUPERSCRIPTS) or 0)


def unit_of(said: Wording) -> float:
    """Return one in the last digit that a wording writes."""
    mantissa, _, power = said.written.partition("×10")
    return float(10.0 ** (int(power.translate(_FROM_SUPERSCRIPTS) or 0) - len(mantissa.partition(".")[2])))


def digits_written(said: str) -> int:
    """Return the number of significant digits that a written number has, without zeros at its ends."""
    return len(said.partition("×")[0].replace(".", "").strip("−0"))


def is_rounded(value: float, said: float | None = None) -> bool:
    """Say whether what is said of a number, by default as `brief` has it, has been rounded."""
    said = number_of(brief(value)) if said is None else said
    return abs(said - value) > 1e-9 * abs(value)
