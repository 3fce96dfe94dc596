"""The command: render, check, list and watch lessons; what it prints, and its exit codes.

The exit code is 0 if all was rendered (and passed, if it was checked), 1 if a film breaks a rule, 2 if a
request was refused or failed, 3 if a film could not be checked; 130 after Ctrl-C, 143 and 129 after SIGTERM
and SIGHUP. Heavy imports wait until a lesson is looked into, so that a run with nothing to render is quick.
"""

import argparse
import difflib
import importlib
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import scenes
from calculus_lessons.flags import CHECK_MINUTES, MINUTES, PARAMETER, command, parse
from studio.system.names import check_name, is_own, printable
from studio.system.own_folder import PRODUCT, importing_from
from studio.system.process_memory import require_memory
from studio.system.signals import Stopped

if TYPE_CHECKING:
    from studio.check.report import Report
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
    due = stale(jobs, means)
    if arguments.course is not None and due:
        from studio.catalogue.course import check_course

        check_course(course, arguments.course, lesson_of)
    places = {job.name: job for job in jobs}
    store = means.store

    def tell(outcome: Any) -> None:
        job = places[outcome.name]
        if not outcome.done:
            refuse(_failed(outcome, len(jobs)))
            return
        if arguments.preview:
            from manim.utils.file_ops import open_file

            stem = job.name if job.beat is None else f"{job.name}-{job.beat}"
            open_file(Path(store.shows(f"{job.place}/{stem}.mp4")))
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


def check_films(arguments: argparse.Namespace) -> int:
    """Check the films in the folders that were named, and print the reports; return the exit code."""
    from studio.catalogue.check import check
    from studio.catalogue.progress import Bars

    folders = film_folders(arguments.check)
    modules = {scene: f"scenes.{scenes.module(scene)}" for scene in scenes.COURSE}
    own = {entry.scene: entry.own for entry in map(entry_of, arguments.scene) if entry.own}
    with Bars({str(folder): 1.0 for folder in folders}) as bars:
        reports = check(
            folders,
            modules,
            own=own,
            takes=_recordings(arguments),
            again=arguments.again,
            seconds=60 * (arguments.minutes or CHECK_MINUTES),
            workers=arguments.workers,
            watch=bars.watch,
            warn=lambda line: bars.say(f"{command()}: {printable(line)}"),
        )
    return print_reports(reports)


def _recordings(arguments: argparse.Namespace) -> Path | None:
    """Return the folder of recordings that was given; ValueError where something else was."""
    if arguments.voice is None:
        return None
    from studio.speech.voices import named

    recordings = named(arguments.voice, Path())[1]
    if recordings is None:
        raise ValueError(
            "--check reads in each film's manifest who speaks: give --voice only for a folder of recordings"
        )
    return recordings


def copy_for_editing(paths: Sequence[Path]) -> None:
    """Print where each finished film in these folders is with a picture at every frame; copy it if needed."""
    from studio.film.editing_copy import write_editing_copy

    for folder in film_folders(paths):
        say(str(write_editing_copy(folder)))


def film_folders(paths: Sequence[Path]) -> list[Path]:
    """Return the folders of films in these folders, or in theirs; symbolic links in them are not followed.

    Raises:
        ValueError: a folder holds no film with a manifest.
    """
    found: dict[Path, None] = {}
    for path in paths:
        inside = [*sorted(path.glob("[!.]*")), *sorted(path.glob("beats/*"))]
        folders = [path, *(folder for folder in inside if not folder.is_symlink())]
        folders = [folder for folder in folders if os.path.lexists(folder / "manifest.json")]
        if not folders:
            raise ValueError(f"{path} holds no finished film (no manifest.json): render the lesson first")
        found.update(dict.fromkeys(folders))
    return list(found)


def print_reports(reports: "Sequence[Report]") -> int:
    """Print the reports as tables; return the exit code."""
    from rich.console import Console

    from studio.check.report import show

    with suppress(SystemExit):  # rich ends so where nobody reads on
        show(reports, Console())
    if not all(report.checked for report in reports):
        return 3
    return 0 if all(report.passed for report in reports) else 1


def say(line: str) -> None:
    """Print a line, as a terminal may show it; where nobody reads on, as after `| head`, go on in silence."""
    try:
        print(printable(line), flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def refuse(sentence: object) -> None:
    """Print a sentence to standard error."""
    with suppress(BrokenPipeError):
        print(f"{command()}: {printable(str(sentence))}", file=sys.stderr)


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


def list_lessons(arguments: argparse.Namespace) -> None:
    """Print the lessons, each with the state of its film (fresh, stale or missing) and its summary."""
    from studio.catalogue.render import Means, stale

    if not (arguments.course or arguments.scene):
        arguments.all = True
    course = course_of(arguments)
    due = stale(jobs_of(course, arguments), Means(arguments.media, force=arguments.force))
    width = max(len(entry.name) for entry in course.lessons)
    for entry in course.lessons:
        why = due.get(entry.name)
        state = "fresh" if why is None else "missing" if why == "missing" else "stale"
        reason = f" ({why})" if state == "stale" else ""
        summary = entry.own.summary() if entry.own else scenes.summary(entry.scene)
        say(f"{entry.name:{width}}  {state:7}  {entry.title or summary}{reason}")


def write_voice_sheets(arguments: argparse.Namespace) -> None:
    """Write for each chosen lesson what is to be read aloud, and print the sheets' paths."""
    from studio.film.drawing import lay_out
    from studio.film.film import lesson_arguments
    from studio.lesson.voice_sheet import FILE, voice_sheet
    from studio.speech.voice import SilentVoice
    from studio.stage.quality import QUALITIES
    from studio.stage.theme import using
    from studio.system.files import write_atomically

    course = course_of(arguments)
    language = arguments.language or course.language
    for entry in course.lessons:
        with using(course.theme), TemporaryDirectory() as cache, lesson_of(entry) as lesson:
            chosen = lesson_arguments(entry.parameters, language, title=entry.title)
            laid_out = lay_out(lesson, QUALITIES["l"], SilentVoice(), cache=Path(cache), parameters=chosen)
        folder = arguments.voice_sheet / entry.name
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / FILE, voice_sheet(entry.name, laid_out.timeline, folder))
        say(str(folder / FILE))


