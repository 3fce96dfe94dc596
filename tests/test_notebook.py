"""Lessons in a notebook: %%manim and .render(), as Manim's users expect them, in IPython itself."""

import base64
import logging
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from manim import Scene, config, tempconfig

from scenes import Derivative

TINY = """
from manim import Dot, FadeIn
from studio.lesson.lesson import Lesson
from studio.lesson.parameters import NumberParameter

class Tiny(Lesson):
    poster = "one"
    far = NumberParameter(1, "how far")
    def construct(self):
        with self.beat("one", "A dot <comes>comes."):
            self.on("comes", FadeIn(Dot([self.far, 0, 0])), run_time=0.2)
"""


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    import manim.utils.ipython_magic  # noqa: F401 - registers the magic where there is a shell

    monkeypatch.chdir(tmp_path)
    shell = InteractiveShell.instance()
    from manim.utils.ipython_magic import ManimMagic

    shell.register_magics(ManimMagic)
    yield shell
    InteractiveShell.clear_instance()  # else every test after this one runs in a notebook


def shown(shell: InteractiveShell, run: Callable[[], object]) -> str:
    """Run something in the shell; return the HTML that it shows, which is to be all that it shows."""
    with capture_output() as captured:
        run()
    assert "Some options were not used" not in captured.stdout + captured.stderr
    (output,) = captured.outputs
    return str(output.data["text/html"])


def held_to(page: str, folder: Path, height: int) -> None:
    """Assert that a player has a film of this height with sound, and the line as a caption."""
    film, captions = re.findall(r"src=\"data:(?:video/mp4|text/vtt);base64,([^\"]+)\"", page)
    (folder / "shown.mp4").write_bytes(base64.b64decode(film))
    with av.open(folder / "shown.mp4") as opened:
        assert opened.streams.video[0].height == height
        assert opened.streams.audio
    told = base64.b64decode(captions).decode()
    assert told.startswith("WEBVTT") and "A dot comes." in told
    assert "controls" in page and "default" in page


@pytest.mark.parametrize(
    ("cell", "height"), [("%manim Tiny", 720), ("%%manim -v WARNING -ql --disable_caching Tiny\npass", 480)]
)
def test_the_cell_magic_alone_shows_a_player(
    cell: str, height: int, shell: InteractiveShell, tmp_path: Path
) -> None:
    with tempconfig({"media_dir": str(tmp_path / "media"), "progress_bar": "none", "verbosity": "WARNING"}):
        shell.run_cell(TINY)
        held_to(shown(shell, lambda: shell.run_cell(cell)), tmp_path, height)


def test_a_lesson_with_parameters_renders_itself(shell: InteractiveShell, tmp_path: Path) -> None:
    with tempconfig({"media_dir": str(tmp_path), "progress_bar": "none", "verbosity": "WARNING"}):
        shell.run_cell(TINY)
        held_to(shown(shell, lambda: shell.run_cell('Tiny(far="-2").render()')), tmp_path, 720)
    assert shell.run_cell('Tiny(far="-2").far').result == -2.0


def test_a_lesson_in_another_language_stays_in_it(
    shell: InteractiveShell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Silent, since the default voice speaks English: captions tell it."""
    made: list[Any] = []

    def rendered(scene: Scene) -> None:
        made.append(scene)
        scene.renderer.file_writer.final_file_path = "told.mp4"

    monkeypatch.setattr(Scene, "render", rendered)
    monkeypatch.setattr("studio.lesson.notebook.player", lambda lesson, film: lesson.language)
    with tempconfig({"media_dir": str(tmp_path), "progress_bar": "none", "verbosity": "WARNING"}):
        shell.run_cell("from scenes import Derivative")
        cell = "Derivative(language='es', captions=['en'], random_seed=7).render()"
        shell.run_cell(cell).raise_error()
    (told,) = made
    assert (told.language, told.further_captions, told.random_seed) == ("es", ("en",), 7)
    assert "derivada" in told.title.lower()
    assert told.voice.name == "none"
    assert told.told_promise() != Derivative.__doc__.partition("\n")[0]


def test_only_the_player_is_shown_at_manims_own_verbosity(shell: InteractiveShell, tmp_path: Path) -> None:
    """And not two messages for each play; manim tells its own scenes as before."""
    log = logging.getLogger("manim")
    before = log.level
    with tempconfig({"media_dir": str(tmp_path), "progress_bar": "none", "quality": "low_quality"}):
        log.setLevel(logging.INFO)
        assert config.verbosity == "INFO"
        shell.run_cell(TINY)
        assert "<video" in shown(shell, lambda: shell.run_cell("Tiny().render()"))
    assert log.level == logging.INFO
    log.setLevel(before)


def test_without_a_notebook_it_renders_as_any_scene(tmp_path: Path) -> None:
    InteractiveShell.clear_instance()
    names: dict[str, object] = {}
    exec(TINY, names)
    settings = {"media_dir": str(tmp_path), "quality": "low_quality", "progress_bar": "none"}
    with tempconfig({**settings, "verbosity": "ERROR"}):
        names["Tiny"](far="-2").render()  # type: ignore[operator]
    assert os.path.getsize(next(tmp_path.rglob("Tiny.mp4"))) > 1000
