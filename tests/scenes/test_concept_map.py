"""The five acts by closed forms: L = (w - 2)² + (b - 1)², its slopes, its map, its cut, and a bell curve."""

from collections.abc import Callable
from itertools import combinations
from math import exp, pi, sin
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from truth import has_slope, hasty, on_bowl, projected, ranges, shown, stands, stands_at, uphold, watch

from calc.stories.concepts import IDEAS, rows_of
from scenes import ConceptMap
from studio.lesson.lesson import Lesson
from studio.stage.shapes import opacity


def loss(w: float, b: float) -> float:
    return (w - 2) ** 2 + (b - 1) ** 2


def place(progress: dict[str, float]) -> tuple[float, float]:
    """One knob after the other goes to the middle and back; then steps keep 0.8 of the way to (2, 1)."""
    turned, steps = progress["turned"], progress["steps"]
    if not steps:
        away = sin(pi * turned) ** 2
        return (5 - 3 * away, 5.0) if turned <= 1 else (5.0, 5 - 4 * away)
    k = int(steps + 1e-9)
    left = 0.8**k * (1 - 0.2 * (steps - k))
    return 2 + 3 * left, 1 + 4 * left


def standing(lesson: Any, mobject: Any) -> Any:
    return mobject if mobject in lesson.get_mobject_family_members() else None


def follows(mobject: Any) -> bool:
    return mobject is not None and not mobject.updating_suspended


def check(lesson: Any, progress: dict[str, float]) -> None:
    w, b = place(progress)
    if follows(ball := shown(lesson, "ball")):
        on_bowl(lesson, ball.core.get_center(), w, b, loss(w, b))
    if follows(arrow := shown(lesson, "arrow")):
        slopes = np.array([2 * (w - 2), 2 * (b - 1)])
        on_bowl(lesson, arrow.tail, w, b, loss(w, b))
        end = np.array([w, b]) + 0.18 * slopes
        on_bowl(lesson, arrow.tip, *end, loss(w, b) + 0.18 * float(slopes @ slopes))
    for axis, line in enumerate(lesson.one.slopes):
        if follows(standing(lesson, line)):
            check_slope(lesson, line, axis, w, b)
    if follows(roller := standing(lesson, lesson.one.roller)):
        x = progress["weight"]
        stands_at(lesson.one.plane, roller.core.get_center(), x, (x - 2) ** 2)
        has_slope(lesson.one.plane, lesson.one.tangent.line, 2 * (x - 2))
        if len(rise := lesson.one.triangle[1].line.points):
            stands_at(lesson.one.plane, rise[0], x + 1, (x - 2) ** 2)
            stands_at(lesson.one.plane, rise[-1], x + 1, (x - 2) ** 2 + 2 * (x - 2))
    check_cards(lesson)
    check_side(lesson)
    check_rings(lesson, progress["unfolded"])
    check_bell(lesson, progress)


def check_slope(lesson: Any, line: Any, axis: int, w: float, b: float) -> None:
    """The line touches the bowl half-way, two to each side along one axis, and rises by that slope."""
    slope = (2 * (w - 2), 2 * (b - 1))[axis]
    for end, way in ((line.line.get_start(), -2), (line.line.get_end(), 2)):
        u, v = (w + way, b) if axis == 0 else (w, b + way)
        there = projected(lesson, u, v, loss(w, b) + way * slope)
        if there[1] < 2.8:  # what is told is cut off below the head
            on_bowl(lesson, end, u, v, loss(w, b) + way * slope)


def check_side(lesson: Any) -> None:
    """Seen from the side, the cut of the bowl lies on the plot's own numbers."""
    if lesson.bowl.view.sight == lesson.bowl.view.named["side"] and follows(
        cut := standing(lesson, lesson.one.cut)
    ):
        for k in (0, 0.3, 0.5, 1):
            point = cut.line.points[int(k * (len(cut.line.points) - 1))]
            left, right, *_ = ranges(lesson.one.plane)
            across = (point[0] - lesson.one.plane.region.left) / lesson.one.plane.region.width
            w = left + across * (right - left)
            stands_at(lesson.one.plane, point, w, (w - 2) ** 2)


