"""A line of narration as a message: a template, the numbers in it by name, and marks at which plays begin.

`say("At {x} the <slope>slope is {slope}.", x=brief(5), slope=brief(10))` is spoken "At 5 the slope is 10.";
the mark <slope> names the word after it, so that a lesson can show something as that word is said.
Templates are whole sentences with named numbers, so that they can be translated without touching what is
computed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from string import Formatter

from calc.wording import Wording

#: Before a word, outside of the written|spoken markup: "<slope>".
_MARK = re.compile(r"<([a-z][a-z0-9_-]*)>(?=\S)")
_MARKUP = re.compile(r"⟦[^⟦⟧]*⟧")


@dataclass(frozen=True)
class Message:
    """One template with its values; `str` gives its text, with marks and the markup of `calc.wording`."""

    template: str
    values: Mapping[str, Wording | str] = field(default_factory=dict)

    def __str__(self) -> str:
        return Formatter().vformat(self.template, (), self.values)


@dataclass(frozen=True)
class Line:
    """Messages that are said one after the other.

    without: marks that other variants of the line have and this one has not; the plays on them are passed
        over. A play on any other mark that the line lacks is a mistake.
    """

    messages: tuple[Message, ...] = ()
    without: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return " ".join(text for text in map(str, self.messages) if text)

    def __add__(self, other: Line) -> Line:
        return Line(self.messages + other.messages, self.without | other.without)


def say(template: str, *, without: Iterable[str] = (), **values: Wording | str) -> Line:
    """Return a line of one message.

    without: marks that this variant lacks (see `Line`).

    Raises:
        ValueError: the template names a value that is not given, or a value is a bare number, whose written
            and spoken forms nobody has decided.
    """
    for name, value in values.items():
        if not isinstance(value, (Wording, str)):
            raise ValueError(f"the value {name!r} of a line must be worded (calc.wording), got {value!r}")
    line = Line((Message(template, values),), frozenset(without))
    try:
        str(line)
    except (KeyError, IndexError) as missing:
        raise ValueError(f"the line {template!r} needs a value for {missing}") from None
    return line


def unmarked(text: str) -> str:
    """Return the text without its marks."""
    return _outside_markup(text, lambda part: _MARK.sub("", part))


def marks_of(token: str) -> list[str]:
    """Return the marks in front of one word, in their order."""
    return _MARK.findall(_MARKUP.sub("x", token))


def _outside_markup(text: str, change: Callable[[str], str]) -> str:
    """Apply `change` to what lies outside the written|spoken markup, whose forms may hold any character."""
    parts, end = [], 0
    for found in _MARKUP.finditer(text):
        # A mark may stand right before a worded value: let it see that something follows.
        before = change(text[end : found.start()] + "\0").removesuffix("\0")
        parts += [before, found[0]]
        end = found.end()
    return "".join([*parts, change(text[end:])])
