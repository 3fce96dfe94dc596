"""RateGraph: what one step multiplies the distance from the bottom by, over the learning rate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Rectangle, VGroup, VMobject
from numpy.typing import NDArray

from calc.line import label, shown
from calc.stories.descent import rate_said
from calc.window import Window
from studio.stage import layout, style
from studio.stage.formula import Formula
from studio.stage.marks import dash, data_dot
from studio.stage.placement import first_clear, kept_off
from studio.stage.plane import Plane
from studio.stage.text import plated, words
from studio.stage.theme import THEME, Region

_BEYOND, _TOP = 1.22, 1.5  # of the limit, across; of the factor, up
_APART = 0.9  # units between two labels
_NAMED = 0.14  # and from the axis to its name


_GAPS = (0.42, 0.25, 0.6, 0.8, 1.0, 1.2)  # from a dot to its label, the best first
_CLEAR = 0.1  # units between a label and the edge of a stroke


def _side(share: float) -> NDArray[np.float64]:
    """Return the side of a place on the graph that is free: above it."""
    found: NDArray[np.float64] = UP + RIGHT if share < 0.4 else UP if share < 0.6 else UP + LEFT
    return found


def _around(label: VMobject, at: NDArray[np.float64], share: float) -> list[NDArray[np.float64]]:
    """Return places, (3,), for the middle of a label beside a dot of the graph, the best first."""
    half = np.array([label.width / 2, label.height / 2, 0.0])
    outwards = DOWN + (LEFT if share < 0.5 else RIGHT)
    return [at + side * (half + gap) for side in (_side(share), outwards) for gap in _GAPS]


def named_rate(rate: float, size: float) -> Formula:
    """Return a learning rate with its letter, bright enough to stand on what is safe."""
    return Formula("r", ("=", "text"), rate_said(rate), size=size)


class RateGraph:
    """The graph of |1 - 2r / limit|; below 1, from 0 to the limit, every step comes closer.

    name: of what is drawn; dots: one for each rate that fits, by the rate; labels: where its name has room;
    level: where the factor is 1; safe: the rates that work.
    """

    def __init__(self, limit: float, rates: Sequence[float]) -> None:
        region = Region(layout.PLOT.left, layout.HERO.right - 0.35, layout.PLOT.bottom, layout.PLOT.top)
        self.plane = Plane(region, Window(0.0, _BEYOND * limit, 0.0, _TOP), "r")
        self.curve = self.plane.curve(lambda r: np.abs(1 - 2 * np.asarray(r) / limit), THEME.parameter)
        self.name = plated(words(shown(label("size of the factor")), style.LABEL, THEME.parameter))
        self.name.next_to(self.plane.point(0, _TOP), RIGHT + DOWN, buff=_NAMED)
        low, high = self.plane.point(0, 0), self.plane.point(limit, 1)
        self.safe = Rectangle(width=high[0] - low[0], height=high[1] - low[1], stroke_width=0)
        self.safe.set_fill(THEME.area, 0.3).move_to((low + high) / 2).set_z_index(style.Layer.GROUND)
        self.safe.scenery = True
        level = self.plane.points_at([0.02 * limit, _BEYOND * limit], [1, 1])
        self.level = VMobject(stroke_color=THEME.area, stroke_width=style.TANGENT).set_z_index(
            style.Layer.AXES
        )
        dash(self.level, *level)
        lines = [
            kept_off([self.curve], style.CURVE, _CLEAR),
            kept_off([self.level], style.TANGENT, _CLEAR),
            kept_off(self.plane.axes, style.AXIS, _CLEAR),
        ]
        self.dots, self.labels = dict[float, VGroup](), dict[float, Formula]()
        taken: list[float] = []
        texts: list[VMobject] = [self.name]
        for rate in rates:
            factor = abs(1 - 2 * rate / limit)
            at = self.plane.point(rate, factor)
            free = all(abs(at[0] - other) >= _APART for other in taken)
            if rate <= _BEYOND * limit and factor <= _TOP and free:
                taken.append(float(at[0]))
                name = named_rate(rate, style.LABEL)
                places = _around(name, at, rate / limit)
                texts.append(name.move_to(places[first_clear(name, places, lines, texts)[0]]))
                self.dots[rate], self.labels[rate] = data_dot().move_to(at), name
