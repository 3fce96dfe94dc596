"""Facts and sentences of a descent, for a lesson: each true of the walk it is given, whatever that is.

Facts come first, as data; the sentences speak from them. Of the shown steps a sentence says what they did; of
"forever" only what the walk's fate says (`calc.fate`). Lines hold the written|spoken pairs of `calc.wording`.
"""

from __future__ import annotations

import itertools
import math
from enum import Enum
from functools import lru_cache
from typing import assert_never

import numpy as np

from calc.descent import Descent
from calc.fate import Kind
from calc.function import Function
from calc.landscape import FlatPoint, is_lowest
from calc.wording import Wording, apart, brief, number

_LONGEST = 9  # words of a formula that a sentence can hold
_CLOSE = 0.05  # of the way at the start: what is still to go when the walk is said to be close
_LITTLE = 0.2  # of that way: what has been gone, at most, when it is said to crawl
_FAR = 2.0  # times the first distance or step: what has grown more than so has flown
_FAST = 5.0  # times the first step's length: a walk whose steps grow to that flies away
_SAME = 1e-6  # of a number: nearer ones are said to be the same
_TELLABLE = 4  # places of a cycle that a sentence can name
_LONG = 8  # characters of a number that was given


# Facts


class Reached(Enum):
    """The share of the way to its limit that a walk has gone with its last shown step."""

    ITSELF = "all of it, as far as floats go"
    PRINTED = "all of it, as far as the print shows"
    CLOSE = "all but a twentieth"
    PART = "a part"
    LITTLE = "a fifth at most, without turning back"


def reached(walk: Descent, goal: FlatPoint) -> Reached:
    """Return how near the last shown step has come to the walk's limit."""
    start, last = float(walk.iterates[0]), float(walk.iterates[-1])
    away, first = abs(last - goal.x), abs(start - goal.x)
    if away <= 1e-12 * max(abs(goal.x), abs(start), 1e-300):
        return Reached.ITSELF
    if away <= _CLOSE * first:
        spec = walk.formats[0]
        return Reached.PRINTED if format(last, spec) == format(goal.x, spec) else Reached.CLOSE
    one_way = bool((np.sign(walk.moves) == np.sign(goal.x - start)).all())
    return Reached.LITTLE if one_way and first - away <= _LITTLE * first else Reached.PART


def is_over(walk: Descent) -> bool:
    """Say whether the event of the fate falls within the shown steps: an arrival, say, or a cycle."""
    steps = walk.fate.steps
    return steps is not None and steps <= len(walk.moves)


def is_on_cycle(walk: Descent) -> bool:
    """Say whether the shown steps have come to the cycle, and gone round it once."""
    found = walk.fate
    return is_over(walk) and len(walk.moves) >= (found.steps or 0) + found.period - 1


def has_flown(walk: Descent) -> bool:
    """Say whether the shown steps have grown to a multiple of the first, and still grow."""
    sizes = [abs(float(move)) for move in walk.moves]
    if len(sizes) < 2 or walk.overflowed:
        return walk.overflowed
    return sizes[-1] > _FAR * sizes[0] and sizes[-1] > sizes[-2]


def goes_one_way(walk: Descent) -> bool:
    """Say whether no shown step turns back."""
    signs = np.sign(walk.moves[walk.moves != 0])
    return bool((signs == signs[:1]).all())


@lru_cache(maxsize=256)
def _is_lowest(function: Function, point: FlatPoint) -> bool:
    return is_lowest(function, point)


def place_name(function: Function, goal: FlatPoint) -> str:
    """Return the name of a flat place, with its article; only one below all the rest is the lowest point."""
    if goal.kind == "minimum":
        return "the lowest point" if _is_lowest(function, goal) else "a low point"
    return "a top" if goal.kind == "maximum" else "a terrace"


def shape(function: Function) -> str:
    """Return the name of a curve's shape: a bowl where it curves up evenly, else a curve."""
    return "bowl" if (function.curvature or 0) > 0 else "curve"


def passed(walk: Descent) -> float:
    """Return a round number that a walk has passed on its last way: between where it was and where it is."""
    before, last = (float(x) for x in walk.iterates[-2:])
    size = abs(last)
    if size < 1 or (before * last > 0 and abs(last) < abs(before)):
        return float(f"{last:.4g}")
    power = 1.0 if size < 1000 else 10.0 ** (math.floor(math.log10(size)) - 2)
    return math.copysign(math.floor(size / power) * power, last)


