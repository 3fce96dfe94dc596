"""The lit faces of a landscape, as plain numbers: what has which tone, and where its outlines run.

Where no part of a landscape can hide another, its faces of one tone are one shape with smooth edges; else
it is a mesh of so few faces that they can be sorted from the farthest to the nearest. A cut divides either
along a straight line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from contourpy import FillType, contour_generator
from numpy.typing import NDArray

from calc.relief import Relief
from studio.stage.segments import curves

Array = NDArray[np.float64]

TONES = 26
_DARKEST, _BRIGHTEST = 0.16, 0.60  # shares of the loss over the ground
_LIGHT = np.array([-0.55, 0.30, 0.78]) / np.linalg.norm([-0.55, 0.30, 0.78])
_CONTRAST = 1.5  # power of the light
_LEAST = 0.55  # of the light: where a landscape's faces differ by less, they are told apart more strongly
_STRONGER = 2.5  # times, at most
_ROWS, _COLUMNS = 32, 144  # of the grid whose tones are joined
_FACES = 14, 64  # of a mesh that is sorted: 896 faces
_OVER = 0.003  # radii by which a face reaches over its neighbours, so that no seam lets the ground through


@dataclass(frozen=True)
class Divide:
    """The line that cuts a landscape: through `point`, across `normal`, a unit vector towards its front."""

    point: tuple[float, float]
    normal: tuple[float, float]


@dataclass(frozen=True)
class Face:
    """Shapes of one tone. outline: control points (u, v, height), (4 n, 3). middle: (u, v) of a single face.

    share: how bright it is, as a share of the loss over the ground. front: whether it lies before the cut.
    """

    share: float
    outline: Array
    middle: tuple[float, float]
    front: bool = False


class Light:
    """The light that makes the faces of a landscape bright or dark.

    steepness: units that a height of 1 is drawn tall for each unit that a number of the plane is long.
    """

    def __init__(self, relief: Relief, steepness: float) -> None:
        self._relief, self._steepness = relief, steepness
        self._middle, self._factor = 0.0, 1.0
        places = relief.grid(24, 72)
        lit = self._lit(places[..., 0], places[..., 1])
        heights = np.asarray(relief.surface(places[..., 0], places[..., 1]))
        with np.errstate(invalid="ignore"):
            shown = np.isfinite(lit) & (heights >= relief.bottom) & (heights <= relief.top)
        if shown.any() and np.ptp(lit[shown]) > 1e-6:
            low, high = float(lit[shown].min()), float(lit[shown].max())
            self._factor = min(max(_LEAST / (high - low), 1.0), _STRONGER)
            if self._factor > 1:
                self._middle = (low + high) / 2

    def _lit(self, u: Array, v: Array) -> Array:
        slopes = self._relief.surface.slopes(u, v)
        across, up = -self._steepness * slopes[0], -self._steepness * slopes[1]
        lit: Array = (_LIGHT[0] * across + _LIGHT[1] * up + _LIGHT[2]) / np.sqrt(across**2 + up**2 + 1)
        return lit

    @cached_property
    def rings(self) -> list[tuple[float, Array]]:
        """The faces of a mesh, cut off at its bottom and top: the share of each and its corners, (n, 3)."""
        relief = self._relief
        places = relief.grid(*_FACES)
        heights = np.asarray(relief.surface(places[..., 0], places[..., 1]))[..., None]
        corners = np.concatenate([places, heights], axis=-1)
        rings = np.stack([corners[:-1, :-1], corners[1:, :-1], corners[1:, 1:], corners[:-1, 1:]], axis=2)
        middles = rings[..., :2].mean(axis=2)
        shares = self.shares(middles[..., 0], middles[..., 1])
        edges = np.linspace(_DARKEST, _BRIGHTEST, TONES + 1)
        steps = np.clip(np.searchsorted(edges, shares) - 1, 0, TONES - 1)
        kept = []
        for index in np.ndindex(shares.shape):
            ring = rings[index]
            if not np.isfinite(ring).all() or not np.isfinite(shares[index]):
                continue
            ring = _above(ring, ring[:, 2] - relief.bottom)
            ring = _above(ring, relief.top - ring[:, 2])
            if len(ring) > 2:
                kept.append((float(edges[steps[index]] + edges[steps[index] + 1]) / 2, ring))
        return kept

    @cached_property
    def whole_faces(self) -> list[Face]:
        """The faces of these rings."""
        return [_face(self._relief, share, ring) for share, ring in self.rings]

    @cached_property
    def front_faces(self) -> list[Face]:
        """The same before a cut."""
        return [replace(face, front=True) for face in self.whole_faces]

    def shares(self, u: Array, v: Array) -> Array:
        """Return the shares of the loss over the ground at places of the plane, in their shape."""
        lit = self._middle + self._factor * (self._lit(u, v) - self._middle)
        shares: Array = _DARKEST + (_BRIGHTEST - _DARKEST) * np.clip(lit, 0, 1) ** _CONTRAST
        return shares


def before_the_cut(share: float) -> float:
    """Return how bright a face is in front of a cut: 8 to 28 percent, by its own share."""
    return 0.08 + 0.20 * (share - _DARKEST) / (_BRIGHTEST - _DARKEST)


def joined(relief: Relief, light: Light, divide: Divide | None = None) -> list[Face]:
    """Return the faces of a landscape that hides nothing of itself: one for each tone, the darkest first."""
    if divide is None:
        places = relief.grid(_ROWS, _COLUMNS)
        return _bands(relief, light, places, False)
    return [
        face
        for front in (False, True)
        if len(places := _half(relief, divide, front))
        for face in _bands(relief, light, places, front)
    ]


def _bands(relief: Relief, light: Light, places: Array, front: bool) -> list[Face]:
    u, v = places[..., 0], places[..., 1]
    shares = light.shares(u, v)
    if np.ptp(u[0]) == 0 and np.ptp(v[0]) == 0:  # in the middle all angles meet: one tone, whatever its slope
        shares[0] = shares[1].mean()
    traced = contour_generator(u, v, np.ma.masked_invalid(shares), fill_type=FillType.OuterOffset)
    edges = np.linspace(_DARKEST, _BRIGHTEST, TONES + 1)
    faces = []
    for low, high in pairwise(edges):
        lower = -1.0 if low == edges[0] else low
        upper = 2.0 if high == edges[-1] else high
        outlines = []
        for points, offsets in zip(*traced.filled(lower, upper), strict=True):
            sense = _sense(points[: offsets[1]])  # of the outer line; those of holes run the other way
            for start, stop in pairwise(offsets):
                ring = points[start:stop]
                lifted = np.column_stack([ring, np.asarray(relief.surface(*ring.T))])
                if np.isfinite(lifted).all():
                    lifted[:-1, :2] = _wider(ring[:-1], sense * _OVER * relief.radius)
                    lifted[-1] = lifted[0]
                    outlines.append(curves(lifted[:-1], lifted[1:]))
        if outlines:
            faces.append(Face(float(low + high) / 2, np.concatenate(outlines), relief.middle, front))
    return faces


def _half(relief: Relief, divide: Divide, front: bool) -> Array:
    """Return places of the disc on one side of the cut, (rows, columns, 2), in rows along it; none: empty."""
    normal = np.array(divide.normal)
    along = np.array([-normal[1], normal[0]])
    far = float(np.subtract(divide.point, relief.middle) @ normal) / relief.radius
    if far >= 1 if front else far <= -1:
        return np.zeros((0, 0, 2))
    edge = float(np.arccos(np.clip(far, -1, 1)))
    # Rows and columns that lie closer together at the rim keep it round.
    turns = np.linspace(edge, 0.0 if front else np.pi, _ROWS + 1)
    across, wide = relief.radius * np.cos(turns)[:, None], relief.radius * np.sin(turns)[:, None]
    shares = np.sin(np.linspace(-np.pi / 2, np.pi / 2, _COLUMNS // 2 + 1))[None, :]
    places: Array = np.array(relief.middle) + across[..., None] * normal + (wide * shares)[..., None] * along
    return places


def mesh(relief: Relief, light: Light, divide: Divide | None = None) -> list[Face]:
    """Return the faces of a landscape that may hide parts of itself, cut off at its bottom and its top."""
    if divide is None:
        return light.whole_faces
    points = np.concatenate([ring for _, ring in light.rings] or [np.zeros((0, 3))])
    beyond = (points[:, :2] - divide.point) @ np.array(divide.normal)
    faces, start = [], 0
    for (share, ring), behind, before in zip(light.rings, light.whole_faces, light.front_faces, strict=True):
        side = beyond[start : start + len(ring)]
        start += len(ring)
        if side.max() < 0 or side.min() > 0:
            faces.append(behind if side[0] < 0 else before)
            continue
        for front in (False, True):
            part = _above(ring, side if front else -side)
            if len(part) > 2:
                faces.append(_face(relief, share, part, front))
    return faces


def _face(relief: Relief, share: float, ring: Array, front: bool = False) -> Face:
    u, v = ring[:, :2].mean(axis=0)
    over = _sense(ring) * _OVER * relief.radius
    wider = np.column_stack([_wider(ring[:, :2], over), ring[:, 2]])
    return Face(share, curves(wider, np.roll(wider, -1, axis=0)), (float(u), float(v)), front)


def _sense(ring: Array) -> float:
    """Return 1 where corners, (n, 2 or 3), run anticlockwise, and -1 where they run clockwise."""
    x, y = ring[:, 0], ring[:, 1]
    return 1.0 if float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) >= 0 else -1.0


def _wider(ring: Array, by: float) -> Array:
    """Return the corners, (n, 2), of an outline whose sides are moved to the right of the way it runs.

    by: how far. A sharp corner moves no further than three times that.
    """
    after = np.roll(ring, -1, axis=0) - ring
    size = np.hypot(*after.T)[:, None]
    after = np.column_stack([after[:, 1], -after[:, 0]]) / np.where(size > 0, size, 1.0)
    before = np.roll(after, 1, axis=0)
    met = (after * before).sum(axis=1)[:, None]  # the cosine of the turn between two sides
    found: Array = ring + by * (after + before) / np.maximum(1 + met, _SHARPEST)
    return found


_SHARPEST = 2 / 9  # 1 + the cosine of a turn at which a corner moves three times as far as its sides


def _above(ring: Array, value: Array) -> Array:
    """Return the part of a face, (n, 3), where a value, (n,), is not below 0 (Sutherland and Hodgman)."""
    if (value >= 0).all():
        return ring
    kept = []
    for i in range(len(ring)):
        j = (i + 1) % len(ring)
        if value[i] >= 0:
            kept.append(ring[i])
        if (value[i] >= 0) != (value[j] >= 0):
            kept.append(ring[i] + (ring[j] - ring[i]) * value[i] / (value[i] - value[j]))
    return np.array(kept).reshape(-1, 3)
