"""Plays in vain, refused in a rehearsal: what comes where it cannot be seen, what is moved and put back.

Nothing of either could be seen in a film, so that an author would look for the reason in vain, too.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from manim import Animation, AnimationGroup, Mobject, Succession
from numpy.typing import NDArray

from studio.lesson.kept import kept_as
from studio.stage.change import Change
from studio.stage.following import follows, place_anew
from studio.stage.shapes import families, family

_OFF = 1e-3  # units


class Arrivals:
    """Sees to it that what comes on a lesson's stage can be seen there.

    Asked is whatever has `unseen`, a function that says why it cannot be seen now, "" where it can.
    """

    def __init__(self) -> None:
        self._known: set[int] = set()

    def __call__(self, lesson: Any) -> None:
        """Look at what has come since the last call.

        Raises:
            ValueError: something cannot be seen.
        """
        standing = [each for each in families(lesson.standing()) if "unseen" in vars(each)]
        for mobject in standing:
            if id(mobject) not in self._known and (reason := mobject.unseen()):
                leader = _leader_of(mobject, lesson)
                moved = f"; first bring {leader} to where it is, or let it start there" if leader else ""
                raise ValueError(f"{_named(mobject, lesson)} comes and cannot be seen: {reason}{moved}")
        self._known = {id(mobject) for mobject in standing}


def _named(mobject: Any, lesson: Any) -> str:
    """Return what a told number says, or else how the lesson calls a thing."""
    text = vars(mobject).get("text")
    return f"the number {text}" if text else kept_as(mobject, lesson) or f"a {type(mobject).__name__}"


def _leader_of(mobject: Any, lesson: Any) -> str:
    """Return how the lesson calls the tracker that an actor follows; "" for none."""
    if "led_by" not in vars(mobject):
        return ""
    tracker = mobject.led_by()
    return kept_as(tracker, lesson) or "its tracker"


def refuse_moved(animations: Iterable[Animation], lesson: Any) -> None:
    """Look at animations that have begun, at the end of each, for what it moves and what would be put back.

    Raises:
        ValueError: one moves what follows a tracker or a plane.
    """
    for animation in _leaves(animations):
        followers = [each for each in family(animation.mobject) if follows(each)]
        if not followers:
            continue
        animation.interpolate(1)
        for mobject in followers:
            left = _points(mobject)
            place_anew(mobject)
            placed = _points(mobject)
            if left.shape != placed.shape or np.abs(left - placed).max(initial=0.0) > _OFF:
                raise ValueError(_put_back(animation, mobject, lesson))


def _put_back(animation: Animation, mobject: Mobject, lesson: Any) -> str:
    """Return what is wrong with a play that moves what follows something, and what to play instead."""
    kind, leader = type(animation).__name__, _leader_of(mobject, lesson)
    play = "animate" if kind.startswith("_") else kind  # manim has a name for that which nobody writes
    name = kept_as(mobject, lesson) or f"a {type(mobject).__name__}"
    said = f"{play} moves {name}, but it follows {leader or 'something else'}, which would put it back: "
    if leader:
        return f"{said}move that instead, as {leader}.to(...), or point at it with pulse(...)"
    return f"{said}move that instead, a tracker with self.x.to(...), a plane with self.plane.zoom(...)"


def _leaves(animations: Iterable[Any]) -> Iterator[Any]:
    """Yield the animations in groups of them; not those that take things away, or that ours are made of.

    Of a succession, only the first has begun.
    """
    for each in animations:
        if isinstance(each, Succession):
            yield from _leaves([each.active_animation])
        elif isinstance(each, AnimationGroup):
            yield from _leaves(each.animations)
        elif not isinstance(each, Change) and isinstance(each.mobject, Mobject) and not each.is_remover():
            yield each


def _points(mobject: Mobject) -> NDArray[np.float64]:
    return np.concatenate([np.zeros((0, 3)), *(part.points for part in family(mobject) if len(part.points))])
