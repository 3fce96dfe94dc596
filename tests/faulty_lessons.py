"""Lessons that go wrong, each in its own way, while they are drawn."""

import os
import resource
import signal
import time
from contextlib import suppress
from pathlib import Path

from tiny_lesson import TinyDescent


class Raises(TinyDescent):
    """A lesson that divides by zero."""

    def construct(self) -> None:
        with self.beat("first", "This fails."):
            self.wait(1 / 0)


class Hangs(TinyDescent):
    """A lesson that never ends, and that Ctrl-C does not move."""

    def construct(self) -> None:
        while True:
            with suppress(KeyboardInterrupt):
                time.sleep(1)


class Fills(TinyDescent):
    """A lesson on a disk that is full."""

    def setup(self) -> None:
        super().setup()
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))


class Dies(TinyDescent):
    """A lesson whose process is killed the first time it is drawn: DIED names the file that remembers."""

    def construct(self) -> None:
        died = Path(os.environ["DIED"])
        if not died.exists():
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        super().construct()


class AlwaysDies(TinyDescent):
    """A lesson whose process is killed each time."""

    def construct(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


class Waits(TinyDescent):
    """A lesson that goes on when the file that WAITS names is there; beside it is its process, as .pid."""

    def construct(self) -> None:
        gate = Path(os.environ["WAITS"])
        gate.with_suffix(".pid").write_text(str(os.getpid()))
        while not gate.exists():
            time.sleep(0.05)
        super().construct()


class Refuses(TinyDescent):
    """A lesson that asks for what cannot be."""

    def calculate(self) -> None:
        raise ValueError("that cannot be")
