"""Scale: the grid lines, ticks and numbers of a plane, which ride with its window and are written anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from manim import DOWN, LEFT, Line, VGroup
from numpy.typing import NDArray

from studio.stage import style
from studio.stage.frame import PlotFrame
from studio.stage.mark_times import Moments, Spans, shade_at
from studio.stage.shapes import box_of, twin
from studio.stage.style import Layer, tint
from studio.stage.text import words
from studio.stage.theme import THEME
from studio.stage.ticks import APART, TICK, WIDE, ends_of, holds, spacing, widest

if TYPE_CHECKING:
    from studio.stage.plane import Plane
    from studio.stage.told import Told

_EDGE, _NEAR = 0.25, 0.1  # and over which another number is gone, and a tick, beside which a name stands
_PLAIN = 1.1  # capitals: a number that is taller has an exponent, which reaches above it


class _Grid(NamedTuple):
    """The grid lines that are there at the same times, as one shape; values: of each, with its axis."""

    shape: Any
    values: list[tuple[int, float]]
    spans: Spans


class _Mark:
    """A tick or a number that stands for a value of an axis, and when it is there.

    clear: when it is, beside the numbers that were told as the move began.
    """

    def __init__(self, shape: Any, axis: int, value: float, spans: Spans) -> None:
        self.shape, self.axis, self.value = shape, axis, value
        self.spans = self.clear = spans

    def shade(self, time: float, fade: float, told: float = 0.0) -> float:
        """Return how far it is there, 0 to 1. told: how far the told numbers are."""
        shade = shade_at(self.spans, time, fade)
        return (
            shade if self.clear is self.spans else shade + told * (shade_at(self.clear, time, fade) - shade)
        )


class Marks(VGroup):
    """The grid lines, ticks and numbers of a plane, at rest or on its way through `frames` at these times.

    Each keeps its value, and rides to where the window puts that. Those of one spacing go before those of the
    next come, so that none lies over another; what both have stays.

    options: those of the plane at each time. hushed: whether numbers are away at it. fade: the share of the
    time in which a mark comes or goes. told: the numbers that are told, which others make room for. time: of
    the move, None before it.
    """

    def __init__(
        self,
        times: Sequence[float] | NDArray[np.float64],
        frames: Sequence[PlotFrame],
        options: Sequence[tuple[tuple[bool, bool], bool, float]],
        hushed: Sequence[bool] = (False,),
        fade: float = 1.0,
        told: Sequence[Told] = (),
    ) -> None:
        super().__init__()
        self.time: float | None = 1.0
        self._fade, self._told = fade, told
        moments = Moments([*map(float, times)], frames, fade)
        self._placed = False
        lines: dict[tuple[tuple[float, float], ...], list[tuple[int, float]]] = {}
        self._ticks: list[_Mark] = []
        self._labels: list[_Mark] = []
        # Of each kind one is made, and copied: manim takes ten times as long to make a line as that takes.
        line = Line(stroke_color=tint(THEME.text, style.FAINT), stroke_width=style.GRID)
        line.set_z_index(Layer.GRID).scenery = True
        tick = Line(stroke_color=THEME.muted, stroke_width=style.AXIS).set_z_index(Layer.AXES)
        for axis in (0, 1):
            steps, fines = zip(
                *(spacing(each, axis, room) for each, (_, _, room) in zip(frames, options, strict=True)),
                strict=True,
            )
            numbered = [
                each[0][axis] and not hush and (axis == 0 or widest(frame.window, step) <= WIDE)
                for frame, step, each, hush in zip(frames, steps, options, hushed, strict=True)
            ]
            gridded = [each[1] for each in options]
            shown = [step if there else 0.0 for step, there in zip(steps, numbered, strict=True)]
            ticked = [
                step if there else 0.0 for step, there in zip((fines, steps)[axis], numbered, strict=True)
            ]
            lined = [step if there else 0.0 for step, there in zip(fines, gridded, strict=True)]
            for value, spans in moments.values(axis, lined).items():
                lines.setdefault(tuple(spans), []).append((axis, value))
            self._ticks += [_Mark(twin(tick), axis, *each) for each in moments.values(axis, ticked).items()]
            for (value, text), spans in moments.texts(axis, shown).items():
                self._labels.append(_Mark(words(text, style.TICK, THEME.muted), axis, value, spans))
        for mark in self._labels:
            others = [(each.value, each.room(mark.shape)) for each in told if each.axis == mark.axis]
            if others:
                mark.clear = moments.clear_of(others, mark.axis, mark.value, mark.spans)
        self._grids = [_Grid(twin(line), values, [*spans]) for spans, values in lines.items()]
        self.add(*(grid.shape for grid in self._grids))
        self.add(*(mark.shape for mark in (*self._ticks, *self._labels)))

    def settle(self) -> None:
        """Keep only what is there at the end."""
        for marks in (self._ticks, self._labels):
            gone = [mark for mark in marks if not shade_at(mark.spans, 1.0, self._fade)]
            self.remove(*(mark.shape for mark in gone))
            marks[:] = [mark for mark in marks if mark not in gone]
        left = [grid for grid in self._grids if shade_at(grid.spans, 1.0, self._fade)]
        self.remove(*(grid.shape for grid in self._grids if grid not in left[:1]))
        if left:  # from now on all of them are there together, as one shape
            left[0].values[:] = [value for grid in left for value in grid.values]
            self._grids, self._placed = left[:1], False

    def place(self, plane: Plane) -> None:
        """Put each line and number where its value stands now, and hide those outside of the window."""
        frame, time, fade = plane.frame, self.time, self._fade
        bare = plane.shown if time is not None else 0.0
        time = time or 0.0
        # What cannot be seen is placed once, so that it lies on the plane, and then left where it is.
        first, self._placed = not self._placed, True
        for grid in self._grids:
            shade = bare * shade_at(grid.spans, time, fade)
            if shade or first:
                grid.shape.points = _straight(frame, grid.values)
            if grid.shape.get_stroke_opacity() != shade:
                grid.shape.set_stroke(opacity=shade)
        for mark in self._ticks:
            shade = bare * mark.shade(time, fade) * in_sight(frame, mark.axis, mark.value, _NEAR)
            if shade or first:
                foot = self._foot(frame, mark.axis, mark.value)
                mark.shape.set_points_as_corners([foot, foot + TICK * (LEFT if mark.axis else DOWN)])
            if mark.shape.get_stroke_opacity() != shade:
                mark.shape.set_stroke(opacity=shade)
        shades = [(told.axis, told.get_fill_opacity()) for told in self._told if told in plane.told]
        for mark in self._labels:
            label, axis = mark.shape, mark.axis
            left, right, bottom, top = box_of(label)
            beside = max((shade for other, shade in shades if other == axis), default=0.0)
            room = _EDGE if axis else frame.region.left - (right - left) / 2 - THEME.safe.left
            seen = in_sight(frame, axis, mark.value, min(max(room, 0.02), _EDGE))
            foot = self._foot(frame, axis, mark.value)
            off = max(0.0, foot[0] - THEME.safe.right)  # as a plane comes in, its end is outside
            shade = bare * seen * mark.shade(time, fade, beside)
            if shade or first:
                if axis:
                    by = foot - [right + APART, (bottom + top) / 2, 0.0]
                else:
                    tall = max(0.0, top - bottom - _PLAIN * label.cap_height)
                    by = foot - [(left + right) / 2, top + APART + tall, 0.0]
                    by[0] = min(by[0], THEME.safe.right + off - right)  # a wide one, at the edge
                label.shift(by)
                for told in plane.told:
                    if told.axis == axis and told not in self._told and told.hides(label):
                        shade *= 1 - told.get_fill_opacity()
            if label.get_fill_opacity() != shade:
                label.set_fill(opacity=shade)

    @staticmethod
    def _foot(frame: PlotFrame, axis: int, value: float) -> NDArray[np.float64]:
        region = frame.region
        at = frame.point(value, value)
        return np.array([region.left, at[1], 0.0]) if axis else np.array([at[0], region.bottom, 0.0])


def _straight(frame: PlotFrame, values: Sequence[tuple[int, float]]) -> NDArray[np.float64]:
    """Return the lines through a window at those values of its axes that lie in it, as manim's curves."""
    window, ends = frame.window, list[tuple[float, float]]()
    for axis, value in values:
        if holds(window, axis, value):
            there = ends_of(window, 1 - axis)
            ends += [(end, value) if axis else (value, end) for end in there]
    if not ends:
        return np.zeros((0, 3))
    points = frame.points_at(*np.array(ends).T).reshape(-1, 2, 3)
    along = np.linspace(0, 1, 4)[:, None]
    curves: NDArray[np.float64] = points[:, :1] + along * (points[:, 1:] - points[:, :1])
    return curves.reshape(-1, 3)


def in_sight(frame: PlotFrame, axis: int, value: float, fade: float) -> float:
    """Return how far a value is in sight: 1 in the window, less in so many units beside it, else 0."""
    low, high = ends_of(frame.window, axis)
    beyond = max(low - value, value - high, 0.0) * frame.scale[axis]
    return max(0.0, 1 - max(0.0, beyond - 1e-6) / fade)
