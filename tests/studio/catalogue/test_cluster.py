"""A real Dask cluster of this machine's processes, of which some are killed."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from studio.catalogue.job import Job, Outcome
from studio.catalogue.render import Means, render
from studio.stage.theme import Theme

ROOT = Path(__file__).parents[3]
DASK = [sys.executable, "-m", "dask"]


class Cluster:
    """A scheduler and its workers, each started by its command, as by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.scheduler = self.start("scheduler", "--port", "0")
        said = folder / "scheduler.log"
        while not (found := re.search(r"Scheduler at:\s+(tcp://\S+)", said.read_text())):
            time.sleep(0.1)
        self.address = found[1]
        self.workers: list[subprocess.Popen[bytes]] = []

    def start(self, what: str, *words: str) -> "subprocess.Popen[bytes]":
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = [*DASK, what, *words, "--no-dashboard"]
        with (self.folder / f"{what}.log").open("ab") as log:
            return subprocess.Popen(
                command, stdout=log, stderr=log, env=environment, cwd=ROOT, start_new_session=True
            )

    def add_worker(self) -> None:
        place = self.folder / f"worker{len(self.workers)}"
        words = (self.address, "--nthreads", "1", "--local-directory", str(place))
        self.workers.append(self.start("worker", *words))

    def restart_scheduler(self) -> None:
        self.scheduler.kill()
        self.scheduler.wait()
        self.scheduler = self.start("scheduler", "--port", self.address.rpartition(":")[2])

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            kill(process)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """A process and all that it started, at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    pytest.importorskip("distributed")
    cluster = Cluster(tmp_path)
    yield cluster
    cluster.end()


def waited_for(path: Path) -> bool:
    for _ in range(900):
        if path.exists():
            return True
        time.sleep(0.1)
    return False


def test_lessons_are_finished_though_a_worker_is_killed_and_the_scheduler_restarted(
    cluster: Cluster, job: Callable[..., Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, media = tmp_path / "gate", tmp_path / "media"
    monkeypatch.setenv("WAITS", str(gate))
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>')
    cluster.add_worker()
    jobs = [
        job("Waits"),
        job("TinyDescent", theme=Theme(logo=logo, footer="Here")),
        job("Raises"),
        job("TinyDescent", name="refused", parameters={"no": "such"}),
    ]
    outcomes: list[Outcome] = []
    means = Means(str(media), cluster=cluster.address)
    running = Thread(target=lambda: outcomes.extend(render(jobs, means)))
    running.start()

    # It holds the one worker there is; that is killed with all that it started, and another one goes on.
    process = gate.with_suffix(".pid")
    assert waited_for(process)
    process.unlink()
    kill(cluster.workers[0])
    cluster.add_worker()
    assert waited_for(process)
    process.unlink()

    # Its scheduler is restarted, and has forgotten all; a worker comes back to it.
    cluster.restart_scheduler()
    cluster.add_worker()
    assert waited_for(process)
    gate.touch()
    running.join(120)
    assert {outcome.name: outcome.state for outcome in outcomes} == {
        "Waits": "rendered",
        "TinyDescent": "rendered",
        "Raises": "failed",
        "refused": "refused",
    }
    reasons = {outcome.name: outcome.reason for outcome in outcomes}
    assert "ZeroDivisionError" in reasons["Raises"]
    assert "no parameter 'no'" in reasons["refused"]
    assert {path.name for path in media.glob("[!.]*")} == {"Waits", "TinyDescent", "run.json"}


def test_a_scheduler_that_is_not_there_is_refused(job: Callable[..., Job], tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(ValueError, match="no Dask scheduler answers at tcp://127"):
        render([job("TinyDescent")], Means(str(tmp_path), cluster="tcp://127.0.0.1:9"))
