"""The loss by its closed form: (w - 2)² + (b - 1)², of gradient (6, 8) at (5, 5)."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from truth import hasty, on_bowl, shown, stands, uphold, watch

from calc.line import unmarked
from calc.wording import written
from scenes import Gradient
from studio.check.expected.holds import texts_of
from studio.lesson.lesson import Lesson
from studio.stage.shapes import box_of, gap


def loss(w: float, b: float) -> float:
    return (w - 2) ** 2 + (b - 1) ** 2


def check(lesson: Any, progress: dict[str, float]) -> None:
    w, b = 5 + 6 * progress["step"], 5 + 8 * progress["step"]
    if (ball := shown(lesson, "ball")) and not ball.updating_suspended:
        on_bowl(lesson, ball.core.get_center(), w, b, loss(w, b))
        check_rows(lesson, w, b)
    if (arrow := shown(lesson, "arrow")) and not arrow.updating_suspended:
        later = lesson.beat_name in ("flat", "stretched")
        (u, v), (p, q) = ((4.4, 4.2), (4.8, 6.4)) if later else ((5.0, 5.0), (6.0, 8.0))
        climbed = progress["lift"] * 0.2 * (p**2 + q**2)
        on_bowl(lesson, arrow.tail, u, v, loss(u, v))
        on_bowl(lesson, arrow.tip, u + 0.2 * p, v + 0.2 * q, loss(u, v) + climbed)
    if (hand := shown(lesson, "shadow")) and not hand.updating_suspended:
        check_shadow(lesson, progress["turned"])
    if (runner := shown(lesson, "runner")) and not runner.updating_suspended:
        # Steps of 0.1 times (2 (w - 2), 6 (b - 1)) keep 0.8 and 0.4 of the way to the centre.
        k = int(progress["small_steps"] + 1e-9)
        here, there = (np.array([2.4 * 0.8**n, 3.2 * 0.4**n]) for n in (k, k + 1))
        w, b = np.array([2.0, 1.0]) + here + (progress["small_steps"] - k) * (there - here)
        on_bowl(lesson, runner.core.get_center(), w, b, loss(w, b))
    if (way := shown(lesson, "way")) and not way.updating_suspended:
        check_stretched(lesson, way, progress["stretch"])
    if (arrow := shown(lesson, "way_up")) and not arrow.updating_suspended:
        # In the same scale as the gradients before: a fifth of (2 (w - 2), 2 factor (b - 1)), however long.
        on_bowl(lesson, arrow.tail, 4.4, 4.2, 16)
        on_bowl(lesson, arrow.tip, 4.4 + 0.2 * 4.8, 4.2 + 0.2 * 6.4 * progress["stretch"], 16)


def check_rows(lesson: Any, w: float, b: float) -> None:
    """The panel says where the ball is: one decimal of w and b, the loss in whole numbers."""
    if (rows := shown(lesson, "rows")) and not rows.updating_suspended:
        told = [row[1].text for row in rows[:3]]
        assert told == [f"{w:.1f}", f"{b:.1f}", f"{round(loss(w, b)):d}"]


def check_shadow(lesson: Any, turned: float) -> None:
    """The hand starts at the right of (0.6, 0.8); the shadow's end is 0.2 times the climb away."""
    angle = np.arctan2(8, 6) - np.pi / 2 + turned
    toward = np.array([np.cos(angle), np.sin(angle)])
    climb = float(np.array([6.0, 8.0]) @ toward)
    hand, line = lesson.shadow.hand, lesson.shadow.shadow.line
    on_bowl(lesson, hand.tail, 5, 5, 25)
    on_bowl(lesson, hand.tip, *(5 + 1.3 * 2 * toward), 25)
    if len(line.points):
        on_bowl(lesson, line.get_start(), 5, 5, 25)
        on_bowl(lesson, line.get_end(), *(5 + 0.2 * climb * toward), 25)
    told = lesson.shadow[-1][-1]
    assert told.text == f"{round(climb):d}".replace("-", "\N{MINUS SIGN}")
    assert np.linalg.norm(told.get_center() - hand.tip) < 1  # it belongs to the hand


