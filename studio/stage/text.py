"""Words, code and mathematics as mobjects of a given cap height.

A line of text is one shape (or one a colour), not one a letter: it moves as one thing, and thirty
times fewer paths are drawn at each frame.
"""

import re
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from manim import RIGHT, UP, BackgroundRectangle, MathTypst, Mobject, VGroup, VMobject, config

from calc.line import shown
from calc.tongue import tongue
from calc.wording import written
from studio.stage.glyphs import Points, set_line
from studio.stage.shapes import twin
from studio.stage.style import Layer
from studio.stage.theme import THEME

try:
    import fcntl
except ImportError:  # Windows, where lessons are rendered one after the other
    fcntl = None  # type: ignore[assignment]

_SETTING_SIZE = 96  # of mathematics, before it is scaled


class Label(VMobject):
    """A line of text as one shape, set on the baseline y = 0 and scaled to `cap_height`.

    `text` is what it says, `cap_height` how tall its capitals are.
    """

    def __init__(self, glyphs: Sequence[Points], text: str, cap_height: float, colour: str) -> None:
        super().__init__(fill_color=colour, fill_opacity=1, stroke_width=0)
        self.text, self.cap_height = text, cap_height
        self.set_points(np.concatenate(glyphs) * cap_height)
        self.set_z_index(Layer.TEXT)
        self._descent = -float(self.get_bottom()[1])

    @property
    def midline(self) -> float:
        """The y half-way up its capitals: what lines up in a row, whatever hangs below the baseline."""
        return float(self.get_bottom()[1]) + self._descent + self.cap_height / 2


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
    return Label(set_line(text, THEME.font, weight), text, size, colour or THEME.text).center()


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


@lru_cache(maxsize=1)
def _math_cap_height() -> float:
    return float(_set_math("upright(H)").height)


@lru_cache(maxsize=512)
def _set_math(source: str) -> VGroup:
    """Mathematics as Typst sets it, to be copied: setting it takes thirty times as long."""
    with _alone():
        formula = MathTypst(source, font_size=_SETTING_SIZE, use_svg_cache=False)
    formula.id_to_vgroup_dict = {}
    for glyph in formula.family_members_with_points():
        del glyph.path_obj  # what it was read from: ten times as much to copy at each play as the glyph is
    return formula


@lru_cache(maxsize=512)
def _coloured_math(source: str, size: float, colour: str, _pixels: int) -> VGroup:
    """Mathematics to be copied; manim makes its lines, as of a fraction, as wide as the frame has pixels."""
    formula: VGroup = twin(_set_math(source))
    return formula.scale(size / _math_cap_height()).set_color(colour)


@contextmanager
def _alone() -> Iterator[None]:
    """While other processes wait: they would read what manim has half written of what Typst sets."""
    folder = Path(config.get_dir("tex_dir"))
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def math(source: str, size: float = THEME.body, colour: str | None = None) -> VGroup:
    """Mathematics from Typst source, with capitals as tall as those of `words` of the same size."""
    source = _in_language(written(source))
    formula: VGroup = twin(_coloured_math(source, size, colour or THEME.text, config.pixel_width))
    formula.text, formula.cap_height = formula.typst_code, size
    if not tongue().is_source:
        formula.text = _read(formula.text)
    return formula.set_z_index(Layer.TEXT)


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
