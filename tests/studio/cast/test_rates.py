"""The graph of the factor: its labels keep clear of its lines and of each other."""

from itertools import combinations

import pytest

from studio.cast.rates import RateGraph
from studio.stage.placement import points_of
from studio.stage.shapes import box_of, distance_to, gap


@pytest.mark.parametrize(
    ("limit", "rates"),
    [
        (1.0, (0.01, 0.5, 1.0, 1.1)),
        (1e-9, (1e-11, 5e-10, 1e-9, 1.1e-9)),
        (1e6, (1e4, 5e5, 1e6, 1.1e6)),
        (1.0, (0.1, 0.9)),
        (1.0, (0.3, 0.7)),
    ],
)
def test_the_labels_of_any_rates_can_be_read(limit: float, rates: tuple[float, ...]) -> None:
    graph = RateGraph(limit, rates)
    assert list(graph.dots) == list(graph.labels) == list(rates)
    assert all(label.text.startswith("r = ") for label in graph.labels.values())
    boxes = [box_of(label) for label in graph.labels.values()]
    lines = points_of([graph.curve, graph.level])
    assert min(distance_to(lines, box) for box in boxes) > 0.12
    assert all(gap(one, other) > 0.1 for one, other in combinations([*boxes, box_of(graph.name)], 2))
