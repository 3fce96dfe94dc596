"""The judge of Gradient and PartialDerivative: slopes with 40 digits, and the map on a grid of its own."""

import math
import re
from dataclasses import dataclass

import mpmath
import numpy as np
import sympy

from judge.formulas import read
from judge.sentences import NUMBER, Grammar, Verdict, fits, value

U, V = sympy.symbols("x y", real=True)
GRAMMAR = Grammar()
says = GRAMMAR.says


@dataclass
class Place:
    """A lesson's choice, and what its map shows: from left to right and bottom to top, and the dot if any.

    spot: where the way down is looked at. disc: the middle and the radius of the landscape that is shown.
    """

    text: str
    point: tuple[float, float]
    rate: float
    window: tuple[float, float, float, float]
    dot: tuple[float, float] | None
    spot: tuple[float, float] | None = None
    disc: tuple[tuple[float, float], float] | None = None

    def __post_init__(self) -> None:
        names = {"x": U, "y": V, "abs": sympy.Abs}
        self.formula = sympy.nsimplify(sympy.sympify(self.text, locals=names), rational=True)
        self.partials = [self.formula.diff(letter) for letter in (U, V)]
        self.grid = sympy.lambdify((U, V), self.formula, modules=[{"sign": np.sign}, "numpy"])

    def at(self, formula: sympy.Expr, point: tuple[float, float]) -> float:
        exact = [sympy.Float(repr(float(value)), 40) for value in point]
        return float(formula.evalf(40, subs=dict(zip((U, V), exact, strict=True))))

    def height(self, point: tuple[float, float]) -> float:
        return self.at(self.formula, point)

    @property
    def slopes(self) -> tuple[float, float]:
        first, second = (self.at(partial, self.point) for partial in self.partials)
        return first if abs(first) > 1e-30 else 0.0, second if abs(second) > 1e-30 else 0.0

    def seen(self) -> np.ndarray:
        left, right, bottom, top = self.window
        x, y = np.meshgrid(np.linspace(left, right, 301), np.linspace(bottom, top, 301))
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(self.grid(x, y), dtype=np.float64), x.shape)

    def stepped(self, rate: float) -> tuple[float, float]:
        return self.point[0] - rate * self.slopes[0], self.point[1] - rate * self.slopes[1]


def same(formula: sympy.Expr, said: str) -> bool:
    told = read(said)
    true = sympy.lambdify((U, V), formula, "math")
    found = 0
    for x, y in ((0.3, 0.7), (1.9, 1.2), (2.3, 0.4), (-1.1, 0.6), (0.8, -2.1)):
        try:
            a, b = float(told(x=x, y=y)), float(true(x, y))
        except (ValueError, ZeroDivisionError, OverflowError, TypeError):
            continue  # no real value, which some of these places may have none of
        if not (math.isfinite(a) and math.isfinite(b)):
            continue
        found += 1
        if abs(a - b) > 1e-9 * (1 + abs(b)):
            return False
    return found > 0


def near(said: str, true: float) -> bool:
    return fits(said, true, 1e-12 * max(1.0, abs(true)))


@says(r"We stand at x = N and y = N, where the value is N\.")
def _(verdict: Verdict, line: str, case: Place, x: str, y: str, height: str) -> None:
    verdict.claim(near(x, case.point[0]) and near(y, case.point[1]), line, "the point")
    verdict.claim(near(height, case.height(case.point)), line, "the value")


@says(r"Here is the landscape of (?:[fF]\(x, y\)|F)\.(?= We stand)")
def _(verdict: Verdict, line: str, case: Place, formula: str | None) -> None:
    verdict.claim(formula is None or same(case.formula, formula), line, "the formula is another one")


@says(
    r"Where nothing is drawn, there is no value, or one too far off to show\.",
    r"Does it point downhill or uphill\?",
    r"That vector is the gradient, written with a nabla\.",
    r"Why is that the steepest way\?",
    r"Turn a hand all around: your climb is the arrow's shadow on it\.",
    r"Lay the arrow on the map\. It stands at a right angle to the (?:ring|level line|level curve)\.",
)
def _(verdict: Verdict, line: str, case: Place) -> None:
    verdict.claims += 1


@says(r"Put its two slopes in one list: N along x, N along y\.")
def _(verdict: Verdict, line: str, case: Place, first: str, second: str) -> None:
    verdict.claim(near(first, case.slopes[0]) and near(second, case.slopes[1]), line, f"{case.slopes}")


@says(r"It points uphill: a step along it raises the value from N to N\.")
def _(verdict: Verdict, line: str, case: Place, here: str, there: str) -> None:
    verdict.claim(fits(here, case.height(case.point)) and value(there) > value(here), line, "it does not")


