"""Shafts turn rigidly, and a chain keeps to its wheels and moves as far as their rims."""

import numpy as np
import pytest

from studio.cast.gears import STEEPEST, DriveChain, Shaft, Train


def test_a_shaft_turns_clockwise_as_one() -> None:
    shaft = Shaft((1.0, 2.0), (0.3, 0.9))
    before = [wheel.points.copy() for wheel in shaft.wheels]
    shaft.turn(0.7)
    np.testing.assert_allclose(
        shaft.hand.get_end() - shaft.hand.get_start(), [0.62 * np.sin(0.7), 0.62 * np.cos(0.7), 0], atol=1e-12
    )
    for wheel, rest in zip(shaft.wheels, before, strict=True):
        angles = np.arctan2(*(wheel.points - shaft.middle).T[:2]) - np.arctan2(*(rest - shaft.middle).T[:2])
        np.testing.assert_allclose(np.cos(angles - 0.7), 1, atol=1e-12)
    shaft.turn(0.0)
    np.testing.assert_allclose(shaft.wheels[0].points, before[0], atol=1e-12)


@pytest.mark.parametrize(
    ("first", "second", "end"), [(0.9, 0.3, (4, 0)), (0.5, 0.5, (3, 1)), (0.2, 1.2, (0, -4))]
)
def test_a_chain_lies_on_both_wheels_and_on_their_tangents(first, second, end) -> None:
    one, other = np.zeros(3), np.array([*end, 0.0])
    chain = DriveChain(one, first, other, second)
    distance = np.linalg.norm(other)
    straight = np.sqrt(distance**2 - (first - second) ** 2)
    lean = np.arcsin((first - second) / distance)
    length = 2 * straight + first * (np.pi + 2 * lean) + second * (np.pi - 2 * lean)
    assert chain._lengths[-1] == pytest.approx(length, rel=1e-3)
    rims = np.linalg.norm(chain.points - one, axis=1), np.linalg.norm(chain.points - other, axis=1)
    assert rims[0].min() >= first * (1 - 1e-3) and rims[1].min() >= second * (1 - 1e-3)


def test_the_links_of_a_chain_move_by_the_length_it_runs() -> None:
    chain = DriveChain((0, 0), 0.8, (4, 0), 0.8)
    before = chain.points.copy()
    chain.run(0.1)
    upper = (before[:, 1] > 0.799) & (before[:, 0] > 0.2) & (before[:, 0] < 3.8)
    np.testing.assert_allclose(
        (chain.points - before)[upper], np.tile([0.1, 0, 0], (upper.sum(), 1)), atol=1e-9
    )
    chain.run(float(chain._lengths[-1]))  # once round: every link is back
    np.testing.assert_allclose(chain.points, before, atol=1e-6)


def test_a_crossed_chain_goes_round_the_second_wheel_the_other_way() -> None:
    first, second, distance = 0.9, 0.3, 4.0
    chain = DriveChain((0, 0), first, (distance, 0), second, crossed=True)
    lean = np.arcsin((first + second) / distance)
    length = 2 * np.sqrt(distance**2 - (first + second) ** 2) + (first + second) * (np.pi + 2 * lean)
    assert chain._lengths[-1] == pytest.approx(length, rel=1e-3)
    before = chain.points.copy()
    chain.run(0.05)
    moved = chain.points - before
    left, right = before[:, 0] < -0.5, before[:, 0] > distance + 0.1
    assert (moved[left, 1] > 0).all()  # clockwise round the first wheel: up on its left
    assert (moved[right, 1] > 0).all()  # and up on the right of the second


def test_a_train_turns_by_the_products_of_its_rates_and_says_what_is_not_to_scale() -> None:
    hubs = [(4.0 * index, 0.0) for index in range(4)]
    colours = ["#ffffff"] * 4
    train = Train(hubs, (3, 1, -6), colours)
    assert train.turns == pytest.approx([2 * np.pi * share for share in (1 / 18, 3 / 18, 3 / 18, -1)])
    assert train.to_scale == (True, True, True)
    for chain, rate in zip(train.chains, (3, 1, -6), strict=True):
        assert chain.first / chain.second == pytest.approx(abs(rate))
    steep = Train(hubs, (1e6, 1, 0), colours)
    assert steep.ratios == pytest.approx((STEEPEST, 1, 0)) and steep.to_scale == (False, True, True)
    assert not len(steep.chains[2].points) and steep.turns[3] == 0
