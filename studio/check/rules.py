"""The rules of a clear picture and of a script that can be followed, on the lesson behind the film."""

from collections.abc import Iterable

from studio.check.checker import Checker
from studio.check.report import Row
from studio.rules.advice import told


class Rules(Checker):
    """All that can be told from a lesson's own objects and words, as noted while it played."""

    group = "rules"

    def rows(self) -> Iterable[Row]:
        verdict = self.expected.verdict
        if verdict is None:
            return
        broken = {finding.rule: finding for finding in reversed(verdict.findings)}
        for rule in verdict.worst | dict.fromkeys(broken, 0.0):
            finding = broken.get(rule)
            yield self.row(
                rule,
                f"{verdict.worst.get(rule, 0.0):.3g}",
                f"{verdict.limits[rule]:.3g}" if rule in verdict.limits else "",
                None if rule in verdict.warned else finding is None,
                told(finding, self.expected.timeline) if finding else "",
            )
