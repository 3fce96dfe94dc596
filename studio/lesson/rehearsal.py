"""Playing a lesson without drawing it or taking its time: only what each play leaves behind."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
from manim import AnimationGroup, Camera, FadeIn, FadeOut, LaggedStart, Mobject, Scene, Succession, config
from manim.renderer.cairo_renderer import CairoRenderer

from studio.lesson.vain import refuse_moved
from studio.stage.fading import Coming, Going
from studio.stage.shapes import family, is_scenery, is_seen


@contextmanager
def nothing_written() -> Iterator[None]:
    """Let manim write no files and show no progress.

    Its own `tempconfig` sets all settings anew when it ends, of which the renderer's alone takes 13 ms.
    """
    before = config.dry_run, config.progress_bar
    config.dry_run, config.progress_bar = True, "none"
    try:
        yield
    finally:
        config.dry_run, config.progress_bar = before


# They leave a mobject as it was, and copy all of it three times to do so: two fifths of a rehearsal.
_FADES = (FadeIn, FadeOut, Coming, Going)
_GROUPS = (AnimationGroup, LaggedStart, Succession)


def _fades(animation: Any) -> list[Any]:
    """Return the fades that an animation consists of; none where it does anything else."""
    if type(animation) in _FADES:
        return [animation]
    if type(animation) not in _GROUPS:
        return []
    parts = [_fades(part) for part in animation.animations]
    return [fade for part in parts for fade in part] if all(parts) else []


class RehearsalRenderer(CairoRenderer):
    """Brings every play to its end at once; its camera, which sees none of it, is small."""

    def __init__(self) -> None:
        super().__init__(camera_class=partial(Camera, pixel_width=16, pixel_height=9))

    def play(self, scene: Scene, *animations: Any, **settings: Any) -> None:
        scene.compile_animation_data(*animations, **settings)
        plays = [(animation, _fades(animation)) for animation in scene.animations or ()]
        for animation, fades in plays:
            for fade in fades:
                fade._setup_scene(scene)
            if not fades:
                animation._setup_scene(scene)
                animation.begin()
        refuse_moved([animation for animation, fades in plays if not fades], scene)
        for animation, fades in plays:
            scene.remove(*(fade.mobject for fade in fades if fade.is_remover()))
            if not fades:
                animation.finish()
                animation.clean_up_from_scene(scene)
        scene.update_mobjects(0)


_SIGNS = {
    "arrow.l": "←",
    "arrow.r": "→",
    "times": "×",
    "div": "÷",
    "partial": "∂",
    "approx": "≈",
    "nabla": "∇",
}


def readable(text: str) -> str:
    """Return a text as a reader would write it: a formula's Typst signs as the characters they stand for."""
    plain = re.sub(r"\babs\(([^()]*)\)", r"|\1|", text)
    return re.sub(r"[a-z]+(?:\.[a-z])?", lambda found: _SIGNS.get(found[0], found[0]), plain).replace(
        "\\/", "/"
    )


def texts_on(standing: Iterable[Mobject]) -> tuple[str, ...]:
    """Return the texts that can be read, from top to bottom; the numbers of axes left out."""
    found: list[tuple[float, float, str]] = []

    def look(mobject: Mobject) -> None:
        if is_scenery(mobject):
            return
        text = getattr(mobject, "text", None)
        if isinstance(text, str):
            if text and is_seen(mobject):
                x, y = _middle(mobject)
                found.append((-round(y, 1), x, readable(text)))
            return
        for part in mobject.submobjects:
            look(part)

    for mobject in standing:
        look(mobject)
    return tuple(text for _, _, text in sorted(found))


def _middle(text: Mobject) -> tuple[float, float]:
    """Return where manim says that the middle of a text is, by the ends of its curves, across and up."""
    points = [part.points for part in family(text) if len(part.points)]
    ends = np.concatenate([each[k::4, :2] for each in points for k in (0, 3)])
    x, y = (ends.min(axis=0) + ends.max(axis=0)) / 2
    return float(x), float(y)
