"""Facts and lines of a descent, for a lesson: each true of the walk it is given, whatever that is.

Facts come first, as data; the sentences speak from them. Of the shown steps a sentence says what they did; of
"forever" only what the walk's fate says (`calc.fate`).
"""

from __future__ import annotations

import itertools
import math
import re
from enum import Enum
from functools import lru_cache
from typing import Any, assert_never

import numpy as np

from calc.descent import Descent
from calc.fate import Kind, slopes_of
from calc.function import Function
from calc.landscape import FlatPoint, is_lowest
from calc.line import Line, Message, counted, listed, phrase, say
from calc.wording import Wording, apart, brief, digits_written, no_rounder, number, number_of, unit_of, worded

_LONGEST = 9  # words of a formula that a sentence can hold
_DIGITS = 6  # of a number in it
_CLOSE = 0.05  # of the way at the start: what is still to go when the walk is said to be close
_LITTLE = 0.2  # of that way: what has been gone, at most, when it is said to crawl
_FAR = 2.0  # times the first distance or step: what has grown more than so has flown
_FAST = 5.0  # times the first step's length: a walk whose steps grow to that flies away
_LOST = 1e-3  # of a slope: a rounding error that makes it another one
_SAME = 1e-6  # of a number: nearer ones are said to be the same
_TELLABLE = 4  # places of a cycle that a sentence can name
_LONG = 8  # characters of a number that was given

# Contexts of phrases, for who translates them.
PLACE, SIDE = "place", "the side that a step goes to"


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


def is_far(walk: Descent) -> bool:
    """Say whether the last shown place lies much farther out than the start."""
    return abs(float(walk.iterates[-1])) > _FAR * abs(float(walk.iterates[0]))


def goes_one_way(walk: Descent) -> bool:
    """Say whether no shown step turns back."""
    signs = np.sign(walk.moves[walk.moves != 0])
    return bool((signs == signs[:1]).all())


def is_swinging(walk: Descent) -> bool:
    """Say whether the walk comes to its limit from both sides in turn, and its last shown steps do so."""
    goal = walk.fate.limit
    if goal is None or not walk.fate.swings or len(walk.moves) < 2:
        return False
    first, between, last = (float(x) - goal.x for x in walk.iterates[-3:])
    return first * between < 0 and between * last < 0 and abs(last) < abs(first)


@lru_cache(maxsize=256)
def _is_lowest(function: Function, point: FlatPoint) -> bool:
    return is_lowest(function, point)


def place_name(function: Function, goal: FlatPoint) -> Message:
    """Return the name of a flat place, with its article; only one below all the rest is the lowest point."""
    if goal.kind == "minimum":
        lowest = _is_lowest(function, goal)
        return phrase("the lowest point", PLACE) if lowest else phrase("a low point", PLACE)
    return phrase("a top", PLACE) if goal.kind == "maximum" else phrase("a terrace", PLACE)


def is_bowl(function: Function) -> bool:
    """Say whether a curve is called a bowl: where it curves up evenly."""
    return (function.curvature or 0) > 0


def passed(walk: Descent) -> float:
    """Return a round number that a walk has passed on its last way: between where it was and where it is."""
    before, last = (float(x) for x in walk.iterates[-2:])
    size, start = abs(last), float(walk.iterates[0])
    if size < 1 or (before * last > 0 and abs(last) < abs(before)):
        return float(f"{last:.4g}")
    power = 1.0 if size < 1000 else 10.0 ** (math.floor(math.log10(size)) - 2)
    if start * last > 0 and math.floor(size / power) * power <= abs(start):  # so round, it was passed before
        power = 10.0 ** (math.floor(math.log10(size)) - 8)
    return math.copysign(math.floor(size / power) * power, last)


# Numbers as they are said


def name_of(function: Function, formula: Wording, mark: str = "") -> Wording:
    """A formula where a sentence can hold it, else the name f(x); with `mark` "'", the name of its slope."""
    short = len(formula.written.split()) <= _LONGEST and len(formula.spoken.split()) <= 2 * _LONGEST
    rounded = function.slope_is_rounded if mark else function.is_rounded
    if (
        short
        and not rounded
        and all(digits_written(part) <= _DIGITS for part in re.findall(r"[\d.]+", formula.written))
    ):
        return formula
    x = function.variable
    said = "{name} prime of {x}" if mark else "{name} of {x}"
    return worded(f"{{name}}{mark}({{x}})", said, name="f", x=x)


