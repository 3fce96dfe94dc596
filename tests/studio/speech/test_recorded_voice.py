"""A person's recordings: found, read within bounds, cut into sentences; a new take makes another voice."""

import os
import struct
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.speech import recorded_voice
from studio.speech.pace import narrate_all
from studio.speech.recorded_voice import RecordedVoice
from studio.speech.sound import SAMPLE_RATE
from studio.speech.takes import cuts, find_takes, read_take
from studio.speech.word_times import by_letters, silences

LINE = "We stand here now. Then we go on."
BURST, PAUSE = 1.0, 0.5  # seconds: of a sentence, and of the quiet around it


def sentences_of(count: int) -> NDArray[np.float32]:
    """Return so many bursts of noise, quiet before, between and after them."""
    quiet = np.zeros(round(PAUSE * SAMPLE_RATE), np.float32)
    noise = np.random.default_rng(0).uniform(-0.3, 0.3, round(BURST * SAMPLE_RATE)).astype(np.float32)
    return np.concatenate([quiet, *[part for _ in range(count) for part in (noise, quiet)]])


def write(path: Path, samples: NDArray[np.float32], codec: str = "", rate: int = SAMPLE_RATE) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = path.suffix.lower().removeprefix(".")
    with av.open(str(path), "w", format=kind) as file:
        stream = file.add_stream(
            codec or ("flac" if kind == "flac" else "pcm_s16le"), rate=rate, layout="mono"
        )
        whole = av.AudioFrame.from_ndarray((samples * 32_767).astype("<i2")[None], "s16", "mono")
        whole.sample_rate = rate
        resampler = av.AudioResampler(stream.format.name, "mono", rate, frame_size=1024)
        for frame in [*resampler.resample(whole), *resampler.resample(None)]:
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


@pytest.fixture(autouse=True)
def nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.speech.word_times.PACKAGES", ("no_such_package",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "Lesson"


def read(folder: Path, *lines: tuple[str, str]) -> list[list[float]]:
    """Return the seconds of each sentence of these lines, as recorded."""
    voice = RecordedVoice(folder, "en", folder.parent / "cache")
    told = narrate_all(lines, voice)
    return [[sentence.seconds for sentence in each.sentences] for each in told]


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".WAV", ".Flac"])
def test_a_line_in_one_file_is_cut_at_its_pauses(folder: Path, suffix: str) -> None:
    write(folder / f"one{suffix}", sentences_of(2))
    (told,) = read(folder, ("one", LINE))
    assert told == pytest.approx([BURST + 0.11] * 2, abs=0.03)  # with the margins of quiet that are kept


def test_sentences_in_files_of_their_own_sound_alike(folder: Path) -> None:
    for number in (1, 2):
        write(folder / f"one.{number}.flac", sentences_of(1))
    (told,) = read(folder, ("one", LINE))
    assert told == pytest.approx([BURST + 0.11] * 2, abs=0.03)


def test_words_stand_in_order_inside_their_sentence(folder: Path) -> None:
    write(folder / "one.wav", sentences_of(2))
    (told,) = narrate_all([("one", LINE)], RecordedVoice(folder, "en", folder.parent))
    starts = [word.start for word in told.words]
    assert starts == sorted(starts) and len(starts) == 8
    assert starts[0] == 0 and starts[4] == told.starts[1]
    assert starts[1] == pytest.approx(BURST * 2 / 13, abs=0.05)  # "we" has 2 of the sentence's 14 letters


@pytest.mark.parametrize(
    ("words", "like"),
    [
        (["Производная", "и", "её", "знак"], ["Proizvodnai", "i", "ie", "znak"]),
        (["señaló", "ç", "œuvre"], ["senalo", "c", "euvre"]),
        (["微積分", "学", "don't"], ["abc", "a", "don't"]),
    ],
)
def test_words_of_any_script_take_their_share_by_their_letters(words: list[str], like: list[str]) -> None:
    sound = sentences_of(1)
    assert by_letters(sound, words).tolist() == by_letters(sound, like).tolist()
    assert len(set(by_letters(sound, words))) == len(words)


def test_a_title_without_a_line_needs_no_recording(folder: Path) -> None:
    write(folder / "one.wav", sentences_of(1))
    assert [len(each) for each in read(folder, ("title", ""), ("one", "We stand here now."))] == [0, 1]


