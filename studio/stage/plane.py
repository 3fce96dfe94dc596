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
    Mobject,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
    smooth,
)
from numpy.typing import ArrayLike, NDArray

from calc.tongue import tongue
from calc.window import Window, round_step, tick_texts
from calc.wording import brief
from studio.stage import style
from studio.stage.change import Change
from studio.stage.following import follow
from studio.stage.frame import PlotFrame, between
from studio.stage.glyphs import set_line
from studio.stage.shapes import twin
from studio.stage.style import Layer, tint
from studio.stage.text import Label, plated, words
from studio.stage.text import math as mathematics
from studio.stage.theme import THEME, Region

_TICK = 0.09  # units
_LABELS = 6  # numbers on an axis, at most
_ROOM = 1.05, 0.75  # units for each number across, and up, at least
_LINES = 14  # grid lines across a plot, at most
_STAGE = 2.5  # how much closer a window comes before its numbers are written anew
_FADE = 0.45  # units beyond an edge over which numbers fade
_WIDE = 1.7  # units: wider numbers upwards are not shown
_FEW = 2  # stages: on a longer way numbers are not shown
_CLOSER = 1.2  # seconds in which a window comes e times closer, at least, while its numbers are shown
_QUIET = 0.25  # seconds in which they go, and come
_GAP = 0.14
_SAMPLES = 241  # of a curve

#: A function of one variable that takes numbers and arrays.
Numbers = Callable[[Any], Any]


