"""An author's own lesson, named by its file or its module: found and read, and never run.

my_lessons/sigmoid.py            the lesson in this file
my_lessons/sigmoid.py:Sigmoid    the one of this name, where it holds several
my_course.sigmoid:Sigmoid        in a module that is installed, or lies in the folder
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from studio.system.own_folder import importing_from, located, own_file
from studio.system.received import read_text

_LONGEST_FILE = 2_000_000  # bytes
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class OwnLesson:
    """The place of a lesson: its class's name, its module's, its file, and the folder to import it from.

    folder: None for a module that is installed.
    """

    scene: str
    module: str
    file: Path
    folder: Path | None = None

    def summary(self) -> str:
        """Return the first line of the lesson's docstring, read without running it."""
        return (ast.get_docstring(_class_of(_tree(self.file), self.scene)) or "").partition("\n")[0]

    def parameters(self) -> list[tuple[str, str, str]]:
        """Return the parameters that its class declares: name, default and help, read without running it."""
        found = []
        for node in _class_of(_tree(self.file), self.scene).body:
            if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
                continue
            made, names = node.value, [each.id for each in node.targets if isinstance(each, ast.Name)]
            if names and ast.unparse(made.func).endswith("Parameter") and len(made.args) > 1:
                default, told = (ast.unparse(each).strip("'") for each in made.args[:2])
                found.append((names[0], default, told))
        return found


def own_lesson(given: str, folder: Path, *, inner: bool = False) -> OwnLesson:
    """Return the lesson of a name such as sigmoid.py or sigmoid.py:Sigmoid, which is relative to this folder.

    inner: whether its file must lie in the folder, or in one below.

    Raises:
        ValueError: there is no such file or lesson, or another module would hide it.
        OSError: the file cannot be read.
    """
    named, _, scene = (given, "", "") if given.endswith(".py") else given.rpartition(":")
    if not given.isprintable() or not named or not (scene.isidentifier() or given.endswith(".py")):
        raise ValueError(f"{given!r} is no lesson: write file.py, file.py:Class or module:Class")
    if named.endswith(".py"):
        file = _file(named, folder, inner)
        top, parts = file.parent, [file.stem]
        while (top / "__init__.py").is_file():  # it is a module of a package, and imports as one
            top, parts = top.parent, [top.name, *parts]
        module = ".".join(parts)
        if not all(_NAME.fullmatch(part) for part in parts):
            raise ValueError(f"{file.name} is no name for a module: use letters, digits and _")
        with _without_working_directory(), importing_from(top):
            own = own_file(module)
        installed = own is None
    else:
        module, top = named, folder.absolute()
        with _without_working_directory():
            found = located(module)
            installed = found is not None
            if found is None:
                with importing_from(top):
                    found = own_file(module)
        if found is None:
            raise ValueError(f"there is no module {module}, installed or in {folder}")
        file = found
    chosen = scene or _only_lesson(file)
    _class_of(_tree(file), chosen, file)
    return OwnLesson(chosen, module, file, None if installed else top)


@contextmanager
def _without_working_directory() -> Iterator[None]:
    """Look for modules only where installed ones are, not where the command happens to be run."""
    before = sys.path[:]
    sys.path[:] = [entry for entry in before if entry and Path(entry) != Path.cwd()]
    try:
        yield
    finally:
        sys.path[:] = before


def _file(named: str, folder: Path, inner: bool) -> Path:
    file = (folder / named).absolute()
    if inner and not file.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{named} lies outside of the course file's folder: put it there, or in one below")
    if not file.exists():
        raise ValueError(f"there is no file {folder / named}")
    return Path(*file.parts[:-1]).resolve() / file.name


def _tree(file: Path) -> ast.Module:
    try:
        return ast.parse(read_text(file, _LONGEST_FILE))
    except SyntaxError as error:
        raise ValueError(f"{file}, line {error.lineno or 1}: this is not Python: {error.msg}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"{file} is not Python that can be read: {error}") from None


def _classes(tree: ast.Module) -> list[ast.ClassDef]:
    return [node for node in tree.body if isinstance(node, ast.ClassDef)]


def _only_lesson(file: Path) -> str:
    """Return the name of the lesson in a file: the class that is told, that is, has a method construct."""
    made = [node for node in _classes(_tree(file)) if node.bases and not node.name.startswith("_")]
    told = [node for node in made if any(getattr(part, "name", "") == "construct" for part in node.body)]
    names = [node.name for node in told or made]
    if not names:
        raise ValueError(f"{file} holds no lesson: a class such as class Sigmoid(Lesson):")
    if len(names) > 1:
        raise ValueError(f"{file} holds {', '.join(names)}: say which, as {file.name}:{names[0]}")
    return names[0]


def _class_of(tree: ast.Module, name: str, file: Path | None = None) -> ast.ClassDef:
    found = next((node for node in _classes(tree) if node.name == name), None)
    if found is None:
        names = ", ".join(node.name for node in _classes(tree)) or "none"
        raise ValueError(f"{file} holds no class {name}; it has {names}")
    return found
