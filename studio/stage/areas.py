"""Areas that mean numbers: flat green shapes that follow calc, each with its own witness for the proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import VMobject
from numpy.typing import ArrayLike, NDArray

from studio.stage import style
from studio.stage.following import follow
from studio.stage.style import Layer
from studio.stage.theme import THEME
from studio.stage.witness import Area

#: How opaque what means a number is.
FLAT = 0.72

_SAMPLES = 201  # along a curve
_JOINT = 0.08  # of a strip's width, at most, is the joint between two


@dataclass(frozen=True)
class Band:
    """The area between two lines over the same places: `x`, `y` and `base`, each (n,), x rising."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    base: NDArray[np.float64]


def under(function: Callable[[Any], ArrayLike], low: float, high: float) -> Band:
    """Return the band between a vectorised function and 0; one without width where `high` is not above."""
    x = np.linspace(low, max(low, high), _SAMPLES)
    return Band(x, np.asarray(function(x), float), np.zeros(_SAMPLES))


def steps(edges: NDArray[np.float64], bottoms: NDArray[np.float64], tops: NDArray[np.float64]) -> Band:
    """Return the band of upright pieces side by side: `edges`, (n+1,), `bottoms` and `tops`, (n,).

    Its outline runs down each joint between two pieces and up again.
    """
    x = np.repeat(edges, 4)[2:-2]
    y = np.repeat(tops, 4)
    base = np.repeat(bottoms, 4)
    y[::4], y[3::4] = bottoms, bottoms
    return Band(x, y, base)


def flat(
    plot: Any, band: Callable[[], Band], state: Callable[[], object], name: str, colour: str | None = None
) -> VMobject:
    """Return the flat shape of a band, which follows as long as it stands.

    plot: a plane, or a `PlotFrame`. state: all that the band depends on besides the plane's window.
    """
    shape = _filled(colour)

    def draw(shape: VMobject) -> None:
        now = band()
        shape.clear_points()
        there, back = plot.points_at(now.x, now.y), plot.points_at(now.x, now.base)[::-1]
        add_path(shape, np.concatenate([there, back, there[:1]]))  # of no width, it stands and is not seen

    def witness(shape: VMobject) -> Area | None:
        now = band()
        return Area(name, plot, now.x, now.y, shape, now.base) if now.x[-1] > now.x[0] else None

    shape.witness = witness
    return follow(shape, draw, lambda: (_moment(plot), state()))


def pieces(
    plot: Any,
    sides: Callable[[], tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]],
    state: Callable[[], object],
    name: str,
) -> VMobject:
    """Return upright pieces side by side as one shape, with joints in the ground's colour.

    sides: their edges, (n+1,), bottoms and tops, (n,), in the plot's numbers.
    """
    shape = _filled().set_stroke(THEME.background, style.GRID)

    def draw(shape: VMobject) -> None:
        edges, bottoms, tops = sides()
        shape.clear_points()
        for left, right, bottom, top in zip(edges, edges[1:], bottoms, tops, strict=False):
            add_path(shape, box(plot, left, right, bottom, top))
        if len(edges) > 1:
            width = float(np.diff(plot.points_at(edges[:2], [0, 0])[:, 0])[0])
            shape.set_stroke(width=min(style.GRID, 100 * _JOINT * width))

    def witness(shape: VMobject) -> Area | None:
        now = steps(*sides())
        return Area(name, plot, now.x, now.y, shape, now.base) if shape.has_points() else None

    shape.witness = witness
    return follow(shape, draw, lambda: (_moment(plot), state()))


def box(plot: Any, left: float, right: float, bottom: float, top: float) -> NDArray[np.float64]:
    """Return the corners, (5, 3), of an upright piece on the screen, from its foot on the left and back."""
    found: NDArray[np.float64] = plot.points_at(
        [left, left, right, right, left], [bottom, top, top, bottom, bottom]
    )
    return found


def add_path(shape: VMobject, corners: NDArray[np.float64]) -> None:
    """Add straight pieces through points of the screen, (n, 3), as one more path of a shape."""
    shape.start_new_path(corners[0])
    shape.add_points_as_corners(corners[1:])


def _filled(colour: str | None = None) -> VMobject:
    shape = VMobject(fill_color=colour or THEME.area, fill_opacity=FLAT, stroke_width=0)
    return shape.set_z_index(Layer.GROUND)


def _moment(plot: Any) -> object:
    moment = getattr(plot, "moment", None)
    return moment() if moment else plot
