"""Plots of mathematics on the screen: axes and the one mapping from numbers to the frame."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    BackgroundRectangle,
    Dot,
    Indicate,
    Line,
    Polygon,
    VGroup,
    VMobject,
)
from numpy.typing import ArrayLike, NDArray

from calc.wording import brief
from studio.stage.text import Label, math, name_with_letter, naming, words
from studio.stage.theme import THEME, Region

_TICK = 0.08
_LABEL_GAP = 0.14


@dataclass(frozen=True)
class Axis:
    """A range of numbers, the ticks that are labelled on it, and its name in Typst mathematics.

    crossing: where the other axis crosses this one; by default at its lower end.
    word: what the name stands for, written before it.
    digits: how many significant digits the ticks show; more where that is not enough to tell them apart.
    """

    low: float
    high: float
    ticks: tuple[float, ...] = ()
    name: str = ""
    crossing: float | None = None
    word: str = ""
    digits: int = 4

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError(
                f"an axis runs from a lower to a higher number, not from {self.low} to {self.high}"
            )

    @property
    def cross(self) -> float:
        return self.low if self.crossing is None else self.crossing


class Plot(VGroup):
    """Axes that fill `region`; `point` is the only way from numbers to the screen.

    Ticks and names hang outside the region on the left and below, so leave about 0.6 units there.
    """

    def __init__(self, region: Region, x: Axis, y: Axis) -> None:
        super().__init__()
        self.region, self.x, self.y = region, x, y
        self.axes = VGroup(
            Line(self.point(x.low, y.cross), self.point(x.high, y.cross)),
            Line(self.point(x.cross, y.low), self.point(x.cross, y.high)),
        )
        self.ticks = VGroup()
        self.tick_labels = VGroup()
        for value, text in tick_texts(x.ticks, x.digits).items():
            self._add_tick(text, self.point(value, y.cross), DOWN)
        for value, text in tick_texts(y.ticks, y.digits).items():
            self._add_tick(text, self.point(x.cross, value), LEFT)
        for part in (self.axes, self.ticks):
            part.set_stroke(THEME.muted, width=THEME.axis_width).set_z_index(THEME.layers.axes)
        self.names = VGroup()
        if x.name:
            self.names.add(
                naming(_name_of(x), self.axes[0]).next_to(
                    self.point(x.high, y.cross), UP, buff=_LABEL_GAP, aligned_edge=RIGHT
                )
            )
        if y.name:
            self.names.add(
                naming(_name_of(y), self.axes[1]).next_to(
                    self.point(x.cross, y.high), RIGHT, buff=_LABEL_GAP, aligned_edge=UP
                )
            )
        self.add(self.axes, self.ticks, self.tick_labels, self.names)

    def _add_tick(self, text: str, at: NDArray[np.float64], side: NDArray[np.float64]) -> None:
        tick = Line(at, at + _TICK * side)
        self.ticks.add(tick)
        label = naming(words(text, THEME.tick, THEME.muted), tick)
        self.tick_labels.add(plated(label.next_to(at + _TICK * side, side, buff=0.14)))

    def point(self, x: float, y: float) -> NDArray[np.float64]:
        """The point of the screen, (3,), at which the numbers (x, y) stand."""
        return self.points_at(np.array([x]), np.array([y]))[0]

    def points_at(self, xs: ArrayLike, ys: ArrayLike) -> NDArray[np.float64]:
        """The points of the screen, (n, 3), of the numbers `xs` and `ys`, each (n,)."""
        xs, ys = np.asarray(xs, float), np.asarray(ys, float)
        across = self.region.left + (xs - self.x.low) * (self.region.width / (self.x.high - self.x.low))
        up = self.region.bottom + (ys - self.y.low) * (self.region.height / (self.y.high - self.y.low))
        return np.stack([across, up, np.zeros_like(across)], axis=-1)

    def curve(
        self,
        function: Callable[[Any], Any],
        low: float | None = None,
        high: float | None = None,
        colour: str | None = None,
        samples: int = 241,
    ) -> VMobject:
        """The graph of a vectorised function over [low, high], cut where it leaves the plot's range."""
        xs = np.linspace(self.x.low if low is None else low, self.x.high if high is None else high, samples)
        ys = np.asarray(function(xs), float)
        inside = np.isfinite(ys) & (ys >= self.y.low) & (ys <= self.y.high)
        return self.path(np.where(inside, xs, np.nan), ys, colour)

    def path(self, xs: ArrayLike, ys: ArrayLike, colour: str | None = None) -> VMobject:
        """Straight pieces through the points, broken where one is not a number; `xs` and `ys` are (n,)."""
        drawn = VMobject(stroke_color=colour or THEME.loss, stroke_width=THEME.curve_width).set_z_index(
            THEME.layers.curve
        )
        screen = self.points_at(xs, ys)
        gaps = np.flatnonzero(~np.isfinite(screen).all(axis=1))
        for piece in np.split(screen, gaps):
            piece = piece[np.isfinite(piece).all(axis=1)]
            if len(piece) > 1:
                drawn.start_new_path(piece[0])
                drawn.add_points_as_corners(piece[1:])
        return drawn

    def direction(self, slope: float) -> NDArray[np.float64]:
        """The unit vector on the screen, (3,), of a line with this slope."""
        run = self.point(1, slope) - self.point(0, 0)
        return run / np.linalg.norm(run)


