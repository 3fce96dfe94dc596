"""Maps and steps by closed forms."""

import numpy as np
import pytest

from calc.chart import chart
from calc.gradient import Surface
from calc.step import step_along, step_that
from calc.terrain import flat_place


def charted(text, point, steps=()):
    surface = Surface.parse(text, ("x", "y"))
    return chart(surface, point, flat_place(surface, point), 0.95, steps)


def test_the_rings_of_a_bowl_are_evenly_apart():
    assert charted("(x-2)**2 + (y-1)**2", (5, 5)).levels == (1, 4, 9, 16, 25)


def test_the_window_holds_the_flat_place_and_short_steps_are_seen_close_up():
    wide = charted("x**2 + y**2", (5, 5), [(4, 4)])
    assert wide.flat is not None and wide.holds((0, 0)) and wide.holds((5, 5))
    close = charted("x**2 + y**2", (5, 5), [(4.999, 4.999)])
    assert close.flat is None and close.width == pytest.approx(12 * np.hypot(0.001, 0.001))


def test_what_cannot_be_told_apart_is_refused():
    with pytest.raises(ValueError, match="not exact enough"):
        charted("x**2 + y**2", (5, 5), [(5 - 1e-9, 5)])
    with pytest.raises(ValueError, match="differ by less"):
        charted("1e9 + 1e-6*x + 1e-7*y", (5, 5))


def test_a_step_that_is_too_long_is_shortened_until_it_falls():
    """A step of rate r takes x² + 100 y² at (0, 5) to (1 - 200 r)² of its value: it falls below r = 0.01."""
    gradient = Surface.parse("x**2 + 100*y**2", ("x", "y")).gradient(0, 5)
    assert step_along(gradient, -0.1).value == pytest.approx(2500 * 19**2)
    assert not step_along(gradient, -0.1).falls
    shorter = step_that("falls", gradient, 0.1)
    assert -0.01 < shorter.rate < 0
    assert shorter.value == pytest.approx(2500 * (1 + 200 * shorter.rate) ** 2)
