"""Lines as templates with marks: what is said, what is read, and where the marks are."""

import pytest

from calc.line import Line, marks_of, refuse_misread, say, unmarked
from calc.wording import Wording, brief, spoken, written


def test_a_line_carries_numbers_in_both_forms_and_marks_that_nobody_hears() -> None:
    line = str(say("At {x} the <slope>slope is <size>{slope}.", x=brief(5), slope=brief(1.5)))
    assert written(unmarked(line)) == "At 5 the slope is 1.5."
    assert spoken(unmarked(line)) == "At 5 the slope is 1.5."
    assert [marks_of(token) for token in line.split()] == [[], [], [], ["slope"], [], ["size"]]


def test_several_marks_may_name_one_word_and_signs_of_mathematics_are_none() -> None:
    line = str(say("If <a><b>x {sign} 5 < 6 > 2.", sign=Wording("<y>", "y")))
    assert marks_of(line.split()[1]) == ["a", "b"]
    assert written(unmarked(line)) == "If x <y> 5 < 6 > 2."


@pytest.mark.parametrize("kept", ["If <a><b>x ⟦<y>|y⟧ 5 < 6 > 2.", "Where x <3 and y> 2, a<b.", ""])
def test_marks_and_signs_of_mathematics_are_as_they_should(kept: str) -> None:
    refuse_misread(kept)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("We see the <Dot>dot.", "^<Dot> in a line is no mark: .* right before a word: <dot>dot$"),
        ("We see the <dot> dot.", "^<dot> in a line is no mark"),
        ("We see the dot <dot>", "^<dot> in a line is no mark"),
        ("We see the <a>dot, and <b>its <a>line.", "^two words of a line have the mark <a>"),
    ],
)
def test_a_mark_that_would_be_read_aloud_or_is_there_twice_is_refused(line: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        refuse_misread(line)


def test_lines_are_joined_with_all_that_they_lack() -> None:
    line = say("One.", without=["a"]) + say("Two.", without=["b"]) + Line(without=frozenset({"c"}))
    assert str(line) == "One. Two." and line.without == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("values", "why"),
    [({"x": 5}, "must be worded"), ({}, "needs a value for 'x'")],
)
def test_a_value_that_is_bare_or_missing_is_refused(values: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        say("At {x}.", **values)  # type: ignore[arg-type]
