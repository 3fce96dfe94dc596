"""Snapshot of a lesson's stage: every shape that can be seen and every text that can be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from manim import Mobject, VMobject

from studio.lesson.lesson import Lesson
from studio.stage.formula import Formula
from studio.stage.listing import Listing, Printout
from studio.stage.readout import Readout
from studio.stage.shapes import Box, Boxes, box_of, is_scenery, is_seen, opacity
from studio.stage.style import TICK
from studio.stage.text import CodeLine, Label, Mathematics

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
    def _seen(self) -> "_Seen":
        return _standing(self._lesson)

    @property
    def shades(self) -> list[tuple[VMobject, float]]:
        """Every shape that can be seen, with its opacity."""
        return self._seen.shades

    @cached_property
    def leaves(self) -> list[VMobject]:
        return [leaf for leaf, _ in self.shades]

    @cached_property
    def shapes(self) -> list[tuple[VMobject, Box]]:
        """The leaves with their boxes."""
        return [(leaf, self._boxes(leaf) if not leaf.submobjects else box_of(leaf)) for leaf in self.leaves]

    @property
    def texts(self) -> list[Text]:
        """Every text that can be read; a line of code, or a formula, is one text."""
        return self._seen.texts


def leaves(lesson: Lesson) -> list[VMobject]:
    """Return every shape that stands on the stage and can be seen."""
    return [leaf for leaf, _ in _standing(lesson).shades]


def texts_in(brought: Mobject) -> list[Text]:
    """Return every text that can be read now of what the lesson brought on stage as one mobject."""
    return _Seen([brought]).texts


def _standing(lesson: Lesson) -> "_Seen":
    return _Seen(lesson.standing())


class _Seen:
    """Shapes that can be seen, with their opacities, and texts: found by one walk through mobjects.

    brought: what the lesson brought on stage, each as one mobject.
    """

    def __init__(self, brought: Iterable[Mobject]) -> None:
        self.shades: list[tuple[VMobject, float]] = []
        self.texts: list[Text] = []
        for mobject in brought:
            self._look(mobject, id(mobject), mobject)

    def _look(self, mobject: Any, owner: int, brought: Mobject, in_text: bool = False) -> None:
        """Look at a mobject and its parts. in_text: it is a part of a text."""
        is_shape, kind = _kind(type(mobject))  # type: ignore[arg-type]
        if kind and not in_text:
            owner = owner if kind == "line" else id(mobject)
            if (in_text := kind != "lines") and is_seen(mobject):
                self.texts.append(Text(mobject, mobject.text, mobject.cap_height, owner, brought))
        shaped = is_shape and len(mobject.points) >= CURVE and not is_scenery(mobject)
        if shaped and (shade := opacity(mobject)) > 0:
            self.shades.append((mobject, shade))
        for part in mobject.submobjects:
            self._look(part, owner, brought, in_text)


# Manim's classes take long to be asked what they are, and there are only so many of them. To mypy, which
# takes manim as untyped, they cannot be keys.


@cache
def _kind(kind: type[Any]) -> tuple[bool, str]:
    """Return whether a class is one of shapes, and which sort of text it is.

    That is "lines" of code or output, one "line", "text", or "".
    """
    is_shape = issubclass(kind, VMobject)
    if issubclass(kind, (Listing, Printout)):
        return is_shape, "lines"
    if issubclass(kind, CodeLine):
        return is_shape, "line"
    return is_shape, "text" if issubclass(kind, (Label, Readout, Mathematics, Formula)) else ""


def words_in(text: Text) -> int:
    """Return the number of words to read: a formula is one; tables, code and ticks count none."""
    if isinstance(text.mobject, CodeLine) or getattr(text.mobject, "in_table", False):
        return 0
    if isinstance(text.mobject, (Mathematics, Formula)):
        return 1
    return 0 if text.cap_height <= TICK else len(text.says.split())
