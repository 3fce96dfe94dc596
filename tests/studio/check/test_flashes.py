"""Flashes are counted in pictures whose light is known: of all of it, of a part, of what only moves."""

from collections.abc import Callable

import numpy as np
import pytest

from studio.check.picture import FLASHES, Flashes

RATE, HEIGHT, WIDTH = 30, 128, 240
DARK, BRIGHT = 24, 220  # Y

Picture = Callable[[float], np.ndarray]


def most(picture: Picture, seconds: float = 3.0, rate: int = RATE) -> float:
    flashes = Flashes(rate)
    for frame in range(round(seconds * rate)):
        flashes.see(picture(frame / rate), frame)
    return flashes.most


def flickering(
    hertz: float, share: float = 1.0, dark: int = DARK, bright: int = BRIGHT, height: int = HEIGHT
) -> Picture:
    """Return pictures whose upper left part is bright in one half of each period and dark in the other."""

    def at(time: float) -> np.ndarray:
        y = np.full((HEIGHT, WIDTH), dark, np.uint8)
        if (time * hertz + 1e-6) % 1 < 0.5:
            y[:height, : round(share * WIDTH)] = bright
        return y

    return at


@pytest.mark.parametrize("hertz", [1, 2, 3, 4, 5, 7.5, 10])
def test_a_picture_that_flickers_is_counted(hertz: float) -> None:
    assert most(flickering(hertz)) == pytest.approx(hertz, abs=0.51)


@pytest.mark.parametrize("rate", [15, 60])
def test_it_is_counted_at_every_rate_of_pictures(rate: int) -> None:
    assert most(flickering(5), rate=rate) == pytest.approx(5, abs=0.51)


def test_a_part_counts_from_a_quarter_of_ten_degrees_of_sight_on() -> None:
    assert most(flickering(5, 0.1)) > FLASHES
    assert most(flickering(5, 0.1, height=HEIGHT // 8)) == 0


def test_a_small_change_of_light_is_none_and_neither_is_one_among_bright_pictures() -> None:
    assert most(flickering(5, dark=100, bright=110)) == 0
    assert most(flickering(5, dark=216, bright=235)) == 0


def test_one_change_to_another_picture_is_no_flash() -> None:
    assert most(lambda time: np.full((HEIGHT, WIDTH), BRIGHT if time > 1 else DARK, np.uint8)) <= 0.5


@pytest.mark.parametrize(("ground", "ink"), [(DARK, BRIGHT), (BRIGHT + 15, DARK)])
def test_rings_that_rush_past_a_place_are_no_flash(ground: int, ink: int) -> None:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    radius = np.hypot(y - HEIGHT / 2, x - WIDTH / 2)

    def at(time: float) -> np.ndarray:
        near = np.abs((radius + 60 * time) % 14 - 7) < 1.5  # more than four a second, inwards
        return np.where(near, ink, ground).astype(np.uint8)

    assert most(at) <= FLASHES
