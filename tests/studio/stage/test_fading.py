"""Fades of things that follow something meanwhile: their pictures between nothing and all of it."""

import pytest
from manim import Line, ValueTracker, VGroup, VMobject

from studio.stage.fading import Coming, Going
from studio.stage.following import follow


def followed(k: ValueTracker) -> VGroup:
    """Return a line that has points only while k is above 0, and one that always has."""

    def place(line: VMobject) -> None:
        if k.get_value() > 0:
            line.set_points_as_corners([[0, 0, 0], [k.get_value(), 1, 0]])
        else:
            line.clear_points()

    line = follow(VMobject(stroke_color="#ffffff"), place, k.get_value)
    return VGroup(line, Line(color="#ffffff"))


@pytest.mark.parametrize(("fade", "ends"), [(Coming, (0.0, 1.0)), (Going, (1.0, 0.0))])
@pytest.mark.parametrize("values", [(1.0, 2.0), (1.0, 0.0), (0.0, 1.0)])
def test_what_gets_or_loses_its_points_meanwhile_does_not_stop_the_fade_of_the_rest(
    fade: type, ends: tuple[float, float], values: tuple[float, float]
) -> None:
    k = ValueTracker(values[0])
    drawn = followed(k)
    play = fade(drawn)
    play.begin()
    seen = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        k.set_value(values[0] + share * (values[1] - values[0]))
        drawn.update()
        play.update_mobjects(0)
        play.interpolate(share)
        seen.append(float(drawn[1].get_stroke_opacity()))
        assert bool(len(drawn[0].points)) == (k.get_value() > 0)
        if share and len(drawn[0].points):
            assert drawn[0].get_end()[0] == pytest.approx(k.get_value())
    assert [seen[0], seen[-1]] == pytest.approx(ends)
    assert seen == sorted(seen, reverse=ends[0] > ends[1])
