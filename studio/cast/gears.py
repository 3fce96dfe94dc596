"""Gears on shafts, joined by chains as on a bicycle: each shaft's turn is passed on at a fixed ratio."""

from collections.abc import Sequence

import numpy as np
from manim import TAU, Circle, Dot, Line, Polygon, VGroup, VMobject
from numpy.typing import NDArray

from studio.stage.theme import THEME

PITCH = 0.2  # from one tooth to the next, and from one link of a chain to the next
_TOOTH = 0.07
_HAND = 0.62


def _clockwise(angle: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Unit vectors, (..., 3), that stand up at 0 and turn clockwise, as a knob that is turned up."""
    angle = np.asarray(angle, float)
    return np.stack([np.sin(angle), np.cos(angle), np.zeros_like(angle)], axis=-1)


class Shaft(VGroup):
    """Toothed wheels of `radii` that turn as one, with a hand, and the sector that the hand has swept.

    `turn` sets the angle, in radians, clockwise from the top.
    """

    def __init__(self, centre: Sequence[float], radii: Sequence[float], colour: str | None = None) -> None:
        colour = colour or THEME.text
        middle = np.array([*centre, 0.0][:3])
        self.wheels = VGroup(*(self._wheel(middle, radius, colour) for radius in sorted(radii, reverse=True)))
        self.sector = VMobject(fill_color=THEME.slope, fill_opacity=0.45, stroke_width=0)
        self.hand = Line(stroke_width=6, color=colour)
        self.hub = Dot(middle, radius=0.09, color=colour)
        super().__init__(self.wheels, self.sector, self.hand, self.hub)
        self.wheels.set_z_index(THEME.layers.axes)
        self.sector.set_z_index(THEME.layers.curve)
        self.hand.set_z_index(THEME.layers.tangent)
        self.hub.set_z_index(THEME.layers.arrow)
        self._rest = [wheel.points - middle for wheel in self.wheels]
        self.middle = middle
        self.angle = 0.0
        self.turn(0.0)

    @staticmethod
    def _wheel(middle: NDArray[np.float64], radius: float, colour: str) -> Polygon:
        teeth = max(round(TAU * radius / PITCH), 6)
        step = TAU / teeth
        corners = [
            (radius + side * _TOOTH / 2) * _clockwise(step * (tooth + share))
            for tooth in range(teeth)
            for share, side in ((-0.32, -1), (-0.16, 1), (0.16, 1), (0.32, -1))
        ]
        wheel = Polygon(*(middle + corner for corner in corners), color=colour, stroke_width=2)
        return wheel.set_fill(THEME.panel, 0.85)

    def turn(self, angle: float) -> "Shaft":
        """Turn the wheels, the hand and the swept sector to this angle."""
        self.angle = angle
        cos, sin = np.cos(angle), np.sin(angle)
        turned = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])  # row vectors, clockwise
        for wheel, rest in zip(self.wheels, self._rest, strict=True):
            wheel.set_points(self.middle + rest @ turned)
        self.hand.set_points_as_corners([self.middle, self.middle + _HAND * _clockwise(angle)])
        rim = self.middle + _HAND * _clockwise(np.linspace(0, np.clip(angle, -TAU, TAU), 73))
        self.sector.set_points_as_corners([self.middle, *rim, self.middle])
        return self


class DriveChain(VMobject):
    """A chain around a wheel of radius `first` at `start` and one of radius `second` at `end`.

    `run` moves its links by a length, clockwise around the first wheel. Where the wheels turn with their
    shafts, the chain moves by first * (angle of the first) = second * (angle of the second). A `crossed` one
    turns the second wheel the other way, so that second * (angle of the second) is minus that.
    """

    def __init__(
        self,
        start: Sequence[float],
        first: float,
        end: Sequence[float],
        second: float,
        colour: str | None = None,
        crossed: bool = False,
    ) -> None:
        super().__init__(stroke_color=colour or THEME.muted, stroke_width=5)
        self.set_z_index(THEME.layers.curve)
        self.first, self.second = first, second
        one, other = (np.array([*point, 0.0][:3]) for point in (start, end))
        # Where the straight strands leave the wheels: where both radii stand at a right angle to them.
        toward = first + second if crossed else first - second
        lean = float(np.arcsin(toward / np.linalg.norm(other - one)))
        ahead = float(np.arctan2(*(other - one)[1::-1]))
        top, bottom = lean - ahead, np.pi - lean - ahead
        # A crossed chain meets the second wheel on the far side and goes round it the other way.
        first_there, last_there = (top + np.pi, bottom - np.pi) if crossed else (top, bottom)
        around_end = other + second * _clockwise(np.linspace(first_there, last_there, 60))
        around_start = one + first * _clockwise(np.linspace(bottom, top + TAU, 60))
        self._loop = np.concatenate([around_end, around_start, around_end[:1]])
        steps = np.linalg.norm(np.diff(self._loop, axis=0), axis=1)
        self._lengths = np.concatenate([[0.0], np.cumsum(steps)])
        self.moved = 0.0
        self.run(0.0)

    def run(self, length: float) -> "DriveChain":
        """Move every link by this length from where the chain was at rest."""
        self.moved = length
        whole = float(self._lengths[-1])
        links = round(whole / PITCH)
        starts = (np.arange(links) * whole / links + length) % whole
        points = np.empty((4 * links, 3))
        link = 0.55 * whole / links
        for corner in range(4):
            along = (starts + link * corner / 3) % whole
            for axis in range(3):
                points[corner::4, axis] = np.interp(along, self._lengths, self._loop[:, axis])
        return self.set_points(points)


LEAST, LARGEST = 0.19, 1.52  # radii of wheels in a train, in units
STEEPEST = LARGEST / LEAST


class Train:
    """Shafts side by side, each turning the next one at a rate, by a chain around a pair of wheels.

    A negative rate crosses the chain, and the next shaft turns the other way. At a rate of 0 there is no
    chain. Rates beyond STEEPEST, or within 1 / STEEPEST of nothing, are not drawn to scale (`to_scale`).

    Args:
        hubs: where the shafts are, from the first to the last.
        rates: one between each shaft and the next.
    """

    def __init__(
        self, hubs: Sequence[Sequence[float]], rates: Sequence[float], colours: Sequence[str]
    ) -> None:
        self.ratios = tuple(_drawn(rate) for rate in rates)
        self.to_scale = tuple(
            abs(ratio - rate) <= 1e-9 * abs(rate) for ratio, rate in zip(self.ratios, rates, strict=True)
        )
        small = min(0.26, LARGEST / max(1.0, *map(abs, self.ratios)))
        pairs = [_pair(abs(ratio) or 1.0, small) for ratio in self.ratios]
        wheels: list[list[float]] = [[] for _ in hubs]
        for index, (first, second) in enumerate(pairs):
            wheels[index].append(first)
            wheels[index + 1].append(second)
        self.shafts = [Shaft(*each) for each in zip(hubs, wheels, colours, strict=True)]
        self.chains: list[VMobject] = []
        for index, ((first, second), ratio) in enumerate(zip(pairs, self.ratios, strict=True)):
            if ratio:
                ends = hubs[index], first, hubs[index + 1], second
                self.chains.append(DriveChain(*ends, crossed=ratio < 0))
            else:
                self.chains.append(VMobject())

    @property
    def turns(self) -> tuple[float, ...]:
        """How far each shaft turns, where the one that turns most goes once round; clockwise, in radians."""
        products = np.cumprod([1.0, *self.ratios])
        return tuple(float(turn) for turn in TAU * products / np.abs(products).max())


def _drawn(rate: float) -> float:
    """The rate at which the wheels are drawn: 0 passes nothing on, others must leave wheels to be seen."""
    return float(np.sign(rate) * np.clip(abs(rate), 1 / STEEPEST, STEEPEST)) if rate else 0.0


def _pair(ratio: float, small: float) -> tuple[float, float]:
    """The radii of two wheels: the second turns `ratio` times as far as the first."""
    if ratio >= 2:
        return small * ratio, small
    if ratio >= 0.5:
        return 2 * small * ratio, 2 * small
    first = min(small, LARGEST * ratio)
    return first, first / ratio


class Light(VGroup):
    """A glowing dot that carries something from place to place."""

    def __init__(self, colour: str | None = None) -> None:
        colour = colour or THEME.text
        super().__init__(
            Circle(0.26, stroke_width=0, fill_color=colour, fill_opacity=0.25),
            Dot(radius=0.12, color=colour),
        )
        self.set_z_index(THEME.layers.arrow)
