"""What a descent does, in sentences of a lesson: each true of the walk it is given, whatever that is.

Lines hold the written|spoken pairs of `calc.wording`. Numbers are said to four digits.
"""

from __future__ import annotations

import itertools
import math
import re

from calc.descent import Descent
from calc.function import Function
from calc.landscape import FlatPoint
from calc.wording import Wording, brief, number, written

_LONGEST = 9  # words of a formula that a sentence can hold
_CLOSE = 0.05  # of the way at the start: what is still to go when the walk is said to be close
_FAST = 5.0  # times the first step's length: a walk whose steps grow to that flies away
_NUMBER = re.compile(r"−?[\d.]+(×10\S+)?")
_SAME = 1e-6  # of a number: nearer ones are said to be the same


def name_of(function: Function, formula: Wording, mark: str = "") -> Wording:
    """A formula where a sentence can hold it, else the name f(x); with `mark` "'", the name of its slope."""
    if len(formula.written.split()) <= _LONGEST and len(formula.spoken.split()) <= 2 * _LONGEST:
        return formula
    x = function.variable
    return Wording(f"f{mark}({x})", f"f{' prime' if mark else ''} of {x}")


def _short(function: Function) -> Wording:
    return name_of(function, function.wording)


def side(move: float) -> str:
    """Where a move goes on the axis."""
    return "left" if move < 0 else "right"


def first_step(walk: Descent) -> str:
    """The first step as rate times slope."""
    x, slope, move = walk.iterates[0], walk.slopes[0], walk.moves[0]
    size = brief(abs(slope))
    rate = brief(walk.learning_rate)
    return (
        f"At {brief(x)} the slope is {brief(slope)}, "
        f"so we step {side(move)} by {rate} times {size}, which is {brief(abs(move))}."
    )


def first_print(walk: Descent) -> str:
    """Why the first printed line shows the place after the first move, or that it shows no difference."""
    spec = walk.formats[0]
    before, after = (format(x, spec) for x in walk.iterates[:2])
    if before == after:
        x = walk.function.variable
        return f"The code prints after each move. As it prints {x}, nothing has changed yet."
    return f"The code prints after each move, so step {number(0)} is already {number(float(after))}."


def next_step(walk: Descent) -> str:
    """The second step, compared with the first; the walk has at least two."""
    (first, second), slope = walk.moves[:2], walk.slopes[1]
    here, size = brief(walk.iterates[1]), brief(abs(second))
    if slope == 0:
        return f"At {here} the slope is {number(0)}, so there is no next step: the ball has arrived."
    start = f"At {here} the slope is {brief(slope)}, so the next step"
    if first * second < 0:
        return f"{start} turns back {side(second)}, by {size}."
    return f"{start} is {_compared(abs(second), abs(first))} {size}."


def _compared(size: float, before: float) -> str:
    if abs(size - before) <= _SAME * before:
        return "again"
    return "only" if size < before else "longer:"


def trend(walk: Descent, count: int) -> str:
    """What the first `count` steps have in common: they shrink, grow, stay the same, or change."""
    sizes = [abs(float(move)) for move in walk.moves[:count]]
    pairs = list(itertools.pairwise(sizes))
    if all(abs(b - a) <= _SAME * a for a, b in pairs):
        said = "The steps stay the same because the slope does."
    elif all(b < a for a, b in pairs):
        said = "The steps shrink because the slope shrinks."
    elif all(b > a for a, b in pairs):
        said = "The steps grow because the slope grows."
    else:
        said = "The steps change because the slope changes."
    return f"The learning rate never changed. {said}"


def steps_in_words(count: int) -> str:
    """ "1 step" or "20 steps"."""
    return f"{number(count)} step{'' if count == 1 else 's'}"


def outcome(walk: Descent) -> str:
    """Where all the steps lead, in one or two sentences."""
    name, taken = walk.function.variable, len(walk.moves)
    goal, after = walk.heads_for, f"After {steps_in_words(taken)}"
    start, last = brief(walk.iterates[0]), number(float(format(walk.iterates[-1], walk.formats[0])))
    match walk.behaviour:
        case "leaves the domain" if not math.isfinite(walk.slopes[-1]):
            return f"{after} it must stop: at {last} there is a corner, and a corner has no slope."
        case "leaves the domain":
            return f"{after} it must stop: the next one would leave the domain of {_short(walk.function)}."
        case "diverges" if walk.overflowed:
            return f"It flies off: {after.lower()}, the next number is too large to compute."
        case "diverges" if walk.function.curvature == 0:
            return f"It falls and falls: {after.lower()}, {name} is {last}, and the slope is still the same."
        case "diverges":
            return f"It flies off: {after.lower()}, {name} is {brief(walk.iterates[-1])}, and it goes on."
        case "oscillates":
            before = number(float(format(walk.iterates[-2], walk.formats[0])))
            return f"It never settles: {after.lower()}, {name} still jumps between {before} and {last}."
    kept = walk.contraction
    lead = ""
    if goal and kept is not None and 0.01 <= kept < 1:
        what = name if goal.x == 0 else f"the distance to {brief(goal.x)}"
        lead = f"Each step keeps {brief(100 * kept)} percent of {what}. "
    if walk.behaviour == "crawls":
        return f"{lead}{after}, {name} has only come from {start} to {last}."
    if goal is None:
        return f"{lead}{after}, {name} is {last}, and the slope is almost {number(0)}."
    return f"{lead}{after}, {name} is {last}: {_arrived(walk, goal)}."


