"""The judge of Derivative: secants and limits again, with 40 digits."""

import re
from dataclasses import dataclass

import mpmath

from judge.descents import same_formula
from judge.formulas import read
from judge.long_run import X, exact, expression
from judge.sentences import NUMBER, Grammar, Verdict, fits, value

GRAMMAR = Grammar()
says = GRAMMAR.says


@dataclass
class Slope:
    """A lesson's choice: the text in x, the point, the gaps, and the side to which the gaps are laid."""

    text: str
    point: float
    gaps: tuple[float, ...]
    side: int
    told: float = 0.0  # the slope whose sign is told of

    def height(self, x: float) -> mpmath.mpf:
        return exact(self.text)(x)

    def secant(self, gap: float) -> mpmath.mpf:
        with mpmath.workdps(40):
            step = self.side * mpmath.mpf(repr(gap))
            start = mpmath.mpf(repr(self.point))
            return (exact(self.text)(start + step) - exact(self.text)(start)) / step

    def one_sided(self, side: int) -> mpmath.mpf:
        """The slope of ever nearer secants, by their limit: twice the nearer one less the farther."""
        value_at = exact(self.text)
        with mpmath.workdps(40):
            start = self.centre
            near, far = (
                (value_at(start + side * gap) - value_at(start)) / (side * gap)
                for gap in (mpmath.mpf(10) ** -12, 2 * mpmath.mpf(10) ** -12)
            )
            return 2 * near - far

    @property
    def centre(self) -> mpmath.mpf:
        """The point; the multiple of pi that it stands for, where it does."""
        share = self.point / float(mpmath.pi)
        if abs(share * 4 - round(share * 4)) < 1e-12 and self.point:
            return mpmath.pi * round(share * 4) / 4
        return mpmath.mpf(repr(self.point))

    @property
    def straight(self) -> bool:
        return expression(self.text).diff(X, 2) == 0


def near(said: str, true: mpmath.mpf) -> bool:
    return fits(said, float(true), 1e-9 * max(1.0, abs(float(true))))


def differ(one: mpmath.mpf, other: mpmath.mpf, slack: float) -> bool:
    """Say whether two slopes differ; of large ones, of which 40 digits are known, by a share of them."""
    return bool(abs(one - other) > max(slack, 1e-9 * abs(one)))


@says(r"Here is the (bowl|curve) F\. Look at it at N, where its height is N\.")
def _(verdict: Verdict, line: str, case: Slope, shape: str, formula: str, at: str, height: str) -> None:
    third = expression(case.text).diff(X, 3) == 0 and expression(case.text).is_polynomial(X)
    bowl = bool(third and exact(case.text, 2)(1.0) > 0)
    verdict.claim((shape == "bowl") == bowl, line, "only an upright parabola is called a bowl")
    verdict.claim(same_formula(case.text, formula), line, "the formula is another one")
    verdict.claim(near(at, case.point) and near(height, case.height(case.point)), line, "the height")


@says(
    r"How steep is it at N\? "
    r"Take a second point( on its left)?, and join the two\."
)
def _(verdict: Verdict, line: str, case: Slope, at: str, left: str | None) -> None:
    verdict.claim(near(at, case.point) and (case.side < 0) == bool(left), line, "the side")


@says(r"The gap is N and the rise is N, so the slope is N\.")
def _(verdict: Verdict, line: str, case: Slope, gap: str, rise: str, slope: str) -> None:
    true = case.secant(case.gaps[0])
    verdict.claim(near(gap, case.gaps[0]) and near(slope, true), line, f"the slope is {float(true)}")
    verdict.claim(near(rise, true * case.gaps[0]), line, "the rise")
    verdict.claim(fits(slope, value(rise) / value(gap)), line, "the numbers do not fit each other")


@says(r"With a gap of N, the slope is N\.(?= With)")
def _(verdict: Verdict, line: str, case: Slope, gap: str, slope: str) -> None:
    verdict.claim(near(gap, case.gaps[0]) and near(slope, case.secant(case.gaps[0])), line, "the slope")


