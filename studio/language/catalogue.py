"""Catalogues: the messages of lessons and pages in another language, one gettext file (.po) a language.

A catalogue is a file that somebody else may have written. It is bounded, its text is only ever text, and a
translation may name no other values and marks than its source does.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from gettext import c2py
from io import StringIO
from pathlib import Path
from string import Formatter

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, PoFileParser

from studio.system.received import read_text

#: Where the catalogues are, one for each language.
FOLDER = Path(__file__).parent / "catalogues"

#: Contexts of messages that are shown, on the film and on the page, and not said.
LABEL, PAGE = "label", "page"

SENTENCE_WORDS = 24  # in a sentence; English ones have 20 at most, and most languages need more words
_ROOM = 1.6, 10  # times as long as its source, or by so many characters longer, a label may be
_LONGEST = 2_000_000  # bytes of a catalogue
_LONGEST_MESSAGE = 2_000  # characters
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_MARK = re.compile(r"<([a-z][a-z0-9_-]*)>(?=\S)")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a translation.

    kind: "missing", "placeholders", "marks", "characters" or "too long". line: of the file.
    """

    kind: str
    source: str
    said: str
    line: int | None
    context: str = ""

    @property
    def breaks(self) -> bool:
        """True if no lesson can be told with it; one that is missing is refused only where it is needed."""
        return self.kind in ("placeholders", "marks", "characters")

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.kind}: {self.source!r}: {self.said}"


@dataclass(frozen=True)
class Translations:
    """The messages of one language. messages: by context and source, each with its plural forms."""

    language: str
    locale: Locale
    messages: Mapping[tuple[str, str], tuple[str, ...]]

    def get(self, source: str, context: str = "") -> str | None:
        """Return the translation of a message; None where there is none."""
        found = self.messages.get((context, source))
        return found[0] if found else None

    def counted(self, one: str, count: int, context: str = "") -> str | None:
        """Return the translation of a message about so many things."""
        found = self.messages.get((context, one))
        return found[min(_plural_form(self.locale)(count), len(found) - 1)] if found else None


def _plural_form(locale: Locale) -> Callable[[int], int]:
    # Babel's own rule for the language: what a file says of plurals is not read.
    found: Callable[[int], int] = c2py(get_plural(locale).plural_expr)
    return found


def languages() -> list[str]:
    """Return the languages that there are catalogues for, English first."""
    return ["en", *sorted(path.stem for path in FOLDER.glob("*.po"))]


def checked_tag(language: str) -> str:
    """Return a language's tag; ValueError where it is none, or no language that is known."""
    if not isinstance(language, str) or not _TAG.fullmatch(language) or len(language) > 35:
        raise ValueError(f"a language is a tag such as es or en-GB, got {language!r}")
    locale_of(language)
    return language


