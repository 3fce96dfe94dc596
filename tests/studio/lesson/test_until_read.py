"""A beat stands until what the next one takes away was read; what stays, or is looked up, adds nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from manim import tempconfig

from studio.lesson.lesson import Lesson
from studio.lesson.timeline import Timeline
from studio.speech.voice import SilentVoice
from studio.stage.text import words
from studio.stage.theme import THEME

SHORT, LONG = "seven", "one two three four five six"


def timeline(leaves: Callable[[Any, Any], object], text: str = SHORT, looked_up: bool = False) -> Timeline:
    class Told(Lesson):
        """A word that comes as it is said, at the end of a line."""

        def construct(self) -> None:
            label = words(text, 0.3, THEME.text)
            label.in_table = looked_up
            with self.beat("one", "And then there are <seven>seven."):
                self.on("seven", label)
            with self.beat("two", "So we go on."):
                leaves(self, label)

    with tempconfig({"dry_run": True, "verbosity": "ERROR", "frame_rate": 30}):
        return Told(voice=SilentVoice()).timeline


def stands(told: Timeline) -> float:
    """Return the seconds from the beginning of the first beat's play to the beat's end."""
    span = told.spans[0]
    return (span.end - span.plays[0][0]) / 30


def take(lesson: Any, label: Any) -> None:
    lesson.then(lesson.out(label))


def dim(lesson: Any, label: Any) -> None:
    lesson.then(lesson.dim_but(words("else", 0.3, THEME.text)))


def keep(lesson: Any, label: Any) -> None:
    lesson.then(words("else", 0.3, THEME.text).shift([0, 2, 0]))


@pytest.mark.parametrize("leaves", [take, dim])
def test_a_short_text_that_goes_or_grows_dim_stands_until_it_was_read(leaves: Callable[..., object]) -> None:
    assert stands(timeline(leaves)) == pytest.approx(1.55, abs=0.05)
    assert stands(timeline(leaves, LONG)) == pytest.approx(6 * 0.37 + 0.05, abs=0.05)


def test_what_stays_or_is_looked_up_adds_nothing() -> None:
    plain = stands(timeline(keep))
    assert plain < 1.3
    assert stands(timeline(take, LONG, looked_up=True)) == stands(timeline(keep, LONG)) == plain
