"""The judge of digits: a number said, captioned, labelled and printed in one beat has the same in all four.

A program's output keeps its format, and trailing zeros count for nothing.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from calc.line import unmarked
from studio.lesson.lesson import Lesson
from studio.rules.snapshot import texts_in
from studio.stage.listing import Listing, Printout
from studio.stage.shapes import family
from studio.stage.style import TICK

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_PAIR = re.compile(r"⟦([^⟦⟧]*)\|([^|⟦⟧]*)⟧")
_NUMBER = re.compile(
    r"(?<![\w.])(\d+(?:\.\d+)?)"
    r"(?:×10(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)| times 10\^\(?(-?\d+)\)?| times 10 to the ((?:minus )?\d+)|e([+-]?\d+))?"
)
# Nobody says a height of the descent; and where steps grow a thousandfold, a step and the place that it leads
# to are alike in the three digits that are printed with a power of ten.
_ELSEWHERE = re.compile(r"f\(\w\) = \S+|-?[\d.]+e[+-]\d+")
FEWEST = 3  # digits; of shorter ones, one may be another's rounding by chance


def numbers(text: str) -> Iterator[Decimal]:
    """The sizes of all numbers in a text, whichever way their powers of ten are written or said."""
    for mantissa, *powers in _NUMBER.findall(text):
        power = next(filter(None, powers), "0").translate(_RAISED).replace("minus ", "-")
        yield Decimal(mantissa).scaleb(int(power)).normalize()


def digits(number: Decimal) -> int:
    return len(number.as_tuple().digits)


def is_rounded(short: Decimal, long: Decimal) -> bool:
    """Say whether one number is another one with fewer digits, from three up."""
    if not short or not FEWEST <= digits(short) < digits(long):
        return False
    place = Decimal(1).scaleb(short.as_tuple().exponent)
    return abs(short - long) <= place / 2


@dataclass
class Heard:
    """The numbers of one beat: captioned and said in its line, labelled and printed on its stage."""

    line: str
    given: frozenset[Decimal] = frozenset()  # by the author: no other number's rounding
    labelled: dict[Decimal, str] = field(default_factory=dict)
    printed: dict[Decimal, str] = field(default_factory=dict)

    @property
    def captioned(self) -> dict[Decimal, str]:
        caption = _PAIR.sub(lambda pair: pair[1], self.line)
        # What a walk is past is a round number of its own.
        return dict.fromkeys(numbers(re.sub(r"\bpast −?[\d.]+", "", caption)), caption)

    def faults(self) -> Iterator[str]:
        """Each number that another medium has with more or fewer digits, and not with the same."""
        for shown, said in _PAIR.findall(self.line):
            captioned, spoken = (
                [n for n in numbers(each) if n.as_tuple().exponent < 0] for each in (shown, said)
            )
            if captioned != spoken:
                yield f"captioned {shown!r}, said {said!r}"
        media = {"captioned": self.captioned, "labelled": self.labelled, "printed": self.printed}
        for (one, first), (other, second) in itertools.combinations(media.items(), 2):
            here, there = (each.keys() - self.given for each in (first, second))
            for number, near in itertools.product(here - there, there - here):
                if is_rounded(number, near) or (one == "captioned" and is_rounded(near, number)):
                    yield f"{one} {first[number]!r}: {number}, {other} {second[near]!r}: {near}"


class Digits:
    """Sink for `drawing.draw` that gathers what is said and shown, beat by beat."""

    def __init__(self, parameters: Mapping[str, Any] | None = None) -> None:
        self.given = frozenset(numbers(repr(list((parameters or {}).values()))))
        self.beats: dict[str, Heard] = {}
        self._frame = 0

    def __call__(self, lesson: Lesson, _pixels: Any, frames: int) -> None:
        self._frame += frames
        name = lesson.beat_name
        if frames == 1 and self._frame != lesson.timeline.span(name).end:
            return  # numbers that run are read when they rest
        line = unmarked(str(lesson.timeline.span(name).beat.line or ""))
        heard = self.beats.setdefault(name, Heard(line, self.given))
        parts = [part for each in lesson.standing() for part in family(each)]
        prints = [part for part in parts if isinstance(part, Printout)]
        slots = {id(line) for each in prints for line in each}  # whose lines come and go
        listed = {id(line) for part in parts if isinstance(part, Listing) for line in family(part)}
        for line in (line for each in prints for line in each.shown):
            for number in numbers(_ELSEWHERE.sub("", line)):
                heard.printed.setdefault(number, line)
        for text in (text for brought in lesson.standing() for text in texts_in(brought)):
            code = id(text.mobject) in listed
            scale = not code and text.cap_height <= TICK and not getattr(text.mobject, "in_table", False)
            if id(text.mobject) in slots or scale:  # a scale has round numbers of its own
                continue
            for number in numbers(text.says):
                (heard.printed if code else heard.labelled).setdefault(number, text.says)

    def faults(self) -> Iterable[str]:
        """All that differs, each with the name of its beat."""
        return [f"{name}: {fault}" for name, heard in self.beats.items() for fault in heard.faults()]
