"""Facts and sentences of a gradient at one point of a surface, and of a step against it, beat by beat.

Each sentence is true of the surface it is given; see `calc.stories.surface` for how its height is called.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from calc.expression import exact
from calc.function import Array
from calc.gradient import Gradient, Point, Surface
from calc.line import Line, Message, label, phrase, say
from calc.relief import Relief, relief
from calc.step import Step, step_along, step_that
from calc.stories.surface import PointStory, apart, called, is_extreme, level, steep_at
from calc.wording import Wording, brief, decimals, equals, no_rounder, number
from calc.wording import apart as tell_apart

STRETCH = 3  # times as much as along the first axis a round bowl is made to bend along the second
SMALL_STEPS = 20  # that bend towards the centre

# The context of a phrase, for who translates it.
LEVEL = "a level curve, with its article"

_WEAK = 0.3  # of the gradient at the point: a shorter one would be too short to look at
_EXACT = 1e-7  # radians: an aim that is off by less is exact
_ALIGNED = math.radians(2)  # an aim that is off by less looks exact
_ROUND = np.linspace(0, 2 * np.pi, 181)  # the places along a ring
_EDGE = 0.03  # of the disc's radius: a step that ends nearer to the rim is not looked at


@dataclass(frozen=True)
class Climb:
    """A direction to walk in: what lies along it, how far a hand has turned to it, and its climb."""

    along: Message | str
    turned: float
    rate: float


@dataclass(frozen=True)
class GradientStory(PointStory):
    """The facts and the lines of the lesson on the gradient at one point, with one learning rate.

    Raises:
        ValueError: the surface is flat at the point, or steps there are too small to compute.
    """

    rate: float

    @classmethod
    def at(cls, surface: Surface, point: Point, rate: float) -> GradientStory:
        """Return the story at a point; ValueError where there is no gradient or it is 0."""
        story = cls(steep_at(surface, point), rate)
        _ = story.relief  # refuses steps that cannot be computed
        return story

    # Facts

    @cached_property
    def up(self) -> Step:
        """A small step along the gradient."""
        return step_that("rises", self.gradient, self.rate)

    @cached_property
    def down(self) -> Step:
        """The step against the gradient, whatever comes of it."""
        return step_along(self.gradient, -self.rate)

    @cached_property
    def shorter(self) -> Step | None:
        """A step against the gradient that does lead down, where `down` does not."""
        return None if self.down.falls else step_that("falls", self.gradient, self.rate)

    @cached_property
    def relief(self) -> Relief:
        """The part of the surface that is shown."""
        steps = [self.up, self.down, *([self.shorter] if self.shorter else [])]
        return relief(self.surface, self.gradient.point, [step.end for step in steps])

    @cached_property
    def uphill(self) -> float:
        """The direction of the gradient, in radians."""
        return float(np.arctan2(*self.gradient.vector[::-1]))

    @cached_property
    def climbs(self) -> tuple[Climb, ...]:
        """The climb along the level curve and along each axis, in the order in which a hand passes them.

        It turns left, and starts to the right of the gradient, along the level curve.
        """
        found = [Climb(self.level_curve, 0.0, 0.0)]
        for index, name in enumerate(self.surface.variables):
            turned = (index * math.pi / 2 - self.uphill + math.pi / 2) % (2 * math.pi)
            found.append(Climb(name, turned, float(self.gradient.vector[index])))
        return tuple(sorted(found, key=lambda climb: climb.turned))

    def toward(self, turned: float) -> Array:
        """Return the direction, (2,), of a hand that has turned so far."""
        angle = self.uphill - math.pi / 2 + turned
        return np.array([math.cos(angle), math.sin(angle)])

    def climb(self, turned: float) -> float:
        """Return the climb along it."""
        return float(self.gradient.vector @ self.toward(turned))

    def numbers(self, step: float) -> tuple[float, float, float]:
        """Return the place along the gradient, and the height there."""
        u, v = self.gradient.uphill(step)
        return u, v, float(self.surface(u, v))

    @property
    def rates_shown(self) -> list[float]:
        """The shares of the gradient at whose ends the ball comes to stand."""
        steps = [step for step in (self.up, self.down, self.shorter) if step is not None and self.shows(step)]
        return [0.0, *(step.rate for step in steps)]

    @cached_property
    def places(self) -> tuple[int | None, ...]:
        """The decimals of the running numbers, of the place and the height, at which the ball stands."""
        across, up, heights = zip(*map(self.numbers, self.rates_shown), strict=True)
        return decimals(*across), decimals(*up), decimals(*heights, digits=tell_apart(*heights))

    def heights_said(self, *values: float) -> tuple[Wording, ...]:
        """Heights as the running number shows them, where that has a place for them."""
        places = self.places[2]
        said = () if places is None else tuple(number(round(value, places)) for value in values)
        return said if len({each.written for each in said}) == len(set(values)) else apart(*values)

    def levels(self, levels: Iterable[float]) -> tuple[float, ...]:
        """Return these heights, the spot's, and the one that it comes to on the stretched bowl."""
        told = (self.spot.value, self.aimed.value)
        others = (level for level in levels if not any(math.isclose(level, each) for each in told))
        return tuple(sorted({*others, *told}))

    @property
    def level_curve(self) -> Message:
        """The name of a level curve, with its article."""
        return {
            "ring": phrase("the ring", LEVEL),
            "level line": phrase("the level line", LEVEL),
            "level curve": phrase("the level curve", LEVEL),
        }[level(self.relief.chart)]

    @property
    def flat_title(self) -> str:
        return {
            "ring": label("A right angle to the ring"),
            "level line": label("A right angle to the level line"),
            "level curve": label("A right angle to the level curve"),
        }[level(self.relief.chart)]

    @cached_property
    def spot(self) -> Gradient:
        """The gradient that is looked at in the end: where the step has led to, if it can be seen there."""
        for step in (self.down, self.shorter):
            if step is None or not step.falls or not self.relief.holds(step.end, _EDGE):
                continue
            slopes = self.surface.slopes(*step.end)
            if np.isfinite(slopes).all() and np.linalg.norm(slopes) >= _WEAK * self.gradient.length:
                return self.surface.gradient(*step.end)
        return self.gradient

    @cached_property
    def round(self) -> bool:
        """True if all level curves are circles round a lowest place, so that they can be stretched."""
        return self.surface.is_round and self.relief.flat is not None

    @property
    def centre(self) -> Point | None:
        """The lowest place, if there is one to aim at."""
        flat = self.relief.flat
        return flat.point if flat is not None and flat.kind == "minimum" else None

    @cached_property
    def aimed(self) -> Gradient:
        """The gradient whose aim is looked at: on stretched rings, where the surface has round ones."""
        return stretched(self.surface, STRETCH).gradient(*self.spot.point) if self.round else self.spot

    def vector_of(self, factor: float) -> Array:
        """Return the gradient at the spot, (2,), when a round bowl is so many times as steep along the second
        axis."""
        return self.spot.vector * (1.0, factor if self.round else 1.0)

    def aim_of(self, factor: float) -> Array:
        """Return its direction, a unit vector."""
        vector = self.vector_of(factor)
        return np.asarray(vector / np.linalg.norm(vector))

    def nearest_of(self, factor: float) -> Point:
        """Return the place on the straight way down from the spot that is nearest to the centre."""
        assert self.centre is not None
        way, to_goal = -self.aim_of(factor), np.subtract(self.centre, self.spot.point)
        u, v = np.add(self.spot.point, max(float(way @ to_goal), 0.0) * way)
        return float(u), float(v)

    def ring_of(self, factor: float, level: float, turns: Array | float = _ROUND) -> Array:
        """Return the ring, (n, 2), on which a round bowl has a height when it is so many times as steep along
        the second axis.

        turns: the places along it, in radians, (n,); the angle at which they lie before it is stretched.
        """
        assert self.centre is not None
        low, here = self.surface(*self.centre), self.spot.value
        wide = math.dist(self.spot.point, self.centre) * math.sqrt((level - low) / (here - low))
        return self.centre + wide * np.stack([np.cos(turns), np.sin(turns) / math.sqrt(factor)], axis=-1)

    @cached_property
    def nearest(self) -> Point:
        """That place where the lesson ends."""
        return self.nearest_of(STRETCH)

    @property
    def miss(self) -> float:
        """The distance at which the straight way down passes by the centre."""
        assert self.centre is not None
        return math.dist(self.nearest, self.centre)

    @property
    def misses(self) -> bool:
        """True if the lesson tells by how much the way down misses the centre."""
        return self.surface.is_quadratic and not self.aligned

    @property
    def off(self) -> float:
        """By how many radians the way down misses the centre."""
        assert self.centre is not None
        way, to_goal = -self.aimed.vector, np.subtract(self.centre, self.aimed.point)
        return abs(math.atan2(way[0] * to_goal[1] - way[1] * to_goal[0], float(way @ to_goal)))

    @property
    def aligned(self) -> bool:
        """True if the way down aims at the centre: exactly, or as far as one sees if it is no quadratic."""
        return self.off <= (_EXACT if self.surface.is_quadratic else _ALIGNED)

    @cached_property
    def small_steps(self) -> list[Point]:
        """The points that steps against the gradients lead to, short enough to bend towards the centre."""
        return steps_down(self.aimed, self.rate)

    def opening_steps(self) -> list[Point]:
        """Return where steps lead down from the point, for the title's picture."""
        return steps_down(self.gradient, self.rate)

    def shows(self, step: Step) -> bool:
        """Say whether the place that a step leads to can be seen."""
        return math.isfinite(step.value) and self.relief.holds(step.end)

    def held(self, step: Step) -> float:
        """Return the share of a step's way, up to 1, on which the ball can be seen."""
        shares = np.linspace(0, 1, 400)
        places = [self.gradient.uphill(share * step.rate) for share in shares]
        seen = [self.relief.holds(place) and math.isfinite(self.surface(*place)) for place in places]
        return float(shares[max(seen.index(False) - 1, 0)]) if False in seen else 1.0

    # Lines

    @property
    def stand(self) -> Line:
        """The line that says where we stand, on a surface that the course has not told of."""
        first, second = (
            equals(name, value, digits=4)
            for name, value in zip(self.surface.variables, self.gradient.point, strict=True)
        )
        told = say(
            "Here is the landscape of {formula}. "
            "We <stand>stand at {first} and {second}, where the loss is <value>{value}."
            if self.is_the_loss
            else "Here is the landscape of {formula}. "
            "We <stand>stand at {first} and {second}, where the value is <value>{value}.",
            formula=called(self.surface),
            first=first,
            second=second,
            value=brief(self.gradient.value),
        )
        if self.relief.cut_off:
            told += say("Where nothing is drawn, there is no value, or one too far off to show.")
        return told

    @property
    def two_slopes(self) -> Line:
        first, second = (brief(value) for value in self.gradient.vector)
        named = say(
            "That vector is the <gradient>gradient, written with a <nabla>nabla.",
        )
        if self.is_the_loss:
            return (
                say(
                    "Put the two slopes in one list: <first>{first} and <second>{second}.",
                    first=first,
                    second=second,
                )
                + named
            )
        u, v = self.surface.variables
        return (
            say(
                "Put its two slopes in one list: <first>{first} along {u}, <second>{second} along {v}.",
                first=first,
                second=second,
                u=u,
                v=v,
            )
            + named
        )

    @property
    def question(self) -> Line:
        return say("Does it point <down>downhill or <up>uphill?")

    @property
    def answer(self) -> Line:
        before, after = self.heights_said(self.gradient.value, self.up.value)
        return say(
            "It points <arrow>uphill: a <step>step along it raises the loss from {before} to <after>{after}."
            if self.is_the_loss
            else "It points <arrow>uphill: a <step>step along it "
            "raises the value from {before} to <after>{after}.",
            before=before,
            after=after,
        )

    @property
    def steepest(self) -> Line:
        one, two, three = self.climbs
        return say(
            "Why is that the <closer>steepest way? Turn a <hand>hand all around: "
            "your climb is the arrow's <shadow>shadow on it. "
            "It is <way0>{a} along {one}, <way1>{b} along {two}, and <way2>{c} along {three}. "
            "It is longest along the arrow itself: <most>{most}.",
            a=brief(one.rate),
            b=brief(two.rate),
            c=brief(three.rate),
            one=one.along,
            two=two.along,
            three=three.along,
            most=brief(self.gradient.length),
        )

    @cached_property
    def products(self) -> list[tuple[int, int]]:
        """The arrow's sides and its length as 3, 4 and 5 times a whole number; nothing if they are not."""
        first, second = np.abs(self.gradient.vector)
        three, four = (3, 4) if first < second else (4, 3)
        times = round(first / three)
        if not times or not np.allclose((first, second), (three * times, four * times), rtol=1e-12, atol=0.0):
            return []
        return [(three, times), (four, times), (5, times)]

    @property
    def length(self) -> Line:
        """Why the arrow is as long as its climb."""
        most = brief(self.gradient.length)
        if not self.gradient.vector.all():
            along = self.surface.variables[int(np.argmax(np.abs(self.gradient.vector)))]
            return say(
                "So the arrow's <legs>length tells how fast the loss climbs: <long>{most}, all along {along}."
                if self.is_the_loss
                else "So the arrow's <legs>length tells how fast the value climbs: "
                "<long>{most}, all along {along}.",
                without=["other", "triple", "five"],
                most=most,
                along=along,
            )
        first, second = (brief(abs(value)) for value in self.gradient.vector)
        if self.products:
            (three, times), (four, _), (five, _) = self.products
            return say(
                "Its sides are <legs>{first} and <other>{second}: {three} and {four} "
                "<triple>times {times}. "
                "So its length is <five>{five} times {times}: <long>{most}, just its climb.",
                first=first,
                second=second,
                three=number(three),
                four=number(four),
                five=number(five),
                times=number(times),
                most=most,
            )
        return say(
            "Its sides are <legs>{first} and <other>{second} long, "
            "so by Pythagoras the arrow is <long>{most} long.",
            without=["triple", "five"],
            first=first,
            second=second,
            most=most,
        )

    @property
    def opposite(self) -> Line:
        step = self.down
        said = say(
            "To learn, step the <opposite>opposite way, by <rate>{rate} times the gradient."
            if self.is_the_loss
            else "To go down, step the <opposite>opposite way, by <rate>{rate} times the gradient.",
            rate=no_rounder(self.rate),
        )
        if not math.isfinite(step.value):
            return said + say("But then we <step>land where there is no value.", without=["after"])
        before, after = self.heights_said(step.before, step.value)
        if step.falls:
            said += say(
                "The loss <step>falls from {before} to <after>{after}."
                if self.is_the_loss
                else "The value <step>falls from {before} to <after>{after}.",
                before=before,
                after=after,
            )
            return said if self.relief.holds(step.end) else said + say("That is off this picture.")
        said += say("But that is too <step>long a step.")
        if step.value == step.before:
            return said + say(
                "The slope only holds nearby, and the loss stays at <after>{after}."
                if self.is_the_loss
                else "The slope only holds nearby, and the value stays at <after>{after}.",
                after=after,
            )
        return said + say(
            "The slope only holds nearby, and the loss grows from {before} to <after>{after}."
            if self.is_the_loss
            else "The slope only holds nearby, and the value grows from {before} to <after>{after}.",
            before=before,
            after=after,
        )

    @property
    def shorter_step(self) -> Line:
        assert self.shorter is not None
        _, after = self.heights_said(self.gradient.value, self.shorter.value)
        return say(
            "With a <rate>smaller rate, {rate}, the loss <step>falls to <after>{after}."
            if self.is_the_loss
            else "With a <rate>smaller rate, {rate}, the value <step>falls to <after>{after}.",
            rate=no_rounder(abs(self.shorter.rate)),
            after=after,
        )

    @property
    def flat(self) -> Line:
        return say(
            "Lay the arrow on the <map>map. It stands at a <corner>right angle to {curve}.",
            curve=self.level_curve,
        )

    @cached_property
    def aim(self) -> Line | None:
        """The line that says where the way down aims; None if there is no lowest place, or nothing to say."""
        if self.centre is None:
            return None
        if self.round:
            first = say(
                "On circles, the way down aims at the <centre>centre. "
                "Let {second} count <times>{times} times as much: the rings <stretched>stretch.",
                second=self.surface.variables[1],
                times=number(STRETCH),
            )
            return self._missing(first)
        before = ["centre", "times", "stretched"]
        if self.surface.is_quadratic:
            if self.aligned:
                return say(
                    "These rings are stretched. Here the way down <misses>aims at the centre. "
                    "From most other places it does not.",
                    without=[*before, "missed", "bend"],
                )
            return self._missing(say("These rings are stretched.", without=before))
        if self.aligned:
            return None
        assert self.relief.flat is not None
        if not is_extreme(self.relief.chart, self.relief.flat):
            said = "The way down does <misses>not aim at the low point. It only knows the slopes right here."
        elif self.is_the_loss:
            said = (
                "The way down does <misses>not aim at the lowest loss. It only knows the slopes right here."
            )
        else:
            said = (
                "The way down does <misses>not aim at the lowest value. It only knows the slopes right here."
            )
        return say(said, without=[*before, "missed", "bend"])

    def _missing(self, first: Line) -> Line:
        if self.aligned:
            return first + say(
                "From here the way down still <misses>aims at the centre. "
                "From most other places it does not.",
                without=["missed", "bend"],
            )
        return first + say(
            "The way down <misses>misses the centre by <missed>{miss}. Small steps <bend>bend towards it.",
            miss=self.miss_told,
        )

    @property
    def miss_told(self) -> Wording:
        """The distance by which the way down misses the centre, in two digits."""
        return brief(self.miss, 2)


def stretched(surface: Surface, factor: int) -> Surface:
    """Return a round bowl made `factor` times as steep along its second axis, around the same centre."""
    (a, _), _ = surface.exact_hessian.tolist()
    (u, v), (x, y) = surface.minimum, surface.symbols
    low = surface.expression.subs({x: exact(u), y: exact(v)})
    bowl = a / 2 * (x - exact(u)) ** 2 + factor * a / 2 * (y - exact(v)) ** 2
    return Surface.of(bowl + low, surface.variables)


def steps_down(gradient: Gradient, rate: float) -> list[Point]:
    """Return the places of small steps down from a gradient's point, that point first; each step falls."""
    places, here = [gradient.point], gradient
    bend = float(np.linalg.norm(np.nan_to_num(gradient.surface.hessian(*gradient.point)), 2))
    rate = min(rate, 0.6 / bend) if bend else rate
    for _ in range(SMALL_STEPS):
        end = here.step(rate)
        if not gradient.surface(*end) < here.value:
            break
        slopes = gradient.surface.slopes(*end)
        if not np.isfinite(slopes).all():
            break
        places.append(end)
        here = gradient.surface.gradient(*end)
    return places
