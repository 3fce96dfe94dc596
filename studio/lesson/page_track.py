"""The track of a page beside its film: printed lines with calc's numbers, each from its moment."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calc.descent import Descent
from calc.stories.loop import Trips

_ROUNDING = 1e-6  # of a tracker's value, whose frames are added up


@dataclass(frozen=True)
class State:
    """One line, and what it says as numbers.

    at: the value of the tracker from which on it is true.
    data: what a program reads, for the film's metadata track.
    """

    line: str
    at: float
    data: Mapping[str, float]


@dataclass(frozen=True)
class States:
    """The states that a tracker of the lesson runs through, in order.

    title: what the list of lines is called.
    last_beat: the beat after which they have left the screen.
    program, output: a program, and what it prints; "" where there is none.
    """

    title: str
    tracker: str
    states: tuple[State, ...]
    last_beat: str
    program: str = ""
    output: str = ""

    def frames(self, progress: NDArray[np.float64], end: int) -> list[tuple[State, int, int]]:
        """Each state with the frame at which the tracker first reaches it, and the frame after its last one.

        `progress` holds the tracker's value at every frame, (frames,). A state that is not reached before
        the frame `end`, or that no frame shows because the next one is reached in it, is left out. Where the
        tracker is set back, as after a title, it begins anew: what it ran through before that is left out.
        """
        set_back = np.flatnonzero(np.diff(progress[:end]) < -_ROUNDING)
        begin = int(set_back[-1]) + 1 if len(set_back) else 0
        reached = [
            (state, begin + int(np.argmax(hit)))
            for state in self.states
            if (hit := progress[begin:end] >= state.at - _ROUNDING).any()
        ]
        ends = [*(start for _, start in reached[1:]), end]
        return [
            (state, start, stop) for (state, start), stop in zip(reached, ends, strict=True) if start < stop
        ]


def descent_states(walk: Descent, tracker: str, last_beat: str) -> States:
    """The printed lines of a descent; `tracker` counts the steps taken. Line k is true after step k + 1."""
    name = walk.function.variable
    after = zip(walk.lines, walk.iterates[1:], walk.values[1:], walk.slopes[1:], strict=True)
    states = tuple(
        State(line, step + 1, {"step": step, name: float(x), f"f({name})": float(y), "slope": float(slope)})
        for step, (line, x, y, slope) in enumerate(after)
    )
    return States("Steps", tracker, states, last_beat, walk.program, str(walk))


def trip_states(made: Trips, tracker: str, last_beat: str) -> States:
    """The plates of a training loop; `tracker` counts the trips made."""
    numbers = zip(made.walk.iterates, made.walk.values, made.walk.slopes, strict=True)
    states = tuple(
        State(row, trip, {"trip": trip, "w": float(w), "loss": float(loss), "slope": float(slope)})
        for trip, (row, (w, loss, slope)) in enumerate(zip(made.rows, numbers, strict=True))
    )
    return States("Trips", tracker, states, last_beat)


def finite(data: Mapping[str, float]) -> dict[str, float | None]:
    """`data` as JSON can say it: a number that it has no word for (nan, infinity) is None."""
    return {key: value if math.isfinite(value) else None for key, value in data.items()}