@says(r"With a gap of N, it (drops to|rises to|stays at) N\.")
def _(verdict: Verdict, line: str, case: Slope, gap: str, how: str, slope: str) -> None:
    before, here = (case.secant(each) for each in case.gaps[:2])
    verdict.claim(near(gap, case.gaps[1]) and near(slope, here), line, f"the slope is {float(here)}")
    same = abs(here - before) <= 1e-6 * max(abs(here), abs(before))
    verdict.claim(how != "drops to" or here < before, line, "it does not drop")
    verdict.claim(how != "rises to" or here > before, line, "it does not rise")
    verdict.claim(how != "stays at" or same or near(slope, before), line, "it changes")


@says(r"As the gap keeps shrinking, where is the slope heading\?")
def _(verdict: Verdict, line: str, case: Slope) -> None:
    verdict.claims += 1


@says(r"With a gap of N, it is N\.")
def _(verdict: Verdict, line: str, case: Slope, gap: str, slope: str) -> None:
    true = case.secant(case.gaps[2])
    verdict.claim(near(gap, case.gaps[2]) and near(slope, true), line, f"the slope is {float(true)}")


@says(r"With N, it is N( again)?\.")
def _(verdict: Verdict, line: str, case: Slope, gap: str, slope: str, again: str | None) -> None:
    true = case.secant(case.gaps[3])
    verdict.claim(near(gap, case.gaps[3]) and near(slope, true), line, f"the slope is {float(true)}")


@says(
    r"At any x, take the rise over a gap h\. Divided by h, it is (.+?)\. "
    r"As h shrinks to 0, only (.+) is left\."
)
def _(verdict: Verdict, line: str, case: Slope, quotient: str, slope: str) -> None:
    verdict.claim(same_formula(case.text, slope, 1), line, "the slope is another one")
    for gap in (0.5, -1.25, 3.0):
        with mpmath.workdps(30):
            value_at, told = exact(case.text), read(quotient)
            for x in (-2.3, 0.31, 1.7):
                true = (value_at(x + gap) - value_at(x)) / mpmath.mpf(gap)
                verdict.claim(
                    abs(told(x=x, h=gap) - true) <= 1e-9 * (1 + abs(true)), line, f"h = {gap}, x = {x}"
                )


@says(r"Do the same at every other x\. The slope of the whole curve is (.+)\.")
def _(verdict: Verdict, line: str, case: Slope, slope: str) -> None:
    verdict.claim(same_formula(case.text, slope, 1), line, "the slope is another one")


@says(r"From the (right|left) the slopes head for N, but from the (right|left) for N\.")
def _(verdict: Verdict, line: str, case: Slope, one: str, first: str, other: str, second: str) -> None:
    sides = {"right": case.one_sided(1), "left": case.one_sided(-1)}
    verdict.claim(near(first, sides[one]) and near(second, sides[other]), line, f"{sides}")
    verdict.claim(one != other and first != second, line, "one side twice")


@says(r"So the curve has a corner: at N there is no derivative\.")
def _(verdict: Verdict, line: str, case: Slope, at: str) -> None:
    corner = differ(case.one_sided(1), case.one_sided(-1), 1e-6)
    verdict.claim(near(at, case.point) and corner, line, "no corner")


@says(r"On a straight line the slope stays at N\.")
def _(verdict: Verdict, line: str, case: Slope, slope: str) -> None:
    verdict.claim(case.straight and near(slope, case.one_sided(1)), line, "no straight line")


@says(r"That is its derivative at N(, and the tangent lies flat)?\.")
def _(verdict: Verdict, line: str, case: Slope, at: str, flat: str | None) -> None:
    verdict.claim(near(at, case.point), line, "the point")
    verdict.claim(not flat or abs(case.one_sided(1)) < 1e-9, line, "it is not flat")


