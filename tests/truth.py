"""Tools to hold every drawn frame of a lesson to the mathematics, worked out a second time.

A lesson's test gives closed forms of its own, and the plot's mapping is written out again here from its
region and its ranges.
"""

from collections.abc import Callable
from math import cos, sin
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from looked import Looked
from morphs import Morphs

from studio.film.drawing import draw
from studio.lesson.lesson import Lesson
from studio.rules.lesson_rules import QUICK, LessonRules
from studio.speech.voice import SilentVoice
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
    """Sink that checks each frame as it is drawn and remembers where the trackers rest in each beat.

    every: of the frames in which something moves, check one of so many; holds are always checked.
    """

    def __init__(self, check: Check, every: int = 1) -> None:
        self.check, self.every, self.frames, self.calls = check, every, 0, 0
        self.last: dict[str, dict[str, float]] = {}

    def __call__(self, lesson: Lesson, _pixels: np.ndarray, frames: int) -> None:
        progress = {name: tracker.get_value() for name, tracker in lesson.trackers.items()}
        if frames > 1 or self.calls % self.every == 0:
            self.check(lesson, progress)
        self.last[lesson.beat_name] = progress
        self.calls += 1
        self.frames += frames

    def judge(self, lesson: Lesson, rests: Rests, only: str | None = None) -> None:
        """Assert that all frames came, and that each beat came to rest where it should."""
        spans = lesson.timeline.spans if only is None else (lesson.timeline.span(only),)
        assert self.frames == spans[-1].end - spans[0].start
        for beat in rests if only is None else {only} & set(rests):
            for tracker, value in rests[beat].items():
                assert self.last[beat][tracker] == pytest.approx(value, abs=1e-9), (beat, tracker)


class Witnesses:
    """Sink that collects what a lesson declares for --check, and what of that stands on the stage some time.

    A witness of what never stands there would prove nothing.
    """

    def __init__(self) -> None:
        self.named: set[str] = set()
        self.seen: set[str] = set()
        self._calls = 0

    def __call__(self, lesson: Lesson, frames: int) -> None:
        self._calls += 1
        if frames > 1 or self._calls % 3 == 0:
            standing = {id(member) for top in lesson.mobjects for member in top.get_family()}
            for witness in lesson.witnesses():
                self.named.add(witness.name)
                mobject = witness.mobject
                if mobject is None:
                    mobject = getattr(lesson, witness.name, None)
                if id(mobject) in standing:
                    self.seen.add(witness.name)


RULES = {"texts apart", "text off lines", "safe area", "size of words", "no jumps", "groups on screen"}
RULES |= {"new groups", "signalled", "label near", "numbers are told"}

#: The rule that finds nothing to measure in a lesson, as all its words stand in cards, to be looked up.
LOOKED_UP = {"ConceptMap": {"signalled"}}

#: The beat in which a lesson's first slope is told, in a window that it chooses.
FIRST_SLOPE = {"Derivative": "limit", "GradientDescent": "slope"}


def uphold(lesson_class: type[Lesson], check: Check, rests: Rests, cache: Path) -> None:
    """Play a lesson of the course once and hold it to all that is asked of it.

    Its frames are the mathematics, seven of them a second and every hold; it comes to rest where it should,
    and keeps every rule in each of its fifteen frames a second; what its witnesses tell of is to be seen, its
    frame is used, its first slope can be seen, and no outline crosses itself on its way to another one.
    """
    rules, witnesses, looked, morphs = LessonRules(), Witnesses(), Looked(), Morphs()
    watcher = Watcher(check, every=2)

    def look(lesson: Lesson, pixels: Any, frames: int) -> None:
        watcher(lesson, pixels, frames)
        looked(lesson, frames)
        morphs(lesson, frames)
        rules(lesson, pixels, frames)
        witnesses(lesson, frames)

    lesson = draw(lesson_class, QUICK, SilentVoice(), look, cache=cache / "manim", rasterise=False)
    watcher.judge(lesson, rests)
    assert witnesses.named and witnesses.named == witnesses.seen
    assert "⟦" not in "".join(witnesses.named)  # a report calls things by these names
    assert looked.faults() == []
    assert morphs.crossed == {}
    assert 45 <= looked.steep.get(FIRST_SLOPE.get(lesson_class.__name__, ""), 45) <= 65
    report = rules.verdict(lesson)
    assert not report.findings, "\n".join(map(str, report.findings))
    assert set(report.worst) >= RULES - LOOKED_UP.get(lesson_class.__name__, set())


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
    watcher.judge(lesson, rests, only)


def hasty(lesson_class: type[Lesson]) -> type[Lesson]:
    """Return the lesson without any hold; its timeline is kept up as if it had them."""

    class Hasty(lesson_class):  # type: ignore[misc, valid-type]
        rehearsed_as = lesson_class  # where nothing is held, either

        def hold_until(self, frame: int) -> None:
            self.frame = max(self.frame, frame)

    return Hasty
