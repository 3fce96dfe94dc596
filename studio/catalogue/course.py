"""A course file: lessons in order, each a scene with a name and its parameters, and how they all look.

Reading one loads no manim, so that its mistakes are told at once; only what the lessons' own parameters take
is asked of their classes, by `Entry.check`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.stage.quality import QUALITIES
from studio.stage.theme import Theme

if TYPE_CHECKING:
    from studio.lesson.lesson import Lesson

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_ENGLISH = re.compile(r"en(-[A-Za-z0-9]+)*")
_LONGEST_FOOTER = 20
_COURSE_KEYS = ("title", "author", "language", "quality", "cfr", "theme", "lesson")
_ENTRY_KEYS = ("scene", "name", "title")
COLOURS = ("background", "panel", "parameter", "loss", "slope", "area", "text", "muted")
_FONTS = ("font", "code_font")
_THEME_KEYS = (*COLOURS, *_FONTS, "footer", "logo")


@dataclass(frozen=True)
class Entry:
    """One lesson of a course. `name` is that of its folder and files; `title` is "" for the scene's own."""

    scene: str
    name: str
    title: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def check(self, lesson: type[Lesson]) -> None:
        """Ask the lesson's class whether it takes the parameters; ValueError where it does not."""
        lesson.chosen(self.parameters)


@dataclass(frozen=True)
class Course:
    """A course file's content. quality: a letter as -q takes it, "" for none. constant_rate: as --cfr."""

    title: str
    lessons: tuple[Entry, ...]
    author: str = ""
    language: str = "en"
    quality: str = ""
    theme: Theme = field(default_factory=Theme)
    constant_rate: bool = False


class _Place:
    """Where in the file we are, to begin every refusal with."""

    def __init__(self, *parts: str) -> None:
        self.parts = parts

    def __truediv__(self, part: str) -> _Place:
        return _Place(*self.parts, part)

    def refuse(self, said: str) -> ValueError:
        return ValueError(f"{', '.join(self.parts)}: {said}")

    def text(self, value: object, right: str) -> str:
        """The value as one line of text."""
        if not isinstance(value, str) or not value.strip() or "\n" in value:
            raise self.refuse(f"must be {right}, got {value!r}")
        return value.strip()

    def only(self, table: Mapping[str, object], known: tuple[str, ...]) -> None:
        """Refuse keys that are not known."""
        for key in table:
            if key not in known:
                raise (self / key).refuse(f"there is no such key; there are {', '.join(known)}")


def read_course(path: Path, scenes: tuple[str, ...]) -> Course:
    """Read a course file whose lessons are among `scenes`.

    Raises:
        ValueError: something in it is wrong; the sentence names file, lesson, key, what was given and what
            is right.
        OSError: the file cannot be read.
    """
    here = _Place(str(path))
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise here.refuse(f"this is not a TOML file: {error}") from None
    here.only(table, _COURSE_KEYS)
    if "title" not in table:
        raise (here / "title").refuse('a course needs one, such as title = "Calculus for ML"')
    title = (here / "title").text(table["title"], "a line of text")
    author = (here / "author").text(table["author"], "a name") if "author" in table else ""
    language = (here / "language").text(table.get("language", "en"), "a language such as en-GB")
    if not _ENGLISH.fullmatch(language):
        said = (
            f"the lessons are told in English: it must be en, or a form of it such as en-GB, got {language!r}"
        )
        raise (here / "language").refuse(said)
    quality = table.get("quality", "")
    if quality and quality not in QUALITIES:
        raise (here / "quality").refuse(f"must be one of {', '.join(QUALITIES)}, got {quality!r}")
    constant_rate = table.get("cfr", False)
    if not isinstance(constant_rate, bool):
        raise (here / "cfr").refuse(f"must be true or false, got {constant_rate!r}")
    entries = table.get("lesson", [])
    if not isinstance(entries, list) or not entries or not all(isinstance(each, dict) for each in entries):
        raise here.refuse('a course needs at least one [[lesson]] with a scene, such as scene = "Derivative"')
    theme = _theme(table.get("theme", {}), here / "theme", path.parent)
    lessons = tuple(_entry(each, here / f"lesson {n}", scenes) for n, each in enumerate(entries, 1))
    names = [entry.name.lower() for entry in lessons]
    for number, (entry, name) in enumerate(zip(lessons, names, strict=True), 1):
        if name in names[: number - 1]:
            said = (
                f"lesson {names.index(name) + 1} has the name {entry.name!r} too; give each a name of its own"
            )
            raise (here / f"lesson {number}").refuse(said)
    return Course(title, lessons, author, language, str(quality), theme, constant_rate)


