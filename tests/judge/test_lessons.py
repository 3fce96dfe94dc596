"""A sample of lessons before the judge; `benchmarks/judge.py` brings all of them."""

import time

import pytest

from judge.corpus import descents, sample
from judge.lessons import Choice, descent, others, rehearsed
from judge.sentences import Grammar, Verdict, fits, unit, value
from scenes import Integral

# Each once told a false story: a cycle was said to be the limit, a crawl, an arrival or an escape.
ONCE_FALSE = [
    ("x**4 - 3*x**2 + x", 2.0, 0.15),
    ("x**2", 5.0, 0.9999),
    ("x**4 - 2*x**2", 0.5, 0.33),
    ("x**4 - 50*x**3 - x + 1", 5.0, 3.9e-4),
    ("sin(x)", 1.0, 100.0),
    ("1/x", 1.0, 0.1),
    ("exp(x)", 10.0, 1.0),
    ("tanh(x)**2", 3.0, 1.0),
    ("x*abs(x)", 1.0, 0.1),
    ("(x + abs(x))/2", 2.0, 0.3),
    ("log(sqrt(x))", 1.92, 0.0015),
    ("cosh(x) + 0.86*x - x*(0.98 + x)", 2.39, 0.39),
    ("tanh(x**2 + 1.27/x)", -0.99, 1.2),
    ("abs(x) + 8/(sin(0.54)*x)", 0.23, 2.8),
]
STEPS = 40_000  # of a long run in the suite


def choices() -> list[Choice]:
    old = [
        Choice(
            descent(descents()[0]).scene,
            {"function": function, "start": start, "learning_rate": rate, "steps": 20},
            STEPS,
        )
        for function, start, rate in ONCE_FALSE
    ]
    return [*old, *(descent(each, STEPS) for each in sample(descents(), 8)), *sample(list(others()), 16)]


@pytest.mark.parametrize("choice", choices(), ids=str)
def test_every_sentence_holds(choice: Choice) -> None:
    started = time.process_time()
    try:
        lesson = choice.lesson()
        lines = choice.lines(lesson)
    except ValueError as refusal:
        assert "\n" not in str(refusal) and "⟦" not in str(refusal)
        return
    finally:
        assert time.process_time() - started < 2
    verdict = choice.judged(lesson, lines)
    assert verdict.claims > 5
    assert verdict.faults == []


@pytest.mark.parametrize(
    "choice",
    [
        descent(descents()[0]),
        next(others()),
        Choice(Integral, {"function": "sin(x)", "low": 0.0, "high": 6.0, "strips": (4, 8, 80)}),
    ],
    ids=str,
)
def test_the_lines_that_are_judged_are_those_that_are_said(choice: Choice) -> None:
    lesson = choice.lesson()
    assert choice.lines(lesson) == rehearsed(lesson)


def test_the_judge_reads_numbers_as_they_are_said() -> None:
    assert value("−1.25") == -1.25 and value("3.9×10⁻⁴") == pytest.approx(3.9e-4)
    assert unit("1.25") == 0.01 and unit("3.9×10⁻⁴") == pytest.approx(1e-5)
    assert fits("1.131", 1.1309) and not fits("1.131", 1.1325) and fits("22026", 22026.4658)


def test_a_sentence_that_the_judge_does_not_know_is_a_fault() -> None:
    verdict = Verdict()
    Grammar().judge("It does something new.", verdict)
    assert verdict.faults == ["It does something new.  [not recognised]"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("At 0.1 it settles at 0.", ""),
        ("At 0.1 it settles at 1.", "it leads to"),
        ("At 0.1 it jumps between 5 and −5 forever.", "the cycle is"),
        ("At 0.1 it lands in one step.", "after a step"),
        ("At 0.1 it flies away, past 10.", "does not fly"),
        ("Each step keeps 81 percent of x. At 0.1 it settles at 0.", "it keeps 80"),
        ("After 20 steps, x is 0.0576, on its way to 0, a low point.", "it is the lowest"),
    ],
)
def test_the_judge_finds_a_false_sentence(line: str, fault: str) -> None:
    choice = descent(descents()[0], 1000)
    assert (choice.parameters["function"], choice.parameters["learning_rate"]) == ("x**2", 0.1)
    verdict = choice.judged(choice.lesson(), {"twenty": line})
    assert bool(verdict.faults) == bool(fault)
    assert not fault or fault in verdict.faults[0]
