"""The line through the dots and its loss, against numpy's least squares and plain sums."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.expression import symbol
from calc.model import Model

COURSE = Model()
DOTS = st.lists(
    st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=2, max_size=6, unique_by=lambda dot: dot[0]
)


def test_the_line_of_the_course():
    assert COURSE.predict(7, 1, 1) == 8
    np.testing.assert_array_equal(COURSE.predict(7, 1, [[-1, 0]]), [[-6, 1]])
    np.testing.assert_array_equal(COURSE.misses(7, 1), [-5, 5])
    np.testing.assert_allclose(COURSE.misses(6.9, 1), [-4.9, 4.9])
    assert COURSE.loss(7, 1) == 25 == COURSE.loss(5, 5)
    assert COURSE.loss(6, 1) == 16
    assert COURSE.best == (2.0, 1.0) and COURSE.loss(*COURSE.best) == 0


def test_its_loss_is_exactly_two_squares():
    w, b = symbol("w"), symbol("b")
    assert COURSE.surface.expression == (w - 2) ** 2 + (b - 1) ** 2
    assert COURSE.surface.variables == ("w", "b")
    assert COURSE.surface.minimum == COURSE.best
    assert str(COURSE) == "p = w*t + b for (−1, −1), (1, 3): loss (w − 2)² + (b − 1)²"


def test_the_loss_of_the_weight_alone():
    w = symbol("w")
    assert COURSE.loss_of_weight(1).expression == (w - 2) ** 2
    assert COURSE.loss_of_weight(5).expression == (w - 2) ** 2 + 16
    assert COURSE.loss_of_weight(1).slope(7) == 10
    assert COURSE.loss_of_weight(1).variable == "w"


@given(DOTS, st.integers(-9, 9), st.integers(-9, 9))
def test_surface_cut_and_plain_sum_agree(dots, w, b):
    model = Model(tuple(dots))
    plain = sum((w * t + b - y) ** 2 for t, y in dots) / len(dots)
    assert model.loss(w, b) == pytest.approx(plain)
    assert model.surface(w, b) == pytest.approx(plain, abs=1e-8)
    assert model.loss_of_weight(b)(w) == pytest.approx(plain, abs=1e-8)


@given(DOTS)
def test_the_best_line_is_numpys(dots):
    t, y = np.array(dots, dtype=float).T
    expected, *_ = np.linalg.lstsq(np.stack([t, np.ones_like(t)], axis=1), y)
    model = Model(tuple(dots))
    assert model.best == pytest.approx(tuple(expected), abs=1e-9)
    assert model.surface.minimum == pytest.approx(model.best, abs=1e-9)


def test_decimals_stay_exact():
    assert Model(((-0.1, 0.1), (0.1, 0.3))).best == pytest.approx((1, 0.2))
    assert Model(((-1, 0.1), (1, 0.3))).surface.wording.written == "(w − 0.1)² + (b − 0.2)²"


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        ((), "two different inputs"),
        (((1, 1),), "two different inputs"),
        (((1, 1), (1, 2)), "two different inputs"),
        (((1, math.nan), (2, 2)), "a target y must be a finite number"),
        ((("1", 1), (2, 2)), "an input t must be a number"),
    ],
)
def test_dots_must_fix_a_line(points, reason):
    with pytest.raises(ValueError, match=reason):
        Model(points)


def test_b_must_be_a_finite_number():
    with pytest.raises(ValueError, match="b must be a finite number"):
        COURSE.loss_of_weight(math.inf)


@pytest.mark.parametrize("points", [((-1, -1), (1, 3)), ((0.5, 2), (3, -4), (7, 1.25))])
def test_the_loss_is_the_average_of_the_squared_misses(points: tuple[tuple[float, float], ...]) -> None:
    model = Model(points)
    misses, loss = model.misses_of_weight(1.5), model.loss_of_weight(1.5)
    for w in (-3.0, 0.0, 2.0, 7.25):
        assert [miss(w) for miss in misses] == pytest.approx([w * t + 1.5 - y for t, y in points])
        assert loss(w) == pytest.approx(sum((w * t + 1.5 - y) ** 2 for t, y in points) / len(points))
