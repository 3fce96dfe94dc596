"""What to see of a curve while a descent runs on it: the start, where it leads, and what lies beside."""

from __future__ import annotations

import numpy as np

from calc.descent import Descent
from calc.landscape import FlatPoint, flat_points, lowest
from calc.window import Window, around

_OTHER_SIDE = 0.6  # of the way from the start to the goal, to be seen behind the goal
_WIDER = 1.6  # the most by which a later point may widen what is seen
_FIRST_MOVES = 8.0  # or how many first moves it may span
_FAR = 40.0  # first moves: how far a bottom that is not reached may lie
_BESIDE = 1.6  # widths: how far a lower bottom may lie
_LOWER = 1e-3  # of the way down: by how much a bottom must lie lower to be called so


def window_on(walk: Descent) -> Window:
    """Return the window that holds the start and the goal of a walk, and of its path what stays readable.

    The walk has at least one move.
    """
    xs, first = walk.iterates, abs(float(walk.moves[0]))
    goal = bottom_of(walk)
    held = [float(xs[0]), float(xs[1])]
    if goal is not None:
        held += [goal.x, goal.x - _OTHER_SIDE * (held[0] - goal.x)]
    for x in xs[2:]:
        wider = [*held, float(x)]
        if max(wider) - min(wider) > max(_FIRST_MOVES * first, _WIDER * (max(held) - min(held))):
            break
        held = wider
    near = _bottoms(walk, held, first)
    # Where nothing but a few small moves is to be seen, so much of the curve that it is seen to bend.
    bend = abs(walk.slopes[0] - walk.function.slope(held[1]))
    least = (
        0.0
        if near or len(set(held)) > 2
        else min(abs(walk.slopes[0]) * first / max(bend, 1e-300), _FAR * first)
    )
    return around(walk.function, [*held, *near], least)


def bottom_of(walk: Descent) -> FlatPoint | None:
    """Return the flat place that the walk heads for or, on an evenly curved bowl, its lowest point."""
    bend = walk.function.curvature or 0.0
    if walk.heads_for is not None or bend <= 0:
        return walk.heads_for
    x = float(walk.iterates[0]) - float(walk.slopes[0]) / bend
    return FlatPoint(x, walk.function(x), "minimum")


def lower_minimum(walk: Descent, window: Window) -> FlatPoint | None:
    """Return the bottom inside the window that lies lower than the one the walk heads for, if any does."""
    goal = walk.heads_for
    if goal is None or goal.kind != "minimum":
        return None
    best = lowest(flat_points(walk.function, window.left, window.right))
    enough = _LOWER * (window.top - window.bottom)
    return best if best is not None and best.y < goal.y - enough else None


def _bottoms(walk: Descent, held: list[float], first: float) -> list[float]:
    """The bottoms of the curve to be seen besides: a lower one, or the one that the walk does not reach."""
    goal, start = walk.heads_for, float(walk.iterates[0])
    reach = _BESIDE * (max(held) - min(held))
    if goal is None:
        reach = max(_FAR * first, 2 * abs(start), 1e-3)
    flat = flat_points(walk.function, min(held) - reach, max(held) + reach)
    if goal is None:
        downhill = np.sign(walk.moves[0])
        ahead = [p.x for p in flat if p.kind == "minimum" and (p.x - start) * downhill > 0]
        return [min(ahead, key=lambda x: abs(x - start))] if ahead else []
    lower = lowest(flat)
    if lower is None or lower.y >= goal.y - _LOWER * abs(float(walk.values[0]) - goal.y):
        return []
    return [lower.x - 0.25 * (goal.x - lower.x)]
