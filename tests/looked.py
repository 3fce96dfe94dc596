"""A viewer's eye: how much of the frame is used, whether it is ever next to empty, how steep a slope looks.

The pictures are those of stock manim's camera, small, at the end of every beat, some at its beginning, where
one thing gives way to another, and once a second.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from manim import Camera
from manim.utils.color import ManimColor
from scipy.ndimage import distance_transform_edt

from studio.lesson.lesson import Lesson
from studio.stage.theme import THEME

WIDTH, HEIGHT = 320, 180
UNIT = HEIGHT / 8  # pixels
INK = 4 / 255  # of full light: what is farther off the ground is ink, a dimmed grid line too
WIDE, HIGH, EMPTY = 0.86, 0.75, 0.60  # of the frame's width, of the stage's height, of the stage
CARD = 0.80  # of it beside a title card, whose ground belongs to the card
NEAR = 0.2  # units around ink that are not empty
LEAST = 0.01  # of the picture
OFTEN = 0.1  # seconds from picture to picture in the first second of a beat


@dataclass
class Looked:
    """Sink of a drawing that takes pictures.

    used: for each beat, at its end, which shares of the frame's width and the stage's height its ink spans,
    and which share of the stage is empty. sparse: seconds at which there was hardly any ink. steep: for each
    beat at whose end the lesson's tangent stands, its angle on the screen, in degrees.
    """

    used: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    sparse: list[float] = field(default_factory=list)
    steep: dict[str, float] = field(default_factory=dict)
    _next: float = 0.0

    def __call__(self, lesson: Lesson, frames: int) -> None:
        rate = lesson.timeline.frame_rate
        span = lesson.timeline.span(lesson.beat_name)
        last, now = lesson.frame + frames >= span.end, lesson.frame / rate
        if not last and now < self._next:
            return
        self._next = now + (OFTEN if now < span.start / rate + 1 else 1.0)
        ink = ink_of(lesson)
        if ink.mean() < LEAST:
            self.sparse.append(now)
        if last:
            self.used[lesson.beat_name] = use_of(ink)
            tangent: Any = getattr(lesson, "tangent", None)
            if tangent is not None and lesson.stands(tangent) and len(tangent.line.points):
                along = tangent.line.get_end() - tangent.line.get_start()
                self.steep[lesson.beat_name] = float(np.degrees(np.arctan2(abs(along[1]), abs(along[0]))))

    def faults(self) -> list[str]:
        """Return a sentence for every beat that leaves the frame unused, and every moment without ink."""
        return [
            f"{beat}: {width:.2f} of the width, {height:.2f} of the height, {empty:.2f} empty"
            for beat, (width, height, empty) in self.used.items()
            if width < WIDE or height < HIGH or empty > (CARD if beat == "title" else EMPTY)
        ] + [f"next to nothing is seen at {second:.1f} s" for second in self.sparse]


def ink_of(lesson: Lesson) -> np.ndarray:
    """Return where a small picture of the stage differs from the ground, (HEIGHT, WIDTH)."""
    camera: Any = Camera(pixel_width=WIDTH, pixel_height=HEIGHT, background_color=THEME.background)
    camera.capture_mobjects(lesson.mobjects)
    ground = np.array(ManimColor(THEME.background).to_rgb())
    return np.abs(camera.pixel_array[:, :, :3] / 255 - ground).max(axis=2) > INK


def use_of(ink: np.ndarray) -> tuple[float, float, float]:
    """Return the shares of `Looked.used`."""
    columns = np.flatnonzero(ink.any(axis=0))
    stage = THEME.stage
    top, bottom = (round((4 - y) * UNIT) for y in (stage.top, stage.bottom))
    left, right = (round((64 / 9 + x) * UNIT) for x in (stage.left, stage.right))
    inside = ink[top:bottom, left:right]
    rows = np.flatnonzero(inside.any(axis=1))
    if not len(columns) or not len(rows):
        return 0.0, 0.0, 1.0
    empty = float((distance_transform_edt(~inside) > NEAR * UNIT).mean())
    return float(np.ptp(columns) + 1) / WIDTH, float(np.ptp(rows) + 1) / len(inside), empty
