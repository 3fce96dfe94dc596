"""A course file: lessons in order, each a scene with a name and its parameters, and how they all look.

Reading one loads no manim, so that its mistakes are told at once; only what the lessons' own parameters take
is asked of their classes, by `Entry.check`.
"""

from __future__ import annotations

import re
import reprlib
import tomllib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.catalogue.logo import check_logo
from studio.catalogue.own_lesson import OwnLesson, own_lesson
from studio.catalogue.pools import in_child
from studio.catalogue.subprocess_call import Limits
from studio.language.catalogue import checked_tag
from studio.language.tongues import translations_of
from studio.speech.voices import named
from studio.stage.quality import QUALITIES
from studio.stage.theme import COLOURS, PALETTES, Theme, is_colour
from studio.system.names import check_name, is_own
from studio.system.received import inside, open_regular, read_text

if TYPE_CHECKING:
    from studio.lesson.lesson import Lesson

# Possessive, and from the beginning of a part only: it takes no longer than the file is long.
_LONG_KEY = re.compile(r"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){20}")
_LONGEST_FOOTER = 20  # characters
_LONGEST_LINE, _LONGEST_TEXT, _LONGEST_LIST = 200, 2000, 1000  # characters, and values
_LONGEST_FILE, _LONGEST_FONT = 300_000, 50_000_000  # bytes
_MOST_LESSONS, _MOST_CAPTIONS = 500, 20
_PATIENCE, _ROOM = 20.0, 1_000_000_000  # seconds and bytes to draw a logo in
_COURSE_KEYS = (
    "title",
    "author",
    "language",
    "captions",
    "quality",
    "held_frames",
    "voice",
    "mastery",
    "theme",
    "lesson",
)
_ENTRY_KEYS = ("scene", "name", "title")
_FONTS = ("font", "code_font")
_THEME_KEYS = ("palette", *COLOURS, *_FONTS, "footer", "logo")


@dataclass(frozen=True)
class Entry:
    """One lesson of a course. `name` is that of its folder and files; `title` is "" for the scene's own.

    own: where it is, if it is an author's own; else it is one of ours.
    """

    scene: str
    name: str
    title: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    own: OwnLesson | None = None

    def check(self, lesson: type[Lesson]) -> None:
        """Ask the lesson's class whether it takes the parameters; ValueError where it does not."""
        lesson.chosen(self.parameters)


@dataclass(frozen=True)
class Course:
    """A course file's content.

    language: "" for the lessons' own. captions: further languages of captions. quality: a letter as -q takes
    it, "" for none. constant_rate: False as with --held-frames.
    mastery: the percentage of right answers that passes a lesson; None where none is asked for.
    voice: the name of who speaks, "" for none. recordings: the folder that has one for each lesson.
    """

    title: str
    lessons: tuple[Entry, ...]
    author: str = ""
    language: str = ""
    captions: tuple[str, ...] = ()
    quality: str = ""
    theme: Theme = field(default_factory=Theme)
    constant_rate: bool = True
    mastery: int | None = None
    voice: str = ""
    recordings: Path | None = None


class _Place:
    """A place in the file, with which every refusal begins."""

    def __init__(self, *parts: str) -> None:
        self.parts = parts

    def __truediv__(self, part: str) -> _Place:
        return _Place(*self.parts, part)

    def refuse(self, said: str) -> ValueError:
        return ValueError(f"{', '.join(self.parts)}: {said}")

    def text(self, value: object, right: str) -> str:
        """Return the value as one line of text that can be shown."""
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise self.refuse(f"must be {right}, got {_shown(value)}")
        if len(value) > _LONGEST_LINE:
            raise self.refuse(f"must be at most {_LONGEST_LINE} characters long, got {len(value)}")
        return value.strip()

    def only(self, table: Mapping[str, object], known: tuple[str, ...]) -> None:
        """Refuse keys that are not known."""
        for key in table:
            if key not in known:
                raise (self / key).refuse(f"there is no such key; there are {', '.join(known)}")


