"""Scale: the grid lines, ticks and numbers of a plane, which ride with its window and are written anew."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from manim import DOWN, LEFT, Line, VGroup
from numpy.typing import NDArray

from calc.tongue import tongue
from calc.window import Window, round_step, tick_texts
from studio.stage import style
from studio.stage.frame import PlotFrame
from studio.stage.glyphs import set_line
from studio.stage.shapes import twin
from studio.stage.style import Layer, tint
from studio.stage.text import Label, words
from studio.stage.theme import THEME, Region

if TYPE_CHECKING:
    from studio.stage.plane import Plane
    from studio.stage.told import Told

TICK = 0.09  # units
GAP = 0.14
ROOM = 1.05, 0.75  # units for each number across, and up, at least
WIDE = 1.7  # units: wider numbers upwards are not shown
APART = TICK + 0.11  # from an axis to its numbers
BESIDE = TICK + 0.15  # which they take beside their width on the left
_LABELS = 6  # numbers on an axis, at most
_LINES = 14  # grid lines across a plot, at most
_EDGE, _NEAR = 0.25, 0.1  # and over which another number is gone, and a tick, beside which a name stands
_PLAIN = 1.1  # capitals: a number that is taller has an exponent, which reaches above it
_MANY = 200  # numbers on the way: of more, only those of its ends are made


#: From when to when a mark is there, as shares of a move's time.
Spans = list[tuple[float, float]]


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
        shade = _shade(self.spans, time, fade)
        return shade if self.clear is self.spans else shade + told * (_shade(self.clear, time, fade) - shade)


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
        self._times, self._frames, self._fade, self._told = [*map(float, times)], frames, fade, told
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
                *(_spacing(each, axis, room) for each, (_, _, room) in zip(frames, options, strict=True)),
                strict=True,
            )
            numbered = [
                each[0][axis] and not hush and (axis == 0 or widest(frame.window, frame.region) <= WIDE)
                for frame, each, hush in zip(frames, options, hushed, strict=True)
            ]
            gridded = [each[1] for each in options]
            shown = [step if there else 0.0 for step, there in zip(steps, numbered, strict=True)]
            ticked = [
                step if there else 0.0 for step, there in zip((fines, steps)[axis], numbered, strict=True)
            ]
            lined = [step if there else 0.0 for step, there in zip(fines, gridded, strict=True)]
            for value, spans in self._values(axis, lined).items():
                lines.setdefault(tuple(spans), []).append((axis, value))
            self._ticks += [_Mark(twin(tick), axis, *each) for each in self._values(axis, ticked).items()]
            for (value, text), spans in self._texts(axis, shown).items():
                self._labels.append(_Mark(words(text, style.TICK, THEME.muted), axis, value, spans))
        for mark in self._labels:
            mark.clear = self._beside_told(mark)
        self._grids = [_Grid(twin(line), values, [*spans]) for spans, values in lines.items()]
        self.add(*(grid.shape for grid in self._grids))
        self.add(*(mark.shape for mark in (*self._ticks, *self._labels)))

    def _runs(self, steps: Sequence[float]) -> list[tuple[float, int, int]]:
        """Return each spacing with the first and the last of the moments for which it holds.

        One that would hold for too short a time gives way to the wider one beside it, which has room then.
        """
        times = self._times
        runs: list[tuple[float, int, int]] = []
        for index, step in enumerate(steps):
            # Those of both ends have the time to go, and to come.
            if len(times) > 1 and times[index] <= self._fade:
                step = steps[0]
            elif len(times) > 1 and times[index] >= 1 - self._fade:
                step = steps[-1]
            if runs and runs[-1][0] == step:
                runs[-1] = step, runs[-1][1], index
            else:
                runs.append((step, index, index))
        while len(runs) > 2:
            lasts = [times[stop] - times[start] for _, start, stop in runs]
            short = min(range(1, len(runs) - 1), key=lasts.__getitem__)
            if lasts[short] >= 1.4 * self._fade or runs[short][0] == 0:
                break
            (one, first, _), (other, _, last) = runs[short - 1], runs[short + 1]
            _, start, stop = runs[short]
            if one == other:
                runs[short - 1 : short + 2] = [(one, first, last)]
            elif one > other:
                runs[short - 1 : short + 1] = [(one, first, stop)]
            else:
                runs[short : short + 2] = [(other, start, last)]
        return runs

    def _values(self, axis: int, steps: Sequence[float]) -> dict[float, Spans]:
        """Return the values that are marked on an axis, each with the times at which it is there."""
        found: dict[float, Spans] = {}
        for step, start, stop in self._runs(steps):
            for value in self._marked(axis, step, start, stop):
                spans = found.setdefault(value, [])
                begin, end = self._span(start, stop)
                if spans and spans[-1][1] == begin:
                    begin = spans.pop()[0]
                spans.append((begin, end))
        return {
            value: there for value, spans in found.items() if (there := self._seen(axis, value, "", spans))
        }

    def _texts(self, axis: int, steps: Sequence[float]) -> dict[tuple[float, str], Spans]:
        """Return the numbers that are written on an axis, each with the times at which it is there."""
        found: dict[tuple[float, str], Spans] = {}
        for step, start, stop in self._runs(steps):
            texts = tick_texts(self._marked(axis, step, start, stop))
            for end in {0, len(steps) - 1} & {start, stop}:  # where it rests, its own numbers tell the digits
                texts |= tick_texts(self._marked(axis, step, end, end))
            for value, text in texts.items():
                spans = found.setdefault((value, text), [])
                begin, until = self._span(start, stop)
                if spans and spans[-1][1] == begin:
                    begin = spans.pop()[0]
                spans.append((begin, until))
        return {key: there for key, spans in found.items() if (there := self._seen(axis, *key, spans))}

    def _span(self, start: int, stop: int) -> tuple[float, float]:
        """Return the times from a moment to the one after another; a move's ends last for ever."""
        last = len(self._times) - 1
        begin = (self._times[start - 1] + self._times[start]) / 2 if start else -math.inf
        return begin, (self._times[stop] + self._times[stop + 1]) / 2 if stop < last else math.inf

    def _marked(self, axis: int, step: float, start: int, stop: int) -> list[float]:
        """Return the values that lie in the window at one of these moments, or in between."""
        if not step:
            return []
        ends = [_ends(self._frames[index].window, axis) for index in (start, stop)]
        low, high = min(low for low, _ in ends), max(high for _, high in ends)
        if (high - low) / step <= _MANY:
            return _multiples(low, high, step)
        return sorted({value for each in ends for value in _multiples(*each, step)})

    def _seen(self, axis: int, value: float, text: str, spans: Spans) -> Spans:
        """Return those of the times at which a value lies in the window, and its number, if any, has room.

        On its way, one on the left may be wider than those for which the plane makes room.
        """
        needs = THEME.safe.left + APART + _width(text) - 1e-6 if axis and text else -math.inf
        inside = []
        for frame in self._frames:
            inside.append(_holds(frame.window, axis, value) and frame.region.left >= needs)
        return _common(spans, self._when(inside))

    def _when(self, holds: Sequence[bool]) -> Spans:
        """Return the times between the moments at which something holds."""
        found: Spans = []
        for index, each in enumerate(holds):
            if each and (not index or not holds[index - 1]):
                found.append((self._times[index] if index else -math.inf, math.inf))
            if not each and index and holds[index - 1]:
                found[-1] = found[-1][0], self._times[index - 1]
        return found

    def _beside_told(self, mark: _Mark) -> Spans:
        """Return those of a number's times at which it keeps clear of the told ones."""
        told = [each for each in self._told if each.axis == mark.axis]
        if not told:
            return mark.spans
        clear = [
            not any(
                abs(each.value - mark.value) * frame.scale[mark.axis] < each.room(mark.shape) for each in told
            )
            for frame in self._frames
        ]
        return _common(mark.spans, self._when(clear))

    def settle(self) -> None:
        """Keep only what is there at the end."""
        for marks in (self._ticks, self._labels):
            gone = [mark for mark in marks if not _shade(mark.spans, 1.0, self._fade)]
            self.remove(*(mark.shape for mark in gone))
            marks[:] = [mark for mark in marks if mark not in gone]
        left = [grid for grid in self._grids if _shade(grid.spans, 1.0, self._fade)]
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
            shade = bare * _shade(grid.spans, time, fade)
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
            beside = max((shade for other, shade in shades if other == axis), default=0.0)
            room = _EDGE if axis else frame.region.left - label.width / 2 - THEME.safe.left
            seen = in_sight(frame, axis, mark.value, min(max(room, 0.02), _EDGE))
            shade = bare * seen * mark.shade(time, fade, beside)
            if shade or first:
                tall = 0.0 if axis else max(0.0, label.height - _PLAIN * label.cap_height)
                label.next_to(self._foot(frame, axis, mark.value), LEFT if axis else DOWN, buff=APART + tall)
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


