"""A card: one idea of a summary, with its kind above, its name below and room for a small picture."""

from __future__ import annotations

from studio.stage import style
from studio.stage.marks import panel
from studio.stage.text import Label, words
from studio.stage.theme import THEME, Region


class Card:
    """plate: the card. kind, name: its texts. room: the region of its picture."""

    def __init__(self, region: Region, kind: str, name: str, colour: str) -> None:
        self.plate = panel(region)
        self.kind = _row(kind, style.LABEL, THEME.muted, region, region.top - 0.5)
        self.name = _row(name, style.IDEA, colour, region, region.bottom + 0.5)
        self.room = Region(region.left + 0.4, region.right - 0.4, region.bottom + 1.45, region.top - 1.0)


def _row(text: str, size: float, colour: str, region: Region, y: float) -> Label:
    row = words(text, size, colour).move_to([region.centre[0], y, 0.0])
    row.in_table = True
    return row.shift([0.0, y - row.midline, 0.0])
