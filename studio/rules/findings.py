"""What the rules measured: the worst value of each, and every place where a lesson breaks one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """rule: its short name; beat: where; subject: which thing; measured, limit: in the rule's own units."""

    rule: str
    beat: str
    subject: str
    measured: float
    limit: float

    def __str__(self) -> str:
        return f"{self.rule}, beat {self.beat}: {self.subject}: {self.measured:.3g}, allowed {self.limit:.3g}"


@dataclass(frozen=True)
class Verdict:
    """findings: what is broken and not excused; worst, limits: by rule, the worst value and its limit."""

    findings: list[Finding]
    worst: dict[str, float]
    limits: dict[str, float]


class Ledger:
    """Keeps, for each rule, the value that came nearest to its limit (or passed it farthest), and findings.

    `worst[rule]` is that value, `limits[rule]` the limit it was last held to.
    """

    def __init__(self) -> None:
        self.worst: dict[str, float] = {}
        self.limits: dict[str, float] = {}
        self._found: dict[tuple[str, str, str], Finding] = {}

    def note(
        self, rule: str, beat: str, subject: str, measured: float, limit: float, least: bool = False
    ) -> None:
        """Hold a value to the most, or with `least` the least, that its rule allows."""
        nearer = min if least else max
        self.worst[rule] = nearer(self.worst.get(rule, measured), measured)
        self.limits[rule] = limit
        if (measured < limit) if least else (measured > limit):
            key = (rule, beat, subject)
            if key not in self._found or nearer(self._found[key].measured, measured) == measured:
                self._found[key] = Finding(rule, beat, subject, measured, limit)

    @property
    def findings(self) -> list[Finding]:
        return list(self._found.values())


def excuse(
    findings: Iterable[Finding], exempt: Mapping[str, Mapping[str, str]], needed: bool = True
) -> list[Finding]:
    """The findings that no beat is exempt from, and the exemptions that are themselves at fault.

    exempt: for each beat the rules that it may break, each with the reason why. An exemption without a
    reason, and, with `needed`, one for a rule that the beat does not break, is a finding too.
    """
    found = list(findings)
    broken = {(finding.beat, finding.rule) for finding in found}
    faults = []
    for beat, rules in exempt.items():
        for rule, reason in rules.items():
            if not reason.strip():
                faults.append(Finding("exemption with a reason", beat, rule, 0, 1))
            if needed and (beat, rule) not in broken:
                faults.append(Finding("exemption that is needed", beat, rule, 0, 1))
    return [finding for finding in found if finding.rule not in exempt.get(finding.beat, {})] + faults
