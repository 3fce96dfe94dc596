"""The judge of GradientDescent: every sentence of every beat against the long run of the same iteration."""

import functools
import re
from dataclasses import dataclass

import mpmath
import numpy as np
import sympy

from judge.formulas import read
from judge.long_run import STEPS, LongRun, X, bend, exact, expression, is_lowest
from judge.sentences import NUMBER, Grammar, Verdict, fits, unit, value

GRAMMAR = Grammar()
says = GRAMMAR.says


@dataclass
class Case:
    """A lesson's choice with its program; a racer has a rate of its own and 20 steps."""

    text: str
    program: str
    start: float
    rate: float
    steps: int
    longest: int = STEPS

    @functools.cached_property
    def run(self) -> LongRun:
        return LongRun(self.program, self.text, self.start, self.rate, self.longest)

    @functools.cached_property
    def taken(self) -> int:
        """Return how many steps are shown: fewer where the numbers end."""
        ended = self.run.end in ("no slope", "no value", "too large")
        return min(self.steps, len(self.run.xs) - 1) if ended else self.steps

    def x(self, step: int) -> float:
        return self.run.at(step)

    def slope(self, step: int) -> float:
        return float(exact(self.text, 1)(self.x(step)))

    @functools.cached_property
    def shown(self) -> np.ndarray:
        return np.array([self.x(k) for k in range(self.taken + 1)])

    @property
    def moves(self) -> np.ndarray:
        return np.diff(self.shown)

    @property
    def last(self) -> float:
        return self.x(self.taken)

    @property
    def parabola(self) -> bool:
        return bool(expression(self.text).is_polynomial(X) and expression(self.text).diff(X, 3) == 0)

    @property
    def stops(self) -> bool:
        return self.run.end in ("no slope", "no value") and len(self.run.xs) - 1 == self.taken

    @functools.cached_property
    def limit(self) -> float | None:
        return self.run.limit


def same_formula(text: str, said: str, order: int = 0) -> bool:
    """Say whether a formula, as it is written, has the values of the given function, or of its slope."""
    if re.fullmatch(r"f'?\(x\)", said):
        return True
    told, true = read(said), exact(text, order)
    checked = []
    for x in (-2.3, -0.7, 0.31, 0.9, 1.7, 4.2, -11.5, 37.3, 1234.5):
        with mpmath.workdps(25):
            roughly = told(x=x)
        with mpmath.workdps(40):
            here, there = told(x=x), true(x)
            # Where its own digits are lost, as in sin(e^1234), two ways to compute it need not agree.
            lost = not abs(roughly - here) <= 1e-12 * (1 + abs(here))
            if mpmath.isfinite(there) and not lost:
                checked.append(abs(here - there) <= 1e-9 * (1 + abs(there)))
    return bool(checked) and all(checked)


def place_fits(said: str, true: float) -> bool:
    return fits(said, true, 1e-12 * max(1.0, abs(true)))


# The beginning


@says(r"Here is the (bowl|curve) F\. The ball starts at N, and wants to go down\.")
def _(verdict: Verdict, line: str, case: Case, shape: str, formula: str, start: str) -> None:
    upright = case.parabola and exact(case.text, 2)(1.0) > 0
    verdict.claim((shape == "bowl") == bool(upright), line, "only an upright parabola is called a bowl")
    verdict.claim(same_formula(case.text, formula), line, "the formula is another one")
    verdict.claim(place_fits(start, case.start), line, "the start")


@says(r"Slide our bowl's lowest point to 0\. Now it is F, and we start at N\.")
def _(verdict: Verdict, line: str, case: Case, formula: str, start: str) -> None:
    verdict.claim(same_formula(case.text, formula), line, "the formula is another one")
    verdict.claim(place_fits(start, case.start), line, "the start")


@says(r"The derivative is F\.(?= At)")
def _(verdict: Verdict, line: str, case: Case, formula: str) -> None:
    verdict.claim(same_formula(case.text, formula, 1), line, "the derivative is another one")


@says(
    r"At N the slope is N\. "
    r"We step (left|right) by the learning rate, N, times N: that is (about )?N\."
)
def _(
    verdict: Verdict,
    line: str,
    case: Case,
    at: str,
    slope: str,
    way: str,
    rate: str,
    size: str,
    about: str | None,
    product: str,
) -> None:
    true = case.slope(0)
    verdict.claim(place_fits(at, case.start) and fits(slope, true), line, f"the slope is {true}")
    verdict.claim((true > 0) == (way == "left"), line, "the side")
    verdict.claim(abs(value(slope)) == value(size), line, "the same number in other digits")
    verdict.claim(fits(rate, case.rate) and fits(product, case.rate * abs(true)), line, "the step")
    if not about:
        off = abs(value(rate) * value(size) - value(product))
        verdict.claim(off <= 0.51 * unit(product), line, "what is said does not multiply", misleading=True)


