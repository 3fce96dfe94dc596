"""The judge of questions: from an author's choice it finds each answer again, and that all others are wrong.

It reads formulas by sympy's own parser, takes slopes as differences with 40 digits, and knows the text of
each question: a new wording is a failure until somebody has written down what it asks.
"""

import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import mpmath
import sympy
from sympy.parsing.sympy_parser import (
    convert_xor,
    implicit_multiplication_application,
    parse_expr,
    standard_transformations,
)

from calc.line import unmarked
from calc.question import Question
from calc.wording import written
from judge.sentences import NUMBER, fits, value

_READ = (*standard_transformations, convert_xor, implicit_multiplication_application)
_DIGITS = 40

_JUDGES: dict[tuple[str, str], tuple[re.Pattern[str], Any]] = {}


@dataclass
class Case:
    """A lesson's name and what was chosen for it, as text."""

    lesson: str
    settings: Mapping[str, str]

    @classmethod
    def of(cls, name: str, lesson: Any) -> "Case":
        """Return what a lesson has been made with, as it is written on the command line."""
        return cls(name, {key: each.write(getattr(lesson, key)) for key, each in lesson.parameters().items()})

    def number(self, name: str) -> float:
        return float(self.settings[name])

    def numbers(self, name: str) -> list[float]:
        return [float(part) for part in re.split(r"[\s,]+", self.settings[name].strip()) if part]

    @cached_property
    def formula(self) -> sympy.Expr:
        names = {"abs": sympy.Abs, "e": sympy.E, "ln": sympy.log}
        names |= {letter: sympy.Symbol(letter, real=True) for letter in "wxytbz"}
        return sympy.nsimplify(
            parse_expr(self.settings["function"], names, _READ), rational=True, tolerance=None
        )

    @property
    def letters(self) -> list[sympy.Symbol]:
        order = "wxtyzb"
        return sorted(self.formula.free_symbols, key=lambda one: order.index(one.name)) or [
            sympy.Symbol("x", real=True)
        ]

    @cached_property
    def _compiled(self) -> Callable[..., Any]:
        return sympy.lambdify(self.letters, self.formula, modules="mpmath")  # type: ignore[no-any-return]

    def height(self, *place: Any) -> mpmath.mpf:
        """The function's value with 40 digits; nan where it has no real one."""
        with mpmath.workdps(_DIGITS):
            try:
                found = mpmath.mpmathify(self._compiled(*map(mpmath.mpmathify, place)))
            except (ZeroDivisionError, ValueError, OverflowError):
                return mpmath.nan
            return found if isinstance(found, mpmath.mpf) else mpmath.nan

    def slope(self, *place: float, along: int = 0) -> float:
        """A slope by the even difference over a tiny gap, with 40 digits."""
        with mpmath.workdps(_DIGITS):
            gap = mpmath.mpf(10) ** -15 * max(1, abs(place[along]))
            ends = []
            for way in (1, -1):
                at = [mpmath.mpf(repr(float(each))) for each in place]
                at[along] += way * gap
                ends.append(self.height(*at))
            return float((ends[0] - ends[1]) / (2 * gap))


class Reader:
    """One question as it is read: the parts of its text, its answers, and what is wrong with them."""

    def __init__(self, question: Question, parts: tuple[str, ...]) -> None:
        self.parts, self.question = parts, question
        self.answers = {read(choice.text): choice.right for choice in question.choices}
        self.faults: list[str] = []

    def claim(self, holds: bool, reason: str) -> None:
        if not holds:
            self.faults.append(f"{self.question.name}: {read(self.question.text)} [{reason}]")

    def only(self, holds: Callable[[str], bool]) -> None:
        """Of all answers, only the right one may hold."""
        for answer, right in self.answers.items():
            self.claim(holds(answer) == right, f"{answer!r} is {'wrong' if right else 'right, too'}")

    def only_number(self, true: float, slack: float = 0.0) -> None:
        """Only the right answer may be this number; where it is typed, only it lies within the tolerance."""
        tolerance = self.question.tolerance
        for answer, right in self.answers.items():
            off = abs(value(answer) - true)
            if tolerance is None:
                close = fits(answer, true, slack) or off <= 6e-3 * abs(true)
                self.claim(close if right else off > slack + 1e-6 * abs(true), f"{answer} for {true}")
            else:
                self.claim((off <= tolerance + slack) == right, f"{answer} for {true} +- {tolerance}")
                self.claim(tolerance <= 0.1 * abs(true) + 1e-9, f"{tolerance} is too much for {true}")


