"""Plane: a plot with a grid, axes and numbers, whose window can move, and what stands on it moves along."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    Animation,
    Line,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    VMobject,
    smooth,
)
from numpy.typing import ArrayLike, NDArray

from calc.window import Window, round_step
from calc.wording import brief
from studio.stage import style
from studio.stage.frame import PlotFrame, between
from studio.stage.glyphs import set_line
from studio.stage.plot import follow, tick_texts
from studio.stage.style import Layer, tint
from studio.stage.text import Label
from studio.stage.text import math as mathematics
from studio.stage.text import words
from studio.stage.theme import THEME, Region

_TICK = 0.09  # units
_LABELS = 6  # numbers on an axis, at most
_LINES = 14  # grid lines across a plot, at most
_GAP = 0.14
_SAMPLES = 241  # of a curve

#: A function of one variable that takes numbers and arrays.
Numbers = Callable[[Any], Any]


class Plane(VGroup):
    """A window of numbers on a region of the frame.

    x_name, y_name: of the axes, in Typst mathematics; "" for none. roles: the colours of these names.
    numbers: whether they stand on each axis. crossed: whether the upright axis stands at 0 instead of at the
    left edge. hidden: whether axes, grid and numbers come into sight only with its first `move`.

    The window moves by `zoom`: whatever was made by this plane goes with it, and strokes, dots and text keep
    their sizes. The numbers of the axes hang outside of the region, below it and on its left; `inner` leaves
    room for them.
    """

    def __init__(
        self,
        region: Region,
        window: Window,
        x_name: str = "",
        y_name: str = "",
        *,
        roles: tuple[str, str] = ("parameter", "loss"),
        numbers: tuple[bool, bool] = (True, True),
        grid: bool = True,
        crossed: bool = False,
        hidden: bool = False,
    ) -> None:
        super().__init__()
        self._options = numbers, grid
        self._crossed = crossed
        self._from = self._to = PlotFrame(region, window)
        self._share = ValueTracker(1.0)
        self._shade = 0.0 if hidden else 1.0  # of axes and names
        self.axes = VGroup(*(Line(color=THEME.muted, stroke_width=style.AXIS) for _ in range(2)))
        self.axes.set_z_index(Layer.AXES)
        self.marks = _Marks(region, window, *self._options)
        self.marks.shade = self._shade
        self.names = VGroup()
        self._named: list[tuple[VMobject, int]] = []
        for axis, source in enumerate((x_name, y_name)):
            if source:
                name = mathematics(source, style.LABEL, getattr(THEME, roles[axis]))
                self._named.append((name, axis))
                self.names.add(name)
        self.told = VGroup()  # the numbers that `tell` has brought
        self.add(self.axes, self.marks, self.names, self.told)
        self._place()

    # Where numbers stand

    @property
    def frame(self) -> PlotFrame:
        """The mapping of this moment, as plain data."""
        return between(self._from, self._to, float(self._share.get_value()))

    @property
    def region(self) -> Region:
        """The part of the screen that it fills now."""
        return self.frame.region

    @property
    def window(self) -> Window:
        """The numbers that can be seen now."""
        return self.frame.window

    def point(self, x: float, y: float) -> NDArray[np.float64]:
        """Return the point of the screen, (3,), at which the numbers (x, y) stand now."""
        return self.frame.point(x, y)

    def points_at(self, xs: ArrayLike, ys: ArrayLike) -> NDArray[np.float64]:
        """Return the points of the screen, (n, 3), of the numbers `xs` and `ys`, each (n,)."""
        return self.frame.points_at(xs, ys)

    def direction(self, slope: float) -> NDArray[np.float64]:
        """Return the unit vector on the screen, (3,), of a line with this slope."""
        across, up = self.frame.scale
        run = np.array([across, slope * up, 0.0])
        return run / np.linalg.norm(run)

    def moment(self) -> tuple[float, int]:
        """Return what tells one state of the window from another."""
        return float(self._share.get_value()), id(self._to)

    # Moving

    def zoom(self, window: Window, outer: Region | None = None, seconds: float | None = None) -> Animation:
        """Return the play that moves the window; the old numbers of the axes fade as the new ones come.

        outer: the region in which the plane and its numbers stand; without it, the plane stays where it is.
        seconds: by default so long that it comes closer by no more than ten times in `style.MOVE`.
        """
        before, after = self.window, window
        ratio = max((before.right - before.left) / (after.right - after.left), 1e-12)
        least = style.MOVE * max(1.0, abs(math.log10(ratio)))
        region = self.region if outer is None else inner(outer, window)
        return self.move(window, region, least if seconds is None else seconds)

    def move(self, window: Window, region: Region, seconds: float = style.TURN) -> Animation:
        """Return the play that brings the plane to another region with another window."""
        start, end, shade = self.frame, PlotFrame(region, window), self._shade
        old, new = self.marks, _Marks(region, window, *self._options)
        self.marks = new
        self.add(new)

        def move(_: Any, share: float) -> None:
            self._from, self._to = start, end
            self._share.set_value(share)
            old.shade, new.shade = shade * max(0.0, 1 - 2 * share), max(0.0, 2 * share - 1)
            self._shade = max(shade, share)
            self._place()
            if share >= 1 and old in self.submobjects:
                self.remove(old)

        new.shade = 0.0
        new.place(self)
        return UpdateFromAlphaFunc(self, move, run_time=seconds, rate_func=smooth)

    def tell(self, *values: float, axis: int = 0, role: str | None = None) -> Animation:
        """Return the play that brings numbers to an axis in their role's colour; others make room for them.

        axis: 0 across, 1 up. role: by default that of what is told across, the parameter, or up, the loss.
        """
        colour = getattr(THEME, role or ("parameter", "loss")[axis])
        new = [_Told(value, axis, colour) for value in values]
        for each in new:
            each.set_fill(opacity=0)
            self.told.add(each)
        return self._retell(new, lambda share: share)

    def untell(self, *values: float) -> Animation:
        """Return the play that takes told numbers away, all of them if none is named."""
        gone = [each for each in self.told if not values or each.value in values]
        return self._retell(gone, lambda share: 1 - share, leave=True)

    def _retell(
        self, numbers: Sequence[_Told], shade: Callable[[float], float], leave: bool = False
    ) -> Animation:
        def change(_: Any, share: float) -> None:
            for each in numbers:
                each.shade = shade(share)
            if leave and share >= 1:
                self.told.remove(*numbers)
            self._place()

        return UpdateFromAlphaFunc(self.told, change, run_time=style.IN, rate_func=smooth)

    def _place(self) -> None:
        window, region = self.window, self.region
        level = float(np.clip(0.0, window.bottom, window.top))
        across = float(np.clip(0.0, window.left, window.right)) if self._crossed else window.left
        self.axes[0].set_points_as_corners([self.point(window.left, level), self.point(window.right, level)])
        self.axes[1].set_points_as_corners(
            [self.point(across, window.bottom), self.point(across, window.top)]
        )
        self.axes.set_stroke(opacity=self._shade)
        for name, axis in self._named:
            if axis:
                name.next_to([region.left, region.top, 0], RIGHT + DOWN, buff=_GAP)
            else:
                name.next_to([region.right, region.bottom, 0], RIGHT, buff=_GAP)
            name.set_fill(opacity=self._shade)
        for number in self.told:
            number.place(self)
        for part in self.submobjects:
            if isinstance(part, _Marks):
                part.place(self)

    # What stands on it

    def curve(
        self,
        function: Numbers,
        colour: str | None = None,
        width: float = style.CURVE,
        low: float = -math.inf,
        high: float = math.inf,
    ) -> VMobject:
        """Return the graph of a vectorised function between `low` and `high`, cut at the region's edges."""
        drawn = VMobject(stroke_color=colour or THEME.loss, stroke_width=width).set_z_index(Layer.CURVE)

        return follow(drawn, lambda curve: self.trace(curve, function, low, high), self.moment)

    def trace(self, curve: VMobject, function: Numbers, low: float, high: float) -> None:
        """Give a mobject the points of a function's graph between `low` and `high`, cut at the edges."""
        window = self.window
        curve.clear_points()
        low, high = max(low, window.left), min(high, window.right)
        if not low < high:
            return
        xs = np.linspace(low, high, _SAMPLES)
        for piece in inside(xs, np.asarray(function(xs), float), window.bottom, window.top):
            points = self.points_at(*piece)
            curve.start_new_path(points[0])
            curve.add_points_as_corners(points[1:])

    def ground(self, function: Numbers, colour: str | None = None, top: float = 0.22) -> VGroup:
        """Return the ground under a curve, in bands that fade from `top` at the curve to next to nothing.

        It is scenery: it means no number.
        """
        bands = VGroup()
        for index in range(_BANDS):
            band = VMobject(fill_color=colour or THEME.loss, fill_opacity=top / _BANDS, stroke_width=0)
            band.scenery = True
            share = (index + 1) / _BANDS

            def fill(band: VMobject, share: float = share) -> None:
                window = self.window
                xs = np.linspace(window.left, window.right, 121)
                ys = np.asarray(function(xs), float)
                band.clear_points()
                low = max(window.bottom, 0.0) if window.top > 0 else window.bottom
                for along, up in inside(xs, ys, low, math.inf):
                    up = np.minimum(up, window.top)
                    upper = self.points_at(along, up)
                    lower = self.points_at(along, low + (up - low) * (1 - share))
                    corners = np.concatenate([upper, lower[::-1], upper[:1]])
                    band.start_new_path(corners[0])
                    band.add_points_as_corners(corners[1:])

            bands.add(follow(band, fill, self.moment))
        return bands.set_z_index(Layer.GROUND)


