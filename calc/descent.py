"""Gradient descent on a function of one variable: x <- x - learning_rate * slope, again and again.

The whole walk is computed once, as data. `python -m calc.descent` prints it.
"""

from __future__ import annotations

import math
import numbers
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from calc.command import Parser
from calc.fate import Fate, fate, slopes_of
from calc.function import Array, Function, Trouble, finite
from calc.landscape import FlatPoint
from calc.wording import written

MAX_STEPS = 10_000

# The formats of the printed lines in the order of preference, and the length of a line they are to keep to.
FORMATS = ((".4f", ".4f"), (".4f", ".1f"), (".4f", ".2e"), (".2e", ".4f"), (".2e", ".2e"))
LINE = 41
_TELLS = 0.01  # a largest number below it would be printed as hardly more than zeros

_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class Descent:
    """All the points of one descent, n moves from the start; `descend` makes it.

    `iterates`, `values` and `slopes` have shape (n+1,): x_k, f(x_k) and f'(x_k). `moves` has shape (n,):
    x_(k+1) - x_k = -learning_rate * f'(x_k). The arrays are read-only. Where a move would leave the domain
    or the range of floats, the record stops at the last point that has a value; `stopped` then says why (a
    line with markup, see `calc.wording`; "" otherwise). Only the last point may lack a slope (nan), as |x|
    does at 0.
    """

    function: Function
    learning_rate: float
    iterates: Array
    values: Array
    slopes: Array
    moves: Array
    stopped: str = ""
    overflowed: bool = False

    def at(self, t: ArrayLike) -> tuple[Any, Any]:
        """Return (x, y) after t steps, 0 <= t <= n: x linear between iterates, y = f(x) exactly.

        A number gives floats, an array gives arrays of its shape. ValueError when t is out of range.
        """
        x = self._x(t)
        return x, self.function(x)

    def jumped_at(self, t: ArrayLike) -> tuple[Any, Any]:
        """Return (x, y) after t steps, 0 <= t <= n, straight from one iterate to the next, past the curve.

        Shapes and errors are those of `at`.
        """
        y = np.interp(np.asarray(t, dtype=np.float64), np.arange(len(self.values)), self.values)
        return self._x(t), y if np.ndim(t) else float(y)

    def slope_at(self, t: ArrayLike) -> Any:
        """Return f'(x) at the point of `at(t)`, with the shape of t."""
        return self.function.slope(self._x(t))

    def _x(self, t: ArrayLike) -> Any:
        last = len(self.moves)
        taken = float(t) if isinstance(t, float | int) else np.asarray(t, dtype=np.float64)
        # An animation that adds up its frames may end a rounding error past the last step.
        inside = (taken >= -_ROUNDING) & (taken <= last + _ROUNDING)
        if not (inside if isinstance(inside, bool) else inside.all()):
            raise ValueError(f"the steps taken must lie between 0 and {last}, got {t!r}")
        if isinstance(taken, float):
            return self._between(taken)
        x = np.interp(taken, np.arange(last + 1, dtype=np.float64), self.iterates)
        return x if taken.ndim else float(x)

    def _between(self, taken: float) -> float:
        """Return what numpy's interp does, in a fifteenth of its time: animations ask at every frame."""
        step = min(max(int(taken), 0), len(self.moves))
        here = self._places[step]
        if step == len(self.moves) or taken <= 0:
            return here
        return (self._places[step + 1] - here) * (taken - step) + here

    @cached_property
    def _places(self) -> list[float]:
        return [float(x) for x in self.iterates]

    @property
    def lines(self) -> tuple[str, ...]:
        """One line a move, showing the point after it: "Step 0: x = 4.0000, f(x) = 16.0000"."""
        return self._printed(*self.formats)

    @cached_property
    def formats(self) -> tuple[str, str]:
        """The Python format specs that print x and f(x): the first of FORMATS that serves every line.

        Those are with four decimals where they tell something (not all 0.0000) and the line stays short.
        """
        largest = [float(np.abs(numbers[1:]).max(initial=0.0)) for numbers in (self.iterates, self.values)]
        for pair in FORMATS:
            tells = all(
                spec.endswith("e") or size == 0 or size >= _TELLS
                for spec, size in zip(pair, largest, strict=True)
            )
            if tells and max(map(len, self._printed(*pair)), default=0) <= LINE:
                break
        return pair

    def _printed(self, of_x: str, of_value: str) -> tuple[str, ...]:
        name = self.function.variable
        after = zip(self.iterates[1:], self.values[1:], strict=True)
        return tuple(
            f"Step {k}: {name} = {x:{of_x}}, f({name}) = {y:{of_value}}" for k, (x, y) in enumerate(after)
        )

    def __str__(self) -> str:
        return "\n".join(self.lines)

    @property
    def contraction(self) -> float | None:
        """The factor by which each step multiplies the distance to the flat point: 1 - learning_rate * f''.

        None unless f'' is constant. For x**2 at 0.1 it is 0.8: each step keeps 80 percent of x.
        Source: x_(k+1) - c = (1 - r f'') (x_k - c) for f' = f'' (x - c).
        """
        curvature = self.function.curvature
        return None if curvature is None else 1 - self.learning_rate * curvature

    @property
    def largest_stable_rate(self) -> float | None:
        """The learning rate 2/f'' below which it converges; None unless f'' is a positive constant."""
        curvature = self.function.curvature
        return 2 / curvature if curvature is not None and curvature > 0 else None

    @cached_property
    def fate(self) -> Fate:
        """The fate of the descent when it is never stopped, with the evidence; see `calc.fate`."""
        return fate(self.function, float(self.iterates[0]), self.learning_rate)

    @property
    def heads_for(self) -> FlatPoint | None:
        """The flat place (a minimum, most often) where it ends or that it closes in on, else None."""
        return self.fate.limit

    @cached_property
    def stable_rate(self) -> float | None:
        """The learning rate 2/f'' below which descents close in on the minimum that this one heads for.

        For a parabola it is `largest_stable_rate`; else f'' is taken at the minimum, and it holds nearby.
        None where the walk heads for no minimum, or for one where f'' is 0 or has no value.
        """
        if self.largest_stable_rate is not None:
            return self.largest_stable_rate
        goal = self.heads_for
        if goal is None or goal.kind != "minimum":
            return None
        bend = slopes_of(self.function).bend(goal.x)
        return 2 / bend if math.isfinite(bend) and bend > _ROUNDING else None

    @property
    def program(self) -> str:
        """A short Python program whose output is `lines`, to the byte."""
        return "\n".join(self._program_lines())

    @property
    def program_line_of(self) -> dict[str, int]:
        """The 0-based lines that compute the "slope", make the "update" and begin to "print"."""
        first = next(i for i, line in enumerate(self._program_lines()) if line.startswith("for ")) + 1
        return {"slope": first, "update": first + 1, "print": first + 2}

    def _program_lines(self) -> list[str]:
        name, f = self.function.variable, self.function
        of_x, of_value = self.formats
        count = "k" if name == "i" else "i"
        imports = ["import math"] if "math." in f.python + f.slope_python else []
        return [
            *imports,
            f"{name} = {float(self.iterates[0])!r}",
            f"learning_rate = {self.learning_rate!r}",
            f"for {count} in range({len(self.moves)}):",
            f"    slope = {f.slope_python}",
            f"    {name} = {name} - learning_rate * slope",
            f'    print(f"Step {{{count}}}: {name} = {{{name}:{of_x}}},",',
            f'          f"f({name}) = {{{f.python}:{of_value}}}")',
        ]


