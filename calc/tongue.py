"""The language that lines and numbers are told in: that of the source, English, until another is spoken.

calc only asks; who answers in another language is `studio.language`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Tongue:
    """English, the language of all sources: every message is told as it is written.

    language: its tag, as BCP 47 has it.
    """

    language = "en"

    @property
    def is_source(self) -> bool:
        """True if messages are told as they are written in the source."""
        return True

    def sentence(self, source: str, context: str = "") -> str:
        """Return the template of a message in this language.

        context: tells apart messages that are alike in English, such as "left" of a side and of a rest.
        """
        return source

    def counted(self, one: str, many: str, count: int) -> str:
        """Return the template of a message about so many things."""
        return one if count == 1 else many

    def label(self, text: str) -> str:
        """Return a text that is shown, such as a column's name or a number, in this language."""
        return text

    def written(self, text: str) -> str:
        """Return numbers, or a formula with numbers in it, with this language's decimal mark."""
        return text

    def said(self, digits: str) -> str:
        """Return a number of plain digits, with a point before its decimals, as a voice says it."""
        return digits


ENGLISH = Tongue()

_CURRENT: ContextVar[Tongue] = ContextVar("tongue", default=ENGLISH)


def aloud(message: str) -> str:
    """Return a message that says mathematics aloud, as it is: the mark by which it is collected."""
    return message


def tongue() -> Tongue:
    """Return the language that is spoken now."""
    return _CURRENT.get()


def speak(language: Tongue) -> None:
    """Tell all that follows in this language."""
    _CURRENT.set(language)


@contextmanager
def speaking(language: Tongue) -> Iterator[None]:
    """Tell what is told meanwhile in this language."""
    token = _CURRENT.set(language)
    try:
        yield
    finally:
        _CURRENT.reset(token)
