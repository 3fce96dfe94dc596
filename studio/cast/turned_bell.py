"""A loss curve under which an area is swept, and which then turns into a bell curve with its chance."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, ManimColor, VGroup, VMobject

from calc.line import shown
from calc.stories.concepts import ConceptStory
from studio.lesson.motion import Together
from studio.stage import style
from studio.stage.areas import flat, under
from studio.stage.following import follow
from studio.stage.marks import dash
from studio.stage.plane import Plane
from studio.stage.style import Layer, tint
from studio.stage.text import words
from studio.stage.theme import THEME, Region

_HIGH = 0.86  # of the window: the bell
_PIECES = 16  # of the area


class TurnedBell:
    """curve and area, which follow two trackers; joints: of the pieces that make the area up.

    middle: the dashed line at the mean, with its name.

    swept: how far the area reaches across the window, 0 to 1. bent: how far the curve is the bell, 0 to 1.
    """

    def __init__(self, region: Region, story: ConceptStory, swept: Any, bent: Any) -> None:
        self._story, self._bent = story, bent
        self.window = story.window(region.width / region.height)
        self.plane = Plane(region, self.window, numbers=(False, False), bare=True)

        def trace(curve: VMobject) -> None:
            self.plane.trace(curve, self.function, -np.inf, np.inf)
            mixed = ManimColor(THEME.loss).interpolate(ManimColor(THEME.text), float(bent.get_value()))
            curve.set_stroke(mixed.to_hex())

        drawn = VMobject(stroke_width=style.CURVE).set_z_index(Layer.PLATE + 0.5)  # on its plate
        self.curve = follow(drawn, trace, lambda: (self.plane.moment(), bent.get_value()))

        def reached() -> float:
            left, right = self.window.left, self.window.right
            return left + float(swept.get_value()) * (right - left)

        both = Together(swept, bent)
        self.area = flat(
            self.plane, lambda: under(self.function, self.window.left, reached()), both.get_value, "area"
        )
        cuts = np.linspace(self.window.left, self.window.right, _PIECES + 1)[1:-1]

        def cut(joints: VMobject) -> None:
            joints.clear_points()
            for x in cuts[cuts < reached()]:
                joints.start_new_path(self.plane.point(x, 0.0))
                joints.add_line_to(self.plane.point(x, float(self.function(x))))

        lines = VMobject(stroke_color=tint(THEME.area, 0.42), stroke_width=style.AXIS)
        lines.set_z_index(Layer.AXES).scenery = True
        self.joints = follow(lines, cut, lambda: (self.plane.moment(), both.get_value()))

    def function(self, x: Any) -> Any:
        """Return the height of the curve as it is now."""
        return self._story.mixed(float(self._bent.get_value()), _HIGH * self.window.top)(x)

    def grow(self, region: Region) -> Animation:
        """Return the play in which the plot grows to fill a region."""
        self.window = self._story.window(region.width / region.height)
        return self.plane.move(self.window, region)

    @property
    def middle(self) -> VGroup:
        """The line at the bell's middle, with its name."""
        mean = self._story.bell.mean
        foot, top = (self.plane.point(mean, y) for y in (0.0, _HIGH * self.window.top))
        line = VMobject(stroke_color=THEME.text, stroke_width=style.AXIS).set_z_index(Layer.TANGENT)
        dash(line, foot, top)
        name = words(shown("expected"), style.LABEL)
        name.move_to(top + np.array([1.2, 0.0, 0.0]))
        return VGroup(line, name)
