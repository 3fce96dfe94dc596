"""Numbers told on the left of a plot: among its numbers, smaller, or in the plot, as there is room."""

from typing import Any

import numpy as np
import pytest
from manim import DL, UR

from calc.function import Function
from calc.window import Window
from studio.stage import style
from studio.stage.layout import PLOT_ROOM
from studio.stage.plane import Plane, inner
from studio.stage.shapes import sampled
from studio.stage.theme import THEME


def told(formula: str, window: Window, value: float) -> tuple[Plane, Any]:
    plane = Plane(inner(PLOT_ROOM, window), window)
    plane.curve(Function.parse(formula))
    play = plane.tell(value, axis=1)
    play.begin()
    play.interpolate(1)
    return plane, plane.told[0]


@pytest.mark.parametrize(
    ("formula", "window", "value", "size", "outside"),
    [
        ("(x - 2)**2", Window(-2, 10, -5, 60), 9.0, style.LABEL, True),
        ("log(x)", Window(0.9, 2.1, -0.2, 0.9), 0.47, style.TICK, True),
        ("1e-6*x**2", Window(-3, 6, -5e-6, 3e-5), 4.25e-6, style.LABEL, False),
        ("sin(x)", Window(-10, 6, -1.2, 1.4), -0.2794, style.TICK, False),  # no place for a larger one
    ],
)
def test_a_told_number_finds_room(
    formula: str, window: Window, value: float, size: float, outside: bool
) -> None:
    plane, number = told(formula, window, value)
    low, high = number.get_corner(DL)[:2], number.get_corner(UR)[:2]
    assert (number.cap_height, number.outside) == (pytest.approx(size), outside)
    assert low[0] >= THEME.safe.left and (high[0] < plane.region.left) == outside
    for stroke in (*plane.curves, *plane.axes):
        at = sampled(stroke.points, 40)[:, :2]
        off = np.maximum(np.maximum(low - at, at - high), 0)
        assert np.hypot(*off.T).min() - stroke.stroke_width / 200 >= 0.079


def test_a_plot_that_moves_leaves_room_for_the_number_that_is_told() -> None:
    plane, number = told("(x - 2)**2", Window(-2, 10, -120, 600), 8.5)
    play = plane.zoom(Window(6, 8, 1, 9), room=PLOT_ROOM)  # whose own numbers are narrower
    play.begin()
    play.interpolate(1)
    assert number.outside and number.get_left()[0] >= THEME.safe.left - 1e-6
    assert plane.region.left > inner(PLOT_ROOM, plane.window).left + 0.1
