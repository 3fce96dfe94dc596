"""Questions about a line and its dots: which way to turn the weight, and how high the line is."""

from __future__ import annotations

from calc.line import say
from calc.question import Question, ask, kept
from calc.stories.line import Turning
from calc.stories.questions import Asked
from calc.wording import brief, number_of

_OFF = 0.01  # of a height: what a typed one may be off
_STEPS = 3  # nudges from the start, where the line's height is asked for


def about_turning(turning: Turning) -> Asked:
    """Return the questions of the lesson on why a machine that learns needs calculus."""
    return Asked(kept(_way(turning)), kept(_prediction(turning), _calculus()))


def _way(turning: Turning) -> Question | None:
    up, down = say("Turn it up"), say("Turn it down")
    right, wrong = (up, down) if turning.way > 0 else (down, up)
    return ask(
        "way",
        say(
            "The weight is {weight}. Which way would you turn it, so that the line comes closer to the dots?",
            weight=turning.said(turning.weight),
        ),
        right,
        say("Nudge it a little that way, and you see it: the misses shrink."),
        [
            (wrong, say("Nudge it a little that way, and you see it: the misses grow.")),
            (
                say("It makes no difference"),
                say("A nudge of the weight tilts the line, so each miss changes that is not at the input 0."),
            ),
        ],
    )


def _prediction(turning: Turning) -> Question | None:
    """Ask how high the line is over a dot at another weight; asked over the dot farther from the middle."""
    weight = turning.weight + turning.way * _STEPS * turning.nudge
    at = float(max(turning.model.inputs, key=abs))
    w, t, b = (number_of(brief(value)) for value in (weight, at, turning.intercept))
    return ask(
        "height",
        say(
            "Your turn. The weight is {w} and the bias is {b}. How high is the line at the input {t}?",
            w=brief(weight),
            b=brief(turning.intercept),
            t=brief(at),
        ),
        brief(w * t + b, 6),
        say(
            "The weight times the input is {product}, and the bias comes on top.",
            product=brief(w * t),
        ),
        [
            (brief(w * t), say("Almost: the bias comes on top.")),
            (brief(w + t + b), say("That adds the weight and the input. The weight multiplies it.")),
            (brief(w * (t + b)), say("That multiplies the bias, too. It is added last.")),
        ],
        tolerance=_OFF * (abs(w * t + b) or abs(w * t)),
    )


def _calculus() -> Question | None:
    return ask(
        "calculus",
        say("A network has millions of knobs. Why does it need calculus to learn?"),
        say("It tells for each knob which way to turn it"),
        say("Trying each knob both ways would take far too long. A slope tells the way at once."),
        [
            (
                say("It draws the line through the dots"),
                say("Drawing is easy once the weights are known. To find them is what takes calculus."),
            ),
            (
                say("It makes the number of knobs smaller"),
                say("All of the knobs stay. Calculus tells how to turn every one of them."),
            ),
        ],
    )
