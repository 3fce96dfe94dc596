"""Who does the work: this process, processes side by side on this machine, or the workers of a Dask cluster.

Each is a `concurrent.futures.Executor`, and that is all that the rest knows of them.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from studio.catalogue.job import Job
from studio.catalogue.subprocess_call import ChildError, Limits, call, found, stop_all
from studio.system.cache_home import cache_home
from studio.system.files import scratch

#: Called with a job's name, what is being done for it, and how much of how many frames.
Watch = Callable[[str, str, int, int], None]

_TOPIC = "calculus-lessons"
_CONNECT = 10.0  # seconds that a scheduler has to answer at first
_RESTART = 60.0  # seconds that a scheduler has to come back
_ALONE = 10.0  # seconds without any worker after which that is said
_ANSWER = 60.0  # seconds beyond its time limit that a cluster's worker has to say what became of a call


@dataclass(frozen=True)
class Done:
    """The outcome of a call: its result, or why there is none in a sentence; and all that was printed.

    refused: it was told that it asks for what cannot be. lost: whoever did it is gone; it may be tried again.
    """

    result: Any = None
    reason: str = ""
    refused: bool = False
    lost: bool = False
    log: str = ""


Work = Callable[[str, str, dict[str, Any], Limits], Done]


class Pool:
    """An executor, and the function that it runs, with a job's name, a function's, its arguments and limits.

    far: whether the work is done where this process cannot hold it to its time limit but by giving it up.
    """

    def __init__(self, executor: Executor, work: Work, far: bool = False) -> None:
        self._executor, self._work, self._far = executor, work, far
        self._begun: dict[str, float] = {}

    def submit(self, name: str, function: str, arguments: dict[str, Any], limits: Limits) -> "Future[Done]":
        self._begun.pop(name, None)
        return self._executor.submit(self._work, name, function, arguments, limits)

    def note(self, name: str) -> None:
        """Note that the call of this name has been heard of."""
        self._begun.setdefault(name, time.monotonic())

    def overdue(self, name: str, seconds: float) -> bool:
        """Return whether a call began so long ago, where it is done, that nothing more can be hoped for."""
        begun = self._begun.get(name)
        return self._far and begun is not None and time.monotonic() - begun > seconds + _ANSWER


@contextmanager
def here(watch: Watch) -> Iterator[Pool]:
    """Let this process do one after the other."""

    def work(name: str, function: str, arguments: dict[str, Any], limits: Limits) -> Done:
        try:
            with _within(limits.seconds):
                return Done(found(function)(**arguments, tell=lambda *told: watch(name, *told)))
        except _TooLate:
            return Done(reason=f"it took longer than {limits.seconds / 60:g} minutes and was stopped")
        except (ValueError, OSError) as trouble:
            return Done(reason=str(trouble), refused=isinstance(trouble, ValueError))

    yield Pool(_Now(), work)


class _TooLate(KeyboardInterrupt):
    """Raised where a call takes longer than it may; whatever tidies up after Ctrl-C does."""


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Raise _TooLate after so many seconds; in other threads than the main one there is no limit."""
    number = getattr(signal, "SIGVTALRM", None)  # nothing else here uses it
    main = threading.main_thread()
    if number is None or threading.current_thread() is not main:
        yield
        return

    def too_late(number: int, frame: FrameType | None) -> None:
        raise _TooLate

    before = signal.signal(number, too_late)
    clock = threading.Timer(seconds, lambda: signal.pthread_kill(main.ident or 0, number))
    clock.daemon = True
    clock.start()
    try:
        yield
    finally:
        clock.cancel()
        signal.signal(number, signal.SIG_IGN)
        signal.signal(number, before)


