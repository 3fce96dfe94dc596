"""The five concepts of the course, each as a small true picture, and where they stand around the loop."""

from collections.abc import Callable, Sequence

import numpy as np
from manim import RIGHT, UP, Dot, Line, RoundedRectangle, Square, VGroup, VMobject

from calc.function import Function
from calc.gradient import Surface
from calc.integral import Normal
from studio.cast.training_loop import LoopRing
from studio.stage.plot import Arrow, Axis, Plot, Tangent
from studio.stage.text import math, naming, words
from studio.stage.theme import THEME, Region

#: The concepts in the order in which they are taught, each name in lines.
CONCEPTS = (("Derivative",), ("Partial", "derivative"), ("Gradient",), ("Chain rule",), ("Integral",))

#: Which box of the loop each of them serves: 0 the loss, 1 the gradient, 2 the update.
SERVES = (1, 1, 2, 1, 0)

WIDTH, HEIGHT = 1.76, 1.0  # of a picture's plate
_PLACES = ((4.9, 2.75), (4.9, 0.8), (-4.9, -1.3), (4.9, -1.54), (-4.9, 2.24))
_MARGIN = 0.12
_PITCH = 1.8  # line to line, in cap heights


def plate_at(x: float, y: float) -> Region:
    """The region of a picture whose middle is at (x, y)."""
    return Region(x - WIDTH / 2, x + WIDTH / 2, y - HEIGHT / 2, y + HEIGHT / 2)


def dock(index: int) -> Region:
    """Where the picture of this concept stands around the middle of the stage."""
    return plate_at(*_PLACES[index])


def between(index: int, row: Region, share: float) -> Region:
    """A picture's region on its way from its dock to a row at the left, from 0 to 1.

    Those on the left go first, the lower one out of the upper one's way; those on the right come after.
    """
    (x, y, _), (u, v, _) = dock(index).centre, row.centre
    right = x > 0
    gone = min(max(share / 0.6 if not right else (share - 0.4) / 0.6, 0.0), 1.0)
    eased = (1 - np.cos(np.pi * gone)) / 2
    aside = 2.4 * np.sin(np.pi * eased) if SERVES[index] == 0 else 0.0
    return plate_at(x + eased * (u - x) + aside, y + eased * (v - y))


def text_lines(
    lines: Sequence[str],
    size: float = THEME.label,
    colour: str | None = None,
    weight: str = "MEDIUM",
    centred: bool = False,
) -> VGroup:
    """Lines of text below one another; the middle of their capitals is at the origin."""
    group = VGroup()
    for row, text in enumerate(lines):
        label = words(text, size, colour, weight)
        y = size * _PITCH * ((len(lines) - 1) / 2 - row)
        label.shift((y - label.midline) * UP)
        group.add(label if centred else label.shift(-label.get_left()[0] * RIGHT))
    return group


def name_below(index: int, picture: "Picture") -> VGroup:
    """The concept's name, below its docked picture."""
    region, lines = dock(index), CONCEPTS[index]
    down = 0.3 + THEME.label * _PITCH * (len(lines) - 1) / 2
    name = text_lines(lines, centred=True).shift([region.centre[0], region.bottom - down, 0.0])
    for line in name:
        naming(line, picture)
    return name


def loop_ring(trips: Callable[[], float]) -> LoopRing:
    """The loop of training in the middle of the stage, with room for the pictures around it."""
    return LoopRing((0.0, 0.35), trips, width=3.5, height=3.3, box=(2.3, 0.9))


def link(index: int, ring: LoopRing) -> Arrow:
    """An arrow from a docked picture to the box of the loop that it serves."""
    region, box = dock(index), ring.boxes[SERVES[index]]
    side = 1 if region.centre[0] > 0 else -1
    together = [other for other, served in enumerate(SERVES) if served == SERVES[index]]
    # Arrows into the same box end one below the other, as the pictures stand; the ring's own arrow comes
    # into the first box lower down.
    row = (len(together) - 1) / 2 - together.index(index) + (SERVES[index] == 0)
    tail = np.array([region.left if side > 0 else region.right, region.centre[1], 0.0])
    tip = box.get_edge_center(side * RIGHT) + 0.24 * row * UP
    return Arrow(THEME.muted, width=3).place(tail - 0.1 * side * RIGHT, tip + 0.12 * side * RIGHT)


