"""Render the lessons that were asked for, tell what became of each, and publish them as a course."""

import argparse
import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calculus_lessons.checking import print_reports
from calculus_lessons.chosen import jobs_of, lesson_of
from calculus_lessons.flags import MINUTES
from calculus_lessons.output import refuse, say

if TYPE_CHECKING:
    from studio.check.report import Report


def render(course: Any, arguments: argparse.Namespace) -> int:
    """Render the stale lessons of a course and print each one's outcome; return the exit code."""
    from studio.catalogue.render import Means, render, stale

    means = Means(
        media=arguments.media,
        force=arguments.force,
        workers=arguments.workers,
        cluster=arguments.cluster or "",
        parts=arguments.split,
        minutes=arguments.minutes or MINUTES,
    )
    jobs = jobs_of(course, arguments)
    store = means.store
    if arguments.preview and "://" in store.shows(""):
        there = arguments.media
        raise ValueError(f"--preview opens films in a folder of this machine, and --media is {there}")
    due = stale(jobs, means)
    if arguments.course is not None and due:
        from studio.catalogue.course import check_course

        check_course(course, arguments.course, lesson_of)
    places = {job.name: job for job in jobs}

    def tell(outcome: Any) -> None:
        job = places[outcome.name]
        if not outcome.done:
            refuse(_failed(outcome, len(jobs)))
            return
        if arguments.preview:
            stem = job.name if job.beat is None else f"{job.name}-{job.beat}"
            open_film(Path(store.shows(f"{job.place}/{stem}.mp4")))
        if outcome.state == "fresh":
            say(f"{outcome.name}: fresh, nothing to do" + f" ({outcome.verdict})" * bool(outcome.verdict))
            return
        how = ", with the pictures that were there" if outcome.state == "recut" else ""
        length, size = f"{outcome.film_seconds:.1f} s", job.quality.name
        say(f"{outcome.name}: {length} at {size}, in {outcome.seconds:.0f} s{how}")
        for beat, second in outcome.beats if arguments.verbose else ():
            say(f"  {second:7.2f} s  {beat}")
        for file in outcome.files if len(jobs) == 1 or arguments.verbose else ():
            say(f"  {store.shows(f'{job.place}/{file}')}")

    outcomes = render(jobs, means, tell, due)
    if all(outcome.done for outcome in outcomes):
        publish(course, jobs, store, arguments)
    reports = reports_of(outcomes, places, store)
    broken = print_reports(reports) if reports else 0
    failed = any(not outcome.done and outcome.state != "rejected" for outcome in outcomes)
    return 2 if failed else broken or int(any(outcome.state == "rejected" for outcome in outcomes))


def open_film(path: Path) -> None:
    """Open a film in the player of this machine; say where that cannot be done, and go on."""
    from manim.utils.file_ops import open_file

    try:
        open_file(path)
    except OSError as trouble:  # no such program, for one
        refuse(f"{path} cannot be opened here: {trouble}")


def _failed(outcome: Any, of: int) -> str:
    """Return why there is no film, and the log; a lesson that was asked for by itself need not be named."""
    name = f"{outcome.name}: " if of > 1 or outcome.state == "failed" else ""
    return f"{name}{outcome.reason}" + f" (all that it printed is in {outcome.log})" * bool(outcome.log)


def reports_of(outcomes: Sequence[Any], jobs: dict[str, Any], store: Any) -> "list[Report]":
    """Return the reports on the films that were checked."""
    checked = [outcome for outcome in outcomes if outcome.passed is not None]
    if not checked:
        return []
    from studio.catalogue.store import REJECTED
    from studio.check.report import REPORT, Report

    found = []
    for outcome in checked:
        rejected = outcome.state == "rejected"
        place = f"{REJECTED}/{outcome.name}" if rejected else jobs[outcome.name].place
        found.append(Report.from_json(store.read(f"{place}/{REPORT}") or ""))
    return found


def publish(course: Any, jobs: Sequence[Any], store: Any, arguments: argparse.Namespace) -> None:
    """Write the packages, and the index and zip of a course, of rendered lessons; print their paths."""
    whole = course.title and arguments.beat is None
    if not (whole or arguments.scorm or arguments.cmi5 or arguments.h5p or arguments.quiz):
        return
    with store.media(*(job.place for job in jobs)) as media:
        folders = [media / job.place for job in jobs]
        written: list[Path] = []
        info = None
        if whole:
            from studio.page.course_page import CourseInfo, write_course

            language = arguments.language or course.language or "en"
            info = CourseInfo(course.title, course.author, language, course.mastery)
            written += write_course(media, folders, info)
        for name in ("scorm", "cmi5"):
            if getattr(arguments, name):
                pack = importlib.import_module(f"studio.page.{name}")
                written += [pack.write_lesson_package(folder, course.mastery) for folder in folders]
                written += [pack.write_course_package(media, folders, info)] if info else []
        if arguments.h5p:
            from studio.page.h5p import write_h5p

            written += map(write_h5p, folders)
        if arguments.quiz:
            written += write_quizzes(media, folders, info, arguments.quiz)
        names = [path.relative_to(media).as_posix() for path in written]
    if whole:
        say(course.title)
    for name in names:
        say(f"  {store.shows(name)}")


def write_quizzes(media: Path, folders: Sequence[Path], course: Any, kind: str) -> list[Path]:
    """Write the questions of a course as one quiz, or without a course those of each lesson as its own."""
    from studio.page.course_page import CourseInfo
    from studio.page.info import LessonInfo
    from studio.page.quiz import write_quiz

    if course is not None:
        return [write_quiz(media / course.file_name, folders, course, kind)]
    titles = [LessonInfo.read(folder).title for folder in folders]
    return [
        write_quiz(folder, [folder], CourseInfo(title), kind)
        for folder, title in zip(folders, titles, strict=True)
    ]