def test_a_new_take_makes_another_voice(folder: Path, tmp_path: Path) -> None:
    write(folder / "one.wav", sentences_of(1))
    first = RecordedVoice(folder, "en", tmp_path).name
    assert RecordedVoice(folder, "en", tmp_path).name == first
    write(folder / "one.wav", sentences_of(1) * np.float32(0.9))
    assert RecordedVoice(folder, "en", tmp_path).name != first


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({}, "has no recording for one.wav; --voice-sheet"),
        ({"one.1.wav": 1}, "has no recording for one.wav"),
        ({"one.wav": 2, "one.flac": 2}, "has both one.flac and one.wav: keep one of them"),
        ({"one.WAV": 2, "one.wav": 2}, "has both one.WAV and one.wav: keep one of them"),
        ({"one.wav": 2, "one.1.wav": 1}, "has one.wav for a line, and its sentences, too"),
        ({"one.wav": 1}, "one.wav: 2 sentences are in it, and 0 pauses can be heard between them"),
        ({"one.wav": 25}, "one.wav cannot be read as a recording: it is longer than 30 s"),
        ({"one.wav": 0}, "one.wav cannot be read as a recording: nothing can be heard in it"),
    ],
)
def test_what_cannot_be_told_is_refused_in_a_sentence(folder: Path, made: dict[str, int], said: str) -> None:
    folder.mkdir()
    for name, count in made.items():
        write(folder / name, sentences_of(count))
    with pytest.raises(ValueError) as refusal:
        read(folder, ("one", LINE))
    assert said in str(refusal.value) and "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF\xff\xff\xff\xffWAVEfmt " + b"\0" * 100,
        struct.pack(
            "<4sI8sIHHIIHH4sI", b"RIFF", 36, b"WAVEfmt ", 16, 0x7777, 1, 8000, 8000, 1, 8, b"data", 0
        ),
    ],
    ids=["empty", "cut short", "of an unknown kind"],
)
@pytest.mark.parametrize("name", ["one.wav", "one.flac"])
def test_a_file_that_is_no_recording_is_refused(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir()
    (folder / name).write_bytes(content)
    with pytest.raises(ValueError, match=rf"{name} cannot be read as a recording"):
        read_take(folder / name)


def test_a_click_and_a_packed_sound_are_refused(folder: Path) -> None:
    write(folder / "one.wav", sentences_of(1)[SAMPLE_RATE : SAMPLE_RATE + 10])
    with pytest.raises(ValueError, match="it is shorter than any word"):
        read_take(folder / "one.wav")
    write(folder / "two.wav", sentences_of(1), codec="adpcm_ima_wav")
    with pytest.raises(ValueError, match="it has adpcm_ima_wav in it, and PCM or FLAC is read"):
        read_take(folder / "two.wav")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes among files")
def test_a_pipe_and_a_link_that_leads_out_are_no_recordings(folder: Path) -> None:
    folder.mkdir()
    os.mkfifo(folder / "one.wav")
    with pytest.raises(ValueError, match="is not a regular file"):
        RecordedVoice(folder, "en", folder.parent)
    (folder / "one.wav").unlink()
    write(folder.parent / "elsewhere.wav", sentences_of(2))
    (folder / "one.wav").symlink_to(folder.parent / "elsewhere.wav")
    with pytest.raises(ValueError, match="leads out of its folder"):
        find_takes(folder, "one", 2)


def test_a_take_of_another_line_is_named_with_what_it_says(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorded_voice, "timer", lambda language: "whisper")
    heard = {"one": "We stand here now.", "two": "The cat sat on the mat, purring."}
    answers = [(np.zeros(4), each) for each in heard.values()]
    monkeypatch.setattr(recorded_voice, "aligned", lambda read: answers)
    for name in heard:
        write(folder / f"{name}.wav", sentences_of(1))
    with pytest.raises(ValueError) as refusal:
        read(folder, ("one", "We stand here now."), ("two", "Then we go on."))
    said = str(refusal.value)
    assert "two.wav says 'The cat sat on the mat, purring.', and its line is 'Then we go on.'" in said
    assert "one.wav" not in said


def test_a_recogniser_that_repeats_itself_accuses_nobody(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it does with some voices: "at 0.0.0.0.0..."."""
    monkeypatch.setattr(recorded_voice, "timer", lambda language: "whisper")
    monkeypatch.setattr(recorded_voice, "aligned", lambda read: [(np.zeros(4), "at 0" + ".0" * 60)])
    write(folder / "one.wav", sentences_of(1))
    assert len(read(folder, ("one", "We stand here now."))) == 1


def test_the_pauses_nearest_to_the_sentences_are_cut() -> None:
    samples = sentences_of(4)
    assert len(silences(samples)) == 3 and len(silences(samples, edges=True)) == 5
    first, second = cuts(samples, [3.4, 5.1])  # the third and fourth sentence begin at 3.5 and 5
    assert first / SAMPLE_RATE == pytest.approx(3.25, abs=0.02)
    assert second / SAMPLE_RATE == pytest.approx(4.75, abs=0.02)


def test_by_letters_a_word_after_a_pause_begins_where_it_ends() -> None:
    starts = by_letters(sentences_of(2), ["aaaa", "bbbbb", "cccc", "ddddd"])
    assert starts[2] == pytest.approx(PAUSE + BURST + PAUSE, abs=0.02)
    assert starts[1] == pytest.approx(PAUSE + BURST * 4 / 9, abs=0.05)
