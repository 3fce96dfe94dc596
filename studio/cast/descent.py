"""A descent watched on a plot: where it can be seen, and how fast it may move to be followed."""

from typing import Any

import numpy as np
from manim import ValueTracker, linear, smooth
from manim.utils.rate_functions import RateFunction
from numpy.typing import NDArray

from calc.descent import Descent
from calc.window import Window
from studio.stage.plot import Plot

#: Units of the frame a second: the fastest that a ball is shown to move. (Above 15, the eye sees it jump.)
FASTEST = 13.0
#: Steps a second: the fastest at which printed lines can be seen to come one by one.
STEPS_A_SECOND = 7.0

_SAMPLES = 40  # along each move
_CLOSER = 4  # times as closely as these a corner is looked at


class Walker:
    """The descent on a plot, its progress in `steps`.

    seen: the number of steps up to which it has never left the window.
    exit: how far it can be seen, in steps: if it leaves the window, a part of the next step too.
    alone: nothing else has to be followed: no arrow of its next step, and no printed lines.
    """

    def __init__(
        self, walk: Descent, window: Window, plot: Plot, steps: ValueTracker, *, alone: bool = False
    ) -> None:
        self.walk, self.plot, self.steps, self.alone = walk, plot, steps, alone
        self.seen = steps_seen(walk, window)
        self.exit = self._exit(window)

    def _exit(self, window: Window) -> float:
        if self.seen == len(self.walk.moves):
            return float(self.seen)
        parts = self.seen + np.concatenate([np.geomspace(1e-9, 1e-2, 200), np.linspace(0.01, 1, 200)])
        inside = [window.holds(*self.walk.at(part)) for part in parts]
        out = inside.index(False)
        return float(parts[out - 1]) if out else float(self.seen)

    def here(self) -> tuple[float, float]:
        """Where it is now, in the plot's numbers."""
        return self.walk.at(self.steps.get_value())

    def step_end(self, x: Any, slope: Any) -> Any:
        """Where a step from x would lead, as far as the plot reaches; no step where there is no slope."""
        ahead = np.asarray(x) - self.walk.learning_rate * np.nan_to_num(slope)
        return np.clip(ahead, self.plot.x.low, self.plot.x.high)

    def slope_here(self) -> float:
        """The slope there."""
        return float(self.walk.slope_at(self.steps.get_value()))

    def breaks(self, start: float, stop: float) -> bool:
        """Whether the ball passes a corner on the way, where its tangent and its arrow would jump round."""
        low, high = start, min(stop, self.exit)
        if self.alone or high <= low:
            return False
        times = np.linspace(low, high, max(60, int(_SAMPLES * (high - low)) + 1))
        turns = []
        for _ in range(_CLOSER):
            slopes = np.nan_to_num(self.walk.slope_at(times))
            at = int(np.argmax(np.abs(np.diff(slopes))))
            turns.append(float(abs(slopes[at + 1] - slopes[at])))
            times = np.linspace(times[at], times[at + 1], _SAMPLES)
        # Where a curve is smooth, its slope turns the less the closer one looks.
        return turns[-1] > 0.5 * turns[0] > 1e-9 * float(np.abs(slopes).max())

    def seconds(self, start: float, stop: float, rate_func: RateFunction = smooth) -> float:
        """The least time in which it can be followed from one number of steps to another, paced like this.

        Beyond `exit` only the printed lines are followed.
        """
        pace = 0.0 if self.alone else (stop - start) / STEPS_A_SECOND
        stop = min(stop, self.exit)
        if stop <= start:
            return pace
        shares = np.linspace(0, 1, max(60, int(_SAMPLES * (stop - start)) + 1))
        times = start + (stop - start) * np.array([rate_func(share) for share in shares])
        x, y = self.walk.at(times)
        if self.alone or self.breaks(start, stop):
            return max(pace, least_seconds(self.plot.points_at(x, y)))
        # Where the next step would lead, which an arrow at the ball shows, may move faster than the ball.
        ahead = self.step_end(x, self.walk.slope_at(times))
        moves = self.plot.points_at(x, y), self.plot.points_at(ahead, y)
        return max(pace, *map(least_seconds, moves))

    def reach(self, start: int, seconds: float) -> int:
        """The largest number of whole steps that can be followed, evenly, in this time; at least `start`."""
        stop = start
        while stop < self.seen and self.seconds(start, stop + 1, linear) <= seconds:
            stop += 1
        return stop


def steps_seen(walk: Descent, window: Window) -> int:
    """After how many steps the walk is still inside the window for the first time through."""
    points = zip(walk.iterates, walk.values, strict=True)
    return next((k - 1 for k, (x, y) in enumerate(points) if not window.holds(x, y)), len(walk.moves))


def least_seconds(points: NDArray[np.float64]) -> float:
    """The least time for a move through these points of the screen, (n, 3), evenly apart in time."""
    longest = float(np.linalg.norm(np.diff(points, axis=0), axis=1).max())
    return longest * (len(points) - 1) / FASTEST
