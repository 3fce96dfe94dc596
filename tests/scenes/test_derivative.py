"""The loss by its closed forms: (w - 2)², of slope 2(w - 2), with secants of slope 10 + gap at 7."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from manim import tempconfig
from truth import has_slope, hasty, shown, stands_at, uphold, upholds, watch

from calc.line import unmarked
from scenes import Derivative
from studio.lesson.lesson import Lesson
from studio.lesson.rehearsal import texts_on
from studio.speech.voice import SilentVoice
from studio.stage import actors
from studio.stage.triangle import Triangle


def holds(
    lesson: Any,
    progress: dict[str, float],
    f: Callable[[float], float],
    slope: Callable[[float], float],
    side: int = 1,
) -> set[str]:
    """Assert that all that stands on the stage is where these closed forms say; return what was seen."""
    x, gap, other = progress["x"], progress["gap"], progress["other_x"]
    end = x + side * gap
    seen = set()
    for name, at in (("ball", x), ("second", end), ("other", other)):
        if (
            (ball := shown(lesson, name))
            and ball.core.get_fill_opacity() == 1
            and not ball.updating_suspended
        ):
            seen.add(name)
            stands_at(lesson.plane, ball.core.get_center(), at, f(at))
    if (line := shown(lesson, "secant")) and len(line.line.points):
        seen.add("secant")
        has_slope(lesson.plane, line.line, (f(end) - f(x)) / (end - x))
    for name, at in (("tangent", x), ("other_tangent", other)):
        if (line := shown(lesson, name)) and len(line.line.points):
            seen.add(name)
            has_slope(lesson.plane, line.line, slope(at))
    for witness in lesson.witnesses():
        if not witness.mobject.updating_suspended:
            upholds(witness)
    return seen


def check(lesson: Any, progress: dict[str, float]) -> None:
    holds(lesson, progress, lambda w: (w - 2) ** 2, lambda w: 2 * (w - 2))
    if (secant := shown(lesson, "secant")) and len(secant.line.points) and progress["x"] == 7:
        has_slope(lesson.plane, secant.line, 10 + progress["gap"])  # ((5 + h)² - 25) / h


def sides_stand(lesson: Any, progress: dict[str, float]) -> bool:
    """Assert that the run and the rise of the secant at 7 are drawn from point to point; say if they are."""
    seen, gap = False, progress["gap"]
    for sides in (each for each in lesson.standing() if isinstance(each, Triangle)):
        if progress["x"] == 7 and len(sides.up.line.points) and not sides.updating_suspended:
            seen = True
            stands_at(lesson.plane, sides.across.get_start(), 7, 25)
            stands_at(lesson.plane, sides.up.line.get_start(), 7 + gap, 25)
            stands_at(lesson.plane, sides.up.line.get_end(), 7 + gap, (5 + gap) ** 2)
    return seen


RESTS = {
    "title": {"x": 7},
    "bowl": {"x": 2},
    "secant": {"x": 7, "gap": 2},
    "closer": {"gap": 1},
    "closest": {"gap": 0.01},
    "rule": {"x": 5, "gap": 0.001},
    "height": {"x": 5, "other_x": -1},
    "sign": {"x": 2, "other_x": -1},
}


def test_every_frame_is_the_mathematics_and_keeps_every_rule(cache: Path) -> None:
    gaps = set()

    def check_sides_too(lesson: Any, progress: dict[str, float]) -> None:
        check(lesson, progress)
        if lesson.beat_name in ("closer", "guess", "closest") and sides_stand(lesson, progress):
            gaps.add(progress["gap"])

    uphold(Derivative, check_sides_too, RESTS, cache)
    assert {2.0, 1.0, 0.1, 0.01} <= gaps


def test_an_error_of_a_thousandth_is_caught(draw_small: Callable[..., Lesson]) -> None:
    class Tampered(Derivative):
        rehearsed_as = Derivative

        def cast(self) -> None:
            super().cast()
            beside = lambda x: (x + 0.001 * 12, self.function(x))  # noqa: E731
            self.ball = actors.dot(self.plane, beside, self.x)

    with pytest.raises(AssertionError):
        watch(Tampered, check, RESTS, draw_small, only="secant")


def test_a_missing_hold_is_caught(draw_small: Callable[..., Lesson]) -> None:
    with pytest.raises(AssertionError):
        watch(hasty(Derivative), check, RESTS, draw_small, only="closer")


def test_a_sign_stands_as_it_is_told_and_the_axis_of_the_loss_has_its_name(
    draw_small: Callable[..., Lesson],
) -> None:
    seen: dict[int, tuple[str, ...]] = {}

    def look(lesson: Any, _pixels: Any, frames: int) -> None:
        seen.update(dict.fromkeys(range(lesson.frame, lesson.frame + frames), texts_on(lesson.standing())))

    lesson = draw_small(Derivative, look, only="sign", rasterise=False)
    told = {signal.phrase: signal.spoken for signal in lesson.signals if signal.beat == "sign"}
    assert "+6" in seen[told["step"]] and "\N{MINUS SIGN}6" in seen[told["down"]]
    assert "L" in seen[told["zero"]]


CHOICES: dict[str, tuple[dict[str, object], Any, Any, float, int]] = {
    # the choice, its f and f' by closed forms, where the point is and to which side its secants lie
    "exponential": (
        {"function": "exp(x)", "point": 0, "gaps": "1,0.5,0.1,0.01"},
        math.exp,
        math.exp,
        0.0,
        1,
    ),
    "left of the edge": (
        {"function": "sqrt(4 - x)", "point": 3, "gaps": "3,1,0.1,0.01"},
        lambda x: math.sqrt(4 - x),
        lambda x: -0.5 / math.sqrt(4 - x),
        3.0,
        -1,
    ),
    "corner": ({"function": "abs(x)", "point": 0}, abs, lambda x: math.copysign(1, x), 0.0, 1),
}


@pytest.mark.parametrize("name", CHOICES)
def test_any_curve_is_told_frame_by_frame(name: str, draw_small: Callable[..., Lesson]) -> None:
    choice, f, slope, _, side = CHOICES[name]
    seen: set[str] = set()

    def look(lesson: Any, progress: dict[str, float]) -> None:
        seen.update(holds(lesson, progress, f, slope, side))

    watch(Derivative, look, {"closest": {"gap": 0.01}}, draw_small, parameters=choice)
    assert seen >= {"ball", "second", "secant"}


def said(chosen: dict[str, object]) -> str:
    with tempconfig({"dry_run": True, "verbosity": "ERROR", "frame_rate": 30}):
        lesson = Derivative(voice=SilentVoice(), **chosen)
        return " ".join(unmarked(span.beat.line) for span in lesson.timeline.spans)


@pytest.mark.parametrize(
    ("chosen", "line"),
    [
        ({}, "is ⟦2(w − 2) + h|2 times the quantity w minus 2, plus h⟧."),
        ({"function": "3*x**2", "point": 1}, "only ⟦6x|6 x⟧ is left"),
        ({"function": "exp(x)", "point": 0}, "head for ⟦1|1⟧."),
        ({"function": "abs(x)", "point": 0}, "but from the left for ⟦−1|minus 1⟧"),
        ({"function": "2*x + 1", "point": 1}, "the slope stays at ⟦2|2⟧"),
        ({"function": "x**2", "point": 0}, "the tangent lies flat"),
        ({"function": "sqrt(4 - x)", "point": 3.5}, "a second point on its left"),
        ({"function": "log(x)", "point": 1}, "but the slope goes from"),
        ({"function": "-x**2 + 4*x", "point": 3}, "Roll up to the top, and the slope becomes ⟦0|0⟧."),
    ],
)
def test_the_lines_follow_the_choice(chosen: dict[str, object], line: str) -> None:
    assert line in said({"gaps": "1,0.5,0.1,0.01", **chosen})


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        ({"function": "log(x)", "point": -1}, "outside the domain"),
        ({"function": "sqrt(x)", "point": 0}, "no derivative"),
        ({"function": "1/x", "point": 0.5, "gaps": "9,1e-10,1e-11,1e-20"}, "too small to compute"),
        ({"function": "cos(100*pi*x)", "point": 0, "gaps": "2,1,0.1,0.02"}, "swings too fast"),
        ({"gaps": "1,2,3,4"}, "gaps must be 4 numbers, falling"),
    ],
)
def test_a_choice_that_shows_nothing_is_refused(chosen: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as refusal:
        Derivative(**chosen)
    assert "\n" not in str(refusal.value)
