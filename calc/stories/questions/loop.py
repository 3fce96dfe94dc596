"""Questions about trips round the training loop: the loss, why it squares, the update, the order."""

from __future__ import annotations

from calc.line import say
from calc.question import Question, ask, kept, within
from calc.stories.loop import Trips
from calc.stories.questions import Asked
from calc.wording import brief, no_rounder, number_of

_SAME = 1e-9  # of the loss, or a step: changes nearer to each other are the same
_OFF = 0.01  # of a loss or a step: what a typed one may be off


def about_trips(trips: Trips) -> Asked:
    """Return the questions of the lesson on the training loop."""
    return Asked(kept(_after_a_trip(trips)), kept(_loss(trips), _squares(), _update(trips)))


def _after_a_trip(trips: Trips) -> Question | None:
    """Ask whether the second trip changes the loss by more or by less than the first."""
    values = [float(value) for value in trips.walk.values]
    if len(values) < 3:
        return None
    first, second = abs(values[1] - values[0]), abs(values[2] - values[1])
    ways = {"more": say("By more"), "less": say("By less"), "as much": say("By just as much")}
    same = abs(second - first) <= _SAME * values[0]
    right = "as much" if same else "more" if second > first else "less"
    why = {
        "more": say("Farther from the best weight the loss is steeper, so it changes by more."),
        "less": say("Closer to the best weight the loss is flatter, so it changes by less."),
        "as much": say("On the other side the loss is just as steep, so it changes by just as much."),
    }
    meanings = {
        "more": say("For that, the slope would have to be steeper now than it was before."),
        "less": say("For that, the slope would have to be flatter now than it was before."),
        "as much": say("For that, the slope would have to be just as steep as before."),
    }
    return ask(
        "trip",
        say(
            "The first trip takes the loss from {before} to {after}. "
            "By how much will the next one change it?",
            before=trips.losses[0],
            after=trips.losses[1],
        ),
        ways[right],
        why[right],
        [(said, meanings[name]) for name, said in ways.items() if name != right],
    )


def _loss(trips: Trips) -> Question | None:
    """The mean of the squared misses; None where they are too rounded to square."""
    one, other = (number_of(brief(miss)) for miss in trips.turning.misses)
    mean = (one * one + other * other) / 2
    true = float(trips.walk.values[0])
    if abs(mean - true) > _OFF / 2 * true:
        return None
    return ask(
        "loss",
        say(
            "The line misses one dot by {one} and the other by {other}. What is its loss?",
            one=brief(one),
            other=brief(other),
        ),
        brief(mean),
        say(
            "The squares are {first} and {second}, and their average is {mean}.",
            first=brief(one * one),
            second=brief(other * other),
            mean=brief(mean),
        ),
        [
            (brief(one + other), say("That adds the misses, and signs can cancel. Square each one first.")),
            (
                brief(one * one + other * other),
                say("Almost: that is the sum of the squares. Take their average."),
            ),
            (
                brief((abs(one) + abs(other)) / 2),
                say("That is the average miss. The loss squares them first."),
            ),
        ],
        tolerance=_OFF * mean,
    )


def _squares() -> Question | None:
    return ask(
        "squares",
        say("Why does the loss square each miss before it takes the average?"),
        say("So that a miss above does not cancel a miss below"),
        say("A square is never below 0, so every miss counts as one."),
        [
            (
                say("So that the loss becomes a larger number"),
                say("A miss of a half has a square of only a quarter. Size is not what it is for."),
            ),
            (
                say("So that the line goes through one dot at least"),
                say("The loss is small when all misses are, whichever dot they belong to."),
            ),
        ],
    )


def _update(trips: Trips) -> Question | None:
    """Ask where the second step leads; None where its numbers are too rounded to tell, or there is none."""
    walk = trips.walk
    if len(walk.moves) < 2:
        return None
    slope, move = float(walk.slopes[1]), float(walk.moves[1])
    here, steep = (number_of(brief(value)) for value in (walk.iterates[1], slope))
    rate = number_of(no_rounder(trips.learning_rate))
    there = here - rate * steep
    off = within(2 * _OFF * abs(move), there)
    if not move or abs(there - float(walk.iterates[2])) > off / 2 + _SAME * abs(move):
        return None
    return ask(
        "update",
        say(
            "Your turn. The weight is {here}, the slope there is {slope}, and the learning rate is {rate}. "
            "What is the weight after the update?",
            here=brief(here),
            slope=brief(steep),
            rate=no_rounder(rate),
        ),
        brief(there, 6),
        say("Take away the learning rate times the slope: that leads to {there}.", there=brief(there, 6)),
        [
            (
                brief(here + rate * steep, 6),
                say("That goes with the slope, uphill. The update goes against it."),
            ),
            (
                brief(here - steep, 6),
                say("That takes the whole slope. The learning rate makes the step smaller."),
            ),
            (brief(rate * steep), say("That is the step itself. Take it away from the weight.")),
        ],
        tolerance=off,
    )
