"""A dial: its label and the numbers of its scale, and how it shrinks to a ball."""

import numpy as np
import pytest
from manim import DOWN, ORIGIN, Scene, Square, ValueTracker, tempconfig

from studio.cast.dial import Dial
from studio.stage import style
from studio.stage.following import follow
from studio.stage.marks import Ball
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


def test_a_dial_shrinks_to_a_ball_with_its_hand_in_the_middle() -> None:
    """Animated as a group, the hand came off its face: it had followed where that had been."""
    now, place = ValueTracker(2.0), np.array([-4.0, -1.0, 0.0])
    dial = Dial(now, (-7, 7), (4.15, 0.55), 1.55, "w", 0, seen=[2.0])
    ball = Ball().at(ORIGIN)
    follow(ball, lambda ball: ball.at(place))
    place[1] = -2.0  # and the ball is off the stage, where it follows nothing
    off: list[float] = []

    class Shrinking(Scene):
        def construct(self) -> None:
            self.add(dial)
            self.play(dial.shrink_to(ball, 0.5))

        def update_mobjects(self, dt: float) -> None:
            super().update_mobjects(dt)
            hub = dial.pointer[1]
            off.append(float(np.linalg.norm(hub.get_center() - dial.face.get_center())))
            assert hub.width < 0.4 * dial.face.width

    with tempconfig({"dry_run": True, "verbosity": "ERROR", "progress_bar": "none", "frame_rate": 30}):
        Shrinking().render()
    assert len(off) >= 15 and max(off) < 1e-6
    assert np.allclose(dial.face.get_center(), place) and np.isclose(dial.face.width, ball.core.width)
    assert dial.face.get_fill_color() == ball.core.get_fill_color()


def test_a_number_of_the_scale_that_has_no_room_beside_the_dial_goes() -> None:
    def numbers(*, beside: bool) -> set[str]:
        dial = Dial(ValueTracker(-2.0), (-6, 2), (3.4, 0.32), 0.66, "w", 1, seen=[-2.0])
        low = next(part for part in dial.marks if isinstance(part, Label) and part.text == "−6")
        if beside:
            dial.keep_off([Square(0.5).next_to(low, DOWN, buff=0.05)])
        return {part.text for part in dial.marks if isinstance(part, Label)}

    assert numbers(beside=False) - numbers(beside=True) == {"−6"}


def test_the_hand_of_a_dial_that_stands_still_is_the_same_to_the_bit() -> None:
    """Else it would be drawn anew in each picture in which something else moves."""
    dial = Dial(ValueTracker(2.0), (-7, 7), (4.15, 0.55), 1.55, "w", 0, seen=[2.0])
    looks = {b"".join(part.points.tobytes() for part in dial.update().pointer) for _ in range(20)}
    assert len(looks) == 1