@says(r"After each move, the code prints, so step 0 is already N\.")
def _(verdict: Verdict, line: str, case: Case, place: str) -> None:
    verdict.claim(fits(place, case.x(1)), line, f"it is {case.x(1)}")


@says(r"After each move, the code prints\. As it prints x, nothing has changed yet\.")
def _(verdict: Verdict, line: str, case: Case) -> None:
    spec = re.search(r"x = \{x:([^}]*)\}", case.program)[1]
    same = format(case.start, spec) == format(case.x(1), spec)
    verdict.claim(same, line, "the printed numbers differ")


@says(
    r"At N the slope is N, so the next step is (only) N\.",
    r"At N the slope is N, so the next step is (longer:) N\.",
    r"At N the slope is N, so the next step is (again) N\.",
    r"At N the slope is N, so the next step (turns back left), by N\.",
    r"At N the slope is N, so the next step (turns back right), by N\.",
)
def _(verdict: Verdict, line: str, case: Case, at: str, slope: str, how: str, size: str) -> None:
    first, second = case.x(1) - case.x(0), case.x(2) - case.x(1)
    verdict.claim(place_fits(at, case.x(1)) and fits(slope, case.slope(1)), line, f"slope {case.slope(1)}")
    verdict.claim(fits(size, abs(second)), line, f"the step is {second}")
    holds = {
        "only": first * second > 0 and abs(second) < abs(first),
        "longer:": first * second > 0 and abs(second) > abs(first),
        "again": abs(second - first) <= 2e-6 * abs(first),
        "turns back left": first > 0 > second,
        "turns back right": first < 0 < second,
    }[how]
    verdict.claim(holds, line, f"the steps are {first} and {second}")
    before = case.rate * abs(case.slope(0))
    if how in ("only", "longer:"):
        differ = abs(value(size) - before) > 0 and not fits(size, before, -0.4 * unit(size))
        verdict.claim(differ or not fits(size, before), line, "said alike, though they differ", True)


@says(r"At N the slope is N, and the next step is too small to move the ball\.")
def _(verdict: Verdict, line: str, case: Case, at: str, slope: str) -> None:
    verdict.claim(place_fits(at, case.x(1)) and fits(slope, case.slope(1)), line, f"slope {case.slope(1)}")
    verdict.claim(case.x(2) == case.x(1) and case.slope(1) != 0, line, "it moves")


@says(r"At N the slope is too small to compute, so there is no next step\.")
def _(verdict: Verdict, line: str, case: Case, at: str) -> None:
    slope = case.slope(1)
    verdict.claim(place_fits(at, case.x(1)) and case.run.end == "rests", line, "there is a next step")
    verdict.claim(abs(slope) < 1e-15 and not is_level(case), line, f"the slope is {slope}", misleading=True)


@says(r"At N the slope is (?:N), so there is no next step: (.+)\.$")
def _(verdict: Verdict, line: str, case: Case, at: str, slope: str, why: str) -> None:
    verdict.claim(case.run.end == "rests" and len(case.run.xs) == 2, line, "there is a next step")
    here, limit = case.x(1), case.limit
    lowest = limit is not None and kind_of(case.text, limit) == "minimum"
    if why == "the ball has arrived":
        verdict.claim(lowest, line, "it has not arrived at a bottom")
    elif why.startswith("the ball stands on"):
        verdict.claim(limit is not None and not lowest, line, "no top or terrace")
    else:
        flat = why == "the ground is flat here" and abs(case.rate * case.slope(1)) <= 1e-15 * abs(here)
        verdict.claim(limit is None and flat, line, "the ground is not flat")


@says(r"The steps (shrink|grow|stay the same|change) because the slope .+?\.")
def _(verdict: Verdict, line: str, case: Case, how: str) -> None:
    every = np.abs(case.moves[:5])
    sizes = every[every > 0]
    falls, rises = np.all(np.diff(sizes) < 0), np.all(np.diff(sizes) > 0)
    alike = np.all(np.abs(np.diff(sizes)) <= 2e-6 * sizes[:-1])
    holds = {
        "shrink": falls,
        "grow": rises,
        "stay the same": alike,
        "change": not (falls or alike or np.all(np.diff(every) > 0)),
    }
    verdict.claim(bool(holds[how] or (alike and how != "change")), line, f"the steps are {sizes}")


# The end of the shown steps


@says(r"Each step keeps N percent of x\.(?= )")
def _(verdict: Verdict, line: str, case: Case, percent: str) -> None:
    share = 1 - case.rate * float(exact(case.text, 2)(1.0))
    verdict.claim(case.parabola and fits(percent, 100 * share), line, f"it keeps {100 * share}")
    verdict.claim(case.limit is None or abs(case.limit) < 1e-12, line, "the bottom is not at 0")
    verdict.claim(value(percent) < 100, line, "all of it, as said", misleading=True)


