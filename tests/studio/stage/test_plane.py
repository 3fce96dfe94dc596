"""A plane's mapping, its zoom and its numbers, against formulas written out again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.window import Window
from studio.stage.frame import PlotFrame, between
from studio.stage.plane import Plane, _Marks, inside
from studio.stage.theme import THEME, Region

REGION = Region(-5.0, 3.0, -2.0, 2.5)
NUMBERS = st.floats(-1e6, 1e6)


@given(NUMBERS, NUMBERS)
def test_numbers_stand_in_proportion(x: float, y: float) -> None:
    frame = PlotFrame(REGION, Window(-2.0, 6.0, -10.0, 40.0))
    assert frame.point(x, y) == pytest.approx([-5 + (x + 2) / 8 * 8, -2 + (y + 10) / 50 * 4.5, 0], rel=1e-12)


def test_a_window_comes_closer_in_even_proportions_and_keeps_what_stays() -> None:
    start, end = PlotFrame(REGION, Window(0, 8, 0, 8)), PlotFrame(REGION, Window(3, 5, 3, 5))
    widths = [between(start, end, share).window for share in (0, 0.5, 1)]
    assert [w.right - w.left for w in widths] == pytest.approx([8, 4, 2])
    # 4 is in the middle of both windows, so it never moves
    for share in np.linspace(0, 1, 11):
        assert between(start, end, share).point(4, 4) == pytest.approx(start.point(4, 4))


def test_a_curve_is_cut_exactly_where_it_leaves() -> None:
    plane = Plane(REGION, Window(-5, 5, 0, 16))
    points = plane.curve(lambda x: x**2).points
    ends = points[0], points[-1]
    for sign, end in zip((-1, 1), ends, strict=True):
        assert end == pytest.approx(plane.point(sign * 4, 16), abs=2e-3)
    assert points[:, 1].max() <= REGION.top + 1e-9


def test_pieces_of_a_line_are_kept_apart() -> None:
    xs = np.array([0.0, 1, 2, 3, 4, 5])
    ys = np.array([0.5, 2, np.nan, 0.5, 0.5, -1])
    pieces = inside(xs, ys, 0.0, 1.0)
    assert [piece[0].tolist() for piece in pieces] == [
        pytest.approx([0, 1 / 3]),
        pytest.approx([3, 4, 4 + 1 / 3]),
    ]


def test_numbers_follow_the_window_and_are_written_anew() -> None:
    plane = Plane(REGION, Window(0, 10, 0, 100))
    zoom = plane.zoom(Window(4, 5, 20, 25), 1.0)
    zoom.begin()
    for share in (0.3, 0.7, 1.0):
        zoom.interpolate(share)
        for label, axis, value in plane.marks._labels:
            if label.get_fill_opacity() > 0:
                at = plane.point(value, value)
                assert label.get_center()[axis] == pytest.approx(at[axis], abs=0.06)
    assert plane.window == Window(4, 5, 20, 25)
    shown = [
        label.text for label, axis, _ in plane.marks._labels if label.get_fill_opacity() == 1 and not axis
    ]
    assert shown == ["4", "4.2", "4.4", "4.6", "4.8", "5"]
    assert [part for part in plane.submobjects if isinstance(part, _Marks)] == [plane.marks]  # no old ones


def test_wide_numbers_push_the_plane_to_the_right() -> None:
    plane = Plane(Region(-5.55, 2, -2, 2), Window(0, 1, 0, 2e5))
    lefts = [label.get_left()[0] for label, axis, _ in plane.marks._labels if axis]
    assert min(lefts) >= THEME.safe.left and plane.region.left > -5.55
