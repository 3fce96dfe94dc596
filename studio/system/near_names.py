"""Advice on a name that is not there: the one that an author may have meant."""

import builtins
import pkgutil
import re
import sys
from difflib import get_close_matches
from importlib.util import find_spec
from inspect import signature
from types import ModuleType
from typing import Any

_LENT = ("calc.", "studio.lesson.", "studio.stage.")  # what an author writes with


def meant(error: BaseException) -> str:
    """Return advice on a misspelt or forgotten name or argument, "" where there is none to give."""
    if isinstance(error, AttributeError) and error.obj is not None:
        return _nearest(error.name or "", dir(error.obj))
    if isinstance(error, NameError) and not isinstance(error, UnboundLocalError):
        return _import_of(error.name or "") or _nearest(error.name or "", _names_at(error))
    if isinstance(error, TypeError) and (
        found := re.match(r"([\w.]+)\(\) (?:got|missing|takes) ", str(error))
    ):
        return _taken_by(found[1].removesuffix(".__init__"))
    if isinstance(error, ImportError) and (
        found := re.match(r"cannot import name '(\w+)' from '([\w.]+)'", str(error))
    ):
        return _import_of(found[1]) or _nearest(found[1], _names_in(sys.modules.get(found[2])))
    return ""


def _nearest(name: str, names: list[str]) -> str:
    known = [each for each in names if not each.startswith("_")]
    near = get_close_matches(name, known, 1) or get_close_matches(name.upper(), known, 1)
    return f"did you mean {near[0]}?" if near else ""


def _import_of(name: str) -> str:
    """Return the import that brings a name, "" if it is none of ours, in what has been loaded, or manim's."""
    for room in _LENT:
        if name and find_spec(room + name):
            return f"from {room.rstrip('.')} import {name}"
    for module, content in sorted(sys.modules.items()):
        thing = vars(content).get(name) if module.startswith(_LENT) else None
        if thing is not None and getattr(thing, "__module__", module) == module:
            return f"from {module} import {name}"
    if not name.startswith("_") and hasattr(sys.modules.get("manim"), name):
        return f"from manim import {name}"
    return ""


def _taken_by(name: str) -> str:
    """Return what one of our functions or classes takes, "" of any other."""
    for module, content in sorted(sys.modules.items()):
        found: Any = content if module.startswith(_LENT) else None
        for part in name.split("."):
            found = getattr(found, part, None)
        if callable(found) and getattr(found, "__qualname__", "") == name:
            return f"it takes {', '.join(each for each in signature(found).parameters if each != 'self')}"
    return ""


def _names_in(module: ModuleType | None) -> list[str]:
    """Return what a module has, and the modules in it."""
    return [*dir(module), *(each.name for each in pkgutil.iter_modules(getattr(module, "__path__", [])))]


def _names_at(error: BaseException) -> list[str]:
    """Return the names known where an error was raised."""
    trace: Any = error.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
    return [*trace.tb_frame.f_locals, *trace.tb_frame.f_globals, *dir(builtins)]
