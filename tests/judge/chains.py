"""The judge of ChainRule: both runs again in exact fractions, and the rates by small differences of them."""

from dataclasses import dataclass
from fractions import Fraction

from judge.sentences import Grammar, Verdict, fits, value

GRAMMAR = Grammar()
says = GRAMMAR.says


@dataclass
class Chain:
    """A lesson's choice: the dot (t, y) and the line p = w t + b."""

    t: float
    y: float
    w: float
    b: float
    told: float = 0.0  # the nudge that was told

    def run(self, w: Fraction | None = None, b: Fraction | None = None) -> dict[str, Fraction]:
        """All values, in exact fractions; of the line as it is, or with another weight or bias."""
        t, y, w0, b0 = (Fraction(repr(each)) for each in (self.t, self.y, self.w, self.b))
        p = (w0 if w is None else w) * t + (b0 if b is None else b)
        return {"p": p, "m": p - y, "L": (p - y) ** 2}

    def slope(self, of: str, to: str) -> Fraction:
        """Return how fast a value moves for w or b: the even difference, which is exact for squares."""
        h, start = Fraction(1, 1000), Fraction(repr(getattr(self, to)))
        far, near = self.run(**{to: start + h})[of], self.run(**{to: start - h})[of]
        return (far - near) / (2 * h)

    @property
    def last(self) -> Fraction:
        """Return how fast the loss moves for the miss: found by moving b, and with it the miss."""
        return self.slope("L", "b")

    @property
    def grown(self) -> Fraction:
        return self.run(w=Fraction(repr(self.w)) + Fraction(repr(self.told)))["L"] - self.run()["L"]


def near(said: str, true: Fraction | float) -> bool:
    """Say whether a number is true as it is said: to its own digits, large and small ones to three."""
    exact = float(true)
    rough = "×10" in said or abs(exact) >= 1000
    return fits(said, exact) or (rough and abs(value(said) - exact) <= 6e-3 * abs(exact))


def way(rate: Fraction | float, other: str | None) -> bool:
    return (rate < 0) == bool(other)


TIMES = r"(the other way, )?(?:N times as much|(just as much))"


def as_much(times: str | None, rate: Fraction | float) -> bool:
    return abs(rate) == 1 if times is None else near(times, abs(rate))


@says(r"Real models are functions inside functions\.")
def _(verdict: Verdict, line: str, case: Chain) -> None:
    verdict.claims += 1


@says(r"Follow one dot: its input t is N, and its target y is N\.")
def _(verdict: Verdict, line: str, case: Chain, t: str, y: str) -> None:
    verdict.claim(near(t, case.t) and near(y, case.y), line, "the dot")


@says(r"Set w to N and b to N\.")
def _(verdict: Verdict, line: str, case: Chain, w: str, b: str) -> None:
    verdict.claim(near(w, case.w) and near(b, case.b), line, "the line")


@says(r"The prediction p is N, the miss m is N, and the loss L, its square, is N\.")
def _(verdict: Verdict, line: str, case: Chain, p: str, m: str, loss: str) -> None:
    run = case.run()
    verdict.claim(near(p, run["p"]) and near(m, run["m"]), line, f"{float(run['p'])}, {float(run['m'])}")
    verdict.claim(near(loss, run["L"]) and run["L"] == run["m"] ** 2, line, f"the loss is {float(run['L'])}")


@says(r"Nudge w up by N\.")
def _(verdict: Verdict, line: str, case: Chain, nudge: str) -> None:
    case.told = value(nudge)
    small = case.told <= 0.02 * max(abs(case.w), 1.0)
    verdict.claim(case.told > 0 and small, line, "not a small step up")


@says(rf"The prediction moves {TIMES}, because the input is N\.")
def _(
    verdict: Verdict, line: str, case: Chain, other: str | None, times: str | None, _just: str | None, t: str
) -> None:
    rate = case.slope("p", "w")
    verdict.claim(way(rate, other) and as_much(times, rate) and near(t, case.t), line, f"{float(rate)}")


@says(r"The prediction does not move at all, because the input is N\.")
def _(verdict: Verdict, line: str, case: Chain, t: str) -> None:
    verdict.claim(case.slope("p", "w") == 0 and value(t) == 0, line, "it moves")


@says(r"The miss (moves|would move) just as much\.")
def _(verdict: Verdict, line: str, case: Chain, verb: str) -> None:
    verdict.claim(case.slope("m", "w") == case.slope("p", "w"), line, "another amount")
    verdict.claim((verb == "moves") == (case.slope("m", "w") != 0), line, "whether it moves", True)


@says(
    rf"The loss, its square, (moves|would move) {TIMES}"
    r"(?:: twice the miss|, because the miss is ((?:minus )?a half))\."
)
def _(
    verdict: Verdict,
    line: str,
    case: Chain,
    verb: str,
    other: str | None,
    times: str | None,
    just: str | None,
    half: str | None,
) -> None:
    verdict.claim(case.last == 2 * case.run()["m"], line, "not twice the miss")
    verdict.claim(bool(just) == bool(half), line, "as much as what?", True)
    told = {None: None, "a half": 0.5, "minus a half": -0.5}[half]
    verdict.claim(told is None or case.run()["m"] == told, line, f"the miss is {float(case.run()['m'])}")
    verdict.claim(way(case.last, other) and as_much(times, case.last), line, f"{float(case.last)}")
    verdict.claim((verb == "moves") == (case.slope("p", "w") != 0), line, "whether it moves", True)
    verdict.claim(case.last != 0, line, "a loss that does not move, moves", True)


