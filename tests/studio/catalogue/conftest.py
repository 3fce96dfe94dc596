"""Jobs of small lessons, for the tests of catalogues."""

from collections.abc import Callable
from typing import Any

import pytest

from studio.catalogue.job import Job
from studio.stage.quality import Quality

SIZE = Quality("tiny", 214, 120, 6)


@pytest.fixture
def job() -> Callable[..., Job]:
    """Make a job: job("TinyDescent", name="a")."""

    def make(scene: str, module: str = "faulty_lessons", **options: Any) -> Job:
        settings = {"name": scene, "quality": SIZE, "voice": "none", **options}
        return Job(module="tiny_lesson" if scene.startswith("Tiny") else module, scene=scene, **settings)

    return make
