"""The theme's colours by the rules of WCAG 2.2 and for three kinds of colour blindness."""

import ast
import dataclasses
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.rules.theme import theme_faults
from studio.stage.marks import Arrow, Ball
from studio.stage.text import words
from studio.stage.theme import COLOURS, PALETTES, THEME, Theme, using

ROOT = Path(__file__).parents[3]


def test_the_default_theme_can_be_read_and_told_apart_by_every_sight() -> None:
    for palette in PALETTES.values():
        assert list(theme_faults(Theme(**palette))) == []


@pytest.mark.parametrize(
    ("colours", "fault"),
    [
        ({"text": "#555555"}, "text #555555 on background #0f1720 has a contrast of 2.4"),
        ({"muted": "#3a4652"}, "muted #3a4652 on background"),
        ({"panel": "#56b4e9"}, "parameter #56b4e9 on panel #56b4e9"),
        ({"loss": "#c0a040", "area": "#a0b040"}, "look alike to protan sight"),
        ({"slope": "#c070a0"}, "slope #c070a0 on a lit line of code"),
        ({"area": "#20b080"}, "text #f0f0f0 on an area"),
        ({"slope": "#56b4e0"}, "parameter #56b4e9 and slope #56b4e0 look alike"),
    ],
)
def test_a_theme_that_breaks_a_rule_is_told_which_pair_does(colours: dict[str, str], fault: str) -> None:
    assert any(fault in sentence for sentence in theme_faults(dataclasses.replace(Theme(), **colours)))


def test_another_theme_colours_what_is_made_while_it_is_in_force() -> None:
    black = dataclasses.replace(Theme(), background="#000000", parameter="#66ccff", text="#ffffff")
    with using(black):
        assert THEME.background == "#000000"
        assert Ball().core.get_fill_color().to_hex().lower() == "#66ccff"
        assert words("a").get_fill_color().to_hex().lower() == "#ffffff"
        assert Arrow().head.get_fill_color().to_hex().lower() == Theme().slope
    assert words("a").get_fill_color().to_hex().lower() == Theme().text


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is read as a module is imported: all but what stands within functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(node, (ast.FunctionDef, ast.Lambda)) and child is not node.args:
            continue
        yield child
        yield from at_import(child)


@pytest.mark.parametrize("room", ["studio", "scenes", "courses"])
def test_no_colour_is_read_before_its_theme_is_in_force(room: str) -> None:
    """A constant, or a default, with a colour of the theme in it would keep that of the dark one."""
    read = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (ROOT / room).rglob("*.py")
        for node in at_import(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in COLOURS and ast.unparse(node.value) == "THEME"
    ]
    assert read == []


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
