"""Read a film's manifest without loading manim (studio.film.manifest writes it)."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, NotRequired, TypedDict

from msgspec import Meta

from studio.stage.theme import COLOURS, Theme, current, described, is_colour
from studio.system.names import BEAT
from studio.system.names import NAME as NAME_PATTERN
from studio.system.received import decode, inside, read_bytes

NAME = "manifest.json"

#: Files that a course writes anew, with links to the lesson's neighbours; the manifest leaves them out.
REWRITTEN = ("index.html",)

#: Files that a check writes beside a film, which say nothing of the one that replaces it.
REPORTS = ("check.json", "check.html")

_Name = Annotated[str, Meta(pattern=NAME_PATTERN)]
_Beat = Annotated[str, Meta(pattern=BEAT)]
_Line = Annotated[str, Meta(max_length=500)]
_Title = Annotated[str, Meta(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*\Z")]  # it is drawn
_Texts = dict[_Line, _Line]
_Value = str | int | float | bool | None


class Size(TypedDict):
    """As studio.stage.quality.Quality: no more pixels and pictures than any `-q` asks for."""

    name: _Line
    width: Annotated[int, Meta(ge=16, le=3840)]
    height: Annotated[int, Meta(ge=16, le=2160)]
    frame_rate: Annotated[int, Meta(ge=1, le=120)]


class _Sums(TypedDict):
    files: dict[_Line, Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]]
    lengths: dict[_Line, Annotated[int, Meta(ge=0)]]


class Sums(_Sums, total=False):
    """SHA-256 of pictures, sound and files, and the files' lengths in bytes."""

    pictures: _Line
    sound: _Line


class Manifest(TypedDict):
    """All that a film was made from: see studio.film.manifest.write_manifest."""

    lesson: _Name
    name: _Name
    title: _Title
    language: _Line
    captions: NotRequired[list[_Line]]
    beat: _Beat | None
    parameters: dict[_Line, _Value | list[_Value]]
    theme: _Texts
    quality: Size
    constant_rate: bool
    engine: _Line
    parts: list[list[_Beat]]
    keys: _Texts
    voice: _Line
    hashes: Sums
    versions: _Texts
    sources: _Texts


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest in `folder`, every value of the type and within the bounds of `Manifest`.

    Raises ValueError where there is none, or it is not one.
    """
    path = folder / NAME
    try:
        return decode(read_bytes(inside(folder, NAME)), Manifest)
    except FileNotFoundError:
        raise ValueError(f"{folder} holds no {NAME}: render the lesson again, then check it") from None
    except (OSError, ValueError) as trouble:
        raise ValueError(f"{path} cannot be read as a manifest: {trouble}") from None


def former_files(folder: Path) -> set[str]:
    """Return the names of files in a folder that belong to the film in it alone, and go when it is replaced.

    They are those of its manifest and its reports; of a folder without a manifest, the reports only.
    """
    found = set(REPORTS)
    with suppress(ValueError):
        for name in read_manifest(folder)["hashes"]["files"]:
            with suppress(ValueError):
                if inside(folder, name).parent == folder:
                    found.add(name)
    return found


def film_name(manifest: Mapping[str, Any]) -> str:
    """Return the stem of the film's file: its lesson's name, with the beat if it shows only one."""
    beat = manifest["beat"]
    return str(manifest["name"]) + (f"-{beat}" if beat else "")


def theme_of(manifest: Mapping[str, Any]) -> Theme:
    """Return the theme that a film was made with: the one in force if it is the same, else a new one.

    The manifest has no logo and no font files: where they are needed, render and check in one go.

    Raises ValueError where a colour is none.
    """
    told = manifest["theme"]
    if described(current()) == told:
        return current()
    known = {key: value for key, value in told.items() if isinstance(getattr(Theme(), key, None), str)}
    for key in known.keys() & set(COLOURS):
        if not is_colour(known[key]):
            raise ValueError(f"the film's theme has {key} {known[key]!r}, which is no colour such as #56b4e9")
    return replace(Theme(), **known)
