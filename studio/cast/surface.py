"""The landscape of a function of two variables, and what stands on it: one object, three views.

`Bowl` draws any surface over a disc of its plane (see `calc.relief`): lit faces, level curves, a floor.
`turn("map")`, `turn("side")` and `turn("bowl")` show it from above, from the side and from between. Balls,
trails, arrows and level curves are made by it, ride on it, and follow their trackers and its view; each
carries its witness for the proof.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from manim import Animation, UpdateFromAlphaFunc, ValueTracker, VGroup, VMobject, smooth
from numpy.typing import ArrayLike, NDArray

from calc.gradient import Point
from calc.relief import Relief
from calc.window import ticks
from studio.cast.contours import contours
from studio.cast.shading import Face, joined, mesh
from studio.stage import layout, style
from studio.stage.marks import Arrow, Ball, Cased, past_place
from studio.stage.plot import follow
from studio.stage.segments import along
from studio.stage.style import Layer, tint
from studio.stage.theme import THEME, Region
from studio.stage.view3d import Sight, View
from studio.stage.witness3d import Mark3d, Path3d, Reach3d

#: From a tracker's value to a place (u, v) of the plane.
Place = Callable[[float], Sequence[float]]
Array = NDArray[np.float64]

AZIMUTH, ELEVATION = np.radians(-24.0), np.radians(40.0)
_HEIGHT = 0.40  # of the rim's radius, at that elevation: a bowl's faces then do not hide each other
_FADE_UP = np.radians(56.0), np.radians(78.0)  # elevations between which the faces fade out
_FADE_DOWN = np.radians(34.0), np.radians(12.0)
_DROP = 1.2  # units that the floor lies below the landscape, seen from the usual elevation
_FLOOR = 1.1  # radii from the floor's middle to its edges
_LINES = 10  # of the floor, across, at most
_SPOKES = 16
_ROUND = 361  # places around a level curve that is known exactly
_STEP = 24  # places along each step of a trail
_LOOKS = 64  # places towards the eye at which a thing may be hidden
_TOLD, _UNTOLD = 6.0, 3.0  # strokes of level curves
_BIG = 30.0  # units: as good as no edge


def sights(relief: Relief, region: Region, above: Region | None = None) -> dict[str, Sight]:
    """Return the sights of a landscape in which it fills its region: "bowl", "map" (in `above`) and "side"."""
    above = above or region
    steepness = _HEIGHT * relief.radius / (relief.top - relief.bottom)
    places = relief.grid(12, 72).reshape(-1, 2)
    heights = np.clip(np.asarray(relief.surface(*places.T)), relief.bottom, relief.top)
    solid = np.column_stack([places, heights])[np.isfinite(heights)]
    middle = (*relief.middle, relief.bottom)
    plain = Sight(0.0, 0.0, AZIMUTH, ELEVATION, 1.0, steepness, middle)
    low, high = plain.points(solid).min(axis=0), plain.points(solid).max(axis=0)
    scale = min(0.90 * region.width / (high[0] - low[0]), 0.92 * region.height / (high[1] - low[1]))
    x, y = np.array(region.centre[:2]) - scale * (low + high)[:2] / 2
    bowl = replace(plain, x=float(x), y=float(y), scale=scale, rise=scale * steepness)
    flat = min(above.width, above.height) / (2 * _FLOOR * relief.radius)
    over = Sight(*above.centre[:2], 0.0, np.pi / 2, flat, flat * steepness, middle)
    wide = 0.94 * region.width / (2 * relief.radius)
    tall = 0.9 * region.height / (relief.top - relief.bottom)
    side = Sight(
        region.centre[0], region.bottom + 0.06 * region.height, 0.0, 0.0, min(wide, 2 * scale), tall, middle
    )
    return {"bowl": bowl, "map": over, "side": side}


class Bowl(VGroup):
    """The landscape `relief` in its region; `view` is how it is seen now.

    above: the region that the map fills, by default the same. rings: its level curves by their height.

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
        self.relief, self.region = relief, region
        self.view = View(sights(relief, region, above), view)
        usual = self.view.named["bowl"]
        self.steepness = usual.rise / usual.scale
        #: Whether a part of the landscape may hide another one.
        self.hides = relief.cut_off or self.steepness * relief.steepest > np.tan(ELEVATION)
        self.shade = ValueTracker(1.0)
        self.rings = {level: Ring(self, level) for level in relief.levels}
        self.floor = Floor(self)
        self.faces = Faces(self)
        self.edge = self._edge()
        self.add(self.floor, self.faces, self.edge, *self.rings.values())

    # Where things stand

    def height(self, u: ArrayLike, v: ArrayLike) -> Array:
        """Return the surface's height over places of the plane."""
        return np.asarray(self.relief.surface(u, v))

    def lifted(self, places: ArrayLike) -> Array:
        """Return places of the plane, (n, 2), with their heights, (n, 3)."""
        flat = np.asarray(places, float)
        return np.column_stack([flat, self.height(*flat.T)])

    def point(self, u: float, v: float, height: float | None = None) -> Array:
        """Return the point of the screen, (3,), of a place on the surface, or at another height over it."""
        level = float(self.height(u, v)) if height is None else height
        found: Array = self.view.sight.points([[u, v, level]])[0]
        return found

    def floor_height(self, sight: Sight) -> float:
        """Return the height of the floor: nearer to the landscape, the more it is seen from the side."""
        drop = _DROP * min(1.0, 0.25 + 0.75 * np.sin(sight.elevation) / np.sin(ELEVATION))
        return self.relief.bottom - drop / sight.rise

    def in_sight(self, places: Array, sight: Sight) -> NDArray[np.bool_]:
        """Return which places (u, v, height), (n, 3), the landscape does not hide from the eye, (n,)."""
        relief = self.relief
        shown = (places[:, 2] >= relief.bottom) & (places[:, 2] <= relief.top)
        if not self.hides or self.cover(sight) == 0:
            return shown if relief.cut_off else np.ones(len(places), bool)
        # Whatever lies towards the eye, below the line of sight, does not hide the place.
        far = relief.radius * np.linspace(0.02, 2, _LOOKS)
        way = places[:, None, :2] + far[None, :, None] * sight.toward
        inside = np.hypot(*np.moveaxis(way - relief.middle, -1, 0)) <= relief.radius
        heights = self.height(way[..., 0], way[..., 1])
        rise = sight.scale * np.tan(max(sight.elevation, 1e-3)) / sight.rise
        line = places[:, None, 2] + rise * far[None, :]
        slack = 0.01 * (relief.top - relief.bottom)
        with np.errstate(invalid="ignore"):
            hidden = inside & (heights > line + slack) & (heights <= relief.top)
        found: NDArray[np.bool_] = shown & ~hidden.any(axis=1)
        return found

    def cover(self, sight: Sight) -> float:
        """Return how opaque the faces are in a sight, 0 to 1: from above and from the side they fade."""
        up = _fading(sight.elevation, *_FADE_UP)
        down = _fading(-sight.elevation, -_FADE_DOWN[0], -_FADE_DOWN[1])
        return up * down

    def clip(self, sight: Sight) -> Region:
        """Return the region at whose edges lines are cut: from above the bowl's own, else as good as none."""
        room = _BIG * _fading(sight.elevation, *_FADE_UP) + 0.02
        region = self.region
        return Region(region.left - room, region.right + room, region.bottom - room, region.top + room)

    # Moves

    def turn(self, name: str, seconds: float = style.TURN) -> Animation:
        """Return the play that turns the landscape to "bowl", "map" or "side"."""
        return self.view.turn(name, seconds)

    def closer(self, place: Point, factor: float, seconds: float = style.MOVE) -> Animation:
        """Return the play that comes closer to a place, so that it fills the region's middle."""
        now = self.view.sight
        level = float(self.height(*place))
        x, y, _ = self.region.centre
        sight = replace(
            now, x=x, y=y, scale=now.scale * factor, rise=now.rise * factor, middle=(*place, level)
        )
        return self.view.move(sight, seconds)

    def drift(self, degrees: float, seconds: float) -> Animation:
        """Return the play that turns it slowly."""
        return self.view.drift(degrees, seconds)

    def tell(self, level: float, *, told: bool = True, seconds: float = style.IN) -> Animation:
        """Return the play that makes a level curve the told one, or one of the others again."""
        return self.rings[level].tell(told, seconds)

    def fade(self, share: float, seconds: float = style.OUT) -> Animation:
        """Return the play that dims the landscape to a share of itself, so that something else counts."""
        start = float(self.shade.get_value())
        moved: Animation = UpdateFromAlphaFunc(
            self.shade, lambda shade, done: shade.set_value(start + (share - start) * done), rate_func=smooth
        )
        moved.run_time = seconds
        return moved

    # What stands on it

    def dot(self, at: Place, tracker: Any, name: str = "ball", colour: str | None = None) -> Ball:
        """Return a ball that rides on the surface, over the place `at(tracker)`."""
        ball = Ball(colour=colour)

        def where() -> tuple[float, float, float] | None:
            u, v = at(tracker.get_value())
            level = float(self.height(u, v))
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
        self._pace(tracker, lambda value: self.point(*at(value)))
        return follow(ball, place, lambda: (self.view.moment(), tracker.get_value()))

    def trail(self, places: Sequence[Point], tracker: Any, name: str = "trail") -> VGroup:
        """Return the way over `places` that has been gone: the tracker counts steps taken.

        Each place that has been left stays as a small dot, the newest the brightest.
        """
        found, stops = VGroup(), np.array(places, float)
        count = len(stops) - 1

        def gone(value: float) -> Array:
            """The way so far, (n, 2): straight in the plane from place to place."""
            steps = np.append(np.arange(0, min(value, count), 1 / _STEP), min(value, count))
            steps = steps[steps >= 0]
            return np.column_stack([np.interp(steps, np.arange(count + 1), axis) for axis in stops.T])

        line = Cased(tint(THEME.parameter, 0.85), style.TRAIL, Layer.TRAIL)

        def place_line(line: Cased) -> None:
            sight = self.view.sight
            way = self.lifted(gone(float(tracker.get_value())))
            self._draw((line.casing, line.line), way, sight)

        def witness(stroke: VMobject) -> Path3d | None:
            value = float(tracker.get_value())
            if value <= 0 or not len(stroke.points):
                return None
            way = gone(value)
            heights = [self.relief.surface(*spot) for spot in way]
            sight = self.view.sight
            return Path3d(name, sight, np.column_stack([way, heights]), self.span(sight), stroke)

        line.line.witness = witness
        line.scenery = True
        found.add(follow(line, place_line, lambda: (self.view.moment(), tracker.get_value())))
        for k in range(count):
            found.add(self._left_behind(stops[k], k, count, tracker))
        return found

    def _left_behind(self, stop: Array, k: int, count: int, tracker: Any) -> VGroup:
        """A past place, which comes into sight as the ball leaves it."""
        spot = past_place(tint(THEME.parameter, 0.45 + 0.40 * k / max(count - 1, 1)))

        def place(spot: VGroup) -> None:
            share = float(np.clip((tracker.get_value() - k) / 0.2, 0, 1))
            spot.set_fill(opacity=share)
            spot.move_to(self.point(*stop))

        return follow(
            spot, place, lambda: (self.view.moment(), float(np.clip(tracker.get_value() - k, 0, 0.2)))
        )

    def arrow(
        self,
        tail: Place,
        tip: Place,
        tracker: Any,
        *,
        on: str = "wall",
        name: str = "arrow",
        colour: str | None = None,
        **looks: Any,
    ) -> Arrow:
        """Return an arrow between the places `tail(tracker)` and `tip(tracker)`.

        on: "wall", along the plane that touches the surface at the tail; "level", at the tail's height; or
        "floor".
        """
        drawn = Arrow(colour or THEME.slope, **looks)

        def ends() -> Array:
            value = tracker.get_value()
            start, end = np.asarray(tail(value), float), np.asarray(tip(value), float)
            low = high = float(self.height(*start))
            if on == "wall":
                high = low + float(self.relief.surface.slopes(*start) @ (end - start))
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
        return follow(drawn, place, lambda: (self.view.moment(), tracker.get_value()))

    def ring(self, level: float, *, told: bool = False, name: str = "ring") -> Ring:
        """Return the level curve of one more height."""
        return Ring(self, level, told=told, name=name)

    def span(self, sight: Sight) -> float:
        """Return how wide the landscape is on the screen, in units of the frame."""
        return 2 * self.relief.radius * sight.scale

    def _draw(self, parts: Sequence[VMobject], places: Array, sight: Sight) -> None:
        """Let strokes run from place to place, (n, 3), as far as they can be seen."""
        points = along(sight.points(places), self.in_sight(places, sight), self.clip(sight))
        for part in parts:
            part.set_points(points)

    def _edge(self) -> VGroup:
        """The rim, and the spokes of the mesh."""
        relief = self.relief
        turns = np.linspace(0, 2 * np.pi, _ROUND)
        round_ = np.column_stack([np.cos(turns), np.sin(turns)])
        rim = self.lifted(np.array(relief.middle) + relief.radius * round_)
        out = np.linspace(0.02, 1, 25)[:, None]
        ways = [
            self.lifted(np.array(relief.middle) + relief.radius * out * [np.cos(turn), np.sin(turn)])
            for turn in np.linspace(0, 2 * np.pi, _SPOKES, endpoint=False)
        ]
        lines = VGroup(
            VMobject(stroke_color=tint(THEME.loss, 0.85), stroke_width=_UNTOLD),
            *(VMobject(stroke_color=THEME.background, stroke_width=style.GRID) for _ in ways),
        ).set_z_index(Layer.FACES)
        lines[0].set_z_index(Layer.RING)
        for line in lines:
            line.scenery = True

        def place(lines: VGroup) -> None:
            sight = self.view.sight
            share = self.cover(sight) * float(self.shade.get_value())
            for line, way, opacity in zip(lines, [rim, *ways], [1.0, *[0.3] * len(ways)], strict=True):
                if share:
                    self._draw([line], way, sight)
                else:
                    line.clear_points()
                line.set_stroke(opacity=opacity * share)

        return follow(lines, place, lambda: (self.view.moment(), self.shade.get_value()))

    def _pace(self, tracker: Any, path: Callable[[float], Array]) -> None:
        if hasattr(tracker, "paths"):
            tracker.paths.append(path)