def read(line: Any) -> str:
    return written(unmarked(str(line)))


def asks(lesson: str, name: str, pattern: str) -> Callable[[Any], Any]:
    """Keep a judge of the question of this name. pattern: its text, with N for a number."""
    pattern = re.sub(r"\bN(?=\b|[wx])", lambda _: f"({NUMBER})", pattern)

    def keep(judge: Any) -> Any:
        _JUDGES[lesson, name] = re.compile(pattern), judge
        return judge

    return keep


def judged(case: Case, questions: Iterable[Question]) -> Iterator[str]:
    """Yield what is wrong with the questions of a lesson."""
    for question in questions:
        if (case.lesson, question.name) not in _JUDGES:
            yield f"nobody knows the question {question.name} of {case.lesson}"
            continue
        pattern, judge = _JUDGES[case.lesson, question.name]
        found = pattern.fullmatch(read(question.text))
        if not found:
            yield f"nobody knows the text of {question.name}: {read(question.text)}"
            continue
        reader = Reader(question, found.groups())
        judge(case, reader)
        yield from reader.faults
        if [choice.right for choice in question.choices].count(True) != 1:
            yield f"{question.name} has not one right answer"
        for line in (question.text, question.why, *(choice.text for choice in question.choices)):
            if not read(line).strip() or "⟦" in read(line) or "nan" in read(line).split():
                yield f"{question.name} says {read(line)!r}"
        for choice in question.choices:
            if not choice.right and not read(choice.meaning).strip():
                yield f"{question.name} does not say what {read(choice.text)!r} means"


# --- GradientDescent ---------------------------------------------------------------------------------------


def walked(case: Case, rate: float, steps: int) -> list[float]:
    """The places of a descent, in floats, up to where one has no value."""
    places = [case.number("start")]
    compiled = sympy.lambdify(case.letters, case.formula.diff(case.letters[0]), modules="math")
    for _ in range(steps):
        try:
            place = places[-1] - rate * float(compiled(places[-1]))
        except (ValueError, ZeroDivisionError, OverflowError, TypeError):
            break
        if not math.isfinite(place) or not mpmath.isfinite(case.height(repr(place))):
            break
        places.append(place)
    return places


@asks(
    "GradientDescent",
    "race",
    r"The balls all start at N\. Which learning rate brings its ball lowest in (\d+) steps?\?",
)
def _(case: Case, reader: Reader) -> None:
    _, steps = reader.parts
    ends = {
        answer: case.height(repr(walked(case, value(answer), int(steps))[-1])) for answer in reader.answers
    }
    lowest = min(ends, key=lambda answer: ends[answer])
    reader.only(lambda answer: answer == lowest)


@asks(
    "GradientDescent",
    "next_step",
    r"Your turn\. The ball is at N, the slope there is N, and the learning rate is N\. "
    r"Where does the next step lead\?",
)
def _(case: Case, reader: Reader) -> None:
    here, slope, rate = map(value, reader.parts)
    true = case.slope(here)
    near = max(abs(true), abs(case.slope(here * 1.001)), 1e-300)
    reader.claim(abs(slope - true) <= 0.02 * near, f"the slope at {here} is {true}")
    reader.claim(math.isclose(rate, case.number("learning_rate"), rel_tol=1e-3), "the learning rate")
    reader.only_number(here - rate * slope)


