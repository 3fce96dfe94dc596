"""Make a course of rendered lessons: an index page, links from lesson to lesson, and one zip of it all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from studio.language.tongues import PageWords
from studio.page.archive import write_zip
from studio.page.info import LessonInfo
from studio.page.lesson_page import Place, lesson_page
from studio.page.templates import asset, render_page
from studio.system.files import write_atomically
from studio.system.received import inside

_BESIDE_INDEX = ("page.css", "icon.svg")


@dataclass(frozen=True)
class CourseInfo:
    """Title, author and language of a course. language: of its title, as BCP 47 has it.

    mastery: the percentage of right answers that passes a lesson with questions; None where none does.

    Raises ValueError when a text holds what no page can show (control characters), or there is no title.
    """

    title: str
    author: str = ""
    language: str = "en"
    mastery: int | None = None

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a course needs a title")
        for text in (self.title, self.author, self.language):
            if not text.isprintable():
                raise ValueError(f"a course's title, author and language are printable text, not {text!r}")

    @property
    def file_name(self) -> str:
        """The title in letters, digits and hyphens, to begin a file's name with; 120 bytes or less.

        A name may have 255 bytes, and while a file is written its name also tells which process writes it.
        """
        words = re.sub(r"[\W_]+", "-", self.title.lower()).strip("-")[:80]
        return words.encode()[:120].decode(errors="ignore").strip("-") or "course"


def write_course(media: Path, folders: Sequence[Path], course: CourseInfo) -> list[Path]:
    """Write the index of a course of these lessons, in this order, and a zip of all it needs; return both.

    The folders lie in `media`; their pages are written again, with links to the lessons before and after.

    Raises:
        ValueError: there are no lessons, or a folder is not in `media` or holds no rendered lesson.
        OSError: a file cannot be written.
    """
    lessons = read_lessons(media, folders)
    addresses = [quote(folder.name) for folder, _ in lessons]
    for (folder, info), place in zip(lessons, places(lessons, course, "../index.html"), strict=True):
        write_atomically(folder / "index.html", lesson_page(info, place))
    for name in _BESIDE_INDEX:
        write_atomically(media / name, asset(name))
    index_page = media / "index.html"
    write_atomically(
        index_page,
        render_page(
            "course.html.j2",
            _=PageWords(course.language),
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


def places(lessons: Sequence[tuple[Path, LessonInfo]], course: CourseInfo, index: str) -> list[Place]:
    """Return each lesson's place in the course. lessons: as `read_lessons` returns them; index: see Place."""
    links = [(f"../{quote(folder.name)}/index.html", info.title) for folder, info in lessons]
    before, after = [None, *links[:-1]], [*links[1:], None]
    return [Place(course.title, index, *near) for near in zip(before, after, strict=True)]


def read_lessons(media: Path, folders: Sequence[Path]) -> list[tuple[Path, LessonInfo]]:
    """Return each folder with its LessonInfo.

    Raises:
        ValueError: there are no lessons, or a folder is not in `media` or holds no rendered lesson.
    """
    if not folders:
        raise ValueError("a course needs at least one lesson")
    for folder in folders:
        if folder.resolve().parent != media.resolve():
            raise ValueError(f"the lessons of a course lie in one folder, and {folder} is not in {media}")
    return [(folder, LessonInfo.read(folder)) for folder in folders]