class Ring(VGroup):
    """A level curve of a landscape: all places of this height. `line` is its stroke."""

    def __init__(self, bowl: Bowl, level: float, *, told: bool = False, name: str = "ring") -> None:
        super().__init__()
        self.level, self.told = level, ValueTracker(float(told))
        self.casing = VMobject(stroke_color=THEME.background)
        self.line = VMobject(stroke_color=THEME.loss)
        self.casing.scenery = True
        self.add(self.casing, self.line).set_z_index(Layer.RING)
        self.pieces = level_places(bowl.relief, level)

        def place(ring: Ring) -> None:
            sight = bowl.view.sight
            found = [
                along(sight.points(piece), bowl.in_sight(piece, sight), bowl.clip(sight))
                for piece in ring.pieces
            ]
            points = np.concatenate(found) if found else np.zeros((0, 3))
            told, shade = float(ring.told.get_value()), float(bowl.shade.get_value())
            width = _UNTOLD + (_TOLD - _UNTOLD) * told
            side = 1 - 0.65 * (1 - _fading(-sight.elevation, -_FADE_DOWN[0], -_FADE_DOWN[1]))
            share = max(shade, told) * side
            ring.line.set_points(points).set_stroke(tint(THEME.loss, share), width)
            ring.casing.set_points(points).set_stroke(width=width + 2 * style.CASING * told)
            if not told:
                ring.casing.clear_points()

        def witness(stroke: VMobject) -> Path3d | None:
            sight = bowl.view.sight
            if not len(stroke.points):
                return None
            places = np.concatenate([np.vstack([piece, np.full((1, 3), np.nan)]) for piece in self.pieces])
            places[:, 2] = np.where(np.isnan(places[:, 2]), np.nan, level)
            return Path3d(name, sight, places, bowl.span(sight), stroke)

        self.line.witness = witness
        follow(
            self, place, lambda: (bowl.view.moment(), self.told.get_value(), float(bowl.shade.get_value()))
        )

    def tell(self, told: bool = True, seconds: float = style.IN) -> Animation:
        """Return the play that makes it the told one, or one of the others again."""
        start, end = float(self.told.get_value()), float(told)
        moved: Animation = UpdateFromAlphaFunc(
            self.told, lambda mark, done: mark.set_value(start + (end - start) * done), rate_func=smooth
        )
        moved.run_time = seconds
        return moved


