"""Render and check lessons: python render.py --scene GradientDescent

The command line only: names, flags, exit codes. The exit code is 0 if all was rendered (and passed, if it was
checked), 1 if a film breaks a rule, 2 if a request was refused or failed, 3 if a film could not be checked;
130 after Ctrl-C, 143 and 129 after SIGTERM and SIGHUP. Heavy imports wait until a lesson is looked into, so
that --help is quick, and so is a run with nothing to render.
"""

import argparse
import difflib
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import scenes
from calc.command import Parser
from studio.system.memory import collect_seldom
from studio.system.names import check_name, printable
from studio.system.process_memory import require_memory
from studio.system.signals import Stopped, ignore_signals, stop_on_signals

if TYPE_CHECKING:
    from studio.check.report import Report

QUALITY_HELP = "l 480p15, m 720p30, h 1080p60, p 1440p60, k 2160p60"

# Prefix of a lesson's own parameters among the arguments: no flag's name holds a blank.
_PARAMETER = "parameter "

_MINUTES, _CHECK_MINUTES = 60.0, 15.0


def parser(scene: str | None = None) -> Parser:
    """Return the parser of the command's flags, with the parameters of `scene` among them if given."""
    flags = Parser(
        prog="render.py",
        description="Render narrated, captioned lessons on the calculus behind machine learning.",
        epilog="Example: python render.py --scene GradientDescent -q m. "
        "With --scene NAME, --help also shows what that lesson takes, such as its function and its start.",
        allow_abbrev=False,
    )
    flags.add_argument(
        "--scene", action="append", metavar="NAME", default=[], help="render this lesson; may be given again"
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
        help="render the lessons of a course file such as courses/x.toml, its index page and zip",
    )
    flags.add_argument(
        "--list",
        action="store_true",
        help="list the lessons, and whether their films are fresh, stale or missing; then stop",
    )
    flags.add_argument(
        "-q", "--quality", choices="lmhpk", help=f"{QUALITY_HELP} (default: h, or what the course file says)"
    )
    flags.add_argument(
        "--voice",
        choices=("hibari", "hibari-flat", "none"),
        default="hibari",
        help="the voice; hibari-flat: at one tempo, its pitch left as it is; none: silent, at a like pace "
        "(default: %(default)s)",
    )
    flags.add_argument("--name", help="name the lesson's folder and files (default: the scene's name)")
    flags.add_argument("--beat", metavar="NAME", help="render only this beat of one lesson, for a quick look")
    flags.add_argument(
        "--media",
        default="media",
        metavar="DIR",
        help="write to this folder, or to a URL such as s3://bucket/media (default: %(default)s)",
    )
    flags.add_argument("--force", action="store_true", help="re-render even if up to date")
    flags.add_argument(
        "--workers",
        type=_count,
        metavar="N",
        help="render this many lessons side by side (default: one a core, as far as memory goes)",
    )
    flags.add_argument(
        "--split",
        type=_count,
        default=1,
        metavar="N",
        help="draw each lesson in N parts side by side, then join them: a long lesson on many cores",
    )
    flags.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="render on the workers of a Dask cluster, by its scheduler's address, such as tcp://host:8786",
    )
    flags.add_argument(
        "--minutes",
        type=_minutes,
        metavar="N",
        help=f"stop rendering or checking a lesson that takes longer than this (default: {_MINUTES:g}; "
        f"{_CHECK_MINUTES:g} to check films that are there)",
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
        help="the renderer: studio is fast, manim is stock; the pictures are the same (default: %(default)s)",
    )
    flags.add_argument(
        "--cfr",
        action="store_true",
        help="write a picture at every frame, for video editors and scripts (a constant frame rate)",
    )
    flags.add_argument(
        "--cfr-copy",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="of the finished films in these folders write copies with --cfr, without rendering; then stop",
    )
    flags.add_argument(
        "--watch",
        action="store_true",
        help="render the beat that is being edited each time a file is saved, at -q l if no quality is given",
    )
    flags.add_argument(
        "--check",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="check films against calc and the rules: those in these folders, or those just rendered",
    )
    flags.add_argument(
        "--again",
        action="store_true",
        help="with --check: also render each film a second time and compare the two frame for frame",
    )
    flags.add_argument(
        "--release", action="store_true", help="render, check, and publish only what passes every rule"
    )
    flags.add_argument(
        "--rules",
        action="store_true",
        help="draw nothing; print every place where these lessons break a rule, at a silent voice's pace",
    )
    flags.add_argument("--preview", action="store_true", help="open each video when it is finished")
    flags.add_argument("-v", "--verbose", action="store_true", help="also print the beats with their times")
    if scene is not None:
        _add_parameters(flags, scene)
    return flags


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to 1000, got {text!r}")
    return int(text)


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 0 < minutes <= 10_000:
        raise argparse.ArgumentTypeError(f"must be a number of minutes above 0, got {text!r}")
    return minutes


