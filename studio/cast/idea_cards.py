"""Cards of the five ideas: each opens in a column as it is told, folds to its name, and flies to the loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, Line, VGroup, linear, smooth
from numpy.typing import NDArray

from calc.line import label, shown
from calc.stories.concepts import IDEAS, Idea, rows_of
from studio.cast.surface import Bowl
from studio.stage import layout, style
from studio.stage.change import Change
from studio.stage.following import follow
from studio.stage.marks import data_dot, panel
from studio.stage.style import Layer, tint
from studio.stage.text import Label, words
from studio.stage.theme import THEME, Region

COLUMN = Region(2.35, layout.STAGE.right, layout.STAGE.bottom, layout.STAGE.top)

_FOLDED, _APART = 0.48, 0.08  # units: the height of a folded card, and between two
_INDENT, _EDGE = 0.3, 0.1
_NAME, _PITCH = 0.38, 0.42  # units from the top to the name, and from line to line
_TO_HEAD, _FROM_HEAD = 0.44, 0.38  # units from a line to the head below it, and on to its first line
_WIDE, _TALL = 3.55, 1.6  # beside the loop
_SIDES = {"Integral": (-1, 1.35), "Gradient": (-1, -0.95)}  # side and height of those on the left
_RIGHT = (1.95, 0.25, -1.45)  # heights of the others
# From when to when each card flies there, across and up or down: a lower one makes room for the one above.
_FLIGHTS = (
    ((1.3, 2.5), (1.3, 2.5)),
    ((1.1, 2.3), (1.1, 2.3)),
    ((0.85, 2.5), (0.85, 2.3)),
    ((0.75, 1.85), (0.75, 1.85)),
    ((0.0, 1.6), (0.75, 1.6)),
)

_POST = 2.5  # units: the widest text of a signpost on the right
_HEADS = label("what it is for"), label("where you see it")

#: From when to when, in seconds.
Times = tuple[float, float]


class IdeaCard(VGroup):
    """The card of an idea.

    plate and name stand together; use and where, each with its head, are brought on by the lesson, and so is
    brief: what it is for once more, without a head, where the card stands beside the loop.
    """

    def __init__(self, idea: Idea, region: Region) -> None:
        super().__init__()
        self.idea, self.region = idea, region
        self.plate = panel(region)
        self.colour = getattr(THEME, idea.role)
        use, where = rows_of(idea.use), rows_of(idea.where)
        self.name = _table(_named(idea, self.colour))
        self.brief = VGroup(*(_table(words(line, style.LABEL)) for line in use))
        self.use, self.where = VGroup(), VGroup()
        offset = _NAME
        for group, head, lines in zip((self.use, self.where), _HEADS, (use, where), strict=True):
            offset += _TO_HEAD
            group.add(_stand(_table(words(shown(head), style.TICK, THEME.muted)), region, offset))
            for line in lines:
                offset += _FROM_HEAD if line is lines[0] else _PITCH
                group.add(_stand(_table(words(line, style.LABEL)), region, offset))
        self.add(self.plate, self.name)
        self._place(region)

    def _place(self, region: Region) -> None:
        self.region = region
        self.plate.cover(region)
        _stand(self.name, region, min(_NAME, region.height / 2))
        for row, line in enumerate(self.brief):
            _stand(line, region, _NAME + 0.46 + row * _PITCH)

    def move(self, region: Region, across: Times = (0.0, style.IN), up: Times = (0.0, style.IN)) -> Animation:
        """Return the play that brings the plate with its name to another region.

        across, up: from when to when it goes there, in seconds; down as well.
        """
        start, seconds = self.region, max(across[1], up[1])

        def change(_: Any, share: float) -> None:
            gone = [
                smooth(float(np.clip((share * seconds - first) / (last - first), 0, 1)))
                for first, last in (across, up)
            ]
            self._place(start.towards(region, *gone))

        return Change(self, change, run_time=seconds, rate_func=linear)

    def fold(self, region: Region) -> Animation:
        """Return the play that folds the card to a region as soon as its texts have gone."""
        times = style.OUT, style.OUT + style.IN
        return self.move(region, times, times)

    def edge(self, side: float) -> NDArray[np.float64]:
        """Return the middle, (3,), of its right edge for a positive side, of its left one for a negative."""
        x = self.region.right if side > 0 else self.region.left
        return np.array([x, self.region.centre[1], 0.0])


def column_of_cards() -> list[IdeaCard]:
    """Return the five cards, each open in the column below those before it."""
    return [IdeaCard(idea, opened(index)) for index, idea in enumerate(IDEAS)]


def opened(index: int) -> Region:
    """Return the region of an open card: the column below the folded ones before it."""
    top = COLUMN.top - index * (_FOLDED + _APART)
    return Region(COLUMN.left, COLUMN.right, COLUMN.bottom, top)


def folded(index: int) -> Region:
    """Return the region of a folded card."""
    top = opened(index).top
    return Region(COLUMN.left, COLUMN.right, top - _FOLDED, top)


def beside_the_loop() -> list[Region]:
    """Return the region of each card beside the loop: those that serve the gradient are on the right."""
    found, heights = [], iter(_RIGHT)
    for idea in IDEAS:
        side, y = _SIDES.get(idea.name) or (1, next(heights))
        x = side * (layout.STAGE.right - _WIDE / 2)
        found.append(Region(x - _WIDE / 2, x + _WIDE / 2, y - _TALL / 2, y + _TALL / 2))
    return found


def fly_to_the_loop(cards: Sequence[IdeaCard]) -> list[Animation]:
    """Return the plays that bring the cards from their column to the loop, none over another on its way."""
    flights = zip(cards, beside_the_loop(), _FLIGHTS, strict=True)
    return [card.move(region, *times) for card, region, times in flights]


def cards_beside_the_loop() -> list[IdeaCard]:
    """Return the five cards where they stand beside the loop, each with what it is for."""
    cards = [IdeaCard(idea, region) for idea, region in zip(IDEAS, beside_the_loop(), strict=True)]
    for card in cards:
        card.add(*card.brief)
    return cards


class Signpost(VGroup):
    """The name of an idea and what it does, beside a landscape, and a line from it to a place there.

    place: (u, v); the line goes along as the landscape turns, and ends there in a dot.
    """

    def __init__(self, bowl: Bowl, idea: Idea, side: int, y: float, place: Sequence[float]) -> None:
        super().__init__()
        colour = getattr(THEME, idea.role)
        rows = _named(idea, colour), words(shown(idea.short), style.LABEL)
        widest = max(_POST, *(text.width for text in rows))
        left = layout.STAGE.left if side < 0 else layout.STAGE.right - widest
        for row, text in enumerate(rows):
            text.shift([left - text.get_left()[0], y - 0.45 * row - text.midline, 0.0])
        inner = (rows[0].get_right() if side < 0 else rows[0].get_left())[0] - side * 0.18
        start, knee = np.array([inner, y, 0.0]), np.array([inner - side * 0.35, y, 0.0])
        line = Line(color=tint(colour, 0.6), stroke_width=style.AXIS).set_z_index(Layer.TANGENT)
        dot = data_dot(colour)

        def point(_: VGroup) -> None:
            at = bowl.point(*place)
            dot.move_to(at)
            line.set_points_as_corners([start, knee, at])

        self.add(line, dot, *rows)
        follow(self, point, bowl.moment)


def _named(idea: Idea, colour: str) -> Label:
    """Return the name of an idea, smaller where it would be too wide for its card."""
    name = words(shown(idea.name), style.IDEA, colour, "BOLD")
    return (
        name
        if name.width <= _WIDE - _INDENT - _EDGE
        else words(shown(idea.name), style.LABEL, colour, "BOLD")
    )


def _table(label: Label) -> Label:
    label.in_table = True  # it is looked up, not read: its words do not count as text to read
    return label


def _stand(label: Label, region: Region, offset: float) -> Label:
    """Move a label to the left edge of a card, half-way up its capitals `offset` below the card's top."""
    label.shift([region.left + _INDENT - label.get_left()[0], region.top - offset - label.midline, 0.0])
    return label
