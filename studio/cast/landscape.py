"""The parts of a landscape: its lit faces, rim and spokes, its floor, its level curves and their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from manim import DOWN, LEFT, Animation, ValueTracker, VGroup, VMobject, smooth
from numpy.typing import NDArray

from calc.relief import Relief
from calc.window import tick_texts, ticks
from studio.cast.contours import contours
from studio.cast.shading import Divide, Face, Light, before_the_cut, joined, mesh
from studio.stage import style
from studio.stage.change import Change
from studio.stage.following import follow
from studio.stage.segments import along, apart
from studio.stage.style import Layer, tint
from studio.stage.text import math, plated, words
from studio.stage.theme import THEME
from studio.stage.view3d import Sight, fading
from studio.stage.witness3d import Path3d

if TYPE_CHECKING:
    from studio.cast.surface import Bowl

Array = NDArray[np.float64]

_TOLD, _UNTOLD = style.RING, style.AXIS  # strokes of level curves
_FLOOR = 1.1  # radii from the floor's middle to its edges, at least
_LINES = 10  # of the floor, across, at most
_SPOKES = 16
_MAP = np.radians(70.0), np.radians(88.0)  # elevations between which the floor grows to the map's edges
_ROUND = 361  # places around a level curve that is known exactly, or the rim
_COARSER = 2  # of those places of a curve that its shadow has
_NUMBERS = np.radians(83.0), np.radians(88.0)  # elevations between which numbers come into sight
_SAME = 0.02  # of the map's scale: closer up, the numbers of the whole map are out of place
_TEXT, _EDGE = 0.12, 0.1  # units between a number and the next one, and the edge
_NAME, _APART = 0.1, 0.1  # units from the end of an axis to its name's middle, and from that to a number


class Faces(VGroup):
    """The lit faces of a landscape: scenery."""

    def __init__(self, bowl: Bowl) -> None:
        super().__init__()
        self._bowl = bowl
        self._light = Light(bowl.relief, bowl.steepness)
        self._parts: list[VMobject] = []
        self._divide: Divide | None = None
        self._looks: tuple[float, ...] = ()
        self._azimuth: float | None = None
        self._make(None)
        follow(self, lambda faces: faces.redraw(), lambda: (*bowl.moment(), bowl.cut_state()))

    def _make(self, divide: Divide | None) -> None:
        made: list[Face] = (mesh if self._bowl.hides else joined)(self._bowl.relief, self._light, divide)
        self._made, self._divide, self._looks, self._azimuth = made, divide, (), None
        self._outlines = np.concatenate([face.outline for face in made])
        ends = np.cumsum([len(face.outline) for face in made])
        self._slices = [slice(end - len(face.outline), end) for face, end in zip(made, ends, strict=True)]
        self._middles = np.array([face.middle for face in made])
        while len(self._parts) < len(made):
            part = VMobject(fill_opacity=1, stroke_width=0)  # strokes against seams would cost most of it
            part.scenery = True
            self._parts.append(part.set_z_index(Layer.FACES))
        for part in self._parts[len(made) :]:
            part.clear_points()
        self.submobjects = self._parts[: len(made)]

    def update(self, dt: float = 0, recursive: bool = True) -> Faces:
        """Redraw; the hundreds of faces follow nothing of their own."""
        return super().update(dt, recursive=False)

    def redraw(self) -> None:
        """Draw the faces as they are seen now, from the farthest to the nearest."""
        bowl = self._bowl
        sight, cut = bowl.view.sight, bowl.cutting
        divide, dim = (cut.divide(), cut.share) if cut is not None else (None, 0.0)
        if divide != self._divide:
            self._make(divide)
        cover = bowl.cover(sight)
        if cover == 0:
            for part in self._parts:
                part.clear_points()
            return
        points = sight.points(self._outlines)
        for part, place in zip(self._parts, self._slices, strict=False):
            part.points = points[place]
        if (cover, dim) != self._looks:
            self._looks = cover, dim
            painted: dict[tuple[float, bool], VMobject] = {}
            for part, face in zip(self._parts, self._made, strict=False):
                look = face.share, face.front
                if look not in painted:  # some fifty tones for hundreds of faces
                    share = face.share + dim * (before_the_cut(face.share) - face.share) * face.front
                    colour = tint(THEME.loss, share)
                    painted[look] = VMobject().set_fill(colour, cover)
                part.fill_rgbas = painted[look].fill_rgbas.copy()
                part.fill_opacity = cover
        if bowl.hides and sight.azimuth != self._azimuth:
            order = np.argsort(self._middles @ sight.toward, kind="stable")
            self.submobjects = [self._parts[index] for index in order]
            self._azimuth = sight.azimuth


class Edge(VGroup):
    """The rim of a landscape, and the spokes of its mesh: scenery."""

    def __init__(self, bowl: Bowl) -> None:
        super().__init__()
        middle, radius = np.array(bowl.relief.middle), bowl.relief.radius
        turns = np.linspace(0, 2 * np.pi, _ROUND)
        out = np.linspace(0.02, 1, 25)[:, None]
        ways = [bowl.lifted(middle + radius * np.column_stack([np.cos(turns), np.sin(turns)]))]
        ways += [
            bowl.lifted(middle + radius * out * [np.cos(turn), np.sin(turn)])
            for turn in np.linspace(0, 2 * np.pi, _SPOKES, endpoint=False)
        ]
        self.rim = VMobject(stroke_color=tint(THEME.loss, 0.85), stroke_width=_UNTOLD)
        self.add(self.rim.set_z_index(Layer.RING))
        for _ in ways[1:]:
            spoke = VMobject(stroke_color=THEME.background, stroke_width=style.GRID)
            self.add(spoke.set_z_index(Layer.FACES))
        for line in self:
            line.scenery = True

        def place(lines: Edge) -> None:
            sight = bowl.view.sight
            cover = bowl.cover(sight)
            for line, way in zip(lines, ways, strict=True):
                bowl.draw([line], way if cover else way[:0], sight)
            lines[0].set_stroke(tint(THEME.loss, 0.85 * bowl.away()), opacity=cover)
            lines[1:].set_stroke(opacity=0.3 * cover)

        follow(self, place, bowl.moment)


class Floor(VGroup):
    """The plane below a landscape, with its grid and the level curves' shadows: scenery.

    low, high: its corners in numbers of the plane, on lines of its grid.
    """

    def __init__(self, bowl: Bowl) -> None:
        super().__init__()
        relief = bowl.relief
        half = _FLOOR * relief.radius
        marks = [ticks(middle - half, middle + half, _LINES) for middle in relief.middle]
        self.step = step = max(values[1] - values[0] for values in marks)
        corners = [np.array(relief.middle) + sign * half for sign in (-1, 1)]
        self.low, self.high = step * np.round(corners[0] / step), step * np.round(corners[1] / step)
        over = bowl.view.named["map"]
        wide = np.array([bowl.above.width, bowl.above.height]) / (2 * over.scale)
        self.grid = VMobject(stroke_color=tint(THEME.text, 0.2), stroke_width=style.GRID)
        self.map = VMobject(stroke_color=tint(THEME.text, 0.2), stroke_width=style.GRID)
        self.shadows = VMobject(stroke_width=_UNTOLD)
        for part in (self.grid, self.map, self.shadows):
            part.scenery = True
        self.add(self.grid, self.map, self.shadows).set_z_index(Layer.FLOOR)
        floor = _grid(self.low, self.high, step)
        beyond = _grid(
            step * np.ceil((relief.middle - wide) / step),
            step * np.floor((relief.middle + wide) / step),
            step,
            relief.middle - wide,
            relief.middle + wide,
        )
        rings = apart(
            piece[[*range(0, len(piece) - 1, _COARSER), -1]]
            for level, ring in bowl.rings.items()
            if relief.bottom <= level <= relief.top
            for piece in ring.pieces
        )
        nothing = np.zeros((0, 3))

        def draw(part: VMobject, lines: Array, sight: Sight) -> None:
            lines = np.column_stack([lines[:, :2], np.full(len(lines), bowl.floor_height(sight))])
            part.set_points(along(sight.points(lines), None, bowl.clip(sight)))

        def place(_: Floor) -> None:
            sight = bowl.view.sight
            above = 1 - fading(sight.elevation, *_MAP)
            draw(self.grid, floor if above < 1 else nothing, sight)
            draw(self.map, beyond if above else nothing, sight)
            draw(self.shadows, rings, sight)
            self.grid.set_stroke(opacity=1 - above)
            self.map.set_stroke(opacity=above)
            self.shadows.set_stroke(tint(THEME.loss, style.DIM), opacity=bowl.cover(sight))

        follow(self, place, bowl.moment)


def _grid(
    low: Array, high: Array, step: float, first: Array | None = None, last: Array | None = None
) -> Array:
    """Return the lines at every `step` from `low` to `high`, each from `first` to `last`, with gaps between.

    They stay straight from wherever they are seen.
    """
    first, last = low if first is None else first, high if last is None else last
    ways = []
    for axis in (0, 1):
        for value in np.arange(low[axis], high[axis] + step / 2, step):
            way = np.array([[*first, 0.0], [*last, 0.0]])
            way[:, axis] = value
            ways.append(way)
    return apart(ways)


class Ring(VGroup):
    """A level curve of a landscape: all places of this height. `line` is its stroke."""

    def __init__(self, bowl: Bowl, level: float, *, told: bool = False, name: str = "ring") -> None:
        super().__init__()
        self.level, self.told = level, ValueTracker(float(told))
        self.casing = VMobject(stroke_color=THEME.background)
        self.line = VMobject(stroke_color=THEME.loss)
        self.casing.scenery = True
        self.line.scenery = not told  # until it is told, it means nothing of its own
        self.add(self.casing, self.line).set_z_index(Layer.RING)
        self.pieces = level_places(bowl.relief, level)

        def place(ring: Ring) -> None:
            sight, told = bowl.view.sight, float(ring.told.get_value())
            width = _UNTOLD + (_TOLD - _UNTOLD) * told
            parts = [ring.line, *([ring.casing] if told else [])]
            bowl.draw(parts, ring.pieces, sight, told=not ring.line.scenery)
            if not told:
                ring.casing.clear_points()
            share = max(bowl.away(), told) * bowl.upright(sight)
            ring.line.set_stroke(tint(THEME.loss, share), width)
            ring.casing.set_stroke(width=width + 2 * style.CASING * told)

        def witness(stroke: VMobject) -> Path3d | None:
            if not len(stroke.points):
                return None
            gap = np.full((1, 3), np.nan)
            parts = [
                np.vstack([np.column_stack([piece[:, :2], np.full(len(piece), level)]), gap])
                for piece in self.pieces
            ]
            sight = bowl.view.sight
            return Path3d(name, sight, np.concatenate(parts), bowl.span(sight), stroke)

        self.line.witness = witness
        follow(self, place, lambda: (*bowl.moment(), self.told.get_value()))

    @property
    def is_told(self) -> bool:
        """True if it is the told one now."""
        return float(self.told.get_value()) > 0.5

    def tell(self, told: bool = True, seconds: float = style.IN) -> Animation:
        """Return the play that makes it the told one, or one of the others again."""
        self.line.scenery &= not told
        return glide(self.told, float(told), seconds)


def level_places(relief: Relief, level: float) -> list[Array]:
    """Return the level curve of a height as far as the disc reaches, in pieces (n, 3) of places."""
    surface = relief.surface
    exact = surface.is_quadratic and relief.flat is not None and relief.flat.kind == "minimum"
    pieces = surface.level_curve(level, resolution=_ROUND) if exact else contours(relief.chart, level)
    found = []
    for piece in pieces:
        inside = np.hypot(*(piece - relief.middle).T) <= relief.radius * (1 + 1e-9)
        for run in np.split(np.arange(len(piece)), np.flatnonzero(np.diff(inside)) + 1):
            if inside[run[0]] and len(run) > 1:
                found.append(np.column_stack([piece[run], np.full(len(run), level)]))
    return found


class Numbers(VGroup):
    """The numbers on a landscape's map: the level curves' heights on them, the axes' ticks and names.

    They belong to one sight from straight above, and can be seen in that one only.
    """

    def __init__(self, bowl: Bowl, sight: Sight) -> None:
        super().__init__()
        relief = bowl.relief
        self.heights, self.axes = VGroup(), VGroup()
        region = bowl.above
        half = np.array([region.width, region.height]) / (2 * sight.scale)
        low, high = sight.middle[:2] - half, sight.middle[:2] + half
        for axis, side in ((0, DOWN), (1, LEFT)):
            name = math(relief.surface.variables[axis], style.LABEL, THEME.parameter)
            name.in_table = True
            room = _NAME + (name.width, name.height)[axis] / 2 + _APART
            for value, text in tick_texts(ticks(low[axis], high[axis], 7, bowl.floor.step)).items():
                at = sight.points([[value, value, 0.0]])[0]
                at[1 - axis] = (region.left, region.bottom)[1 - axis]
                label = words(text, style.TICK, THEME.muted).next_to(at, side, buff=0.13)
                clear = (region.right - label.get_right()[0], region.top - label.get_top()[1])[axis]
                if clear > room:
                    self.axes.add(label)
            row = self.axes[-1].get_center()
            end = [region.right - _NAME, row[1], 0] if axis == 0 else [row[0], region.top - _NAME, 0]
            name.move_to(end)
            self.axes.add(name)
        # One ray for all where the curves go round: away from the point where one stands, and down.
        away = np.subtract(relief.middle, relief.point)
        wanted = np.arctan2(away[1] - 0.6 * np.hypot(*away), away[0])
        texts = tick_texts(list(bowl.rings))
        for level, ring in bowl.rings.items():
            label = words(texts[level], style.TICK, THEME.loss)
            if self._stand(label, [sight.points(piece) for piece in ring.pieces], sight, bowl, wanted):
                self.heights.add(plated(label, buff=0.06))
                self.heights[-1].level = level
        self.add(self.heights, self.axes)
        for part in self.family_members_with_points():
            part.shown = float(part.get_fill_opacity())

        def place(numbers: Numbers) -> None:
            now = bowl.view.sight
            share = 1 - fading(now.elevation, *_NUMBERS)
            share *= fading(abs(np.log(now.scale / sight.scale)), _SAME / 2, 4 * _SAME)
            if share != numbers.share:
                numbers.share = share
                for part in numbers.family_members_with_points():
                    part.set_opacity(part.shown * share)

        self.share = 1.0
        follow(self, place, bowl.moment)

    def _stand(self, label: VMobject, pieces: list[Array], sight: Sight, bowl: Bowl, wanted: float) -> bool:
        """Move a height onto its curve, as near to the ray in this direction as fits; say whether it does."""
        if not pieces:
            return False
        points, relief, edge = np.concatenate(pieces), bowl.relief, bowl.above
        middle = sight.points([[*relief.middle, relief.bottom]])[0]
        turned = np.arctan2(points[:, 1] - middle[1], points[:, 0] - middle[0]) - wanted
        order = np.argsort(np.abs((turned + np.pi) % (2 * np.pi) - np.pi))
        half = np.array([label.width, label.height]) / 2
        for at in points[order[:: max(1, len(order) // 90)]]:
            free = all(
                (np.abs(at[:2] - other.get_center()[:2]) - half - [other.width / 2, other.height / 2]).max()
                >= _TEXT
                for other in self.heights
            )
            low, high = at[:2] - half - _EDGE, at[:2] + half + _EDGE
            free &= bool((low > [edge.left, edge.bottom]).all() and (high < [edge.right, edge.top]).all())
            if free and np.hypot(*(at - middle)[:2]) <= relief.radius * sight.scale - half.max() - _EDGE:
                label.move_to(at)
                return True
        return False


def glide(tracker: ValueTracker, value: float, seconds: float) -> Animation:
    """Return the play that brings a tracker smoothly to a value."""
    start = float(tracker.get_value())
    moved: Animation = Change(
        tracker, lambda each, share: each.set_value(start + (value - start) * share), rate_func=smooth
    )
    moved.run_time = seconds
    return moved
