"""A line of narration as a message: a template, the numbers in it by name, and marks at which plays begin.

`say("At {x} the <slope>slope is {slope}.", x=brief(5), slope=brief(10))` is spoken "At 5 the slope is 10.";
the mark <slope> names the word after it, so that a lesson can show something as that word is said.
Templates are whole sentences with named numbers, so that they can be translated without touching what is
computed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import Formatter

from calc.tongue import tongue
from calc.wording import Wording, number

#: Before a word, outside of the written|spoken markup: "<slope>".
_MARK = re.compile(r"<([a-z][a-z0-9_-]*)>(?=\S)")
#: The context of the messages of `listed`.
LIST = "list"

_MARKUP = re.compile(r"⟦[^⟦⟧]*⟧")


@dataclass(frozen=True)
class Message:
    """One template with its values; `str` gives its text, with marks and the markup of `calc.wording`.

    The text is in the language that is spoken when it is asked for (`calc.tongue`).

    context: tells apart messages that are alike in English. plural, count: the template for more than one
        thing, and how many there are; "" where it is about no number of things. mark: one that stands
        before it, in whatever language.
    """

    template: str
    values: Mapping[str, Value] = field(default_factory=dict)
    context: str = ""
    plural: str = ""
    count: int = 1
    mark: str = ""

    def __str__(self) -> str:
        if self.plural:
            template = tongue().counted(self.template, self.plural, self.count)
        else:
            template = tongue().sentence(self.template, self.context) if self.template else ""
        return f"<{self.mark}>" * bool(self.mark) + self.filled(template)

    def filled(self, template: str) -> str:
        """Return a template, in whatever language, with the values in their places."""
        return Formatter().vformat(template, (), self.values)


#: What may stand in a line: a worded number or formula, another message, or text that is in no language,
#: such as the name of a variable.
Value = Wording | Message | str


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

    def opened_by(self, mark: str) -> Line:
        """Return the line with a mark before its first word."""
        first, *later = self.messages
        return Line((replace(first, mark=mark), *later), self.without)


def say(template: str, *, without: Iterable[str] = (), **values: Value) -> Line:
    """Return a line of one message.

    without: marks that this variant lacks (see `Line`).

    Raises:
        ValueError: the template names a value that is not given, or a value is a bare number, whose written
            and spoken forms nobody has decided.
    """
    for name, value in values.items():
        if not isinstance(value, (Wording, Message, str)):
            raise ValueError(f"the value {name!r} of a line must be worded (calc.wording), got {value!r}")
    message = Message(template, values)
    try:
        message.filled(template)
    except (KeyError, IndexError) as missing:
        raise ValueError(f"the line {template!r} needs a value for {missing}") from None
    return Line((message,), frozenset(without))


def plain(text: str) -> Line:
    """Return a line of text as it is, which has no values: its braces are braces."""
    return Line((Message(text.replace("{", "{{").replace("}", "}}")),) if text else ())


def phrase(text: str, context: str) -> Message:
    """Return words that stand in a line as a value, such as "a low point", as a message of their own.

    context: where they stand, for who translates them: the same words may need another form elsewhere.
    """
    return Message(text, context=context)


def counted(one: str, many: str, count: int) -> Message:
    """Return words about a number of things: `counted("{count} step", "{count} steps", 20)`."""
    return Message(one, {"count": number(count)}, plural=many, count=count)


def listed(values: Sequence[Wording]) -> Message:
    """Return values as a list: "1, 2 and 3"."""
    found = Message("{value}", {"value": values[0]}, context=LIST)
    for value in values[1:-1]:
        found = Message("{list}, {value}", {"list": found, "value": value}, context=LIST)
    if len(values) > 1:
        found = Message("{list} and {value}", {"list": found, "value": values[-1]}, context=LIST)
    return found


def label(text: str) -> str:
    """Return a text that is shown, such as a chapter's title, as it is: the mark by which it is collected."""
    return text


def shown(text: str) -> str:
    """Return a label or a title in the language that is spoken; it is shown, and nobody says it."""
    return tongue().label(text)


def unmarked(text: str) -> str:
    """Return the text without its marks."""
    return _outside_markup(text, lambda part: _MARK.sub("", part))


def marks_of(token: str) -> list[str]:
    """Return the marks in front of one word, in their order."""
    return _MARK.findall(_MARKUP.sub("x", token))


def refuse_misread(text: str) -> None:
    """Look at a line's marks.

    Raises:
        ValueError: something looks like a mark, but would be said as it stands; or two are alike, so that a
            play on them would wait for one of two words.
    """
    plain = _MARKUP.sub("x", text)
    for found in re.findall(r"<[^\W\d][\w-]*>", _MARK.sub("", plain)):
        raise ValueError(
            f"{found} in a line is no mark: write it in small letters, right before a word: <dot>dot"
        )
    marks = _MARK.findall(plain)
    for mark in marks:
        if marks.count(mark) > 1:
            raise ValueError(f"two words of a line have the mark <{mark}>; give each its own")


def _outside_markup(text: str, change: Callable[[str], str]) -> str:
    """Apply `change` to what lies outside the written|spoken markup, whose forms may hold any character."""
    parts, end = [], 0
    for found in _MARKUP.finditer(text):
        # A mark may stand right before a worded value: let it see that something follows.
        before = change(text[end : found.start()] + "\0").removesuffix("\0")
        parts += [before, found[0]]
        end = found.end()
    return "".join([*parts, change(text[end:])])
