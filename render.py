"""Render and check lessons: python render.py --scene GradientDescent

The command line only: names, flags, exit codes. Exit code 0 when all was rendered (and passed, where it was
checked), 1 when a film breaks a rule, 2 when something asked for was refused, 130 after Ctrl-C. Heavy imports
wait until a lesson is looked into, so that --help is quick.
"""

import argparse
import difflib
import os
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scenes
from calc.command import Parser

if TYPE_CHECKING:
    from studio.check.report import Report

QUALITY_HELP = "l 480p15, m 720p30, h 1080p60, p 1440p60, k 2160p60"

# Before its name, the place of a lesson's parameter among the arguments: no flag's name holds a blank.
_OF_LESSON = "parameter "


def parser(scene: str | None = None) -> Parser:
    """The command's flags, with those of a lesson's own parameters if one is named."""
    flags = Parser(
        prog="render.py",
        description="Render narrated, captioned lessons on the calculus behind machine learning.",
        epilog="Example: python render.py --scene GradientDescent -q m. "
        "With --scene NAME, --help also shows what that lesson takes, such as its function and its start.",
        allow_abbrev=False,
    )
    flags.add_argument(
        "--scene", action="append", metavar="NAME", default=[], help="a lesson to render; may be given again"
    )
    flags.add_argument(
        "--all",
        action="store_true",
        help="render every lesson in order, and write the course's index page and a zip of it",
    )
    flags.add_argument(
        "--course",
        type=Path,
        metavar="FILE",
        help="the same for the lessons of a course file such as courses/x.toml",
    )
    flags.add_argument("--list", action="store_true", help="list the lessons and stop")
    flags.add_argument(
        "-q", "--quality", choices="lmhpk", help=f"{QUALITY_HELP} (default: h, or what the course file says)"
    )
    flags.add_argument(
        "--voice",
        choices=("hibari", "none"),
        default="hibari",
        help="who speaks; none renders silent, at the same pace (default: %(default)s)",
    )
    flags.add_argument("--name", help="the name of the lesson's folder and files (default: the scene's)")
    flags.add_argument("--beat", metavar="NAME", help="render only this beat of one lesson, for a quick look")
    flags.add_argument(
        "--media",
        type=Path,
        default=Path("media"),
        metavar="DIR",
        help="where to write (default: %(default)s)",
    )
    flags.add_argument(
        "--sheet", action="store_true", help="also write a contact sheet, one captioned frame of every beat"
    )
    flags.add_argument(
        "--scorm",
        action="store_true",
        help="also write SCORM 1.2 packages: of each lesson, and of a whole course",
    )
    flags.add_argument(
        "--engine",
        choices=("studio", "manim"),
        default="studio",
        help="who draws the same pictures: studio is fast, manim is stock manim (default: %(default)s)",
    )
    flags.add_argument(
        "--cfr",
        action="store_true",
        help="write a frame for every tick also while a picture is held, for video editors that need it",
    )
    flags.add_argument(
        "--watch",
        action="store_true",
        help="render the beat that is being edited, at -q l if not said otherwise, each time a file is saved",
    )
    flags.add_argument(
        "--check",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="hold films to the mathematics and the rules: those in these folders, or those just rendered",
    )
    flags.add_argument(
        "--again",
        action="store_true",
        help="with --check: also render each film a second time and compare the two frame for frame",
    )
    flags.add_argument(
        "--release", action="store_true", help="render, check, and publish only what passes every rule"
    )
    flags.add_argument("--preview", action="store_true", help="open each video when it is finished")
    flags.add_argument("-v", "--verbose", action="store_true", help="also print the beats with their times")
    if scene is not None:
        _add_parameters(flags, scene)
    return flags


def _add_parameters(flags: Parser, scene: str) -> None:
    parameters = getattr(scenes, scene).parameters().values()
    if parameters:
        group = flags.add_argument_group(f"what {scene} takes", scenes.summary(scene))
    for parameter in parameters:
        default = parameter.write(parameter.default).replace("%", "%%")
        group.add_argument(
            parameter.flag,
            dest=_OF_LESSON + parameter.name,
            metavar=parameter.metavar,
            help=f"{parameter.help}: {parameter.kind} (default: {default})",
        )


def read(words: Sequence[str]) -> argparse.Namespace:
    """The arguments; one lesson's parameters among them when exactly one lesson is named."""
    first = Parser(add_help=False, allow_abbrev=False, prog="render.py")
    first.add_argument("--scene", action="append", default=[], metavar="NAME")
    named = {name for name in first.parse_known_args(words)[0].scene if name in scenes.COURSE}
    flags = parser(named.pop() if len(named) == 1 else None)
    arguments, unknown = flags.parse_known_args(flags.joined(words))
    if unknown:
        flags.error(_unknown(unknown[0].partition("=")[0], arguments))
    return arguments


