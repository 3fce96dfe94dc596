"""Walk: a descent on a plane, its ball with all that goes with it, moved so that eyes can follow."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, VMobject, linear, smooth
from manim.utils.rate_functions import RateFunction

from calc.descent import Descent
from calc.slope_jumps import passes_corner
from calc.window import Window
from studio.lesson.lesson import Lesson
from studio.lesson.motion import Tracker, least_seconds
from studio.stage import actors
from studio.stage.fading import Coming, Going
from studio.stage.frame import PlotFrame, between
from studio.stage.plane import Plane

#: Steps a second: the fastest at which printed lines can be seen to come one by one.
STEPS_A_SECOND = 7.0
_LOOKS = 241  # moments at which a way is looked at
_ASIDE = 0.2  # seconds in which what would jump goes, or comes back


class Walk:
    """The actors of a descent: ball, tangent, arrow of the next step, foot line and trail.

    alone: with no more than its ball and its trail, along which the ball jumps; else it rolls on the curve.
    exit: how far it can be seen, in steps: up to where it first leaves the plane's window.
    """

    def __init__(
        self, plane: Plane, walk: Descent, steps: Tracker, name: str = "ball", *, alone: bool = False
    ) -> None:
        self.plane, self.walk, self.steps = plane, walk, steps
        self._at = walk.jumped_at if alone else walk.at
        self.ball = actors.dot(plane, self._at, steps, name)
        self.cast: list[Any] = [self.ball]
        if not alone:
            self.tangent = actors.tangent(plane, walk.at, walk.slope_at, steps)
            self.arrow = actors.arrow(plane, walk.at, self._next, steps)
            self.foot = actors.foot_line(plane, walk.at, steps)
            self.cast += [self.tangent, self.arrow, self.foot]
        places = zip(walk.iterates.tolist(), walk.values.tolist(), strict=True)
        self.trail = actors.trail(plane, list(places)[:_REMEMBERED], steps, ticks=True)

    def _next(self, taken: float) -> tuple[float, float]:
        """Return where a step from here leads, within the plane; the place itself where there is no slope."""
        x, y = self.walk.at(taken)
        window = self.plane.window
        ahead = x - self.walk.learning_rate * np.nan_to_num(float(self.walk.slope_at(taken)))
        return float(np.clip(ahead, window.left, window.right)), y

    @property
    def exit(self) -> float:
        window, last = self.plane.window, len(self.walk.moves)
        times = np.linspace(0, last, max(200, 60 * min(last, 100)) + 1)
        x, y = self._at(times)
        out = ~((window.left <= x) & (x <= window.right) & (window.bottom <= y) & (y <= window.top))
        first = int(np.argmax(out))
        return float(times[first - 1]) if out[first] and first else 0.0 if out[first] else float(last)

    def standing(self, lesson: Lesson) -> list[VMobject]:
        """Return those of its actors that are on the stage."""
        return [each for each in self.cast if lesson.stands(each)]

    def go(
        self, lesson: Lesson, stop: float, *others: Any, seconds: float = 1.0, ease: RateFunction = smooth
    ) -> None:
        """Take steps until `stop` are taken, at a pace that can be followed.

        A ball that leaves the plane fades at its edge, and what would turn round at a corner goes meanwhile.
        """
        start, leaves = float(self.steps.get_value()), self.exit
        standing = self.standing(lesson)
        if self.ball not in standing or start >= leaves < stop:
            if standing:  # first: what follows would lose its points while it fades
                lesson.then(*(Going(each) for each in standing), run_time=_ASIDE)
            lesson.then(self.steps.to(stop, 0.4), *others)
            return
        there = min(stop, leaves)
        aside = [each for each in standing if each in self.cast[1:3]]
        if not passes_corner(self.walk, start, there):
            aside = []
        if aside:
            lesson.then(*(Going(each) for each in aside), run_time=_ASIDE)
        lesson.then(self.steps.to(there, seconds, ease), *others)
        if there < stop:
            lesson.then(*(Going(each) for each in self.standing(lesson)), run_time=_ASIDE)
            lesson.then(self.steps.to(stop, 0.4))
        elif aside:
            lesson.then(*(Coming(each.update()) for each in aside), run_time=_ASIDE)

    def reach(self, seconds: float) -> int:
        """Return how many steps in all can be followed, evenly, when so much time is left."""
        start, last = float(self.steps.get_value()), int(min(self.exit, len(self.walk.moves)))
        printed = int(start + seconds * STEPS_A_SECOND)
        return int(max(start, min(self.steps.reach(last, seconds) + 1e-6, printed, last)))

    def come_closer(self, window: Window | None, stop: int, seconds: float) -> tuple[float, list[Animation]]:
        """Return the play that brings the plane closer while the ball takes steps, evenly, and its seconds.

        Where the ball would get out of sight meanwhile, or there is no window to come to, the plane stays.
        """
        if window is None:
            return seconds, []
        longer = max(seconds, self.plane.seconds_to(window))
        start, end = self.plane.frame, PlotFrame(self.plane.region, window)
        shares = np.linspace(0, 1, _LOOKS)
        taken = float(self.steps.get_value()) * (1 - shares) + stop * shares
        places = [(between(start, end, s), x, y) for s, x, y in zip(shares, *self._at(taken), strict=True)]
        points = np.array([frame.point(x, y) for frame, x, y in places])
        if not all(frame.holds(x, y) for frame, x, y in places) or least_seconds(points) > longer:
            return seconds, []
        return longer, [self.plane.zoom(window, longer, ease=linear)]

    def finish(
        self,
        lesson: Lesson,
        followed: int,
        *others: Animation,
        seconds: float,
        back: tuple[VMobject, ...] = (),
    ) -> None:
        """Follow the walk up to a step, evenly; steps that nobody could follow are left out.

        back: what goes and comes back, too, where steps are left out.
        """
        start, last = float(self.steps.get_value()), len(self.walk.moves)
        pace = max(seconds, (followed - start) / STEPS_A_SECOND, self.steps.needs(followed))
        if followed > start:
            self.go(lesson, followed, *others, seconds=pace, ease=linear)
        elif others:
            lesson.then(*others)
        if followed == last:
            return
        gone = [*self.standing(lesson), *(each for each in back if lesson.stands(each))]
        lesson.then(lesson.out(*gone))
        self.steps.set_value(last)
        seen = [self.ball, *self.cast[3:]] if self.plane.frame.holds(*self.walk.at(last)) else []
        come = [*seen, *back]
        for each in come:
            each.update()
        lesson.then(come)


_REMEMBERED = 60  # past places; more could not be told apart