def read_course(path: Path, scenes: tuple[str, ...]) -> Course:
    """Read a course file whose lessons are among `scenes`, or an author's own (see own_lesson).

    Their files are relative to the course file, and lie beside it or below.

    Raises:
        ValueError: something in it is wrong; the sentence names file, lesson, key, what was given and what
            is right.
        OSError: the file cannot be read.
    """
    here = _Place(str(path))
    try:
        text = read_text(path, _LONGEST_FILE)
        if _LONG_KEY.search(text):  # each part more takes the reader more memory than the one before
            raise ValueError("a key in it has more than 20 parts")
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError also for numbers of too many digits
        raise here.refuse(f"this is not a TOML file that can be read: {error}") from None
    here.only(table, _COURSE_KEYS)
    if "title" not in table:
        raise (here / "title").refuse('a course needs one, such as title = "Calculus for ML"')
    title = (here / "title").text(table["title"], "a line of text")
    author = (here / "author").text(table["author"], "a name") if "author" in table else ""
    language = _language(table["language"], here / "language") if "language" in table else ""
    captions = table.get("captions", [])
    if not isinstance(captions, list) or len(captions) > _MOST_CAPTIONS:
        raise (here / "captions").refuse('must be a list of languages, such as ["es"]')
    further = tuple(_language(each, here / "captions") for each in captions)
    quality = table.get("quality", "")
    if "quality" in table and not (isinstance(quality, str) and quality in QUALITIES):
        raise (here / "quality").refuse(f"must be one of {', '.join(QUALITIES)}, got {_shown(quality)}")
    held_frames = table.get("held_frames", False)
    if not isinstance(held_frames, bool):
        raise (here / "held_frames").refuse(f"must be true or false, got {_shown(held_frames)}")
    voice, recordings = "", None
    if "voice" in table:
        given = (here / "voice").text(table["voice"], "a voice, or a folder of recordings beside this file")
        try:
            voice, recordings = named(given, path.parent)
            recordings = inside(path.parent, given) if recordings else None
        except ValueError as refusal:
            raise (here / "voice").refuse(str(refusal)) from None
    mastery = table.get("mastery")
    if mastery is not None and (type(mastery) is not int or not 1 <= mastery <= 100):
        raise (here / "mastery").refuse(f"must be a whole percentage from 1 to 100, got {_shown(mastery)}")
    entries = table.get("lesson", [])
    if not isinstance(entries, list) or not entries or not all(isinstance(each, dict) for each in entries):
        raise here.refuse('a course needs at least one [[lesson]] with a scene, such as scene = "Derivative"')
    if len(entries) > _MOST_LESSONS:
        raise here.refuse(f"a course has at most {_MOST_LESSONS} lessons, and this one has {len(entries)}")
    theme = _theme(table.get("theme", {}), here / "theme", path.parent)
    lessons = tuple(
        _entry(each, here / f"lesson {n}", scenes, path.parent) for n, each in enumerate(entries, 1)
    )
    names = [entry.name.lower() for entry in lessons]
    for number, (entry, name) in enumerate(zip(lessons, names, strict=True), 1):
        if name in names[: number - 1]:
            said = (
                f"lesson {names.index(name) + 1} has the name {entry.name!r} too; give each a name of its own"
            )
            raise (here / f"lesson {number}").refuse(said)
    settings = str(quality), theme, not held_frames, mastery, voice, recordings
    return Course(title, lessons, author, language, further, *settings)


def check_course(
    course: Course, path: Path, lesson_of: Callable[[Entry], AbstractContextManager[type[Lesson]]]
) -> None:
    """Ask every lesson's class, from `lesson_of`, whether it takes its parameters; try the theme.

    Raises:
        ValueError: one does not; the sentence names file, lesson, key, what was given and what is right.
            Or the logo, the footer and the fonts cannot be drawn, or not soon.
    """
    if course.theme.logo or course.theme.font_files or course.theme.footer:
        # What an SVG picture or a font asks for has no bound of its own: it is tried in a process that has.
        limits = Limits(_PATIENCE, _ROOM)
        done = in_child(
            "studio.catalogue.worker:try_theme", {"theme": course.theme}, limits, lambda *told: None
        )
        if done.reason:
            raise _Place(str(path), "theme").refuse(f"it cannot be drawn: {done.reason}")
    for number, entry in enumerate(course.lessons, 1):
        try:
            with lesson_of(entry) as lesson:
                entry.check(lesson)
        except ValueError as error:
            raise _Place(str(path), f"lesson {number} ({entry.name})").refuse(str(error)) from None


