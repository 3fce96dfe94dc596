"""A dial's label: how far its last digit may stand away."""

import pytest
from manim import ValueTracker

from studio.cast.dial import Dial
from studio.stage import style
from studio.stage.shapes import box_of, distance_to, hull, outline


@pytest.mark.parametrize("most", [7.0, 1e6])
def test_the_last_digit_of_a_label_stays_near_its_dial(most: float) -> None:
    now = ValueTracker(2.0)
    dial = Dial(now, (-most, most), (4.15, 0.55), 1.55, "w", 0, seen=[2.0, most])
    letter, number = dial.label
    assert style.LABEL <= number.cap_height <= style.RESULT
    assert letter.cap_height == number.cap_height
    rim = hull(outline(dial.face))
    assert distance_to(rim, box_of(number.update())) < 1.0
