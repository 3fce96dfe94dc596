"""The lines of the lesson on why a machine that learns needs calculus, with their marks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from calc.line import Line, say
from calc.stories.line import Turning, miss_in_words
from calc.window import round_step
from calc.wording import apart, brief

_SAME = 1e-9
_GUESSES = 3  # of which so many lead to the best weight, at most


@dataclass(frozen=True, eq=False)
class LineLesson:
    """The lines of a lesson about turning a line's weight to the best one, beat by beat."""

    turning: Turning

    @property
    def swung(self) -> float:
        """The weight from which the line swings to where it starts, past the best one."""
        turning = self.turning
        return turning.best - 0.6 * (turning.weight - turning.best)

    @property
    def passed(self) -> tuple[float, ...]:
        """Weights on the way to where the line starts, of which ghosts stay; the best one is none of them."""
        turning = self.turning
        return tuple(turning.best + k / 10 * (turning.weight - turning.best) for k in range(5, 10))

    @property
    def turned(self) -> tuple[float, ...]:
        """Weights on the way from the nudged one to the best one, of which ghosts stay."""
        turning = self.turning
        return tuple(turning.nudged + k / 10 * (turning.best - turning.nudged) for k in range(10))

    @property
    def sweep(self) -> float:
        """The weight to which the knob is turned to show what it does, and back."""
        return self.turning.weight + 0.4 * (self.turning.best - self.turning.weight)

    @cached_property
    def guesses(self) -> tuple[float, float]:
        """The two weights to choose from: above and below the one at the start, round numbers away."""
        step = round_step(self.turning.off, _GUESSES)
        return self.turning.weight + step, self.turning.weight - step

    @property
    def seen(self) -> tuple[float, ...]:
        """The weights at which the line must be in sight."""
        return (self.turning.weight, self.turning.best, *self.guesses)

    # Lines

    opening = say("Here are two <dots>dots, and a <line>line that should pass through both.")

    @cached_property
    def knob(self) -> Line:
        bias = self.turning.intercept
        if bias == 0:
            said = say("Its height <p>p is the weight <w>w times the input <t>t.", without=["b"])
        else:
            said = say(
                "Its height <p>p is the weight <w>w times the input <t>t, plus <b>{bias}."
                if bias > 0
                else "Its height <p>p is the weight <w>w times the input <t>t, minus <b>{bias}.",
                bias=brief(abs(bias)),
            )
        return said + say("<knob>Turn w like a knob, and the <turn>line tilts.")

    @cached_property
    def misses(self) -> Line:
        (one, first), (other, second) = ((miss, miss_in_words(miss)) for miss in self.turning.misses)
        weight = self.turning.said(self.turning.weight)
        if one == 0:
            return say(
                "With w at <start>{weight}, it passes <one>through one dot, and <other>{second} the other.",
                weight=weight,
                second=second,
            )
        if other == 0:
            return say(
                "With w at <start>{weight}, it passes <one>{first} one dot, and <other>through the other.",
                weight=weight,
                first=first,
            )
        return say(
            "With w at <start>{weight}, it passes <one>{first} one dot and <other>{second} the other.",
            weight=weight,
            first=first,
            second=second,
        )

    question = say("Should we turn the knob <up>up, or <down>down?")

    @cached_property
    def nudge(self) -> Line:
        return say("Calculus, the mathematics of <change>change, answers with a tiny nudge.") + self._nudged

    @property
    def _nudged(self) -> Line:
        before = [abs(miss) for miss in self.turning.misses]
        after = [abs(miss) for miss in self.turning.misses_at(self.turning.nudged)]
        first, second = (brief(miss, apart(*before, *after)) for miss in after)
        weight = self.turning.said(self.turning.nudged)
        if 0 in before:
            return say(
                "Nudge w to <to>{weight}: the miss shrinks to <less>{miss}.",
                weight=weight,
                miss=second if before[0] == 0 else first,
            )
        if math.isclose(*before, rel_tol=_SAME):
            return say(
                "Nudge w to <to>{weight}: both misses shrink to <less>{miss}.",
                weight=weight,
                miss=first,
            )
        return say(
            "Nudge w to <to>{weight}: both misses shrink, to <less>{first} and {second}.",
            weight=weight,
            first=first,
            second=second,
        )

    @cached_property
    def payoff(self) -> Line:
        best = self.turning.said(self.turning.best)
        return say(
            "So turn it <way>down. At {best}, the line meets both <dots>dots."
            if self.turning.way < 0
            else "So turn it <way>up. At {best}, the line meets both <dots>dots.",
            best=best,
        )

    network = say(
        "A neural network has millions of knobs. Calculus tells <every>each of them which way to turn."
    )
