"""A folder and its lesson -> a report."""

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from studio.check.checker import Checker
from studio.check.checkers import CHECKERS
from studio.check.delivered import Delivered
from studio.check.expected.cache import kept
from studio.check.expected.model import Expected
from studio.check.moments import Moments
from studio.check.report import Report
from studio.film.manifest_file import read_manifest, theme_of
from studio.speech.speech import Voice
from studio.speech.voices import voice_that_made
from studio.stage.theme import using
from studio.system.files import locked


def prove(
    folder: Path,
    module: str,
    scene: str,
    *,
    voice: Voice | None = None,
    takes: Path | None = None,
    cache: Path,
    checkers: Sequence[type[Checker]] = CHECKERS,
) -> Report:
    """Return a report on the film in `folder`, held to its lesson; the same folder gives the same report.

    module, scene: where the lesson's class is, and what it is called.
    voice: who spoke; by default the voice that the manifest names. takes: the folder of its recordings.
    cache: a folder for what may be kept.

    Raises:
        ValueError: there is no film in the folder that can be read, its lesson cannot be played any more, or
            the film was replaced meanwhile.
        OSError: a file cannot be read.
    """
    delivered = Delivered.open(folder)
    began = _processor_seconds()
    with using(theme_of(delivered.manifest)), ExitStack() as stack:
        who = voice or voice_of(delivered.manifest, cache, takes)
        expected = _expected(delivered, module, scene, who, cache)
        parts: list[Checker] = []
        for checker in checkers:  # each is closed also where the next one cannot be made
            parts.append(checker(delivered, expected))
            stack.callback(parts[-1].close)
        moments = Moments(expected.stretches, delivered.pictures())
        for moment in moments:
            for part in parts:
                part.see(moment)
        quality = delivered.quality
        report = Report(
            delivered.name,
            f"{delivered.mp4.name}: {expected.frames / quality.frame_rate:.1f} s at {quality.name}, "
            f"{moments.decoded} pictures, voice {delivered.manifest['voice']}",
            sha256=delivered.hash,
        )
        for part in parts:
            report.rows += part.rows()
            report.exhibits += part.exhibits
    report.seconds = _processor_seconds() - began
    _unchanged(delivered)
    return report


def certify(
    folder: Path, module: str, scene: str, cache: Path, again: bool = False, takes: Path | None = None
) -> Report:
    """Return a report as `prove` does; `again`: also on a second render of the film."""
    report = prove(folder, module, scene, takes=takes, cache=cache)
    if again:
        from studio.check.again import made_again  # loads manim
        from studio.lesson.lesson import lesson_class

        voice = voice_of(read_manifest(folder), cache, takes)
        report.rows += made_again(folder, lesson_class(module, scene), voice, cache=cache)
    return report


def attach(report: Report, folder: Path) -> None:
    """Write a report beside the film that it is about.

    Raises:
        ValueError: another film was published there meanwhile.
        OSError: it cannot be written.
    """
    with locked(folder):
        if report.checked and Delivered.open(folder).hash != report.sha256:
            raise ValueError(_REPLACED.format(folder))
        report.write(folder)


_REPLACED = "the film in {} was replaced while it was checked: check it again"


def _unchanged(delivered: Delivered) -> None:
    """Raise ValueError where there is another film now, or another manifest."""
    now = Delivered.open(delivered.folder)
    if (now.hash, now.manifest) != (delivered.hash, delivered.manifest):
        raise ValueError(_REPLACED.format(delivered.folder))


def _expected(delivered: Delivered, module: str, scene: str, voice: Voice, cache: Path) -> Expected:
    """Return the notes taken when the film was drawn, or now, by playing its lesson again."""
    expected = kept(cache, delivered.hash, delivered.manifest, module, voice)
    if expected is None:
        from studio.check.expected.replay import replay  # loads manim

        manifest = delivered.manifest
        expected = replay(
            module,
            scene,
            voice,
            delivered.quality.frame_rate,
            cache=cache / "manim",
            beat=manifest["beat"],
            parameters=manifest["parameters"],
            language=manifest["language"],
            captions=manifest.get("captions", []),
            title=manifest["title"],
        )
    return expected


def _processor_seconds() -> float:
    """Of this process and of those that it has begun and seen ended."""
    return sum(os.times()[:4])


def voice_of(manifest: Mapping[str, Any], cache: Path, takes: Path | None = None) -> Voice:
    """Return the voice that a film was made with; raises as `voice_that_made`."""
    return voice_that_made(manifest["voice"], takes, manifest["language"], cache / "voice")
