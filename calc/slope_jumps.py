"""Jumps of the slope along a descent: whatever points along it would turn round there in an instant."""

import numpy as np

from calc.descent import Descent

_SAMPLES = 40  # along each step
_CLOSER = 4  # times as closely as these a corner is looked at


def passes_corner(walk: Descent, start: float, stop: float) -> bool:
    """Say whether the slope jumps between these numbers of steps.

    Where a curve is smooth, its slope turns the less the closer one looks; at a corner it does not.
    """
    if stop <= start:
        return False
    times = np.linspace(start, stop, max(60, int(_SAMPLES * (stop - start)) + 1))
    turns = []
    for _ in range(_CLOSER):
        slopes = np.nan_to_num(walk.slope_at(times))
        at = int(np.argmax(np.abs(np.diff(slopes))))
        turns.append(float(abs(slopes[at + 1] - slopes[at])))
        times = np.linspace(times[at], times[at + 1], _SAMPLES)
    return turns[-1] > 0.5 * turns[0] > 1e-9 * float(np.abs(slopes).max())
