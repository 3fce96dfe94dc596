"""An author's own folder: where their lessons and the modules beside them are found, and imported from.

One folder at a time is in force in a process, as one theme is. Its modules are found without running them.
"""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from os.path import samefile
from pathlib import Path
from traceback import walk_tb

from studio.system.near_names import meant

#: The product's own packages, which no folder brings.
PRODUCT = ("calc", "calculus_lessons", "scenes", "studio")

_folders: list[Path] = []


def own_folder() -> Path | None:
    """Return the folder in force, None if there is none."""
    return _folders[-1] if _folders else None


@contextmanager
def importing_from(folder: Path | None) -> Iterator[None]:
    """Import also from this folder, after all else; None for no folder. What came from it is forgotten after.

    So two folders may each have a module of the same name.

    Raises:
        ValueError: the author's code fails; the sentence names its file and line. The error is its cause.
    """
    if folder is None:
        yield
        return
    entry, outer = Path(folder).absolute(), own_folder()
    if outer is not None:
        _leave(outer)
    _folders.append(entry)
    sys.path.append(str(entry))
    importlib.invalidate_caches()
    before = set(sys.modules)
    try:
        yield
    except Exception as error:
        place = _place(error, entry)
        if not place or isinstance(error, MemoryError):
            raise
        known = isinstance(error, (ValueError, OSError)) and not isinstance(error, UnicodeError)
        said = str(getattr(error, "msg", error)) if known or isinstance(error, SyntaxError) else ""
        said = said or "; ".join(filter(None, [f"{type(error).__name__}: {error}", meant(error)]))
        raise ValueError(f"{place}: {said}") from error
    finally:
        _folders.pop()
        _leave(entry)
        if outer is not None:
            sys.path.append(str(outer))
        for name in [name for name in sys.modules.keys() - before if _is_from(name.partition(".")[0], entry)]:
            del sys.modules[name]


def _leave(folder: Path) -> None:
    """Take the last mention of a folder out of the path: another one may be the command's own."""
    last = len(sys.path) - 1 - sys.path[::-1].index(str(folder))
    del sys.path[last]


def located(module: str) -> Path | None:
    """Return the file of a module as an import would find it now, importing nothing; None if it has none."""
    name, path, spec = "", None, None
    for part in module.split("."):
        name = f"{name}.{part}" if name else part
        try:
            spec = _spec(name, path)
            path = list(spec.submodule_search_locations or ()) if spec else []
        except (KeyError, ValueError):  # of packages without an __init__.py, inner ones cannot be asked
            return None
        if spec is None:
            return None
    return Path(spec.origin) if spec and spec.has_location and spec.origin else None


def own_file(module: str) -> Path | None:
    """Return the file of a module that lies in the folder in force; None if it is not from there.

    Raises:
        ValueError: there is such a file, and another module of its name hides it.
    """
    folder = own_folder()
    top = module.partition(".")[0]
    beside = _beside(top, folder) if folder and top not in PRODUCT else None
    if beside is None:
        return None
    spec = _spec(top, None)
    if spec is None or not spec.has_location or not samefile(spec.origin or "", beside):
        raise ValueError(
            f"{beside} has the name of a module that is installed, which Python would take instead: rename it"
        )
    return located(module)


def _spec(name: str, path: list[str] | None) -> ModuleSpec | None:
    found = (finder.find_spec(name, path, None) for finder in sys.meta_path)
    return next((spec for spec in found if spec is not None), None)


def _beside(top: str, folder: Path) -> Path | None:
    files = folder / f"{top}.py", folder / top / "__init__.py"
    return next((file for file in files if file.is_file()), None)


def _is_from(top: str, folder: Path) -> bool:
    """Return whether the module of this name, where it is loaded, came from the folder itself."""
    if top in PRODUCT:
        return False
    file = getattr(sys.modules.get(top), "__file__", None)
    return file is not None and Path(file) in (folder / f"{top}.py", folder / top / "__init__.py")


def _place(error: BaseException, folder: Path) -> str:
    """Return file and line of the author's code in which an error was raised, "" if in none of theirs."""
    files = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        files.append((error.filename, error.lineno or 1))
    for name, line in reversed(files):
        file = Path(name)
        if file.is_relative_to(folder) and _is_of(file.relative_to(folder).parts[0], folder):
            return f"{file.relative_to(folder).as_posix()}, line {line}"
    return ""


def _is_of(first: str, folder: Path) -> bool:
    """Return whether a part of the folder holds the author's modules, not installed ones or a checkout's."""
    top = first.removesuffix(".py")
    return top not in PRODUCT and _beside(top, folder) is not None