def check_course(course: Course, path: Path, lesson_of: Any) -> None:
    """Ask every lesson's class, `lesson_of(scene)`, whether it takes its parameters.

    Raises:
        ValueError: one does not; the sentence names file, lesson, key, what was given and what is right.
    """
    for number, entry in enumerate(course.lessons, 1):
        try:
            entry.check(lesson_of(entry.scene))
        except ValueError as error:
            raise _Place(str(path), f"lesson {number} ({entry.name})").refuse(str(error)) from None


def _entry(table: Mapping[str, Any], here: _Place, scenes: tuple[str, ...]) -> Entry:
    if "scene" not in table:
        raise (here / "scene").refuse(f"a lesson needs one; the scenes are {', '.join(scenes)}")
    scene = (here / "scene").text(table["scene"], "the name of a scene")
    if scene not in scenes:
        raise (here / "scene").refuse(f"there is no scene {scene!r}; the scenes are {', '.join(scenes)}")
    name = (here / "name").text(table.get("name", scene), "a name")
    check_name(name, here / "name")
    title = (here / "title").text(table["title"], "a line of text") if "title" in table else ""
    return Entry(scene, name, title, {key: value for key, value in table.items() if key not in _ENTRY_KEYS})


def check_name(name: str, here: _Place | None = None) -> None:
    """Refuse, by ValueError, a lesson's name that cannot be the name of a folder on every machine."""
    if not _NAME.fullmatch(name) or len(name) > 60:
        said = f"must be a short name of letters, digits, - and _, for it names a folder; got {name!r}"
        raise (here or _Place("the name")).refuse(said)


def _theme(table: object, here: _Place, folder: Path) -> Theme:
    if not isinstance(table, dict):
        raise here.refuse(f"must be a table such as [theme], got {table!r}")
    here.only(table, _THEME_KEYS)
    chosen: dict[str, Any] = {}
    for role in COLOURS:
        if role in table:
            colour = (here / role).text(table[role], "a colour such as #56b4e9")
            if not _COLOUR.fullmatch(colour):
                raise (here / role).refuse(f"must be a colour such as #56b4e9, got {colour!r}")
            chosen[role] = colour.lower()
    theme = replace(Theme(), **chosen)
    if chosen:  # loading the mathematics of colour takes a moment
        from studio.rules.theme import theme_faults

        for fault in theme_faults(theme):
            raise here.refuse(fault)
    for key in _FONTS:
        if key in table:
            theme = _with_font(
                theme, key, (here / key).text(table[key], "the name of a font"), here / key, folder
            )
    if "footer" in table:
        footer = (here / "footer").text(table["footer"], "a short text")
        if len(footer) > _LONGEST_FOOTER:
            said = (
                f"has {len(footer)} characters, and beside the captions there is room for {_LONGEST_FOOTER}"
            )
            raise (here / "footer").refuse(said)
        theme = replace(theme, footer=footer)
    if "logo" in table:
        logo = folder / (here / "logo").text(table["logo"], "the name of an SVG file")
        if logo.suffix.lower() != ".svg" or not logo.is_file():
            raise (here / "logo").refuse(f"must be an SVG file beside the course file, and {logo} is not one")
        theme = replace(theme, logo=logo.absolute())
    return theme


def _with_font(theme: Theme, key: str, given: str, here: _Place, folder: Path) -> Theme:
    """A font is a family that this machine has, or a file beside the course file."""
    from studio.stage.fonts import families, family_of

    if given.lower().endswith((".ttf", ".otf")):
        file = (folder / given).absolute()
        try:
            chosen: dict[str, Any] = {key: family_of(file), "font_files": (*theme.font_files, file)}
            return replace(theme, **chosen)
        except OSError:
            raise here.refuse(f"must be a font file beside the course file, and {file} is not one") from None
    if given not in families():
        raise here.refuse(
            f"this machine has no font {given!r}; name one that it has, or put its .ttf or .otf file beside "
            "the course file and give the file's name"
        )
    chosen = {key: given}
    return replace(theme, **chosen)
