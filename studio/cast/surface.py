"""The landscape of a function of two variables, and what stands on it: one object, three views.

`Bowl` draws any surface over a disc of its plane (see `calc.relief`): lit faces, level curves, a floor.
`turn("map")`, `turn("side")` and `turn("bowl")` show it from above, from the side and from between. Balls,
trails, arrows, level curves and cuts are made by it, ride on it, and follow their trackers and its view; each
carries its witness for the proof.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from manim import Animation, VGroup, VMobject
from numpy.typing import ArrayLike, NDArray

from calc.gradient import Gradient, Point
from calc.relief import Relief
from studio.cast.cut_plane import CutPlane
from studio.cast.landscape import Edge, Faces, Floor, Numbers, Ring
from studio.stage import layout, style
from studio.stage.following import follow
from studio.stage.frame import PlotFrame
from studio.stage.marks import Arrow, Ball, Cased, past_place
from studio.stage.segments import along
from studio.stage.style import Layer, tint
from studio.stage.theme import THEME, Region
from studio.stage.view3d import Sight, View, fading
from studio.stage.witness3d import Mark3d, Path3d, Reach3d

#: From a tracker's value to a place (u, v) of the plane.
Place = Callable[[Any], Sequence[float] | NDArray[np.float64]]
Array = NDArray[np.float64]

AZIMUTH, ELEVATION = np.radians(-24.0), np.radians(40.0)
_HEIGHT = 0.40  # of the rim's radius, at that elevation: a bowl's faces then do not hide each other
_FADE_UP = np.radians(56.0), np.radians(78.0)  # elevations between which the faces fade out
_FADE_DOWN = np.radians(20.0), np.radians(3.0)
_SIDE = 0.30  # of their colour that level curves keep, seen from the side
_AWAY = 0.55  # of it that they lose while a cut is told
_TITLE = np.radians(128.0)  # the direction from the middle to where one stands, on the title card
_DROP = 1.2  # units that the floor lies below the landscape, seen from the usual elevation
_MAP = 1.05  # radii from the map's middle to its upper and lower edge
_STEP = 24  # places along each step of a trail
_LOOKS = 64  # places towards the eye at which a thing may be hidden
_ARROW, _ARROW_FLAT = 1.9, 0.34  # units on the screen, and radii, that the drawn gradient is long at most
_BIG = 30.0  # units: as good as no edge


def sights(relief: Relief, region: Region, above: Region | None = None) -> dict[str, Sight]:
    """Return the sights of a landscape in its region: "bowl", "map" (in `above`), "side", and "title".

    "across" and "end" are "bowl" and "side" for the second axis: what runs along it is seen there as the
    first one is here.

    On the title card the place where one stands is on the upper left, away from the frame's edge.
    """
    above = above or layout.PLOT
    steepness = _HEIGHT * relief.radius / (relief.top - relief.bottom)
    places = relief.grid(12, 72).reshape(-1, 2)
    heights = np.clip(np.asarray(relief.surface(*places.T)), relief.bottom, relief.top)
    solid = np.column_stack([places, heights])[np.isfinite(heights)]
    middle = (*relief.middle, relief.bottom)

    def filling(region: Region, azimuth: float) -> Sight:
        plain = Sight(0.0, 0.0, azimuth, ELEVATION, 1.0, steepness, middle)
        low, high = plain.points(solid).min(axis=0), plain.points(solid).max(axis=0)
        scale = min(0.90 * region.width / (high[0] - low[0]), 0.92 * region.height / (high[1] - low[1]))
        x, y = np.array(region.centre[:2]) - scale * (low + high)[:2] / 2
        return replace(plain, x=float(x), y=float(y), scale=scale, rise=scale * steepness)

    off = np.subtract(relief.point, relief.middle)
    turned = (_TITLE - np.arctan2(off[1], off[0]) - AZIMUTH + np.pi) % (2 * np.pi) - np.pi
    bowl, title = filling(region, AZIMUTH), filling(layout.TITLE, AZIMUTH + turned)
    flat = min(above.width, above.height) / (2 * _MAP * relief.radius)
    over = Sight(*above.centre[:2], 0.0, np.pi / 2, flat, flat * steepness, middle)
    wide = 0.94 * region.width / (2 * relief.radius)
    tall = 0.9 * region.height / (relief.top - relief.bottom)
    side = Sight(
        region.centre[0],
        region.bottom + 0.06 * region.height,
        0.0,
        0.0,
        min(wide, 2 * bowl.scale),
        tall,
        middle,
    )
    end = replace(side, azimuth=-np.pi / 2)
    across = filling(region, -np.pi / 2 - AZIMUTH)
    return {"bowl": bowl, "across": across, "map": over, "side": side, "end": end, "title": title}


def from_the_side(relief: Relief, frame: PlotFrame) -> Sight:
    """Return the sight from the side in which places and heights stand where a plot has these numbers."""
    across, up = frame.scale
    x, y, _ = frame.point(relief.middle[0], relief.bottom)
    return Sight(float(x), float(y), 0.0, 0.0, across, up, (*relief.middle, relief.bottom))


class Bowl(VGroup):
    """The landscape `relief` in its region; `view` is how it is seen now.

    above: the region that the map fills, by default that of a plot with numbers on its axes. rings: its level
    curves by their height.

    Parts that are only scenery: faces, spokes, rim, floor with its grid and the level curves' shadows.
    """

    def __init__(
        self,
        relief: Relief,
        region: Region = layout.BOWL,
        *,
        above: Region | None = None,
        view: str = "bowl",
    ) -> None:
        super().__init__()
        self.relief, self.region, self.above = relief, region, above or layout.PLOT
        self.view = View(sights(relief, region, self.above), view)
        usual = self.view.named["bowl"]
        self.steepness = usual.rise / usual.scale
        #: Whether a part of the landscape may hide another one.
        self.hides = relief.cut_off or self.steepness * relief.steepest > np.tan(ELEVATION)
        self.cutting: CutPlane | None = None
        self.rings = {level: Ring(self, level) for level in relief.levels}
        self.floor = Floor(self)
        self.faces = Faces(self)
        self.edge = Edge(self)
        self.numbers = Numbers(self, self.view.named["map"])
        self.add(self.floor, self.faces, self.edge, *self.rings.values(), self.numbers)

    @property
    def maps(self) -> list[Numbers]:
        """The numbers of each map: the heights on its level curves, and those of its axes."""
        return [part for part in self.submobjects if isinstance(part, Numbers)]

    # Where things stand

    def height_at(self, u: ArrayLike, v: ArrayLike) -> Array:
        """Return the surface's height over places of the plane."""
        return np.asarray(self.relief.surface(u, v))

    def lifted(self, places: ArrayLike) -> Array:
        """Return places of the plane, (n, 2), with their heights, (n, 3)."""
        flat = np.asarray(places, float)
        return np.column_stack([flat, self.height_at(*flat.T)])

    def point(self, u: float, v: float, height: float | None = None) -> Array:
        """Return the point of the screen, (3,), of a place on the surface, or at another height over it."""
        level = float(self.height_at(u, v)) if height is None else height
        found: Array = self.view.sight.points([[u, v, level]])[0]
        return found

    def floor_height(self, sight: Sight) -> float:
        """Return the height of the floor: nearer to the landscape, the more it is seen from the side."""
        drop = _DROP * min(1.0, 0.25 + 0.75 * np.sin(sight.elevation) / np.sin(ELEVATION))
        return self.relief.bottom - drop / sight.rise

    def in_sight(self, places: Array, sight: Sight, *, through: bool = False) -> NDArray[np.bool_]:
        """Return which places (u, v, height), (n, 3), the landscape does not hide from the eye, (n,).

        through: those which only lie behind it count as seen.
        """
        relief = self.relief
        shown = (places[:, 2] >= relief.bottom) & (places[:, 2] <= relief.top)
        if not self.hides or through or self.cover(sight) == 0:
            return shown if relief.cut_off else np.ones(len(places), bool)
        # Whatever lies towards the eye, below the line of sight, does not hide the place.
        far = relief.radius * np.linspace(0.02, 2, _LOOKS)
        way = places[:, None, :2] + far[None, :, None] * sight.toward
        inside = np.hypot(*np.moveaxis(way - relief.middle, -1, 0)) <= relief.radius
        heights = self.height_at(way[..., 0], way[..., 1])
        rise = sight.scale * np.tan(max(sight.elevation, 1e-3)) / sight.rise
        line = places[:, None, 2] + rise * far[None, :]
        slack = 0.01 * (relief.top - relief.bottom)
        with np.errstate(invalid="ignore"):
            hidden = inside & (heights > line + slack) & (heights <= relief.top)
        found: NDArray[np.bool_] = shown & ~hidden.any(axis=1)
        return found

    def cover(self, sight: Sight) -> float:
        """Return how opaque the faces are in a sight, 0 to 1: from above and from the side they fade."""
        return fading(sight.elevation, *_FADE_UP) * self._not_aside(sight)

    def upright(self, sight: Sight) -> float:
        """Return the share of their colour that level curves have in a sight: less from the side."""
        return _SIDE + (1 - _SIDE) * self._not_aside(sight)

    def away(self) -> float:
        """Return the share of their colour that level curves keep beside a cut that is told."""
        return 1.0 if self.cutting is None else 1 - _AWAY * self.cutting.share

    def _not_aside(self, sight: Sight) -> float:
        return fading(-sight.elevation, -_FADE_DOWN[0], -_FADE_DOWN[1])

    def moment(self) -> tuple[float, ...]:
        """Return what tells one state of the landscape from another; followers are placed anew then."""
        dim = 0.0 if self.cutting is None else self.cutting.share
        return (*self.view.moment(), dim)

    def cut_state(self) -> tuple[float, float, float] | None:
        """Return what tells one cut from another."""
        return self.cutting.state() if self.cutting is not None and self.cutting.share else None

    def clip(self, sight: Sight, *, told: bool = False) -> Region:
        """Return the region at whose edges lines are cut: the map's, from above, else as good as none.

        told: those of what is told, which stays inside of the frame's edges and below its head.
        """
        share, region = fading(sight.elevation, *_FADE_UP), self.above
        beyond = Region(-_BIG, _BIG, -_BIG, _BIG)
        if told:
            safe = THEME.safe
            beyond = Region(safe.left, safe.right, safe.bottom, layout.STAGE.top + 0.1)
        sides = (
            getattr(region, side) + share * (getattr(beyond, side) - getattr(region, side))
            for side in ("left", "right", "bottom", "top")
        )
        return Region(*sides)

    # Moves

    def view_in(self, region: Region) -> None:
        """Let its views lie in another region from the next turn on; the map stays in its own."""
        self.region = region
        self.view.named |= sights(self.relief, region, self.above)

    def turn(self, name: str, seconds: float = style.TURN) -> Animation:
        """Return the play that turns the landscape to "bowl", "map" or "side"."""
        return self.view.turn(name, seconds)

    def closer(self, place: Point, factor: float, seconds: float = style.MOVE) -> Animation:
        """Return the play that comes closer to a place, so that it fills the region's middle."""
        now = self.view.sight
        level = float(self.height_at(*place))
        x, y, _ = self.above.centre
        sight = replace(
            now, x=x, y=y, scale=now.scale * factor, rise=now.rise * factor, middle=(*place, level)
        )
        return self.view.move(sight, seconds)

    def name_map(self, name: str, place: Point, factor: float) -> None:
        """Name a map that is `factor` times as large, with a place in its middle; it has numbers, too."""
        now = self.view.named["map"]
        sight = replace(
            now, scale=now.scale * factor, rise=now.rise * factor, middle=(*place, self.relief.bottom)
        )
        self.view.named[name] = sight
        self.add(Numbers(self, sight))

    def drift(self, degrees: float, seconds: float = 1.0) -> Animation:
        """Return the play that turns it slowly."""
        return self.view.drift(degrees, seconds)

    def tell(self, level: float, *, told: bool = True, seconds: float = style.IN) -> Animation:
        """Return the play that makes a level curve the told one, or one of the others again."""
        return self.rings[level].tell(told, seconds)

    # What stands on it

    def dot(
        self,
        at: Place,
        tracker: Any,
        name: str = "ball",
        colour: str | None = None,
        radius: float = style.BALL,
    ) -> Ball:
        """Return a ball that rides on the surface, over the place `at(tracker)`."""
        ball = Ball(radius, colour)

        def where() -> tuple[float, float, float] | None:
            u, v = at(tracker.get_value())
            level = float(self.height_at(u, v))
            return (float(u), float(v), level) if np.isfinite(level) else None

        def place(ball: Ball) -> None:
            spot = where()
            if spot is not None:
                ball.at(self.view.sight.points([spot])[0])

        def witness(core: VMobject) -> Mark3d | None:
            u, v = at(tracker.get_value())
            level = float(self.relief.surface(u, v))
            sight = self.view.sight
            if not np.isfinite(level):
                return None
            return Mark3d(name, sight, (float(u), float(v), level), self.span(sight), core)

        ball.core.witness = witness
        self._pace(tracker, lambda values: self.view.sight.points(self.lifted(np.array([*map(at, values)]))))
        return follow(ball, place, lambda: (*self.view.moment(), tracker.get_value()))

    def line(
        self,
        places: Callable[[Any], ArrayLike],
        tracker: Any,
        *,
        on: str = "surface",
        colour: str | None = None,
        width: float = style.TRAIL,
        layer: float = Layer.TRAIL,
        name: str = "line",
    ) -> Cased:
        """Return a cased line through `places(tracker)`, (n, 2): straight from one to the next.

        on: "surface"; "wall", along the plane that touches the surface half-way from the first place to the
        last; "level", all at the height of the first place; or "floor".
        """
        drawn = Cased(colour or THEME.parameter, width, layer)

        def lifted(way: Array, height: Callable[[Any, Any], Any]) -> Array:
            if on == "surface":
                levels = np.array([height(*place) for place in way])
            elif on == "wall" and len(way):
                middle = (way[0] + way[-1]) / 2
                levels = height(*middle) + (way - middle) @ self.relief.surface.slopes(*middle)
            else:
                floor = self.floor_height(self.view.sight)
                levels = np.full(len(way), height(*way[0]) if on == "level" and len(way) else floor)
            return np.column_stack([way, levels])

        def now() -> Array:
            return np.asarray(places(tracker.get_value()), float).reshape(-1, 2)

        def place(drawn: Cased) -> None:
            way = now()
            level = self.lifted(way) if on == "surface" else lifted(way, self.height_at)
            self.draw((drawn.casing, drawn.line), level, self.view.sight, told=True)

        def witness(stroke: VMobject) -> Path3d | None:
            if not len(stroke.points):
                return None
            sight = self.view.sight
            return Path3d(name, sight, lifted(now(), self.relief.surface), self.span(sight), stroke)

        drawn.line.witness = witness
        return follow(drawn, place, lambda: (*self.moment(), tracker.get_value()))

    def trail(
        self, places: Sequence[Point], tracker: Any, *, whole: float = 1.0, name: str = "trail"
    ) -> VGroup:
        """Return the way over `places` that has been gone: the tracker counts steps, each of them `whole`.

        Each place that has been left stays as a small dot, the newest the brightest.
        """
        stops = np.array(places, float)
        count = len(stops) - 1

        def gone(value: float) -> Array:
            value = min(value / whole, count)
            steps = np.append(np.arange(0, value, 1 / _STEP), value) if value > 0 else np.zeros(0)
            return np.column_stack([np.interp(steps, np.arange(count + 1), axis) for axis in stops.T])

        way = self.line(gone, tracker, colour=tint(THEME.parameter, 0.85), name=name)
        way.line.scenery = True
        return VGroup(way, *(self._left_behind(stops[k], k, count, tracker, whole) for k in range(count)))

    def _left_behind(self, stop: Array, k: int, count: int, tracker: Any, whole: float) -> VGroup:
        """A past place, which comes into sight as the ball leaves it."""
        spot = past_place(tint(THEME.parameter, 0.45 + 0.40 * k / max(count - 1, 1)))

        def place(spot: VGroup) -> None:
            share = float(np.clip((tracker.get_value() / whole - k) / 0.2, 0, 1))
            spot.set_fill(opacity=share)
            spot.move_to(self.point(*stop))

        return follow(
            spot,
            place,
            lambda: (*self.view.moment(), float(np.clip(tracker.get_value() / whole - k, 0, 0.2))),
        )

    def arrow(
        self,
        tail: Place,
        tip: Place,
        tracker: Any,
        *,
        lift: Any = 1.0,
        on: str = "wall",
        name: str = "arrow",
        colour: str | None = None,
        **looks: Any,
    ) -> Arrow:
        """Return an arrow between the places `tail(tracker)` and `tip(tracker)`.

        on: "wall", along the plane that touches the surface at the tail; "level", at the tail's height; or
        "floor". lift: how far an arrow on the wall is lifted from the level, 0 to 1: a number or a tracker.
        """
        drawn = Arrow(colour or THEME.slope, **looks)

        def lifted() -> float:
            return float(lift.get_value()) if hasattr(lift, "get_value") else float(lift)

        def ends() -> Array:
            value = tracker.get_value()
            start, end = np.asarray(tail(value), float), np.asarray(tip(value), float)
            low = high = float(self.height_at(*start))
            if on == "wall":
                high = low + lifted() * float(self.relief.surface.slopes(*start) @ (end - start))
            if on == "floor":
                low = high = self.floor_height(self.view.sight)
            return np.array([[*start, low], [*end, high]])

        def place(drawn: Arrow) -> None:
            stand = ends()
            if np.isfinite(stand).all():
                drawn.place(*self.view.sight.points(stand))
            else:
                drawn.place(np.zeros(3), np.zeros(3))

        def witness(head: VMobject) -> Reach3d | None:
            if not len(head.points):
                return None
            start, end = ends()
            sight = self.view.sight
            return Reach3d(name, sight, tuple(start), tuple(end), self.span(sight), drawn)

        drawn.head.witness = witness
        return follow(drawn, place, lambda: (*self.view.moment(), tracker.get_value(), lifted()))

    def ring(self, level: float, *, told: bool = False, name: str = "ring") -> Ring:
        """Return the level curve of one more height."""
        return Ring(self, level, told=told, name=name)

    def arrow_share(self, gradient: Gradient) -> float:
        """Return the round share of its length, 1, 2 or 5 times a power of ten, at which a gradient fits."""
        usual = self.view.named["bowl"]
        end = gradient.uphill(1.0)
        lifted = [[*gradient.point, 0.0], [*end, gradient.length**2]]
        drawn = float(np.linalg.norm(np.diff(usual.points(lifted), axis=0)))
        most = min(_ARROW / drawn, _ARROW_FLAT * self.relief.radius / gradient.length)
        power = 10.0 ** np.floor(np.log10(most))
        return float(
            f"{max(factor * power for factor in (1, 2, 5) if factor * power <= most * (1 + 1e-9)):.1g}"
        )

    def span(self, sight: Sight) -> float:
        """Return how wide the landscape is on the screen, in units of the frame."""
        return 2 * self.relief.radius * sight.scale

    def cut(self, at: Place, tracker: Any, angle: Any, name: str = "cut") -> CutPlane:
        """Return the upright plane through `at(tracker)` in the direction `angle`, a tracker of radians.

        From now on it is the one before which the landscape goes dim, by its tracker `dimming`.
        """
        self.cutting = CutPlane(self, at, tracker, angle, name)
        return self.cutting

    def draw(
        self,
        parts: Sequence[VMobject],
        ways: Array | Sequence[Array],
        sight: Sight,
        *,
        told: bool = False,
        through: bool = False,
    ) -> None:
        """Let strokes run from place to place of each way, (n, 3), as far as they can be seen.

        through: also where the landscape is in front of them.
        """
        clip = self.clip(sight, told=told)
        found = [
            along(sight.points(way), self.in_sight(way, sight, through=through), clip)
            for way in ([ways] if isinstance(ways, np.ndarray) else ways)
            if len(way) > 1
        ]
        points = np.concatenate(found) if found else np.zeros((0, 3))
        for part in parts:
            part.set_points(points)

    def pace(self, *trackers: Any) -> None:
        """Let no tracker of a place go faster than eyes can follow a ball there while the others rest."""

        def along(axis: int, values: Array) -> Array:
            places = np.tile([float(tracker.get_value()) for tracker in trackers], (len(values), 1))
            places[:, axis] = values
            return self.view.sight.points(self.lifted(places))

        for axis, tracker in enumerate(trackers):
            self._pace(tracker, partial(along, axis))

    def _pace(self, tracker: Any, path: Callable[[Array], Array]) -> None:
        if hasattr(tracker, "paths"):
            tracker.paths.append(path)
