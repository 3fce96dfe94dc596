"""A curve over its slope: a ball rolls on the curve above, and what it meets is drawn below."""

from __future__ import annotations

import numpy as np
from manim import VMobject

from calc.function import Function
from calc.window import Window
from studio.lesson.motion import Tracker
from studio.stage import actors, style
from studio.stage.following import follow
from studio.stage.marks import dash
from studio.stage.plane import Plane, inner
from studio.stage.style import Layer
from studio.stage.theme import THEME, Region
from studio.stage.traces import drawn

_TOP, _MIDDLE, _BOTTOM = 2.5, (0.4, -0.25), -2.25  # where the two planes begin and end
_DASHES = 0.2  # units: in less there are none
_REACH = 0.85  # of the tangent: a ball that rolls over hills would swing a longer one too fast
_NAME = 0.6  # units on the right of a plane, for the name of its axis


def over_each_other(outer: Region, above: Window, below: Window) -> tuple[Region, Region]:
    """Return the regions of two planes that share their axis across, with room for their numbers.

    outer: the part of the stage, from its left to its right edge, that both fill.
    """
    left = max(inner(outer, window).left for window in (above, below))
    right = outer.right - _NAME
    return Region(left, right, _MIDDLE[0], _TOP), Region(left, right, _BOTTOM, _MIDDLE[1])


class CurveAndSlope:
    """The ball and its tangent on the plane above; the line of slopes, its end and the link on that below.

    weight: where the ball is. traced: how far the slopes have been drawn, from `start` on.
    """

    def __init__(
        self,
        above: Plane,
        below: Plane,
        curve: Function,
        slope: Function,
        start: float,
        weight: Tracker,
        traced: Tracker,
    ) -> None:
        self.ball = actors.dot(above, lambda w: (w, curve(w)), weight)
        self.tangent = actors.tangent(above, lambda w: (w, curve(w)), slope, weight, reach=_REACH)
        self.end = actors.dot(below, lambda w: (w, slope(w)), weight, "slope", THEME.slope)
        self.line = drawn(below, slope, traced, start, THEME.slope)
        link = VMobject(stroke_color=THEME.muted, stroke_width=style.AXIS).set_z_index(Layer.GHOST)
        link.scenery = True

        def place(link: VMobject) -> None:  # and leave the gap between the planes to their names
            w = weight.get_value()
            top, bottom = above.point(w, curve(w)), below.point(w, slope(w))
            link.clear_points()
            for start, end in ((top[1], above.region.bottom), (below.region.top, bottom[1])):
                if start - end > _DASHES:
                    dash(link, np.array([top[0], start, 0.0]), np.array([top[0], end, 0.0]), fresh=False)

        self.link = follow(link, place, lambda: (above.moment(), below.moment(), weight.get_value()))