@asks("GradientDescent", "steps", r"Look back at the first N steps\. What happened to them, and why\?")
def _(case: Case, reader: Reader) -> None:
    places = walked(case, case.number("learning_rate"), int(reader.parts[0]))
    sizes = [abs(b - a) for a, b in itertools.pairwise(places)]
    pairs = [*itertools.pairwise(sizes)]
    same = all(abs(b - a) <= 1e-6 * a for a, b in pairs)
    told = {
        "The steps stay the same because the slope does.": same,
        "The steps shrink because the slope shrinks.": not same and all(b < a for a, b in pairs),
        "The steps grow because the slope grows.": not same and all(b > a for a, b in pairs),
        "The steps change because the program changes the learning rate.": False,
    }
    reader.only(lambda answer: told[answer])


@asks(
    "GradientDescent",
    "limit",
    r"Each step multiplies the distance to this minimum by (about )?1 minus N times the learning rate\. "
    r"Below which rate does that still bring the ball closer\?",
)
def _(case: Case, reader: Reader) -> None:
    about, bend = reader.parts
    letter = case.letters[0]
    second = case.formula.diff(letter, 2)
    if not about:
        true = float(second)
    else:  # the bend at the minimum that a long walk comes to, or with a smaller rate, if that one settles
        place = walked(case, case.number("learning_rate"), 5000)[-1]
        minimum = float(sympy.nsolve(case.formula.diff(letter), letter, place))
        true = float(second.subs(letter, minimum))
    reader.claim(fits(bend, true) or abs(value(bend) - true) <= 1e-3 * true, f"it bends by {true}")
    reader.only_number(2 / true)


# --- Derivative --------------------------------------------------------------------------------------------


def secant(case: Case, gap: float, side: int) -> float:
    with mpmath.workdps(_DIGITS):
        start, step = mpmath.mpf(repr(case.number("point"))), side * mpmath.mpf(repr(gap))
        return float((case.height(start + step) - case.height(start)) / step)


@asks(
    "Derivative",
    "limit",
    r"With a gap of N the slope is N, and with a gap of N it is N\. "
    r"As the gap shrinks towards 0, which number is the slope heading to\?",
)
def _(case: Case, reader: Reader) -> None:
    first, one, second, two = reader.parts
    gaps = case.numbers("gaps")
    reader.claim(fits(first, gaps[0]) and fits(second, gaps[1]), "the gaps")
    fitting = [
        side
        for side in (1, -1)
        if all(fits(said, secant(case, gap, side), 1e-9) for said, gap in ((one, gaps[0]), (two, gaps[1])))
    ]
    reader.claim(bool(fitting), "the slopes of the gaps")
    side = fitting[0] if fitting else 1
    near = max(abs(case.number("point")), 1.0) * 1e-12
    true = 2 * secant(case, near, side) - secant(case, 2 * near, side)
    reader.only_number(true if abs(true) > 1e-12 else 0.0)


@asks("Derivative", "elsewhere", r"The slope of the whole curve is .+\. How steep is it at \w = N\?")
def _(case: Case, reader: Reader) -> None:
    reader.only_number(case.slope(value(reader.parts[0])))


@asks(
    "Derivative",
    "sign",
    r"At \w = N the slope is \+?N\. Take a tiny step to the right\. What does the curve do\?",
)
def _(case: Case, reader: Reader) -> None:
    at, said = map(value, reader.parts)
    true = case.slope(at)
    near = max(abs(true), abs(case.slope(at * 1.001 + 1e-6)), 1e-12)
    reader.claim(abs(said - true) <= 0.02 * near, f"the slope at {at} is {true}")
    sign = 0 if abs(true) < 1e-12 * max(1.0, abs(at)) else math.copysign(1, true)
    told = {
        "The curve goes up there.": 1,
        "The curve goes down there.": -1,
        "Right there, the curve neither rises nor falls.": 0,
    }
    reader.only(lambda answer: told[answer] == sign)


