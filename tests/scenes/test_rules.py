"""Every lesson against the rules of a clear picture and of a script that can be followed."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from manim import LEFT, RIGHT, UP, Dot, FadeIn, Line, config, tempconfig

import scenes
from calc.wording import written
from studio.captions import Word, cues
from studio.film import draw
from studio.layout_rules import LayoutRules, standing_texts
from studio.lesson import Lesson
from studio.quality import Quality
from studio.script_rules import (
    check_captions,
    check_script,
    pace,
    reading_grade,
    shared_runs,
    words_spoken,
)
from studio.text import words
from studio.theme import THEME
from studio.timeline import Beat, Timeline, lay_out
from studio.voice import HibariVoice, SilentVoice

# Frames are not rasterised here, so the frame's size is of no matter; the rate is the rules' own.
AT_30 = Quality("rules", 214, 120, 30)

# These frame the course and teach no concept of their own, so they ask for no guess.
FRAMES = ("ConceptMap", "NextDerivatives", "TrainingLoop")


class Whole(HibariVoice):
    """The voice without word times, which the pace does not need: an eighth of the work."""

    def word_starts(self, words: Sequence[str]) -> list[float]:
        return [0.0] * len(words)


@pytest.fixture(scope="module")
def voice() -> HibariVoice:
    return Whole()


class Script:
    """A sink that keeps the texts that stood on the stage during each beat."""

    def __init__(self) -> None:
        self.rules = LayoutRules()
        self.shown: dict[str, set[str]] = {}

    def __call__(self, lesson: Lesson, pixels: np.ndarray, frames: int) -> None:
        self.rules(lesson, pixels, frames)
        texts = self.shown.setdefault(lesson.beat_name, set())
        words_or_formulas = (text for text in standing_texts(lesson) if text.cap_height != THEME.tick)
        texts.update(text.says for text in words_or_formulas)


@pytest.mark.parametrize("name", scenes.COURSE)
def test_the_picture_is_clear_in_every_frame(name: str, media: Path) -> None:
    script = Script()
    lesson = draw(
        getattr(scenes, name),
        AT_30,
        SilentVoice(),
        script,
        cache=media / ".cache" / "manim",
        rasterise=False,
    )
    assert not script.rules.findings, "\n".join(map(str, script.rules.findings.values()))
    assert {"texts apart", "text off lines", "safe area", "size of words", "no jumps"} <= set(
        script.rules.worst
    )
    # What was to come with a word comes no later than half a second after it; a cue never comes before.
    assert [cue for cue in lesson.cues if cue[2] > 0.5] == []
    for span in lesson.timeline.spans:
        assert not shared_runs(span.beat.line, script.shown[span.beat.name]), span.beat.name


def timeline_of(name: str, voice: HibariVoice) -> Timeline:
    with tempconfig({"dry_run": True, "verbosity": "ERROR", "frame_rate": 30}):
        lesson = getattr(scenes, name)(voice=voice)
        assert config.frame_rate == 30
        return lesson.timeline


# The countdown's seconds, and the numbers that only count a list's boxes.
COUNTED = {"1", "2", "3"}


@pytest.mark.parametrize("name", scenes.COURSE)
def test_every_number_shown_is_also_said_or_in_the_transcript(name: str, media: Path) -> None:
    """WCAG 2.2, 1.2.3: who cannot see the screen can read what stands on it. Ticks are left out."""
    script = Script()
    cache = media / ".cache" / "manim"
    slow = Quality("numbers", 214, 120, 5)
    lesson = draw(getattr(scenes, name), slow, SilentVoice(), script, cache=cache, rasterise=False)
    said = [word.text for span in lesson.timeline.spans for word in span.narration.words]
    known = set(numbers_in(" ".join([*said, lesson.shown()]))) | COUNTED
    for beat, texts in script.shown.items():
        for text in texts:
            assert set(numbers_in(text)) <= known, (beat, text)


def numbers_in(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", text)


@pytest.mark.parametrize("name", scenes.COURSE)
def test_the_script_can_be_followed(name: str, voice: HibariVoice) -> None:
    timeline = timeline_of(name, voice)
    found = check_script(timeline, concept=name not in FRAMES)
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("name", scenes.COURSE)
def test_the_captions_can_be_read(name: str) -> None:
    timeline = timeline_of(name, SilentVoice())
    beats = [
        [
            Word(word.text, word.start + span.voice_start / 30, word.end + span.voice_start / 30)
            for word in span.narration.words
        ]
        for span in timeline.spans
    ]
    found = check_captions(cues(beats, film_end=timeline.frames / 30, frame_rate=30), 30)
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("name", scenes.COURSE)
def test_every_number_said_is_written_as_mathematics(name: str) -> None:
    """Captions hold no "squared" and no "minus": those are for the ear."""
    for span in timeline_of(name, SilentVoice()).spans:
        line = written(span.beat.line)
        assert not re.search(r"squared|cubed|minus \d|equals \d", line), line


# The rules themselves, on lessons that break them


class Clean(Lesson):
    """One beat that breaks nothing, for others to break."""

    poster = "one"

    def script(self) -> list[Beat]:
        return [Beat("one", "Here are two words and a dot.", pause=2.0)]

    def construct(self) -> None:
        with self.beat("one"):
            self.play(*map(FadeIn, self.things()), run_time=0.5)
            self.act()

    def things(self) -> list[object]:
        return [words("left").shift(2 * LEFT), words("right").shift(2 * RIGHT), Dot(3 * UP, color=THEME.loss)]

    def act(self) -> None:
        pass


def broken(things: Callable[[Lesson], list[object]]) -> set[str]:
    lesson_class = type("Broken", (Clean,), {"things": things})
    rules = LayoutRules()
    draw(lesson_class, AT_30, SilentVoice(), rules, cache=Path(config.media_dir), rasterise=False)
    return {finding.rule for finding in rules.findings.values()}


def test_a_clean_picture_breaks_nothing() -> None:
    assert broken(Clean.things) == set()


@pytest.mark.parametrize(
    ("rule", "thing"),
    [
        ("texts apart", lambda: words("close").shift(2 * LEFT + 0.3 * UP)),
        ("text off lines", lambda: Line(3 * LEFT, LEFT, color=THEME.loss)),
        ("safe area", lambda: Dot(6.4 * RIGHT, color=THEME.loss)),
        ("above the captions", lambda: words("low").shift(2.9 * -UP)),
        ("size of words", lambda: words("small", 0.2).shift(UP)),
        ("theme's colours", lambda: Dot(UP, color="#ff0000")),
        ("words on screen", lambda: words(" ".join(["a"] * 21), THEME.label).shift(2 * UP)),
    ],
)
def test_each_layout_rule_can_fail(rule: str, thing: Callable[[], object]) -> None:
    assert broken(lambda lesson: [*Clean.things(lesson), thing()]) == {rule}


@pytest.mark.parametrize(("rule", "act"), [("no jumps", "shift"), ("no pops", "set_opacity")])
def test_a_jump_and_a_pop_are_seen(rule: str, act: str) -> None:
    class Jumpy(Clean):
        def things(self) -> list[object]:
            self.dot = Dot(3 * UP, color=THEME.loss)
            return [self.dot]

        def act(self) -> None:
            self.wait(0.5)
            getattr(self.dot, act)(0.2 if act == "set_opacity" else 0.6 * RIGHT)
            self.wait(0.5)

    rules = LayoutRules()
    draw(Jumpy, AT_30, SilentVoice(), rules, cache=Path(config.media_dir), rasterise=False)
    assert {finding.rule for finding in rules.findings.values()} == {rule}


def test_a_decimal_is_said_digit_by_digit() -> None:
    assert words_spoken("At 25 it is 0.05.") == ["At", "number", "it", "is", "0", "point", "0", "5"]


def test_hard_words_have_a_higher_grade() -> None:
    plain = reading_grade(["We step down. The step is small."])
    hard = reading_grade(
        ["Differentiable parametrisations necessitate extraordinarily sophisticated methods."]
    )
    assert plain < 3 < 12 < hard


def test_script_rules_can_fail() -> None:
    long = "This one sentence goes on and on " + "and on " * 10 + "to the end."
    beats = [Beat("long", long, pause=0.1), Beat("short", "It is 2.", pause=0.1)]
    found = {finding.rule for finding in check_script(lay_out(beats, SilentVoice(), 30))}
    assert found == {"short sentences", "quiet between beats", "a pause to guess"}
    many = lay_out([Beat(f"b{n}", "We go on and on and on.", pause=4) for n in range(20)], SilentVoice(), 30)
    assert {finding.rule for finding in check_script(many)} == {"length"}
    assert pace(many) == pytest.approx(150, abs=1)


def test_a_run_of_seven_words_both_said_and_shown_is_found() -> None:
    line = "The slope is the rise over the run at that point."
    assert shared_runs(line, ["slope is the rise over the run"]) == ["slope is the rise over the run"]
    assert shared_runs(line, ["the rise over the run"]) == []