def check_stretched(lesson: Any, way: Any, factor: float) -> None:
    """Check the way down where b counts `factor` times: from (4.4, 4.2) it goes against (2.4, 3.2 factor)."""
    up = np.array([2.4, 3.2 * factor]) / np.hypot(2.4, 3.2 * factor)
    far = float(up @ [2.4, 3.2])
    w, b = np.array([4.4, 4.2]) - far * up
    on_bowl(lesson, way.line.get_end(), w, b, loss(w, b))
    # Each ring is that of its own height, however far the bowl is stretched; the spot comes from 16 to 36.48.
    levels = (1, 4, 9, 16, 25, 36.48)
    for ring, level in zip(getattr(lesson, "stretched_rings", levels), levels, strict=True):
        if stands(lesson, ring) and not ring.updating_suspended:
            sight = lesson.bowl.view.sight  # from above: no heights
            off = (ring.line.points[::4, :2] - [sight.x, sight.y]) / sight.scale + sight.middle[:2] - [2, 1]
            sizes = off[:, 0] ** 2 + factor * off[:, 1] ** 2
            assert sizes == pytest.approx(level, rel=3.1e-4)  # of squares; on a chord of 2 degrees


RESTS = {
    "uphill": {"step": 0.1},
    "steepest": {"step": 0.0, "turned": 2.5 * np.pi},
    "opposite": {"step": -0.1},
    "flat": {"lift": 0.0},
    "stretched": {"stretch": 3.0, "small_steps": 20},
}


def test_every_frame_is_the_mathematics_and_keeps_every_rule(cache: Path) -> None:
    seen: dict[str, Any] = {}

    def look(lesson: Any, progress: dict[str, float]) -> None:
        check(lesson, progress)
        if shown(lesson, "runner"):
            seen["goal"], seen["end"] = lesson.goal.get_center(), lesson.runner.core.get_center()
        if lesson.beat_name in ("length", "opposite"):
            seen[lesson.beat_name] = [part.text for part in texts_of(lesson)]
        if lesson.beat_name == "list":
            seen["list"] = {part.text: part.get_left() for part in texts_of(lesson)}, lesson.parts[0].tip
        if lesson.beat_name in ("steepest", "length"):  # the panel always holds something
            assert any(stands(lesson, each) for each in (lesson.vector, *lesson.board.written))

    uphold(Gradient, look, RESTS, cache)
    # The ball that bends towards the lowest place arrives in the target that stands there.
    assert np.linalg.norm(seen["end"] - seen["goal"]) < 0.05
    assert {"= 3 times 2", "= 4 times 2", "5 times 2 ="} <= set(seen["length"])
    assert "- 0.1 times nabla L" in seen["opposite"]
    numbers, tip = seen["list"]
    assert np.linalg.norm(numbers["6"] - tip) < 0.4


def test_an_error_of_a_thousandth_is_caught(draw_small: Callable[..., Lesson]) -> None:
    class Tampered(Gradient):
        rehearsed_as = Gradient

        def cast(self) -> None:
            super().cast()
            self.ball.add_updater(lambda ball: ball.at(self.bowl.point(*self.wrong())))

        def wrong(self) -> tuple[float, float]:
            u, v = self.tell.gradient.uphill(self.step.get_value())
            return u + 0.001 * 2 * self.bowl.relief.radius, v

    with pytest.raises(AssertionError):
        watch(Tampered, check, RESTS, draw_small, only="uphill")


def test_a_missing_hold_is_caught(draw_small: Callable[..., Lesson]) -> None:
    with pytest.raises(AssertionError):
        watch(hasty(Gradient), check, RESTS, draw_small, only="uphill")


def test_a_step_that_is_too_long_leaves_the_landscape(draw_small: Callable[..., Lesson]) -> None:
    """x² + 100 y² has the gradient (2x, 200y): (10, 1000) at (5, 5), where a step of 0.1 overshoots."""

    def check_overshoot(lesson: Any, progress: dict[str, float]) -> None:
        x, y = 5 + 10 * progress["step"], 5 + 1000 * progress["step"]
        if (ball := shown(lesson, "ball")) and not ball.updating_suspended:
            on_bowl(lesson, ball.core.get_center(), x, y, x**2 + 100 * y**2)

    lesson = Gradient(function="x**2 + 100*y**2")
    line = written(unmarked(str(lesson.tell.opposite)))
    assert "too long" in line and "grows" in line
    rate = lesson.tell.shorter.rate
    assert 25 * (1 + 2 * rate) ** 2 + 2500 * (1 + 200 * rate) ** 2 < 2525
    rests = {"uphill": {"step": lesson.tell.up.rate}, "steepest": {"step": 0.0}, "shorter": {"step": rate}}
    watch(Gradient, check_overshoot, rests, draw_small, parameters={"function": "x**2 + 100*y**2"})


