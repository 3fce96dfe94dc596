"""The rules of a clear picture and of a script that can be followed, on the lesson behind the film."""

from collections.abc import Iterable

from studio.check.checker import Checker, Played
from studio.check.report import Row
from studio.quality import Quality
from studio.rules import check

# Half the rate at which the tests hold every lesson to them, and a quarter of most films': they are about the
# lesson, whatever the film's rate, and playing it once more so takes a few seconds only.
AT_15 = Quality("rules", 214, 120, 15)


class Rules(Checker):
    """All that can be told from a lesson's own objects and words; of whole lessons only."""

    group = "rules"

    def rows(self, played: Played) -> Iterable[Row]:
        manifest = self.delivered.manifest
        if manifest["beat"] is not None:
            return
        lesson = type(played.lesson)
        report = check(lesson, played.voice, played.cache / "manim", manifest["parameters"], AT_15)
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
