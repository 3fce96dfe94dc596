"""The window on a curve while a descent runs on it: the start, where it leads, and what lies beside."""

from __future__ import annotations

import math

import numpy as np

from calc.descent import Descent
from calc.fate import Kind
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


_STEEP = math.tan(math.radians(62)), math.tan(math.radians(50))  # on the screen: at most, at least
_SEEN = math.tan(math.radians(30))  # a line that is flatter is looked at from nearer
_CLOSER = 30  # times that a window is halved for it, at most
_BEYOND = 1.45  # how far a racer's window reaches, in distances from the goal to the start
_FARTHEST = 1000.0  # the largest flight that is shown whole


def steepened(window: Window, slope: float, shape: float) -> Window:
    """Return a window that holds this one and in which a line with `slope` stands at 50 to 62 degrees.

    shape: the width of the region that it fills, over its height. Where the slope is so small that the window
    would become three times as wide, it stays less steep.
    """
    width, height = window.right - window.left, window.top - window.bottom
    tangent = _tilt(window, slope, shape)
    most, least = _STEEP
    if tangent > most:
        return Window(window.left, window.right, window.bottom, window.bottom + height * tangent / most)
    if 0 < tangent < least:
        wider = min(least / tangent, 1.6)
        middle = (window.left + window.right) / 2
        return Window(middle - wider * width / 2, middle + wider * width / 2, window.bottom, window.top)
    return window


def slope_window(walk: Descent, window: Window, shape: float) -> Window:
    """Return the window in which the first slope is told: with room for its rise, and steep enough.

    Where a walk goes so far that its first slope lies flat beside that, it is a closer one.

    shape: the width of the region that it fills, over its height.
    """
    x, near, width = float(walk.iterates[0]), window, window.right - window.left
    whole = found = _with_rise(walk, near, shape)
    for _ in range(_CLOSER):
        if _tilt(found, float(walk.slopes[0]), shape) >= _SEEN:
            return found
        width /= 2
        near = around(walk.function, [x - width / 2, x, x + width / 2])
        found = _with_rise(walk, near, shape)
    return whole


def _tilt(window: Window, slope: float, shape: float) -> float:
    """Return how far a line with this slope rises on the screen, over its run."""
    return abs(slope) * (window.right - window.left) / (window.top - window.bottom) / shape


def _with_rise(walk: Descent, window: Window, shape: float) -> Window:
    """Return the window with room for the first slope's rise, and so wide or high that it is steep enough."""
    x, y, slope = float(walk.iterates[0]), float(walk.values[0]), float(walk.slopes[0])
    width = window.right - window.left
    right, top, bottom = window.right, window.top, window.bottom
    if 0.08 <= 1 / width <= 0.3:  # as wide as a run of 1 can be seen in
        right = max(right, x + 1.15 + 0.07 * width)  # and its number beside it
        top, bottom = max(top, y + 1.1 * slope), min(bottom, y + 1.1 * slope)
    return steepened(Window(window.left, right, bottom, top), slope, shape)


def well_window(walk: Descent) -> Window:
    """Return the window of a racer: its goal in the middle, its start and as much on the other side."""
    goal = bottom_of(walk)
    start = float(walk.iterates[0])
    if goal is None or not walk.function.curvature or start == goal.x:
        return window_on(walk)
    reach = _BEYOND * abs(start - goal.x)
    top = float(walk.function(goal.x + reach))
    return Window(goal.x - reach, goal.x + reach, goal.y - 0.02 * (top - goal.y), top)


def flight_window(walk: Descent, window: Window) -> Window | None:
    """Return the window in which a whole flight from side to side fits; None where it is no such flight."""
    goal = bottom_of(walk)
    far = float(np.abs(walk.iterates).max())
    start = abs(float(walk.iterates[0]))
    flies = walk.fate.kind is Kind.FLIES and (walk.function.curvature or 0.0) > 0
    if goal is None or not flies or not math.isfinite(far) or far > _FARTHEST * start or len(walk.moves) < 4:
        return None
    reach = 1.15 * float(np.abs(walk.iterates - goal.x).max())
    if reach <= window.right - goal.x:
        return None
    top = float(walk.function(goal.x + reach))
    return Window(goal.x - reach, goal.x + reach, goal.y - 0.02 * (top - goal.y), top)


def closing_window(walk: Descent, window: Window) -> Window | None:
    """Return the window around the limit of a walk, in which its last place is still seen apart from it.

    None where the walk has no limit, or is not much nearer to it than it was.
    """
    goal, last = walk.fate.limit, float(walk.iterates[-1])
    if goal is None:
        return None
    away, wide = last - goal.x, window.right - window.left
    if not 1e-9 * wide < abs(away) < 0.05 * wide:
        return None
    reach = 3.0 * abs(away)
    heights = np.asarray(walk.function(np.array([goal.x - reach, goal.x + reach])))
    rise = float(heights.max()) - goal.y
    if not rise > 0:
        return None
    return Window(goal.x - reach, goal.x + reach, goal.y - 0.06 * rise, goal.y + rise)


def with_ground(window: Window, level: float) -> Window:
    """Return the window with a little room below a level on which it stands."""
    height = window.top - window.bottom
    room = _GROUND * height
    return (
        window
        if level - window.bottom >= room
        else Window(window.left, window.right, level - room, window.top)
    )


_GROUND = 0.04  # of the height
