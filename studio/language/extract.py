"""Collect the messages of lessons and pages from the sources, as catalogues hold them.

Read from the sources' syntax; nothing is run. A message is a literal: the templates of `say`, `counted` and
`worded`, phrases, labels, titles, what a lesson promises, and the words of the pages' templates.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from calc.wording import SPOKEN
from studio.language.catalogue import LABEL, PAGE
from studio.system.names import in_words

ROOT = Path(__file__).parents[2]
_ROOMS = "calc", "scenes", "studio/cast", "studio/lesson", "studio/stage", "studio/language", "studio/page"
_CELLS = "head", "row", "result"  # of a panel: what stands there in words is a label
_COUNTED = re.compile(r'_\.counted\("([^"]+)", "([^"]+)"')
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Found:
    """A message in a source. plural: its form for more than one thing, "" for a message about no number."""

    file: str
    source: str
    context: str = ""
    plural: str = ""


def messages(root: Path = ROOT) -> list[Found]:
    """Return every message of the sources, each once for each file that it is in."""
    files = sorted(path for room in _ROOMS for path in (root / room).rglob("*.py"))
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in files}
    names = {name: text for tree in trees.values() for name, text in _constants(tree)}
    found = [
        each
        for path, tree in trees.items()
        for each in _Reader(path.relative_to(root).as_posix(), names).read(tree)
    ]
    for path in sorted((root / "studio/page/templates").glob("*.j2")):
        file = path.relative_to(root).as_posix()
        for _, _, text in extract_from_ast(Environment().parse(path.read_text(encoding="utf-8"))):
            if isinstance(text, str):
                found.append(Found(file, text, PAGE))
        found += [
            Found(file, one, PAGE, many) for one, many in _COUNTED.findall(path.read_text(encoding="utf-8"))
        ]
    return list(dict.fromkeys(found))


def template(found: Iterable[Found]) -> Catalog:
    """Return messages as a catalogue without translations."""
    catalogue = Catalog(project="calculus-lessons", charset="utf-8", fuzzy=False)
    for each in found:
        message = (each.source, each.plural) if each.plural else each.source
        catalogue.add(message, context=each.context or None, locations=[(each.file, 0)])
    return catalogue


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the names of a module that stand for a text, such as PLACE = "place"."""
    for node in tree.body:
        if not isinstance(node, ast.Assign):
            continue
        target, value = node.targets[0], node.value
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = list(zip(target.elts, value.elts, strict=False))
        for name, text in pairs:
            if isinstance(name, ast.Name) and isinstance(text, ast.Constant) and isinstance(text.value, str):
                yield name.id, text.value


class _Reader(ast.NodeVisitor):
    """Reads the messages of one file. names: what constants stand for, in whatever file."""

    def __init__(self, file: str, names: dict[str, str]) -> None:
        self.file, self.names = file, names
        self.found: list[Found] = []
        self.function: ast.AST | None = None

    def read(self, tree: ast.Module) -> list[Found]:
        self.visit(tree)
        return self.found

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        before, self.function = self.function, node
        self.generic_visit(node)
        self.function = before

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        if self.file.startswith("scenes/") and any(_name(base).endswith("Lesson") for base in node.bases):
            self.note(in_words(node.name).capitalize(), LABEL)
            self.note((ast.get_docstring(node) or "").partition("\n")[0], LABEL)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        name, arguments = _name(node.func), node.args
        first = arguments[0] if arguments else None
        if name in ("say", "aloud", "label", "shown", "States", "_") and first is not None:
            context = {"say": "", "aloud": SPOKEN, "_": PAGE}.get(name, LABEL)
            if name != "_" or self.file.startswith("studio/page/"):
                for text in self.texts(first):
                    self.note(text, context)
        elif name in ("phrase", "Message") and first is not None:
            where = next((each.value for each in node.keywords if each.arg == "context"), None)
            where = where or (arguments[1] if name == "phrase" and len(arguments) > 1 else None)
            for text in self.texts(first):
                self.note(text, self.text(where) if where is not None else "")
        elif name == "worded" and len(arguments) > 1:
            for text in self.texts(arguments[1]):
                self.note(text, SPOKEN)
        elif name == "counted" and len(arguments) > 1:
            one, many = (self.texts(each) for each in arguments[:2])
            if one and many:
                of_the_page = isinstance(node.func, ast.Attribute) and _name(node.func.value) == "_"
                self.found.append(Found(self.file, one[0], PAGE if of_the_page else "", many[0]))
        elif name in _CELLS and isinstance(node.func, ast.Attribute):
            for cell in arguments:
                if isinstance(cell, ast.Constant) and _WORD.search(str(cell.value)):
                    self.note(str(cell.value), LABEL)
        elif name == "beat":
            for keyword in node.keywords:
                if keyword.arg == "title":
                    for text in self.texts(keyword.value):
                        self.note(text, LABEL)

    def note(self, text: str, context: str) -> None:
        if text:
            self.found.append(Found(self.file, text, context))

    def text(self, node: ast.expr) -> str:
        return self.names.get(node.id, "") if isinstance(node, ast.Name) else self.texts(node)[0]

    def texts(self, node: ast.expr) -> list[str]:
        """Return the literals that an expression may be: its own, those of its two cases, or of its name."""
        if isinstance(node, ast.Constant):
            return [node.value] if isinstance(node.value, str) else []
        if isinstance(node, ast.IfExp):
            return [*self.texts(node.body), *self.texts(node.orelse)]
        if isinstance(node, ast.Name) and self.function is not None:
            assigned = (each for each in ast.walk(self.function) if isinstance(each, ast.Assign))
            return [
                text
                for each in assigned
                if any(isinstance(target, ast.Name) and target.id == node.id for target in each.targets)
                for text in self.texts(each.value)
            ]
        return []


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
