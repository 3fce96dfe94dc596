"""The title card that a lesson opens with, the name that stands in its head, and the end card."""

from __future__ import annotations

from functools import partial

from manim import DOWN, LEFT, RIGHT, Circle, Dot, Line, VGroup

from studio.lesson.place import Place
from studio.stage import style
from studio.stage.layout import HEAD, TITLE
from studio.stage.style import Layer, tint
from studio.stage.text import Label, words
from studio.stage.theme import THEME

#: Seconds for which a lesson's object moves beside its title card.
CARD = 1.6

_LEFT, _RIGHT = -6.35, 6.2
_ROW = TITLE.left - 0.12 - _LEFT  # units: so long is a row of the promise, which stays off the title's object
_TITLE = 5.3  # units: and one of the title, beside which the object is seldom so wide


def title_card(title: str, promise: str, place: Place | None) -> VGroup:
    """Return the card's texts: the lesson's number with a rule, its title, and what it promises."""
    card = VGroup()
    rule = Line([0, 0, 0], [0.95, 0, 0], color=THEME.loss, stroke_width=style.AXIS)
    if place is not None:
        number = words(str(place.number), style.NUMBER, THEME.muted)
        number.move_to([_LEFT, 1.95, 0], LEFT)
        rule.next_to(number, RIGHT, buff=0.2)
        card.add(number)
    else:
        rule.move_to([_LEFT, 1.95, 0], LEFT)
    card.add(rule)
    rows = set_in_rows(title, _TITLE, style.TITLE, THEME.text, "BOLD")
    for index, row in enumerate(rows):
        row.move_to([_LEFT, 1.0 - index, 0], LEFT)
        row.shift((1.0 - index - row.midline) * -DOWN)
    card.add(*rows)
    y = rows[-1].midline - 0.95
    for line in set_in_rows(promise, _ROW, style.PROMISE, THEME.muted):
        line.move_to([_LEFT, y, 0], LEFT)
        line.shift((y - line.midline) * -DOWN)
        card.add(line)
        y -= 0.47
    for part in card:
        part.in_table = True  # it is glanced at, and said again by what follows
    return card


def head(title: str) -> VGroup:
    """Return the lesson's name as it stands on the left of the head."""
    name = words(title, style.LABEL, THEME.muted)
    name.move_to([HEAD.left, HEAD.centre[1], 0], LEFT)
    name.in_table = True
    return VGroup(name)


def end_card(place: Place) -> VGroup:
    """Return the beads of the course, of which this lesson's is ringed."""
    beads = VGroup()
    left = _RIGHT - 0.45 * (place.count - 1)
    for index in range(place.count):
        colour = THEME.parameter if index < place.number else tint(THEME.muted, 0.42)
        bead = Dot([left + 0.45 * index, 3.33, 0], radius=0.09, color=colour).set_z_index(Layer.BALL)
        beads.add(bead)
        if index + 1 == place.number:
            ring = Circle(0.16, color=THEME.text, stroke_width=style.AXIS).move_to(bead)
            beads.add(ring.set_z_index(Layer.BALL))
    for part in beads:
        part.scenery = True
    return beads


def set_in_rows(text: str, room: float, size: float, colour: str, weight: str = "MEDIUM") -> list[Label]:
    """Return a text as rows of words, broken at blanks where one more word would not fit in so many units."""
    made = partial(words, size=size, colour=colour, weight=weight)
    rows: list[str] = []
    for word in text.split():
        longer = " ".join([*rows[-1:], word])
        if rows and made(longer).width <= room:
            rows[-1] = longer
        else:
            rows.append(word)
    return [*map(made, rows)]
