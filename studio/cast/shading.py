"""The lit faces of a landscape, as plain numbers: what has which tone, and where its outlines run.

Where no part of a landscape can hide another, its faces of one tone are one shape with smooth edges; else
it is a mesh of so few faces that they can be sorted from the farthest to the nearest.
"""

from __future__ import annotations

from dataclasses import dataclass

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
_RADII, _ANGLES = 32, 144  # of the grid whose tones are joined
_FACES = 14, 64  # of a mesh that is sorted: 896 faces


@dataclass(frozen=True)
class Face:
    """Shapes of one tone. outline: control points in (u, v, height), (4 n, 3). middle: (u, v) of a single face.

    share: how bright it is, as a share of the loss over the ground.
    """

    share: float
    outline: Array
    middle: tuple[float, float]


def tones(slopes: Array, steepness: float) -> Array:
    """Return how bright faces with these slopes, (2, ...), are: shares of the loss over the ground.

    steepness: units that a height of 1 is drawn tall for each unit that a number of the plane is long.
    """
    across, up = -steepness * slopes[0], -steepness * slopes[1]
    lit = (_LIGHT[0] * across + _LIGHT[1] * up + _LIGHT[2]) / np.sqrt(across**2 + up**2 + 1)
    shares: Array = _DARKEST + (_BRIGHTEST - _DARKEST) * np.clip(lit, 0, 1) ** _CONTRAST
    return shares


def joined(relief: Relief, steepness: float) -> list[Face]:
    """Return the faces of a landscape that hides nothing of itself: one for each tone, the darkest first."""
    places = relief.grid(_RADII, _ANGLES)
    u, v = places[..., 0], places[..., 1]
    shares = tones(relief.surface.slopes(u, v), steepness)
    shares[0] = shares[1].mean()  # in the middle all angles meet: one tone, whatever the slope there
    traced = contour_generator(u, v, np.ma.masked_invalid(shares), fill_type=FillType.OuterOffset)
    edges = np.linspace(_DARKEST, _BRIGHTEST, TONES + 1)
    faces = []
    for low, high in zip(edges[:-1], edges[1:], strict=True):
        lower = -1.0 if low == edges[0] else low
        upper = 2.0 if high == edges[-1] else high
        outlines = []
        for points, offsets in zip(*traced.filled(lower, upper), strict=True):
            for start, stop in zip(offsets[:-1], offsets[1:], strict=True):
                ring = points[start:stop]
                heights = np.asarray(relief.surface(*ring.T))[:, None]
                lifted = np.hstack([ring, heights])
                if np.isfinite(lifted).all():
                    outlines.append(curves(lifted[:-1], lifted[1:]))
        if outlines:
            faces.append(Face(float(low + high) / 2, np.concatenate(outlines), relief.middle))
    return faces


def mesh(relief: Relief, steepness: float) -> list[Face]:
    """Return the faces of a landscape that may hide parts of itself, each cut off at its bottom and its top."""
    places = relief.grid(*_FACES)
    heights = np.asarray(relief.surface(places[..., 0], places[..., 1]))[..., None]
    corners = np.concatenate([places, heights], axis=-1)
    rings = np.stack([corners[:-1, :-1], corners[1:, :-1], corners[1:, 1:], corners[:-1, 1:]], axis=2)
    middles = rings[..., :2].mean(axis=2)
    shares = tones(relief.surface.slopes(middles[..., 0], middles[..., 1]), steepness)
    edges = np.linspace(_DARKEST, _BRIGHTEST, TONES + 1)
    steps = np.clip(np.searchsorted(edges, shares) - 1, 0, TONES - 1)
    faces = []
    for index in np.ndindex(shares.shape):
        ring = between_heights(rings[index], relief.bottom, relief.top)
        if len(ring) > 2 and np.isfinite(shares[index]):
            share = float(edges[steps[index]] + edges[steps[index] + 1]) / 2
            u, v = middles[index]
            faces.append(Face(share, curves(ring, np.roll(ring, -1, axis=0)), (float(u), float(v))))
    return faces


def between_heights(ring: Array, bottom: float, top: float) -> Array:
    """Return the part of a face, corners (n, 3), between two heights (Sutherland and Hodgman's way)."""
    if not np.isfinite(ring).all():
        return np.zeros((0, 3))
    for level, sign in ((bottom, 1.0), (top, -1.0)):
        above = sign * (ring[:, 2] - level)
        if (above >= 0).all():
            continue
        kept = []
        for i in range(len(ring)):
            j = (i + 1) % len(ring)
            if above[i] >= 0:
                kept.append(ring[i])
            if (above[i] >= 0) != (above[j] >= 0):
                kept.append(ring[i] + (ring[j] - ring[i]) * above[i] / (above[i] - above[j]))
        ring = np.array(kept).reshape(-1, 3)
        if not len(ring):
            break
    return ring
