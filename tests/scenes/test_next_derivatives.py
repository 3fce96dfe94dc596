"""The story's end by closed forms: each trip keeps 0.8 of the way to w = 2, and 0.64 of the loss."""

from collections.abc import Callable
from math import cos, sin
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from truth import has_slope, hasty, shown, stands_at, uphold, watch

from calc.line import unmarked
from calc.wording import written
from scenes import NextDerivatives
from studio.lesson.lesson import Lesson
from studio.stage.scale import Marks
from studio.stage.text import Label


def weight(trips: float) -> float:
    """The weight is updated in the last third of each trip."""
    whole = np.floor(trips + 1e-9)
    part = max(3 * (trips - whole) - 2, 0.0)
    return float(2 + 5 * 0.8**whole * (1 - 0.2 * part))


def other(x: float) -> float:
    return 8 - 6 * cos(x - 2) + (x - 2) ** 2 / 9


def standing(lesson: Any, mobject: Any) -> Any:
    return mobject if mobject in lesson.get_mobject_family_members() else None


def follows(mobject: Any) -> bool:
    return mobject is not None and not mobject.updating_suspended


def check(lesson: Any, progress: dict[str, float]) -> None:
    trips = progress["trips"]
    w = weight(trips)
    if follows(ball := shown(lesson, "ball")):
        # On the small bowl, in the ring: no turn changes its sight.
        sight = lesson.loop.bowl.view.sight
        a, e = sight.azimuth, sight.elevation
        x, z = w - sight.middle[0], (w - 2) ** 2 - sight.middle[2]
        across = sight.x + sight.scale * x * cos(a)
        up = sight.y + sight.scale * x * sin(a) * sin(e) + sight.rise * z * cos(e)
        assert np.abs(ball.core.get_center()[:2] - [across, up]).max() < 1e-6
    check_numbers(lesson, trips)
    line = lesson.loop.line
    if line.line in lesson.get_mobject_family_members() and not line.line.updating_suspended:
        has_slope(line, line.line.line, w)
        for miss, (t, y) in zip(line.misses, ((-1, -1), (1, 3)), strict=True):
            stands_at(line, miss.get_end(), t, w * t + 1)
            stands_at(line, miss.get_start(), t, y)
    if follows(curve := standing(lesson, lesson.loop.fallen[0])) and len(curve.points):
        stands_at(lesson.loop.plane, curve.points[0], 0, 25)
        stands_at(lesson.loop.plane, curve.points[-1], *computed(trips))
    check_roller(lesson, progress)


def computed(trips: float) -> tuple[float, float]:
    """After how many updates the loss was computed last, as the light came back, and that loss.

    In the first two trips, which can be followed, it counts in the last twentieth; later with the weight.
    """
    whole = np.floor(trips + 1e-9)
    updates = whole + max(20 * (trips - whole) - 19 if whole < 2 else 3 * (trips - whole) - 2, 0)
    before, after = (5 * 0.8 ** (whole + each) for each in (0, 1))
    return updates, (before + (updates - whole) * (after - before)) ** 2


def check_numbers(lesson: Any, trips: float) -> None:
    """The plates show the loss computed last, the slope of the trip from a third on, its update from two."""
    whole = int(np.floor(trips + 1e-9))
    sloped, updated = (whole if trips - whole >= k / 3 - 1e-9 else max(whole - 1, 0) for k in (1, 2))
    wanted = (computed(trips)[1], 10 * 0.8**sloped, -(0.8**updated))
    for value, number in zip(lesson.loop.ring.values, wanted, strict=True):
        if value in lesson.mobjects and not value.updating_suspended:
            assert value.text == f"{number:.2f}".replace("-", "−")


def check_roller(lesson: Any, progress: dict[str, float]) -> None:
    if not follows(roller := standing(lesson, lesson.any.roller)):
        return
    x, turned = progress["weight"], progress["turned"]
    height = (1 - turned) * (x - 2) ** 2 + turned * other(x)
    slope = (1 - turned) * 2 * (x - 2) + turned * (6 * sin(x - 2) + 2 * (x - 2) / 9)
    stands_at(lesson.any.plane, roller.core.get_center(), x, height)
    has_slope(lesson.any.plane, lesson.any.tangent.line, slope)


RESTS = {
    "loop": {"trips": 1.0},
    "run": {"trips": 20.0},
    "variants": {"back": 1.0, "wave": 1.0},
    "block": {"weight": 5.0, "back": 0.0},
    "next": {"turned": 1.0},
}


def test_every_frame_is_the_mathematics_and_keeps_every_rule(cache: Path) -> None:
    uphold(NextDerivatives, check, RESTS, cache)


def test_an_error_of_a_thousandth_is_caught(draw_small: Callable[..., Lesson]) -> None:
    class Tampered(NextDerivatives):
        rehearsed_as = NextDerivatives

        def cast(self) -> None:
            super().cast()
            self.any.roller.add_updater(lambda ball: ball.shift([0, 0.001 * 4.9, 0]))

    with pytest.raises(AssertionError):
        watch(Tampered, check, RESTS, draw_small, only="block")


def test_a_missing_hold_is_caught(draw_small: Callable[..., Lesson]) -> None:
    with pytest.raises(AssertionError):
        watch(hasty(NextDerivatives), check, RESTS, draw_small, only="run")


def test_the_window_closes_a_hundredfold_on_one_line() -> None:
    """There the curve leaves its tangent by less than a thousandth of the window's height."""
    lesson = NextDerivatives()
    wide = lesson.tell.window(11.5 / 4.9)
    near = lesson.tell.near(wide)
    assert (wide.right - wide.left) / (near.right - near.left) == pytest.approx(100)
    for x in (near.left, near.right):
        assert abs((x - 2) ** 2 - (9 + 6 * (x - 5))) < 0.02 * (near.top - near.bottom)


def test_it_closes_the_story_and_promises_rules_for_any_function() -> None:
    tell = NextDerivatives().tell
    ending, following = (written(unmarked(str(line))) for line in (tell.ending, tell.following))
    assert "both dots" in ending and ending.endswith(f"{25 * 0.64**20:.2f}.")
    assert "any function" in following and following.endswith("Derivatives.")
    assert "Variants of this loop" in written(unmarked(str(tell.variants)))


def test_numbers_and_a_tangent_longer_than_its_triangle_are_seen_all_the_way_closer(
    draw_small: Callable[..., Lesson],
) -> None:
    seen: list[int] = []

    def look(lesson: Any, _pixels: Any, _frames: int) -> None:
        figure = lesson.any
        scales = [part for part in figure.plane.submobjects if isinstance(part, Marks)]
        labels = [part for marks in scales for part in marks if isinstance(part, Label)]
        seen.append(sum(label.get_fill_opacity() > 0.5 for label in labels))
        for triangle in (figure.triangle, figure.near):
            if follows(standing(lesson, triangle)):
                assert triangle[1].line.get_top()[1] < figure.tangent.line.get_top()[1] + 1e-6

    draw_small(NextDerivatives, look, only="closer", rasterise=False)
    assert min(seen) >= 2


def test_the_knob_comes_where_no_curve_is(draw_small: Callable[..., Lesson]) -> None:
    def look(lesson: Any, _pixels: Any, _frames: int) -> None:
        knob = lesson.crowd.faces
        seen = lesson.stands(lesson.crowd) and knob.get_fill_opacity() > 0.01
        if seen and lesson.trackers["back"].get_value() == 0:
            assert lesson.loop.fallen[0].get_right()[0] < knob.get_left()[0]

    draw_small(NextDerivatives, look, only="variants", rasterise=False)
