"""Find the source files that shape a lesson: its own and all that it imports here; run none of them."""

import ast
import hashlib
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

#: The packages whose modules shape a lesson; other packages are told apart by their versions.
PACKAGES = ("calc", "scenes", "studio")

_ROOT = Path(__file__).parents[2]


def source_hashes(modules: Iterable[str], *, without: Collection[str] = ()) -> dict[str, str]:
    """Return the SHA-256 of every file that these modules consist of or import, at any depth, by its path.

    Args:
        modules: names such as scenes.gradient. The other files of a package (templates, stylesheets) belong
            to each of its modules.
        without: modules to leave out, with all that only they import.

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
    """Return the file of a module that holds a lesson: one of ours, or an author's own."""
    ours = _ours(module)
    if ours:
        return ours
    origin = getattr(sys.modules.get(module), "__file__", None)  # a program's own is called __main__
    if origin is None:
        with suppress(ModuleNotFoundError, ValueError):
            origin = getattr(find_spec(module), "origin", None)
    if origin is None:
        raise ValueError(f"there is no module {module}")
    return Path(origin)


def _ours(module: str) -> Path | None:
    """Return the file of a module of ours; None if there is none, or it is not ours."""
    path = _ROOT.joinpath(*module.split("."))
    if module.partition(".")[0] not in PACKAGES:
        return None
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def _label(path: Path) -> str:
    return path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name


@cache
def _read(path: Path, written: int) -> tuple[str, tuple[str, ...]]:
    """Return a file's hash and the names it imports from us, anywhere in it; some may be no modules.

    written: the file's time, so that a file that has changed is read again.
    """
    content = path.read_bytes()
    try:
        tree = ast.parse(content)
    except SyntaxError as error:
        raise ValueError(f"{path} is not Python: {error}") from None
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
    """Yield every statement within this node; walking through expressions, too, takes ten times as long."""
    for block in ("body", "orelse", "finalbody", "handlers", "cases"):
        for statement in getattr(node, block, ()):
            yield statement
            yield from _statements(statement)


def _beside(folder: Path) -> list[Path]:
    """Return a package's files that are no modules: in it, and in its folders that are no packages."""
    found = []
    for path in folder.iterdir():
        if path.is_dir() and path.name != "__pycache__" and not (path / "__init__.py").is_file():
            found += _beside(path)
        elif path.is_file() and path.suffix not in (".py", ".pyc", ".md"):
            found.append(path)
    return found


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
