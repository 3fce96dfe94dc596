"""The same iteration, for up to a million steps, and its slopes again with 40 digits.

The steps are those of the program that a lesson shows: its text is run as a learner would run it. The slope
in it is compared with sympy's own derivative of the function as it was given.
"""

import functools
import itertools
import math
import re
from types import SimpleNamespace
from typing import Any

import mpmath
import numpy as np
import sympy

STEPS = 1_000_000
DIGITS = 40
X = sympy.Symbol("x", real=True)
_ARRAYS = SimpleNamespace(
    **{name: getattr(np, name) for name in ("pi", "e", "exp", "log", "sqrt", "sin", "cos", "tan")},
    **{name: getattr(np, name) for name in ("sinh", "cosh", "tanh")},
    **{name: getattr(np, f"arc{name[1:]}") for name in ("atan", "asin", "acos")},
    pow=np.power,
)


@functools.lru_cache(maxsize=512)
def expression(text: str) -> sympy.Expr:
    names = {"x": X, "abs": sympy.Abs, "ln": sympy.log, "pi": sympy.pi, "e": sympy.E}
    return sympy.nsimplify(sympy.sympify(text, locals=names), rational=True)


def _sign(x: mpmath.mpf) -> mpmath.mpf:
    return mpmath.nan if x == 0 else mpmath.sign(x)


@functools.lru_cache(maxsize=512)
def exact(text: str, order: int = 0):
    """The function, or a derivative of it, with 40 digits; nan where it has no real value."""
    formula = expression(text)
    for _ in range(order):
        formula = formula.diff(X).replace(sympy.DiracDelta, lambda *_: sympy.S.Zero)
    compiled = sympy.lambdify(X, formula, modules=[{"sign": _sign}, "mpmath"])

    def value(x):
        with mpmath.workdps(DIGITS):
            try:
                result = mpmath.mpmathify(compiled(mpmath.mpf(x))) + 0  # a number, where it is the constant e
            except (ZeroDivisionError, ValueError, OverflowError, TypeError):
                return mpmath.nan
            return result if isinstance(result, mpmath.mpf) and mpmath.isfinite(result) else mpmath.nan

    return value


def sources(program: str) -> tuple[str, str]:
    """The slope and the value in a program, as it writes them."""
    slope = re.search(r"slope = (.*)", program)[1]
    value = re.search(r'f"f\((\w+)\) = \{(.*):[^:]*\}"\)', program)[2]
    return slope, value


