"""Text in the film's pixels, beside a drawing of the text that must stand there (quality rules 5 and 25)."""

from collections.abc import Iterable
from typing import Any

import cairo
import numpy as np
from numpy.typing import NDArray

from studio.check.checker import Checker, Moment
from studio.check.delivered import Delivered, Picture, Plane, to_rgb, to_yuv
from studio.check.expected.model import Expected, Inscription
from studio.check.ink import inked
from studio.check.report import Row

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

    def __init__(self, delivered: Delivered, expected: Expected) -> None:
        super().__init__(delivered, expected)
        self.texts: set[str] = set()
        self.unlike, self.unlike_at = 0.0, ""
        self.contrast, self.contrast_at = np.inf, ""
        self.rows_judged, self.wrong_rows = 0, ""
        self._judged: dict[str, tuple[Inscription, Plane]] = {}
        self._drawn: tuple[Inscription, NDArray[np.float64]] | None = None

    def see(self, moment: Moment) -> None:
        still = moment.stretch.still
        if still is None or not moment.last:
            return
        for text in still.texts:
            self._judge(moment, text)
        self.rows_judged += still.rows
        if still.misprinted:
            self.wrong_rows = self.wrong_rows or self.where(moment.place)

    def _judge(self, moment: Moment, text: Inscription) -> None:
        picture = moment.picture
        left, right, bottom, top = text.box
        (x0, y0), (x1, y1) = picture.pixel_at((left, top)), picture.pixel_at((right, bottom))
        # Even, as each sample of colour is for 2 x 2 pixels.
        x0, y0 = (int(value - _PAD) // 2 * 2 for value in (x0, y0))
        x1, y1 = (int(value + _PAD + 2) // 2 * 2 for value in (x1, y1))
        if x0 < 0 or y0 < 0 or x1 > picture.width or y1 > picture.height:
            return
        box = x0, y0, x1, y1
        seen = picture.y[y0:y1, x0:x1]
        self.texts.add(text.says)
        if self._is_known(text, seen):
            return
        covers = self._drawing(text, picture, box)
        lumas = np.array([to_yuv(colour)[0] for colour, *_ in text.parts])
        inked = covers.sum(axis=0)
        cover = np.minimum(inked, 1.0)
        wanted = np.tensordot(lumas, covers, axes=1) / np.maximum(inked, 1e-9)
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
        unlike = _most_in_a_square(off, min(size, *off.shape))
        where = f"{text.says!r}, {self.where(moment.place)}"
        if unlike > self.unlike:
            self.unlike, self.unlike_at = unlike, where
            self._cut_out("unlike", picture, box, f"The text least like its drawing: {where}")
        contrast = _contrast(picture, (x0, y0), covers, bare)
        if contrast < self.contrast:
            self.contrast, self.contrast_at = contrast, where
            self._cut_out("contrast", picture, box, f"The text of least contrast: {where}")

    def _is_known(self, text: Inscription, seen: Plane) -> bool:
        """Return whether it was judged before beside the same pixels."""
        known = self._judged.get(text.says)
        if known and known[0] is text:
            off = np.maximum(known[1], seen) - np.minimum(known[1], seen)
            if off.max(initial=0) <= SAME:
                return True
        self._judged[text.says] = text, seen.copy()
        return False

    def _drawing(
        self, text: Inscription, picture: Picture, box: tuple[int, int, int, int]
    ) -> NDArray[np.float64]:
        """Return the share of each pixel of the box that each part inks, (parts, rows, columns)."""
        if self._drawn is None or self._drawn[0] is not text:
            self._drawn = (
                text,
                np.stack([rasterise(curves, picture, box, outline) for _, outline, curves in text.parts]),
            )
        return self._drawn[1]

    def _cut_out(self, key: str, picture: Picture, box: tuple[int, int, int, int], caption: str) -> None:
        x0, y0, x1, y1 = box
        shown = picture.rgb(x0, y0, x1, y1)
        times = max(1, round(480 / shown.shape[1]))
        self.show(key, caption, shown.repeat(times, 0).repeat(times, 1))

    def rows(self) -> Iterable[Row]:
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


def _most_in_a_square(values: NDArray[np.float64], size: int) -> float:
    """The largest mean of the values in any square of this size."""
    sums = np.pad(values, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    rows = sums[size:] - sums[:-size]
    return float((rows[:, size:] - rows[:, :-size]).max()) / size**2


def rasterise(
    curves: NDArray[np.float64], picture: Picture, box: tuple[int, int, int, int], outline: float = 0.0
) -> NDArray[np.float64]:
    """Return the share of each pixel that the shape of these curves, (n, 4, 2), inks: (rows, columns).

    outline: how wide its edge is drawn over it, in units of the frame.
    """
    left, top, right, bottom = box

    def draw(pen: cairo.Context) -> None:
        end = None
        for start, one, two, stop in (picture.pixel_of(curves) - (left, top)).tolist():
            if end is None or max(abs(start[0] - end[0]), abs(start[1] - end[1])) > 1e-3:
                pen.move_to(*start)
            pen.curve_to(*one, *two, *stop)
            end = stop
        pen.fill_preserve()
        if outline:
            pen.set_line_width(outline * picture.scale)
            pen.stroke()

    return inked(right - left, bottom - top, draw) / 255


def _contrast(
    picture: Picture, corner: tuple[int, int], covers: NDArray[np.float64], bare: NDArray[np.bool_]
) -> float:
    """The least contrast of a text's parts on what is around them (WCAG 2.2); inf where there is too little.

    covers: how far each part inks each pixel, (parts, rows, columns); bare: where none does.
    Small text has hardly a pixel that is wholly inked. What the whole ink would be is found, for each of
    Y, Cb, Cr, by least squares over all pixels: how far they are from the ground, by how far they are inked.
    """
    left, top = corner
    parts, height, width = covers.shape
    halved = height // 2, 2, width // 2, 2
    shares = covers, covers.reshape(parts, *halved).mean(axis=(2, 4))
    frees = bare, bare.reshape(halved).all(axis=(1, 3))
    inks, ground, enough = np.empty((parts, 3)), np.empty(3), np.ones(parts, bool)
    for index, plane in enumerate(picture.planes):
        step = 2 if index else 1
        seen = plane[top // step : (top + height) // step, left // step : (left + width) // step]
        share, free = shares[step - 1], frees[step - 1]
        used = np.where(share > 0.1, share, 0.0)
        weight = (used**2).sum(axis=(1, 2))
        if not free.any():
            return np.inf
        enough &= weight > 0
        ground[index] = np.median(seen[free])
        inks[:, index] = ground[index] + np.tensordot(used, seen - ground[index], 2) / np.maximum(
            weight, 1e-9
        )
    light = luminance(ground)
    lights = [luminance(ink) for ink in inks[enough]]
    return min(((max(one, light) + 0.05) / (min(one, light) + 0.05) for one in lights), default=np.inf)


def luminance(yuv: NDArray[np.floating[Any]]) -> float:
    """The relative luminance of a colour as WCAG 2.2 has it."""
    rgb = np.clip(to_rgb(yuv) / 255, 0, 1)
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return float(linear @ np.array([0.2126, 0.7152, 0.0722]))
