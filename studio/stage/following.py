"""Following: a mobject is placed anew at each frame by what it shows, a tracker or the window of a plane."""

from collections.abc import Callable
from functools import cache
from inspect import Parameter, Signature, signature
from typing import Any

from manim import Mobject

# Manim asks each updater at each frame for its arguments; to work them out takes longer than most updates.
_UPDATER = Signature([Parameter("moved", Parameter.POSITIONAL_ONLY)])


def follow(mobject: Any, place: Callable[[Any], object], what: Callable[[], object] | None = None) -> Any:
    """Call `place(mobject)` now and at every frame from now on; returns the mobject.

    what: all that its place depends on; `place` is called only at frames at which that is not as it was. A
    copy that is `faded`, which a play fades to or from (see `studio.stage.fading`), stays unseen.
    """
    place(mobject)
    if what is not None:
        mobject.followed = what()

    # Manim deep-copies updaters with their mobject, and a bound method would take its owner along.
    def move(moved: Any) -> None:
        if what is not None:
            if moved.followed == (now := what()):
                return
            moved.followed = now
        place(moved)
        if vars(moved).get("faded", False):  # manim's getattr takes long to say no
            moved.fade(1)

    move.__signature__ = _UPDATER  # type: ignore[attr-defined]
    return mobject.add_updater(move)


def within(value: float, low: float, high: float) -> float:
    """Return the value, or the end of the range that it lies beyond; numpy takes ten times as long."""
    return float(min(max(value, low), high))


def update(mobject: Any, dt: float) -> None:
    """Do what `Mobject.update` of manim 0.22 does, without a call for each part that follows nothing."""
    if not _updates_plainly(type(mobject)):  # type: ignore[arg-type]
        mobject.update(dt)
    elif not mobject.updating_suspended:
        for updater in mobject.updaters:
            ours = getattr(updater, "__signature__", None) is _UPDATER
            if ours or "dt" not in signature(updater).parameters:
                updater(mobject)
            else:
                updater(mobject, dt)
        for part in mobject.submobjects:
            kind: Any = type(part)
            if part.updaters or part.submobjects or not _updates_plainly(kind):
                update(part, dt)


@cache
def _updates_plainly(kind: Any) -> bool:
    return bool(kind.update is Mobject.update)


def follows(mobject: Any) -> bool:
    """Say whether a mobject itself is placed by `follow`."""
    return bool(_moves(mobject))


def place_anew(mobject: Any) -> None:
    """Place a mobject where what it follows has it now, though a play that moves it holds its updaters."""
    if "followed" in vars(mobject):
        mobject.followed = None
    for move in _moves(mobject):
        move(mobject)


def _moves(mobject: Any) -> list[Any]:
    """Return the updaters of a mobject that `follow` has given it."""
    return [each for each in mobject.updaters if getattr(each, "__signature__", None) is _UPDATER]


def catch_up(mobject: Any) -> None:
    """Place anew whatever follows something in this mobject: off the stage it has followed nothing."""
    for member in mobject.get_family():
        if "followed" in vars(member):
            member.followed = None  # a play that took it away has left it as it was before
    mobject.update()
