"""((w t + b) - y)²: its rates are t, 1 and twice the miss."""

import pytest

from calc.model import Model
from calc.stories.chain import Chain, plain


def test_the_plain_dot_has_a_number_for_each_thing() -> None:
    """On the course's best line, 2 t + 1; and no other such dot has a smaller product of its rates."""
    chain = plain()
    t, y, w, b = chain.input, chain.target, chain.weight, chain.bias
    assert (t, y, w, b) == (2, 5, 4, 3) and y == 2 * t + 1
    numbers = [t, y, w, b, w * t + b, 6, 36, 1, 12, 24]
    assert len(set(numbers)) == 10
    assert [chain.run[name] for name in "pmL"] == numbers[4:7] and chain.path.rates == (2, 1, 12)
    smaller = [
        (t, w, b)
        for t in range(2, 12)
        for w in set(range(2, 12)) - {2}
        for b in set(range(2, 12)) - {1}
        if 0 < 2 * t * (miss := w * t + b - 2 * t - 1) < 24
        and len({t, 2 * t + 1, w, b, w * t + b, miss, miss**2, 1, 2 * miss, 2 * miss * t}) == 10
    ]
    assert smaller == []


def test_where_there_is_no_plain_dot_that_is_said() -> None:
    with pytest.raises(ValueError, match="no whole numbers up to 3"):
        plain(Model(), most=3)


@pytest.mark.parametrize("values", [(1e6, 7, 3, 1), (1e-3, 7, 3, 1), (-4, 7, -2.5, 1e6)])
def test_a_nudge_stays_small_beside_the_miss(values: tuple[float, ...]) -> None:
    chain = Chain(*values)
    grown = chain.run.nudged("w", chain.nudge)["L"] - chain.run["L"]
    assert grown == pytest.approx(chain.path.rate * chain.nudge, rel=0.02)


def test_a_miss_that_is_rounding_is_none() -> None:
    met = Chain(0.1, 1.3, 3, 1)  # 3 * 0.1 + 1 is not 1.3 to the last bit
    assert met.run["m"] == 0


def test_a_target_that_only_looks_equal_is_refused() -> None:
    with pytest.raises(ValueError, match="too close to be told apart"):
        Chain(3, 10.05, 3, 1)