@says(r"(The|With gaps smaller still, the) slopes head for N\.")
def _(verdict: Verdict, line: str, case: Slope, lead: str, slope: str) -> None:
    limits = case.one_sided(1), case.one_sided(-1)
    verdict.claim(near(slope, limits[0]) and not differ(*limits, 1e-5), line, f"{limits}")
    if lead == "The":
        off = [abs(case.secant(gap) - limits[0]) for gap in case.gaps]
        flat = abs(limits[0]) < 1e-9
        close = off[-1] <= 0.3 * max(off) and (flat or off[-1] <= 0.3 * abs(limits[0]))
        verdict.claim(close or max(off) < 1e-9, line, "those seen do not", misleading=True)


@says(r"That limit is the derivative at N(, and the tangent lies flat)?\.")
def _(verdict: Verdict, line: str, case: Slope, at: str, flat: str | None) -> None:
    verdict.claim(near(at, case.point), line, "the point")
    verdict.claim(bool(flat) == (abs(case.one_sided(1)) < 1e-12), line, "flat or not")


SIGNED = rf"([+−]?{NUMBER.removeprefix('−?')})"


@says(
    rf"Slope is not height\. The (?:loss|height) is N both at N and at N, "
    rf"yet the slopes are {SIGNED} and {SIGNED}\."
)
def _(
    verdict: Verdict, line: str, case: Slope, height: str, one: str, other: str, first: str, second: str
) -> None:
    for at, slope in ((one, first), (other, second)):
        x = value(at)
        slack = 2 * abs(float(exact(case.text, 1)(x))) * 10.0 ** -len(at.partition(".")[2])
        verdict.claim(fits(height, float(case.height(x)), slack), line, f"the height at {at}")
        bend = 2 * abs(float(exact(case.text, 2)(x))) * 10.0 ** -len(at.partition(".")[2])
        true = float(exact(case.text, 1)(x))
        verdict.claim(fits(slope.replace("+", ""), true, bend), line, f"the slope at {at} is {true}")
        verdict.claim((slope[0] == "+") == (true > 0), line, "the sign")


@says(
    rf"Slope is not height\. From N to N the (?:loss|height) grows from N to N, "
    rf"but the slope goes from {SIGNED} to {SIGNED}\."
)
def _(
    verdict: Verdict, line: str, case: Slope, a: str, b: str, low: str, high: str, first: str, second: str
) -> None:
    for at, height, slope in ((a, low, first), (b, high, second)):
        x = value(at)
        verdict.claim(near(height, case.height(x)), line, f"the height at {at}")
        verdict.claim(near(slope.replace("+", ""), exact(case.text, 1)(x)), line, f"the slope at {at}")
    verdict.claim(value(low) < value(high), line, "it does not grow")
    flatter = abs(value(second.replace("+", ""))) < abs(value(first.replace("+", "")))
    verdict.claim(flatter, line, "it is not flatter there", misleading=True)


@says(
    r"Plus means uphill to the right, and minus means downhill\."
    r"(?: Roll (?:down to the bottom|up to the top|to the terrace), and the slope becomes 0\.)?"
)
def _(verdict: Verdict, line: str, case: Slope) -> None:
    verdict.claims += 1


@says(r"A slope of 0 means that right here, the curve neither rises nor falls\.")
def _(verdict: Verdict, line: str, case: Slope) -> None:
    verdict.claim(abs(case.one_sided(1)) < 1e-12, line, "the slope is not 0")


@says(r"The sign of the slope is (plus|minus), so a step to the right goes (up|down)\.")
def _(verdict: Verdict, line: str, case: Slope, sign: str, way: str) -> None:
    up = case.told > 0
    verdict.claim((sign == "plus") == up and (way == "up") == up, line, "the sign")


def judge(lines: dict[str, str], case: Slope) -> Verdict:
    """Judge all lines of a lesson."""
    verdict = Verdict()
    case.told = float(case.one_sided(case.side))
    places = re.match(
        rf"Slope is not height\. (?:The \w+ is \S+ both at|From) ({NUMBER})", lines.get("height", "")
    )
    if places:
        case.told = float(exact(case.text, 1)(value(places[1])))
    for line in lines.values():
        GRAMMAR.judge(line, verdict, case)
    return verdict