def level_places(relief: Relief, level: float) -> list[Array]:
    """Return the level curve of a height as far as the disc reaches, in pieces (n, 3) of places."""
    surface = relief.surface
    bowl = surface.is_round or (surface.is_quadratic and relief.flat and relief.flat.kind == "minimum")
    pieces = surface.level_curve(level, resolution=_ROUND) if bowl else contours(relief.chart, level)
    found = []
    for piece in pieces:
        inside = np.hypot(*(piece - relief.middle).T) <= relief.radius * (1 + 1e-9)
        for run in np.split(np.arange(len(piece)), np.flatnonzero(np.diff(inside)) + 1):
            if inside[run[0]] and len(run) > 1:
                found.append(np.column_stack([piece[run], np.full(len(run), level)]))
    return found


class Faces(VGroup):
    """The lit faces of a landscape: scenery."""

    def __init__(self, bowl: Bowl) -> None:
        super().__init__()
        relief = bowl.relief
        made: list[Face] = (mesh if bowl.hides else joined)(relief, bowl.steepness)
        self._outlines = np.concatenate([face.outline for face in made])
        ends = np.cumsum([len(face.outline) for face in made])
        self._slices = [slice(end - len(face.outline), end) for face, end in zip(made, ends, strict=True)]
        self._middles = np.array([face.middle for face in made])
        self._parts: list[VMobject] = []
        for face in made:
            colour = tint(THEME.loss, face.share)
            part = VMobject(fill_color=colour, fill_opacity=1, stroke_color=colour, stroke_width=0.8)
            part.share, part.scenery = face.share, True
            self._parts.append(part.set_z_index(Layer.FACES))
        self.add(*self._parts)
        self._cover = self._shade = 1.0
        self._azimuth: float | None = None

        def place(faces: Faces) -> None:
            faces.show(bowl.view.sight, bowl.cover(bowl.view.sight), float(bowl.shade.get_value()), bowl.hides)

        follow(self, place, lambda: (bowl.view.moment(), bowl.shade.get_value()))

    def show(self, sight: Sight, cover: float, shade: float, sort: bool) -> None:
        """Draw the faces so opaque, `shade` of their brightness, from the farthest to the nearest."""
        if cover == 0:
            for part in self._parts:
                part.clear_points()
        else:
            points = sight.points(self._outlines)
            for part, place in zip(self._parts, self._slices, strict=True):
                part.points = points[place]
        if cover != self._cover:
            for part in self._parts:
                part.set_fill(opacity=cover).set_stroke(opacity=cover)
        if shade != self._shade:
            for part in self._parts:
                colour = tint(THEME.loss, part.share * shade)
                part.set_fill(colour).set_stroke(colour)
        self._cover, self._shade = cover, shade
        if sort and sight.azimuth != self._azimuth:
            order = np.argsort(self._middles @ sight.toward, kind="stable")
            self.submobjects = [self._parts[index] for index in order]
            self._azimuth = sight.azimuth


