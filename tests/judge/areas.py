"""The judge of Integral: sums and areas under the slope again, with 40 digits."""

from dataclasses import dataclass

import mpmath
import numpy as np
from scipy.special import erf

from judge.descents import same_formula
from judge.long_run import exact
from judge.sentences import Grammar, Verdict, fits

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
        return float(np.mean([abs(float(exact(self.text, 1)(float(x)))) for x in xs])) * (
            self.high - self.low
        )


def near(said: str, true: float, case: Area) -> bool:
    return fits(said, true, 1e-12 * case.size)


@says(r"Derivatives cut the curve F into slopes\. An integral adds small pieces back up\.")
def _(verdict: Verdict, line: str, case: Area, formula: str) -> None:
    verdict.claim(same_formula(case.text, formula), line, "the formula is another one")


@says(r"Start at N, and walk to N\. Each strip is slope times width\.")
def _(verdict: Verdict, line: str, case: Area, low: str, high: str) -> None:
    verdict.claim(fits(low, case.low) and fits(high, case.high), line, "the interval")


@says(r"Below the axis, it counts as minus\.")
def _(verdict: Verdict, line: str, case: Area) -> None:
    edges = np.linspace(case.low, case.high, case.counts[0] + 1)[:-1]
    verdict.claim(any(exact(case.text, 1)(float(x)) < 0 for x in edges), line, "nothing lies below")


@says(r"N strips? gives? N\. N give N\. And N give N\.")
def _(verdict: Verdict, line: str, case: Area, *told: str) -> None:
    for count, total in zip(told[::2], told[1::2], strict=True):
        true = case.strips(int(count))
        verdict.claim(near(total, true, case), line, f"{count} strips give {true}")


@says(r"Which number is the sum heading to\? Guess\.")
def _(verdict: Verdict, line: str, case: Area) -> None:
    verdict.claims += 1


@says(r"It (is heading to|stays at) (about )?N, the exact area\.")
def _(verdict: Verdict, line: str, case: Area, how: str, about: str | None, area: str) -> None:
    verdict.claim(near(area, case.climbed, case), line, f"it is {case.climbed}")
    totals = [case.strips(count) for count in case.counts]
    if how == "stays at":
        verdict.claim(all(near(area, total, case) for total in totals), line, f"{totals}")
    else:
        off = [abs(total - case.climbed) for total in totals]
        verdict.claim(off[-1] <= max(off), line, f"{totals}", misleading=True)


@says(r"You (climb|go down) just as far, from N to N\.")
def _(verdict: Verdict, line: str, case: Area, way: str, low: str, high: str) -> None:
    verdict.claim((case.climbed > 0) == (way == "climb"), line, f"the climb is {case.climbed}")
    verdict.claim(fits(low, case.low) and fits(high, case.high), line, "the interval")


@says(r"You climb as much as you go down, from N to N\.")
def _(verdict: Verdict, line: str, case: Area, low: str, high: str) -> None:
    verdict.claim(abs(case.climbed) <= 1e-9 * case.size, line, f"the climb is {case.climbed}")


@says(r"You climb nothing at all, from N to N\.")
def _(verdict: Verdict, line: str, case: Area, low: str, high: str) -> None:
    verdict.claim(case.size == 0, line, "the slope is not 0")


@says(r"So slopes, added up, give back the curve\.")
def _(verdict: Verdict, line: str, case: Area) -> None:
    verdict.claims += 1


@says(r"Integrals also make averages\. Choose x at random from N to N, again and again\.")
def _(verdict: Verdict, line: str, case: Area, low: str, high: str) -> None:
    verdict.claim(fits(low, case.low) and fits(high, case.high), line, "the interval")


@says(r"Now level the area like water\. The height you can expect is about N\.")
def _(verdict: Verdict, line: str, case: Area, mean: str) -> None:
    with mpmath.workdps(20):
        ends = np.linspace(case.low, case.high, 33)
        area = mpmath.quad(exact(case.text), [mpmath.mpf(float(end)) for end in ends])
    true = float(area) / (case.high - case.low)
    verdict.claim(fits(mean, true, 1e-9 * (1 + abs(true))), line, f"it is {true}")


@says(r"Under a bell curve, an area is a chance\. Within one spread of the middle, it is N percent\.")
def _(verdict: Verdict, line: str, case: Area, percent: str) -> None:
    verdict.claim(fits(percent, 100 * float(erf(2**-0.5))), line, "the chance")


@says(r"So integrals describe averages and chances\. The training step itself uses derivatives\.")
def _(verdict: Verdict, line: str, case: Area) -> None:
    verdict.claims += 1


def judge(lines: dict[str, str], case: Area) -> Verdict:
    """Judge all lines of a lesson."""
    verdict = Verdict()
    for line in lines.values():
        GRAMMAR.judge(line, verdict, case)
    return verdict