class Plane(VGroup):
    """A window of numbers on a region of the frame.

    x_name, y_name: of the axes, in Typst mathematics; "" for none. numbers: whether they stand on each axis;
    without them there is no axis upwards.

    roles: whose colours the names have. crossed: whether the upright axis stands at 0, not at the left edge.
    room: units for each number across, at least. bare: without axes, numbers and grid until it moves for
    the first time.

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
        numbers: tuple[bool, bool] = (True, True),
        grid: bool = True,
        roles: tuple[str, str] = ("muted", "muted"),
        crossed: bool = False,
        bare: bool = False,
        room: float = _ROOM[0],
    ) -> None:
        super().__init__()
        self._crossed = crossed
        self._options = numbers, grid, room
        region = _with_room(region, window, numbers)
        self._from = self._to = PlotFrame(region, window)
        self._share = ValueTracker(1.0)
        self._frame: tuple[PlotFrame, PlotFrame, float, PlotFrame] | None = None  # worked out last, from what
        self._moves = 0  # an object's identity would not do: a new one may get that of one that has gone
        lines = 2 if numbers[1] else 1
        self.axes = VGroup(*(Line(color=THEME.muted, stroke_width=style.AXIS) for _ in range(lines)))
        self.axes.set_z_index(Layer.AXES)
        self.marks = _Marks(window, region, *self._options)
        self.names = VGroup()
        self._named: list[tuple[VMobject, int]] = []
        for axis, source in enumerate((x_name, y_name)):
            if source:
                name = mathematics(source, style.LABEL, getattr(THEME, roles[axis]))
                name = plated(name) if crossed else name  # what crosses a plane's middle may cross it, too
                self._named.append((name, axis))
                self.names.add(name)
        self._bare = 0.0 if bare else 1.0
        self.marks.shade = self.marks.numbers = self._bare
        self.told = VGroup()  # the numbers that `tell` has brought
        self.add(self.axes, self.marks, self.names, self.told)
        self._place()

    # Where numbers stand

    @property
    def frame(self) -> PlotFrame:
        """The mapping of this moment, as plain data."""
        share = float(self._share.get_value())
        if self._frame is None or self._frame[:3] != (self._from, self._to, share):
            self._frame = self._from, self._to, share, between(self._from, self._to, share)
        return self._frame[3]

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
        return float(self._share.get_value()), self._moves

    # Moving

    def zoom(
        self, window: Window, seconds: float | None = None, ease: Any = smooth, room: Region | None = None
    ) -> Animation:
        """Return the play that moves the window; the old numbers of the axes fade as the new ones come.

        seconds: by default so many that it comes closer by no more than ten times in `style.MOVE`. room: in
        which it stands then, with its numbers; by default it stays.
        """
        closer = abs(math.log((self.window.right - self.window.left) / (window.right - window.left)))
        least = style.MOVE * max(1.0, closer / math.log(10))
        if _stages(self.window, window) <= _FEW:  # the numbers are shown, and must not race
            least = max(least, _CLOSER * closer)
        region = inner(room, window) if room else self.region
        return self.move(window, region, least if seconds is None else seconds, ease)

    def into(self, room: Region, window: Window | None = None) -> Animation:
        """Return the play that brings the plane into a room of the layout, its numbers in it, too.

        window: the one it shows there, by default the same.
        """
        window = window or self.window
        return self.move(window, inner(room, window))

    def move(
        self,
        window: Window,
        region: Region,
        seconds: float = style.TURN,
        ease: Any = smooth,
        *,
        numbers: bool | None = None,
    ) -> Animation:
        """Return the play that brings the plane to another region with another window.

        numbers: whether they stand across there; by default as they do here.
        """
        if numbers is not None:
            self._options = (numbers, self._options[0][1]), *self._options[1:]
        region = _with_room(region, window, self._options[0])
        start, end, bare = self.frame, PlotFrame(region, window), self._bare
        stages = _stages(start.window, window)
        scales = [self.marks]
        for stage in range(1, stages + 1):
            there = between(start, end, stage / stages)
            scales.append(_Marks(there.window, there.region, *self._options))
        self.marks = scales[-1]
        for scale in scales[1:]:
            scale.shade = scale.numbers = 0.0
            scale.place(self)
            self.add(scale)

        # Numbers that would race over the screen, or cross an axis that comes, go first and come back last.
        quiet = min(_QUIET / seconds, 0.3) if stages > _FEW or numbers is not None else 0.0

        def move(_: Any, time: float) -> None:
            share = float(np.clip((time - quiet) / (1 - 2 * quiet), 0, 1))
            if self._to is not end:
                self._from, self._to, self._moves = start, end, self._moves + 1
            self._share.set_value(ease(share))
            self._bare = bare + (1 - bare) * time
            for stage, scale in enumerate(scales):
                scale.shade = max(0.0, 1 - 2 * abs(ease(share) * stages - stage))
                scale.numbers = scale.shade
                if quiet:
                    first, last = max(0.0, 1 - time / quiet), max(0.0, 1 - (1 - time) / quiet)
                    scale.numbers = first if stage == 0 else last if stage == stages else 0.0
            scales[0].shade, scales[0].numbers = bare * scales[0].shade, bare * scales[0].numbers
            self._place()
            if time >= 1:
                self.remove(*scales[:-1])

        return Change(self, move, run_time=seconds, rate_func=linear)

    def _place(self) -> None:
        window, region = self.window, self.region
        level = float(np.clip(0.0, window.bottom, window.top))
        self.axes[0].set_points_as_corners([self.point(window.left, level), self.point(window.right, level)])
        across = float(np.clip(0.0, window.left, window.right)) if self._crossed else window.left
        if self._options[0][1]:
            ends = self.point(across, window.bottom), self.point(across, window.top)
            self.axes[1].set_points_as_corners(ends)
        if self.axes[0].get_stroke_opacity() != self._bare:  # they come with the first move
            self.axes.set_stroke(opacity=self._bare)
        for name, axis in self._named:
            name.set_opacity(self._bare)
            if axis:
                name.next_to(self.point(across, window.top), RIGHT + DOWN, buff=_GAP)
            else:
                name.next_to([region.right, region.bottom, 0], RIGHT, buff=_GAP)
        for number in self.told:
            number.place(self)
        for part in self.submobjects:
            if isinstance(part, _Marks):
                part.place(self)

    # Numbers that are told

    def tell(self, *values: float, axis: int = 0) -> Animation:
        """Return the play that brings numbers to an axis in the colour of their role; others make room.

        axis: 0 across, for what is turned, or 1 up, for the loss.
        """
        return self._retell([_Told(value, axis) for value in values], 1.0)

    def untell(self, *values: float) -> Animation:
        """Return the play that takes told numbers away, all of them if none is named."""
        gone = [each for each in self.told if not values or each.value in values]
        return self._retell(gone, 0.0)

    def _retell(self, numbers: Sequence[_Told], shade: float) -> Animation:
        before = [each.shade for each in numbers]

        def change(_: Any, share: float) -> None:
            self.told.add(*numbers)
            for each, start in zip(numbers, before, strict=True):
                each.shade = start + (shade - start) * share
            if shade == 0 and share >= 1:
                self.told.remove(*numbers)
            self._place()

        return Change(Mobject(), change, run_time=style.IN, rate_func=smooth, remover=True)

    # What stands on it

    def curve(
        self,
        function: Numbers,
        colour: str | None = None,
        width: float = style.CURVE,
        low: float = -math.inf,
        high: float = math.inf,
        moved_by: Any = None,
    ) -> VMobject:
        """Return the graph of a vectorised function between `low` and `high`, cut at the region's edges.

        moved_by: a tracker on which the function depends, too.
        """
        drawn = VMobject(stroke_color=colour or THEME.loss, stroke_width=width).set_z_index(Layer.CURVE)

        trace = lambda curve: self.trace(curve, function, low, high)  # noqa: E731
        if moved_by is None:
            return follow(drawn, trace, self.moment)
        return follow(drawn, trace, lambda: (self.moment(), moved_by.get_value()))

    def trace(self, curve: VMobject, function: Numbers, low: float, high: float) -> None:
        """Give a shape the points of a function's graph between `low` and `high`, cut at the edges."""
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
    # One by one, Python's own numbers take a quarter of the time of numpy's.
    across, up = xs.tolist(), ys.tolist()

    def crossing(i: int, level: float) -> float:
        return float(across[i] + (level - up[i]) / (up[i + 1] - up[i]) * (across[i + 1] - across[i]))

    for i, (x, y) in enumerate(zip(across, up, strict=True)):
        within = bottom <= y <= top and math.isfinite(y)
        if within and not open_piece:
            pieces.append(([], []))
            if i and math.isfinite(up[i - 1]):
                level = bottom if up[i - 1] < bottom else top
                pieces[-1][0].append(crossing(i - 1, level))
                pieces[-1][1].append(level)
        if within:
            pieces[-1][0].append(x)
            pieces[-1][1].append(y)
        elif open_piece and math.isfinite(y):
            level = bottom if y < bottom else top
            pieces[-1][0].append(crossing(i - 1, level))
            pieces[-1][1].append(level)
        open_piece = within
    return [(np.array(x), np.array(y)) for x, y in pieces if len(x) > 1]


