"""The model's line over the dots that it should pass through, with what it misses each by."""

from collections.abc import Callable

import numpy as np
from manim import RIGHT, Dot, Line, Polygon, VGroup
from numpy.typing import NDArray

from calc.model import Model
from studio.stage import Axis, Plot, follow
from studio.theme import THEME, Region
from studio.witness import Slope


class LinePanel(VGroup):
    """Plot, miss bars, line and dots in `region`; the line follows `weight` and `intercept` at every frame.

    `plot`, `misses`, `line` and `dots` can be faded in one by one; misses and dots are in the order of the
    model's points. The panel stands where `region` is: it does not follow if it is moved.

    Args:
        weight: the line's weight now; called at every frame, as is `intercept`.
        inputs, outputs: the axes of t and of p.
    """

    def __init__(
        self,
        region: Region,
        model: Model,
        weight: Callable[[], float],
        intercept: Callable[[], float],
        inputs: Axis | None = None,
        outputs: Axis | None = None,
    ) -> None:
        plot = Plot(
            region,
            inputs or Axis(-1.5, 1.5, name="t", crossing=0),
            outputs or Axis(-9, 11, name="p", crossing=0),
        )
        # Functions only: manim copies whatever else a mobject holds at each play.
        self.on_line: Callable[[float], NDArray[np.float64]] = lambda t: plot.point(
            t, model.predict(weight(), intercept(), t)
        )
        middle = (plot.x.low + plot.x.high) / 2
        reach = (plot.x.high - plot.x.low) / 2 * 5 / 6
        # What the model says of the line: its height over t = 0, and its slope.
        self.witness: Callable[[], Slope] = lambda: Slope(
            "panel's line", plot, 0.0, model.predict(weight(), intercept(), 0.0), weight(), self.line
        )
        self.plot = plot
        self.misses = VGroup(*(self._miss(plot, t, y) for t, y in model.points))
        self.dots = VGroup(*(Dot(plot.point(t, y), radius=0.11, color=THEME.text) for t, y in model.points))
        self.line = Line(stroke_width=THEME.line_width, color=THEME.parameter)
        follow(
            self.line,
            lambda line: line.set_points_as_corners(
                [self.on_line(t) for t in (middle - reach, middle + reach)]
            ),
        )
        self.misses.set_z_index(THEME.layers.area)
        self.line.set_z_index(THEME.layers.curve)
        self.dots.set_z_index(THEME.layers.dot)
        super().__init__(self.plot, self.misses, self.line, self.dots)

    def _miss(self, plot: Plot, t: float, target: float) -> Line:
        """The bar from a dot to the line above or below it."""
        return follow(
            Line(stroke_width=8, color=THEME.loss),
            lambda bar: bar.set_points_as_corners([plot.point(t, target), self.on_line(t)]),
        )

    def squares(self, drawn: Callable[[], float] = lambda: 1.0) -> VGroup:
        """A square on each miss bar, on the side away from the middle, that follows it too.

        drawn: how far it has been drawn out of the bar, from 0 to 1; called at every frame.
        """
        middle = float(np.mean([dot.get_x() for dot in self.dots]))
        return VGroup(*(self._square(bar, middle, drawn) for bar in self.misses))

    @staticmethod
    def _square(bar: Line, middle: float, drawn: Callable[[], float]) -> Polygon:
        square = Polygon(*np.zeros((3, 3)), color=THEME.loss, fill_opacity=0.25, stroke_width=3)

        def place(square: Polygon) -> Polygon:
            dot, end = bar.get_start(), bar.get_end()
            out = drawn() * np.sign(dot[0] - middle) * abs(end[1] - dot[1]) * RIGHT
            return square.set_points_as_corners([dot, end, end + out, dot + out, dot])

        return follow(square.set_z_index(THEME.layers.area), lambda square: place(square))
