"""Which source files shape a lesson: its own and all that it imports from this project; none is run."""

import ast
import hashlib
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

#: The packages whose modules shape a lesson; what is imported from elsewhere is told apart by its version.
PACKAGES = ("calc", "scenes", "studio")

_ROOT = Path(__file__).parents[2]


def source_hashes(modules: Iterable[str], *, without: Collection[str] = ()) -> dict[str, str]:
    """SHA-256 of each file that these modules consist of, import, import of imports ..., by its path here.

    modules: names such as scenes.gradient. What a package holds beside its modules (templates, stylesheets)
    belongs to each of them. without: modules left out, with what only they import.

    Raises:
        ValueError: one of `modules` is not found, or a file is no Python that can be read.
    """
    seen = set(without)
    hashes: dict[str, str] = {}
    folders: set[Path] = set()
    waiting: list[tuple[str, Path | None]] = [(name, _found(name)) for name in modules if name not in seen]
    while waiting:
        name, path = waiting.pop()
        if name in seen or path is None:
            continue
        seen.add(name)
        hashes[_label(path)], imported = _read(path, path.stat().st_mtime_ns)
        waiting += [(each, _ours(each)) for each in set(imported) - seen]
        if path.is_relative_to(_ROOT):
            folders.add(path.parent)
    hashes.update({_label(file): _hash(file) for folder in folders for file in _beside(folder)})
    return dict(sorted(hashes.items()))


def _found(module: str) -> Path:
    """Where a module is that a lesson is in: one of ours, or one that an author has elsewhere."""
    ours = _ours(module)
    if ours:
        return ours
    origin = getattr(sys.modules.get(module), "__file__", None)  # a program's own is called __main__
    if origin is None:
        with suppress(ModuleNotFoundError, ValueError):
            origin = getattr(find_spec(module), "origin", None)
    if origin is None:
        raise ValueError(f"there is no module {module} to be found")
    return Path(origin)


def _ours(module: str) -> Path | None:
    """Where a module of ours is; None where there is none, or it is not ours."""
    path = _ROOT.joinpath(*module.split("."))
    if module.partition(".")[0] not in PACKAGES:
        return None
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def _label(path: Path) -> str:
    return path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name


@cache
def _read(path: Path, written: int) -> tuple[str, tuple[str, ...]]:
    """A file's hash, and the modules of ours that it imports, wherever in it; a name may turn out to be none.

    written: when the file was, so that a file that has changed is read again.
    """
    content = path.read_bytes()
    try:
        tree = ast.parse(content)
    except SyntaxError as error:
        raise ValueError(f"{path} is not Python that can be read: {error}") from None
    names: list[str] = []
    for node in _statements(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return hashlib.sha256(content).hexdigest(), tuple(
        name for name in names if name.partition(".")[0] in PACKAGES
    )


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Every statement in this one, however deep; to walk through expressions too takes ten times as long."""
    for block in ("body", "orelse", "finalbody", "handlers", "cases"):
        for statement in getattr(node, block, ()):
            yield statement
            yield from _statements(statement)


def _beside(folder: Path) -> list[Path]:
    """What a package holds beside its modules: in it, and in its folders that are no packages."""
    found = []
    for path in folder.iterdir():
        if path.is_dir() and path.name != "__pycache__" and not (path / "__init__.py").is_file():
            found += _beside(path)
        elif path.is_file() and path.suffix not in (".py", ".pyc", ".md"):
            found.append(path)
    return found


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