_BANDS = 7


def inside(
    xs: NDArray[np.float64], ys: NDArray[np.float64], bottom: float, top: float
) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """Return the pieces of a line through (xs, ys), each (n,), between two levels, cut at them."""
    pieces: list[tuple[list[float], list[float]]] = []
    open_piece = False

    def crossing(i: int, level: float) -> float:
        return float(xs[i] + (level - ys[i]) / (ys[i + 1] - ys[i]) * (xs[i + 1] - xs[i]))

    for i, (x, y) in enumerate(zip(xs, ys, strict=True)):
        within = bool(np.isfinite(y) and bottom <= y <= top)
        if within and not open_piece:
            pieces.append(([], []))
            if i and np.isfinite(ys[i - 1]):
                level = bottom if ys[i - 1] < bottom else top
                pieces[-1][0].append(crossing(i - 1, level))
                pieces[-1][1].append(level)
        if within:
            pieces[-1][0].append(float(x))
            pieces[-1][1].append(float(y))
        elif open_piece and np.isfinite(y):
            level = bottom if y < bottom else top
            pieces[-1][0].append(crossing(i - 1, level))
            pieces[-1][1].append(level)
        open_piece = within
    return [(np.array(x), np.array(y)) for x, y in pieces if len(x) > 1]


def inner(outer: Region, window: Window, numbers: tuple[bool, bool] = (True, True)) -> Region:
    """Return the part of a region in which a plane stands, with its numbers and its name beside it inside."""
    left, bottom = outer.left, outer.bottom
    if numbers[1]:
        labels = tick_texts(_Scale(window.bottom, window.top, outer.height, 1).labelled).values()
        left += _TICK + _GAP + max((words(text, style.TICK).width for text in labels), default=0.0)
    if numbers[0]:
        bottom += _TICK + _GAP + style.LABEL
    return Region(left, outer.right - 2.2 * style.LABEL, bottom, outer.top)


