"""README, CHANGELOG and CONTRIBUTING held to the code."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import manim
import pytest
from PIL import Image

import render
import scenes
from calc.derivative import tangent
from calc.function import Function
from calc.wording import number
from studio.lesson.lesson import Lesson
from studio.lesson.timeline import Beat
from studio.lesson.witness import Mark, Witness
from studio.stage.plot import Axis, Plot, Tangent, follow
from studio.stage.theme import THEME, Region

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


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


def test_every_flag_is_documented() -> None:
    table = README.split("## Flags")[1].split("\n## ")[0]
    for action in render.parser()._actions:
        for flag in action.option_strings:
            if flag not in ("-h", "--help"):
                assert f"`{flag}" in table, flag


def test_the_readme_names_no_flag_that_is_not_there() -> None:
    known = {flag for action in render.parser()._actions for flag in action.option_strings}
    table = README.split("## Flags")[1].split("\n## ")[0]
    assert set(re.findall(r"`(--?[a-z-]+)", table)) <= known


def test_the_two_commands_stand_on_the_page_as_ci_runs_them() -> None:
    tests = "sh setup.sh tests && .venv/bin/python -m pytest"
    assert f"    {tests}\n" in README
    assert tests in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "    sh setup.sh && .venv/bin/python render.py --scene GradientDescent\n" in README


def test_links_lead_somewhere() -> None:
    for page in ("README.md", "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / page).read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), (page, target)


def test_the_lesson_in_contributing_renders(draw_small: Callable[..., Lesson]) -> None:
    source = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", source, re.DOTALL)
    names: dict[str, Any] = {**vars(manim), "Lesson": Lesson, "Beat": Beat, "Region": Region, "THEME": THEME}
    names |= {"Plot": Plot, "Axis": Axis, "follow": follow, "Tangent": Tangent}
    names |= {"Mark": Mark, "Witness": Witness}
    names |= {"Function": Function, "tangent": tangent, "number": number}
    exec(example, names)
    frames: list[int] = []
    lesson = draw_small(names["Squares"], lambda _lesson, _pixels, count: frames.append(count))
    assert sum(frames) == lesson.timeline.frames
    assert lesson.ball.get_center() == pytest.approx(lesson.plot.point(3, 9))
