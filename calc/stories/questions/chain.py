"""Questions about a chain of rates: add or multiply, what a nudge does, the slope for the bias."""

from __future__ import annotations

from typing import Any

from calc.line import say
from calc.question import Question, ask, kept
from calc.stories.chain_lesson import ChainLesson
from calc.stories.questions import Asked
from calc.wording import brief

_SMALL = 0.3  # of a unit: what is called much smaller
_NUDGES = 3  # times the lesson's own nudge
_OFF = 0.01  # of a change: what a typed one may be off


def about_chain(tell: ChainLesson) -> Asked:
    """Return the questions of the lesson on the chain rule."""
    return Asked(kept(_add_or_multiply(tell)), kept(_change(tell), _bias(tell)))


def _add_or_multiply(tell: ChainLesson) -> Question | None:
    chain = tell.chain
    one, two, three = (chain.say(rate) for rate in chain.path.rates)
    rates: dict[str, Any] = {"one": one, "two": two, "three": three}
    numbered = not tell.unnumbered
    wrong = [
        (
            say("We add the rates: {total}", total=chain.say(chain.path.total))
            if numbered
            else say("We add the rates"),
            say("Adding would fit changes that come side by side. Here each one goes through the next."),
        )
    ]
    if chain.path.rates[-1] != chain.path.rate:
        wrong.append(
            (
                say("Only the last rate counts: {last}", last=three)
                if numbered
                else say("Only the last rate counts"),
                say("That is how the loss reacts to the miss. On its way there, the nudge of w has changed."),
            )
        )
    return ask(
        "multiply",
        say(
            "Along the way the rates are {one}, {two} and {three}. How strongly does the loss react to w?",
            **rates,
        ),
        say("We multiply the rates: {rate}", rate=chain.say(chain.path.rate))
        if numbered
        else say("We multiply the rates"),
        say("Each step passes on what it gets, so many times as much: one rate multiplies the next."),
        wrong,
    )


def _change(tell: ChainLesson) -> Question | None:
    chain = tell.chain
    nudge, rate = _NUDGES * chain.nudge, chain.path.rate
    if not rate:
        return None
    return ask(
        "change",
        say(
            "The loss moves {rate} times as much as w. Nudge w up by {nudge}. "
            "By about how much does the loss change?",
            rate=chain.say(rate),
            nudge=brief(nudge),
        ),
        chain.say(rate * nudge),
        say(
            "{rate} times {nudge} is {change}.",
            rate=chain.say(rate),
            nudge=brief(nudge),
            change=chain.say(rate * nudge),
        ),
        [
            (
                chain.say(rate),
                say("That is the rate, for a whole unit. The nudge is much smaller.")
                if nudge < _SMALL
                else say("That is the rate, for a whole unit. The nudge is another one."),
            ),
            (
                brief(nudge),
                say("That is the nudge of w itself. The loss reacts to it more, or less, by the rate."),
            ),
            (brief(rate + nudge), say("That adds the two. A rate multiplies the nudge.")),
        ],
        tolerance=_OFF * abs(rate * nudge),
    )


def _bias(tell: ChainLesson) -> Question | None:
    chain = tell.chain
    back = chain.back
    return ask(
        "bias",
        say(
            "Going backwards, the slope at the prediction is {p}. "
            "The bias is simply added to the prediction. "
            "So what is the slope for b?",
            p=chain.say(back["p"]),
        ),
        chain.say(back["b"]),
        say("A nudge of b moves the prediction by just as much: {p} times 1.", p=chain.say(back["p"])),
        [
            (
                chain.say(back["w"]),
                say("That is the slope for w, with the input in it. The bias does not meet the input."),
            ),
            (
                chain.say(0.0),
                say("That would mean that the bias changes nothing. But it moves the prediction."),
            ),
            (
                chain.say(2 * back["p"]),
                say("That counts it twice. The square's 2 is in the slope at the prediction already."),
            ),
        ],
    )
