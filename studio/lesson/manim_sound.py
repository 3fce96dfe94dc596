"""The narration of a lesson that is rendered by manim's own command line, whose writer carries the sound."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from manim import config

from studio.lesson.timeline import Span
from studio.speech.sound import SAMPLE_RATE

if TYPE_CHECKING:
    from studio.lesson.lesson import Lesson


def sound_for_manim(lesson: Lesson, span: Span) -> None:
    """Add a beat's sound and subtitle, as it begins; nothing where the studio draws, which adds its own."""
    if config.dry_run or span not in lesson.spans or lesson.voice.name == "none" or not span.beat.line:
        return
    folder = Path(config.media_dir).absolute() / ".cache" / "spoken"
    folder.mkdir(parents=True, exist_ok=True)
    sound = folder / f"{type(lesson).__name__}-{span.start}.wav"
    from scipy.io import wavfile  # the studio's own films do without

    # Whole numbers: what manim reads it with needs ffmpeg for any other WAV.
    wavfile.write(sound, SAMPLE_RATE, np.int16(np.clip(span.narration.samples, -1, 1) * 32767))
    lead = (span.voice_start - span.start) / lesson.timeline.frame_rate
    lesson.add_sound(str(sound), time_offset=lead)
    line = " ".join(word.text for word in span.narration.words)
    lesson.add_subcaption(line, duration=span.narration.seconds, offset=lead)
