"""Each kind of actor, drawn right and wrong, beside what calc says of it: the wrong ones are refused."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from manim import DL, UR, ValueTracker
from truth import upholds

from calc.derivative import secant as secant_of
from calc.function import Function
from calc.model import Model
from calc.window import Window
from calc.wording import Wording, brief
from studio.cast.line_plane import LinePlane
from studio.check.expected.projection import Scales
from studio.stage import actors
from studio.stage.plane import Plane
from studio.stage.secants import half_line, secant
from studio.stage.shapes import sampled
from studio.stage.theme import Region
from studio.stage.traces import dropped
from studio.stage.triangle import legs

WINDOW = Window(-2, 10, -5, 60)
REGION = Region(-5, 2, -2, 2.5)
F = Function.parse("(w - 2)**2", "w")

#: From a change of places and slopes to an actor's part that has a witness.
Maker = Callable[[Callable[[float], float], Callable[[float], float]], Any]


def plane() -> Plane:
    return Plane(REGION, WINDOW)


def made(kind: str, place: Callable[[float], float], tilt: Callable[[float], float]) -> Any:
    """Return the part with the witness of an actor of this kind; its places and slopes changed as told."""
    here, k = plane(), ValueTracker(5.0)
    at = lambda x: (place(x), F(place(x)))  # noqa: E731
    if kind == "dot":
        return actors.dot(here, at, k).core
    if kind == "tangent":
        return actors.tangent(here, at, lambda x: tilt(F.slope(place(x))), k).line
    if kind == "arrow":
        return actors.arrow(here, at, lambda x: (place(x) - tilt(3.0), F(place(x))), k).head
    if kind == "secant":

        def line(x: float) -> Any:
            found = secant_of(F, place(x), 2.0)
            return replace(found, slope=tilt(found.slope))

        return secant(here, line, k).line
    if kind == "half line":
        return half_line(here, *at(5.0), tilt(6.0), 1, "half").line
    if kind == "dropped point":
        return dropped(here, [at(5.0)], ValueTracker(11.0))[0]
    line_plane = LinePlane(
        REGION, Model(), Window(-2, 2, -9, 11), ValueTracker(tilt(3.0)), ValueTracker(place(1.0))
    )
    return line_plane.line.line


KINDS = ["dot", "tangent", "arrow", "secant", "half line", "dropped point", "line"]
SAME = lambda value: value  # noqa: E731
WRONG = {
    "a thousandth of the axis off": (lambda x: x + 0.001 * 12, lambda slope: slope * 1.001),
    "one step on": (lambda x: x - 1.0, lambda slope: slope - 1.0),
    "mirrored": (lambda x: 4.0 - x, lambda slope: -slope),
}


@pytest.mark.parametrize("kind", KINDS)
def test_an_actor_upholds_its_witness(kind: str) -> None:
    part = made(kind, SAME, SAME)
    upholds(claim(part, part))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wrong", WRONG)
def test_an_actor_that_is_drawn_wrong_is_refused(kind: str, wrong: str) -> None:
    place, tilt = WRONG[wrong]
    with pytest.raises(AssertionError):
        upholds(claim(made(kind, SAME, SAME), made(kind, place, tilt)))


def claim(right: Any, drawn: Any) -> Any:
    """Return what the witness of one part says, as if it were said of another."""
    said = right.witness(right)
    owner = drawn
    if hasattr(said.mobject, "tip"):  # an arrow is asked as a whole
        owner = drawn.witness(drawn).mobject
    return replace(said, mobject=owner)


def test_the_check_maps_numbers_to_the_screen_as_planes_do() -> None:
    here = plane()
    found = Scales.of(here).points([7.0, -1.0], [25.0, 9.0])
    assert found == pytest.approx(here.points_at([7, -1], [25, 9]))
    point, along = Scales.of(here).line(7, 25, 10)
    assert along == pytest.approx(here.direction(10)) and point == pytest.approx(here.point(7, 25))


@pytest.mark.parametrize(
    ("formula", "x", "window"),
    [
        ("x**4 - 3*x**2 + x", 0.0, Window(-2.2, 2.2, -6, 6)),
        ("x**3 - x", 0.0, Window(-1.6, 1.6, -2, 2)),
        ("x**2", 0.5, Window(-1.5, 1.5, -0.5, 2)),
        ("(x - 2)**2", 5.0, WINDOW),
        ("(x - 2)**2", -1.0, WINDOW),
    ],
)
def test_the_numbers_of_a_triangle_keep_clear_of_curve_and_axes(
    formula: str, x: float, window: Window
) -> None:
    """By 0.08 units of each stroke's edge, measured at many points of the curves themselves."""
    f, here = Function.parse(formula), Plane(REGION, window)
    curve = here.curve(f)
    numbers = actors.triangle(here, x, f(x), f.slope(x), brief(f.slope(x)))[2:]
    for number in numbers:
        keeps_clear(number, curve, *here.axes)


