"""Bring lessons before the judge of the tests: what is false, misleading or late, and what fails to play.

python benchmarks/judge.py                     # all: descents, others, random formulas, plays
python benchmarks/judge.py --only descents --part 1/4
python benchmarks/judge.py --only random --seed 7   # other random formulas than usual
"""

import argparse
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

HOME = Path(__file__).parent.parent
sys.path[:0] = [str(HOME), str(HOME / "tests")]

from judge.corpus import Descent, descents, sample  # noqa: E402
from judge.digits import Digits  # noqa: E402
from judge.lessons import Choice, descent, others  # noqa: E402
from judge.sentences import Verdict  # noqa: E402
from manim import logger  # noqa: E402

from scenes import Derivative, Gradient, GradientDescent, Integral, PartialDerivative  # noqa: E402
from studio.film.drawing import draw  # noqa: E402
from studio.speech.voice import SilentVoice  # noqa: E402
from studio.stage.quality import Quality  # noqa: E402

LATE = 2.0  # seconds of processor time in which a lesson is made or refused
SMALL = Quality("small", 214, 120, 5)
RANDOM_STEPS = 60_000


def random_formula(draw: random.Random, depth: int = 3, letters: str = "x") -> str:
    """A formula that Python and sympy read alike."""
    if depth == 0 or draw.random() < 0.15:
        names = [draw.choice(letters) for _ in range(3)]
        return draw.choice([*names, str(draw.randint(1, 9)), f"{draw.uniform(0.1, 3):.2f}"])
    inner = random_formula(draw, depth - 1, letters)
    match draw.choice(["call", "power", "binary", "binary", "binary"]):
        case "call":
            name = draw.choice(["sin", "cos", "exp", "log", "sqrt", "abs", "tanh", "atan", "cosh"])
            return f"{name}({inner})"
        case "power":
            return f"({inner})**{draw.choice([2, 2, 3, 4, -1])}"
    other = random_formula(draw, depth - 1, letters)
    return f"({inner}) {draw.choice('++-*/')} ({other})"


def random_choices(count: int, seed: int) -> Iterable[Choice]:
    draw = random.Random(seed)
    for _ in range(count):
        formula = random_formula(draw)
        start, rate = round(draw.uniform(-3, 3), 2), float(f"{10 ** draw.uniform(-3, 0.5):.2g}")
        yield descent(Descent(formula, start, rate), RANDOM_STEPS)


def random_others(count: int, seed: int) -> Iterable[Choice]:
    """Random formulas in the four other lessons that take a function, in turn."""
    draw = random.Random(seed + 1)
    for index in range(count):
        place = round(draw.uniform(-3, 3), 2)
        if index % 4 < 2:
            formula = random_formula(draw)
            gaps = draw.choice([(1.0, 0.5, 0.1, 0.01), (2.0, 1.0, 0.1, 0.01), (0.5, 0.2, 0.05, 0.001)])
            high, strips = place + draw.choice([1, 2, 5]), draw.choice([(5, 10, 50), (4, 8, 80), (1, 2, 4)])
            yield (
                Choice(Derivative, {"function": formula, "point": place, "gaps": gaps})
                if index % 2
                else Choice(Integral, {"function": formula, "low": place, "high": high, "strips": strips})
            )
            continue
        formula, point = random_formula(draw, 3, "xy"), (place, round(draw.uniform(-3, 3), 1))
        rate = float(f"{10 ** draw.uniform(-3, 0.5):.2g}")
        yield (
            Choice(Gradient, {"function": formula, "point": point, "learning_rate": rate})
            if index % 2
            else Choice(PartialDerivative, {"function": formula, "point": point})
        )