@says(r"The loss, its square, (does|would) not move: there is no miss to double\.")
def _(verdict: Verdict, line: str, case: Chain, verb: str) -> None:
    verdict.claim(case.last == 2 * case.run()["m"] == 0, line, f"{float(case.last)}")
    verdict.claim((verb == "does") == (case.slope("p", "w") != 0), line, "whether it moves", True)


@says(
    r"How strongly does the loss react to w\?",
    r"Do we add these rates, or multiply them\?",
)
def _(verdict: Verdict, line: str, case: Chain) -> None:
    verdict.claims += 1


@says(r"Add the rates, to N, or multiply them, to N\?")
def _(verdict: Verdict, line: str, case: Chain, total: str, product: str) -> None:
    rates = case.slope("p", "w"), Fraction(1), case.last
    verdict.claim(near(total, sum(rates)), line, f"the sum is {float(sum(rates))}")
    verdict.claim(near(product, rates[0] * rates[2]), line, f"the product is {float(rates[0] * rates[2])}")
    verdict.claim(value(total) != value(product), line, "no choice", True)


@says(r"The chain rule multiplies: N times N times N makes N\.")
def _(verdict: Verdict, line: str, case: Chain, one: str, two: str, three: str, product: str) -> None:
    true = case.slope("p", "w"), Fraction(1), case.last
    verdict.claim(all(map(near, (one, two, three), true)), line, f"{[float(each) for each in true]}")
    verdict.claim(
        near(product, case.slope("L", "w")), line, f"the loss moves {float(case.slope('L', 'w'))} times"
    )


@says(r"The sum is the same, but only by chance\.")
def _(verdict: Verdict, line: str, case: Chain) -> None:
    t = case.slope("p", "w")
    verdict.claim(abs(t + 1 + case.last - t * case.last) < 1e-6, line, "the sum is another one")


@says(r"A rate of N passes nothing on\.")
def _(verdict: Verdict, line: str, case: Chain, nothing: str) -> None:
    zero = 0 in (case.slope("p", "w"), case.last)
    verdict.claim(zero and value(nothing) == 0, line, "all rates pass something on")


@says(r"Each step passes its change on(, and a negative rate turns it round| to the next one)\.")
def _(verdict: Verdict, line: str, case: Chain, rest: str) -> None:
    rates = case.slope("p", "w"), case.last
    verdict.claim(0 not in rates, line, "a rate is 0")
    verdict.claim(("negative" in rest) == (min(rates) < 0), line, "the signs of the rates")


@says(r"Each of the N blocks splits into N\.")
def _(verdict: Verdict, line: str, case: Chain, blocks: str, parts: str) -> None:
    whole = case.slope("p", "w")
    verdict.claim(value(blocks) == whole == int(whole) > 1, line, "not so many whole blocks")
    verdict.claim(near(parts, case.last) and case.last > 1, line, "not so many parts")


@says(r"Backpropagation starts at the loss and goes back: N, then N( again)?, and then N\.")
def _(verdict: Verdict, line: str, case: Chain, m: str, p: str, again: str | None, w: str) -> None:
    slopes = case.last, case.slope("L", "b"), case.slope("L", "w")
    verdict.claim(all(map(near, (m, p, w), slopes)), line, f"{[float(each) for each in slopes]}")
    verdict.claim((m == p) == bool(again), line, "whether it is the same again")


@says(r"For b, reuse the N at the prediction\. Times N, that makes a slope of N\.")
def _(verdict: Verdict, line: str, case: Chain, p: str, rate: str, slope: str) -> None:
    own = case.slope("p", "b")
    verdict.claim(near(p, case.last) and near(rate, own), line, "the rates")
    verdict.claim(near(slope, case.slope("L", "b")), line, f"the slope is {float(case.slope('L', 'b'))}")


@says(r"One sweep back gives the whole gradient: N for w and N for b\.")
def _(verdict: Verdict, line: str, case: Chain, w: str, b: str) -> None:
    true = case.slope("L", "w"), case.slope("L", "b")
    verdict.claim(all(map(near, (w, b), true)), line, f"{[float(each) for each in true]}")


@says(r"The line meets this dot, so there is nothing to learn from it\.")
def _(verdict: Verdict, line: str, case: Chain) -> None:
    verdict.claim(abs(case.run()["m"]) < 1e-9, line, "the line misses it")


def judge(lines: dict[str, str], case: Chain) -> Verdict:
    """Judge all lines of a lesson, in the order in which they are said."""
    verdict = Verdict()
    for line in lines.values():
        GRAMMAR.judge(line, verdict, case)
    return verdict
