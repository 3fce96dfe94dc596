"""Witnesses of calc for things on a landscape: places (u, v, height), and the sight that shows them.

The sight is plain numbers; the proof puts the places on the screen by a formula of its own.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.stage.view3d import Sight

Spot3d = tuple[float, float, float]


@dataclass(frozen=True)
class Mark3d:
    """A round dot, whose middle stands at a place. span: units of the frame that the landscape is wide."""

    name: str
    sight: Sight
    place: Spot3d
    span: float
    mobject: Any = None


@dataclass(frozen=True)
class Reach3d:
    """An arrow from one place to another."""

    name: str
    sight: Sight
    tail: Spot3d
    tip: Spot3d
    span: float
    mobject: Any = None


@dataclass(frozen=True, eq=False)
class Path3d:
    """A line through places, (n, 3), of which parts may be hidden or cut off at an edge."""

    name: str
    sight: Sight
    places: NDArray[np.float64]
    span: float
    mobject: Any = None
