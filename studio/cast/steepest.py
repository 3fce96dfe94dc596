"""The actors that show the gradient as the steepest way: a hand, the arrow's shadow on it, its sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from manim import LEFT, RIGHT, UP, Animation, Mobject, VGroup, VMobject, smooth
from numpy.typing import NDArray

from calc.gradient import Gradient, Point
from calc.stories.gradient import STRETCH, GradientStory
from calc.wording import Wording, brief, decimals
from studio.cast.surface import Bowl
from studio.stage import layout, style
from studio.stage.change import Change
from studio.stage.following import follow
from studio.stage.marks import Arrow, Cased
from studio.stage.panel import Panel
from studio.stage.placement import place_beside
from studio.stage.readout import Readout
from studio.stage.style import Layer, tint
from studio.stage.text import math, naming, plated, words
from studio.stage.theme import THEME

Array = NDArray[np.float64]

_REACH = 1.3  # of the arrow's length: the hand, whose head stands clear of the arrow's
_FILLED = 0.94  # of its region: the map of what is stretched
_CLEAR = 0.1  # units between two numbers of level curves
_PLATE = 0.1  # units that a plate is wider than its number
_BELOW = 0.35  # units below a hand's tip: its number
_GAP = 0.18  # units from an arrow's tip, or a side, to its label


def gradient_arrow(bowl: Bowl, gradient: Gradient, share: float, lift: Any, name: str, **looks: Any) -> Arrow:
    """Return the arrow of a gradient, drawn `share` times as long, lifted onto the wall so far."""
    here = np.array(gradient.point)
    return bowl.arrow(
        lambda _: here, lambda _: here + share * gradient.vector, lift, lift=lift, name=name, **looks
    )


def beyond(label: Any, tail: Array, tip: Array, otherwise: Array = UP) -> Any:
    """Move a label a little past the tip of an arrow; where that has no length, in another direction."""
    far = float(np.linalg.norm(tip - tail))
    way = (tip - tail) / far if far > 1e-6 else otherwise
    return label.move_to(tip + (_GAP + np.hypot(label.width, label.height) / 2) * way)


def running_rows(
    panel: Panel,
    names: Sequence[str],
    numbers: Callable[[Any], Sequence[float]],
    tracker: Any,
    places: Sequence[int | None],
) -> VGroup:
    """Return the rows of a panel with the place of the ball and its height, which run as it moves.

    names: of the place's numbers and of the height. numbers: they, from the tracker's value. places: how
    many decimals each of them has; None for powers of ten.
    """
    rows = VGroup()
    for index, name in enumerate(names):
        colour = THEME.loss if index == 2 else THEME.parameter
        running = Readout(
            partial(_number, numbers, tracker, index),
            places[index],
            size=style.READOUT,
            colour=colour,
        )
        rows.add(panel.row(math(name, style.FORMULA, colour), running))
        running.right = running.get_right()
    return rows.add(panel.rule())


def beside(
    arrow: Arrow,
    value: Wording,
    lines: Sequence[VMobject],
    texts: Sequence[VMobject],
    named: VMobject | None = None,
) -> VMobject:
    """Return the number of an arrow, beyond its tip where it finds room beside these lines and texts.

    named: what it belongs to, where that is not the arrow, as where that has no length.
    """
    label = naming(words(str(value), style.READOUT, THEME.slope), named or arrow)
    away = arrow.tip - arrow.tail
    way = away[:2].tolist() if np.linalg.norm(away) > 1e-6 else (0.0, 1.0)
    arrows = [arrow, *(line for line in lines if isinstance(line, Arrow))]  # no plate covers them
    return place_beside(label, arrow.tip, lines, texts, way, layout.BOWL, arrows)


class Shadow(VGroup):
    """A hand at the place of the gradient that turns with `turned`, and the arrow's shadow on it: the climb.

    The shadow's end runs along a circle around the arrow, which is drawn as far as it has come. The climb
    stands beside the hand: it is below 0 where that points downhill, and the shadow lies behind it.
    """

    def __init__(self, bowl: Bowl, tell: GradientStory, share: float, turned: Any) -> None:
        super().__init__()
        here, tip = np.array(tell.gradient.point), share * tell.gradient.vector
        length = share * tell.gradient.length

        def foot(angle: float) -> Array:
            found: Array = here + share * tell.climb(angle) * tell.toward(angle)
            return found

        def thin(places: Any, colour: str, width: float) -> Cased:
            line = bowl.line(places, turned, on="level", colour=colour, width=width, layer=Layer.CURVE)
            line.line.scenery, line.line.witness = True, None
            return line

        self.hand = bowl.arrow(
            lambda _: here,
            lambda angle: here + _REACH * length * tell.toward(angle),
            turned,
            on="level",
            name="hand",
            colour=THEME.text,
            width=style.AXIS,
            head=0.28,
        ).set_z_index(Layer.TANGENT)
        self.shadow = bowl.line(
            lambda angle: [here, foot(angle)],
            turned,
            on="level",  # as the hand: a surface that is cut off would hide it
            colour=THEME.slope,
            width=style.ARROW,
            layer=Layer.ARROW + 0.1,
            name="shadow",
        )
        self.shadow.casing.set_stroke(width=0)  # where they coincide, the arrow keeps its head
        self.add(
            thin(
                lambda angle: [foot(each) for each in np.linspace(0, np.clip(angle, 0.02, np.pi), 90)],
                tint(THEME.slope, 0.6),
                style.TRAIL,
            ),
            thin(lambda angle: [here, here + tip, foot(angle)], THEME.muted, style.AXIS),
            self.hand,
            self.shadow,
            self._climb(bowl, tell, turned),
        )

    def _climb(self, bowl: Bowl, tell: GradientStory, turned: Any) -> VGroup:
        """Return the number of the climb, on a plate to the right of the hand, near its tip."""
        most, hand = tell.gradient.length, self.hand
        places = decimals(most, *(climb.rate for climb in tell.climbs))
        looks: Any = {"size": style.READOUT, "colour": THEME.slope}
        climb = plated(Readout(lambda: tell.climb(turned.get_value()), places, **looks))

        def stand(climb: VGroup) -> None:
            plate, number = climb
            number.update()
            plate.stretch_to_fit_width(number.width + _PLATE)
            way = (hand.tip - hand.tail) / np.linalg.norm(hand.tip - hand.tail)
            right = np.array([way[1], -way[0], 0.0])
            off = _GAP + np.abs(right) @ [plate.width / 2, plate.height / 2, 0.0]
            plate.move_to(hand.tip - _BELOW * way + off * right)
            number.stand(plate.get_center() + number.width / 2 * RIGHT)

        return follow(climb, stand, lambda: (*bowl.view.moment(), turned.get_value()))


def sides(bowl: Bowl, tell: GradientStory, share: float) -> tuple[VGroup, VGroup, list[VGroup]]:
    """Return the legs of the arrow with their lengths, as it is seen now from above, and its own length.

    Last come the products that these three lengths are, where the story tells of some.
    """
    (u, v), (across, up) = tell.gradient.point, share * tell.gradient.vector
    here, corner, tip = (bowl.point(*place) for place in ((u, v), (u + across, v), (u + across, v + up)))
    legs = VGroup()
    for start, end, value, side in ((here, corner, across, -up * UP), (corner, tip, up, across * RIGHT)):
        if across and up:
            leg = Cased(tint(THEME.slope, 0.6), style.TANGENT, Layer.TANGENT)
            label = words(str(brief(abs(value) / share)), style.READOUT, THEME.slope)
            label.next_to((start + end) / 2, side / np.linalg.norm(side), buff=_GAP)
            legs.add(leg.set_path(np.array([start, end])), plated(label))
    normal = np.array([-up, across, 0.0]) / np.hypot(across, up) * (1 if across * up >= 0 else -1)
    whole = words(str(brief(tell.gradient.length)), style.READOUT, THEME.slope)
    whole.move_to((here + tip) / 2 + (_GAP + 0.6 * whole.width) * normal)
    lengths = [legs[1][1], legs[3][1], whole] if len(legs) else []
    outwards = across, across, normal[0]
    products = [
        _product(*factors, length, side)
        for factors, length, side in zip(tell.products, lengths, outwards, strict=False)
    ]
    return legs, VGroup(plated(whole)), products


def _product(factor: int, times: int, length: Any, side: float) -> VGroup:
    """Return the product that a length is, beside its number, on the right or left by the sign of `side`."""
    product = f"{factor} times {times}"
    text = math(f"= {product}" if side > 0 else f"{product} =", style.LABEL, THEME.slope)
    return plated(text.next_to(length, RIGHT if side > 0 else LEFT, buff=_GAP))


def right_angle(bowl: Bowl, tell: GradientStory, size: float, stretch: Any) -> Cased:
    """Return the mark of the right angle between the arrow at the spot and its level curve."""
    here = np.array(tell.spot.point)

    def square(factor: float) -> list[Array]:
        along = size * tell.aim_of(factor)
        across = np.array([along[1], -along[0]])
        return [here + across, here + across + along, here + along]

    looks: Any = {"colour": THEME.text, "width": style.AXIS, "layer": Layer.TANGENT, "name": "corner"}
    return bowl.line(square, stretch, **looks)


def framing(bowl: Bowl, tell: GradientStory, share: float, closest: float) -> tuple[Point, float]:
    """Return the middle and the size, as a factor, of a map in which all that is told there is seen whole.

    That is what is stretched, or else the arrow and the way down.

    closest: the largest size.
    """
    region, scale = bowl.above, bowl.view.named["map"].scale
    size = _FILLED * np.array([region.width, region.height]) / scale
    if not tell.round:
        tip = np.add(tell.spot.point, share * tell.spot.vector)
        told = np.array([tell.spot.point, tip, tell.nearest, tell.centre or tell.nearest])
        low, high = told.min(axis=0), told.max(axis=0)
        factor = min(closest, float(np.min(size / np.maximum(high - low, 1e-300))))
        u, v = np.clip(tell.relief.middle, high - size / factor / 2, low + size / factor / 2)
        return (float(u), float(v)), factor
    tips = [np.add(tell.spot.point, share * tell.vector_of(factor)) for factor in (1, STRETCH)]
    rings = tell.ring_of(1, tell.spot.value), tell.ring_of(STRETCH, tell.aimed.value)
    places = np.vstack([*rings, *tips])
    low, high = places.min(axis=0), places.max(axis=0)
    u, v = (low + high) / 2
    return (float(u), float(v)), min(closest, float(np.min(size / (high - low))))


def stretching(
    bowl: Bowl, tell: GradientStory, share: float, stretch: Any
) -> tuple[VGroup, VMobject, Arrow, Animation]:
    """Return the level curves of a round bowl, each of its own height however it is stretched, the number of
    the one that the spot comes to, the arrow at the spot, as long as the gradient is, and the play that takes
    away the numbers that would get into each other's way.

    The numbers that stand on the level curves ride on them from now on. The told one is that of the spot,
    before and after.
    """
    assert tell.centre is not None
    rings, spot, heights = VGroup(), tell.spot, bowl.maps[-1].heights
    looks: Any = {"colour": THEME.loss, "width": style.AXIS, "layer": Layer.RING}
    for level in tell.levels(bowl.rings):
        ring = bowl.line(partial(_ring, tell, level), stretch, name=f"ring_{brief(level)!s}", **looks)
        if level in (spot.value, tell.aimed.value):
            follow(ring.line, partial(_tell, tell, ring, level, stretch), stretch.get_value)
        rings.add(ring)
    ways: list[tuple[Any, Array]] = []
    for number in heights:
        across, up = np.subtract(bowl.view.sight.places(number.get_center()), tell.centre)
        turns = np.arctan2(up, across), (0.0 if across > 0 else np.copysign(np.pi, up))
        follow(number, partial(_ride, bowl, tell, number.level, turns, stretch), stretch.get_value)
        places = [_ridden(bowl, tell, number.level, turns, factor) for factor in np.linspace(1, STRETCH, 13)]
        ways.append((number, np.array(places)))
    come = plated(words(str(brief(tell.aimed.value)), style.TICK, THEME.loss), buff=0.06)
    follow(come, partial(_come, bowl, tell, stretch), stretch.get_value)
    arrow = bowl.arrow(
        lambda _: spot.point,
        lambda factor: spot.point + share * tell.vector_of(factor),
        stretch,
        on="level",
        name="way_up",
    )
    return rings, come, arrow, _taking_away(_crowded(ways))


def _crowded(ways: Sequence[tuple[Any, Array]]) -> list[Any]:
    """Return the numbers that come too close to another one that stays, on these ways, (n, 3) each."""
    kept: list[tuple[Any, Array]] = []
    crowded = []
    for number, way in sorted(ways, key=lambda each: -each[0].level):
        half = np.array([number[1].width, number[1].height]) / 2
        apart = [
            np.hypot(*np.maximum(np.abs(way - other)[:, :2] - half - room, 0).T).min() for room, other in kept
        ]
        if min(apart, default=np.inf) < _CLEAR:
            crowded.append(number)
        else:
            kept.append((half, way))
    return crowded


def _taking_away(numbers: Sequence[Any]) -> Animation:
    """Return the play in which these of the numbers on level curves fade for good."""
    parts = [(part, part.shown) for number in numbers for part in number.family_members_with_points()]

    def fade(_: Mobject, share: float) -> None:
        for part, shown in parts:
            part.shown = shown * (1 - share)  # what they have wherever the map can be read
            part.set_opacity(part.shown)

    return Change(Mobject(), fade, run_time=style.OUT, rate_func=smooth, remover=True)


def _ring(tell: GradientStory, level: float, factor: float) -> Array:
    return tell.ring_of(factor, level)


def _gone(stretch: Any) -> float:
    """Return how far the bowl is stretched, 0 to 1."""
    return float((stretch.get_value() - 1) / (STRETCH - 1))


def _tell(tell: GradientStory, ring: Cased, level: float, stretch: Any, _: VMobject) -> None:
    """Let the ring of the spot be the told one, as far as it is at the spot."""
    before, after = (float(level == each.value) for each in (tell.spot, tell.aimed))
    share = before + _gone(stretch) * (after - before)
    width = style.AXIS + (style.RING - style.AXIS) * share
    ring.line.set_stroke(width=width)
    ring.casing.set_stroke(width=width + 2 * style.CASING)


def _ride(
    bowl: Bowl, tell: GradientStory, level: float, turns: tuple[float, float], stretch: Any, number: Any
) -> None:
    """Put the number of a ring onto it: it goes to the side, where stretched rings are no closer together."""
    number.move_to(_ridden(bowl, tell, level, turns, float(stretch.get_value())))


def _ridden(
    bowl: Bowl, tell: GradientStory, level: float, turns: tuple[float, float], factor: float
) -> Array:
    """Return the point of the screen, (3,), to which the number of a ring has ridden on it."""
    gone = (factor - 1) / (STRETCH - 1)
    u, v = tell.ring_of(factor, level, (1 - gone) * turns[0] + gone * turns[1])
    return bowl.point(float(u), float(v))


def _come(bowl: Bowl, tell: GradientStory, stretch: Any, number: Any) -> None:
    """Put the number of the ring that the spot comes to at its foot, as it comes."""
    _ride(bowl, tell, tell.aimed.value, (-np.pi / 2, -np.pi / 2), stretch, number)
    number.set_opacity(max(0.0, 2 * _gone(stretch) - 1))


def _number(numbers: Callable[[Any], Sequence[float]], tracker: Any, index: int) -> float:
    return numbers(tracker.get_value())[index]
