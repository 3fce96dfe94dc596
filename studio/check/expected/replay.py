"""A lesson, played without drawing it -> what its film must show."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from studio.check.expected.model import Expected
from studio.check.expected.notes import Noting
from studio.film.drawing import draw
from studio.film.film import lesson_arguments
from studio.lesson.lesson import lesson_class
from studio.speech.speech import Voice
from studio.stage.quality import Quality

# Nothing is drawn: positions are in units of the frame, whatever its size in pixels.
_SMALL = (256, 144)


def replay(
    module: str,
    scene: str,
    voice: Voice,
    frame_rate: int,
    *,
    cache: Path,
    beat: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    language: str = "",
    captions: Sequence[str] = (),
    title: str = "",
) -> Expected:
    """Play the lesson `scene` of `module`, or one beat of it; manim's own files go to `cache`.

    Raises ValueError where there is no such lesson, or it refuses its parameters.
    """
    noting = Noting()
    draw(
        lesson_class(module, scene),
        Quality("replay", *_SMALL, frame_rate),
        voice,
        lambda lesson, _pixels, frames: noting(lesson, frames),
        cache=cache,
        only=beat,
        parameters=lesson_arguments(parameters, language, captions, title),
        rasterise=False,
    )
    return noting.expected(chosen=bool(parameters))
