"""Fingerprints of a film: hashes of its streams and sources, and versions of the packages that made it."""

import hashlib
import re
from pathlib import Path

import av
import cairo
import fontpkg
import manimpango

from studio.film.reading import open_film
from studio.film.sources import source_hashes
from studio.film.versions import package_versions

# x264 signs its films: "x264 - core 165 r3222", some builds without the revision.
_X264 = re.compile(rb"x264 - (core \d+(?: r\d+)?)")


def stream_hashes(mp4: Path) -> dict[str, str]:
    """Return the SHA-256 of the film's pictures and of its sound: of every packet with its time.

    Decoding H.264 is exact, so equal packets are equal frames. `sound` is missing in a silent file.
    """
    sums = {"video": hashlib.sha256(), "audio": hashlib.sha256()}
    with open_film(mp4) as film:
        for packet in film.demux():
            if packet.size and packet.stream.type in sums:
                moment = f"{packet.pts} {packet.duration} {packet.time_base} {packet.is_keyframe};"
                sums[packet.stream.type].update(moment.encode() + bytes(packet))
        names = {"video": "pictures", "audio": "sound"}
        return {names[kind]: sums[kind].hexdigest() for kind in sums if getattr(film.streams, kind)}


def versions(mp4: Path) -> dict[str, str]:
    """Return the versions of all that drew, spoke and encoded a film, by name."""
    found = dict(package_versions())
    with mp4.open("rb") as file:
        signed = _X264.search(file.read(1 << 20))
    found["x264"] = signed[1].decode() if signed else "unknown"
    found["cairo"] = cairo.cairo_version_string()
    found["pango"] = manimpango.pango_version()
    for library, numbers in sorted(av.library_versions.items()):
        found[library] = ".".join(map(str, numbers))
    for family in ("inter", "jetbrains-mono"):
        joined = hashlib.sha256()
        for file in sorted(fontpkg.family(family).files, key=lambda file: file.path.name):
            joined.update(file.path.read_bytes())
        found[f"font {family}"] = f"sha256 {joined.hexdigest()[:16]}"
    return dict(sorted(found.items()))


def sources(module: str) -> dict[str, str]:
    """Return the SHA-256 of every source file that can change a film of this module's lesson, by its path."""
    try:
        return source_hashes([module, "studio.film.film"])
    except ValueError:  # a notebook's cells are in no file
        return source_hashes(["studio.film.film"])
