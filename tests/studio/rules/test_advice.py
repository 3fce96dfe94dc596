"""Advice: what a broken rule says: when, at which words, what was found, and what to do about it."""

import re
from pathlib import Path

from manim import Dot, Wait

from studio.lesson.lesson import Lesson
from studio.rules.advice import ADVICE
from studio.rules.listing import broken_rules
from studio.speech.voice import SilentVoice
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
    """Nothing moves while a long line is said."""

    concept = False

    def construct(self) -> None:
        self.add(Dot([9, 0, 0], color=THEME.loss))
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
