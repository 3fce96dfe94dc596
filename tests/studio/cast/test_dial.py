"""A dial's label: how far its last digit may stand away."""

import pytest
from manim import DOWN, Square, ValueTracker

from studio.cast.dial import Dial
from studio.stage import style
from studio.stage.shapes import box_of, distance_to, hull, outline
from studio.stage.text import Label


@pytest.mark.parametrize("most", [7.0, 1e6])
def test_the_last_digit_of_a_label_stays_near_its_dial(most: float) -> None:
    now = ValueTracker(2.0)
    dial = Dial(now, (-most, most), (4.15, 0.55), 1.55, "w", 0, seen=[2.0, most])
    letter, number = dial.label
    assert style.LABEL <= number.cap_height <= style.RESULT
    assert letter.cap_height == number.cap_height
    rim = hull(outline(dial.face))
    assert distance_to(rim, box_of(number.update())) < 1.0


def test_a_number_of_the_scale_that_has_no_room_beside_the_dial_goes() -> None:
    def numbers(*, beside: bool) -> set[str]:
        dial = Dial(ValueTracker(-2.0), (-6, 2), (3.4, 0.32), 0.66, "w", 1, seen=[-2.0])
        low = next(part for part in dial.marks if isinstance(part, Label) and part.text == "−6")
        if beside:
            dial.keep_off([Square(0.5).next_to(low, DOWN, buff=0.05)])
        return {part.text for part in dial.marks if isinstance(part, Label)}

    assert numbers(beside=False) - numbers(beside=True) == {"−6"}