# Numbers as they are said


def name_of(function: Function, formula: Wording, mark: str = "") -> Wording:
    """A formula where a sentence can hold it, else the name f(x); with `mark` "'", the name of its slope."""
    if len(formula.written.split()) <= _LONGEST and len(formula.spoken.split()) <= 2 * _LONGEST:
        return formula
    x = function.variable
    return Wording(f"f{mark}({x})", f"f{' prime' if mark else ''} of {x}")


def _short(function: Function) -> Wording:
    return name_of(function, function.wording)


def place_digits(walk: Descent) -> int:
    """Return the number of significant digits of places: as many as the start was given in, four at least."""
    given = number(float(walk.iterates[0])).written
    return max(4, len(given.replace(".", "").strip("−0"))) if len(given) <= _LONG else 4


def rate_said(rate: float) -> Wording:
    """A learning rate as it was given, where that is short."""
    given = number(rate)
    return given if len(given.written) <= _LONG else brief(rate)


def goal_said(walk: Descent, goal: float) -> Wording:
    """A flat place as it is said, and as it stands on the axis."""
    return brief(goal, place_digits(walk))


def slope_said(walk: Descent, step: int) -> Wording:
    """The slope after so many steps, as it is said and labelled."""
    slope = float(walk.slopes[step])
    if step or not slope:
        return brief(slope)
    size = product_said(walk.learning_rate, slope)[1]
    return Wording(f"−{size.written}", f"minus {size.spoken}") if slope < 0 else size


def size_said(walk: Descent, step: int) -> Wording:
    """The length of a step, as it is said and labelled: the second one differs from the first as said."""
    size = abs(float(walk.moves[step]))
    if step == 0:
        return product_said(walk.learning_rate, float(walk.slopes[0]))[2]
    if step > 1 or _alike(size, abs(float(walk.moves[step - 1]))):
        return brief(size)
    before = size_said(walk, step - 1)
    digits = next((n for n in range(4, 12) if brief(size, n).written != before.written), 12)
    return brief(size, digits)


def printed(walk: Descent, value: float) -> Wording:
    """A value of x as the program prints it, without trailing zeros."""
    spec = walk.formats[0]
    shown = float(format(value, spec))
    # 1.05e+06 has three digits, and 1050000 would seem to have seven.
    return brief(shown, 3, whole=3) if spec.endswith("e") else number(shown)


def place_said(walk: Descent, step: int) -> Wording:
    """Return the place after so many steps: the start as it was given, later places as they are printed."""
    x = float(walk.iterates[step])
    return brief(x, place_digits(walk)) if step == 0 else printed(walk, x)


def two_said(walk: Descent, one: float, other: float) -> tuple[Wording, Wording]:
    """Two different values of x as they are printed or, where that shows no difference, with more digits."""
    first, second = printed(walk, one), printed(walk, other)
    if first.written != second.written or one == other:
        return first, second
    digits = apart(one, other)
    return brief(one, digits), brief(other, digits)


def product_said(rate: float, slope: float) -> tuple[Wording, Wording, Wording, bool]:
    """A rate, a slope's size and their product, in digits that fit each other; and whether they do.

    Where no few digits fit, the last is False, and the product must be called "about".
    """
    size = abs(slope)
    for digits in (4, 5, 6):
        one, other, product = _rate(rate, digits), brief(size, digits), brief(rate * size, digits)
        said = number_of(one) * number_of(other)
        if abs(said - number_of(product)) <= 0.5000001 * unit_of(product):
            break
    if abs(said - number_of(product)) <= 0.5000001 * unit_of(product):
        return one, other, product, True
    return rate_said(rate), brief(size), brief(rate * size), False


def _rate(rate: float, digits: int) -> Wording:
    said = rate_said(rate)
    return said if digits == 4 or number_of(said) == rate else brief(rate, digits)


def number_of(said: Wording) -> float:
    """The number that a wording writes."""
    mantissa, _, power = said.written.replace("−", "-").partition("×10")
    raised = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    return float(mantissa) * 10.0 ** int(power.translate(raised) or 0)


