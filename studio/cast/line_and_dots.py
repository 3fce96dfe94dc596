"""The model's line over the dots that it should pass through, with what it misses each by."""

from collections.abc import Callable, Iterable

import numpy as np
from manim import RIGHT, Dot, Line, Polygon, VGroup, VMobject
from numpy.typing import NDArray

from calc.model import Model
from studio.cast.line_plane import inputs_seen, outputs_seen
from studio.stage.placement import clear_names
from studio.stage.plot import Axis, Plot, follow
from studio.stage.theme import THEME, Region
from studio.stage.witness import Slope

_REACH = 5 / 6  # of the axis of t, over which the line is drawn


def fitted(model: Model, weights: Iterable[float], intercept: float) -> tuple[Axis, Axis]:
    """Axes of t and p in which the dots, and the line at all these weights, can be seen.

    The input 0, about which a weight turns the line, is always in sight.

    Raises:
        ValueError: the dots would lie too close together to be told apart.
    """
    left, right = inputs_seen(model)
    middle, reach = (left + right) / 2, _REACH * (right - left) / 2
    bottom, top = outputs_seen(model, weights, [intercept], (middle - reach, middle + reach))
    return (
        Axis(left, right, name="t", crossing=0),
        Axis(bottom, top, name="p", crossing=min(max(0.0, bottom), top)),
    )


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
        reach = _REACH * (plot.x.high - plot.x.low) / 2
        self.ends = middle - reach, middle + reach  # of the line, on the axis of t
        # What the model says of the line: its height over its middle, and its slope.
        self.witness: Callable[[], Slope] = lambda: Slope(
            "panel's line", plot, middle, model.predict(weight(), intercept(), middle), weight(), self.line
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
        self._at_weight: Callable[[float, float], NDArray[np.float64]] = lambda w, t: plot.point(
            t, model.predict(w, intercept(), t)
        )
        self._inputs = [float(t) for t in model.inputs]
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

    def swept(self, low: float, high: float) -> VGroup:
        """What the line and the miss bars pass as the weight turns from `low` to `high`, and the dots."""
        weights = [float(w) for w in np.linspace(low, high, 9)]
        lines = [Line(*(self._at_weight(w, t) for t in self.ends)) for w in weights]
        bars = [
            Line(dot.get_center(), self._at_weight(w, t))
            for dot, t in zip(self.dots, self._inputs, strict=True)
            for w in (low, high)
        ]
        return VGroup(*lines, *bars, *(dot.copy() for dot in self.dots))

    def clear_names(self, low: float, high: float, *others: VMobject) -> None:
        """Move the names of the axes where a line that turns between these weights does not cross them.

        others: more that they have to keep clear of.
        """
        clear_names(self.plot, [self.swept(low, high), *others], [*self.dots])

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
