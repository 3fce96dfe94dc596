"""Averages as areas: threads that fall from a curve at random, their average, and the area levelled."""

from __future__ import annotations

import numpy as np
from manim import LineJointType, VMobject

from calc.integral import Expectation, Tries
from calc.window import Window
from studio.lesson.motion import Tracker
from studio.stage import actors, style
from studio.stage.areas import Band, add_path, flat
from studio.stage.following import follow
from studio.stage.plane import Plane
from studio.stage.style import Layer
from studio.stage.theme import THEME, Region

_THREAD = 2.0
_FALL = 8  # tries during which a thread falls
_ROOM = 0.15  # of the averages' range, above and below it
_BEYOND = 1.04  # of the tries, across
_SAMPLES = 241


def threads(plane: Plane, sample: Tries, tried: Tracker) -> VMobject:
    """Return a thread for each try so far, from the curve over its place down to 0."""
    shape = VMobject(stroke_color=THEME.area, stroke_width=_THREAD).set_z_index(Layer.GROUND)

    def draw(shape: VMobject) -> None:
        shape.clear_points()
        count = float(tried.get_value())
        for k in range(int(np.ceil(count - 1e-6))):
            share = min((count - k) / _FALL, 1.0)
            x, y = sample.places[k], sample.values[k]
            add_path(shape, plane.points_at([x, x], [y, y * (1 - share)]))

    return follow(shape, draw, lambda: (plane.moment(), tried.get_value()))


def level(plane: Plane, expected: Expectation, levelled: Tracker) -> VMobject:
    """Return the area under the curve on its way to its mean height; what one place loses, others gain."""

    def band() -> Band:
        share = float(levelled.get_value())
        x = np.linspace(expected.low, expected.high, _SAMPLES)
        y = (1 - share) * np.asarray(expected.function(x), float) + share * expected.value
        return Band(x, y, np.zeros(_SAMPLES))

    return flat(plane, band, levelled.get_value, "water")


class RunningAverage:
    """The average of the tries so far, over their number, on a plane of its own.

    dot: at the newest average, with its witness; path: all before it.
    """

    def __init__(self, region: Region, sample: Tries, goal: float, tried: Tracker) -> None:
        self._sample, self._tried = sample, tried
        means, count = sample.means, len(sample.values)
        seen = np.append(means, goal)
        low, high = float(seen.min()), float(seen.max())
        room = _ROOM * (high - low) or max(abs(low), 1.0)
        self.plane = Plane(region, Window(0.0, _BEYOND * count, low - room, high + room), "n")
        self.dot = actors.dot(self.plane, self.at, tried, "average", THEME.area)
        path = VMobject(stroke_color=THEME.area, stroke_width=style.TRAIL, joint_type=LineJointType.ROUND)
        path.set_z_index(Layer.CURVE)
        self.path = follow(path, self._draw, lambda: (self.plane.moment(), tried.get_value()))

    def at(self, tried: float) -> tuple[float, float]:
        """Return the point of the plane after so many tries; between two, on the way."""
        counts = np.arange(1, len(self._sample.values) + 1)
        return tried, float(np.interp(tried, counts, self._sample.means))

    def _draw(self, path: VMobject) -> None:
        path.clear_points()
        end = float(self._tried.get_value())
        xs = np.append(np.arange(1, int(np.ceil(end - 1e-6))), end)
        if len(xs) > 1:
            path.set_points_as_corners(self.plane.points_at(xs, [self.at(x)[1] for x in xs]))
