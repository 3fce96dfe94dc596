"""A watcher of closed curves that turn into others: none may cross itself or collapse on its way."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from manim import Animation, FadeIn, FadeOut, Transform, VMobject
from manim.animation.composition import AnimationGroup
from numpy.typing import NDArray
from paths import subpaths

from studio.lesson.lesson import Lesson
from studio.stage.text import Label

_LEAST = 4  # corners: fewer cannot cross
_SLIVER = 0.3  # of the smaller area at either end


class Morphs:
    """Sink of a drawing. crossed: for each beat, what broke as it turned into something else."""

    def __init__(self) -> None:
        self.crossed: dict[str, str] = {}
        self._calls = 0

    def __call__(self, lesson: Lesson, frames: int) -> None:
        self._calls += 1
        if frames > 1 or self._calls % 2 or lesson.beat_name in self.crossed:
            return
        for morph in transforms(lesson.animations or ()):
            ends = morph.starting_mobject, morph.target_copy
            for part, *others in zip(*(each.get_family() for each in (morph.mobject, *ends)), strict=False):
                if (crosses(part) and not any(map(crosses, others))) or collapses(part, *others):
                    self.crossed[lesson.beat_name] = f"{part} in {morph}"


def transforms(animations: Iterable[Animation]) -> Iterator[Any]:
    """Yield the plays that move the points of a shape to those of another one; what fades only moves."""
    for animation in animations:
        if isinstance(animation, AnimationGroup):
            yield from transforms(animation.animations)
        elif (
            isinstance(animation, Transform)
            and not isinstance(animation, (FadeIn, FadeOut))
            and not isinstance(animation.mobject, Label)
            and animation.target_copy is not None
        ):
            yield animation


def crosses(mobject: VMobject) -> bool:
    """Say whether a closed outline of it crosses itself, by the straight lines between its anchors."""
    for path in subpaths(mobject):
        corners = np.asarray(path)[::4, :2]
        if len(corners) >= _LEAST and np.allclose(path[0], path[-1]) and _crosses(corners):
            return True
    return False


def collapses(now: VMobject, before: VMobject, after: VMobject) -> bool:
    """Say whether an outline encloses much less on its way than at either end, or is turned inside out."""
    least = min(abs(area(before)), abs(area(after)))
    return bool(abs(area(now)) < _SLIVER * least or area(before) * area(after) < 0)


def area(mobject: VMobject) -> float:
    """Return the area within a closed outline, by its anchors; 0 for an open one, or for several."""
    paths = subpaths(mobject)
    if len(paths) != 1 or not np.allclose(paths[0][0], paths[0][-1]):
        return 0.0
    x, y = np.asarray(paths[0])[::4, :2].T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def _crosses(corners: NDArray[np.float64]) -> bool:
    """Say whether any two sides of a polygon, (n, 2), that do not meet in a corner have a point in common."""
    start, along = corners, np.roll(corners, -1, axis=0) - corners
    apart = start[None] - start[:, None]
    turn = along[:, None, 0] * along[None, :, 1] - along[:, None, 1] * along[None, :, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        here = (apart[..., 0] * along[None, :, 1] - apart[..., 1] * along[None, :, 0]) / turn
        there = (apart[..., 0] * along[:, None, 1] - apart[..., 1] * along[:, None, 0]) / turn
    inside = (here > 0) & (here < 1) & (there > 0) & (there < 1)
    return bool(inside.any())