def keeps_clear(number: Any, *strokes: Any) -> None:
    low, high = number.get_corner(DL)[:2], number.get_corner(UR)[:2]
    for stroke in strokes:
        at = sampled(stroke.points, 40)[:, :2]
        off = np.maximum(np.maximum(low - at, at - high), 0)
        assert np.hypot(*off.T).min() - stroke.stroke_width / 200 >= 0.079, number.text


@pytest.mark.parametrize(
    ("formula", "x", "gap", "side", "window"),
    [
        ("x**2", 1e9, 1e8, 1, Window(7e8, 1.15e9, 4e17, 1.3e18)),  # wide numbers in a narrow plot
        ("x**3 - x", 0.0, 1.0, 1, Window(-2, 1.5, -7, 2)),  # no rise at all
        ("sqrt(4 - x)", 3.9, 2.0, -1, Window(1.6, 4.2, 0, 1.8)),
        ("(x - 2)**2", 7.0, 2.0, 1, WINDOW),
    ],
)
def test_what_is_written_beside_the_legs_of_a_secant_keeps_clear_and_stays_on_its_side(
    formula: str, x: float, gap: float, side: int, window: Window
) -> None:
    f, here, now = Function.parse(formula), Plane(REGION, window), ValueTracker(gap)
    curve = here.curve(f)
    line_at = lambda gap: secant_of(f, x, gap, side)  # noqa: E731
    rise = f(x + side * gap) - f(x)
    drawn = legs(here, line_at, now, str(brief(rise)), str(brief(gap)))
    up = [drawn.up.line] if rise else []
    for number in (drawn.rise, drawn.run):
        keeps_clear(number, curve, *up, *here.axes)
    assert drawn.run.get_right()[0] < REGION.right + 0.5 >= drawn.rise.get_right()[0]
    above = drawn.run.get_center()[1] > here.point(x, f(x))[1]
    now.set_value(0.8 * gap)
    drawn.update()
    assert (drawn.run.get_center()[1] > here.point(x, f(x))[1]) == above
    start, corner = here.point(x, 0), here.point(x + side * 0.8 * gap, 0)
    assert drawn.across.get_right()[0] == pytest.approx(max(start[0], corner[0]), abs=0.11)


def test_two_triangles_side_by_side_stand_apart() -> None:
    f = Function.parse("x**4 - 3*x**2 + x")
    here = Plane(REGION, Window(-2, 1.5, -4, 1))
    one, other = 1.0, -0.445
    right = actors.triangle(here, one, f(one), f.slope(one), brief(f.slope(one)), away_from=other)
    left = actors.triangle(here, other, f(other), f.slope(other), brief(f.slope(other)), away_from=one)
    assert left.get_right()[0] < right.get_left()[0]


def test_a_run_has_its_number_only_beside_that_of_the_rise() -> None:
    """A rise's number that is wider than all the plot has no room; a 1 alone would tell nothing."""
    f, here = Function.parse("cos(x)"), Plane(REGION, Window(-6, 3, -1.3, 1.4))
    here.curve(f)
    wide = Wording("0." + 40 * "1", "a long number")
    told, bare = (actors.triangle(here, -1.0, f(-1), f.slope(-1), said) for said in (brief(0.8415), wide))
    assert told.rise in told.submobjects and told.run in told.submobjects
    assert bare.rise not in bare.submobjects and bare.run not in bare.submobjects


@pytest.mark.parametrize("right", [10.0, 6.0])
def test_the_number_of_a_short_run_is_as_bright_as_that_of_a_long_one(right: float) -> None:
    """A run of 1 may be 0.8 units long and has its number, which has found room there."""
    f, here = Function.parse("x/3"), Plane(REGION, Window(right - 7.5, right, -1, 4))
    drawn = actors.triangle(here, right - 4, f(right - 4), f.slope(1.0), brief(f.slope(1.0)))
    assert 0.75 < drawn.across.width < 1 and drawn.run.get_fill_opacity() == 1