class _Now(Executor):
    """Does what is submitted at once."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        future.set_result(function(*arguments, **named))
        return future


@contextmanager
def side_by_side(workers: int, watch: Watch) -> Iterator[Pool]:
    """Let so many processes of this machine do it; each call has its own, and a thread here that waits."""

    def work(name: str, function: str, arguments: dict[str, Any], limits: Limits) -> Done:
        return in_child(function, arguments, limits, lambda *told: watch(name, *told))

    executor = ThreadPoolExecutor(workers, thread_name_prefix="waits for a worker")
    try:
        yield Pool(executor, work)
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        stop_all()
        executor.shutdown()


@contextmanager
def cluster(address: str, watch: Watch, say: Callable[[str], None] = lambda line: None) -> Iterator[Pool]:
    """Let the workers of the Dask cluster do it whose scheduler is at this address.

    say: called with a line where there is nobody to do the work, which is waited for all the same.

    Raises:
        ValueError: Dask is not installed, or no scheduler answers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise ValueError(
            '--cluster needs Dask: pip install "dask[distributed]" here and on the workers'
        ) from None
    try:
        Client(address, timeout=_CONNECT, set_as_default=False).close()
        # Its time limit is also how long it waits for a scheduler that is restarted.
        client = Client(address, timeout=_RESTART, set_as_default=False)
    except (OSError, ValueError, TypeError) as trouble:
        raise ValueError(f"no Dask scheduler answers at {address}: {trouble}") from None
    with client:

        def heard(event: Any) -> None:
            pool.note(event[1][0])
            watch(*event[1])

        pool = Pool(_Reconnecting(client, heard), _there, far=True)
        client.subscribe_topic(_TOPIC, heard)
        ended = threading.Event()
        threading.Thread(target=_tell_when_alone, args=(client, address, say, ended), daemon=True).start()
        try:
            yield pool
        finally:
            ended.set()


def _tell_when_alone(client: Any, address: str, say: Callable[[str], None], ended: threading.Event) -> None:
    """Say, each time that there has been no worker for a while, that one is waited for."""
    since, said = time.monotonic(), False
    while not ended.wait(1.0):
        try:
            alone = not client.scheduler_info()["workers"]
        except Exception:  # the scheduler is being restarted: whatever Dask calls that
            continue
        if not alone:
            since, said = time.monotonic(), False
        elif not said and time.monotonic() - since > _ALONE:
            say(f"no worker has come to {address} yet; waiting for one: dask worker {address}")
            said = True


class _Reconnecting(Executor):
    """Dask's own executor; where its scheduler is being restarted, it waits for that."""

    def __init__(self, client: Any, heard: Callable[[Any], None]) -> None:
        self._client, self._heard = client, heard
        self._executor = client.get_executor(pure=False, retries=0)

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> "Future[Any]":
        deadline = time.monotonic() + _RESTART
        restarted = self._client.status == "connecting"
        while self._client.status == "connecting" and time.monotonic() < deadline:
            time.sleep(0.2)
        if self._client.status != "running":
            gone: Future[Any] = Future()
            gone.set_exception(ConnectionError("the scheduler does not answer any more"))
            return gone
        if restarted:  # it has forgotten who listens
            with suppress(Exception):
                self._client.unsubscribe_topic(_TOPIC)
            self._client.subscribe_topic(_TOPIC, self._heard)
        return self._executor.submit(function, *arguments, **named)


def _there(name: str, function: str, arguments: dict[str, Any], limits: Limits) -> Done:
    """Make the call on a worker of a cluster, in a child of it; what it tells is logged as events there.

    When nobody waits for it any more, because of Ctrl-C or because whoever asked is gone, it is stopped.
    """
    from distributed import get_worker
    from distributed.worker import thread_state

    worker, key = get_worker(), thread_state.key

    def unwanted() -> bool:
        task = worker.state.tasks.get(key)
        return task is None or task.state in ("cancelled", "released", "forgotten")

    def tell(*told: Any) -> None:
        worker.log_event(_TOPIC, (name, *told))

    tell("starting", 0, 0)
    return in_child(function, arguments, limits, tell, unwanted)


def in_child(
    function: str,
    arguments: dict[str, Any],
    limits: Limits,
    tell: Callable[[str, int, int], None],
    stopped: Callable[[], bool] = lambda: False,
) -> Done:
    """Make the call in a process of its own."""
    # An author's own folder is imported from by the call itself, as long as it lasts.
    jobs = [each for each in arguments.values() if isinstance(each, Job)]
    modules = [job.module for job in jobs if not (job.own_folder or job.sources)]
    if "module" in arguments and not arguments.get("own_folder"):
        modules.append(arguments["module"])
    with scratch(cache_home(), "call") as folder:
        log = folder / "log"
        try:
            result = call(
                function, arguments, limits=limits, log=log, tell=tell, modules=modules, stopped=stopped
            )
            return Done(result, log=_text(log))
        except ChildError as error:
            return Done(reason=str(error), refused=error.refused, lost=error.lost, log=_text(log))


def _text(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
