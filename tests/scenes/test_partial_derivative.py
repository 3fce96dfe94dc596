"""The loss by its closed form: (w - 2)² + (b - 1)², cut at (5, 5) into (w - 2)² + 16 and (b - 1)² + 9."""

from collections.abc import Callable
from math import cos, sin
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from truth import has_slope, hasty, on_bowl, stands_at, uphold, watch

from calc.line import unmarked
from calc.wording import written
from scenes.partial_derivative import PartialDerivative
from studio.lesson.lesson import Lesson
from studio.lesson.motion import FASTEST
from studio.rules.snapshot import Snapshot
from studio.stage.placement import points_of
from studio.stage.shapes import Boxes, box_of, distance_to, gap
from studio.stage.style import AXIS

Formula = Callable[[float, float], float]


def loss(w: float, b: float) -> float:
    return (w - 2) ** 2 + (b - 1) ** 2


def follows(lesson: Any, mobject: Any) -> bool:
    return lesson.stands(mobject) and not mobject.updating_suspended and len(mobject.get_all_points()) > 0


def checked(height: Formula, point: tuple[float, float], slopes: tuple[float, float]) -> Any:
    """Return a check of every frame of the lesson on this surface."""
    u, v = point

    def check(lesson: Any, progress: dict[str, float]) -> None:
        now = progress["first"], progress["second"]
        if follows(lesson, lesson.ball):
            on_bowl(lesson, lesson.ball.core.get_center(), *now, height(*now))
        check_cut(lesson, progress)
        for axis, plot in enumerate(lesson.plots):
            places = [list(point), list(point)]
            if follows(lesson, plot.ball):
                stands_at(plot.plane, plot.ball.core.get_center(), now[axis], height(*now))
            if follows(lesson, plot.tangent):
                has_slope(plot.plane, plot.tangent.line, slopes[axis])
            line = lesson.touching[axis]
            if follows(lesson, line) and lesson.beat_name != "both":
                reach = 0.26 * lesson.bowl.relief.radius
                for place, sign in zip(places, (-1, 1), strict=True):
                    place[axis] += sign * reach
                    end = line.line.points[0 if sign < 0 else -1]
                    on_bowl(lesson, end, *place, height(u, v) + sign * reach * slopes[axis])
        if follows(lesson, lesson.plots[1].traced):
            check_traced(lesson, progress["seen"])

    def check_cut(lesson: Any, progress: dict[str, float]) -> None:
        """Every point of the cut lies on the surface over the plane's line, swung by the angle."""
        if not follows(lesson, lesson.cut) or lesson.beat_name == "title":
            return
        angle = progress["angle"]
        along = np.array([cos(angle), sin(angle)])
        start = np.array(point) + progress["slide"] * np.array([along[1], -along[0]])
        relief = lesson.bowl.relief
        off = start - relief.middle
        half = np.sqrt(max(relief.radius**2 - off @ off + (off @ along) ** 2, 0.0))
        ends = [start + (sign * half - off @ along) * along for sign in (-1, 1)]
        drawn = lesson.cut.curve.line.points
        if not relief.cut_off and len(drawn):
            for drawn_end, end in zip((drawn[0], drawn[-1]), ends, strict=True):
                on_bowl(lesson, drawn_end, *end, height(*end))

    def check_traced(lesson: Any, seen: float) -> None:
        plot = lesson.plots[1]
        if seen < plot.cut.high - 1e-9:
            stands_at(plot.plane, plot.traced.points[0], seen, height(u, seen))
            stands_at(plot.plane, plot.traced.points[-1], plot.cut.high, height(u, plot.cut.high))

    return check


RESTS = {
    "knob": {"first": 5, "second": 5},
    "cut": {"first": 5, "second": 5, "slide": 0, "angle": 0},
    "guess": {"first": 5, "second": 5, "angle": np.pi / 2},
    "answer": {"first": 5, "second": 5, "seen": 5 - 1.8 * 4},
}


