"""Pack rendered lessons for SCORM 1.2, which Moodle and most other learning platforms import as it is.

Each lesson is one sharable content object (SCO) that its page runs, with `scorm.js` to tell the platform
what was watched. Another standard (xAPI, cmi5) would be another such script and another manifest.

SCORM 1.2 Content Aggregation Model, 2001: the manifest `imsmanifest.xml` and the schemas it names stand at
the root of the zip.
"""

import hashlib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from studio.page.archive import write_zip
from studio.page.course_page import CourseInfo, places, read_lessons
from studio.page.info import LessonInfo
from studio.page.lesson_page import Place, lesson_page
from studio.page.templates import asset, render
from studio.system.received import inside

RECORDER = "scorm.js"

#: The schemas of IMS Content Packaging 1.1.2 and ADL's own, as SCORM 1.2 has them. The manifest leaves out
#: the optional metadata: the schema published for it is not valid XML Schema 1.0, and strict importers choke.
SCHEMAS = ("adlcp_rootv1p2.xsd", "ims_xml.xsd", "imscp_rootv1p1p2.xsd")


def write_lesson_package(folder: Path) -> Path:
    """Write the package of one rendered lesson beside its folder; return its path.

    Raises:
        ValueError: the folder holds no rendered lesson.
        OSError: a file cannot be read or written.
    """
    info = LessonInfo.read(folder)
    course = CourseInfo(info.title, language=info.language)
    members = _members(course, [("", folder, info)], [None])
    return write_zip(folder.with_name(f"{folder.name}-scorm.zip"), members)


def write_course_package(media: Path, folders: Sequence[Path], course: CourseInfo) -> Path:
    """Write one package of all these lessons of `media`, in this order; return its path.

    Their pages link to each other, for platforms that open only the first one.

    Raises:
        ValueError: there are no lessons, or a folder is not in `media` or holds no rendered lesson.
        OSError: a file cannot be read or written.
    """
    found = read_lessons(media, folders)
    lessons = [(f"{folder.name}/", folder, info) for folder, info in found]
    members = _members(course, lessons, places(found, course, index=""))
    return write_zip(media / f"{course.file_name}-scorm.zip", members)


def _members(
    course: CourseInfo, lessons: Sequence[tuple[str, Path, LessonInfo]], linked: Sequence[Place | None]
) -> Iterator[tuple[str, bytes | Path]]:
    """Yield the members of a package.

    lessons: each with its folder in the package, which ends in a slash, and its folder on the disk.
    linked: their places in the course.
    """
    yield "imsmanifest.xml", _manifest(course, [(at, info) for at, _, info in lessons]).encode()
    for name in SCHEMAS:
        yield name, (files("studio.page") / "schemas" / name).read_bytes()
    for (at, folder, info), place in zip(lessons, linked, strict=True):
        for name in info.files:
            page = name == "index.html"
            content = lesson_page(info, place, RECORDER).encode() if page else inside(folder, name)
            yield at + name, content
        yield at + RECORDER, asset(RECORDER)


def _manifest(course: CourseInfo, lessons: Sequence[tuple[str, LessonInfo]]) -> str:
    # The same lessons under the same title are the same course, whenever they were rendered.
    content = "\n".join([course.title, course.author, *(at + info.name for at, info in lessons)])
    return render(
        "imsmanifest.xml.j2",
        identifier=f"course-{hashlib.sha256(content.encode()).hexdigest()[:16]}",
        course=course,
        lessons=lessons,
        recorder=RECORDER,
    )
