"""Play a lesson frame by frame, drawn by the studio's engine, by stock manim or not at all."""

import gc
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from configparser import ConfigParser
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import manim
from manim import tempconfig
from manim._config.utils import ManimConfig
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter
from manim.typing import RGBAPixelArray

from studio.film.engine import Box, StudioRenderer
from studio.lesson.lesson import Lesson
from studio.speech.speech import Voice
from studio.stage.quality import Quality
from studio.stage.theme import THEME
from studio.system.memory import collect_seldom, return_large

#: Renderers by name: the studio's own engine, and manim's stock renderer, its referee.
ENGINES = {"studio": StudioRenderer, "manim": CairoRenderer}


class FrameTap(SceneFileWriter):
    """Manim's file writer without an encoder: every drawn frame goes to `sink` instead.

    Relies on manim 0.22: under `dry_run` its writer opens no encoder, and the Cairo renderer hands each
    frame to `write_frame` once, with the number of times it is shown.
    """

    sink: Callable[[RGBAPixelArray, int], None]

    def write_frame(self, pixels: RGBAPixelArray, *, repeat: int = 1) -> None:
        self.sink(pixels, repeat)


class BlankRenderer(CairoRenderer):
    """Renderer that draws nothing: every frame is as blank as the camera was made."""

    def update_frame(self, *_: Any, **__: Any) -> None:
        pass


def draw(
    lesson_class: type[Lesson],
    quality: Quality,
    voice: Voice,
    sink: Callable[[Lesson, RGBAPixelArray, int], None],
    *,
    cache: Path,
    only: str | Sequence[str] | None = None,
    parameters: Mapping[str, Any] | None = None,
    rasterise: bool = True,
    engine: str = "studio",
) -> Lesson:
    """Draw a lesson frame by frame into `sink`, which gets the lesson, the picture, and for how many frames.

    The picture is (height, width, 4) uint8 RGBA.

    Args:
        cache: a folder for manim's own intermediate files.
        only: the beat, or the beats that follow one another, to draw; all if None.
        parameters: the lesson's parameters by name.
        rasterise: False leaves the picture blank and only moves the lesson's objects, many times faster.
        engine: one of ENGINES; the pictures are the same.

    Raises:
        ValueError: the lesson's mathematics, its script or the names of the beats are refused.
    """
    renderer_class = ENGINES[engine] if rasterise else BlankRenderer
    return draw_changes(
        lesson_class,
        quality,
        voice,
        renderer_class,
        lambda lesson, pixels, frames, _: sink(lesson, pixels.copy(), frames),
        cache=cache,
        only=only,
        parameters=parameters,
    )


def draw_changes(
    lesson_class: type[Lesson],
    quality: Quality,
    voice: Voice,
    renderer_class: type[CairoRenderer],
    sink: Callable[[Lesson, RGBAPixelArray, int, list[Box] | None], None],
    *,
    cache: Path,
    only: str | Sequence[str] | None,
    parameters: Mapping[str, Any] | None,
) -> Lesson:
    """Draw as `draw` does, by a renderer of this class, and tell `sink` what changed in each picture.

    The picture is the renderer's own and is drawn on again when `sink` returns. The sink's last argument
    lists the boxes outside which the picture equals the one before; it is None if they are not known.
    """
    with _configured(quality, cache):
        renderer = renderer_class(file_writer_class=FrameTap)
        lesson = lesson_class(renderer=renderer, voice=voice, only=only, **(parameters or {}))
        renderer.file_writer.sink = lambda pixels, repeat: sink(
            lesson, pixels, repeat, getattr(renderer, "changed", None)
        )
        return_large()
        with _quiet_collector(), _short_turns():
            lesson.render()
    del renderer.file_writer.sink  # and with it what it writes to, which the lesson would keep
    return lesson


def lay_out(
    lesson_class: type[Lesson],
    quality: Quality,
    voice: Voice,
    *,
    cache: Path,
    only: str | Sequence[str] | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> Lesson:
    """Return the lesson with its mathematics done and its lines spoken and laid out; play nothing."""
    with _configured(quality, cache):
        lesson = lesson_class(voice=voice, only=only, **(parameters or {}))
        assert lesson.spans  # now: it is laid out by the frame rate that is set here
    return lesson


@contextmanager
def _configured(quality: Quality, cache: Path) -> Iterator[None]:
    """Have manim draw at this size and into `cache`, all else being as it is in manim itself."""
    ours = {
        "dry_run": True,
        "disable_caching": True,
        "progress_bar": "none",
        "verbosity": "ERROR",
        "media_dir": str(cache),
        "pixel_width": quality.width,
        "pixel_height": quality.height,
        "frame_rate": quality.frame_rate,
        "background_color": THEME.background,
    }
    theirs = {key: value for key, value in _library_defaults().items() if key not in ours}
    with tempconfig(theirs | ours):
        yield


@contextmanager
def manim_defaults() -> Iterator[None]:
    """Let manim's own settings hold: no manim.cfg, in the working directory or at home, changes a film."""
    with tempconfig(_library_defaults()):
        yield


@cache
def _library_defaults() -> dict[str, Any]:
    """Return the settings that manim comes with."""
    parser = ConfigParser()
    parser.read_string((Path(manim.__file__).parent / "_config" / "default.cfg").read_text(encoding="utf-8"))
    return dict(ManimConfig().digest_parser(parser))


@contextmanager
def _short_turns() -> Iterator[None]:
    """Switch between Python's threads every 0.5 ms instead of 5.

    The threads that encode need Python for an instant between two pictures; in 5 ms they encode one.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@contextmanager
def _quiet_collector() -> Iterator[None]:
    """Collect garbage seldom, and not among the objects that exist already.

    What was frozen before stays frozen: to look through all of manim takes an eighth of a second.
    """
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    gc.collect()
    if not frozen:
        gc.freeze()
    collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if not frozen:
            gc.unfreeze()
