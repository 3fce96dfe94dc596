"""The film as pictures: colours, stillness, blanks, flashes, safe area (quality rules 3, 5, 14, 17, 27)."""

from collections import deque
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.check.checker import Checker, Moment
from studio.check.delivered import Delivered, Picture, Plane, to_rgb, to_yuv
from studio.check.expected.model import Expected, Still
from studio.check.report import Row
from studio.check.words import luminance
from studio.rules import limits
from studio.rules.roles import ROLES
from studio.stage.theme import THEME

ROUND_TRIP = 2.0  # levels of Y, Cb or Cr: theme colour in to decoded colour out
LINE_CONTRAST = 3.0  # WCAG 2.2, 1.4.11
BLANK = 0.5  # seconds
FLASHES = 3.0  # a second, WCAG 2.3.1
FLASH_AREA = 0.25 * 341 * 256 / (1024 * 768)  # of the picture: a quarter of any 10 degrees of sight
_AT_ONCE = 1 / 30  # of a second
FLASH_STEP = 0.1  # of the largest relative luminance, where the darker of two pictures is below 0.8

_INKED = 24  # levels of Y off the background
_MOVED = 14  # levels of Y off the picture before: above what the encoder still changes in a held picture
_WIDE = 16  # pixels: from there on the middle of a line is free of the colours beside it
_OTHER = 40  # levels: what is so far off is another thing that lies over it
_FAINT = 0.42  # of the way from the ground to the text, in Y: what is no brighter is scenery
_ENTERS = 3.0  # seconds after the title in which its object comes into the frame
# Y to relative luminance, as if grey: near enough for what flashes.
_LIGHT = np.clip((np.arange(256) - 16) / 219, 0, 1).astype(np.float32) ** 2.4


