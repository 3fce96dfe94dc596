"""Panels: what they are given finds room, and columns are as far apart as their rows need."""

from typing import Any

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
