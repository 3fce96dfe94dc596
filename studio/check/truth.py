"""Where things stand in the film's own pixels, beside where calc says they stand (quality rule 25)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from manim import VMobject

from studio.check.checker import Checker, Played, moment_in
from studio.check.delivered import Delivered, Picture, Plane, to_yuv
from studio.check.replay import Moment
from studio.check.report import Exhibit, Row
from studio.check.sight import FREE, Place, find_disc, find_tip, fit_line
from studio.lesson import Lesson
from studio.shapes import box_of, gap
from studio.stage import Arrow, Plot
from studio.standing import leaves
from studio.theme import THEME
from studio.witness import Mark, Reach, Slope

PLACE = 0.005  # of the axis' span: dots, and the tips of arrows
SLOPE = 0.01  # of the slope on the screen; below 45 degrees, of the slope of 45 degrees
ANGLE = 0.02  # radians, of an arrow: half a pixel at the end of a short one
LATE = 0.5  # frames
ROUGH = 3  # times the limit: where other things lie along a line, and for the worst five fits of a hundred
SEEN = 0.25  # of a line's length: less of it is not enough to judge it by

_MOVING = 1.0  # pixels a frame: from there on, being late can be told from being wrong


@dataclass
class Found:
    """What was found of one thing over the film."""

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

    def note(self, excess: float, where: str) -> bool:
        """Remember the largest excess; whether this is it."""
        if excess > self.worst:
            self.worst, self.worst_at = excess, where
            return True
        return False


class Truth(Checker):
    """Balls, lines and arrows, in every picture in which they can be seen."""

    group = "truth"

    def __init__(self, delivered: Delivered) -> None:
        super().__init__(delivered)
        self.marks: dict[str, Found] = {}
        self.lines: dict[str, Found] = {}
        self.arrows: dict[str, Found] = {}
        self._before: dict[str, tuple[int, Place]] = {}
        self._looked: dict[str, tuple[Place, list[Plane], Place | None]] = {}
        self._due: dict[str, int] = {}
        self._angles: dict[str, tuple[int, float]] = {}
        self._pictures: dict[str, Exhibit] = {}
        self._brought: tuple[tuple[int, int], ...] = ()
        self._members: set[int] = set()

    def see(self, moment: Moment) -> None:
        lesson = moment.lesson
        for witness in lesson.witnesses():
            # Lines and arrows take longer to measure, and 30 times a second says as much.
            if not isinstance(witness, Mark) and moment.frame < self._due.get(witness.name, 0):
                continue
            mobject = witness.mobject if witness.mobject is not None else getattr(lesson, witness.name, None)
            # While a play brings it on, turns it into another thing or takes it away, it follows nothing.
            if not isinstance(mobject, VMobject) or mobject.updating_suspended:
                continue
            if id(mobject) not in self._standing(lesson):
                continue
            self._due[witness.name] = moment.frame + max(1, self.delivered.quality.frame_rate // 30)
            match witness:
                case Mark():
                    self._mark(moment, witness, mobject)
                case Slope():
                    self._line(moment, witness, mobject)
                case Reach():
                    self._arrow(moment, witness, mobject)

    def _standing(self, lesson: Lesson) -> set[int]:
        """All that stands on the stage, by identity; gathered anew when a thing comes or goes."""
        brought = tuple((id(top), len(top.submobjects)) for top in lesson.mobjects)
        if brought != self._brought:
            self._brought = brought
            self._members = {id(member) for top in lesson.mobjects for member in top.get_family()}
        return self._members

    def _mark(self, moment: Moment, witness: Mark, mobject: VMobject) -> None:
        if mobject.get_fill_opacity() < 0.99:
            return
        picture = moment.picture
        wanted = picture.pixel_of(witness.plot.point(witness.x, witness.y))
        radius = mobject.width / 2 * picture.scale
        if not _inside(picture, wanted, radius):
            return
        spans = _spans(witness.plot, picture)
        around = max(3.0, 3 * PLACE * float(spans.max()))
        colour = to_yuv(mobject.get_fill_color().to_hex())
        place = self._find(witness.name, picture, wanted, radius, colour, around)
        before = self._before.get(witness.name)
        self._before[witness.name] = moment.frame, wanted
        off = None if place is None else place - wanted
        share = np.inf if off is None else float(np.max(np.abs(off) / spans))
        if share > PLACE and _covered(moment.lesson, mobject):
            return
        found = self.marks.setdefault(witness.name, Found())
        found.looked += 1
        where = moment_in(moment.lesson, moment.frame)
        if off is None:
            found.missing += 1
            found.first_missing = found.first_missing or where
        else:
            found.shares.append(share)
            found.pixels.append(float(np.hypot(*off)))
            numbers = np.abs(off) / spans * _numbers(witness.plot)
            found.units = max(found.units, float(numbers.max()))
            if before and before[0] == moment.frame - 1:
                way = wanted - before[1]
                speed = float(np.hypot(*way))
                if speed >= _MOVING:
                    lag = -float(off @ way) / speed**2
                    found.lags.setdefault(moment.lesson.beat_name, []).append(lag)
        if found.note(share, where):
            self._keep(witness.name, picture, wanted, place, where)

    def _find(
        self, name: str, picture: Picture, wanted: Place, radius: float, colour: Place, around: float
    ) -> Place | None:
        """As `find_disc`; where neither the place nor its pixels have changed, what was found before."""
        reach = radius + around
        left, top = np.maximum(wanted - reach, 0).astype(int)
        right, bottom = (wanted + reach).astype(int) + 1
        pixels = [
            plane[top // half : bottom // half + 1, left // half : right // half + 1]
            for plane, half in zip(picture.planes, (1, 2, 2), strict=True)
        ]
        before = self._looked.get(name)
        if before and np.array_equal(before[0], wanted) and all(map(np.array_equal, before[1], pixels)):
            return before[2]
        place = find_disc(picture, wanted, radius, colour, around)
        self._looked[name] = wanted, [part.copy() for part in pixels], place
        return place

    def _line(self, moment: Moment, witness: Slope, mobject: VMobject) -> None:
        if mobject.get_stroke_opacity() < 0.99:
            return
        picture, plot = moment.picture, witness.plot
        through = plot.point(witness.x, witness.y)
        direction = plot.direction(witness.slope)
        # Calc says which line; the mobject is asked only between which ends to look for it.
        shares = [float((end - through) @ direction) for end in (mobject.get_start(), mobject.get_end())]
        start, stop = (picture.pixel_of(through + share * direction) for share in sorted(shares))
        width = mobject.get_stroke_width() / 100 * picture.scale
        length = float(np.hypot(*(stop - start)))
        if length < 12 * width or not (_inside(picture, start, 0) and _inside(picture, stop, 0)):
            return
        fit = fit_line(
            picture, start, stop, width, to_yuv(mobject.get_stroke_color().to_hex()), to_yuv(THEME.background)
        )
        # On the screen a line that rises runs to lower rows.
        angle = float(np.arctan2(-(stop - start)[1], (stop - start)[0]))
        wrong = _slope_error(angle, angle - fit.turn) if fit.seen >= SEEN else np.inf
        aside = abs(fit.aside) / float(_spans(plot, picture).max())
        frame, angle_before = self._angles.get(witness.name, (-1, angle))
        self._angles[witness.name] = moment.frame, angle
        apart = moment.frame - frame
        turned = _slope_error(angle_before, angle) / apart if 0 < apart <= 2 else 0.0
        allowed = SLOPE if fit.free >= FREE else ROUGH * SLOPE
        excess = max(wrong / (allowed + LATE * turned), aside / PLACE)
        found = self.lines.setdefault(witness.name, Found())
        found.looked += 1
        where = moment_in(moment.lesson, moment.frame)
        if fit.seen < SEEN:
            found.missing += 1
            found.first_missing = found.first_missing or where
        else:
            (found.slopes if fit.free >= FREE else found.rough).append(wrong)
            found.pixels.append(abs(fit.aside))
            found.shares.append(excess)
        if found.note(excess, where):
            self._keep(witness.name, picture, (start + stop) / 2, None, where)

    def _arrow(self, moment: Moment, witness: Reach, mobject: Arrow) -> None:
        if mobject.shaft.get_stroke_opacity() < 0.99:
            return
        picture = moment.picture
        tail, tip = (picture.pixel_of(witness.plot.point(*end)) for end in (witness.tail, witness.tip))
        head = Arrow.HEAD * picture.scale
        length = float(np.hypot(*(tip - tail)))
        ball = THEME.dot_radius * picture.scale  # which may stand at its tail
        if length < max(head / 0.6, head + ball + 3):
            return
        if not (_inside(picture, tail, 0) and _inside(picture, tip, 0)):
            return
        colour = to_yuv(mobject.head.get_fill_color().to_hex())
        seen = find_tip(picture, tail, tip, head, colour, to_yuv(THEME.background))
        longer, aside = seen if seen else (np.inf, np.inf)
        share = abs(longer) / float(_spans(witness.plot, picture).max())
        wrong = abs(aside) / (length - head / 2)
        excess = max(share / PLACE, wrong / ANGLE)
        if excess > 1 and _covered(moment.lesson, mobject.head):
            return
        found = self.arrows.setdefault(witness.name, Found())
        found.looked += 1
        where = moment_in(moment.lesson, moment.frame)
        if seen is None:
            found.missing += 1
            found.first_missing = found.first_missing or where
        else:
            found.shares.append(share)
            found.pixels.append(abs(longer))
            found.slopes.append(wrong)
        if found.note(excess, where):
            self._keep(witness.name, picture, tip, None, where)

    def _keep(self, name: str, picture: Picture, wanted: Place, found: Place | None, where: str) -> None:
        """A cut-out around the place, with a cross where calc says and a dot where it was found."""
        half = round(0.7 * picture.scale)
        left = int(np.clip(wanted[0] - half, 0, picture.width - 2 * half))
        top = int(np.clip(wanted[1] - half, 0, picture.height - 2 * half))
        shown = picture.rgb(left, top, left + 2 * half, top + 2 * half)
        times = max(1, round(240 / (2 * half)))
        shown = shown.repeat(times, axis=0).repeat(times, axis=1)
        x, y = (int(value) for value in (wanted - (left, top)) * times)
        shown[max(y - 9, 0) : y + 10, np.clip(x, 0, shown.shape[1] - 1)] = (255, 255, 255)
        shown[np.clip(y, 0, shown.shape[0] - 1), max(x - 9, 0) : x + 10] = (255, 255, 255)
        text = f"{_spoken(name)} at {where}: the cross is where calc says"
        if found is not None:
            x, y = (int(value) for value in (found - (left, top)) * times)
            shown[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2] = (255, 40, 40)
            text += ", the red dot where it was found"
        self._pictures[name] = Exhibit(text, shown)

    def rows(self, played: Played) -> Iterable[Row]:
        self.exhibits = list(self._pictures.values())
        for name, found in self.marks.items():
            thing = _spoken(name)
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
            thing = _spoken(name)
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
            thing = _spoken(name)
            yield self._seen(thing, found)
            if found.shares:
                turned = f"; turned by {np.degrees(max(found.slopes)):.2f} degrees"
                yield self.row(
                    f"{thing} is as long, and points, as calc says",
                    f"{max(found.shares):.2%} of the axis, {max(found.pixels):.2f} pixels{turned}",
                    f"{PLACE:.1%}; {np.degrees(ANGLE):.1f} degrees",
                    found.worst <= 1,
                    found.worst_at,
                )
        if not (self.marks or self.lines or self.arrows):
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


def _spoken(name: str) -> str:
    return "the " + name.replace("_", " ").strip()


def _spans(plot: Plot, picture: Picture) -> Place:
    """The lengths of both axes in pixels."""
    return np.array([plot.region.width, plot.region.height]) * picture.scale


def _numbers(plot: Plot) -> Place:
    return np.array([plot.x.high - plot.x.low, plot.y.high - plot.y.low])


def _inside(picture: Picture, place: Place, margin: float) -> bool:
    return bool(
        np.all(place >= margin) and np.all(place <= np.array([picture.width, picture.height]) - margin)
    )


def _slope_error(wanted: float, found: float) -> float:
    """How far one direction's slope is from another's, both in radians: see SLOPE."""
    return float(abs(np.tan(found) - np.tan(wanted)) / max(abs(np.tan(wanted)), 1.0))


def _covered(lesson: Lesson, mobject: VMobject) -> bool:
    """Whether something may lie over the mobject, by their boxes: it is then not looked for."""
    own = {id(member) for member in mobject.get_family()}
    box = box_of(mobject)
    after = False
    level = max(member.z_index for member in mobject.get_family())
    for leaf in leaves(lesson):
        if id(leaf) in own:
            after = True
        elif (leaf.z_index > level or (leaf.z_index == level and after)) and gap(box_of(leaf), box) < 0:
            return True
    return False
