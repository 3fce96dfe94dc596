"""Rows of short entries in columns, which appear one by one."""

import re
from collections.abc import Sequence

from manim import LEFT, UP, FadeIn, Indicate, VGroup, VMobject

from calc.wording import Wording
from studio.lesson.lesson import Lesson
from studio.stage.text import Label, math, words
from studio.stage.theme import THEME

_PITCH = 0.54
_LONG = 8  # words: a number that takes so many, a learner hears for three seconds


class Table:
    """Places rows below (left, top); `columns` are the distances of the columns from `left`.

    It draws nothing of its own: each row is a mobject for the lesson to bring in when it is spoken of.
    """

    def __init__(self, left: float, top: float, columns: Sequence[float], head: Sequence[str]) -> None:
        self._left, self._top, self._columns = left, top, columns
        self._rows = 0
        # A single letter is a variable.
        entries = ((math if len(name) == 1 else words)(name, THEME.label, THEME.muted) for name in head)
        self.head = self.row(*entries)

    def row(self, *cells: VMobject) -> VGroup:
        """The next row, its cells placed on one line."""
        y = self._top - _PITCH * self._rows
        self._rows += 1
        for cell, column in zip(cells, self._columns, strict=True):
            cell.move_to([self._left + column, y, 0.0], LEFT)
            cell.in_table = True  # a table is looked up, not read: its words do not count as text to read
            if isinstance(cell, Label):  # by their capitals: a "p" does not push its row up
                cell.shift((y - cell.midline) * UP)
        return VGroup(*cells)


def bring(lesson: Lesson, entry: VMobject, said: Wording) -> None:
    """Show an entry as its number is said, and light it up once more where that takes long."""
    lesson.play(FadeIn(entry), run_time=0.4)
    if len(re.findall(r"[A-Za-z]+|\d", said.spoken)) >= _LONG:
        lesson.wait(1.0)
        lesson.play(Indicate(entry, 1.1, color=entry.get_color()), run_time=0.8)
