"""The lesson of docs/writing-lessons.md as it is after each of its steps."""

import ast
import re
from pathlib import Path

from calculus_lessons.new_lesson import write_new_lesson

PAGE = Path(__file__).parents[1] / "docs" / "writing-lessons.md"


def steps(folder: Path) -> list[Path]:
    """Write the lesson after each step into a folder of its own, the starting file first; return the files.

    As the page says: what a step shows replaces what the file has, and what it has not is added.
    """
    source = write_new_lesson("Sigmoid", folder).read_text(encoding="utf-8")
    sources = [source]
    for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        sources.append(edited(sources[-1], block))
    files = []
    for number, text in enumerate(sources):
        place = folder / f"step-{number}"
        place.mkdir()
        (place / "sigmoid.py").write_text(text, encoding="utf-8")
        files.append(place / "sigmoid.py")
    return files


def edited(source: str, block: str) -> str:
    """Return a lesson's source with the parts of its class that a block shows, and the block's imports."""
    tree, shown = ast.parse(source), ast.parse(block)
    lesson = next(node for node in tree.body if isinstance(node, ast.ClassDef))
    (change,) = (node for node in shown.body if isinstance(node, ast.ClassDef))
    for part in change.body:
        names = [_name(each) for each in lesson.body]
        if _name(part) in names:
            lesson.body[names.index(_name(part))] = part
        else:
            lesson.body.append(part)
    tree.body[1:1] = [node for node in shown.body if not isinstance(node, ast.ClassDef)]
    return ast.unparse(tree) + "\n"


def _name(part: ast.stmt) -> str:
    if isinstance(part, ast.Expr):
        return "the docstring"
    return part.targets[0].id if isinstance(part, ast.Assign) else part.name  # type: ignore[attr-defined, no-any-return]
