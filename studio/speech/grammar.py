"""Which words of a sentence are verbs, as the bundled voice's tagger has it."""

from functools import cache
from itertools import pairwise
from typing import Any

# Penn Treebank: verbs, and the words that begin a clause with a verb of its own, such as "how".
_VERBS = frozenset(("VB", "VBD", "VBP", "VBZ", "MD", "WRB", "WP", "WDT"))


def has_verb(clause: str) -> bool:
    """Say whether a clause, as it is spoken, says that something is or happens, or asks for it."""
    tokens = _tagger().tokenize(clause)
    if any(token.tag in _VERBS for token in tokens):
        return True
    # The tagger takes some verbs for plurals: "the loss reacts", "the miss shrinks to 4".
    pairs = pairwise(tokens)
    return any(
        "NNS" in (one.tag, after.tag) and (one.tag == "NN" or after.text == "to") for one, after in pairs
    )


@cache
def _tagger() -> Any:
    from hibari.g2p import G2P  # half a second: only where a line needs it

    return G2P()
