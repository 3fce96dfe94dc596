"""A program on screen with its current line lit, and what it prints, line by line."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from manim import UP, Animation, VGroup
from numpy.typing import NDArray

from studio.stage import style
from studio.stage.marks import RoundedBox
from studio.stage.style import Layer, tint
from studio.stage.text import code, code_advance
from studio.stage.theme import THEME, Region

#: From line to line, in cap heights.
PITCH = 1.75


def coloured(text: str, colours: Mapping[str, str]) -> dict[tuple[int, int], str]:
    """The ranges of the text that match each pattern, with their colours."""
    return {match.span(): shade for pattern, shade in colours.items() for match in re.finditer(pattern, text)}


def wrapped(line: str, columns: int) -> list[str]:
    """A line of code in rows of at most `columns` characters, broken at blanks; later ones are indented."""
    indent = len(line) - len(line.lstrip()) + 8
    rows = [line]
    while len(rows[-1]) > columns:
        at = rows[-1].rfind(" ", indent + 1 if len(rows) > 1 else indent - 7, columns + 1)
        if at <= 0:
            at = columns
        rest = rows[-1][at:].lstrip()
        rows[-1] = rows[-1][:at].rstrip()
        rows.append(" " * indent + rest)
    return rows


def _line(
    text: str,
    colours: Mapping[str, str],
    size: float,
    top_left: NDArray[np.float64],
    row: float,
    pitch: float,
) -> VGroup:
    line = code(text, size, colours=coloured(text, colours))
    return line.shift(top_left + (size * (1 + pitch * row)) * -UP)


class Listing(VGroup):
    """The lines of a program below `top_left`; `colours` gives a colour to what matches a pattern.

    columns: a line that is longer goes on in a row below it.
    """

    def __init__(
        self,
        source: str,
        colours: Mapping[str, str],
        top_left: NDArray[np.float64],
        size: float = THEME.label,
        columns: int = 1000,
        pitch: float = PITCH,
    ) -> None:
        rows = [wrapped(line, columns) for line in source.splitlines()]
        self._first_rows = np.cumsum([0, *map(len, rows)])
        texts = [text for line in rows for text in line]
        self.text = source
        self._size, self._top_left, self._pitch = size, top_left, pitch * size
        self._width = max(map(len, texts)) * code_advance(size)
        self.lines = VGroup(
            *(_line(text, colours, size, top_left, row, pitch) for row, text in enumerate(texts))
        )
        self.bar = self._bar_over((0,)).set_opacity(0)
        super().__init__(self.bar, self.lines)

    @property
    def rows(self) -> int:
        """The number of rows that its lines take up."""
        return len(self.lines)

    @property
    def bottom(self) -> float:
        """The y below the last line at which the next thing may begin."""
        return float(self._top_left[1]) - self._pitch * len(self.lines)

    def light(self, *lines: int) -> Animation:
        """Light these neighbouring lines: the bar glides there from the lines it lit before."""
        first = self._first_rows
        rows = [row for line in lines for row in range(first[line], first[line + 1])]
        if self.bar.get_fill_opacity() == 0:  # not seen before its play: a hold may come first
            self.bar.become(self._bar_over(rows).set_fill(opacity=0))
        lit: Animation = self.bar.animate.become(self._bar_over(rows)).build()
        return lit

    def _bar_over(self, rows: Sequence[int]) -> RoundedBox:
        left, top = self._top_left[:2]
        bottom = top + (self._pitch - self._size) / 2 - (max(rows) + 1) * self._pitch
        over = Region(left - 0.15, left + self._width + 0.15, bottom, bottom + len(rows) * self._pitch)
        looks = {"fill_color": tint(THEME.parameter, style.FAINT), "fill_opacity": 1, "stroke_width": 0}
        return RoundedBox(over, 0.08, **looks).set_z_index(Layer.PLATE)


#: Stands for the lines that are left out.
FOLD = "…"


def folded(texts: Sequence[str], first: int, last: int) -> tuple[str, ...]:
    """The first and the last of the lines, with dots in between where any are left out."""
    if first + last >= len(texts):
        return tuple(texts)
    return (*texts[:first], FOLD, *texts[len(texts) - last :])


class Printout(VGroup):
    """The last few of the lines that a program has printed, below `top_left`; older ones scroll away.

    `show` takes the number printed so far. A number between two whole ones is a line on its way in: it
    fades in, and the rest move up to make room, over the last part of the way.
    """

    ARRIVING = 0.8  # the share of a step during which its line comes in

    def __init__(
        self,
        texts: Sequence[str],
        colours: Mapping[str, str],
        top_left: NDArray[np.float64],
        rows: int,
        size: float = THEME.label,
        pitch: float = PITCH,
    ) -> None:
        self.texts, self.rows, self.colours = tuple(texts), rows, dict(colours)
        self._pitch = pitch * size
        # Two slots more than there are rows: while one line comes in, another goes out, and one rests empty,
        # so that none is emptied at the top and filled at the bottom from one frame to the next.
        super().__init__(*(_line(texts[0], colours, size, top_left, row, pitch) for row in range(rows + 2)))
        lines = (_line(text, colours, size, top_left, 0, pitch) for text in texts)
        self._shapes = [[part.points for part in line] for line in lines]
        for shapes in self._shapes:  # a line of fewer colours has its last parts empty
            shapes += [np.empty((0, 3))] * (len(self.submobjects[0]) - len(shapes))
        self.shown: tuple[str, ...] = ()
        self.printed = 0  # how many of them, whole ones only
        self.show(0)

    def show(self, printed: float) -> "Printout":
        """Show the lines printed so far, 0 to the number of lines."""
        whole = int(printed + 1e-6)
        coming = max(0.0, 1 - (1 - (printed - whole)) / self.ARRIVING)
        coming = min(1.0, coming) if whole < len(self.texts) else 0.0
        scrolled = max(0.0, whole + coming - self.rows)
        first = int(scrolled)
        slots = len(self.submobjects)
        for index in range(first, first + slots):
            line = self.submobjects[index % slots]  # a line keeps its slot while it can be seen
            opacity = 1.0 if index < whole else coming if index == whole else 0.0
            if index < scrolled:  # on its way out at the top
                opacity *= 1 - min(scrolled - index, 1.0)
            down = (index - scrolled) * self._pitch
            for part, points in zip(line, self._shapes[min(index, len(self.texts) - 1)], strict=True):
                part.set_points(points - down * UP if opacity else points[:0])
                part.set_fill(opacity=opacity)
        self.printed, self.shown = whole, self.texts[max(0, whole - self.rows) : whole]
        return self
