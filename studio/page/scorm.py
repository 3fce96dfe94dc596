"""Pack rendered lessons for SCORM 1.2, which Moodle and most other learning platforms import as it is.

Each lesson is one sharable content object (SCO) that its page runs, with `scorm.js` to tell the platform
what was watched and answered.

SCORM 1.2 Content Aggregation Model, 2001: the manifest `imsmanifest.xml` and the schemas it names stand at
the root of the zip.
"""

from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from studio.page.archive import write_zip
from studio.page.course_page import CourseInfo
from studio.page.package import Package
from studio.page.templates import render

RECORDER = "scorm.js"

#: The schemas of IMS Content Packaging 1.1.2 and ADL's own, as SCORM 1.2 has them. The manifest leaves out
#: the optional metadata: the schema published for it is not valid XML Schema 1.0, and strict importers choke.
SCHEMAS = ("adlcp_rootv1p2.xsd", "ims_xml.xsd", "imscp_rootv1p1p2.xsd")


def write_lesson_package(folder: Path, mastery: int | None = None) -> Path:
    """Write the package of one rendered lesson beside its folder; return its path.

    mastery: see CourseInfo.

    Raises:
        ValueError: the folder holds no rendered lesson.
        OSError: a file cannot be read or written.
    """
    package = Package.of_lesson(folder, mastery)
    return write_zip(folder.with_name(f"{folder.name}-scorm.zip"), _members(package))


def write_course_package(media: Path, folders: Sequence[Path], course: CourseInfo) -> Path:
    """Write one package of all these lessons of `media`, in this order; return its path.

    Their pages link to each other, for platforms that open only the first one.

    Raises:
        ValueError: there are no lessons, or a folder is not in `media` or holds no rendered lesson.
        OSError: a file cannot be read or written.
    """
    package = Package.of_course(media, folders, course)
    return write_zip(media / f"{course.file_name}-scorm.zip", _members(package))


def _members(package: Package) -> Iterator[tuple[str, bytes | Path]]:
    yield "imsmanifest.xml", _manifest(package).encode()
    for name in SCHEMAS:
        yield name, (files("studio.page") / "schemas" / name).read_bytes()
    yield from package.members(RECORDER)


def _manifest(package: Package) -> str:
    return render(
        "imsmanifest.xml.j2",
        identifier=f"course-{package.identifier}",
        course=package.course,
        lessons=[(lesson.at, lesson.info) for lesson in package.lessons],
        recorder=RECORDER,
    )
