"""Questions about areas: where thinner strips lead, what slopes add up to, an average, a chance."""

from __future__ import annotations

from typing import Any

from calc.line import say
from calc.question import Question, ask, kept
from calc.stories.area import AreaStory
from calc.stories.questions import Asked
from calc.wording import brief, number, number_of

_OFF = 0.01  # of a height: what a typed one may be off


def about_area(tell: AreaStory) -> Asked:
    """Return the questions of the lesson on the integral."""
    return Asked(kept(_heading(tell)), kept(_climbed(tell), _average(tell), _chance(tell)))


def _heading(tell: AreaStory) -> Question | None:
    first, second, last = tell.sums
    area = tell.area.value
    wrong = [
        (
            brief(last),
            say(
                "That is the sum of {count} strips. Thinner ones come even closer.",
                count=number(tell.counts[2]),
            ),
        )
    ]
    if abs(area - last) < abs(last - second):
        wrong.append(
            (
                brief(last + (last - second)),
                say("That is one more step as large as the last one. But the steps become smaller."),
            )
        )
    wrong += [
        (brief(first), say("That was the sum of the thickest strips.")),
        (
            number(0),
            say("Each strip's area goes to {zero}, but there are more and more of them.", zero=number(0)),
        ),
    ]
    told: dict[str, Any] = {f"s{k}": brief(total) for k, total in enumerate(tell.sums)}
    told |= {f"n{k}": number(count) for k, count in enumerate(tell.counts)}
    return ask(
        "sum",
        say(
            "The sums of {n0}, {n1} and {n2} strips are {s0}, {s1} and {s2}. "
            "Which number are they heading to?",
            **told,
        ),
        brief(area),
        say(
            "With strips thinner than any you can draw, the sum is the area itself: {area}.", area=brief(area)
        ),
        wrong,
    )


def _climbed(tell: AreaStory) -> Question | None:
    """Ask what the slopes give back, from another height: the fundamental theorem."""
    area = tell.area.value
    if not number_of(brief(area)):
        return None
    start = number_of(brief(abs(area) / 5, 1)) or 1.0
    end = start + number_of(brief(area))
    return ask(
        "climb",
        say(
            "Suppose a curve has just these slopes, but starts at a height of {start}. "
            "The area under the slopes is {area}. How high is the curve at the end?",
            start=brief(start),
            area=brief(area),
        ),
        brief(end, 6),
        say(
            "Added up, the slopes give back the climb: {start} and {area} more.",
            start=brief(start),
            area=brief(area),
        )
        if area >= 0
        else say(
            "Added up, the slopes give back the climb, and here it is below 0: {start}, and then {area}.",
            start=brief(start),
            area=brief(area),
        ),
        [
            (brief(area), say("That is the climb. The curve did not start at {zero}.", zero=number(0))),
            (
                brief(start * number_of(brief(area))),
                say("That multiplies the two. The climb comes on top of the start."),
            ),
            (
                brief(start - number_of(brief(area)), 6),
                say("That takes the climb away. It comes on top of the start."),
            ),
        ],
        tolerance=_OFF * min(abs(end) or abs(area), abs(area)),
    )


def _average(tell: AreaStory) -> Question | None:
    area, width, mean, fits = tell.quotient
    if not number_of(area):
        return None
    return ask(
        "average",
        say(
            "The area under the curve is {area}, and it is {width} wide. How high is it once it is level?",
            area=area,
            width=width,
        ),
        mean,
        say(
            "{area} divided by {width} is {mean}." if fits else "{area} divided by {width} is about {mean}.",
            area=area,
            width=width,
            mean=mean,
        ),
        [
            (area, say("That is the whole area. Spread it over the width.")),
            (
                brief(number_of(area) * number_of(width), 3),
                say("That multiplies. An area is height times width, so the height is a quotient."),
            ),
            (
                brief(number_of(width) / number_of(area), 3),
                say("That is the quotient the other way round."),
            ),
        ],
    )


def _chance(tell: AreaStory) -> Question | None:
    bell = tell.bell
    return ask(
        "chance",
        say(
            "Out of 100 values that are spread like a bell curve, about how many lie "
            "within one standard deviation of the middle?"
        ),
        tell.percent,
        say(
            "The area within one standard deviation is {percent} percent of the whole.", percent=tell.percent
        ),
        [
            (number(50), say("That is one half. The bell is highest in the middle, so more lie there.")),
            (
                number(100 * bell.chance_within(2), 0),
                say("That many lie within two standard deviations."),
            ),
            (number(100), say("Some values always lie farther out.")),
        ],
        tolerance=2.0,
    )
