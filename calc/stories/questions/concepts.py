"""Questions about the five ideas of the course: which one does what."""

from __future__ import annotations

from calc.line import say
from calc.question import Question, ask, kept
from calc.stories.questions import Asked

_IDEAS = {
    "Derivative": "A derivative is the slope of a curve, for one knob.",
    "Partial derivative": "A partial derivative turns one knob, and holds the others still.",
    "Gradient": "The gradient is the arrow made of all the slopes. It points the steepest way up.",
    "Chain rule": "The chain rule multiplies rates through functions inside functions.",
    "Integral": "An integral adds small pieces up, to an area or an average.",
}


def about_concepts() -> Asked:
    """Return the questions of the lesson on the five ideas."""
    return Asked(
        (),
        kept(
            _which(
                "nested",
                "Which idea carries slopes backwards through functions inside functions?",
                "Chain rule",
            ),
            _which("average", "Which idea tells the loss to expect, averaged over many cases?", "Integral"),
            _which(
                "one_knob",
                "Many knobs change the loss. Which idea tells how much a single one matters?",
                "Partial derivative",
            ),
        ),
    )


def _which(name: str, asked: str, right: str) -> Question | None:
    near = [
        idea
        for idea in _IDEAS
        if idea != right and not (right == "Partial derivative" and idea == "Derivative")
    ]
    return ask(name, say(asked), right, say(_IDEAS[right]), [(idea, say(_IDEAS[idea])) for idea in near])