class Floor(VGroup):
    """The plane below a landscape, with its grid and the level curves' shadows: scenery."""

    def __init__(self, bowl: Bowl) -> None:
        super().__init__()
        relief = bowl.relief
        half = _FLOOR * relief.radius
        lows = [middle - half for middle in relief.middle]
        starts, ends = [], []
        for axis, low in enumerate(lows):
            for value in ticks(low, low + 2 * half, _LINES):
                for far, found in ((lows[1 - axis], starts), (lows[1 - axis] + 2 * half, ends)):
                    spot = [value, far] if axis == 0 else [far, value]
                    found.append([*spot, 0.0])
        steps = np.linspace(0, 1, 9)[:, None]
        ways = [
            np.array(start) + steps * np.subtract(end, start) for start, end in zip(starts, ends, strict=True)
        ]
        self.grid = VMobject(stroke_color=tint(THEME.text, 0.2), stroke_width=style.GRID)
        self.shadows = VMobject(stroke_color=tint(THEME.loss, style.DIM), stroke_width=_UNTOLD)
        for part in (self.grid, self.shadows):
            part.scenery = True
        self.add(self.grid, self.shadows).set_z_index(Layer.FLOOR)
        rings = [piece for ring in bowl.rings.values() for piece in ring.pieces]

        def draw(part: VMobject, lines: list[Array], sight: Sight) -> None:
            level = bowl.floor_height(sight)
            clip = bowl.clip(sight)
            found = [
                along(sight.points(np.column_stack([line[:, :2], np.full(len(line), level)])), None, clip)
                for line in lines
            ]
            part.set_points(np.concatenate(found) if found else np.zeros((0, 3)))

        def place(floor: Floor) -> None:
            sight = bowl.view.sight
            draw(floor.grid, ways, sight)
            draw(floor.shadows, rings, sight)
            shade = float(bowl.shade.get_value())
            floor.grid.set_stroke(tint(THEME.text, 0.2 * (0.5 + 0.5 * shade)))
            floor.shadows.set_stroke(tint(THEME.loss, style.DIM * shade), opacity=bowl.cover(sight))

        follow(self, place, lambda: (bowl.view.moment(), bowl.shade.get_value()))


def _fading(value: float, start: float, end: float) -> float:
    """Return 1 up to `start` and 0 from `end` on, smoothly in between."""
    gone = float(np.clip((value - start) / (end - start), 0, 1))
    return 1 - gone * gone * (3 - 2 * gone)


