"""Compares words that were heard with those of a line, as they are said."""

import re
from collections.abc import Iterable, Sequence

_ONES = re.findall(
    "[a-z]+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
)
_TENS = ["", "", *re.findall("[a-z]+", "twenty thirty forty fifty sixty seventy eighty ninety")]


def plain_words(line: str) -> list[str]:
    """The words of a line as they are said, lower case, numbers in words."""
    line = re.sub(r"(?<=\d),(?=\d{3})", "", line).replace("%", " percent")
    line = re.sub(r"\d+(?:\.\d+)?", lambda match: f" {number_words(match[0])} ", line.lower())
    return re.findall(r"(?:[^\W\d_]|')+", line)  # letters of any script


def number_words(digits: str) -> str:
    """A number below a million, as it is said: "12.05" is twelve point zero five."""
    whole, _, places = digits.partition(".")
    said = _whole_words(int(whole))
    return " ".join([*said, *(["point", *(_ONES[int(digit)] for digit in places)] if places else [])])


def _whole_words(value: int) -> list[str]:
    if value < 20:
        return [_ONES[value]]
    if value < 100:
        return [_TENS[value // 10], *([_ONES[value % 10]] if value % 10 else [])]
    unit, name = (100, "hundred") if value < 1000 else (1000, "thousand")
    return [*_whole_words(value // unit), name, *(_whole_words(value % unit) if value % unit else [])]


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words, or letters, to add, remove or change to make one the other (Levenshtein)."""
    row = list(range(len(other) + 1))
    for count, word in enumerate(one, 1):
        before, row[0] = row[0], count
        for index, candidate in enumerate(other, 1):
            best = min(row[index] + 1, row[index - 1] + 1, before + (word != candidate))
            before, row[index] = row[index], best
    return row[-1]


def alike(words: Iterable[str]) -> list[str]:
    """Return words without what is not heard of them: "its" and "it's" are one."""
    return [word.replace("'", "") for word in words]
