"""Shapes found in a decoded picture, to fractions of a pixel: a disc, a line, an arrow's tip, a curve.

Every search begins where the thing must be and looks a little around it. Places are (column, row) in pixels.
"""

from dataclasses import dataclass
from math import ceil, floor, hypot

import numpy as np
from numpy.typing import NDArray

from studio.check.delivered import Colour, Picture, Place

_CLOSE = 30.0  # levels of each of Y, Cb, Cr: below half of what two of the theme's colours are apart
_FULL = 0.7  # of a disc's pixels must have its colour
FREE = 0.25  # of a line: with less of it free of other things, it is measured roughly only
_CLEAN = 14.0  # levels by which a pixel of the background may be off
_PURE = 0.2  # how far from the mixtures of its colour and the background a line's own pixels may be
_CROWDED = 0.1  # of the pixels around an arrow's head: more of other things pull at its edges
_BLURRED = 6.0  # pixels of an arrow's head in which Cb and Cr are mixed with what is around it
_TINTED = 16.0  # levels of Cb and Cr together: a colour nearer to the background's has no tinge of its own
TINGE = (
    0.3  # of the way to the colour's own: at an edge, as each sample is for 2 x 2 pixels, it is about half
)
_ASIDE = 0.45  # how far off the way from the background to its colour a line's pixel may be, as a share of it
_STATIONS, _APART = 80, 4.0  # of a curve so many places are looked at, at most, and so many pixels apart
_FINE = 0.5  # pixels from one sample across a curve to the next
_TOLD = 50.0  # levels between a curve's colour and its ground: plates let others shine through by up to 40
_FAINT = 0.2  # of the way from the ground to a curve's colour: less is shading, or the edge of a face
_THIN = 0.6  # of a curve's width: with less of its colour across it, it is half covered
_THICK = 1.25  # and with more it is not alone
_SOFT = 1.5  # pixels beyond a curve's edges: so far they are blurred
_STRAY = 0.1  # of the colour across a curve may lie elsewhere: more would pull its middle aside


def find_disc(picture: Picture, centre: Place, radius: float, colour: Colour, around: float) -> Place | None:
    """The middle of the disc of this colour (Y, Cb, Cr) and radius near `centre`; None where there is none.

    A disc's worth of pixels is moved to the mean of those in it that have the colour, until it stays: where
    the disc is full, other things of its colour beside it cannot move it.
    """
    reach = radius + around
    left, top = max(floor(centre[0] - reach), 0), max(floor(centre[1] - reach), 0)
    right, bottom = min(ceil(centre[0] + reach), picture.width), min(ceil(centre[1] + reach), picture.height)
    if right - left < 3 or bottom - top < 3:
        return None
    rows, columns = np.nonzero(_close(picture, colour, (left, top, right, bottom)))
    xs, ys = columns + left + 0.5, rows + top + 0.5
    if not len(xs):
        return None
    x, y = centre
    for _ in range(30):
        inside = (xs - x) ** 2 + (ys - y) ** 2 <= radius**2
        count = np.count_nonzero(inside)
        if not count:
            return None
        before = x, y
        x, y = float(xs @ inside) / count, float(ys @ inside) / count
        if max(abs(x - before[0]), abs(y - before[1])) < 0.01:
            break
    return (x, y) if count >= _FULL * np.pi * radius**2 else None


