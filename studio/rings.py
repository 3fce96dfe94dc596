"""The map of a loss over two knobs, seen from above: rings of equal loss around the lowest point."""

import numpy as np
from manim import LEFT, VGroup

from calc.gradient import Point, Surface
from calc.wording import number
from studio.stage import Axis, Plot, plated
from studio.text import math, words
from studio.theme import THEME, Region

#: The losses whose rings the map shows.
RINGS = (1.0, 4.0, 9.0, 16.0, 25.0)


def knob_map(centre: Point, point: Point) -> Plot:
    """The axes of w and b on the right of the stage, ticked at the best knobs and at those we stand at."""
    stage = THEME.stage
    return Plot(
        Region(0.35, 6.0, stage.bottom + 0.45, stage.top),
        Axis(-4.5, 8.5, ticks=(centre[0], point[0]), name="w"),
        Axis(-5.8, 7.9, ticks=(centre[1], point[1]), name="b"),
    )


def ring(plot: Plot, surface: Surface, level: float) -> VGroup:
    """The curve on which the surface has this value, as far as the plot reaches."""
    pieces = VGroup()
    for piece in surface.level_curve(level, resolution=721):
        xs, ys = piece.T
        inside = (plot.x.low <= xs) & (xs <= plot.x.high) & (plot.y.low <= ys) & (ys <= plot.y.high)
        pieces.add(plot.path(np.where(inside, xs, np.nan), ys))
    return pieces.set_stroke(width=3)


def ring_number(plot: Plot, surface: Surface, level: float) -> VGroup:
    """The value on a ring, on a plate at the ring's lowest point."""
    lowest = min(surface.level_curve(level)[0], key=lambda point: point[1])
    label = words(f"{number(level)}", THEME.tick, THEME.loss).move_to(plot.point(*lowest))
    return plated(label)


def loss_formula(surface: Surface) -> VGroup:
    """The loss as a formula, in the upper left corner."""
    return math(f"L = {surface.typst}", THEME.label, THEME.loss).move_to([-6.0, 3.3, 0.0], LEFT)