# --- Gradient ----------------------------------------------------------------------------------------------


def gradient(case: Case) -> tuple[float, float]:
    point = case.numbers("point")
    return case.slope(*point), case.slope(*point, along=1)


def parts_of(said: str) -> list[float]:
    return [value(part) for part in re.findall(NUMBER, said)]


@asks("Gradient", "direction", r"The arrow is made of the two slopes\. Where does it point\?")
def _(case: Case, reader: Reader) -> None:
    point, (u, v) = case.numbers("point"), gradient(case)
    share = 1e-9 / math.hypot(u, v)
    higher = case.height(*(at + share * part for at, part in zip(point, (u, v), strict=True)))
    reader.claim(higher > case.height(*point), "it does not point uphill")
    reader.only(lambda answer: answer == "Uphill")


@asks("Gradient", "length", r"A gradient is (\(.+\))\. How fast do you climb as you walk along it\?")
def _(case: Case, reader: Reader) -> None:
    for said, true in zip(parts_of(reader.parts[0]), gradient(case), strict=True):
        reader.claim(abs(said - true) <= 1e-3 * abs(true) + 1e-12, f"a part is {true}")
    reader.only_number(math.hypot(*gradient(case)))


@asks("Gradient", "down", r"The gradient is (\(.+\))\. In which direction does the \w+ fall fastest\?")
def _(case: Case, reader: Reader) -> None:
    u, v = gradient(case)
    climbs = {
        answer: (x * u + y * v) / math.hypot(x, y) for answer in reader.answers for x, y in [parts_of(answer)]
    }
    steepest = min(climbs, key=lambda answer: climbs[answer])
    reader.claim(climbs[steepest] <= -0.999 * math.hypot(u, v), "none leads straight down")
    reader.only(lambda answer: climbs[answer] <= climbs[steepest] + 1e-6 * abs(climbs[steepest]))


# --- ChainRule ---------------------------------------------------------------------------------------------


def loss(case: Case, weight: Fraction = Fraction(0), bias: Fraction = Fraction(0)) -> Fraction:
    """The loss in exact fractions, with the weight and the bias moved by so much."""
    t, y, w, b = (Fraction(case.settings[name]) for name in ("input", "target", "weight", "bias"))
    return ((w + weight) * t + (b + bias) - y) ** 2


def rates(case: Case) -> tuple[float, float]:
    """Return how fast the loss moves for the weight and for the bias: even differences, exact for squares."""
    tiny = Fraction(1, 10**6)
    of_weight = (loss(case, weight=tiny) - loss(case, weight=-tiny)) / (2 * tiny)
    of_bias = (loss(case, bias=tiny) - loss(case, bias=-tiny)) / (2 * tiny)
    return float(of_weight), float(of_bias)


@asks(
    "ChainRule",
    "multiply",
    r"Along the way the rates are N, N and N\. How strongly does the loss react to w\?",
)
def _(case: Case, reader: Reader) -> None:
    of_weight, of_bias = rates(case)
    for said, true in zip(reader.parts, (case.number("input"), 1.0, of_bias), strict=True):
        reader.claim(abs(value(said) - true) <= 6e-3 * abs(true), f"a rate is {true}")
    for answer, right in reader.answers.items():
        numbers = re.findall(NUMBER, answer)
        reader.claim(right == answer.startswith("We multiply"), answer)
        for said in numbers:
            close = abs(value(said) - of_weight) <= 6e-3 * abs(of_weight)
            reader.claim(close == right, f"{answer!r}, and it is {of_weight}")


