"""Finds the shapes that lie over a thing on the stage, by their boxes."""

from math import nan

import numpy as np
from manim import VMobject
from numpy.typing import NDArray

from studio.rules.snapshot import CURVE
from studio.stage.shapes import Box, Boxes, opacity, points_of

_NOWHERE: Box = (nan, nan, nan, nan)


class Over:
    """Shapes as they lie when it is asked. boxes: shared by those that have shapes in common."""

    def __init__(self, shapes: list[VMobject], boxes: Boxes) -> None:
        self._shapes, self._boxes = shapes, boxes
        self._points: tuple[list[int], bytes] | None = None  # of all of them, as they were measured last
        self._last: NDArray[np.float64]

    def meets(self, box: Box) -> bool:
        """Return whether one of them that can be seen overlaps the box, itself by its box."""
        left, right, bottom, top = self._measured()
        meeting = (left < box[1]) & (right > box[0]) & (bottom < box[3]) & (top > box[2])
        return any(opacity(self._shapes[index]) > 0 for index in np.flatnonzero(meeting))

    def covers(self, points: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which of the points, (n, 3), lie in the box of one of them that can be seen, (n,)."""
        x, y = points[:, 0, None], points[:, 1, None]
        left, right, bottom, top = self._measured()
        inside = (left < x) & (x < right) & (bottom < y) & (y < top)
        over = [i for i in np.flatnonzero(inside.any(axis=0)) if opacity(self._shapes[i]) > 0]
        return np.asarray(inside[:, over].any(axis=1))

    def _measured(self) -> NDArray[np.float64]:
        """Left, right, bottom and top of each, (4, n); nan, neither more nor less, of what has no points."""
        points = points_of(self._shapes)
        if points != self._points:
            self._points = points
            found = [self._boxes(shape) if len(shape.points) >= CURVE else _NOWHERE for shape in self._shapes]
            self._last = np.array(found, float).reshape(-1, 4).T
        return self._last
