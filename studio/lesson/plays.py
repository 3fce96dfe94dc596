"""Plays: manim's animations from what a lesson gives to `on` and `then`; all comes and goes in one way."""

from collections.abc import Iterable, Iterator
from inspect import isroutine
from typing import Any

from manim import Animation, Mobject
from manim.animation.animation import prepare_animation

from studio.stage.fading import Coming, Going
from studio.stage.shapes import family


def animations_of(given: Iterable[Any]) -> Iterator[Any]:
    """Yield the animations: a mobject comes in, a list is gone through, None is nothing.

    Raises:
        ValueError: something is neither.
    """
    for each in given:
        if isinstance(each, Mobject):
            yield Coming(each)
        elif isinstance(each, list | tuple):
            yield from animations_of(each)
        elif each is not None:
            yield _checked(each)


def _checked(given: Any) -> Animation:
    try:
        return prepare_animation(given)
    except TypeError:
        what = f"{given.__name__} itself; call it: {given.__name__}(...)" if isroutine(given) else repr(given)
        raise ValueError(
            f"an animation can be played, or a mobject, which comes in, but not {what}"
        ) from None


def going(mobjects: Iterable[Mobject], standing: Iterable[Mobject]) -> list[Animation]:
    """Return the plays that take away those of the mobjects of which some part stands on the stage."""
    seen = {id(member) for mobject in standing for member in family(mobject)}
    return [Going(mobject) for mobject in mobjects if not seen.isdisjoint(map(id, family(mobject)))]
