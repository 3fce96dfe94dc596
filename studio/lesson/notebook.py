"""Lessons in a notebook: rendered by manim, shown in a player with sound and captions."""

import base64
import html
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from manim import Scene, config, tempconfig
from manim.renderer.cairo_renderer import CairoRenderer

from studio.lesson.captions import captions_of
from studio.speech.captions import write_vtt

if TYPE_CHECKING:
    from studio.lesson.lesson import Lesson

_QUALITY = "medium_quality"  # 720p30, where none was chosen: manim's own default takes four times as long
_DEFAULT = "high_quality"


def in_notebook(lesson: Scene) -> bool:
    """Return whether this scene, as it is rendered, is to be shown in a notebook."""
    if "IPython" not in sys.modules or config.dry_run or type(lesson.renderer) is not CairoRenderer:
        return False
    from IPython import get_ipython

    shell = get_ipython()
    return shell is not None and type(shell).__name__ != "TerminalInteractiveShell"


def show(lesson: "Lesson", parameters: dict[str, Any]) -> None:
    """Render a twin of the lesson, at a notebook's quality if none was chosen, and show it in a player."""
    from IPython.display import HTML, display

    chosen = {"quality": _QUALITY} if config.quality == _DEFAULT else {}
    with tempconfig(chosen), _quiet():
        twin = type(lesson)(
            voice=lesson.voice,
            only=lesson.only,
            title=lesson.title,
            language=lesson.language,
            captions=lesson.further_captions,
            random_seed=lesson.random_seed,
            **parameters,
        )
        Scene.render(twin)
        film = Path(twin.renderer.file_writer.final_file_path)
        display(HTML(player(twin, film)))
    # The magic would show it once more, without its captions.
    lesson.renderer.file_writer.final_file_path = None


def player(lesson: "Lesson", film: Path) -> str:
    """Return a film as HTML that needs no file beside it, with its captions switched on."""
    video = base64.b64encode(film.read_bytes()).decode()
    captions = base64.b64encode(_captions(lesson).encode()).decode()
    return (
        '<video controls preload="metadata" style="max-width: 100%" '
        f'aria-label="{html.escape(lesson.title)}">'
        f'<source type="video/mp4" src="data:video/mp4;base64,{video}">'
        f'<track kind="captions" srclang="{lesson.language}" label="Captions" default '
        f'src="data:text/vtt;base64,{captions}"></video>'
    )


def _captions(lesson: "Lesson") -> str:
    """Return the captions of the beats that were drawn, as WebVTT."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "captions.vtt"
        write_vtt(path, captions_of(lesson.spans, lesson.language))
        return path.read_text(encoding="utf-8")


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what helps nobody from the notebook: two messages a play, and a warning about manim's own options.

    Who asked for another verbosity than manim's own gets it.
    """
    levels = {"av.container.output": logging.ERROR}
    if config.verbosity == "INFO":
        levels["manim"] = logging.WARNING
    before = {name: logging.getLogger(name).level for name in levels}
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
