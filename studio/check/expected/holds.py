"""Notes the stage while nothing moves: its texts, a program's printed lines, and plain colours."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from manim import Dot, ManimColor, ValueTracker, VMobject
from numpy.typing import NDArray

from studio.check.expected.model import Flat, Inscription, Still
from studio.check.expected.projection import OPAQUE
from studio.lesson.lesson import Lesson
from studio.rules.layout import is_plate, is_text
from studio.rules.roles import ROLES
from studio.rules.snapshot import leaves, texts_in
from studio.stage.listing import FOLD, Printout, coloured
from studio.stage.shapes import VISIBLE, box_of, has_stroke, opacity, outline, thickness
from studio.stage.text import code
from studio.stage.theme import THEME
from studio.stage.witness import Rows

_POINTS = 24  # along a line, or in a dot: so many show its colour
_GOLDEN = np.pi * (3 - np.sqrt(5))  # turned by so much from one to the next, they lie evenly in a disc
_INNER = 0.5  # of a dot's radius: so far from its middle none of them has the colours around it


class Stillness:
    """Call it at every hold. What stood before just so is the same object again."""

    def __init__(self) -> None:
        self._texts: dict[Any, Inscription] = {}
        self._flats: dict[Any, Flat] = {}

    def __call__(self, lesson: Lesson) -> Still:
        texts = [self._inscription(text, text.text) for text in texts_of(lesson)]
        rows: list[Inscription] = []
        misprinted = False
        for witness in lesson.witnesses():
            if isinstance(witness, Rows):
                printout = witness.mobject or getattr(lesson, witness.name, None)
                if isinstance(printout, Printout) and printout in lesson.mobjects:
                    printed = output_of(witness.program)[: witness.printed]
                    wanted = expected_rows(printed, printout.shown)
                    misprinted |= printout.shown != wanted
                    rows += self._rows(printout, wanted)
        return Still((*texts, *rows), len(rows), misprinted, tuple(self._flats_of(list(leaves(lesson)))))

    def _rows(self, printout: Printout, wanted: Sequence[str]) -> Iterator[Inscription]:
        """Each of these lines drawn anew, where the printout has its row."""
        slots = len(printout.submobjects)
        first = printout.printed - len(printout.shown)
        rows = [printout.submobjects[index % slots] for index in range(first, printout.printed)]
        for row, line in zip(rows, wanted, strict=False):
            left, _, bottom, _ = box_of(row)
            key = line, row.cap_height, round(left, 9), round(bottom, 9)
            if key not in self._texts:
                drawn = code(line, row.cap_height, colours=coloured(line, printout.colours))
                own_left, _, own_bottom, _ = box_of(drawn)
                drawn.shift(np.array([left - own_left, bottom - own_bottom, 0.0]))
                self._texts[key] = self._inscription(drawn, line)
            yield self._texts[key]

    def _inscription(self, text: Any, says: str) -> Inscription:
        parts = [part for part in text.get_family() if part.has_points()]
        colours = tuple(part.get_fill_color().to_hex() for part in parts)
        key = says, text.cap_height, colours, b"".join(part.points.tobytes() for part in parts)
        if key not in self._texts:
            curves = (part.points[:, :2].reshape(-1, 4, 2) for part in parts)
            outlines = (thickness(part) if has_stroke(part) else 0.0 for part in parts)
            told = tuple(zip(colours, outlines, curves, strict=True))
            self._texts[key] = Inscription(says, text.cap_height, box_of(text), told)
        return self._texts[key]

    def _flats_of(self, shapes: list[VMobject]) -> Iterator[Flat]:
        roles = {ManimColor(getattr(THEME, role)).to_hex(): role for role in ROLES}
        lids = [(shape.z_index, index) for index, shape in enumerate(shapes) if _is_lid(shape)]
        boxes = np.array([box_of(shapes[index]) for _, index in lids]).reshape(-1, 4)
        for index, shape in enumerate(shapes):
            flat = self._flat(shape, roles)
            if flat is None:
                continue
            above = np.array([lid > (shape.z_index, index) for lid in lids], bool)
            left, right, bottom, top = boxes[above].T
            x, y = flat.points[:, :1], flat.points[:, 1:]
            hidden = ((left < x) & (x < right) & (bottom < y) & (y < top)).any(axis=1)
            if not hidden.any():
                yield flat
            elif (1 - hidden.mean()) * np.ptp(flat.points, axis=0).max() >= 2 * flat.width:
                yield replace(flat, points=flat.points[~hidden])  # else what is left of it is all edge

    def _flat(self, leaf: VMobject, roles: dict[str, str]) -> Flat | None:
        if is_text(leaf):
            return None
        if isinstance(leaf, Dot) and leaf.get_fill_opacity() >= OPAQUE:
            width, colour = float(leaf.width), leaf.get_fill_color().to_hex()
        elif has_stroke(leaf) and leaf.get_stroke_opacity() >= OPAQUE and leaf.get_fill_opacity() == 0:
            width, colour = thickness(leaf), leaf.get_stroke_color().to_hex()
            left, right, bottom, top = box_of(leaf)
            if max(right - left, top - bottom) < width:
                return None  # so short that all of it is edge
        else:
            return None
        if colour not in roles:
            return None
        key = type(leaf), colour, width, leaf.points.tobytes()
        if key not in self._flats:
            kind, dot = type(leaf).__name__, isinstance(leaf, Dot)
            self._flats[key] = Flat(kind, roles[colour], colour, width, _middle(leaf), dot)
        return self._flats[key]


def _is_lid(shape: VMobject) -> bool:
    """Return whether a shape hides all that lies under it: a dot, or a label's plate."""
    return (isinstance(shape, Dot) or is_plate(shape)) and shape.get_fill_opacity() > VISIBLE


