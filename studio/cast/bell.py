"""A bell curve with the chance to land near its middle as an area."""

from __future__ import annotations

from itertools import pairwise

from manim import DOWN, DoubleArrow, VGroup

from calc.integral import Normal
from calc.line import shown
from calc.window import Window
from calc.wording import Wording
from studio.lesson.motion import Tracker
from studio.stage import style
from studio.stage.areas import flat, under
from studio.stage.plane import Plane
from studio.stage.text import naming, words
from studio.stage.theme import THEME, Region

_REACH, _TOP = 3.6, 1.08  # standard deviations to each side; of the curve's height
_FOOT = 0.75  # units from the axis to the arrows below it


class Bell:
    """The curve on its plane; `band` is the area within `reach` standard deviations of the middle.

    deviation: the arrows, under the axis, that tell how wide that is, with their name; marked: the play that
    tells their ends on the axis. percent: `said` of it.
    """

    def __init__(self, region: Region, bell: Normal, reach: Tracker, said: Wording) -> None:
        far = _REACH * bell.spread
        window = Window(bell.mean - far, bell.mean + far, 0.0, _TOP * bell.density(bell.mean))
        self.plane = Plane(region, window, numbers=(True, False))
        self.curve = self.plane.curve(bell.density, THEME.text)

        def away() -> float:
            return float(reach.get_value()) * bell.spread

        self.band = flat(
            self.plane,
            lambda: under(bell.density, bell.mean - away(), bell.mean + away()),
            reach.get_value,
            "chance",
        )
        self.deviation = self._deviation(bell)
        self.marked = self.plane.tell(*(bell.mean + side * bell.spread for side in (-1, 1)))
        self.percent = naming(words(f"{said!s} %", style.TITLE, THEME.text, "BOLD"), self.band)
        self.percent.move_to(self.plane.point(bell.mean, 0.4 * bell.density(bell.mean)))

    def _deviation(self, bell: Normal) -> VGroup:
        ends = [self.plane.point(bell.mean + side * bell.spread, 0) + _FOOT * DOWN for side in (-1, 0, 1)]
        arrows = VGroup(
            *(
                DoubleArrow(a, b, buff=0.05, color=THEME.text, stroke_width=style.AXIS, tip_length=0.16)
                for a, b in pairwise(ends)
            )
        )
        name = words(shown("standard deviation"), style.LABEL, THEME.text)
        return arrows.add(naming(name.next_to(arrows[1], DOWN, buff=0.16), arrows[1]))
