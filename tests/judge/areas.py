"""The judge of Integral: sums and areas under the slope again, with 40 digits."""

from dataclasses import dataclass

import mpmath
import numpy as np
from scipy.special import erf

from judge.descents import same_formula
from judge.long_run import exact
from judge.sentences import Grammar, Verdict, fits, value

GRAMMAR = Grammar()
says = GRAMMAR.says


@dataclass
class Area:
    """A lesson's choice: the text in x, the interval, and the numbers of strips."""

    text: str
    low: float
    high: float
    counts: tuple[int, ...]

    def strips(self, count: int) -> float:
        slope = exact(self.text, 1)
        with mpmath.workdps(40):
            low, high = (mpmath.mpf(repr(end)) for end in (self.low, self.high))
            width = (high - low) / count
            places = (low + k * width for k in range(count))
            beside = mpmath.mpf(10) ** -25  # where the formula has no value, as that of x |x| at 0
            slopes = [slope(x) if mpmath.isfinite(slope(x)) else slope(x + beside) for x in places]
            return float(mpmath.fsum(slopes) * width)

    @property
    def climbed(self) -> float:
        with mpmath.workdps(40):
            value_at = exact(self.text)
            return float(value_at(mpmath.mpf(repr(self.high))) - value_at(mpmath.mpf(repr(self.low))))

    @property
    def size(self) -> float:
        xs = np.linspace(self.low, self.high, 400)
        return float(np.nanmean([abs(float(exact(self.text, 1)(float(x)))) for x in xs])) * (
            self.high - self.low
        )


def exactly(said: str, true: float, case: Area) -> bool:
    return abs(value(said) - true) <= 1e-9 * abs(true) + 1e-12 * case.size


def near(said: str, true: float, case: Area) -> bool:
    return fits(said, true, 1e-12 * np.nan_to_num(case.size, nan=1.0))


@says(
    r"Roll along the curve F, and draw its slope below\. "
    r"An integral goes the other way: it adds small pieces up\."
)
def _(verdict: Verdict, line: str, case: Area, formula: str) -> None:
    verdict.claim(same_formula(case.text, formula), line, "the formula is another one")


@says(
    r"Walk from N to N\. "
    r"Each strip's area, slope times width, N, is the climb at that slope\."
)
def _(verdict: Verdict, line: str, case: Area, low: str, high: str, width: str) -> None:
    verdict.claim(fits(low, case.low) and fits(high, case.high), line, "the interval")
    verdict.claim(fits(width, (case.high - case.low) / case.counts[0]), line, "the width of a strip")


@says(r"Below the axis, it counts as minus\.")
def _(verdict: Verdict, line: str, case: Area) -> None:
    edges = np.linspace(case.low, case.high, case.counts[0] + 1)[:-1]
    verdict.claim(any(exact(case.text, 1)(float(x)) < 0 for x in edges), line, "nothing lies below")


@says(r"Stacked up, they make stairs\.")
def _(verdict: Verdict, line: str, case: Area) -> None:
    verdict.claims += 1


@says(r"N strips? gives? N, N give N, and N give N\.")
def _(verdict: Verdict, line: str, case: Area, *told: str) -> None:
    for count, said, total in zip(case.counts, told[::2], told[1::2], strict=True):
        true = case.strips(int(count))
        verdict.claim(int(said) == count and near(total, true, case), line, f"{count} strips give {true}")


@says(r"Where is the sum heading\?")
def _(verdict: Verdict, line: str, case: Area) -> None:
    verdict.claims += 1


@says(
    r"(To|It stays at) (?:N, the exact area|the exact area, about N)\. "
    r"That is the integral, a long S, for sum, over slope times a tiny width\."
)
def _(verdict: Verdict, line: str, case: Area, how: str, exact: str | None, about: str | None) -> None:
    area = exact or about or ""
    verdict.claim(near(area, case.climbed, case), line, f"it is {case.climbed}")
    verdict.claim(bool(about) or exactly(area, case.climbed, case), line, f"not exactly {case.climbed}")
    totals = [case.strips(count) for count in case.counts]
    if how == "It stays at":
        verdict.claim(all(near(area, total, case) for total in totals), line, f"{totals}")
    else:
        off = [abs(total - case.climbed) for total in totals]
        verdict.claim(off[-1] <= max(off), line, f"{totals}", misleading=True)


@says(r"From N to N, the curve (climbs|falls) by just as much\.")
def _(verdict: Verdict, line: str, case: Area, low: str, high: str, way: str) -> None:
    verdict.claim((case.climbed > 0) == (way == "climbs"), line, f"the climb is {case.climbed}")
    verdict.claim(fits(low, case.low) and fits(high, case.high), line, "the interval")


@says(r"From N to N, the curve climbs as much as it falls\.")
def _(verdict: Verdict, line: str, case: Area, low: str, high: str) -> None:
    verdict.claim(abs(case.climbed) <= 1e-9 * case.size, line, f"the climb is {case.climbed}")
    verdict.claim(fits(low, case.low) and fits(high, case.high), line, "the interval")


@says(r"From N to N, the curve does not climb at all\.")
def _(verdict: Verdict, line: str, case: Area, low: str, high: str) -> None:
    verdict.claim(case.size == 0, line, "the slope is not 0")


@says(r"Adding up slopes gives it back\.")
def _(verdict: Verdict, line: str, case: Area) -> None:
    verdict.claims += 1


@says(
    r"Areas also make averages\. Pick (\w) at random from N to N\. "
    r"Each time, write down the height, and take the average\."
)
def _(verdict: Verdict, line: str, case: Area, variable: str, low: str, high: str) -> None:
    verdict.claim(variable in case.text or case.size == 0, line, "the variable")
    verdict.claim(fits(low, case.low) and fits(high, case.high), line, "the interval")


@says(
    r"Let the area settle, like water\. (About )?N, divided by its width, N, "
    r"is (about )?N: the height to expect, called the expectation\."
)
def _(
    verdict: Verdict,
    line: str,
    case: Area,
    about: str | None,
    area: str,
    width: str,
    near_by: str | None,
    mean: str,
) -> None:
    with mpmath.workdps(20):
        ends = np.linspace(case.low, case.high, 33)
        true = float(mpmath.quad(exact(case.text), [mpmath.mpf(float(end)) for end in ends]))
    wide, slack = case.high - case.low, 1e-9 * (1 + abs(true))
    verdict.claim(fits(area, true, slack), line, f"the area is {true}")
    verdict.claim(bool(about) or abs(value(area) - true) <= slack, line, f"not exactly {true}")
    verdict.claim(fits(width, wide), line, f"it is {wide} wide")
    verdict.claim(fits(mean, true / wide, slack), line, f"it is {true / wide}")
    quotient = value(area) / value(width)
    verdict.claim(bool(near_by) or fits(mean, quotient, slack), line, f"they give {quotient}")


@says(
    r"Under the bell curve, an area is a chance\. "
    r"Within one standard deviation of the middle, it is N percent\."
)
def _(verdict: Verdict, line: str, case: Area, percent: str) -> None:
    verdict.claim(fits(percent, 100 * float(erf(2**-0.5))), line, "the chance")


def judge(lines: dict[str, str], case: Area) -> Verdict:
    """Judge all lines of a lesson."""
    verdict = Verdict()
    for line in lines.values():
        GRAMMAR.judge(line, verdict, case)
    return verdict
