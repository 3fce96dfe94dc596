"""The sound's rows, on a script that begins with a card and lacks a line."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tampering import Bursts
from told import told

from studio.check.report import Row
from studio.check.sound import Sound
from studio.check.track import Track
from studio.lesson.timeline import Beat
from studio.speech.sound import SAMPLE_RATE

BEATS = [
    Beat("card", ""),
    Beat("one", "We go on and on."),
    Beat("two", "It is here.", pause=0.05),
    Beat("three", "Then it stops there.", pause=0.6),
    Beat("four", "That is all."),
]


def rows_of(beats: list[Beat], without: str = "") -> dict[str, Row]:
    """Return the rows, by their rules, on a film that says all beats but one."""
    timeline = told(beats, Bursts(), 30)
    track = np.zeros(timeline.frames * SAMPLE_RATE // 30, np.float32)
    for span in timeline.spans:
        if span.narration.words and span.beat.name != without:
            place = span.voice_start * SAMPLE_RATE // 30
            track[place : place + len(span.narration.samples)] += span.narration.samples
    delivered: Any = SimpleNamespace(
        track=Track.of([np.stack([track, track])]),
        quality=SimpleNamespace(frame_rate=30),
        manifest={"voice": "bursts"},
    )
    expected: Any = SimpleNamespace(spans=timeline.spans, frames=timeline.frames, first=0)
    return {row.rule: row for row in Sound(delivered, expected).rows()}


@pytest.mark.parametrize("seconds", [0.02, 0.09, 0.11])
def test_a_sound_that_is_over_at_once_is_measured(seconds: float) -> None:
    block = np.full((2, round(seconds * SAMPLE_RATE)), 0.5, np.float32)
    track = Track.of([block])
    assert track.samples == block.shape[1]
    assert track.lufs == -70
    assert -6.1 < track.peak < 0  # half of full scale; a step overshoots


def test_the_least_quiet_is_told_of_the_beat_that_it_follows() -> None:
    rows = rows_of(BEATS)
    assert rows["quiet between beats"].where == "after beat two"
    assert rows["every line at its beat"].measured.endswith("of 4 lines")


def test_a_line_that_is_not_heard_moves_no_name() -> None:
    rows = rows_of(BEATS, without="one")
    assert rows["quiet between beats"].where == "after beat two"
