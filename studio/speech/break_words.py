"""Before which words of a language a line of captions breaks well, and after which it breaks badly."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SHORT = 3  # letters: of most words in any language that lead to the next one, such as "de", "und", "con"


@dataclass(frozen=True)
class BreakWords:
    """The words of one language that lead to what follows, so that a line should not end in them.

    opening: conjunctions and prepositions, before which a break is good. clinging: articles, possessives and
    negations, before which it is as any other.
    """

    opening: frozenset[str]
    clinging: frozenset[str]

    def leads(self, word: str) -> bool:
        """Say whether a break after this word, in small letters, tears it from what it belongs to."""
        return word in self.opening or word in self.clinging

    def opens(self, word: str) -> bool:
        """Say whether a break before this word is good."""
        return word in self.opening


class ShortWords(BreakWords):
    """Of a language whose words nobody has listed: the shortest ones lead to what follows."""

    def leads(self, word: str) -> bool:
        return re.fullmatch(rf"[^\W\d_]{{2,{_SHORT}}}", word) is not None

    opens = leads


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_KNOWN = {
    "en": BreakWords(
        _words(
            "and but or nor so yet because if when while where that which who than as "
            "about above across after against along at before below between by down for from in into of off "
            "on onto over through to toward towards under until up with without"
        ),
        _words("a an the this these those its our your their no not"),
    ),
    "es": BreakWords(
        _words(
            "y e o u ni pero sino pues porque aunque si cuando mientras donde adonde como que quien cual "
            "a al ante bajo con contra de del desde durante en entre hacia hasta mediante para por según sin "
            "sobre tras"
        ),
        _words(
            "el la lo los las un una unos unas este esta estos estas ese esa esos esas aquel aquella mi tu "
            "su sus nuestro nuestra nuestros nuestras no se me te le nos les cada muy más menos tan"
        ),
    ),
}
_ANY = ShortWords(frozenset(), frozenset())


def break_words(language: str) -> BreakWords:
    """Return the words of a language, given as BCP 47 has it."""
    return _KNOWN.get(language.partition("-")[0].lower(), _ANY)