def _short(function: Function) -> Wording:
    return name_of(function, function.wording)


def place_digits(walk: Descent) -> int:
    """Return the number of significant digits of places: as many as the start was given in, four at least."""
    given = number(float(walk.iterates[0])).written
    return max(4, len(given.replace(".", "").strip("−0"))) if len(given) <= _LONG else 4


def rate_said(rate: float) -> Wording:
    """A learning rate as it was given, where that is short; a longer one is said no rounder than it is."""
    given = number(rate)
    return given if len(given.written) <= _LONG else no_rounder(rate)


def goal_said(walk: Descent, goal: float) -> Wording:
    """The limit as it is said beside the last place."""
    return two_said_brief(float(walk.iterates[-1]), goal, walk)[1]


def slope_said(walk: Descent, step: int) -> Wording:
    """The slope after so many steps, as it is said and labelled."""
    slope = float(walk.slopes[step])
    if step > 1 or not slope:
        return brief(slope)
    size = steepness_said(walk, step)
    return worded("−{number}", "minus {number}", number=size) if slope < 0 else size


def steepness_said(walk: Descent, step: int) -> Wording:
    """The size of one of the first two slopes, as it is said; they differ where they are not alike."""
    slope = abs(float(walk.slopes[step]))
    said = product_said(walk.learning_rate, slope)[1]
    if step == 0 or not slope:
        return said
    first = abs(float(walk.slopes[0]))
    alike = _alike(slope, first) or said.written != steepness_said(walk, 0).written
    return said if alike else brief(slope, apart(first, slope))


def size_said(walk: Descent, step: int) -> Wording:
    """The length of a step, as it is said and labelled.

    The second one is said to be shorter or longer than the first, so it must not read like the first rounded.
    """
    size = abs(float(walk.moves[step]))
    if step == 0:
        return product_said(walk.learning_rate, float(walk.slopes[0]))[2]
    if step > 1 or _alike(size, abs(float(walk.moves[step - 1]))):
        return brief(size)
    before, first = number_of(size_said(walk, step - 1)), abs(float(walk.moves[step - 1]))
    rounded = {brief(value, n).written for value in (before, first) for n in range(1, 13)}
    for digits in range(4, 12):
        said = brief(size, digits)
        if said.written not in rounded and (number_of(said) < before) == (size < first):
            return said
    return brief(size, 12)


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


def side(move: float) -> Message:
    """Return the side of the axis that a move goes to."""
    return phrase("left", SIDE) if move < 0 else phrase("right", SIDE)


def steps_said(count: int) -> Message:
    """Return "1 step" or "20 steps"."""
    return counted("{count} step", "{count} steps", count)


# Lines of the first steps


def next_step(walk: Descent) -> Line:
    """Return the line on the second step, compared with the first; the walk has at least two."""
    (first, second), slope = (float(move) for move in walk.moves[:2]), float(walk.slopes[1])
    here, steep = place_said(walk, 1), slope_said(walk, 1)
    if slope == 0:
        return _no_next_step(walk, here).opened_by("slope") + Line(without=frozenset({"size"}))
    if walk.iterates[2] == walk.iterates[1]:
        return say(
            "<slope>At {x} the slope is {slope}, and the next step is too small to move the ball.",
            without=["size"],
            x=here,
            slope=steep,
        )
    size = size_said(walk, 1)
    if first * second < 0:
        return say(
            "At {x} the slope is <slope>{slope}, so the next step turns back {side}, by <size>{size}.",
            x=here,
            slope=steep,
            side=side(second),
            size=size,
        )
    if _alike(abs(second), abs(first)):
        said = "At {x} the slope is <slope>{slope}, so the next step is again <size>{size}."
    elif abs(second) < abs(first):
        said = "At {x} the slope is <slope>{slope}, so the next step is only <size>{size}."
    else:
        said = "At {x} the slope is <slope>{slope}, so the next step is longer: <size>{size}."
    return say(said, x=here, slope=steep, size=size)


def _no_next_step(walk: Descent, here: Wording) -> Line:
    """Return the line on a ball that rests where its slope is 0."""
    goal = walk.fate.limit
    values: dict[str, Any] = {"x": here, "zero": number(0)}
    if goal is None and not walk.fate.flat:
        return say("At {x} the slope is too small to compute, so there is no next step.", x=here)
    if goal is None:
        return say("At {x} the slope is {zero}, so there is no next step: the ground is flat here.", **values)
    if goal.kind == "minimum":
        return say("At {x} the slope is {zero}, so there is no next step: the ball has arrived.", **values)
    return say(
        "At {x} the slope is {zero}, so there is no next step: the ball stands on {place}.",
        place=place_name(walk.function, goal),
        **values,
    )


