"""A folder and its lesson -> a report."""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from studio.check.checker import Checker, Played
from studio.check.checkers import CHECKERS
from studio.check.delivered import Delivered
from studio.check.replay import Moment, replay
from studio.check.report import Report
from studio.lesson import Lesson
from studio.manifest_file import theme_of
from studio.theme import using
from studio.voice import CachedVoice, HibariVoice, SilentVoice, Voice


def prove(
    folder: Path,
    lesson_class: type[Lesson],
    *,
    voice: Voice | None = None,
    cache: Path,
    checkers: Sequence[type[Checker]] = CHECKERS,
) -> Report:
    """Check the film in `folder` against its lesson; the same folder gives the same report.

    voice: who spoke; by default the voice that the manifest names. `cache`: a folder for what may be kept.

    Raises:
        ValueError: there is no film in the folder that can be read, or its lesson cannot be played any more.
        OSError: a file cannot be read.
    """
    delivered = Delivered.open(folder)
    with using(theme_of(delivered.manifest)):
        return _prove(delivered, lesson_class, voice, cache, checkers)


def _prove(
    delivered: Delivered,
    lesson_class: type[Lesson],
    voice: Voice | None,
    cache: Path,
    checkers: Sequence[type[Checker]],
) -> Report:
    began = _processor_seconds()
    voice = voice or voice_of(delivered.manifest, cache)
    with ExitStack() as stack:
        parts = [checker(delivered) for checker in checkers]
        for part in parts:
            stack.callback(part.close)

        def see(moment: Moment) -> None:
            for part in parts:
                part.see(moment)

        lesson, decoded = replay(lesson_class, delivered, voice, see, cache=cache / "manim")
        played = Played(lesson, voice, decoded, cache)
        quality = delivered.quality
        rate = quality.frame_rate
        report = Report(
            delivered.name,
            f"{delivered.mp4.name}: {played.frames / rate:.1f} s at {quality.name}, {decoded} pictures, "
            f"voice {delivered.manifest['voice']}",
        )
        for part in parts:
            report.rows += part.rows(played)
            report.exhibits += part.exhibits
    report.seconds = _processor_seconds() - began
    return report


def _processor_seconds() -> float:
    """Of this process and of those that it has begun and seen ended."""
    return sum(os.times()[:4])


def voice_of(manifest: dict[str, Any], cache: Path) -> Voice:
    """The voice that a film was made with.

    Raises:
        ValueError: this machine has another one, whose lines would be spoken at another pace.
    """
    voices: tuple[Voice, ...] = (SilentVoice(), HibariVoice())
    for voice in voices:
        if voice.name == manifest["voice"]:
            return CachedVoice(voice, cache / "voice")
    raise ValueError(
        f"the film was spoken by {manifest['voice']}, and this machine has {voices[1].name}: render it again"
    )
