"""Program: a listing in a panel and, below it, what it has printed so far; it sizes itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from studio.stage import style
from studio.stage.following import follow
from studio.stage.layout import CODE, PADDING
from studio.stage.listing import Listing, Printout, folded, wrapped
from studio.stage.panel import Panel
from studio.stage.text import code_advance
from studio.stage.theme import THEME, Region
from studio.stage.witness import Rows

COLUMNS = 41  # characters in a row of the program
_PITCHES = 1.75, 1.65, 1.55, 1.45  # of its rows, in cap heights: the more rows, the tighter
_LEAST, _MOST = 3, 6  # printed rows
_EDGE = 0.3  # units above and below the rows
_RULE = 0.3  # units between the program and what it prints


class Program:
    """A program of few rows, set on the right of the stage as wide as its longest row.

    panel: the plate; region: where it is. plate, listing, rule and printout are brought on by the lesson.

    Raises:
        ValueError: the program is too long to stand beside its plot.
    """

    def __init__(
        self,
        source: str,
        prints: Sequence[str],
        variable: str,
        followed: int,
        taken: Callable[[], float],
    ) -> None:
        rows = [row for line in source.splitlines() for row in wrapped(line, COLUMNS)]
        room = CODE.height - 2 * _EDGE - _RULE
        pitch, least = fitting(source)
        printed = min(_MOST, int(room / (pitch * style.LABEL)) - len(rows), len(prints))
        printed = max(printed, min(least, len(prints)))
        width = max(map(len, [*rows, *prints])) * code_advance(style.LABEL) + 2 * PADDING
        self.region = Region(CODE.right - width, CODE.right, CODE.bottom, CODE.top)
        panel = Panel(self.region)
        self.plate = panel.plate
        left_top = np.array([panel.left, CODE.top - _EDGE, 0.0])
        colours = {
            rf"(?<![\w(]){variable}(?!\w)": THEME.parameter,
            r"\bslope\b": THEME.slope,
            r"\blearning_rate\b": THEME.text,
        }
        self.listing = Listing(source, colours, left_top, style.LABEL, COLUMNS, pitch)
        panel.skip(pitch * style.LABEL * self.listing.rows)
        self.rule = panel.rule()
        shades = {
            rf"{variable} = [-+\de.]+": THEME.parameter,
            rf"f\({variable}\) = [-+\de.]+": THEME.loss,
        }
        texts = folded(prints, followed, max(printed - 1, 1))
        below = np.array([panel.left, self.listing.bottom - _RULE, 0.0])
        self.printout = Printout(texts, shades, below, printed, style.LABEL, pitch)
        entries, shown = len(texts), self.printout

        def show(printout: Printout) -> None:
            if printout is shown:  # a copy that manim fades in or out keeps the opacity it was given
                steps = taken()
                printout.show(min(steps, followed) if steps <= followed + 0.5 else entries)

        def witness(_: Any) -> Rows:
            steps = taken()
            return Rows(
                "printout", source, int(steps + 1e-6) if steps <= followed + 0.5 else len(prints), shown
            )

        self.printout.witness = witness
        follow(self.printout, show, taken)

    @property
    def body(self) -> list[Any]:
        """All that stands on the plate: the program, the rule below it, and what it has printed so far."""
        return [self.listing, self.rule, self.printout]


def fitting(source: str) -> tuple[float, int]:
    """Return how tightly a program is set, and how many printed rows there are at least.

    Raises:
        ValueError: there is no room for it.
    """
    rows = len([row for line in source.splitlines() for row in wrapped(line, COLUMNS)])
    room = CODE.height - 2 * _EDGE - _RULE
    for least in (_LEAST, 2):
        for pitch in _PITCHES:
            if (rows + least) * pitch * style.LABEL <= room:
                return pitch, least
    most = int(room / (_PITCHES[-1] * style.LABEL)) - 2
    raise ValueError(
        f"the formula is too long to show as a program beside its curve: it takes {rows} rows, "
        f"and there is room for {most}; give a shorter one"
    )
