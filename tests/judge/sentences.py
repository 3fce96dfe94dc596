"""Sentences that are known word for word, each with the claims that it makes; any other is a failure."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from judge.formulas import UnreadableError

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
NUMBER = r"−?[\d.]*\d(?:×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"


def value(said: str) -> float:
    mantissa, _, power = said.replace("−", "-").partition("×10")
    return float(mantissa) * 10.0 ** int(power.translate(_RAISED) or 0)


def unit(said: str) -> float:
    mantissa, _, power = said.partition("×10")
    return 10.0 ** (int(power.translate(_RAISED) or 0) - len(mantissa.partition(".")[2]))


def fits(said: str, true: float, slack: float = 0.0) -> bool:
    """Say whether a number, as it is said, is the true one rounded to its own digits; large ones to four."""
    off = abs(value(said) - true)
    digits = len(said.partition("×10")[0].replace("−", "").replace(".", "").strip("0"))
    whole = abs(value(said)) >= 1000 and digits <= 6 and off <= 0.51e-3 * abs(true)
    return off <= 0.500001 * unit(said) + slack + 1e-9 * abs(true) or whole


@dataclass
class Verdict:
    """The judge's findings in a lesson: each a sentence with the reason."""

    claims: int = 0
    false: list[str] = field(default_factory=list)
    misleading: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def claim(self, holds: bool, line: str, reason: str, misleading: bool = False) -> None:
        self.claims += 1
        if not holds:
            (self.misleading if misleading else self.false).append(f"{line}  [{reason}]")

    def add(self, other: "Verdict") -> None:
        self.claims += other.claims
        self.false += other.false
        self.misleading += other.misleading
        self.unread += other.unread

    @property
    def faults(self) -> list[str]:
        return [*self.false, *self.misleading, *(f"{line}  [not recognised]" for line in self.unread)]


Rule = tuple[re.Pattern[str], Callable[..., None]]


class Grammar:
    """Patterns in which N stands for a number and F for a formula, each with the method that judges it."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def says(self, *patterns: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
        def keep(judge: Callable[..., None]) -> Callable[..., None]:
            for pattern in patterns:
                compiled = re.sub(r"\bN(?=\b|[rx])", lambda _: f"({NUMBER})", pattern)
                compiled = re.sub(r"\bF\b", lambda _: "(.+?)", compiled)
                self.rules.append((re.compile(rf"(?:{compiled})(?= |$)"), judge))
            return judge

        return keep

    def judge(self, line: str, verdict: Verdict, *context: object) -> None:
        """Match the line from its beginning, rule after rule, until nothing is left of it."""
        rest = line.strip()
        while rest:
            for pattern, rule in self.rules:
                found = pattern.match(rest)
                if found:
                    try:
                        rule(verdict, line, *context, *found.groups())
                    except UnreadableError as fault:
                        verdict.unread.append(f"{line}: {fault}")
                    rest = rest[found.end() :].strip()
                    break
            else:
                verdict.unread.append(rest)
                return
