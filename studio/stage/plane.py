"""Plane: a plot with a grid, axes and numbers, whose window can move, and what stands on it moves along."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import (
    DOWN,
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

from calc.window import Window
from calc.wording import Wording
from studio.stage import style
from studio.stage.change import Change
from studio.stage.following import follow
from studio.stage.frame import PlotFrame, between
from studio.stage.scale import Marks
from studio.stage.style import Layer
from studio.stage.text import math as mathematics
from studio.stage.text import plated
from studio.stage.theme import THEME, Region
from studio.stage.ticks import BESIDE, GAP, ROOM, TICK, WIDE, overhang, upward_step, widest
from studio.stage.told import Told

_SLOWLY = 6.25  # times closer: so far a window comes at a pace at which its numbers can be read
_CLOSER = 1.2  # seconds in which it then comes e times closer, at least
_FASTEST, _RACING = 13.0, 16.0  # units a second at which numbers ride, and at which an eye loses them
_RIDE = 0.17  # seconds in which a number comes or goes on the way
_LEAD = 0.1  # seconds in which those at the edges begin to go before the window moves, and are still coming
_QUIET = 0.25  # seconds in which all go, and come, where an axis comes in their way
_LOOKS = 81  # moments of a move at which its numbers are chosen
_SAMPLES = 241  # of a curve
_RAISED = 0.03  # units by which a name stands above its axis, clear of a last number that is wide

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
        room: float = ROOM[0],
    ) -> None:
        super().__init__()
        self._crossed = crossed
        self._options = numbers, grid, room
        self._share = ValueTracker(1.0)
        self._frame: tuple[PlotFrame, PlotFrame, float, PlotFrame] | None = None  # worked out last, from what
        self._moves = 0  # an object's identity would not do: a new one may get that of one that has gone
        lines = 2 if numbers[1] else 1
        self.axes = VGroup(*(Line(color=THEME.muted, stroke_width=style.AXIS) for _ in range(lines)))
        self.axes.set_z_index(Layer.AXES)
        self.curves: list[VMobject] = []  # those that `curve` has made
        self.names = VGroup()
        self._named: list[tuple[VMobject, int]] = []
        for axis, source in enumerate((x_name, y_name)):
            if source:
                name = mathematics(source, style.LABEL, getattr(THEME, roles[axis]))
                name = plated(name) if crossed or axis else name  # what is in the plane may cross it
                self._named.append((name, axis))
                self.names.add(name)
        region = self._with_room(region, window)
        self._from = self._to = PlotFrame(region, window)
        self.marks = Marks([1.0], [self._to], [self._options])
        self._bare = 0.0 if bare else 1.0
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

    @property
    def shown(self) -> float:
        """The share of axes, numbers and grid that is there, 0 to 1: less than 1 before a bare one's move."""
        return self._bare

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
        """Return the play that moves the window; the numbers of the axes ride along, and are written anew.

        seconds: by default so many that it comes closer by no more than ten times in `style.MOVE`. room: in
        which it stands then, with its numbers; by default it stays.
        """
        closer = _closer(self.window, window)
        least = style.MOVE * max(1.0, closer[0] / math.log(10))
        if max(closer) <= math.log(_SLOWLY) + 1e-6:
            least = max(least, _CLOSER * closer[0])
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
        before = self._options
        if numbers is not None:
            self._options = (numbers, before[0][1]), *before[1:]
        needs = [each.needs for each in self.told if each.axis and each.outside]
        region = self._with_room(region, window, needs)
        start, end, bare = self.frame, PlotFrame(region, window), self._bare
        # Where it sets off at its full pace, what is at an edge is outside at once.
        rest = min((_RIDE if ease is linear else _LEAD) / seconds, 0.2)
        if ease is smooth and self._pace(start, end, ease) > _FASTEST * seconds * (1 - 2 * rest):
            ease = _evenly
        # Numbers that would race, or cross an axis that comes, go first and come back last.
        hush = numbers is not None or self._pace(start, end, ease) > _RACING * seconds * (1 - 2 * rest)
        quiet = min(_QUIET / seconds, 0.3) if hush else 0.0
        rest = max(rest, quiet)

        def share_at(time: float) -> float:
            return float(ease(float(np.clip((time - rest) / (1 - 2 * rest), 0, 1))))

        times = np.linspace(0, 1, _LOOKS)
        frames = [between(start, end, share_at(time)) for time in times]
        options = [before if time <= 0.5 else self._options for time in times]
        hushed = [bool(quiet) and quiet < time < 1 - quiet for time in times]
        fade = min(_RIDE / seconds, 0.3)
        old, self.marks = self.marks, Marks(times, frames, options, hushed, fade, [*self.told])
        self.marks.time = None
        self.marks.place(self)
        self.add(self.marks)
        marks = self.marks

        def move(_: Any, time: float) -> None:
            if self._to is not end:
                self._from, self._to, self._moves = start, end, self._moves + 1
                self.remove(old)
            self._share.set_value(share_at(time))
            self._bare = bare + (1 - bare) * time
            marks.time = time
            self._place()
            if time >= 1:
                marks.settle()
                marks.place(self)

        return Change(self, move, run_time=seconds, rate_func=linear)

    def seconds_to(self, window: Window) -> float:
        """Return the least time in which the window can move there, evenly, and be followed."""
        return self._pace(self.frame, PlotFrame(self.region, window), linear) / _FASTEST + 2 * _RIDE

    def _pace(self, start: PlotFrame, end: PlotFrame, ease: Callable[[float], float]) -> float:
        """Return the fastest that any number in sight moves, in units for the time of the whole move."""
        axes = [axis for axis in (0, 1) if self._options[0][axis]]
        fastest = 0.0
        for one, other in pairwise(between(start, end, float(ease(t))) for t in np.linspace(0, 1, _LOOKS)):
            window = one.window
            for corner in ((window.left, window.bottom), (window.right, window.top)):
                off = np.abs(other.point(*corner) - one.point(*corner))
                fastest = max(fastest, *(float(off[axis]) * (_LOOKS - 1) for axis in axes), 0.0)
        return fastest

    def _with_room(self, region: Region, window: Window, needs: Sequence[float] = ()) -> Region:
        """Return the region, narrower where its numbers or its name would pass the safe area.

        needs: the units that other numbers take on the left.
        """
        across = widest(window, upward_step(window, region)) if self._options[0][1] else 0.0
        room = max(across + BESIDE if across <= WIDE else 0.0, *needs, 0.0)
        right = region.right
        if right <= THEME.safe.right:  # a title's object runs out of the frame
            name = max((name.width + GAP for name, axis in self._named if not axis), default=0.0)
            right = min(right, THEME.safe.right - name)
        return Region(max(region.left, THEME.safe.left + room), right, region.bottom, region.top)

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
                name.next_to(self.point(across, window.top), RIGHT + DOWN, buff=GAP)
            else:
                name.next_to([region.right, region.bottom + _RAISED, 0], RIGHT, buff=GAP)
        for number in self.told:
            number.place(self)
        for part in self.submobjects:
            if isinstance(part, Marks):
                part.place(self)

    # Numbers that are told

    def tell(self, *values: float, axis: int = 0, said: Wording | None = None) -> Animation:
        """Return the play that brings numbers to an axis in the colour of their role; others make room.

        axis: 0 across, for what is turned, or 1 up, for the loss. said: how a number is said, by default in
        few digits.
        """
        return self._retell([Told(value, axis, self, said) for value in values], 1.0)

    def untell(self, *values: float) -> Animation:
        """Return the play that takes told numbers away, all of them if none is named."""
        gone = [each for each in self.told if not values or each.value in values]
        return self._retell(gone, 0.0)

    def _retell(self, numbers: Sequence[Told], shade: float) -> Animation:
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
        self.curves.append(drawn)

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
                depth = share * _DEPTH * (window.top - window.bottom)
                for along, up in inside(xs, ys, low, math.inf):
                    lower = self.points_at(along, np.maximum(np.minimum(up - depth, window.top), low))
                    upper = self.points_at(along, np.minimum(up, window.top))
                    corners = np.concatenate([upper, lower[::-1], upper[:1]])
                    band.start_new_path(corners[0])
                    band.add_points_as_corners(corners[1:])

            bands.add(follow(band, fill, self.moment))
        return bands.set_z_index(Layer.GROUND)


_BANDS = 7
_DEPTH = 0.6  # of the plot's height: so far below its curve the ground is gone


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


def _closer(start: Window, end: Window) -> tuple[float, float]:
    """Return the logarithms of how many times closer or farther off a window comes, across and up."""
    return (
        abs(math.log((start.right - start.left) / (end.right - end.left))),
        abs(math.log((start.top - start.bottom) / (end.top - end.bottom))),
    )


def _evenly(share: float) -> float:
    """Return the share of the way at a share of the time: at one pace, but for the soft ends."""
    soft = 0.15
    if share > 0.5:
        return 1 - _evenly(1 - share)
    if share < soft:
        return share**2 / (2 * soft * (1 - soft))
    return (share - soft / 2) / (1 - soft)


def inner(outer: Region, window: Window) -> Region:
    """Return the part of a region in which a plane stands, so that its numbers and its name have room."""
    step = upward_step(window, outer)
    room, across = TICK + GAP, widest(window, step)
    return Region(
        outer.left + room + (across if across <= WIDE else 0.0),
        outer.right - 2.2 * style.LABEL,
        outer.bottom + room + style.LABEL,
        outer.top - overhang(window, step),
    )
