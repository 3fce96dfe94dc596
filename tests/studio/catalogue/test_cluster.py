"""A real Dask cluster of this machine's processes, of which some are killed."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest
from scipy.io import wavfile

from studio.catalogue import pools
from studio.catalogue.job import Job, Outcome
from studio.catalogue.render import Means, render
from studio.catalogue.subprocess_call import Limits
from studio.film.manifest_file import read_manifest
from studio.speech.recorded_voice import RecordedVoice
from studio.speech.sound import SAMPLE_RATE
from studio.stage.theme import Theme

ROOT = Path(__file__).parents[3]
Start = Callable[..., "subprocess.Popen[bytes]"]
DASK = [sys.executable, "-m", "dask"]


class Cluster:
    """A scheduler and its workers, each started by its command, as by hand; they end with the test.

    secure: the flags that have them speak TLS, each to none that its own authority has not signed.
    """

    def __init__(self, folder: Path, start: Start, secure: tuple[str, ...] = ()) -> None:
        self.folder, self._start, self._secure = folder, start, secure
        protocol = ("--protocol", "tls") if secure else ()
        self.scheduler = self.begin("scheduler", "--port", "0", "--host", "127.0.0.1", *protocol)
        said = folder / "scheduler.log"
        for _ in range(600):
            if found := re.search(r"Scheduler at:\s+(t\w+://\S+)", said.read_text()):
                break
            time.sleep(0.1)
        else:
            pytest.fail(f"no scheduler: {said.read_text()}")
        self.address = found[1]
        self.workers: list[subprocess.Popen[bytes]] = []

    def begin(self, what: str, *words: str) -> "subprocess.Popen[bytes]":
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        command = [*DASK, what, *words, *self._secure, "--no-dashboard"]
        with (self.folder / f"{what}.log").open("ab") as log:
            return self._start(command, stdout=log, stderr=log, env=environment, cwd=ROOT)

    def add_worker(self) -> None:
        place = self.folder / f"worker{len(self.workers)}"
        words = (self.address, "--nthreads", "1", "--local-directory", str(place))
        self.workers.append(self.begin("worker", *words))

    def restart_scheduler(self) -> None:
        kill(self.scheduler)
        time.sleep(pools._CONNECT + 1)  # longer than a scheduler has to answer at first
        self.scheduler = self.begin(
            "scheduler", "--port", self.address.rpartition(":")[2], "--host", "127.0.0.1"
        )


def kill(process: "subprocess.Popen[bytes]") -> None:
    """End a process and all that it started, at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def cluster(tmp_path: Path, start: Start) -> Cluster:
    pytest.importorskip("distributed")
    return Cluster(tmp_path, start)


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
    monkeypatch.setattr(pools, "_CONNECT", 5.0)
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


