"""Text in the film's pixels, beside a drawing of the text that must stand there (quality rules 5 and 25)."""

import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import cairo
import numpy as np
from manim import MathTypst, Mobject, ValueTracker, VMobject
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter

from studio.check.checker import Checker, Played, moment_in
from studio.check.delivered import Delivered, Picture, to_rgb, to_yuv
from studio.check.replay import Moment
from studio.check.report import Exhibit, Row
from studio.lesson import Lesson
from studio.listing import FOLD, Printout, coloured
from studio.readout import Readout
from studio.shapes import box_of, opacity
from studio.text import CodeLine, Label, code
from studio.witness import Rows

CONTRAST = 4.5  # WCAG 2.2, 1.4.3
CODED = 0.96  # of it: what the encoder leaves of a contrast in small text, measured at 480p
# How far a text's pixels may be from its drawing, in the worst square as high as a capital: 0 is alike, 1 is
# text where none should be. Measured at 480p: at most 0.06; a 3 that became an 8 comes to 0.19.
UNLIKE = 0.1

SAME = 2  # levels: less than the encoder changes a picture that is held when it codes it anew

_PAD = 3  # pixels around a text, for the colour it stands on


class Words(Checker):
    """Every text that stands still, at the end of each hold."""

    group = "words"

    def __init__(self, delivered: Delivered) -> None:
        super().__init__(delivered)
        self.texts: set[str] = set()
        self.unlike, self.unlike_at = 0.0, ""
        self.contrast, self.contrast_at = np.inf, ""
        self.rows_judged, self.wrong_rows = 0, ""
        self._judged: dict[str, tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.uint8]]] = {}
        self._drawn: dict[int, tuple[bytes, NDArray[np.float64]]] = {}

    def see(self, moment: Moment) -> None:
        if not (moment.still and moment.last):
            return
        lesson = moment.lesson
        for text in standing(lesson):
            self._judge(moment, text, text.text)
        for witness in lesson.witnesses():
            if isinstance(witness, Rows):
                printout = witness.mobject or getattr(lesson, witness.name, None)
                if isinstance(printout, Printout) and printout in lesson.mobjects:
                    self._judge_rows(moment, witness, printout)

    def _judge_rows(self, moment: Moment, witness: Rows, printout: Printout) -> None:
        """The rows that can be seen are the last lines that the program printed."""
        printed = output_of(witness.program)[: witness.printed]
        rows, last = _rows_of(printout), expected_rows(printed, printout.shown)
        if printout.shown != last and not self.wrong_rows:
            self.wrong_rows = moment_in(moment.lesson, moment.frame)
        for row, line in zip(rows, last, strict=False):
            drawn = code(line, row.cap_height, colours=coloured(line, printout.colours))
            corner = np.array([box_of(row)[0], box_of(row)[2], 0.0])
            drawn.shift(corner - np.array([box_of(drawn)[0], box_of(drawn)[2], 0.0]))
            self.rows_judged += 1
            self._judge(moment, drawn, line)

    def _judge(self, moment: Moment, text: Mobject, says: str) -> None:
        parts = [part for part in text.get_family() if part.has_points()]
        picture = moment.picture
        left, right, bottom, top = box_of(text)
        (x0, y0), (x1, y1) = (
            picture.pixel_of(np.array(corner)) for corner in ((left, top, 0.0), (right, bottom, 0.0))
        )
        # Even, as each sample of colour is for 2 x 2 pixels.
        x0, y0 = (int(value - _PAD) // 2 * 2 for value in (x0, y0))
        x1, y1 = (int(value + _PAD + 2) // 2 * 2 for value in (x1, y1))
        if x0 < 0 or y0 < 0 or x1 > picture.width or y1 > picture.height:
            return
        covers = self._drawing(text, parts, picture, (x0, y0, x1, y1))
        lumas = np.array([to_yuv(part.get_fill_color().to_hex())[0] for part in parts])
        seen = picture.y[y0:y1, x0:x1]
        self.texts.add(says)
        if self._is_known(says, covers, lumas, seen):
            return
        cover = np.minimum(covers.sum(axis=0), 1.0)
        wanted = np.tensordot(lumas, covers, axes=1) / np.maximum(covers.sum(axis=0), 1e-9)
        y = seen.astype(float)
        bare = cover < 0.02
        if not bare.any():
            return
        ground = float(np.median(y[bare]))
        strength = float(np.abs(wanted[cover > 0.5] - ground).max(initial=0.0))
        if strength < 10:
            return
        off = np.abs(y - (ground + cover * (wanted - ground))) / strength
        size = max(3, round(text.cap_height * picture.scale))
        unlike = float(uniform_filter(off, min(size, *off.shape), mode="constant").max())
        where = f"{says!r}, {moment_in(moment.lesson, moment.frame)}"
        if unlike > self.unlike:
            self.unlike, self.unlike_at = unlike, where
            self._show("unlike", picture, (x0, y0, x1, y1), f"The text least like its drawing: {where}")
        contrast = min(_contrast(picture, (x0, y0), part, bare) for part in covers)
        if contrast < self.contrast:
            self.contrast, self.contrast_at = contrast, where
            self._show("contrast", picture, (x0, y0, x1, y1), f"The text of least contrast: {where}")

    def _is_known(
        self, says: str, covers: NDArray[np.float64], lumas: NDArray[np.float64], seen: NDArray[np.uint8]
    ) -> bool:
        """Whether the same drawing was judged before beside the same pixels."""
        known = self._judged.get(says)
        if known and known[0] is covers and np.array_equal(known[1], lumas):
            off = np.maximum(known[2], seen) - np.minimum(known[2], seen)
            if off.max(initial=0) <= SAME:
                return True
        self._judged[says] = covers, lumas, seen.copy()
        return False

    def _drawing(
        self, text: Mobject, parts: list[VMobject], picture: Picture, box: tuple[int, int, int, int]
    ) -> NDArray[np.float64]:
        """How far each part inks each pixel of the box, (parts, rows, columns); kept while it is the same."""
        key = b"".join([repr(box).encode(), *(part.points.tobytes() for part in parts)])
        kept = self._drawn.get(id(text))
        if kept is None or kept[0] != key:
            kept = key, np.stack([rasterise(part, picture, box) for part in parts])
            self._drawn[id(text)] = kept
        return kept[1]

    def _show(self, key: str, picture: Picture, box: tuple[int, int, int, int], caption: str) -> None:
        x0, y0, x1, y1 = box
        shown = picture.rgb(x0, y0, x1, y1)
        times = max(1, round(480 / shown.shape[1]))
        self._kept = {
            **getattr(self, "_kept", {}),
            key: Exhibit(caption, shown.repeat(times, 0).repeat(times, 1)),
        }
        self.exhibits = list(self._kept.values())

    def rows(self, played: Played) -> Iterable[Row]:
        if not self.texts:
            return
        yield self.row(
            "every text reads as it must",
            f"{self.unlike:.2f} unlike its drawing, of {len(self.texts)} texts",
            f"{UNLIKE}",
            self.unlike <= UNLIKE,
            self.unlike_at,
        )
        yield self.row(
            "contrast of text",
            f"{self.contrast:.2f}",
            f"{CONTRAST}, less {1 - CODED:.0%} for the coding",
            self.contrast >= CODED * CONTRAST,
            self.contrast_at,
        )
        if self.rows_judged:
            yield self.row(
                "printed lines are the program's output",
                f"{self.rows_judged} rows compared with what the program prints",
                "byte for byte",
                not self.wrong_rows,
                self.wrong_rows,
            )


def standing(lesson: Lesson) -> Iterator[Any]:
    """Every text that stands on the stage, wholly opaque: labels, lines of code, formulas, readouts."""

    def texts(mobject: Mobject) -> Iterator[Any]:
        if isinstance(mobject, Printout):
            return  # judged against the program's own output
        if isinstance(mobject, (Label, CodeLine, MathTypst, Readout)):
            parts = [part for part in mobject.get_family() if part.has_points()]
            if parts and min(map(opacity, parts)) >= 0.99:
                yield mobject
            return
        for part in mobject.submobjects:
            yield from texts(part)

    for mobject in lesson.mobjects:
        if not isinstance(mobject, ValueTracker):
            yield from texts(mobject)


@cache
def output_of(program: str) -> tuple[str, ...]:
    """The lines that a lesson's program prints, found out by running it in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    return tuple(done.stdout.splitlines())


def rasterise(shape: VMobject, picture: Picture, box: tuple[int, int, int, int]) -> NDArray[np.float64]:
    """How far the shape inks each pixel of the box, 0 to 1, (rows, columns)."""
    left, top, right, bottom = box
    surface = cairo.ImageSurface(cairo.FORMAT_A8, right - left, bottom - top)
    pen = cairo.Context(surface)
    curves = picture.pixel_of(shape.points).reshape(-1, 4, 2) - (left, top)
    end = None
    for start, one, two, stop in curves:
        if end is None or np.abs(start - end).max() > 1e-3:
            pen.move_to(*start)
        pen.curve_to(*one, *two, *stop)
        end = stop
    pen.fill()
    surface.flush()
    rows = np.frombuffer(surface.get_data(), np.uint8).reshape(bottom - top, surface.get_stride())
    return rows[:, : right - left] / 255


def _rows_of(printout: Printout) -> list[VMobject]:
    """The rows of the printout that can be seen, from the upper to the lower."""
    slots = len(printout.submobjects)
    first = printout.printed - len(printout.shown)
    return [printout.submobjects[index % slots] for index in range(first, printout.printed)]


def expected_rows(printed: Sequence[str], shown: Sequence[str]) -> tuple[str, ...]:
    """What must stand in the rows: the last lines printed or, around dots, the first and the last of them.

    `shown` says only how many rows there are, and which of them are dots.
    """
    below = len(shown) - 1 - list(shown).index(FOLD) if FOLD in shown else len(shown)
    if below == len(shown):
        return tuple(printed[-len(shown) :] if shown else ())
    above = len(shown) - 1 - below
    at = next((i for i, line in enumerate(printed) if above and line == shown[0]), 0)
    return (*printed[at : at + above], FOLD, *printed[len(printed) - below :])


def _contrast(
    picture: Picture, corner: tuple[int, int], cover: NDArray[np.float64], bare: NDArray[np.bool_]
) -> float:
    """The contrast of a part of a text on what is around it (WCAG 2.2); inf where there is too little of it.

    Small text has hardly a pixel that is wholly inked. What the whole ink would be is found, for each of
    Y, Cb, Cr, by least squares over all pixels: how far they are from the ground, by how far they are inked.
    """
    left, top = corner
    height, width = cover.shape
    ink, ground = np.empty(3), np.empty(3)
    for index, plane in enumerate(picture.planes):
        step = 2 if index else 1
        share, free = cover, bare
        if index:
            share = cover.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))
            free = np.asarray(bare.reshape(height // 2, 2, width // 2, 2).all(axis=(1, 3)))
        seen = plane[top // step : (top + height) // step, left // step : (left + width) // step].astype(
            float
        )
        used = share > 0.1
        if not free.any() or not used.any():
            return np.inf
        ground[index] = np.median(seen[free])
        ink[index] = ground[index] + ((seen - ground[index]) * share)[used].sum() / (share[used] ** 2).sum()
    lights = luminance(ink), luminance(ground)
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def luminance(yuv: NDArray[np.floating[Any]]) -> float:
    """The relative luminance of a colour as WCAG 2.2 has it."""
    rgb = np.clip(to_rgb(yuv) / 255, 0, 1)
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ np.array([0.2126, 0.7152, 0.0722]))