def _close(picture: Picture, colour: Colour, box: tuple[int, int, int, int]) -> NDArray[np.bool_]:
    """Which pixels of the box (left, top, right, bottom) have the colour, (rows, columns)."""
    left, top, right, bottom = box
    near = np.abs(np.arange(256) - colour[:, None]) <= _CLOSE
    y, u, v = picture.planes
    halves = slice(top // 2, (bottom + 1) // 2), slice(left // 2, (right + 1) // 2)
    chroma = (near[1][u[halves]] & near[2][v[halves]]).repeat(2, axis=0).repeat(2, axis=1)
    offset = chroma[top % 2 :, left % 2 :][: bottom - top, : right - left]
    return np.asarray(near[0][y[top:bottom, left:right]] & offset)


@dataclass(frozen=True)
class Fit:
    """A line found near an expected one: turned by `turn` (radians) and `aside` pixels off in its middle.

    `seen`: the share of its length along which it was seen; `free`: the share of its worse half along which
    nothing else touches it. Below FREE, the fit is a rough one.
    """

    turn: float
    aside: float
    seen: float
    free: float


@dataclass(frozen=True)
class Tip:
    """An arrow found near an expected one: `longer` than it, its head so far `aside`, in pixels.

    Less than 0 is shorter, and to the right as seen along it. `free`: whether hardly anything else lies
    there; if not, the tip is a rough one.
    """

    longer: float
    aside: float
    free: bool


@dataclass(frozen=True)
class Followed:
    """A line looked for along a curve: at `places`, (n, 2), it lies so many pixels `aside`, (n,).

    More than 0 is to the right as seen along it. clean: where that can be told, (n,). empty: where nothing
    at all lies, (n,), though it could be told. apart: pixels along the curve from one place to the next.
    """

    places: NDArray[np.float64]
    apart: float
    aside: NDArray[np.float64]
    clean: NDArray[np.bool_]
    empty: NDArray[np.bool_]


def fit_line(
    picture: Picture,
    start: Place,
    stop: Place,
    width: float,
    colour: Colour,
    background: Colour,
    *,
    tinge: float = 0.0,
) -> Fit:
    """The straight line of this colour and width near the way from `start` to `stop`.

    tinge: TINGE for one that is so wide that its Cb and Cr are its own, so that grey things pass for none.
    """
    length = hypot(stop[0] - start[0], stop[1] - start[1])
    along, across, weights, ink, strange = _ink(
        picture,
        start,
        stop,
        width / 2 + 4 + 0.015 * length,
        colour,
        background,
        1 if length < 300 else 2,
        tinge=tinge,
    )
    # Where across the line its colour lies, piece by piece along it.
    pieces = np.clip(along / 2, 0, length / 2).astype(int)
    full = np.bincount(pieces, weights)
    seen = full > 0.5 * width / 2
    if seen.sum() < 5:
        return Fit(0.0, 0.0, float(2 * seen.sum() / length), 0.0)
    whole = np.maximum(full, 1e-9)
    aside, away = (np.bincount(pieces, weights * value) / whole for value in (across, along - length / 2))
    # Another thing that touches the line from one side would pull it there: only free pieces are believed.
    off = np.abs(across - aside[pieces]) - width / 2
    foreign = ((off > 1.2) & (off < 3.2) & (ink > _CLEAN)) | ((off < 1.2) & (strange > _PURE))
    free = seen & (np.bincount(pieces, foreign) == 0)
    halves = min((free & (away < 0)).sum(), (free & (away > 0)).sum())
    shares = float(2 * seen.sum() / length), float(4 * halves / length)
    # Where hardly a piece is free, as along a curve that the line touches, all of them must do.
    used = free if shares[1] >= FREE else seen
    away, aside = away[used], aside[used]
    every = 1 + len(away) // 50  # so many pairs are enough
    turn, middle = _theil_sen(away[::every], aside[::every])  # a few stray pieces do not move it
    near = np.abs(aside - middle - turn * away) <= 1.0
    if near.sum() >= 8:
        turn, middle = np.polyfit(away[near], aside[near], 1)
    return Fit(float(np.arctan(turn)), float(middle), *shares)


def _theil_sen(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and height at 0 of a line through most of the points: the median of the slopes of all pairs.

    Sen 1968, as scipy.stats.theilslopes, which takes several times as long to judge how sure it is.
    """
    one, other = np.triu_indices(len(x), 1)
    apart = x[other] - x[one]
    slopes = (y[other] - y[one])[apart > 0] / apart[apart > 0]
    slope = float(np.median(slopes)) if len(slopes) else 0.0
    return slope, float(np.median(y) - slope * np.median(x))


def find_tip(picture: Picture, tail: Place, tip: Place, head: float, colour: Colour) -> Tip | None:
    """Find the end of an arrow from `tail` to about `tip`; None if unseen.

    Its head is a triangle `head` long: its width grows evenly from the tip on, and where the width comes to
    nothing, there the tip is. It may lie on a shaded surface: its ground is what most of its sides show.
    """
    length = hypot(tip[0] - tail[0], tip[1] - tail[1])
    across, down = (tip[0] - tail[0]) / length * head, (tip[1] - tail[1]) / length * head
    start = tip[0] - across, tip[1] - down
    stop = tip[0] + 0.5 * across, tip[1] + 0.5 * down
    tinge = TINGE * min(max(head - _BLURRED, 0) / (2 * _BLURRED), 1)  # of a small head, much is edge
    background = _ground(picture, start, stop, head)
    along, aside, weights, ink, strange = _ink(
        picture, start, stop, 0.5 * head + 3, colour, background, 1, fine=2, tinge=tinge
    )
    edges = np.arange(0, 1.5 * head + 1)
    widths, _ = np.histogram(along, edges, weights=weights)
    counts, _ = np.histogram(along, edges)
    rows = 2 * (0.5 * head + 3)
    profile = widths / np.maximum(counts, 1) * rows
    middle = (edges[:-1] + edges[1:]) / 2
    from_top = int(profile[: len(profile) // 2].argmax())
    most = profile[from_top]
    if most < 0.35 * head:
        return None
    # Beyond the tip other things may lie, such as an axis: it is as far as the width falls on and on.
    below = profile[from_top:] <= 0.2 * most
    rising = np.diff(profile[from_top:], append=0.0) > 0.25 * most
    end = from_top + int(np.argmax(below | rising)) if (below | rising).any() else len(profile)
    falling = from_top + np.flatnonzero(profile[from_top:end] < 0.85 * most)
    if len(falling) < 3:
        return None
    slope, height = np.polyfit(middle[falling], profile[falling], 1)
    if slope >= -0.2:
        return None
    triangle = np.where((along > middle[from_top]) & (along < middle[end - 1]), weights, 0.0)
    foreign = (ink > _CLEAN) & (strange > np.where(weights < 0.5, _PURE, 2 * _PURE))
    # A line as dark as a grey arrow widens it where it crosses: less of it is in the way.
    grey = np.linalg.norm((colour - background)[1:]) < _TINTED
    return Tip(
        float(-height / slope - head),
        float((triangle * aside).sum() / triangle.sum()),
        bool(foreign.mean() <= (_CROWDED / 4 if grey else _CROWDED)),
    )


def _ground(picture: Picture, start: Place, stop: Place, head: float) -> Colour:
    """Return the colour of most pixels on both sides of an arrow's head, beyond its width."""
    length = hypot(stop[0] - start[0], stop[1] - start[1])
    x, y = (stop[0] - start[0]) / length, (stop[1] - start[1]) / length
    s, n = np.meshgrid(np.arange(0, length), np.arange(head / 2 + 2, head / 2 + 8))
    s, n = np.hstack([s.ravel(), s.ravel()]), np.hstack([n.ravel(), -n.ravel()])
    columns = np.clip(start[0] + s * x - n * y, 0, picture.width - 1).astype(int)
    rows = np.clip(start[1] + s * y + n * x, 0, picture.height - 1).astype(int)
    return np.median(picture.yuv_at(rows, columns), axis=0)


def _ink(
    picture: Picture,
    start: Place,
    stop: Place,
    aside: float,
    colour: Colour,
    background: Colour,
    step: int,
    fine: int = 1,
    tinge: float = 0.0,
) -> tuple[NDArray[np.float64], ...]:
    """Pixels around the way from `start` to `stop`, each (n,).

    How far along and how far aside, how much of the colour is there, how many levels from the
    background it is, and how far from any mixture of the two, as a share of the way between them.
    tinge: how far towards the colour's own Cb and Cr a pixel must be: grey has the light of many colours.
    """
    length = hypot(stop[0] - start[0], stop[1] - start[1])
    direction = (stop[0] - start[0]) / length, (stop[1] - start[1]) / length
    normal = -direction[1], direction[0]
    s, n = np.meshgrid(
        np.arange(0, length, step / fine), np.arange(-aside, aside + 0.01, 1 / fine), indexing="ij"
    )
    columns = np.floor(start[0] + s * direction[0] + n * normal[0]).astype(int).ravel()
    rows = np.floor(start[1] + s * direction[1] + n * normal[1]).astype(int).ravel()
    inside = (columns >= 0) & (rows >= 0) & (columns < picture.width) & (rows < picture.height)
    columns, rows = columns[inside], rows[inside]
    way = colour - background
    far = np.linalg.norm(way)
    off = picture.yuv_at(rows, columns) - background
    share = off @ way / far**2
    beside = np.linalg.norm(off - share[:, None] * way, axis=1)
    # The fainter its colour there, the less of another one may be in it: else a thin line passes for an edge.
    weights = np.where(beside <= _ASIDE * far * np.clip(share, 0.5, 1), np.clip(share, 0, 1), 0.0)
    weights[weights < 0.15] = 0.0
    tint, strange = way[1:], beside / far
    if (
        np.linalg.norm(tint) < _TINTED
    ):  # what has a tinge is another thing than a grey one, however dark both are
        strange = np.maximum(strange, np.linalg.norm(off[:, 1:], axis=1) / (5 * _TINTED))
    elif tinge:
        weights[off[:, 1:] @ tint < tinge * (tint @ tint)] = 0.0
    far_off = np.abs(off).max(axis=1)
    if fine > 1:  # by where it was looked: along a diagonal, pixels' middles fall unevenly to steps
        return s.ravel()[inside], n.ravel()[inside], weights, far_off, strange
    x, y = columns + 0.5 - start[0], rows + 0.5 - start[1]
    return x * direction[0] + y * direction[1], x * normal[0] + y * normal[1], weights, far_off, strange


def follow_curve(
    picture: Picture, curve: NDArray[np.float64], width: float, colour: Colour, reach: float
) -> Followed:
    """Look for the line of this colour and width along a curve, (n, 2), with gaps where a point is nan.

    reach: pixels to either side at which it may lie. What lies across the curve is weighed, place by place,
    by how far it is on the way from the ground there, which may be shaded, to the colour. Where that is not
    about as much as the line is wide, or lies in two places, something hides the line or lies beside it: that
    place is not clean.
    """
    places, normals, apart = _stations(picture, curve)
    half = reach + 1.5 * width + 2  # most of it is ground, even where other lines touch this one
    across = np.arange(-half, half + 0.01, _FINE)
    seen = _between(picture, places[:, None] + across[:, None] * normals[:, None])
    ground = np.median(seen, axis=1, keepdims=True)
    off, way = seen - ground, colour.astype(np.float32) - ground
    far = np.maximum(np.linalg.norm(way, axis=-1), 1e-6)  # (m, 1)
    share = (off * way).sum(axis=-1) / far**2
    beside = np.linalg.norm(off - share[..., None] * way, axis=-1)
    fits = (share >= _FAINT) & (beside <= _ASIDE * far * np.clip(share, 0.5, 1))
    weights = np.where(fits, np.minimum(share, 1.2), 0.0) * _FINE  # a coded colour overshoots a little
    amount = weights.sum(axis=1)
    aside = weights @ across / np.maximum(amount, 1e-6)
    core = np.where(np.abs(across - aside[:, None]) <= width / 2 + _SOFT, weights, 0.0)
    line = core.sum(axis=1)
    aside = core @ across / np.maximum(line, 1e-6)  # what is allowed to lie elsewhere does not move it
    told = far[:, 0] > _TOLD
    alone = (amount > _THIN * width) & (amount < _THICK * width) & (amount - line <= _STRAY * amount)
    empty = told & (np.abs(off).max(axis=(1, 2)) <= _CLEAN)
    return Followed(places, apart, aside, told & alone & (np.abs(aside) <= reach), empty)


def _stations(
    picture: Picture, curve: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Places evenly along a curve that are in the picture, the directions across it, and the way between two.

    Places and directions are (m, 2).
    """
    with np.errstate(invalid="ignore"):  # a surface may be infinitely high
        starts, ways = curve[:-1], np.diff(curve, axis=0)
    lengths = np.hypot(*ways.T)
    held = np.isfinite(lengths) & (lengths > 0)
    starts, ways, lengths = starts[held], ways[held], lengths[held]
    ends = np.cumsum(lengths)
    whole = float(ends[-1]) if len(ends) else 0.0
    count = min(_STATIONS, int(whole / _APART))
    apart = whole / max(count, 1)
    at = (np.arange(count) + 0.5) * apart
    piece = np.searchsorted(ends, at)
    along = ways[piece] / lengths[piece, None]
    places = starts[piece] + (at - ends[piece] + lengths[piece])[:, None] * along
    x, y = places.T
    inside = (x >= 0) & (y >= 0) & (x <= picture.width) & (y <= picture.height)
    across = np.column_stack([-along[:, 1], along[:, 0]])
    return places[inside], across[inside], apart


def _between(picture: Picture, points: NDArray[np.float64]) -> NDArray[np.float32]:
    """Y, Cb, Cr, (..., 3), at places between pixels, (..., 2): from the four samples around each.

    A colour sample stands in the middle of its 2 x 2 pixels.
    """
    found = []
    for plane, size in zip(picture.planes, (1, 2, 2), strict=True):
        height, width = plane.shape
        x = np.clip(points[..., 0] / size - 0.5, 0, width - 1.001)
        y = np.clip(points[..., 1] / size - 0.5, 0, height - 1.001)
        column, row = x.astype(int), y.astype(int)
        x, y = (x - column).astype(np.float32), (y - row).astype(np.float32)
        upper = plane[row, column] * (1 - x) + plane[row, column + 1] * x
        lower = plane[row + 1, column] * (1 - x) + plane[row + 1, column + 1] * x
        found.append(upper * (1 - y) + lower * y)
    return np.stack(found, axis=-1)