def descend(function: Function | str, start: float, learning_rate: float, steps: int) -> Descent:
    """Walk `steps` steps against the slope, from `start`.

    Raises ValueError, saying what and why: for a formula that `parse` refuses, a start that is not a finite
    number in the domain with a derivative, a learning rate that is not a finite number above 0, and a step
    count that is not a whole number from 0 to 10 000.
    """
    function = Function.parse(function) if isinstance(function, str) else function
    learning_rate = finite(learning_rate, "the learning rate")
    if learning_rate <= 0:
        raise ValueError(
            f"the learning rate must be above 0, got {learning_rate:g}; "
            "at 0 nothing moves, and below 0 every step would climb"
        )
    if isinstance(steps, (bool, np.bool_)) or not isinstance(steps, numbers.Integral):
        raise ValueError(f"the number of steps must be a whole number, got {steps!r}")
    if not 0 <= steps <= MAX_STEPS:
        raise ValueError(f"the number of steps must lie between 0 and {MAX_STEPS}, got {steps}")
    x = finite(start, "the start")
    trouble = function.trouble(x)
    if trouble:
        raise ValueError(f"the descent cannot start here: {written(function.why(trouble, x))}")

    iterates, slopes, stopped, overflowed = [x], [function.slope(x)], "", False
    for _ in range(int(steps)):
        x = iterates[-1] - learning_rate * slopes[-1]
        trouble, place = function.trouble(iterates[-1]), iterates[-1]
        if trouble is None and math.isfinite(x):
            trouble, place = function.trouble(x, slope=False), x
        elif trouble is None:
            trouble = Trouble.TOO_LARGE
        if trouble:
            stopped, overflowed = function.why(trouble, place), trouble is Trouble.TOO_LARGE
            break
        iterates.append(x)
        slopes.append(function.slope(x))
    values = [function(x) for x in iterates]
    moves = [-learning_rate * slope for slope in slopes[: len(iterates) - 1]]
    return Descent(
        function,
        learning_rate,
        *(_frozen(sequence) for sequence in (iterates, values, slopes, moves)),
        stopped=stopped,
        overflowed=overflowed,
    )


def _frozen(values: list[float]) -> Array:
    array = np.array(values, dtype=np.float64)
    array.flags.writeable = False
    return array


def main(arguments: list[str] | None = None) -> int:
    """Print a descent; exit code 2 and one sentence on stderr for bad input."""
    parser = Parser(
        prog="calc.descent", description="Print the points of a gradient descent, one line a step."
    )
    parser.add_argument("--function", default="x**2", help="formula in x (default: %(default)s)")
    parser.add_argument("--start", type=float, default=5.0, help="where to start (default: %(default)s)")
    parser.add_argument(
        "--learning-rate", type=float, default=0.1, help="size of a step (default: %(default)s)"
    )
    parser.add_argument("--steps", type=int, default=20, help="number of steps (default: %(default)s)")
    given = parser.parse_args(parser.joined(sys.argv[1:] if arguments is None else arguments))
    try:
        walk = descend(given.function, given.start, given.learning_rate, given.steps)
    except ValueError as error:
        parser.error(str(error))
    if walk.lines:
        print(walk)
    if walk.stopped:
        print(f"{parser.prog}: stopped early: {written(walk.stopped)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
