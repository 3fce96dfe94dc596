"""One projection of (u, v, height) onto the screen, from any side, and the moves between views.

From above it is a map, from the side a curve, from between a bowl: to change the picture is to turn it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from manim import Animation, ValueTracker, smooth
from manim.utils.rate_functions import RateFunction
from numpy.typing import ArrayLike, NDArray

from studio.stage import style
from studio.stage.change import Change


@dataclass(frozen=True)
class Sight:
    """The sight in which a landscape is seen: plain numbers.

    x, y: where its `middle`, (u, v, height), stands on the screen. azimuth, elevation: radians; elevation 0
    looks from the side, a quarter turn from above. scale: units of the frame for each number of the plane.
    rise: units for each number of height, seen from the side.
    """

    x: float
    y: float
    azimuth: float
    elevation: float
    scale: float
    rise: float
    middle: tuple[float, float, float]

    def matrix(self) -> NDArray[np.float64]:
        """Return the linear part of the projection, (3, 3): rows for u, v and height, columns for x and y."""
        a, e = self.azimuth, self.elevation
        return np.array(
            [
                [self.scale * np.cos(a), self.scale * np.sin(a) * np.sin(e), 0.0],
                [-self.scale * np.sin(a), self.scale * np.cos(a) * np.sin(e), 0.0],
                [0.0, self.rise * np.cos(e), 0.0],
            ]
        )

    def points(self, places: ArrayLike) -> NDArray[np.float64]:
        """Return the points of the screen, (n, 3), at which places (u, v, height), (n, 3), stand."""
        found: NDArray[np.float64] = (np.asarray(places, float) - self.middle) @ self.matrix()
        found += [self.x, self.y, 0.0]
        return found

    def places(self, point: ArrayLike) -> NDArray[np.float64]:
        """Return the place of the plane, (2,), that stands at a point of the screen, seen from above."""
        off = np.asarray(point, float)[:2] - (self.x, self.y)
        return off / self.scale + self.middle[:2]

    @property
    def toward(self) -> NDArray[np.float64]:
        """The direction of the plane, (2,), that leads straight towards the eye."""
        return np.array([-np.sin(self.azimuth), -np.cos(self.azimuth)])


def between(start: Sight, end: Sight, share: float) -> Sight:
    """Return the sight a share of the way; sizes change in even proportions, as if a camera came closer."""
    ratio = end.scale / start.scale
    scale = start.scale * ratio**share
    # What the middle has gone of its way when sizes have changed so much: nothing swerves then.
    done = share if abs(ratio - 1) < 1e-6 else (1 / ratio**share - 1) / (1 / ratio - 1)
    middle = np.array(start.middle) + done * np.subtract(end.middle, start.middle)

    def mixed(one: float, other: float) -> float:
        return one + share * (other - one)

    return Sight(
        mixed(start.x, end.x),
        mixed(start.y, end.y),
        mixed(start.azimuth, end.azimuth),
        mixed(start.elevation, end.elevation),
        scale,
        start.rise * (end.rise / start.rise) ** share,
        (float(middle[0]), float(middle[1]), float(middle[2])),
    )


class View:
    """The sight of this moment, which plays change.

    named: sights by name, such as "bowl", "map" and "side".
    """

    def __init__(self, named: dict[str, Sight], first: str) -> None:
        self.named = named
        self._from = self._to = named[first]
        self._moves = 0
        self.share = ValueTracker(1.0)

    @property
    def sight(self) -> Sight:
        return between(self._from, self._to, float(self.share.get_value()))

    def moment(self) -> tuple[float, int]:
        """Return what tells one state from another; followers are placed anew when it changes."""
        return float(self.share.get_value()), self._moves

    def look(self, sight: Sight) -> None:
        """Go to a sight at once, before anything is seen."""
        self._from = self._to = sight
        self._moves += 1

    def move(self, sight: Sight, seconds: float = style.TURN, ease: RateFunction = smooth) -> Animation:
        """Return the play that goes from the sight of now to another."""
        start, move = self.sight, self._moves + 1

        def go(share_tracker: Any, share: float) -> None:
            self._from, self._to, self._moves = start, sight, move
            share_tracker.set_value(float(ease(share)))

        moved: Animation = Change(self.share, go, rate_func=lambda share: share)
        moved.run_time = seconds
        return moved

    def turn(self, name: str, seconds: float = style.TURN) -> Animation:
        """Return the play that turns to a sight of this name."""
        return self.move(self.named[name], seconds)

    def closer(
        self, middle: tuple[float, float, float], factor: float, seconds: float = style.MOVE
    ) -> Animation:
        """Return the play that comes closer to a place: everything becomes `factor` times as large."""
        now = self.sight
        return self.move(
            replace(now, scale=now.scale * factor, rise=now.rise * factor, middle=middle), seconds
        )

    def drift(self, degrees: float, seconds: float) -> Animation:
        """Return the play that turns slowly about the upright axis, as under a long line."""
        now = self.sight
        turned = replace(now, azimuth=now.azimuth + np.radians(degrees))
        return self.move(turned, seconds, ease=lambda share: share)


def fading(value: float, start: float, end: float) -> float:
    """Return 1 up to `start` and 0 from `end` on, smoothly in between."""
    gone = float(np.clip((value - start) / (end - start), 0, 1))
    return 1 - gone * gone * (3 - 2 * gone)
