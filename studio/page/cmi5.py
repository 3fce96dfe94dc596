"""Pack rendered lessons for cmi5, the profile of xAPI for learning platforms that launch lessons.

Each lesson is one assignable unit (AU), which its page runs, with `cmi5.js` to tell the platform's learning
record store what was watched and answered. Source: cmi5 (Quartz), 13.1 and 14: `cmi5.xml` is at the root of
the zip.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from studio.page.archive import write_zip
from studio.page.course_page import CourseInfo
from studio.page.package import Package
from studio.page.templates import render

RECORDER = "cmi5.js"


def write_lesson_package(folder: Path, mastery: int | None = None) -> Path:
    """Write the cmi5 package of one rendered lesson beside its folder; return its path.

    mastery: see CourseInfo.

    Raises:
        ValueError: the folder holds no rendered lesson.
        OSError: a file cannot be read or written.
    """
    members = _members(Package.of_lesson(folder, mastery))
    return write_zip(folder.with_name(f"{folder.name}-cmi5.zip"), members)


def write_course_package(media: Path, folders: Sequence[Path], course: CourseInfo) -> Path:
    """Write one cmi5 package of all these lessons of `media`, in this order; return its path.

    Raises:
        ValueError: there are no lessons, or a folder is not in `media` or holds no rendered lesson.
        OSError: a file cannot be read or written.
    """
    members = _members(Package.of_course(media, folders, course))
    return write_zip(media / f"{course.file_name}-cmi5.zip", members)


def _members(package: Package) -> Iterator[tuple[str, bytes | Path]]:
    structure = render(
        "cmi5.xml.j2",
        identifier=f"urn:calculus-lessons:{package.identifier}",
        course=package.course,
        lessons=[(lesson.at, lesson.info) for lesson in package.lessons],
    )
    yield "cmi5.xml", structure.encode()
    yield from package.members(RECORDER, connects=True)