def places_told(walk: Descent) -> list[str]:
    """The numbers in the line of `outcome`, as they are read, of where the walk is and heads."""
    taken = written(steps_in_words(len(walk.moves)))
    told = (word.strip(".,:") for word in written(outcome(walk)).partition(taken)[2].split())
    return list(dict.fromkeys(word for word in told if _NUMBER.fullmatch(word)))


def _arrived(walk: Descent, goal: FlatPoint) -> str:
    last = float(walk.iterates[-1])
    if abs(last - goal.x) <= 1e-12 * max(abs(goal.x), abs(float(walk.iterates[0])), 1e-300):
        return f"the {_place(goal)} itself"
    printed = float(format(last, walk.formats[0]))
    near = brief(goal.x)
    if abs(last - goal.x) > _CLOSE * abs(float(walk.iterates[0]) - goal.x):
        return f"on its way to {near}, the {_place(goal)}"
    if printed == float(format(goal.x, walk.formats[0])):
        return f"in this print, the {_place(goal)}"
    at = "" if walk.contraction is not None and goal.x == 0 else f"the {_place(goal)} at "
    return f"close to {at}{near}, but not {near}" if not at else f"close to {at}{near}"


def _place(goal: FlatPoint) -> str:
    return {"minimum": "lowest point" if not goal.corner else "corner", "maximum": "top"}.get(
        goal.kind, "terrace"
    )


def raced(walk: Descent) -> str:
    """What became of a walk that raced against others, in one sentence that begins with its learning rate."""
    rate, taken = brief(walk.learning_rate), len(walk.moves)
    last = brief(walk.iterates[-1])
    match walk.behaviour:
        case "leaves the domain" if not math.isfinite(walk.slopes[-1]):
            return f"At {rate} it lands on the corner, after {steps_in_words(taken)}."
        case "leaves the domain":
            return f"At {rate} it steps out of the curve, after {steps_in_words(taken)}."
        case "diverges" if walk.function.curvature == 0:
            return f"At {rate} it falls, to {last} after {steps_in_words(taken)}."
        case "diverges" if abs(walk.moves[-1]) < _FAST * abs(walk.moves[0]):
            return f"At {rate} it speeds up: {last} after {steps_in_words(taken)}."
        case "diverges":
            return f"At {rate} it flies away, past {brief(_passed(walk))}."
        case "oscillates":
            before = brief(walk.iterates[-2])
            one, other = (last, before) if walk.iterates[-1] == walk.iterates[0] else (before, last)
            return f"At {rate} it jumps between {one} and {other} forever."
        case "crawls":
            return f"At {rate} it crawls: still {last} after {steps_in_words(taken)}."
    landed = next((k for k, slope in enumerate(walk.slopes) if slope == 0), None)
    if landed == 1:
        return f"At {rate} it lands in one step, on this {shape(walk.function)}."
    goal = walk.heads_for
    if goal is None or abs(float(walk.iterates[-1]) - goal.x) > _CLOSE * abs(
        float(walk.iterates[0]) - goal.x
    ):
        return f"At {rate} it is slow: {last} after {steps_in_words(taken)}."
    return f"At {rate} it settles at {brief(goal.x)}."


def shape(function: Function) -> str:
    """What a curve is called: a bowl where it curves up evenly, else a curve."""
    return "bowl" if (function.curvature or 0) > 0 else "curve"


def _passed(walk: Descent) -> float:
    """A round number that a walk has passed: the whole part of its place, or less digits of a large one.

    Of one that flies from side to side, it is the distance.
    """
    before, last = (float(x) for x in walk.iterates[-2:])
    side, value = (math.copysign(1.0, last) if before * last > 0 else 1.0), abs(last)
    if value < 1:
        return side * value
    if value < 1000:
        return side * int(value)
    power = (
        10.0 ** (len(str(int(value))) - 3) if value < 1e15 else 10.0 ** (int(f"{value:e}".split("e")[1]) - 2)
    )
    return side * float(value // power * power)
