"""The five pictures by closed forms: (w - 2)² + (b - 1)², its cuts at (5, 5), and the bell's spreads."""

from collections.abc import Callable
from typing import Any

from pictures import check_pictures
from truth import has_slope, shown, stands_at, watch

from scenes.concept_map import HEAD, ConceptMap
from studio.lesson.lesson import Lesson


def check(lesson: Any, progress: dict[str, float]) -> None:
    w = progress["weight"]
    if ball := shown(lesson, "ball"):
        stands_at(lesson.plot, ball.get_center(), w, (w - 2) ** 2)
    if tangent := shown(lesson, "tangent"):
        has_slope(lesson.plot, tangent, 2 * (w - 2))
    check_pictures(lesson, [progress[f"picture_{index}"] for index in range(5)], progress["gathered"])
    if bar := shown(lesson, "bar"):
        assert abs(bar.get_center()[1] - (2.5 - 1.14 * progress["row"])) < 1e-9


RESTS = {
    "five": {"gathered": 1},
    "derivative": {"picture_0": 1, "row": 0},
    "partial": {"picture_1": 1, "row": 1},
    "gradient": {"picture_2": 1, "row": 2},
    "chain": {"picture_3": 1, "row": 3},
    "integral": {"picture_4": 1, "row": 4},
    "loop": {"gathered": 0, "trips": 1},
}


def test_every_frame_is_the_mathematics(draw_small: Callable[..., Lesson]) -> None:
    watch(ConceptMap, check, RESTS, draw_small)


def test_the_table_has_all_five_concepts() -> None:
    head, *rows = (line.split(" | ") for line in ConceptMap().shown().splitlines())
    assert tuple(head) == HEAD
    assert [row[0] for row in rows] == [
        "Derivative",
        "Partial derivative",
        "Gradient",
        "Chain rule",
        "Integral",
    ]
    assert all(len(row) == 3 and all(row) for row in rows)
