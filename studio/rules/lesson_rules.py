"""Hold a lesson to every rule of a clear picture and of a script that can be followed."""

from pathlib import Path
from typing import Any

from studio.film.drawing import draw
from studio.lesson.captions import captions_of
from studio.lesson.lesson import Lesson
from studio.rules.findings import Ledger, Verdict, excuse
from studio.rules.layout import LayoutRules
from studio.rules.script import check_captions, check_numbers, check_redundancy, check_script
from studio.rules.snapshot import Snapshot
from studio.rules.timing import TimingRules
from studio.speech.recorded_voice import RecordedVoice
from studio.speech.speech import Voice
from studio.stage.quality import Quality
from studio.stage.shapes import Boxes

# Nothing is rasterised, so the frame's size does not matter; the rate is that of the rules on motion.
AT_30 = Quality("rules", 214, 120, 30)

# They are about the lesson, whatever its film's rate: half the pictures take little more than half the time.
QUICK = Quality("rules", 214, 120, 15)


class LessonRules:
    """Sink for `drawing.draw`; when the lesson has been drawn, `verdict` tells what it breaks.

    Args:
        step: look at one of so many frames in which something moves; and at every hold and the last frame of
            every beat.
    """

    def __init__(self, step: int = 1) -> None:
        self._ledger = Ledger()
        self._layout, self._timing = LayoutRules(self._ledger, step), TimingRules(self._ledger)
        self._boxes = Boxes()
        self._step = step
        self._frame = 0  # of the timeline, as the whole lesson is played
        self._due = 0  # the frame at which to look again

    def __call__(self, lesson: Lesson, _pixels: Any, frames: int) -> None:
        frame, end = self._frame, self._frame + frames
        self._frame = end
        if frames > 1 or frame >= self._due or end == lesson.timeline.span(lesson.beat_name).end:
            stage, self._ledger.frame = Snapshot(lesson, self._boxes), frame
            self._layout(lesson, stage, frame, frames)
            self._timing(lesson, stage, frame, frames)
            self._due = end - 1 + self._step

    def verdict(self, lesson: Lesson, chosen: bool = False) -> Verdict:
        """Return the result of all rules on the lesson that was played.

        Args:
            chosen: an author chose its parameters; else exemptions from rules that it keeps are refused.
        """
        ledger, timeline, shown = self._ledger, lesson.timeline, self._timing.shown
        ledger.frame = None
        recorded = isinstance(lesson.voice, RecordedVoice)
        check_script(timeline, ledger, lesson.concept, chosen, lesson.language, recorded)
        check_redundancy(timeline, ledger, shown)
        check_numbers(timeline, ledger, shown, lesson.shown())
        check_captions(captions_of(timeline.spans, lesson.language), ledger, timeline.frame_rate)
        exempt = {span.beat.name: span.beat.exempt for span in timeline.spans}
        found = excuse(ledger.findings, exempt, needed=not chosen)
        return Verdict(found, ledger.worst, ledger.limits, ledger.warned)


def check(
    lesson_class: type[Lesson],
    voice: Voice,
    cache: Path,
    parameters: dict[str, Any] | None = None,
    quality: Quality = AT_30,
) -> Verdict:
    """Play a lesson without drawing it and hold it to every rule.

    Args:
        cache: a folder for manim's own files.
        parameters: an author's choices; with them, a rule that the lesson is exempt from may well be kept.
    """
    rules = LessonRules()
    lesson = draw(lesson_class, quality, voice, rules, cache=cache, parameters=parameters, rasterise=False)
    return rules.verdict(lesson, chosen=bool(parameters))


def table(reports: dict[str, Verdict]) -> str:
    """Return a Markdown table of each rule's (rows) worst value in each lesson (columns), bold if broken."""
    rules = dict.fromkeys(rule for report in reports.values() for rule in report.worst)
    lines = [["rule", "limit", *reports], ["---"] * (2 + len(reports))]
    for rule in rules:
        limits = {report.limits[rule] for report in reports.values() if rule in report.limits}
        cells = [_cell(report, rule) for report in reports.values()]
        lines.append([rule, " or ".join(f"{limit:.3g}" for limit in sorted(limits)), *cells])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(report: Verdict, rule: str) -> str:
    if rule not in report.worst:
        return ""
    value = f"{report.worst[rule]:.3g}"
    return f"**{value}**" if any(finding.rule == rule for finding in report.findings) else value
