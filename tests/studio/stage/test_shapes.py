"""Measures of what is drawn: gaps between boxes, points along curves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim import bezier

from studio.stage.shapes import Box, along, gap, gaps, sampled

spans = st.tuples(st.floats(-8, 8), st.floats(0, 3)).map(lambda span: (span[0], sum(span)))
boxes = st.tuples(spans, spans).map(lambda sides: (*sides[0], *sides[1]))


@given(st.lists(boxes, max_size=4), st.lists(boxes, max_size=4))
def test_gaps_are_those_between_each_two(some: list[Box], others: list[Box]) -> None:
    found = gaps(some, others)
    assert found.shape == (len(some), len(others))
    assert found.tolist() == [[pytest.approx(gap(one, other)) for other in others] for one in some]


def test_points_along_curves_are_those_of_beziers_polynomial() -> None:
    curves = np.random.default_rng(7).uniform(-4, 4, (3, 4, 3))
    found = sampled(curves.reshape(-1, 3), 5).reshape(5, 3, 3)
    for which, curve in enumerate(curves):
        for step, share in enumerate((0, 0.25, 0.5, 0.75, 1)):
            assert found[step, which] == pytest.approx(bezier(curve)(share))


def test_points_along_a_long_line_are_close_and_along_a_short_one_few() -> None:
    def line(length: float) -> np.ndarray:
        return np.array([[length * share, 0.0, 0.0] for share in (0, 1 / 3, 2 / 3, 1)])

    assert np.diff(along(line(6.0))[:, 0]).max() <= 0.05 + 1e-9
    assert len(along(line(0.02))) == 2
    assert len(along(line(0.02), 9)) == 9
