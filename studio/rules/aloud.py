"""The rules of a line that is read aloud, by a voice that guesses sounds, to an ear that cannot look back.

They are this course's own. Each comes from a line of it that was misheard, or that sounded like a slide.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from calc.wording import spoken, words_spoken
from studio.lesson.timeline import Span
from studio.rules.findings import Ledger
from studio.speech.grammar import has_verb
from studio.speech.narration import sentences

#: Words that sound otherwise when they mean something else; a voice has to guess.
HETERONYMS = frozenset(
    re.findall(
        "[a-z]+",
        "bass bow bows close content desert dove lead live lives minute object objects present presents "
        "produce project projects read record records refuse sow tear tears use uses wind winds wound",
    )
)
# Words: "twice 3" after a colon is heard as one thing, "the partial derivative for x" is not
NEEDS_A_VERB = 4


def check_aloud(spans: Sequence[Span], ledger: Ledger) -> None:
    """Note, sentence by sentence, what a listener would stumble over."""
    for span in spans:
        for tokens in sentences(span.beat.line):
            sentence = " ".join(map(spoken, tokens))
            told = repr(sentence)
            doubtful = sorted(set(re.findall(r"[a-z']+", sentence.lower())) & HETERONYMS)
            subject = f"{', '.join(map(repr, doubtful)) or 'nothing'} in {told}"
            ledger.note("words with one sound", span.beat.name, subject, len(doubtful), 0)
            ledger.note(
                "sentences of two words or more",
                span.beat.name,
                told,
                len(words_spoken(sentence)),
                2,
                least=True,
            )
            ledger.note("clauses with a verb", span.beat.name, told, len([*verbless(tokens)]), 0)


def verbless(sentence: Sequence[str]) -> Iterator[str]:
    """Yield each clause after a colon that has words enough for a verb, and none.

    A sentence is given as tokens with their written|spoken pairs. A number or a formula needs no verb.
    """
    colons = [index for index, token in enumerate(sentence) if token.endswith(":")]
    for colon, until in pairwise([*colons, len(sentence)]):
        clause = sentence[colon + 1 : until + 1]
        given = clause and (clause[0].startswith("⟦") or clause[0][0].isdigit())
        if len(clause) >= NEEDS_A_VERB and not given and not has_verb(told := " ".join(map(spoken, clause))):
            yield told
