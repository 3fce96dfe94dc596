"""The curves of a shape, each by itself."""

from manim import VMobject
from numpy.typing import NDArray


def subpaths(mobject: VMobject) -> "list[NDArray]":
    """Return the points of each of its curves, as manim's `get_subpaths` does, which asks pair by pair."""
    points = mobject.points
    ends = mobject.get_subpath_split_indices_from_points(points)
    return [points[start:end] for start, end in ends if end - start >= mobject.n_points_per_cubic_curve]
