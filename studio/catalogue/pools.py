"""Who does the work: this process, processes side by side on this machine, or the workers of a Dask cluster.

Each is a `concurrent.futures.Executor`, and that is all that the rest knows of them.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.catalogue.subprocess_call import ChildError, Limits, call, found, stop_all

#: Called with a job's name, what is being done for it, and how much of how many frames.
Watch = Callable[[str, str, int, int], None]

_TOPIC = "calculus-lessons"
_RESTART = 60.0  # seconds that a scheduler has to come back


@dataclass(frozen=True)
class Done:
    """What came of a call: its result, or why there is none in a sentence; and all that was printed.

    refused: it was told that it asks for what cannot be. lost: whoever did it is gone; it may be tried again.
    """

    result: Any = None
    reason: str = ""
    refused: bool = False
    lost: bool = False
    log: str = ""


Work = Callable[[str, str, dict[str, Any], Limits], Done]


@dataclass(frozen=True)
class Pool:
    """work: what is submitted to the executor, with a job's name, a function's, its arguments and limits."""

    executor: Executor
    work: Work

    def submit(self, name: str, function: str, arguments: dict[str, Any], limits: Limits) -> "Future[Done]":
        return self.executor.submit(self.work, name, function, arguments, limits)


@contextmanager
def here(watch: Watch) -> Iterator[Pool]:
    """This process does one after the other; no limits hold."""

    def work(name: str, function: str, arguments: dict[str, Any], limits: Limits) -> Done:
        try:
            return Done(found(function)(**arguments, tell=lambda *told: watch(name, *told)))
        except (ValueError, OSError) as trouble:
            return Done(reason=str(trouble), refused=isinstance(trouble, ValueError))

    yield Pool(_Now(), work)


class _Now(Executor):
    """Does what is submitted at once."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        future.set_result(function(*arguments, **named))
        return future


@contextmanager
def side_by_side(workers: int, watch: Watch) -> Iterator[Pool]:
    """So many processes of this machine; each call has one of its own, and a thread here that waits."""

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
def cluster(address: str, watch: Watch) -> Iterator[Pool]:
    """The workers of the Dask cluster whose scheduler is at this address.

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
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as trouble:
        raise ValueError(f"no Dask scheduler answers at {address}: {trouble}") from None
    with client:
        client.subscribe_topic(_TOPIC, lambda event: watch(*event[1]))
        yield Pool(_Reconnecting(client), _there)


class _Reconnecting(Executor):
    """Dask's own executor; where its scheduler is being restarted, it waits for that."""

    def __init__(self, client: Any) -> None:
        self._client, self._executor = client, client.get_executor(pure=False, retries=0)

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> "Future[Any]":
        deadline = time.monotonic() + _RESTART
        while self._client.status == "connecting" and time.monotonic() < deadline:
            time.sleep(0.2)
        if self._client.status != "running":
            gone: Future[Any] = Future()
            gone.set_exception(ConnectionError("the scheduler does not answer any more"))
            return gone
        return self._executor.submit(function, *arguments, **named)


def _there(name: str, function: str, arguments: dict[str, Any], limits: Limits) -> Done:
    """The call on a worker of a cluster, in a child of it; what it tells is logged as events there."""
    from distributed import get_worker

    worker = get_worker()
    return in_child(function, arguments, limits, lambda *told: worker.log_event(_TOPIC, (name, *told)))


def in_child(
    function: str,
    arguments: dict[str, Any],
    limits: Limits,
    tell: Callable[[str, int, int], None],
) -> Done:
    """The call in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        try:
            return Done(call(function, arguments, limits=limits, log=log, tell=tell), log=_text(log))
        except ChildError as error:
            return Done(reason=str(error), refused=error.refused, lost=error.lost, log=_text(log))


def _text(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