def _alike(size: float, before: float) -> bool:
    return abs(size - before) <= _SAME * before


def trend(walk: Descent, count: int) -> Line:
    """Return what the first `count` steps have in common: they shrink, grow, stay the same, or change."""
    sizes = [abs(float(move)) for move in np.diff(walk.iterates[: count + 1])]
    pairs = [
        (a, b) for a, b in itertools.pairwise(sizes) if a or b
    ]  # in the end they are too small for floats
    if all(_alike(b, a) for a, b in pairs):
        return say("The steps stay the same because the slope does.")
    if all(b < a for a, b in pairs):
        return say("The steps shrink because the slope shrinks.")
    if all(b > a for a, b in pairs):
        return say("The steps grow because the slope grows.")
    return say("The steps change because the slope changes.")


# Lines of the outcome


def outcome(walk: Descent) -> Line:
    """Return the line that says where all the steps lead, in one or two sentences."""
    found, told = walk.fate, _told(walk)
    if walk.stopped and not walk.overflowed:
        return _stop(walk)
    if walk.overflowed and found.kind not in (Kind.FLIES, Kind.STRANDED):
        return say(
            "After {steps} it must stop: the next number is too large to compute.", steps=told["steps"]
        )
    match found.kind:
        case Kind.ARRIVES | Kind.SETTLES | Kind.CREEPS:
            return _on_the_way(walk)
        case Kind.CYCLES:
            return _on_a_cycle(walk)
        case Kind.WANDERS if len(walk.moves) > 2 and not goes_one_way(walk):
            return say("It never settles: after {steps}, {x} is {last}.", **told) + say(
                "And even {count} steps do not repeat or come to rest.", count=number(found.taken)
            )
        case Kind.WANDERS:
            return _neutral(walk) + say(
                "Even {count} steps do not repeat or come to rest.", count=number(found.taken)
            )
        case Kind.FALLS if walk.function.curvature == 0:
            return say(
                "It falls and falls: after {steps}, {x} is {last}, and the slope is still the same.", **told
            )
        case Kind.FALLS | Kind.DRIFTS if goes_one_way(walk):
            return _neutral(walk) + say(
                "To the left the curve keeps falling, so it never arrives."
                if walk.moves[-1] < 0
                else "To the right the curve keeps falling, so it never arrives."
            )
        case Kind.FALLS | Kind.DRIFTS:
            return _neutral(walk) + say("It never arrives: in the end it moves one way without end.")
        case Kind.FLIES:
            return _flight(walk)
        case Kind.STRANDED if is_over(walk):
            return say(
                "After {steps}, {x} is {last}: the curve is level here, so the ball stays."
                if found.flat
                else "After {steps}, {x} is {last}: "
                "thrown onto flat ground, where the slope is too small to move it.",
                **told,
            )
        case Kind.STRANDED | Kind.STOPS | Kind.LEAVES | Kind.UNDECIDED:
            return _neutral(walk)
    assert_never(found.kind)


def _told(walk: Descent) -> dict[str, Any]:
    """Return the values that most of these lines have: the steps taken, the variable, and where it is."""
    x, steps = walk.function.variable, steps_said(len(walk.moves))
    return {"steps": steps, "x": x, "last": place_said(walk, -1)}


def _neutral(walk: Descent) -> Line:
    """Say where the walk is, and how steep it is there: true of any walk."""
    slope, true = float(walk.slopes[-1]), slopes_of(walk.function)(float(walk.iterates[-1]))
    if abs(slope - true) > _LOST * abs(true):  # floats do not know it: of sin(x²) at 10²¹, say
        return say("After {steps}, {x} is {last}.", **_told(walk))
    if math.isfinite(slope):
        return say(
            "After {steps}, {x} is {last}, and the slope is {slope}.", slope=brief(slope), **_told(walk)
        )
    return say("After {steps}, {x} is {last}, and there the curve has no slope.", **_told(walk))


