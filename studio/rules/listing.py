"""Every place where a lesson breaks a rule, with its second and the words spoken there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from studio.film.drawing import draw
from studio.lesson.lesson import Lesson
from studio.lesson.timeline import Timeline
from studio.rules.findings import Finding
from studio.rules.lesson_rules import LessonRules
from studio.speech.speech import Voice
from studio.stage.quality import Quality

# The rules are about the lesson, whatever its film's rate: so few pictures a second take a third of the time.
_QUICK = Quality("rules", 214, 120, 15)
_AROUND = 4  # words on either side of the moment


def broken_rules(
    lesson_class: type[Lesson], voice: Voice, cache: Path, parameters: dict[str, Any], language: str = ""
) -> Iterator[str]:
    """Play a lesson without drawing it; yield a line for every breach, in the order of the lesson.

    Raises:
        ValueError: the lesson's parameters or its mathematics are refused.
    """
    rules = LessonRules()
    told_so = parameters | ({"language": language} if language else {})
    lesson = draw(lesson_class, _QUICK, voice, rules, cache=cache, parameters=told_so, rasterise=False)
    found = rules.verdict(lesson, chosen=bool(parameters)).findings
    for finding in sorted(found, key=lambda each: (each.frame is not None, each.frame or 0, each.rule)):
        yield told(finding, lesson.timeline)


def told(finding: Finding, timeline: Timeline) -> str:
    """Return one breach as a line: where it is, what is said there, what was measured and the limit."""
    measured = f"{finding.rule}: {finding.subject}: {finding.measured:.3g}, allowed {finding.limit:.3g}"
    if finding.frame is None:
        return f"{finding.beat}: {measured}"
    second = finding.frame / timeline.frame_rate
    words = words_at(timeline, finding.frame)
    said = f" “{words}”" if words else ""
    return f"{second:6.1f} s  {finding.beat}{said}: {measured}"


def words_at(timeline: Timeline, frame: int) -> str:
    """Return the words around what is spoken at a frame; "" in silence after or before a line."""
    for span in timeline.spans:
        if span.start <= frame < span.end and span.narration.words:
            seconds = (frame - span.voice_start) / timeline.frame_rate
            words = span.narration.words
            at = max((index for index, word in enumerate(words) if word.start <= seconds), default=0)
            return " ".join(word.text for word in words[max(0, at - _AROUND + 1) : at + _AROUND])
    return ""
