"""A lesson's frames: every play a whole number of them, every beat as long as its line, nothing late."""

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from manim import Circle, Create, FadeIn, Square, tempconfig

from studio.lesson.lesson import Lesson
from studio.lesson.scripted import ScriptedLesson
from studio.lesson.timeline import PREDICT, Beat, lay_out
from studio.speech.voice import SilentVoice, Speech


class Tiny(ScriptedLesson):
    """Two beats and a tracker."""

    poster = "one"

    def script(self) -> list[Beat]:
        return [
            Beat("one", "A circle stands here.", pause=1.0, title="First"),
            Beat("two", "Guess what comes. Now.", pause=PREDICT),
        ]

    def setup(self) -> None:
        super().setup()
        self.turn = self.track("turn")

    def construct(self) -> None:
        with self.beat("one"):
            self.play(Create(Circle()), run_time=0.37)
            self.cue("stands")
            self.play(self.turn.animate.set_value(1), run_time=0.5)
        with self.beat("two"):
            self.play(FadeIn(Square()), run_time=0.21)
            self.predict(at=(3.0, 0.0, 0.0))


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
        lesson._sound_for_manim(lesson.timeline.span("one"))
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


def test_a_cue_waits_for_its_word(draw_small: Callable[..., Lesson]) -> None:
    frames = Frames()
    lesson = draw_small(Tiny, frames)
    span = lesson.timeline.span("one")
    spoken = span.voice_start + round(span.narration.words[2].start * lesson.timeline.frame_rate)
    moving = next(index for index, turn in enumerate(frames.turns) if turn > 0)
    assert moving == spoken + 1  # its first frame shows where it starts from


def test_a_cue_of_the_same_phrase_is_its_next_place_in_the_line(draw_small: Callable[..., Lesson]) -> None:
    class Twice(Tiny):
        def script(self) -> Sequence[Beat]:
            return [Beat("one", "The slope here is the slope there.", pause=1.0), *super().script()[1:]]

        def construct(self) -> None:
            with self.beat("one"):
                self.until("slope")  # leads to the word: to wait for it then is to wait for the same one
                for phrase in ("slope", "slope"):
                    self.cue(phrase)
                    at.append(self.frame)
                with pytest.raises(ValueError, match="is not in the rest of the line"):
                    self.cue("slope")
            with self.beat("two"):
                pass

    at: list[int] = []
    span = draw_small(Twice, Frames()).timeline.span("one")
    words, rate = span.narration.words, span.frame_rate
    assert at == [span.voice_start + round(words[index].start * rate) for index in (1, 5)]


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
    assert changing / lesson.timeline.frame_rate == pytest.approx(PREDICT, abs=0.5)


def test_plays_longer_than_the_line_are_refused(draw_small: Callable[..., Lesson]) -> None:
    class Late(Tiny):
        def construct(self) -> None:
            with self.beat("one"):
                self.play(Create(Circle()), run_time=20)

    with pytest.raises(ValueError, match=r"the plays of the beat 'one' take .* s longer than its line"):
        draw_small(Late, Frames())


def test_beats_out_of_order_are_refused(draw_small: Callable[..., Lesson]) -> None:
    class Muddled(Tiny):
        def construct(self) -> None:
            with self.beat("two"):
                pass

    with pytest.raises(ValueError, match="out of order"):
        draw_small(Muddled, Frames())


def test_a_cue_that_is_not_said_is_refused(draw_small: Callable[..., Lesson]) -> None:
    class Deaf(Tiny):
        def construct(self) -> None:
            with self.beat("one"):
                self.cue("square")

    with pytest.raises(ValueError, match="'square' is not in the rest of the line"):
        draw_small(Deaf, Frames())


def test_a_script_is_needed(draw_small: Callable[..., Lesson]) -> None:
    class Wordless(ScriptedLesson):
        def construct(self) -> None:
            with self.beat("one"):
                pass

    with pytest.raises(NotImplementedError, match="Wordless has no script"):
        draw_small(Wordless, Frames())


def test_a_name_is_read_as_words() -> None:
    assert Tiny.heading() == "Tiny"
    assert type("GradientDescent", (Lesson,), {}).heading() == "Gradient Descent"


def test_a_phrase_is_not_spoken_before_the_plays_that_lead_to_it() -> None:
    spans = [
        lay_out([Beat("one", "It has come to rest here.", not_before=plays)], SilentVoice(), 30).spans[0]
        for plays in ({}, {"rest": 0.5}, {"rest": 4.0})
    ]
    at = [span.voice_start / 30 + span.narration.start_of("rest")[1] for span in spans]
    assert at[0] == at[1] < 4.0 <= at[2] < 4.0 + 1 / 30  # the line begins later only where it must


def test_a_phrase_is_looked_for_behind_what_the_line_says_before_it() -> None:
    class Twice(Tiny):
        def script(self) -> list[Beat]:
            return [Beat("one", "At 3 it moves on to 3.")]

        def construct(self) -> None:
            with self.beat("one"):
                self.cue("At 3")
                self.found = self.until("3"), self.until("3", after="it")

    with tempconfig({"dry_run": True, "verbosity": "ERROR"}):
        lesson = Twice(voice=SilentVoice())
        lesson.render()
    first, second = lesson.found
    assert first < 1.0 < second
