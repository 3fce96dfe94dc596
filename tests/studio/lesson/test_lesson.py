"""A lesson's frames: every play a whole number of them, every beat as long as its line, nothing late."""

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from manim import Circle, Create, FadeIn, Square, tempconfig

from calc.line import Line, say
from studio.lesson.countdown import THINK
from studio.lesson.lesson import Lesson
from studio.lesson.manim_sound import sound_for_manim
from studio.rules import limits
from studio.speech.voice import SilentVoice, Speech
from studio.stage.formula import Formula


class Tiny(Lesson):
    """Two beats and a tracker."""

    poster = "one"

    def cast(self) -> None:
        self.turn = self.track("turn")

    def construct(self) -> None:
        with self.beat("one", "A circle <stands>stands here.", pause=1.0, title="First"):
            self.then(Create(Circle()), run_time=0.37)
            self.on("stands", self.turn.to(1, 0.5))
        with self.beat("two", "What comes? Now."):
            self.then(FadeIn(Square()), run_time=0.21)
            self.guess((3.0, 0.0, 0.0))


class Frames:
    """Collects the pictures and the tracker's value at each frame."""

    def __init__(self) -> None:
        self.pictures: list[np.ndarray] = []
        self.turns: list[float] = []
        self.beats: list[str] = []

    def __call__(self, lesson: Lesson, pixels: np.ndarray, frames: int) -> None:
        self.pictures += [pixels] * frames
        self.turns += [lesson.trackers["turn"].get_value()] * frames
        self.beats += [lesson.beat_name] * frames


