"""The lessons, one file each, in the order of the course.

`from scenes import GradientDescent` loads that lesson's file, and manim with it, only then.
"""

import ast
import importlib
from pathlib import Path
from typing import Any

from calc.line import label
from studio.lesson.place import Place
from studio.system.names import in_words

#: The title of the course.
TITLE = "The calculus behind machine learning"

#: The lessons in the order in which they are taught.
COURSE = (
    "WhyCalculus",
    "TrainingLoop",
    "ConceptMap",
    "Derivative",
    "PartialDerivative",
    "Gradient",
    "ChainRule",
    "Integral",
    "GradientDescent",
    "NextDerivatives",
)


def module(name: str) -> str:
    """Return the name of the module that holds a lesson: training_loop for TrainingLoop."""
    return in_words(name).replace(" ", "_").lower()


def place(name: str) -> Place:
    """Return where a lesson stands in the course."""
    index = COURSE.index(name)
    following = COURSE[index + 1] if index + 1 < len(COURSE) else ""
    if following == COURSE[-1]:
        return Place(index + 1, len(COURSE), label("The whole loop"))
    return Place(index + 1, len(COURSE), in_words(following).capitalize())


def summary(name: str) -> str:
    """Return the first line of a lesson's docstring, read without loading it (manim takes a second)."""
    tree = ast.parse((Path(__file__).parent / f"{module(name)}.py").read_text(encoding="utf-8"))
    lesson = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
    return (ast.get_docstring(lesson) or "").splitlines()[0]


def __getattr__(name: str) -> Any:
    if name in COURSE:
        return getattr(importlib.import_module(f"scenes.{module(name)}"), name)
    raise AttributeError(f"module 'scenes' has no lesson {name!r}; there are {', '.join(COURSE)}")


def __dir__() -> list[str]:
    return sorted([*COURSE, "COURSE", "TITLE", "summary"])
