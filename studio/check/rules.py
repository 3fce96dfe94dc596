"""The rules of a clear picture and of a script that can be followed, on the lesson behind the film."""

from collections.abc import Iterable

from studio.check.checker import Checker, Played
from studio.check.delivered import Delivered
from studio.check.report import Row
from studio.lesson import Lesson
from studio.rules import LessonRules


class Rules(Checker):
    """All that can be told from a lesson's own objects and words; of whole lessons only."""

    group = "rules"

    def __init__(self, delivered: Delivered) -> None:
        super().__init__(delivered)
        self._rules = LessonRules()
        self._whole = delivered.manifest["beat"] is None

    def play(self, lesson: Lesson, frames: int) -> None:
        if self._whole:
            self._rules(lesson, None, frames)

    def rows(self, played: Played) -> Iterable[Row]:
        if not self._whole:
            return
        report = self._rules.report(played.lesson, needed=not self.delivered.manifest["parameters"])
        broken = {finding.rule: finding for finding in reversed(report.findings)}
        for rule in report.worst | dict.fromkeys(broken, 0.0):
            finding = broken.get(rule)
            yield self.row(
                rule,
                f"{report.worst.get(rule, 0.0):.3g}",
                f"{report.limits[rule]:.3g}" if rule in report.limits else "",
                finding is None,
                str(finding or ""),
            )
