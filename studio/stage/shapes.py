"""Measures of what is drawn: boxes, outlines, distances and opacity of manim's shapes, in frame units."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from operator import attrgetter, is_
from typing import Any

import numpy as np
from manim import Mobject, VMobject
from numpy.typing import NDArray
from scipy.spatial import ConvexHull

_APART, _MANY = 0.05, 200  # units between points along a curve, and most points on one

VISIBLE = 0.15  # below this opacity a thing is on its way in or out

Box = tuple[float, float, float, float]  # left, right, bottom, top


# Asked of every shape many times a second: manim's own methods for opacities take five times as long.


def has_stroke(mobject: VMobject) -> bool:
    return bool(mobject.get_stroke_width() > 0 and mobject.stroke_rgbas[0, 3] > VISIBLE)


def thickness(mobject: VMobject) -> float:
    """A stroke's width in units: manim draws a width of 100 one unit wide."""
    return float(mobject.get_stroke_width()) / 100


def opacity(mobject: VMobject) -> float:
    stroke = mobject.stroke_rgbas[0, 3] if mobject.get_stroke_width() > 0 else 0.0
    return float(max(mobject.fill_rgbas[0, 3], stroke))


def family(mobject: Mobject) -> Iterator[Any]:
    """Yield a mobject and all its parts, each before its own; one that stands in two places comes twice.

    Manim's own list of them, which looks for such, takes three times as long.
    """
    left = [mobject]
    while left:
        member = left.pop()
        yield member
        left += reversed(member.submobjects)


def families(mobjects: Iterable[Mobject]) -> list[Any]:
    """Return the mobjects' families, one after the other."""
    return [member for mobject in mobjects for member in family(mobject)]


def members(mobjects: Iterable[Mobject]) -> list[Any]:
    """Return all parts of these mobjects: of one that stands in two places, the last counts, as in manim.

    From the end, the last is the first seen, and all of a seen mobject's family is too.
    """
    seen: set[int] = set()
    found: list[Any] = []

    def visit(mobjects: list[Any]) -> None:
        for mobject in reversed(mobjects):
            if id(mobject) not in seen:
                if mobject.submobjects:
                    visit(mobject.submobjects)
                seen.add(id(mobject))
                found.append(mobject)

    visit([*mobjects])
    found.reverse()
    return found


class Walk:
    """The members of mobjects, as `members` finds them, walked anew only when some mobject got other parts.

    While none did, the list that it returns is the same object. each: find them in another order.
    """

    def __init__(self, each: Callable[[list[Mobject]], list[Any]] = members) -> None:
        self._each = each
        self._roots: list[Mobject] = []
        self._found: list[Any] = []
        self._parts: list[Mobject] = []
        self._counts: list[int] = []

    def __call__(self, mobjects: Iterable[Mobject]) -> list[Any]:
        roots = [*mobjects]
        if not (_same(roots, self._roots) and self._stands()):
            self._roots, self._found = roots, self._each(roots)
            self._parts, self._counts = self._below()
        return self._found

    def _stands(self) -> bool:
        parts, counts = self._below()
        return counts == self._counts and _same(parts, self._parts)

    def _below(self) -> tuple[list[Mobject], list[int]]:
        """Return the parts of all that was found, end to end, and how many each has."""
        parts = [*map(_parts_of, self._found)]
        return [*chain.from_iterable(parts)], [*map(len, parts)]


_parts_of = attrgetter("submobjects")


def _same(some: Sequence[Mobject], others: Sequence[Mobject]) -> bool:
    return len(some) == len(others) and all(map(is_, some, others))


def twin(mobject: Mobject) -> Any:
    """Return a copy of a mobject that follows nothing, as manim's method does in eight times the time."""
    twins = {id(part): object.__new__(type(part)) for part in family(mobject)}
    for part in members([mobject]):
        own = vars(twins[id(part)])
        for name, value in vars(part).items():
            if isinstance(value, np.ndarray):
                value = value.copy()
            elif isinstance(value, list):
                value = [twins.get(id(each), each) for each in value]
            own[name] = value
    return twins[id(mobject)]


def without(mobjects: Iterable[Mobject], gone: Iterable[Mobject]) -> list[Mobject]:
    """Return mobjects of which some, or parts of some, are gone: of those the parts that stay.

    Manim's scenes ask for it whenever something comes or goes, and find it four times as slowly.
    """
    left = {id(mobject) for mobject in gone}
    if not left:
        return [*mobjects]
    stay: list[Mobject] = []
    for mobject in mobjects:
        if id(mobject) in left:
            continue
        if mobject.submobjects and not left.isdisjoint(map(id, family(mobject))):
            stay += without(mobject.submobjects, gone)
        else:
            stay.append(mobject)
    return stay