def _stop(walk: Descent) -> Line:
    """Say why the walk stops, of one whose next step has no value."""
    steps, here = steps_said(len(walk.moves)), place_said(walk, -1)
    if math.isfinite(walk.slopes[-1]):
        return say(
            "After {steps} it must stop: the next one would leave the domain of {curve}.",
            steps=steps,
            curve=_short(walk.function),
        )
    if walk.fate.kind is Kind.STOPS and walk.fate.corner:
        return say(
            "After {steps} it must stop: at {last} there is a corner, and a corner has no slope.",
            steps=steps,
            last=here,
        )
    return say("After {steps} it must stop: at {last} the curve has no slope.", steps=steps, last=here)


def _on_the_way(walk: Descent) -> Line:
    """Say how near a walk has come to its limit, and how it goes on."""
    found, goal, told = walk.fate, walk.fate.limit, _told(walk)
    assert goal is not None
    what = place_name(walk.function, goal)
    near, where = two_said_brief(float(walk.iterates[-1]), goal.x, walk)
    far = reached(walk, goal)
    if found.kind is Kind.ARRIVES and not is_over(walk):
        return _neutral(walk)
    told["place"] = what
    closer = told | {"near": near, "where": where}
    match far:
        case Reached.ITSELF:
            said = say("After {steps}, {x} is {last}, which is {place} itself.", **told)
            if goal.kind == "maximum":
                said += say("The slope there is {zero}, so it stays.", zero=number(0))
            return said
        case Reached.PRINTED:
            return say("After {steps}, {x} is {last}, which in this print is {place}.", **told)
        case Reached.CLOSE:
            if walk.function.curvature is not None and goal.x == 0:
                return say(
                    "So after {steps}, {x} is {near}. That is almost {where}."
                    if kept(walk).messages
                    else "After {steps}, {x} is {near}. That is almost {where}.",
                    **closer,
                )
            return say("After {steps}, {x} is {near}, which is near {place} at {where}.", **closer) + _slowly(
                walk
            )
        case Reached.LITTLE:
            start, here = two_said(walk, float(walk.iterates[0]), float(walk.iterates[-1]))
            start = (
                place_said(walk, 0)
                if start.written == printed(walk, float(walk.iterates[0])).written
                else start
            )
            return say(
                "After {steps}, {x} has only come from {start} to {here}.", start=start, here=here, **told
            )
        case Reached.PART if is_swinging(walk):
            return say(
                "After {steps}, {x} is {near}: it swings around {where}, {place}, and closes in.", **closer
            )
        case Reached.PART:
            return say("After {steps}, {x} is {near}, on its way to {where}, {place}.", **closer) + _slowly(
                walk
            )
    assert_never(far)


def _slowly(walk: Descent) -> Line:
    creeps = walk.fate.kind is Kind.CREEPS
    return say("But it comes nearer ever more slowly.") if creeps else Line()


def kept(walk: Descent) -> Line:
    """Say what share of the distance each step on a parabola keeps; an empty line where that changes.

    Nor is it said of one that has not arrived yet, though it will, and of one that swings from side to side.
    """
    share, goal = walk.contraction, walk.fate.limit
    if share is None or goal is None or not 0.01 <= share < 1:
        return Line()
    found = walk.fate
    if found.kind not in (Kind.ARRIVES, Kind.SETTLES, Kind.CREEPS) or (walk.stopped or walk.overflowed):
        return Line()
    if found.kind is Kind.ARRIVES and not is_over(walk):
        return Line()
    if reached(walk, goal) is Reached.PART and is_swinging(walk):
        return Line()
    percent = brief(100 * share)
    if percent.written == "100":
        percent = brief(100 * share, apart(100 * share, 100.0))
    if goal.x == 0:
        return say("Each step keeps {percent} percent of {x}.", percent=percent, x=walk.function.variable)
    return say(
        "Each step keeps {percent} percent of the distance to {goal}.",
        percent=percent,
        goal=goal_said(walk, goal.x),
    )


def two_said_brief(here: float, goal: float, walk: Descent) -> tuple[Wording, Wording]:
    """Return the walk's place as printed, and its limit in four digits.

    Where these would seem to be the place rounded, it is told as it would be printed or, where that is alike,
    both with as many digits as tell them apart.
    """
    digits = place_digits(walk)
    one, other = printed(walk, here), brief(goal, digits)
    if brief(here, digits).written == other.written:
        other = printed(walk, goal)
    if one.written == other.written and here != goal:
        digits = apart(here, goal, most=12)
        return brief(here, digits), brief(goal, digits)
    return one, other


