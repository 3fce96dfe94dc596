"""((w t + b) - y)² in sentences: its rates are t, 1 and twice the miss."""

import pytest

from calc.stories.chain import Chain
from calc.wording import written


def test_the_courses_own_dot() -> None:
    chain = Chain(3, 7, 3, 1)
    assert chain.path.rates == (3, 1, 6) and chain.nudge == 0.01
    assert written(chain.checked) == (
        "Check it: move w to 3.01. The loss grows by 0.1809. The rate promised 0.18."
    )
    assert "6, then 6 again, and then 18." in written(chain.swept)


def test_rates_below_nothing_go_the_other_way() -> None:
    chain = Chain(-3, 7, 3, 1)  # the prediction is -8, the miss -15
    assert "moves the other way, 3 times as much as w, because the input is −3" in written(chain.first_rate)
    assert "the other way, 30 times as much: twice −15" in written(chain.other_rates)
    assert "−3 times 1 times −30 is 90" in written(chain.multiplied)
    assert "turns it round" in chain.multiplied and chain.grows == "grows"
    assert Chain(3, 12, 3, 1).grows == "falls"


def test_nothing_is_passed_on_at_a_rate_of_nothing() -> None:
    still = Chain(0, 7, 3, 1)
    assert "does not move at all, because the input is 0" in written(still.first_rate)
    assert "would move" in still.other_rates and "The loss stays the same" in still.checked
    met = Chain(0.1, 1.3, 3, 1)  # 3 * 0.1 + 1 is not 1.3 to the last bit
    assert met.run["m"] == 0 and "nothing to learn" in met.gradient
    assert "grows by" in met.checked


def test_a_sum_equal_to_the_product_is_no_rule() -> None:
    assert "The sum is the same, but only by chance." in Chain(3, 9, 3, 1).multiplied
    assert "chance" not in Chain(3, 7, 3, 1).multiplied


@pytest.mark.parametrize("values", [(1e6, 7, 3, 1), (1e-3, 7, 3, 1), (-4, 7, -2.5, 1e6)])
def test_a_nudge_stays_small_beside_the_miss(values: tuple[float, ...]) -> None:
    chain = Chain(*values)
    assert chain.grown == pytest.approx(chain.path.rate * chain.nudge, rel=0.02)


def test_a_target_that_only_looks_equal_is_refused() -> None:
    with pytest.raises(ValueError, match="too close to be told apart"):
        Chain(3, 10.05, 3, 1)