def unit_of(said: Wording) -> float:
    """One in its last written digit."""
    mantissa, _, power = said.written.partition("×10")
    raised = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    return 10.0 ** (int(power.translate(raised) or 0) - len(mantissa.partition(".")[2]))


def side(move: float) -> str:
    """Return the side of the axis that a move goes to."""
    return "left" if move < 0 else "right"


def steps_in_words(count: int) -> str:
    """ "1 step" or "20 steps"."""
    return f"{number(count)} step{'' if count == 1 else 's'}"


# Sentences of the first steps


def first_step(walk: Descent) -> str:
    """The first step as rate times slope."""
    slope, move = float(walk.slopes[0]), float(walk.moves[0])
    rate, size, length, fits = product_said(walk.learning_rate, slope)
    return (
        f"At {place_said(walk, 0)} the slope is {slope_said(walk, 0)}, "
        f"so we step {side(move)} by {rate} times {size}, which is {'' if fits else 'about '}{length}."
    )


def first_print(walk: Descent) -> str:
    """Why the first printed line shows the place after the first move, or that it shows no difference."""
    spec = walk.formats[0]
    before, after = (format(x, spec) for x in walk.iterates[:2])
    if before == after:
        x = walk.function.variable
        return f"The code prints after each move. As it prints {x}, nothing has changed yet."
    return f"The code prints after each move, so step {number(0)} is already {place_said(walk, 1)}."


def next_step(walk: Descent) -> str:
    """The second step, compared with the first; the walk has at least two."""
    (first, second), slope = (float(move) for move in walk.moves[:2]), float(walk.slopes[1])
    here = place_said(walk, 1)
    if slope == 0:
        return f"At {here} the slope is {number(0)}, so there is no next step: {_at_rest(walk)}."
    if walk.iterates[2] == walk.iterates[1]:
        return (
            f"At {here} the slope is {slope_said(walk, 1)}, and the next step is too small to move the ball."
        )
    size = size_said(walk, 1)
    start = f"At {here} the slope is {slope_said(walk, 1)}, so the next step"
    if first * second < 0:
        return f"{start} turns back {side(second)}, by {size}."
    return f"{start} is {compared(abs(second), abs(first))} {size}."


def _at_rest(walk: Descent) -> str:
    """Why a ball rests where its slope is 0."""
    goal = walk.fate.limit
    if goal is None:
        return "the ground is flat here"
    return (
        "the ball has arrived"
        if goal.kind == "minimum"
        else f"the ball stands on {place_name(walk.function, goal)}"
    )


def _alike(size: float, before: float) -> bool:
    return abs(size - before) <= _SAME * before


def compared(size: float, before: float) -> str:
    if _alike(size, before):
        return "again"
    return "only" if size < before else "longer:"


def trend(walk: Descent, count: int) -> str:
    """Say what the first `count` steps have in common: they shrink, grow, stay the same, or change."""
    sizes = [abs(float(move)) for move in np.diff(walk.iterates[: count + 1])]
    pairs = [
        (a, b) for a, b in itertools.pairwise(sizes) if a or b
    ]  # in the end they are too small for floats
    if all(_alike(b, a) for a, b in pairs):
        said = "The steps stay the same because the slope does."
    elif all(b < a for a, b in pairs):
        said = "The steps shrink because the slope shrinks."
    elif all(b > a for a, b in pairs):
        said = "The steps grow because the slope grows."
    else:
        said = "The steps change because the slope changes."
    return f"The learning rate never changed. {said}"


# Sentences of the outcome