def test_every_frame_is_the_mathematics_and_keeps_every_rule(cache: Path) -> None:
    seen: list[tuple[str, float, float]] = []
    steep: dict[str, float] = {}
    check = checked(loss, (5.0, 5.0), (6.0, 8.0))

    def look(lesson: Any, progress: dict[str, float]) -> None:
        check(lesson, progress)
        seen.append((lesson.beat_name, progress["first"], progress["second"]))
        if lesson.beat_name == "knob":
            check_knobs(lesson, progress)
        if lesson.beat_name == "both":
            check_arrows(lesson)
        for axis, beat in enumerate(("slope", "answer")):
            if lesson.beat_name == beat and follows(lesson, lesson.touching[axis]):
                across, up, _ = np.subtract(*lesson.touching[axis].line.points[[-1, 0]])
                steep[beat] = up / across
        if lesson.beat_name == "answer":  # the curve that is told has its axis, the other one its own name
            assert [lesson.plots[1].plane.names[0].text, lesson.ghost[2].text] == ["b", "w"]

    uphold(PartialDerivative, look, RESTS, cache)
    # One knob is held still while the other one goes along its cut.
    first = [(w, b) for beat, w, b in seen if beat == "cut"]
    second = [(w, b) for beat, w, b in seen if beat == "answer"]
    assert {b for _, b in first} == {5} == {w for w, _ in second}
    assert min(w for w, _ in first) < 2 - 2 and min(b for _, b in second) < 1 - 3
    assert max(b for _, b in second) > 6.5
    # Both are seen from the side and in one scale, so that what is steeper looks steeper.
    assert steep["answer"] / steep["slope"] == pytest.approx(8 / 6)


def check_knobs(lesson: Any, progress: dict[str, float]) -> None:
    """The dials run from -2, lower left, to 10, lower right, over three quarters of a turn."""
    for dial, name in zip(lesson.knobs.dials, ("first", "second"), strict=True):
        start, end = dial.pointer[0].get_start_and_end()
        turned = 1.25 * np.pi - 1.5 * np.pi * (progress[name] + 2) / 12
        way = (end - start) / np.linalg.norm(end - start)
        assert np.abs(way[:2] - [cos(turned), sin(turned)]).max() < 1e-6


def check_arrows(lesson: Any) -> None:
    """Both arrows stand at (5, 5), in the true ratio of 6 to 8, the longer one 1.5 units long."""
    for arrow, length, way in zip(lesson.arrows, (1.125, 1.5), ((1, 0), (0, 1)), strict=False):
        if follows(lesson, arrow):
            on_bowl(lesson, arrow.tail, 5, 5, 25)
            np.testing.assert_allclose((arrow.tip - arrow.tail)[:2], length * np.array(way), atol=1e-6)


def test_an_error_of_a_thousandth_is_caught(draw_small: Callable[..., Lesson]) -> None:
    class Tampered(PartialDerivative):
        rehearsed_as = PartialDerivative

        def cast(self) -> None:
            super().cast()
            self.ball.add_updater(lambda ball: ball.at(self.bowl.point(self.first.get_value() + 0.013, 5.0)))

    with pytest.raises(AssertionError):
        watch(Tampered, checked(loss, (5.0, 5.0), (6.0, 8.0)), RESTS, draw_small, only="cut")


def test_a_missing_hold_is_caught(draw_small: Callable[..., Lesson]) -> None:
    check = checked(loss, (5.0, 5.0), (6.0, 8.0))
    with pytest.raises(AssertionError):
        watch(hasty(PartialDerivative), check, RESTS, draw_small, only="answer")


def test_a_saddle_is_cut_into_a_bowl_and_a_hill(draw_small: Callable[..., Lesson]) -> None:
    """x² - y² at (3, -2): cuts x² - 4 and 9 - y², slopes 6 and 4."""
    chosen = {"function": "x**2 - y**2", "point": (3, -2)}
    check = checked(lambda x, y: x**2 - y**2, (3.0, -2.0), (6.0, 4.0))
    for beat in ("slope", "answer"):
        watch(PartialDerivative, check, {}, draw_small, only=beat, parameters=chosen)


def line(name: str, **chosen: Any) -> str:
    return unmarked(str(getattr(PartialDerivative(**chosen).tell, name)))


@pytest.mark.parametrize(
    ("point", "said"),
    [
        ((5.0, 2.0), "b is only 1 from the middle, and w is 3"),
        ((3.0, 2.0), "Both b and w are 1 from the middle"),
        ((-1.0, -4.0), "b is 5 from the middle, and w only 3"),
    ],
)
def test_in_a_round_bowl_the_distances_explain_the_slopes(point: tuple[float, float], said: str) -> None:
    assert said in written(line("answer", point=point))


