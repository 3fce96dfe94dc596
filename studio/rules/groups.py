"""Count what stands on the stage in groups, as a viewer sees it: things that belong together count once.

A group is made of what the lesson brings on stage as one mobject (a plot with its ticks, a formula, a knob),
together with all that

- touches it or comes within `TOUCH` of it: connected things, and arrows with what they join, are seen as one;
- lies inside it, where it is a plot or a closed outline: a common region binds stronger than distance;
- names it, as `studio.stage.text.naming` declares.

(Palmer and Rock 1994 for connectedness, Palmer 1992 for common region.) Tables and printed lines are looked
up, not taken in, and count as none.
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from manim import Circle, Dot, Mobject, Polygram, VMobject
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from studio.lesson.lesson import Lesson
from studio.rules.findings import Ledger
from studio.stage.listing import Printout
from studio.stage.marks import RoundedBox
from studio.stage.plane import Plane
from studio.stage.shapes import Box, box_of, covers, gap, opacity, outline
from studio.stage.theme import THEME

TOUCH = THEME.body  # no farther apart than a capital is tall, as words of one line are
ON_SCREEN = 7
NEW = 2


class Unit:
    """A mobject that the lesson brought on stage as one, with the parts of it that can be seen."""

    def __init__(self, mobject: Mobject) -> None:
        self.mobject = mobject
        self.family = mobject.get_family()
        seen = [part for part in self.family if isinstance(part, VMobject) and part.has_points()]
        self.shapes = [part for part in seen if opacity(part) > 0 and not getattr(part, "scenery", False)]
        self.box: Box = (0.0, 0.0, 0.0, 0.0)
        if self.shapes:
            left, right, bottom, top = zip(*map(box_of, self.shapes), strict=True)
            self.box = (min(left), max(right), min(bottom), max(top))
        self.exempt = isinstance(mobject, Printout) or any(getattr(p, "in_table", False) for p in self.family)
        self._points: NDArray[np.float64] | None = None

    @property
    def points(self) -> NDArray[np.float64]:
        """Points along all its outlines, (n, 3), in frame units."""
        if self._points is None:
            self._points = np.concatenate([outline(shape) for shape in self.shapes])
        return self._points

    def regions(self) -> Iterator[Box]:
        """Yield the parts of the frame that it encloses: a plot, or a closed outline."""
        for part in self.family:
            if isinstance(part, Plane):
                yield (part.region.left, part.region.right, part.region.bottom, part.region.top)
        for shape in self.family:
            closed = isinstance(shape, (Polygram, Circle, RoundedBox)) and not isinstance(shape, Dot)
            if closed and shape.has_points():
                yield box_of(shape)

    def belongs_to(self, other: "Unit") -> bool:
        """Return whether it names the other, or lies inside it."""
        named = [getattr(part, "named", lambda: None)() for part in self.family]
        if any(thing is part for thing in named if thing is not None for part in other.family):
            return True
        left, right, bottom, top = self.box
        x, y = (left + right) / 2, (bottom + top) / 2
        return any(covers(region, (x, x, y, y)) for region in other.regions())

    def touches(self, other: "Unit") -> bool:
        """Return whether their outlines come within TOUCH of each other."""
        if gap(self.box, other.box) > TOUCH:
            return False
        nearest, _ = cKDTree(self.points).query(other.points, distance_upper_bound=TOUCH)
        return bool(np.isfinite(nearest).any())


def groups(lesson: Lesson) -> list[list[Mobject]]:
    """Return the groups on the stage now, each as the mobjects that the lesson brought on."""
    units = [unit for unit in map(Unit, lesson.standing()) if unit.shapes and not unit.exempt]
    parent = list(range(len(units)))

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    for one, other in combinations(range(len(units)), 2):
        if root(one) != root(other):
            a, b = units[one], units[other]
            if a.belongs_to(b) or b.belongs_to(a) or a.touches(b):
                parent[root(one)] = root(other)
    found: dict[int, list[Mobject]] = {}
    for index, unit in enumerate(units):
        found.setdefault(root(index), []).append(unit.mobject)
    return list(found.values())


class GroupRules:
    """Rules on the number of groups on screen, and of those that a beat brought.

    Call it at each still picture. A group is new if nothing of it stood when the beat before ended.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._beat = ""
        self._before: list[Mobject] = []
        self._standing: list[Mobject] = []
        self._new: list[list[Mobject]] = []  # what this beat brought, group by group

    def __call__(self, lesson: Lesson) -> None:
        beat = lesson.beat_name
        if beat != self._beat:
            self._beat, self._before, self._new = beat, self._standing, []
        now = groups(lesson)
        self._standing = [mobject for group in now for mobject in group]
        old = set(map(id, self._before))
        for group in now:
            if not any(id(mobject) in old for mobject in group):
                self._add(group)
        self._ledger.note("groups on screen", beat, "all groups", len(now), ON_SCREEN)
        subject = "the groups " + ", ".join(sorted(type(group[0]).__name__ for group in self._new))
        self._ledger.note("new groups", beat, subject, len(self._new), NEW)

    def _add(self, group: list[Mobject]) -> None:
        """Count a new group once, however it grows while the beat goes on."""
        for known in self._new:
            if any(mobject is other for mobject in known for other in group):
                known += [mobject for mobject in group if not any(mobject is other for other in known)]
                return
        self._new.append(group)
