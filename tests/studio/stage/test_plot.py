"""Text, plots and marks: sizes and places measured on the mobjects themselves."""

import copy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import RIGHT, Dot, ValueTracker, tempconfig

from calc.wording import number
from studio.stage.listing import Listing, Printout
from studio.stage.plot import Arrow, Axis, Plot, Tangent, follow
from studio.stage.text import code, code_advance, math, name_with_letter, words
from studio.stage.theme import THEME, Region

PLOT = Plot(Region(-5.0, 5.0, -2.0, 3.0), Axis(-1.0, 4.0, ticks=(0, 4)), Axis(-10.0, 40.0, name="y"))


def test_capitals_are_as_tall_as_was_asked() -> None:
    assert words("HEH", 0.3).height == pytest.approx(0.3, rel=0.02)
    assert code("HEH", 0.3).height == pytest.approx(0.3, rel=0.02)
    assert math("upright(H)", 0.3).height == pytest.approx(0.3, rel=0.02)


def test_words_show_what_is_written_not_what_is_spoken() -> None:
    assert words(f"x = {number(-5)}").text == "x = −5"


def test_a_label_knows_its_midline_whatever_hangs_below_it() -> None:
    high, low = words("loss", 0.3), words("slope", 0.3)
    low.shift((high.midline - low.midline) * np.array([0.0, 1.0, 0.0]))
    assert low.get_bottom()[1] < high.get_bottom()[1] - 0.05
    assert low.midline == pytest.approx(high.midline)


def test_a_word_and_its_letter_stand_on_one_baseline() -> None:
    pair = name_with_letter("input", "t", 0.3)
    label, formula = pair
    baseline = label.midline - 0.15
    assert formula.get_bottom()[1] == pytest.approx(baseline, abs=0.01)  # a t has no foot below the line
    assert formula.get_left()[0] > label.get_right()[0] + 0.1
    axis = Plot(Region(-5, 5, -2, 3), Axis(0, 1, name="t", word="input"), Axis(0, 1))
    assert [part.text for part in axis.names[0]] == ["input", "t"]


def test_code_keeps_its_columns() -> None:
    size = 0.25
    plain, indented = code("H = H", size), code("    H = H", size)
    assert indented.get_left()[0] - plain.get_left()[0] == pytest.approx(4 * code_advance(size), abs=1e-6)
    digits = [code("1" + " " * n + "H", size).get_right()[0] for n in (0, 5)]
    assert digits[1] - digits[0] == pytest.approx(5 * code_advance(size), abs=1e-6)


def test_a_long_line_is_not_broken_on_a_small_frame() -> None:
    text = "print(f'{x:.4f}', " * 6
    with tempconfig({"pixel_width": 214}):
        line = code(text, 0.25)
    assert line.width == pytest.approx(len(text.rstrip()) * code_advance(0.25), rel=0.02)
    assert line.height < 0.5


def test_code_takes_colours_by_range() -> None:
    line = code("x = 4.0", colours={(0, 1): THEME.parameter})
    assert [part.text for part in line] == ["x", "=4.0"]
    assert line[0].get_fill_color().to_hex().lower() == THEME.parameter


@given(st.floats(-1, 4), st.floats(-10, 40))
def test_the_mapping_is_straight_and_fills_the_region(x: float, y: float) -> None:
    point = PLOT.point(x, y)
    assert (point[0] + 5) / 10 == pytest.approx((x + 1) / 5, abs=1e-12)
    assert (point[1] + 2) / 5 == pytest.approx((y + 10) / 50, abs=1e-12)


@settings(max_examples=25)
@given(st.floats(-1, 4), st.floats(-30, 30))
def test_a_tangent_has_its_slope_and_its_length(x: float, slope: float) -> None:
    line = Tangent(reach=0.9).place(PLOT, x, x**2, slope)
    run = line.get_end() - line.get_start()
    assert np.linalg.norm(run) == pytest.approx(1.8)
    assert run[1] / 5 * 50 == pytest.approx(slope * run[0] / 10 * 5, abs=1e-9)
    assert (line.get_end() + line.get_start()) / 2 == pytest.approx(PLOT.point(x, x**2))


def test_a_curve_lies_on_its_function_and_stops_at_the_edge() -> None:
    curve = PLOT.curve(lambda x: 10 * x**2)
    across = (curve.points[:, 0] + 5) / 2 - 1
    up = (curve.points[:, 1] + 2) * 10 - 10
    corners = slice(0, None, 4)
    assert up[corners] == pytest.approx(10 * across[corners] ** 2, abs=1e-9)
    assert up.max() <= 40