def _unknown(word: str, arguments: argparse.Namespace) -> str:
    if not word.startswith("-"):
        return f'{word!r} belongs to no flag; a value with blanks needs quotes, such as --function "x**2 - x"'
    if len(arguments.scene) == 1 and arguments.scene[0] in scenes.COURSE:
        near = difflib.get_close_matches(word, parser(arguments.scene[0])._option_string_actions, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        return f"there is no flag {word}; {hint}--scene {arguments.scene[0]} --help lists them all"
    return (
        f"there is no flag {word} here; a lesson's own parameters need exactly one --scene, "
        "and many lessons with theirs a --course"
    )


def chosen(arguments: argparse.Namespace) -> Any:
    """The course that was asked for: that of a file, or one made of the lessons that were named.

    Raises:
        ValueError: no lesson, or an unknown one, was asked for, or a parameter is refused.
    """
    from studio.course import Course, Entry, check_course, check_name, read_course

    if arguments.course is not None:
        if arguments.scene or arguments.all or arguments.name:
            raise ValueError("--course names its lessons itself: leave --scene, --all and --name out")
        course = read_course(arguments.course, scenes.COURSE)
        check_course(course, arguments.course, lambda scene: getattr(scenes, scene))
    else:
        names = list(dict.fromkeys([*arguments.scene, *(scenes.COURSE if arguments.all else ())]))
        for name in names:
            if name not in scenes.COURSE:
                raise ValueError(_no_lesson(name))
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
            key.removeprefix(_OF_LESSON): value
            for key, value in vars(arguments).items()
            if key.startswith(_OF_LESSON) and value is not None
        }
        for name in names if given else ():
            getattr(scenes, name).chosen(given)
        title = scenes.TITLE if arguments.all else ""
        course = Course(title, tuple(Entry(name, arguments.name or name, parameters=given) for name in names))
    if arguments.beat is not None and len(course.lessons) != 1:
        raise ValueError(f"--beat needs exactly one --scene, and {len(course.lessons)} were given")
    if arguments.beat is not None and arguments.scorm:
        raise ValueError("--scorm packs whole lessons: leave --beat out")
    return course


def _no_lesson(name: str) -> str:
    known = {lesson.lower(): lesson for lesson in scenes.COURSE}
    near = difflib.get_close_matches(name.lower(), known, n=1)
    hint = f"did you mean {known[near[0]]}? " if near else ""
    return f"there is no lesson {name!r}; {hint}The lessons are {', '.join(scenes.COURSE)}"


