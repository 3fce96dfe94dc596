"""The stage of the training loop: its ring with numbers, and the bowl that the dial of the weight becomes."""

from __future__ import annotations

from functools import partial
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from calc.line import label, shown
from calc.stories.loop import Trips, come_round
from calc.window import Window
from calc.wording import in_places
from studio.cast.dial import Dial, reach
from studio.cast.loop_ring import LoopRing
from studio.lesson.motion import Path, Reading, Tracker
from studio.stage import actors, style
from studio.stage.plane import Plane
from studio.stage.readout import tail_of_a_number
from studio.stage.text import naming, words
from studio.stage.theme import THEME, Region

_RING, _PLATE = ((3.4, -0.06), 2.2), (2.12, 1.08)  # a fraction in the head keeps clear of it
_DIAL = (3.4, 0.32), 0.66
_READ = (3.4, -0.25, 0.0)  # the weight, below the bowl and the ball's halo
_INSIDE = Region(2.2, 4.6, 0.22, 1.39)
_NAMED = 3.4, 1.0, 0.0
_GRADIENT, _UPDATE = 4 / 3, 5 / 3  # how far round the light comes to these plates for the first time
_TURN = 1.6  # times the way to the best weight is the knob's turn to either side, at least
_PLACES = 20  # where the ball has been, at most


class Trained:
    """ring, dial, bowl with its curve and its name, ball, tangent and trail; all of them follow the weight.

    now: the weight. round: how far the light has run round the ring. trips: how many are made.
    """

    def __init__(self, made: Trips, now: Reading, round: Tracker, trips: Tracker) -> None:
        self._made, walk, turning = made, made.walk, made.turning
        loss, weights = turning.loss, [*map(float, walk.iterates), turning.best]
        ends = reach(turning.weight, weights, _TURN * turning.off)
        seen = [*weights, turning.weight + made.nudge]
        x, y, z = _READ
        read = x, y + 2 * tail_of_a_number(style.READOUT), z
        self.dial = Dial(now, ends, *_DIAL, "w", made.weight_places, seen=seen, size=style.READOUT, read=read)
        self.ring = self._ring(now, round, trips)
        self.dial.keep_off(self.ring.plates)
        off = 1.15 * max(abs(weight - turning.best) for weight in weights)
        top = loss(turning.best + off)
        window = Window(turning.best - off, turning.best + off, -0.06 * top, top)
        self.bowl = Plane(_INSIDE, window, numbers=(False, False), grid=False, bare=True)
        self.curve = self.bowl.curve(loss)
        self.name = naming(words(shown(label("loss")), style.LABEL, THEME.loss), self.curve).move_to(_NAMED)
        self.name.in_table = True
        paths: list[Path] = []
        here = Reading(now.get_value, paths)
        self.ball = actors.dot(self.bowl, lambda w: (w, loss(w)), here)
        self.tangent = actors.tangent(self.bowl, lambda w: (w, loss(w)), loss.slope, here, reach=0.7)
        trips.paths += [partial(self._after, path) for path in paths]
        been = list(zip(walk.iterates.tolist(), walk.values.tolist(), strict=True))
        self.trail = actors.trail(self.bowl, been[:_PLACES], trips, joined=False)
        for part in self.dial.label:  # it stays when the dial has become the ball
            naming(part, self.curve)

    def _after(self, path: Path, trips: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the points of the screen, (n, 3), of a path by weights after so many trips, (n,)."""
        return path(self._made.walk.at(np.minimum(trips, self._made.count))[0])

    def _ring(self, now: Reading, round: Tracker, trips: Tracker) -> LoopRing:
        loss, rate, walk = self._made.turning.loss, self._made.learning_rate, self._made.walk

        def lit(times: float) -> float:
            """Return the trips made as a plate was lit last, so many times; all, where the light stays."""
            made = trips.get_value()
            runs = made <= ceil(round.get_value() - 1e-9) - 1 + 1e-9  # else trips are only counted
            return float(min(made, max(times, 0))) if runs else float(made)

        def computed() -> float:
            """Return the loss of the weight for which it was computed last, nudged as the weight is."""
            here, made = now.get_value(), (lit(come_round(round.get_value()) - 1), trips.get_value())
            then, whole = (float(walk.at(min(each, self._made.count))[0]) for each in made)
            return float(loss(here + then - whole))

        def slope(first: float) -> float:
            """Return the slope as a plate was lit last: for the first time at `first`, then once a trip."""
            return float(walk.slope_at(lit(floor(round.get_value() - first + 1e-9))))

        numbers = (
            computed,
            lambda: slope(_GRADIENT),
            lambda: -rate * slope(_UPDATE),
        )
        comes_to = walk.values, walk.slopes, -rate * walk.slopes
        longest = [
            max((str(in_places(float(value), places)) for value in values), key=len)
            for values, places in zip(comes_to, self._made.places, strict=True)
        ]
        return LoopRing(*_RING, round, list(zip(numbers, self._made.places, longest, strict=True)), _PLATE)
