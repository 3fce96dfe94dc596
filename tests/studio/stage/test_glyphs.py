"""The outlines of text against manim's own."""

import numpy as np
import pytest
from manim import DOWN, RIGHT, Text, tempconfig

from studio.stage.fonts import register_fonts
from studio.stage.glyphs import set_line
from studio.stage.theme import THEME


@pytest.mark.parametrize("font", [THEME.font, THEME.code_font])
@pytest.mark.parametrize("text", ["The slope, f'(x)", "if x<3 & y>−2:", "Ünïcödé ×²"])
def test_it_is_what_manim_makes_of_the_text(text: str, font: str) -> None:
    register_fonts()
    with tempconfig({"pixel_width": 10_000}):
        line = Text("H" + text, font=font, font_size=96, weight="MEDIUM", disable_ligatures=True)
    reference, *letters = [letter for letter in line if letter.height]  # its spaces are dots of no size
    line.shift(-reference.get_corner(DOWN + RIGHT)).scale(1 / reference.height, about_point=np.zeros(3))
    found = set_line(text, font, "MEDIUM")
    assert len(found) == len(letters) == len(text.replace(" ", ""))
    for outline, letter in zip(found, letters, strict=True):
        curves = letter.points.reshape(-1, 4, 3)  # manim closes what is closed, with curves of no length
        curves = curves[np.ptp(curves, axis=1).max(axis=1) > 1e-9]
        assert outline.reshape(-1, 4, 3) == pytest.approx(curves, abs=1e-9)


def test_a_line_of_spaces_has_no_glyphs() -> None:
    assert set_line("  ", THEME.font, "MEDIUM") == ()


def test_a_line_is_the_same_where_a_system_has_no_files_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    in_memory = set_line.__wrapped__("rise over run", THEME.font, "MEDIUM")
    monkeypatch.delattr("os.memfd_create", raising=False)
    on_disk = set_line.__wrapped__("rise over run", THEME.font, "MEDIUM")
    assert len(in_memory) == len(on_disk) == 11
    assert all(map(np.array_equal, in_memory, on_disk))
