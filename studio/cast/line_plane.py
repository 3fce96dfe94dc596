"""The model's line over the dots that it should pass through, on a plane, with what it misses each by."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Any

import numpy as np
from manim import RIGHT, VGroup, VMobject

from calc.model import Model
from calc.window import Window
from calc.wording import brief
from studio.stage import style
from studio.stage.following import follow
from studio.stage.marks import Cased, data_dot
from studio.stage.placement import first_clear, kept_off
from studio.stage.plane import Plane, inner
from studio.stage.style import Layer, tint
from studio.stage.text import naming, words
from studio.stage.theme import THEME, Region
from studio.stage.witness import Slope

_REACH = 0.94  # of the window, over which the line is drawn where it stays inside
_BESIDE, _ABOVE = 0.35, 0.12  # of what must be seen, left free on either side of it
_OFF = 0.1  # units between an area's number and the edge of a line through its square
_CLOSE = 0.08  # of the window: dots nearer to each other than this cover each other


def line_window(model: Model, weights: Iterable[float], *biases: float) -> Window:
    """Return the window in which the dots are seen, and the line at all these weights and biases.

    The input 0, about which a weight turns the line, is always in sight.

    Raises:
        ValueError: the dots would lie too close together to be told apart.
    """
    low, high = min(0.0, *model.inputs), max(0.0, *model.inputs)
    return Window(*inputs_seen(model), *outputs_seen(model, weights, biases, (low, high)))


def squares_window(model: Model, weights: Iterable[float], bias: float, outer: Region) -> Window:
    """Return the window of `line_window` with outputs so far apart that squares on all bars fit in a region.

    outer: the region that the plane fills with its numbers.
    """
    weights = list(weights)
    seen = line_window(model, weights, bias)
    region = inner(outer, seen)
    scale, middle = 1.0, float(np.mean(model.inputs))
    for t, target in model.points:
        x = region.left + (t - seen.left) / (seen.right - seen.left) * region.width
        room = outer.right - x if t > middle else x - region.left
        miss = max(abs(model.predict(w, bias, t) - target) for w in weights)
        scale = max(scale, miss * region.height / (seen.top - seen.bottom) / (0.95 * room))
    height, half = (seen.bottom + seen.top) / 2, scale * (seen.top - seen.bottom) / 2
    return Window(seen.left, seen.right, height - half, height + half)


def inputs_seen(model: Model) -> tuple[float, float]:
    """Return from where to where the inputs are shown: those of the dots, the input 0, and room beside them.

    Raises:
        ValueError: the dots would lie too close together to be told apart.
    """
    low, high = min(0.0, *model.inputs), max(0.0, *model.inputs)
    room = _BESIDE * (high - low)
    left, right = low - room, high + room
    if np.ptp(model.inputs) < _CLOSE * (right - left):
        one, other = (f"{t:.15g}" for t in model.inputs)
        raise ValueError(
            f"the dots at the inputs {one} and {other} lie too close together to be told apart in a picture "
            "that reaches to the input 0, about which the weight turns the line; give inputs farther apart"
        )
    return left, right


def outputs_seen(
    model: Model, weights: Iterable[float], biases: Iterable[float], ends: tuple[float, float]
) -> tuple[float, float]:
    """Return from where to where the outputs are shown: the dots, and the line between these two inputs."""
    lines = (model.predict(w, bias, np.array(ends)) for w, bias in product(weights, biases))
    heights = np.concatenate([model.targets, *lines])
    bottom, top = float(heights.min()), float(heights.max())
    room = _ABOVE * (top - bottom)
    return bottom - room, top + room


class LinePlane(Plane):
    """A plane with the model's line, its dots, and a bar from each dot to the line; all follow two trackers.

    line: the line p = w t + b, which is its own witness. dots, misses: in the order of the model's points.
    Bring them on one by one, or all at once as `figure`. A bar is cut where the window ends.

    outer: the region that it fills with its numbers. weight, bias: of the line, trackers. bare: see `Plane`.
    """

    def __init__(
        self, outer: Region, model: Model, window: Window, weight: Any, bias: Any, *, bare: bool = False
    ) -> None:
        region = inner(outer, window)
        super().__init__(region, window, "t", "p", roles=("muted", "muted"), crossed=True, bare=bare)
        self.model, self._weight, self._bias = model, weight, bias
        self.line = self._line(THEME.parameter, style.CURVE, weight, bias)
        self.dots, self.misses = VGroup(), VGroup()
        for t, target in model.points:
            self.dots.add(self._dot(t, target))
            self.misses.add(self._miss(t, target))

    @property
    def figure(self) -> VGroup:
        """All of it as one group, the plane first."""
        return VGroup(self, self.misses, self.line, self.dots)

    def ghost(self, weight: float, share: float = style.GHOST, bias: float | None = None) -> VMobject:
        """Return the line at another weight, faded into the ground: where it was, or where it might be.

        bias: its bias, by default that of the line, whatever that becomes.
        """
        held = self._bias if bias is None else _Fixed(bias)
        ghost = self._line(tint(THEME.parameter, share), style.TANGENT, _Fixed(weight), held)
        for part in ghost.get_family():
            part.scenery, part.witness = True, None
        ghost.casing.set_stroke(opacity=0)
        return ghost.set_z_index(Layer.GHOST)

    def squares(self, drawn: Any) -> VGroup:
        """Return a square on each bar, away from the other dots, unfolded as far as a tracker says."""
        squares, middle = VGroup(), float(np.mean(self.model.inputs))
        for t, target in self.model.points:
            squares.add(self._square(t, target, float(np.sign(t - middle)), drawn))
        return squares

    def areas(self, squares: VGroup) -> VGroup:
        """Return the area of each square, written into it where there is room, off all lines if it can."""
        areas, w, b = VGroup(), self._weight.get_value(), self._bias.get_value()
        lines = [kept_off(self.axes, style.AXIS, _OFF), kept_off([self.line], style.CURVE, _OFF)]
        for (t, target), square in zip(self.model.points, squares, strict=True):
            area = brief((self.model.predict(w, b, t) - target) ** 2)
            size, middle = words(str(area), style.LABEL, THEME.loss), square.get_center()
            across, up = ((of - its - 0.3) / 2 for of, its in zip(_sizes(square), _sizes(size), strict=True))
            if across > 0 and up > 0:
                shifts = [(0.0, 0.0), (0.0, up), (0.0, -up), (across, 0.0), (-across, 0.0)]
                places = [middle + np.array([*shift, 0.0]) for shift in shifts]
                areas.add(naming(size.move_to(places[first_clear(size, places, lines)[0]]), square))
        return areas

    def _square(self, t: float, target: float, side: float, drawn: Any) -> VMobject:
        plane, model, weight, bias = self, self.model, self._weight, self._bias
        square = VMobject(stroke_color=THEME.loss, stroke_width=style.AXIS, fill_color=THEME.loss)

        def place(square: VMobject) -> None:
            dot = plane.point(t, target)
            end = plane.point(t, model.predict(weight.get_value(), bias.get_value(), t))
            out = drawn.get_value() * side * abs(end[1] - dot[1]) * RIGHT
            square.set_points_as_corners([dot, end, end + out, dot + out, dot])

        square.set_fill(opacity=0.22).set_z_index(Layer.GROUND)
        return follow(square, place, lambda: (plane.moment(), weight.get_value(), drawn.get_value()))

    def fan(self, weights: Iterable[float]) -> VGroup:
        """Return ghosts of the line at these weights, in order, each in sight once the line has passed it."""
        fan, weights = VGroup(), list(weights)
        way = float(np.sign(weights[-1] - weights[0]))
        soon = abs(weights[-1] - weights[0]) / len(weights)
        for index, weight in enumerate(weights):
            share = style.FAINT + (style.DIM - style.FAINT) * (index + 1) / len(weights)
            fan.add(self._passed(self.ghost(weight, share), weight, way, soon))
        return fan

    def _passed(self, ghost: VMobject, weight: float, way: float, soon: float) -> VMobject:
        now, line = self._weight.get_value, ghost.line

        def fade(line: VMobject) -> None:
            line.set_stroke(opacity=float(np.clip(way * (now() - weight) / soon, 0, 1)))

        follow(line, fade, now)
        return ghost

    def _line(self, colour: str, width: float, weight: Any, bias: Any) -> Cased:
        plane, model = self, self.model
        drawn = Cased(colour, width, Layer.CURVE)

        def place(drawn: Cased) -> None:
            w, b = weight.get_value(), bias.get_value()
            window = plane.window
            middle, half = (window.left + window.right) / 2, _REACH * (window.right - window.left) / 2
            low, high = middle - half, middle + half
            if w:  # cut where it would leave the window
                crossings = sorted(((window.bottom - b) / w, (window.top - b) / w))
                low, high = max(low, crossings[0]), min(high, crossings[1])
            if low < high:
                ts = np.array([low, high])
                drawn.set_path(plane.points_at(ts, model.predict(w, b, ts)))
            else:
                drawn.set_path(np.zeros((0, 3)))

        def witness(stroke: VMobject) -> Slope | None:
            w, b = weight.get_value(), bias.get_value()
            return Slope("line", plane, 0.0, b, w, stroke) if len(stroke.points) else None

        drawn.line.witness = witness
        return follow(drawn, place, lambda: (plane.moment(), weight.get_value(), bias.get_value()))

    def _dot(self, t: float, target: float) -> VGroup:
        plane = self
        return follow(data_dot(), lambda dot: dot.move_to(plane.point(t, target)), self.moment)

    def _miss(self, t: float, target: float) -> VMobject:
        """The bar from a dot to the line above or below it."""
        plane, model, weight, bias = self, self.model, self._weight, self._bias
        bar = VMobject(stroke_color=THEME.loss, stroke_width=style.MISS).set_z_index(Layer.CURVE - 0.2)

        def place(bar: VMobject) -> None:
            line, window = model.predict(weight.get_value(), bias.get_value(), t), plane.window
            ends = np.clip([target, line], window.bottom, window.top)
            if window.left <= t <= window.right and (ends[0] != ends[1] or target == line):
                bar.set_points_as_corners([plane.point(t, end) for end in ends])
            else:
                bar.clear_points()

        return follow(bar, place, lambda: (plane.moment(), weight.get_value(), bias.get_value()))


def _sizes(shape: VMobject) -> tuple[float, float]:
    return float(shape.width), float(shape.height)


class _Fixed:
    """A tracker that never moves."""

    def __init__(self, value: float) -> None:
        self._value = value

    def get_value(self) -> float:
        """Return its value."""
        return self._value
