"""Cards of a summary, each with its kind above, its name below and a small picture between them."""

from __future__ import annotations

from manim import VGroup

from calc.stories.area import AreaStory
from studio.cast.water import level
from studio.lesson.motion import Tracker
from studio.stage import actors, layout, style
from studio.stage.marks import panel
from studio.stage.plane import Plane
from studio.stage.text import Label, words
from studio.stage.theme import THEME, Region


class Card:
    """plate: the card. kind, name: its texts. room: the region of its picture."""

    def __init__(self, region: Region, kind: str, name: str, colour: str) -> None:
        self.plate = panel(region)
        self.kind = _row(kind, style.LABEL, THEME.muted, region, region.top - 0.5)
        self.name = _row(name, style.IDEA, colour, region, region.bottom + 0.5)
        self.room = Region(region.left + 0.4, region.right - 0.4, region.bottom + 1.45, region.top - 1.0)


def _row(text: str, size: float, colour: str, region: Region, y: float) -> Label:
    row = words(text, size, colour).move_to([region.centre[0], y, 0.0])
    row.in_table = True
    return row.shift([0.0, y - row.midline, 0.0])


class Summary:
    """Three cards side by side: what areas give, and what the training step needs instead.

    average, chance, step: the cards. mean: the picture of the first; `room` of the second takes the bell;
    training: the picture of the third, in which the ball steps.
    """

    def __init__(self, story: AreaStory, levelled: Tracker, taken: Tracker) -> None:
        columns = layout.STAGE.columns(3, 0.2)
        self.average = Card(columns[0], "integral", "averages", THEME.area)
        self.chance = Card(columns[1], "integral", "chances", THEME.area)
        self.step = Card(columns[2], "derivative", "training step", THEME.slope)
        self.plates = tuple(card.plate for card in (self.average, self.chance, self.step))
        small = Plane(self.average.room, story.mean_window, numbers=(False, False))
        self.mean = VGroup(small, small.curve(story.function), level(small, story.expected, levelled))
        walk = story.step
        self.plane = Plane(self.step.room, story.step_window, numbers=(False, False))
        self.ball = actors.dot(self.plane, walk.at, taken, "small_ball")
        touching = actors.tangent(self.plane, walk.at, walk.slope_at, taken, "small_tangent", 1.0)
        self.training = VGroup(self.plane, self.plane.curve(walk.function), self.ball, touching)
