"""Facts and sentences of the two partial derivatives of a surface at one point, beat by beat.

Each sentence is true of the surface it is given; see `calc.stories.surface` for how its height is called.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import sympy

from calc.cut import Cuts, cuts
from calc.expression import exact
from calc.gradient import Point, Surface
from calc.line import Line, say
from calc.model import Model
from calc.relief import Relief, relief
from calc.stories.surface import (
    PointStory,
    called,
    compared,
    cut_shape,
    equally,
    formula_terms,
    steep_at,
    which_matters,
)
from calc.wording import Wording, brief, equals

DIAL = (-2.0, 10.0)  # the numbers on a knob
_LIFT = 4.0  # of the second knob, by which it is turned to where we stand
_TALLEST = 11.5  # the highest that the line may reach in its picture
_BEYOND = 0.2  # distances from the flat place to the point: so much farther out is shown, too


@dataclass(frozen=True)
class PartialStory(PointStory):
    """The facts and the lines of the lesson on the partial derivatives at one point of a surface.

    Raises:
        ValueError: the surface is flat at the point, or has no slope there.
    """

    @classmethod
    def at(cls, surface: Surface, point: Point) -> PartialStory:
        """Return the story at a point; ValueError where there is no gradient or it is 0."""
        story = cls(steep_at(surface, point))
        _ = story.relief  # refuses numbers that cannot be drawn
        return story

    # Facts

    @property
    def point(self) -> Point:
        return self.gradient.point

    @property
    def names(self) -> tuple[str, str]:
        return self.surface.variables

    @cached_property
    def relief(self) -> Relief:
        """The part of the surface that is shown: the point is not at its rim."""
        near = relief(self.surface, self.point)
        if near.flat is None:
            return near
        beyond = np.add(self.point, _BEYOND * np.subtract(self.point, near.flat.point))
        return relief(self.surface, self.point, [(float(beyond[0]), float(beyond[1]))])

    @cached_property
    def cuts(self) -> Cuts:
        return cuts(self.relief, self.gradient)

    @cached_property
    def has_dials(self) -> bool:
        """True if it is the loss at knobs that dials and the picture of the line can show."""
        (w, b), (low, high) = self.point, DIAL
        return (
            self.is_the_loss
            and all(low <= value <= high and round(value, 1) == value for value in self.point)
            and max(abs(t) for t in Model().inputs) * abs(w) + abs(b) <= _TALLEST
        )

    @property
    def turned_from(self) -> float:
        """The value of the second knob before it is turned to where we stand."""
        low = self.point[1] - _LIFT
        return low if low >= DIAL[0] else self.point[1] + _LIFT

    def held(self, axis: int) -> list[sympy.Expr]:
        """Return the terms of the formula that stay as they are while only this variable moves."""
        return [
            term for _, _, term in self.surface.terms if self.surface.symbols[axis] not in term.free_symbols
        ]

    def stays(self, axis: int) -> float:
        """Return what those terms are together."""
        values = dict(zip(self.surface.symbols, map(exact, self.point), strict=True))
        return float(sum(self.held(axis), sympy.S.Zero).subs(values))

    def formula(self, axis: int | None = None) -> list[tuple[str, str]]:
        """Return the formula in terms with the role of their colours; with `axis`, held terms are muted."""
        return formula_terms(self.surface, self.letter, [] if axis is None else self.held(axis))

    @property
    def cut_formula(self) -> list[tuple[str, str]]:
        """The formula along the first cut: its held terms are one muted number, behind those that move."""
        name, equals, *moved = (term for term in self.formula(0) if term[1] != "muted")
        stays = self.stays(0)
        whole = [("-" if stays < 0 else "+", "muted"), (str(brief(abs(stays))), "muted")]
        return [name, equals, *(moved[1:] if moved[0][0] == "+" else moved), *whole]

    def slope(self, axis: int) -> Wording:
        """Return the partial derivative along an axis."""
        return brief(float(self.gradient.vector[axis]))

    @property
    def held_still(self) -> str:
        """The second variable and its value, as Typst mathematics."""
        return f"{self.names[1]} = {brief(self.point[1])!s}"

    def typst(self, axis: int) -> str:
        """Return its symbol as Typst mathematics."""
        return f"partial {self.letter} \\/ partial {self.names[axis]}"

    @cached_property
    def away(self) -> tuple[Wording, Wording] | None:
        """The distance from the middle along each axis, where that explains the slopes: in a round bowl."""
        flat = self.relief.flat
        if not self.surface.is_round or flat is None:
            return None
        first, second = (abs(here - best) for here, best in zip(self.point, flat.point, strict=True))
        return (brief(first), brief(second)) if first and second else None

    # Lines

    @property
    def knob(self) -> Line:
        if self.turned_from < self.point[1]:
            return say("Our line has a second knob: <b>b, the bias. <turn>Turn it up, and the line lifts.")
        return say("Our line has a second knob: <b>b, the bias. <turn>Turn it down, and the line sinks.")

    @property
    def map(self) -> Line:
        first, second = self.names
        return say(
            "<give>Give each knob an axis, and get a map of <first>{w} and <second>{b}. "
            "The <ring>loss is the same along each ring.",
            w=first,
            b=second,
        )

    @property
    def stand(self) -> Line:
        first, second = (
            equals(name, value, digits=4) for name, value in zip(self.names, self.point, strict=True)
        )
        value = brief(self.gradient.value)
        if self.is_the_loss:
            return say(
                "We stand at <first>{first} and <second>{second}, where the loss is <value>{value}. "
                "<tip>Tip the map: now height shows the loss.",
                first=first,
                second=second,
                value=value,
            )
        told = say(
            "Here is the landscape of {formula}. "
            "We <stand>stand at <first>{first} and <second>{second}, where the value is <value>{value}.",
            without=["tip"],
            formula=called(self.surface),
            first=first,
            second=second,
            value=value,
        )
        if self.relief.cut_off:
            told += say("Where nothing is drawn, there is no value, or one too far off to show.")
        return told

    @property
    def cut(self) -> Line:
        first, second = self.names
        told = say("Hold {held} still and <move>move only {moved}.", held=second, moved=first)
        if not self.held(0):
            return Line(told.messages, told.without | {"grey", "stays"})
        value = brief(self.stays(0))
        return told + say("The <grey>grey part <stays>stays {value}, so it adds no slope.", value=value)

    @property
    def partial(self) -> Line:
        first, slope = self.names[0], float(self.gradient.vector[0])
        at = brief(self.point[0])
        told = say("At {at} its <slope>slope is <number>{slope}.", at=at, slope=self.slope(0))
        told += say(
            "That is the <partial>partial derivative with respect to {moved}, "
            "written with a curly <symbol>d.",
            moved=first,
        )
        if slope > 0:
            return Line(told.messages, told.without | {"sign"})
        return told + self._sign(first, slope)

    def _sign(self, moved: str, slope: float) -> Line:
        """The line that says what a slope below 0, or of 0, means."""
        if self.is_the_loss and slope:
            return say("It is <sign>below zero, because the loss falls as {moved} grows.", moved=moved)
        if slope:
            return say("It is <sign>below zero, because the value falls as {moved} grows.", moved=moved)
        if self.is_the_loss:
            return say("So right here, a little more {moved} <sign>hardly changes the loss.", moved=moved)
        return say("So right here, a little more {moved} <sign>hardly changes the value.", moved=moved)

    @property
    def question(self) -> Line:
        return say(
            "Now hold {held} <hold>still. Is this cut <steeper>steeper, or flatter?", held=self.names[0]
        )

    @property
    def answer(self) -> Line:
        verdict = compared(*map(float, self.gradient.vector))
        one, other = (cut_shape(cut.function) for cut in self.cuts.pair)
        if one == other:
            told = say(
                "Its slope is <slope>{slope}, so this cut is <so>{verdict}.",
                slope=self.slope(1),
                verdict=verdict,
            )
        else:
            told = say(
                "This cut is {shape}, and its slope is <slope>{slope}, so it is <so>{verdict}.",
                shape=other,
                slope=self.slope(1),
                verdict=verdict,
            )
        return told + self._because()

    def _because(self) -> Line:
        """The line that explains which cut is steeper by the distances from the middle of a round bowl."""
        if self.away is None:
            return Line((), frozenset({"first", "second"}))
        near, far = self.away
        first, second = self.names
        slopes = tuple(abs(float(slope)) for slope in self.gradient.vector)
        if equally(*slopes):
            return say(
                "Both {second} and {first} are <second>{far} <first>from the middle.",
                first=first,
                second=second,
                far=far,
            )
        if slopes[1] < slopes[0]:
            return say(
                "After all, {second} is only <second>{far} from the middle, and {first} is <first>{near}.",
                first=first,
                second=second,
                near=near,
                far=far,
            )
        return say(
            "After all, {second} is <second>{far} from the middle, and {first} only <first>{near}.",
            first=first,
            second=second,
            near=near,
            far=far,
        )

    @property
    def both(self) -> Line:
        first, second = self.names
        a, b = self.slope(0), self.slope(1)
        if self.is_the_loss:
            told = say(
                "So each knob has its own slope: <first>{a} for {first}, <second>{b} for {second}.",
                a=a,
                b=b,
                first=first,
                second=second,
            )
        else:
            told = say(
                "So each axis has its own slope: <first>{a} for {first}, <second>{b} for {second}.",
                a=a,
                b=b,
                first=first,
                second=second,
            )
        slopes = tuple(map(float, self.gradient.vector))
        return told + which_matters((first, second), (slopes[0], slopes[1]))