def judged(choices: Iterable[Choice]) -> int:
    """Judge them; print each fault and the totals; return how many faults there are."""
    total, kinds, made, refused, late, crashed = Verdict(), Counter(), 0, 0, 0, 0
    for choice in choices:
        started = time.process_time()
        try:
            lesson = choice.lesson()
            lines = choice.lines(lesson)
        except ValueError as refusal:
            refused += 1
            if "⟦" in str(refusal) or "\n" in str(refusal):
                crashed += 1
                print(f"UNREADABLE {choice}: {refusal}")
            lines = {}
        except Exception:
            crashed += 1
            print(f"CRASHED {choice}\n{traceback.format_exc(limit=-3)}", flush=True)
            continue
        seconds = time.process_time() - started
        if seconds > LATE:
            late += 1
            print(f"LATE {seconds:.1f} s {choice}", flush=True)
        if not lines:
            continue
        made += 1
        if isinstance(lesson, GradientDescent):
            walks = [lesson.walk, *lesson.racers]
            kinds.update(walk.fate.kind.name for walk in walks)
        try:
            verdict = choice.judged(lesson, lines)
        except Exception:
            crashed += 1
            print(f"THE JUDGE CRASHED {choice}\n{traceback.format_exc(limit=-3)}", flush=True)
            continue
        for fault in verdict.faults:
            print(f"{choice}\n    {fault}", flush=True)
        total.add(verdict)
    told = f"{made} lessons, {refused} refused; {total.claims} claims: {len(total.false)} false, "
    print(f"{time.process_time():.0f} s of processor time in all")
    print(f"{told}{len(total.misleading)} misleading, {len(total.unread)} not recognised; {late} late")
    if kinds:
        share = 100 * kinds["UNDECIDED"] / sum(kinds.values())
        print(f"undecided: {share:.1f} % of {sum(kinds.values())} descents; {dict(kinds.most_common())}")
    return len(total.faults) + late + crashed


def played(choices: Iterable[Choice]) -> int:
    """Play them to their ends without drawing; return how many fail, or show one number in other digits."""
    failed = done = differ = 0
    with tempfile.TemporaryDirectory() as cache:
        for choice in choices:
            try:
                choice.lines(choice.lesson())
            except ValueError:
                continue
            digits = Digits(choice.parameters)
            try:
                draw(
                    choice.scene,
                    SMALL,
                    SilentVoice(),
                    digits,
                    cache=Path(cache),
                    parameters=choice.parameters,
                    rasterise=False,
                )
                done += 1
                faults = list(digits.faults())
                differ += bool(faults)
                for fault in faults:
                    print(f"{choice}\n    {fault}", flush=True)
            except Exception:
                failed += 1
                print(f"FAILED {choice}\n{traceback.format_exc(limit=-4)}", flush=True)
    print(f"{done} played to their end, {failed} failed, {differ} show a number in different digits")
    return failed + differ


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("descents", "others", "random", "random-others", "plays"))
    parser.add_argument("--part", default="1/1", help="such as 2/4: the second quarter")
    parser.add_argument("--random", type=int, default=1000, help="how many random formulas")
    parser.add_argument("--seed", type=int, default=1000, help="of the random formulas")
    parser.add_argument("--plays", type=int, default=100, help="how many lessons are played")
    given = parser.parse_args()
    logger.setLevel("ERROR")
    first, of = map(int, given.part.split("/"))
    played_ones = [*map(descent, sample(descents(), 2 * given.plays // 3, 5))]
    played_ones += sample(list(others()), given.plays - len(played_ones), 5)
    parts = {
        "descents": lambda: judged([*map(descent, descents())][first - 1 :: of]),
        "others": lambda: judged([*others()][first - 1 :: of]),
        "random": lambda: judged([*random_choices(given.random, given.seed)][first - 1 :: of]),
        "random-others": lambda: judged([*random_others(given.random, given.seed)][first - 1 :: of]),
        "plays": lambda: played(played_ones[first - 1 :: of]),
    }
    faults = 0
    for name, run in parts.items():
        if given.only in (None, name):
            print(f"-- {name}")
            started = time.monotonic()
            faults += run()
            print(f"   {time.monotonic() - started:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
