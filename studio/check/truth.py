"""Finds things in the film's own pixels, and compares their places with calc's (quality rule 25)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import atan2, cos, hypot, inf, sin, tan

import numpy as np

from studio.check.checker import Checker, Moment, called
from studio.check.delivered import Colour, Delivered, Picture, Place, to_yuv
from studio.check.detectors import FREE, TINGE, find_disc, find_tip, fit_line
from studio.check.expected.model import Disc, Expected, Hand, Pointer, Stroke
from studio.check.report import Row
from studio.stage import style
from studio.stage.theme import THEME

PLACE = 0.005  # of the axis' span: dots, and the tips of arrows
SLOPE = 0.01  # of the slope on the screen; below 45 degrees, of the slope of 45 degrees
ANGLE = 0.02  # radians, of an arrow: half a pixel at the end of a short one
HAND = 0.035  # radians, of a hand: the sector that a gear's has swept lies along it, and draws it by 0.023
LATE = 0.5  # frames
ROUGH = 3  # times the limit: where other things lie along a thing, and for the worst five fits of a hundred
HUB = 0.25  # of a hand's length: what holds it covers so much of it
SEEN = 0.25  # of a line's length: less of it is not enough to judge it by

_MOVING = 1.0  # pixels a frame: from there on, being late can be told from being wrong


@dataclass
class Found:
    """Measurements of one thing over the film."""

    looked: int = 0
    missing: int = 0
    first_missing: str = ""
    shares: list[float] = field(default_factory=list)  # of the axis' span
    pixels: list[float] = field(default_factory=list)
    units: float = 0.0  # the largest error on an axis, in its numbers
    rough: list[float] = field(default_factory=list)  # the same, where other things lie along a line
    slopes: list[float] = field(default_factory=list)  # errors, as SLOPE has it
    lags: dict[str, list[float]] = field(default_factory=dict)  # beat -> frames late
    worst: float = -1.0
    worst_at: str = ""


class Truth(Checker):
    """Balls, lines, arrows and hands, in every picture in which they can be seen."""

    group = "truth"

    def __init__(self, delivered: Delivered, expected: Expected) -> None:
        super().__init__(delivered, expected)
        self.marks: dict[str, Found] = {}
        self.lines: dict[str, Found] = {}
        self.arrows: dict[str, Found] = {}
        self.hands: dict[str, Found] = {}
        self._before: dict[str, tuple[int, Place]] = {}
        self._looked: dict[str, tuple[Place, list[bytes], Place | None]] = {}
        self._angles: dict[str, tuple[int, float]] = {}

    def see(self, moment: Moment) -> None:
        for thing in moment.stretch.things:
            match thing:
                case Disc():
                    self._mark(moment, thing)
                case Stroke():
                    self._line(moment, thing)
                case Pointer():
                    self._arrow(moment, thing)
                case Hand():
                    self._hand(moment, thing)

    def _mark(self, moment: Moment, disc: Disc) -> None:
        picture = moment.picture
        wanted = picture.pixel_at(disc.at)
        radius = disc.radius * picture.scale
        if not picture.holds(wanted, radius):
            return
        spans = disc.spans[0] * picture.scale, disc.spans[1] * picture.scale
        around = max(3.0, 3 * PLACE * max(spans))
        place = self._find(disc.name, picture, wanted, radius, to_yuv(disc.colour), around)
        before = self._before.get(disc.name)
        self._before[disc.name] = moment.frame, wanted
        off = None if place is None else (place[0] - wanted[0], place[1] - wanted[1])
        share = inf if off is None else max(abs(off[0]) / spans[0], abs(off[1]) / spans[1])
        if share > PLACE and disc.covered:
            return
        found = self.marks.setdefault(disc.name, Found())
        if off is not None:
            found.shares.append(share)
            found.pixels.append(hypot(*off))
            across, up = disc.numbers
            found.units = max(found.units, abs(off[0]) / spans[0] * across, abs(off[1]) / spans[1] * up)
            if before and before[0] == moment.frame - 1:
                way = wanted[0] - before[1][0], wanted[1] - before[1][1]
                speed = hypot(*way)
                if speed >= _MOVING:
                    lag = -(off[0] * way[0] + off[1] * way[1]) / speed**2
                    found.lags.setdefault(moment.stretch.beat, []).append(lag)
        self._note(found, moment, disc.name, off is not None, share, wanted, place)

    def _find(
        self, name: str, picture: Picture, wanted: Place, radius: float, colour: Colour, around: float
    ) -> Place | None:
        """As `find_disc`; where neither the place nor its pixels have changed, what was found before."""
        reach = radius + around
        left, top = max(int(wanted[0] - reach), 0), max(int(wanted[1] - reach), 0)
        right, bottom = int(wanted[0] + reach) + 1, int(wanted[1] + reach) + 1
        pixels = [
            plane[top // half : bottom // half + 1, left // half : right // half + 1].tobytes()
            for plane, half in zip(picture.planes, (1, 2, 2), strict=True)
        ]
        before = self._looked.get(name)
        if before and before[0] == wanted and before[1] == pixels:
            return before[2]
        place = find_disc(picture, wanted, radius, colour, around)
        self._looked[name] = wanted, pixels, place
        return place

    def _line(self, moment: Moment, line: Stroke) -> None:
        picture = moment.picture
        start, stop = picture.pixel_at(line.start), picture.pixel_at(line.stop)
        width = line.width * picture.scale
        # On the screen a line that rises runs to lower rows.
        across, up = stop[0] - start[0], start[1] - stop[1]
        if line.bare * hypot(across, up) < 12 * width or not (picture.holds(start) and picture.holds(stop)):
            return
        fit = fit_line(picture, start, stop, width, to_yuv(line.colour), to_yuv(THEME.background))
        angle = atan2(up, across)
        seen = fit.seen >= SEEN
        wrong = _slope_error(angle, angle - fit.turn) if seen else inf
        aside = abs(fit.aside) / (max(line.spans) * picture.scale)
        frame, angle_before = self._angles.get(line.name, (-1, angle))
        self._angles[line.name] = moment.frame, angle
        apart = moment.frame - frame
        turned = _slope_error(angle_before, angle) / apart if 0 < apart <= 2 else 0.0
        allowed = SLOPE if fit.free >= FREE else ROUGH * SLOPE
        excess = max(wrong / (allowed + LATE * turned), aside / PLACE)
        found = self.lines.setdefault(line.name, Found())
        if seen:
            (found.slopes if fit.free >= FREE else found.rough).append(wrong)
            found.pixels.append(abs(fit.aside))
            found.shares.append(excess)
        middle = (start[0] + stop[0]) / 2, (start[1] + stop[1]) / 2
        self._note(found, moment, line.name, seen, excess, middle)

    def _arrow(self, moment: Moment, arrow: Pointer) -> None:
        picture = moment.picture
        tail, tip = picture.pixel_at(arrow.tail), picture.pixel_at(arrow.tip)
        head = arrow.head * picture.scale
        length = hypot(tip[0] - tail[0], tip[1] - tail[1])
        ball = (style.BALL + style.BALL_RING) * picture.scale  # which may stand at its tail
        if length < max(head / 0.6, head + ball + 3) or not (picture.holds(tail) and picture.holds(tip)):
            return
        seen = find_tip(picture, tail, tip, head, to_yuv(arrow.colour))
        longer, aside = (seen.longer, seen.aside) if seen else (inf, inf)
        share = abs(longer) / (max(arrow.spans) * picture.scale)
        wrong = abs(aside) / (length - head / 2)
        excess = max(share / PLACE, wrong / ANGLE) / (1 if seen and seen.free else ROUGH)
        if excess > 1 and arrow.covered:
            return
        found = self.arrows.setdefault(arrow.name, Found())
        if seen:
            (found.shares if seen.free else found.rough).append(share)
            found.pixels.append(abs(longer))
            found.slopes.append(wrong)
        self._note(found, moment, arrow.name, seen is not None, excess, tip)

    def _hand(self, moment: Moment, hand: Hand) -> None:
        picture = moment.picture
        middle, length = picture.pixel_at(hand.middle), hand.length * picture.scale
        out = length * cos(hand.angle), -length * sin(hand.angle)  # rows run downwards
        start = middle[0] + HUB * out[0], middle[1] + HUB * out[1]
        stop = middle[0] + out[0], middle[1] + out[1]
        width = hand.width * picture.scale
        if length < 4 * width or not (picture.holds(start) and picture.holds(stop)):
            return
        fit = fit_line(picture, start, stop, width, to_yuv(hand.colour), to_yuv(THEME.panel), tinge=TINGE)
        frame, before = self._angles.get(hand.name, (-1, hand.angle))
        self._angles[hand.name] = moment.frame, hand.angle
        apart = moment.frame - frame
        turned = abs(hand.angle - before) / apart if 0 < apart <= 2 else 0.0
        seen = fit.seen >= SEEN
        found = self.hands.setdefault(hand.name, Found())
        excess = abs(fit.turn) / (HAND + LATE * turned) if seen else inf
        if seen:
            found.slopes.append(abs(fit.turn))
            found.shares.append(excess)
        self._note(found, moment, hand.name, seen, excess, stop)

    def _note(
        self,
        found: Found,
        moment: Moment,
        name: str,
        seen: bool,
        excess: float,
        wanted: Place,
        place: Place | None = None,
    ) -> None:
        """Count a look at a thing; of the worst one a picture is kept."""
        found.looked += 1
        if not seen:
            found.missing += 1
            found.first_missing = found.first_missing or self.where(moment.place)
        if excess > found.worst:
            found.worst, found.worst_at = excess, self.where(moment.place)
            self._keep(name, moment.picture, wanted, place, found.worst_at)

    def _keep(self, name: str, picture: Picture, wanted: Place, found: Place | None, where: str) -> None:
        """A cut-out around the place, with a cross where calc says and a dot where it was found."""
        half = round(0.7 * picture.scale)
        left = int(min(max(wanted[0] - half, 0), picture.width - 2 * half))
        top = int(min(max(wanted[1] - half, 0), picture.height - 2 * half))
        shown = picture.rgb(left, top, left + 2 * half, top + 2 * half)
        times = max(1, round(240 / (2 * half)))
        shown = shown.repeat(times, axis=0).repeat(times, axis=1)
        x, y = int((wanted[0] - left) * times), int((wanted[1] - top) * times)
        shown[max(y - 9, 0) : y + 10, min(max(x, 0), shown.shape[1] - 1)] = (255, 255, 255)
        shown[min(max(y, 0), shown.shape[0] - 1), max(x - 9, 0) : x + 10] = (255, 255, 255)
        text = f"{called(name)} at {where}: the cross is where calc says"
        if found is not None:
            x, y = int((found[0] - left) * times), int((found[1] - top) * times)
            shown[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2] = (255, 40, 40)
            text += ", the red dot where it was found"
        self.show(name, text, shown)

    def rows(self) -> Iterable[Row]:
        for name, found in self.marks.items():
            thing = called(name)
            yield self._seen(thing, found)
            if found.shares:
                rms = float(np.sqrt(np.mean(np.square(found.pixels))))
                yield self.row(
                    f"{thing} stands where calc says",
                    f"{max(found.shares):.2%} of the axis, {found.units:.3g} in its numbers; "
                    f"{max(found.pixels):.2f} pixels, rms {rms:.2f}",
                    f"{PLACE:.1%}",
                    max(found.shares) <= PLACE,
                    found.worst_at,
                )
            lags = {beat: float(np.median(values)) for beat, values in found.lags.items() if len(values) >= 5}
            if lags:
                beat = max(lags, key=lambda beat: abs(lags[beat]))
                yield self.row(
                    f"{thing} moves in calc's time",
                    f"{lags[beat]:+.2f} frames late",
                    f"{LATE} frames",
                    abs(lags[beat]) <= LATE,
                    f"beat {beat}",
                )
        for name, found in self.lines.items():
            thing = called(name)
            yield self._seen(thing, found)
            if found.shares:
                most = float(np.percentile(found.shares, 95))
                told = [
                    f"{np.percentile(errors, 95):.2%} in {len(errors)} pictures{way}"
                    for errors, way in ((found.slopes, ""), (found.rough, " with other things along it"))
                    if errors
                ]
                yield self.row(
                    f"{thing} has calc's slope",
                    f"{'; '.join(told)}; {max(found.pixels):.2f} pixels aside",
                    f"{SLOPE:.0%}, {ROUGH * SLOPE:.0%} with other things along it, and half a frame's turn",
                    most <= 1 and found.worst <= ROUGH,
                    found.worst_at,
                )
        for name, found in self.arrows.items():
            thing = called(name)
            yield self._seen(thing, found)
            if found.pixels:
                told = [
                    f"{max(errors):.2%} of the axis in {len(errors)} pictures{way}"
                    for errors, way in ((found.shares, ""), (found.rough, " beside other things"))
                    if errors
                ]
                turned = np.degrees(max(found.slopes))
                yield self.row(
                    f"{thing} is as long, and points, as calc says",
                    f"{'; '.join(told)}; {max(found.pixels):.2f} pixels; turned by {turned:.2f} degrees",
                    f"{PLACE:.1%}; {np.degrees(ANGLE):.1f} degrees; {ROUGH} times that beside other things",
                    found.worst <= 1,
                    found.worst_at,
                )
        for name, found in self.hands.items():
            thing = called(name)
            yield self._seen(thing, found)
            if found.slopes:
                most, worst = np.degrees(np.percentile(found.slopes, [95, 100]))
                yield self.row(
                    f"{thing} is turned as calc says",
                    f"{most:.2f} degrees off, {worst:.2f} at most, in {len(found.slopes)} pictures",
                    f"{np.degrees(HAND):.1f} degrees, and half a frame's turn; {ROUGH} times that at most",
                    float(np.percentile(found.shares, 95)) <= 1 and found.worst <= ROUGH,
                    found.worst_at,
                )
        if not (self.marks or self.lines or self.arrows or self.hands):
            yield self.row(
                "what stands where", "nothing was looked for", "", None, "the lesson names no witness"
            )

    def _seen(self, thing: str, found: Found) -> Row:
        return self.row(
            f"{thing} can be seen",
            f"in {found.looked - found.missing} of {found.looked} pictures",
            "all",
            not found.missing,
            found.first_missing,
        )


def _slope_error(wanted: float, found: float) -> float:
    """Return the distance of one direction's slope from another's, both in radians: see SLOPE."""
    return abs(tan(found) - tan(wanted)) / max(abs(tan(wanted)), 1.0)