@asks(
    "ChainRule",
    "change",
    r"The loss moves N times as much as w\. Nudge w up by N\. By about how much does the loss change\?",
)
def _(case: Case, reader: Reader) -> None:
    rate, nudge = map(value, reader.parts)
    of_weight, _ = rates(case)
    reader.claim(abs(rate - of_weight) <= 6e-3 * abs(of_weight), f"the rate is {of_weight}")
    reader.only_number(of_weight * nudge)


@asks(
    "ChainRule",
    "bias",
    r"Going backwards, the slope at the prediction is N\. The bias is simply added to the prediction\. "
    r"So what is the slope for b\?",
)
def _(case: Case, reader: Reader) -> None:
    _, of_bias = rates(case)
    reader.claim(abs(value(reader.parts[0]) - of_bias) <= 6e-3 * abs(of_bias), f"it is {of_bias}")
    reader.only_number(of_bias)


# --- Integral ----------------------------------------------------------------------------------------------


def climb(case: Case) -> float:
    return float(case.height(case.settings["high"]) - case.height(case.settings["low"]))


@asks(
    "Integral",
    "sum",
    r"The sums of N, N and N strips are N, N and N\. Which number are they heading to\?",
)
def _(case: Case, reader: Reader) -> None:
    low, high = case.number("low"), case.number("high")
    compiled = sympy.lambdify(case.letters, case.formula.diff(case.letters[0]), modules="mpmath")
    for count, said in zip(map(int, reader.parts[:3]), reader.parts[3:], strict=True):
        width = (high - low) / count
        heights = [abs(float(compiled(low + k * width))) for k in range(count)]
        true = float(sum(compiled(low + k * width) for k in range(count)) * width)
        slack = 1e-9 * sum(heights) * width
        reader.claim(fits(said, true, slack), f"{count} strips give {true}")
    true = climb(case)
    reader.only_number(true if abs(true) > 1e-12 * max(1.0, abs(high - low)) else 0.0)


@asks(
    "Integral",
    "climb",
    r"Suppose a curve has just these slopes, but starts at a height of N\. "
    r"The area under the slopes is N\. How high is the curve at the end\?",
)
def _(case: Case, reader: Reader) -> None:
    start, area = reader.parts
    reader.claim(fits(area, climb(case)), f"the area is {climb(case)}")
    reader.only_number(value(start) + climb(case))


@asks(
    "Integral",
    "average",
    r"The area under the curve is N, and it is N wide\. How high is it once it is level\?",
)
def _(case: Case, reader: Reader) -> None:
    _, width = map(value, reader.parts)
    high = case.number("high")
    low = high - width
    with mpmath.workdps(20):
        letter = case.letters[0]
        parts = [low + (high - low) * k / 16 for k in range(17)]
        mean = float(mpmath.quad(sympy.lambdify(letter, case.formula, modules="mpmath"), parts) / width)
    for answer, right in reader.answers.items():
        close = abs(value(answer) - mean) <= 6e-3 * abs(mean)
        reader.claim(close == right, f"{answer}, and the mean is {mean}")


@asks(
    "Integral",
    "chance",
    r"Out of 100 values that are spread like a bell curve, about how many lie "
    r"within one standard deviation of the middle\?",
)
def _(case: Case, reader: Reader) -> None:
    reader.only_number(100 * math.erf(1 / math.sqrt(2)))


# --- WhyCalculus and TrainingLoop --------------------------------------------------------------------------


def dots(case: Case) -> tuple[list[Fraction], list[Fraction]]:
    """The inputs and the targets of the two dots."""
    pairs = [part.split(",") for part in case.settings["dots"].split()]
    inputs, targets = zip(*((Fraction(t), Fraction(y)) for t, y in pairs), strict=True)
    return [*inputs], [*targets]


def line(case: Case) -> tuple[Fraction, Fraction]:
    """The weight and the bias of the line through both dots."""
    (t, u), (y, z) = dots(case)
    weight = (z - y) / (u - t)
    return weight, y - weight * t


