"""The starting file of an author's own lesson: small, whole, and already keeping every rule."""

import re
from pathlib import Path
from string import Template

from studio.catalogue.own_lesson import own_lesson
from studio.system.names import printable

_TEMPLATE = Path(__file__).with_name("new_lesson.txt")
_NAME = re.compile(r"([A-Z][a-z0-9]*)+")


def write_new_lesson(name: str, folder: Path) -> Path:
    """Write the starting file of a lesson of this name, such as MySigmoid, into a folder; return its path.

    Raises:
        ValueError: it cannot be a lesson's name, or the file would be hidden by an installed module.
        OSError: there is such a file already, or it cannot be written.
    """
    if not _NAME.fullmatch(name) or len(name) > 60:
        raise ValueError(
            f"a new lesson needs a name such as Sigmoid or MySigmoid, words that begin with a capital, "
            f"got {printable(name)!r}"
        )
    path = folder / f"{re.sub(r'(?<=[a-z0-9])(?=[A-Z])', '_', name).lower()}.py"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(name=name))
    except FileExistsError:
        raise ValueError(f"{path} is there already: choose another name, or move it away") from None
    try:
        own_lesson(path.name, folder)
    except ValueError as refusal:
        path.unlink()
        raise ValueError(f"{refusal}; choose another name for the lesson") from None
    return path
