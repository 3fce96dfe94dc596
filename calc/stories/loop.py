"""Facts and sentences of a line's loss on trips round the training loop: true of any learning rate.

Lines hold the written|spoken pairs of `calc.wording`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from calc.descent import Descent, descend
from calc.stories.line import Turning
from calc.wording import Wording, apart, brief, number, signed

TRIPS = 7  # at most
_WIDEST = 4.0  # times the way to the best weight at the start: as far off as trips are followed
_SLOWEST = 0.98  # of the way that a trip leaves: above, the line hardly moves
_SAME = 1e-9
_LEAST = 1e-5  # of the loss: a smaller change could not be told from none
_NUDGE = 500  # nudges and more lead to the best weight
_DIGITS = 6
_LONG = 6  # characters of one of the numbers of an update


@dataclass(frozen=True)
class Trips:
    """A line's training from one weight at one learning rate.

    Raises ValueError for a rate at which the first step cannot be shown: too small to see or too large.
    """

    turning: Turning
    learning_rate: float

    def __post_init__(self) -> None:
        rate = f"{self.learning_rate:.6g}"
        if abs(self.kept) > _WIDEST * (1 + _SAME):
            raise ValueError(
                f"at the learning rate {rate} the first step would carry the weight {abs(self.kept):.4g} "
                "times as far off its best as it is, out of every picture; give one up to "
                f"{self.limit * 2.5:.6g}; the loss falls below {self.limit:.6g}"
            )
        if abs(1 - self.kept**2) < _LEAST and self.behaviour != "stays":
            raise ValueError(
                f"the learning rate {rate} is so small that the loss would not change in its first four "
                f"digits; give a larger one, below {self.limit:.6g}"
            )

    @property
    def limit(self) -> float:
        """The learning rate below which the loss falls."""
        return 2 / self._curvature

    @property
    def _curvature(self) -> float:
        curvature = self.turning.loss.curvature
        assert curvature is not None  # it is a parabola
        return curvature

    @property
    def kept(self) -> float:
        """The factor by which a trip multiplies the way to the best weight; below 0 where it passes it."""
        return 1 - self.learning_rate * self._curvature

    @property
    def behaviour(self) -> str:
        """The kind of trips: "arrives" at once, "closes in", "crawls", "jumps" across, "stays", "grows"."""
        kept = self.kept
        if abs(kept) <= _SAME:
            return "arrives"
        if abs(kept + 1) <= _SAME:
            return "stays"
        if kept < 0:
            return "grows" if kept < -1 else "jumps"
        return "crawls" if kept > _SLOWEST else "closes in"

    @property
    def count(self) -> int:
        """The number of trips shown: as many as stay within sight."""
        if self.behaviour == "arrives":
            return 2
        if self.behaviour == "stays":
            return 4
        if self.behaviour != "grows":
            return TRIPS
        within = math.log(_WIDEST) / math.log(abs(self.kept))
        return int(min(max(within + _SAME, 1), TRIPS))

    @cached_property
    def walk(self) -> Descent:
        """The weight after each trip."""
        return descend(self.turning.loss, self.turning.weight, self.learning_rate, self.count)

    @cached_property
    def nudge(self) -> float:
        """A power of ten by which the weight grows a little."""
        return float(10.0 ** math.floor(math.log10(100 * self.turning.off / _NUDGE) + _SAME)) / 100

    @cached_property
    def grown(self) -> float:
        """By how much the loss grows then."""
        loss = self.turning.loss
        return float(loss(self.turning.weight + self.nudge) - self.walk.values[0])

    # Numbers

    @cached_property
    def losses(self) -> tuple[Wording, ...]:
        """The loss before each trip, as it is said, to as many digits as tell the first ones apart."""
        values = [self._tidy(value) for value in self.walk.values]
        digits = apart(*values[:3], most=_DIGITS)
        return tuple(brief(value, digits) for value in values)

    def _tidy(self, loss: float) -> float:
        """Nothing where only rounding is left of it."""
        return 0.0 if loss <= _SAME**2 * self.walk.values[0] else float(loss)

    def said(self, weight: float) -> Wording:
        """A weight as it is spoken of."""
        return brief(weight, apart(*map(float, self.walk.iterates[:2])))

    @cached_property
    def terms(self) -> tuple[Wording, Wording, Wording]:
        """The first update in three parts: the weight, minus the learning rate times, the gradient."""
        slope, rate = brief(self.walk.slopes[0]), brief(self.learning_rate)
        bracketed = f"({slope!s})" if self.walk.slopes[0] < 0 else f"{slope!s}"
        return (
            self.said(self.turning.weight),
            Wording(f"− {rate!s} ×", f"minus {rate.spoken} times"),
            Wording(bracketed, slope.spoken),
        )

    @property
    def sum(self) -> Wording:
        """The first update in one phrase."""
        return Wording(
            " ".join(term.written for term in self.terms), " ".join(term.spoken for term in self.terms)
        )

    @property
    def long(self) -> bool:
        """True if the numbers take so long to say that each is shown by itself."""
        numbers = (self.terms[0], brief(self.learning_rate), self.terms[2], *self.losses[:2])
        return any("×" in said.written or len(said.written) > _LONG for said in numbers)

    @property
    def total(self) -> Wording:
        """The misses added up, which hides some of them."""
        first, second = self.turning.misses
        total = first + second
        return number(0) if abs(total) <= _SAME * abs(first) else signed(total, digits=4)

    # Sentences

    @property
    def why_squares(self) -> str:
        """Why misses are squared before they are added; "" where they would not hide each other."""
        first, second = self.turning.misses
        if first * second >= 0:
            return ""
        wrong = "nothing were" if str(self.total) == "0" else "less were"
        return (
            f"Without the squares, {signed(first, digits=4)} and {signed(second, digits=4)} would add up to "
            f"{self.total}, as if {wrong} wrong."
        )

    @property
    def gradient(self) -> str:
        """The sentences about the gradient."""
        grows = "grows" if self.walk.slopes[0] > 0 else "falls"
        return (
            "Step two is to compute the gradient. If w grows a little, "
            f"the loss {grows} {brief(abs(self.walk.slopes[0]))} times as much."
        )

    @property
    def share(self) -> str:
        """The words for the share of the gradient that the update takes."""
        if self.learning_rate >= 1:
            return f"by {brief(self.learning_rate)} times its size"
        return f"by a {'small ' if self.learning_rate < 0.5 else ''}share of it"

    @property
    def update(self) -> str:
        """The first update."""
        working = " ".join(f"{term}" for term in self.terms) if self.long else f"{self.sum}"
        return (
            f"Step three is the update: we move w against the gradient {self.share}. "
            f"{working} is {self.said(self.walk.iterates[1])}."
        )

    @property
    def verb(self) -> str:
        """The verb of the loss on the first trip."""
        return {"grows": "grows", "stays": "stays"}.get(self.behaviour, "drops")

    @property
    def first_change(self) -> str:
        """The sentence about the first trip's effect on the loss."""
        before, after = self.losses[:2]
        if self.behaviour == "stays":
            return f"The loss stays at {before}: w has only jumped to the other side."
        if self.behaviour == "grows":
            return f"The loss grows from {before} to {after}: the step was too large."
        only = "only " if self.behaviour == "crawls" else ""
        return f"The loss {only}drops from {before} to {after}."

    @property
    def asks(self) -> bool:
        """True if there is a second change of the loss to guess."""
        return self.behaviour not in ("arrives", "stays") and self.count > 1

    @property
    def question(self) -> str:
        """The question about the second trip."""
        grow = "grow" if self.behaviour == "grows" else "drop"
        return f"Now we go round again. Will the loss {grow} by more this time, or by less?"

    @property
    def second_change(self) -> str:
        """The sentences about the second trip's effect."""
        if self.behaviour == "arrives":
            return f"The gradient is {number(0)} now, so there is no next step: the line meets both dots."
        values, slopes = self.walk.values, abs(self.walk.slopes)
        size = "smaller" if slopes[1] < slopes[0] else "larger"
        more = "more" if abs(values[1] - values[2]) > abs(values[0] - values[1]) else "less"
        return (
            f"The gradient is {size} now, so the step is {size} too. "
            f"The loss {self.verb} by {more}, to {self.losses[2]}."
        )

    @property
    def limits(self) -> bool:
        """True if the lesson ends with the limit of the learning rate."""
        return self.behaviour in ("stays", "grows")

    @property
    def ending(self) -> str:
        """The sentences about where all the trips lead; "" where the second one has arrived."""
        below = f"The learning rate must stay below {brief(self.limit)}."
        match self.behaviour:
            case "arrives":
                return ""
            case "stays":
                return f"Trip after trip, the line jumps back and forth. {below}"
            case "grows" if self.count <= 2:
                return f"The next step would be larger still. {below}"
            case "grows":
                return f"With each trip the misses grow and the line leaves the dots. {below}"
            case "jumps":
                return "Each trip takes the line past the dots to the other side, but the misses shrink."
            case "crawls":
                half = math.ceil(math.log(0.5) / math.log(self.kept))
                return f"The misses shrink so slowly that it takes {brief(half)} trips to halve them."
        return "With each trip the misses shrink and the line closes in on the dots."
