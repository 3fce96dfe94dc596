"""A function's call in a process of its own: it can be stopped, and what it does to itself harms nobody else.

multiprocessing would do but for one thing: the workers of a Dask cluster are daemons, which may have no
children of its kind. The process imports from the product, from installed packages and from the folders of
the lessons that were asked for; never from the working directory, which may be somebody else's.
"""

import _thread
import contextlib
import gc
import os
import pickle
import signal
import site
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from studio.catalogue.fork_server import FORKS, Forked
from studio.system.memory import collect_seldom
from studio.system.process_memory import limit_memory
from studio.system.signals import stop_on_signals

_GRACE = 10.0  # seconds that a stopped process has for tidying up
_ROOT = Path(__file__).parents[2]
Child = Forked | subprocess.Popen[bytes]
_living: set[Child] = set()

# -I: neither the working directory nor PYTHONPATH is imported from. Folders of lessons come last, where they
# hide nothing.
_BEGIN = (
    "import sys; sys.path.insert(0, sys.argv[1]); sys.path.extend(sys.argv[2:]); "
    "from studio.catalogue.subprocess_call import serve; serve()"
)


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
    modules: Iterable[str] = (),
    stopped: Callable[[], bool] = lambda: False,
) -> Any:
    """Return what `function(**arguments, tell=...)` returns in a process of its own.

    function: its name, as module:function, so that only that process loads what it needs.
    log: a file for what it prints, with the traceback of what goes wrong; its folder is also the process's
    own for temporary files.
    modules: of lessons that it imports. stopped: asked each second whether nobody wants it any more.

    Raises:
        ChildError: it failed, took too long, or its process ended; the sentence says which.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    paths = import_paths([function.partition(":")[0], *modules])
    with log.open("wb") as printed:
        child = _begun(paths, {**os.environ, "TMPDIR": str(log.parent.absolute())}, printed)
    _living.add(child)
    late, answered = threading.Event(), threading.Event()

    def watch() -> None:
        end = time.monotonic() + limits.seconds
        while not answered.wait(min(1.0, max(end - time.monotonic(), 0.0))):
            if time.monotonic() >= end:
                late.set()
            if late.is_set() or stopped():
                stop(child)
                return

    clock = threading.Thread(target=watch, daemon=True)
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
        ended = child.wait()
    except BaseException:
        stop(child)
        raise
    finally:
        answered.set()
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
    raise ChildError(f"its process {_ending(ended)}", lost=True)


def _begun(paths: list[str], env: dict[str, str], printed: IO[bytes]) -> Child:
    """Start the process; where it can be forked, it has the libraries at once."""
    forked = FORKS.fork(f"{__name__}:serve", paths, env, printed)
    return forked or subprocess.Popen(
        [sys.executable, "-I", "-c", _BEGIN, *paths],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=printed,
        env=env,
        start_new_session=True,  # Ctrl-C comes to us, and we stop the children
    )


def import_paths(modules: Iterable[str]) -> list[str]:
    """Return the folders from which such a process imports, beside where packages are installed.

    The product's is the first one. modules: names such as scenes.gradient; those that are not the product's
    are looked for where this process imports from.
    """
    paths = [str(_ROOT)]
    if site.ENABLE_USER_SITE and site.getusersitepackages() in sys.path:
        paths.append(site.getusersitepackages())
    for module in modules:
        top = module.partition(".")[0]
        if any((_ROOT / name).exists() for name in (top, f"{top}.py")):
            continue
        origin = getattr(sys.modules.get(top), "__file__", None)
        with contextlib.suppress(ImportError, ValueError):
            origin = origin or getattr(find_spec(top), "origin", None)
        if origin and Path(origin).is_file():
            file = Path(origin).absolute()
            paths.append(str(file.parents[1 if file.name == "__init__.py" else 0]))
    return list(dict.fromkeys(paths))


def stop(child: Child) -> None:
    """Ask a process to end, which it does as after Ctrl-C, and kill it if it does not soon."""
    with contextlib.suppress(ProcessLookupError):
        child.terminate()
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


def serve() -> None:
    """Take a call from standard input, and answer on what was standard output: the child's side."""
    collect_seldom()
    stop_on_signals(also_ignored=True)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what is printed from now on goes to the log

    def print_traceback() -> None:
        with contextlib.suppress(OSError):  # a full disk may be what went wrong
            traceback.print_exc()

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
        print_traceback()
        held = f"{memory / 1e6:.0f} MB" if memory else "memory"
        answer("failed", f"it needed more than the {held} that a worker may hold")
    except ValueError as refusal:
        print_traceback()
        answer("refused", str(refusal))
    except OSError as trouble:
        print_traceback()
        answer("failed", str(trouble))
    except Exception as error:
        print_traceback()
        answer("failed", f"{type(error).__name__}: {error}".splitlines()[0])
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    gc.freeze()  # not to be looked through once more, at the end


def found(function: str) -> Callable[..., Any]:
    """Return the function of this name, as module:function."""
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
    _thread.interrupt_main(signal.SIGTERM)
    threading.Event().wait(_GRACE)
    os._exit(1)