class _Scale:
    """Which values of an axis have a number, and which a tick and a grid line.

    length: of the axis, in units; as many numbers as find room on it.
    """

    def __init__(self, low: float, high: float, length: float, axis: int) -> None:
        for most in (_LABELS, 4, 3, 2, 1):
            step = round_step(high - low, most)
            self.labelled = _multiples(low, high, step)
            sizes = [words(text, style.TICK).width for text in tick_texts(self.labelled).values()]
            size = style.TICK if axis else max(sizes, default=0.0)
            if (size + 2 * _GAP) * (high - low) / step <= length:
                break
        self.fine = _multiples(low, high, _finer(step, high - low))


def _finer(step: float, span: float) -> float:
    for parts in (5, 4, 2):
        if span * parts / step <= _LINES and _round(step / parts):
            return step / parts
    return step


class _Told(Label):
    """A number on an axis that is told: `value`, written in the colour of its role.

    shade: how far it is there, 0 to 1.
    """

    def __init__(self, value: float, axis: int, colour: str) -> None:
        text = str(brief(value))
        super().__init__(set_line(text, THEME.font, "MEDIUM"), text, style.LABEL, colour)
        self.value, self.axis, self.shade = value, axis, 0.0

    def place(self, plane: Plane) -> None:
        _hang(self, plane, self.axis, self.value, self.shade)


