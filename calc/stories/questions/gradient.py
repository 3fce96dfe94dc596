"""Questions about a gradient: which way it points, how fast the climb along it is, which way leads down."""

from __future__ import annotations

from calc.line import Line, Message, say
from calc.question import Question, ask, kept
from calc.stories.gradient import GradientStory
from calc.stories.questions import Asked
from calc.stories.surface import the_height
from calc.wording import brief

_OFF = 0.01  # of a climb: what a typed one may be off


def about_gradient(tell: GradientStory) -> Asked:
    """Return the questions of the lesson on the gradient."""
    return Asked(kept(_direction(tell)), kept(_length(tell), _fastest_down(tell)))


def vector(u: float, v: float) -> Message:
    """Return a vector as it is written: "(6, 8)", or "(0,5; 8)" where a comma stands before decimals."""
    return Message("({u}, {v})", {"u": brief(u + 0.0), "v": brief(v + 0.0)}, context="a vector")


def _direction(tell: GradientStory) -> Question | None:
    return ask(
        "direction",
        say("The arrow is made of the two slopes. Where does it point?"),
        say("Uphill"),
        say(
            "Each slope says how fast {height} grows along its axis. So the arrow points to where it grows.",
            height=the_height(tell.surface),
        ),
        [
            (
                say("Downhill"),
                say(
                    "That is where we want to go. But the slopes say where {height} grows.",
                    height=the_height(tell.surface),
                ),
            ),
            (
                say("Along {curve}", curve=tell.level_curve),
                say(
                    "On {curve} {height} stays the same. The slopes say where it grows.",
                    curve=tell.level_curve,
                    height=the_height(tell.surface),
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
    name = the_height(tell.surface)
    return ask(
        "down",
        say(
            "The gradient is {vector}. In which direction does {height} fall fastest?",
            vector=vector(u, v),
            height=name,
        ),
        Line((vector(-u, -v),)),
        say("The gradient points the steepest way up, so the opposite way is the steepest way down."),
        [
            (Line((vector(u, v),)), say("That is the gradient itself: it leads uphill.")),
            (
                Line((vector(-v, u),)),
                say(
                    "That stands at a right angle to the gradient. There {height} hardly changes.",
                    height=name,
                ),
            ),
            (
                Line((vector(v, -u),)),
                say(
                    "That stands at a right angle to the gradient. There {height} hardly changes.",
                    height=name,
                ),
            ),
        ],
    )