def test_the_symbol_is_told_to_have_a_curly_d() -> None:
    told = line("partial")
    assert written(told).endswith("with respect to w, written with a curly d.")


def test_the_held_part_of_the_formula_goes_grey() -> None:
    tell = PartialDerivative().tell
    assert [source for source, role in tell.formula(0) if role == "muted"] == ["+", "(b - 1)^2"]
    assert [source for source, role in tell.formula(1) if role == "muted"] == ["(w - 2)^2"]
    assert [source for source, _ in tell.cut_formula] == ["L", "=", "(w - 2)^2", "+", "16"]
    saddle = PartialDerivative(function="x**2 - y**2", point=(3, -2)).tell
    assert [source for source, _ in saddle.cut_formula] == ["f", "=", "x^2", "-", "4"]
    last = PartialDerivative(function="log(x) + y**2", point=(5, 5)).tell  # is written with its y first
    assert [source for source, _ in last.cut_formula] == ["f", "=", "ln(x)", "+", "25"]
    mixed = PartialDerivative(function="x**2 + x*y + y**2", point=(1, 2)).tell
    assert [source for source, role in mixed.formula(0) if role == "muted"] == ["+", "y^2"]
    assert "stays 4" in written(unmarked(str(mixed.cut)))
    assert "grey" not in str(PartialDerivative(function="x*y", point=(1, 2)).tell.cut)


@pytest.mark.parametrize(
    ("function", "point", "name", "said"),
    [
        ("log(x) + y**2", "5,5", "stand", "Where nothing is drawn"),
        ("x**2 + y**2", "3,0", "answer", "flat here"),
        ("x**2 + y**2", "3,0", "both", "only x matters"),
        ("x**2 + 100*y**2", "5,5", "both", "y matters more than x"),
        ("x**2 - y**2", "3,-2", "answer", "This cut is a hill, and its slope is 4, so it is flatter"),
        ("-x**2 + y", "1,1", "partial", "the value falls as x grows"),
        ("x**2 + y**2", "0,3", "partial", "a little more x hardly changes the value"),
    ],
)
def test_each_surface_has_its_own_story(function: str, point: str, name: str, said: str) -> None:
    assert said in written(line(name, function=function, point=point))


def test_a_distance_is_clear_of_the_axes_of_its_plot(draw_small: Callable[..., Lesson]) -> None:
    seen: dict[str, Any] = {}

    def look(lesson: Any, _pixels: Any, _frames: int) -> None:
        for mobject in lesson.standing():
            seen.update(
                {
                    part.text: (part, lesson.plots[1])
                    for part in mobject.get_family()
                    if hasattr(part, "named")
                }
            )

    choice = {"function": "(w-2)**2 + (b-1)**2", "point": "50,5"}
    draw_small(PartialDerivative, look, only="answer", parameters=choice, rasterise=False)
    for text in ("4", "48"):
        label, plot = seen[text]
        assert distance_to(points_of(plot.plane.axes), box_of(label)) - AXIS / 200 >= 0.08


def test_a_ball_on_the_landscape_is_not_moved_faster_than_eyes_can_follow() -> None:
    """It follows two trackers; each paces its moves along its own axis, as that is seen now."""
    lesson = PartialDerivative(function="x*y", point="2,3")
    lesson.cast()
    lesson.bowl.turn("end").interpolate(1.0)
    start, stop = lesson.bowl.view.sight.points(lesson.bowl.lifted([(2, 3), (2, -1)]))
    assert lesson.second.least_seconds(-1.0) > float(np.linalg.norm(stop - start)) / FASTEST > 0.2


def test_the_number_of_an_arrow_keeps_off_the_numbers_of_the_axes(draw_small: Callable[..., Lesson]) -> None:
    gaps: list[float] = []  # also as it comes

    def look(lesson: Any, _pixels: Any, _frames: int) -> None:
        ticks = [box_of(tick) for tick in lesson.bowl.maps[-1].axes]
        texts = [text for text in Snapshot(lesson, Boxes()).texts if text.says == "−0.7081"]
        gaps.extend(gap(text.box, tick) for text in texts for tick in ticks)

    choice = {"function": "sin(x)*cos(y)", "point": "1,1"}
    draw_small(PartialDerivative, look, only="both", parameters=choice, rasterise=False)
    assert gaps and min(gaps) >= 0.1
