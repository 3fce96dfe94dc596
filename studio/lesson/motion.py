"""Ways to bring a tracker to a new value."""

from manim import UpdateFromAlphaFunc, ValueTracker, linear
from manim.utils.rate_functions import RateFunction


def in_proportion(
    tracker: ValueTracker, target: float, rate_func: RateFunction = linear
) -> UpdateFromAlphaFunc:
    """Bring a positive number to another in even proportions: each tenth of it takes as long as the last."""
    start = tracker.get_value()
    return UpdateFromAlphaFunc(
        tracker, lambda moved, share: moved.set_value(start * (target / start) ** share), rate_func=rate_func
    )
