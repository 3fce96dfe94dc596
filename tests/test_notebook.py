"""Lessons in a notebook: %%manim and .render(), as Manim's users expect them, in IPython itself."""

import os
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from manim import tempconfig

TINY = """
from manim import Dot, FadeIn
from studio.lesson.lesson import Lesson
from studio.lesson.parameters import NumberParameter
from studio.speech.voice import SilentVoice

class Tiny(Lesson):
    poster = "one"
    far = NumberParameter(1, "how far")
    def __init__(self, **arguments):
        super().__init__(**{"voice": SilentVoice(), **arguments})
    def construct(self):
        with self.beat("one", "A dot."):
            self.then(FadeIn(Dot([self.far, 0, 0])), run_time=0.2)
"""


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InteractiveShell:
    import manim.utils.ipython_magic  # noqa: F401 - registers the magic where there is a shell

    monkeypatch.chdir(tmp_path)
    shell = InteractiveShell.instance()
    from manim.utils.ipython_magic import ManimMagic

    shell.register_magics(ManimMagic)
    return shell


def test_the_cell_magic_draws_a_lesson(shell: InteractiveShell, tmp_path: Path) -> None:
    with tempconfig({"media_dir": str(tmp_path / "media"), "progress_bar": "none"}):
        shell.run_cell_magic("manim", "-v WARNING -ql --disable_caching Tiny", TINY)
    films = list((tmp_path / "media").rglob("Tiny*.mp4"))
    assert films and all(film.stat().st_size > 1000 for film in films)


def test_a_lesson_with_parameters_renders_itself(tmp_path: Path) -> None:
    names: dict[str, object] = {}
    exec(TINY, names)
    settings = {
        "media_dir": str(tmp_path),
        "quality": "low_quality",
        "progress_bar": "none",
        "verbosity": "ERROR",
    }
    with tempconfig(settings):
        lesson = names["Tiny"](far="-2")  # type: ignore[operator]
        lesson.render()
    assert lesson.far == -2.0
    assert list(tmp_path.rglob("Tiny.mp4"))
    assert os.path.getsize(next(tmp_path.rglob("Tiny.mp4"))) > 1000
