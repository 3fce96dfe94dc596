"""The one mapping from a plot's numbers to the screen, as plain data: a window of numbers and its region."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calc.window import Window
from studio.stage.theme import Region


@dataclass(frozen=True)
class PlotFrame:
    """The numbers of `window` fill `region`."""

    region: Region
    window: Window

    def points_at(self, xs: ArrayLike, ys: ArrayLike) -> NDArray[np.float64]:
        """Return the points of the screen, (n, 3), of the numbers `xs` and `ys`, each (n,)."""
        xs, ys = np.asarray(xs, float), np.asarray(ys, float)
        across = self.region.left + (xs - self.window.left) * self.scale[0]
        up = self.region.bottom + (ys - self.window.bottom) * self.scale[1]
        return np.stack([across, up, np.zeros_like(across)], axis=-1)

    def point(self, x: float, y: float) -> NDArray[np.float64]:
        """Return the point of the screen, (3,), at which the numbers (x, y) stand."""
        region, window, (across, up) = self.region, self.window, self.scale
        return np.array(
            [region.left + (x - window.left) * across, region.bottom + (y - window.bottom) * up, 0.0]
        )

    @cached_property
    def scale(self) -> tuple[float, float]:
        """Units of the frame for each number across, and up."""
        return (
            self.region.width / (self.window.right - self.window.left),
            self.region.height / (self.window.top - self.window.bottom),
        )

    def holds(self, x: float, y: float, slack: float = 0.0) -> bool:
        """Say whether the numbers lie in the window, or no farther than `slack` units beside its region."""
        region, window, (across, up) = self.region, self.window, self.scale
        return bool(
            region.left - slack <= region.left + (x - window.left) * across <= region.right + slack
            and region.bottom - slack <= region.bottom + (y - window.bottom) * up <= region.top + slack
        )


def between(start: PlotFrame, end: PlotFrame, share: float) -> PlotFrame:
    """Return the frame a share of the way: its window's widths change in even proportions.

    What stands at the same place of both windows stays there; the region moves and grows evenly.
    """
    one, other = start.window, end.window
    left, right = _side(one.left, one.right, other.left, other.right, share)
    bottom, top = _side(one.bottom, one.top, other.bottom, other.top, share)
    return PlotFrame(start.region.towards(end.region, share), Window(left, right, bottom, top))


def _side(low: float, high: float, low_end: float, high_end: float, share: float) -> tuple[float, float]:
    before, after = high - low, high_end - low_end
    if abs(after / before - 1) < 1e-6:
        return low + (low_end - low) * share, high + (high_end - high) * share
    width = before * (after / before) ** share
    done = (width - before) / (after - before)  # of the way, for what moves with the width
    left = low + (low_end - low) * done
    return left, left + width
