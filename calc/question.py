"""A question to a learner: answers to choose from or a number to type, each wrong one with what it means.

The right answer and every wrong one are computed, so that a question is true whatever the lesson's parameters
are; where a wrong answer happens to be the right one, it is left out.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from calc.line import Line, plain, say, unmarked
from calc.tongue import ENGLISH, speaking
from calc.wording import Wording, brief, number_of, written

_MOST_WRONG = 3
_MOST_OFF = 0.09  # of a typed answer: one that is farther off is another one

#: An answer: a number, a number or formula in two forms, or words.
Answer = float | Wording | Line | str


@dataclass(frozen=True)
class Choice:
    """One answer. meaning: the line that tells a learner who gives it what it would mean; "" for none."""

    text: Line
    meaning: Line = field(default_factory=Line)
    right: bool = False


@dataclass(frozen=True)
class Question:
    """A question with its answers; `ask` makes it.

    name: one word, unique in its lesson. text: what is asked. why: why the right answer is right.
    choices: all answers, exactly one of them right, in the order in which they are shown.
    tolerance: of a number to type, how far off it may be; None where an answer is chosen.
    """

    name: str
    text: Line
    choices: tuple[Choice, ...]
    why: Line
    tolerance: float | None = None

    @property
    def right(self) -> Choice:
        """The right answer."""
        return next(choice for choice in self.choices if choice.right)


def within(off: float, answer: float) -> float:
    """Return how far off a typed answer may be: so much, but never more than about a tenth of it.

    Where what is added up all but cancels, a share of one of its parts could be all of the answer.
    """
    return min(off, _MOST_OFF * abs(answer))


def ask(
    name: str,
    text: Line,
    right: Answer,
    why: Line,
    wrong: Iterable[tuple[Answer, Line]],
    tolerance: float | None = None,
) -> Question | None:
    """Return a question; None where an answer is to be chosen and no wrong one differs from the right one.

    Args:
        wrong: answers with what each would mean; those that equal the right one, or one before, and those
            after the third are left out.
        tolerance: makes it a number to type, which may be so far off.

    Raises:
        ValueError: the name is not one word, or a number to type has a right answer that is no number.
    """
    if not name.isidentifier():
        raise ValueError(f"a question's name is one word like next_step, and {name!r} is not")
    answers = [Choice(_line(right), right=True)]
    typed = size_of(answers[0].text)
    if tolerance is not None and typed is None:
        raise ValueError(f"the answer to the question {name!r} must be a number, got {right!r}")
    for answer, meaning in wrong:
        line, known = _line(answer), [in_english(each.text) for each in answers]
        if in_english(line) in known or len(answers) > _MOST_WRONG:
            continue
        if tolerance is not None and typed is not None:
            other = size_of(line)
            if other is None or abs(other - typed) <= 2 * tolerance:
                continue
        answers.append(Choice(line, meaning))
    if tolerance is None and len(answers) < 2:
        return None
    return Question(name, text, tuple(_in_order(name, answers)), why, tolerance)


def as_text(line: Line) -> str:
    """Return a line as it is read in the language that is spoken, without marks."""
    return written(unmarked(str(line)))


def in_english(line: Line) -> str:
    """Return a line as it is read in English: answers are told apart, and numbers read, by that."""
    with speaking(ENGLISH):
        return as_text(line)


def size_of(line: Line) -> float | None:
    """Return the number that a line is; None where it is not just a number."""
    try:
        size = number_of(Wording(in_english(line), ""))
    except ValueError:
        return None
    return size if math.isfinite(size) else None


def kept(*questions: Question | None) -> tuple[Question, ...]:
    """Return those questions that there are."""
    return tuple(question for question in questions if question is not None)


def _line(answer: Answer) -> Line:
    if isinstance(answer, Line):
        return answer
    if isinstance(answer, str):
        return plain(answer)
    if isinstance(answer, float):
        answer = brief(answer)
    return say("{answer}", answer=answer)


def _in_order(name: str, answers: list[Choice]) -> list[Choice]:
    """Numbers rise; words come in an order that does not give the right one away, always the same."""
    sizes = [size_of(answer.text) for answer in answers]
    if None not in sizes:
        return [
            answer for _, answer in sorted(zip(sizes, answers, strict=True), key=lambda pair: pair[0] or 0)
        ]
    return sorted(
        answers, key=lambda each: hashlib.sha256(f"{name} {in_english(each.text)}".encode()).digest()
    )
