"""A curve that turns into another one, its ball, tangent and triangle, and its slope seen from near."""

from __future__ import annotations

from typing import Any

from manim import VGroup

from calc.line import Message, shown
from calc.stories.whole_loop import WholeLoop
from studio.cast.rolling import rolling_triangle
from studio.language.catalogue import LABEL
from studio.lesson.motion import Together
from studio.stage import actors, layout, style
from studio.stage.plane import Plane
from studio.stage.text import words
from studio.stage.theme import THEME, Region

_REACH = 2.56  # units: the tangent is longer than its triangle, near, too


class AnyCurve:
    """plane, curve and the ground under it; rolling: ball, tangent and triangle, as the weight goes.

    near: the triangle of the tangent that is seen from a hundred times as close, with its numbers; slope: its
    slope.

    region: where the plane begins. weight, turned: trackers; at 1 turned, the curve is the other one.
    """

    def __init__(self, story: WholeLoop, region: Region, weight: Any, turned: Any) -> None:
        self._story, self._turned = story, turned
        room = layout.HERO_PLOT
        self.window = story.window(room.width / room.height)
        plane = self.plane = Plane(region, self.window, "w", bare=True)
        self.curve = plane.curve(lambda x: story.mixed(turned.get_value(), x), moved_by=turned)
        self.ground = plane.ground(story.loss)
        both = Together(weight, turned)
        self.roller = actors.dot(plane, self.touch, both, "roller")
        self.tangent = actors.tangent(plane, self.touch, self.slope_at, both, reach=_REACH)
        self.triangle = rolling_triangle(plane, self.touch, self.slope_at, both, 1.0)
        self.rolling = self.roller, self.tangent, self.triangle
        run = words(str(story.run_said), style.READOUT)
        rise = words(str(story.rise), style.READOUT, THEME.slope)
        self.near = rolling_triangle(plane, self.touch, self.slope_at, both, story.run, run, rise)
        told = Message("slope {slope}", {"slope": story.slope}, context=LABEL)
        self.slope = words(str(told), style.RESULT, THEME.slope)
        self.slope.move_to([room.left + 2.2, 1.6, 0.0])

    def touch(self, where: Any) -> tuple[float, float]:
        """Return the point of the curve at (weight, turned)."""
        weight, turned = where
        return weight, float(self._story.mixed(turned, weight))

    def slope_at(self, where: Any) -> float:
        """Return its slope there."""
        weight, turned = where
        return self._story.mixed_slope(turned, weight)


def following() -> VGroup:
    """Return what comes next, as large as a title."""
    name = VGroup(
        words(shown("Next:"), style.RESULT, THEME.muted),
        words(shown("Derivatives"), style.TITLE, THEME.slope, "BOLD"),
    )
    for label in name.arrange(buff=0.35):
        label.shift([0.0, 2.3 - label.midline, 0.0])
    return name
