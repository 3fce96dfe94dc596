"""A vessel that is filled with an area: its scale is that of a plot beside it, so that levels compare."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import VMobject

from calc.window import Window
from studio.stage import style
from studio.stage.areas import Band, flat
from studio.stage.following import follow
from studio.stage.frame import PlotFrame
from studio.stage.marks import dash
from studio.stage.plane import Plane
from studio.stage.style import Layer
from studio.stage.theme import THEME, Region

_WALL = 0.08  # of the plot's height, above the highest level


class Vessel:
    """Walls, and what fills them.

    plot: its zero stands at the height `start` of that plot. across: from where to where it stands, in units
    of the frame. levels: all that it must hold. amount: what fills it now; below 0 it hangs from the zero.

    walls: the glass. water: what fills it, with its witness.
    """

    def __init__(
        self,
        plot: PlotFrame,
        start: float,
        across: tuple[float, float],
        levels: tuple[float, ...],
        amount: Callable[[], float],
    ) -> None:
        region, window = plot.region, plot.window
        seen = Window(0.0, 1.0, window.bottom - start, window.top - start)
        self.frame = PlotFrame(Region(*across, region.bottom, region.top), seen)
        foot, mouth = min((0.0, *levels), key=abs), max(levels, key=abs)
        foot = min(levels) if mouth > 0 > min(levels) else max(levels) if mouth < 0 < max(levels) else foot
        mouth += np.sign(mouth or 1.0) * _WALL * (seen.top - seen.bottom)
        mouth = float(np.clip(mouth, seen.bottom, seen.top))
        self.walls = VMobject(stroke_color=THEME.muted, stroke_width=style.AXIS).set_z_index(Layer.AXES)
        self.walls.set_points_as_corners(self.frame.points_at([0, 0, 1, 1], [mouth, foot, foot, mouth]))

        def band() -> Band:
            return Band(np.array([0.0, 1.0]), np.full(2, float(amount())), np.zeros(2))

        self.water = flat(self.frame, band, amount, "vessel")

    def rim(self, level: float) -> VMobject:
        """Return the dashed line at a level, a little wider than the vessel."""
        line = VMobject(stroke_color=THEME.text, stroke_width=style.TRAIL).set_z_index(Layer.TRAIL)
        dash(line, *self.frame.points_at([-0.15, 1.15], [level, level]))
        return line


def level_line(plot: Plane, at: Callable[[], tuple[float, float]], right: float) -> VMobject:
    """Return the dashed line from a place of the plot straight to `right`, in units of the frame."""
    line = VMobject(stroke_color=THEME.text, stroke_width=style.AXIS).set_z_index(Layer.GHOST)
    line.scenery = True

    def place(line: VMobject) -> None:
        start = plot.point(*at())
        dash(line, start, np.array([right, start[1], 0.0]))

    return follow(line, place, lambda: (plot.moment(), at()))


def climb_bar(plot: Plane, at: Callable[[], tuple[float, float]], start: float) -> VMobject:
    """Return the bar under a place of the plot, from the height `start` to its own."""
    bar = VMobject(stroke_color=THEME.area, stroke_width=style.MISS).set_z_index(Layer.AXES)

    def place(bar: VMobject) -> None:
        x, y = at()
        bar.set_points_as_corners(plot.points_at([x, x], [start, y]))

    return follow(bar, place, lambda: (plot.moment(), at()))