def _spacing(frame: PlotFrame, axis: int, room: float) -> tuple[float, float]:
    """Return how far apart the numbers of an axis stand, and its grid lines.

    room: units for each number across, at least.
    """
    low, high = _ends(frame.window, axis)
    extent = frame.region.height if axis else frame.region.width
    step = _step(low, high, extent, axis, ROOM[1] if axis else room)
    parts = (parts for parts in (5, 4, 2) if (high - low) * parts / step <= _LINES and _round(step / parts))
    return step, step / next(parts, 1)


def _straight(frame: PlotFrame, values: Sequence[tuple[int, float]]) -> NDArray[np.float64]:
    """Return the lines through a window at those values of its axes that lie in it, as manim's curves."""
    window, ends = frame.window, list[tuple[float, float]]()
    for axis, value in values:
        if _holds(window, axis, value):
            there = _ends(window, 1 - axis)
            ends += [(end, value) if axis else (value, end) for end in there]
    if not ends:
        return np.zeros((0, 3))
    points = frame.points_at(*np.array(ends).T).reshape(-1, 2, 3)
    along = np.linspace(0, 1, 4)[:, None]
    curves: NDArray[np.float64] = points[:, :1] + along * (points[:, 1:] - points[:, :1])
    return curves.reshape(-1, 3)


