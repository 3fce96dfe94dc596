"""What areas under a slope add up to, in sentences of a lesson: each true of the area it is given.

Lines hold the written|spoken pairs of `calc.wording`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from calc.integral import Integral, Strips
from calc.wording import Wording, brief, number


def walk(area: Integral, coarse: Strips, start: str) -> str:
    """The walk along which the strips stand; `start` is where it begins, in words."""
    minus = " Below the axis, it counts as minus." if np.any(coarse.heights < 0) else ""
    return f"Start at {start}, and walk to {brief(area.high)}. Each strip is slope times width.{minus}"


def sums(counts: Sequence[int], totals: Sequence[float]) -> str:
    """What thinner and thinner strips add up to."""
    strip, strips = number(counts[0]), "strip gives" if counts[0] == 1 else "strips give"
    first, second, third = (brief(total) for total in totals)
    return (
        f"{strip} {strips} {first}. {number(counts[1])} give {second}. And {number(counts[2])} give {third}."
    )


def heading(area: Integral, totals: Sequence[float]) -> str:
    """Where the sums lead: the exact area."""
    said = about(area.value)
    if all(str(brief(total)) == str(brief(area.value)) for total in totals):
        return f"It stays at {said}, the exact area."
    return f"It is heading to {said}, the exact area."


def about(value: float) -> str:
    """A number as it is said, with "about" before it where what is said has been rounded."""
    rounded = abs(float(f"{value:.4g}") - value) > 1e-9 * abs(value) and str(brief(value)) != str(
        number(value)
    )
    return f"{'about ' if rounded else ''}{brief(value)}"


def climb(area: Integral, what: str) -> str:
    """The fundamental theorem along this walk; `what` is the height called, "" where it has no name."""
    low, high = brief(area.low), brief(area.high)
    back = f"So slopes, added up, give back the {what or 'curve'}."
    inside = f" in {what}" if what else ""
    if area.function.expression.is_zero:
        return f"You climb nothing at all{inside}, from {low} to {high}. {back}"
    if str(brief(area.value)) == "0":
        return f"You climb as much as you go down{inside}, from {low} to {high}. {back}"
    verb = "climb" if area.value > 0 else "go down"
    return f"You {verb} just as far{inside}, from {low} to {high}. {back}"


def level(value: float, what: str) -> str:
    """The average height as the level of water."""
    return f"Now level the area like water. The {what} you can expect is about {average(value)}."


def average(value: float) -> Wording:
    """An average: of tries at random, three digits are plenty."""
    return brief(value, 3)