def _on_a_cycle(walk: Descent) -> Line:
    if walk.fate.period == 2 and is_on_cycle(walk):
        before, last = two_said(walk, float(walk.iterates[-2]), float(walk.iterates[-1]))
        told = _told(walk) | {"before": before, "last": last}
        return say("It never settles: after {steps}, {x} still jumps between {before} and {last}.", **told)
    here = say("It never settles: after {steps}, {x} is {last}.", **_told(walk))
    places = walk.fate.cycle
    if len(places) > _TELLABLE:
        one, other = _all_said(walk, (min(places), max(places)))
        return here + say(
            "In the end it jumps between {count} places, from {low} to {high}, forever.",
            count=number(len(places)),
            low=one,
            high=other,
        )
    return here + say("In the end it jumps between {places} forever.", places=listed(_all_said(walk, places)))


def _all_said(walk: Descent, values: tuple[float, ...]) -> tuple[Wording, ...]:
    """Different values of x, as they are printed or with as many digits as tell them apart."""
    said = tuple(printed(walk, value) for value in values)
    if len({each.written for each in said}) == len(values):
        return said
    digits = apart(*values, most=12)
    return tuple(brief(value, digits) for value in values)


def _flight(walk: Descent) -> Line:
    """Of a walk that leaves every bound: how far the shown steps have led."""
    told, taken = _told(walk), len(walk.moves)
    if walk.overflowed:
        return say(
            "It flies off: after {steps}, the next number is too large to compute.", steps=told["steps"]
        )
    if has_flown(walk):
        if len(told["last"].written) > _LONG and not walk.formats[0].endswith("e"):
            told["last"] = brief(passed(walk))
            return say("It flies off: after {steps}, {x} is past {last}, and it goes on.", **told)
        return say("It flies off: after {steps}, {x} is {last}, and it goes on.", **told)
    return say("It never settles: after {steps}, {x} is {last}.", **told) + say(
        "In the end its swings grow without end."
        if taken > 1 and not goes_one_way(walk)
        else "In the end its steps grow without end."
    )


def lower_said(walk: Descent, lower: FlatPoint) -> Line:
    """Say that the curve lies lower elsewhere than where the walk leads."""
    goal = walk.fate.limit
    assert goal is not None
    here = goal_said(walk, goal.x)
    if reached(walk, goal) in (Reached.ITSELF, Reached.PRINTED):
        here = place_said(walk, -1)
    return say(
        "<lower>But at {lower} the curve lies lower: {here} is only a local minimum.",
        lower=brief(lower.x),
        here=here,
    )


def jumps_on(walk: Descent) -> bool:
    """Say whether the shown steps go on jumping between two places."""
    return walk.fate.kind is Kind.CYCLES and walk.fate.period == 2 and is_on_cycle(walk)


def settled(walk: Descent) -> bool:
    """Say whether the shown steps have come so near their limit that they are said to settle there."""
    goal = walk.fate.limit
    if goal is None or walk.fate.kind is Kind.ARRIVES:
        return False
    return reached(walk, goal) in (Reached.ITSELF, Reached.PRINTED, Reached.CLOSE)


# Lines of the race


