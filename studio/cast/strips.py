"""Strips under a slope, which fly up and become stairs: each as high as its strip's area."""

from __future__ import annotations

import numpy as np
from manim import VMobject
from numpy.typing import NDArray

from calc.integral import Integral, Strips
from studio.lesson.motion import Tracker
from studio.stage.areas import FLAT, add_path, box, pieces
from studio.stage.following import follow
from studio.stage.plane import Plane
from studio.stage.style import Layer
from studio.stage.theme import THEME

_LANDS = 0.75  # of a strip's flight: from there on its stair grows under it
_GLIDE = 0.45  # how opaque a strip is on its way, of what stands


class StripsAndStairs:
    """Strips on the plane of a slope, and on the plane above the stairs that their areas make.

    weight: how far along they are laid. landed: how many have become stairs. cuts: how often all have been
    cut thinner; between two whole numbers they are on their way. counts: how many there are after each cut.
    strips, stairs: what is drawn, each with its witness; flying: strips on their way up.
    """

    def __init__(
        self,
        lower: Plane,
        upper: Plane,
        area: Integral,
        start: float,
        counts: tuple[int, ...],
        trackers: tuple[Tracker, Tracker, Tracker],
    ) -> None:
        self._area, self._start, self._counts = area, start, counts
        self._lower, self._upper = lower, upper
        self._weight, self._landed, self._cuts = trackers
        state = lambda: tuple(tracker.get_value() for tracker in trackers)  # noqa: E731
        self.strips = pieces(lower, self._strips, state, "strips")
        self.stairs = pieces(upper, self._stairs, state, "stairs")
        flying = VMobject(fill_color=THEME.area, fill_opacity=_GLIDE * FLAT, stroke_width=0)
        self.flying = follow(flying.set_z_index(Layer.GHOST), self._fly, state)
        self.flying.scenery = True

    @property
    def now(self) -> Strips:
        """The strips as often cut as `cuts` says."""
        cuts = float(self._cuts.get_value())
        current = self._area.strips(self._counts[0])
        for index, fine in enumerate(self._counts[1:]):
            share = float(np.clip(cuts - index, 0, 1))
            if share > 0:
                current = current.cut(fine // current.count, share)
        return current

    def _strips(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        now, end = self.now, float(self._weight.get_value())
        begun = now.edges[:-1] < end
        edges = np.append(now.edges[:-1][begun], min(end, now.edges[-1]))
        return edges, np.zeros(len(edges) - 1), now.heights[begun]

    def _stairs(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        now, share = self.now, float(self._landed.get_value()) / self._counts[0]
        count = int(np.floor(share * now.count + 1e-6))
        arriving = float(np.clip((share * now.count - count - _LANDS) / (1 - _LANDS), 0, 1))
        more = int(arriving > 0)
        levels, edges = self._start + now.sums[: count + more + 1], now.edges[: count + more + 1].copy()
        if more:
            edges[-1] = edges[-2] + arriving * (edges[-1] - edges[-2])
        return edges, levels[:-1], levels[1:]

    def _fly(self, shape: VMobject) -> None:
        shape.clear_points()
        now, landed = self.now, float(self._landed.get_value())
        k = int(np.floor(landed + 1e-6))
        share = landed - k
        if share < 1e-3 or k >= now.count:
            return
        left, right = now.edges[k : k + 2]
        level = self._start + now.sums[k]
        below = box(self._lower, left, right, 0.0, now.heights[k])
        above = box(self._upper, left, right, level, level + now.areas[k])
        add_path(shape, below + share * (above - below))