def _add_parameters(flags: Parser, scene: str) -> None:
    parameters = getattr(scenes, scene).parameters().values()
    if parameters:
        group = flags.add_argument_group(f"what {scene} takes", scenes.summary(scene))
    for parameter in parameters:
        default = parameter.write(parameter.default).replace("%", "%%")
        group.add_argument(
            parameter.flag,
            dest=_PARAMETER + parameter.name,
            metavar=parameter.metavar,
            help=f"{parameter.help}: {parameter.kind} (default: {default})",
        )


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Parse the arguments; if exactly one lesson is named, its parameters, too."""
    first = Parser(add_help=False, allow_abbrev=False, prog="render.py")
    first.add_argument("--scene", action="append", default=[], metavar="NAME")
    named = {name for name in first.parse_known_args(words)[0].scene if name in scenes.COURSE}
    flags = parser()
    # To know a lesson's own flags it must be loaded, which takes seconds: only if some seem to be given.
    own = {"-h", "--help"} & set(words) or flags.parse_known_args(flags.joined(words))[1]
    if own and len(named) == 1:
        flags = parser(named.pop())
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


def course_of(arguments: argparse.Namespace) -> Any:
    """Return the course to render: that of a file, or one made of the lessons that were named.

    Raises:
        ValueError: no lesson, or an unknown one, was asked for, or a parameter is refused.
    """
    from studio.catalogue.course import Course, Entry, read_course

    if arguments.course is not None:
        if arguments.scene or arguments.all or arguments.name:
            raise ValueError("--course names its lessons itself: leave --scene, --all and --name out")
        course = read_course(arguments.course, scenes.COURSE)
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
            key.removeprefix(_PARAMETER): value
            for key, value in vars(arguments).items()
            if key.startswith(_PARAMETER) and value is not None
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


def jobs_of(course: Any, arguments: argparse.Namespace) -> list[Any]:
    """Return a job for each lesson of a course."""
    from studio.catalogue.job import Job
    from studio.stage.quality import QUALITIES

    return [
        Job(
            module=f"scenes.{scenes.module(entry.scene)}",
            scene=entry.scene,
            name=entry.name,
            quality=QUALITIES[arguments.quality or course.quality or "h"],
            title=entry.title,
            language=course.language,
            parameters=entry.parameters,
            theme=course.theme,
            voice=arguments.voice,
            beat=arguments.beat,
            engine=arguments.engine,
            constant_rate=arguments.cfr or course.constant_rate,
            sheet=arguments.sheet,
            check=arguments.check is not None,
            again=arguments.again,
            release=arguments.release,
        )
        for entry in course.lessons
    ]


def render(course: Any, arguments: argparse.Namespace) -> int:
    """Render the stale lessons of a course and print each one's outcome; return the exit code."""
    from studio.catalogue.render import Means, render, stale

    means = Means(
        media=arguments.media,
        force=arguments.force,
        workers=arguments.workers,
        cluster=arguments.cluster or "",
        parts=arguments.split,
        minutes=arguments.minutes or _MINUTES,
    )
    jobs = jobs_of(course, arguments)
    due = stale(jobs, means)
    if arguments.course is not None and due:
        from studio.catalogue.course import check_course

        check_course(course, arguments.course, lambda scene: getattr(scenes, scene))
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
    with Bars({str(folder): 1.0 for folder in folders}) as bars:
        reports = check(
            folders,
            modules,
            again=arguments.again,
            seconds=60 * (arguments.minutes or _CHECK_MINUTES),
            workers=arguments.workers,
            watch=bars.watch,
            warn=lambda line: bars.say(f"render.py: {printable(line)}"),
        )
    return print_reports(reports)


