"""The triangle that goes with a ball along a curve: how far across, and how far its tangent rises by then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, VGroup, VMobject

from studio.stage import style
from studio.stage.actors import Place
from studio.stage.following import follow
from studio.stage.marks import Cased, dash
from studio.stage.plane import Plane
from studio.stage.style import Layer
from studio.stage.text import Label
from studio.stage.theme import THEME

_LEAST = 0.3  # units: a smaller rise has no label beside it


def rolling_triangle(
    plane: Plane,
    at: Place,
    slope_at: Callable[[float], float],
    tracker: Any,
    run: float,
    across: Label | None = None,
    up: Label | None = None,
) -> VGroup:
    """Return the run, white and dashed, and the rise of the tangent at `at(tracker)`, which go along with it.

    across, up: labels of the run and the rise; the rise's one is there while that is tall enough.
    """
    level = VMobject(stroke_color=THEME.text, stroke_width=style.TANGENT).set_z_index(Layer.TANGENT)
    rise = Cased(THEME.slope, style.TANGENT, Layer.TANGENT)

    def place(_: VGroup) -> None:
        value = tracker.get_value()
        (x, y), slope = at(value), float(slope_at(value))
        start, corner, tip = plane.points_at([x, x + run, x + run], [y, y, y + slope * run])
        dash(level, start, corner)
        rise.set_path(np.array([corner, tip]))
        tall = float(tip[1] - corner[1])
        if across is not None:
            across.next_to((start + corner) / 2, DOWN if tall >= 0 else UP, buff=0.14)
        if up is not None:
            up.next_to((corner + tip) / 2, RIGHT if run > 0 else LEFT, buff=0.16)
            up.set_opacity(float(np.clip(abs(tall) / _LEAST - 1, 0, 1)))

    labels = [label for label in (across, up) if label is not None]
    return follow(VGroup(level, rise, *labels), place, lambda: (plane.moment(), tracker.get_value()))
