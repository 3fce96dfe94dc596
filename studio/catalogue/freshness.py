"""Tells whether a film is up to date: made from all that it would be made from today."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from studio.catalogue.job import Job, key_of
from studio.film.manifest_file import NAME, REWRITTEN, read_manifest
from studio.system.files import hash_inside


def staleness(job: Job, media: Path, lengths: Mapping[str, int] | None = None) -> str | None:
    """Why the job's film must be rendered, as "missing", "sources: scenes/gradient.py"; None if it need not.

    A file that is gone or is not the one that was made counts, too. lengths: of the files, in bytes, where
    only their manifest is in `media`.

    Raises:
        ValueError, OSError: see Job.ingredients.
    """
    folder = media / job.place
    if not (folder / NAME).is_file():
        return "missing"
    try:
        manifest = read_manifest(folder)
    except ValueError as trouble:
        return str(trouble)
    wanted = job.ingredients()
    if manifest["keys"].get("film") != key_of(wanted):
        return next(_differences(manifest, wanted), "made otherwise")
    files: dict[str, str | None] = {**manifest["hashes"]["files"]}
    if job.sheet and "sheet.png" not in files:
        return "without a contact sheet"
    pages = {} if job.beat else dict.fromkeys(REWRITTEN)
    for name, known in (files | pages).items():
        if lengths is not None:
            made = manifest["hashes"]["lengths"].get(name)
            same = name in lengths and made in (None, lengths[name])
        else:
            found = hash_inside(folder, name)
            same = found is not None and known in (None, found)
        if not same:
            return f"files: {name}"
    return None


def _differences(manifest: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[str]:
    """Yield what has changed since a film was made, most telling first."""
    if not manifest["keys"]:
        yield "made without a record of what from"
    if {name: str(value) for name, value in manifest["parameters"].items()} != wanted["parameters"]:
        yield "parameters"
    for what in ("quality", "theme"):
        if manifest[what] != wanted[what]:
            yield what
    if manifest["voice"] != wanted["voice"]:
        yield "voice"
    if manifest["constant_rate"] != wanted["settings"]["constant rate"]:
        yield "held frames"
    for what in ("sources", "versions"):
        before, now = manifest[what], wanted[what]
        changed = [name for name in now if before.get(name) != now[name]]
        if changed:
            more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
            yield f"{what}: {changed[0]}{more}"
