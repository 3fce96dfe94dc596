"""The outlines of a line of text, set by Pango.

Manim's `Text` asks Pango for the same drawing, but reads it with a general parser, glyph by glyph, and makes
a mobject of each, which takes ten times as long.

It relies on how cairo writes text as SVG: each shape of a glyph once, as an element with an id that holds a
path of absolute M, L, C and Z, and for each glyph of the line a `use` of it at x and y. An element of text
that is drawn otherwise, such as a colour emoji's picture, is missing.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import manimpango
import numpy as np

from studio.stage.fonts import register_fonts
from studio.stage.svg_path import LINK, SVG, Points, curves

# Text is set large and scaled down: Pango rounds glyph advances to the size it sets, which shows as
# uneven spacing in small text.
_SIZE = 20  # points

_WIDEST = 100_000  # points; Pango breaks lines that are wider


@lru_cache(maxsize=4096)
def set_line(text: str, font: str, weight: str) -> tuple[Points, ...]:
    """The outlines of a line's glyphs, without its spaces: along the baseline, with capitals 1 unit tall."""
    register_fonts()
    # An H before the line says where the baseline is and how tall capitals are.
    text = "H" + text
    setting = manimpango.TextSetting(0, len(text), font, "NORMAL", weight, line_num=0)
    with _passing_file() as file:
        manimpango.text2svg([setting], _SIZE, 0, True, file, 0, 0, _WIDEST, 100, text)
        reference, *glyphs = _read(file)
    origin = np.array([reference[:, 0].max(), reference[:, 1].min(), 0.0])
    height = np.ptp(reference[:, 1])
    return tuple((glyph - origin) / height for glyph in glyphs)


@contextmanager
def _passing_file() -> Iterator[str]:
    """Yield the path of a file that is gone afterwards: in memory where it can be, five times as fast."""
    if hasattr(os, "memfd_create") and Path("/proc/self/fd").exists():
        descriptor = os.memfd_create("line")
        try:
            yield f"/proc/self/fd/{descriptor}"
        finally:
            os.close(descriptor)
        return
    descriptor, file = tempfile.mkstemp(".svg")  # a folder of its own would take three times as long
    os.close(descriptor)
    try:
        yield file
    finally:
        os.unlink(file)


def _read(file: str) -> list[Points]:
    """The outlines of the glyphs in one of cairo's drawings, y up."""
    drawing = ElementTree.parse(file)
    paths = {element.get("id"): element.find(f"{SVG}path") for element in drawing.iter()}
    shapes: dict[str, Points] = {}
    glyphs = []
    for use in drawing.iter(f"{SVG}use"):
        name = use.attrib[f"{LINK}href"].removeprefix("#")
        if name not in shapes:
            path = paths[name]
            shapes[name] = curves("" if path is None else path.attrib["d"])
        if len(shapes[name]):  # a space has none
            glyphs.append((shapes[name] + [float(use.attrib["x"]), float(use.attrib["y"]), 0.0]) * [1, -1, 1])
    return glyphs