def _middle(leaf: VMobject) -> NDArray[np.float64]:
    """Points of a dot or along a line, (n, 2), that have its colour.

    A dot has many as well: in a small one that moves, the encoder leaves a single pixel some levels off.
    """
    if isinstance(leaf, Dot):
        shares, turns = np.sqrt(np.linspace(0, 1, _POINTS)), _GOLDEN * np.arange(_POINTS)
        ways = shares[:, None] * np.column_stack([np.cos(turns), np.sin(turns)])
        return np.asarray(leaf.get_center()[:2] + _INNER * leaf.width / 2 * ways)
    every = outline(leaf)
    return np.array(every[:: max(1, len(every) // _POINTS), :2])


def texts_of(lesson: Lesson) -> Iterator[Any]:
    """Yield every text that stands on the stage, wholly opaque: labels, lines of code, formulas, readouts.

    Printed lines are left out: they are judged against the program's own output.
    """
    for mobject in lesson.mobjects:
        if isinstance(mobject, ValueTracker):
            continue
        printouts = {id(part) for part in mobject.get_family() if isinstance(part, Printout)}
        for text in texts_in(mobject):
            parts = (part for part in text.mobject.get_family() if part.has_points())
            if text.owner not in printouts and min(map(opacity, parts)) >= OPAQUE:
                yield text.mobject


@cache
def output_of(program: str) -> tuple[str, ...]:
    """The lines that a lesson's program prints, found out by running it in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    return tuple(done.stdout.splitlines())


def expected_rows(printed: Sequence[str], shown: Sequence[str]) -> tuple[str, ...]:
    """Return the lines that must stand in the rows: the last ones printed or, around dots, both ends.

    `shown` says only how many rows there are, and which of them are dots.
    """
    below = len(shown) - 1 - list(shown).index(FOLD) if FOLD in shown else len(shown)
    if below == len(shown):
        return tuple(printed[-len(shown) :] if shown else ())
    above = len(shown) - 1 - below
    at = next((i for i, line in enumerate(printed) if above and line == shown[0]), 0)
    return (*printed[at : at + above], FOLD, *printed[len(printed) - below :])
