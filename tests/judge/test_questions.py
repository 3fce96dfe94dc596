"""The questions of every lesson before the judge; test_choices.py brings those of all choices."""

import pytest
from manim import tempconfig

import scenes
from calc.line import say
from calc.question import Question, as_text, ask
from judge.questions import Case, judged
from studio.lesson.lesson import Lesson
from studio.speech.voice import SilentVoice

ASKING = scenes.COURSE


def made(name: str, choice: dict[str, str]) -> Lesson:
    lesson: Lesson = getattr(scenes, name)(voice=SilentVoice(), **choice)
    return lesson


@pytest.mark.parametrize("name", ASKING)
def test_they_are_asked_at_the_pause_and_before_the_end(name: str) -> None:
    with tempconfig({"dry_run": True, "verbosity": "ERROR", "frame_rate": 30}):
        lesson = made(name, {})
        spans = lesson.timeline.spans
    asked = {span.beat.name: span.beat.ask for span in spans if span.beat.ask}
    assert [*asked.values()] == [*filter(None, [lesson.asked.pause]), lesson.asked.end]
    assert [*asked][-1] == spans[-2].beat.name  # the last but the end card
    questions = [*lesson.asked.pause, *lesson.asked.end]
    assert 2 <= len(questions) <= 4
    assert [*judged(Case.of(name, lesson), questions)] == []


def test_the_judge_finds_a_wrong_answer() -> None:
    """Of the default lesson, with the answer of another one."""
    (fastest, next_step, *_) = [
        *made("GradientDescent", {}).asked.pause,
        *made("GradientDescent", {}).asked.end,
    ]
    other = made("GradientDescent", {"learning_rate": "0.2"})
    case = Case.of("GradientDescent", other)
    assert any("learning rate" in fault for fault in judged(case, (next_step,)))
    bowl = Case.of("GradientDescent", made("GradientDescent", {"function": "3*x**2"}))
    assert any("is wrong" in fault for fault in judged(bowl, (fastest,)))


def question(right: float, *wrong: float, tolerance: float | None = None) -> Question | None:
    return ask(
        "it", say("How much?"), right, say("So."), [(each, say("No.")) for each in wrong], tolerance=tolerance
    )


def test_a_wrong_answer_that_is_right_is_left_out() -> None:
    asked = question(2.0, 3.0, 2.00000001, 3.0, 1.0, 4.0, 5.0)
    assert asked is not None
    assert [as_text(choice.text) for choice in asked.choices] == ["1", "2", "3", "4"]
    assert as_text(asked.right.text) == "2"
    assert question(2.0, 2.0) is None
    typed = question(2.0, 2.05, 2.3, tolerance=0.1)
    assert typed is not None
    assert [as_text(choice.text) for choice in typed.choices] == ["2", "2.3"]
    assert question(2.0, tolerance=0.1) is not None


def test_a_question_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="one word"):
        ask("two words", say("How?"), 1.0, say("So."), [])
    with pytest.raises(ValueError, match="must be a number"):
        ask("it", say("How?"), "so", say("So."), [], tolerance=0.1)