def misses(case: Case, weight: Fraction) -> list[Fraction]:
    """The misses at a weight, with the bias of the best line."""
    _, bias = line(case)
    return [weight * t + bias - y for t, y in zip(*dots(case), strict=True)]


def mean_square(case: Case, weight: Fraction) -> Fraction:
    return sum((miss**2 for miss in misses(case, weight)), Fraction(0)) / 2


@asks(
    "WhyCalculus",
    "way",
    r"The weight is N\. Which way would you turn it, so that the line comes closer to the dots\?",
)
def _(case: Case, reader: Reader) -> None:
    weight = Fraction(case.settings["weight"])
    reader.claim(abs(value(reader.parts[0]) - float(weight)) <= 1e-3 * abs(float(weight)), "the weight")
    tiny = abs(line(case)[0] - weight) / 1000
    up = mean_square(case, weight + tiny) < mean_square(case, weight)
    down = mean_square(case, weight - tiny) < mean_square(case, weight)
    told = {"Turn it up": up, "Turn it down": down, "It makes no difference": not (up or down)}
    reader.only(lambda answer: told[answer])


@asks(
    "WhyCalculus",
    "height",
    r"Your turn\. The weight is N and the bias is N\. How high is the line at the input N\?",
)
def _(case: Case, reader: Reader) -> None:
    w, b, t = map(value, reader.parts)
    bias = float(line(case)[1])
    reader.claim(abs(b - bias) <= 1e-3 * abs(bias) + 1e-9, f"the bias is {bias}")
    reader.claim(any(abs(t - float(at)) <= 1e-3 * abs(t) for at in dots(case)[0]), "no dot has that input")
    reader.only_number(w * t + b)


@asks("WhyCalculus", "calculus", r"A network has millions of knobs\. Why does it need calculus to learn\?")
def _(case: Case, reader: Reader) -> None:
    reader.only(lambda answer: answer == "It tells for each knob which way to turn it")


@asks(
    "TrainingLoop",
    "trip",
    r"The first trip takes the loss from N to N\. By how much will the next one change it\?",
)
def _(case: Case, reader: Reader) -> None:
    rate, weight = Fraction(case.settings["learning_rate"]), Fraction(case.settings["weight"])
    tiny = Fraction(1, 10**6)
    losses = []
    for _ in range(3):
        losses.append(mean_square(case, weight))
        weight -= rate * (mean_square(case, weight + tiny) - mean_square(case, weight - tiny)) / (2 * tiny)
    for said, true in zip(reader.parts, losses, strict=False):
        reader.claim(abs(value(said) - float(true)) <= 1e-3 * float(true), f"a loss is {float(true)}")
    first, second = (abs(after - before) for before, after in itertools.pairwise(losses))
    same = abs(second - first) <= losses[0] / 10**9
    told = {
        "By more": not same and second > first,
        "By less": not same and second < first,
        "By just as much": same,
    }
    reader.only(lambda answer: told[answer])


@asks("TrainingLoop", "loss", r"The line misses one dot by N and the other by N\. What is its loss\?")
def _(case: Case, reader: Reader) -> None:
    weight = Fraction(case.settings["weight"])
    for said, true in zip(reader.parts, misses(case, weight), strict=True):
        reader.claim(abs(value(said) - float(true)) <= 1e-3 * abs(float(true)) + 1e-9, f"a miss is {true}")
    reader.only_number(float(mean_square(case, weight)))


@asks("TrainingLoop", "squares", r"Why does the loss square each miss before it takes the average\?")
def _(case: Case, reader: Reader) -> None:
    reader.only(lambda answer: answer == "So that a miss above does not cancel a miss below")


