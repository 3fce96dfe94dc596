"""A small network, and the flow that runs back through it from the loss to every knob."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Circle, Line, VGroup, VMobject
from numpy.typing import NDArray

from studio.cast.dial import angle, toward
from studio.stage import style
from studio.stage.following import follow
from studio.stage.style import Layer, tint
from studio.stage.text import naming, words
from studio.stage.theme import THEME, Region

_KNOBS = (0.3, 0.7, 0.15, 0.85)  # how they happen to stand, 0 to 1
_NODES = 3
_RADII = 0.42, 0.3, 0.62  # of knobs, nodes and the loss
_RUN = 0.45  # of the whole way, in which a part of the flow runs


class Network(VGroup):
    """Four knobs feed three nodes, which feed the loss.

    arrived: how far the flow has run back, a tracker, 0 to 1.
    """

    def __init__(self, region: Region, arrived: Any) -> None:
        super().__init__()
        xs = region.left + 0.6, region.centre[0], region.right - 0.8
        layers = [
            [np.array([x, y, 0.0]) for y in np.linspace(region.top - 0.6, region.bottom + 0.6, count)]
            if count > 1
            else [np.array([x, region.centre[1], 0.0])]
            for x, count in zip(xs, (len(_KNOBS), _NODES, 1), strict=True)
        ]
        edges, flow = VGroup(), VGroup()
        for depth, begin in ((1, 0.0), (0, 1 - _RUN)):
            for start in layers[depth + 1]:
                for end in layers[depth]:
                    ends = _between(start, end, _RADII[depth + 1], _RADII[depth])
                    edges.add(Line(*ends, color=tint(THEME.muted, 0.6), stroke_width=style.AXIS))
                    flow.add(_flow(*ends, begin, arrived))
        self.add(edges.set_z_index(Layer.AXES), flow.set_z_index(Layer.TRAIL))
        for depth, (radius, begin) in enumerate(zip(_RADII, (0.95, _RUN - 0.05, -1.0), strict=True)):
            for place in layers[depth]:
                body = Circle(
                    radius, color=THEME.loss if depth == 2 else THEME.muted, stroke_width=style.AXIS
                )
                body.set_fill(tint(THEME.parameter if depth == 0 else THEME.muted, style.FAINT), 1)
                body.move_to(place).set_z_index(Layer.CURVE)
                self.add(body if depth == 2 else _reached(body, begin, arrived))
        loss = self[-1]
        for share, place in zip(_KNOBS, layers[0], strict=True):
            tip = place + 0.8 * _RADII[0] * toward(angle(share))
            self.add(
                Line(place, tip, color=THEME.parameter, stroke_width=style.TANGENT).set_z_index(Layer.TANGENT)
            )
        name = naming(words("loss", style.LABEL, THEME.loss), loss)
        name.in_table = True
        self.add(name.move_to(layers[2][0]))


def _between(
    start: NDArray[np.float64], end: NDArray[np.float64], first: float, last: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ends of the line between two circles' rims."""
    along = (end - start) / np.linalg.norm(end - start)
    return start + first * along, end - last * along


def _flow(start: NDArray[np.float64], end: NDArray[np.float64], begin: float, arrived: Any) -> VMobject:
    line = VMobject(stroke_color=THEME.slope, stroke_width=style.ARROW)

    def run(line: VMobject) -> None:
        share = float(np.clip((arrived.get_value() - begin) / _RUN, 0, 1))
        if share:
            line.set_points_as_corners([start, start + share * (end - start)])
        else:
            line.clear_points()

    return follow(line, run, arrived.get_value)


def _reached(body: Circle, begin: float, arrived: Any) -> Circle:
    """Let a circle's rim take the colour of the flow once that is there."""

    def shine(body: Circle) -> None:
        lit = float(np.clip((arrived.get_value() - begin) / 0.05, 0, 1))
        body.set_stroke(THEME.slope if lit else THEME.muted, style.AXIS + (style.TARGET - style.AXIS) * lit)

    found: Circle = follow(body, shine, arrived.get_value)
    return found
