"""Questions about two partial derivatives: what is held still, which knob matters more, what a nudge does."""

from __future__ import annotations

import math

from calc.gradient import Gradient
from calc.line import say
from calc.question import Question, ask, kept
from calc.stories.questions import Asked
from calc.stories.surface import the_height
from calc.wording import brief, number, number_of

_NUDGE = 0.1  # of the second variable
_OFF = 0.01  # of a change: what a typed one may be off
_ALIKE = 1e-3  # of the larger slope: more alike ones matter as much


def about_partial(gradient: Gradient) -> Asked:
    """Return the questions of the lesson on partial derivatives."""
    return Asked(kept(_held(gradient)), kept(_matters(gradient), _nudged(gradient)))


def _held(gradient: Gradient) -> Question | None:
    first, second = gradient.surface.variables
    name = the_height(gradient.surface)
    return ask(
        "held",
        say(
            "Now we look for the slope along {second}. What happens to {first} meanwhile?",
            first=first,
            second=second,
        ),
        say("It is held still"),
        say("Only {second} moves, so all that {height} changes comes from it.", second=second, height=name),
        [
            (
                say("It moves by as much"),
                say("Then nobody could tell which of the two has changed {height}.", height=name),
            ),
            (
                say("It becomes 0"),
                say("It keeps its value. At {zero} we would look at another place.", zero=number(0)),
            ),
        ],
    )


def _matters(gradient: Gradient) -> Question | None:
    """Which slope is steeper, whatever their signs."""
    first, second = gradient.surface.variables
    u, v = (float(part) for part in gradient.vector)
    name = the_height(gradient.surface)
    answers = {first: say("{name}", name=first), second: say("{name}", name=second)}
    alike = math.isclose(abs(u), abs(v), rel_tol=_ALIKE)
    right = say("Both as much") if alike else answers[first if abs(u) > abs(v) else second]
    options = [*answers.values(), say("Both as much")]
    return ask(
        "matters",
        say(
            "The slopes are {u} along {first} and {v} along {second}. "
            "Which of them, nudged a little, changes {height} more?",
            u=brief(u),
            v=brief(v),
            first=first,
            second=second,
            height=name,
        ),
        right,
        say("What counts is how steep it is, not whether it goes up or down."),
        [
            (option, say("Compare how steep the two slopes are, without their signs."))
            for option in options
            if str(option) != str(right)
        ],
    )


def _nudged(gradient: Gradient) -> Question | None:
    """By how much a small step along the second variable changes the height; None where it is level."""
    first, second = gradient.surface.variables
    u, v = (number_of(brief(float(part))) for part in gradient.vector)
    if not v:
        return None
    return ask(
        "nudge",
        say(
            "Along {second} the slope is {v}, and {first} is held still. Nudge {second} up by {nudge}. "
            "By about how much does {height} change?",
            first=first,
            second=second,
            v=brief(v),
            nudge=brief(_NUDGE),
            height=the_height(gradient.surface),
        ),
        brief(v * _NUDGE),
        say("{v} times {nudge} is {change}.", v=brief(v), nudge=brief(_NUDGE), change=brief(v * _NUDGE)),
        [
            (brief(v), say("That is the slope, for a whole unit. The nudge is much smaller.")),
            (
                brief((u + v) * _NUDGE),
                say("That adds the other slope. But {first} does not move.", first=first),
            ),
            (brief(u * _NUDGE), say("That is for a nudge of {first}.", first=first)),
        ],
        tolerance=_OFF * abs(v * _NUDGE),
    )
