"""Questions about the slope of a curve: the limit of secants, the slope elsewhere, what its sign means."""

from __future__ import annotations

import math

from calc.line import say
from calc.question import Question, ask, kept
from calc.stories.derivative_lesson import DerivativeLesson, slope_said
from calc.stories.questions import Asked
from calc.window import round_step
from calc.wording import brief, equals, number, number_of

_OFF = 0.01  # of a slope: what a typed one may be off


def about_slope(tell: DerivativeLesson) -> Asked:
    """Return the questions of the lesson on the derivative."""
    return Asked(kept(_heading(tell)), kept(_elsewhere(tell), _sign(tell)))


def _heading(tell: DerivativeLesson) -> Question | None:
    story = tell.story
    second = story.slopes_said[1]
    return ask(
        "limit",
        say(
            "With a gap of {first} the slope is {one}, and with a gap of {second} it is {two}. "
            "As the gap shrinks towards {zero}, which number is the slope heading to?",
            first=tell.gaps[0],
            one=story.slopes_said[0],
            second=tell.gaps[1],
            two=second,
            zero=number(0),
        ),
        story.limit_said,
        say(
            "With gaps small enough, it comes as near to {limit} as you like. "
            "With a gap of {gap} it is {slope}.",
            limit=story.limit_said,
            gap=tell.gaps[3],
            slope=story.slopes_said[3],
        ),
        [
            (
                number(0),
                say(
                    "The gap goes to {zero}. The slope does not: rise and gap shrink together.",
                    zero=number(0),
                ),
            ),
            (
                brief(story.height),
                say("That is how high the curve is there. We look for how steep it is."),
            ),
            (second, say("That is the slope with a gap of {gap}. It goes on changing.", gap=tell.gaps[1])),
        ],
    )


def _elsewhere(tell: DerivativeLesson) -> Question | None:
    """The slope at another place by the rule; asked where the lesson tells the rule."""
    story, f = tell.story, tell.story.function
    if tell.rule is None or f.curvature == 0:
        return None
    told = {number_of(tell.point), *(place.x for place in story.pair or ())}
    seen = story.window
    unit = round_step(seen.right - seen.left, 10)
    numbers = range(math.ceil(seen.left / unit), math.floor(seen.right / unit) + 1)
    places = [float(f"{count * unit:.12g}") for count in numbers]
    for x in sorted(places, key=lambda x: (abs(x - story.point), x)):
        slope, height = f.slope(x), f(x)
        if (
            f.slope_is_rounded
            or x in told
            or not (math.isfinite(slope) and math.isfinite(height) and slope)
            or len(brief(slope).written) > 5
        ):
            continue
        return ask(
            "elsewhere",
            say(
                "The slope of the whole curve is {slope}. How steep is it at {place}?",
                slope=f.slope_wording,
                place=equals(f.variable, x),
            ),
            brief(slope),
            say("Put {x} in: the slope there is {slope}.", x=equals(f.variable, x), slope=brief(slope)),
            [
                (
                    brief(height),
                    say("That is how high the curve is there. The slope has a formula of its own."),
                ),
                (
                    story.limit_said,
                    say("That is the slope at {point}. Every place has its own.", point=tell.point),
                ),
                (brief(-slope), say("Almost: check the sign.")),
            ],
            tolerance=_OFF * abs(slope),
        )
    return None


def _sign(tell: DerivativeLesson) -> Question | None:
    """Ask what the sign of a slope says of a step to the right."""
    story = tell.story
    if story.secants.other_limit is not None and not story.pair:
        return None
    place = story.pair[1] if story.pair else story.secants.tangent
    ways = {
        1: say("The curve goes up there."),
        -1: say("The curve goes down there."),
        0: say("Right there, the curve neither rises nor falls."),
    }
    meanings = {
        1: say("For that, the slope would have to be above {zero}.", zero=number(0)),
        -1: say("For that, the slope would have to be below {zero}.", zero=number(0)),
        0: say("For that, the slope would have to be exactly {zero}.", zero=number(0)),
    }
    why = {
        1: say("A slope above 0 climbs to the right."),
        -1: say("A slope below 0 falls to the right."),
        0: say("A slope of 0 means that the curve is level there."),
    }
    right = (place.slope > 0) - (place.slope < 0)
    return ask(
        "sign",
        say(
            "At {x} the slope is {slope}. Take a tiny step to the right. What does the curve do?",
            x=equals(story.function.variable, place.x, digits=4),
            slope=slope_said(place.slope),
        ),
        ways[right],
        why[right],
        [(way, meanings[sign]) for sign, way in ways.items() if sign != right],
    )
