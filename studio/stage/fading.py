"""Fading of what follows: manim's fades, whose unseen copies follow, too, and must not come into sight."""

from typing import Any

from manim import FadeIn, FadeOut, Mobject, smooth, squish_rate_func

from studio.stage import style


class _Unseen:
    """Marks the copy that a fade begins or ends with."""

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
