"""The marks of every lesson, measured on the mobjects themselves."""

import numpy as np
import pytest

from studio.stage.marks import Arrow


def test_an_arrow_reaches_from_tail_to_tip_and_is_gone_when_it_has_no_length() -> None:
    tail, tip = np.array([1.0, 1.0, 0.0]), np.array([2.0, 2.0, 0.0])
    arrow = Arrow().place(tail, tip)
    assert arrow.shaft.line.get_start() == pytest.approx(tail)
    assert arrow.head.points[0] == pytest.approx(tip)
    assert not len(arrow.place(tail, tail).family_members_with_points())
    assert arrow.place(tail, tip).head.points[0] == pytest.approx(tip)
