"""Questions about the five ideas of the course: which one does what."""

from __future__ import annotations

from calc.line import Line, say
from calc.question import Question, ask, kept
from calc.stories.questions import Asked

_IDEAS = {
    "derivative": (say("Derivative"), say("A derivative is the slope of a curve, for one knob.")),
    "partial": (
        say("Partial derivative"),
        say("A partial derivative turns one knob, and holds the others still."),
    ),
    "gradient": (
        say("Gradient"),
        say("The gradient is the arrow made of all the slopes. It points the steepest way up."),
    ),
    "chain": (
        say("Chain rule"),
        say("The chain rule multiplies rates through functions inside functions."),
    ),
    "integral": (say("Integral"), say("An integral adds small pieces up, to an area or an average.")),
}


def about_concepts() -> Asked:
    """Return the questions of the lesson on the five ideas."""
    return Asked(
        (),
        kept(
            _which(
                "nested",
                say("Which idea carries slopes backwards through functions inside functions?"),
                "chain",
            ),
            _which(
                "average", say("Which idea tells the loss to expect, averaged over many cases?"), "integral"
            ),
            _which(
                "one_knob",
                say("Many knobs change the loss. Which idea tells how much a single one matters?"),
                "partial",
            ),
        ),
    )


def _which(name: str, asked: Line, right: str) -> Question | None:
    near = [
        idea
        for key, idea in _IDEAS.items()
        if key != right and not (right == "partial" and key == "derivative")
    ]
    return ask(name, asked, *_IDEAS[right], near)