def check_rings(lesson: Any, unfolded: float) -> None:
    """Around its own middle each ring goes round once, always the same way: it never crosses itself.

    It never swells: it is as wide and as high as the ring and the plate, mixed, and never dented.
    """
    if not 0 < unfolded < 1:
        return
    unit = lesson.bowl.view.named["map"].scale
    for ring, plate, radius in zip(lesson.nested.rings, lesson.nested.plates, (1, 3, 5), strict=True):
        for axis, size in enumerate((plate.region.width, plate.region.height)):
            mixed = (1 - unfolded) * 2 * radius * unit + unfolded * size
            assert np.ptp(ring.points[:, axis]) == pytest.approx(mixed, abs=1e-9)
        sides = np.diff(ring.points[::4, :2], axis=0)
        assert (sides[:-1, 0] * sides[1:, 1] - sides[:-1, 1] * sides[1:, 0] > -1e-9).all()
    for ring, plate in zip(lesson.nested.rings, lesson.nested.plates, strict=True):
        corners = ring.points[::4, :2]
        angles = np.unwrap(np.arctan2(*(corners - (corners.min(axis=0) + corners.max(axis=0)) / 2).T[::-1]))
        assert (np.diff(angles) > 0).all(), plate.label


def check_bell(lesson: Any, progress: dict[str, float]) -> None:
    small = lesson.nested.small
    if not follows(standing(lesson, small.curve)):
        return
    share = progress["bent"]
    top = 0.86 * small.window.top
    for point in small.curve.points[:: 4 * 24]:
        left, right, *_ = ranges(small.plane)
        across = (point[0] - small.plane.region.left) / small.plane.region.width
        x = left + across * (right - left)
        height = (1 - share) * (x - 2) ** 2 + share * top * exp(-(((x - 2) / 1.3) ** 2) / 2)
        stands_at(small.plane, point, x, height, 2e-5)  # between two samples the curve is a chord
    check_joints(lesson, progress)


def check_joints(lesson: Any, progress: dict[str, float]) -> None:
    """Each joint of the pieces stands under the curve, from the axis up to it, where the area has come."""
    small = lesson.nested.small
    if not follows(standing(lesson, small.joints)):
        return
    starts, ends = small.joints.points[::4], small.joints.points[3::4]
    assert len(starts) == (15 if progress["swept"] == 1 else int(16 * progress["swept"] - 1e-9))
    left, right, *_ = ranges(small.plane)
    for k, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        x = left + k * (right - left) / 16
        stands_at(small.plane, start, x, 0.0)
        stands_at(small.plane, end, x, float(small.function(x)))


def check_cards(lesson: Any) -> None:
    """No card lies over another, neither as one folds and the next one opens nor as they fly."""
    seen = [card.region for card in lesson.cards if stands(lesson, card) and opacity(card.plate) > 0]
    for one, other in combinations(seen, 2):
        across = max(one.left - other.right, other.left - one.right)
        assert max(across, one.bottom - other.top, other.bottom - one.top) > 0.05


RESTS = {
    "derivative": {"weight": -1.0},
    "partial": {"turned": 2.0},
    "gradient": {"steps": 3.0},
    "chain": {"unfolded": 1.0, "nudged": 4.0},
    "integral": {"swept": 1.0, "bent": 1.0},
    "loop": {"trips": 5 / 3},
}


def test_every_frame_is_the_mathematics_and_keeps_every_rule(cache: Path) -> None:
    uphold(ConceptMap, check, RESTS, cache)


def test_an_error_of_a_thousandth_is_caught(draw_small: Callable[..., Lesson]) -> None:
    class Tampered(ConceptMap):
        rehearsed_as = ConceptMap

        def cast(self) -> None:
            super().cast()
            self.one.roller.add_updater(lambda ball: ball.shift([0.001 * 7.25, 0, 0]))

    with pytest.raises(AssertionError):
        watch(Tampered, check, RESTS, draw_small, only="derivative")


def test_a_missing_hold_is_caught(draw_small: Callable[..., Lesson]) -> None:
    with pytest.raises(AssertionError):
        watch(hasty(ConceptMap), check, RESTS, draw_small, only="derivative")


def test_the_table_has_all_five_concepts() -> None:
    head, *rows = (line.split(" | ") for line in ConceptMap().shown().splitlines())
    assert len(head) == 3
    names = ["Derivative", "Partial derivative", "Gradient", "Chain rule", "Integral"]
    assert [row[0] for row in rows] == names == [idea.name for idea in IDEAS]
    assert all(len(row) == 3 and all(row) for row in rows)
    for row, words in zip(rows, WORDS, strict=True):
        assert all(word in " ".join(row[1:]) for word in words)


# What each row of the course's page is about.
WORDS = (
    ("loss", "gradient"),
    ("single weight", "many weights"),
    ("vector", "gradient descent"),
    ("nested functions", "backpropagation"),
    ("areas", "expectations", "probability", "loss surfaces"),
)


def test_all_rows_stand_on_the_screen() -> None:
    """Each card shows its name, and in time all the words of its row."""
    shown_texts = {text for each in ConceptMap()._script for text in each.texts}
    for idea in IDEAS:
        assert {idea.name, *rows_of(idea.use), *rows_of(idea.where)} <= shown_texts
