"""A number or phrase is written for the eye and spoken for the ear, and both say the same."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.wording import Wording, factor, no_rounder, number, spoken, words_spoken, written


@pytest.mark.parametrize(
    ("value", "shown", "said"),
    [
        (5.0, "5", "5"),
        (0.1, "0.1", "0.1"),
        (-5, "−5", "minus 5"),
        (-0.0, "0", "0"),
        (10.099999999999994, "10.1", "10.1"),
        (191.688, "191.688", "191.688"),
        (0.0576, "0.0576", "0.0576"),
        (1.2e-6, "1.2×10⁻⁶", "1.2 times 10 to the minus 6"),
        (-3e12, "−3×10¹²", "minus 3 times 10 to the 12"),
        (9999999999, "9999999999", "9999999999"),
    ],
)
def test_a_number_in_its_shortest_form(value, shown, said):
    assert number(value) == Wording(shown, said)


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [(4, 4, "4.0000"), (-0.00001, 2, "0.00"), (-2.5, 1, "−2.5"), (1 / 3, 2, "0.33"), (7.9, 0, "8")],
)
def test_a_number_with_fixed_places(value, places, shown):
    assert number(value, places).written == shown


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "5", True, None, 1j, 10**400])
def test_what_is_no_finite_number_is_refused(value):
    with pytest.raises(ValueError, match="number"):
        number(value)


@pytest.mark.parametrize("places", [-1, 1.5, True, "2"])
def test_places_must_be_a_whole_number(places):
    with pytest.raises(ValueError, match="places"):
        number(1.0, places)


@given(st.floats(-1e308, 1e308))
def test_both_forms_read_back_as_the_number(value):
    wording = number(value)
    digits = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")
    shown = float(re.sub(r"×10(.+)$", r"e\1", wording.written.translate(digits)))
    said = float(re.sub(r" times 10 to the ", "e", wording.spoken).replace("minus ", "-"))
    assert shown == said
    assert shown == pytest.approx(value, rel=1e-9)
    assert not wording.written.startswith("−0×") and wording.written != "−0"


def test_an_f_string_carries_both_forms():
    line = f"At {number(-1)} the slope of {Wording('|x|', 'the absolute value of x')} is {number(-1)}."
    assert written(line) == "At −1 the slope of |x| is −1."
    assert spoken(line) == "At minus 1 the slope of the absolute value of x is minus 1."


@given(st.text().filter(lambda text: "⟦" not in text))
def test_plain_text_passes_through(text):
    assert written(text) == text == spoken(text)


@given(st.text(st.characters(exclude_characters="⟦⟧")), st.text(st.characters(exclude_characters="⟦⟧|")))
def test_any_wording_survives_the_markup(shown, said):
    line = f"a {Wording(shown, said)} b {Wording(shown, said)}"
    assert written(line) == f"a {shown} b {shown}"
    assert spoken(line) == f"a {said} b {said}"


def test_a_format_spec_is_refused_and_str_is_the_written_form():
    with pytest.raises(ValueError, match="format spec"):
        format(number(5), ".2f")
    assert str(number(-5)) == "−5"


@pytest.mark.parametrize(("shown", "said"), [("⟦", "a"), ("a", "⟧"), ("a", "a|b")])
def test_the_markups_own_characters_are_refused(shown, said):
    with pytest.raises(ValueError, match="markup"):
        Wording(shown, said)


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("At 25 it is 0.05.", 8),  # nought point nought five
        ("past 191", 4),  # one hundred ninety-one
        (f"{number(12089)} steps", 4),  # twelve thousand eighty-nine
        (f"{number(1e6)}", 2),
        (f"{number(-2e10)}", 7),  # minus 2 times 10 to the 10
        ("0", 1),
    ],
)
def test_words_are_counted_as_a_voice_says_them(line: str, count: int) -> None:
    assert len(words_spoken(line)) == count


def test_a_factor_below_0_is_written_in_brackets():
    below, above = factor(number(-4.0)), factor(number(4.0))
    assert (below.written, below.spoken) == ("(−4)", "minus 4")
    assert above == number(4.0)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.9999999, "0.9999999"),
        (1.0, "1"),
        (0.1, "0.1"),
        (0.10004, "0.10004"),
        (0.123456, "0.1235"),  # four digits promise no more
        (0.20000001, "0.20000001"),
        (0.1 + 0.2, "0.3"),  # ten digits are the most
        (-2.0000004, "−2.0000004"),
        (1.0000003e-7, "1.0000003×10⁻⁷"),
    ],
)
def test_a_number_is_not_said_to_be_rounder_than_it_is(value, said):
    assert no_rounder(value).written == said
