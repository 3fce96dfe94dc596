"""Write a film's manifest: enough to make the film again, and hashes to tell it from others.

`manifest.json` holds no time and no path of the machine: two renders of one lesson write the same bytes.
"""

import inspect
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from studio.film.fingerprint import sources, stream_hashes, versions
from studio.film.manifest_file import NAME, REWRITTEN
from studio.lesson.lesson import Lesson
from studio.stage.quality import Quality
from studio.stage.theme import current, described
from studio.system.files import file_hash, write_atomically


def write_manifest(
    folder: Path,
    mp4: Path,
    lesson: Lesson,
    quality: Quality,
    *,
    name: str,
    title: str,
    parameters: Mapping[str, Any] | None,
    engine: str,
    constant_rate: bool,
    parts: Sequence[Sequence[str]],
    keys: Mapping[str, str],
) -> Path:
    """Write the manifest of the finished film `mp4` and the files beside it in `folder`; return its path.

    Args:
        parts: the beats of each part that was encoded by itself.
        keys: the keys of all that shapes the film, by name (see studio.catalogue.job).

    Raises:
        OSError: a file cannot be read or written.
    """
    path = folder / NAME
    files = [
        file for file in sorted(folder.rglob("*")) if file.is_file() and file.name not in (NAME, *REWRITTEN)
    ]
    content = {
        "lesson": type(lesson).__name__,
        "name": name,
        "title": title,
        "language": lesson.language,
        "captions": list(lesson.further_captions),
        "beat": lesson.only[0] if lesson.only else None,
        "parameters": {key: _plain(value) for key, value in sorted((parameters or {}).items())},
        "theme": described(current()),
        "quality": {
            "name": quality.name,
            "width": quality.width,
            "height": quality.height,
            "frame_rate": quality.frame_rate,
        },
        "constant_rate": constant_rate,
        "engine": engine,
        "parts": [list(beats) for beats in parts],
        "keys": dict(keys),
        "voice": lesson.voice.name,
        "seeds": seeds(lesson),
        "hashes": {
            **stream_hashes(mp4),
            "files": {file.relative_to(folder).as_posix(): file_hash(file) for file in files},
            "lengths": {file.relative_to(folder).as_posix(): file.stat().st_size for file in files},
        },
        "versions": versions(mp4),
        "sources": sources(type(lesson).__module__),
    }
    write_atomically(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    return path


def seeds(lesson: Lesson) -> dict[str, int]:
    """Return the seeds that the lesson declares (attributes named seed or ..._seed) and that of its voice."""
    found = {
        name: value
        for name, value in inspect.getmembers(lesson, lambda value: type(value) is int)
        if name == "seed" or name.endswith("_seed")
    }
    spoken = re.search(r"-seed(\d+)", lesson.voice.name)
    return {**found, **({"voice": int(spoken[1])} if spoken else {})}


def _plain(value: Any) -> Any:
    """Return a parameter's value as JSON has it; other types become text."""
    if isinstance(value, (bool, int, float, str)) or value is None:
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return str(value)
