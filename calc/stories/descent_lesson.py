"""The lines of the lesson on gradient descent, with the marks on which it shows things."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from calc.descent import Descent
from calc.line import Line, say
from calc.stories import descent as told
from calc.wording import brief, number


@dataclass(frozen=True)
class DescentLesson:
    """What is said, beat by beat, of one descent.

    watched: how many steps are shown one by one. moved: whether the curve is the loss of the course, moved.
    """

    walk: Descent
    watched: int
    moved: bool

    @cached_property
    def opening(self) -> Line:
        f, start = self.walk.function, brief(self.walk.iterates[0])
        curve = told.name_of(f, f.wording)
        if self.moved:
            return say(
                "Slide our bowl until its <slide>lowest point sits at {zero}. "
                "Now it is the <curve>curve {curve}, and we start at <ball>{start}.",
                zero=number(0),
                curve=curve,
                start=start,
            )
        return say(
            "Here is the <curve>{shape} {curve}. The <ball>ball starts at {start}, and wants to go down.",
            without=["slide"],
            shape=told.shape(f),
            curve=curve,
            start=start,
        )

    @cached_property
    def first_step(self) -> Line:
        walk = self.walk
        slope = told.name_of(walk.function, walk.function.slope_wording, "'")
        return say(
            "The derivative is <derivative>{slope}. At {x} the <tangent>slope is <rise>{steep}. "
            "So we step {side} by the <rate>learning rate, {rate}, times {size}: that is <step>{move}.",
            slope=slope,
            x=brief(walk.iterates[0]),
            steep=brief(walk.slopes[0]),
            side=told.side(walk.moves[0]),
            rate=brief(walk.learning_rate),
            size=brief(abs(walk.slopes[0])),
            move=brief(abs(walk.moves[0])),
        )

    @cached_property
    def first_print(self) -> Line:
        before, after = (format(x, self.walk.formats[0]) for x in self.walk.iterates[:2])
        if before == after:
            return say(
                "The code <print>prints after each move. As it prints {x}, nothing has changed yet.",
                without=["printed"],
                x=self.walk.function.variable,
            )
        return say(
            "The code <print>prints after each move, so step {zero} is already <printed>{x}.",
            zero=number(0),
            x=number(float(after)),
        )