class Looks(Checker):
    """Measures the pictures without knowing what they mean, and the colours with it."""

    group = "picture"

    def __init__(self, delivered: Delivered, expected: Expected) -> None:
        super().__init__(delivered, expected)
        self._ground = round(float(to_yuv(THEME.background)[0]))
        text = float(to_yuv(THEME.text)[0])
        self._scenery = _FAINT * abs(text - self._ground)
        title = [span for span in expected.spans if span.beat.name == "title"]
        self._arrived = (
            title[0].end - expected.first + round(_ENTERS * delivered.quality.frame_rate) if title else 0
        )
        self._before: NDArray[np.uint8] | None = None
        self._changed_at = 0
        self.frozen: list[tuple[int, int]] = []  # from, to: frames in which nothing moves
        self._blank_since: int | None = None
        self.blank, self.blank_at = 0.0, ""
        self.outside, self.outside_at = 0, ""
        self._flash = Flashes(delivered.quality.frame_rate)
        self._colours: dict[str, list[NDArray[np.floating[Any]]]] = {
            role: [] for role in (*ROLES, "background")
        }
        self.contrast, self.contrast_at = np.inf, ""
        self._rate = delivered.quality.frame_rate

    def see(self, moment: Moment) -> None:
        picture, frame = moment.picture, moment.frame
        fine = _thinned(picture.y)
        if self._before is None or _differ(fine, self._before):
            self._note_still(frame)
            self._changed_at = frame
            self._before = fine
            small = fine[::2]
            self._note_blank(small, frame)
            self._flash.see(small, frame)
            self._note_margin(picture, moment)
        if moment.stretch.still and moment.last:
            self._note_colours(moment, moment.stretch.still)
        if not self._colours["background"]:  # in the upper left corner, where nothing stands
            self._colours["background"].append(np.median(picture.yuv_at(*np.mgrid[0:8, 0:8]), axis=(0, 1)))
        self._end = frame

    def _note_still(self, frame: int) -> None:
        if frame - self._changed_at > self._rate:
            self.frozen.append((self._changed_at, frame))

    def _note_blank(self, small: NDArray[np.uint8], frame: int) -> None:
        inked = np.count_nonzero(small > self._ground + _INKED)
        inked += np.count_nonzero(small < max(self._ground - _INKED, 0))
        if inked > small.size / 20_000:
            self._end_blank(frame)
        elif self._blank_since is None:
            self._blank_since = frame

    def _end_blank(self, frame: int) -> None:
        if self._blank_since is not None:
            seconds = (frame - self._blank_since) / self._rate
            if seconds > self.blank:
                self.blank, self.blank_at = seconds, f"{self._blank_since / self._rate:.2f} s"
            self._blank_since = None

    def _note_margin(self, picture: Picture, moment: Moment) -> None:
        """Note ink outside the safe area; two pixels are left to the encoder's ringing.

        Scenery may pass it, and so may the title's object, which runs out of the frame and comes into it.
        """
        edges = np.array([[THEME.safe.left, THEME.safe.top], [THEME.safe.right, THEME.safe.bottom]])
        (left, top), (right, bottom) = np.rint(picture.pixel_of(edges)).astype(int)
        y = picture.y
        strips = (y[: top - 2 : 2], y[bottom + 2 :: 2], y[::2, : left - 2 : 2], y[::2, right + 2 :: 2])
        if moment.frame < self._arrived:
            return
        off = (np.abs(strip.astype(np.int16) - self._ground) for strip in strips)
        outside = sum(int(np.count_nonzero(strip > self._scenery)) for strip in off)
        if outside > self.outside:
            self.outside, self.outside_at = outside, f"{moment.frame / self._rate:.2f} s"
            self.show("outside", f"Ink outside the safe area at {self.outside_at}", picture.small())

    def _note_colours(self, moment: Moment, still: Still) -> None:
        picture, background = moment.picture, luminance(to_yuv(THEME.background))
        for flat in still.flats:
            width = flat.width * picture.scale
            if width < 2:
                continue
            pixels = picture.pixel_of(flat.points).astype(int)
            inside = (pixels >= 0).all(axis=1) & (pixels < (picture.width, picture.height)).all(axis=1)
            if not inside.any():
                continue
            middle = np.median(picture.yuv_at(pixels[inside, 1], pixels[inside, 0]), axis=0)
            covered = np.abs(middle - to_yuv(flat.colour)).max() >= _OTHER
            if width >= _WIDE and not covered:
                self._colours[flat.role].append(middle)
            if not (flat.dot or covered):
                contrast = _against(luminance(middle), background)
                if contrast < self.contrast:
                    self.contrast = contrast
                    self.contrast_at = f"a {flat.kind} in beat {moment.stretch.beat}"

    def rows(self) -> Iterable[Row]:
        self._note_still(self.expected.frames)
        self._end_blank(self.expected.frames)
        yield from self._colour_rows()
        voiced, silent = self._frozen_longest()
        for rule, (seconds, where), limit in (
            ("moves under speech", voiced, limits.VOICED),
            ("moves in silence", silent, limits.SILENT),
        ):
            yield self.row(rule, f"still for {seconds:.2f} s", f"{limit:.0f} s", seconds <= limit, where)
        yield self.row(
            "never blank for long", f"{self.blank:.2f} s", f"{BLANK} s", self.blank <= BLANK, self.blank_at
        )
        yield self.row(
            "flashes",
            f"{self._flash.most:.1f} a second",
            f"{FLASHES:.0f}",
            self._flash.most <= FLASHES,
            self._flash.at,
        )
        yield self.row(
            "nothing outside the safe area", f"{self.outside} pixels", "0", not self.outside, self.outside_at
        )

    def _colour_rows(self) -> Iterable[Row]:
        worst, which, seen = 0.0, "", []
        for role, values in self._colours.items():
            if values:
                decoded = np.median(values, axis=0)
                off = float(np.abs(decoded - to_yuv(getattr(THEME, role))).max())
                seen.append(role)
                if off >= worst:
                    worst, which = (
                        off,
                        f"{role}, back as {_hex(decoded)}",
                    )
        yield self.row(
            f"colours come back: {', '.join(seen)}",
            f"{worst:.1f} levels off",
            f"{ROUND_TRIP:.0f} levels",
            worst <= ROUND_TRIP and bool(seen),
            which,
        )
        if np.isfinite(self.contrast):
            yield self.row(
                "contrast of lines",
                f"{self.contrast:.1f}",
                f"{LINE_CONTRAST:.0f}",
                self.contrast >= LINE_CONTRAST,
                self.contrast_at,
            )

    def _frozen_longest(self) -> tuple[tuple[float, str], tuple[float, str]]:
        """The longest stillness while a line is spoken, and while none is, each with where it is."""
        voiced, silent = (0.0, ""), (0.0, "")
        for start, stop in self.frozen:
            for span in self.expected.spans:
                first = span.voice_start - self.expected.first
                last = first + round(span.narration.seconds * self._rate)
                under = max(0, min(stop, last) - max(start, first)) / self._rate
                voiced = max(voiced, (under, f"beat {span.beat.name}, from {start / self._rate:.2f} s"))
                quiet = max(0, min(stop, span.end - self.expected.first) - max(start, last)) / self._rate
                silent = max(silent, (quiet, f"beat {span.beat.name}, from {start / self._rate:.2f} s"))
        return voiced, silent


