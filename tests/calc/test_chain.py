"""A graph run forwards and backwards, against sympy, against differences, and against a nudge."""

import math
from dataclasses import FrozenInstanceError

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from calc.chain import Graph
from calc.expression import symbol

MISS = Graph.parse("wbty", p="w*t + b", m="p - y", L="m^2")
RUN = MISS.forward(w=3, b=1, t=3, y=7)

# Shared nodes: a is used twice, and w along three ways.
GRAPHS = [
    MISS,
    Graph.parse("wb", a="w*b", c="a + w", d="a*c", f="sin(d)"),
    Graph.parse("wb", a="w^2 + b^2", c="sqrt(a + 1)", d="tanh(c) * a + w"),
    Graph.parse("w", a="exp(w/4)", c="a*a", d="c/a"),
    Graph.parse("wb", a="w + b", c="a + a^2", d="a - c"),
]


def composed(graph: Graph) -> sympy.Expr:
    """The last step as one expression of the inputs."""
    known: dict[sympy.Symbol, sympy.Expr] = {}
    for step in graph.steps:
        known[symbol(step.name)] = step.expression.subs(known)
    return known[symbol(graph.steps[-1].name)]


def test_the_run_of_the_course():
    assert (RUN["p"], RUN["m"], RUN["L"]) == (10, 3, 9)
    assert str(RUN) == "w = 3, b = 1, t = 3, y = 7, p = 10, m = 3, L = 9"
    path = RUN.path("w", "p", "m", "L")
    assert path.rates == (3, 1, 6) and path.turns == (1, 3, 3, 18)
    assert (path.rate, path.total) == (18, 10)
    assert str(path) == "w -> p -> m -> L: 3 * 1 * 6 = 18"
    back = RUN.backward()
    assert (back["L"], back["m"], back["p"], back["w"], back["b"]) == (1, 6, 6, 18, 6)
    assert str(back).splitlines() == [
        "L -> m: 1 * 6 = 6",
        "m -> y: 6 * −1 = −6",
        "m -> p: 6 * 1 = 6",
        "p -> w: 6 * 3 = 18",
        "p -> b: 6 * 1 = 6",
        "p -> t: 6 * 3 = 18",
    ]


def test_the_nudge_of_the_course():
    after = RUN.nudged("w", 0.01)
    assert after["w"] == pytest.approx(3.01) and after["L"] == pytest.approx(9.1809, abs=1e-12)
    assert RUN["L"] == 9  # the first run is as it was
    assert after["L"] - RUN["L"] == pytest.approx(0.01 * RUN.backward()["w"], rel=0.01)


@pytest.mark.parametrize("graph", GRAPHS, ids=str)
@settings(max_examples=25)
@given(data=st.data())
def test_backwards_is_what_sympy_and_differences_say(graph, data):
    values = {name: data.draw(st.floats(-2, 2)) for name in graph.inputs}
    run = graph.forward(**values)
    back = run.backward()
    whole = composed(graph)
    output = graph.steps[-1].name
    assert run[output] == pytest.approx(float(whole.subs(_symbols(values))), rel=1e-9, abs=1e-9)
    for name in graph.inputs:
        by_sympy = float(whole.diff(symbol(name)).subs(_symbols(values)))
        assert back[name] == pytest.approx(by_sympy, rel=1e-9, abs=1e-9)
        h = 1e-5
        measured = (run.nudged(name, h)[output] - run.nudged(name, -h)[output]) / (2 * h)
        assert back[name] == pytest.approx(measured, rel=1e-4, abs=1e-4)


def _symbols(values: dict[str, float]) -> dict[sympy.Symbol, float]:
    return {symbol(name): value for name, value in values.items()}


def test_what_meets_at_a_shared_node_is_added():
    run = Graph.parse("w", a="3w", c="5w", d="a*c").forward(w=2)
    back = run.backward()
    brought = [message.brought for message in back.messages if message.end == "w"]
    assert brought == [30, 30] and back["w"] == 60  # a*c = 15 w², of slope 30 w
    assert run.path("w", "a", "d").rate + run.path("w", "c", "d").rate == back["w"]


def test_an_input_that_is_not_used_has_rate_0():
    assert Graph.parse("wb", p="2w").forward(w=1, b=1).backward()["b"] == 0
    assert Graph.parse("w", p="3").forward(w=1)["p"] == 3


def test_a_step_is_written_with_what_is_held():
    first, second, last = MISS.steps
    assert first.typst(t=3, b=1) == "3 w + 1" and first.takes == ("w", "b", "t")
    assert second.typst(y=7) == "p - 7" and last.typst() == "m^2"
    assert str(MISS).splitlines()[1:] == ["m = p − y", "L = m²"]


def test_results_are_frozen():
    back = RUN.backward()
    with pytest.raises(FrozenInstanceError):
        RUN.graph = MISS
    for mapping in (RUN.nodes, RUN.nodes["L"].rates, back.rates):
        with pytest.raises(TypeError):
            mapping["w"] = 1


@pytest.mark.parametrize(
    ("build", "reason"),
    [
        (lambda: Graph.parse("w"), "at least one step"),
        (lambda: Graph.parse("w", w="2w"), "names two things"),
        (lambda: Graph.parse("w", e="2w"), "one letter other than e"),
        (lambda: Graph.parse("w", p="2q", q="w"), "not known here"),
        (lambda: MISS.forward(w=3), "the inputs are w, b, t, y; got w"),
        (lambda: MISS.forward(w=math.nan, b=1, t=1, y=1), "w must be a finite number"),
        (lambda: Graph.parse("w", p="sqrt(w)").forward(w=0), "p = √w has no value or no rate at w = 0"),
        (lambda: Graph.parse("w", p="ln(w)").forward(w=-1), "no value"),
        (lambda: RUN.nudged("p", 0.1), "only an input"),
        (lambda: RUN.nudged("w", math.inf), "the nudge"),
        (lambda: RUN.path("w", "L"), "L is not computed from w directly"),
    ],
)
def test_bad_input_is_refused_with_a_reason(build, reason):
    with pytest.raises(ValueError, match=reason):
        build()
