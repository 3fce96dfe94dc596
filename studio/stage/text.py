"""Words, code and mathematics as mobjects of a given cap height.

A line of text is one shape (or one a colour), not one a letter: it moves as one thing, and thirty
times fewer paths are drawn at each frame.
"""

import re
import weakref
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from manim import RIGHT, UP, BackgroundRectangle, Mobject, VGroup, VMobject

from calc.line import shown
from calc.tongue import tongue
from calc.wording import written
from studio.stage.glyphs import set_line
from studio.stage.shapes import twin
from studio.stage.style import Layer
from studio.stage.svg_path import Points
from studio.stage.theme import THEME
from studio.stage.typesetting import set_formula


class Label(VMobject):
    """A line of text as one shape, set on the baseline y = 0 and scaled to `cap_height`.

    `text` is what it says, `cap_height` how tall its capitals are.
    """

    def __init__(self, glyphs: Sequence[Points], text: str, cap_height: float, colour: str) -> None:
        super().__init__(fill_color=colour, fill_opacity=1, stroke_width=0)
        self.text, self.cap_height = text, cap_height
        self.set_points(np.concatenate(glyphs) * cap_height)
        self.set_z_index(Layer.TEXT)
        self._descent = -self._bottom()

    def _bottom(self) -> float:
        return float(self.points[:, 1].min())

    @property
    def midline(self) -> float:
        """The y half-way up its capitals: what lines up in a row, whatever hangs below the baseline."""
        return self._bottom() + self._descent + self.cap_height / 2


class CodeLine(VGroup):
    """A line of monospace text, one label a colour."""

    def __init__(self, labels: Sequence[Label], text: str, cap_height: float) -> None:
        super().__init__(*labels)
        self.text, self.cap_height = text, cap_height


def words(text: str, size: float = THEME.body, colour: str | None = None, weight: str = "MEDIUM") -> Label:
    """Running text, centred on the origin. `size` is the cap height in frame units.

    Text may hold the written|spoken pairs of `calc.wording`; the screen shows what is written, its numbers as
    they are written in the language that is spoken. Words are shown as they are (see `calc.line.shown`).
    """
    text = tongue().written(written(text))
    label: Label = twin(_label(text, size, colour or THEME.text, weight, THEME.font))
    return label


@lru_cache(maxsize=2048)
def _label(text: str, size: float, colour: str, weight: str, font: str) -> Label:
    return Label(set_line(text, font, weight), text, size, colour).center()


def code(
    text: str,
    size: float = THEME.body,
    colour: str | None = None,
    colours: Mapping[tuple[int, int], str] | None = None,
) -> CodeLine:
    """One line of monospace text, left end (with its leading spaces) at the origin, on its baseline.

    colours: colours of ranges (start, stop) of the text; the rest has `colour`, or that of text.
    """
    plain = colour or THEME.text
    shapes: dict[str, list[Points]] = {}
    texts: dict[str, str] = {}
    letters = [(column, character) for column, character in enumerate(text) if character != " "]
    glyphs = set_line("".join(character for _, character in letters), THEME.code_font, "NORMAL")
    advance = code_advance(1.0)
    for place, ((column, character), glyph) in enumerate(zip(letters, glyphs, strict=True)):
        shade = next((c for (start, stop), c in (colours or {}).items() if start <= column < stop), plain)
        moved = glyph + np.array([(column - place) * advance, 0.0, 0.0])
        shapes.setdefault(shade, []).append(moved)
        texts[shade] = texts.get(shade, "") + character
    return CodeLine([Label(run, texts[shade], size, shade) for shade, run in shapes.items()], text, size)


@lru_cache(maxsize=8)
def code_advance(size: float = THEME.body) -> float:
    """Distance from one monospace character to the next, in frame units, at cap height `size`."""
    row = set_line("H" * 11, THEME.code_font, "NORMAL")
    return float(row[10][:, 0].min() - row[0][:, 0].min()) / 10 * size


class Mathematics(VGroup):
    """Typst mathematics, a shape a sign, centred on the origin.

    `text` is its source, `cap_height` how tall its capitals are.
    """

    def __init__(self, source: str, cap_height: float, colour: str) -> None:
        super().__init__()
        for points, line in set_formula(source):
            shape = VMobject(
                color=colour, fill_opacity=0 if line else 1, stroke_width=100 * cap_height * line
            )
            self.add(shape.set_points(cap_height * points))
        self.text, self.cap_height = source, cap_height
        self.center().set_z_index(Layer.TEXT)


_mathematics = lru_cache(maxsize=512)(Mathematics)


def math(source: str, size: float = THEME.body, colour: str | None = None) -> Mathematics:
    """Mathematics from Typst source, with capitals as tall as those of `words` of the same size."""
    source = _in_language(written(source))
    formula: Mathematics = twin(_mathematics(source, size, colour or THEME.text))
    if not tongue().is_source:
        formula.text = _read(source)
    return formula


def math_text(source: str) -> str:
    """Return Typst mathematics as it is read, in the language that is spoken."""
    return source if tongue().is_source else _read(_in_language(source))


def _read(source: str) -> str:
    return re.sub(r'"([\d.,]+)"', r"\1", source)  # a number in quotes is still a number


def _in_language(source: str) -> str:
    """Return Typst mathematics with its words, in quotes, and its decimals in the language that is spoken."""
    if tongue().is_source:
        return source

    def word(found: re.Match[str]) -> str:
        told = shown(found[1]).replace("\\", "\\\\").replace('"', '\\"')
        return f'"{told}"'

    def number(found: re.Match[str]) -> str:
        told = tongue().written(found[0])
        return told if told == found[0] else f'"{told}"'  # a comma of mathematics has a gap behind it

    return re.sub(r"\d+\.\d+", number, re.sub(r'"([A-Za-z ]{2,})"', word, source))


def plated(label: Label, buff: float = 0.05) -> VGroup:
    """Return a label with a plate behind it, so that it can be read where lines pass."""
    plate = BackgroundRectangle(label, color=THEME.background, fill_opacity=1, buff=buff)
    return VGroup(plate.set_z_index(Layer.PLATE), label)


def naming(label: Any, thing: Mobject) -> Any:
    """Declare what a label, a number or a formula names, so that it is held to standing near it.

    Returns the label. It goes on naming the thing itself when manim copies it; it keeps no hold of it.
    """
    label.named = weakref.ref(thing)
    return label


def name_with_letter(name: str, symbol: str, size: float = THEME.label, colour: str | None = None) -> VGroup:
    """A word and the letter it goes by, on one baseline: "input t". `symbol` is Typst mathematics."""
    formula = math(f"upright(H) {symbol}", size, colour)
    reference = formula[0]  # its foot is the baseline
    formula.remove(reference)
    formula.text = symbol
    label = words(name, size, colour)
    baseline = label.midline - size / 2
    formula.shift((baseline - float(reference.get_bottom()[1])) * UP)
    formula.shift((label.get_right()[0] + 0.5 * size - formula.get_left()[0]) * RIGHT)
    return VGroup(label, formula)
