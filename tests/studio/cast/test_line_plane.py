"""Numbers and names on a plane with a line and its misses: off the lines, each in its own place."""

import pytest
from manim import ValueTracker

from calc.model import Model
from calc.stories.chain import Chain
from studio.cast.followed_dot import FollowedDot
from studio.cast.line_plane import LinePlane, squares_window
from studio.stage.placement import points_of
from studio.stage.shapes import box_of, distance_to
from studio.stage.theme import Region

LEFT, LOWER = Region(-6.3, -0.4, -2.25, 2.75), Region(-5.55, 5.95, -2.15, 0.45)


@pytest.mark.parametrize(
    ("points", "weight", "bias"),
    [(((-1, 3), (1, -1)), 3.0, 1.0), (((-2, 1), (2, 3)), -2.0, 2.0), (((-1, -1), (1, 3)), 7.0, 1.0)],
)
def test_the_area_of_a_square_stands_in_it_and_off_the_axis(
    points: tuple[tuple[float, float], ...], weight: float, bias: float
) -> None:
    model = Model(points)
    window = squares_window(model, [weight, model.best[0]], bias, LEFT)
    plane = LinePlane(LEFT, model, window, ValueTracker(weight), ValueTracker(bias))
    squares = plane.squares(ValueTracker(1.0)).update()
    areas = plane.areas(squares)
    assert len(areas) == 2
    for area, square in zip(areas, squares, strict=True):
        left, right, bottom, top = box_of(square)
        within = box_of(area)
        assert left < within[0] and within[1] < right and bottom < within[2] and within[3] < top
        assert all(distance_to(points_of([axis]), within) > 0.08 for axis in plane.axes)


def test_the_name_of_a_followed_dot_keeps_off_the_axis_and_the_miss() -> None:
    dot = FollowedDot(Chain(3.0, 5.0, 4.0, 3.0), LOWER)
    name = box_of(dot.name)
    assert all(distance_to(points_of([axis]), name) > 0.08 for axis in dot.plane.axes)
    left, right, bottom, top = box_of(dot.miss[1])
    assert right < name[0] or name[1] < left or top < name[2] or name[3] < bottom
