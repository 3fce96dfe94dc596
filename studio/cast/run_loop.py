"""The training loop as it runs: the ring with numbers, the bowl inside, the line, and the loss by trip."""

from __future__ import annotations

from functools import partial
from typing import Any

from manim import VGroup

from calc.line import label, shown
from calc.stories.whole_loop import WholeLoop
from calc.wording import in_places
from studio.cast.line_plane import LinePlane, line_window
from studio.cast.loop_ring import INSIDE, RING, LoopRing
from studio.cast.surface import Bowl
from studio.lesson.motion import Reading
from studio.stage import style
from studio.stage.following import follow
from studio.stage.marks import Target
from studio.stage.plane import Plane
from studio.stage.text import Label, words
from studio.stage.theme import THEME, Region
from studio.stage.traces import drawn

_LINE, _LOSSES = Region(-6.4, -2.85, -2.7, 2.75), Region(3.75, 6.05, -2.15, 2.75)


class RunLoop:
    """ring, bowl with its ball, and, on the left, the line with its dots; all of them follow `trips`.

    plane, fallen: the loss from trip to trip, with the names of the axes. bias: a tracker, held still.
    """

    def __init__(self, story: WholeLoop, trips: Any, bias: Any) -> None:
        now = trips.get_value
        rows = zip(*map(story.numbers, range(story.trips + 1)), strict=True)
        longest = [max((str(in_places(number, 2)) for number in row), key=len) for row in rows]
        numbers = [(lambda k=k: story.numbers(now())[k], 2, text) for k, text in enumerate(longest)]
        self.ring = LoopRing(*RING, Reading(lambda: min(now(), story.followed)), numbers)
        self.bowl = Bowl(story.relief, INSIDE)
        self.bowl.remove(self.bowl.floor)
        self.ball = self.bowl.dot(lambda trips: (story.weight(trips), story.bias), trips)
        weights = float(story.walk.iterates[0]), float(story.walk.iterates[-1])
        window = line_window(story.model, weights, story.bias)
        self.line = LinePlane(_LINE, story.model, window, Reading(lambda: story.weight(now())), bias)
        self.plane = Plane(_LOSSES, story.losses_window)
        x, y = story.naming
        names = (
            self._name(label("trips"), THEME.muted, x, 0.13 * y),
            self._name(label("loss"), THEME.loss, 0.43 * x, y),
        )
        # The curve goes on as the loss falls on its plate.
        computed = Reading(lambda: story.computed(now()))
        fallen = drawn(self.plane, story.loss_after, computed, 0.0, THEME.loss)
        self.fallen = VGroup(fallen, *names)

    def _name(self, text: str, colour: str, x: float, y: float) -> Label:
        """Return the name of an axis of `plane`, at these numbers of it."""
        name = words(shown(text), style.LABEL, colour)
        name.in_table = True
        named: Label = follow(name, partial(self._place, x, y), self.plane.moment)
        return named

    def _place(self, x: float, y: float, label: Label) -> None:
        label.move_to(self.plane.point(x, y))

    def targets(self) -> list[Target]:
        """Return a ring round each dot that the line now goes through."""
        return [Target(self.line.point(*dot)) for dot in self.line.model.points]
