"""Names of lessons and films, and any text on its way to a terminal."""

import os
import re

#: A lesson's name: of its folder and its files, on every machine.
NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}\Z"

#: A beat's name, which may become that of a folder.
BEAT = r"^[A-Za-z_][A-Za-z0-9_-]{0,99}\Z"

_LONGEST_WORD, _LONGEST_PATH, _LONGEST = 60, 250, 1500  # characters


def check_name(name: str) -> str:
    """Return `name` if it can be the name of a folder everywhere; raises ValueError otherwise."""
    if not re.match(NAME, name):
        raise ValueError(
            "a name must be at most 60 letters, digits, - and _, for it names a folder; "
            f"got {printable(name)!r}"
        )
    return name


def in_words(name: str) -> str:
    """Return the name of a class in words: "Gradient Descent" for GradientDescent."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)


def is_own(given: str) -> bool:
    """Return whether a lesson's name is that of an author's own: a file's, or one with a colon."""
    return given.endswith(".py") or ":" in given


def printable(text: str) -> str:
    """Return a text as a terminal may show it: no escape sequences, and nothing that goes on for ever.

    Line ends stay; other characters that cannot be printed are written as escapes; long words lose their
    middle, and so does a long text.
    """
    plain = "".join(
        char if char.isprintable() or char == "\n" else char.encode("unicode_escape").decode()
        for char in text[: 4 * _LONGEST]
    )
    plain = re.sub(r"\S{61,}", lambda word: _shortened(word[0]), plain)
    return plain if len(text) <= _LONGEST else f"{plain[:_LONGEST]} … ({len(text)} characters)"


def _shortened(word: str) -> str:
    most = _LONGEST_PATH if os.sep in word else _LONGEST_WORD
    return word if len(word) <= most else f"{word[: most - 20]}…{word[-10:]}"
