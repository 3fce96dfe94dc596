"""The key of a film, and all that shapes it."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from tiny_lesson import TinyDescent

import scenes
from studio.catalogue.job import Job, key_of
from studio.film import sources
from studio.film.fingerprint import sources as sources_of
from studio.film.sources import source_hashes
from studio.stage.quality import QUALITIES
from studio.stage.theme import Theme

ROOT = Path(__file__).parents[3]
MODULES = [f"scenes.{scenes.module(name)}" for name in scenes.COURSE]


def test_a_lesson_consists_of_its_file_and_of_what_that_imports_and_no_other_lesson() -> None:
    found = source_hashes(["scenes.gradient", "studio.film.film"])
    assert {
        "scenes/gradient.py",
        "calc/gradient.py",
        "studio/cast/steepest.py",
        "studio/film/film.py",
    } <= set(found)
    assert {"studio/page/templates/lesson.html.j2", "studio/page/assets/page.css"} <= set(found)
    assert not {"scenes/integral.py", "calc/integral.py", "studio/cast/walk.py", "render.py"} & set(found)


def test_every_module_of_the_project_shapes_some_lesson_or_is_known_not_to() -> None:
    used = set().union(*(source_hashes([module, "studio.film.film"]) for module in MODULES))
    unused = {
        path.relative_to(ROOT).as_posix()
        for package in ("calc", "scenes", "studio")
        for path in (ROOT / package).rglob("*.py")
    } - used
    apart = ("studio/check/", "studio/catalogue/", "studio/rules/")
    # What works with finished films, or holds lessons to rules before they are any; voices go by their names.
    around = {
        "calc/command.py",
        "studio/page/scorm.py",
        "studio/film/editing_copy.py",
        "studio/lesson/voice_sheet.py",
        "studio/speech/aligner.py",
        "studio/speech/grammar.py",
        "studio/speech/kokoro_voice.py",
        "studio/speech/voices.py",
        "studio/system/process_memory.py",
        "studio/system/signals.py",
        "studio/page/archive.py",
        "studio/page/cmi5.py",
        "studio/page/course_page.py",
        "studio/page/h5p.py",
        "studio/page/package.py",
        "studio/page/quiz.py",
        "studio/language/__main__.py",
        "studio/language/extract.py",
    }
    left = {path for path in unused if not path.startswith(apart) and not path.endswith("__init__.py")}
    assert left - around == set()


@pytest.mark.parametrize("module", ["scenes.gradient", "scenes.why_calculus"])
def test_a_changed_source_is_another_key_for_those_that_use_it(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = source_hashes([module])
    rings = ROOT / "studio" / "cast" / "steepest.py"  # gradient's
    read = sources._read

    def changed(path: Path, written: int) -> tuple[str, tuple[str, ...]]:
        content, imported = read(path, written)
        return ("changed" if path == rings else content), imported

    monkeypatch.setattr(sources, "_read", changed)
    assert (source_hashes([module]) != before) == (module == "scenes.gradient")


def test_a_file_that_is_written_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    lesson = tmp_path / "own_lesson.py"
    lesson.write_text("from studio.stage.theme import THEME\n")
    before = source_hashes(["own_lesson"])
    assert {"own_lesson.py", "studio/stage/theme.py"} <= set(before)
    lesson.write_text("from studio.stage.theme import Theme\n# another\n")
    assert source_hashes(["own_lesson"])["own_lesson.py"] != before["own_lesson.py"]


def test_a_program_is_a_source_and_a_notebook_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    main = ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", main)
    in_main = type("Own", (TinyDescent,), {"__module__": "__main__"})
    assert "tiny_lesson.py" not in sources_of(in_main.__module__)
    assert "studio/film/film.py" in sources_of(in_main.__module__)
    main.__file__ = str(ROOT / "tests" / "tiny_lesson.py")
    assert "tiny_lesson.py" in {Path(name).name for name in sources_of(in_main.__module__)}


def test_a_source_that_is_no_python_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "broken_lesson.py").write_text("def (:\n")
    with pytest.raises(ValueError, match=r"broken_lesson.py is not Python"):
        source_hashes(["broken_lesson"])
    with pytest.raises(ValueError, match="no module nowhere"):
        source_hashes(["nowhere.at_all"])


def test_each_ingredient_changes_the_key(job: Callable[..., Job]) -> None:
    plain = job("TinyDescent")
    others = [
        replace(plain, scene="Raises", module="faulty_lessons"),
        replace(plain, quality=QUALITIES["l"]),
        replace(plain, title="Another"),
        replace(plain, language="en-GB"),
        replace(plain, parameters={"start": "2"}),
        replace(plain, theme=Theme(footer="A footer")),
        replace(plain, voice="hibari"),
        replace(plain, beat="first"),
        replace(plain, engine="manim"),
        replace(plain, constant_rate=False),
    ]
    keys = {key_of(each.ingredients()) for each in [plain, *others]}
    assert len(keys) == len(others) + 1
    for same in (
        {"sheet": True},
        {"check": True},
        {"name": "other"},
    ):  # these are beside the film, or no part of it
        assert key_of(replace(plain, **same).ingredients()) == key_of(plain.ingredients())


def test_the_files_of_a_theme_travel_with_the_job(job: Callable[..., Job], tmp_path: Path) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    here = job("TinyDescent", theme=Theme(logo=logo))
    packed = here.packed()
    logo.unlink()  # as on a machine that has it not
    assert key_of(packed.ingredients()) == packed.key
    there = packed.unpacked(tmp_path)
    assert there.theme.logo is not None
    assert there.theme.logo.read_text().startswith("<svg")
    assert key_of(there.ingredients()) == packed.key
