"""A program's lines and what it prints, on the stage."""

import numpy as np
import pytest

from studio.stage.listing import Listing, Printout

LINES = tuple(f"Step {k}: x = {k}.0000" for k in range(9))


def test_a_printout_shows_the_last_lines_printed_and_only_those() -> None:
    printout = Printout(LINES, {}, np.array([0.0, 3.0, 0.0]), rows=4)
    assert printout.shown == ()
    assert not any(part.get_fill_opacity() for part in printout.family_members_with_points())
    assert printout.show(3).shown == LINES[:3]
    assert printout.show(9).shown == LINES[5:]
    tops = [line.get_top()[1] for line in printout if line.family_members_with_points()]
    assert len(tops) == 4
    assert max(tops) == pytest.approx(3.0, abs=0.02)


def test_a_line_comes_in_as_its_step_ends() -> None:
    printout = Printout(LINES, {}, np.array([0.0, 3.0, 0.0]), rows=4)
    opacities = []
    for printed in np.linspace(1, 2, 41):
        printout.show(float(printed))
        opacities.append(float(printout[1][0].get_fill_opacity()) if printout[1][0].has_points() else 0.0)
    assert opacities[0] == 0.0
    assert opacities[-1] == 1.0
    assert max(np.diff(opacities)) < 0.35
    assert opacities[: int(40 * (1 - Printout.ARRIVING))] == [0.0] * int(40 * (1 - Printout.ARRIVING))


def test_the_lit_line_is_behind_its_text() -> None:
    listing = Listing("a = 1\nb = 2\nc = 3", {}, np.array([0.0, 3.0, 0.0]))
    listing.light(1, 2).begin()
    bar, second, third = listing.bar, listing.lines[1], listing.lines[2]
    assert bar.get_bottom()[1] < third.get_bottom()[1]
    assert second.get_top()[1] < bar.get_top()[1] < listing.lines[0].get_bottom()[1]
    assert bar.get_left()[0] < second.get_left()[0]
