"""A language with its catalogue, its numbers from CLDR, and its number words; the answer to `calc.tongue`."""

from __future__ import annotations

import re
from functools import lru_cache

from babel.numbers import get_decimal_symbol
from num2words import num2words

from calc.tongue import ENGLISH, Tongue, aloud
from calc.wording import SPOKEN
from studio.language.catalogue import LABEL, PAGE, Translations, checked_tag, load, locale_of

_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_NAMES = 2  # letters at most of what is in no language: the name of a variable


class Foreign(Tongue):
    """A language other than that of the source.

    translations: None for lessons that are written in this language, so that only numbers differ.
    missing: what was asked for and has no translation, in order.
    """

    def __init__(self, language: str, translations: Translations | None) -> None:
        self.language = language
        self.missing: dict[str, None] = {}
        self._translations = translations
        locale = locale_of(language)
        self._point = get_decimal_symbol(locale, numbering_system="latn")
        self._words = str(locale), locale.language

    @property
    def is_source(self) -> bool:
        return False

    def sentence(self, source: str, context: str = "") -> str:
        if self._translations is None:
            return source
        found = self._translations.get(source, context)
        if found is None:
            self.missing[source] = None
        return source if found is None else found

    def counted(self, one: str, many: str, count: int) -> str:
        found = self._translations.counted(one, count) if self._translations else None
        if found is None and self._translations:
            self.missing[one] = None
        return found or super().counted(one, many, count)

    def label(self, text: str) -> str:
        if self._translations is None:
            return self.written(text)
        found = self._translations.get(text, LABEL)
        if found is not None:
            return found
        if max(map(len, re.findall(r"[^\W\d_]+", text)), default=0) > _NAMES:
            self.missing[text] = None
        return self.written(text)

    def written(self, text: str) -> str:
        return _POINT.sub(self._point, text)

    def said(self, digits: str) -> str:
        whole, _, rest = digits.partition(".")
        try:
            if not rest:
                return self._in_words(whole)
            after = " ".join(map(self._in_words, rest))
            return self.sentence(aloud("{whole} point {digits}"), SPOKEN).format(
                whole=self._in_words(whole), digits=after
            )
        except NotImplementedError:
            return self.written(digits)

    def _in_words(self, whole: str) -> str:
        for language in self._words:
            try:
                return str(num2words(int(whole), lang=language))
            except NotImplementedError:
                continue
        raise NotImplementedError(f"num2words knows no numbers in {self.language}")


def tongue_of(language: str, written_in: str = "en") -> Tongue:
    """Return the language that lessons written in another one are told in.

    Raises ValueError where there is no such language, or no catalogue for it.
    """
    checked_tag(language)
    if _same(language, "en") and _same(written_in, "en"):
        return ENGLISH
    if _same(language, written_in):
        return Foreign(language, None)
    if not _same(written_in, "en"):
        raise ValueError(f"a lesson that is written in {written_in} cannot be told in {language}")
    return Foreign(language, translations_of(language))


@lru_cache(maxsize=8)
def translations_of(language: str) -> Translations:
    """Return the translations of a language, read once; ValueError as `load`."""
    return load(language)


def _same(one: str, other: str) -> bool:
    """Say whether two tags are of one language, whatever form of it."""
    return one.partition("-")[0].lower() == other.partition("-")[0].lower()


class PageWords:
    """The words of a page around lessons in a language; English where that has no catalogue.

    A lesson that is written in a language of an author's own may have none.
    """

    def __init__(self, language: str) -> None:
        try:
            self._translations = None if _same(language, "en") else translations_of(language)
        except ValueError:
            self._translations = None

    def __call__(self, text: str) -> str:
        """Return a text of the page."""
        return (self._translations and self._translations.get(text, PAGE)) or text

    def counted(self, one: str, many: str, count: int) -> str:
        """Return a text of the page about so many things."""
        found = self._translations and self._translations.counted(one, count, PAGE)
        return (found or (one if count == 1 else many)).format(count=count)


def name_of(language: str) -> str:
    """Return what a language calls itself, with a capital: "Español"; its tag where it is not known."""
    try:
        name = locale_of(language).get_display_name() or language
    except ValueError:
        return language
    return name[:1].upper() + name[1:]
