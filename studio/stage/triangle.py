"""The triangle of a tangent: its run and its rise, with their numbers where there is room for them."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, VGroup, VMobject
from numpy.typing import NDArray

from calc.window import round_step
from calc.wording import Wording, brief, digits_written
from studio.stage import style
from studio.stage.following import follow
from studio.stage.marks import Cased, dash
from studio.stage.placement import first_clear, points_of
from studio.stage.plane import Plane
from studio.stage.style import Layer
from studio.stage.text import Label, words
from studio.stage.theme import THEME

Point = NDArray[np.float64]  # (3,), of the screen

_SHORTER = 5  # times a run is halved, until it fits
_SHORT = 0.75  # units: a run so short has its number under its end, away from the ball
_CLEAR, _APART = 0.08, 0.11  # units between a number and the edge of a stroke, and another number

#: A point, and the direction in which a number stands beside it, so many units away.
Side = tuple[Point, Point, float]


def triangle(plane: Plane, x: float, y: float, slope: float, said: Wording) -> VGroup:
    """Return the run and the rise of the tangent at (x, y), with their numbers.

    The run, white and dashed, is 1 where that can be seen, so that the rise is the slope, as it is `said`;
    else it is a round number. They stand where there is room for them in the window, the numbers clear of the
    plane's curves, axes and numbers, as it is now.
    """
    window = plane.window
    width = window.right - window.left
    run = 1.0 if 0.08 <= 1 / width <= 0.3 else round_step(0.22 * width, 1)
    while abs(slope * run) > 0.6 * (window.top - window.bottom):
        run /= 2
    shorter = (sign * run / 2**times for times in range(_SHORTER) for sign in (1, -1))
    run = next((each for each in shorter if window.holds(x + each, y + slope * each)), run)
    rise = said if abs(run) == 1 else brief(abs(slope * run), max(digits_written(said.written), 4))
    across = VMobject(stroke_color=THEME.text, stroke_width=style.TANGENT).set_z_index(Layer.TANGENT)
    up = Cased(THEME.slope, style.TANGENT, Layer.TANGENT)
    number = words(str(rise), style.READOUT, THEME.slope)
    length = words(str(brief(abs(run))), style.LABEL, THEME.text)

    def corners() -> list[Point]:
        return [*plane.points_at([x, x + run, x + run], [y, y, y + slope * run])]

    def draw() -> None:
        start, corner, tip = corners()
        dash(across, start, corner)
        up.set_path(np.array([corner, tip]))

    draw()
    xs = np.linspace(window.left, window.right, 201)
    tangent = plane.points_at(xs, y + slope * (xs - x))
    strokes = (
        (points_of(plane.curves), style.CURVE),
        (points_of(plane.axes), style.AXIS),
        (np.concatenate([points_of([across, up.line]), tangent]), style.TANGENT),
    )
    lines = [(points, stroke / 200 + _CLEAR) for points, stroke in strokes]
    texts = [*plane.names, *plane.told, *(part for part in plane.marks if isinstance(part, Label))]
    taken = []
    for label, sides in zip((number, length), _sides(*corners()), strict=True):
        taken.append(first_clear(label, [_beside(label, *side) for side in sides], lines, texts, _APART))
        texts.append(label.move_to(_beside(label, *sides[taken[-1]])))

    def place(_: VGroup) -> None:
        draw()
        for label, sides, chosen in zip((number, length), _sides(*corners()), taken, strict=True):
            label.move_to(_beside(label, *sides[chosen]))

    return follow(VGroup(across, up, number, length), place, plane.moment)


def _sides(start: Point, corner: Point, tip: Point) -> tuple[list[Side], list[Side]]:
    """Return where the numbers of a triangle's rise and of its run may stand, the best place first."""
    outwards = RIGHT if corner[0] >= start[0] else LEFT
    below = DOWN if tip[1] >= corner[1] else UP
    along = [corner + share * (tip - corner) for share in (0.32, 0.5, 0.75, 1.0, 0.0)]
    rise = [(at, side, 0.16) for side in (outwards, -outwards) for at in along]
    rise += [(tip, -below + side, 0.12) for side in (0 * outwards, outwards, -outwards)]
    short = abs(corner[0] - start[0]) < _SHORT
    middles = [corner, (start + corner) / 2, start] if short else [(start + corner) / 2, corner, start]
    run = [(at, side, 0.14) for side in (below, -below) for at in middles]
    run += [(corner, below + outwards, 0.1), (start, below - outwards, 0.1), (corner, outwards, 0.16)]
    return rise, run


def _beside(label: VMobject, at: Point, side: Point, gap: float) -> Point:
    """Return the middle of a label on that side of a point."""
    half = np.array([label.width / 2 + gap, label.height / 2 + gap, 0.0])
    middle: Point = at + side * half
    return middle
