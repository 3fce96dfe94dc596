"""One step along a gradient or against it: where it leads, and how long it may be."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

from calc.gradient import Gradient, Point
from calc.terrain import scale
from calc.wording import brief

_SMALL = 0.5  # natural scales of the surface: the slopes at the point still tell what a shorter step does
_SMALLEST = 1e-12  # of the first rate: a smaller step cannot be computed


@dataclass(frozen=True)
class Step:
    """From a gradient's point by `rate` times its vector to `end`; `value` there, nan where there is none.

    before: the value at the point.
    """

    rate: float
    end: Point
    value: float
    before: float

    @property
    def falls(self) -> bool:
        """True if it leads down."""
        return self.value < self.before

    @property
    def rises(self) -> bool:
        """True if it leads up."""
        return self.value > self.before


def step_along(gradient: Gradient, rate: float) -> Step:
    """Return the step by `rate` times the gradient; against it where `rate` is below 0."""
    end = gradient.uphill(rate)
    value = gradient.surface(*end) if all(map(math.isfinite, end)) else math.nan
    return Step(rate, end, value, gradient.value)


def step_that(does: str, gradient: Gradient, rate: float) -> Step:
    """Return a small step along the gradient that "rises", or one against it that "falls".

    Its rate is the first of rate, a half, a fifth, a tenth of it and so on that does.

    Raises:
        ValueError: none does, down to where steps can no longer be computed.
    """
    sign = 1.0 if does == "rises" else -1.0
    small = _SMALL * scale(gradient.surface, gradient.point)
    for shorter in _shorter(rate):
        step = step_along(gradient, sign * shorter)
        leads = step.rises if does == "rises" else step.falls
        if leads and shorter * gradient.length <= small:
            return step
        if shorter < _SMALLEST * rate and shorter * gradient.length <= small:
            break
    raise ValueError(
        f"no step from {gradient.surface.variables[0]} = {gradient.point[0]:g}, "
        f"{gradient.surface.variables[1]} = {gradient.point[1]:g} changes the value enough to be computed: "
        f"a learning rate of {brief(rate)!s} is too small there"
    )


def _shorter(rate: float) -> Iterator[float]:
    for power in itertools.count():
        for factor in (1.0, 0.5, 0.2):
            yield (
                float(f"{rate * factor:.15g}")
                if power == 0
                else float(f"{rate * factor * 10.0**-power:.15g}")
            )
