"""The triangle under a line: its run and its rise, with what is written beside them where there is room."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, VGroup, VMobject
from numpy.typing import NDArray

from calc.window import round_step
from calc.wording import Wording, brief
from studio.stage import style
from studio.stage.following import follow
from studio.stage.marks import Cased, dash
from studio.stage.placement import first_clear, points_of
from studio.stage.plane import Plane
from studio.stage.secants import Line
from studio.stage.style import Layer
from studio.stage.text import Label, naming, words
from studio.stage.theme import THEME, Region

Point = NDArray[np.float64]  # (3,), of the screen

_SHORTER = 5  # times a run is halved, until it fits
_SHORT = 0.75  # units: a run so short has its number under its end, away from the ball
_CLEAR, _APART = 0.085, 0.11  # units between a number and the edge of a stroke, and another number
_BEYOND = 0.5  # units beyond a plot to which they may reach on the right, and below
_LEAST = 0.05  # units: a shorter side is not drawn
_FADING = 8.0  # times as long: up to there it is on its way out of sight

#: A point, and the direction in which a label stands beside it, so many units away.
Side = tuple[Point, Point, float]


class Triangle(VGroup):
    """The run and the rise of a line with their labels.

    across, up: the run, white and dashed, and the rise. run, rise: the labels, empty where there are none.
    cramped: the labels that found no room.
    """

    def __init__(self, rise: VMobject | None, run: VMobject | None) -> None:
        self.cramped: list[VMobject] = []
        self.across = VMobject(stroke_color=THEME.text, stroke_width=style.TANGENT).set_z_index(Layer.TANGENT)
        self.up = Cased(THEME.slope, style.TANGENT, Layer.TANGENT)
        self.run = VGroup() if run is None else naming(run, self.across)
        self.rise = VGroup() if rise is None else naming(rise, self.up)
        labels = (self.rise, self.run)
        super().__init__(
            self.across, self.up, *(label for label in labels if label.family_members_with_points())
        )

    def without(self, labels: Iterable[VMobject]) -> Triangle:
        """Return the triangle without some of its labels, which are empty from now on."""
        for name in ("rise", "run"):
            label = getattr(self, name)
            if any(label is each for each in labels):
                self.remove(label)
                setattr(self, name, VGroup())
        return self

    def stand(self, start: Point, corner: Point, tip: Point) -> None:
        """Draw the sides; what is too short to be seen fades."""
        long, high = abs(corner[0] - start[0]), abs(tip[1] - corner[1])
        if long > _LEAST:
            dash(self.across, start, corner)
        else:
            self.across.clear_points()
        self.up.set_path(np.array([corner, tip]) if high > _LEAST else np.zeros((0, 3)))
        self.across.set_stroke(opacity=_in_sight(long))
        for stroke in (self.up.casing, self.up.line):
            stroke.set_stroke(opacity=_in_sight(high))


def triangle(
    plane: Plane,
    x: float,
    y: float,
    slope: float,
    said: Wording,
    near: Iterable[VMobject] = (),
    away_from: float = -math.inf,
) -> Triangle:
    """Return the run and the rise of the tangent at (x, y).

    The run is 1 where that can be seen, so that the rise is the slope, as it is `said`, and both have their
    numbers, if there is room for these. Else it is a round number, and has none: nobody tells of it. They
    stand where there is room, on the right if they can, but away from another place that is named and is
    close. near: as of `legs`.
    """
    window = plane.window
    width = window.right - window.left
    run = 1.0 if 0.055 <= 1 / width <= 0.3 else round_step(0.22 * width, 1)
    while abs(slope * run) > 0.6 * (window.top - window.bottom):
        run /= 2
    runs = [run / 2**times for times in range(_SHORTER)]
    away = math.copysign(1.0, x - away_from)
    shorter = [away * each for each in runs[:2]] if abs(x - away_from) < 2.5 * run else []
    shorter += [sign * each for each in runs for sign in (1, -1)]
    across, high = plane.frame.scale
    along = math.hypot(across, high * slope)  # units of the screen for a run of 1

    def fits(run: float) -> bool:
        return window.holds(x + run, y + slope * run) and abs(run) * along <= style.REACH

    run = next(filter(fits, shorter), run)
    one = abs(run) == 1
    labels = (
        words(str(said), style.READOUT, THEME.slope) if one else None,
        words(str(brief(1)), style.LABEL) if one else None,
    )

    def corners() -> list[Point]:
        return [*plane.points_at([x, x + run, x + run], [y, y, y + slope * run])]

    drawn = _beside_its_labels(plane, corners, plane.moment, labels, near)
    # A run of 1 tells something only beside the rise that it makes a slope.
    return drawn.without([drawn.rise, drawn.run] if drawn.rise in drawn.cramped else drawn.cramped)


def legs(
    plane: Plane,
    line_at: Callable[[Any], Line],
    tracker: Any,
    rise: str = "",
    run: str | VMobject = "",
    near: Iterable[VMobject] = (),
) -> Triangle:
    """Return the run and the rise of the secant `line_at(tracker)`, with what is written beside them.

    The labels keep clear of the plane's curves, axes and numbers as they are now, and of what is `near`; on
    whichever side that is, they stay as the secant and the window move.
    """
    labels = (
        words(rise, style.READOUT, THEME.slope) if rise else None,
        words(run, style.LABEL) if isinstance(run, str) and run else run or None,
    )

    def corners() -> list[Point]:
        line = line_at(tracker.get_value())
        top = line.y0 + line.slope * (line.x1 - line.x0)
        return [*plane.points_at([line.x0, line.x1, line.x1], [line.y0, line.y0, top])]

    return _beside_its_labels(plane, corners, lambda: (plane.moment(), tracker.get_value()), labels, near)


def _beside_its_labels(
    plane: Plane,
    corners: Callable[[], list[Point]],
    moment: Callable[[], object],
    labels: tuple[VMobject | None, VMobject | None],
    near: Iterable[VMobject],
) -> Triangle:
    """Return the triangle whose start, corner and tip on the screen are `corners()` at each moment."""
    start, corner, tip = corners()
    drawn = Triangle(*labels)
    drawn.stand(start, corner, tip)
    if labels[0] is not None and not len(drawn.up.line.points):
        naming(labels[0], drawn.across)  # a rise of 0 has no line of its own
    whole = min(1.0, abs(corner[0] - start[0]))  # units of a run whose number is seen whole
    short = abs(corner[0] - start[0]) < _SHORT
    outwards = RIGHT if corner[0] >= start[0] else LEFT
    below = DOWN if tip[1] >= corner[1] else UP  # a secant that tilts the other way takes no label along
    ticks = [part for part in plane.marks if not (isinstance(part, Label) or vars(part).get("scenery"))]
    beside, region = VGroup(*near), plane.region
    right = min(region.right + _BEYOND, THEME.stage.right)
    room = Region(region.left, right, region.bottom - _BEYOND, region.top)
    strokes = (
        (points_of(plane.curves), style.CURVE),
        (points_of([*plane.axes, *ticks]), style.AXIS),
        (points_of([drawn.across, drawn.up.line, beside]), style.TANGENT),
        (_through(plane, start, tip), style.TANGENT),
    )
    lines = [(points, stroke / 200 + _CLEAR) for points, stroke in strokes]
    texts = [*plane.names, *plane.told]
    texts += [part for part in (*plane.marks, *beside.get_family()) if isinstance(part, Label)]
    sides = _sides(start, corner, tip, below, outwards, short)
    shown = [(label, which) for which, label in enumerate(labels) if label is not None]
    chosen = _places(shown, sides, lines, texts, room)
    for (label, which), (best, free) in zip(shown, chosen, strict=True):
        label.move_to(_beside(label, *sides[which][best]))
        drawn.cramped += [label] if free < 0 else []

    def place(drawn: Triangle) -> None:
        start, corner, tip = corners()
        drawn.stand(start, corner, tip)
        sides = _sides(start, corner, tip, below, outwards, short)
        for (label, which), (best, _) in zip(shown, chosen, strict=True):
            label.move_to(_beside(label, *sides[which][best]))
        long = abs(corner[0] - start[0])
        if long < whole:  # what has no room any more goes; at the end of a short run it has some for longer
            left = 3 * long / whole - 0.5 if short else 2 * long / whole - 1
            drawn.run.set_fill(opacity=float(np.clip(left, 0, 1)))

    return follow(drawn, place, moment)


def _places(
    labels: Sequence[tuple[VMobject, int]],
    sides: Sequence[Sequence[Side]],
    lines: Sequence[tuple[NDArray[np.float64], float]],
    texts: Sequence[VMobject],
    within: Region,
) -> list[tuple[int, float]]:
    """Return for each label which of its sides it takes, and how much more room it has there than it needs.

    Where the first good side of one leaves no room for the next, it takes another one.
    """
    if not labels:
        return []
    (label, which), rest = labels[0], labels[1:]
    middles = [_beside(label, *side) for side in sides[which]]
    rooms = [first_clear(label, [middle], lines, texts, _APART, within)[1] for middle in middles]
    clear = [k for k, room in enumerate(rooms) if room >= 0] or [int(np.argmax(rooms))]
    found: list[list[tuple[int, float]]] = []
    for k in clear:
        others = _places(rest, sides, lines, [*texts, label.copy().move_to(middles[k])], within)
        found.append([(k, rooms[k]), *others])
        if all(room >= 0 for _, room in others):
            break
    return max(found, key=lambda places: [min(room, 0.0) for _, room in places])


def _in_sight(length: float) -> float:
    """Return the opacity of a side: even in halvings of its length, as it shrinks in even proportions."""
    return float(np.clip(np.log(max(length, _LEAST) / _LEAST) / np.log(_FADING), 0, 1))


def _through(plane: Plane, start: Point, tip: Point) -> NDArray[np.float64]:
    """Return points, (n, 3), along the line through two points, as far as the plane goes."""
    along = tip - start
    way = along / np.linalg.norm(along)
    reach = float(np.hypot(plane.region.width, plane.region.height))
    points: NDArray[np.float64] = start + np.linspace(-reach, reach, 401)[:, None] * way
    return points


def _sides(
    start: Point, corner: Point, tip: Point, below: Point, outwards: Point, short: bool
) -> tuple[list[Side], list[Side]]:
    """Return where the labels of a triangle's rise and of its run may stand, the best place first.

    below, outwards: the directions of the screen away from the line, and from the start. short: whether the
    run is too short for a label under its middle.
    """
    along = [corner + share * (tip - corner) for share in (0.32, 0.5, 0.75, 1.0, 0.0)]
    rise = [(at, side, 0.16) for side in (outwards, -outwards) for at in along]
    aside = 0 * outwards, outwards, -outwards
    rise += [(tip, -below + side, gap) for gap in (0.14, 0.3, 0.45) for side in aside]
    rise += [(corner, below + side, 0.14) for side in aside]
    middles = [corner, (start + corner) / 2, start] if short else [(start + corner) / 2, corner, start]
    run = [(at, side, gap) for gap in (0.14, 0.3, 0.6) for side in (below, -below) for at in middles]
    run += [(corner, below + outwards, 0.1), (start, below - outwards, 0.1), (corner, outwards, 0.16)]
    return rise, run


def _beside(label: VMobject, at: Point, side: Point, gap: float) -> Point:
    """Return the middle of a label on that side of a point."""
    half = np.array([label.width / 2 + gap, label.height / 2 + gap, 0.0])
    middle: Point = at + side * half
    return middle
