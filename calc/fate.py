"""The long run of a gradient descent: where x <- x - r f'(x) leads when it is never stopped.

A lesson shows some steps; what it says of "forever" must hold for all of them. So the iteration
g(x) = x - r f'(x) is studied as a dynamical system: it settles at a flat place c where the multiplier
g'(c) = 1 - r f''(c) lies between -1 and 1, it jumps on a cycle whose multipliers have a product between
-1 and 1, or it does neither. Each answer carries its evidence: a closed form, a bound that covers all the
later steps, or the steps that were taken. What none of them decides within the budget is UNDECIDED, and then
nothing may be said of forever.

Source: Strogatz, Nonlinear Dynamics and Chaos, chapter 10 (multipliers, cycles, Liapunov exponents); the rule
for a multiplier of -1 is Singer's, by the Schwarzian derivative.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property, lru_cache
from itertools import pairwise

import mpmath
import numpy as np
import sympy

from calc.corners import corner_between, is_corner
from calc.expression import exact, symbol
from calc.flat_places import Slopes, marks
from calc.function import Array, Function, Trouble
from calc.landscape import FlatPoint

#: The longest cycle that is looked for.
MAX_PERIOD = 64

_BUDGETS = (0, 16, 112, 872, 7000, 22_000)  # steps taken between attempts to decide
_NEUTRAL = 1e-10  # a multiplier nearer to 1 or -1 than this is taken for it
_ROUNDING = 1e-12
_REPEATS = 1e-9  # of a cycle's width: orbits that come back so close have repeated
_TRIES = 6  # periods that are tried at a time, of those that are near
_CLOSES = 1e-6  # of a cycle's width: how closely it comes round to where it began
_NEARLY_NEUTRAL = 1e-6
_PINNED = 1e-4  # nearer to neutral than this, rounding alone can make an orbit repeat
_NEARLY = 1e-3  # of it: worth asking whether a cycle is near
_SPREADS = 1e11  # by how much rounding may grow before an orbit of floats is not trusted
_NUDGES = (3e-14, -5e-14, 2e-13)  # relative changes of the start, where it is not trusted
_PATIENCE = 10_000  # steps for which a descent is followed only to know when it comes near its limit
_SHIFTS = 1e-3  # a mean nearer to 0 draws nothing together, in so many steps
_LOOKED_AT = 20  # places, the least steep ones, whose slopes are compared with those of many digits
_LOST = 1e-3  # of a slope: a rounding error that makes it another one
_FLAT = 1e-6  # of the slope at the start: what is called flat ground
_CHAOTIC = 0.005  # a mean of ln|g'| above it is more than noise


class Kind(Enum):
    """The kinds of behaviour in the long run; each story says something for every one of them."""

    ARRIVES = "stands exactly on a flat place, after finitely many steps"
    SETTLES = "closes in on a flat place, by a steady factor a step in the end"
    CREEPS = "closes in on a flat place, but ever more slowly: its multiplier there is 1 or -1"
    CYCLES = "jumps between the same places, or closes in on doing so"
    WANDERS = "stays within bounds, has not repeated, and never comes to rest"
    FALLS = "moves one way without end, by steps that keep their length in the end"
    DRIFTS = "moves one way without end, by steps that shrink: no bottom lies ahead"
    FLIES = "leaves every bound, by steps that grow"
    STRANDED = "stands where the curve is flat far and wide, so that steps are 0 or too small to compute"
    STOPS = "comes to where the curve has a value but no slope, such as a corner"
    LEAVES = "steps to where the curve has no value"
    UNDECIDED = "is not known within the budget"


class Evidence(Enum):
    """The evidence by which a fate was decided."""

    CLOSED_FORM = "x_k is known for every k"
    BOUND = "a bound on each later step, sampled along the stretch that they take"
    STEPS = "the steps themselves"
    NONE = "nothing decided it"


CONVERGING = (Kind.ARRIVES, Kind.SETTLES, Kind.CREEPS)


@dataclass(frozen=True)
class Fate:
    """The long run of one descent; `fate` finds it.

    limit: the flat place where it ends (ARRIVES, SETTLES, CREEPS), else None.
    cycle: the places it jumps between (CYCLES), in the order in which they are visited, each once.
    multiplier: what a step multiplies the distance to the limit by in the end, below 0 where it swings; of a
        cycle, what a whole round does; of a parabola, what every step does. None where there is none.
    steps: after how many steps it is there: stands on its place (ARRIVES, STRANDED, STOPS), would leave
        (LEAVES, FLIES where it overflows), or has come as near as five percent of the way (SETTLES, CREEPS)
        or of the cycle's width (CYCLES). None where the steps that were taken do not tell.
    taken: how many steps were taken to find out.
    exponent: the mean of ln|g'| along the later steps (WANDERS): above 0 it is chaos.
    bounds: the least and the largest place of the later steps (CYCLES, WANDERS); None where they spread.
    corner: whether the place of STOPS, or what it jumps about (CYCLES, WANDERS), is a corner.
    flat: whether the ground of STRANDED is really flat, as on one side of max(x, 0), and not only nearly.
    """

    kind: Kind
    evidence: Evidence
    limit: FlatPoint | None = None
    cycle: tuple[float, ...] = ()
    multiplier: float | None = None
    steps: int | None = None
    taken: int = 0
    exponent: float | None = None
    bounds: tuple[float, float] | None = None
    corner: bool = False
    flat: bool = False

    @property
    def converges(self) -> bool:
        """True if there is one place that it ends at or closes in on."""
        return self.kind in CONVERGING

    @property
    def swings(self) -> bool:
        """True if it comes to its limit from both sides in turn."""
        return self.converges and self.multiplier is not None and self.multiplier < -_ROUNDING

    @property
    def period(self) -> int:
        """The number of places of its cycle; 0 without one."""
        return len(self.cycle)


@lru_cache(maxsize=512)
def fate(function: Function, start: float, rate: float) -> Fate:
    """Return what the descent of `function` from `start` at the learning rate `rate` does in the long run.

    The function must have a value and a slope at the start (`Function.require`). The work is bounded: some
    40,000 steps at most, and where the last digit of its numbers may decide, three times as many again.
    """
    if function.curvature is not None:
        return _of_parabola(function, start, rate)
    search = _Search(function, start, rate)
    found = search.run()
    if found.kind in (Kind.FLIES, Kind.FALLS, Kind.DRIFTS, Kind.WANDERS) and search.is_lost():
        return Fate(Kind.UNDECIDED, Evidence.NONE, taken=found.taken)
    if found.converges or found.kind in (Kind.CYCLES, Kind.STRANDED, Kind.LEAVES, Kind.STOPS):
        spread = _Search(function, start, rate).spread(found.taken if found.steps is None else found.steps)
        if not spread <= _SPREADS:
            others = [_Search(function, _nudged(start, nudge), rate).run() for nudge in _NUDGES]
            if not all(_alike(found, other) for other in others):
                # Its path hangs on the last digit of its numbers: floats do not tell where it ends.
                return Fate(Kind.UNDECIDED, Evidence.NONE, taken=found.taken)
    return found


def _nudged(start: float, nudge: float) -> float:
    return start + nudge * max(abs(start), 1e-3)


def _alike(one: Fate, other: Fate) -> bool:
    if one.kind is not other.kind or len(one.cycle) != len(other.cycle):
        return False
    if one.kind in (Kind.LEAVES, Kind.STOPS, Kind.STRANDED):
        return one.steps == other.steps
    first, second = (
        np.sort(each.cycle) if each.cycle else np.array([each.limit.x] if each.limit else [])
        for each in (one, other)
    )
    return bool(np.allclose(first, second, rtol=1e-6, atol=1e-9))


def _of_parabola(function: Function, start: float, rate: float) -> Fate:
    """x_k - c = m^k (x_0 - c) with m = 1 - r f'' throughout; on a straight line every step is the same."""
    variable = symbol(function.variable)
    second, first, _ = _coefficients(function.expression, variable)
    known = Evidence.CLOSED_FORM
    if second == 0:
        if first == 0:
            return Fate(Kind.STRANDED, Evidence.CLOSED_FORM, steps=0, flat=True)
        return Fate(Kind.FALLS, Evidence.CLOSED_FORM, multiplier=1.0)
    centre = float(-first / (2 * second))
    factor = float(1 - exact(rate) * 2 * second)
    kind = "minimum" if second > 0 else "maximum"
    place = FlatPoint(centre, function(centre), kind)
    if abs(start - centre) <= _ROUNDING * max(abs(start), abs(centre)) or start == centre:
        return Fate(Kind.ARRIVES, known, limit=place, multiplier=factor, steps=0)
    if abs(factor) <= _ROUNDING:
        return Fate(Kind.ARRIVES, known, limit=place, multiplier=0.0, steps=1)
    if abs(factor + 1) <= _ROUNDING:
        other = float(2 * exact(centre) - exact(start))
        bounds = (min(start, other), max(start, other))
        return Fate(Kind.CYCLES, known, cycle=(start, other), multiplier=1.0, steps=0, bounds=bounds)
    if abs(factor) < 1:
        near = max(math.ceil(math.log(0.05) / math.log(abs(factor))), 0)
        return Fate(Kind.SETTLES, known, limit=place, multiplier=factor, steps=near)
    return Fate(Kind.FLIES, known, multiplier=factor)


def _coefficients(expression: sympy.Expr, variable: sympy.Symbol) -> tuple[sympy.Expr, ...]:
    polynomial = sympy.Poly(expression, variable)
    return tuple(polynomial.coeff_monomial(variable**power) for power in (2, 1, 0))


class _Search:
    """One descent, followed for longer and longer until something decides where it leads."""

    def __init__(self, function: Function, start: float, rate: float) -> None:
        self.function, self.start, self.rate = function, start, rate
        self.slopes = slopes_of(function)
        self.orbit = [start]

    def run(self) -> Fate:
        for budget in _BUDGETS:
            ended = self._walk(budget)
            if ended is not None:
                return ended
            for decide in (self._closes_in, self._cycles, self._runs_away):
                decided = decide()
                if decided is not None:
                    return self._timed(decided)
        return self._wanders() or Fate(Kind.UNDECIDED, Evidence.NONE, taken=self.taken)

    def _timed(self, found: Fate) -> Fate:
        """Follow a descent that will come near its limit until it has, within reason."""
        if found.limit is None or found.steps is not None:
            return found
        ended = self._walk(_PATIENCE)
        if ended is not None and ended.kind in (Kind.ARRIVES, Kind.STOPS, Kind.LEAVES, Kind.FLIES):
            return ended
        return replace(found, steps=self._near(found.limit.x), taken=self.taken)

    @property
    def here(self) -> float:
        return self.orbit[-1]

    @property
    def taken(self) -> int:
        return len(self.orbit) - 1

    @cached_property
    def _loop(self):  # type: ignore[no-untyped-def]
        """The very operations of the printed program, as a function that takes many steps at once."""
        name = self.function.variable
        source = (
            f"def loop({name}, count):\n"
            "    places = []\n"
            "    try:\n"
            "        for _ in range(count):\n"
            f"            {name} = {name} - {float(self.rate)!r} * ({self.function.slope_python})\n"
            f"            places.append({name})\n"
            "    except (ValueError, ZeroDivisionError, OverflowError):\n"
            "        pass\n"
            "    return places\n"
        )
        # Never text from outside: `notation.python` prints nothing but listed names, numbers and operators.
        space = {
            "__builtins__": {
                "range": range,
                "ValueError": ValueError,
                "ZeroDivisionError": ZeroDivisionError,
                "OverflowError": OverflowError,
            },
            "math": math,
            "abs": abs,
        }
        exec(compile(source, "<descent>", "exec"), space)
        return space["loop"]

    def _walk(self, count: int) -> Fate | None:
        """Take so many steps more; return how it ends if it does."""
        while count > 0:
            places = self._loop(self.here, count)
            if places:
                values = np.asarray(places)
                good = np.isfinite(values)
                good[good] = np.isfinite(np.asarray(self.function(values[good])))
                bad = np.flatnonzero(~good)
                if len(bad):
                    self.orbit += places[: bad[0]]
                    return self._ended(places[bad[0]])
                self.orbit += places
                if places[-1] == (places[-2] if len(places) > 1 else self.orbit[-2]):
                    return self._stuck()
            count -= len(places)
            if count > 0:  # there is no slope here, or only after a detour past the largest number
                slope = self.function.slope(self.here)
                if not math.isfinite(slope):
                    return self._without_slope()
                there = self.here - self.rate * slope
                if not math.isfinite(there) or not math.isfinite(self.function(there)):
                    return self._ended(there)
                if there == self.here:
                    return self._stuck()
                self.orbit.append(there)
                count -= 1
        return None

    def _ended(self, there: float) -> Fate:
        """The next place has no value: it is outside of the domain, or too far away."""
        too_large = not math.isfinite(there) or self.function.trouble(there, slope=False) is Trouble.TOO_LARGE
        return self._overflowed(there) if too_large else self._now(Kind.LEAVES)

    def _now(self, kind: Kind, evidence: Evidence = Evidence.STEPS, corner: bool = False) -> Fate:
        return Fate(kind, evidence, steps=self.taken, taken=self.taken, corner=corner)

    def _overflowed(self, there: float) -> Fate:
        """Floats cannot compute the formula there: far out, or where its parts grow, as of x(1/x + x)."""
        if math.isfinite(there) and abs(there) < max(map(abs, self.orbit)):
            return self._now(Kind.UNDECIDED, Evidence.NONE)
        return self._now(Kind.FLIES)

    def _without_slope(self) -> Fate:
        if self.function.trouble(self.here) is Trouble.TOO_LARGE:
            # The numbers of the formula are too large, but not its value: the sigmoid's slope at -1000, say.
            move = self.rate * abs(self.slopes(self.here))
            if move < 1e-16 * abs(self.here):
                return self._now(Kind.STRANDED)
            return self._overflowed(self.here)
        return self._now(Kind.STOPS, corner=is_corner(self.function, self.here))

    def _stuck(self) -> Fate | None:
        """A step has changed nothing: on a flat place, on flat ground, or near a flat place by rounding."""
        first = next(k for k, (x, y) in enumerate(pairwise(self.orbit)) if x == y)
        del self.orbit[first + 1 :]
        here = self.here
        if self.slopes.level_around(here):
            return Fate(Kind.STRANDED, Evidence.STEPS, steps=first, taken=first, flat=True)
        place = self.slopes.flat_place_at(here)
        if place is not None:
            return self._at(place, first)
        slope, first_slope = (abs(self.function.slope(x)) for x in (here, self.start))
        if slope > _FLAT * first_slope:  # no flat ground: it is only so far out that floats lose its steps
            return self._now(Kind.UNDECIDED, Evidence.NONE)
        return self._now(Kind.STRANDED)

    def _at(self, place: FlatPoint, step: int) -> Fate:
        """It has come to a flat place as near as floats can tell: by closing in on it, or by one jump."""
        factor = self.slopes.multiplier(place.x, self.rate)
        if abs(factor) < 1 - _NEUTRAL and not self._jumped(place, step):
            kind, near = Kind.SETTLES, self._near(place.x)
            return Fate(kind, Evidence.STEPS, limit=place, multiplier=factor, steps=near, taken=self.taken)
        if abs(abs(factor) - 1) <= _NEUTRAL and not self._jumped(place, step):
            near = self._near(place.x)
            return Fate(
                Kind.CREEPS, Evidence.STEPS, limit=place, multiplier=factor, steps=near, taken=self.taken
            )
        return Fate(
            Kind.ARRIVES, Evidence.STEPS, limit=place, multiplier=factor, steps=step, taken=self.taken
        )

    def _jumped(self, place: FlatPoint, step: int) -> bool:
        """Say whether the last step came to the place from far off, instead of from close by."""
        if step == 0:
            return True
        before = abs(self.orbit[step - 1] - place.x)
        return before > 1e-3 * max(abs(place.x), abs(self.start - place.x))

    def _near(self, goal: float) -> int | None:
        """After how many steps it has come within five percent of the way, for good; None if not yet."""
        away = np.abs(np.asarray(self.orbit) - goal)
        far = np.flatnonzero(away > 0.05 * abs(self.start - goal))
        step = int(far[-1]) + 1 if len(far) else 0
        return step if step < len(self.orbit) else None

    # Towards a flat place

    def _closes_in(self) -> Fate | None:
        for place in self.slopes.places_near(self.here, self._tail(64)):
            decided = self._one_sided(place) or self._contracted(place)
            if decided is not None:
                return decided
        return None

    def _tail(self, count: int) -> Array:
        return np.asarray(self.orbit[-count:])

    def _one_sided(self, place: FlatPoint) -> Fate | None:
        """It is between here and there downhill all the way, and no step from there leads past the place."""
        way = self.here - place.x
        shares = np.concatenate(
            [
                np.geomspace(1e-6, 1, 160),
                np.linspace(0.005, 1, 200),
                self._marked(place.x, way),
            ]
        )
        with np.errstate(all="ignore"):
            steps = self.rate * np.asarray(self.function.slope(place.x + shares * way)) / way
        if not (np.isfinite(steps).all() and (steps > 0).all() and (steps < shares).all()):
            return None
        factor = self.slopes.multiplier(place.x, self.rate, side=1 if way > 0 else -1)
        if not -_NEUTRAL < factor <= 1 + _NEUTRAL:
            return None
        kind = Kind.CREEPS if factor > 1 - _NEUTRAL else Kind.SETTLES
        return Fate(
            kind,
            Evidence.BOUND,
            limit=place,
            multiplier=max(factor, 0.0),
            steps=self._near(place.x),
            taken=self.taken,
        )

    def _contracted(self, place: FlatPoint) -> Fate | None:
        """One step, or two, from anywhere as near as here lead nearer: then all later ones do."""
        factor = self.slopes.multiplier(place.x, self.rate)
        if not abs(factor) <= 1 + _NEUTRAL:
            return None
        reach = abs(self.here - place.x)
        if abs(factor) >= 1 - _NEUTRAL:
            swings = factor < 0 and self.slopes.flips_inwards(place.x, self.rate)
            if not swings or not self._comes_nearer(place.x, reach, np.linspace(0.02, 1, 60)):
                return None
            kind = Kind.CREEPS
        else:
            kind = Kind.SETTLES
            # Nearer than that, rounding hides how a step changes the distance; the multiplier tells it.
            size = max(abs(place.x), abs(self.start - place.x))
            shares = np.concatenate(
                [
                    np.geomspace(1e-3, 1, 60),
                    np.linspace(0.01, 1, 100),
                    self._marked(place.x, reach),
                    self._marked(place.x, -reach),
                ]
            )
            if reach > 1e-9 * size and not self._comes_nearer(place.x, reach, shares):
                return None
        return Fate(
            kind,
            Evidence.BOUND,
            limit=place,
            multiplier=factor,
            steps=self._near(place.x),
            taken=self.taken,
        )

    @staticmethod
    def _marked(place: float, way: float) -> Array:
        """Return the shares of a way from this place at which it must be looked at as well."""
        shares = (marks(place, place + way) - place) / (way or 1.0)
        return shares[shares > 1e-3]  # nearer, rounding would hide what a step does

    def _comes_nearer(self, centre: float, reach: float, shares: Array, period: int = 1) -> bool:
        away = reach * np.concatenate([-shares, shares])
        if not reach > 0 or not np.all(centre + away != centre):
            return True
        for rounds in (1, 2):
            there = centre + away
            for _ in range(rounds * period):
                there = self._stepped(there)
            with np.errstate(all="ignore"):
                if np.isfinite(there).all() and (np.abs(there - centre) < np.abs(away)).all():
                    return True
        return False

    def _stepped(self, places: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(places - self.rate * np.asarray(self.function.slope(places)))

    # On a cycle

    def _cycles(self) -> Fate | None:
        if self.taken < 100:
            return None
        tail = self._tail(4 * MAX_PERIOD + 1)
        width = float(np.ptp(tail[-2 * MAX_PERIOD :]))
        if not width > _ROUNDING * float(np.abs(tail).max()):
            return None
        tries = 0
        for period in range(2, MAX_PERIOD + 1):
            if len(tail) < 2 * period + 1:
                break
            back = float(np.abs(tail[period:] - tail[:-period])[-period - 1 :].max())
            if back <= _NEARLY * width and tries < _TRIES:
                tries += 1
                found = self._cycle(period, back, width)
                if found is not None:
                    return found
        return None

    def _cycle(self, period: int, back: float, width: float) -> Fate | None:
        place = self.here
        for _ in range(12):  # Newton's method on g^p(x) = x
            orbit = self._turns(place, period + 1)
            if orbit is None:
                return None
            product = float(np.prod(self.slopes.multipliers(orbit[:-1], self.rate)))
            if abs(1 - product) < 1e-7:
                break
            shift = (orbit[-1] - place) / (1 - product)
            place += shift
            if abs(shift) <= 1e-15 * max(abs(place), width):
                break
        orbit = self._turns(place, period + 1)
        if orbit is None or abs(place - self.here) > 0.25 * width:
            return None
        product = float(np.prod(self.slopes.multipliers(orbit[:-1], self.rate)))
        # Near neutral, a place comes round all but closely far from any cycle.
        close = max(_CLOSES * min(abs(1 - product), 1.0), _ROUNDING) * float(np.ptp(orbit))
        if abs(orbit[-1] - place) > close:
            return None
        if abs(abs(product) - 1) < 0.01:  # so near to neutral, floats are not to be trusted
            product = float(np.prod([self.slopes.multiplier(x, self.rate) for x in orbit[:-1]]))
        repeats = back <= _REPEATS * width
        if not abs(product) <= 1 + 1e-6:
            if not (repeats and self.slopes.returns(self.here, self.rate, period)):
                return None
            orbit = self._tail(period + 1)
        elif abs(product) >= 1 - _NEARLY_NEUTRAL:
            # Where pieces of the curve are straight, as of |x|, every orbit near by repeats as well.
            # To the bit: what drifts by rounding comes to lie on the other side of a corner one day.
            neutral = back == 0 and abs(product - 1) <= _REPEATS
            neutral = neutral and self.slopes.returns(self.here, self.rate, period)
            if not neutral:  # where it ends up, Newton's method does not find here
                return None
            orbit = self._tail(period + 1)
        elif not ((repeats and abs(product) < 1 - _PINNED) or self._draws_in(place, period)):
            return None
        product = float(np.prod([self.slopes.multiplier(x, self.rate) for x in orbit[:-1]]))
        points = [0.0 if abs(x) <= 1e-9 * width else float(x) for x in orbit[:-1]]
        apart = min(abs(a - b) for i, a in enumerate(points) for b in points[:i])
        if apart <= 1e-9 * width:
            return None  # a shorter cycle
        return self._on_cycle(points, product, width)

    def _draws_in(self, place: float, period: int) -> bool:
        """Say whether a round, or two, lead nearer to the cycle from anywhere as near as here."""
        reach = abs(self.here - place)
        far = reach > _ROUNDING * abs(place)  # else rounding hides which way it goes
        return far and self._comes_nearer(place, reach, np.linspace(0.02, 1, 50), period)

    def _on_cycle(self, points: list[float], product: float, width: float) -> Fate:
        """Put the cycle in the order of the steps: its first place comes at multiples of the period."""
        period = len(points)
        offset = -self.taken % period
        points = points[offset:] + points[:offset]
        along = np.asarray(self.orbit)
        expected = np.resize(np.asarray(points), len(along))
        far = np.flatnonzero(np.abs(along - expected) > 0.05 * width)
        near = int(far[-1]) + 1 if len(far) else 0
        low, high = min(points), max(points)
        return Fate(
            Kind.CYCLES,
            Evidence.STEPS if abs(product) >= 1 - _NEUTRAL else Evidence.BOUND,
            cycle=tuple(points),
            multiplier=product,
            steps=near,
            taken=self.taken,
            bounds=(low, high),
            corner=corner_between(self.function, low, high) is not None,
        )

    def _turns(self, place: float, count: int) -> Array | None:
        orbit = [place]
        for _ in range(count - 1):
            orbit.append(orbit[-1] - self.rate * self.function.slope(orbit[-1]))
            if not math.isfinite(orbit[-1]):
                return None
        return np.asarray(orbit)

    # Without end

    def _runs_away(self) -> Fate | None:
        """No flat place lies ahead as far as numbers go: the slope keeps its sign all the way."""
        if self.taken < 100:
            return None
        tail = self._tail(64)
        moves = np.diff(tail)
        if (moves > 0).all() or (moves < 0).all():
            trend = self.slopes.ahead(self.here, float(np.sign(moves[-1])))
            if trend is None:
                return None
            kind = {1: Kind.FLIES, 0: Kind.FALLS, -1: Kind.DRIFTS}[trend]
            return Fate(kind, Evidence.BOUND, taken=self.taken)
        if self.taken < 1000:
            return None
        sizes = np.abs(np.asarray(self.orbit))
        parts = [float(part.max()) for part in np.array_split(sizes[len(sizes) // 4 :], 8)]
        grows = all(later > 1.2 * earlier for earlier, later in pairwise(parts))
        if grows and parts[-1] > 1e4 * max(abs(self.start), 1.0):
            return Fate(Kind.FLIES, Evidence.STEPS, taken=self.taken)
        return None

    def _wanders(self) -> Fate | None:
        """It has neither settled nor repeated, and does not leave its bounds."""
        late = np.asarray(self.orbit[len(self.orbit) // 4 :])
        low, high = float(late.min()), float(late.max())
        tail = late[-1000:]
        if len(np.unique(late)) < len(late) or any(
            np.abs(tail[period:] - tail[:-period]).max() <= 1e-4 * (high - low)
            for period in range(1, MAX_PERIOD + 1)
        ):  # it has repeated, to the bit or as far as anyone would see
            return None
        with np.errstate(all="ignore"):
            factors = np.abs(self.slopes.multipliers(late, self.rate))
        exponent = float(np.mean(np.log(np.maximum(factors[np.isfinite(factors)], 1e-300))))
        corner = corner_between(self.function, low, high) is not None
        if not exponent > _CHAOTIC:
            # About a corner, the pieces of the curve shift an orbit, without drawing neighbours together.
            moves = [float(part.max()) for part in np.array_split(np.abs(np.diff(late)), 8)]
            if not (corner and exponent > -_SHIFTS and min(moves) > 0.5 * max(moves)):
                return None
        width, earlier = high - low, late[: len(late) // 2]
        grows = low < earlier.min() - 0.2 * width or high > earlier.max() + 0.2 * width
        return Fate(
            Kind.WANDERS,
            Evidence.STEPS,
            taken=self.taken,
            exponent=exponent,
            bounds=None if grows else (low, high),
            corner=corner,
        )

    def is_lost(self) -> bool:
        """Say whether floats did not know the slope at some place on the way, as of x(1/x + x) near 0."""
        slopes = np.asarray(self.function.slope(np.asarray(self.orbit)))
        gentlest = np.argsort(np.abs(slopes))[:_LOOKED_AT]  # nan comes last
        return any(
            abs(slopes[index] - true) > _LOST * abs(true)
            for index in gentlest
            if math.isfinite(slopes[index]) and mpmath.isfinite(true := self.slopes(self.orbit[index]))
        )

    def spread(self, steps: int) -> float:
        """Return how many times a small change may grow, at most, between any two of so many first steps."""
        places = [self.start, *self._loop(self.start, min(steps, _BUDGETS[-1]))]
        array = np.asarray(places)
        factors = np.abs(self.slopes.multipliers(array[np.isfinite(array)], self.rate))
        logs = np.log(np.clip(np.nan_to_num(factors, nan=1.0, posinf=1e300), 1e-300, 1e300))
        sums = np.concatenate([[0.0], np.cumsum(logs)])
        growth = float((sums - np.minimum.accumulate(sums)).max())
        return math.exp(min(growth, 700.0))


@lru_cache(maxsize=64)
def slopes_of(function: Function) -> Slopes:
    """Return the slopes of a function with many digits, made once."""
    return Slopes(function)