def render(entry: Any, course: Any, arguments: argparse.Namespace, reports: "list[Report]") -> Path:
    """Render one lesson of a course with a progress bar, and print what was written; returns its folder.

    Where it is to be checked, its report is put with the others.

    Raises:
        RejectedError: it was to be released, and breaks a rule.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from studio.film import record
    from studio.quality import QUALITIES
    from studio.voice import VOICES, CachedVoice

    name, size = entry.name, QUALITIES[arguments.quality or course.quality or "h"]
    voice = CachedVoice(VOICES[arguments.voice](), arguments.media / ".cache" / "voice")
    began = time.monotonic()

    def approve(folder: Path) -> None:
        """Check what is about to be published; keep it aside and stop here where it breaks a rule."""
        reports.append(proof(folder, arguments))
        if arguments.release and not reports[-1].passed:
            aside = arguments.media / ".rejected" / reports[-1].name
            shutil.rmtree(aside, ignore_errors=True)
            shutil.copytree(folder, aside)
            raise RejectedError(f"{reports[-1].verdict}; it was not published and lies in {aside}")

    checks = arguments.release or arguments.check is not None
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        bar = bars.add_task(f"{name}: narrating", total=None)
        film = record(
            getattr(scenes, entry.scene),
            arguments.media,
            size,
            voice,
            name=name,
            title=entry.title,
            language=course.language,
            parameters=entry.parameters,
            beat=arguments.beat,
            sheet=arguments.sheet,
            engine=arguments.engine,
            constant_rate=arguments.cfr,
            approve=approve if checks else lambda folder: None,
            progress=lambda drawn, total: bars.update(
                bar, completed=drawn, total=total, description=f"{name}: drawing"
            ),
        )
    rate = size.frame_rate
    print(f"{name}: {film.frames / rate:.1f} s at {size.name}, in {time.monotonic() - began:.0f} s")
    if arguments.verbose:
        for span in film.timeline.spans:
            print(f"  {span.start / rate:7.2f} s  {span.beat.name}")
    for path in film.files:
        print(f"  {path}")
    if arguments.preview:
        from manim.utils.file_ops import open_file

        open_file(film.mp4)
    return film.folder


class RejectedError(Exception):
    """A film was not published: it breaks a rule."""


def proof(folder: Path, arguments: argparse.Namespace) -> "Report":
    """Check the film in this folder; the report is written beside it."""
    from studio.check.again import made_again
    from studio.check.prove import prove, voice_of
    from studio.manifest import read_manifest

    manifest = read_manifest(folder)
    scene = manifest["lesson"]
    if scene not in scenes.COURSE:
        raise ValueError(f"the film in {folder} is of a lesson {scene!r} that there is not")
    lesson, cache = getattr(scenes, scene), arguments.media / ".cache"
    report = prove(folder, lesson, cache=cache)
    if arguments.again:
        report.rows += made_again(folder, lesson, voice_of(manifest, cache), cache=cache)
    report.write(folder)
    return report


def delivered_in(paths: Sequence[Path]) -> list[Path]:
    """The folders of films in these folders, or in theirs.

    Raises:
        ValueError: a folder holds no film with a manifest.
    """
    found: dict[Path, None] = {}
    for path in paths:
        inside = [path, *sorted(path.glob("[!.]*")), *sorted(path.glob("beats/*"))]
        folders = [folder for folder in inside if (folder / "manifest.json").is_file()]
        if not folders:
            raise ValueError(f"{path} holds no finished film (no manifest.json): render the lesson first")
        found.update(dict.fromkeys(folders))
    return list(found)


def show(reports: "Sequence[Report]") -> int:
    """Print the tables; returns the exit code."""
    from rich.console import Console

    from studio.check.report import table

    console = Console()
    for report in reports:
        console.print(table([report]))
    if len(reports) > 1:
        console.print(table(reports))
    return 0 if all(report.passed for report in reports) else 1


def publish(course: Any, folders: Sequence[Path], arguments: argparse.Namespace) -> None:
    """Write what goes around rendered lessons: packages, a course's index and zip; print what was written."""
    written: list[Path] = []
    if arguments.scorm:
        from studio.scorm import write_course_package, write_lesson_package

        written += map(write_lesson_package, folders)
    if course.title and arguments.beat is None:
        from studio.page.course_page import CourseInfo, write_course

        info = CourseInfo(course.title, course.author, course.language)
        written += write_course(arguments.media, folders, info)
        if arguments.scorm:
            written.append(write_course_package(arguments.media, folders, info))
        print(course.title)
    for path in written:
        print(f"  {path}")


def watch(words: Sequence[str], arguments: argparse.Namespace) -> None:
    """Render one beat of one lesson again and again, as it is edited, until interrupted.

    Raises:
        ValueError: not exactly one lesson was named, or this system cannot fork.
    """
    if not hasattr(os, "fork"):
        raise ValueError("--watch needs a system that can fork a process, such as Linux or macOS")
    if len(arguments.scene) != 1 or arguments.scene[0] not in scenes.COURSE:
        raise ValueError(f"--watch needs exactly one --scene of {', '.join(scenes.COURSE)}")
    import studio.film  # noqa: F401 - loaded once, for every fork to have it
    from studio.watch import watch as watch_files

    again = [word for word in words if word != "--watch"]
    if arguments.quality is None:
        again += ["--quality", "l"]

    def draw(beat: str) -> int:
        from render import main as anew

        return anew([*again, "--beat", beat])

    root = Path(__file__).parent
    file = root / "scenes" / f"{scenes.module(arguments.scene[0])}.py"
    watch_files(file, [root / name for name in ("calc", "studio", "scenes")], draw, arguments.beat)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    words = sys.argv[1:] if words is None else words
    arguments = read(words)
    if arguments.list:
        width = max(map(len, scenes.COURSE))
        for name in scenes.COURSE:
            print(f"{name:{width}}  {scenes.summary(name)}")
        return 0
    try:
        if arguments.watch:
            watch(words, arguments)
        reports: list[Report] = []
        if arguments.again and arguments.check is None and not arguments.release:
            raise ValueError("--again belongs to --check or --release")
        if arguments.check:
            if arguments.scene or arguments.all or arguments.course or arguments.release:
                raise ValueError("--check takes folders of its own, or none beside what is to be rendered")
            reports = [proof(folder, arguments) for folder in delivered_in(arguments.check)]
            return show(reports)
        course = chosen(arguments)
        from studio.theme import using

        folders = []
        with using(course.theme):
            for entry in course.lessons:
                try:
                    folders.append(render(entry, course, arguments, reports))
                except RejectedError as rejected:
                    print(f"render.py: {rejected}", file=sys.stderr)
        if len(folders) == len(course.lessons):
            publish(course, folders, arguments)
        if reports:
            return show(reports)
    except (ValueError, OSError) as refusal:
        if arguments.verbose:
            raise
        print(f"render.py: {refusal}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("render.py: stopped; what was there before is untouched", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
