"""The lessons that were asked for, as a course and as jobs."""

import argparse
import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scenes
from calculus_lessons.flags import PARAMETER
from studio.system.names import check_name, is_own
from studio.system.own_folder import importing_from

if TYPE_CHECKING:
    from studio.lesson.lesson import Lesson


def course_of(arguments: argparse.Namespace) -> Any:
    """Return the course to render: that of a file, or one made of the lessons that were named.

    Raises:
        ValueError: no lesson, or an unknown one, was asked for, or a parameter is refused.
    """
    from studio.catalogue.course import Course, read_course

    if arguments.course is not None:
        if arguments.scene or arguments.all or arguments.name:
            raise ValueError("--course names its lessons itself: leave --scene, --all and --name out")
        course = read_course(arguments.course, scenes.COURSE)
    else:
        names = list(dict.fromkeys([*arguments.scene, *(scenes.COURSE if arguments.all else ())]))
        if not names:
            lessons = ", ".join(scenes.COURSE)
            raise ValueError(
                f"say what to render with --scene NAME, --all or --course FILE; the lessons are {lessons}"
            )
        if arguments.name is not None:
            if len(names) != 1:
                raise ValueError(f"--name needs exactly one --scene, and {len(names)} were given")
            check_name(arguments.name)
        given = {
            key.removeprefix(PARAMETER): value
            for key, value in vars(arguments).items()
            if key.startswith(PARAMETER) and value is not None
        }
        course = Course(
            scenes.TITLE if arguments.all else "",
            tuple(replace(entry_of(name), parameters=given) for name in names),
        )
        if arguments.name is not None:
            course = replace(course, lessons=(replace(course.lessons[0], name=arguments.name),))
        for name, count in Counter(entry.name.lower() for entry in course.lessons).items():
            if count > 1:
                raise ValueError(f"{count} lessons are named {name}: render each by itself, with a --name")
        for entry in course.lessons if given else ():
            if entry.own is None or not arguments.list:  # to list an author's lesson is not to run it
                with lesson_of(entry) as lesson:
                    entry.check(lesson)
    _check_languages([arguments.language, *(arguments.captions or ())])
    if arguments.beat is not None and len(course.lessons) != 1:
        raise ValueError(f"--beat needs exactly one --scene, and {len(course.lessons)} were given")
    for name in ("scorm", "cmi5", "h5p", "quiz"):
        if arguments.beat is not None and getattr(arguments, name):
            raise ValueError(f"--{name} packs whole lessons: leave --beat out")
    return course


def _check_languages(tags: Sequence[str | None]) -> None:
    """Raise ValueError where a lesson could have no words in one of these languages."""
    from studio.language.tongues import tongue_of

    for tag in tags:
        if tag is not None:
            tongue_of(tag)


def entry_of(given: str) -> Any:
    """Return a lesson of ours, by its name, or an author's own, by its file or module.

    Raises:
        ValueError: there is no such lesson.
        OSError: its file cannot be read.
    """
    from studio.catalogue.course import Entry
    from studio.catalogue.own_lesson import own_lesson

    if is_own(given):
        own = own_lesson(given, Path())
        return Entry(own.scene, check_name(own.scene), own=own)
    if given not in scenes.COURSE:
        raise ValueError(_no_lesson(given))
    return Entry(given, given)


@contextmanager
def lesson_of(entry: Any) -> "Iterator[type[Lesson]]":
    """Give the class of a course's lesson; an author's own is run now, and forgotten afterwards.

    Raises:
        ValueError: an author's own cannot be run, or is no lesson.
    """
    if entry.own is None:
        yield getattr(scenes, entry.scene)
        return
    from studio.lesson.lesson import lesson_class

    with importing_from(entry.own.folder):
        yield lesson_class(entry.own.module, entry.own.scene)


def _no_lesson(name: str) -> str:
    file = next((f"{made}.py" for made in (name, scenes.module(name)) if Path(f"{made}.py").is_file()), None)
    if file and name.isprintable():
        return f"there is no lesson {name!r}; for your own, give its file: --scene {file}"
    known = {lesson.lower(): lesson for lesson in scenes.COURSE}
    near = difflib.get_close_matches(name.lower(), known, n=1)
    hint = f"did you mean {known[near[0]]}? " if near else ""
    return f"there is no lesson {name!r}; {hint}The lessons are {', '.join(scenes.COURSE)}"


def jobs_of(course: Any, arguments: argparse.Namespace) -> list[Any]:
    """Return a job for each lesson of a course."""
    from studio.catalogue.job import Job
    from studio.stage.quality import QUALITIES

    voice, recordings = voice_of(course, arguments)
    return [
        Job(
            module=entry.own.module if entry.own else f"scenes.{scenes.module(entry.scene)}",
            scene=entry.scene,
            own_folder=entry.own.folder if entry.own else None,
            name=entry.name,
            quality=QUALITIES[arguments.quality or course.quality or "h"],
            title=entry.title,
            language=arguments.language or course.language,
            captions=tuple(arguments.captions or course.captions),
            parameters=entry.parameters,
            theme=course.theme,
            voice=voice,
            takes=recordings / entry.name if recordings else None,
            beat=arguments.beat,
            engine=arguments.engine,
            constant_rate=course.constant_rate and not arguments.held_frames,
            sheet=arguments.sheet,
            check=arguments.check is not None,
            again=arguments.again,
            release=arguments.release,
        )
        for entry in course.lessons
    ]


def voice_of(course: Any, arguments: argparse.Namespace) -> tuple[str, Path | None]:
    """Return the name of who speaks, or the folder in which each lesson has one of recordings.

    Raises:
        ValueError: there is no such voice and no such folder.
    """
    from studio.speech.voices import DEFAULT, named

    if arguments.voice is None:
        return course.voice or DEFAULT, course.recordings
    return named(arguments.voice, Path())
