"""A process that has loaded the libraries and forks for each call, which else takes a second to load them.

Nothing of the product or of a lesson is loaded in it but this file, so what it forks is as new as a process
of its own is. It ends with whoever started it. Linux only: elsewhere libraries do not outlive a fork.
"""

import atexit
import contextlib
import gc
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import IO, TextIO, cast

_ROOT = Path(__file__).parents[2]
_LIBRARIES = ("manim", "sympy", "scipy.ndimage", "scipy.signal", "av", "jinja2", "msgspec", "babel.numbers")
_BEGIN = (
    "import sys; sys.path.insert(0, sys.argv[1]); from studio.catalogue.fork_server import serve; "
    "serve(int(sys.argv[2]))"
)


class Forked:
    """A forked process, to be handled as a subprocess.Popen."""

    def __init__(self, stdin: IO[bytes], stdout: IO[bytes], status: IO[bytes], pid: int) -> None:
        self.stdin, self.stdout, self.pid = stdin, stdout, pid
        self.returncode: int | None = None
        self._status, self._lock = status, threading.Lock()
        weakref.finalize(self, status.close)  # not once it has ended: another thread may still wait for it

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code, negative for the signal that ended it.

        Raises:
            TimeoutExpired: it goes on for longer than `timeout` seconds.
        """
        # Without the lock, which those who end it need, too.
        if self.returncode is None and not select.select([self._status], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("a call", timeout or 0.0)
        with self._lock:
            if self.returncode is None:
                self.returncode = int(self._status.readline() or -signal.SIGKILL)
            return self.returncode

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


class ForkServer:
    """The one server of this process, started by the first call."""

    def __init__(self) -> None:
        self._lock, self._owner = threading.Lock(), 0
        self._socket: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def fork(
        self, function: str, paths: Sequence[str], env: Mapping[str, str], log: IO[bytes]
    ) -> Forked | None:
        """Fork a process that calls a function of the product; None where that cannot be done here.

        function: its name, as module:function. paths: from where the process imports beside installed
        packages, the first before them. log: what it prints goes to where this file is written.
        """
        if sys.platform != "linux":
            return None
        ours: list[int] = []
        theirs: list[int] = []
        for outward in (True, False, False):  # its input, its output, its status
            read, write = os.pipe()
            ours.append(write if outward else read)
            theirs.append(read if outward else write)
        stdin, stdout, status = (
            os.fdopen(fd, mode) for fd, mode in zip(ours, ("wb", "rb", "rb"), strict=True)
        )
        try:
            sent = self._send([theirs[0], theirs[1], log.fileno(), theirs[2]], env)
        finally:
            for fd in theirs:
                os.close(fd)
        first = status.readline() if sent else b""
        if not first:
            for pipe in (stdin, stdout, status):
                pipe.close()
            self._end()
            return None
        with contextlib.suppress(BrokenPipeError):
            stdin.write(pickle.dumps((dict(env), _working_directory(), [*paths], function)))
        return Forked(stdin, stdout, status, int(first))

    def _send(self, files: Sequence[int], env: Mapping[str, str]) -> bool:
        with self._lock:
            if self._socket is None or self._owner != os.getpid():
                self._start(env)
            assert self._socket is not None
            try:
                socket.send_fds(self._socket, [b"f"], files)
            except OSError:
                return False
        return True

    def _start(self, env: Mapping[str, str]) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _BEGIN, str(_ROOT), str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"OPENBLAS_NUM_THREADS": "1", **env},
                cwd="/",
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._socket, self._owner = ours, os.getpid()
        atexit.register(self._end)

    def _end(self) -> None:
        """Let the server end, which it does when nobody can ask it any more."""
        with self._lock:
            if self._socket is not None:
                self._socket.close()
                self._socket = None
            if self._process is not None and self._owner == os.getpid():
                self._process.wait()
                self._process = None


def _working_directory() -> str | None:
    try:
        return os.getcwd()
    except OSError:  # it is gone
        return None


def serve(connection: int) -> None:
    """Load the libraries and fork at each request until the other end is closed: the server's side."""
    requests = socket.socket(fileno=connection)
    for name in _LIBRARIES:
        with contextlib.suppress(ImportError):
            import_module(name)
    if threading.active_count() > 1:  # which a fork would not take along
        return
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those who wait for a process are not waited for
    gc.collect()
    gc.freeze()
    while True:
        asked, files, _, _ = socket.recv_fds(requests, 1, 4)
        if not asked:
            return
        if os.fork() == 0:
            requests.detach()
            os.close(connection)
            _wait_for_one(files)
        for file in files:
            os.close(file)


def _wait_for_one(files: Sequence[int]) -> None:
    """Fork the process that was asked for and tell, when it ends, how."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    status = files[3]
    child = os.fork()
    if child == 0:
        os.close(status)
        _run(files)
    for file in files[:3]:
        os.close(file)
    with contextlib.suppress(BrokenPipeError):
        os.write(status, b"%d\n" % child)
        _, ended = os.waitpid(child, 0)
        os.write(status, b"%d\n" % os.waitstatus_to_exitcode(ended))
    os._exit(0)


def _run(files: Sequence[int]) -> None:
    """Become the process that was asked for, with these files as its standard ones."""
    code = 1
    try:
        os.setsid()
        for number, file in enumerate(files[:3]):
            os.dup2(file, number)
            os.close(file)
        stdin = os.fdopen(0)
        sys.stdin, (sys.stdout, sys.stderr) = stdin, (_printed(number) for number in (1, 2))
        env, directory, paths, function = pickle.load(cast(IO[bytes], stdin.buffer))
        tempfile.tempdir = None  # it is asked for anew, of this environment
        os.environ.clear()
        os.environ.update(env)
        if directory is not None:
            with contextlib.suppress(OSError):
                os.chdir(directory)
        sys.path[:1] = paths[:1]
        sys.path += paths[1:]
        module, _, name = function.partition(":")
        getattr(import_module(module), name)()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    finally:
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)


def _printed(number: int) -> TextIO:
    return os.fdopen(number, "w", encoding="utf-8", errors="backslashreplace")


FORKS = ForkServer()
