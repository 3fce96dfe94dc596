"""Questions to learners about each kind of story, made from calc's results: at its pause, and at its end."""

from dataclasses import dataclass

from calc.question import Question


@dataclass(frozen=True)
class Asked:
    """The questions of one lesson: those at its pause to guess, and those at its end."""

    pause: tuple[Question, ...] = ()
    end: tuple[Question, ...] = ()
