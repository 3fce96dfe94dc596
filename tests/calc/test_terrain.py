"""Flat places known by hand, and found again by a search that needs no slopes (Nelder and Mead)."""

import numpy as np
import pytest
from scipy.optimize import minimize

from calc.gradient import Surface
from calc.terrain import flat_place, scale

ROSENBROCK = "100*(y - x**2)**2 + (1 - x)**2"
HIMMELBLAU = "(x**2 + y - 11)**2 + (x + y**2 - 7)**2"


def surface(text: str) -> Surface:
    return Surface.parse(text, ("x", "y"))


@pytest.mark.parametrize(
    ("text", "start", "place", "kind"),
    [
        ("(x-2)**2 + (y-1)**2", (5, 5), (2, 1), "minimum"),
        ("1e-6*x**2 + 1e6*y**2", (5, 5), (0, 0), "minimum"),
        (ROSENBROCK, (-1.2, 1), (1, 1), "minimum"),
        (HIMMELBLAU, (5, 5), (3, 2), "minimum"),
        ("x**4 + y**4", (5, 5), (0, 0), "minimum"),
        ("exp(-x**2 - y**2)", (1, 0.5), (0, 0), "maximum"),
        ("x**2 - y**2", (3, -2), (0, 0), "saddle"),
        ("sin(x)*cos(y)", (5, 5), (1.5 * np.pi, 2 * np.pi), "minimum"),
        ("x**3 - 3*x + y**2", (2, 1), (1, 0), "minimum"),
    ],
)
def test_the_flat_place_near_a_point(text, start, place, kind):
    found = flat_place(surface(text), start)
    assert found is not None
    assert found.kind == kind
    np.testing.assert_allclose(found.point, place, atol=1e-6)
    assert found.value == pytest.approx(surface(text)(*place), abs=1e-9)


@pytest.mark.parametrize(
    ("text", "start"), [(ROSENBROCK, (2, 2)), (HIMMELBLAU, (3.4, 2.3)), ("x**2 + exp(y) - y + x*y/4", (1, 1))]
)
def test_a_search_without_slopes_finds_the_same(text, start):
    f = surface(text)
    found = flat_place(f, start)
    referee = minimize(
        lambda at: f(*at),
        start,
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-15, "maxiter": 5000},
    )
    assert found is not None
    np.testing.assert_allclose(found.point, referee.x, atol=1e-5)


@pytest.mark.parametrize(
    "text",
    [
        "2*x + 3*y",
        "(x - y)**2",
        "(x**2 - y)**2",
        "log(x) + y**2",
        "abs(x) + abs(y)",
        "1/x + 1/y",
        "exp(x) + y",
    ],
)
def test_where_nothing_is_flat_nearby_or_a_whole_curve_is(text):
    assert flat_place(surface(text), (5, 5.5)) is None


def test_the_scale_is_how_far_the_slopes_hold():
    assert scale(surface("x**2 + y**2"), (3, 4)) == pytest.approx(5)
    assert scale(surface("2*x + 3*y"), (5, -7)) == 7
    assert scale(surface("2*x + 3*y"), (0, 0)) == 1