_WAY = r"(x|y|the ring|the level line|the level curve)"


@says(rf"It is N along {_WAY}, N along {_WAY}, and N along {_WAY}\.")
def _(verdict: Verdict, line: str, case: Place, *told: str) -> None:
    true = {"x": case.slopes[0], "y": case.slopes[1]}
    for rate, way in zip(told[::2], told[1::2], strict=True):
        verdict.claim(near(rate, true.get(way, 0.0)), line, f"{case.slopes}")


@says(
    r"It is longest along the arrow itself: N\.",
    r"So the arrow's length tells how fast the value climbs: N, all along [xy]\.",
)
def _(verdict: Verdict, line: str, case: Place, length: str) -> None:
    verdict.claim(near(length, math.hypot(*case.slopes)), line, f"{math.hypot(*case.slopes)}")


@says(r"Its sides are N and N long, so by Pythagoras the arrow is N long\.")
def _(verdict: Verdict, line: str, case: Place, first: str, second: str, whole: str) -> None:
    true = [abs(case.slopes[0]), abs(case.slopes[1]), math.hypot(*case.slopes)]
    verdict.claim(all(map(near, (first, second, whole), true)), line, f"{true}")


@says(r"Its sides are N and N: N and N times N\.")
def _(verdict: Verdict, line: str, case: Place, *told: str) -> None:
    first, second, three, four, times = map(value, told)
    verdict.claim(all(map(near, told[:2], np.abs(case.slopes))), line, f"{case.slopes}")
    verdict.claim((three * times, four * times) == (first, second), line, "not so many times")


@says(r"So its length is N times N: N, just its climb\.")
def _(verdict: Verdict, line: str, case: Place, five: str, times: str, whole: str) -> None:
    verdict.claim(value(five) * value(times) == value(whole), line, "the product")
    verdict.claim(near(whole, math.hypot(*case.slopes)), line, f"{math.hypot(*case.slopes)}")


@says(r"To go down, step the opposite way, by N times the gradient\.")
def _(verdict: Verdict, line: str, case: Place, rate: str) -> None:
    verdict.claim(near(rate, case.rate), line, "the rate")


@says(r"The value falls from N to N\.( That is off this picture\.)?")
def _(verdict: Verdict, line: str, case: Place, here: str, there: str, off: str | None) -> None:
    end = case.stepped(case.rate)
    verdict.claim(near(here, case.height(case.point)) and near(there, case.height(end)), line, "the values")
    verdict.claim(value(there) < value(here), line, "it does not fall as said", misleading=True)
    assert case.disc
    middle, radius = case.disc
    verdict.claim((math.dist(end, middle) <= radius) != bool(off), line, "on the picture or off it")


@says(r"But then we land where there is no value\.")
def _(verdict: Verdict, line: str, case: Place) -> None:
    try:
        lost = not math.isfinite(case.height(case.stepped(case.rate)))
    except TypeError:
        lost = True
    verdict.claim(lost, line, "there is one")


@says(r"But that is too long a step\.")
def _(verdict: Verdict, line: str, case: Place) -> None:
    rises = case.height(case.stepped(case.rate)) >= case.height(case.point)
    verdict.claim(rises, line, "it leads down")


@says(r"The slope only holds nearby, and the value (grows from N to|stays at) N\.")
def _(verdict: Verdict, line: str, case: Place, how: str, here: str | None, there: str) -> None:
    verdict.claim(near(there, case.height(case.stepped(case.rate))), line, "the value")
    if here:
        verdict.claim(value(there) > value(here), line, "it does not grow as said", misleading=True)


@says(r"With a smaller rate, N, the value falls to N\.")
def _(verdict: Verdict, line: str, case: Place, rate: str, there: str) -> None:
    end = case.height(case.stepped(value(rate)))
    verdict.claim(near(there, end) and end < case.height(case.point), line, f"it comes to {end}")


def miss(case: Place, stretch: float = 1.0) -> tuple[float, float]:
    """By how many radians, and how far, the way down misses the dot; of stretched rings, too."""
    spot = case.spot or case.point
    slopes = [case.at(partial, spot) for partial in case.partials]
    down = np.array([-slopes[0], -stretch * slopes[1]])
    goal = np.subtract(case.dot, spot)
    aside = down[0] * goal[1] - down[1] * goal[0]
    far = abs(aside) / math.hypot(*down) if down @ goal > 0 else math.hypot(*goal)
    return abs(math.atan2(aside, float(down @ goal))), far


