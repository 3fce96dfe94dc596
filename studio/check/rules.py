"""The rules of a clear picture and of a script that can be followed, on the lesson behind the film."""

from collections.abc import Iterable

from studio.check.checker import Checker, Played
from studio.check.delivered import Delivered
from studio.check.replay import Moment
from studio.check.report import Row
from studio.rules import LessonRules

# Times a second that a lesson is looked at while it moves, half as often as in the tests: a quarter of most
# films' frames. The rules are about the lesson, whatever the film's rate.
RATE = 15


class Rules(Checker):
    """All that can be told from a lesson's own objects and words; of whole lessons only."""

    group = "rules"

    def __init__(self, delivered: Delivered) -> None:
        super().__init__(delivered)
        self._rules = LessonRules(max(1, delivered.quality.frame_rate // RATE))
        self._whole = delivered.manifest["beat"] is None

    def see(self, moment: Moment) -> None:
        if self._whole and moment.first:
            self._rules(moment.lesson, None, len(moment.stretch))

    def rows(self, played: Played) -> Iterable[Row]:
        if not self._whole:
            return
        chosen = bool(self.delivered.manifest["parameters"])
        report = self._rules.report(played.lesson, chosen=chosen)
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
