"""Lines, voices and the timeline: what is said when, counted in frames."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from told import told

from calc.wording import number, signed
from studio.lesson.timeline import LEAD, Beat
from studio.speech.narration import narrate, sentences
from studio.speech.sound import SAMPLE_RATE
from studio.speech.voice import CachedVoice, SilentVoice, Speech

GAP = 0.35  # between the sentences of LINE
LINE = f"The slope is {signed(6)}. At {number(-5)} it is {number(0.0576)}: close to 0."


class Counting:
    """A silent voice that counts how often it is asked."""

    name = "counting"
    language = "en"

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def speak(self, words: Sequence[str]) -> Speech:
        self.asked.append(list(words))
        return SilentVoice().speak(words)

    def at_tempo(self, times: float) -> "Counting":
        return self


class Humming(SilentVoice):
    """Sound wherever a sentence is spoken."""

    def speak(self, words: Sequence[str]) -> Speech:
        silent = super().speak(words)
        return Speech(np.full_like(silent.samples, 0.5), silent.starts)


def test_a_line_is_cut_into_sentences_and_a_decimal_does_not_end_one() -> None:
    assert [len(tokens) for tokens in sentences(LINE)] == [4, 8]


def test_captions_read_what_is_written_and_the_voice_says_what_is_spoken() -> None:
    voice = Counting()
    narration = narrate(LINE, voice)
    assert " ".join(word.text for word in narration.words) == (
        "The slope is +6. At −5 it is 0.0576: close to 0."
    )
    assert [" ".join(words) for words in voice.asked] == [
        "The slope is plus 6.",
        "At minus 5 it is 0.0576: close to 0.",
    ]


def test_word_times_run_forward_and_leave_a_gap_between_sentences() -> None:
    narration = narrate(LINE, SilentVoice())
    starts = [word.start for word in narration.words]
    assert starts == sorted(starts)
    assert narration.words[4].start - narration.words[3].end == pytest.approx(GAP, abs=1e-4)
    assert narration.words[-1].end == pytest.approx(narration.seconds)


def test_a_narration_is_its_sentences_end_to_end_with_the_silence_after_each() -> None:
    narration = narrate(LINE, Humming())
    first, second = narration.sentences
    assert first.gap == GAP and second.gap == 0
    assert narration.starts == pytest.approx([0, first.seconds + GAP], abs=1e-4)
    assert [word.text for word in second.words] == ["At", "−5", "it", "is", "0.0576:", "close", "to", "0."]
    assert narration.words[5].start == pytest.approx(narration.starts[1] + second.words[1].start)
    silence = narration.samples[len(first.samples) : -len(second.samples)]
    assert not silence.any() and len(silence) == pytest.approx(GAP * SAMPLE_RATE, abs=1)
    assert narration.voiced == pytest.approx(narration.seconds - GAP, abs=1e-4)


def test_a_sentence_can_wait_and_is_not_spoken_again_for_it() -> None:
    plain = narrate(LINE, Humming())
    later = plain.waiting({1: 1.5})
    moved = [after.start - before.start for before, after in zip(plain.words, later.words, strict=True)]
    assert moved == pytest.approx([0.0] * 4 + [1.5] * 8)
    assert later.seconds == pytest.approx(plain.seconds + 1.5)
    assert later.voiced == plain.voiced
    assert later.sentences[1].samples is plain.sentences[1].samples
    assert not later.samples[len(plain.sentences[0].samples) :][: round((1.5 + GAP) * SAMPLE_RATE)].any()


@pytest.mark.parametrize("waits", [{0: 1.0}, {2: 1.0}, {1: -1.0}, {1: float("nan")}])
def test_a_wait_that_is_none_is_refused(waits: dict[int, float]) -> None:
    with pytest.raises(ValueError, match=r"silence before it|0 s or longer"):
        narrate(LINE, SilentVoice()).waiting(waits)


def test_an_empty_line_is_silence() -> None:
    silence = narrate("", SilentVoice())
    assert silence.words == () and silence.seconds == 0 and len(silence.samples) == 0


def test_beats_lie_end_to_end_in_whole_frames() -> None:
    beats = [Beat("one", "A first line."), Beat("two", "And a second line.", pause=1.0)]
    timeline = told(beats, SilentVoice(), 30)
    assert timeline.spans[0].start == 0
    assert timeline.spans[1].start == timeline.spans[0].end
    assert timeline.frames == timeline.spans[1].end
    for span in timeline.spans:
        voiced = (span.end - span.voice_start) / 30 - span.beat.pause
        assert 0 <= voiced - span.narration.seconds < 2 / 30
        assert 0 <= (span.voice_start - span.start) / 30 - LEAD < 1 / 30


def test_a_script_that_cannot_be_told_apart_is_refused() -> None:
    with pytest.raises(ValueError, match="'a'"):
        told([Beat("a", "One."), Beat("a", "Two.")], SilentVoice(), 30)


def test_an_unknown_beat_names_those_there_are() -> None:
    with pytest.raises(ValueError, match="its beats are one, two"):
        told([Beat("one", "A line."), Beat("two", "A line.")], SilentVoice(), 30).span("three")


def test_sound_is_kept_and_never_synthesised_twice(tmp_path: Path) -> None:
    counting = Counting()
    voice = CachedVoice(counting, tmp_path)
    first, second = voice.speak(["Hello", "there."]), voice.speak(["Hello", "there."])
    assert len(counting.asked) == 1
    assert np.array_equal(first.samples, second.samples)
    assert np.array_equal(first.starts, second.starts)
    voice.speak(["Hello", "you."])
    assert len(counting.asked) == 2


def test_sound_that_cannot_be_read_back_is_synthesised_again(tmp_path: Path) -> None:
    counting = Counting()
    CachedVoice(counting, tmp_path).speak(["Hello", "there."])
    (kept,) = tmp_path.glob("*.npz")
    kept.write_bytes(kept.read_bytes()[:40])
    CachedVoice(counting, tmp_path).speak(["Hello", "there."])
    assert len(counting.asked) == 2