def is_round(case: Place) -> bool:
    hessian = sympy.hessian(case.formula, (U, V))
    return not hessian.free_symbols and hessian[0, 0] == hessian[1, 1] and hessian[0, 1] == 0


@says(r"On circles, the way down aims at the centre\.")
def _(verdict: Verdict, line: str, case: Place) -> None:
    verdict.claim(is_round(case) and miss(case)[0] < 1e-9, line, f"it misses by {miss(case)}")


@says(r"Let y count N times as much: the rings stretch\.")
def _(verdict: Verdict, line: str, case: Place, times: str) -> None:
    verdict.claim(is_round(case) and value(times) == 3, line, "they are not")


@says(r"These rings are stretched\.")
def _(verdict: Verdict, line: str, case: Place) -> None:
    verdict.claim(not is_round(case), line, "they are not")


@says(r"The way down misses the centre by N\.")
def _(verdict: Verdict, line: str, case: Place, far: str) -> None:
    angle, true = miss(case, 3.0 if is_round(case) else 1.0)
    verdict.claim(angle > 1e-8 and near(far, true), line, f"it misses by {true}")


@says(r"Small steps bend towards it\.")
def _(verdict: Verdict, line: str, case: Place) -> None:
    hessian = sympy.hessian(case.formula, (U, V))
    verdict.claim(not hessian.free_symbols and hessian.is_positive_definite, line, "it is no bowl")


@says(r"From here the way down still aims at the centre\.", r"Here the way down aims at the centre\.")
def _(verdict: Verdict, line: str, case: Place) -> None:
    angle, _ = miss(case, 3.0 if is_round(case) else 1.0)
    verdict.claim(angle < 1e-6, line, f"it misses by {angle}")


@says(r"From most other places it does not\.")
def _(verdict: Verdict, line: str, case: Place) -> None:
    verdict.claims += 1


@says(r"The way down does not aim at the (lowest value|low point)\. It only knows the slopes right here\.")
def _(verdict: Verdict, line: str, case: Place, goal: str) -> None:
    values, here = case.seen(), case.height(case.dot)
    lowest = np.nanmin(values) >= here - 1e-9 * float(np.nanmax(values) - np.nanmin(values))
    verdict.claim((goal == "lowest value") == bool(lowest), line, "what lies at the dot")
    verdict.claim(miss(case)[0] > math.radians(1), line, "it does aim there", misleading=True)


# Partial derivatives

_SHAPE = r"(a level line|a straight line|a bowl|a hill|a curve)"