def outcome(walk: Descent) -> str:
    """Say where all the steps lead, in one to three sentences."""
    found, x = walk.fate, walk.function.variable
    after, last = f"After {steps_in_words(len(walk.moves))}", place_said(walk, -1)
    if walk.stopped and not walk.overflowed:
        return f"{after} it must stop: {_why_it_stops(walk)}."
    if walk.overflowed and found.kind not in (Kind.FLIES, Kind.STRANDED):
        return f"{after} it must stop: the next number is too large to compute."
    match found.kind:
        case Kind.ARRIVES | Kind.SETTLES | Kind.CREEPS:
            return _on_the_way(walk)
        case Kind.CYCLES:
            return _on_a_cycle(walk)
        case Kind.WANDERS if len(walk.moves) > 2 and not goes_one_way(walk):
            return (
                f"It never settles: {after.lower()}, {x} is {last}. "
                f"And even {number(found.taken)} steps do not repeat or come to rest."
            )
        case Kind.WANDERS:
            return f"{_neutral(walk)} Even {number(found.taken)} steps do not repeat or come to rest."
        case Kind.FALLS if walk.function.curvature == 0:
            return f"It falls and falls: {after.lower()}, {x} is {last}, and the slope is still the same."
        case Kind.FALLS | Kind.DRIFTS if goes_one_way(walk):
            way = side(float(walk.moves[-1]))
            return f"{_neutral(walk)} To the {way} the curve keeps falling, so it never arrives."
        case Kind.FALLS | Kind.DRIFTS:
            return f"{_neutral(walk)} It never arrives: in the end it moves one way without end."
        case Kind.FLIES:
            return _flight(walk)
        case Kind.STRANDED if is_over(walk):
            if found.flat:
                return f"{after}, {x} is {last}: the curve is level here, so the ball stays."
            return (
                f"{after}, {x} is {last}: thrown onto flat ground, where the slope is too small to move it."
            )
        case Kind.STRANDED | Kind.STOPS | Kind.LEAVES | Kind.UNDECIDED:
            return _neutral(walk)
    assert_never(found.kind)


def _neutral(walk: Descent) -> str:
    """Say where the walk is, and how steep it is there: true of any walk."""
    x, slope = walk.function.variable, float(walk.slopes[-1])
    steep = f"the slope is {brief(slope)}" if math.isfinite(slope) else "there the curve has no slope"
    return f"After {steps_in_words(len(walk.moves))}, {x} is {place_said(walk, -1)}, and {steep}."


def _why_it_stops(walk: Descent) -> str:
    if math.isfinite(walk.slopes[-1]):
        return f"the next one would leave the domain of {_short(walk.function)}"
    at = f"at {place_said(walk, -1)}"
    if walk.fate.kind is Kind.STOPS and walk.fate.corner:
        return f"{at} there is a corner, and a corner has no slope"
    return f"{at} the curve has no slope"


def _on_the_way(walk: Descent) -> str:
    """Of a walk that has a limit: how near it has come, and how it goes on."""
    found, goal, x = walk.fate, walk.fate.limit, walk.function.variable
    assert goal is not None
    after, last = f"After {steps_in_words(len(walk.moves))}", place_said(walk, -1)
    what = place_name(walk.function, goal)
    near, where = two_said_brief(float(walk.iterates[-1]), goal.x, walk)
    far = reached(walk, goal)
    lead = kept(walk, goal)
    if found.kind is Kind.ARRIVES and not is_over(walk):
        return _neutral(walk)
    match far:
        case Reached.ITSELF:
            stays = f" The slope there is {number(0)}, so it stays." if goal.kind == "maximum" else ""
            return f"{lead}{after}, {x} is {last}, which is {what} itself.{stays}"
        case Reached.PRINTED:
            return f"{lead}{after}, {x} is {last}, which in this print is {what}."
        case Reached.CLOSE:
            if walk.function.curvature is not None and goal.x == 0:
                so = f"So {after[0].lower()}{after[1:]}" if lead else after
                return f"{lead}{so}, {x} is {near}. That is almost {where}, but not quite."
            return f"{lead}{after}, {x} is {near}, which is near {what} at {where}.{_slowly(walk)}"
        case Reached.LITTLE:
            start, here = two_said(walk, float(walk.iterates[0]), float(walk.iterates[-1]))
            start = (
                place_said(walk, 0)
                if start.written == printed(walk, float(walk.iterates[0])).written
                else start
            )
            return f"{lead}{after}, {x} has only come from {start} to {here}."
        case Reached.PART if found.swings and not goes_one_way(walk):
            return f"{after}, {x} is {near}: it swings around {where}, {what}, and closes in."
        case Reached.PART:
            return f"{lead}{after}, {x} is {near}, on its way to {where}, {what}.{_slowly(walk)}"
    assert_never(far)


def _slowly(walk: Descent) -> str:
    return " But it comes nearer ever more slowly." if walk.fate.kind is Kind.CREEPS else ""


