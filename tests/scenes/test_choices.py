"""Lessons with parameters of an author's own: each choice makes a good lesson, or is refused in one sentence.

All are told here: what is calculated, said and captioned. One of each lesson is also played, frame by frame,
and held to every rule; `benchmarks/choices.py` plays them all.
"""

from pathlib import Path

import pytest
from choices import CHOICES, REFUSED
from judge.questions import Case, judged
from manim import tempconfig

import scenes
from calc.wording import written
from studio.lesson.captions import captions_of
from studio.lesson.lesson import Lesson
from studio.rules.findings import Ledger
from studio.rules.lesson_rules import QUICK, check
from studio.rules.script import check_captions, check_script
from studio.speech.voice import SilentVoice

ALL = [(name, choice) for name, choices in CHOICES.items() for choice in choices]
REFUSALS = [(name, choice, why) for name, refused in REFUSED.items() for choice, why in refused]
PLAYED = [(name, choice) for name, choices in CHOICES.items() for choice in choices[:1]]


def named(value: object) -> str | None:
    return ",".join(f"{key}={text}" for key, text in value.items())[:60] if isinstance(value, dict) else None


def made(name: str, choice: dict[str, str]) -> Lesson:
    with tempconfig({"dry_run": True, "verbosity": "ERROR", "frame_rate": 30}):
        lesson: Lesson = getattr(scenes, name)(voice=SilentVoice(), **choice)
        _ = lesson.timeline
        return lesson


@pytest.mark.parametrize(("name", "choice"), ALL, ids=named)
def test_every_choice_is_told_in_words_that_can_be_followed(name: str, choice: dict[str, str]) -> None:
    lesson = made(name, choice)
    ledger = Ledger()
    check_script(lesson.timeline, ledger, lesson.concept, chosen=True)
    check_captions(captions_of(lesson.spans, lesson.language), ledger, lesson.timeline.frame_rate)
    assert not ledger.findings, "\n".join(map(str, ledger.findings))
    told = " ".join(written(span.beat.line) for span in lesson.timeline.spans) + lesson.shown()
    assert "⟦" not in told and "nan" not in told and " inf" not in told
    asked = [question for span in lesson.timeline.spans for question in span.beat.ask]
    assert [*judged(Case.of(name, lesson), asked)] == []


@pytest.mark.parametrize(("name", "choice", "why"), REFUSALS, ids=named)
def test_what_cannot_be_told_is_refused_in_one_sentence(name: str, choice: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError) as refusal:
        made(name, choice)
    assert why in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(("name", "choice"), PLAYED, ids=named)
def test_hard_choices_keep_every_rule(name: str, choice: dict[str, str], cache: Path) -> None:
    report = check(getattr(scenes, name), SilentVoice(), cache / "manim", choice, QUICK)
    assert not report.findings, "\n".join(map(str, report.findings))


@pytest.mark.parametrize("name", scenes.COURSE)
def test_every_lesson_with_parameters_has_choices_and_refusals(name: str) -> None:
    if getattr(scenes, name).parameters():
        assert len(CHOICES[name]) >= 6 and REFUSED[name]
