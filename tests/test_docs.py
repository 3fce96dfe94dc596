"""README, CONTRIBUTING and docs/ held to the code."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import lesson_names
import pytest
from PIL import Image
from tutorial import steps

import scenes
from calculus_lessons import flags
from studio.film.drawing import draw
from studio.lesson.lesson import Lesson, lesson_class
from studio.rules.lesson_rules import QUICK, check
from studio.speech.voice import SilentVoice
from studio.system.own_folder import importing_from

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FLAGS = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8").split("## Flags")[1].split("\n## ")[0]
PAGES = ["README.md", "CONTRIBUTING.md", *(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))]


#: Folders with code; what others have written is not held to our English.
CODE = ("benchmarks", "calc", "calculus_lessons", "courses", "scenes", "studio", "tests")


def docstrings(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the place and the text of every docstring of a file."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            if text:
                yield f"{path.relative_to(ROOT)}: {getattr(node, 'name', 'module')}", text


@pytest.mark.parametrize("folder", CODE)
def test_no_docstring_begins_with_a_question(folder: str) -> None:
    files = [path for path in (ROOT / folder).rglob("*.py") if "vendor" not in path.parts]
    found = [each for path in files for each in docstrings(path)]
    assert found
    assert [each for each in found if re.match(r"(What|How|Where|Whether)\b", each[1])] == []


@pytest.mark.parametrize("name", scenes.COURSE)
def test_every_lesson_is_on_the_page_with_what_it_teaches_and_a_picture(name: str) -> None:
    row = next(line for line in README.splitlines() if line.startswith(f"| [`{name}`]"))
    assert scenes.summary(name) in row
    picture = ROOT / "docs" / "pictures" / f"{name}.png"
    assert f"docs/pictures/{name}.png" in row
    assert picture.stat().st_size < 300_000
    with Image.open(picture) as sheet:
        assert sheet.width >= 960


@pytest.mark.parametrize("name", scenes.COURSE)
def test_every_lesson_has_its_own_test_of_truth(name: str) -> None:
    file = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    assert "watch(" in (ROOT / "tests" / "scenes" / f"test_{file}.py").read_text(encoding="utf-8")


def test_the_readme_can_be_read_in_one_sitting_and_leads_to_every_page() -> None:
    assert len(README.split()) < 900
    assert [page for page in PAGES if page != "README.md" and f"]({page})" not in README] == []


def test_every_flag_is_documented() -> None:
    for action in flags.parser()._actions:
        for flag in action.option_strings:
            if flag not in ("-h", "--help"):
                assert f"`{flag}" in FLAGS, flag


def test_the_table_names_no_flag_that_is_not_there() -> None:
    known = {flag for action in flags.parser()._actions for flag in action.option_strings}
    assert set(re.findall(r"`(--?[a-z0-9-]+)", FLAGS)) <= known


def test_the_two_commands_stand_on_the_page_as_ci_runs_them() -> None:
    tests = "sh setup.sh tests && .venv/bin/python -m pytest"
    assert f"    {tests}\n" in README
    assert tests in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "    sh setup.sh && .venv/bin/python render.py --scene GradientDescent\n" in README


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    for target, _, place in re.findall(
        r"\]\(([^)#]*)(#([^)]+))?\)", (ROOT / page).read_text(encoding="utf-8")
    ):
        file = (ROOT / page).parent / target if target else ROOT / page
        assert file.exists(), target
        if place:
            heads = re.findall(r"^#+ (.+)", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert place in [re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads], place


def test_the_rooms_are_told_in_the_order_in_which_they_may_know_each_other() -> None:
    """docs/developing.md beside the contract that lint-imports holds."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = next(each for each in settings["tool"]["importlinter"]["contracts"] if "layers" in each)
    table = (ROOT / "docs" / "developing.md").read_text(encoding="utf-8").split("## The rooms")[1]
    rows = [
        re.findall(r"`([\w/]+)/`", row.split("|")[1]) for row in table.splitlines() if row.startswith("| `")
    ]
    told = [[room.replace("/", ".") for room in row] for row in rows if row]
    assert told == [[room.strip() for room in layer.split("|")] for layer in contract["layers"]]


def test_the_lesson_of_the_tutorial_keeps_every_rule_at_each_step(tmp_path: Path) -> None:
    files = steps(tmp_path)
    pictures = re.findall(
        r"\((pictures/tutorial-\d\.png)\)", (ROOT / "docs" / "writing-lessons.md").read_text()
    )
    assert len(pictures) == len(files)
    assert all((ROOT / "docs" / picture).stat().st_size < 300_000 for picture in pictures)
    for number, file in enumerate(files):
        with importing_from(file.parent):
            lesson = lesson_class("sigmoid", "Sigmoid")
            chosen = {"far": 2} if number == 4 else {}
            verdict = check(lesson, SilentVoice(), tmp_path / "cache", chosen, quality=QUICK)
            assert not verdict.findings, f"step {number}: " + "\n".join(map(str, verdict.findings))


def test_every_example_of_the_lesson_language_runs(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "lesson-language.md").read_text(encoding="utf-8")
    examples = re.findall(r"^\| .* \| `([^`]+)` \|$", page, re.MULTILINE)
    assert len(examples) > 45
    names = {**vars(lesson_names), "wording": lesson_names.wording}

    class Everything(Lesson):
        def construct(self) -> None:
            f, x = lesson_names.Function.parse("x**2"), self.track("x", 1.0)
            plane = lesson_names.Plane(lesson_names.layout.PLOT, lesson_names.Window(-1, 5, 0, 16), "x")
            ball = lesson_names.actors.dot(plane, f.point, x)
            panel, here = lesson_names.Panel(lesson_names.layout.PANEL), lesson_names.tangent(f, 2.0)
            self.add(plane, ball)
            with self.beat("all", "Here we <look>look <again>again."):
                for example in examples:
                    if not example.startswith("self.beat"):  # beats do not stand in beats
                        told.append(eval(example, {**names, **locals()}))
            beat = next(each for each in examples if each.startswith("self.beat"))
            with eval(beat, {**names, **locals()}):
                self.then(x.to(2))

    told: list[object] = []
    draw(Everything, QUICK, SilentVoice(), lambda *_: None, cache=tmp_path, rasterise=False)
    assert len(told) >= 2 * (len(examples) - 1)  # rehearsed, then drawn


CLIENTS = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("file", "words"), re.findall(r"`(\S+\.py)(?: -k ([^`]+))?`", CLIENTS))
def test_the_tests_that_the_table_of_clients_names_are_there(file: str, words: str) -> None:
    path = ROOT / file if "/" in file else ROOT / "tests" / "studio" / "page" / file
    names = re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    for word in words.strip('"').split(" or "):
        assert any(word in name for name in names), word