def _entry(table: Mapping[str, Any], here: _Place, scenes: tuple[str, ...], folder: Path) -> Entry:
    if "scene" not in table:
        raise (here / "scene").refuse(f"a lesson needs one; the scenes are {', '.join(scenes)}")
    scene = (here / "scene").text(table["scene"], "the name of a scene")
    own = None
    if is_own(scene):
        try:
            own = own_lesson(scene, folder, inner=True)
        except (ValueError, OSError) as refusal:
            raise (here / "scene").refuse(str(refusal)) from None
        scene = own.scene
    elif scene not in scenes:
        said = f"there is no scene {scene!r}; the scenes are {', '.join(scenes)}, or your own, as sigmoid.py"
        raise (here / "scene").refuse(said)
    name = (here / "name").text(table.get("name", scene), "a name")
    try:
        check_name(name)
    except ValueError as refusal:
        raise (here / "name").refuse(str(refusal)) from None
    title = (here / "title").text(table["title"], "a line of text") if "title" in table else ""
    parameters = {key: value for key, value in table.items() if key not in _ENTRY_KEYS}
    for key, value in parameters.items():
        if not _is_plain(value):
            raise (here / key).refuse(f"must be a number, a text or a list of them, got {_shown(value)}")
    return Entry(scene, name, title, parameters, own)


def _language(value: object, here: _Place) -> str:
    """Return a language that there is a catalogue for; for others a lesson would have no words."""
    tag = here.text(value, "a language such as en-GB or es")
    try:
        if checked_tag(tag).partition("-")[0] != "en":
            translations_of(tag)
    except ValueError as refusal:
        raise here.refuse(str(refusal)) from None
    return tag


def _is_plain(value: object) -> bool:
    """Return whether a lesson may be asked about a value: others are tables, dates and what is too long."""
    if isinstance(value, list):
        return len(value) <= _LONGEST_LIST and all(
            not isinstance(each, list) and _is_plain(each) for each in value
        )
    if isinstance(value, str):
        return len(value) <= _LONGEST_TEXT
    return isinstance(value, float) or (isinstance(value, int) and abs(value) < 2**63)


def _shown(value: object) -> str:
    return reprlib.repr(value)


def _theme(table: object, here: _Place, folder: Path) -> Theme:
    if isinstance(table, str):
        table = {"palette": table}
    if not isinstance(table, dict):
        raise here.refuse(f'must be "light", "dark" or a table such as [theme], got {_shown(table)}')
    here.only(table, _THEME_KEYS)
    palette = table.get("palette", "dark")
    if not isinstance(palette, str) or palette not in PALETTES:
        raise (here / "palette").refuse(f'must be "light" or "dark", got {_shown(palette)}')
    chosen: dict[str, Any] = dict(PALETTES[palette])
    for role in COLOURS:
        if role in table:
            colour = (here / role).text(table[role], "a colour such as #56b4e9")
            if not is_colour(colour):
                raise (here / role).refuse(f"must be a colour such as #56b4e9, got {colour!r}")
            chosen[role] = colour.lower()
    theme = replace(Theme(), **chosen)
    if chosen:  # loading the mathematics of colour takes a moment
        from studio.rules.theme import theme_faults

        if faults := list(theme_faults(theme)):
            raise here.refuse("; ".join(faults))
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
        given = (here / "logo").text(table["logo"], "the name of an SVG file")
        try:
            if not given.lower().endswith(".svg"):
                raise ValueError("its name does not end in .svg")
            logo = inside(folder, given).absolute()
            check_logo(logo)
        except (OSError, ValueError) as error:
            said = (
                f"must be an SVG file beside the course file, and {folder / given} is not one that is drawn"
            )
            raise (here / "logo").refuse(f"{said}: {error}") from None
        theme = replace(theme, logo=logo)
    return theme


def _with_font(theme: Theme, key: str, given: str, here: _Place, folder: Path) -> Theme:
    """A font is a family that this machine has, or a file beside the course file."""
    from studio.stage.fonts import families, family_of

    if given.lower().endswith((".ttf", ".otf")):
        file = folder / given
        try:
            file = inside(folder, given).absolute()
            open_regular(file, _LONGEST_FONT).close()
            chosen: dict[str, Any] = {key: family_of(file), "font_files": (*theme.font_files, file)}
            return replace(theme, **chosen)
        except (OSError, ValueError):
            raise here.refuse(f"must be a font file beside the course file, and {file} is not one") from None
    if given not in families():
        raise here.refuse(
            f"this machine has no font {given!r}; name one that it has, or put its .ttf or .otf file beside "
            "the course file and give the file's name"
        )
    chosen = {key: given}
    return replace(theme, **chosen)
