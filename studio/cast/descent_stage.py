"""Where a descent plays: its curve on the left, its program and what it prints on the right."""

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, VGroup

from calc.descent import Descent
from calc.stories.descent import place_digits
from calc.viewport import bottom_of
from calc.window import Window, ticks
from studio.stage.listing import Listing, Printout, folded, wrapped
from studio.stage.plot import Axis, Plot, tick_room
from studio.stage.text import code_advance, math
from studio.stage.theme import THEME, Region

COLUMNS = 41  # characters in a row of the program
ROWS = 14  # of the program and its print together
_LEAST_PRINTED, _MOST_PRINTED = 3, 6  # rows
_BAND = 1.05  # units above the plot for the formulas, at least
_TICKS_APART = 1.2  # units between the labels of two places


class DescentStage:
    """The plot with the formulas above it, and the corner of the program; sized by the walk.

    Raises:
        ValueError: the program is too long to stand beside the curve.
    """

    def __init__(self, walk: Descent, window: Window) -> None:
        self.walk, self.window = walk, window
        rows = [row for line in walk.program.splitlines() for row in wrapped(line, COLUMNS)]
        most = ROWS - _LEAST_PRINTED
        if len(rows) > most:
            raise ValueError(
                f"the formula is too long to show as a program beside its curve: it takes {len(rows)} rows, "
                f"and there is room for {most}; give a shorter one"
            )
        self.printed_rows = min(_MOST_PRINTED, ROWS - len(rows))
        width = max(map(len, [*rows, *walk.lines])) * code_advance(THEME.label)
        stage = THEME.stage
        self.corner = np.array([stage.right - width - 0.15, stage.top - 0.05, 0.0])
        room = Region(stage.left, self.corner[0] - 0.45, stage.bottom + 0.45, stage.top)
        self.formula, self.slope_formula = self._typeset(room.width)
        self.formulas = VGroup(*(each for each in (self.formula, self.slope_formula) if each is not None))
        self.formulas.arrange(DOWN, buff=0.2, aligned_edge=LEFT)
        self.formulas.move_to([stage.left + 0.1, stage.top, 0.0], UP + LEFT)
        # Not a tick at the very bottom, where the other axis is.
        above = window.bottom + 0.04 * (window.top - window.bottom)
        heights = tuple(mark for mark in ticks(window.bottom, window.top, 3) if mark > above)
        band = max(_BAND, self.formulas.height + 0.55)
        region = Region(stage.left + tick_room(heights) + 0.15, room.right, room.bottom, stage.top - band)
        across = Axis(
            window.left,
            window.right,
            ticks=self._places(region),
            name=walk.function.variable,
            digits=place_digits(walk),
        )
        self.plot = Plot(region, across, Axis(window.bottom, window.top, ticks=heights))
        # Beyond the end of its axis, where no curve of the plot can pass.
        name = self.plot.names[0].next_to(self.plot.axes[0].get_end(), RIGHT, buff=0.12).shift(0.38 * DOWN)
        name.shift(max(0.0, stage.bottom - float(name.get_bottom()[1])) * UP)  # of a tall letter
        #: Where labels of the plot may stand.
        self.beside = Region(stage.left, self.corner[0] - 0.25, stage.bottom, stage.top)

    def _typeset(self, room: float) -> tuple[VGroup | None, VGroup | None]:
        """The function and its slope, each if it is not wider than there is room."""
        f, name = self.walk.function, self.walk.function.variable
        formulas = (
            math(f"f({name}) = {f.typst}", THEME.label, THEME.loss),
            math(f"f'({name}) = {f.slope_typst}", THEME.label, THEME.slope),
        )
        first, second = (formula if formula.width <= room else None for formula in formulas)
        return first, second

    def _places(self, region: Region) -> tuple[float, ...]:
        """The ticks of x: the start and, if there is room for both, the goal."""
        start, goal = float(self.walk.iterates[0]), bottom_of(self.walk)
        if goal is None or not self.window.left < goal.x < self.window.right:
            return (start,)
        apart = abs(goal.x - start) / (self.window.right - self.window.left) * region.width
        return (start,) if apart < _TICKS_APART else tuple(sorted((goal.x, start)))

    def listing(self) -> Listing:
        """The program, its variable and its slope in their colours."""
        name = self.walk.function.variable
        colours = {rf"(?<![\w(]){name}(?!\w)": THEME.parameter, r"slope": THEME.slope}
        return Listing(self.walk.program, colours, self.corner, columns=COLUMNS)

    def printout(self, followed: int, below: float) -> Printout:
        """What is printed, from this y downwards; between the steps followed and the last ones stand dots."""
        name = self.walk.function.variable
        colours = {rf"{name} = [-+\de.]+": THEME.parameter, rf"f\({name}\) = [-+\de.]+": THEME.loss}
        texts = folded(self.walk.lines, followed, self.printed_rows - 1)
        return Printout(texts, colours, np.array([self.corner[0], below, 0.0]), rows=self.printed_rows)