def _stages(start: Window, end: Window) -> int:
    """Return in how many stages the numbers of the axes are written anew on the way."""
    ratios = (
        (start.right - start.left) / (end.right - end.left),
        (start.top - start.bottom) / (end.top - end.bottom),
    )
    return max(1, *(math.ceil(abs(math.log(ratio)) / math.log(_STAGE) - 1e-6) for ratio in ratios))


def inner(outer: Region, window: Window) -> Region:
    """Return the part of a region in which a plane stands, so that its numbers and its name have room."""
    widest = _widest(window, outer)
    room = _TICK + _GAP
    return Region(
        outer.left + room + (widest if widest <= _WIDE else 0.0),
        outer.right - 2.2 * style.LABEL,
        outer.bottom + room + style.LABEL,
        outer.top,
    )


def _step(low: float, high: float, extent: float, axis: int, room: float) -> float:
    """Return how far apart the numbers of an axis are: as many as find room on it."""
    limit = int(np.clip(extent / room, 1, _LABELS))
    if len(_multiples(low, high, round_step(high - low, limit))) < 2:
        limit += 2  # one number alone tells no scale, and closer ones may fit as well
    for most in range(limit, 0, -1):
        step = round_step(high - low, most)
        texts = tick_texts(_multiples(low, high, step)).values()
        widest = 0.0 if axis else max((words(text, style.TICK).width for text in texts), default=0.0)
        if (widest + 2 * _GAP) * (high - low) / step <= extent:
            break
    return step


