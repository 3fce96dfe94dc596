"""Progress of many jobs: a bar for each that is being worked on and one for all, with the time left."""

import re
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn


class Bars:
    """Bars on a terminal; nothing where standard error is none.

    expected: for each job its name and the seconds that it is expected to take, or any number of one measure.
    `watch` may be called from any thread.
    """

    def __init__(self, expected: Mapping[str, float]) -> None:
        self._expected = {name: max(seconds, 1e-3) for name, seconds in expected.items()}
        self._ended: set[str] = set()
        self._tasks: dict[str, TaskID] = {}
        self._lock = threading.Lock()
        console = Console(stderr=True)
        # No markup: a folder may be called [b].
        told = TextColumn("{task.description}", markup=False)
        columns = (told, BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        self._bars = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._all = None
        if len(expected) > 1:
            total = sum(self._expected.values())
            self._all = self._bars.add_task(f"0 of {len(expected)} lessons", total=total)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def watch(self, name: str, what: str, done: int, of: int) -> None:
        """So much is done of a job; of a part of it, where something follows the job's name after a blank."""
        with self._lock:
            if name not in self._tasks:
                self._tasks[name] = self._bars.add_task(name, total=None)
            self._bars.update(
                self._tasks[name], description=f"{name}: {what}", completed=done, total=of or None
            )

    def say(self, line: str) -> None:
        """Print a line to standard error, above the bars where there are some."""
        self._bars.console.print(line, markup=False, highlight=False)

    def finished(self, name: str) -> None:
        """A job has come to its end, whatever that is."""
        with self._lock:
            bars = re.compile(re.escape(name) + r"( \d+ of \d+)?")  # its own, and those of its parts
            for task in [task for task in self._tasks if bars.fullmatch(task)]:
                self._bars.remove_task(self._tasks.pop(task))
            self._ended.add(name)
            if self._all is not None:
                seconds = sum(self._expected[each] for each in self._ended)
                text = f"{len(self._ended)} of {len(self._expected)} lessons"
                self._bars.update(self._all, description=text, completed=seconds)
