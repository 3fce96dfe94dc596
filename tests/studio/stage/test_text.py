"""Text: sizes and places measured on the mobjects themselves."""

import numpy as np
import pytest
from manim import RIGHT, tempconfig

from calc.wording import number
from studio.stage.text import code, code_advance, math, name_with_letter, plated, words
from studio.stage.theme import THEME


def test_capitals_are_as_tall_as_was_asked() -> None:
    assert words("HEH", 0.3).height == pytest.approx(0.3, rel=0.02)
    assert code("HEH", 0.3).height == pytest.approx(0.3, rel=0.02)
    assert math("upright(H)", 0.3).height == pytest.approx(0.3, rel=0.02)


def test_words_show_what_is_written_not_what_is_spoken() -> None:
    assert words(f"x = {number(-5)}").text == "x = −5"


def test_a_label_knows_its_midline_whatever_hangs_below_it() -> None:
    high, low = words("loss", 0.3), words("slope", 0.3)
    low.shift((high.midline - low.midline) * np.array([0.0, 1.0, 0.0]))
    assert low.get_bottom()[1] < high.get_bottom()[1] - 0.05
    assert low.midline == pytest.approx(high.midline)


def test_a_word_and_its_letter_stand_on_one_baseline() -> None:
    pair = name_with_letter("input", "t", 0.3)
    label, formula = pair
    baseline = label.midline - 0.15
    assert formula.get_bottom()[1] == pytest.approx(baseline, abs=0.01)  # a t has no foot below the line
    assert formula.get_left()[0] > label.get_right()[0] + 0.1


def test_code_keeps_its_columns() -> None:
    size = 0.25
    plain, indented = code("H = H", size), code("    H = H", size)
    assert indented.get_left()[0] - plain.get_left()[0] == pytest.approx(4 * code_advance(size), abs=1e-6)
    digits = [code("1" + " " * n + "H", size).get_right()[0] for n in (0, 5)]
    assert digits[1] - digits[0] == pytest.approx(5 * code_advance(size), abs=1e-6)


def test_a_long_line_is_not_broken_on_a_small_frame() -> None:
    text = "print(f'{x:.4f}', " * 6
    with tempconfig({"pixel_width": 214}):
        line = code(text, 0.25)
    assert line.width == pytest.approx(len(text.rstrip()) * code_advance(0.25), rel=0.02)
    assert line.height < 0.5


def test_code_takes_colours_by_range() -> None:
    line = code("x = 4.0", colours={(0, 1): THEME.parameter})
    assert [part.text for part in line] == ["x", "=4.0"]
    assert line[0].get_fill_color().to_hex().lower() == THEME.parameter


def test_a_plate_lies_under_its_label_and_reaches_beyond_it() -> None:
    plate, label = plated(words("HEH", 0.3).shift(2 * RIGHT), buff=0.1)
    assert plate.width == pytest.approx(label.width + 0.2)
    assert plate.height == pytest.approx(label.height + 0.2)
    assert plate.get_center() == pytest.approx(label.get_center())
    assert plate.z_index < label.z_index
    assert plate.get_fill_color().to_hex().lower() == THEME.background
