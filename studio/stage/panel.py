"""Panel: a plate that takes rows of a table, results and words from top to bottom, and places them itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from manim import LEFT, RIGHT, UP, Animation, Line, Transform, VGroup, VMobject
from numpy.typing import ArrayLike

from calc.line import shown
from calc.tongue import tongue
from calc.wording import Wording, decimals
from studio.stage import style
from studio.stage.formula import Formula
from studio.stage.layout import PADDING, PANEL
from studio.stage.marks import panel
from studio.stage.readout import Readout
from studio.stage.style import tint
from studio.stage.text import Label, code, math, words
from studio.stage.theme import THEME, Region

_PITCH = 0.58  # from row to row
_APART = 0.35  # units between two cells, at least
_BESIDE = 0.2  # and between a name and what is as large as finds room
_LINE = 0.78  # from line to line of a derivation
_LEAST = 0.14  # units between two words of a head that is not made for them


class Panel:
    """Places what it is given below what it was given before; the lesson brings each on when it is told.

    plate: the panel itself, by default a new one; one that stands already is written on anew. region: where
    it is. written: all that it has been given.
    """

    def __init__(self, region: Region, plate: VMobject | None = None) -> None:
        self.region = region
        self.plate = plate or panel(region)
        self.written: list[VMobject] = []
        self._edges: list[float] = []  # of columns that `fit` has made room for
        self._top = region.top - PADDING

    @staticmethod
    def wide_enough(rows: Sequence[Sequence[Any]]) -> Region:
        """Return the region of a panel in which the cells of these rows find room, as narrow as may be."""
        widths = [sum(float(_cell(cell).width) for cell in row) + _APART * (len(row) - 1) for row in rows]
        left = min(PANEL.left, PANEL.right - 2 * PADDING - max(widths, default=0.0))
        return Region(left, PANEL.right, PANEL.bottom, PANEL.top)

    @property
    def left(self) -> float:
        return self.region.left + PADDING

    @property
    def right(self) -> float:
        return self.region.right - PADDING

    def into(self, region: Region, seconds: float = style.TURN) -> Animation:
        """Return the play that brings its plate into another region; what stands on it stays where it is."""
        self.region = region
        moved: Animation = Transform(self.plate, panel(region), run_time=seconds)
        return moved

    def fit(self, *rows: Sequence[Any]) -> None:
        """Let the columns of the next rows, of which these are all, stand as far apart as has room.

        They stay where they are by default if that is enough.
        """
        widths = [max(float(_cell(cell).width) for cell in column) for column in zip(*rows, strict=True)]
        edges = [self.left + widths[0], *self._even(len(widths))[1:]]
        apart = [
            right - left - width for (left, right), width in zip(pairwise(edges), widths[1:], strict=True)
        ]
        gap = (self.right - self.left - sum(widths)) / (len(widths) - 1)
        fitted = [self.left + sum(widths[: k + 1]) + gap * k for k in range(len(widths))]
        self._edges = [] if min(apart) >= _LEAST else fitted

    def _even(self, count: int) -> list[float]:
        """Return where so many columns stand by default: the left end of the first, right ends of others."""
        return [self.left + (self.right - self.left) * k / max(count - 1, 1) for k in range(count)]

    def row(self, *cells: Any, height: float = _PITCH) -> VGroup:
        """Return the next row: the first cell at the left edge, the last at the right one, others between.

        A cell is a mobject, text, or a worded number (in monospace digits).
        """
        made = [_cell(cell) for cell in cells]
        y = self._top - height / 2
        edges = [self.left, *(self._edges or self._even(len(made)))[1:]]
        for index, (cell, x) in enumerate(zip(made, edges, strict=True)):
            cell.in_table = True  # a table is looked up, not read: its words do not count as text to read
            edge = LEFT if index == 0 else RIGHT
            if isinstance(cell, Readout):
                cell.stand(np.array([x, y, 0.0]))
                continue
            cell.move_to([x, y, 0.0], edge)
            if isinstance(cell, Label):  # by their capitals: a "p" does not push its row up
                cell.shift((y - cell.midline) * UP)
        for left, right in reversed([*pairwise(made)]):  # a long word makes room for the one after it
            over = float(left.get_right()[0] - right.get_left()[0]) + _LEAST
            if over > 0 and left is not made[0]:
                left.shift(over * LEFT)
        self._top -= height
        return self._write(VGroup(*made))

    def add_bars(self, rows: Sequence[VGroup], lengths: Sequence[float], colour: str) -> None:
        """Add a bar to each row, between its cells, in proportion to these lengths, all from one edge."""
        left = max(float(row[0].get_right()[0]) for row in rows) + 0.3
        room = min(float(row[-1].get_left()[0]) for row in rows) - 0.3 - left
        for row, length in zip(rows, lengths, strict=True):
            y, reach = row.get_center()[1], max(room * length / max(lengths), 0.02)
            row.add(Line([left, y, 0], [left + reach, y, 0], color=colour, stroke_width=style.MISS))

    def head(self, *names: str) -> VGroup:
        """Return the row of what the columns are called, muted; a letter stands for a variable."""
        return self.row(*map(heading, names))

    def running(
        self,
        name: Any,
        value: Callable[[], float],
        seen: ArrayLike,
        colour: str | None = None,
        least: int = 2,
    ) -> VGroup:
        """Return the row of a number that changes as it is watched.

        seen: values that it passes; they tell how many decimals it has, at least `least`.
        """
        places = decimals(float(np.min(seen)), float(np.max(seen)), least=least, digits=3)
        return self.row(name, Readout(value, places, size=style.LABEL, colour=colour))

    def rule(self) -> Line:
        """Return a line across the panel, below what stands there."""
        y = self._top - 0.1
        self._top -= 0.25
        line = Line(
            [self.left, y, 0], [self.right, y, 0], color=tint(THEME.muted, 0.5), stroke_width=style.AXIS
        )
        line.scenery = True
        return self._write(line)

    def result(self, name: str, value: Wording | str, colour: str | None = None) -> VGroup:
        """Return the row of a result: its name and its value, as large as results are where it fits."""
        label = words(shown(name), style.LABEL, THEME.muted)
        result = self._fitting(lambda size: number(value, colour or THEME.slope, size), style.RESULT, label)
        return self.row(label, result, height=0.8)

    def table(
        self, names: Sequence[str], rows: Iterable[Sequence[Wording]], colours: Iterable[str | None]
    ) -> list[VGroup]:
        """Return the row of what the columns are called, and rows of numbers in these colours."""
        cells = [[*map(heading, names)], *([*map(number, row, colours)] for row in rows)]
        self.fit(*cells)
        made = [self.row(*each) for each in cells]
        self._edges = []
        return made

    def chain(self, *lines: Sequence[Any]) -> list[Formula]:
        """Return the lines of a derivation, terms with one "=" each, these one below the other.

        All have the size of formulas, or a smaller one in which the widest sides have room, no less than that
        of labels. A line that goes on from the one before begins with an empty term.
        """
        told = [[term for term in line if term and term[0]] for line in lines]
        made = [Formula(*line) for line in told]
        signs = [line.terms[terms.index("=")] for line, terms in zip(made, told, strict=True)]
        before = max(float(s.get_left()[0] - m.get_left()[0]) for m, s in zip(made, signs, strict=True))
        after = max(float(m.get_right()[0] - s.get_left()[0]) for m, s in zip(made, signs, strict=True))
        smaller = min(1.0, (self.right - self.left) / (before + after))
        smaller = max(style.LABEL / style.FORMULA, smaller)
        for line, sign in zip(made, signs, strict=True):
            line.resize(smaller)
            self._top -= _LINE
            line.in_table = True  # looked up, as a table is
            line.shift((self.left + smaller * before - sign.get_left()[0]) * RIGHT)
            line.shift((self._top + _LINE / 2 - line.size / 2 - line.baseline) * UP)
            self._write(line)
        return made

    def _fitting(self, made: Callable[[float], Any], size: float, beside: VMobject) -> Any:
        """Return what is made, in this size; smaller (not than labels) if it has no room there."""
        found, room = made(size), self.right - self.left - beside.width - _BESIDE
        return found if found.width <= room else made(max(style.LABEL, size * room / found.width))

    @property
    def rest(self) -> Region:
        """The part of the panel below what stands there."""
        return Region(self.region.left + 0.15, self.right, self.region.bottom + 0.1, self._top - 0.1)

    def skip(self, height: float) -> None:
        """Leave room for something that places itself."""
        self._top -= height

    def put(self, mobject: VMobject, height: float | None = None) -> VMobject:
        """Return the mobject, placed at the left edge below what stands there; shrunk where too wide."""
        if mobject.width > self.right - self.left:
            mobject.scale((self.right - self.left) / mobject.width)
        room = mobject.height + 0.25 if height is None else height
        mobject.move_to([self.left, self._top - room / 2, 0.0], LEFT)
        self._top -= room
        return self._write(mobject)

    def _write(self, mobject: Any) -> Any:
        self.written.append(mobject)
        return mobject


def heading(name: str) -> Any:
    """Return what a column is called, muted; a letter stands for a variable."""
    if len(name) == 1:
        return math(name, style.LABEL, THEME.muted)
    return words(shown(name), style.LABEL, THEME.muted)


def number(value: Wording | str, colour: str | None = None, size: float = style.LABEL) -> Any:
    """Return a number in monospace digits."""
    line = code(tongue().written(str(value)), size, colour)
    return line.move_to(np.zeros(3))


def _cell(cell: Any) -> Any:
    if isinstance(cell, Wording):
        return number(cell)
    return words(shown(cell), style.LABEL) if isinstance(cell, str) else cell