def list_broken_rules(arguments: argparse.Namespace) -> int:
    """Print every place where the chosen lessons break a rule; return 1 if there is any."""
    from studio.rules.listing import broken_rules
    from studio.speech.voice import SilentVoice
    from studio.stage.theme import using
    from studio.system.cache_home import cache_home

    course, broken = course_of(arguments), 0
    for entry in course.lessons:
        language, cache = arguments.language or course.language, cache_home() / "manim"
        with using(course.theme), lesson_of(entry) as lesson:
            told = entry.parameters, language, entry.title
            lines = [*broken_rules(lesson, SilentVoice(), cache, *told)]
        say(f"{entry.name}: {f'{len(lines)} broken' if lines else 'every rule kept'}")
        for line in lines:
            say(f"  {line}")
        broken += len(lines)
    return int(broken > 0)


def watch(words: Sequence[str], arguments: argparse.Namespace) -> None:
    """Render the beat of one lesson that is being edited, at each save, until interrupted.

    Raises:
        ValueError: not exactly one lesson was named, or this system cannot fork.
    """
    if not hasattr(os, "fork"):
        raise ValueError("--watch needs a system that can fork a process, such as Linux or macOS")
    if len(arguments.scene) != 1:
        raise ValueError("--watch needs exactly one --scene, such as GradientDescent or your own sigmoid.py")
    own = entry_of(arguments.scene[0]).own
    import studio.film.film  # noqa: F401 - loaded once, for every fork to have it
    from studio.catalogue.watch import watch as watch_files
    from studio.film.sources import own_sources

    again = [*(word for word in words if word != "--watch"), "--force"]
    if arguments.quality is None:
        again += ["--quality", "l"]

    def draw(beat: str) -> int:
        from calculus_lessons.command import main as main_of_today  # each fork loads what was saved

        return main_of_today([*again, "--beat", beat])

    root = Path(__file__).parents[1]
    folders = [root / name for name in PRODUCT]
    if own is None:
        file, files = root / "scenes" / f"{scenes.module(arguments.scene[0])}.py", set()
    else:
        with importing_from(own.folder):
            file, files = own.file, {own.file, *own_sources(own.module).values()}
    watch_files(file, folders, draw, arguments.beat, own=files)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    words = sys.argv[1:] if words is None else words
    if words[:1] == ["render"]:  # as other commands have it: calculus-lessons render --course my.toml
        words = words[1:]
    arguments = parse(words)
    try:
        if arguments.list:
            list_lessons(arguments)
            return 0
        if arguments.new is not None:
            from calculus_lessons.new_lesson import write_new_lesson

            path = write_new_lesson(arguments.new, Path())
            say(f"{path}: look at it with {command()} --scene {path} -q l --watch --preview")
            return 0
        require_memory()
        if arguments.rules:
            return list_broken_rules(arguments)
        if arguments.voice_sheet is not None:
            write_voice_sheets(arguments)
            return 0
        if arguments.watch:
            watch(words, arguments)
        if arguments.cfr_copy:
            if arguments.scene or arguments.all or arguments.course:
                raise ValueError("--cfr-copy copies what is finished; what is rendered now needs no copy")
            copy_for_editing(arguments.cfr_copy)
            return 0
        if arguments.again and arguments.check is None and not arguments.release:
            raise ValueError("--again needs --check or --release")
        if arguments.check:
            if arguments.all or arguments.course or arguments.release:
                raise ValueError(
                    "--check with folders renders nothing: leave --all, --course and --release out, "
                    "or give --check no folders"
                )
            return check_films(arguments)
        return render(course_of(arguments), arguments)
    except (ValueError, OSError) as refusal:
        if arguments.verbose:
            raise
        refuse(refusal)
        return 2
    except (MemoryError, ImportError) as trouble:  # under ulimit -v, an import is what finds no memory
        if arguments.verbose:
            raise
        refuse(f"{trouble or 'there is too little memory'}: give it more memory (ulimit -v), or run setup.sh")
        return 2
    except KeyboardInterrupt as stopped:
        refuse("stopped; what was there before is untouched")
        return stopped.exit_code if isinstance(stopped, Stopped) else 130
