"""Export lessons' questions for a course's own quiz: GIFT and Moodle XML for Moodle, QTI 2.1 for most others.

Sources: Moodle's documentation of «GIFT format» and «Moodle XML format»; IMS Question and Test
Interoperability 2.1, Information Model and XML Binding.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.language.tongues import PageWords
from studio.page.archive import write_zip
from studio.page.course_page import CourseInfo
from studio.page.info import Asked, LessonInfo
from studio.page.templates import render
from studio.system.files import write_atomically

#: The formats by name, each with the end of its file's name.
FORMATS = {"gift": "quiz.gift", "moodle": "quiz.xml", "qti": "qti.zip"}


@dataclass(frozen=True)
class Item:
    """A question in a quiz, with its lesson. identifier: in letters, digits, - and _; unique in the quiz."""

    lesson: LessonInfo
    question: Asked
    identifier: str


def write_quiz(path: Path, folders: Sequence[Path], course: CourseInfo, kind: str) -> Path:
    """Write all questions of these rendered lessons in a format of FORMATS; return the file's path.

    path: of the file, without the format's end of its name, such as media/Derivative.

    Raises:
        ValueError: a folder holds no rendered lesson, or none of the lessons asks anything.
        OSError: a file cannot be read or written.
    """
    items = [*_items([LessonInfo.read(folder) for folder in folders])]
    if not items:
        raise ValueError(f"there is nothing to ask in a quiz: {course.title} has no questions")
    target = path.with_name(f"{path.name}-{FORMATS[kind]}")
    if kind == "qti":
        return write_zip(target, _qti(items, course))
    text: dict[str, Callable[[Sequence[Item], CourseInfo], str]] = {"gift": _gift, "moodle": _moodle}
    write_atomically(target, text[kind](items, course))
    return target


def _items(lessons: Sequence[LessonInfo]) -> Iterator[Item]:
    for number, lesson in enumerate(lessons, 1):
        for question in lesson.questions:
            plain = re.sub(r"[^A-Za-z0-9_-]", "-", lesson.name)
            yield Item(lesson, question, f"q{number}-{plain}-{question.name}")


def _gift(items: Sequence[Item], course: CourseInfo) -> str:
    """Return the questions in Moodle's GIFT format; the first answer to a number is the right one."""
    parts = [f"$CATEGORY: $course$/top/{_gifted(course.title).replace('/', '//')}"]
    for item in items:
        question = item.question
        typed = question.value is not None
        answers = []
        for option in question.options:
            feedback = f"#{_gifted(question.why if option.right else option.meaning)}"
            if not typed:
                answers.append(f"\t{'=' if option.right else '~'}{_gifted(option.text)}{feedback}")
            elif (number := _number(option.text)) is not None:
                share = "" if option.right else "%0%"
                answers.append(f"\t={share}{number!r}:{question.tolerance!r}{feedback}")
        name = _gifted(f"{item.lesson.title}: {question.name.replace('_', ' ')}")
        text = f"::{name}::[plain]{_gifted(question.text)} {{{'#' * typed}"
        parts.append("\n".join([text, *answers, f"\t####{_gifted(question.why)}", "}"]))
    return "\n\n".join(parts) + "\n"


def _gifted(text: str) -> str:
    """Return a text with GIFT's own signs escaped."""
    return re.sub(r"([~=#{}:\\])", r"\\\1", text)


def _moodle(items: Sequence[Item], course: CourseInfo) -> str:
    return render("moodle.xml.j2", items=items, course=course, number=_number)


def _qti(items: Sequence[Item], course: CourseInfo) -> Iterator[tuple[str, bytes]]:
    """Yield the members of a QTI 2.1 content package: its manifest, one test, and its items."""
    yield "imsmanifest.xml", render("qti_manifest.xml.j2", items=items, course=course).encode()
    yield "test.xml", render("qti_test.xml.j2", items=items, course=course).encode()
    for item in items:
        words = PageWords(item.lesson.language)
        yield f"items/{item.identifier}.xml", render("qti_item.xml.j2", item=item, _=words).encode()


def _number(text: str) -> float | None:
    """Return the number that an answer is; None where it is none."""
    raised = str.maketrans("−⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "-0123456789-")
    try:
        return float(text.replace(",", ".").replace("×10", "e").translate(raised))
    except ValueError:
        return None
