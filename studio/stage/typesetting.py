"""The outlines of mathematics, set by Typst.

Manim's `MathTypst` asks Typst for the same drawing, but starts it anew for each formula and reads the drawing
with a general parser, which takes forty times as long.

It relies on how Typst writes SVG: groups that are moved by a matrix, in them paths, and for each glyph a
`use` of a symbol at x and y; all is black and is filled, but for strokes such as the line of a fraction.
"""

import re
from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element

import numpy as np
import typst
from defusedxml.ElementTree import fromstring
from numpy.typing import NDArray

from studio.stage.svg_path import LINK, SVG, Points, curves

_PAGE = "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n#set text(size: 10pt)\n$ {} $"

_MOVE = re.compile(r"(matrix|translate|scale)\(([^)]*)\)")

Matrix = NDArray[np.float64]  # (3, 3), of columns (x, y, 1)


class Outline(NamedTuple):
    """A shape of a formula, y up. line: how thick it is drawn, in the unit of its points; 0 if filled."""

    points: Points
    line: float


@lru_cache(maxsize=512)
def set_formula(source: str) -> tuple[Outline, ...]:
    """Return the shapes of Typst mathematics in the order in which they are drawn; capitals are 1 unit tall.

    Raises ValueError where Typst does not understand the source.
    """
    height = _cap_height()
    return tuple(Outline(points / height, line / height) for points, line in _set(source))


@lru_cache(maxsize=1)
def _cap_height() -> float:
    return float(np.ptp(_set("upright(H)")[0].points[:, 1]))


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    """Return the compiler, which finds its fonts only once."""
    return typst.Compiler(b"")


def _set(source: str) -> list[Outline]:
    try:
        drawing = _compiler().compile(_PAGE.format(source).encode(), format="svg")
    except typst.TypstError as error:
        latex = (
            r"; LaTeX's \frac{a}{b} is frac(a, b) there, and \sqrt{x} is sqrt(x)" if "\\" in source else ""
        )
        given = re.sub(r"^upright\(H\),? ", "", source)  # which was set before it to find its baseline
        raise ValueError(f"{given!r} is not mathematics as Typst writes it: {error}{latex}") from None
    root = fromstring(drawing)
    symbols = {each.get("id"): each for each in root.iter(f"{SVG}symbol")}
    found: list[Outline] = []

    def look(element: Element, matrix: Matrix) -> None:
        kind = element.tag.removeprefix(SVG)
        if kind == "defs":
            return
        matrix = matrix @ _matrix(element)
        if kind == "use":
            x, y = float(element.get("x", 0)), float(element.get("y", 0))
            symbol = symbols[element.attrib[f"{LINK}href"].removeprefix("#")]
            matrix = matrix @ np.array([[1, 0, x], [0, 1, y], [0, 0, 1]])
            for part in symbol:
                look(part, matrix)
        elif kind == "path":
            if len(points := curves(element.attrib["d"])):  # a space has none
                drawn = element.get("stroke", "none") != "none"
                scale = abs(np.linalg.det(matrix)) ** 0.5
                points = np.column_stack([points[:, :2], np.ones(len(points))]) @ matrix.T * [1, -1, 0]
                found.append(Outline(points, float(element.get("stroke-width", 1)) * scale if drawn else 0.0))
        elif kind in ("svg", "g"):
            for part in element:
                look(part, matrix)
        else:
            raise ValueError(f"{source!r} has a part that is no outline ({kind}), and cannot be drawn")

    look(root, np.eye(3))
    return found


def _matrix(element: Element) -> Matrix:
    """Return how an element is moved."""
    matrix = np.eye(3)
    for kind, inside in _MOVE.findall(element.get("transform", "")):
        numbers = [float(number) for number in re.split(r"[\s,]+", inside.strip())]
        if kind == "translate":
            numbers = [1, 0, 0, 1, numbers[0], *(numbers[1:] or [0])]
        elif kind == "scale":
            numbers = [numbers[0], 0, 0, numbers[-1], 0, 0]
        a, b, c, d, e, f = numbers
        matrix = matrix @ np.array([[a, c, e], [b, d, f], [0, 0, 1]])
    return matrix
