"""Fading of what follows: manim's fades, whose unseen copies follow, too, and must not come into sight."""

from collections.abc import Iterable
from typing import Any

from manim import FadeIn, FadeOut, Mobject, smooth, squish_rate_func

from studio.stage import style
from studio.stage.following import update
from studio.stage.shapes import members


class _Unseen:
    """Marks the copy that a fade begins or ends with; finds what it moves faster than manim does."""

    mobject: Mobject
    starting_mobject: Mobject
    target_copy: Mobject

    def get_all_families_zipped(self) -> Iterable[tuple[Any, ...]]:
        """Return each shape with the one that it comes from, and the one that it goes to.

        Those two follow what it follows: it has points where they have points, and else none.
        """
        every = (members([each]) for each in (self.mobject, self.starting_mobject, self.target_copy))
        found = []
        for shape, start, end in zip(*every, strict=True):
            if len(start.points) == len(end.points) > 0:
                found.append((shape, start, end))
            elif len(shape.points) and not len(end.points):
                shape.clear_points()
        return found

    def update_mobjects(self, dt: float) -> None:
        """Call the updaters of the copies."""
        for mobject in self.get_all_mobjects_to_update():  # type: ignore[attr-defined]
            update(mobject, dt)

    def _create_faded_mobject(self, *args: Any, **settings: Any) -> Mobject:
        faded: Mobject = super()._create_faded_mobject(*args, **settings)  # type: ignore[misc]
        for member in faded.get_family():
            member.faded = True
        return faded


class Coming(_Unseen, FadeIn):
    """The play in which something comes into sight, wherever it goes meanwhile."""

    def __init__(self, mobject: Mobject, **settings: Any) -> None:
        super().__init__(mobject, **{"run_time": style.IN, **settings})


class Going(_Unseen, FadeOut):
    """The play in which something goes out of sight, wherever it goes meanwhile."""

    def __init__(self, mobject: Mobject, **settings: Any) -> None:
        super().__init__(mobject, **{"run_time": style.OUT, **settings})


def late(mobject: Mobject, seconds: float = style.TURN) -> Coming:
    """Return the play in which something comes at the end of so many seconds, as a plot makes room for it."""
    return Coming(mobject, run_time=seconds, rate_func=squish_rate_func(smooth, 1 - style.IN / seconds, 1))


def instead(mobject: Mobject) -> Coming:
    """Return the play in which something comes as what had its place goes and can be read no more."""
    return late(mobject, style.IN + style.OUT / 3)
