"""A plane's mapping, its zoom and its numbers, against formulas written out again."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import Line
from truth import on_screen, ranges

from calc.window import Window
from studio.stage import layout
from studio.stage.frame import PlotFrame, between
from studio.stage.plane import Plane, inner, inside
from studio.stage.scale import Marks
from studio.stage.style import Layer
from studio.stage.text import Label
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
        seen_on(plane)
    assert plane.window == Window(4, 5, 20, 25)
    shown = [text for axis, text, shade, _ in seen_on(plane) if shade == 1 and not axis]
    assert sorted(shown) == ["4", "4.2", "4.4", "4.6", "4.8", "5"]
    assert [part for part in plane.submobjects if isinstance(part, Marks)] == [plane.marks]  # no old ones


def seen_on(plane: Plane) -> list[tuple[int, str, float, Label]]:
    """Return axis, text, opacity and shape of each number in sight; each stands where the window puts it."""
    found = []
    (left, right, bottom, top), region = ranges(plane), plane.region
    for marks in (part for part in plane.submobjects if isinstance(part, Marks)):
        for label in (part for part in marks if isinstance(part, Label)):
            shade = float(label.get_fill_opacity())
            if shade == 0:
                continue
            value = float(label.text.replace("\u2212", "-"))
            at = on_screen(plane, value, value)
            axis = int(label.get_right()[0] == pytest.approx(region.left - 0.2, abs=1e-6))
            assert label.get_center()[axis] == pytest.approx(at[axis], abs=0.06), label.text
            low, high, size = ((left, right, region.width), (bottom, top, region.height))[axis]
            beyond = max(low - value, value - high, 0.0) / (high - low) * size
            assert beyond <= 0.25, (label.text, beyond, shade)
            assert label.get_left()[0] >= THEME.safe.left - 0.01, label.text
            found.append((axis, label.text, shade, label))
    return found


def ticks_on(plane: Plane) -> dict[object, float]:
    """Return the opacity of each tick."""
    ticks = (part for part in plane.marks if isinstance(part, Line) and part.z_index == Layer.AXES)
    return {id(tick): float(tick.get_stroke_opacity()) for tick in ticks}


HOME, CLOSE, CLOSEST = Window(-2, 10, -5, 60), Window(6.8, 7.3, 24.2, 26.9), Window(6.98, 7.03, 24.92, 25.19)
FAR_OFF, FLIGHT = Window(30, 31, 40, 41), Window(-200, 200, 0, 40000)  # their numbers would race


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (HOME, CLOSE),
        (CLOSE, CLOSEST),
        (CLOSEST, HOME),
        (HOME, CLOSEST),
        (Window(0, 10, 0, 100), Window(0, 9, 0, 80)),
        (Window(-1, 6, 0, 36), FLIGHT),
        (Window(0, 1, 0, 1), FAR_OFF),
        (HOME, HOME),
    ],
)
@pytest.mark.parametrize("told", [(), (7,)])
def test_numbers_ride_with_the_window_come_and_go_softly_and_keep_apart(
    start: Window, end: Window, told: tuple[float, ...]
) -> None:
    room = Region(-6.4, 2.5, -2.7, 2.75)
    plane = Plane(inner(room, start), start, "w")
    if told:
        tell = plane.tell(*told)
        tell.begin()
        tell.interpolate(1)
    zoom = plane.zoom(end, room=room)
    frames = round(30 * zoom.run_time)
    before: dict[object, float] = {(axis, text): shade for axis, text, shade, _ in seen_on(plane)}
    zoom.begin()
    for frame in range(frames + 1):
        zoom.interpolate(frame / frames)
        seen = seen_on(plane)
        now: dict[object, float] = {(axis, text): shade for axis, text, shade, _ in seen}
        now |= ticks_on(plane)
        for key in {*now, *before} if frame else ():
            assert abs(now.get(key, 0.0) - before.get(key, 0.0)) <= 0.3, (frame, key)
        read = [(axis, label) for axis, _, shade, label in seen if shade > 0.15]
        read += [(each.axis, each) for each in plane.told if each.get_fill_opacity() > 0.15]
        for (one, label), (other, beside) in combinations(read, 2):
            if one == other:
                across = abs(label.get_center() - beside.get_center())
                room_for = (label.height + beside.height, label.width + beside.width)
                assert across[1] >= room_for[0] / 2 or across[0] >= room_for[1] / 2, (frame, label.text)
        if end not in (FAR_OFF, FLIGHT):
            assert read, frame  # no plane without a number
        before = now
    fresh = Plane(inner(room, end), end, "w")
    wanted = {(axis, text) for axis, text, shade, label in seen_on(fresh) if shade == 1}
    got = {key for key, shade in before.items() if shade == 1 and isinstance(key, tuple)}
    assert got <= wanted and (told or got == wanted)
    assert len(plane.marks) <= len(fresh.marks)


def test_wide_numbers_push_the_plane_to_the_right() -> None:
    plane = Plane(Region(-5.55, 2, -2, 2), Window(0, 1, 0, 2e5))
    lefts = [label.get_left()[0] for axis, _, _, label in seen_on(plane) if axis]
    assert min(lefts) >= THEME.safe.left and plane.region.left > -5.55


def test_a_wide_number_at_the_right_edge_stays_in_the_safe_area() -> None:
    region = Region(3.4, THEME.safe.right - 0.2, -2, 2)
    plane = Plane(region, Window(-2e9, 2e9, 0, 4), numbers=(True, False))
    last = max(
        (part for part in plane.marks if isinstance(part, Label)), key=lambda part: part.get_right()[0]
    )
    assert last.text == "2×10⁹" and last.width > 0.4
    assert last.get_right()[0] == pytest.approx(THEME.safe.right)


def lines_on(plane: Plane) -> set[tuple[int, float]]:
    """Return axis and value of each grid line in sight; each spans the whole window."""
    (left, right, bottom, top), found = ranges(plane), set()
    a, b = on_screen(plane, left, bottom), on_screen(plane, right, top)
    for grid in (part for part in plane.marks if part.z_index == Layer.GRID and part.get_stroke_opacity()):
        for start, end in zip(grid.points[::4], grid.points[3::4], strict=True):
            axis = int(start[1] == pytest.approx(end[1], abs=1e-9))
            along = 1 - axis
            assert [start[along], end[along]] == pytest.approx([a[along], b[along]], abs=1e-6)
            share = (start[axis] - a[axis]) / (b[axis] - a[axis])
            low, high = ((left, right), (bottom, top))[axis]
            found.add((axis, round(low + share * (high - low), 6)))
    return found


def test_grid_lines_stand_at_their_values_and_rest_as_one_shape() -> None:
    room = Region(-6.4, 2.5, -2.7, 2.75)
    plane = Plane(inner(room, HOME), HOME, "w")
    across = {(0, float(x)) for x in range(-2, 11)}
    assert lines_on(plane) == across | {(1, float(y)) for y in range(-5, 61, 5)}
    zoom = plane.zoom(CLOSE, room=room)
    zoom.begin()
    for frame in range(1, 31):
        zoom.interpolate(frame / 30)
        lines_on(plane)
    assert lines_on(plane) == lines_on(Plane(inner(room, CLOSE), CLOSE, "w"))
    assert len([part for part in plane.marks if part.z_index == Layer.GRID]) == 1


def test_the_name_of_its_axis_is_in_the_safe_area_wherever_all_of_it_is_in_the_frame() -> None:
    window = Window(-6, 6, 0, 1)
    for region in (layout.RIGHT, layout.STAGE, layout.HERO_PLOT):
        plane = Plane(region, window, "x")
        assert plane.names.get_right()[0] <= THEME.safe.right + 1e-9
    assert plane.region == layout.HERO_PLOT  # which has room for it
    plane = Plane(layout.TITLE, window, "x", bare=True)
    assert plane.region == layout.TITLE
    plane.move(window, layout.RIGHT).interpolate(1)
    assert plane.names.get_right()[0] <= THEME.safe.right + 1e-9


def test_numbers_come_in_with_their_places() -> None:
    """As a title's plane, which reaches beyond the frame, comes in: an 8 and a 10 lay over each other."""
    window = Window(-2, 10, 0, 60)
    plane = Plane(layout.TITLE, window, "w", bare=True)
    move = plane.move(window, layout.RIGHT_ROOM)
    move.begin()
    seen: set[str] = set()
    shades: dict[int, float] = {}
    for share in np.linspace(0, 1, 60):
        move.interpolate(float(share))
        marks = [part for part in plane.submobjects if isinstance(part, Marks)]
        labels = [each for part in marks for each in part if isinstance(each, Label)]
        labels = [
            each
            for each in labels
            if each.get_fill_opacity() > 0.05 and each.get_top()[1] < plane.region.bottom
        ]
        seen |= {each.text for each in labels}
        for label in labels:
            place = on_screen(plane, float(label.text.replace("\u2212", "-")), 0)
            assert label.get_right()[0] <= max(THEME.safe.right, place[0]) + 1e-9
            assert abs(label.get_x() - place[0]) <= label.width / 2 + 1e-9  # a wide one, aside at the edge
            assert abs(label.get_fill_opacity() - shades.get(id(label), 0.0)) < 0.2
        shades = {id(label): label.get_fill_opacity() for label in labels}
        for one, other in combinations(labels, 2):
            apart = abs(one.get_center()[0] - other.get_center()[0])
            assert apart >= (one.width + other.width) / 2, (one.text, other.text)
    assert {"0", "10"} <= seen