def tick_texts(values: Sequence[float], least: int = 4) -> dict[float, str]:
    """Return the text at each tick: as few digits as tell all apart, and not fewer than `least`."""
    for digits in range(least, 17):
        texts = [str(brief(value, digits)) for value in values]
        if len(set(texts)) == len(texts):
            break
    return dict(zip(values, texts, strict=True)) if len(values) else {}


def _name_of(axis: Axis) -> VGroup:
    if axis.word:
        return name_with_letter(axis.word, axis.name, THEME.label, THEME.muted)
    return math(axis.name, THEME.label, THEME.muted)


def plated(label: Label, buff: float = 0.05) -> VGroup:
    """A label with a plate behind it, so that it can be read where lines pass."""
    plate = BackgroundRectangle(label, color=THEME.background, fill_opacity=1, buff=buff)
    return VGroup(plate.set_z_index(THEME.layers.plate), label)


def new_ball(radius: float = THEME.dot_radius) -> Dot:
    """The ball: what we turn, wherever it is, looks the same in every lesson."""
    return Dot(radius=radius, color=THEME.parameter).set_z_index(THEME.layers.dot)


def lit(ball: Dot) -> Animation:
    """The ball swells for a moment."""
    return Indicate(ball, 1.4, color=THEME.parameter)


class Tangent(Line):
    """A straight line of fixed length on the screen that touches a curve; `place` moves and turns it."""

    def __init__(self, reach: float = 0.9, colour: str | None = None) -> None:
        super().__init__(LEFT, RIGHT, color=colour or THEME.slope, stroke_width=THEME.line_width)
        self.set_z_index(THEME.layers.tangent)
        self._reach = reach

    def place(self, plot: Plot, x: float, y: float, slope: float) -> "Tangent":
        """Touch (x, y), in the plot's numbers, with this slope."""
        # The plot is not kept: manim copies whatever a mobject holds at each play.
        middle, along = plot.point(x, y), plot.direction(slope) * self._reach
        self.set_points_as_corners([middle - along, middle + along])
        return self


class Arrow(VGroup):
    """A straight arrow whose head keeps its size; `place` sets both its ends in one go.

    Manim's own arrow is rebuilt at each move, cannot be of no length, and shrinks its head.
    """

    HEAD = 0.2

    def __init__(self, colour: str | None = None, width: float = THEME.line_width) -> None:
        super().__init__()
        colour = colour or THEME.slope
        self.shaft = Line(LEFT, RIGHT, color=colour, stroke_width=width)
        self.head = Polygon(LEFT, RIGHT, UP, color=colour, fill_opacity=1, stroke_width=0)
        self.add(self.shaft, self.head).set_z_index(THEME.layers.arrow)
        self.tail = self.tip = np.zeros(3)

    def place(self, tail: NDArray[np.float64], tip: NDArray[np.float64]) -> "Arrow":
        """Point from `tail` to `tip`, points of the screen, (3,); the head shrinks in a short arrow only."""
        self.tail, self.tip = tail, tip
        length = float(np.linalg.norm(tip - tail))
        along = (tip - tail) / length if length > 1e-9 else RIGHT
        across = np.array([-along[1], along[0], 0.0])
        head = min(self.HEAD, 0.6 * length)
        neck = tip - head * along
        self.shaft.set_points_as_corners([tail, neck])
        corners = [tip, neck + 0.45 * head * across, neck - 0.45 * head * across, tip]
        self.head.set_points_as_corners(corners)
        return self


# Manim asks each updater at each frame for its arguments; to work them out takes longer than most updates.
_UPDATER = Signature([Parameter("moved", Parameter.POSITIONAL_ONLY)])


def follow(mobject: Any, place: Callable[[Any], object], what: Callable[[], object] | None = None) -> Any:
    """Call `place(mobject)` now and at every frame from now on; returns the mobject.

    what: all that its place depends on; `place` is called only at frames at which that is not as it was.
    """
    place(mobject)
    if what is not None:
        mobject.followed = what()

    # Manim deep-copies updaters with their mobject, and a bound method would take its owner along.
    def move(moved: Any) -> None:
        if what is None:
            place(moved)
        elif moved.followed != (now := what()):
            moved.followed = now
            place(moved)

    move.__signature__ = _UPDATER  # type: ignore[attr-defined]
    return mobject.add_updater(move)


def catch_up(mobject: Any) -> None:
    """Place anew whatever follows something in this mobject: off the stage it has followed nothing."""
    for member in mobject.get_family():
        if hasattr(member, "followed"):
            member.followed = None  # a play that took it away has left it as it was before
    mobject.update()
