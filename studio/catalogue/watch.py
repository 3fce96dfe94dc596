"""Render the beat that is being edited, each time its file is saved.

Manim and the mathematics take seconds to load, so they are loaded once; each save is rendered by a fork of
that process, which loads only what is the project's own, as it is then on disk.
"""

import ast
import os
import queue
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from studio.system.own_folder import PRODUCT

_SETTLED = 0.15  # seconds without another event after which a save is over: editors write in several goes


def beats_of(source: str) -> dict[str, tuple[int, int]]:
    """The beats that a lesson's source plays, by name, each with its first and its last line, from 1.

    A beat is a block `with self.beat("name"):` and what makes its line ready: the statements before it, up to
    the beat before or to the head of its function. Source that is no Python yet has none.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return {}
    found: dict[str, tuple[int, int]] = {}
    for node in ast.walk(tree):
        for block in ("body", "orelse", "finalbody"):
            statements = getattr(node, block, None)
            if isinstance(statements, list) and statements:
                found.update(_beats_in(statements))
    return found


def _beats_in(statements: Sequence[ast.stmt]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the beats among these statements, with their lines; what follows the last one belongs to it."""
    beats = [(node, name) for node in statements if (name := _beat_named(node)) is not None]
    first = statements[0].lineno
    for number, (node, name) in enumerate(beats, 1):
        last = (node if number < len(beats) else statements[-1]).end_lineno or node.lineno
        yield name, (first, last)
        first = last + 1


def _beat_named(node: ast.stmt) -> str | None:
    """Return the name of the beat that this statement is; None if it is none, or its name is computed."""
    call = node.items[0].context_expr if isinstance(node, ast.With) else None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "beat"):
        return None
    name = call.args[0] if call.args else None
    return str(name.value) if isinstance(name, ast.Constant) else None


def edited_beat(before: str, after: str) -> str | None:
    """The beat in which the first change lies; None where nothing changed, or the change is in no beat."""
    old, new = before.splitlines(), after.splitlines()
    changed = next(
        (number for number, (one, other) in enumerate(zip(old, new, strict=False), 1) if one != other),
        min(len(old), len(new)) + 1 if len(old) != len(new) else None,
    )
    if changed is None:
        return None
    spans = beats_of(after).items()
    return next((name for name, (first, last) in spans if first <= changed <= last), None)


class Saves(FileSystemEventHandler):
    """The files that were written, as they are: Python files under some folders, and an author's `own` files.

    own: the modules and data files of the author, in whose folders any other Python file counts, too.
    """

    def __init__(self, folders: Iterable[Path], own: Iterable[Path] = ()) -> None:
        self._saved: queue.Queue[Path] = queue.Queue()
        self._observer = Observer()
        for folder in folders:
            self._observer.schedule(self, str(folder), recursive=True)
        self._own = {path.resolve() for path in own}
        for folder in {path.parent for path in self._own}:
            self._observer.schedule(self, str(folder), recursive=False)
        self._observer.start()

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in ("modified", "created", "moved"):
            path = Path(str(getattr(event, "dest_path", "") or event.src_path))
            if path.suffix == ".py" or path in self._own:
                self._saved.put(path)

    def next(self) -> set[Path]:
        """Wait for a save; the files that it wrote."""
        saved = {self._saved.get()}
        while True:
            try:
                saved.add(self._saved.get(timeout=_SETTLED))
            except queue.Empty:
                return saved

    def stop(self) -> None:
        self._observer.stop()
        self._observer.join()


def forget_own_modules() -> None:
    """Let the project's modules be loaded anew at their next import."""
    for name in [name for name in sys.modules if name.partition(".")[0] in PRODUCT]:
        del sys.modules[name]


def in_fork(work: Callable[[], int]) -> int:
    """Do the work in a fork of this process, for what it loads to be gone afterwards; its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = work()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def watch(
    file: Path,
    folders: Iterable[Path],
    draw: Callable[[str], int],
    beat: str | None = None,
    *,
    own: Iterable[Path] = (),
) -> None:
    """Draw a beat of the lesson in `file` now and after each save below `folders` or of an author's `own`
    files, until interrupted.

    draw: draws the beat of this name, in a fork, in which the project's modules are loaded anew.
    beat: which one; by default the one that the last save changed, at first the first.

    Raises:
        ValueError: the lesson has no beat that can be told from its source.
        OSError: the file cannot be read.
    """
    source = file.read_text(encoding="utf-8")
    first = beat or next(iter(beats_of(source)), None)
    if first is None:
        raise ValueError(f'{file} has no block such as with self.beat("name"): to watch')
    current = first

    def draw_anew() -> int:
        forget_own_modules()
        return draw(current)

    saves = Saves(folders, own)
    try:
        while True:
            in_fork(draw_anew)
            saves.next()
            before, source = source, file.read_text(encoding="utf-8")
            current = beat or edited_beat(before, source) or current
    finally:
        saves.stop()