def test_a_scheduler_that_is_not_there_is_refused(
    job: Callable[..., Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(pools, "_CONNECT", 0.5)
    with pytest.raises(ValueError, match="no Dask scheduler answers at tcp://127"):
        render([job("TinyDescent")], Means(str(tmp_path), cluster="tcp://127.0.0.1:9"))


COMMAND = """
import sys
from studio.catalogue.job import Job
from studio.catalogue.render import Means, render
from studio.catalogue.subprocess_call import Limits
from studio.stage.quality import Quality
from studio.system.signals import Stopped, stop_on_signals

stop_on_signals()
size = Quality("tiny", 214, 120, 6)
try:
    job = Job("faulty_lessons", "Waits", "Waits", size, voice="none")
    render([job], Means(sys.argv[1], cluster=sys.argv[2]))
except Stopped as stopped:
    sys.exit(stopped.exit_code)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_lesson_that_nobody_waits_for_any_more_is_stopped_on_its_worker(
    number: signal.Signals, cluster: Cluster, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, media = tmp_path / "gate", tmp_path / "media"
    monkeypatch.setenv("WAITS", str(gate))
    cluster.add_worker()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    words = [str(media), cluster.address]
    asking = start([sys.executable, "-c", COMMAND, *words], env=environment, cwd=ROOT)
    assert waited_for(gate.with_suffix(".pid"))
    child = int(gate.with_suffix(".pid").read_text())
    asking.send_signal(number)
    asking.wait(60)
    for _ in range(300):
        with suppress(ProcessLookupError):
            os.kill(child, 0)
            time.sleep(0.1)
            continue
        break
    else:
        pytest.fail("it goes on")
    assert cluster.workers[0].poll() is None
    assert {path.name for path in media.glob("*")} <= {"run.json"}


def test_where_no_worker_has_come_that_is_said_and_one_that_hangs_is_given_up(
    cluster: Cluster,
    job: Callable[..., Job],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("WAITS", str(tmp_path / "gate"))
    monkeypatch.setattr(pools, "_ALONE", 1.0)
    outcomes: list[Outcome] = []
    means = Means(str(tmp_path / "media"), cluster=cluster.address, minutes=4)
    running = Thread(target=lambda: outcomes.extend(render([job("Waits")], means)))
    running.start()
    said = ""
    for _ in range(300):
        said += capsys.readouterr().err
        if "no worker has come to" in said:
            break
        time.sleep(0.1)
    assert said.count("no worker has come to") == 1, said
    cluster.add_worker()
    assert waited_for((tmp_path / "gate").with_suffix(".pid"))
    os.killpg(cluster.workers[0].pid, signal.SIGSTOP)
    assert running.is_alive()
    monkeypatch.setattr(pools, "_ANSWER", 1.0 - 60 * means.minutes)  # a second in all, which is over
    running.join(90)
    assert [outcome.state for outcome in outcomes] == ["failed"]
    assert "longer than 4 minutes, and its worker does not answer" in outcomes[0].reason


def test_a_film_that_only_its_worker_has_is_named(
    job: Callable[..., Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where --media is a folder that each machine has for itself."""

    def works(name: str, function: str, arguments: dict[str, Any], limits: Limits) -> pools.Done:
        return pools.Done(Outcome(name, "rendered", worker="far:7"))

    @contextmanager
    def elsewhere(*_: object) -> Iterator[pools.Pool]:
        with ThreadPoolExecutor(1) as executor:
            yield pools.Pool(executor, works)

    monkeypatch.setattr(pools, "cluster", elsewhere)
    told: list[str] = []
    means = Means(str(tmp_path / "media"), cluster="tcp://far:1")
    (outcome,) = render([job("TinyDescent")], means, lambda outcome: told.append(outcome.state))
    assert told == [outcome.state] == ["failed"]
    assert outcome.reason.startswith(
        f"its film is in {tmp_path / 'media'} on far, and not here: --media must"
    )


def test_it_speaks_tls_to_those_whom_its_own_authority_has_signed_and_recordings_travel_so(
    tmp_path: Path, start: Start, job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As docs/security.md shows it."""
    dask = pytest.importorskip("dask")
    pytest.importorskip("distributed")
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make certificates with")
    certificates(tmp_path)
    files = {"ca-file": "ca.pem", "cert": "lessons.pem", "key": "lessons.key"}
    flags = [(f"--tls-{name}", str(tmp_path / file)) for name, file in files.items()]
    cluster = Cluster(tmp_path, start, tuple(word for flag in flags for word in flag))
    assert cluster.address.startswith("tls://127.0.0.1:")
    cluster.add_worker()
    with pytest.raises(ValueError, match="no Dask scheduler answers"):
        render([job("TinyDescent")], Means(str(tmp_path / "media"), cluster=cluster.address))
    ca, cert, key = (str(tmp_path / file) for file in files.values())
    tls = "distributed.comm.tls"
    jobs = [job("TinyDescent"), job("TinyFrench", language="fr", takes=recordings(tmp_path / "takes"))]
    monkeypatch.chdir(tmp_path)  # the workers have another working directory
    with dask.config.set({f"{tls}.ca-file": ca, f"{tls}.client.cert": cert, f"{tls}.client.key": key}):
        outcomes = render(jobs, Means("media", cluster=cluster.address))
    assert [outcome.state for outcome in outcomes] == ["rendered"] * 2, outcomes
    spoken = read_manifest(tmp_path / "media" / "TinyFrench")["voice"]
    assert spoken == RecordedVoice(tmp_path / "takes", "fr", tmp_path).name


def recordings(folder: Path) -> Path:
    """Record a hiss for each sentence of the tiny lesson, as an author's own voice; return the folder."""
    folder.mkdir()
    hiss = np.random.default_rng(0).integers(-9000, 9000, SAMPLE_RATE // 2).astype(np.int16)
    for take in ("first.1", "first.2", "steps", "last"):
        wavfile.write(folder / f"{take}.wav", SAMPLE_RATE, hiss)
    return folder


def certificates(folder: Path) -> None:
    """Make an authority, and a certificate that it has signed, by the commands of docs/security.md."""
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    commands = [line.strip() for line in page.splitlines() if line.strip().startswith("openssl ")]
    assert len(commands) == 3
    for command in commands:
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