@pytest.mark.parametrize(
    ("chosen", "line", "said"),
    [
        ({"function": "x**2 + 3*y**2"}, "aim", "misses the centre by 2.2"),
        ({"function": "x**2 + 3*y**2", "point": "5,0"}, "aim", "aims at the centre"),
        ({"function": "2x + 3y"}, "flat", "to the level line"),
        ({"function": "x**2 + y**2", "point": "3,1"}, "aim", "On circles, the way down aims at the centre"),
        ({"function": "x**2 + y**2", "point": "4,3"}, "length", "4 and 3 times 2"),
        ({"function": "x**2 + y**2", "point": "3,0"}, "length", "climbs: 6, all along x"),
        ({"function": "x**2 - y**2", "point": "3,-2"}, "steepest", "6 along x, and 4 along y"),
        (
            {"function": "sqrt(x) + sqrt(y)", "point": "1,2", "learning_rate": 5},
            "opposite",
            "where there is no value",
        ),
    ],
)
def test_each_surface_has_its_own_story(chosen: dict[str, Any], line: str, said: str) -> None:
    assert said in written(unmarked(str(getattr(Gradient(**chosen).tell, line))))


@pytest.mark.parametrize("function", ["2x + 3y", "x**2 - y**2", "-x**2 - y**2"])
def test_without_a_lowest_place_nothing_is_said_of_aiming_at_it(function: str) -> None:
    assert Gradient(function=function, point="3,-2").tell.aim is None


@pytest.mark.parametrize("point", ["3,-2", "-1,0.5", "0,4", "-3,0"])
def test_climbs_are_those_of_steps_in_every_direction(point: str) -> None:
    """A tiny step along each way that is told climbs as much as is told, and turns are to the left."""
    tell = Gradient(function="x**2 + 3*x*y + 5*y**2", point=point).tell
    u, v = tell.gradient.point
    for climb in tell.climbs:
        toward = tell.toward(climb.turned)
        h = 1e-6
        ends = [tell.surface(u + sign * h * toward[0], v + sign * h * toward[1]) for sign in (1, -1)]
        assert (ends[0] - ends[1]) / (2 * h) == pytest.approx(climb.rate, abs=1e-6)
        if climb.along in tell.surface.variables:
            axis = tell.surface.variables.index(climb.along)
            assert toward[axis] == pytest.approx(1.0)
    assert [climb.turned for climb in tell.climbs] == sorted(climb.turned for climb in tell.climbs)


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ({"function": "x**2 + y**2", "point": "0,0"}, "flat"),
        ({"function": "log(x) + y**2", "point": "-1,2"}, "no gradient"),
        ({"function": "x**2 + y**2", "learning_rate": 1e-12}, "learning rate"),
    ],
)
def test_what_cannot_be_shown_is_refused(chosen: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Gradient(**chosen)


def test_numbers_that_would_meet_on_stretched_rings_leave(draw_small: Callable[..., Lesson]) -> None:
    boxes: list[Any] = []

    def look(lesson: Any, _pixels: Any, _frames: int) -> None:
        numbers = lesson.bowl.maps[-1].heights
        boxes[:] = [box_of(label) for _, label in numbers if label.get_fill_opacity() > 0]

    choice = {"function": "x**2 + y**2", "point": "3,0", "learning_rate": "0.5"}
    draw_small(Gradient, look, only="stretched", parameters=choice, rasterise=False)
    assert len(boxes) >= 3
    assert all(gap(one, other) >= 0.1 for one, other in combinations(boxes, 2))


def test_the_shadow_is_seen_where_the_surface_is_cut_off(draw_small: Callable[..., Lesson]) -> None:
    seen: list[int] = []

    def look(lesson: Any, _pixels: Any, _frames: int) -> None:
        if lesson.stands(lesson.shadow):
            seen.append(len(lesson.shadow.shadow.line.points))

    choice = {"function": "100*(y - x**2)**2 + (1 - x)**2", "point": "-1.2,1", "learning_rate": "0.001"}
    draw_small(Gradient, look, only="steepest", parameters=choice, rasterise=False)
    assert len(seen) > 10 and min(seen) > 0


def test_where_it_aims_is_seen_with_the_whole_arrow(draw_small: Callable[..., Lesson]) -> None:
    """Beside the lowest place of sin(x) cos(y) the arrow had stood out of the map, on its axis's numbers."""
    seen: list[Any] = []

    def look(lesson: Any, _pixels: Any, _frames: int) -> None:
        seen[:] = [lesson.bowl.above, lesson.arrow.tail, lesson.arrow.tip]

    choice = {"function": "sin(x)*cos(y)", "point": "1,1", "learning_rate": "0.5"}
    draw_small(Gradient, look, only="stretched", parameters=choice, rasterise=False)
    region, *ends = seen
    for x, y, _ in ends:
        assert region.left < x < region.right and region.bottom < y < region.top