def kept(walk: Descent, goal: FlatPoint) -> str:
    """Say what share of the distance each step on a parabola keeps, with a space after it; else ""."""
    share = walk.contraction
    if share is None or not 0.01 <= share < 1:
        return ""
    percent = brief(100 * share)
    if percent.written == "100":
        percent = brief(100 * share, apart(100 * share, 100.0))
    what = walk.function.variable if goal.x == 0 else f"the distance to {goal_said(walk, goal.x)}"
    return f"Each step keeps {percent} percent of {what}. "


def two_said_brief(here: float, goal: float, walk: Descent) -> tuple[Wording, Wording]:
    """Return the walk's place, as printed, and its limit in four digits, or in as many as tell them apart."""
    one, other = printed(walk, here), goal_said(walk, goal)
    if one.written == other.written and here != goal:
        digits = apart(here, goal, most=12)
        return brief(here, digits), brief(goal, digits)
    return one, other


def _on_a_cycle(walk: Descent) -> str:
    found, x = walk.fate, walk.function.variable
    after = f"after {steps_in_words(len(walk.moves))}"
    if found.period == 2 and is_on_cycle(walk):
        before, last = two_said(walk, float(walk.iterates[-2]), float(walk.iterates[-1]))
        return f"It never settles: {after}, {x} still jumps between {before} and {last}."
    here = f"It never settles: {after}, {x} is {place_said(walk, -1)}."
    return f"{here} In the end it jumps {cycle_said(walk)} forever."


def cycle_said(walk: Descent) -> str:
    """The places of a cycle as a phrase: "between 3 and 4", or how many there are and from where to where."""
    places = walk.fate.cycle
    if len(places) > _TELLABLE:
        low, high = min(places), max(places)
        one, other = _all_said(walk, (low, high))
        return f"between {number(len(places))} places, from {one} to {other},"
    said = [f"{each}" for each in _all_said(walk, places)]
    return f"between {', '.join(said[:-1])} and {said[-1]}"


def _all_said(walk: Descent, values: tuple[float, ...]) -> tuple[Wording, ...]:
    """Different values of x, as they are printed or with as many digits as tell them apart."""
    said = tuple(printed(walk, value) for value in values)
    if len({each.written for each in said}) == len(values):
        return said
    digits = apart(*values, most=12)
    return tuple(brief(value, digits) for value in values)


def _flight(walk: Descent) -> str:
    """Of a walk that leaves every bound: how far the shown steps have led."""
    x, taken = walk.function.variable, len(walk.moves)
    after = f"after {steps_in_words(taken)}"
    if walk.overflowed:
        return f"It flies off: {after}, the next number is too large to compute."
    last = place_said(walk, -1)
    if has_flown(walk):
        return f"It flies off: {after}, {x} is {brief_or_printed(walk)}, and it goes on."
    if taken > 1 and not goes_one_way(walk):
        return f"It never settles: {after}, {x} is {last}. In the end its swings grow without end."
    return f"It never settles: {after}, {x} is {last}. In the end its steps grow without end."


def brief_or_printed(walk: Descent) -> Wording:
    """The last place as it is printed or, where that is long, in four digits."""
    last = place_said(walk, -1)
    return last if len(last.written) <= _LONG else brief(float(walk.iterates[-1]))


def lower_said(walk: Descent, lower: FlatPoint) -> str:
    """That the curve lies lower elsewhere than where the walk leads, with a space before it."""
    goal = walk.fate.limit
    assert goal is not None
    here = goal_said(walk, goal.x)
    if reached(walk, goal) in (Reached.ITSELF, Reached.PRINTED):
        here = place_said(walk, -1)
    return f" But at {brief(lower.x)} the curve lies lower: {here} is only a local minimum."


def jumps_on(walk: Descent) -> bool:
    """Say whether the shown steps go on jumping between two places."""
    return walk.fate.kind is Kind.CYCLES and walk.fate.period == 2 and is_on_cycle(walk)


def settled(walk: Descent) -> bool:
    """Say whether the shown steps have come so near their limit that they are said to settle there."""
    goal = walk.fate.limit
    if goal is None or walk.fate.kind is Kind.ARRIVES:
        return False
    return reached(walk, goal) in (Reached.ITSELF, Reached.PRINTED, Reached.CLOSE)


# Sentences of the race


