"""Areas and what they add up to: the facts of the lesson on integrals, its refusals and its lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from calc.function import Function
from calc.integral import Expectation, Integral, Normal, Strips, Tries, climb, expectation
from calc.landscape import unbroken
from calc.line import Line, label, phrase, say
from calc.model import Model
from calc.stories.descent import name_of
from calc.window import Window
from calc.wording import Wording, brief, is_rounded, number, number_of, unit_of

#: The contexts of phrases: what slopes give back, and what is to be expected.
GIVEN, EXPECTED = "what climbs, with its article", "what is expected, with its article"

_BIAS = 1.0  # of the course's line, whose loss over its weight is the default
_TRIES, _SEED = 600, 0
_BESIDE = 0.08  # of the interval: how far the curve is seen on either side of it
_ROOM = 0.12  # of a range of heights, free above and below it
_FOOT = 0.05  # and beyond an axis at which they end: so much that a flat tangent there is seen whole
_COARSE = 0.5  # of all the area there is: sums that are still farther off show nothing
_MOST_DIGITS = 7


@dataclass(frozen=True)
class AreaStory:
    """The area under a function's slope from `low` to `high`, in as many strips as `counts` says; and what
    areas are for besides.

    Raises:
        ValueError: as `checked` says.
    """

    function: Function
    low: float
    high: float
    counts: tuple[int, ...]

    def checked(self) -> AreaStory:
        """Return the story, if it can be told.

        Raises:
            ValueError: the interval is empty, the slope has no area, or the strips do not cut one another, or
                are so coarse that the last sum is farther from the area than half of all the area there is.
        """
        if not self.low < self.high:
            raise ValueError(f"low must lie below high, got low {self.low:g} and high {self.high:g}")
        if any(fine % coarse for coarse, fine in zip(self.counts, self.counts[1:], strict=False)):
            given = ", ".join(map(str, self.counts))
            raise ValueError(f"each number of strips must be a multiple of the one before, got {given}")
        if abs(self.sums[-1] - self.area.value) > _COARSE * self._whole:
            raise ValueError(
                f"{self.counts[-1]} strips are too coarse for {self.function.wording.written} from "
                f"{self.low:g} to {self.high:g}: they give {brief(self.sums[-1])!s}, and the area is "
                f"{brief(self.area.value)!s}; give more strips, or a shorter interval"
            )
        return self

    # Facts

    @cached_property
    def area(self) -> Integral:
        """The area under the slope."""
        return climb(self.function, self.low, self.high)

    @property
    def slope(self) -> Function:
        """The curve over which the strips stand."""
        return self.area.function

    @cached_property
    def coarse(self) -> Strips:
        """The first strips."""
        return self.area.strips(self.counts[0])

    @cached_property
    def sums(self) -> list[float]:
        """The strips' sums, for each of `counts`; 0 for what is nothing but rounding."""
        return [_tidy(self.area.strips(count).total, self._whole) for count in self.counts]

    @cached_property
    def products(self) -> list[tuple[float, float]]:
        """The height and the area of each of the first strips."""
        steepest = float(np.abs(self._slopes).max())
        heights = [_tidy(height, steepest) for height in map(float, self.coarse.heights)]
        areas = [_tidy(area, self._whole) for area in map(float, self.coarse.areas)]
        return list(zip(heights, areas, strict=True))

    @cached_property
    def _slopes(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.asarray(self.slope(np.linspace(self.low, self.high, 2001)))

    @property
    def _whole(self) -> float:
        """All the area there is, nowhere below 0."""
        return float(np.nanmean(np.abs(self._slopes))) * (self.high - self.low)

    @cached_property
    def is_the_loss(self) -> bool:
        """True if the function is the course's loss over its weight."""
        places = np.linspace(self.low, self.high, 7)
        loss = Model().loss_of_weight(_BIAS)
        return self.function.variable == "w" and bool(np.allclose(loss(places), self.function(places)))

    @property
    def _from_the_best(self) -> bool:
        return self.is_the_loss and self.low == Model().best[0]

    @property
    def letter(self) -> str:
        """The letter that the function is called by."""
        return "L" if self.is_the_loss else "f"

    @cached_property
    def expected(self) -> Expectation:
        """The average height; of the loss, with the best weight in the middle of the random ones."""
        low = 2 * self.low - self.high if self._from_the_best else self.low
        return expectation(self.function, low, self.high)

    @cached_property
    def sample(self) -> Tries:
        """Places chosen at random, the same ones at each run."""
        return self.expected.tries(_TRIES, _SEED)

    bell = Normal()

    # What is to be seen

    @cached_property
    def beside(self) -> tuple[float, float]:
        """From where to where the curve is drawn: a little more than the interval, if it goes on there."""
        extra = _BESIDE * (self.high - self.low)
        rest = float(np.ptp(self._slopes))

        def goes_on(start: float, stop: float) -> bool:
            slopes = np.asarray(self.slope(np.linspace(start, stop, 41)))
            steady = np.isfinite(slopes).all() and np.ptp(slopes) <= max(rest, 1e-300)
            return bool(steady and unbroken(self.function, start, stop)) or rest == 0

        left, right = self.low - extra, self.high + extra
        return (
            left if goes_on(left, self.low) else self.low,
            right if goes_on(self.high, right) else self.high,
        )

    @cached_property
    def window(self) -> Window:
        """The numbers among which the function is seen, with the stairs of the first strips."""
        start = self.function(self.low)
        return self._around(self.function, *(start + self.coarse.sums))

    @cached_property
    def slope_window(self) -> Window:
        """The numbers among which its slope is seen, 0 among them; as wide as `window`."""
        return self._around(self.slope, 0.0)

    def _around(self, function: Function, *more: float) -> Window:
        left, right = self.beside
        room = 0.6 * _BESIDE * (self.high - self.low)
        return Window(left - room, right + room, *_range([*_heights(function, left, right), *more]))

    @cached_property
    def mean_window(self) -> Window:
        """The numbers among which the average height is told, 0 among them."""
        low, high = self.expected.low, self.expected.high
        room = 0.06 * (high - low)
        return Window(low - room, high + room, *_range([*_heights(self.function, low, high), 0.0]))

    # Lines

    @property
    def height(self) -> str:
        """The name of the function's value, as a label."""
        return label("loss") if self.is_the_loss else label("height")

    @cached_property
    def opening(self) -> Line:
        if self.is_the_loss:
            told = say("Roll along the loss, and draw its <derivative>slope below.")
        else:
            told = say(
                "Roll along the curve {curve}, and draw its <derivative>slope below.",
                curve=name_of(self.function, self.function.wording),
            )
        return told + say("An <integral>integral goes the other way: it adds small pieces up.")

    @cached_property
    def walk(self) -> Line:
        line = say(
            "Walk from <start>{low} to <walk>{high}. "
            "Each <slope>strip's area, slope times width, <product>{width}, is the climb at that slope.",
            low=end(self.low),
            high=end(self.high),
            width=brief(float(self.coarse.widths[0])),
        )
        if np.any(self.coarse.heights < 0):
            line += say("Below the axis, it counts as <minus>minus.")
        else:
            line += Line(without=frozenset({"minus"}))
        return line + say("Stacked up, they <fly>make stairs.")

    @cached_property
    def summed(self) -> Line:
        """The line on what thinner and thinner strips add up to."""
        given: dict[str, Any] = {f"n{k}": number(count) for k, count in enumerate(self.counts)}
        given |= {f"s{k}": brief(total) for k, total in enumerate(self.sums)}
        return say(
            "<n0>{n0} strips give <s0>{s0}, <n1>{n1} give <s1>{s1}, and <n2>{n2} give <s2>{s2}."
            if self.counts[0] > 1
            else "<n0>{n0} strip gives <s0>{s0}, <n1>{n1} give <s1>{s1}, and <n2>{n2} give <s2>{s2}.",
            **given,
        )

    question = say("Where is the <sum>sum heading?")

    @cached_property
    def exact(self) -> Line:
        stays = all(str(brief(total)) == str(brief(self.area.value)) for total in self.sums)
        if is_rounded(self.area.value):
            told = (
                "It stays at the exact area, about <value>{value}. "
                "That is the <integral>integral, a long S, for sum, over slope times a tiny width."
                if stays
                else "To the exact area, about <value>{value}. "
                "That is the <integral>integral, a long S, for sum, over slope times a tiny width."
            )
        else:
            told = (
                "It stays at <value>{value}, the exact area. "
                "That is the <integral>integral, a long S, for sum, over slope times a tiny width."
                if stays
                else "To <value>{value}, the exact area. "
                "That is the <integral>integral, a long S, for sum, over slope times a tiny width."
            )
        return say(told, value=brief(self.area.value))

    @cached_property
    def climbed(self) -> Line:
        """The fundamental theorem along this walk."""
        if self.slope.expression.is_zero:
            told = "From <start>{low} to <walk>{high}, {what} does not climb at all."
        elif str(brief(self.area.value)) == "0":
            told = "From <start>{low} to <walk>{high}, {what} climbs as much as it falls."
        elif self.area.value > 0:
            told = "From <start>{low} to <walk>{high}, {what} climbs by just as much."
        else:
            told = "From <start>{low} to <walk>{high}, {what} falls by just as much."
        what = phrase("the loss" if self.is_the_loss else "the curve", GIVEN)
        line = say(told, low=end(self.low), high=end(self.high), what=what)
        return line + say("Adding up slopes gives it <back>back.")

    @cached_property
    def drawn(self) -> Line:
        left, right = end(self.expected.low), end(self.expected.high)
        if self.is_the_loss:
            return say(
                "Areas also make averages. <pick>Pick {x} at random from <low>{left} to <high>{right}.",
                x=self.function.variable,
                left=left,
                right=right,
            )
        return say(
            "Areas also make averages. <pick>Pick {x} at random from <low>{left} to <high>{right}. "
            "Each time, write down the height, and take the average.",
            x=self.function.variable,
            left=left,
            right=right,
        )

    @cached_property
    def quotient(self) -> tuple[Wording, Wording, Wording, bool]:
        """The area, the width and the mean height as they are said, and whether the digits fit each other."""
        width, mean = self.expected.high - self.expected.low, self.expected.value
        said = brief(mean, 3)
        wide = brief(width, _MOST_DIGITS)
        for digits in range(3, _MOST_DIGITS):
            area = brief(mean * width, digits)
            if abs(number_of(area) / number_of(wide) - number_of(said)) <= 0.5000001 * unit_of(said):
                return area, wide, said, True
        return area, wide, said, False

    @cached_property
    def levelled(self) -> Line:
        area, width, mean, fits = self.quotient
        whole = self.expected.value * (self.expected.high - self.expected.low)
        if is_rounded(whole, number_of(area)):
            told = (
                "About <area>{area}, <divide>divided by its width, <width>{width}, "
                "is <mean>{mean}: {what} to expect, called the <expect>expectation."
                if fits
                else "About <area>{area}, <divide>divided by its width, <width>{width}, "
                "is about <mean>{mean}: {what} to expect, called the <expect>expectation."
            )
        else:
            told = (
                "<area>{area}, <divide>divided by its width, <width>{width}, "
                "is <mean>{mean}: {what} to expect, called the <expect>expectation."
                if fits
                else "<area>{area}, <divide>divided by its width, <width>{width}, "
                "is about <mean>{mean}: {what} to expect, called the <expect>expectation."
            )
        what = phrase("the loss" if self.is_the_loss else "the height", EXPECTED)
        return say("Let the <water>area settle, like water.") + say(
            told, area=area, width=width, mean=mean, what=what
        )

    @cached_property
    def chance(self) -> Line:
        return say(
            "Under the bell curve, an <under>area is a chance. "
            "Within one standard <deviation>deviation of the middle, it is <percent>{percent} percent.",
            percent=self.percent,
        )

    @property
    def percent(self) -> Wording:
        """The chance to land within one standard deviation, in percent."""
        return number(100 * self.bell.chance_within(1), 0)

    @property
    def lines(self) -> dict[str, Line]:
        """All lines, by the names of their beats."""
        return {
            "slopes": self.opening,
            "strips": self.walk,
            "sums": self.summed,
            "guess": self.question,
            "exact": self.exact,
            "climb": self.climbed,
            "random": self.drawn,
            "level": self.levelled,
            "bell": self.chance,
        }


def end(value: float) -> Wording:
    """An end of the interval as it was given, where that is short: 3.14159."""
    return brief(value, _MOST_DIGITS)


def _heights(function: Function, low: float, high: float) -> list[float]:
    values = np.asarray(function(np.linspace(low, high, 801)))
    return [float(np.nanmin(values)), float(np.nanmax(values))]


def _range(values: list[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    if low == high:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = -1.0, 1.0
    room, foot = _ROOM * (high - low), _FOOT * (high - low)
    if 0 <= low < 0.3 * high:
        return -foot, high + room
    return (low - room, foot) if 0.3 * low < high <= 0 else (low - room, high + room)


def _tidy(value: float, size: float) -> float:
    return value if abs(value) > 1e-12 * size else 0.0
