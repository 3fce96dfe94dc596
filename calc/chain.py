"""Functions inside functions as a small graph: run forwards for the values, backwards for the rates.

The chain rule: along a path the local rates multiply; where paths meet, what they bring is added.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType

import sympy

from calc import notation
from calc.expression import exact, parse, symbol
from calc.function import Formula, differentiate, finite
from calc.wording import number


@dataclass(frozen=True)
class Step:
    """One function of the graph: `name` is what it gives, `takes` what it is computed from."""

    name: str
    takes: tuple[str, ...]
    expression: sympy.Expr

    def typst(self, **held: float) -> str:
        """The formula as Typst mathematics, with numbers in place of the names that are held still."""
        values = {symbol(name): exact(finite(value, name)) for name, value in held.items()}
        return notation.typst(self.expression.subs(values), self.takes)

    @cached_property
    def value(self) -> Formula:
        """The formula as numbers."""
        return Formula(notation.python(self.expression), self.takes)

    @cached_property
    def rates(self) -> tuple[Formula, ...]:
        """The rate at which the step moves for each name that it takes, as numbers."""
        slopes = (differentiate(self.expression, symbol(name)) for name in self.takes)
        return tuple(Formula(notation.python(slope), self.takes) for slope in slopes)

    def __str__(self) -> str:
        return f"{self.name} = {notation.written(self.expression, self.takes)}"


@dataclass(frozen=True)
class Graph:
    """Inputs, and steps that each use inputs and earlier steps; `Graph.parse` reads it from text."""

    inputs: tuple[str, ...]
    steps: tuple[Step, ...]

    @classmethod
    def parse(cls, inputs: Iterable[str], **steps: str) -> Graph:
        """Read a graph such as parse("wt", p="w*t", L="p^2"), a step a name, in the order of computing.

        Raises ValueError when there is no step, a name is taken twice, or a formula is refused; a formula
        may use the inputs and the steps before it.
        """
        known = tuple(inputs)
        if not steps:
            raise ValueError('a graph needs at least one step, such as p="w*t"')
        graph = cls(known, ())
        for name, text in steps.items():
            symbol(name)  # a name that cannot be a variable is refused here
            if name in known:
                raise ValueError(f"{name!r} names two things in this graph; give the step another letter")
            expression = parse(text, known)
            takes = tuple(taken for taken in known if symbol(taken) in expression.free_symbols)
            graph = cls(graph.inputs, (*graph.steps, Step(name, takes, expression)))
            known = (*known, name)
        return graph

    def forward(self, **values: float) -> Run:
        """Compute every step from the values of the inputs.

        Raises ValueError when an input is missing, unknown or not a finite number, and when a step or one of
        its local rates has no value there.
        """
        if set(values) != set(self.inputs):
            wanted = ", ".join(self.inputs)
            raise ValueError(f"the inputs are {wanted}; got {', '.join(values) or 'none'}")
        nodes = {name: Node(name, finite(values[name], name)) for name in self.inputs}
        for step in self.steps:
            taken = [nodes[name].value for name in step.takes]
            value = step.value.vectorised(*taken)
            rates = {name: rate.vectorised(*taken) for name, rate in zip(step.takes, step.rates, strict=True)}
            if not all(map(math.isfinite, (value, *rates.values()))):
                place = ", ".join(f"{name} = {nodes[name].value:g}" for name in step.takes)
                raise ValueError(f"{step} has no value or no rate at {place}")
            nodes[step.name] = Node(step.name, value, MappingProxyType(rates))
        return Run(self, MappingProxyType(nodes))

    def __str__(self) -> str:
        return "\n".join(map(str, self.steps))


@dataclass(frozen=True)
class Node:
    """A value of the run; `rates` says how fast it moves for each name that it was computed from."""

    name: str
    value: float
    rates: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}), hash=False)


@dataclass(frozen=True, eq=False)
class Run:
    """One run forwards: the nodes by name, in the order of computing; `Graph.forward` makes it."""

    graph: Graph
    nodes: Mapping[str, Node]

    def __getitem__(self, name: str) -> float:
        """Return the value of an input or a step."""
        return self.nodes[name].value

    def nudged(self, name: str, by: float) -> Run:
        """Run again with one input a little larger; ValueError as in `Graph.forward`."""
        if name not in self.graph.inputs:
            raise ValueError(f"only an input can be nudged: {', '.join(self.graph.inputs)}; got {name!r}")
        values = {each: self[each] for each in self.graph.inputs}
        values[name] += finite(by, "the nudge")
        return self.graph.forward(**values)

    def path(self, *names: str) -> Path:
        """Follow one path forwards, from a name to one computed from it and so on.

        Raises ValueError when two neighbours are not joined.
        """
        rates = []
        for start, end in pairwise(names):
            if start not in self.nodes[end].rates:
                raise ValueError(f"{end} is not computed from {start} directly")
            rates.append(self.nodes[end].rates[start])
        return Path(names, tuple(rates))

    def backward(self) -> Backward:
        """Multiply rates from the last step backwards; what a node gets along several ways is added up.

        Source: reverse accumulation. With u over all that was computed from v, dL/dv = sum dL/du * du/dv.
        """
        output = self.graph.steps[-1].name
        rates = dict.fromkeys(self.nodes, 0.0)
        rates[output] = 1.0
        messages = []
        for node in reversed([*self.nodes.values()]):  # all that uses a node comes before it
            for name, local in node.rates.items():
                message = Message(node.name, name, rates[node.name], local)
                rates[name] += message.brought
                messages.append(message)
        return Backward(output, MappingProxyType(rates), tuple(messages))

    def __str__(self) -> str:
        return ", ".join(f"{node.name} = {number(node.value)!s}" for node in self.nodes.values())


@dataclass(frozen=True)
class Path:
    """One way through the graph: `rates` has one rate between each name and the next."""

    names: tuple[str, ...]
    rates: tuple[float, ...]

    @property
    def turns(self) -> tuple[float, ...]:
        """The move of each name for a move of 1 of the first: the product of the rates so far."""
        return tuple(math.prod(self.rates[:count]) for count in range(len(self.names)))

    @property
    def rate(self) -> float:
        """The rate at which the last name moves for the first: the rates of the path, multiplied."""
        return math.prod(self.rates)

    @property
    def total(self) -> float:
        """The rates added, which is what the path does not do."""
        return math.fsum(self.rates)

    def __str__(self) -> str:
        factors = " * ".join(str(number(rate)) for rate in self.rates)
        return f"{' -> '.join(self.names)}: {factors} = {number(self.rate)!s}"


@dataclass(frozen=True)
class Message:
    """The message that a node passes back to one it was computed from: its own rate times the local one."""

    start: str
    end: str
    carried: float
    local: float

    @property
    def brought(self) -> float:
        """The number that arrives: `carried` times `local`."""
        return self.carried * self.local

    def __str__(self) -> str:
        return (
            f"{self.start} -> {self.end}: "
            f"{number(self.carried)!s} * {number(self.local)!s} = {number(self.brought)!s}"
        )


@dataclass(frozen=True, eq=False)
class Backward:
    """One run backwards: how fast `output` moves for each node, and the messages in the order of sending."""

    output: str
    rates: Mapping[str, float]
    messages: tuple[Message, ...]

    def __getitem__(self, name: str) -> float:
        """Return the derivative of the output for this node, with all other inputs held still."""
        return self.rates[name]

    def __str__(self) -> str:
        return "\n".join(map(str, self.messages))
