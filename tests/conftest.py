"""Fixtures that many tests share: lessons drawn small, and one film as an author would record it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from studio.film.drawing import draw
from studio.film.film import Film, record
from studio.lesson.lesson import Lesson
from studio.speech.voice import CachedVoice, HibariVoice, SilentVoice
from studio.stage.quality import QUALITIES, Quality

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

SMALL = Quality("small", 214, 120, 10)


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="session")
def draw_small(media: Path) -> Callable[..., Lesson]:
    """Draw a lesson silently on a small frame: draw_small(lesson_class, sink, only=None)."""

    def run(lesson_class: type[Lesson], sink: Any, **options: Any) -> Lesson:
        return draw(lesson_class, SMALL, SilentVoice(), sink, cache=media / ".cache" / "manim", **options)

    return run


@pytest.fixture(scope="session")
def descent_film(media: Path) -> Film:
    """The whole GradientDescent lesson, narrated, at the lowest quality that authors use."""
    from scenes import GradientDescent

    voice = CachedVoice(HibariVoice(), media / ".cache" / "voice")
    return record(GradientDescent, media, QUALITIES["l"], voice)