def raced(walk: Descent) -> Line:
    """Say what became of a walk that raced others, in one or two sentences, its learning rate first."""
    found, goal = walk.fate, walk.fate.limit
    start, end = (float(walk.iterates[k]) for k in (0, -1))
    rate, last, steps = (
        rate_said(walk.learning_rate),
        brief(end, apart(start, end)),
        steps_said(len(walk.moves)),
    )
    told: dict[str, Any] = {"rate": rate, "last": last, "steps": steps}
    if walk.stopped and not walk.overflowed:
        if math.isfinite(walk.slopes[-1]):
            return say("At {rate} it <run>steps out of the curve, after {steps}.", rate=rate, steps=steps)
        return say(
            "At {rate} it <run>lands on the corner, after {steps}."
            if found.kind is Kind.STOPS and found.corner
            else "At {rate} it <run>comes to where there is no slope, after {steps}.",
            rate=rate,
            steps=steps,
        )
    if walk.overflowed and not (found.kind is Kind.STRANDED or (found.kind is Kind.FLIES and is_far(walk))):
        said = "At {rate} it <run>stops after {steps}: the next number is too large to compute."
        return say(said, rate=rate, steps=steps)
    match found.kind:
        case Kind.ARRIVES if is_over(walk) and goal is not None:
            return _landed(walk, goal)
        case Kind.SETTLES | Kind.CREEPS if goal is not None:
            told["goal"] = brief(goal.x)
            match reached(walk, goal):
                case Reached.ITSELF | Reached.PRINTED | Reached.CLOSE:
                    return say("At {rate} it <run>settles at {goal}.", rate=rate, goal=told["goal"])
                case Reached.LITTLE:
                    return say("At {rate} it <run>crawls, still at {last}.", **told)
                case Reached.PART if is_swinging(walk):
                    return say(
                        "At {rate} it <run>swings. After {steps} it is at {last}, and closing in on {goal}.",
                        **told,
                    )
                case Reached.PART:
                    return say("At {rate} it <run>is slow, still at {last}.", **told)
        case Kind.CYCLES if found.period == 2 and is_on_cycle(walk):
            one, other = _two_jumps(walk)
            return say(
                "At {rate} it <run>jumps between {one} and {other} forever.", rate=rate, one=one, other=other
            )
        case Kind.CYCLES:
            return _ends_up_jumping(walk, rate)
        case Kind.WANDERS:
            said = "At {rate} it <run>never settles: even {count} steps do not repeat."
            return say(said, rate=rate, count=number(found.taken))
        case Kind.FALLS | Kind.DRIFTS if goes_one_way(walk):
            return say("At {rate} it <run>keeps falling. After {steps} it is at {last}.", **told)
        case Kind.FLIES if walk.overflowed or has_flown(walk):
            slow = goes_one_way(walk) and abs(walk.moves[-1]) < _FAST * abs(walk.moves[0])
            if slow and not walk.overflowed:
                return say("At {rate} it <run>speeds up. After {steps} it is at {last}.", **told)
            far = passed(walk)
            digits = apart(float(walk.iterates[0]), far)
            return say("At {rate} it <run>flies away, past {far}.", rate=rate, far=brief(far, digits))
        case Kind.FLIES:
            return say(
                "At {rate} it <run>never settles. After {steps} it is at {last}, and its steps will grow.",
                **told,
            )
        case Kind.STRANDED if is_over(walk):
            return say(
                "At {rate} it <run>comes to level ground, at {last}."
                if found.flat
                else "At {rate} it <run>is thrown onto flat ground, at {last}.",
                rate=rate,
                last=last,
            )
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
            return say("At {rate} it <run>is at {last} after {steps}.", **told)
    assert_never(found.kind)


def _landed(walk: Descent, goal: FlatPoint) -> Line:
    """Say where a racer has landed, and after how many steps."""
    rate, taken = rate_said(walk.learning_rate), walk.fate.steps or 0
    if taken == 1 and goal.kind == "minimum":
        return say("At {rate} it <run>lands in one step.", rate=rate)
    told: dict[str, Any] = {"rate": rate, "goal": brief(goal.x), "steps": steps_said(taken)}
    if goal.kind == "minimum":
        return say("At {rate} it <run>lands at {goal}, after {steps}.", **told)
    place = place_name(walk.function, goal)
    return say("At {rate} it <run>lands at {goal}, on {place}, after {steps}.", place=place, **told)


def _two_jumps(walk: Descent) -> tuple[Wording, Wording]:
    """The two places of a cycle, the one before last first, or the start where it is one of them."""
    shown = (float(x) for x in walk.iterates[-2:])  # close to the cycle, to which they may still be coming
    before, last = (min(walk.fate.cycle, key=lambda place: abs(place - x)) for x in shown)
    if last == walk.iterates[0]:
        before, last = last, before
    # As a cycle has its places: what rounding leaves of 0 is 0.
    before, last = (0.0 if abs(x) <= 1e-9 * abs(before - last) else x for x in (before, last))
    digits = apart(before, last, most=12)
    return brief(before, digits), brief(last, digits)


def _ends_up_jumping(walk: Descent, rate: Wording) -> Line:
    """Name the places of a cycle, to four digits or as many as tell them apart."""
    places = walk.fate.cycle
    if len(places) > _TELLABLE:
        low, high = min(places), max(places)
        digits = apart(low, high, most=12)
        return say(
            "At {rate} it <run>ends up jumping between {count} places, from {low} to {high}, forever.",
            rate=rate,
            count=number(len(places)),
            low=brief(low, digits),
            high=brief(high, digits),
        )
    digits = apart(*places, most=12)
    return say(
        "At {rate} it <run>ends up jumping between {places} forever.",
        rate=rate,
        places=listed([brief(place, digits) for place in places]),
    )
