"""Facts about the slope of a curve at a point: its secants, the part of the curve to see, and places to
compare.

Facts only; `calc.stories.derivative_lesson` says them.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from calc.derivative import Secant, Secants, Tangent, secant, secants
from calc.function import Function
from calc.landscape import FlatPoint, flat_points, flattening, twins, unbroken
from calc.model import Model
from calc.quotient import Quotient, quotient
from calc.window import Window, around, round_step
from calc.wording import Wording, brief, number_of

INTERCEPT = 1.0  # of the course's line, whose loss over its weight is the curve of the course
_WEIGHTS = -4.0, 12.0  # at which that line can be seen with its dots
_MOST_DIGITS = 7  # of a slope; what these do not tell apart is as good as the same
_CONTEXT = 4.0  # gaps on either side of the point in which flat places are looked for
_ROUNDING = 2e-3  # of a slope: more may not be lost to rounding in what is drawn
_CLOSE_UP = 5.0  # gaps that a close-up is wide
_TOWERING = 6.0  # times as high as what is to be seen: more of the curve would make that flat
_DRAWN, _WILD = 240, 0.01  # parts of a curve that is drawn, and the share of it that may run elsewhere
_TALLEST = 2.5  # times the window's height: what a ball can be seen to climb on its way
_FASTEST = 0.4  # of the steepest slope: the most that a slope may change between two pictures of a play


@dataclass(frozen=True, eq=False)
class SlopeStory:
    """A curve, a point on it, and four gaps, each smaller than the one before.

    Raises ValueError where there is nothing to tell: see `calc.derivative.secants`, and for gaps so small
    that only rounding would be drawn, or too wide for a wild curve.
    """

    function: Function
    point: float
    gaps: tuple[float, ...]

    def __post_init__(self) -> None:
        f, lines = self.function, self.secants
        if self._swings:
            raise ValueError(
                f"{f.wording.written} swings too fast near {f.variable} = {brief(self.point)!s} "
                "for these gaps to show where its slope is heading; give smaller gaps"
            )
        epsilon = float(np.finfo(np.float64).eps)
        steepest = self._steepest
        lost = epsilon * max(abs(lines.height), abs(self.point) * steepest) / self.gaps[-1]
        if lost > _ROUNDING * steepest > 0:
            raise ValueError(
                f"the gap {self.gaps[-1]:g} is too small to compute with where {f.wording.written} is "
                f"{brief(lines.height)!s}, at {f.variable} = {brief(self.point)!s}; give larger gaps"
            )

    @cached_property
    def secants(self) -> Secants:
        """The secants to the right or, where the curve does not reach so far there, to the left."""
        refusals: list[str] = []
        for side in (1, -1):
            try:
                lines = secants(self.function, self.point, self.gaps, side, corners=True)
            except ValueError as error:
                refusals.append(str(error))
                continue
            if unbroken(self.function, self.point, self.point + side * self.gaps[0]):
                return lines
            refusals.append(
                f"{self.function.wording.written} has a gap, a jump or a pole within "
                f"{brief(self.gaps[0])!s} of {self.function.variable} = {brief(self.point)!s}; "
                "give smaller gaps, or another point"
            )
        raise ValueError(refusals[0])

    @property
    def side(self) -> int:
        """1 where the second points lie to the right, -1 where they lie to the left."""
        return self.secants.side

    def secant_at(self, now: tuple[float, float]) -> Secant:
        """Return the secant at a place and with a gap, on the side where the second points lie."""
        return secant(self.function, *now, self.side)

    @property
    def is_a_corner(self) -> bool:
        """True if the curve has another slope on the other side of the point."""
        return self.secants.other_limit is not None

    @property
    def halves(self) -> tuple[tuple[float, int], ...]:
        """At a corner, the slope on the side of the second points and that on the other one, with the side.

        A side is 1, the right, or -1, the left.
        """
        other = self.secants.other_limit
        return () if other is None else ((self.secants.limit, self.side), (other, -self.side))

    @property
    def height(self) -> float:
        """The height at the point as it is said; 0 where that is all that rounding leaves, as of sin(π)."""
        rounding = float(np.finfo(np.float64).eps) * abs(self.point * self.secants.limit)
        return 0.0 if abs(self.secants.height) <= rounding else self.secants.height

    @property
    def _steepest(self) -> float:
        return max([*map(abs, self.secants.slopes), abs(self.secants.limit)])

    @property
    def _swings(self) -> bool:
        """True if the curve, or the slopes between the gaps, change too fast to be followed."""
        shares = np.linspace(0, 1, 241)
        if not all(map(self._can_be_drawn, (self.window, *map(self.close_up, self.gaps)))):
            return True
        for start, stop in itertools.pairwise(self.gaps[1:]):
            ends = self.point + self.side * start * (stop / start) ** shares
            slopes = (np.asarray(self.function(ends)) - self.secants.height) / (ends - self.point)
            changes = np.abs(np.diff(slopes)) * len(shares) / 30  # from picture to picture, in a second
            if not changes.max() <= _FASTEST * (self._steepest or 1.0):
                return True
        return False

    def _can_be_drawn(self, window: Window) -> bool:
        """Say whether a line through a few hundred of its points runs where the curve runs in a window."""
        xs = np.linspace(window.left, window.right, 8 * _DRAWN + 1)
        ys = np.clip(np.nan_to_num(np.asarray(self.function(xs), float)), window.bottom, window.top)
        off = np.abs(np.interp(xs, xs[::8], ys[::8]) - ys) > 0.03 * (window.top - window.bottom)
        return float(off.mean()) <= _WILD

    # Numbers as they are said

    @cached_property
    def _said(self) -> list[Wording]:
        values = [*map(float, self.secants.slopes), self.secants.limit]
        said: list[Wording] = []
        for digits in range(4, _MOST_DIGITS + 1):
            said = [brief(value, digits) for value in values]
            if len(set(map(str, said))) == len({float(f"{value:.9g}") for value in values}):
                break
        return said

    @property
    def slopes_said(self) -> list[Wording]:
        """The slopes in as few digits, from four up, as tell those apart that differ."""
        return self._said[:-1]

    @property
    def limit_said(self) -> Wording:
        """Their limit, in as many digits as they have."""
        return self._said[-1]

    @cached_property
    def rises_said(self) -> list[Wording | None]:
        """Each secant's rise over its gap, in digits that give its slope as said; None if none do."""
        return [self._rise_said(k) for k in range(len(self.gaps))]

    def _rise_said(self, k: int) -> Wording | None:
        rise = float(self.secants.slopes[k]) * self.gaps[k]
        slope, gap = str(self.slopes_said[k]), number_of(brief(self.gaps[k]))
        for digits in (4, 5, 6):
            said = brief(rise, digits)
            if (
                gap
                and str(brief(number_of(said) / gap, max(4, len(slope.strip("−0.").replace(".", "")))))
                == slope
            ):
                return said
        return None

    # What is to be seen of the curve

    @cached_property
    def model(self) -> Model:
        """The course's line and its dots."""
        return Model()

    @cached_property
    def is_the_loss(self) -> bool:
        """True if the curve is the loss of the course's line, in a window in which that line can be seen."""
        if self.function.variable != "w":
            return False
        places, seen = np.linspace(*_WEIGHTS, 7), self.window
        loss = self.model.loss_of_weight(INTERCEPT)
        near = _WEIGHTS[0] <= seen.left < self.model.best[0] < seen.right <= _WEIGHTS[1]
        return near and bool(np.allclose(loss(places), self.function(places), equal_nan=False))

    @cached_property
    def flat_near(self) -> FlatPoint | None:
        """The flat place or corner next to the point, if it is so near that it can be seen with it."""
        reach = _CONTEXT * self.gaps[0]
        found = [
            flat
            for flat in flat_points(self.function, self.point - reach, self.point + reach)
            if abs(flat.x - self.point) > 1e-9 * reach and unbroken(self.function, self.point, flat.x)
        ]
        return min(found, key=lambda flat: abs(flat.x - self.point), default=None)

    @cached_property
    def window(self) -> Window:
        """The point and its secants, with the next flat place and what lies a little beyond."""
        point, step, f = self.point, self.side * self.gaps[0], self.function
        held, flat = [point, point + step], self.flat_near
        if flat is not None:
            # Under a top, places of one height need more room on its other side than in a bowl.
            beyond = 1.0 if flat.kind == "maximum" else 0.6
            held += [flat.x, flat.x + beyond * (flat.x - point)]
        for way in (-step, step):
            wanted = [point + share * way for share in (2.5, 1.7, 1.0)]
            if way != step and not any((x - point) * way > abs(way) * 1.5 * abs(step) for x in held):
                beside = [x for x in wanted if unbroken(f, point, x)]
                held += [x for x in beside if not self._towers(x, held)][:1] or beside[-1:]
        seen = neat(around(f, [x for x in held if np.isfinite(f(x))]))
        if seen.bottom == 0 and seen.top > 0 and any(flat.y < 0.03 * seen.top for flat in self._flats(seen)):
            # Below a curve that lies on the axis, there is room for a ball and its tangent.
            seen = Window(seen.left, seen.right, -round_step(seen.top, 14), seen.top)
        if seen.top == 0:  # an axis at the very top would lie under the formula
            seen = Window(seen.left, seen.right, seen.bottom, round_step(-seen.bottom, 14))
        return seen

    def _towers(self, x: float, held: list[float]) -> bool:
        """Say whether a place is so high or low that next to it those that are held would lie flat."""
        heights = np.asarray(self.function(np.array(held)), float)
        with_it = [*heights[np.isfinite(heights)], self.function(x)]
        return float(np.ptp(with_it)) > _TOWERING * float(np.ptp(with_it[:-1])) > 0

    def _flats(self, window: Window) -> tuple[FlatPoint, ...]:
        return flat_points(self.function, window.left, window.right)

    def close_up(self, gap: float) -> Window:
        """Return the window about the point in which a gap can be seen, with the proportions of `window`."""
        home = self.window
        width = min(_CLOSE_UP * gap, home.right - home.left)
        if width == home.right - home.left:
            return home
        height = width * (home.top - home.bottom) / (home.right - home.left)
        middle = self.point + self.side * gap / 2
        level = (self.secants.height + self.function(self.point + self.side * gap)) / 2
        return Window(middle - width / 2, middle + width / 2, level - height / 2, level + height / 2)

    @property
    def swept(self) -> tuple[float, float]:
        """From which round number to which a sweep can draw the curve; it passes every half of their unit."""
        unit = self._unit
        return math.ceil(self.window.left / unit + 0.9) * unit, math.floor(
            self.window.right / unit - 0.9
        ) * unit

    @property
    def drops(self) -> np.ndarray:
        """The places at which the sweep drops a point, from left to right."""
        low, high = self.swept
        return np.linspace(low, high, 2 * round((high - low) / self._unit) + 1)

    @property
    def _unit(self) -> float:
        return round_step(self.window.right - self.window.left, 14)

    # Places to compare

    @cached_property
    def pair(self) -> tuple[Tangent, Tangent] | None:
        """Two places that show that slope is not height."""
        seen = self.window
        if self.secants.height > 0:  # places are chosen from what lies above the axis
            seen = Window(seen.left, seen.right, max(seen.bottom, 0.0), seen.top)
        return twins(self.function, seen) or flattening(self.function, seen)

    @property
    def opposite(self) -> bool:
        """True if one of these slopes is plus and the other minus."""
        return bool(self.pair and self.pair[0].slope * self.pair[1].slope < 0)

    @property
    def here(self) -> Tangent:
        """The place whose slope's sign is told of first."""
        return self.pair[0] if self.pair else self.secants.tangent

    @property
    def anywhere(self) -> float:
        """Another place, if its first secant can be seen there, too; else the point itself."""
        end = self.here.x + self.side * self.gaps[0]
        return self.here.x if self.window.holds(end, float(self.function(end))) else self.point

    @cached_property
    def step(self) -> float:
        """The distance that the balls go to the right to show the sign of a slope, 0 where two differ."""
        places = [each.x for each in self.pair or (self.secants.tangent,)]
        if self.opposite:
            return 0.0
        for share in (6, 10, 16, 30):
            step = (self.window.right - self.window.left) / share
            if all(self.follows(x, x + step) for x in places):
                return step
        return 0.0

    @cached_property
    def flat(self) -> FlatPoint | None:
        """A flat place that the ball can roll to from the first of two equally high places."""
        if not (self.pair and self.opposite):
            return None
        right, left = self.pair
        between = [flat for flat in flat_points(self.function, left.x, right.x) if not flat.corner]
        ordered = sorted(between, key=lambda flat: abs(flat.x - right.x))
        return next((flat for flat in ordered if self.follows(right.x, flat.x)), None)

    @property
    def rolled(self) -> tuple[float, float]:
        """From where to where the ball rolls as its slope is drawn."""
        start = self.here.x + self.step
        if self.flat:
            return start, self.flat.x
        if self.pair and not self.opposite and self.follows(start, self.pair[1].x):
            return start, self.pair[1].x
        return start, self.here.x

    @cached_property
    def slopes_window(self) -> Window:
        """The window in which the slopes that are told can be seen as a curve of their own, with 0."""
        start, stop = self.rolled
        xs = np.linspace(min(start, stop), max(start, stop), 101)
        told = [each.slope for each in self.pair or ()]
        slopes = np.append(np.asarray(self.function.slope(xs)), told)
        slopes = slopes[np.isfinite(slopes)]
        low, high = min(0.0, float(slopes.min())), max(0.0, float(slopes.max()))
        room = 0.12 * (high - low) or 1.0
        return neat(Window(self.window.left, self.window.right, low - room, high + room))

    def follows(self, start: float, stop: float) -> bool:
        """Say whether a ball that rolls from place to place stays in the window, and can be followed."""
        window = self.window
        xs = np.linspace(start, stop, 241)
        ys = np.asarray(self.function(xs))
        inside = (ys >= window.bottom) & (ys <= window.top) & (xs >= window.left) & (xs <= window.right)
        if not (inside.all() and np.isfinite(self.function.slope(xs[1:-1])).all()):
            return False
        return float(np.abs(np.diff(ys)).sum()) <= _TALLEST * (window.top - window.bottom)

    @cached_property
    def quotient(self) -> Quotient | None:
        """The derivation of the slope at any place, where that is short enough to tell."""
        found = None if self.is_a_corner else quotient(self.function)
        return found if found and len(found.worded(found.quotient).spoken.split()) <= 12 else None


def neat(window: Window) -> Window:
    """Return the window with its ends at the nearest lines of a fine grid."""
    across, up = round_step(window.right - window.left, 14), round_step(window.top - window.bottom, 14)

    def near(value: float, step: float) -> float:
        return float(f"{round(value / step) * step:.12g}")

    rounded = Window(
        near(window.left, across), near(window.right, across), near(window.bottom, up), near(window.top, up)
    )
    return rounded if rounded.left < rounded.right and rounded.bottom < rounded.top else window
