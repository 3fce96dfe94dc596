"""A few hundred hostile inputs of every kind; `benchmarks/fuzz.py` feeds as many as one likes."""

import pytest
from hostile import CASES, Ground, kinds

from studio.catalogue.job import Job
from studio.catalogue.worker import perform
from studio.stage.quality import Quality


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    folder = tmp_path_factory.mktemp("hostile")
    job = Job("tiny_lesson", "TinyDescent", "TinyDescent", Quality("tiny", 214, 120, 6), voice="none")
    perform(job, str(folder / "media"))
    return Ground(folder, folder / "media" / "TinyDescent", job.module, job.scene)


@pytest.mark.parametrize("kind", CASES)
def test_nothing_is_run_nothing_hangs_and_each_refusal_is_a_sentence(kind: str, ground: Ground) -> None:
    for case, seed in kinds(400):
        if case == kind:
            ground.feed(kind, seed)
    faults, ground.faults = ground.faults, []
    assert faults == []