def _hang(label: VMobject, plane: Plane, axis: int, value: float, shade: float) -> None:
    """Put a number beside its place on an axis, by its capitals; hide it where that is out of the window."""
    region, window = plane.region, plane.window
    low, high = ((window.left, window.right), (window.bottom, window.top))[axis]
    at = plane.frame.point(value, value)
    if axis:
        label.next_to([region.left, at[1], 0.0], LEFT, buff=_TICK + 0.09)
    else:
        label.next_to([at[0], region.bottom, 0.0], DOWN, buff=_TICK + 0.09)
    slack = 1e-9 * (high - low)
    label.set_fill(opacity=shade if low - slack <= value <= high + slack else 0.0)


class _Marks(VGroup):
    """The grid lines, ticks and numbers of one window; they keep their values wherever the plane's window
    goes.

    shade: how far they are there, 0 to 1.
    """

    def __init__(self, region: Region, window: Window, numbers: tuple[bool, bool], grid: bool) -> None:
        super().__init__()
        self.shade = 1.0
        self._lines: list[tuple[Line, int, float]] = []
        self._ticks: list[tuple[Line, int, float]] = []
        self._labels: list[tuple[VMobject, int, float]] = []
        for axis, low, high in ((0, window.left, window.right), (1, window.bottom, window.top)):
            scale = _Scale(low, high, (region.width, region.height)[axis], axis)
            if grid:
                for value in scale.fine:
                    line = Line(stroke_color=tint(THEME.text, style.FAINT), stroke_width=style.GRID)
                    self._lines.append((line.set_z_index(Layer.GRID), axis, value))
            if numbers[axis]:
                for value in scale.labelled if axis else scale.fine:
                    tick = Line(stroke_color=THEME.muted, stroke_width=style.AXIS)
                    self._ticks.append((tick.set_z_index(Layer.AXES), axis, value))
                for value, text in tick_texts(scale.labelled).items():
                    self._labels.append((words(text, style.TICK, THEME.muted), axis, value))
        for line, *_ in self._lines:
            line.scenery = True
        for part, *_ in (*self._lines, *self._ticks, *self._labels):
            self.add(part)

    def place(self, plane: Plane) -> None:
        """Put each line and number where its value stands now, and hide those outside of the window."""
        window = plane.window
        ranges = (window.left, window.right), (window.bottom, window.top)
        for line, axis, value in self._lines:
            ends = [(value, ranges[1][0]), (value, ranges[1][1])]
            if axis:
                ends = [(ranges[0][0], value), (ranges[0][1], value)]
            line.set_points_as_corners([plane.point(*end) for end in ends])
            line.set_stroke(opacity=self._shade(value, ranges[axis]))
        for tick, axis, value in self._ticks:
            foot = self._foot(plane, axis, value)
            tick.set_points_as_corners([foot, foot + _TICK * (LEFT if axis else DOWN)])
            tick.set_stroke(opacity=self._shade(value, ranges[axis]))
        for label, axis, value in self._labels:
            _hang(label, plane, axis, value, self.shade)
        for told in plane.told:
            for label, axis, _ in self._labels:
                if axis == told.axis and _close(label, told, axis):
                    label.set_fill(opacity=label.get_fill_opacity() * (1 - told.get_fill_opacity()))

    def _foot(self, plane: Plane, axis: int, value: float) -> NDArray[np.float64]:
        region = plane.region
        at = plane.point(value, value)
        return np.array([region.left, at[1], 0.0]) if axis else np.array([at[0], region.bottom, 0.0])

    def _shade(self, value: float, ends: tuple[float, float]) -> float:
        slack = 1e-9 * (ends[1] - ends[0])
        return self.shade if ends[0] - slack <= value <= ends[1] + slack else 0.0


def _close(one: VMobject, other: VMobject, axis: int) -> bool:
    """Say whether two numbers of one axis would touch."""
    size = (one.height + other.height) if axis else (one.width + other.width)
    return bool(abs((one.get_center() - other.get_center())[1 if axis else 0]) < size / 2 + _GAP)


def _multiples(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    decimals = max(0, 1 - math.floor(math.log10(step)))
    return [round(index * step, decimals) + 0.0 for index in range(first, last + 1)]


def _round(step: float) -> bool:
    """Say whether a step is 1, 2 or 5 times a power of ten, as numbers on an axis are."""
    mantissa = step / 10 ** math.floor(math.log10(step) + 1e-9)
    return any(abs(mantissa - good) < 1e-6 for good in (1, 2, 5))
