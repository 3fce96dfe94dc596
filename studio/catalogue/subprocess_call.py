"""A function's call in a process of its own: it can be stopped, and what it does to itself harms nobody else.

multiprocessing would do but for one thing: the workers of a Dask cluster are daemons, which may have no
children of its kind.
"""

import _thread
import contextlib
import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from studio.system.memory import collect_seldom
from studio.system.process_memory import limit_memory

_GRACE = 10.0  # seconds that a stopped process has for tidying up
_ROOT = Path(__file__).parents[2]
_living: set[subprocess.Popen[bytes]] = set()


class ChildError(Exception):
    """The call gave no result. `lost`: its process ended without a word, so that it may be tried again."""

    def __init__(self, reason: str, *, lost: bool = False, refused: bool = False) -> None:
        super().__init__(reason)
        self.lost, self.refused = lost, refused


@dataclass(frozen=True)
class Limits:
    """seconds: how long a call may take. memory: bytes that its process may hold, None for any number."""

    seconds: float
    memory: int | None = None


def call(
    function: str,
    arguments: dict[str, Any],
    *,
    limits: Limits,
    log: Path,
    tell: Callable[[str, int, int], None],
) -> Any:
    """`function(**arguments, tell=...)` in a process of its own; returns what it returns.

    function: its name, as module:function, so that only that process loads what it needs.
    What it prints goes to the file `log`, with the traceback of what goes wrong.

    Raises:
        ChildError: it failed, took too long, or its process ended; the sentence says which.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", __name__]
    paths = [str(_ROOT), *filter(None, sys.path)]
    with log.open("wb") as printed:
        child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=printed,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            start_new_session=True,  # Ctrl-C comes to us, and we stop the children
        )
    _living.add(child)
    late = threading.Event()

    def too_late() -> None:
        late.set()
        stop(child)

    clock = threading.Timer(limits.seconds, too_late)
    clock.start()
    answer: tuple[str, Any] = ("lost", None)
    try:
        assert child.stdin is not None and child.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            child.stdin.write(pickle.dumps((function, arguments, limits.memory)))
            child.stdin.flush()  # and kept open: when it closes, the child knows that we are gone
        with contextlib.suppress(EOFError, pickle.UnpicklingError):
            while True:
                kind, content = pickle.load(child.stdout)
                if kind != "tell":
                    answer = kind, content
                    break
                tell(*content)
        child.wait()
    except BaseException:
        stop(child)
        raise
    finally:
        clock.cancel()
        _living.discard(child)
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
    if answer[0] == "result":
        return answer[1]
    if late.is_set():
        raise ChildError(f"it took longer than {limits.seconds / 60:g} minutes and was stopped")
    if answer[0] in ("refused", "failed"):
        raise ChildError(answer[1], refused=answer[0] == "refused")
    raise ChildError(f"its process {_ending(child.returncode)}", lost=True)


def stop(child: subprocess.Popen[bytes]) -> None:
    """Interrupt a process as Ctrl-C does, and kill it if it does not end soon."""
    with contextlib.suppress(ProcessLookupError):
        child.send_signal(signal.SIGINT)
    try:
        child.wait(_GRACE)
    except subprocess.TimeoutExpired:
        child.kill()


def stop_all() -> None:
    """Stop every call that is going on, in whatever thread."""
    stopping = [threading.Thread(target=stop, args=(child,)) for child in list(_living)]
    for thread in stopping:
        thread.start()
    for thread in stopping:
        thread.join()


def _ending(code: int) -> str:
    if code < 0:
        hint = "; was there too little memory?" if code == -signal.SIGKILL else ""
        return f"was ended by {signal.Signals(-code).name}{hint}"
    return f"ended with exit code {code} and no result"


def _serve() -> None:
    """The child's side: take the call from standard input, and answer on what was standard output."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is printed from now on goes to the log

    def answer(kind: str, content: Any) -> None:
        pickle.dump((kind, content), answers)
        answers.flush()

    try:
        function, arguments, memory = pickle.load(sys.stdin.buffer)
        threading.Thread(target=_end_with_parent, daemon=True).start()
        if memory is not None:
            limit_memory(memory)
        answer("result", found(function)(**arguments, tell=_Seldom(answer)))
    except KeyboardInterrupt:
        sys.exit(130)
    except MemoryError:
        traceback.print_exc()
        answer("failed", f"it needed more than the {memory / 1e6:.0f} MB that a worker may hold")
    except ValueError as refusal:
        traceback.print_exc()
        answer("refused", str(refusal))
    except OSError as trouble:
        traceback.print_exc()
        answer("failed", str(trouble))
    except Exception as error:
        traceback.print_exc()
        answer("failed", f"{type(error).__name__}: {error}".splitlines()[0])


def found(function: str) -> Callable[..., Any]:
    """The function of this name, as module:function."""
    module, _, name = function.partition(":")
    return getattr(import_module(module), name)


class _Seldom:
    """Passes on what is told, but not more often than anybody can see."""

    def __init__(self, answer: Callable[[str, Any], None]) -> None:
        self._answer, self._last, self._due = answer, "", 0.0

    def __call__(self, what: str, done: int, of: int) -> None:
        now = time.monotonic()
        if what != self._last or now >= self._due or done == of:
            self._answer("tell", (what, done, of))
            self._last, self._due = what, now + 0.2


def _end_with_parent() -> None:
    """Wait until the other end of standard input is closed, which it is when whoever called us is gone."""
    os.read(0, 1)
    _thread.interrupt_main()
    threading.Event().wait(_GRACE)
    os._exit(1)


if __name__ == "__main__":
    collect_seldom()
    _serve()
    gc.freeze()
