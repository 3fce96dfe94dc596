"""Questions about a gradient: which way it points, how fast the climb along it is, which way leads down."""

from __future__ import annotations

from calc.line import say
from calc.question import Question, ask, kept
from calc.stories.gradient import GradientStory
from calc.stories.questions import Asked
from calc.stories.surface import height
from calc.wording import Wording, brief

_OFF = 0.01  # of a climb: what a typed one may be off


def about_gradient(tell: GradientStory) -> Asked:
    """Return the questions of the lesson on the gradient."""
    return Asked(kept(_direction(tell)), kept(_length(tell), _fastest_down(tell)))


def vector(*parts: float) -> Wording:
    """Return a vector in both forms: "(6, 8)"."""
    said = [brief(part + 0.0) for part in parts]
    return Wording(
        f"({', '.join(each.written for each in said)})", " and ".join(each.spoken for each in said)
    )


def _direction(tell: GradientStory) -> Question | None:
    return ask(
        "direction",
        say("The arrow is made of the two slopes. Where does it point?"),
        say("Uphill"),
        say(
            "Each slope says how fast the {height} grows along its axis. So the arrow points to "
            "where it grows.",
            height=height(tell.surface),
        ),
        [
            (
                say("Downhill"),
                say(
                    "That is where we want to go. But the slopes say where the {height} grows.",
                    height=height(tell.surface),
                ),
            ),
            (
                say("Along {curve}", curve=tell.level_curve),
                say(
                    "On {curve} the {height} stays the same. The slopes say where it grows.",
                    curve=tell.level_curve,
                    height=height(tell.surface),
                ),
            ),
        ],
    )


def _length(tell: GradientStory) -> Question | None:
    u, v = (float(part) for part in tell.gradient.vector)
    length = tell.gradient.length
    return ask(
        "length",
        say(
            "A gradient is {vector}. How fast do you climb as you walk along it?",
            vector=vector(u, v),
        ),
        brief(length),
        say(
            "The climb along the gradient is the arrow's length, and that is {length}.", length=brief(length)
        ),
        [
            (
                brief(abs(u) + abs(v)),
                say("That adds the two parts. They stand at a right angle, so the way across is shorter."),
            ),
            (
                brief(max(abs(u), abs(v))),
                say("That is the climb along one axis. Along the arrow you climb faster."),
            ),
            (brief(u * u + v * v), say("Almost: you still need the square root.")),
        ],
        tolerance=_OFF * length,
    )


def _fastest_down(tell: GradientStory) -> Question | None:
    u, v = (float(part) for part in tell.gradient.vector)
    name = height(tell.surface)
    return ask(
        "down",
        say(
            "The gradient is {vector}. In which direction does the {height} fall fastest?",
            vector=vector(u, v),
            height=name,
        ),
        vector(-u, -v),
        say("The gradient points the steepest way up, so the opposite way is the steepest way down."),
        [
            (vector(u, v), say("That is the gradient itself: it leads uphill.")),
            (
                vector(-v, u),
                say(
                    "That stands at a right angle to the gradient. There the {height} hardly changes.",
                    height=name,
                ),
            ),
            (
                vector(v, -u),
                say(
                    "That stands at a right angle to the gradient. There the {height} hardly changes.",
                    height=name,
                ),
            ),
        ],
    )
