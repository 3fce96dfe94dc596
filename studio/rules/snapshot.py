"""Snapshot of a lesson's stage: every shape that can be seen and every text that can be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from manim import MathTypst, Mobject, VMobject

from studio.lesson.lesson import Lesson
from studio.stage.formula import Formula
from studio.stage.listing import Listing, Printout
from studio.stage.readout import Readout
from studio.stage.shapes import Box, Boxes, box_of, family, is_scenery, is_seen, opacity
from studio.stage.style import TICK
from studio.stage.text import CodeLine, Label

CURVE = 4  # points; with fewer nothing is drawn


@dataclass(frozen=True)
class Text:
    """A text on the stage.

    says: the text. cap_height: of its capitals, in frame units. owner: the same for all lines of a listing or
    a printout. brought: the mobject with which the lesson brought it on stage.
    """

    mobject: Mobject
    says: str
    cap_height: float
    owner: int
    brought: Mobject

    @cached_property
    def box(self) -> Box:
        return box_of(self.mobject)

    @property
    def name(self) -> str:
        return f"the text {self.says!r}"


class Snapshot:
    """The shapes and texts of one moment, gathered when they are first asked for."""

    def __init__(self, lesson: Lesson, boxes: Boxes) -> None:
        self._lesson, self._boxes = lesson, boxes

    @cached_property
    def shades(self) -> list[tuple[VMobject, float]]:
        """Every shape that can be seen, with its opacity."""
        return list(_shaded(self._lesson))

    @cached_property
    def leaves(self) -> list[VMobject]:
        return [leaf for leaf, _ in self.shades]

    @cached_property
    def shapes(self) -> list[tuple[VMobject, Box]]:
        """The leaves with their boxes."""
        return [(leaf, self._boxes(leaf) if not leaf.submobjects else box_of(leaf)) for leaf in self.leaves]

    @cached_property
    def texts(self) -> list[Text]:
        return list(standing_texts(self._lesson))


def leaves(lesson: Lesson) -> Iterator[VMobject]:
    """Return every shape that stands on the stage and can be seen."""
    return (leaf for leaf, _ in _shaded(lesson))


def _shaded(lesson: Lesson) -> Iterator[tuple[VMobject, float]]:
    for mobject in lesson.standing():
        for member in family(mobject):
            if len(member.points) < CURVE or is_scenery(member) or not _is_shape(type(member)):  # type: ignore[arg-type]
                continue
            if (shade := opacity(member)) > 0:
                yield member, shade


def standing_texts(lesson: Lesson) -> Iterator[Text]:
    """Yield every text that can be read now; a line of code, or a formula, is one text."""
    for brought in lesson.standing():
        yield from texts_in(brought)


def texts_in(brought: Mobject) -> Iterator[Text]:
    """Yield every text that can be read now of what the lesson brought on stage as one mobject."""
    return _texts_in(brought, id(brought), brought)


def _texts_in(mobject: Mobject, owner: int, brought: Mobject) -> Iterator[Text]:
    kind = _kind(type(mobject))  # type: ignore[arg-type]
    if kind == "lines":
        owner = id(mobject)
    elif kind:
        owner = owner if kind == "line" else id(mobject)
        if is_seen(mobject):
            yield Text(mobject, mobject.text, mobject.cap_height, owner, brought)
        return
    for part in mobject.submobjects:
        yield from _texts_in(part, owner, brought)


# Manim's classes take long to be asked what they are, and there are only so many of them. To mypy, which
# takes manim as untyped, they cannot be keys.


@cache
def _is_shape(kind: type[Any]) -> bool:
    return issubclass(kind, VMobject)


@cache
def _kind(kind: type[Any]) -> str:
    """Return the sort of text that a class is: "lines" of code or output, one "line", "text", or ""."""
    if issubclass(kind, (Listing, Printout)):
        return "lines"
    if issubclass(kind, CodeLine):
        return "line"
    return "text" if issubclass(kind, (Label, Readout, MathTypst, Formula)) else ""


def words_in(text: Text) -> int:
    """Return the number of words to read: a formula is one; tables, code and ticks count none."""
    if isinstance(text.mobject, CodeLine) or getattr(text.mobject, "in_table", False):
        return 0
    if isinstance(text.mobject, (MathTypst, Formula)):
        return 1
    return 0 if text.cap_height <= TICK else len(text.says.split())
