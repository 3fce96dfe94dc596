"""The lessons of a package for learning platforms, each with a page that reports by a script beside it."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.page.course_page import CourseInfo, places, read_lessons
from studio.page.info import LessonInfo
from studio.page.lesson_page import Place, lesson_page
from studio.page.templates import asset
from studio.system.received import inside


@dataclass(frozen=True)
class Packed:
    """A lesson in a package.

    at: its folder there, which ends in a slash; "" for the package's root. folder: its folder on the disk.
    place: its place in the course, for links to its neighbours.
    """

    at: str
    folder: Path
    info: LessonInfo
    place: Place | None = None


@dataclass(frozen=True)
class Package:
    """A course of one lesson or many, to be packed."""

    course: CourseInfo
    lessons: tuple[Packed, ...]

    @classmethod
    def of_lesson(cls, folder: Path, mastery: int | None = None) -> "Package":
        """Return the package of one rendered lesson; ValueError where the folder holds none."""
        info = LessonInfo.read(folder)
        course = CourseInfo(info.title, language=info.language, mastery=mastery)
        return cls(course, (Packed("", folder, info),))

    @classmethod
    def of_course(cls, media: Path, folders: Sequence[Path], course: CourseInfo) -> "Package":
        """Return the package of all these lessons of `media`, in this order.

        Raises:
            ValueError: there are no lessons, or a folder is not in `media` or holds no rendered lesson.
        """
        found = read_lessons(media, folders)
        linked = places(found, course, index="")
        lessons = (
            Packed(f"{folder.name}/", folder, info, place)
            for (folder, info), place in zip(found, linked, strict=True)
        )
        return cls(course, tuple(lessons))

    @property
    def identifier(self) -> str:
        """A short name: the same lessons under the same title have it, whenever they were rendered."""
        names = [lesson.at + lesson.info.name for lesson in self.lessons]
        content = "\n".join([self.course.title, self.course.author, *names])
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def members(self, recorder: str, connects: bool = False) -> Iterator[tuple[str, bytes | Path]]:
        """Yield the names and contents of the lessons' files.

        recorder, connects: as of `lesson_page`.
        """
        for lesson in self.lessons:
            for name in lesson.info.files:
                if name == "index.html":
                    page = lesson_page(lesson.info, lesson.place, recorder, self.course.mastery, connects)
                    yield lesson.at + name, page.encode()
                else:
                    yield lesson.at + name, inside(lesson.folder, name)
            yield lesson.at + recorder, asset(recorder)