class Picture(VGroup):
    """A plate with a picture on it; `place` draws it into a region, with its own progress from 0 to 1."""

    def __init__(self) -> None:
        super().__init__()
        self.plate = RoundedRectangle(0.1, width=WIDTH, height=HEIGHT, color=THEME.muted, stroke_width=2)
        self.plate.set_fill(THEME.background, 1).set_z_index(THEME.layers.axes)
        self.add(self.plate)
        self._drawn: tuple[Region, float] | None = None

    def place(self, region: Region, progress: float) -> None:
        """Stand in this region, this far; nothing is drawn again where nothing has changed."""
        if self._drawn != (region, progress):
            self._drawn = region, progress
            self.plate.move_to(region.centre)
            self.draw(self.inside(region), progress)

    def draw(self, inner: Region, progress: float) -> None:
        """Draw the picture into the plate's inner region."""
        raise NotImplementedError(f"{type(self).__name__} draws nothing: give it a draw()")

    @staticmethod
    def inside(region: Region) -> Region:
        """The region without its margin."""
        left, right = region.left + _MARGIN, region.right - _MARGIN
        return Region(left, right, region.bottom + _MARGIN, region.top - _MARGIN)


def _curve(colour: str | None = None) -> VMobject:
    return VMobject(stroke_color=colour or THEME.loss, stroke_width=4).set_z_index(THEME.layers.curve)


def _ball(colour: str | None = None) -> Dot:
    return Dot(radius=0.08, color=colour or THEME.parameter).set_z_index(THEME.layers.dot)


class SlopePicture(Picture):
    """Derivative: a tangent that rolls along a curve from `start` to `stop`."""

    def __init__(self, function: Function, low: float, high: float, start: float, stop: float) -> None:
        super().__init__()
        self.function, self.low, self.high, self.start, self.stop = function, low, high, start, stop
        self.curve, self.tangent, self.ball = _curve(), Tangent(0.42), _ball()
        self.add(self.curve, self.tangent, self.ball)

    def draw(self, inner: Region, progress: float) -> None:
        f, x = self.function, self.start + progress * (self.stop - self.start)
        heights = f(np.linspace(self.low, self.high, 61))
        plot = Plot(inner, Axis(self.low, self.high), Axis(heights.min(), heights.max()))
        self.curve.set_points(plot.curve(f, samples=61).points)
        self.tangent.place(plot, x, f(x), f.slope(x))
        self.ball.move_to(plot.point(x, f(x)))


class CutsPicture(Picture):
    """Partial derivative: two cuts through a surface; the first variable moves, the second holds still."""

    REACH = 0.9  # how far beyond the starting point a cut is shown, on either side of the lowest one

    def __init__(self, surface: Surface, point: tuple[float, float]) -> None:
        super().__init__()
        self.cuts = [surface.cut(name, point) for name in surface.variables]
        self.lowest, self.point = surface.minimum, point
        self.curves = VGroup(_curve(), _curve())
        self.tangents = VGroup(Tangent(0.3), Tangent(0.3, THEME.muted))
        self.balls = VGroup(_ball(), _ball(THEME.muted))
        self.add(self.curves, self.tangents, self.balls)

    def draw(self, inner: Region, progress: float) -> None:
        for index, half in enumerate(inner.columns(2, gap=0.24)):
            f, lowest = self.cuts[index], self.lowest[index]
            away = self.point[index] - lowest
            x = lowest + away * (1 - 2 * progress) if index == 0 else self.point[index]
            wide = abs(away) + self.REACH
            plot = Plot(half, Axis(lowest - wide, lowest + wide), Axis(f(lowest), f(lowest + wide)))
            self.curves[index].set_points(plot.curve(f, samples=41).points)
            self.tangents[index].place(plot, x, f(x), f.slope(x))
            self.balls[index].move_to(plot.point(x, f(x)))


class ArrowPicture(Picture):
    """Gradient: an arrow straight uphill from a ball that goes along a ring of equal height."""

    RADII = (1.0, 2.0, 3.0)  # of the rings that are drawn, in the surface's own units
    RING = 0  # the one that the ball is on
    HALF = 2.4  # of the height that is shown
    SWING = 0.8  # radians to either side
    FINE = 7200  # pieces of the ring that the ball is on
    DRAWN = 1.0  # the arrow's length, as a share of the gradient's

    def __init__(self, surface: Surface) -> None:
        super().__init__()
        self.surface, self.centre = surface, surface.minimum
        # Along the first variable alone; on a round bowl the ring has this radius everywhere.
        levels = [surface(self.centre[0] + radius, self.centre[1]) for radius in self.RADII]
        self.loops = [surface.level_curve(level, resolution=181)[0] for level in levels]
        self.way = surface.level_curve(levels[self.RING], resolution=self.FINE + 1)[0]
        self.rings = VGroup(*(_curve().set_stroke(width=2.5) for _ in levels))
        self.arrow, self.ball = Arrow(width=5), _ball()
        self.add(self.rings, self.arrow, self.ball)

    def spot(self, progress: float) -> tuple[float, float]:
        """The point of the ring at which the ball stands."""
        start = int(np.argmax(self.way[:, 0]))  # the point of the ring that is furthest to the right
        turned = (2 * progress - 1) * self.SWING / (2 * np.pi)
        here = (start + turned * self.FINE) % self.FINE
        u, v = (float(np.interp(here, np.arange(self.FINE + 1), values)) for values in self.way.T)
        return u, v

    def draw(self, inner: Region, progress: float) -> None:
        u, v = self.centre
        half = self.HALF * inner.width / inner.height
        plot = Plot(inner, Axis(u - half, u + half), Axis(v - self.HALF, v + self.HALF))
        for ring, loop in zip(self.rings, self.loops, strict=True):
            xs, ys = loop.T
            seen = (np.abs(ys - v) <= self.HALF) & (np.abs(xs - u) <= half)
            ring.set_points(plot.path(np.where(seen, xs, np.nan), ys).points)
        gradient = self.surface.gradient(*self.spot(progress))
        tip = plot.point(*gradient.uphill(self.DRAWN))
        self.arrow.place(plot.point(*gradient.point), tip)
        self.ball.move_to(plot.point(*gradient.point))