class Flashes:
    """Counts flashes: changes of light, and back again, of a large part of the picture at once (WCAG 2.2).

    What moves makes some places darker and as many others lighter, and is none.

    most, at: the most flashes in any second, and when.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._low: NDArray[np.float64] | None = None
        self._turned: deque[tuple[int, NDArray[np.bool_], NDArray[np.bool_]]] = deque()
        self._changes: deque[int] = deque()  # frames at which much of the picture turned at once
        self._last = 0  # 1 where it last became lighter, -1 darker
        self.most, self.at = 0.0, ""

    def see(self, small: NDArray[np.uint8], frame: int) -> None:
        """Look at a picture's Y, made smaller; at its mean in squares of 8 x 8."""
        rows, columns = (size // 8 for size in small.shape)
        strips = small[: 8 * rows, : 8 * columns].reshape(rows, 8, -1).sum(axis=1, dtype=np.uint16)
        light = _LIGHT[strips.reshape(rows, columns, 8).sum(axis=2, dtype=np.uint16) // 64]
        if self._low is None:
            self._low, self._high = light.copy(), light.copy()
            self._way = np.zeros(light.shape, np.int8)
        self._low, self._high = np.minimum(self._low, light), np.maximum(self._high, light)
        fallen = (self._way >= 0) & (self._high - light >= FLASH_STEP) & (light < 0.8)
        risen = (self._way <= 0) & (light - self._low >= FLASH_STEP) & (self._low < 0.8)
        while self._turned and self._turned[0][0] <= frame - _AT_ONCE * self._rate:
            self._turned.popleft()
        turned = fallen | risen
        if turned.any():
            self._way[fallen], self._way[risen] = -1, 1
            self._low[turned] = self._high[turned] = light[turned]
            self._turned.append((frame, risen, fallen))
            self._note_change(frame)

    def _note_change(self, frame: int) -> None:
        lighter = float(np.any([risen for _, risen, _ in self._turned], axis=0).mean())
        darker = float(np.any([fallen for _, _, fallen in self._turned], axis=0).mean())
        way = 1 if lighter > 2 * darker else -1 if darker > 2 * lighter else 0
        if not way or way == self._last or max(lighter, darker) < FLASH_AREA:
            return
        self._last = way
        while self._changes and self._changes[0] <= frame - self._rate:
            self._changes.popleft()
        self._changes.append(frame)
        if len(self._changes) / 2 > self.most:
            self.most, self.at = len(self._changes) / 2, f"{frame / self._rate:.2f} s"


def _thinned(y: Plane) -> Plane:
    """One of so many pixels of one of half as many rows, 480 to 640 in a row: each fourth of 1920."""
    step = max(1, y.shape[1] // 480)
    rows = y[:: max(1, step // 2)]
    if (
        step == 4 and rows.shape[1] % 4 == 0
    ):  # as the lowest byte of each number of four: several times faster
        return rows.view("<u4").astype(np.uint8)
    return np.ascontiguousarray(rows[:, ::step])


def _differ(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> bool:
    """Return whether more than a few pixels changed by more than the encoder changes in a held picture."""
    off = np.maximum(one, other)
    off -= np.minimum(one, other)
    return int(np.count_nonzero(off > _MOVED)) > 4


def _against(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _hex(yuv: NDArray[np.floating[Any]]) -> str:
    return "#" + "".join(f"{round(value):02X}" for value in np.clip(to_rgb(yuv), 0, 255))
