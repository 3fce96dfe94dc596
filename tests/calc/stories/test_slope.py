"""Facts of a slope's story, worked out by hand."""

import math

import pytest

from calc.function import Function
from calc.stories.derivative_lesson import DerivativeLesson
from calc.stories.slope import SlopeStory


@pytest.mark.parametrize(
    ("formula", "point", "height"),
    [
        ("sin(x)", math.pi, 0.0),  # floats leave 1.2e-16 of it
        ("cosh(x^3(x + 6))", -0.13, math.cosh(0.13**3 * 5.87)),  # its first secant climbs by 10 to the 23
        ("1e-12 x^2", 1.0, 1e-12),
    ],
)
def test_a_height_is_0_only_where_rounding_leaves_it(formula: str, point: float, height: float) -> None:
    story = SlopeStory(Function.parse(formula), point, (2.0, 1.0, 0.1, 0.01))
    assert story.height == pytest.approx(height, rel=1e-12, abs=0)


def test_a_window_leaves_out_what_would_make_the_rest_flat() -> None:
    story = SlopeStory(Function.parse("x**4 - 3*x**2 + x"), 0.0, (1.0, 0.5, 0.1, 0.01))
    assert story.window.top < 5  # the curve is 17.9 high at -2.5, 2.5 gaps to the left


def test_a_rule_is_derived_where_the_second_point_can_be_seen() -> None:
    near, far = (SlopeStory(Function.parse("x**2"), x, (2.0, 1.0, 0.1, 0.01)) for x in (0.0, 7.0))
    assert near.anywhere == 0.0 and near.here.x + 2.0 > near.window.right
    assert far.anywhere == far.here.x != 7.0


@pytest.mark.parametrize(("point", "told"), [(0.1, False), (0.3, True)])
def test_a_curve_is_refused_where_a_line_through_hundreds_of_its_points_would_be_another(
    point: float, told: bool
) -> None:
    gaps = tuple(gap * point / 6 for gap in (1.0, 0.4, 0.2, 0.02))
    far = tuple(12 * gap for gap in gaps)  # which reach to where the curve swings ever faster
    f = Function.parse("sin(1/x)")
    if told:
        assert SlopeStory(f, point, gaps).window.left > 0
    with pytest.raises(ValueError, match="swings too fast"):
        SlopeStory(f, point, far)


def test_each_rise_over_its_gap_gives_the_slope_that_is_said() -> None:
    story = SlopeStory(Function.parse("(x - 2)**2"), 7.0, (2.0, 1.0, 0.1, 0.01))
    names, rows = DerivativeLesson(story).closing
    assert names == ("gap", "rise", "slope")
    assert [tuple(map(str, row)) for row in rows] == [
        ("2", "24", "12"),
        ("1", "11", "11"),
        ("0.1", "1.01", "10.1"),
        ("0.01", "0.1001", "10.01"),
    ]


def test_a_table_has_no_rises_where_one_has_no_room() -> None:
    story = SlopeStory(Function.parse("x**2"), 1e9, (1e8, 1e7, 1e6, 1e5))
    names, rows = DerivativeLesson(story).closing
    assert names == ("gap", "slope") and {len(row) for row in rows} == {2}
