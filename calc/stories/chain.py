"""One dot through a line and its squared miss, in sentences of a lesson: true of any dot and any line.

Lines hold the written|spoken pairs of `calc.wording`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from calc.chain import Backward, Graph, Path, Run
from calc.wording import Wording, apart, brief, number

_LONG = 6  # characters of a number beyond which all are said to three digits
_FEW = 3, 5  # significant digits of long numbers, and the most whole ones
_NOTHING = 1e-12  # of the prediction: a smaller miss is rounding
_CLOSE = 0.01  # of the prediction: a smaller miss would look like none
_NUDGE = 0.02  # of the miss: a nudge moves it by less, or the rate would no longer tell what it does


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

    @cached_property
    def graph(self) -> Graph:
        """The functions inside one another."""
        return Graph.parse("wbty", p="w*t + b", m="p - y", L="m^2")

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

    @cached_property
    def nudged(self) -> Run:
        """All values after the nudge."""
        return self.run.nudged("w", self.nudge)

    @property
    def grown(self) -> float:
        """By how much the loss has grown then."""
        return self.nudged["L"] - self.run["L"]

    # Numbers

    @cached_property
    def wide(self) -> bool:
        """Whether some numbers are long, so that all have fewer digits and more room."""
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

    @property
    def moved(self) -> Wording:
        """The weight after the nudge."""
        nudged = self.nudged["w"]
        return brief(nudged, apart(self.weight, nudged))

    def in_brackets(self, value: float) -> str:
        """A number as it is written within a sum or a product."""
        return f"({self.say(value)})" if value < 0 else f"{self.say(value)}"

    # Sentences

    @property
    def first_rate(self) -> str:
        """How the prediction moves with the weight."""
        t = self.say(self.input)
        if self.input == 0:
            return f"The prediction does not move at all, because the input is {t}."
        return f"The prediction moves {self._as_much(self.input)} as w, because the input is {t}."

    @property
    def other_rates(self) -> str:
        """How the miss moves with the prediction, and the loss with the miss; `moves` is its verb."""
        miss, rate = self.say(self.run["m"]), self.path.rates[2]
        square = "square of the miss" if rate >= 0 and self.input else "squared miss"
        start = f"The miss {self.moves} {number(1)} for {number(1)}. The loss is the {square}, so it "
        if rate == 0:
            return f"{start}{self.moves} {self.say(rate)} times as much: twice {miss}."
        return f"{start}{self.moves} {self._as_much(rate)}: twice {miss}."

    @property
    def moves(self) -> str:
        """The verb of what is driven by the prediction, which stands still where the input is 0."""
        return "moves" if self.input else "would move"

    def _as_much(self, rate: float) -> str:
        times = f"{self.say(abs(rate))} times as much"
        return f"the other way, {times}" if rate < 0 else times

    @property
    def multiplied(self) -> str:
        """The product of the rates, and what it is of gears."""
        rates = " times ".join(f"{self.say(rate)}" for rate in self.path.rates)
        said = f"We multiply: {rates} is {self.say(self.path.rate)}."
        if math.isclose(self.path.total, self.path.rate, rel_tol=1e-9):
            said += " The sum is the same, but only by chance."
        if self.path.rate == 0:
            return f"{said} A rate of {number(0)} passes nothing on."
        if min(self.path.rates) < 0:
            return f"{said} Each gear passes its turn on, and a negative rate turns it round."
        return f"{said} Each gear passes its turn on to the next one."

    @property
    def checked(self) -> str:
        """What the nudge does to the loss, and what the rate promised."""
        said = f"Check it: move w to {self.moved}."
        promised = f"The rate promised {self.say(self.path.rate * self.nudge)}."
        if self.grown == 0:
            return f"{said} The loss stays the same. {promised}"
        return f"{said} The loss {self.grows} by {self.say(abs(self.grown))}. {promised}"

    @property
    def grows(self) -> str:
        """The verb of what the loss does when the weight is nudged up."""
        return "grows" if self.grown > 0 else "falls" if self.grown < 0 else "stays"

    @property
    def swept(self) -> str:
        """The way back from the loss."""
        last, middle, earliest = (self.say(self.back[name]) for name in "mpw")
        again = " again" if middle == last else ""
        return (
            "Backpropagation starts at the loss and goes back, one rate at a time. "
            f"We get {last}, then {middle}{again}, and then {earliest}."
        )

    @property
    def gradient(self) -> str:
        """All of the gradient."""
        w, b = (self.say(self.back[name]) for name in "wb")
        said = f"One sweep back gives us the whole gradient: {w} for w and {b} for b."
        if self.back["w"] == self.back["b"] == 0:
            said += " The line meets this dot, so there is nothing to learn from it."
        return said