def is_seen(mobject: Mobject) -> bool:
    """Return whether some part of it is more than half in sight, so that it can be read."""
    return any(len(part.points) and opacity(part) > 0.5 for part in family(mobject))


def is_scenery(mobject: Mobject) -> bool:
    """Return whether it is there to be looked at and not told; asked so, as manim's attributes are slow."""
    return bool(vars(mobject).get("scenery", False))


def box_of(mobject: Mobject) -> Box:
    return _box_of_points(mobject.points if not mobject.submobjects else mobject.get_all_points())


def _box_of_points(points: NDArray[np.float64]) -> Box:
    low, high = np.minimum.reduce(points), np.maximum.reduce(points)
    return (float(low[0]), float(high[0]), float(low[1]), float(high[1]))


class Boxes:
    """The boxes of shapes without parts, measured anew only where a shape's points have changed."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[bytes, Box]] = {}

    def __call__(self, shape: Mobject) -> Box:
        points = shape.points.tobytes()
        known = self._known.get(id(shape))
        if known is None or known[0] != points:
            known = self._known[id(shape)] = points, _box_of_points(shape.points)
        return known[1]


def points_of(shapes: Iterable[Mobject]) -> tuple[list[int], bytes]:
    """Return the numbers of shapes' points, and all of the points, for comparison."""
    points = [*map(_points_of, shapes)]
    return [*map(len, points)], b"".join(each.tobytes() for each in points)


_points_of = attrgetter("points")


def middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[1]) / 2, (box[2] + box[3]) / 2


def distance_to(points: NDArray[np.float64], box: Box) -> float:
    """Units from a box to the nearest of the points, (n, 3)."""
    left, right, bottom, top = box
    across = np.maximum(np.maximum(left - points[:, 0], points[:, 0] - right), 0)
    up = np.maximum(np.maximum(bottom - points[:, 1], points[:, 1] - top), 0)
    return float(np.hypot(across, up).min())


def gap(one: Box, other: Box) -> float:
    """Units between two boxes; less than nothing where they overlap, by how much."""
    across = max(one[0] - other[1], other[0] - one[1])
    up = max(one[2] - other[3], other[2] - one[3])
    if across > 0 and up > 0:
        return float(np.hypot(across, up))
    return max(across, up)


def gaps(some: Sequence[Box], others: Sequence[Box]) -> NDArray[np.float64]:
    """Units between each of some boxes and each of others, (n, m), as `gap` has them."""
    one, other = np.array(some).reshape(-1, 1, 4), np.array(others).reshape(1, -1, 4)
    across = np.maximum(one[..., 0] - other[..., 1], other[..., 0] - one[..., 1])
    up = np.maximum(one[..., 2] - other[..., 3], other[..., 2] - one[..., 3])
    return np.where((across > 0) & (up > 0), np.hypot(across, up), np.maximum(across, up))


def covers(outer: Box, inner: Box) -> bool:
    return outer[0] <= inner[0] and outer[1] >= inner[1] and outer[2] <= inner[2] and outer[3] >= inner[3]


def outline(mobject: VMobject) -> NDArray[np.float64]:
    """Points along a shape's curves, close enough together for distances to text."""
    return along(mobject.points, 9) if len(mobject.points) % 4 == 0 else mobject.points


def along(points: NDArray[np.float64], least: int = 2) -> NDArray[np.float64]:
    """Points along cubic curves, close enough together to measure distances by: `least` on each, or more.

    points: control points, four a curve, (n, 3).
    """
    longest = float(np.linalg.norm(points[3::4] - points[::4], axis=1).max(initial=0.0))
    return sampled(points, max(least, min(int(longest / _APART) + 2, _MANY)))


def sampled(points: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """`count` points along each of the cubic curves whose control points, four a curve, these are, (n, 3)."""
    by_control = points.reshape(-1, 4, 3)
    return np.einsum("sk,ckd->scd", _shares(count), by_control).reshape(-1, 3)


@cache
def _shares(count: int) -> NDArray[np.float64]:
    """Weights of a cubic curve's control points at `count` steps along it, (count, 4): Bernstein's."""
    steps = np.linspace(0, 1, count)
    back = 1 - steps
    return np.column_stack([back**3, 3 * back**2 * steps, 3 * back * steps**2, steps**3])


def hull(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points along the tightest band around the points, (n, 3): the opening of a bowl lies inside it."""
    flat = points[:, :2]
    corners = flat[ConvexHull(flat, qhull_options="QJ").vertices]
    following = np.roll(corners, -1, axis=0)
    steps = np.linspace(0, 1, 33)[:, None, None]
    around = ((1 - steps) * corners + steps * following).reshape(-1, 2)
    return np.column_stack([around, np.zeros(len(around))])