class _Told(Label):
    """A number on an axis that is told, in the colour of its role.

    value: what it is. shade: how far it is there, 0 to 1.
    """

    def __init__(self, value: float, axis: int) -> None:
        text = tongue().written(str(brief(value)))
        colour = THEME.loss if axis else THEME.parameter
        super().__init__(set_line(text, THEME.font, "MEDIUM"), text, style.LABEL, colour)
        self.value, self.axis, self.shade = value, axis, 0.0

    def place(self, plane: Plane) -> None:
        """Stand beside its place on the axis; hide where that is outside of the window."""
        region, at = plane.region, plane.point(self.value, self.value)
        if self.axis:
            crowded = region.left - self.width - _TICK - 0.15 < THEME.safe.left
            self.next_to([region.left, at[1], 0.0], RIGHT if crowded else LEFT, buff=_TICK + 0.11)
        else:
            self.next_to([at[0], region.bottom, 0.0], DOWN, buff=_TICK + 0.11)
        window = plane.window
        ends = ((window.left, window.right), (window.bottom, window.top))[self.axis]
        seen = _Marks.inside(self.value, ends, (region.width, region.height)[self.axis])
        self.set_fill(opacity=self.shade * seen)

    def hides(self, label: VMobject) -> bool:
        """Say whether another number of the axis would touch this one."""
        apart = np.abs(label.get_center() - self.get_center())[1 if self.axis else 0]
        sizes = (label.height + self.height) if self.axis else (label.width + self.width)
        return bool(apart < sizes / 2 + _GAP)


