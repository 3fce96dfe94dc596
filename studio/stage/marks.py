"""The marks of every lesson: the ball with its halo, past places, data dots, targets, arrows and panels."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Self

import numpy as np
from manim import (
    UP,
    Animation,
    Circle,
    Create,
    Dot,
    Line,
    Polygon,
    VGroup,
    VMobject,
)
from numpy.typing import NDArray

from studio.stage import style
from studio.stage.change import Change
from studio.stage.shapes import twin
from studio.stage.style import Layer, tint
from studio.stage.theme import THEME, Region

_HALO = 8  # discs
_HALO_REACH = 2.6, 1.3  # of the ball's radius: the widest disc, the smallest
_HALO_SHARE = 0.035, 0.06  # how opaque each is


@lru_cache(maxsize=512)
def _made(radius: float, colour: str, opacity: float) -> Dot:
    return Dot(radius=radius, color=colour, fill_opacity=opacity)


def _disc(radius: float, colour: str, opacity: float = 1.0) -> Any:
    """Return a disc: a copy, as manim takes ten times as long to make one as that takes."""
    return twin(_made(float(radius), colour, float(opacity)))


class Ball(VGroup):
    """The ball that we turn, wherever it is: a flat disc in the parameter's colour, ringed, in a halo.

    core: the disc, whose place can be measured.
    """

    def __init__(self, radius: float = style.BALL, colour: str | None = None) -> None:
        super().__init__()
        colour = colour or THEME.parameter
        reaches = np.linspace(*_HALO_REACH, _HALO) * radius
        shares = np.linspace(*_HALO_SHARE, _HALO)
        self.halo = VGroup(
            *(_disc(reach, colour, share) for reach, share in zip(reaches, shares, strict=True))
        ).set_z_index(Layer.HALO)
        for disc in self.halo:
            disc.scenery = True
        self.ring = _disc(radius + style.BALL_RING, THEME.background).set_z_index(Layer.BALL)
        self.ring.scenery = True
        self.core = _disc(radius, colour).set_z_index(Layer.BALL)
        self.add(self.halo, self.ring, self.core)

    def at(self, point: NDArray[np.float64]) -> "Ball":
        """Move the ball's middle to a point of the screen, (3,)."""
        self.shift(np.asarray(point, float) - self.core.get_center())
        return self


def past_place(colour: str | None = None, radius: float = style.PLACE) -> VGroup:
    """Return a place where the ball has been: a small disc with a ring of the ground's colour."""
    ring = _disc(radius + style.PLACE_RING, THEME.background)
    dot = _disc(radius, colour or THEME.parameter)
    place = VGroup(ring, dot).set_z_index(Layer.TRAIL)
    ring.scenery = dot.scenery = True
    return place


def data_dot(colour: str | None = None) -> VGroup:
    """Return a dot of the data, ringed: white, or in a colour where it marks what a line leads to."""
    ring = _disc(style.DATA + style.PLACE_RING, THEME.background)
    ring.scenery = True
    return VGroup(ring, _disc(style.DATA, colour or THEME.text)).set_z_index(Layer.BALL)


class Cased(VGroup):
    """A stroke with an outline of the ground's colour, so that it stands apart from what it crosses.

    line: the stroke itself. `set_path` moves both.
    """

    def __init__(self, colour: str, width: float, layer: float) -> None:
        super().__init__()
        self.casing = VMobject(stroke_color=THEME.background, stroke_width=width + 2 * style.CASING)
        self.casing.scenery = True
        self.line = Line(stroke_color=colour, stroke_width=width)
        self.add(self.casing, self.line).set_z_index(layer)

    def set_path(self, points: NDArray[np.float64]) -> "Cased":
        """Run straight from point to point of the screen, (n, 3); fewer than two points hide it."""
        for part in (self.casing, self.line):
            if len(points) < 2:
                part.clear_points()
            else:
                part.set_points_as_corners(points)
        return self

    def draw(self) -> Animation:
        """Return the play that draws it from its beginning to its end."""
        return Create(self, lag_ratio=0, run_time=0.7)


def dash(
    line: VMobject,
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    length: float = 0.1,
    *,
    fresh: bool = True,
) -> None:
    """Let a shape run from start to end in dashes; it stays one shape, however many there are.

    fresh: whether what it was before is given up.
    """
    if fresh:
        line.clear_points()
    whole = float(np.linalg.norm(end - start))
    count = max(1, round(whole / (2 * length)))
    for index in range(count):
        low, high = index / count, (index + 0.5) / count
        line.start_new_path(start + low * (end - start))
        line.add_line_to(start + high * (end - start))


