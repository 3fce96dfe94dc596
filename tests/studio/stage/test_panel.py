"""Panels: what they are given finds room."""

from calc.wording import brief
from studio.stage import layout, style
from studio.stage.panel import Panel


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
