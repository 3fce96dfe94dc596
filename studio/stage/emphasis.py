"""Focus: all but what counts now goes dim, and comes back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from manim import Mobject, VMobject, smooth

from studio.stage.change import Change

_LEFT = 0.35  # of what is not in focus


class Focus:
    """Dims what stands but what is kept; `release` undoes it. Both return plays."""

    def __init__(self, standing: Iterable[Mobject], *kept: Mobject) -> None:
        left = {id(member) for each in kept for member in each.get_family()}
        self._parts: list[tuple[VMobject, float, float]] = [
            (part, float(part.get_fill_opacity()), float(part.get_stroke_opacity()))
            for each in standing
            for part in each.get_family()
            if isinstance(part, VMobject) and part.has_points() and id(part) not in left
        ]

    def dim(self, seconds: float = 0.3) -> Any:
        """Return the play that dims the rest to 35 percent."""
        return self._play(lambda share: 1 - (1 - _LEFT) * share, seconds)

    def release(self, seconds: float = 0.3) -> Any:
        """Return the play that lets the rest come back."""
        return self._play(lambda share: _LEFT + (1 - _LEFT) * share, seconds)

    def _play(self, shade: Any, seconds: float) -> Any:
        parts = self._parts

        def change(_: Any, share: float) -> None:
            left = shade(share)
            for part, fill, stroke in parts:
                part.set_fill(opacity=fill * left, family=False).set_stroke(
                    opacity=stroke * left, family=False
                )

        # Of a mobject of its own: manim would take the parts off what they belong to, and that would follow
        # nothing any more.
        return Change(Mobject(), change, run_time=seconds, rate_func=smooth, remover=True)
