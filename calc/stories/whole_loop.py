"""The running story of the course told to its end: the facts of the last lesson, and its lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from calc.descent import Descent, descend
from calc.function import Function
from calc.line import Line, say
from calc.model import Model
from calc.relief import Relief, relief
from calc.stories.loop import come_round
from calc.viewport import steepened
from calc.window import Window
from calc.wording import Wording, brief, number

_BIAS = 1.0  # of the course's line, where only its weight is turned
_START, _RATE, _TRIPS = 7.0, 0.1, 20  # the weight at the beginning, the learning rate, and the trips round
_TWO = 2  # decimals of the loss
_ROLL = 6.0, -1.0, 5.0  # the weights between which a ball rolls; at the last one, we come closer
_CLOSER = 100
_LAST = 3.6  # the weight at which the ball stands in the end
_RUN = 0.02  # of the triangle that is seen from there
_OTHER = "8 - 6*cos(w - 2) + (w - 2)**2 / 9"  # one of any functions, for which there are rules


@dataclass(frozen=True)
class WholeLoop:
    """The loop of training run to its end, and the slope that all of it rests on."""

    model: Model = field(default_factory=Model)

    # Facts

    @cached_property
    def loss(self) -> Function:
        """The loss over the weight alone."""
        return self.model.loss_of_weight(_BIAS)

    bias = _BIAS

    @cached_property
    def walk(self) -> Descent:
        """The trips round the loop."""
        return descend(self.loss, _START, _RATE, _TRIPS)

    def done(self, trips: float) -> float:
        """Return how many updates have been made after so many trips: each in the last third of its trip."""
        whole = np.floor(trips + 1e-9)
        return float(min(whole + max(3 * (trips - whole) - 2, 0.0), len(self.walk.moves)))

    def weight(self, trips: float) -> float:
        """Return the weight after so many trips."""
        return float(self.walk.at(self.done(trips))[0])

    def computed(self, trips: float) -> float:
        """Return after how many updates the loss was computed last; once none can be followed, all count."""
        return come_round(trips) if trips < self.followed - 1e-9 else self.done(trips)

    def numbers(self, trips: float) -> tuple[float, float, float]:
        """Return the loss, the slope and the update that were computed last.

        Each of these is computed at its third of a trip.
        """
        begun = int(np.floor(trips + 1e-9))
        slope, update = (
            begun if trips - begun >= third - 1e-9 else max(begun - 1, 0) for third in (1 / 3, 2 / 3)
        )
        slopes = self.walk.slope_at([slope, update])
        return float(self.loss_after(self.computed(trips))), float(slopes[0]), -_RATE * float(slopes[1])

    @property
    def last_loss(self) -> Wording:
        """The loss in the end, in two decimals."""
        return number(float(self.walk.values[-1]), _TWO)

    @cached_property
    def relief(self) -> Relief:
        """The landscape of the loss on which the ball goes."""
        return relief(self.model.surface, (_START, _BIAS))

    trips = _TRIPS
    followed = 2  # trips in which a light that runs round can be followed

    def loss_after(self, updates: Any) -> Any:
        """Return the loss after so many updates, and on the way to the next one; vectorised."""
        return self.walk.at(updates)[1]

    @property
    def losses_window(self) -> Window:
        """The numbers among which they are seen."""
        top = float(self.walk.values.max())
        return Window(-0.5, _TRIPS + 0.5, -0.03 * top, 1.08 * top)

    @property
    def naming(self) -> tuple[float, float]:
        """Numbers among which the axes can be named: (trips, loss)."""
        return 0.8 * _TRIPS, 0.8 * float(self.walk.values.max())

    roll = _ROLL
    last = _LAST

    def window(self, shape: float) -> Window:
        """Return the window of the curve in which its slope is steep enough to be seen.

        shape: the width of the region that it fills, over its height.
        """
        middle = self.model.best[0]
        seen = Window(middle - 6.5, middle + 6.5, -1.2, 29.0)
        return steepened(seen, self.loss.slope(_ROLL[-1]), shape)

    def near(self, window: Window) -> Window:
        """Return the window a hundred times as close at the place that is looked at."""
        x = _ROLL[-1]
        y, wide, tall = self.loss(x), window.right - window.left, window.top - window.bottom
        across, up = wide / _CLOSER / 2, tall / _CLOSER / 2
        return Window(x - across, x + across, y - up, y + up)

    run = _RUN
    run_said = brief(_RUN)

    @cached_property
    def slope(self) -> Wording:
        """The slope there."""
        return brief(self.loss.slope(_ROLL[-1]))

    @cached_property
    def rise(self) -> Wording:
        """The rise of the tangent over the run that is seen from near."""
        return brief(self.loss.slope(_ROLL[-1]) * _RUN)

    @cached_property
    def other(self) -> Function:
        """Another curve, into which the loss turns."""
        return Function.parse(_OTHER, "w")

    def mixed(self, share: float, x: Any) -> Any:
        """Return the height of the curve that has turned into the other one by this share."""
        return (1 - share) * np.asarray(self.loss(x)) + share * np.asarray(self.other(x))

    def mixed_slope(self, share: float, x: float) -> float:
        """Return its slope."""
        return (1 - share) * float(self.loss.slope(x)) + share * float(self.other.slope(x))

    # Lines

    loop = say(
        "Follow the whole <loop>loop: compute the <loss>loss, find its <gradient>gradient. "
        "<update>Update the weights, and go round again."
    )

    @cached_property
    def ending(self) -> Line:
        return say(
            "Let's run it to the <run>end. After <trips>{trips} trips, the line nearly meets "
            "<dots>both dots, and the loss is <loss>{loss}.",
            trips=number(_TRIPS),
            loss=self.last_loss,
        )

    variants = say(
        "<variants>Variants of this loop train almost every neural network, <all>all knobs at once."
    )
    block = say(
        "It all rests on one building <block>block: measuring how fast a curve <measure>rises or falls."
    )

    @cached_property
    def closer(self) -> Line:
        return say(
            "A <closer>hundred times closer, curve and tangent are one line. "
            "Over <run>{run}, it rises <rise>{rise}: the slope is <slope>{slope}.",
            run=brief(_RUN),
            rise=self.rise,
            slope=self.slope,
        )

    following = say("Next come rules for the <rules>slope of any function: <next>Derivatives.")