def copy_for_editing(paths: Sequence[Path]) -> None:
    """Write a copy with a picture at every frame of each finished film in these folders; print its path."""
    from studio.film.editing_copy import write_editing_copy

    for folder in film_folders(paths):
        print(write_editing_copy(folder))


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
        print(f"render.py: {printable(str(sentence))}", file=sys.stderr)


def publish(course: Any, jobs: Sequence[Any], store: Any, arguments: argparse.Namespace) -> None:
    """Write the packages, and the index and zip of a course, of rendered lessons; print their paths."""
    whole = course.title and arguments.beat is None
    if not whole and not arguments.scorm:
        return
    with store.media(*(job.place for job in jobs)) as media:
        folders = [media / job.place for job in jobs]
        written: list[Path] = []
        if arguments.scorm:
            from studio.page.scorm import write_course_package, write_lesson_package

            written += map(write_lesson_package, folders)
        if whole:
            from studio.page.course_page import CourseInfo, write_course

            info = CourseInfo(course.title, course.author, course.language)
            written += write_course(media, folders, info)
            if arguments.scorm:
                written.append(write_course_package(media, folders, info))
        names = [path.relative_to(media).as_posix() for path in written]
    if whole:
        say(course.title)
    for name in names:
        say(f"  {store.shows(name)}")


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
        say(f"{entry.name:{width}}  {state:7}  {entry.title or scenes.summary(entry.scene)}{reason}")


def list_broken_rules(arguments: argparse.Namespace) -> int:
    """Print every place where the chosen lessons break a rule; return 1 if there is any."""
    from studio.rules.listing import broken_rules
    from studio.speech.voice import VOICES
    from studio.stage.theme import using

    course, broken = course_of(arguments), 0
    for entry in course.lessons:
        with using(course.theme), TemporaryDirectory() as cache:
            lesson = getattr(scenes, entry.scene)
            lines = [*broken_rules(lesson, VOICES["none"](), Path(cache), dict(entry.parameters))]
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
    if len(arguments.scene) != 1 or arguments.scene[0] not in scenes.COURSE:
        raise ValueError(f"--watch needs exactly one --scene of {', '.join(scenes.COURSE)}")
    import studio.film.film  # noqa: F401 - loaded once, for every fork to have it
    from studio.catalogue.watch import watch as watch_files

    again = [*(word for word in words if word != "--watch"), "--force"]
    if arguments.quality is None:
        again += ["--quality", "l"]

    def draw(beat: str) -> int:
        from render import main as main_of_today  # each fork loads what was saved

        return main_of_today([*again, "--beat", beat])

    root = Path(__file__).parent
    file = root / "scenes" / f"{scenes.module(arguments.scene[0])}.py"
    watch_files(file, [root / name for name in ("calc", "studio", "scenes")], draw, arguments.beat)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    words = sys.argv[1:] if words is None else words
    arguments = parse(words)
    try:
        if arguments.list:
            list_lessons(arguments)
            return 0
        require_memory()
        if arguments.rules:
            return list_broken_rules(arguments)
        if arguments.watch:
            watch(words, arguments)
        if arguments.cfr_copy:
            if arguments.scene or arguments.all or arguments.course:
                raise ValueError("--cfr-copy copies what is finished; to render so, use --cfr instead")
            copy_for_editing(arguments.cfr_copy)
            return 0
        if arguments.again and arguments.check is None and not arguments.release:
            raise ValueError("--again needs --check or --release")
        if arguments.check:
            if arguments.scene or arguments.all or arguments.course or arguments.release:
                raise ValueError(
                    "--check with folders renders nothing: leave --scene, --all, --course and --release out, "
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


if __name__ == "__main__":
    stop_on_signals()
    collect_seldom()
    # Ours are small matrices: numpy's threads would only wait for one another, and busily.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    code = main()
    ignore_signals()
    gc.freeze()  # nor at the end once more: that takes half a second
    sys.exit(code)
