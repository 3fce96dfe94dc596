"""An average as an area: what is picked at random, in numbers, and where the levelled area stands."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, VGroup

from calc.line import label, shown
from calc.stories.area import AreaStory
from studio.cast.vessel import level_line
from studio.cast.water import RunningAverage, level, threads
from studio.lesson.motion import Tracker
from studio.stage import layout, style
from studio.stage.panel import Panel, number
from studio.stage.plane import Plane
from studio.stage.text import math, words
from studio.stage.theme import THEME, Region

_FOOT = 0.75  # where the plane of the curve ends
_NEXT = -0.4  # where that of the averages begins
_HIGH = 1.2  # on the screen: a level above it leaves room for two rows below


class Averaged:
    """Threads that fall from the curve of a plane that stands at `region`, their averages, and the water.

    picked: the rows of the newest try; counted: those of all of them. area, width: rows; result: the mean
    height, beside `lines` at its level on both planes; name: what it is called.
    """

    def __init__(self, story: AreaStory, plane: Plane, across: Region, room: Region, tried: Tracker) -> None:
        self._plane, self._room, self._story, sample = plane, room, story, story.sample
        self.region = Region(across.left, across.right, _FOOT, layout.PLOT.top)
        below = Region(across.left, across.right, layout.PLOT.bottom, _NEXT)
        self.means = RunningAverage(below, sample, story.expected.value, tried)
        self.threads = threads(plane, sample, tried)
        panel, x = Panel(room), math(story.function.variable, style.LABEL)

        def newest() -> int:
            return max(int(np.ceil(tried.get_value())), 1) - 1

        self.picked = VGroup(
            panel.running(x, lambda: sample.places[newest()], sample.places),
            panel.running(story.height, lambda: sample.values[newest()], sample.values, THEME.loss),
        )
        panel.skip(panel.rest.top + 0.1 - _NEXT)
        self.counted = VGroup(
            panel.running(label("tries"), lambda: newest() + 1, [len(sample.values)], least=0),
            panel.running(
                label("average"), lambda: self.means.at(tried.get_value())[1], sample.means, THEME.area
            ),
        )

    def settle(self, levelled: Tracker) -> None:
        """Make the water and what is told of its level, on the plane where it stands by now."""
        story, room = self._story, self._room
        area, width, mean, _ = story.quotient
        expected, own = story.expected, self.means.plane
        self.water = level(self._plane, expected, levelled)
        self.lines = (
            level_line(self._plane, lambda: (expected.low, expected.value), room.right),
            level_line(own, lambda: (0.0, expected.value), own.region.right),
        )
        y = float(self._plane.point(expected.low, expected.value)[1])
        panel, high = Panel(room), y > _HIGH
        panel.skip(2 * _HIGH - 1.0 if high else 0.0)
        self.area, self.width = panel.row("area", number(area, THEME.area)), panel.row("width", number(width))
        self.result = number(mean, THEME.area, style.RESULT)
        at = [room.right - layout.PADDING, y, 0.0]
        self.result.next_to(at, (UP if high else DOWN) + LEFT, buff=0.2)
        self.result.in_table = True
        self.name = words(shown("expectation"), style.LABEL, THEME.area)
        self.name.next_to(self.result, UP if high else DOWN, buff=0.18, aligned_edge=RIGHT).in_table = True
        if self.name.get_top()[1] > room.top - 0.1:
            self.name.next_to(self.result, LEFT, buff=0.2)
