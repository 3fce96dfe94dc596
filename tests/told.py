"""Beats as a lesson tells them that plays nothing, for tests of what is said."""

from collections.abc import Sequence

from studio.lesson.schedule import Rehearsed, lay_out
from studio.lesson.timeline import Beat, Timeline
from studio.speech.speech import Voice


def told(beats: Sequence[Beat], voice: Voice, frame_rate: int = 30) -> Timeline:
    return lay_out([Rehearsed(beat, beat.line) for beat in beats], voice, frame_rate)
