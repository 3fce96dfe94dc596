"""The layout grid: the regions in which every lesson places what it shows. In frame units, the middle is 0.

Text and what is told stay inside `STAGE`; below it captions lie over the picture.
"""

from studio.stage.theme import Region

#: The lesson's name.
HEAD = Region(-6.4, -2.8, 3.05, 3.6)
#: The middle of the ring that counts a pause down, where nothing else has a place for it.
COUNTDOWN = (5.95, 3.16, 0.0)

#: One formula of one line, centred on its middle.
FORMULA_LINE = Region(-2.7, 4.3, 3.05, 3.6)

STAGE = Region(-6.4, 6.4, -2.25, 2.75)

#: A told thing all by itself.
HERO = STAGE
HERO_PLOT = Region(-5.55, 5.95, -2.15, 2.75)

#: One plot, and what is noted beside it. The plot leaves room for the numbers of its axes.
PLOT = Region(-5.55, 2.1, -2.15, 2.75)
BOWL = Region(-6.4, 2.1, -2.25, 2.75)
PANEL = Region(2.55, 6.4, -2.25, 2.75)

#: What is derived from a plot, line by line, beside it.
DERIVATION = Region(-0.4, 6.4, -2.25, 2.75)

#: Plots with their numbers inside (`studio.stage.plane.inner`): alone, beside a panel, and two side by side.
HERO_ROOM = Region(-6.4, 6.4, -2.7, 2.75)
PLOT_ROOM = Region(-6.4, 2.5, -2.7, 2.75)
LEFT_ROOM = Region(-6.4, -0.3, -2.7, 2.75)
RIGHT_ROOM = Region(0.2, 6.4, -2.7, 2.75)

#: Two things that are told together.
LEFT = Region(-6.3, -0.4, -2.25, 2.75)
RIGHT = Region(0.4, 6.4, -2.25, 2.75)

#: The object of a title card: on the right, so large that it runs out of the frame.
TITLE = Region(-1.9, 8.6, -3.4, 3.4)

#: At most so much has a program and what it prints, on the right; a plot beside it has the rest.
CODE = Region(-1.2, 6.4, -2.7, 2.75)


def beside(panel: Region) -> Region:
    """Return the room of a plot on the left of a panel, with its numbers and its name inside."""
    return Region(HERO_ROOM.left, panel.left - 0.1, HERO_ROOM.bottom, HERO_ROOM.top)


#: Padding inside a panel.
PADDING = 0.35


def plot_beside(panel: Region) -> Region:
    """Return the region of a plot on the left of a panel, as far from it as PLOT is from PANEL."""
    return Region(PLOT.left, panel.left - (PANEL.left - PLOT.right), PLOT.bottom, PLOT.top)


def four() -> tuple[Region, ...]:
    """Return four columns, 3.05 wide and 0.2 apart."""
    return STAGE.columns(4, 0.2)
