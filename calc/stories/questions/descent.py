"""Questions about a descent: the best rate, the next place, why steps change, the largest rate."""

from __future__ import annotations

import math
from collections.abc import Sequence

from calc.descent import Descent
from calc.fate import Kind
from calc.line import say
from calc.question import Question, ask, in_english, kept, within
from calc.stories import descent as told
from calc.stories.descent_lesson import DescentLesson
from calc.stories.questions import Asked
from calc.wording import Wording, brief, number, number_of

_CLEAR = 1e-6  # of the heights' spread: balls nearer to the lowest one are as low
_LAST = 2  # the step after whose place the next one is asked for
_OFF = 0.02  # of a step: what a typed place may be off
_EXACT = 1e-9  # of a step: places nearer to each other are one
_TRENDS = {
    "shrink": say("The steps shrink because the slope shrinks."),
    "grow": say("The steps grow because the slope grows."),
    "stay": say("The steps stay the same because the slope does."),
}


def about_descent(tell: DescentLesson, racers: Sequence[Descent]) -> Asked:
    """Return the questions of the lesson on gradient descent. racers: the descents that race at its end."""
    walk = tell.walk
    return Asked(
        kept(_fastest(walk, racers)),
        kept(_next_place(walk), _why_steps_change(tell), _largest_rate(walk)),
    )


def _fastest(walk: Descent, racers: Sequence[Descent]) -> Question | None:
    """Which racer comes lowest; None where two do, or the lowest one flies off."""
    rates = [told.rate_said(racer.learning_rate) for racer in racers]
    ends = [float(racer.values[-1]) for racer in racers]
    ranked = sorted(range(len(racers)), key=lambda index: ends[index])
    if len(set(map(str, rates))) < max(len(rates), 2) or any(map(math.isnan, ends)):
        return None
    best, second = ranked[:2]
    if racers[best].overflowed or racers[best].fate.kind in (Kind.FLIES, Kind.LEAVES):
        return None
    if not ends[second] - ends[best] > _CLEAR * max(abs(float(walk.values[0]) - ends[best]), abs(ends[best])):
        return None
    return ask(
        "race",
        say(
            "The balls all start at {start}. Which learning rate brings its ball lowest in {steps}?",
            start=told.place_said(walk, 0),
            steps=told.steps_said(max(len(racer.moves) for racer in racers)),
        ),
        rates[best],
        told.raced(racers[best]),
        [(rates[index], told.raced(racers[index])) for index in ranked[1:]],
    )


def _next_place(walk: Descent) -> Question | None:
    """Ask where one more step leads; None where the ball rests, or its numbers are too rounded to tell."""
    step = min(_LAST, len(walk.moves) - 1)
    slope, move = float(walk.slopes[step]), float(walk.moves[step])
    here, steep, rate = (
        told.place_said(walk, step),
        told.slope_said(walk, step),
        told.rate_said(walk.learning_rate),
    )
    there = told.printed(walk, float(walk.iterates[step + 1]))
    off = within(_OFF * abs(move), number_of(there))
    computed = number_of(here) - number_of(rate) * number_of(steep)
    if not move or abs(computed - number_of(there)) > off / 2 + _EXACT * abs(move):
        return None
    return ask(
        "next_step",
        say(
            "Your turn. The ball is at {here}, the slope there is {slope}, and the learning rate is {rate}. "
            "Where does the next step lead?",
            here=here,
            slope=steep,
            rate=rate,
        ),
        there,
        say(
            "From {here} we take away {rate} times {slope}, and that leads to {there}.",
            here=here,
            rate=rate,
            slope=_in_brackets(steep),
            there=there,
        ),
        [
            (
                brief(number_of(here) + number_of(rate) * number_of(steep), told.place_digits(walk)),
                say("That step goes uphill. We go against the slope, so the product is taken away."),
            ),
            (
                brief(number_of(here) - slope, told.place_digits(walk)),
                say("That takes the whole slope as the step. Multiply it by the learning rate first."),
            ),
            (
                brief(abs(move)),
                say("That is how long the step is. Where does it lead, from {here}?", here=here),
            ),
        ],
        tolerance=off,
    )


def _in_brackets(value: Wording) -> Wording:
    return Wording(f"({value.written})", value.spoken) if value.written.startswith("−") else value


def _why_steps_change(tell: DescentLesson) -> Question | None:
    """Ask what the first steps have in common, and why; asked where the lesson tells it."""
    if tell.watched <= 2:
        return None
    why = told.trend(tell.walk, tell.watched)
    found = next((name for name, said in _TRENDS.items() if in_english(said) == in_english(why)), None)
    if found is None:
        return None
    wrong = {
        "shrink": say("Look at the table again: the steps here do not all become shorter."),
        "grow": say("Look at the table again: the steps here do not all become longer."),
        "stay": say("Look at the table again: the steps here are not all as long as the first."),
    }
    return ask(
        "steps",
        say(
            "Look back at the first {count} steps. What happened to them, and why?",
            count=number(tell.watched),
        ),
        _TRENDS[found],
        say(
            "The learning rate never changed. "
            "Each step is the learning rate times the slope, and only the slope can change."
        ),
        [
            (
                say("The steps change because the program changes the learning rate."),
                say("Look at the program: the learning rate is set once, and never again."),
            ),
            *((said, wrong[name]) for name, said in _TRENDS.items() if name != found),
        ],
    )


def _largest_rate(walk: Descent) -> Question | None:
    """Below which learning rate steps come closer; None where the lesson does not tell."""
    limit = walk.stable_rate
    if limit is None:
        return None
    return ask(
        "limit",
        say(
            "Each step multiplies the distance to this minimum "
            "by 1 minus {bend} times the learning rate. "
            "Below which rate does that still bring the ball closer?"
            if walk.largest_stable_rate
            else "Each step multiplies the distance to this minimum "
            "by about 1 minus {bend} times the learning rate. "
            "Below which rate does that still bring the ball closer?",
            bend=brief(2 / limit),
        ),
        brief(limit),
        say(
            "To come closer, the factor must lie between {low} and {high}. At {limit} it would be {low}.",
            low=number(-1),
            high=number(1),
            limit=brief(limit),
        ),
        [
            (
                brief(limit / 2),
                say(
                    "At {half} the factor is {zero}, which is best of all. "
                    "But larger rates still come closer.",
                    half=brief(limit / 2),
                    zero=number(0),
                ),
            ),
            (
                brief(2 * limit),
                say(
                    "At {double} the factor is {factor}, so each step leads farther away.",
                    double=brief(2 * limit),
                    factor=number(-3),
                ),
            ),
            (
                brief(2 / limit),
                say(
                    "That is the number in front of the rate. Set the factor to {low} and solve.",
                    low=number(-1),
                ),
            ),
        ],
    )
