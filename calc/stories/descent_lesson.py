"""The lines of the lesson on gradient descent, with the marks on which it shows things."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import assert_never

import numpy as np

from calc import notation
from calc.descent import Descent
from calc.expression import exact, symbol
from calc.fate import Kind, slopes_of
from calc.landscape import FlatPoint
from calc.line import Line, label, say
from calc.model import Model
from calc.stories import descent as told
from calc.window import Window
from calc.wording import Wording, brief, number, worded, written

_WATCHED = 5  # steps that are shown one by one
_LOST = 1e-3  # of a slope: a rounding error that makes it another one


def tellable(walk: Descent) -> Descent:
    """Return the walk, if there is anything to tell of it.

    Raises:
        ValueError: the ball would never move, or its first step has no value.
    """
    f, start, slope = walk.function, float(walk.iterates[0]), float(walk.slopes[0])
    place, true = written(f"{f.variable} = {brief(start)}"), slopes_of(f)(start)
    if slope == 0 or abs(true) < _LOST * abs(slope):
        raise ValueError(
            f"the slope of {f.wording.written} at {place} is 0, so the ball would never move; "
            "start somewhere else, or give another function"
        )
    if abs(slope - true) > _LOST * abs(true):
        raise ValueError(
            f"the slope of {f.wording.written} at {place} is lost in the rounding of its parts; "
            "start somewhere else, or write the function in another way"
        )
    if not len(walk.moves):
        raise ValueError(
            f"the first step from {place} leads to where {f.wording.written} has no value "
            f"({written(walk.stopped)}); make the learning rate smaller"
        )
    if walk.iterates[1] == walk.iterates[0]:
        raise ValueError(
            f"the first step from {place} is too small to compute with; make the learning rate larger"
        )
    return walk


@dataclass(frozen=True)
class DescentLesson:
    """The lines of a lesson about a descent, beat by beat.

    window: what is seen of its curve. lower: a bottom in sight that lies lower than where it leads, if any.
    """

    walk: Descent
    window: Window
    lower: FlatPoint | None

    # Facts

    @cached_property
    def moved(self) -> float:
        """The distance that the course's loss was moved to become this curve; 0 where it is another one.

        Where the move could not be seen, or would lead out of sight, it is no story.
        """
        best = Model().best
        loss = Model().loss_of_weight(best[1])(best[0] + self.walk.iterates[:3])
        same = bool(self.walk.function.curvature and np.allclose(loss, self.walk.values[:3]))
        share = abs(best[0]) / (self.window.right - self.window.left)
        return best[0] if same and 0.05 < share < 0.5 else 0.0

    @cached_property
    def watched(self) -> int:
        """The number of steps shown one by one; a ball that has arrived takes no more."""
        moving = int(np.count_nonzero(self.walk.moves[:_WATCHED]))
        return moving if moving == len(self.walk.moves[:_WATCHED]) else min(moving, 1)

    @property
    def keeps(self) -> float | None:
        """The share of x that each step keeps; None where that changes, or the goal is not at 0.

        Nor where the slope's formula has long numbers: the rule of a step could not be read.
        """
        if self.walk.function.slope_is_rounded:
            return None
        share, goal = self.walk.contraction, self.walk.fate.limit
        return share if share is not None and 0.01 <= share < 1 and goal is not None and goal.x == 0 else None

    # Lines

    @cached_property
    def opening(self) -> Line:
        f, start = self.walk.function, told.place_said(self.walk, 0)
        curve = told.name_of(f, f.wording)
        if self.moved:
            return say(
                "Slide our bowl's <slide>lowest point to {zero}. "
                "Now it is <curve>{curve}, and we start at <ball>{start}.",
                zero=number(0),
                curve=curve,
                start=start,
            )
        return say(
            "Here is the <curve>bowl {curve}. The <ball>ball starts at {start}, and wants to go down."
            if told.is_bowl(f)
            else "Here is the <curve>curve {curve}. The <ball>ball starts at {start}, and wants to go down.",
            without=["slide"],
            curve=curve,
            start=start,
        )

    @property
    def opening_title(self) -> str:
        return label("The bowl") if told.is_bowl(self.walk.function) else label("The curve")

    @cached_property
    def first_step(self) -> Line:
        walk = self.walk
        rate, size, _, fits = told.product_said(walk.learning_rate, float(walk.slopes[0]))
        return say(
            "The derivative is <derivative>{slope}. At {x} the <tangent>slope is <rise>{steep}. "
            "We step {side} by the learning rate, <rate>{rate}, times <size>{size}: "
            "that is <step>{move}."
            if fits
            else "The derivative is <derivative>{slope}. At {x} the <tangent>slope is <rise>{steep}. "
            "We step {side} by the learning rate, <rate>{rate}, times <size>{size}: "
            "that is about <step>{move}.",
            slope=told.name_of(walk.function, walk.function.slope_wording, "'"),
            x=told.place_said(walk, 0),
            steep=told.slope_said(walk, 0),
            side=told.side(float(walk.moves[0])),
            rate=rate,
            size=size,
            move=told.size_said(walk, 0),
        )

    @cached_property
    def first_print(self) -> Line:
        before, after = (format(x, self.walk.formats[0]) for x in self.walk.iterates[:2])
        if before == after:
            return say(
                "After each move, the code <print>prints. As it prints {x}, nothing has changed yet.",
                without=["printed"],
                x=self.walk.function.variable,
            )
        return say(
            "After each move, the code <print>prints, so step {zero} is already <printed>{x}.",
            zero=number(0),
            x=told.place_said(self.walk, 1),
        )

    @cached_property
    def second_step(self) -> Line:
        return told.next_step(self.walk)

    @cached_property
    def trend(self) -> Line:
        line = told.trend(self.walk, self.watched)
        if self.kept is None:
            return line
        return line + say(
            "And <rule>{rule} is <kept>{kept}.",
            rule=self.rule,
            kept=self.kept,
        )

    @property
    def rule(self) -> Wording:
        """One step as a formula: "x − 0.1 × 2x"."""
        f, rate = self.walk.function, told.rate_said(self.walk.learning_rate)
        x, slope = f.variable, f.slope_wording
        return worded("{x} − {rate} × {slope}", "{x} minus {rate} times {slope}", x=x, rate=rate, slope=slope)

    @cached_property
    def kept(self) -> Wording | None:
        """The share of x that each step keeps: "0.8x"; None where no short number is exactly that."""
        if self.keeps is None:
            return None
        f, x = self.walk.function, symbol(self.walk.function.variable)
        share = 1 - exact(self.walk.learning_rate) * f.derivative_expression.subs(x, 1)
        return None if not share.is_Rational or notation.is_rounded(share * x) else notation.worded(share * x)

    @cached_property
    def ending(self) -> Line:
        kept = told.kept(self.walk)
        line = kept if kept.messages else say("Now let it run.")
        line += told.outcome(self.walk).opened_by("outcome")
        if self.lower is not None:
            return line + told.lower_said(self.walk, self.lower)
        gone = not self.window.holds(*self.walk.at(len(self.walk.moves)))
        if gone:
            line += say("By then it has left the picture.")
        return line + Line(without=frozenset({"lower"}))

    question = say("Is a <bigger>bigger learning rate r always faster?")

    raced = staticmethod(told.raced)

    @cached_property
    def limit(self) -> Line:
        """The line about every learning rate; asked only where there is a largest one that works."""
        limit = self.walk.stable_rate
        assert limit is not None
        if self.walk.largest_stable_rate is None:
            line = say(
                "Near this minimum, each step multiplies the distance by about <factor>{factor}.",
                factor=self.factor,
            )
        elif self.keeps is not None:
            x = self.walk.function.variable
            line = say("Each step multiplies {x} by <factor>{factor}.", x=x, factor=self.factor)
        else:
            line = say("Each step multiplies the distance by <factor>{factor}.", factor=self.factor)
        return line + say(
            "Here we come <between>closer while the learning rate is <range>between {zero} and {limit}.",
            zero=number(0),
            limit=brief(limit),
        )

    @property
    def factor(self) -> Wording:
        """The factor of the distance for each step, as a formula of the learning rate r: 1 - 2r."""
        limit = self.walk.stable_rate
        assert limit is not None
        bend = brief(2 / limit)
        if bend.written == "1":
            return worded("1 − r", "1 minus r")
        return worded("1 − {bend}r", "1 minus {bend} r", bend=bend)


def end_said(walk: Descent) -> Wording | None:
    """Return the number that is said of where a racer ends; None where none is."""
    message = told.raced(walk).messages[0]
    names = (name for name in ("last", "goal", "far") if f"{{{name}}}" in message.template)
    found = message.values[name] if (name := next(names, None)) else None
    return found if isinstance(found, Wording) else None


def verb(walk: Descent) -> str:
    """Return the word or two for what a racer does, true of its fate."""
    found, goal = walk.fate, walk.fate.limit
    if walk.stopped and not walk.overflowed:
        return label("stops")
    match found.kind:
        case Kind.ARRIVES:
            return label("lands") if told.is_over(walk) else label("goes on")
        case Kind.SETTLES | Kind.CREEPS:
            assert goal is not None
            match told.reached(walk, goal):
                case told.Reached.LITTLE:
                    return label("crawls")
                case told.Reached.PART:
                    return label("swings") if told.is_swinging(walk) else label("is slow")
                case told.Reached.ITSELF | told.Reached.PRINTED | told.Reached.CLOSE:
                    return label("settles")
        case Kind.CYCLES:
            return label("bounces") if told.jumps_on(walk) else label("never settles")
        case Kind.WANDERS:
            return label("never settles")
        case Kind.FALLS | Kind.DRIFTS:
            return label("falls") if told.goes_one_way(walk) else label("goes on")
        case Kind.FLIES:
            return label("flies off") if told.has_flown(walk) or walk.overflowed else label("never settles")
        case Kind.STRANDED:
            return label("strands") if told.is_over(walk) else label("goes on")
        case Kind.STOPS | Kind.LEAVES | Kind.UNDECIDED:
            return label("goes on")
    assert_never(found.kind)