class _Marks(VGroup):
    """The grid lines, ticks and numbers of one window; they keep their values wherever the plane's window
    goes.

    shade, numbers: how far the lines and the numbers are there, 0 to 1.
    """

    def __init__(
        self, window: Window, region: Region, numbers: tuple[bool, bool], grid: bool, room: float
    ) -> None:
        super().__init__()
        self.shade = self.numbers = 1.0
        self._placed = False
        self._lines: list[tuple[Line, int, float]] = []
        self._ticks: list[tuple[Line, int, float]] = []
        self._labels: list[tuple[VMobject, int, float]] = []
        # Of each kind one is made, and copied: manim takes ten times as long to make a line as that takes.
        line = Line(stroke_color=tint(THEME.text, style.FAINT), stroke_width=style.GRID)
        line.set_z_index(Layer.GRID).scenery = True
        tick = Line(stroke_color=THEME.muted, stroke_width=style.AXIS).set_z_index(Layer.AXES)
        sides = (0, window.left, window.right, region.width), (1, window.bottom, window.top, region.height)
        for axis, low, high, extent in sides:
            step = _step(low, high, extent, axis, _ROOM[1] if axis else room)
            fine = next(
                (
                    step / parts
                    for parts in (5, 4, 2)
                    if (high - low) * parts / step <= _LINES and _round(step / parts)
                ),
                step,
            )
            if grid:
                for value in _multiples(low, high, fine):
                    self._lines.append((twin(line), axis, value))
            if numbers[axis] and (axis == 0 or _widest(window, region) <= _WIDE):
                for value in _multiples(low, high, step if axis else fine):
                    self._ticks.append((twin(tick), axis, value))
                for value, text in tick_texts(_multiples(low, high, step)).items():
                    self._labels.append((words(text, style.TICK, THEME.muted), axis, value))
        for part, *_ in (*self._lines, *self._ticks, *self._labels):
            self.add(part)

    def place(self, plane: Plane) -> None:
        """Put each line and number where its value stands now, and hide those outside of the window."""
        frame = plane.frame
        window, region = frame.window, frame.region
        ranges = (window.left, window.right), (window.bottom, window.top)
        extents = region.width, region.height
        # What cannot be seen is placed once, so that it lies on the plane, and then left where it is.
        first, self._placed = not self._placed, True
        for line, axis, value in self._lines:
            shade = self.shade if ranges[axis][0] <= value <= ranges[axis][1] else 0.0
            if shade or first:
                ends = [(value, ranges[1][0]), (value, ranges[1][1])]
                if axis:
                    ends = [(ranges[0][0], value), (ranges[0][1], value)]
                line.set_points_as_corners([frame.point(*end) for end in ends])
            if line.get_stroke_opacity() != shade:
                line.set_stroke(opacity=shade)
        for tick, axis, value in self._ticks:
            shade = self.numbers * self.inside(value, ranges[axis], extents[axis])
            if shade or first:
                foot = self._foot(frame, axis, value)
                tick.set_points_as_corners([foot, foot + _TICK * (LEFT if axis else DOWN)])
            if tick.get_stroke_opacity() != shade:
                tick.set_stroke(opacity=shade)
        for label, axis, value in self._labels:
            shade = self.numbers * self.inside(value, ranges[axis], extents[axis])
            if shade or first:
                label.next_to(self._foot(frame, axis, value), LEFT if axis else DOWN, buff=_TICK + 0.11)
                for told in plane.told:
                    if told.axis == axis and told.hides(label):
                        shade *= 1 - told.get_fill_opacity()
            if label.get_fill_opacity() != shade:
                label.set_fill(opacity=shade)

    @staticmethod
    def _foot(frame: PlotFrame, axis: int, value: float) -> NDArray[np.float64]:
        region = frame.region
        at = frame.point(value, value)
        return np.array([region.left, at[1], 0.0]) if axis else np.array([at[0], region.bottom, 0.0])

    @staticmethod
    def inside(value: float, ends: tuple[float, float], extent: float) -> float:
        """Return how far a value is in sight: 1 in the window, less just outside, else 0."""
        beyond = max(ends[0] - value, value - ends[1], 0.0) * extent / (ends[1] - ends[0])
        return max(0.0, 1 - max(0.0, beyond - 1e-6) / _FADE)


def _widest(window: Window, region: Region) -> float:
    """Return the width, in units, of the widest number on the axis upwards."""
    values = _multiples(
        window.bottom, window.top, _step(window.bottom, window.top, region.height, 1, _ROOM[1])
    )
    return max((float(words(text, style.TICK).width) for text in tick_texts(values).values()), default=0.0)


def _with_room(region: Region, window: Window, numbers: tuple[bool, bool]) -> Region:
    """Return the region, narrower where the numbers on its left would pass the safe area."""
    widest = _widest(window, region) if numbers[1] else 0.0
    room = widest + _TICK + 0.15 if widest <= _WIDE else 0.0
    return Region(max(region.left, THEME.safe.left + room), region.right, region.bottom, region.top)


def _multiples(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    decimals = max(0, 1 - math.floor(math.log10(step)))
    return [round(index * step, decimals) + 0.0 for index in range(first, last + 1)]


def _round(step: float) -> bool:
    """Say whether a step is 1, 2 or 5 times a power of ten, as numbers on an axis are."""
    mantissa = step / 10 ** math.floor(math.log10(step) + 1e-9)
    return any(abs(mantissa - good) < 1e-6 for good in (1, 2, 5))
