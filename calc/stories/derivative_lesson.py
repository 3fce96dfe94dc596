"""The lines of the lesson on the derivative, with the marks on which it shows things."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from calc.line import Line, label, say
from calc.stories.descent import is_bowl, name_of
from calc.stories.slope import INTERCEPT, SlopeStory
from calc.wording import Wording, brief, equals, number, signed

_SHORT = 7  # characters of a rise that has room in a table
_CLOSE = 0.2  # of the first slope's distance from the limit: what is still left when the last one is close

#: What the columns of a table are called, and its rows.
Table = tuple[tuple[str, ...], tuple[tuple[Wording, ...], ...]]


@dataclass(frozen=True, eq=False)
class DerivativeLesson:
    """The lines of a lesson about a curve's secants and their limit, beat by beat."""

    story: SlopeStory

    @property
    def point(self) -> Wording:
        """The place on the curve where the slope is looked for."""
        return brief(self.story.point)

    @property
    def gaps(self) -> list[Wording]:
        return [brief(gap) for gap in self.story.gaps]

    @property
    def letter(self) -> str:
        """The letter of the function."""
        return "L" if self.story.is_the_loss else "f"

    @property
    def height_name(self) -> str:
        """The name of the curve's height."""
        return label("loss") if self.story.is_the_loss else label("height")

    @property
    def ends(self) -> Table:
        """The two points of the first secant, each a place and the height there."""
        line = self.story.secants.secant(self.story.gaps[0])
        told = (brief(line.x0), brief(self.story.height)), (brief(line.x1), brief(line.y1))
        return (self.story.function.variable, self.height_name), told

    @property
    def closing(self) -> Table:
        """Gap, rise and slope of each secant; no rises where one would be too long."""
        slopes = self.story.slopes_said
        rises = [each for each in self.story.rises_said if each and len(str(each)) <= _SHORT]
        if len(rises) < len(slopes):
            return (label("gap"), label("slope")), tuple(zip(self.gaps, slopes, strict=True))
        told = zip(self.gaps, rises, slopes, strict=True)
        return (label("gap"), label("rise"), label("slope")), tuple(told)

    @property
    def compared(self) -> Table:
        """Place, height and slope of the two places that are compared."""
        names = self.story.function.variable, self.height_name, label("slope")
        return names, tuple((brief(t.x), brief(t.y), slope_said(t.slope)) for t in self.story.pair or ())

    @property
    def average(self) -> str:
        """The loss as the average of the squared misses, as Typst mathematics on one line."""
        misses = self.story.model.misses_of_weight(INTERCEPT)
        return f"[{' + '.join(f'({miss.typst})^2' for miss in misses)}] slash {len(misses)}"

    @cached_property
    def opening(self) -> Line:
        f = self.story.function
        if self.story.is_the_loss:
            best = self.story.model.best[0]
            return say(
                "<sweep>Turn the weight {w}, and plot the loss. "
                "The <bowl>points make a bowl, lowest at <lowest>{best}.",
                without=["point", "height"],
                w=f.variable,
                best=equals(f.variable, best),
            )
        return say(
            "Here is the bowl <curve>{curve}. "
            "Look at it <point>at {point}, where its height is <height>{height}."
            if is_bowl(f)
            else "Here is the curve <curve>{curve}. "
            "Look at it <point>at {point}, where its height is <height>{height}.",
            without=["sweep", "bowl", "lowest"],
            curve=name_of(f, f.wording),
            point=self.point,
            height=brief(self.story.height),
        )

    @property
    def secant(self) -> Line:
        return say(
            "How steep is it <here>at {point}? Take a <second>second point, and <join>join the two."
            if self.story.side > 0
            else "How steep is it <here>at {point}? "
            "Take a <second>second point on its left, and <join>join the two.",
            point=self.point,
        )

    @property
    def closer(self) -> Line:
        first, second = self.story.slopes_said[:2]
        rise = self.story.rises_said[0]
        if rise is not None:
            start = say(
                "The gap is <gap1>{gap} and the rise is <rise>{rise}, so the slope is <slope1>{slope}.",
                gap=self.gaps[0],
                rise=rise,
                slope=first,
            )
        else:
            start = say(
                "With a gap of <gap1>{gap}, the slope is <slope1>{slope}.",
                without=["rise"],
                gap=self.gaps[0],
                slope=first,
            )
        if str(first) == str(second):
            then = "<shrink>With a gap of <gap2>{gap}, it stays at <slope2>{slope}."
        elif self.story.secants.slopes[1] < self.story.secants.slopes[0]:
            then = "<shrink>With a gap of <gap2>{gap}, it drops to <slope2>{slope}."
        else:
            then = "<shrink>With a gap of <gap2>{gap}, it rises to <slope2>{slope}."
        return start + say(then, gap=self.gaps[1], slope=second)

    @property
    def guess(self) -> Line:
        return say("As the gap keeps shrinking, where is the slope heading?")

    @property
    def closest(self) -> Line:
        third, fourth = self.story.slopes_said[2:]
        return say("With a gap of <gap3>{gap}, it is <slope3>{slope}.", gap=self.gaps[2], slope=third) + say(
            "With <gap4>{gap}, it is <slope4>{slope} again."
            if str(third) == str(fourth)
            else "With <gap4>{gap}, it is <slope4>{slope}.",
            gap=self.gaps[3],
            slope=fourth,
        )

    @property
    def limit(self) -> Line:
        lines, limit = self.story.secants, self.story.limit_said
        if lines.other_limit is not None:
            return say(
                "From the right the slopes head for <limit>{limit}, "
                "but from the <other>left for <otherlimit>{other}. "
                "So the curve has a corner: <corner>at {point} there is no derivative."
                if lines.side > 0
                else "From the left the slopes head for <limit>{limit}, "
                "but from the <other>right for <otherlimit>{other}. "
                "So the curve has a corner: <corner>at {point} there is no derivative.",
                without=["name"],
                limit=limit,
                other=brief(lines.other_limit),
                point=self.point,
            )
        if self.story.function.curvature == 0:
            return say(
                "On a straight line the slope stays at <limit>{limit}. "
                "That is its derivative <name>at {point}, and the tangent lies flat."
                if lines.limit == 0
                else "On a straight line the slope stays at <limit>{limit}. "
                "That is its derivative <name>at {point}.",
                limit=limit,
                point=self.point,
            )
        off = [abs(float(slope) - lines.limit) for slope in lines.slopes]
        if off[-1] > _CLOSE * max(off) or off[-1] > _CLOSE * abs(lines.limit) > 0:
            said = "With gaps smaller still, the slopes head for <limit>{limit}."
        else:
            said = "The slopes head for <limit>{limit}."
        return say(said, limit=limit) + say(
            "That limit is the derivative <name>at {point}, and the tangent lies flat."
            if lines.limit == 0
            else "That limit is the derivative <name>at {point}.",
            point=self.point,
        )

    @property
    def halves(self) -> list[tuple[str, Wording]]:
        """The two slopes at a corner, each with the name of its side."""
        limits = self.story.limit_said, *(brief(slope) for slope, _ in self.story.halves[1:])
        sides = (label("right") if side > 0 else label("left") for _, side in self.story.halves)
        return list(zip(sides, limits, strict=False))

    @cached_property
    def rule(self) -> Line | None:
        """The slope at any place, derived or, where that takes too long, said; None where it is too long."""
        f, found = self.story.function, self.story.quotient
        if found is not None:
            return say(
                "<any>At any {x}, take the rise over a <gap>gap h. <divide>Divided by h, it is <sum>{sum}. "
                "As h <shrink>shrinks to {zero}, only <rule>{slope} is left.",
                x=f.variable,
                sum=found.worded(found.quotient),
                slope=found.worded(found.slope),
                zero=number(0),
            )
        slope = f.slope_wording
        straight = f.curvature == 0 or self.story.secants.other_limit is not None
        if straight or name_of(f, slope, "'") != slope:
            return None
        return say(
            "Do the same <any>at every other {x}. The slope of the whole curve is <rule>{slope}.",
            without=["divide", "sum", "shrink"],
            x=f.variable,
            slope=slope,
        )

    @property
    def slope_anywhere(self) -> Wording:
        """The slope at the place where the rule is derived."""
        story = self.story
        here = story.anywhere
        return story.limit_said if here == story.point else brief(float(story.function.slope(here)))

    @property
    def height(self) -> Line:
        """The line that compares two places: slope is not height."""
        assert self.story.pair is not None
        one, other = self.story.pair
        told: dict[str, Any] = {
            "a": brief(one.x),
            "b": brief(other.x),
            "s": slope_said(one.slope),
            "t": slope_said(other.slope),
        }
        if self.story.opposite:
            return say(
                "Slope is not height. The loss is <level>{y} both <one>at {a} and <other>at {b}, "
                "yet the slopes are <slope1>{s} and <slope2>{t}."
                if self.story.is_the_loss
                else "Slope is not height. The height is <level>{y} both <one>at {a} and <other>at {b}, "
                "yet the slopes are <slope1>{s} and <slope2>{t}.",
                without=["level2"],
                y=brief(one.y),
                **told,
            )
        return say(
            "Slope is not height. From <one>{a} to <other>{b} the loss grows from <level>{y} "
            "to <level2>{z}, but the slope goes from <slope1>{s} to <slope2>{t}."
            if self.story.is_the_loss
            else "Slope is not height. From <one>{a} to <other>{b} the height grows from <level>{y} "
            "to <level2>{z}, but the slope goes from <slope1>{s} to <slope2>{t}.",
            y=brief(one.y),
            z=brief(other.y),
            **told,
        )

    @property
    def sign(self) -> Line:
        """The line that tells what the sign of the slope means, and where the ball rolls then."""
        here, flat = self.story.here, self.story.flat
        if self.story.opposite:
            said = say("<step>Plus means uphill to the right, and <down>minus means downhill.")
            if flat is None:
                return said + Line(without=frozenset({"roll", "zero"}))
            if flat.kind == "minimum":
                roll = "<roll>Roll down to the bottom, and the slope becomes <zero>{zero}."
            elif flat.kind == "maximum":
                roll = "<roll>Roll up to the top, and the slope becomes <zero>{zero}."
            else:
                roll = "<roll>Roll to the terrace, and the slope becomes <zero>{zero}."
            return said + say(roll, zero=number(0))
        without = ["roll", "zero"]
        if here.slope == 0:
            return say(
                "A slope of {zero} means that right <step>here, the curve neither rises nor falls.",
                without=without,
                zero=number(0),
            )
        return say(
            "The sign of the slope is plus, so a <step>step to the right goes up."
            if here.slope > 0
            else "The sign of the slope is minus, so a <step>step to the right goes down.",
            without=without,
        )


def slope_said(slope: float) -> Wording:
    """Return a slope with its sign."""
    return signed(slope, digits=4)