def test_plain_manim_hears_the_narration_without_ffmpeg(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hum(SilentVoice):
        name = "hum"

        def speak(self, words: Sequence[str]) -> Speech:
            silent = super().speak(words)
            return Speech(np.full_like(silent.samples, 0.5), silent.starts)

    monkeypatch.setenv("PATH", str(tmp_path))
    with tempconfig({"media_dir": str(tmp_path), "verbosity": "ERROR", "write_to_movie": False}):
        lesson = Tiny(voice=Hum())
        sound_for_manim(lesson, lesson.timeline.span("one"))
    heard = lesson.renderer.file_writer.audio_segment
    assert heard.max / heard.max_possible_amplitude == pytest.approx(0.5, abs=1e-3)


def test_the_drawn_frames_are_those_of_the_timeline(draw_small: Callable[..., Lesson]) -> None:
    frames = Frames()
    lesson = draw_small(Tiny, frames)
    assert len(frames.pictures) == lesson.timeline.frames
    for span in lesson.timeline.spans:
        assert frames.beats[span.start : span.end] == [span.beat.name] * (span.end - span.start)


def test_a_move_ends_in_its_last_state_because_a_beat_ends_in_a_hold(
    draw_small: Callable[..., Lesson],
) -> None:
    frames = Frames()
    lesson = draw_small(Tiny, frames)
    assert frames.turns[lesson.timeline.span("one").end - 1] == 1.0


def test_a_play_waits_for_its_word(draw_small: Callable[..., Lesson]) -> None:
    frames = Frames()
    lesson = draw_small(Tiny, frames)
    span = lesson.timeline.span("one")
    spoken = span.voice_start + round(span.narration.words[2].start * lesson.timeline.frame_rate)
    moving = next(index for index, turn in enumerate(frames.turns) if turn > 0)
    assert moving == spoken + 1  # its first frame shows where it starts from


@pytest.mark.parametrize("pointed", ["hero", "what came last"])
def test_in_a_long_hold_something_is_pointed_out_and_is_then_as_before(
    pointed: str, draw_small: Callable[..., Lesson]
) -> None:
    """Also where a beat has no hero and no formula, however slowly its line is read."""

    class Slow(Tiny):
        def construct(self) -> None:
            with self.beat("one", "A circle stands here, " + "and it stands and stands " * 6 + "for long."):
                circle = Circle(color="#e69f00", stroke_width=20)
                self.then(FadeIn(Square(color="#101820"), circle), run_time=0.4)
                self.hero = circle if pointed == "hero" else None

    frames = Frames()
    lesson = draw_small(Slow, frames)
    rate = lesson.timeline.frame_rate
    changed = [0, *(n for n in range(1, len(frames.pictures)) if not same(frames.pictures, n - 1, n))]
    assert lesson.timeline.frames > 12 * rate and len(changed) > 4
    still = max(after - before for before, after in itertools.pairwise([*changed, len(frames.pictures)]))
    assert still < limits.VOICED * rate
    assert same(frames.pictures, changed[1] + rate, -1)  # one second in, it stands, and so it does at the end


def same(pictures: Sequence[np.ndarray], one: int, other: int) -> bool:
    return np.array_equal(pictures[one], pictures[other])


def test_one_beat_is_drawn_as_in_the_whole_lesson(draw_small: Callable[..., Lesson]) -> None:
    whole, part = Frames(), Frames()
    lesson = draw_small(Tiny, whole)
    draw_small(Tiny, part, only="two")
    span = lesson.timeline.span("two")
    assert len(part.pictures) == span.end - span.start
    assert all(map(np.array_equal, part.pictures, whole.pictures[span.start : span.end]))


def test_the_ring_counts_three_seconds(draw_small: Callable[..., Lesson]) -> None:
    frames = Frames()
    lesson = draw_small(Tiny, frames, only="two")
    ring = [picture[:, picture.shape[1] * 6 // 10 :] for picture in frames.pictures]
    changing = sum(not np.array_equal(one, other) for one, other in itertools.pairwise(ring))
    assert changing / lesson.timeline.frame_rate == pytest.approx(THINK + 0.5, abs=0.5)


def test_a_lesson_that_plays_otherwise_than_it_was_rehearsed_is_refused(
    draw_small: Callable[..., Lesson],
) -> None:
    class Moody(Tiny):
        played = 0

        def construct(self) -> None:
            type(self).played += 1
            times = self.played
            with self.beat("one", "Here."):
                for _ in range(times):
                    self.then(Create(Circle()))

    with pytest.raises(ValueError, match="'one' was rehearsed with 2 plays and drawn with 1"):
        draw_small(Moody, Frames())


def test_a_mark_that_its_line_lacks_is_refused(draw_small: Callable[..., Lesson]) -> None:
    class Deaf(Tiny):
        def construct(self) -> None:
            with self.beat("one", "A <circle>circle."):
                self.on("square", Create(Square()))

    with pytest.raises(ValueError, match="'one' has no mark <square>; its marks: circle"):
        draw_small(Deaf, Frames())


def test_a_mark_that_would_be_read_aloud_is_refused(draw_small: Callable[..., Lesson]) -> None:
    class Loud(Tiny):
        def construct(self) -> None:
            with self.beat("one", "A <Circle>circle."):
                self.then(Create(Circle()))

    with pytest.raises(ValueError, match="<Circle> in a line is no mark"):
        draw_small(Loud, Frames())


def test_a_formula_set_at_a_mark_that_its_line_has_not_leaves_the_one_before_to_be_replaced(
    draw_small: Callable[..., Lesson],
) -> None:
    class Passed(Lesson):
        def construct(self) -> None:
            with self.beat("one", say("Here is a.") + Line(without=frozenset({"never"}))):
                self.then(self.set_formula("a"))
                self.on("never", self.set_formula("b"))
            with self.beat("two", "Now it is c."):
                self.then(self.set_formula("c"))
                self.then(self.recolour_formula(("c", "loss")))

    lesson = draw_small(Passed, lambda *_: None, rasterise=False)
    assert [each.text for each in lesson.mobjects if isinstance(each, Formula)] == ["c"]


def test_a_lesson_that_tells_nothing_is_refused() -> None:
    with tempconfig({"dry_run": True}), pytest.raises(ValueError, match="Silent tells nothing: it needs"):
        type("Silent", (Lesson,), {})(voice=SilentVoice()).timeline  # noqa: B018


def test_a_name_is_read_as_words() -> None:
    assert Tiny.heading() == "Tiny"
    assert type("GradientDescent", (Lesson,), {}).heading() == "Gradient Descent"
