"""Times of marks: when each grid line, tick and number of a plane is there, as its window moves."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from calc.window import tick_texts
from studio.stage.frame import PlotFrame
from studio.stage.theme import THEME
from studio.stage.ticks import APART, ends_of, lies_in, multiples, width_of

_MANY = 200  # numbers on the way: of more, only those of its ends are made

#: From when to when a mark is there, as shares of a move's time.
Spans = list[tuple[float, float]]


class Moments:
    """The frames through which a plane goes at these times, 0 to 1, or the one in which it rests.

    fade: the share of the time in which a mark comes or goes.
    """

    def __init__(self, times: Sequence[float], frames: Sequence[PlotFrame], fade: float) -> None:
        self._times, self._frames, self._fade = times, frames, fade
        self._ends = [np.array([ends_of(frame.window, axis) for frame in frames]).T for axis in (0, 1)]
        self._scales = np.array([frame.scale for frame in frames]).T
        self._lefts = np.array([frame.region.left for frame in frames])

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

    def values(self, axis: int, steps: Sequence[float]) -> dict[float, Spans]:
        """Return the values that are marked on an axis, each with the times at which it is there."""
        found: dict[float, Spans] = {}
        for step, start, stop in self._runs(steps):
            for value in self._marked(axis, step, start, stop):
                self._add(found.setdefault(value, []), start, stop)
        return {
            value: there for value, spans in found.items() if (there := self._seen(axis, value, "", spans))
        }

    def texts(self, axis: int, steps: Sequence[float]) -> dict[tuple[float, str], Spans]:
        """Return the numbers that are written on an axis, each with the times at which it is there."""
        found: dict[tuple[float, str], Spans] = {}
        for step, start, stop in self._runs(steps):
            texts = tick_texts(self._marked(axis, step, start, stop))
            for end in {0, len(steps) - 1} & {start, stop}:  # where it rests, its own numbers tell the digits
                texts |= tick_texts(self._marked(axis, step, end, end))
            for value, text in texts.items():
                self._add(found.setdefault((value, text), []), start, stop)
        return {key: there for key, spans in found.items() if (there := self._seen(axis, *key, spans))}

    def _add(self, spans: Spans, start: int, stop: int) -> None:
        """Add the times from a moment to the one after another; a move's ends last for ever."""
        last = len(self._times) - 1
        begin = (self._times[start - 1] + self._times[start]) / 2 if start else -math.inf
        end = (self._times[stop] + self._times[stop + 1]) / 2 if stop < last else math.inf
        if spans and spans[-1][1] == begin:
            begin = spans.pop()[0]
        spans.append((begin, end))

    def _marked(self, axis: int, step: float, start: int, stop: int) -> list[float]:
        """Return the values that lie in the window at one of these moments, or in between."""
        if not step:
            return []
        ends = [self._ends[axis][:, index].tolist() for index in (start, stop)]
        low, high = min(low for low, _ in ends), max(high for _, high in ends)
        if (high - low) / step <= _MANY:
            return multiples(low, high, step)
        return sorted({value for low, high in ends for value in multiples(low, high, step)})

    def _seen(self, axis: int, value: float, text: str, spans: Spans) -> Spans:
        """Return those of the times at which a value lies in the window, and its number, if any, has room.

        On its way, one on the left may be wider than those for which the plane makes room.
        """
        needs = THEME.safe.left + APART + width_of(text) - 1e-6 if axis and text else -math.inf
        low, high = self._ends[axis]
        inside = lies_in(low, high, value) & (self._lefts >= needs)
        return common(spans, self._when(inside.tolist()))

    def _when(self, holds: Sequence[bool]) -> Spans:
        """Return the times between the moments at which something holds."""
        found: Spans = []
        for index, each in enumerate(holds):
            if each and (not index or not holds[index - 1]):
                found.append((self._times[index] if index else -math.inf, math.inf))
            if not each and index and holds[index - 1]:
                found[-1] = found[-1][0], self._times[index - 1]
        return found

    def clear_of(self, others: Iterable[tuple[float, float]], axis: int, value: float, spans: Spans) -> Spans:
        """Return those of the times at which a value keeps clear of others of its axis.

        others: each with how far it stands from them at least, in units.
        """
        clear = np.ones(len(self._times), bool)
        for other, apart in others:
            clear &= abs(other - value) * self._scales[axis] >= apart
        return common(spans, self._when(clear.tolist()))


def common(some: Spans, others: Spans) -> Spans:
    """Return the times that lie in both."""
    both = [(max(a, c), min(b, d)) for a, b in some for c, d in others]
    return [(begin, end) for begin, end in both if begin < end]


def shade_at(spans: Spans, time: float, fade: float) -> float:
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
