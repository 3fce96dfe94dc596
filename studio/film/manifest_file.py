"""Read a film's manifest without loading manim (studio.film.manifest writes it)."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.stage.quality import Quality
from studio.stage.theme import Theme, current, described

NAME = "manifest.json"

#: Files that a course writes anew, with links to the lesson's neighbours; the manifest leaves them out.
REWRITTEN = ("index.html",)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest in `folder`.

    Raises:
        ValueError: there is none, or the file is not one.
    """
    path = folder / NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        quality = Quality(**content["quality"])
        keys = {"name", "title", "beat", "parameters", "theme", "constant_rate", "engine", "parts", "keys"}
        keys |= {"voice", "hashes", "versions", "sources"}
        complete = isinstance(content["lesson"], str) and quality.frame_rate > 0 and keys <= set(content)
    except FileNotFoundError:
        raise ValueError(f"{folder} holds no {NAME}: render the lesson again, then check it") from None
    except (OSError, ValueError, KeyError, TypeError) as trouble:
        raise ValueError(f"{path} cannot be read as a manifest: {trouble!r}") from None
    if not complete:
        raise ValueError(f"{path} is not a manifest of a lesson")
    return dict(content)


def film_name(manifest: Mapping[str, Any]) -> str:
    """Return the stem of the film's file: its lesson's name, with the beat if it shows only one."""
    beat = manifest["beat"]
    return str(manifest["name"]) + (f"-{beat}" if beat else "")


def theme_of(manifest: Mapping[str, Any]) -> Theme:
    """Return the theme that a film was made with: the one in force if it is the same, else a new one.

    The manifest has no logo and no font files: where they are needed, render and check in one go.
    """
    told = manifest["theme"]
    if described(current()) == told:
        return current()
    known = {key: value for key, value in told.items() if isinstance(getattr(Theme(), key, None), str)}
    return replace(Theme(), **known)
