"""Straight pieces of lines as manim's cubic curves, all at once, cut at the edges of a region."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from studio.stage.theme import Region

Points = NDArray[np.float64]

_THIRDS = np.array([0.0, 1 / 3, 2 / 3, 1.0])[:, None]


def curves(starts: Points, ends: Points) -> Points:
    """Return the control points, (4 n, 3), of straight curves from `starts` to `ends`, each (n, 3)."""
    steps = starts[:, None, :] + _THIRDS * (ends - starts)[:, None, :]
    steps[:, 3] = ends  # to the last bit, so that the next curve goes on from there
    found: Points = steps.reshape(-1, 3)
    return found


def apart(ways: Iterable[Points]) -> Points:
    """Return ways, (n, 3) each, as one with gaps of nan, over which `along` draws nothing; none: (0, 3)."""
    gap = np.full((1, 3), np.nan)
    joined = [part for way in ways for part in (way, gap)]
    return np.concatenate(joined) if joined else np.zeros((0, 3))


def along(points: Points, seen: NDArray[np.bool_] | None = None, region: Region | None = None) -> Points:
    """Return the control points of straight curves from point to point, (n, 3).

    seen: which of the points, (n,), can be seen; what is not is left out. region: what lies outside of it is
    cut off.
    """
    starts, ends = points[:-1], points[1:]
    good = np.isfinite(starts).all(axis=1) & np.isfinite(ends).all(axis=1)
    if seen is not None:
        good &= seen[:-1] & seen[1:]
    starts, ends = starts[good], ends[good]
    if region is not None:
        starts, ends = cut(starts, ends, region)
    return curves(starts, ends)


def cut(starts: Points, ends: Points, region: Region) -> tuple[Points, Points]:
    """Return those parts of the pieces that lie in the region (Liang and Barsky's way), each (m, 3)."""
    if _holds(region, starts) and _holds(region, ends):
        return starts, ends
    way = ends - starts
    first, last = np.zeros(len(starts)), np.ones(len(starts))
    for axis, (low, high) in enumerate(((region.left, region.right), (region.bottom, region.top))):
        with np.errstate(divide="ignore", invalid="ignore"):
            one, other = (low - starts[:, axis]) / way[:, axis], (high - starts[:, axis]) / way[:, axis]
        level = way[:, axis] == 0
        within = (low <= starts[:, axis]) & (starts[:, axis] <= high)
        first = np.maximum(first, np.where(level, np.where(within, 0.0, 2.0), np.minimum(one, other)))
        last = np.minimum(last, np.where(level, 1.0, np.maximum(one, other)))
    kept = first < last
    cut_in, cut_out = first[kept] > 0, last[kept] < 1
    begin = np.where(cut_in[:, None], starts[kept] + first[kept][:, None] * way[kept], starts[kept])
    end = np.where(cut_out[:, None], starts[kept] + last[kept][:, None] * way[kept], ends[kept])
    return begin, end


def _holds(region: Region, points: Points) -> bool:
    """Say whether all of the points lie in the region."""
    across, up = points[:, 0], points[:, 1]
    return not len(points) or bool(
        region.left <= across.min()
        and across.max() <= region.right
        and region.bottom <= up.min()
        and up.max() <= region.top
    )
