"""Shapes drawn by cairo at places known to fractions of a pixel, and found again in a picture's planes."""

import math

import cairo
import pytest
from drawn import BACKGROUND, COLOUR, Draw, disc, line, picture

from studio.check.delivered import to_yuv
from studio.check.detectors import FREE, find_disc, find_tip, fit_line
from studio.stage.theme import THEME


def arrow(tail: tuple[float, float], tip: tuple[float, float], head: float) -> Draw:
    """As the studio draws one: a head as long as it is wide, at the end of a shaft."""

    def draw(pen: cairo.Context) -> None:
        length = math.dist(tail, tip)
        x, y = (tip[0] - tail[0]) / length, (tip[1] - tail[1]) / length
        base = tip[0] - head * x, tip[1] - head * y
        line(tail, base, 4.0)(pen)
        pen.move_to(*tip)
        pen.line_to(base[0] - head / 2 * y, base[1] + head / 2 * x)
        pen.line_to(base[0] + head / 2 * y, base[1] - head / 2 * x)
        pen.fill()

    return draw


@pytest.mark.parametrize(("x", "y"), [(100.0, 80.0), (100.37, 80.81), (99.5, 120.25)])
def test_a_disc_is_found_to_a_fraction_of_a_pixel(x: float, y: float) -> None:
    found = find_disc(picture(disc(x, y, 9.0)), (x + 2.4, y - 1.9), 9.0, to_yuv(COLOUR), 5.0)
    assert found is not None
    assert math.dist(found, (x, y)) < 0.15


def test_what_is_no_disc_or_another_colour_is_not_found() -> None:
    assert find_disc(picture(), (100, 80), 9.0, to_yuv(COLOUR), 5.0) is None
    assert find_disc(picture(disc(100, 80, 5.0)), (100, 80), 9.0, to_yuv(COLOUR), 5.0) is None
    assert find_disc(picture(disc(100, 80, 9.0)), (100, 80), 9.0, to_yuv(THEME.loss), 5.0) is None


@pytest.mark.parametrize("degrees", [0, 3, 30, 45, 88, 90, 140])
@pytest.mark.parametrize("turned", [0.0, 0.6])
def test_a_line_is_found_to_a_hundredth_of_its_slope(degrees: float, turned: float) -> None:
    """`turned`: by so many degrees the line is drawn otherwise than it is looked for."""
    middle, half = (160.3, 120.7), 90.0

    def end(angle: float, way: int) -> tuple[float, float]:
        x, y = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        return middle[0] + way * half * x, middle[1] + way * half * y

    drawn = picture(line(end(degrees + turned, -1), end(degrees + turned, 1), 4.0))
    fit = fit_line(drawn, end(degrees, -1), end(degrees, 1), 4.0, to_yuv(COLOUR), to_yuv(BACKGROUND))
    assert fit.free >= FREE
    assert math.degrees(fit.turn) == pytest.approx(turned, abs=0.1)
    assert abs(fit.aside) < 0.15
    nothing = fit_line(picture(), end(0, -1), end(0, 1), 4.0, to_yuv(COLOUR), to_yuv(BACKGROUND))
    assert nothing.seen == 0


AXIS = line((110.5, 20), (110.5, 220), 2.0, THEME.muted)
CURVE = line((60, 100), (240, 146), 5.0, THEME.loss)


ALONG = line((60, 131), (240, 125), 9.0, THEME.loss)
BESIDE: dict[str, tuple[Draw, ...]] = {"": (), "axis": (AXIS,), "curve": (CURVE,), "along": (ALONG,)}


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("longer", [0.0, 1.3, -1.6])
@pytest.mark.parametrize("head", [18.0, 27.0])
def test_an_arrow_s_tip_is_found_also_where_other_things_lie(beside: str, longer: float, head: float) -> None:
    tail, tip = (230.2, 120.4), (118.6, 120.4)
    drawn = picture(*BESIDE[beside], arrow(tail, (tip[0] - longer, tip[1]), head))
    found = find_tip(drawn, tail, tip, head, to_yuv(COLOUR))
    assert found is not None
    assert found.longer == pytest.approx(longer, abs=0.8)
    assert abs(found.aside) < 0.8
    assert beside == "curve" or found.free == (beside != "along")


@pytest.mark.parametrize("degrees", [30, 45, 135, 225])
@pytest.mark.parametrize("ground", [BACKGROUND, "#5c4512"])
def test_an_arrow_s_tip_is_found_in_all_directions_and_on_a_shaded_surface(
    degrees: float, ground: str
) -> None:
    tail = (160.2, 120.4)
    x, y = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    tip, longer = (tail[0] + 60 * x, tail[1] + 60 * y), (tail[0] + 62 * x, tail[1] + 62 * y)
    surface = disc(tip[0], tip[1], 50.0, ground)
    for end, found_at in ((tip, 0.0), (longer, 2.0)):
        found = find_tip(picture(surface, arrow(tail, end, 12.0)), tail, tip, 12.0, to_yuv(COLOUR))
        assert found is not None
        assert found.longer == pytest.approx(found_at, abs=0.8)
        assert abs(found.aside) < 0.5


def test_an_arrow_that_is_not_there_is_not_found() -> None:
    found = find_tip(picture(AXIS), (230, 120), (118, 120), 18.0, to_yuv(COLOUR))
    assert found is None
