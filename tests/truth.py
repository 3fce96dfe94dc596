"""Tools to hold every drawn frame of a lesson to the mathematics, worked out a second time.

A lesson's test gives closed forms of its own, and the plot's mapping is written out again here from its
region and its ranges.
"""

from collections.abc import Callable
from math import cos, sin
from typing import Any

import numpy as np
import pytest

from studio.lesson.lesson import Lesson
from studio.stage.plane import Plane
from studio.stage.witness import Mark, Reach, Slope, Witness

#: Called at each drawn frame with the lesson and its trackers' values; asserts.
Check = Callable[[Any, dict[str, float]], None]
#: What trackers must stand at in the last drawn frame of a beat.
Rests = dict[str, dict[str, float]]

# A part of the axis: far below what could be seen, far above what rounding leaves.
SHARE = 1e-6


def ranges(plot: Plane) -> tuple[float, float, float, float]:
    """Left, right, bottom and top, in numbers, of what a plot shows now."""
    window = plot.window
    return window.left, window.right, window.bottom, window.top


def on_screen(plot: Plane, x: float, y: float) -> np.ndarray:
    region = plot.region
    left, right, bottom, top = ranges(plot)
    across, up = (x - left) / (right - left), (y - bottom) / (top - bottom)
    return np.array([region.left + across * region.width, region.bottom + up * region.height, 0.0])


def projected(lesson: Any, u: float, v: float, height: float) -> np.ndarray:
    """Return the point of the screen, (2,), of a place; the landscape's projection is written out again."""
    sight = lesson.bowl.view.sight
    a, e = sight.azimuth, sight.elevation
    x, y, z = np.subtract((u, v, height), sight.middle)
    across = sight.x + sight.scale * (x * cos(a) - y * sin(a))
    up = sight.y + sight.scale * (x * sin(a) + y * cos(a)) * sin(e) + sight.rise * z * cos(e)
    return np.array([across, up])


def on_bowl(lesson: Any, point: np.ndarray, u: float, v: float, height: float) -> None:
    """Assert that a point of the screen is that of a place of the landscape."""
    width = 2 * lesson.bowl.relief.radius * lesson.bowl.view.sight.scale
    error = np.abs(np.asarray(point)[:2] - projected(lesson, u, v, height)).max()
    assert error <= SHARE * width, (point, (u, v, height))


def stands_at(plot: Plane, point: np.ndarray, x: float, y: float, slack: float = SHARE) -> None:
    error = np.abs(np.asarray(point) - on_screen(plot, x, y))
    assert error[0] <= slack * plot.region.width, (point, (x, y))
    assert error[1] <= slack * plot.region.height, (point, (x, y))


def has_slope(plot: Plane, line: Any, slope: float) -> None:
    """Assert that the line's direction on the screen is that of the slope in the plot's numbers."""
    direction = line.get_end() - line.get_start()
    left, right, bottom, top = ranges(plot)
    scale = np.array([plot.region.width / (right - left), plot.region.height / (top - bottom)])
    wanted = np.array([1.0, slope]) * scale
    turned = direction[0] * wanted[1] - direction[1] * wanted[0]
    assert abs(turned) <= 1e-6 * np.linalg.norm(direction) * np.linalg.norm(wanted)


def upholds(witness: Witness) -> None:
    """Assert that the mobject of a witness is drawn where calc says that it stands.

    A line is held to its slope and to the point that it passes through, wherever along it that is.
    """
    plot, drawn = witness.plot, witness.mobject
    if isinstance(witness, Mark):
        stands_at(plot, drawn.get_center(), witness.x, witness.y)
    elif isinstance(witness, Slope):
        has_slope(plot, drawn, witness.slope)
        start, along = drawn.get_start(), drawn.get_end() - drawn.get_start()
        off = on_screen(plot, witness.x, witness.y) - start
        aside = abs(along[0] * off[1] - along[1] * off[0]) / np.linalg.norm(along)
        assert aside <= SHARE * plot.region.width, witness
    elif isinstance(witness, Reach):
        stands_at(plot, drawn.tail, *witness.tail)
        stands_at(plot, drawn.tip, *witness.tip)


def shown(lesson: Lesson, name: str) -> Any:
    """Return the lesson's mobject of this name if it stands on the stage now, else None."""
    mobject = getattr(lesson, name, None)
    return mobject if mobject is not None and stands(lesson, mobject) else None


def stands(lesson: Lesson, mobject: Any) -> bool:
    """Return whether it is on the stage, by itself or as a part; manim's own list of all parts takes long."""
    left = list(lesson.mobjects)
    while left:
        part = left.pop()
        if part is mobject:
            return True
        left += part.submobjects
    return False


class Watcher:
    """Sink that checks each frame as it is drawn and remembers where the trackers rest in each beat."""

    def __init__(self, check: Check) -> None:
        self.check, self.frames = check, 0
        self.last: dict[str, dict[str, float]] = {}

    def __call__(self, lesson: Lesson, _pixels: np.ndarray, frames: int) -> None:
        progress = {name: tracker.get_value() for name, tracker in lesson.trackers.items()}
        self.check(lesson, progress)
        self.last[lesson.beat_name] = progress
        self.frames += frames


def watch(
    lesson_class: type[Lesson],
    check: Check,
    rests: Rests,
    draw_small: Callable[..., Lesson],
    only: str | None = None,
    **options: Any,
) -> None:
    """Play the lesson (or one beat of it) and check every frame, its count, and where each beat rests.

    Nothing is rasterised: only mobjects are looked at.
    """
    watcher = Watcher(check)
    lesson = draw_small(lesson_class, watcher, only=only, rasterise=False, **options)
    spans = lesson.timeline.spans if only is None else (lesson.timeline.span(only),)
    assert watcher.frames == spans[-1].end - spans[0].start
    for beat in rests if only is None else {only} & set(rests):
        for tracker, value in rests[beat].items():
            assert watcher.last[beat][tracker] == pytest.approx(value, abs=1e-9), (beat, tracker)


def hasty(lesson_class: type[Lesson]) -> type[Lesson]:
    """Return the lesson without any hold; its timeline is kept up as if it had them."""

    class Hasty(lesson_class):  # type: ignore[misc, valid-type]
        def hold_until(self, frame: int) -> None:
            self.frame = max(self.frame, frame)

    return Hasty