def locale_of(language: str) -> Locale:
    """Return what CLDR says of a language; ValueError where it is not known."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        raise ValueError(
            f"there is no language {language!r}: a language is a tag such as es or en-GB"
        ) from None


def file_of(language: str) -> Path | None:
    """Return the catalogue of a language, or of the one that it is a form of; None where there is none."""
    parts = checked_tag(language).split("-")
    for count in range(len(parts), 0, -1):
        path = FOLDER / f"{'-'.join(parts[:count])}.po"
        if path.is_file():
            return path
    return None


def translations_hash(tags: Iterable[str]) -> str:
    """Return a hash of the catalogues of these languages; "" where they have none."""
    files = sorted({path for tag in tags if tag and (path := file_of(tag))})
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest() if files else ""


def load(language: str) -> Translations:
    """Return the translations of a language.

    Raises ValueError, in one sentence, where there are none, or a translation would not fit its message.
    """
    path = file_of(language)
    if path is None:
        raise ValueError(
            f"there is no catalogue for {language}; there are {', '.join(languages())}, "
            "and docs/translating.md says how to make one"
        )
    catalogue = read(path, language)
    broken = [fault for fault in faults(catalogue) if fault.breaks]
    if broken:
        more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
        raise ValueError(f"{path.name}, {broken[0]}{more}")
    return Translations(language, locale_of(language), dict(_translated(catalogue)))


class _Headless(Catalog):
    """A catalogue that takes nothing from its header: CLDR knows the plurals, and all is UTF-8."""

    def _set_mime_headers(self, headers: Iterable[tuple[str, str]]) -> None:
        pass


def read(path: Path, language: str) -> Catalog:
    """Return the catalogue in a file; ValueError where that is none, OSError where it cannot be read."""
    catalogue = _Headless(locale_of(language))
    try:
        text = read_text(path, _LONGEST).removeprefix("\N{BYTE ORDER MARK}")
        PoFileParser(catalogue, abort_invalid=True).parse(StringIO(text))
    except (PoFileError, ValueError, LookupError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"{path.name} is no catalogue that can be read: {error}") from None
    return catalogue


def _translated(catalogue: Catalog) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    for message in catalogue:
        forms = _forms(message)
        if message.id and not message.fuzzy and all(forms):
            yield (message.context or "", _sources(message)[0]), forms


def _sources(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (tuple, list)) else (message.id,)


def _forms(message: Message) -> tuple[str, ...]:
    found = message.string
    return tuple(found) if isinstance(found, (tuple, list)) else (found or "",)


def faults(catalogue: Catalog) -> list[Fault]:
    """Return all that is wrong with a catalogue's translations, in the order of the file."""
    found: list[Fault] = []
    plurals = catalogue.num_plurals
    for message in catalogue:
        if not message.id:
            continue
        sources, forms = _sources(message), _forms(message)
        source = sources[-1]

        def fault(kind: str, said: str, source: str = sources[0], message: Message = message) -> None:
            found.append(Fault(kind, source, said, message.lineno, message.context or ""))

        if message.fuzzy or not all(forms) or (len(sources) > 1 and len(forms) < plurals):
            fault("missing", "it is marked as fuzzy" if message.fuzzy else "it has no translation")
            continue
        for form in forms:
            for kind, said in _differences(source, form, message.context or ""):
                fault(kind, said)
    return found


def _differences(source: str, told: str, context: str) -> Iterator[tuple[str, str]]:
    if len(told) > _LONGEST_MESSAGE or any(sign in told for sign in "⟦⟧") or not told.isprintable():
        yield "characters", "it may hold neither control characters nor ⟦ and ⟧, and 2,000 characters at most"
        return
    try:
        wanted, given = placeholders(source), placeholders(told)
    except ValueError as error:
        yield "placeholders", str(error)
        return
    if wanted != given:
        yield "placeholders", _apart(*(sorted(f"{{{name}}}" for name in names) for names in (wanted, given)))
    marks, kept = ([f"<{mark}>" for mark in _MARK.findall(text)] for text in (source, told))
    if marks != kept:
        order = f"its marks must come once each, in the order {', '.join(marks)}"
        yield "marks", _apart(marks, kept) or order
    if context == LABEL:
        room = max(_ROOM[0] * len(source), _ROOM[1] + len(source))
        if len(told) > room:
            yield "too long", f"{len(told)} characters, and there is room for {room:.0f}"
    elif not context:
        for sentence in re.split(r"(?<=[.?!])\s+", _MARK.sub("", told)):
            count = len(sentence.split())
            if count > SENTENCE_WORDS:
                yield (
                    "too long",
                    f"a sentence of {count} words, and {SENTENCE_WORDS} can be followed: {sentence!r}",
                )


def _apart(wanted: list[str], given: list[str]) -> str:
    """Return what a translation lacks of its source, and what it has beyond; "" where that is nothing."""
    lacking = ", ".join(name for name in wanted if name not in given)
    beyond = ", ".join(name for name in given if name not in wanted)
    said = (lacking and f"it lacks {lacking}", beyond and f"it has {beyond}, and the source has not")
    return "; ".join(filter(None, said))


def placeholders(template: str) -> set[str]:
    """Return the names of the values in a template; ValueError for all but plain names in braces."""
    try:
        fields = [found[1:] for found in Formatter().parse(template) if found[1] is not None]
    except ValueError as error:
        raise ValueError(f"its braces cannot be read: {error}") from None
    for name, spec, conversion in fields:
        if spec or conversion or not _NAME.fullmatch(str(name)):
            raise ValueError("a value must stand as a plain name in braces, such as {slope}")
    return {str(name) for name, _, _ in fields}
