"""The model's functions inside one another, as pictures on three plates: a knob, the line, and its loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import TAU, Circle, Dot, Line, VGroup

from calc.stories.concepts import ConceptStory
from studio.cast.plates import Plate
from studio.stage import actors, style
from studio.stage.marks import data_dot
from studio.stage.plane import Plane
from studio.stage.plot import follow
from studio.stage.style import Layer, tint
from studio.stage.theme import THEME, Region

# A full turn leaves a gap at the bottom, as on a radio: from the lower left to the lower right.
_LOWEST, _TURN = 0.625 * TAU, -0.75 * TAU
_RADIUS, _POINTER = 0.34, 0.8  # of a plate's width; of the knob's radius
_ON_PLATE = Layer.PLATE + 0.5


class Nested(VGroup):
    """The knob on the first plate, the line and its dots on the second, a ball on the third's curve.

    weight: the tracker that all of them follow. loss: the plane of the third, with its curve.
    """

    def __init__(self, story: ConceptStory, plates: Sequence[Plate], loss: Plane, weight: Any) -> None:
        super().__init__()
        knob, line, _ = plates
        low, high = story.turns
        middle, radius = knob.centre, _RADIUS * knob.region.width
        face = Circle(radius, color=THEME.parameter, stroke_width=style.AXIS).move_to(middle)
        face.set_fill(tint(THEME.parameter, style.GHOST), 1).set_z_index(_ON_PLATE)
        pointer = VGroup(Line(stroke_width=style.TANGENT, color=THEME.parameter), Dot(radius=0.09))
        pointer.set_color(THEME.parameter).set_z_index(_ON_PLATE + 0.1)

        def point(pointer: VGroup) -> None:
            turned = _LOWEST + _TURN * (weight.get_value() - low) / (high - low)
            tip = middle + _POINTER * radius * np.array([np.cos(turned), np.sin(turned), 0.0])
            pointer[0].set_points_as_corners([middle, tip])
            pointer[1].move_to(middle)

        follow(pointer, point, weight.get_value)
        self.plane = Plane(inset(line.region), story.dots_window, numbers=(False, False), grid=False)
        self.plane.axes.set_stroke(width=0)
        self.line = actors.tangent(
            self.plane, lambda _: (0.0, story.bias), lambda w: w, weight, "line", reach=line.region.height
        )
        self.line.line.set_stroke(THEME.parameter)
        dots = VGroup(*(data_dot().move_to(self.plane.point(*dot)) for dot in story.model.points))
        self.ball = actors.dot(loss, lambda w: (w, story.loss(w)), weight, "small_ball")
        self.add(face, pointer, self.line.set_z_index(_ON_PLATE), dots, self.ball)
        for part in (dots, self.ball):
            part.set_z_index(_ON_PLATE + 0.1)


def inset(region: Region, by: float = 0.12) -> Region:
    """Return the part of a region that is so far from its edges."""
    return Region(region.left + by, region.right - by, region.bottom + by, region.top - by)
