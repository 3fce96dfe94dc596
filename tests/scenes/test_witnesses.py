"""What lessons declare for --check: a witness of what never stands on the stage would prove nothing."""

from pathlib import Path
from typing import Any

import pytest

import scenes
from studio.film.drawing import draw
from studio.lesson.lesson import Lesson
from studio.speech.voice import SilentVoice
from studio.stage.quality import Quality

SLOW = Quality("witnesses", 214, 120, 5)


@pytest.mark.parametrize("name", scenes.COURSE)
def test_every_witness_is_of_something_that_is_seen(name: str, media: Path) -> None:
    named: set[str] = set()
    seen: set[str] = set()

    def look(lesson: Lesson, _pixels: Any, _frames: int) -> None:
        standing = {id(member) for top in lesson.mobjects for member in top.get_family()}
        for witness in lesson.witnesses():
            named.add(witness.name)
            mobject = witness.mobject if witness.mobject is not None else getattr(lesson, witness.name, None)
            if id(mobject) in standing:
                seen.add(witness.name)

    draw(
        getattr(scenes, name),
        SLOW,
        SilentVoice(),
        look,
        cache=media / ".cache" / "manim",
        rasterise=False,
    )
    assert named
    assert named == seen
