"""Fates: where descents lead in the long run, held to closed forms, theorems and a plain loop of our own."""

import math
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calc.fate import Evidence, Fate, Kind, fate
from calc.function import Function


def fate_of(text: str, start: float, rate: float) -> Fate:
    return fate(Function.parse(text), float(start), float(rate))


@given(st.integers(1, 40), st.integers(-30, 30), st.integers(-30, 30), st.integers(1, 120))
@settings(max_examples=60)
def test_on_a_parabola_the_factor_decides(bend, centre, start, percent):
    """x_k - c = m^k (x_0 - c), m = 1 - 2 a r, for a (x - c)^2."""
    a, rate = bend / 10, percent / 100
    found = fate_of(f"{a}*(x - {centre})**2", start, rate)
    factor = round(1 - 2 * a * rate, 12)
    if start == centre:
        assert (found.kind, found.steps) == (Kind.ARRIVES, 0)
    elif factor == 0:
        assert (found.kind, found.steps, found.limit.x) == (Kind.ARRIVES, 1, centre)
    elif factor == -1:
        assert (found.kind, found.cycle) == (Kind.CYCLES, (start, 2 * centre - start))
    elif abs(factor) < 1:
        assert (found.kind, found.limit.x) == (Kind.SETTLES, centre)
        assert found.multiplier == pytest.approx(factor) and found.swings == (factor < 0)
    else:
        assert found.kind is Kind.FLIES
    assert found.evidence is Evidence.CLOSED_FORM


@pytest.mark.parametrize(
    ("text", "start", "rate", "kind", "limit"),
    [
        ("x**4 - 3*x**2 + x", 2, 0.01, Kind.SETTLES, 1.1309011226299859),  # a root of 4x^3 - 6x + 1
        ("x**4 - 3*x**2 + x", 2, 1e-7, Kind.SETTLES, 1.1309011226299859),
        ("x**6 - x**2", 1, 0.1, Kind.SETTLES, 3**-0.25),
        ("x**4", 1, 0.1, Kind.CREEPS, 0),
        ("(x - 1)**4", 3, 0.1, Kind.CREEPS, 1),
        ("x**3", 1, 0.1, Kind.CREEPS, 0),
        ("x - sin(x)", 3, 0.1, Kind.CREEPS, 0),
        ("tanh(x)**2", 3, 1, Kind.CREEPS, 0),
        ("cos(x)", 1, 2, Kind.CREEPS, math.pi),
        ("cos(x)", 1, 1.9, Kind.SETTLES, math.pi),
        ("sin(x)", 1, 1, Kind.SETTLES, -math.pi / 2),
        ("x*abs(x)", 1, 0.1, Kind.SETTLES, 0),
        ("abs(x)**3", 1, 0.1, Kind.CREEPS, 0),
        ("x - log(x)", 0.5, 0.5, Kind.ARRIVES, 1),  # 0.5 - 0.5 (1 - 2) = 1
        ("x**4 - 2*x**2", 0.5, 1 / 3, Kind.ARRIVES, 1),  # 0.5 + 1.5/3
        ("x**4 - 2*x**2", 0.5, 0.33, Kind.WANDERS, None),
        ("sin(x)", 1, 100, Kind.WANDERS, None),
        ("abs(x) + x**2*0", 5, 0.3, Kind.CYCLES, None),
        ("exp(-x)", 1, 1, Kind.DRIFTS, None),
        ("1/x", 1, 0.1, Kind.DRIFTS, None),
        ("1/(1 + exp(-x))", 3, 1, Kind.DRIFTS, None),
        ("exp(x)", 10, 1, Kind.STRANDED, None),
        ("max(x, 0)", 1, 0.3, Kind.STRANDED, None),
        ("2*x + 1", 3, 0.1, Kind.FALLS, None),
        ("x**4", 1, 0.6, Kind.FLIES, None),
        ("-x**4", 1, 0.1, Kind.FLIES, None),
        ("sqrt(x)", 1, 0.1, Kind.LEAVES, None),
        ("log(x)", 1, 0.1, Kind.LEAVES, None),
        ("abs(x)", 1, 0.25, Kind.STOPS, None),
    ],
)
def test_each_kind(text, start, rate, kind, limit):
    found = fate_of(text, start, rate)
    assert found.kind is kind
    assert (found.limit is None) == (limit is None)
    if limit is not None:
        assert found.limit.x == pytest.approx(limit, rel=1e-14, abs=1e-300)
    assert found.corner == (kind is Kind.STOPS or "abs(x) +" in text)


def test_the_roots_of_the_issue_are_told_apart():
    """Descents that once were said to settle, to oscillate or to crawl."""
    two = fate_of("x**4 - 3*x**2 + x", 2, 0.15)
    assert sorted(two.cycle) == pytest.approx([-1.4451460250084538, -1.0849108900893847])
    far = fate_of("x**4 - 50*x**3 - x + 1", 5, 3.9e-4)
    assert sorted(far.cycle) == pytest.approx([32.3052407445, 40.7630135323])
    assert fate_of("x**2", 5, 0.9999).kind is Kind.SETTLES
    assert fate_of("x**4 - 2*x**2", 0.5, 0.33).exponent > 0.1


def test_a_cycle_comes_round_to_where_it_began():
    for text, start, rate in [
        ("sin(x)", 1, 3),
        ("cos(x)", 1, 2.1),
        ("x**3 - 3*x", 0.9, 0.4),
    ]:
        found = fate_of(text, start, rate)
        slope = Function.parse(text).slope
        x = found.cycle[0]
        for place in found.cycle:
            assert x == pytest.approx(place, abs=1e-9)
            x -= rate * slope(x)
        assert (found.period, found.kind) == (2, Kind.CYCLES)
        assert x == pytest.approx(found.cycle[0], abs=1e-9) and abs(found.multiplier) < 1


def test_steps_tell_when_it_has_come_near():
    found = fate_of("x**4 - 3*x**2 + x", 2, 0.01)
    x, near = 2.0, None
    for k in range(500):
        if near is None and abs(x - found.limit.x) <= 0.05 * (2 - found.limit.x):
            near = k
        x -= 0.01 * (4 * x**3 - 6 * x + 1)
    assert found.steps == near


def test_what_hangs_on_the_last_digit_is_left_undecided():
    """A chaotic approach to one of several attractors: floats do not tell which."""
    found = [fate_of("sin(x)", start, 6.3) for start in (1, 1.6, 3)]
    assert {each.kind for each in found} <= {Kind.UNDECIDED, Kind.WANDERS}


@pytest.mark.parametrize(
    "text",
    [
        "sin(cos(tan(exp(sin(cos(tan(x)))))))",
        "max(x, max(x^2, max(x^3, max(x^4, x^5))))",
        "x^x",
        "sin(1000x)",
    ],
)
def test_it_takes_no_second(text):
    function = Function.parse(text)
    function.require(0.7)
    started = time.process_time()
    fate(function, 0.7, 0.1)
    assert time.process_time() - started < 2
