"""The course of courses/first-derivatives: whole lessons of somebody's own, outside of scenes/."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from truth import has_slope, shown, stands_at, watch

from studio.catalogue.course import read_course
from studio.lesson.lesson import Lesson, lesson_class
from studio.rules.lesson_rules import QUICK, check
from studio.speech.voice import SilentVoice
from studio.system.own_folder import importing_from

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "courses" / "first-derivatives"


def lesson(module: str, scene: str) -> type[Lesson]:
    with importing_from(FOLDER):
        return lesson_class(module, scene)


def test_it_is_a_course_of_three_short_lessons_that_nothing_here_imports() -> None:
    course = read_course(FOLDER / "first-derivatives.toml", ())
    assert [entry.scene for entry in course.lessons] == ["SlopeRules", "NoSlope", "Curvature"]
    for entry in course.lessons:
        assert entry.own is not None and entry.own.folder == FOLDER
        assert 40 <= len(entry.own.file.read_text(encoding="utf-8").splitlines()) <= 80
        named = re.compile(rf"(import|from) .*\b({entry.own.module}|{entry.scene})\b")
        for room in ("scenes", "studio", "calc", "calculus_lessons"):
            assert [path for path in (ROOT / room).rglob("*.py") if named.search(path.read_text())] == []


@pytest.mark.parametrize(
    ("module", "scene"), [("slope_rules", "SlopeRules"), ("no_slope", "NoSlope"), ("curvature", "Curvature")]
)
def test_it_keeps_every_rule(module: str, scene: str, tmp_path: Path) -> None:
    verdict = check(lesson(module, scene), SilentVoice(), tmp_path, quality=QUICK)
    assert not verdict.findings, "\n".join(map(str, verdict.findings))


def test_the_slopes_of_powers_sums_and_products(draw_small: Callable[..., Lesson]) -> None:
    """By hand: 2x, 3x², their sum, and 5x⁴ for x² times x³, which the product's two turns make, too."""
    said: list[str] = []

    def look(lesson: Any, now: dict[str, float]) -> None:
        x = now["x"]
        for figure, value, slope in zip(
            lesson.figures,
            (x**2, x**3, x**2 + x**3, x**5),
            (2 * x, 3 * x**2, 2 * x + 3 * x**2, 5 * x**4),
            strict=True,
        ):
            _, ball, tangent = figure
            if lesson.stands(ball) and len(tangent.line.points):
                stands_at(lesson.plane, ball.get_center(), x, value)
                has_slope(lesson.plane, tangent.line, slope)
        said[:] = [str(slope) for slope in (*lesson.slopes, *lesson.parts)]

    watch(lesson("slope_rules", "SlopeRules"), look, {"turns": {"x": 2.0}}, draw_small)
    assert said == ["4", "12", "16", "80", "32", "48"]
    assert int(said[4]) + int(said[5]) == int(said[3])


def test_two_slopes_meet_at_the_corner(draw_small: Callable[..., Lesson]) -> None:
    def look(lesson: Any, now: dict[str, float]) -> None:
        for side, slope in (("left", -1), ("right", 1)):
            x = now[side]
            assert x * slope > 0  # neither ball ever stands on the corner
            if lesson.stands(lesson.balls[side]):
                stands_at(lesson.plane, lesson.balls[side].get_center(), x, abs(x))
                has_slope(lesson.plane, lesson.lines[side].line, slope)
            if lesson.stands(lesson.halves[side]):
                has_slope(lesson.plane, lesson.halves[side].line, slope)

    watch(lesson("no_slope", "NoSlope"), look, {"right": {"left": -0.2, "right": 0.2}}, draw_small)


def test_the_second_derivative_is_the_slope_of_the_slope(draw_small: Callable[..., Lesson]) -> None:
    """By hand: x³ - 3x, 3x² - 3, 6x."""
    seen = []

    def look(lesson: Any, now: dict[str, float]) -> None:
        x = now["x"]
        if shown(lesson, "ball"):
            stands_at(lesson.plane, lesson.ball.get_center(), x, x**3 - 3 * x)
            has_slope(lesson.plane, lesson.tangent.line, 3 * x**2 - 3)
            stands_at(lesson.below, lesson.second.get_center(), x, 3 * x**2 - 3)
        if shown(lesson, "bend"):
            has_slope(lesson.below, lesson.bend.line, 6 * x)
            seen.append(x)

    rests = {"second": {"x": 1.0}, "down": {"x": -1.0}, "use": {"x": 1.0}}
    watch(lesson("curvature", "Curvature"), look, rests, draw_small)
    assert {-1.0, 1.0} <= set(seen)
