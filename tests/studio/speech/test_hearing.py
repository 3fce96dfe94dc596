"""Words that were heard, beside those of a line."""

import pytest

from studio.speech.hearing import distance, number_words, plain_words


@pytest.mark.parametrize(
    ("digits", "said"),
    [
        ("0", "zero"),
        ("7", "seven"),
        ("20", "twenty"),
        ("25", "twenty five"),
        ("100", "one hundred"),
        ("615", "six hundred fifteen"),
        ("12.05", "twelve point zero five"),
        ("4000", "four thousand"),
    ],
)
def test_numbers_are_compared_as_they_are_said(digits: str, said: str) -> None:
    assert number_words(digits) == said


def test_words_are_counted_as_they_must_be_changed() -> None:
    assert distance(["a", "b", "c"], ["a", "x", "c", "d"]) == 2
    assert distance([], ["a"]) == distance(["a"], []) == 1
    assert plain_words("80% of 12,000") == ["eighty", "percent", "of", "twelve", "thousand"]
    assert plain_words("At 2.5, it's w.") == ["at", "two", "point", "five", "it's", "w"]
