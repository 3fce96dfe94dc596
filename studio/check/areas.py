"""Filled areas in the film's pixels, beside what calc says they cover (quality rule 25)."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

import cairo
import numpy as np
from numpy.typing import NDArray

from studio.check.checker import Checker, Moment
from studio.check.delivered import Delivered, Picture, to_yuv
from studio.check.expected.model import Expected, Patch
from studio.check.ink import inked
from studio.check.report import Row
from studio.stage.theme import THEME

AREA = 0.002  # of the axis, on average: what is judged begins some three pixels off the edge

_ROOM = 0.1  # units around the outline in which there must be nothing of it: texts keep as far away
_EDGE = 1.5  # pixels to either side of the outline that are neither in nor out
_EVERY = 2  # of so many pixels of a row, and rows, one is looked at: as often as there are samples of colour
_NEAR = 0.3  # of the way between the area's colour and the background: so far off a pixel may be
_HUE = 0.6  # of that way in Cb and Cr alone: on a light ground, a dark line's edge is as light as an area
_LEAST = 64  # pixels of it, looked at: of smaller areas, and while they begin, too little can be seen


@dataclass
class Covered:
    """Measurements of one area over the film.

    worst: its largest mean error in height, as a share of the axis: its wrong pixels, side by side.
    """

    looked: int = 0
    worst: float = 0.0
    worst_at: str = ""
    pixels: int = 0


class Areas(Checker):
    """Every area, a few times a second, and at the first picture of a hold."""

    group = "truth"

    def __init__(self, delivered: Delivered, expected: Expected) -> None:
        super().__init__(delivered, expected)
        self.areas: dict[str, Covered] = {}

    def see(self, moment: Moment) -> None:
        for thing in moment.stretch.things:
            if isinstance(thing, Patch) and moment.frame == moment.stretch.start:
                wrong = compare(moment.picture, thing)
                if wrong is not None:
                    self._note(moment, thing, wrong)

    def _note(self, moment: Moment, patch: Patch, wrong: int) -> None:
        width = float(np.ptp(patch.outline[:, 0])) * moment.picture.scale
        error = wrong / width / (patch.spans[1] * moment.picture.scale)
        found = self.areas.setdefault(patch.name, Covered())
        found.looked += 1
        if error >= found.worst:
            found.worst, found.worst_at, found.pixels = error, self.where(moment.place), wrong
            caption = f"The {patch.name} at {found.worst_at}: {wrong} pixels of it are not as calc says"
            shown = moment.picture.rgb(*_box(moment.picture, moment.picture.pixel_of(patch.outline)))
            self.show(patch.name, caption, shown)

    def rows(self) -> Iterable[Row]:
        for name, found in self.areas.items():
            yield self.row(
                f"the {name} cover{'s' * (not name.endswith('s'))} what calc says",
                f"{found.worst:.2%} of the axis on average, {found.pixels} pixels; {found.looked} pictures",
                f"{AREA:.1%}",
                found.worst <= AREA,
                found.worst_at,
            )


def compare(picture: Picture, patch: Patch) -> int | None:
    """Count the pixels that have the area's colour and should not, or lack it; None if too few can be seen.

    What other things lie over is left out, and so is the area's own edge.
    """
    outline = picture.pixel_of(patch.outline)
    left, top, right, bottom = _box(picture, outline)
    if right - left < 2 or bottom - top < 2:
        return None
    within, without = _masks(outline - (left, top), right - left, bottom - top)
    background = to_yuv(THEME.background)
    way = patch.opacity * (to_yuv(patch.colour) - background)
    near = _NEAR * float(np.linalg.norm(way))
    off = _sampled(picture, left, top, right, bottom) - background
    inked, bare = np.linalg.norm(off - way, axis=-1) < near, np.linalg.norm(off, axis=-1) < near
    inked &= np.linalg.norm((off - way)[..., 1:], axis=-1) < _HUE * float(np.linalg.norm(way[1:]))
    if np.count_nonzero(within & (inked | bare)) < _LEAST:
        return None
    return int(np.count_nonzero((within & bare) | (without & inked))) * _EVERY**2


def _box(picture: Picture, outline: NDArray[np.float64]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is looked at; left and top even, as samples of colour are."""
    room = ceil(_ROOM * picture.scale)
    left, top = (max(floor(edge) - room, 0) // 2 * 2 for edge in outline.min(axis=0))
    right, bottom = (ceil(edge) + room for edge in outline.max(axis=0))
    return left, top, min(right, picture.width), min(bottom, picture.height)


def _masks(
    outline: NDArray[np.float64], width: int, height: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of the pixels looked at lie inside of the outline, and which outside, both clear of its edge."""

    def path(pen: cairo.Context) -> None:
        for place in outline:
            pen.line_to(*place)
        pen.close_path()

    def fill(pen: cairo.Context) -> None:
        path(pen)
        pen.fill()

    def trace(pen: cairo.Context) -> None:
        path(pen)
        pen.set_line_width(2 * _EDGE)
        pen.stroke()

    filled, edge = (inked(width, height, draw)[::_EVERY, ::_EVERY] for draw in (fill, trace))
    return (filled == 255) & (edge == 0), (filled == 0) & (edge == 0)


def _sampled(picture: Picture, left: int, top: int, right: int, bottom: int) -> NDArray[np.float32]:
    """Y, Cb, Cr of one of `_EVERY` pixels and rows of a part of the picture, (rows, columns, 3)."""
    y, u, v = picture.planes
    rows, columns = slice(top // 2, (bottom + 1) // 2), slice(left // 2, (right + 1) // 2)
    light = y[top:bottom:_EVERY, left:right:_EVERY]
    return np.stack([light, u[rows, columns], v[rows, columns]], axis=-1).astype(np.float32)
