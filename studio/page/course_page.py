"""Rendered lessons -> a course: an index page, links from lesson to lesson, and one zip of it all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from studio.page.archive import write_zip
from studio.page.info import LessonInfo
from studio.page.lesson_page import Place, lesson_page
from studio.page.templates import asset, render
from studio.system.files import write_atomically
from studio.system.received import inside

_BESIDE_INDEX = ("page.css", "icon.svg")


@dataclass(frozen=True)
class CourseInfo:
    """What a course says about itself. language: of its title, as BCP 47 has it.

    Raises ValueError when a text holds what no page can show (control characters), or there is no title.
    """

    title: str
    author: str = ""
    language: str = "en"

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a course needs a title")
        for text in (self.title, self.author, self.language):
            if not text.isprintable():
                raise ValueError(f"a course's title, author and language are printable text, not {text!r}")

    @property
    def file_name(self) -> str:
        """The title as the beginning of a file's name."""
        return re.sub(r"[\W_]+", "-", self.title.lower()).strip("-")[:80] or "course"


def write_course(media: Path, folders: Sequence[Path], course: CourseInfo) -> list[Path]:
    """Write the index of a course of these lessons, in this order, and a zip of all that it needs.

    The folders lie in `media`; their pages are written anew, with links to the lessons before and after.
    Returns the index page and the zip.

    Raises:
        ValueError: there are no lessons, or a folder is not in `media` or holds no rendered lesson.
        OSError: a file cannot be written.
    """
    lessons = read_lessons(media, folders)
    addresses = [quote(folder.name) for folder, _ in lessons]
    titles = [info.title for _, info in lessons]
    neighbours = [None, *zip(addresses, titles, strict=True), None]
    for index, (folder, info) in enumerate(lessons):
        before, after = (
            (f"../{near[0]}/index.html", near[1]) if near else None
            for near in (neighbours[index], neighbours[index + 2])
        )
        write_atomically(
            folder / "index.html", lesson_page(info, Place(course.title, "../index.html", before, after))
        )
    for name in _BESIDE_INDEX:
        write_atomically(media / name, asset(name))
    index_page = media / "index.html"
    write_atomically(
        index_page,
        render(
            "course.html.j2",
            title=course.title,
            author=course.author,
            language=course.language,
            lessons=list(zip(addresses, (info for _, info in lessons), strict=True)),
            seconds=sum(info.seconds for _, info in lessons),
        ),
    )
    members = [(name, media / name) for name in ("index.html", *_BESIDE_INDEX)]
    members += [
        (f"{folder.name}/{name}", inside(folder, name)) for folder, info in lessons for name in info.files
    ]
    return [index_page, write_zip(media / f"{course.file_name}.zip", members)]


def read_lessons(media: Path, folders: Sequence[Path]) -> list[tuple[Path, LessonInfo]]:
    """Each folder with what it says about itself.

    Raises:
        ValueError: there are no lessons, or a folder is not in `media` or holds no rendered lesson.
    """
    if not folders:
        raise ValueError("a course needs at least one lesson")
    for folder in folders:
        if folder.resolve().parent != media.resolve():
            raise ValueError(f"the lessons of a course lie in one folder, and {folder} is not in {media}")
    return [(folder, LessonInfo.read(folder)) for folder in folders]