def raced(walk: Descent) -> str:
    """Say what became of a walk that raced others, in one or two sentences, its learning rate first."""
    found, taken, goal = walk.fate, steps_in_words(len(walk.moves)), walk.fate.limit
    start, last = f"At {rate_said(walk.learning_rate)} it", brief(walk.iterates[-1])
    neutral = f"{start} is at {last} after {taken}."
    if walk.stopped and not walk.overflowed:
        if math.isfinite(walk.slopes[-1]):
            return f"{start} steps out of the curve, after {taken}."
        corner = found.kind is Kind.STOPS and found.corner
        where = "lands on the corner" if corner else "comes to where there is no slope"
        return f"{start} {where}, after {taken}."
    if walk.overflowed and found.kind not in (Kind.FLIES, Kind.STRANDED):
        return f"{start} stops after {taken}: the next number is too large to compute."
    match found.kind:
        case Kind.ARRIVES if is_over(walk) and goal is not None:
            if found.steps == 1 and goal.kind == "minimum":
                return f"{start} lands in one step, on this {shape(walk.function)}."
            on = "" if goal.kind == "minimum" else f", on {place_name(walk.function, goal)}"
            return f"{start} lands at {brief(goal.x)}{on}, after {steps_in_words(found.steps or 0)}."
        case Kind.SETTLES | Kind.CREEPS if goal is not None:
            match reached(walk, goal):
                case Reached.ITSELF | Reached.PRINTED | Reached.CLOSE:
                    return f"{start} settles at {brief(goal.x)}."
                case Reached.LITTLE:
                    return f"{start} crawls. After {taken} it is still at {last}."
                case Reached.PART if found.swings and not goes_one_way(walk):
                    return (
                        f"{start} swings. After {taken} it is at {last}, and closing in on {brief(goal.x)}."
                    )
                case Reached.PART:
                    return f"{start} is slow. After {taken} it is still at {last}."
        case Kind.CYCLES if found.period == 2 and is_on_cycle(walk):
            return f"{start} jumps {_two_jumps(walk)} forever."
        case Kind.CYCLES:
            return f"{start} ends up jumping {cycle_brief(walk)} forever."
        case Kind.WANDERS:
            return f"{start} never settles: even {number(found.taken)} steps do not repeat."
        case Kind.FALLS | Kind.DRIFTS if goes_one_way(walk):
            return f"{start} falls. After {taken} it is at {last}, and so on."
        case Kind.FLIES if walk.overflowed:
            return f"{start} flies away, past {brief(passed(walk))}."
        case Kind.FLIES if has_flown(walk):
            if goes_one_way(walk) and abs(walk.moves[-1]) < _FAST * abs(walk.moves[0]):
                return f"{start} speeds up. After {taken} it is at {last}."
            return f"{start} flies away, past {brief(passed(walk))}."
        case Kind.FLIES:
            return f"{start} never settles. After {taken} it is at {last}, and its steps will grow."
        case Kind.STRANDED if is_over(walk):
            return f"{start} is thrown onto flat ground, at {last}."
        case (
            Kind.ARRIVES
            | Kind.SETTLES
            | Kind.CREEPS
            | Kind.FALLS
            | Kind.DRIFTS
            | Kind.STRANDED
            | Kind.STOPS
            | Kind.LEAVES
            | Kind.UNDECIDED
        ):
            return neutral
    assert_never(found.kind)


def _two_jumps(walk: Descent) -> str:
    """The two places of a cycle, the start first where it is one of them."""
    before, last = (float(x) for x in walk.iterates[-2:])
    if last == walk.iterates[0]:
        before, last = last, before
    digits = apart(before, last, most=12)
    return f"between {brief(before, digits)} and {brief(last, digits)}"


def cycle_brief(walk: Descent) -> str:
    """The places of a cycle as a phrase, to four digits or as many as tell them apart."""
    places = walk.fate.cycle
    if len(places) > _TELLABLE:
        low, high = min(places), max(places)
        digits = apart(low, high, most=12)
        return f"between {number(len(places))} places, from {brief(low, digits)} to {brief(high, digits)},"
    digits = apart(*places, most=12)
    said = [f"{brief(place, digits)}" for place in places]
    return f"between {', '.join(said[:-1])} and {said[-1]}"
