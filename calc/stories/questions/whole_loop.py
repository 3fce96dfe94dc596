"""Questions about the whole loop: the order of its steps, what each step keeps, and what it rests on."""

from __future__ import annotations

from calc.descent import Descent
from calc.line import say
from calc.question import Question, ask, kept
from calc.stories.questions import Asked
from calc.wording import brief, number, number_of

_OFF = 0.01  # of a rise: what a typed one may be off


def about_whole_loop(walk: Descent) -> Asked:
    """Return the questions of the last lesson. walk: the weight's, to the end."""
    return Asked((), kept(_order(), _left(walk), _rise(walk)))


def _order() -> Question | None:
    return ask(
        "order",
        say("In which order does every trip round the loop go?"),
        say("Loss, gradient, update"),
        say("First we see how wrong we are, then which way is up, and then we step the other way."),
        [
            (
                say("Gradient, update, loss"),
                say("Without a loss, there is nothing whose slopes we could take."),
            ),
            (say("Update, loss, gradient"), say("An update needs the gradient: it tells which way to step.")),
            (say("Loss, update, gradient"), say("An update needs the gradient: it tells which way to step.")),
        ],
    )


def _left(walk: Descent) -> Question | None:
    """Ask how much of the way to the best weight a trip leaves, as a percentage."""
    share = walk.contraction
    if share is None or not 0 < share < 1:
        return None
    percent = 100 * share
    return ask(
        "left",
        say(
            "The best weight is {best}. One trip takes the weight from {before} to {after}. "
            "How many percent of the way are left?",
            best=brief(walk.fate.limit.x) if walk.fate.limit else number(0),
            before=brief(float(walk.iterates[0])),
            after=brief(float(walk.iterates[1])),
        ),
        brief(percent),
        say("Every trip leaves {percent} percent of what was left before.", percent=brief(percent)),
        [
            (brief(100 - percent), say("That is how much of the way the trip has gone.")),
            (
                number(50),
                say("It is more than one half: compare the two ways.")
                if percent > 50
                else say("It is not one half: compare the two ways."),
            ),
            (number(0), say("It has not arrived yet.")),
        ],
        tolerance=1.0,
    )


def _rise(walk: Descent) -> Question | None:
    """The rise of the curve over a short run, at the start."""
    slope, run = float(walk.slopes[0]), 0.03
    return ask(
        "rise",
        say(
            "A slope is all that you need. Where the slope is {slope}, go {run} across. "
            "By about how much does the curve rise?",
            slope=brief(slope),
            run=brief(run),
        ),
        brief(number_of(brief(slope)) * run),
        say(
            "From near, the curve is as good as its tangent: {slope} times {run}.",
            slope=brief(slope),
            run=brief(run),
        ),
        [
            (brief(slope), say("That is the rise for one whole unit across.")),
            (brief(run), say("That is how far we go across.")),
            (brief(slope + run), say("That adds them. A slope multiplies the run.")),
        ],
        tolerance=_OFF * abs(slope * run),
    )
