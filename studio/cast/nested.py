"""Functions inside one another: rings straighten into plates that hold a knob, the line and its loss."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from manim import TAU, Circle, Dot, Line, VGroup
from numpy.typing import NDArray

from calc.line import label
from calc.stories.concepts import ConceptStory
from studio.cast.plates import Plate, light, wire
from studio.cast.surface import Bowl
from studio.cast.turned_bell import TurnedBell
from studio.cast.unfold import Unfolding
from studio.stage import actors, style
from studio.stage.following import follow
from studio.stage.marks import Cased, data_dot
from studio.stage.plane import Plane
from studio.stage.style import Layer, tint
from studio.stage.theme import THEME, Region

#: What the plates stand for: word, letter and role.
STEPS = (
    (label("weight"), "w", "parameter"),
    (label("prediction"), "p", "text"),
    (label("loss"), "L", "loss"),
)

_PLATES = tuple(Region(x, x + 2.2, -1.25, 1.35) for x in (-6.3, -3.3, -0.3))
_MARGIN = 0.12
# A full turn leaves a gap at the bottom, as on a radio: from the lower left to the lower right.
_LOWEST, _TURN = 0.625 * TAU, -0.75 * TAU
_RADIUS, _POINTER = 0.34, 0.8  # of a plate's width; of the knob's radius
_ON_PLATE = Layer.PLATE + 0.5


class Nested:
    """plates (frames), names and wires; rings: the bowl's level curves on their way to them.

    small: the loss on its plate, with its plane. pictures: the knob, the line and a ball on the loss, which
    follow `weight`. there, back: lights that run through the plates.

    unfolded, weight, ahead, backward: trackers.
    """

    def __init__(
        self, story: ConceptStory, bowl: Bowl, small: tuple[Any, Any], trackers: tuple[Any, Any, Any, Any]
    ) -> None:
        unfolded, weight, ahead, backward = trackers
        self.plates = [Plate(*step, region) for step, region in zip(STEPS, _PLATES, strict=True)]
        self.names = [plate.label for plate in self.plates]
        self.wires = VGroup(*(wire(one, other) for one, other in pairwise(_PLATES)))
        view = bowl.view.named["map"]
        middle = view.points([[*story.relief.middle, 0.0]])[0]
        self.rings = Unfolding(middle, [view.scale * each for each in story.nested], self.plates, unfolded)
        self.small = TurnedBell(_inset(_PLATES[2]), story, *small)
        self.ball = actors.dot(self.small.plane, lambda w: (w, story.loss(w)), weight, "small_ball")
        self.pictures = VGroup(self._knob(story, weight), *self._line(story, weight), self.ball)
        self.ball.set_z_index(_ON_PLATE + 0.1)
        middles = [plate.centre for plate in self.plates]
        self.there, self.back = (
            light(middles, ahead, THEME.text),
            light(middles[::-1], backward, THEME.slope),
        )

    def _knob(self, story: ConceptStory, weight: Any) -> VGroup:
        low, high = story.turns
        middle, radius = self.plates[0].centre, _RADIUS * _PLATES[0].width
        face = Circle(radius, color=THEME.parameter, stroke_width=style.AXIS).move_to(middle)
        face.set_fill(tint(THEME.parameter, style.GHOST), 1).set_z_index(_ON_PLATE)
        pointer = VGroup(Line(stroke_width=style.TANGENT), Dot(middle, radius=0.09))
        pointer.set_color(THEME.parameter).set_z_index(_ON_PLATE + 0.1)

        def tip() -> NDArray[np.float64]:
            turned = _LOWEST + _TURN * (weight.get_value() - low) / (high - low)
            found: NDArray[np.float64] = middle + _POINTER * radius * np.array(
                [np.cos(turned), np.sin(turned), 0.0]
            )
            return found

        follow(pointer, lambda pointer: pointer[0].set_points_as_corners([middle, tip()]), weight.get_value)
        return VGroup(face, pointer)

    def _line(self, story: ConceptStory, weight: Any) -> tuple[Cased, VGroup]:
        region = _inset(_PLATES[1])
        plane = Plane(region, story.dots_window, numbers=(False, False), grid=False)
        foot = (0.0, story.bias)
        line = actors.tangent(plane, lambda _: foot, lambda w: w, weight, "line", region.height)
        line.line.set_stroke(THEME.parameter)
        dots = VGroup(*(data_dot().move_to(plane.point(*dot)) for dot in story.model.points))
        return line.set_z_index(_ON_PLATE), dots.set_z_index(_ON_PLATE + 0.1)


def _inset(region: Region) -> Region:
    return Region(
        region.left + _MARGIN, region.right - _MARGIN, region.bottom + _MARGIN, region.top - _MARGIN
    )
