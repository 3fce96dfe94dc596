"""The model's line with a dial for each of its two knobs, and the way that the second one turns it."""

from typing import Any

import numpy as np

from calc.gradient import Point
from calc.model import Model
from calc.wording import decimals
from studio.cast.dial import Dial
from studio.cast.line_plane import LinePlane, line_window
from studio.stage import layout

_MIDDLES, _RADIUS = ((1.85, 0.7), (4.95, 0.7)), 0.9  # of the dials
_GHOSTS = 4


class TwoKnobs:
    """Makes the figure; the lesson brings its parts on.

    figure: the plane with the line, which follows both trackers. dials: of weight and bias, from `ends[0]` to
    `ends[1]`. ghosts: the line on its way from the bias `start` to that of the point.
    """

    def __init__(self, weight: Any, bias: Any, point: Point, start: float, ends: tuple[float, float]) -> None:
        (w, b), model = point, Model()
        plane = LinePlane(layout.LEFT_ROOM, model, line_window(model, [w], start, b), weight, bias)
        self.figure = plane.figure
        self.ghosts = [plane.ghost(w, bias=each) for each in np.linspace(start, b, _GHOSTS, endpoint=False)]
        looks: dict[str, Any] = {"seen": (w, b, start)}
        places = decimals(w, b, start)
        self.dials = [
            Dial(tracker, ends, middle, _RADIUS, name, places, witnessed=f"knob_{name}", **looks)
            for tracker, middle, name in zip((weight, bias), _MIDDLES, "wb", strict=True)
        ]

    @property
    def all_but_dials(self) -> list[Any]:
        """Those that leave when the dials become something else: they stay, without scales."""
        scales = [part for dial in self.dials for part in (dial.marks, dial.label)]
        return [self.figure, *self.ghosts, *scales]

    @property
    def bare(self) -> list[Any]:
        """The faces and pointers of the dials, which are left then."""
        return [part for dial in self.dials for part in (dial.face, dial.pointer)]