class ChainPicture(Picture):
    """Chain rule: boxes that feed one another, and a signal that runs back through all of them."""

    BOX = 0.4

    def __init__(self, names: Sequence[str] = ("w", "p", "L")) -> None:
        super().__init__()
        self.boxes = VGroup(*(Square(self.BOX, stroke_width=3).set_fill(THEME.background, 1) for _ in names))
        self.boxes.set_z_index(THEME.layers.curve)
        self.names = VGroup(*(math(name, THEME.tick) for name in names))
        self.links = VGroup(*(Arrow(THEME.muted, width=3) for _ in names[1:]))
        self.signals = VGroup(*(Line(color=THEME.slope, stroke_width=6) for _ in names[1:]))
        self.signals.set_z_index(THEME.layers.dot)
        self.add(self.links, self.boxes, self.names, self.signals)

    def draw(self, inner: Region, progress: float) -> None:
        count = len(self.boxes)
        xs = np.linspace(inner.left + self.BOX / 2, inner.right - self.BOX / 2, count)
        run = progress * (count - 1)  # boxes that the signal has run back through
        for index, (box, name) in enumerate(zip(self.boxes, self.names, strict=True)):
            at = np.array([xs[index], inner.centre[1], 0.0])
            box.move_to(at).set_stroke(THEME.slope if count - 1 - index <= run + 1e-6 else THEME.muted)
            name.move_to(at)
        for index, (link, signal) in enumerate(zip(self.links, self.signals, strict=True)):
            tail, tip = self.boxes[index].get_right(), self.boxes[index + 1].get_left()
            link.place(tail, tip)
            share = min(max(run - (count - 2 - index), 0.0), 1.0)
            signal.set_points_as_corners([tip, tip + max(share, 1e-4) * (tail - tip)])
            signal.set_stroke(opacity=float(share > 0))


class AreaPicture(Picture):
    """Integral: the area under a bell curve around its middle, `first` spreads wide and then `last`."""

    def __init__(self, bell: Normal, first: float = 1.0, last: float = 2.2) -> None:
        super().__init__()
        self.bell, self.first, self.last = bell, first, last
        self.area = VMobject(fill_color=THEME.area, fill_opacity=0.7, stroke_width=0)
        self.area.set_z_index(THEME.layers.axes + 0.5)  # above its plate, below the curve
        self.curve = _curve(THEME.text).set_stroke(width=3)
        self.add(self.area, self.curve)

    def draw(self, inner: Region, progress: float) -> None:
        bell = self.bell
        wide = 3.2 * bell.spread
        ends = Axis(bell.mean - wide, bell.mean + wide)
        plot = Plot(inner, ends, Axis(0, bell.density(bell.mean)))
        self.curve.set_points(plot.curve(bell.density, samples=81).points)
        reach = (self.first + progress * (self.last - self.first)) * bell.spread
        xs = np.linspace(bell.mean - reach, bell.mean + reach, 61)
        around = np.concatenate([xs[:1], xs, xs[-1:], xs[:1]])
        heights = np.concatenate([[0.0], bell.density(xs), [0.0, 0.0]])
        self.area.set_points_as_corners(plot.points_at(around, heights))


def concept_pictures(loss: Function, surface: Surface, point: tuple[float, float]) -> list[Picture]:
    """The pictures in the order of `CONCEPTS`: of the loss, its surface over two knobs, and a bell curve.

    point: the two knobs at which the partial derivatives are taken.
    """
    lowest, away = surface.minimum[0], abs(point[0] - surface.minimum[0])
    return [
        SlopePicture(loss, lowest - 1.5 * away, lowest + 1.5 * away, lowest + away, lowest - away),
        CutsPicture(surface, point),
        ArrowPicture(surface),
        ChainPicture(),
        AreaPicture(Normal()),
    ]
