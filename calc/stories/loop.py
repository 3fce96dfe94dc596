"""Facts of a line's loss on trips round the training loop: true of any learning rate."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from calc.descent import Descent, descend
from calc.line import say
from calc.stories.line import Turning
from calc.wording import Wording, apart, brief, decimals, in_places, number, signed, written

TRIPS = 7  # at most, or until the loss is 0 to the digits that are shown
_MOST = 50  # of such trips
_WIDEST = 3.0  # times the way to the best weight at the start: farther off, the first miss would be too small
_SLOWEST = 0.98  # of the way that a trip leaves: above, the line hardly moves
_SAME = 1e-9
_LEAST = 1e-5  # of the loss: a smaller change could not be told from none
_NUDGE = 500  # nudges and more lead to the best weight
_DIGITS = 6
_COMING = 0.05  # of a trip, before the loss is computed anew: its number runs meanwhile


def come_round(trips: float) -> float:
    """Return for how many trips the loss was computed: as each is over; it counts as one comes in."""
    whole = math.floor(trips + _SAME)
    return whole + max(0.0, (trips - whole - 1) / _COMING + 1)


@dataclass(frozen=True)
class Trips:
    """A line's training from one weight at one learning rate.

    Raises ValueError for a rate at which the first step cannot be shown: too small to see or too large.
    """

    turning: Turning
    learning_rate: float

    def __post_init__(self) -> None:
        rate, limit = f"{self.learning_rate:.12g}", f"{self.limit:.6g}"
        if abs(self.kept) > _WIDEST * (1 + _SAME):
            raise ValueError(
                f"at the learning rate {rate} the first step would carry the weight {abs(self.kept):.4g} "
                "times as far off its best as it is, out of every picture; give one up to "
                f"{self.limit * (1 + _WIDEST) / 2:.6g}; the loss falls below {limit}"
            )
        if abs(1 - self.kept**2) < _LEAST and self.behaviour != "stays":
            small = self.kept > 0
            raise ValueError(
                f"the learning rate {rate} is so {'small' if small else f'close to {limit}'} that the loss "
                "would not change in its first four digits; give "
                + (f"a larger one, below {limit}" if small else f"{limit} itself, or one farther from it")
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
        if self.behaviour == "crawls":
            return TRIPS
        if self.behaviour != "grows":
            return self.until_zero or TRIPS
        within = math.log(_WIDEST) / math.log(abs(self.kept))
        return int(min(max(within + _SAME, 1), TRIPS))

    @cached_property
    def until_zero(self) -> int | None:
        """The number of trips until loss and slope are 0 as they are shown; None where too many.

        None, too, where one is shown as a power of ten: that form never comes down to 0.
        """
        loss, weight = self.turning.loss, self.turning.weight
        takes = [TRIPS]
        for first, kept in ((float(loss(weight)), self.kept**2), (float(loss.slope(weight)), abs(self.kept))):
            places = decimals(*(first * kept**trips for trips in range(3)), least=2)
            if places is None:
                return None
            left = 0.5 * 10.0**-places / abs(first)
            takes.append(math.ceil(math.log(left) / math.log(kept) + _SAME))
        return max(takes) if max(takes) <= _MOST else None

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

    @cached_property
    def weight_places(self) -> int | None:
        """The decimals of the weight where it is seen to turn; None for a power of ten."""
        return decimals(*self.walk.iterates[:2], self.turning.weight + self.nudge, least=1)

    @cached_property
    def places(self) -> tuple[int | None, ...]:
        """The decimals of the loss, the gradient and the update on their plates."""
        slopes = self.walk.slopes[:2]
        steps = self.learning_rate * slopes
        return tuple(decimals(*values, least=2) for values in (self.walk.values[:3], slopes, steps))

    @property
    def rows(self) -> tuple[str, ...]:
        """The plates' numbers before the first trip and after each, a line for each."""
        walk, (loss, slope, step) = self.walk, self.places
        return tuple(
            written(
                str(
                    say(
                        "w = {w}: loss {loss}, gradient {slope}, update {step}",
                        w=in_places(w, self.weight_places),
                        loss=in_places(value, loss),
                        slope=in_places(found, slope),
                        step=in_places(-self.learning_rate * found, step),
                    )
                )
            )
            for w, value, found in zip(walk.iterates, walk.values, walk.slopes, strict=True)
        )

    def said(self, weight: float) -> Wording:
        """A weight as it is spoken of."""
        return brief(weight, apart(*map(float, self.walk.iterates[:2])))

    @property
    def total(self) -> Wording:
        """The misses added up, which hides some of them."""
        first, second = self.turning.misses
        total = first + second
        return number(0) if abs(total) <= _SAME * abs(first) else signed(total, digits=4)

    @property
    def asks(self) -> bool:
        """True if there is a second change of the loss to guess."""
        return self.behaviour not in ("arrives", "stays") and self.count > 1

    @property
    def limits(self) -> bool:
        """True if the lesson ends with the limit of the learning rate."""
        return self.behaviour in ("stays", "grows")
