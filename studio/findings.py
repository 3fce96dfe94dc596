"""What a rule found: one place where a lesson breaks it, with what was measured and what is allowed."""

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