class LongRun:
    """x_0, x_1, ... up to where the numbers end, repeat to the bit, or are a million.

    end: "rests" (a step changes nothing), "repeats" (to the bit), "no slope", "no value", "too large" or
    "goes on".
    """

    def __init__(self, program: str, text: str, start: float, rate: float, steps: int = STEPS) -> None:
        self.text, self.start, self.rate = text, start, rate
        slope, value = sources(program)
        space = {"math": math, "abs": abs}
        exec(
            "def run(x, count):\n"
            "    places = []\n"
            "    try:\n"
            "        for _ in range(count):\n"
            f"            x = x - {rate!r} * ({slope})\n"
            "            places.append(x)\n"
            "    except (ValueError, ZeroDivisionError): return places, 'no slope'\n"
            "    except OverflowError: return places, 'too large'\n"
            "    return places, ''\n"
            f"def height(x): return {value}\n",
            space,
        )
        self.height, self.period = space["height"], 0
        fast: dict[str, Any] = {"math": _ARRAYS, "abs": np.abs}
        exec(f"def heights(x): return {value}\n", fast)
        parts, taken, self.end = [np.array([start])], 1, "goes on"
        mark, every = start, 1
        while taken <= steps and self.end == "goes on":
            before = float(parts[-1][-1])
            places, ended = space["run"](before, min(2 * every - taken, 50_000))
            xs = np.array(places, dtype=np.float64)
            found = self._first_of(xs, before, mark, fast["heights"])
            if found is not None:
                index, self.end = found
                xs = xs[: index + (self.end == "repeats")]
            elif ended:
                self.end = ended
            parts.append(xs)
            taken += len(xs)
            if self.end == "repeats":
                self.period = taken - every
            elif taken == 2 * every:
                mark, every = float(xs[-1]), taken
        self.xs = np.concatenate(parts)

    def _first_of(self, xs: np.ndarray, before: float, mark: float, heights: Any) -> tuple[int, str] | None:
        """The first of these places at which the run ends, and how; None where it goes on."""
        with np.errstate(all="ignore"):
            good = np.isfinite(xs) & np.isfinite(np.broadcast_to(heights(xs), xs.shape))
        events = []
        for index in np.flatnonzero(~good):  # arrays and floats may differ: floats decide
            reason = "too large" if not math.isfinite(xs[index]) else self._without_value(float(xs[index]))
            if reason:
                events.append((int(index), reason))
                break
        for name, same in (("rests", xs == np.concatenate([[before], xs[:-1]])), ("repeats", xs == mark)):
            events += [(int(index), name) for index in np.flatnonzero(same)[:1]]
        return min(events, key=lambda event: event[0], default=None)

    def _without_value(self, x: float) -> str:
        try:
            height = self.height(x)
            return "no value" if isinstance(height, complex) else "" if math.isfinite(height) else "too large"
        except (ValueError, ZeroDivisionError):
            return "no value"
        except OverflowError:
            return "too large"

    # What holds of it

    @property
    def last(self) -> float:
        return float(self.xs[-1])

    def at(self, step: int) -> float:
        """Return where it is after so many steps, of any number."""
        if step < len(self.xs):
            return float(self.xs[step])
        assert self.end in ("rests", "repeats")
        if self.end == "rests":
            return self.last
        return float(self.xs[len(self.xs) - 1 - self.period + (step - len(self.xs) + 1) % self.period])

    def root_near(self, place: float, reach: float) -> float | None:
        """A place within reach at which the slope changes its sign through 0 or touches 0, with 40 digits."""
        slope = exact(self.text, 1)
        with mpmath.workdps(DIGITS):
            if self._is_0(place):
                return float(place)
            for share in (1e-9, 1e-7, 1e-5, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 1):
                gap = mpmath.mpf(reach) * share
                low, high = mpmath.mpf(place) - gap, mpmath.mpf(place) + gap
                first, last = slope(low), slope(high)
                if not first * last < 0:
                    continue
                for _ in range(130):
                    middle = (low + high) / 2
                    if (slope(middle) < 0) == (first < 0):
                        low = middle
                    else:
                        high = middle
                if (
                    max(abs(slope(low)), abs(slope(high)))
                    <= max(abs(first), abs(last)) * mpmath.mpf(10) ** -6
                ):
                    # Nearer to 0 than these digits tell, it is 0.
                    return 0.0 if abs(low) < 1e-30 and self._is_0(0.0) else float(low)
            for near in (float(f"{place:.6g}"), round(place, 4), 0.0):
                if abs(near - place) <= reach and self._is_0(near):
                    return float(near)
            return self._touching(place, mpmath.mpf(reach))

    def _is_0(self, place: float) -> bool:
        """Say whether the slope is 0 here or, where its formula has no value, comes to 0 from both sides."""
        slope = exact(self.text, 1)
        around = [slope(place + way * mpmath.mpf(10) ** -7) for way in (-1, 1)]
        if around == [0, 0]:  # level ground, and no place on it
            return False
        if mpmath.isfinite(slope(place)):
            return slope(place) == 0
        near = [abs(slope(place + way * mpmath.mpf(10) ** -12)) for way in (-1, 1)]
        return all(mpmath.isfinite(v) for v in near) and max(near) < mpmath.mpf(10) ** -5

    def _touching(self, place: float, gap: mpmath.mpf) -> float | None:
        """Return where |slope| is least nearby, if it is 0 there."""
        slope = exact(self.text, 1)
        low, high = mpmath.mpf(place) - gap, mpmath.mpf(place) + gap
        edge = max(abs(slope(low)), abs(slope(high)))
        golden = (mpmath.sqrt(5) - 1) / 2
        for _ in range(180):
            a, b = high - golden * (high - low), low + golden * (high - low)
            if abs(slope(a)) < abs(slope(b)):
                high = b
            else:
                low = a
        middle = (low + high) / 2
        # Where it only fades away, it is least at an end of the stretch.
        inside = abs(middle - place) < 0.9 * gap
        return float(middle) if inside and abs(slope(middle)) <= edge * mpmath.mpf(10) ** -12 else None

    @functools.cached_property
    def limit(self) -> float | None:
        """The flat place where it ends up, None where there is none."""
        found = None if self.end in ("no slope", "no value", "too large") else self._limit()
        lost = self.end != "goes on" or abs(self.last) < 1e-6 * abs(self.start)
        return self._closely() if found is None and lost else found

    def _limit(self) -> float | None:
        size = max(abs(self.last), float(np.ptp(self.xs[-100:])), 1e-9)
        tail = self.xs[-200:]
        if self.end in ("rests", "repeats"):
            late = tail[-max(self.period, 1) :]
            if float(np.ptp(late)) > 1e-9 * size:
                return None
            return self.root_near(self.last, max(1e-6 * max(abs(self.last), 1e-6), 1e-7))
        downhill = self._next_downhill()
        if downhill is not None:
            return downhill
        # It goes on: its moves must shrink, and there must be a place that it nears.
        moves = np.abs(np.diff(self.xs))
        parts = [float(part.max()) for part in np.array_split(moves[len(moves) // 8 :], 6)]
        if not all(b < a for a, b in itertools.pairwise(parts)):
            return None
        # A descent on x^4 is still some 2 k moves away from its limit after k steps.
        reach = max(6 * len(moves) * float(moves[-1]), 10 * float(np.ptp(tail)), 1e-6)
        root = self.root_near(self.last, reach)
        if root is None:
            return None
        away = np.abs(self.xs - root)
        return root if away[-1] < away[len(away) // 2] < away[len(away) // 4] else None

    def _closely(self) -> float | None:
        """Say whether it comes to 0 with 40 digits, where floats lose parts of a formula."""
        slope = exact(self.text, 1)
        with mpmath.workdps(DIGITS):
            x, rate = mpmath.mpf(self.start), mpmath.mpf(repr(self.rate))
            for _ in range(10_000):
                x -= rate * slope(x)
                if not abs(x) < 1e30:
                    return None
                if abs(x) < 1e-15:
                    return 0.0 if self._is_0(0.0) else None
        return None

    def _next_downhill(self) -> float | None:
        """The next flat place downhill, where no step from anywhere between leads past it."""
        slope = sympy.lambdify(X, expression(self.text).diff(X), modules=[{"sign": np.sign}, "numpy"])
        way = -1.0 if exact(self.text, 1)(self.last) > 0 else 1.0
        ahead = self.last + way * np.geomspace(1e-12, 1e6, 40_000) * max(1.0, abs(self.last))
        grid = np.linspace(-300, 300, 60_001)  # fine where formulas turn round, which is missed from afar
        ahead = np.unique(np.concatenate([ahead, grid[(grid - self.last) * way > 0]]))[:: int(way)]
        with np.errstate(all="ignore"):
            down = np.broadcast_to(np.asarray(slope(ahead), dtype=np.float64), ahead.shape) * way
        ends = np.flatnonzero(~(down < 0))
        sizes = np.abs(down[: ends[0]] if len(ends) else down)
        dips = np.flatnonzero((sizes[1:-1] < sizes[:-2]) & (sizes[1:-1] < sizes[2:])) + 1
        touched = (
            self._touching(float(ahead[dip]), abs(float(ahead[dip + 1] - ahead[dip - 1]))) for dip in dips[:3]
        )
        root = next((place for place in touched if place is not None), None)
        if root is None:
            if not len(ends) or ends[0] == 0 or np.isnan(down[ends[0]]):
                return None
            end, before = (float(ahead[index]) for index in (ends[0], ends[0] - 1))
            root = self.root_near(end, 2 * abs(end - before) + 1e-12)
        if root is None:
            return None
        between = root + (self.last - root) * np.concatenate(
            [np.geomspace(1e-5, 1, 500), np.linspace(0.01, 1, 999)]
        )
        between = np.concatenate([between, grid[(grid - root) * (self.last - grid) > 0]])
        with np.errstate(all="ignore"):
            steps = np.abs(self.rate * np.broadcast_to(np.asarray(slope(between), np.float64), between.shape))
        within = np.abs(between - root) * (1 + 1e-12)  # where a step leads to the very root, floats round it
        return root if (steps <= within).all() and (steps > 0).all() else None

    @functools.cached_property
    def cycle(self) -> tuple[float, ...]:
        """The places between which it ends up jumping, () where there are none, or only one."""
        if self.end not in ("repeats", "goes on"):
            return ()
        last = len(self.xs) + (2000 if self.end == "repeats" else 0)
        tail = np.array([self.at(k) for k in range(last - 1000, last)]) if last > 1000 else self.xs
        width = float(np.ptp(tail))
        if width <= 1e-7 * max(float(np.abs(tail).max()), 1e-6):
            return ()
        for period in range(2, 130):
            if len(tail) > 3 * period and np.abs(tail[period:] - tail[:-period]).max() <= 1e-6 * width:
                return tuple(float(x) for x in tail[-period:])
        return ()

    @property
    def one_way(self) -> bool:
        """Say whether it moves on in one direction to the very end."""
        moves = np.diff(self.xs)
        late = moves[len(moves) // 2 :]
        return len(late) > 0 and (bool((late > 0).all()) or bool((late < 0).all()))

    @property
    def grows(self) -> bool:
        """Say whether it runs away, by steps that grow."""
        if self.end == "too large":
            far = abs(self.last) > 1e6 * max(1.0, abs(self.start))
            return bool(far or abs(self.last) >= 0.99 * np.abs(self.xs).max())
        moves = np.abs(np.diff(self.xs))
        if len(moves) < 30:
            return False
        parts = [float(part.max()) for part in np.array_split(moves, 6)]
        return all(b > a for a, b in itertools.pairwise(parts))


def bend(text: str, place: float) -> float:
    """f'' there, as the mean of both sides: its formula may have no value at the place itself."""
    second = exact(text, 2)
    with mpmath.workdps(DIGITS):
        gap = mpmath.mpf(10) ** -8 * max(abs(mpmath.mpf(place)), 1)
        return float((second(place - gap) + second(place + gap)) / 2)


def is_lowest(text: str, place: float) -> bool:
    """Say whether no other place of the curve is as low or lower, on a fine wide grid."""
    value, slope = sympy.lambdify(X, expression(text), "numpy"), exact(text, 1)
    size = max(abs(place), 1.0)
    grid = np.concatenate(
        [
            np.linspace(-60, 60, 60001),
            np.linspace(-1e4, 1e4, 200001),
            place + size * np.linspace(-5, 5, 20001),
            place + size * np.linspace(-500, 500, 20001),
        ]
    )
    with np.errstate(all="ignore"):
        heights = np.broadcast_to(np.asarray(value(grid), dtype=np.float64), grid.shape)
    real = np.isfinite(heights)
    grid, heights = grid[real], heights[real]
    here = float(exact(text)(place))
    slack = 1e-9 * max(1.0, abs(here))
    if (heights < here - slack).any():
        return False
    # Others may be as low: bottoms of their own, and not only the ground around this one or a fading tail.
    alike = grid[(heights < here + 1e-6 * max(1.0, abs(here))) & (np.abs(grid - place) > 0.05 * size)]
    return not any(
        slope(float(x) - reach) < -1e-4 and slope(float(x) + reach) > 1e-4
        for x in alike[:300]
        for reach in (0.02, 0.1)  # the ground of sin(x)^4 is level for some way
    )
