"""What a film must show, kept beside the media from its rendering to its check.

It is kept for the film that was last rendered under a name, with a key of all that it comes from: a lesson
that has changed since is played again instead.
"""

import hashlib
import json
import pickle
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.check.expected.model import Expected
from studio.film.manifest_file import film_name
from studio.film.sources import source_hashes
from studio.film.versions import package_versions
from studio.lesson.timeline import Timeline
from studio.speech.pace import narrate_all
from studio.speech.voice import Voice
from studio.system.files import write_atomically

_SETTINGS = ("lesson", "beat", "parameters", "theme", "voice")


def keep(cache: Path, manifest: Mapping[str, Any], module: str, expected: Expected) -> None:
    """Keep what was noted while the film was drawn that this manifest tells of; OSError where that fails.

    module: where its lesson is. The sound of its lines is left out: the voice keeps that already.
    """
    key = _key(manifest, module)
    if key is None:
        return
    path = _path(cache, manifest)
    path.parent.mkdir(parents=True, exist_ok=True)
    spans = [replace(span, narration=span.narration.muted()) for span in expected.timeline.spans]
    silent = replace(expected, timeline=Timeline(tuple(spans), expected.timeline.frame_rate))
    write_atomically(path, key + pickle.dumps(silent, protocol=5))


def kept(cache: Path, manifest: Mapping[str, Any], module: str, voice: Voice) -> Expected | None:
    """What was kept for the film of this manifest; None if nothing, or if its lesson is another one today."""
    key = _key(manifest, module)
    try:
        content = _path(cache, manifest).read_bytes()
    except FileNotFoundError:
        return None
    if key is None or not content.startswith(key):
        return None
    # What was written by the same sources can be read; it lies where only this program writes.
    silent: Expected = pickle.loads(memoryview(content)[len(key) :])
    before = silent.timeline.spans
    narrations = narrate_all([span.beat.line for span in before], voice)
    spans = [
        replace(span, narration=told.with_gaps([sentence.gap for sentence in span.narration.sentences]))
        for span, told in zip(before, narrations, strict=True)
    ]
    return replace(silent, timeline=Timeline(tuple(spans), silent.timeline.frame_rate))


def _key(manifest: Mapping[str, Any], module: str) -> bytes | None:
    """A name for all that shapes what is noted, (32,) bytes; None where the lesson is in no file."""
    try:
        sources = source_hashes([module, "studio.check.expected.notes"])
    except ValueError:  # a notebook's cells
        return None
    told = {
        **{name: manifest[name] for name in _SETTINGS},
        "frame rate": manifest["quality"]["frame_rate"],
        "versions": package_versions(),
        "sources": sources,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).digest()


def _path(cache: Path, manifest: Mapping[str, Any]) -> Path:
    return cache / "expected" / film_name(manifest)
