"""What the slopes of a curve do, in sentences of a lesson: each true of the secants it is given.

Lines hold the written|spoken pairs of `calc.wording`.
"""

from __future__ import annotations

from calc.derivative import Secants, Tangent
from calc.landscape import FlatPoint
from calc.wording import Wording, brief, signed

_MOST_DIGITS = 7  # of a slope; what these do not tell apart is as good as the same
_CLOSE = 0.2  # of the first slope's distance from the limit: what is still left when the last one is close


def slopes_said(lines: Secants) -> tuple[list[Wording], Wording]:
    """The slopes and their limit, in as few digits, from four up, as tell those apart that differ."""
    values = [*map(float, lines.slopes), lines.limit]
    said: list[Wording] = []
    for digits in range(4, _MOST_DIGITS + 1):
        said = [brief(value, digits) for value in values]
        if len(set(map(str, said))) == len({float(f"{value:.9g}") for value in values}):
            break
    return said[:-1], said[-1]


def first_gaps(lines: Secants) -> str:
    """The slopes of the first two gaps."""
    gaps, slopes = _pairs(lines)
    return (
        f"With a gap of {gaps[0]}, the joining line's slope is {slopes[0]}. "
        f"Shrinking the gap to {gaps[1]} {_changes(slopes[0], slopes[1])} {slopes[1]}."
    )


def last_gaps(lines: Secants) -> str:
    """The slopes of the other two gaps."""
    gaps, slopes = _pairs(lines)
    again = " again" if str(slopes[2]) == str(slopes[3]) else ""
    return (
        f"Shrinking the gap to {gaps[2]} {_changes(slopes[1], slopes[2])} {slopes[2]}. "
        f"Shrinking it again, to {gaps[3]}, gives {slopes[3]}{again}."
    )


def where_they_lead(lines: Secants) -> str:
    """The limit of the slopes, and what it is called; or that the two sides disagree."""
    point, limit = brief(lines.point), slopes_said(lines)[1]
    if lines.other_limit is not None:
        here, there = ("right", "left") if lines.side > 0 else ("left", "right")
        return (
            f"From the {here} the slopes close in on {limit}, but from the {there} on "
            f"{brief(lines.other_limit)}. So the curve has a corner: at {point} there is no derivative."
        )
    flat = ", and the tangent lies flat" if lines.limit == 0 else ""
    if lines.function.curvature == 0:
        return f"On a straight line the slope stays at {limit}. That is its derivative at {point}{flat}."
    off = [abs(float(slope) - lines.limit) for slope in lines.slopes]
    far = off[-1] > _CLOSE * max(off) or off[-1] > _CLOSE * abs(lines.limit) > 0
    lead = "With gaps smaller still, the" if far else "The"
    return f"{lead} slopes close in on {limit}. That limit is the derivative at {point}{flat}."


def height_and_slope(pair: tuple[Tangent, Tangent], height: str) -> str:
    """Two places that show that slope is not height; `height` is what the curve's height is called."""
    one, other = pair
    start, a, b = "Slope is not height.", brief(one.x), brief(other.x)
    if one.slope * other.slope < 0:
        return (
            f"{start} At {a} and at {b} the {height} is {brief(one.y)}, "
            f"but the slopes are {slope_said(one)} and {slope_said(other)}."
        )
    return (
        f"{start} From {a} to {b} the {height} grows from {brief(one.y)} to {brief(other.y)}, "
        f"but the slope goes from {slope_said(one)} to {slope_said(other)}."
    )


def slope_said(touch: Tangent) -> Wording:
    """A slope with its sign."""
    return signed(touch.slope, digits=4)


def uphill(here: Tangent, both_signs: bool, flat: FlatPoint | None) -> str:
    """What the sign of the slope tells, here or (`both_signs`) where it is plus and where it is minus."""
    if both_signs:
        said = "The sign tells you which direction is uphill."
        if flat is None:
            return said
        place = {"minimum": "Down at the bottom", "maximum": "Up at the top"}.get(flat.kind, "On the terrace")
        return f"{said} {place}, the slope becomes {brief(0)}."
    if here.slope == 0:
        return f"A slope of {brief(0)} means that right here, the curve neither rises nor falls."
    sign, way = ("plus", "right") if here.slope > 0 else ("minus", "left")
    return f"The sign of the slope is {sign}: that tells you that uphill is to the {way}."


def _pairs(lines: Secants) -> tuple[list[Wording], list[Wording]]:
    return [brief(float(gap)) for gap in lines.gaps], slopes_said(lines)[0]


def _changes(before: Wording, after: Wording) -> str:
    return "leaves it at" if str(before) == str(after) else "changes it to"
