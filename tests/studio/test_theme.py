"""The theme's colours by the rules of WCAG 2.2 and for three kinds of colour blindness."""

import itertools

import pytest
from coloraide import Color

from studio.theme import THEME

ROLES = {
    "parameter": THEME.parameter,
    "loss": THEME.loss,
    "slope": THEME.slope,
    "area": THEME.area,
    "text": THEME.text,
}


@pytest.mark.parametrize("role", [*ROLES, "muted"])
def test_text_can_be_read_on_the_background(role: str) -> None:
    assert Color(getattr(THEME, role)).contrast(THEME.background, method="wcag21") >= 4.5


@pytest.mark.parametrize("role", ["parameter", "loss", "slope", "text"])
def test_code_can_be_read_on_the_lit_line(role: str) -> None:
    assert Color(getattr(THEME, role)).contrast(THEME.panel, method="wcag21") >= 4.5


@pytest.mark.parametrize(("sight", "least"), [("protan", 14), ("deutan", 14), ("tritan", 10)])
def test_roles_stay_apart_without_full_colour_sight(sight: str, least: float) -> None:
    # Machado, Oliveira and Fernandes 2009, at full severity; the floats of 14.0 round either way.
    seen = {role: Color(colour).filter(sight, method="machado") for role, colour in ROLES.items()}
    for (one, first), (other, second) in itertools.combinations(seen.items(), 2):
        assert round(first.delta_e(second, method="2000"), 1) >= least, (one, other)


def test_text_sizes_are_legible_in_a_small_player() -> None:
    for size in (THEME.title, THEME.body, THEME.label):
        assert size >= 0.03 * 8
    assert THEME.tick >= 0.022 * 8


def test_columns_fill_their_region() -> None:
    columns = THEME.stage.columns(4, gap=0.2)
    assert columns[0].left == THEME.stage.left
    assert columns[-1].right == pytest.approx(THEME.stage.right)
    for left, right in itertools.pairwise(columns):
        assert right.left - left.right == pytest.approx(0.2)
        assert right.width == pytest.approx(left.width)
