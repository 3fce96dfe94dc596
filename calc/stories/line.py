"""Facts of a line: its misses, and how turning its weight changes them, for a lesson.

Lines hold the written|spoken pairs of `calc.wording`. Numbers are said to four digits, or to as many as tell
those of one sentence apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from calc.function import Function
from calc.line import Message, Value, phrase
from calc.model import Model
from calc.window import round_step
from calc.wording import Wording, apart, brief

#: The context of phrases that say where a line passes a dot.
PASSES = "where a line passes, before the dot that it passes"

_NOTHING = 1e-9  # of the largest miss: smaller ones are none
_SHARE = 50  # of the way to the best weight, in which nudges fit at most this often


@dataclass(frozen=True)
class Turning:
    """A model's line at a weight that is not its best one, with the intercept that is; two dots.

    Raises ValueError where the weight is the best one.
    """

    model: Model
    weight: float

    def __post_init__(self) -> None:
        if self.weight == self.best:
            raise ValueError(
                f"the weight {self.weight:.15g} is already the best one for these dots, so there is nothing "
                f"to learn; give another weight, such as {self.weight + 5:.15g}"
            )

    @property
    def best(self) -> float:
        """The weight at which the line meets the dots."""
        return self.model.best[0]

    @property
    def intercept(self) -> float:
        """The line's intercept, the best one."""
        return self.model.best[1]

    @cached_property
    def loss(self) -> Function:
        """The mean squared miss as a function of the weight."""
        return self.model.loss_of_weight(self.intercept)

    @property
    def way(self) -> int:
        """Which way downhill is, as the slope of the loss has it: 1 for up, -1 for down."""
        return -1 if self.loss.slope(self.weight) > 0 else 1

    @property
    def off(self) -> float:
        """The distance of the weight from the best one."""
        return abs(self.weight - self.best)

    @cached_property
    def nudge(self) -> float:
        """A round number that is a small share of the way to the best weight."""
        return round_step(self.off, _SHARE)

    @property
    def nudged(self) -> float:
        """The weight after a nudge downhill."""
        return self.weight + self.way * self.nudge

    @cached_property
    def misses(self) -> tuple[float, ...]:
        """By how much the line misses each dot, with signs; nothing where it passes through the dot."""
        return self.misses_at(self.weight)

    def misses_at(self, weight: float) -> tuple[float, ...]:
        """The misses at another weight."""
        misses = self.model.misses(weight, self.intercept)
        none = _NOTHING * abs(self.model.inputs).max() * self.off
        return tuple(0.0 if abs(miss) <= none else float(miss) for miss in misses)

    def check_seen(self, height: float, least: float) -> None:
        """Refuse a weight so close to the best one that its misses are below a share of a plot's height.

        Raises:
            ValueError: they are.
        """
        if max(map(abs, self.misses)) < least * height:
            raise ValueError(
                f"at the weight {self.weight:.15g} the line already passes so close to both dots that no "
                f"miss could be seen; the best weight is {self.best:.6g}: give one farther from it"
            )

    @cached_property
    def digits(self) -> int:
        """The number of digits that tell the spoken weights apart."""
        return apart(self.weight, self.nudged, self.best)

    def said(self, weight: float) -> Wording:
        """A weight as it is spoken of."""
        return brief(weight, self.digits)


def miss_in_words(miss: float) -> Message:
    """By how much, and on which side of its dot, the line passes: "5 below"."""
    off: dict[str, Value] = {"miss": brief(abs(miss))}
    if miss < 0:
        return Message("{miss} below", off, context=PASSES)
    return Message("{miss} above", off, context=PASSES) if miss else phrase("through", PASSES)
