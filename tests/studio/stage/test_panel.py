"""Panels: what they are given finds room, and columns are as far apart as their rows need."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from calc.wording import brief
from studio.stage import layout, style
from studio.stage.layout import PANEL
from studio.stage.panel import Panel, heading, number

WIDE = [["2.858", "0.2794", "−0.9602"], ["−6", "0.2794", "+0.9602"]]


def rows(panel: Panel, cells: list[list[str]]) -> list[list[Any]]:
    made = [[*map(number, row)] for row in cells]
    panel.fit([*map(heading, ("x", "height", "slope"))], *made)
    return [[*panel.head("x", "height", "slope")], *([*panel.row(*row)] for row in made)]


def test_wide_columns_share_a_panel_that_is_wide_enough() -> None:
    panel = Panel(Panel.wide_enough([[*map(number, row)] for row in WIDE]))
    assert panel.region.left < PANEL.left
    table = rows(panel, WIDE)
    for left, right in ((0, 1), (1, 2)):
        ends, starts = (
            [row[left].get_right()[0] for row in table],
            [row[right].get_left()[0] for row in table],
        )
        assert max(ends) + 0.3 < min(starts)
    for column in (1, 2):
        assert len({round(row[column].get_right()[0], 6) for row in table}) == 1


def test_columns_that_have_room_stay_at_even_places() -> None:
    panel = Panel(PANEL)
    table = rows(panel, [["5", "9", "+6"]])
    assert [cell.get_right()[0] for cell in table[1][1:]] == pytest.approx(
        [(panel.left + panel.right) / 2, panel.right]
    )


def test_a_long_result_is_as_large_as_fits_beside_its_name() -> None:
    for value in (0.8, 0.001034, -1.234e-10):
        name, result = Panel(layout.PANEL).result("step", brief(value))
        assert name.get_right()[0] + 0.19 < result.get_left()[0]
        assert style.LABEL <= result.cap_height <= style.RESULT
    assert Panel(layout.PANEL).result("step", brief(0.8))[1].cap_height == style.RESULT


def test_a_plot_stands_as_far_from_a_wide_panel_as_from_any() -> None:
    wide = Panel.wide_enough([("learning rate", brief(-1.234e-10))])
    assert wide.left < layout.PANEL.left
    apart = layout.PANEL.left - layout.PLOT.right
    assert abs(wide.left - layout.plot_beside(wide).right - apart) < 1e-9
    assert layout.plot_beside(layout.PANEL) == layout.PLOT


def test_a_derivation_has_its_equals_signs_below_each_other() -> None:
    panel = Panel(layout.DERIVATION)
    lines = panel.chain(
        ("y", "=", "x^2 + 2 x + 1"), ("", "=", "(x + 1)^2"), ("y + h", "=", "x", ("|h", "muted"))
    )
    signs = [line.terms[k] for line, k in zip(lines, (1, 0, 1), strict=True)]
    assert np.ptp([sign.get_left()[0] for sign in signs]) < 1e-6
    assert all(upper.baseline > lower.baseline + style.FORMULA for upper, lower in pairwise(lines))
    assert {line.size for line in lines} == {style.FORMULA}
    wide = Panel(layout.PANEL).chain(("y", "=", "x^2 + 2 x + 1"), ("y", "=", "z + x^2 + 2 x + 1"))
    assert style.LABEL <= wide[0].size < style.FORMULA
    assert max(line.get_right()[0] for line in wide) <= layout.PANEL.right - layout.PADDING + 1e-6


def test_a_table_leaves_the_rows_below_it_where_they_are() -> None:
    panel, alone = Panel(PANEL), Panel(PANEL)
    head, *rows = panel.table(
        ("x", "rise", "slope"), [[brief(0.01), brief(0.1001), brief(10.01)]], [None] * 3
    )
    assert len(head) == len(rows[0]) == 3
    alone.row("a", "b")
    assert panel.row("a", "b")[1].get_right()[0] == pytest.approx(alone.row("a", "b")[1].get_right()[0])
