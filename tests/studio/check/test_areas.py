"""Areas drawn right and wrong, with other things over them."""

import cairo
import numpy as np
import pytest
from drawn import HEIGHT, WIDTH, Draw, line, picture, rgb

from studio.check.areas import compare
from studio.check.expected.model import Patch
from studio.stage.theme import FRAME_HEIGHT, FRAME_WIDTH, THEME

LEFT, RIGHT, BASE = 60.0, 260.0, 180.0  # pixels


def hill(higher: float = 0.0) -> np.ndarray:
    """The outline of an area under a curve, in pixels."""
    x = np.linspace(LEFT, RIGHT, 101)
    y = BASE - 90 * np.sin(np.pi * (x - LEFT) / (RIGHT - LEFT)) - 20 - higher
    return np.column_stack([x[[0, *range(101), 100]], [BASE, *y, BASE]])


def fill(outline: np.ndarray, opacity: float = 0.5) -> Draw:
    def draw(pen: cairo.Context) -> None:
        pen.set_source_rgba(*rgb(THEME.area), opacity)
        for place in outline:
            pen.line_to(*place)
        pen.fill()

    return draw


def patch(outline: np.ndarray) -> Patch:
    """The area as it is expected: units of the frame, its middle at 0."""
    x = (outline[:, 0] / WIDTH - 0.5) * FRAME_WIDTH
    y = (0.5 - outline[:, 1] / HEIGHT) * FRAME_HEIGHT
    return Patch("area", np.column_stack([x, y]), THEME.area, 0.5, (6.0, 4.0))


CURVE = line((50, 100), (270, 120), 4.0, THEME.loss)


@pytest.mark.parametrize("over", [(), (CURVE,)], ids=["alone", "under a curve"])
def test_an_area_that_is_drawn_right_has_no_wrong_pixel(over: tuple[Draw, ...]) -> None:
    assert compare(picture(fill(hill()), *over), patch(hill())) == 0


@pytest.mark.parametrize("higher", [-8.0, 5.0])
def test_an_area_that_is_too_high_or_too_low_is_measured(higher: float) -> None:
    """All but some three pixels: its edge as it should be, and as it is drawn, are not judged."""
    wrong = compare(picture(fill(hill(higher))), patch(hill()))
    assert wrong == pytest.approx((abs(higher) - 3.4) * (RIGHT - LEFT), rel=0.2)


def test_an_area_that_is_not_there_is_all_wrong_and_one_too_small_is_not_judged() -> None:
    inside = (90 * 2 / np.pi + 20) * (RIGHT - LEFT)
    assert compare(picture(), patch(hill())) == pytest.approx(inside, rel=0.1)
    small = hill()[:4]
    assert compare(picture(fill(small)), patch(small)) is None