def shape_of(case: Place, moved: str) -> str:
    """The shape of the cut on which only this letter moves."""
    letter = U if moved == "x" else V
    other, place = (V, case.point[1]) if moved == "x" else (U, case.point[0])
    cut = case.formula.subs(other, sympy.nsimplify(repr(place), rational=True))
    value = sympy.lambdify(letter, cut, "mpmath")
    found: list[tuple[mpmath.mpf, mpmath.mpf]] = []
    with mpmath.workdps(60):  # by its values: to simplify a formula can take sympy for ever
        for step in range(-30, 31):
            at = mpmath.mpf(place_of(case, moved)) + mpmath.mpf(step) ** 3 / 97
            try:
                height = mpmath.mpmathify(value(at))
            except (ArithmeticError, ValueError, TypeError):
                continue
            if isinstance(height, mpmath.mpf) and mpmath.isfinite(height):
                found.append((at, height))
        for degree, shape in enumerate(("a level line", "a straight line", "")):
            if len(found) > 5 and fits_polynomial(found, degree):
                bends_up = divided(found[:: len(found) // 2][:3]) > 0
                return shape or ("a bowl" if bends_up else "a hill")
    return "a curve"


def place_of(case: Place, moved: str) -> float:
    return case.point[0] if moved == "x" else case.point[1]


def divided(points: list[tuple[mpmath.mpf, mpmath.mpf]]) -> mpmath.mpf:
    """The divided difference of these points: the leading coefficient of the polynomial through them."""
    if len(points) == 1:
        return points[0][1]
    return (divided(points[1:]) - divided(points[:-1])) / (points[-1][0] - points[0][0])


def fits_polynomial(points: list[tuple[mpmath.mpf, mpmath.mpf]], degree: int) -> bool:
    """Say whether one polynomial of this degree goes through all points, to 30 digits."""
    first = points[: degree + 1]
    for at, height in points[degree + 1 :]:
        told, product = mpmath.mpf(0), mpmath.mpf(1)
        for count in range(degree + 1):
            told += divided(first[: count + 1]) * product
            product *= at - first[count][0]
        if abs(told - height) > mpmath.mpf(10) ** -30 * (1 + abs(height)):
            return False
    return True


@says(r"Hold (x|y) still and move only (x|y)\.")
def _(verdict: Verdict, line: str, case: Place, held: str, moved: str) -> None:
    verdict.claim(held != moved, line, "the letters")


@says(r"Now hold (x|y) still\.")
def _(verdict: Verdict, line: str, case: Place, held: str) -> None:
    verdict.claim(held == "x", line, "its own slope was told before")


@says(r"The grey part stays N, so it adds no slope\.")
def _(verdict: Verdict, line: str, case: Place, stays: str) -> None:
    held = [term for term in sympy.Add.make_args(case.formula) if not term.has(U)]
    verdict.claim(bool(held) and near(stays, case.at(sympy.Add(*held), case.point)), line, f"{held}")


@says(
    r"At N its slope is N\. That is the partial derivative with respect to (x|y), "
    r"written with a curly d\."
)
def _(verdict: Verdict, line: str, case: Place, at: str, slope: str, letter: str) -> None:
    index = "xy".index(letter)
    verdict.claim(near(at, case.point[index]) and near(slope, case.slopes[index]), line, f"{case.slopes}")


@says(r"It is below zero, because the value falls as (x|y) grows\.")
def _(verdict: Verdict, line: str, case: Place, letter: str) -> None:
    verdict.claim(case.slopes["xy".index(letter)] < 0, line, "it rises")


@says(r"So right here, a little more (x|y) hardly changes the value\.")
def _(verdict: Verdict, line: str, case: Place, letter: str) -> None:
    verdict.claim(abs(case.slopes["xy".index(letter)]) < 1e-12, line, "it does")


@says(r"Is this cut steeper, or flatter\?")
def _(verdict: Verdict, line: str, case: Place) -> None:
    verdict.claims += 1


_STEEP = r"(flat here|just as steep|steeper|flatter)"


@says(
    rf"Its (slope) is N, so this cut is {_STEEP}\.",
    rf"This cut is {_SHAPE}, and its slope is N, so it is {_STEEP}\.",
)
def _(verdict: Verdict, line: str, case: Place, shape: str, slope: str, how: str) -> None:
    first, second = abs(case.slopes[0]), abs(case.slopes[1])
    verdict.claim(near(slope, case.slopes[1]), line, f"{case.slopes}")
    verdict.claim(shape in ("slope", shape_of(case, "y")), line, f"it is {shape_of(case, 'y')}")
    same_size = abs(first - second) <= 2e-9 * max(first, second)
    true = (
        "flat here"
        if second == 0
        else "just as steep"
        if same_size
        else "steeper"
        if second > first
        else "flatter"
    )
    verdict.claim(how == true, line, f"it is {true}")


def away(case: Place) -> list[float]:
    """Return how far the point is from the middle of round rings along each axis: it explains slopes."""
    assert case.dot and is_round(case)
    return [abs(a - b) for a, b in zip(case.point, case.dot, strict=True)]


@says(r"After all, y is( only)? N from the middle, and x( only| is) N\.")
def _(verdict: Verdict, line: str, case: Place, less: str | None, y: str, more: str, x: str) -> None:
    far = away(case)
    verdict.claim(near(x, far[0]) and near(y, far[1]), line, f"{far}")
    verdict.claim((far[1] < far[0]) == bool(less) and (far[0] < far[1]) == (more == " only"), line, f"{far}")


@says(r"Both y and x are N from the middle\.")
def _(verdict: Verdict, line: str, case: Place, both: str) -> None:
    verdict.claim(all(near(both, far) for far in away(case)), line, f"{away(case)}")


@says(r"So each axis has its own slope: N for x, N for y\. Here, (.+?)\.")
def _(verdict: Verdict, line: str, case: Place, x: str, y: str, which: str) -> None:
    verdict.claim(near(x, case.slopes[0]) and near(y, case.slopes[1]), line, f"{case.slopes}")
    first, second = (abs(slope) for slope in case.slopes)
    same_size = abs(first - second) <= 2e-9 * max(first, second)
    true = (
        f"only {'x' if second == 0 else 'y'} matters"
        if 0 in (first, second)
        else "both matter alike"
        if same_size
        else "y matters more than x"
        if second > first
        else "x matters more than y"
    )
    verdict.claim(which == true, line, true)


def judge(lines: dict[str, str], case: Place) -> Verdict:
    """Judge all lines of a lesson."""
    verdict = Verdict()
    for line in lines.values():
        GRAMMAR.judge(line, verdict, case)
        for one, other in re.findall(rf"from ({NUMBER}) to ({NUMBER})", line):
            verdict.claim(one != other, line, "from a number to the same", misleading=True)
    return verdict
