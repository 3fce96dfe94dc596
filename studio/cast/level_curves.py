"""The map of a surface over two variables, seen from above: its level curves, each with its value."""

from collections.abc import Iterable, Sequence

import numpy as np
from manim import LEFT, UP, Dot, VGroup, VMobject
from numpy.typing import NDArray

from calc.chart import Chart
from calc.gradient import Point, Surface
from calc.terrain import FlatPlace
from calc.window import Window
from studio.cast.contours import contours
from studio.stage.placement import boxes_of, points_of, room_for
from studio.stage.plot import Axis, Plot, plated, tick_texts
from studio.stage.text import math, words
from studio.stage.theme import THEME, Region

_RIGHT = 6.0
_LEFT = 0.35  # of the map, where the ticks of its upright axis are short
_DIGIT = 0.145  # units, about, that a character of a tick is wide
_ACROSS, _UP = 0.35, 0.32  # units between two ticks that both stay, besides their texts
_EDGE = 0.3  # units from a value on its curve to the edge of the map
_CURVES, _LINES = 0.05, 0.14  # and from it to the other curves, and to what is drawn over them
_LONGEST = 9  # characters of a value that is written on its curve
_CANDIDATES = 90  # places tried along a curve
_TALL = 0.86  # units: a higher formula would reach into what is below it
_ARROW = 1.4  # units that the drawn gradient is long, at most


def map_region(surface: Surface, point: Point, flat: FlatPlace | None) -> Region:
    """Where the map stands: on the right of the stage, with room for the ticks of its upright axis."""
    ticks = [point[1]] if flat is None else [point[1], flat.point[1]]
    longest = max(map(len, tick_texts(sorted(set(ticks))).values()))
    stage = THEME.stage
    left = max(_LEFT, -0.25 + _DIGIT * longest)
    return Region(left, _RIGHT, stage.bottom + 0.45, stage.top)


def map_plot(region: Region, chart: Chart) -> Plot:
    """The axes of the map, ticked at the point and, where there is room for both, at the flat place."""
    window, (first, second) = chart.window, chart.surface.variables
    flat = chart.flat.point if chart.flat is not None else (None, None)
    across = two_ticks(chart.point[0], flat[0], region.width / (window.right - window.left), wide=True)
    up = two_ticks(chart.point[1], flat[1], region.height / (window.top - window.bottom), wide=False)
    plot = Plot(
        region,
        Axis(window.left, window.right, ticks=across, name=first),
        Axis(window.bottom, window.top, ticks=up, name=second),
    )
    return with_plates(plot)


def with_plates(plot: Plot) -> Plot:
    """The plot, with a plate behind the name of each axis: curves may pass where they stand."""
    names = [*plot.names]
    plot.names.remove(*names)
    for name in names:
        at_edge = name.get_top()[1] > THEME.stage.top - 0.06
        plot.names.add(plated(name, buff=0.005 if at_edge else 0.05))
    return plot


def two_ticks(here: float, flat: float | None, unit: float, wide: bool) -> tuple[float, ...]:
    """Where to put ticks: at `here` and, if that leaves room for both texts, at the flat place.

    unit: units of the frame for 1 on the axis. wide: the axis runs from left to right.
    """
    if flat is None or flat == here:
        return (here,)
    both = tuple(sorted((here, flat)))
    texts = tick_texts(both).values()
    needed = _ACROSS + _DIGIT * sum(map(len, texts)) / 2 if wide else _UP
    return both if abs(here - flat) * unit >= needed else (here,)


def rings(plot: Plot, surface: Surface, levels: Iterable[float]) -> dict[float, VGroup]:
    """By level, the curves on which the surface has this value, as far as the plot reaches."""
    window = Window(plot.x.low, plot.x.high, plot.y.low, plot.y.high)
    chart = Chart(surface, (window.left, window.bottom), window, None)
    found = {}
    for level in levels:
        # Circles are known exactly, all the way around.
        pieces = surface.level_curve(level, resolution=721) if surface.is_round else contours(chart, level)
        paths = VGroup()
        for piece in pieces:
            xs, ys = piece.T
            seen = (plot.x.low <= xs) & (xs <= plot.x.high) & (plot.y.low <= ys) & (ys <= plot.y.high)
            paths.add(plot.path(np.where(seen, xs, np.nan), ys))
        if any(len(path.points) for path in paths):
            found[level] = paths.set_stroke(width=3)
    return found