@asks(
    "TrainingLoop",
    "update",
    r"Your turn\. The weight is N, the slope there is N, and the learning rate is N\. "
    r"What is the weight after the update\?",
)
def _(case: Case, reader: Reader) -> None:
    here, slope, rate = map(value, reader.parts)
    tiny, at = Fraction(1, 10**6), Fraction(repr(here))
    true = float((mean_square(case, at + tiny) - mean_square(case, at - tiny)) / (2 * tiny))
    reader.claim(abs(slope - true) <= 0.02 * abs(true), f"the slope at {here} is {true}")
    reader.claim(math.isclose(rate, case.number("learning_rate"), rel_tol=1e-3), "the learning rate")
    reader.only_number(here - rate * slope)


# --- PartialDerivative -------------------------------------------------------------------------------------


@asks("PartialDerivative", "held", r"Now we look for the slope along \w\. What happens to \w meanwhile\?")
def _(case: Case, reader: Reader) -> None:
    reader.only(lambda answer: answer == "It is held still")


@asks(
    "PartialDerivative",
    "matters",
    r"The slopes are N along (\w) and N along (\w)\. Which of them, nudged a little, changes the \w+ more\?",
)
def _(case: Case, reader: Reader) -> None:
    u, first, v, second = reader.parts
    slopes = gradient(case)
    for said, true in zip((u, v), slopes, strict=True):
        reader.claim(abs(value(said) - true) <= 1e-3 * abs(true) + 1e-9, f"a slope is {true}")
    steep = [abs(slope) for slope in slopes]
    alike = abs(steep[0] - steep[1]) <= 1e-3 * max(steep)
    told = {first: not alike and steep[0] > steep[1], second: not alike and steep[1] > steep[0]}
    reader.only(lambda answer: told.get(answer, alike))


@asks(
    "PartialDerivative",
    "nudge",
    r"Along (\w) the slope is N, and (\w) is held still\. Nudge (\w) up by N\. "
    r"By about how much does the \w+ change\?",
)
def _(case: Case, reader: Reader) -> None:
    along, slope, _, moved, nudge = reader.parts
    reader.claim(along == moved, "another one is nudged")
    true = gradient(case)[1]
    reader.claim(abs(value(slope) - true) <= 1e-3 * abs(true), f"the slope is {true}")
    reader.only_number(true * value(nudge), 1e-3 * abs(true * value(nudge)))


# --- ConceptMap and NextDerivatives ------------------------------------------------------------------------

IDEAS = {
    "nested": ("Which idea carries slopes backwards through functions inside functions?", "Chain rule"),
    "average": ("Which idea tells the loss to expect, averaged over many cases?", "Integral"),
    "one_knob": (
        "Many knobs change the loss. Which idea tells how much a single one matters?",
        "Partial derivative",
    ),
}
for _name, (_text, _right) in IDEAS.items():

    @asks("ConceptMap", _name, re.escape(_text))
    def _(case: Case, reader: Reader, right: str = _right) -> None:
        reader.only(lambda answer: answer == right)


@asks("NextDerivatives", "order", r"In which order does every trip round the loop go\?")
def _(case: Case, reader: Reader) -> None:
    reader.only(lambda answer: answer == "Loss, gradient, update")


@asks(
    "NextDerivatives",
    "left",
    r"The best weight is N\. One trip takes the weight from N to N\. How many percent of the way are left\?",
)
def _(case: Case, reader: Reader) -> None:
    best, before, after = map(value, reader.parts)
    # p = wt + b through (-1, -1) and (1, 3) from w = 7 at the rate 0.1: the loss is (w - 2)^2
    reader.claim((best, before) == (2, 7) and math.isclose(after, 7 - 0.1 * 2 * (7 - 2)), "the numbers")
    reader.only_number(100 * (after - best) / (before - best))


@asks(
    "NextDerivatives",
    "rise",
    r"A slope is all that you need\. Where the slope is N, go N across\. "
    r"By about how much does the curve rise\?",
)
def _(case: Case, reader: Reader) -> None:
    slope, run = map(value, reader.parts)
    reader.claim(slope == 2 * (7 - 2), "the slope")
    reader.only_number(slope * run)
