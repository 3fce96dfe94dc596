"""The mathematics of the lessons: pure numpy and sympy, no pictures, no seconds, no colours.

The names below load on first use, so that `python -m calc.descent` starts fast and finds its module fresh.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calc.derivative import Secant, Secants, Tangent, secants, tangent
    from calc.descent import Descent, descend
    from calc.expression import parse
    from calc.function import Function
    from calc.gradient import Gradient, Surface
    from calc.model import Model
    from calc.wording import Wording, number, spoken, written

_HOME = {
    "Descent": "descent",
    "Function": "function",
    "Gradient": "gradient",
    "Model": "model",
    "Secant": "derivative",
    "Secants": "derivative",
    "Surface": "gradient",
    "Tangent": "derivative",
    "Wording": "wording",
    "descend": "descent",
    "number": "wording",
    "parse": "expression",
    "secants": "derivative",
    "spoken": "wording",
    "tangent": "derivative",
    "written": "wording",
}

__all__ = [
    "Descent",
    "Function",
    "Gradient",
    "Model",
    "Secant",
    "Secants",
    "Surface",
    "Tangent",
    "Wording",
    "descend",
    "number",
    "parse",
    "secants",
    "spoken",
    "tangent",
    "written",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"calc has no {name!r}; its names are {', '.join(__all__)}")
    return getattr(import_module(f"calc.{_HOME[name]}"), name)