class Levels:
    """The level curves of a chart on its plot: `curves`, and `numbers`, their values on them.

    pairs: each curve with its number.
    """

    def __init__(self, plot: Plot, chart: Chart) -> None:
        self.plot, self.surface = plot, chart.surface
        self.clear: list[VMobject] = []
        self.by_level = rings(plot, chart.surface, chart.levels)
        self.curves = VGroup(*self.by_level.values())
        self.texts = tick_texts(list(self.by_level))
        self.numbers = VGroup()
        self.pairs = VGroup()

    def number(self, clear: Sequence[VMobject]) -> None:
        """Write the values on their curves, where there is room: not near to what is to be kept clear."""
        self.clear = [*clear]
        for level, curve in self.by_level.items():
            number = self._number(curve, self.texts[level])
            self.pairs.add(VGroup(curve, *number))
            self.numbers.add(*number)

    def another(self, level: float, text: str) -> VGroup:
        """The curve of one more value with its number, if there is none yet; else nothing."""
        if any(abs(level - known) <= 1e-9 * abs(known) for known in self.by_level):
            return VGroup()
        found = rings(self.plot, self.surface, [level])
        return VGroup(*(part for curve in found.values() for part in (curve, *self._number(curve, text))))

    def _number(self, curve: VGroup, text: str) -> list[VGroup]:
        """The value on its curve, at the lowest of the places with most room; nothing where there is none."""
        if len(text) > _LONGEST:
            return []
        label = words(text, THEME.tick, THEME.loss)
        region = self.plot.region
        within = Region(region.left + _EDGE, region.right - _EDGE, region.bottom + _EDGE, region.top - _EDGE)
        others = points_of([other for other in self.curves if other is not curve])
        lines = points_of([*self.clear, self.plot.axes])
        texts = boxes_of([*self.plot.names, *self.plot.tick_labels, *self.numbers])
        best, place = (0.0, 0.0), None
        for middle in _spread(points_of(curve)):
            room = room_for(
                middle, label.width, label.height, [(others, _CURVES), (lines, _LINES)], texts, within
            )
            if room >= 0 and (place is None or (min(round(room, 2), 0.06), -middle[1]) > best):
                best, place = (min(round(room, 2), 0.06), -middle[1]), middle
        return [] if place is None else [plated(label.move_to(place))]


def _spread(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Some of the points, evenly, and the lowest of them."""
    lowest = points[[int(points[:, 1].argmin())]]
    return np.concatenate([points[:: max(1, len(points) // _CANDIDATES)], lowest])


def flat_dot(plot: Plot, chart: Chart) -> VGroup:
    """The dot at the flat place; nothing where there is none."""
    if chart.flat is None:
        return VGroup()
    return VGroup(Dot(plot.point(*chart.flat.point), radius=0.08, color=THEME.loss))


def surface_formula(surface: Surface, letter: str, room: float) -> VGroup:
    """The surface as a formula in the upper left corner; nothing where it does not fit there.

    room: units of the frame that it may be wide.
    """
    formula = math(f"{letter} = {surface.typst}", THEME.label, THEME.loss)
    if formula.width > room or formula.height > _TALL:
        return VGroup()
    formula.move_to([-6.0, 3.3, 0.0], LEFT)
    highest = THEME.stage.top - 0.02
    return (
        formula if formula.get_top()[1] <= highest else formula.shift((highest - formula.get_top()[1]) * UP)
    )


def drawn_share(plot: Plot, length: float) -> float:
    """The round share of its length (1, 2 or 5 times a power of ten) at which a gradient fits on the map."""
    unit = plot.region.width / (plot.x.high - plot.x.low)
    most = _ARROW / (unit * length)
    power = 10.0 ** np.floor(np.log10(most))
    return float(f"{max(factor * power for factor in (1, 2, 5) if factor * power <= most * (1 + 1e-9)):.1g}")


def inside(
    plot: Plot, start: NDArray[np.float64], end: NDArray[np.float64], margin: float = 0.0
) -> NDArray[np.float64]:
    """The end of a way from `start`, points of the screen (3,), or where it leaves the plot before.

    margin: units of the frame by which it stays away from the plot's edges.
    """
    region, way = plot.region, end - start
    share = 1.0
    for axis, (low, high) in enumerate(((region.left, region.right), (region.bottom, region.top))):
        if way[axis]:
            edge = high - margin if way[axis] > 0 else low + margin
            share = min(share, max((edge - start[axis]) / way[axis], 0.0))
    return np.asarray(start + share * way)
