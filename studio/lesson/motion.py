"""Ways to bring a tracker to a new value, at a pace that eyes can follow."""

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import (
    Animation,
    ApplyMethod,
    LaggedStart,
    ManimColor,
    Mobject,
    ScaleInPlace,
    ValueTracker,
    VMobject,
    linear,
    smooth,
    there_and_back,
)
from manim.utils.rate_functions import RateFunction
from numpy.typing import NDArray

from studio.stage.change import Change
from studio.stage.fading import Coming
from studio.stage.theme import THEME

#: Units of the frame a second: the fastest that a thing is shown to move. (Above 15, the eye sees it jump.)
FASTEST = 13.0
_SAMPLES = 61  # along a move, at which its speed is measured
_FINER = 24  # more of them for each step of a walk

_SMALL, _SHORT = 2.0, 0.7  # units: a hero, and a number beside others, that has room to swell
_DIMMED = 0.45  # of its opacity goes in a glimmer: what is text can still be read
_OPAQUE, _BRIGHT = 0.6, 0.25  # what is less, or no further off the ground's light, glimmers unseen

#: From values of a tracker, (n,), to the points of the screen, (n, 3), at which an actor then stands.
Path = Callable[[NDArray[np.float64]], NDArray[np.float64]]


class Tracker(ValueTracker):
    """A number that plays change and that actors follow.

    paths: where each of those actors stands for a value of it, so that it moves no faster than eyes can
    follow.
    """

    def __init__(self, value: float = 0.0) -> None:
        super().__init__(value)
        self.paths: list[Path] = []

    def to(
        self, value: float, seconds: float = 1.0, ease: RateFunction = smooth, *, even: bool = False
    ) -> Animation:
        """Return the play that brings the tracker to `value`.

        seconds: how long it takes at least; longer where an actor would move too fast.
        even: in even proportions instead of even steps, between two positive numbers.
        """
        at = self._way(value, ease, even)
        moved: Animation = Change(self, lambda tracker, share: tracker.set_value(at(share)), rate_func=linear)
        moved.run_time = max(seconds, self.least_seconds(value, ease, even=even))
        return moved

    def least_seconds(self, value: float, ease: RateFunction = smooth, *, even: bool = False) -> float:
        """Return the least time in which the tracker's actors can be followed to `value`."""
        at = self._way(value, ease, even)
        count = _SAMPLES + int(_FINER * min(abs(value - float(self.get_value())), 50))
        values = np.array([at(share) for share in np.linspace(0, 1, count)])
        return max((least_seconds(path(values)) for path in self.paths), default=0.0)

    def reach(self, last: float, seconds: float) -> float:
        """Return how far towards `last` the tracker's actors can be followed, evenly, in this time."""
        start = float(self.get_value())
        if last == start:
            return start
        values, takes = self._takes(last)
        within = np.flatnonzero(takes <= seconds)
        return float(values[1:][within[-1]]) if len(within) else start

    def needs(self, last: float) -> float:
        """Return the seconds in which the tracker's actors can be followed, evenly, all the way to `last`."""
        return 0.0 if last == float(self.get_value()) else float(self._takes(last)[1][-1])

    def _takes(self, last: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return values on the way to `last`, (n,), and the seconds to each but the first, (n - 1,)."""
        start = float(self.get_value())
        values = np.linspace(start, last, _SAMPLES + int(_FINER * min(abs(last - start), 500)))
        takes = np.zeros(len(values) - 1)
        for path in self.paths:
            steps = np.nan_to_num(np.linalg.norm(np.diff(path(values), axis=0), axis=1))
            fastest = np.maximum.accumulate(steps) / abs(values[1] - values[0])
            takes = np.maximum(takes, fastest * np.abs(values[1:] - start) / FASTEST)
        return values, takes

    def _way(self, value: float, ease: RateFunction, even: bool) -> Callable[[float], float]:
        start = float(self.get_value())

        def at(share: float) -> float:
            eased = float(ease(share))
            if share >= 1:
                return value
            return start * (value / start) ** eased if even else start + (value - start) * eased

        return at


def least_seconds(points: NDArray[np.float64]) -> float:
    """Return the least time for a move through these points of the screen, (n, 3), evenly apart in time."""
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    steps = steps[np.isfinite(steps)]
    return float(steps.max(initial=0.0)) * (len(points) - 1) / FASTEST


def point_out(hero: Mobject, room: float = _SMALL) -> Animation:
    """Return the play that says "look here" of a hero: it swells, or glimmers where it is large and may.

    room: units; what is larger would swell into its neighbours.
    """
    large = max(hero.width, hero.height) > room
    shown: Animation = glimmer(hero) if large and stands_out(hero) else pulse(hero)
    return shown


def pulse(mobject: Mobject, factor: float = 1.35) -> Any:
    """Return the play that says "look here": the mobject swells and shrinks again in half a second."""
    return ScaleInPlace(mobject, factor, rate_func=there_and_back, run_time=0.5)


def glimmer(mobject: Mobject) -> Animation:
    """Return the play that says "look here" where nothing has room to swell: it dims and lights up again."""
    dimmed: Animation = ApplyMethod(mobject.fade, _DIMMED, rate_func=there_and_back, run_time=0.6)
    return dimmed


def point_at(value: Mobject) -> Animation:
    """Return the play that points at a number among others: it swells, or glimmers where it is long."""
    return point_out(value, _SHORT)


def stands_out(mobject: Mobject) -> bool:
    """Say whether a mobject is seen well enough that its glimmer is, and is no scenery or witness.

    Witnesses are looked for in the film by their colour.
    """
    family = [part for part in mobject.get_family() if isinstance(part, VMobject)]
    if any(getattr(part, "scenery", False) or getattr(part, "witness", None) for part in family):
        return False
    return any(
        opacity >= _OPAQUE and abs(_light(colour) - _light(ManimColor(THEME.background))) >= _BRIGHT
        for part in family
        if part.has_points()
        for colour, opacity in (
            (part.get_fill_color(), part.get_fill_opacity()),
            (part.get_stroke_color(), part.get_stroke_opacity() if part.get_stroke_width() else 0.0),
        )
    )


def _light(colour: ManimColor) -> float:
    """Return how light a colour is, 0 to 1, as a film's Y is (BT.709)."""
    return float(np.dot(colour.to_rgb(), (0.2126, 0.7152, 0.0722)))


def arrive(ball: Mobject) -> Any:
    """Return the play in which a ball comes to where it stands: from above, as it were."""
    return Coming(ball, scale=2)


def one_by_one(*mobjects: Mobject, lag: float = 0.3, seconds: float | None = None) -> Any:
    """Return the play in which these come one after the other, each as this share of the one before is in."""
    fades = [Coming(mobject, **({"run_time": 1.0} if seconds else {})) for mobject in mobjects]
    return LaggedStart(*fades, lag_ratio=lag, **({"run_time": seconds} if seconds else {}))


class Together:
    """Several trackers that one actor follows: their values as a tuple."""

    def __init__(self, *trackers: ValueTracker) -> None:
        self.trackers = trackers

    def get_value(self) -> tuple[float, ...]:
        """Return the value of each, in their order."""
        return tuple(float(tracker.get_value()) for tracker in self.trackers)


class Reading:
    """The value of a function of trackers, for actors that follow one tracker.

    paths: where its actors leave their paths by its value, if they are asked for them; as of a tracker.
    """

    def __init__(self, value: Callable[[], float], paths: list[Path] | None = None) -> None:
        self._value = value
        if paths is not None:
            self.paths = paths

    def get_value(self) -> float:
        """Return the value of this moment."""
        return self._value()