class Arrow(VGroup):
    """A straight arrow, cased, whose head keeps its size; `place` sets both its ends in one go.

    Manim's own arrow is rebuilt at each move, cannot be of no length, and shrinks its head.
    """

    def __init__(
        self, colour: str | None = None, width: float = style.ARROW, head: float = style.ARROW_HEAD
    ) -> None:
        super().__init__()
        colour = colour or THEME.slope
        self.shaft = Cased(colour, width, Layer.ARROW)
        self.head = Polygon(UP, UP, UP, color=colour, fill_opacity=1, stroke_width=0)
        self.add(self.shaft, self.head.set_z_index(Layer.ARROW))
        self.head_length = head
        self.tail = self.tip = np.zeros(3)

    def place(self, tail: NDArray[np.float64], tip: NDArray[np.float64]) -> "Arrow":
        """Point from `tail` to `tip`, points of the screen, (3,); the head shrinks in a short arrow only."""
        self.tail, self.tip = np.asarray(tail, float), np.asarray(tip, float)
        length = float(np.linalg.norm(self.tip - self.tail))
        if length < 1e-6:
            self.shaft.set_path(np.zeros((0, 3)))
            self.head.clear_points()
            return self
        along = (self.tip - self.tail) / length
        across = np.array([-along[1], along[0], 0.0])
        head = min(self.head_length, 0.6 * length)
        neck = self.tip - head * along
        self.shaft.set_path(np.array([self.tail, neck + 0.1 * head * along]))
        corners = [self.tip, neck + 0.45 * head * across, neck - 0.45 * head * across, self.tip]
        self.head.set_points_as_corners(corners)
        return self

    def draw(self, seconds: float = 0.6) -> Animation:
        """Return the play in which it grows from its tail to its tip."""
        tail, tip = self.update().tail, self.tip
        return Change(
            self,
            lambda arrow, share: arrow.place(tail, tail + share * (tip - tail)),
            suspend_mobject_updating=True,  # while it grows, nobody must take it for what it will be
            run_time=seconds,
        )


class Target(VGroup):
    """A ring that says "arrived": green, drawn round a place."""

    def __init__(self, at: Sequence[float] | NDArray[np.float64]) -> None:
        super().__init__()
        self.ring = Circle(style.TARGET_RADIUS, color=THEME.area, stroke_width=style.TARGET)
        self.add(self.ring.move_to(np.asarray(at, float)).set_z_index(Layer.TANGENT))

    def draw(self) -> Animation:
        """Return the play that draws it."""
        return Create(self, run_time=0.4)


# How far a quarter circle's control points lie along its tangents, in radii.
_BEND = 4 / 3 * (2**0.5 - 1)


class RoundedBox(VMobject):
    """A rectangle with round corners that fills a region, anticlockwise from its right side.

    Manim's `RoundedRectangle` takes two hundred times as long, too long for what changes at every frame.
    """

    def __init__(self, region: Region, corner: float = style.CORNER, **looks: Any) -> None:
        super().__init__(**looks)
        self._corner = corner
        self.cover(region)

    def cover(self, region: Region) -> Self:
        """Fill another region."""
        across, up = region.width / 2, region.height / 2
        corner = min(self._corner, across, up)
        arcs = []
        for turn in (1, 1j, -1, -1j):
            way = turn * (1 + 1j)  # to the corner
            middle = complex(way.real * (across - corner), way.imag * (up - corner))
            start, end = middle + corner * turn, middle + corner * turn * 1j
            arcs.append((start, start + _BEND * corner * turn * 1j, end + _BEND * corner * turn, end))
        points: list[complex] = []
        for arc, (end, *_) in zip(arcs, [*arcs[1:], arcs[0]], strict=True):
            start = arc[-1]
            points += [*arc, start, (2 * start + end) / 3, (start + 2 * end) / 3, end]
        plane = np.array(points) + complex(*region.centre[:2])
        self.set_points(np.column_stack([plane.real, plane.imag, np.zeros(len(plane))]))
        return self


def panel(region: Region) -> RoundedBox:
    """Return the plate of a panel that fills the region: flat, without an outline."""
    plate = RoundedBox(region, fill_color=THEME.panel, fill_opacity=1, stroke_width=0)
    plate.set_z_index(Layer.GRID).scenery = True
    return plate


def ghost(mobject: VMobject, share: float = style.GHOST) -> VMobject:
    """Return a copy that stays where the mobject is now, faded into the ground, and follows nothing."""
    left = mobject.copy().clear_updaters()
    for part in left.family_members_with_points():
        if getattr(part, "scenery", False):
            part.set_opacity(0)
            continue
        if part.get_fill_opacity() > 0:
            part.set_fill(tint(part.get_fill_color().to_hex(), share))
        if part.get_stroke_width() > 0:
            part.set_stroke(tint(part.get_stroke_color().to_hex(), share))
    for part in left.get_family():
        part.scenery, part.witness = True, None
    return left.set_z_index(Layer.GHOST)
