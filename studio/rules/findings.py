"""Results of the rules: the worst value of each, and every place where a lesson breaks one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """One breach of a rule.

    rule: the rule's short name. beat: the beat that breaks it. subject: the thing that does.
    measured, limit: in the rule's own units. frame: of the timeline, at which it is worst; None for a rule on
    the script.
    """

    rule: str
    beat: str
    subject: str
    measured: float
    limit: float
    frame: int | None = None

    def __str__(self) -> str:
        return f"{self.rule}, beat {self.beat}: {self.subject}: {self.measured:.3g}, allowed {self.limit:.3g}"


@dataclass(frozen=True)
class Verdict:
    """The result of all rules on one lesson.

    findings: the breaches that no exemption covers. worst, limits: each rule's worst value and its limit.
    warned: the rules that were broken where that is told and does not count.
    """

    findings: list[Finding]
    worst: dict[str, float]
    limits: dict[str, float]
    warned: list[str] = field(default_factory=list)


class Ledger:
    """Collector of measurements: for each rule the worst value, and the breaches.

    `worst[rule]` is the value that came nearest to the limit, or passed it farthest; `limits[rule]` is the
    limit that it was last held to. `frame` is the frame that is looked at now.
    """

    frame: int | None = None

    def __init__(self) -> None:
        self.worst: dict[str, float] = {}
        self.limits: dict[str, float] = {}
        self.warned: list[str] = []
        self._found: dict[tuple[str, str, str], Finding] = {}

    def note(
        self, rule: str, beat: str, subject: str, measured: float, limit: float, least: bool = False
    ) -> None:
        """Compare a value with the largest, or with `least` the smallest, that its rule allows."""
        nearer = min if least else max
        self.worst[rule] = nearer(self.worst.get(rule, measured), measured)
        self.limits[rule] = limit
        if (measured < limit) if least else (measured > limit):
            key = (rule, beat, subject)
            if key not in self._found or nearer(self._found[key].measured, measured) == measured:
                self._found[key] = Finding(rule, beat, subject, measured, limit, self.frame)

    def warn(
        self, rule: str, beat: str, subject: str, measured: float, limit: float, least: bool = False
    ) -> None:
        """Do as `note`, but where the rule is broken only remember that in `warned`."""
        self.worst[rule], self.limits[rule] = measured, limit
        if (measured < limit) if least else (measured > limit):
            self.warned.append(rule)

    @property
    def findings(self) -> list[Finding]:
        """The breaches so far, the worst of each rule, beat and subject."""
        return list(self._found.values())


def excuse(
    findings: Iterable[Finding], exempt: Mapping[str, Mapping[str, str]], needed: bool = True
) -> list[Finding]:
    """Return the findings that no beat is exempt from, and the exemptions that are themselves at fault.

    Args:
        exempt: for each beat the rules that it may break, each with the reason why. An exemption without a
            reason is a finding, too.
        needed: report exemptions from rules that the beat does not break, too.
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
