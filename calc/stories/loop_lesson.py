"""The lines of the lesson on the loop of training, with their marks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from calc.line import Line, say
from calc.stories.loop import Trips
from calc.wording import brief, factor, no_rounder, number, signed, worded


@dataclass(frozen=True, eq=False)
class LoopLesson:
    """The lines of a lesson about training a line, trip after trip."""

    trips: Trips

    ring = say("Training repeats the same <three>three steps.")

    @cached_property
    def loss(self) -> Line:
        return say(
            "Step one: compute the <loss>loss, one number for how <wrong>wrong we are. "
            "<square>Square each miss, and take the <average>average: <value>{loss}.",
            loss=self.trips.losses[0],
        )

    @cached_property
    def why_squares(self) -> Line | None:
        """Why misses are squared before they are added; None where they would not hide each other."""
        first, second = self.trips.turning.misses
        if first * second >= 0:
            return None
        return say(
            "<fold>Without squares, <one>{first} and <two>{second} would add up to <total>{total}.",
            first=signed(first, digits=4),
            second=signed(second, digits=4),
            total=self.trips.total,
        )

    @cached_property
    def gradient(self) -> Line:
        slope = self.trips.walk.slopes[0]
        size = brief(abs(slope))
        if str(size) == "1":
            told = (
                "Step two: compute the <gradient>gradient. "
                "If w <nudge>grows a little, the loss <grows>grows <times>just as much."
                if slope > 0
                else "Step two: compute the <gradient>gradient. "
                "If w <nudge>grows a little, the loss <grows>falls <times>just as much."
            )
        else:
            told = (
                "Step two: compute the <gradient>gradient. "
                "If w <nudge>grows a little, the loss <grows>grows by <times>{slope} times that."
                if slope > 0
                else "Step two: compute the <gradient>gradient. "
                "If w <nudge>grows a little, the loss <grows>falls by <times>{slope} times that."
            )
        return say(told, slope=size)

    @cached_property
    def update(self) -> Line:
        trips = self.trips
        slope = trips.walk.slopes[0]
        return say(
            "Step three, the <update>update: move w <against>against the gradient, "
            "times a learning rate of <rate>{rate}.",
            rate=no_rounder(trips.learning_rate),
        ) + say(
            "<w>{w} {minus} <times>{rate} {times} <slope>{slope} is <result>{after}.",
            w=trips.said(trips.turning.weight),
            rate=no_rounder(trips.learning_rate),
            slope=factor(brief(slope)),
            minus=worded("−", "minus"),
            times=worded("×", "times"),
            after=trips.said(trips.walk.iterates[1]),
        )

    @cached_property
    def first_change(self) -> Line:
        """The first trip's effect on the loss."""
        before, after = self.trips.losses[:2]
        match self.trips.behaviour:
            case "stays":
                return say(
                    "The loss stays at <before>{loss}: <after>w has only jumped to the other side.",
                    loss=before,
                )
            case "grows":
                return say(
                    "The loss grows from <before>{before} to <after>{after}: the step was too large.",
                    before=before,
                    after=after,
                )
            case "crawls":
                return say(
                    "The loss only drops from <before>{before} to <after>{after}.", before=before, after=after
                )
        return say("The loss drops from <before>{before} to <after>{after}.", before=before, after=after)

    @cached_property
    def second_change(self) -> Line:
        """The second trip's effect on it."""
        trips = self.trips
        if trips.behaviour == "arrives":
            return say(
                "The <gradient>gradient is <zero>{zero} now, so there is no next <step>step: "
                "the line <loss>meets both dots.",
                without=["value"],
                zero=number(0),
            )
        values, slopes = trips.walk.values, abs(trips.walk.slopes)
        more = abs(values[1] - values[2]) > abs(values[0] - values[1])
        if trips.behaviour == "grows":
            told = (
                "The <loss>loss grows by more, to <value>{loss}."
                if more
                else "The <loss>loss grows by less, to <value>{loss}."
            )
        else:
            told = (
                "The <loss>loss drops by more, to <value>{loss}."
                if more
                else "The <loss>loss drops by less, to <value>{loss}."
            )
        return say(
            "A smaller <gradient>gradient makes a smaller <step>step."
            if slopes[1] < slopes[0]
            else "A larger <gradient>gradient makes a larger <step>step.",
            without=["zero"],
        ) + say(told, loss=trips.losses[2])

    @cached_property
    def ending(self) -> Line | None:
        """The place that all the trips lead to; None where the second one has arrived."""
        trips = self.trips
        below = say("The learning rate must stay below <limit>{limit}.", limit=brief(trips.limit))
        reached = say(
            "In the end it passes through both <dots>dots, and the loss reads {zero}.", zero=number(0)
        )
        match trips.behaviour:
            case "arrives":
                return None
            case "stays":
                return say("Trip after trip, the line <go>jumps back and forth.") + below
            case "grows" if trips.count <= 2:
                return say("The next step would be <go>larger still.") + below
            case "grows":
                return say("With each <go>trip the misses grow and the line leaves the dots.") + below
            case "jumps":
                said = say(
                    "Each <go>trip takes the line past the dots to the other side, but the misses shrink."
                )
                return said + reached if trips.until_zero else said
            case "crawls":
                half = math.ceil(math.log(0.5) / math.log(trips.kept))
                return say(
                    "The misses <go>shrink so slowly that it takes {half} trips to halve them.",
                    half=brief(half),
                )
        said = say("Trip after <go>trip, the line gets nearer.")
        return said + reached if trips.until_zero else said
