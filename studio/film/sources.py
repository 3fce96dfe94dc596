"""Find the source files that shape a lesson: its own and all that it imports here; run none of them."""

import ast
import hashlib
import os
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from importlib.util import resolve_name
from pathlib import Path

from studio.system.own_folder import located, own_file, own_folder

#: The packages whose modules shape a lesson; other packages are told apart by their versions.
PACKAGES = ("calc", "scenes", "studio")

_ROOT = Path(__file__).parents[2]
_MOST_DATA = 50_000_000  # bytes
_FILE_NAME = re.compile(r"[^\s/\\.][^\\\x00-\x1f]{0,200}")  # or a path below the module's folder


def source_hashes(modules: Iterable[str], *, without: Collection[str] = ()) -> dict[str, str]:
    """Return the SHA-256 of every file that these modules consist of or import, at any depth, by its path.

    Args:
        modules: names such as scenes.gradient. The other files of a package (templates, stylesheets) belong
            to each of its modules. An author's own, and those beside them, are found in the folder in force
            (see studio.system.own_folder), and named by their paths in it.
        without: modules to leave out, with all that only they import.

    Raises:
        ValueError: one of `modules` is not found, or a file is no Python that can be read.
    """
    files = _files(modules, without)
    folders = {path.parent for path, label in files.items() if label is None and path.is_relative_to(_ROOT)}
    hashes = {label or _label(path): _read(path, _written(path))[0] for path, label in files.items()}
    hashes.update({_label(file): _hash(file) for folder in folders for file in _beside(folder)})
    hashes.update({label: _hash(file) for label, file in _data(files).items()})
    return dict(sorted(hashes.items()))


def own_sources(module: str) -> dict[str, Path]:
    """Return the files in the folder in force that a lesson's module is, imports and reads, by their paths
    in it.

    It reads the data files whose names stand in its text, such as Path(__file__).with_name("speeds.csv").

    Raises:
        ValueError: as `source_hashes`, or a data file is too large to travel.
    """
    files = _files([module], ())
    return {**{label: path for path, label in files.items() if label is not None}, **_data(files)}


def _data(files: Mapping[Path, str | None]) -> dict[str, Path]:
    """Return the files in the author's folder that their modules name, by their paths in it.

    A text counts that names a file beside the module, or in a folder there that is named as well.
    """
    folder, found = own_folder(), {}
    for module, label in files.items():
        if folder is None or label is None:
            continue
        texts = _texts(module, _written(module))
        # os.path, since Path.is_file fails at a text that can be no name: a sentence in another script may be
        # within 200 characters and above 255 bytes.
        places = [module.parent, *(path for text in texts if os.path.isdir(path := module.parent / text))]
        for path in (place / text for text in texts for place in places):
            data = path.suffix not in (".py", ".pyc") and os.path.isfile(path)
            if data and path.resolve().is_relative_to(folder.resolve()):
                if (size := path.stat().st_size) > _MOST_DATA:
                    raise ValueError(
                        f"{path} has {size / 1e6:.0f} MB, and a data file of a lesson has "
                        f"{_MOST_DATA / 1e6:.0f} MB at most"
                    )
                found[path.relative_to(folder).as_posix()] = path
    return found


def _files(modules: Iterable[str], without: Collection[str]) -> dict[Path, str | None]:
    """Return the files of modules and of all that they import; an author's with its path in its folder."""
    seen = set(without)
    files: dict[Path, str | None] = {}
    waiting: list[tuple[str, Path | None, bool]] = [
        (name, *_found(name)) for name in modules if name not in seen
    ]
    while waiting:
        name, path, own = waiting.pop()
        if name in seen or path is None:
            continue
        seen.add(name)
        folder = own_folder()
        files[path] = path.relative_to(folder).as_posix() if own and folder else None
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        for each in _read(path, _written(path))[1]:
            if own and each.startswith("."):
                with suppress(ImportError):  # it leads out of its package: the import itself says so
                    each = resolve_name(each, package)
            if each not in seen:
                waiting.append((each, *_ours(each, own)))
        if own and "." in name:  # a package is run before its modules
            parent = name.rpartition(".")[0]
            waiting.append((parent, *_ours(parent, own)))
    return files


def _found(module: str) -> tuple[Path, bool]:
    """Return the file of a module that holds a lesson, and whether it lies in the author's folder."""
    ours, own = _ours(module, True)
    if ours:
        return ours, own
    origin = getattr(sys.modules.get(module), "__file__", None)  # a program's own is called __main__
    path = Path(origin) if origin else located(module)
    if path is None:
        raise ValueError(f"there is no module {module}")
    return path, False


def _ours(module: str, own: bool) -> tuple[Path | None, bool]:
    """Return the file of a module of ours or, with `own`, in the author's folder, and whether it is there.

    The file is None if there is none, or it is neither.
    """
    if module.partition(".")[0] not in PACKAGES:
        found = own_file(module) if own else None
        return found, found is not None
    path = _ROOT.joinpath(*module.split("."))
    candidates = (path.with_suffix(".py"), path / "__init__.py")
    return next((candidate for candidate in candidates if candidate.is_file()), None), False


def _label(path: Path) -> str:
    return path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name


def _written(path: Path) -> int:
    return path.stat().st_mtime_ns


@cache
def _texts(path: Path, written: int) -> tuple[str, ...]:
    """Return the texts in a module that may name a file or a folder below its own."""
    nodes = ast.walk(ast.parse(path.read_bytes()))
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return tuple(sorted(text for text in texts if _FILE_NAME.fullmatch(text) and ".." not in text))


@cache
def _read(path: Path, written: int) -> tuple[str, tuple[str, ...]]:
    """Return a file's hash and the names it imports, anywhere in it; some may be no modules.

    written: the file's time, so that a file that has changed is read again.
    """
    content = path.read_bytes()
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError) as error:
        raise ValueError(f"{path} is not Python: {error}") from None
    names: list[str] = []
    for node in _statements(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = "." * node.level + (node.module or "")
            inner = start if start.endswith(".") else f"{start}."
            names += [start, *(f"{inner}{alias.name}" for alias in node.names)]
    return hashlib.sha256(content).hexdigest(), tuple(dict.fromkeys(names))


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
