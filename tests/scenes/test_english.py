"""The English lines of lessons, word for word as they were recorded: marks, numbers, and how they are spoken.

The record was first made before the lines became messages of catalogues. To record it anew after a change of
words: `PYTHONPATH=.:tests python tests/scenes/test_english.py`, and read what has changed in its difference.
"""

import json
from pathlib import Path

import judge.lessons as told
import pytest
from choices import CHOICES

import scenes
from studio.speech.voice import SilentVoice

RECORD = Path(__file__).with_name("english.json")
LESSONS = ("Derivative", "Gradient", "GradientDescent")

_LINES = {
    "Derivative": told._slope_lines,
    "Gradient": told._gradient_lines,
    "GradientDescent": told._descent_lines,
}


def lines(name: str) -> dict[str, dict[str, str]]:
    """Return all lines of a lesson by its parameters, and by the names of their beats."""
    found = {}
    for choice in ({}, *CHOICES[name]):
        lesson = getattr(scenes, name)(voice=SilentVoice(), **choice)
        shown = " ".join(f"{key}={value}" for key, value in choice.items())
        found[shown or "default"] = {beat: str(line) for beat, line in _LINES[name](lesson)}
    return found


@pytest.mark.parametrize("name", LESSONS)
def test_every_english_line_is_what_was_recorded(name: str) -> None:
    assert lines(name) == json.loads(RECORD.read_text(encoding="utf-8"))[name]


if __name__ == "__main__":
    record = {name: lines(name) for name in LESSONS}
    RECORD.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