def test_a_curve_is_broken_where_the_function_is_not_defined() -> None:
    with np.errstate(invalid="ignore", divide="ignore"):
        curve = PLOT.curve(lambda x: np.where(np.abs(x - 1) < 0.3, np.nan, x))
    gap = PLOT.point(1, 0)[0]
    assert len(curve.get_subpaths()) == 2
    assert np.abs(curve.points[:, 0] - gap).min() > 0.5


def test_an_arrow_reaches_from_tail_to_tip_even_when_it_has_no_length() -> None:
    tail, tip = np.array([1.0, 1.0, 0.0]), np.array([2.0, 2.0, 0.0])
    arrow = Arrow().place(tail, tip)
    assert arrow.shaft.get_start() == pytest.approx(tail)
    assert arrow.head.points[0] == pytest.approx(tip)
    assert np.isfinite(Arrow().place(tail, tail).head.points).all()


def test_a_follower_is_placed_at_once_and_again_at_each_update() -> None:
    places = iter(((1.0, 1.0), (2.0, 4.0)))
    arrow = follow(Arrow(), lambda arrow: arrow.place(np.zeros(3), PLOT.point(*next(places))))
    assert arrow.tip == pytest.approx(PLOT.point(1, 1))
    arrow.update()
    assert arrow.tip == pytest.approx(PLOT.point(2, 4))


def test_a_follower_is_copied_without_what_it_follows() -> None:
    class Heavy:
        def __deepcopy__(self, _memo: object) -> "Heavy":
            raise AssertionError("copied")

        def place(self, arrow: Arrow) -> Arrow:
            return arrow

    copy.deepcopy(follow(Arrow(), Heavy().place))


def test_an_axis_runs_upwards() -> None:
    with pytest.raises(ValueError, match="from a lower to a higher"):
        Axis(3, 3)


LINES = tuple(f"Step {k}: x = {k}.0000" for k in range(9))


def test_a_printout_shows_the_last_lines_printed_and_only_those() -> None:
    printout = Printout(LINES, {}, np.array([0.0, 3.0, 0.0]), rows=4)
    assert printout.shown == ()
    assert not any(part.get_fill_opacity() for part in printout.family_members_with_points())
    assert printout.show(3).shown == LINES[:3]
    assert printout.show(9).shown == LINES[5:]
    tops = [line.get_top()[1] for line in printout if line.family_members_with_points()]
    assert len(tops) == 4
    assert max(tops) == pytest.approx(3.0, abs=0.02)


def test_a_line_comes_in_as_its_step_ends() -> None:
    printout = Printout(LINES, {}, np.array([0.0, 3.0, 0.0]), rows=4)
    opacities = []
    for printed in np.linspace(1, 2, 41):
        printout.show(float(printed))
        opacities.append(float(printout[1][0].get_fill_opacity()) if printout[1][0].has_points() else 0.0)
    assert opacities[0] == 0.0
    assert opacities[-1] == 1.0
    assert max(np.diff(opacities)) < 0.35
    assert opacities[: int(40 * (1 - Printout.ARRIVING))] == [0.0] * int(40 * (1 - Printout.ARRIVING))


def test_the_lit_line_is_behind_its_text() -> None:
    listing = Listing("a = 1\nb = 2\nc = 3", {}, np.array([0.0, 3.0, 0.0]))
    listing.light(1, 2).begin()
    bar, second, third = listing.bar, listing.lines[1], listing.lines[2]
    assert bar.get_bottom()[1] < third.get_bottom()[1]
    assert second.get_top()[1] < bar.get_top()[1] < listing.lines[0].get_bottom()[1]
    assert bar.get_left()[0] < second.get_left()[0]


def test_what_follows_is_placed_again_only_when_something_changed() -> None:
    tracker, places = ValueTracker(1.0), []

    def place(dot: Dot) -> None:
        places.append(tracker.get_value())
        dot.move_to(tracker.get_value() * RIGHT)

    dot = follow(Dot(), place, tracker.get_value)
    dot.update().update()
    tracker.set_value(3.0)
    twin = dot.copy()
    dot.update().update()
    twin.update()  # one that manim made, for a play, follows by itself
    assert places == [1.0, 3.0, 3.0]
    assert [float(each.get_center()[0]) for each in (dot, twin)] == pytest.approx([3.0, 3.0])
