"""Every place where a lesson breaks a rule, with its second and the words spoken there."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from studio.film.drawing import draw
from studio.film.film import lesson_arguments
from studio.lesson.lesson import Lesson
from studio.rules.advice import told
from studio.rules.findings import Finding
from studio.rules.lesson_rules import QUICK, LessonRules
from studio.speech.speech import Voice


def broken_rules(
    lesson_class: type[Lesson],
    voice: Voice,
    cache: Path,
    parameters: Mapping[str, Any],
    language: str = "",
    title: str = "",
) -> Iterator[str]:
    """Play a lesson without drawing it; yield a line for every breach, in the order of the lesson.

    What is so in several beats is told once, for the first of them.

    Raises:
        ValueError: the lesson's parameters or its mathematics are refused.
    """
    rules = LessonRules()
    told_so = lesson_arguments(parameters, language, title=title)
    lesson = draw(lesson_class, QUICK, voice, rules, cache=cache, parameters=told_so, rasterise=False)
    found = rules.verdict(lesson, chosen=bool(parameters)).findings
    same: dict[tuple[str, str], list[Finding]] = {}
    for finding in sorted(found, key=lambda each: (each.frame is not None, each.frame or 0, each.rule)):
        same.setdefault((finding.rule, finding.subject), []).append(finding)
    for first, *others in same.values():
        again = dict.fromkeys(each.beat for each in others)
        yield told(first, lesson.timeline, [beat for beat in again if beat != first.beat])
