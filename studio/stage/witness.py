"""Witnesses of calc for things on the stage: a lesson declares them, `--check` looks for them in the film.

A lesson's `witnesses()` is asked at every frame and gives the numbers of this moment, in the units of their
plot. They come from calc, never from the mobject: that is only asked whether it can be seen.

`name` is the lesson's attribute that holds the mobject, now or later on; where none does, give `mobject`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.stage.frame import PlotFrame
from studio.stage.plane import Plane
from studio.stage.witness3d import Mark3d, Path3d, Reach3d


@dataclass(frozen=True)
class Mark:
    """A round dot, whose middle stands at the numbers (x, y) of the plot."""

    name: str
    plot: Plane
    x: float
    y: float
    mobject: Any = None


@dataclass(frozen=True)
class Slope:
    """A straight line with this slope, in the plot's numbers, through (x, y), wherever along it that is."""

    name: str
    plot: Plane
    x: float
    y: float
    slope: float
    mobject: Any = None


@dataclass(frozen=True)
class Reach:
    """An arrow from one point of the plot to another."""

    name: str
    plot: Plane
    tail: tuple[float, float]
    tip: tuple[float, float]
    mobject: Any = None


@dataclass(frozen=True)
class Turn:
    """A straight hand or pointer, a Line from the middle that it turns around outwards, in this direction.

    angle: in radians, from the right, counterclockwise.
    """

    name: str
    angle: float
    mobject: Any = None


@dataclass(frozen=True)
class Area:
    """The area between the plot's zero and a line through (x, y), each (n,), x from left to right.

    base: heights, (n,), instead of the zero.
    """

    name: str
    plot: Plane | PlotFrame
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    mobject: Any = None
    base: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class Rows:
    """The lines that a program has printed so far, of which the last few can be seen.

    program: Python source; what it prints is found out by running it.
    printed: how many lines have been printed, whole ones only.
    """

    name: str
    program: str
    printed: int
    mobject: Any = None


Witness = Mark | Slope | Reach | Turn | Area | Rows | Mark3d | Reach3d | Path3d
