"""Every lesson of the course, drawn once by the studio's engine: as by stock manim, and in parts as whole."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from manim import Scene
from manim.renderer.cairo_renderer import CairoRenderer

import scenes
from studio.film.drawing import draw, draw_changes
from studio.film.engine import StudioRenderer
from studio.lesson.lesson import Lesson
from studio.lesson.timeline import Span
from studio.speech.voice import SilentVoice
from studio.stage.quality import Quality

SIZE = Quality("lessons", 214, 120, 4)


class Refereed(StudioRenderer):
    """Has stock manim draw every frame too, from the same mobjects at the same moment, and compares.

    compared: the number of pictures. differing: the seconds at which they were not the same.
    """

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.referee = CairoRenderer()
        self.compared = 0
        self.differing: list[float] = []

    def save_static_frame_data(self, scene: Scene, static_mobjects: Any) -> Any:
        static = super().save_static_frame_data(scene, static_mobjects)
        self.referee.camera.background = self.camera.background
        self.referee.save_static_frame_data(scene, static_mobjects)
        return static

    def update_frame(self, scene: Scene, mobjects: Any = None, *arguments: Any, **settings: Any) -> None:
        super().update_frame(scene, mobjects, *arguments, **settings)
        self.referee.update_frame(scene, mobjects)
        if not np.array_equal(self.camera.pixel_array, self.referee.camera.pixel_array):
            self.differing.append(scene.time)
        self.compared += 1


class Frames(list[int]):
    """Sink that keeps a hash of every frame, the same within one process."""

    def __call__(self, _lesson: Lesson, pixels: Any, times: int, *_: Any) -> None:
        self.extend([hash(pixels.tobytes())] * times)


class Whole(NamedTuple):
    """A lesson that was drawn in one go, with its frames, and the renderer that compared them."""

    lesson: Lesson
    frames: Frames
    renderer: Refereed


@pytest.fixture(scope="module", params=scenes.COURSE)
def whole(request: pytest.FixtureRequest, cache: Path) -> Iterator[Whole]:
    """Each lesson, drawn once for all that is asked of it here."""
    frames = Frames()
    lesson = draw_changes(
        getattr(scenes, request.param),
        SIZE,
        SilentVoice(),
        Refereed,
        frames,
        cache=cache / "manim",
        only=None,
        parameters=None,
    )
    yield Whole(lesson, frames, lesson.renderer)


def test_every_lesson_is_drawn_as_by_manim(whole: Whole) -> None:
    assert whole.renderer.differing == []
    assert whole.renderer.compared > 100


def every_other(lesson_class: type[Lesson]) -> type[Lesson]:
    """Return the lesson with each second beat passed over: what is drawn always follows what is not."""

    class EveryOther(lesson_class):  # type: ignore[misc, valid-type]
        rehearsed_as = lesson_class

        @property
        def spans(self) -> tuple[Span, ...]:
            return self.timeline.spans[1::2]

    EveryOther.__name__, EveryOther.__doc__ = lesson_class.__name__, lesson_class.__doc__
    return EveryOther


def test_every_lesson_is_drawn_in_parts_as_it_is_whole(whole: Whole, cache: Path) -> None:
    """With each second beat passed over, so that many seams are seen; and its last fifth by itself."""
    spans, lesson_class = whole.lesson.timeline.spans, type(whole.lesson)
    last = spans[4 * len(spans) // 5 :]
    parts: list[tuple[type[Lesson], Sequence[Span], Any]] = [
        (every_other(lesson_class), spans[1::2], None),
        (lesson_class, last, [span.beat.name for span in last]),
    ]
    for part, drawn_spans, only in parts:
        wanted = [frame for span in drawn_spans for frame in range(span.start, span.end)]
        pictures = Frames()
        draw(part, SIZE, SilentVoice(), pictures, cache=cache / "manim", only=only)
        differing = [f for f, picture in zip(wanted, pictures, strict=True) if picture != whole.frames[f]]
        assert not differing