def _ends(window: Window, axis: int) -> tuple[float, float]:
    return (window.bottom, window.top) if axis else (window.left, window.right)


def _holds(window: Window, axis: int, value: float) -> bool:
    """Say whether a value lies in a window, or on its edge; a window that was zoomed to is rounded."""
    low, high = _ends(window, axis)
    slack = 1e-9 * (high - low)
    return low - slack <= value <= high + slack


def _common(some: Spans, others: Spans) -> Spans:
    """Return the times that lie in both."""
    both = [(max(a, c), min(b, d)) for a, b in some for c, d in others]
    return [(begin, end) for begin, end in both if begin < end]


def _shade(spans: Spans, time: float, fade: float) -> float:
    """Return how far something is there at a time, 0 to 1, that comes and goes at the ends of its times.

    What stands at first, or in the end, has the time to go, or to come.
    """
    shade = 0.0
    for begin, end in spans:
        begin, end = (
            (min(begin, 1 - fade) if end == math.inf else begin),
            (max(end, fade) if begin == -math.inf else end),
        )
        shade = max(shade, min((time - begin) / fade, (end - time) / fade))
    return 1.0 if shade > 1 - 1e-9 else shade


def in_sight(frame: PlotFrame, axis: int, value: float, fade: float) -> float:
    """Return how far a value is in sight: 1 in the window, less in so many units beside it, else 0."""
    low, high = _ends(frame.window, axis)
    beyond = max(low - value, value - high, 0.0) * frame.scale[axis]
    return max(0.0, 1 - max(0.0, beyond - 1e-6) / fade)


def widest(window: Window, region: Region) -> float:
    """Return the width, in units, of the widest number on the axis upwards."""
    return max(map(_width, _upright(window, region)), default=0.0)


def _upright(window: Window, region: Region) -> list[str]:
    """Return the numbers on the axis upwards."""
    step = _step(window.bottom, window.top, region.height, 1, ROOM[1])
    return [*tick_texts(_multiples(window.bottom, window.top, step)).values()]


def overhang(window: Window, region: Region) -> float:
    """Return the units by which an exponent on the axis upwards may rise above a plain number."""
    return 0.05 if any("×" in text for text in _upright(window, region)) else 0.0


def _width(text: str) -> float:
    """Return the width, in units, of a number on an axis."""
    return _measured(tongue().written(text), THEME.font)


@lru_cache(maxsize=4096)
def _measured(written: str, font: str) -> float:
    return float(Label(set_line(written, font, "MEDIUM"), written, style.TICK, THEME.muted).width)


def _step(low: float, high: float, extent: float, axis: int, room: float) -> float:
    """Return how far apart the numbers of an axis are: as many as find room on it."""
    limit = int(np.clip(extent / room, 1, _LABELS))
    if len(_multiples(low, high, round_step(high - low, limit))) < 2:
        limit += 2  # one number alone tells no scale, and closer ones may fit as well
    for most in range(limit, 0, -1):
        step = round_step(high - low, most)
        texts = tick_texts(_multiples(low, high, step)).values()
        across = 0.0 if axis else max(map(_width, texts), default=0.0)
        if (across + 2 * GAP) * (high - low) / step <= extent:
            break
    return step


def _multiples(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    decimals = max(0, 1 - math.floor(math.log10(step)))
    return [round(index * step, decimals) + 0.0 for index in range(first, last + 1)]


def _round(step: float) -> bool:
    """Say whether a step is 1, 2 or 5 times a power of ten, as numbers on an axis are."""
    mantissa = step / 10 ** math.floor(math.log10(step) + 1e-9)
    return any(abs(mantissa - good) < 1e-6 for good in (1, 2, 5))
