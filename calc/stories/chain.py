"""One dot through a line and its squared miss: the facts of the lesson on the chain rule, for any dot."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product

from calc.chain import Backward, Graph, Path, Run
from calc.model import Model
from calc.wording import Wording, apart, brief

_LONG = 6  # characters of a number beyond which all are said to three digits
_FEW = 3, 5  # significant digits of long numbers, and the most whole ones
_NOTHING = 1e-12  # of the prediction: a smaller miss is rounding
_CLOSE = 0.01  # of the prediction: a smaller miss would look like none
_NUDGE = 0.02  # of the miss: a nudge moves it by less, or the rate would no longer tell what it does


@lru_cache(maxsize=1)
def _graph() -> Graph:
    return Graph.parse("wbty", p="w*t + b", m="p - y", L="m^2")


@dataclass(frozen=True)
class Chain:
    """The loss of one dot (input, target) on the line of this weight and bias, run forwards and backwards.

    Raises ValueError where prediction and target are hard to tell apart but not equal.
    """

    input: float
    target: float
    weight: float
    bias: float

    def __post_init__(self) -> None:
        prediction = self.weight * self.input + self.bias
        miss, scale = abs(prediction - self.target), max(abs(prediction), abs(self.target))
        if miss <= _NOTHING * scale:
            object.__setattr__(self, "target", prediction)
        elif miss < _CLOSE * scale:
            raise ValueError(
                f"the prediction {prediction:.6g} and the target {self.target:.6g} are too close to be told "
                "apart in a picture; give a target farther away, or the prediction itself for a miss of 0"
            )

    @property
    def graph(self) -> Graph:
        """The functions inside one another."""
        return _graph()

    @cached_property
    def run(self) -> Run:
        """All values."""
        return self.graph.forward(w=self.weight, b=self.bias, t=self.input, y=self.target)

    @cached_property
    def path(self) -> Path:
        """From the weight to the loss."""
        return self.run.path("w", "p", "m", "L")

    @cached_property
    def back(self) -> Backward:
        """All slopes of the loss."""
        return self.run.backward()

    @cached_property
    def nudge(self) -> float:
        """A power of ten by which the weight is moved: small beside it, and for the miss."""
        most = _NUDGE / 2 * max(abs(self.weight), 1.0)
        if self.input and self.run["m"]:
            most = min(most, _NUDGE * abs(self.run["m"] / self.input))
        return float(10.0 ** math.floor(math.log10(most) + 1e-9))

    # Numbers

    @cached_property
    def wide(self) -> bool:
        """True if some numbers are long, so that all have fewer digits and more room."""
        values = [*(self.run[name] for name in "wbtypmL"), *self.path.rates, self.path.rate, self.path.total]
        return any("×" in text or len(text) > _LONG for text in (brief(value).written for value in values))

    def say(self, value: float) -> Wording:
        """A number as the lesson says and shows it."""
        return brief(value, *_FEW) if self.wide else brief(value)

    def named(self, name: str) -> Wording:
        """The value of this name; those whose difference is the miss have the digits that it needs."""
        value = self.run[name]
        if name not in "py":
            return self.say(value)
        least, whole = _FEW if self.wide else (4, 6)
        close = abs(self.run["m"]) < 0.1 * max(abs(self.run["p"]), abs(self.run["y"]))
        return brief(value, max(apart(self.run["p"], self.run["y"], least=least), least + close), whole)

    def in_brackets(self, value: float) -> str:
        """A number as it is written within a sum or a product."""
        said = str(self.say(value))
        return f"({said})" if value < 0 else said


def plain(model: Model | None = None, most: int = 9) -> Chain:
    """Return the simplest dot and line of whole numbers in which no number stands for two things.

    The dot lies on the best line of the model, the line misses it from above, and input, target, weight,
    bias, prediction, miss, loss, all rates and their product differ. Of these, the one with the smallest
    product; neither its weight nor its bias is already the best.

    Raises:
        ValueError: up to `most` there is none.
    """
    model = model or Model()
    found = []
    for t, w, b in product(map(float, range(2, most + 1)), repeat=3):
        y = float(model.predict(*model.best, t))
        if y != round(y) or w == model.best[0] or b == model.best[1] or w * t + b <= y:
            continue
        chain = Chain(t, y, w, b)
        numbers = [*(chain.run[name] for name in "tywbpmL"), *chain.path.rates[1:], chain.path.rate]
        if len(set(numbers)) == len(numbers):
            found.append((chain.path.rate, t, w, b, chain))
    if not found:
        raise ValueError(f"no whole numbers up to {most} tell one dot's numbers apart")
    return min(found)[-1]
