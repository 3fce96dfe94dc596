"""Calls in processes of their own: what they give, and how each way to go wrong is told."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studio.catalogue.subprocess_call import FORKS, ChildError, Limits, call, stop_all

PATIENT = Limits(seconds=120)


def ask(function: str, tmp_path: Path, limits: Limits = PATIENT, **arguments: Any) -> tuple[Any, list[Any]]:
    told: list[Any] = []
    result = call(
        f"faulty_calls:{function}",
        arguments,
        limits=limits,
        log=tmp_path / "log",
        tell=lambda *what: told.append(what),
    )
    return result, told


def test_it_gives_what_the_call_gives_and_logs_what_it_prints(tmp_path: Path) -> None:
    assert ask("answers", tmp_path, number=7) == (7, [("asked", 1, 1)])
    assert "it was asked" in (tmp_path / "log").read_text()


@pytest.mark.parametrize(
    ("function", "limits", "arguments", "said", "refused", "lost"),
    [
        ("refuses", PATIENT, {}, "^that cannot be$", True, False),
        ("breaks", PATIENT, {}, "KeyError: 'broken'", False, False),
        ("dies", PATIENT, {}, "ended by SIGKILL", False, True),
        ("hoards", Limits(120, 1_500_000_000), {}, "more than the 1500 MB", False, False),
        ("sleeps", Limits(3), {"seconds": 300}, "longer than 0.05 minutes", False, False),
    ],
)
def test_each_way_to_go_wrong_is_told(
    function: str,
    limits: Limits,
    arguments: dict[str, Any],
    said: str,
    refused: bool,
    lost: bool,
    tmp_path: Path,
) -> None:
    if function == "hoards" and sys.platform != "linux":
        pytest.skip("only Linux holds a process to its memory")
    with pytest.raises(ChildError, match=said) as caught:
        ask(function, tmp_path, limits, **arguments)
    assert (caught.value.refused, caught.value.lost) == (refused, lost)
    if function in ("refuses", "breaks"):
        assert "Traceback" in (tmp_path / "log").read_text()


@pytest.mark.parametrize("forks", [True, False])
def test_it_finds_what_is_around_whoever_calls_whether_it_is_forked_or_started(
    forks: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not forks:
        monkeypatch.setattr(FORKS, "fork", lambda *_: None)
    for seen in ("once", "again"):
        monkeypatch.setenv("SEEN", seen)
        (tmp_path / seen).mkdir()
        monkeypatch.chdir(tmp_path / seen)
        (said, directory, temporary, session), _ = ask("surroundings", tmp_path / "log")
        assert (said, directory) == (seen, str(tmp_path / seen))
        assert Path(temporary) == tmp_path / "log"
        assert session != os.getsid(0)


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux is anything forked")
def test_where_the_server_is_gone_a_call_is_made_all_the_same(tmp_path: Path) -> None:
    assert ask("answers", tmp_path, number=7)[0] == 7
    server = FORKS._process
    assert server is not None and server.poll() is None
    server.kill()
    server.wait()
    assert ask("answers", tmp_path, number=7)[0] == 7  # in a process that is started
    assert FORKS._process is None
    assert ask("answers", tmp_path, number=7)[0] == 7  # by a new server
    assert FORKS._process is not None


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux is anything forked")
def test_the_server_ends_with_whoever_started_it(
    tmp_path: Path, start: Callable[..., "subprocess.Popen[bytes]"]
) -> None:
    code = (
        "import sys, time; from pathlib import Path\n"
        "from studio.catalogue.subprocess_call import FORKS, Limits, call\n"
        "call('faulty_calls:answers', {'number': 7}, limits=Limits(60), log=Path(sys.argv[1]),"
        " tell=lambda *told: None)\n"
        "print(FORKS._process.pid, flush=True); time.sleep(300)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    words = [sys.executable, "-c", code, str(tmp_path / "log")]
    caller = start(words, stdout=subprocess.PIPE, env=environment)
    assert caller.stdout is not None
    server = int(caller.stdout.readline())
    caller.kill()
    caller.wait()
    assert gone(server)


def gone(process: int) -> bool:
    """Return whether a process ends soon."""
    for _ in range(200):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process}/stat").is_file() and ") Z" in Path(f"/proc/{process}/stat").read_text():
            return True  # ended, and nobody has asked how
        time.sleep(0.1)
    return False


def test_what_is_stopped_ends(tmp_path: Path) -> None:
    errors: list[BaseException] = []
    begun = threading.Event()
    process: list[int] = []

    def asleep(what: str, number: int, of: int) -> None:
        process.append(number)
        begun.set()

    def ask_it() -> None:
        try:
            arguments = {"seconds": 300.0}
            call("faulty_calls:sleeps", arguments, limits=PATIENT, log=tmp_path / "log", tell=asleep)
        except ChildError as error:
            errors.append(error)

    thread = threading.Thread(target=ask_it)
    thread.start()
    assert begun.wait(60)
    stop_all()
    thread.join(60)
    assert len(errors) == 1
    assert gone(process[0])


@pytest.mark.parametrize("forks", [True, False])
def test_what_answers_and_does_not_end_is_stopped_and_its_answer_holds(
    forks: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not forks:
        monkeypatch.setattr(FORKS, "fork", lambda *_: None)
    told: list[Any] = []
    process: list[int] = []

    def ask_it() -> None:
        told.append(
            call(
                "faulty_calls:lingers",
                {"seconds": 300.0},
                limits=Limits(3),
                log=tmp_path / "log",
                tell=lambda what, number, of: process.append(number),
            )
        )

    thread = threading.Thread(target=ask_it)
    thread.start()
    thread.join(60)
    stuck = thread.is_alive()
    if stuck:
        os.kill(process[0], signal.SIGKILL)
    thread.join()
    assert not stuck
    assert told == [7]
    assert gone(process[0])


def test_it_ends_when_whoever_called_is_killed(
    tmp_path: Path, start: Callable[..., "subprocess.Popen[bytes]"]
) -> None:
    code = (
        "import sys; from pathlib import Path; from studio.catalogue.subprocess_call import Limits, call\n"
        "call('faulty_calls:sleeps', {'seconds': 300.0}, limits=Limits(300), log=Path(sys.argv[1]),"
        " tell=lambda what, number, of: print(number, flush=True))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    caller = start(
        [sys.executable, "-c", code, str(tmp_path / "log")], stdout=subprocess.PIPE, env=environment
    )
    assert caller.stdout is not None
    process = int(caller.stdout.readline())
    caller.kill()
    caller.wait()
    assert gone(process)


def test_nothing_is_imported_from_the_working_directory(tmp_path: Path) -> None:
    """Not even where whoever calls does import from there, or PYTHONPATH names it."""
    proof = tmp_path / "it-ran"
    received = tmp_path / "received"
    received.mkdir()
    for module in (
        "pickle",
        "json",
        "numpy",
        "studio",
        "sitecustomize",
        "faulty_calls",
        "signal",
        "encodings",
    ):
        (received / f"{module}.py").write_text(f"open({str(proof)!r}, 'w')")
    code = (
        "import os, sys; from pathlib import Path\n"
        "import faulty_calls; from studio.catalogue.subprocess_call import Limits, call\n"
        "os.chdir(sys.argv[1]); sys.path.insert(0, ''); sys.path.insert(0, sys.argv[1])\n"
        "os.environ['PYTHONPATH'] = os.pathsep + sys.argv[1]\n"
        "print(call('faulty_calls:answers', {'number': 7}, limits=Limits(60), log=Path(sys.argv[2]),"
        " tell=lambda *told: None))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    words = [str(received), str(tmp_path / "log" / "log")]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=environment, capture_output=True, text=True, cwd=tmp_path
    )
    assert done.stdout.strip() == "7", done.stderr
    assert not proof.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_where_less_memory_is_allowed_already_that_holds() -> None:
    code = (
        "import resource as r; from studio.system.process_memory import limit_memory\n"
        "r.setrlimit(r.RLIMIT_DATA, (700_000_000, 800_000_000)); limit_memory(2_000_000_000)\n"
        "print(r.getrlimit(r.RLIMIT_DATA)[0])"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "700000000"