@says(r"Each step keeps N percent of the distance to N\.(?= )")
def _(verdict: Verdict, line: str, case: Case, percent: str, goal: str) -> None:
    share = 1 - case.rate * float(exact(case.text, 2)(1.0))
    verdict.claim(case.parabola and fits(percent, 100 * share), line, f"it keeps {100 * share}")
    verdict.claim(limit_fits(goal, case), line, f"the bottom is {vertex(case)}")
    verdict.claim(value(percent) < 100, line, "all of it, as said", misleading=True)


def vertex(case: Case) -> float:
    slope = exact(case.text, 1)
    return float(-slope(0) / (slope(1) - slope(0)))


def limit_fits(said: str, case: Case) -> bool:
    if case.parabola:
        return fits(said, vertex(case)) and settles(case)
    return case.limit is not None and fits(said, case.limit, 1e-9)


def settles(case: Case) -> bool:
    """Say whether it has a limit; for a parabola by its own factor, which no number of steps may show."""
    if case.parabola:
        return abs(1 - case.rate * float(exact(case.text, 2)(1.0))) < 1
    return case.limit is not None


def goal(case: Case) -> float:
    return vertex(case) if case.parabola else float(case.limit)


def kind_of(text: str, place: float) -> str:
    slope = exact(text, 1)
    with mpmath.workdps(40):
        h = mpmath.mpf(10) ** -8 * max(1, abs(place))
        before, after = slope(place - h), slope(place + h)
    return "minimum" if before < 0 < after else "maximum" if before > 0 > after else "terrace"


def check_name(verdict: Verdict, line: str, case: Case, name: str) -> None:
    kind = kind_of(case.text, goal(case))
    if name == "the lowest point":
        verdict.claim(kind == "minimum", line, f"it is a {kind}")
        verdict.claim(is_lowest(case.text, goal(case)), line, "there are lower ones", misleading=True)
    else:
        expected = {"a low point": "minimum", "a top": "maximum", "a terrace": "terrace"}[name]
        verdict.claim(kind == expected, line, f"it is a {kind}")
        if name == "a low point":
            verdict.claim(not is_lowest(case.text, goal(case)), line, "it is the lowest", misleading=True)


NAME = r"(the lowest point|a low point|a top|a terrace)"


def check_steps(verdict: Verdict, line: str, case: Case, said: str) -> None:
    verdict.claim(int(said) == case.taken, line, f"{case.taken} steps are shown")


def check_way(verdict: Verdict, line: str, case: Case, steps: str, place: str, near: str) -> None:
    check_steps(verdict, line, case, steps)
    verdict.claim(settles(case) and limit_fits(near, case), line, f"it leads to {case.limit}")
    verdict.claim(fits(place, case.last), line, f"x is {case.last}")


@says(
    rf"After N steps?, x is N, which is {NAME} itself\.( The slope there is 0, so it stays\.)?",
    rf"After N steps?, x is N, which in this print is {NAME}\.()",
)
def _(verdict: Verdict, line: str, case: Case, steps: str, place: str, name: str, stays: str | None) -> None:
    check_steps(verdict, line, case, steps)
    verdict.claim(settles(case) or case.run.end == "rests", line, "it does not settle")
    if not (settles(case) or case.limit is not None):
        return
    verdict.claim(fits(place, case.last) and fits(place, goal(case)), line, f"the limit is {goal(case)}")
    if "itself" in line:
        verdict.claim(abs(case.last - goal(case)) <= 1e-11 * max(1.0, abs(case.start)), line, "not quite")
    check_name(verdict, line, case, name)


@says(r"(?:After|So after) N steps?, x is N\. That is almost N\.")
def _(verdict: Verdict, line: str, case: Case, steps: str, place: str, near: str) -> None:
    check_steps(verdict, line, case, steps)
    verdict.claim(place != near and limit_fits(near, case), line, "that is not where it leads")
    verdict.claim(fits(place, case.last), line, f"x is {case.last}")
    check_close(verdict, line, case)


@says(rf"After N steps?, x is N, which is near {NAME} at N\.")
def _(verdict: Verdict, line: str, case: Case, steps: str, place: str, name: str, near: str) -> None:
    check_way(verdict, line, case, steps, place, near)
    verdict.claim(place != near, line, "said alike, though they differ", misleading=True)
    if settles(case):
        check_close(verdict, line, case)
        check_name(verdict, line, case, name)


def check_close(verdict: Verdict, line: str, case: Case) -> None:
    close = abs(case.last - goal(case)) <= 0.06 * abs(case.start - goal(case))
    verdict.claim(close, line, "it is not close", misleading=True)


