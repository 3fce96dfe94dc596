"""Advice: what a broken rule says: when, at which words, what was found, and what to do about it."""

import re
from pathlib import Path

import pytest
from manim import Dot, VMobject, Wait

from calc.window import Window
from studio.lesson.lesson import Lesson
from studio.rules.advice import ADVICE
from studio.rules.listing import broken_rules
from studio.speech.voice import SilentVoice
from studio.stage import layout, style
from studio.stage.plane import Plane
from studio.stage.text import words
from studio.stage.theme import THEME

RULES = Path(__file__).parents[3] / "studio" / "rules"


def test_every_rule_says_what_to_do() -> None:
    sources = "\n".join(path.read_text() for path in RULES.glob("*.py") if path.name != "advice.py")
    noted = set(re.findall(r'note\(\s*"([^"]+)"|Finding\("([^"]+)"', sources))
    names = {one or other for one, other in noted}
    assert len(names) > 30
    assert names <= set(ADVICE)
    assert [name for name in ADVICE if f'"{name}"' not in sources] == []


class Still(Lesson):
    """Nothing moves while a long line is said, and nothing stands out that could be pointed out again."""

    concept = False

    def construct(self) -> None:
        self.add(Dot([9, 0, 0], color=THEME.panel))
        with self.beat(
            "one", "Here is a line which goes on for quite a while, and nothing on the stage moves."
        ):
            self.then(Wait(0.2))


def test_a_line_names_the_seconds_the_words_and_the_remedy(tmp_path: Path) -> None:
    lines = [*broken_rules(Still, SilentVoice(), tmp_path, {})]
    (still,) = (line for line in lines if "moves under speech" in line)
    begin, end = map(float, re.match(r"([\d.]+) to ([\d.]+) s, beat one", still).groups())  # type: ignore[union-attr]
    assert end - begin > 4
    assert "still for" in still and "at most 4 s; let something move there" in still
    (outside,) = (line for line in lines if "safe area" in line)
    assert "a Dot near (9.0, 0.0) reaches 2.68 units beyond the safe area; make it smaller" in outside


class Late(Lesson):
    """A number is shown long before it is said, and what has no name leaves the frame."""

    concept = False

    def construct(self) -> None:
        self.add(words("7", style.LABEL, THEME.text).move_to([0, 2, 0]))
        self.add(VMobject(stroke_color=THEME.slope).set_points_as_corners([[-9, 0, 0], [0, 0, 0]]))
        with self.beat("one", "We wait a while, and then we say 7 once, and go on until the end is near."):
            self.then(Wait(0.2))


def test_a_line_names_the_moment_of_the_word_and_what_the_author_sees(tmp_path: Path) -> None:
    lines = [*broken_rules(Late, SilentVoice(), tmp_path, {})]
    (signalled,) = (line for line in lines if "signalled" in line)
    found = re.match(r"([\d.]+) s, beat one, at “then we say 7 ", signalled)
    assert found is not None and 2.0 < float(found[1]) < 4.5, signalled  # the word, not the end of the beat
    assert "nothing points at the text '7' as it is spoken" in signalled
    (outside,) = (line for line in lines if "safe area" in line)
    assert "something in the colour slope near (-4.5, 0.0) reaches" in outside


class Outside(Lesson):
    """A ball of the lesson's own lies outside in two beats, and a label comes as the film ends."""

    concept = False

    def cast(self) -> None:
        self.ball = Dot([9, 0, 0], color=THEME.slope)

    def construct(self) -> None:
        self.open(words("far", style.LABEL, THEME.text).move_to([-5.5, 0.6, 0]))
        self.add(self.ball)
        with self.beat("one", "Here is a ball."):
            self.then(Wait(0.2))
        with self.beat("two", "Here it is again, and a <label>label."):
            self.on("label", words("soon gone", style.LABEL, THEME.text))


def test_what_lies_outside_is_told_once_under_the_name_that_the_lesson_gave_it(tmp_path: Path) -> None:
    lines = [*broken_rules(Outside, SilentVoice(), tmp_path, {})]
    (outside,) = (line for line in lines if "safe area" in line)
    assert ", beat one" in outside and "a Dot near (9.0, 0.0) in self.ball reaches" in outside
    assert "(also in two)" in outside
    (title,) = (line for line in lines if "texts apart" in line)
    assert title.endswith("Plane(layout.TITLE, ..., bare=True)")
    (short,) = (line for line in lines if "time to read" in line)
    assert "the text 'soon gone' of beat two" in short


class Unopened(Lesson):
    """A plot that was made for the title card moves in without one; its curve stands on it or not."""

    concept = False
    stood: tuple[str, ...] = ()

    def cast(self) -> None:
        self.plane = Plane(layout.TITLE, Window(-4, 4, -2, 14), "x", bare=True)
        self.curve = self.plane.curve(lambda x: x**2)

    def construct(self) -> None:
        if self.stood:
            self.open(*(getattr(self, name) for name in self.stood))
        self.add(self.curve)
        with self.beat("one", "Here is a curve, and it stands on a plot."):
            self.then(self.plane.move(Window(-4, 4, -2, 14), layout.HERO_PLOT))


@pytest.mark.parametrize("stood", [(), ("curve",), ("plane", "curve")])
def test_a_plot_that_no_title_card_opened_is_told_once(stood: tuple[str, ...], tmp_path: Path) -> None:
    """All its lines and numbers come from outside: they are as many findings of one cause."""
    lines = [*broken_rules(type("Told", (Unopened,), {"stood": stood}), SilentVoice(), tmp_path, {})]
    if "plane" in stood:
        assert lines == []
        return
    (told,) = lines
    assert "beat one" in told and "plots from the title: self.plane comes from 2." in told
    assert "begin construct with self.open(self.plane, self.curve)" in told


class Elsewhere(Unopened):
    """Beside such a plot, something else is outside and stays there."""

    def construct(self) -> None:
        super().construct()
        self.add(Dot([9, 0, 0], color=THEME.slope))
        with self.beat("two", "Here is a ball."):
            self.then(Wait(0.2))


def test_what_is_outside_for_another_reason_is_still_told(tmp_path: Path) -> None:
    lines = [*broken_rules(Elsewhere, SilentVoice(), tmp_path, {})]
    assert [line.split(": ")[1] for line in lines] == ["plots from the title", "safe area"]


class UnderTheName(Lesson):
    """The highest number of a plot meets the lesson's name as it moves to the left."""

    concept = False

    def cast(self) -> None:
        self.plane = Plane(layout.TITLE, Window(0, 2, -1.5, 4), "x", bare=True)

    def construct(self) -> None:
        self.open(self.plane)
        with self.beat("one", "Here is a plot.", pause=1.0):
            self.then(self.plane.move(self.plane.window, layout.LEFT_ROOM, 3.0))


def test_a_number_that_meets_the_name_of_the_lesson_is_told_with_its_own_remedy(tmp_path: Path) -> None:
    (told,) = broken_rules(UnderTheName, SilentVoice(), tmp_path, {})
    assert "the text '4' and the text 'Under the name'" in told
    assert "; leave room over the highest number of its window" in told
