"""Plays: manim's animations from what a lesson gives to `on` and `then`; all comes and goes in one way."""

from collections.abc import Iterable, Iterator
from typing import Any

from manim import Animation, Mobject

from studio.stage.fading import Coming, Going
from studio.stage.shapes import family


def animations_of(given: Iterable[Any]) -> Iterator[Any]:
    """Yield the animations: a mobject comes in, a list is gone through, None is nothing."""
    for each in given:
        if isinstance(each, Mobject):
            yield Coming(each)
        elif isinstance(each, list | tuple):
            yield from animations_of(each)
        elif each is not None:
            yield each


def going(mobjects: Iterable[Mobject], standing: Iterable[Mobject]) -> list[Animation]:
    """Return the plays that take away those of the mobjects of which some part stands on the stage."""
    seen = {id(member) for mobject in standing for member in family(mobject)}
    return [Going(mobject) for mobject in mobjects if not seen.isdisjoint(map(id, family(mobject)))]