@says(rf"After N steps?, x is N, on its way to N, {NAME}\.")
def _(verdict: Verdict, line: str, case: Case, steps: str, place: str, near: str, name: str) -> None:
    check_way(verdict, line, case, steps, place, near)
    if settles(case):
        check_name(verdict, line, case, name)
        away = abs(case.last - goal(case))
        verdict.claim(away > 0, line, "it is there", misleading=True)


@says(rf"After N steps?, x is N: it swings around N, {NAME}, and closes in\.")
def _(verdict: Verdict, line: str, case: Case, steps: str, place: str, near: str, name: str) -> None:
    check_way(verdict, line, case, steps, place, near)
    if settles(case):
        check_name(verdict, line, case, name)
        check_swings(verdict, line, case)


def check_swings(verdict: Verdict, line: str, case: Case) -> None:
    away = case.run.xs - goal(case)
    away = away[np.abs(away) > 1e-9 * max(1.0, abs(goal(case)))]
    late = away[len(away) // 2 :]
    verdict.claim(bool((late[1:] * late[:-1] < 0).all()), line, "it does not swing")


@says(r"But it comes nearer ever more slowly\.")
def _(verdict: Verdict, line: str, case: Case) -> None:
    away = np.abs(case.run.xs - goal(case)) if settles(case) else np.zeros(1)
    ratio = away[-1] / away[-3] if len(away) > 3 and away[-3] else 0.0
    slow = case.run.end == "goes on" and ratio > 1 - 1e-3
    verdict.claim(slow, line, "it comes nearer by a steady factor")


@says(r"After N steps?, x has only come from N to N\.")
def _(verdict: Verdict, line: str, case: Case, steps: str, first: str, last: str) -> None:
    check_steps(verdict, line, case, steps)
    verdict.claim(fits(first, case.start) and fits(last, case.last), line, f"to {case.last}")
    verdict.claim(first != last, line, "said alike, though they differ", misleading=True)
    verdict.claim(settles(case), line, "there is no place that it is coming to")
    if settles(case):
        away, first_away = abs(case.last - goal(case)), abs(case.start - goal(case))
        way = np.sign(goal(case) - case.start)
        verdict.claim(away > 0.7 * first_away, line, "it has come far", misleading=True)
        verdict.claim(bool((np.sign(case.moves) == way).all()), line, "it turns back", misleading=True)


@says(r"It never settles: after N steps?, x still jumps between N and N\.")
def _(verdict: Verdict, line: str, case: Case, steps: str, one: str, other: str) -> None:
    check_steps(verdict, line, case, steps)
    verdict.claim(fits(one, case.x(case.taken - 1)) and fits(other, case.last), line, "the last places")
    verdict.claim(one != other, line, "said alike, though they differ", misleading=True)
    cycle = cycle_of(case)
    verdict.claim(len(cycle) == 2, line, f"it does not jump between two places, but {cycle}")
    if len(cycle) == 2:
        width = abs(cycle[0] - cycle[1])
        near = all(min(abs(case.x(case.taken - k) - c) for c in cycle) <= 0.1 * width for k in (0, 1))
        verdict.claim(near, line, f"not yet between {cycle}", misleading=True)


def cycle_of(case: Case) -> tuple[float, ...]:
    if case.parabola and abs(1 - case.rate * float(exact(case.text, 2)(1.0)) + 1) < 1e-12:
        return (case.start, 2 * vertex(case) - case.start)
    return case.run.cycle


@says(r"It never settles: after N steps?, x is N\.")
def _(verdict: Verdict, line: str, case: Case, steps: str, place: str) -> None:
    check_steps(verdict, line, case, steps)
    verdict.claim(fits(place, case.last), line, f"x is {case.last}")
    verdict.claim(not settles(case), line, f"it settles at {case.limit}")


PLACES = rf"between ({NUMBER}(?:, {NUMBER})* and {NUMBER})"
RANGE = r"between N places, from N to N,"


def check_places(verdict: Verdict, line: str, case: Case, said: str) -> None:
    told, cycle = re.findall(NUMBER, said), cycle_of(case)
    verdict.claim(len(told) == len(set(told)), line, "said alike, though they differ", misleading=True)
    verdict.claim(len(told) == len(cycle), line, f"the cycle is {cycle}")
    if len(told) != len(cycle):
        return
    width = max(cycle) - min(cycle)
    match = all(any(fits(one, place, 1e-6 * width) for place in cycle) for one in told)
    verdict.claim(match, line, f"the cycle is {cycle}")


def check_range(verdict: Verdict, line: str, case: Case, count: str, low: str, high: str) -> None:
    cycle = cycle_of(case)
    holds = bool(cycle) and len(cycle) == int(count)
    verdict.claim(holds, line, f"the cycle has {len(cycle)} places")
    if holds:
        width = max(cycle) - min(cycle)
        fit = fits(low, min(cycle), 1e-6 * width) and fits(high, max(cycle), 1e-6 * width)
        verdict.claim(fit, line, f"{cycle}")


@says(rf"In the end it jumps {PLACES} forever\.")
def _(verdict: Verdict, line: str, case: Case, places: str) -> None:
    check_places(verdict, line, case, places)


@says(rf"In the end it jumps {RANGE} forever\.")
def _(verdict: Verdict, line: str, case: Case, count: str, low: str, high: str) -> None:
    check_range(verdict, line, case, count, low, high)


@says(r"(?:And even|Even) N steps do not repeat or come to rest\.")
def _(verdict: Verdict, line: str, case: Case, count: str) -> None:
    check_wanders(verdict, line, case, int(count))


def check_wanders(verdict: Verdict, line: str, case: Case, count: int) -> None:
    xs = case.run.xs
    verdict.claim(len(xs) >= count, line, f"it {case.run.end} after {len(xs)} steps")
    if len(xs) < count:
        return
    tail = xs[:count][-3000:]
    width = float(np.ptp(tail[-700:]))
    verdict.claim(width > 1e-9 * max(1.0, abs(case.last)), line, "it comes to rest")
    repeats = [p for p in range(1, 65) if np.abs(tail[p:] - tail[:-p]).max() <= 1e-6 * width]
    verdict.claim(not repeats, line, f"it repeats after {repeats[:1]}")


@says(r"It falls and falls: after N steps?, x is N, and the slope is still the same\.")
def _(verdict: Verdict, line: str, case: Case, steps: str, place: str) -> None:
    check_steps(verdict, line, case, steps)
    straight = expression(case.text).diff(X, 2) == 0 and case.slope(0) != 0
    verdict.claim(straight and fits(place, case.last), line, "no straight line")


@says(r"After N steps?, x is N\.")
def _(verdict: Verdict, line: str, case: Case, steps: str, place: str) -> None:
    check_steps(verdict, line, case, steps)
    verdict.claim(fits(place, case.last), line, f"x is {case.last}")


@says(
    r"After N steps?, x is N, and the slope is N\.",
    r"After N steps?, x is N, and there the curve has no (slope)\.",
)
def _(verdict: Verdict, line: str, case: Case, steps: str, place: str, slope: str) -> None:
    check_steps(verdict, line, case, steps)
    verdict.claim(fits(place, case.last), line, f"x is {case.last}")
    if slope == "slope":
        verdict.claim(case.run.end == "no slope", line, "there is one")
        return
    true = case.slope(case.taken)
    tiny = value(slope) == 0 and abs(true) < 1e-300
    verdict.claim(tiny or fits(slope, true, 1e-9 * abs(true) + 1e-13), line, f"the slope is {true}")


@says(r"To the (left|right) the curve keeps falling, so it never arrives\.")
def _(verdict: Verdict, line: str, case: Case, way: str) -> None:
    sign = -1 if way == "left" else 1
    slope = exact(case.text, 1)
    ahead = [case.last + sign * gap for gap in np.geomspace(1e-3, 1e9, 600) * max(1.0, abs(case.last))]
    falls = [slope(x) * sign for x in ahead]
    verdict.claim(all(mpmath.isfinite(f) and f <= 0 for f in falls), line, "it rises, or ends, ahead")
    verdict.claim(case.run.one_way and not settles(case), line, "it does not go on for ever")
    verdict.claim(bool((np.sign(case.moves) == sign).all()), line, "the shown steps go another way")


@says(r"It never arrives: in the end it moves one way without end\.")
def _(verdict: Verdict, line: str, case: Case) -> None:
    verdict.claim(case.run.one_way and not settles(case), line, "it does not go on for ever")


@says(r"It flies off: after N steps?, the next number is too large to compute\.")
def _(verdict: Verdict, line: str, case: Case, steps: str) -> None:
    check_steps(verdict, line, case, steps)
    verdict.claim(case.run.end == "too large" and len(case.run.xs) - 1 == case.taken, line, case.run.end)


@says(r"After N steps? it must stop: the next number is too large to compute\.")
def _(verdict: Verdict, line: str, case: Case, steps: str) -> None:
    check_steps(verdict, line, case, steps)
    verdict.claim(case.run.end == "too large" and len(case.run.xs) - 1 == case.taken, line, case.run.end)


@says(r"It flies off: after N steps?, x is (past )?N, and it goes on\.")
def _(verdict: Verdict, line: str, case: Case, steps: str, past: str | None, place: str) -> None:
    check_steps(verdict, line, case, steps)
    if past:
        share = case.last / value(place)
        verdict.claim(1 <= share < 1.02, line, f"x is {case.last}")
    else:
        verdict.claim(fits(place, case.last), line, f"x is {case.last}")
    verdict.claim(flies(case), line, f"it does not fly: {case.run.end}, {case.run.last}")
    grown = abs(case.moves[-1]) > 1.5 * abs(case.moves[0])
    verdict.claim(grown, line, "the steps have not grown", misleading=True)


def flies(case: Case) -> bool:
    if case.parabola:
        return abs(1 - case.rate * float(exact(case.text, 2)(1.0))) > 1
    return case.run.grows and not settles(case)


@says(r"In the end its (?:swings|steps) grow without end\.")
def _(verdict: Verdict, line: str, case: Case) -> None:
    verdict.claim(flies(case), line, f"it does not fly: {case.run.end}, {case.run.last}")


@says(r"After N steps?, x is N: the curve is level here, so the ball stays\.")
def _(verdict: Verdict, line: str, case: Case, steps: str, place: str) -> None:
    check_steps(verdict, line, case, steps)
    verdict.claim(is_level(case), line, f"the slope is {case.slope(case.taken)}")
    verdict.claim(fits(place, case.last) and case.run.end == "rests", line, "it goes on")


def is_level(case: Case) -> bool:
    """Say whether the slope is 0 all around the end, as only |u| makes it, not too small for 40 digits."""
    slopes = [exact(case.text, 1)(case.last + gap) for gap in (-1e-3, 0, 1e-3)]
    return bool(expression(case.text).has(sympy.Abs)) and all(slope == 0 for slope in slopes)


def check_thrown(verdict: Verdict, line: str, case: Case) -> None:
    """Thrown is what one long step brings; what is level all around is walked to."""
    last = next((abs(move) for move in case.moves[::-1] if move), 0.0)
    verdict.claim(last >= 0.3 * abs(case.last - case.start), line, "no step throws it", misleading=True)
    verdict.claim(not is_level(case), line, "the ground is level", misleading=True)


def is_flat(case: Case) -> bool:
    """Say whether the ground is flat at the end, beside that at the start, and no step moves the ball."""
    slope, first = (abs(case.slope(step)) for step in (case.taken, 0))
    return slope <= 1e-5 * first and case.rate * slope <= 1e-15 * max(abs(case.last), 1)


@says(r"After N steps?, x is N: thrown onto flat ground, where the slope is too small to move it\.")
def _(verdict: Verdict, line: str, case: Case, steps: str, place: str) -> None:
    check_steps(verdict, line, case, steps)
    tiny = is_flat(case)
    verdict.claim(fits(place, case.last) and tiny, line, f"the slope is {case.slope(case.taken)}")
    verdict.claim(case.limit is None, line, "it has arrived")
    check_thrown(verdict, line, case)


@says(
    r"After N steps? it must stop: the next one would leave the domain of (F)\.",
)
def _(verdict: Verdict, line: str, case: Case, steps: str, formula: str, *_: str) -> None:
    check_steps(verdict, line, case, steps)
    verdict.claim(case.run.end == "no value", line, f"it {case.run.end}")
    verdict.claim(len(case.run.xs) - 1 == case.taken, line, "not here")
    verdict.claim(same_formula(case.text, formula), line, "the formula is another one")


@says(r"After N steps? it must stop: at N there is a corner, and a corner has no slope\.")
def _(verdict: Verdict, line: str, case: Case, steps: str, place: str) -> None:
    check_steps(verdict, line, case, steps)
    slope = exact(case.text, 1)
    left, right = (slope(case.last + gap) for gap in (-1e-9, 1e-9))
    corner = mpmath.isfinite(left) and mpmath.isfinite(right) and abs(left - right) > 1e-6
    verdict.claim(case.run.end == "no slope" and fits(place, case.last), line, f"it {case.run.end}")
    verdict.claim(bool(corner), line, f"one-sided slopes {left}, {right}")


@says(r"After N steps? it must stop: at N the curve has no slope\.")
def _(verdict: Verdict, line: str, case: Case, steps: str, place: str) -> None:
    check_steps(verdict, line, case, steps)
    verdict.claim(case.run.end == "no slope" and fits(place, case.last), line, f"it {case.run.end}")


@says(r"But at N the curve lies lower: N is only a local minimum\.")
def _(verdict: Verdict, line: str, case: Case, lower: str, here: str) -> None:
    verdict.claim(settles(case) and kind_of(case.text, goal(case)) == "minimum", line, "no minimum")
    if settles(case):
        value_at = exact(case.text)
        verdict.claim(fits(here, goal(case)), line, f"it is at {goal(case)}")
        verdict.claim(value_at(value(lower)) < value_at(goal(case)), line, "it does not lie lower")


@says(r"By then it has left the picture\.")
def _(verdict: Verdict, line: str, case: Case) -> None:
    verdict.claims += 1  # the picture's own tests hold it to its window


# The race


@says(r"Is a bigger learning rate r always faster\?", r"Now let it run\.")
def _(verdict: Verdict, line: str, case: Case) -> None:
    verdict.claims += 1


AT = r"At N it"


def check_rate(verdict: Verdict, line: str, case: Case, rate: str) -> None:
    verdict.claim(fits(rate, case.rate), line, f"the rate is {case.rate}")


@says(rf"{AT} lands in one step\.")
def _(verdict: Verdict, line: str, case: Case, rate: str) -> None:
    check_rate(verdict, line, case, rate)
    bottom = vertex(case) if case.parabola else case.limit
    there = bottom is not None and abs(case.x(1) - bottom) <= 1e-9 * max(1.0, abs(case.start))
    verdict.claim(there and kind_of(case.text, bottom) == "minimum", line, f"after a step x is {case.x(1)}")


@says(rf"{AT} lands at N(?:, on (a top|a terrace))?, after N steps?\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, place: str, name: str | None, steps: str) -> None:
    check_rate(verdict, line, case, rate)
    verdict.claim(case.limit is not None and fits(place, case.limit), line, f"it leads to {case.limit}")
    if case.limit is not None:
        there = abs(case.x(int(steps)) - case.limit) <= 1e-9 * max(1.0, abs(case.start))
        verdict.claim(there, line, f"then x is {case.x(int(steps))}")
        kind = kind_of(case.text, case.limit)
        verdict.claim(kind == {"a top": "maximum", "a terrace": "terrace", None: "minimum"}[name], line, kind)


@says(rf"{AT} settles at N\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, place: str) -> None:
    check_rate(verdict, line, case, rate)
    verdict.claim(settles(case) and limit_fits(place, case), line, f"it leads to {case.limit}")
    if settles(case):
        check_close(verdict, line, case)


@says(rf"{AT} (crawls|is slow), still at N\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, how: str, place: str) -> None:
    check_rate(verdict, line, case, rate)
    verdict.claim(fits(place, case.last), line, f"x is {case.last}")
    verdict.claim(settles(case), line, "there is no place that it is coming to")
    if settles(case):
        away, first = abs(case.last - goal(case)), abs(case.start - goal(case))
        verdict.claim(away > (0.7 if how == "crawls" else 0.04) * first, line, "it is near", misleading=True)


@says(rf"{AT} swings\. After N steps? it is at N, and closing in on N\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, steps: str, place: str, near: str) -> None:
    check_rate(verdict, line, case, rate)
    check_steps(verdict, line, case, steps)
    verdict.claim(fits(place, case.last), line, f"x is {case.last}")
    verdict.claim(settles(case) and limit_fits(near, case), line, f"it leads to {case.limit}")
    if settles(case):
        check_swings(verdict, line, case)


@says(rf"{AT} jumps between N and N forever\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, one: str, other: str) -> None:
    check_rate(verdict, line, case, rate)
    check_places(verdict, line, case, f"{one} and {other}")


@says(rf"{AT} ends up jumping {PLACES} forever\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, places: str) -> None:
    check_rate(verdict, line, case, rate)
    check_places(verdict, line, case, places)


@says(rf"{AT} ends up jumping {RANGE} forever\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, count: str, low: str, high: str) -> None:
    check_rate(verdict, line, case, rate)
    check_range(verdict, line, case, count, low, high)


@says(rf"{AT} never settles: even N steps do not repeat\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, count: str) -> None:
    check_rate(verdict, line, case, rate)
    check_wanders(verdict, line, case, int(count))


@says(rf"{AT} never settles\. After N steps? it is at N, and its steps will grow\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, steps: str, place: str) -> None:
    check_rate(verdict, line, case, rate)
    verdict.claim(fits(place, case.last), line, f"x is {case.last}")
    verdict.claim(flies(case), line, f"it does not fly: {case.run.end}, {case.run.last}")


@says(rf"{AT} keeps falling\. After N steps? it is at N\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, steps: str, place: str) -> None:
    check_rate(verdict, line, case, rate)
    check_steps(verdict, line, case, steps)
    verdict.claim(fits(place, case.last), line, f"x is {case.last}")
    verdict.claim(case.run.one_way and not settles(case), line, "it does not go on for ever")


@says(rf"{AT} speeds up\. After N steps? it is at N\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, steps: str, place: str) -> None:
    check_rate(verdict, line, case, rate)
    verdict.claim(fits(place, case.last) and flies(case), line, f"x is {case.last}, {case.run.end}")


@says(rf"{AT} flies away, past N\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, mark: str) -> None:
    check_rate(verdict, line, case, rate)
    verdict.claim(flies(case), line, f"it does not fly: {case.run.end}, {case.run.last}")
    before, last, mark_at = case.x(case.taken - 1), case.last, value(mark)
    low, high = min(before, last, case.start), max(before, last, case.start)
    slack = 0.6e-3 * abs(last)
    verdict.claim(low - slack <= mark_at <= high + slack, line, f"from {before} to {last}")


@says(rf"{AT} comes to level ground, at N\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, place: str) -> None:
    check_rate(verdict, line, case, rate)
    verdict.claim(is_level(case), line, f"the slope is {case.slope(case.taken)}")
    verdict.claim(fits(place, case.last) and case.run.end == "rests", line, "it goes on")


@says(rf"{AT} is thrown onto flat ground, at N\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, place: str) -> None:
    check_rate(verdict, line, case, rate)
    tiny = is_flat(case)
    verdict.claim(fits(place, case.last) and tiny, line, f"x is {case.last}")
    verdict.claim(case.limit is None, line, "it has arrived")
    check_thrown(verdict, line, case)


@says(rf"{AT} (lands on the corner|comes to where there is no slope), after N steps?\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, how: str, steps: str) -> None:
    check_rate(verdict, line, case, rate)
    check_steps(verdict, line, case, steps)
    verdict.claim(case.run.end == "no slope" and case.stops, line, case.run.end)


@says(rf"{AT} stops after N steps?: the next number is too large to compute\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, steps: str) -> None:
    check_rate(verdict, line, case, rate)
    check_steps(verdict, line, case, steps)
    verdict.claim(case.run.end == "too large" and len(case.run.xs) - 1 == case.taken, line, case.run.end)


@says(rf"{AT} steps out of the curve, after N steps?\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, steps: str) -> None:
    check_rate(verdict, line, case, rate)
    check_steps(verdict, line, case, steps)
    verdict.claim(case.run.end == "no value" and case.stops, line, case.run.end)


@says(rf"{AT} is at N after N steps?\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, place: str, steps: str) -> None:
    check_rate(verdict, line, case, rate)
    check_steps(verdict, line, case, steps)
    verdict.claim(fits(place, case.last), line, f"x is {case.last}")


# The limit


FACTOR = r"1 − (?:N)?r"


@says(rf"Each step multiplies (x|the distance) by {FACTOR}\.")
def _(verdict: Verdict, line: str, case: Case, what: str, said: str | None) -> None:
    true = float(exact(case.text, 2)(1.0))
    verdict.claim(case.parabola and fits(said or "1", true), line, f"it is 1 - {true} r")
    verdict.claim(what != "x" or abs(vertex(case)) < 1e-12, line, "the bottom is not at 0")


@says(rf"Near this minimum, each step multiplies the distance by about {FACTOR}\.")
def _(verdict: Verdict, line: str, case: Case, said: str | None) -> None:
    verdict.claim(case.limit is not None and kind_of(case.text, case.limit) == "minimum", line, "no minimum")
    if case.limit is not None:
        true = bend(case.text, case.limit)
        verdict.claim(fits(said or "1", true), line, f"it is 1 - {true} r")


@says(r"Here we come closer while the learning rate is between 0 and N\.")
def _(verdict: Verdict, line: str, case: Case, limit: str) -> None:
    bottom = vertex(case) if case.parabola else case.limit
    verdict.claim(bottom is not None and kind_of(case.text, bottom) == "minimum", line, "no minimum")
    if bottom is not None:
        true = bend(case.text, bottom)
        verdict.claim(true > 0 and fits(limit, 2 / true), line, f"2 / {true}")


@says(r"And x − N × F is F\.")
def _(verdict: Verdict, line: str, case: Case, rate: str, slope: str, kept: str) -> None:
    share = 1 - case.rate * float(exact(case.text, 2)(1.0))
    verdict.claim(fits(rate, case.rate) and same_formula(case.text, slope, 1), line, "the rule")
    verdict.claim(case.parabola and abs(vertex(case)) < 1e-12, line, "the bottom is not at 0")
    verdict.claim(abs(float(read(kept)(x=1.7)) - 1.7 * share) < 1e-9, line, f"{share} is left")


def judge(lines: dict[str, str], case: Case, rates: list[float]) -> Verdict:
    """Judge all lines of a lesson, by the names of their beats; those of racers by their own rates."""
    verdict = Verdict()
    racers = [Case(case.text, case.program, case.start, rate, 20, case.longest) for rate in rates]
    for name, line in lines.items():
        racer = re.fullmatch(r"racer_(\d+)", name)
        told = racers[int(racer[1]) - 1] if racer else case
        GRAMMAR.judge(line, verdict, told)
        for one, other in re.findall(rf"from ({NUMBER}) to ({NUMBER})", line):
            verdict.claim(one != other, line, "from a number to the same", misleading=True)
    return verdict
