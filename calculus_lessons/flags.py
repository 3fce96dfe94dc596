"""The command's flags: their names, their values, and the parameters of a lesson among them.

Loads nothing heavy, so that --help is quick; only a lesson whose own parameters are given is loaded.
"""

import argparse
import difflib
import sys
from collections.abc import Sequence
from pathlib import Path

import scenes
from calc.command import Parser
from studio.system.names import is_own

QUALITY_HELP = "l 480p15, m 720p30, h 1080p60, p 1440p60, k 2160p60"

#: Prefix of a lesson's own parameters among the arguments: no flag's name holds a blank.
PARAMETER = "parameter "

MINUTES, CHECK_MINUTES = 60.0, 15.0


def command() -> str:
    """Return what was typed to run this: render.py in a checkout, calculus-lessons where it is installed."""
    return "render.py" if Path(sys.argv[0]).name == "render.py" else "calculus-lessons"


def parser(scene: str | None = None) -> Parser:
    """Return the parser of the command's flags, with the parameters of `scene` among them if given."""
    flags = Parser(
        prog=command(),
        description="Render narrated, captioned lessons on the calculus behind machine learning.",
        epilog=f"Example: {command()} --scene GradientDescent -q m. "
        "With --scene NAME, --help also shows what that lesson takes, such as its function and its start.",
        allow_abbrev=False,
    )
    flags.add_argument(
        "--scene",
        action="append",
        metavar="NAME",
        default=[],
        help="render this lesson, or your own by its file, such as sigmoid.py; may be given again",
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
        "--new",
        metavar="NAME",
        help="write the starting file of a lesson of your own into this folder, as sigmoid.py; then stop",
    )
    flags.add_argument(
        "-q", "--quality", choices="lmhpk", help=f"{QUALITY_HELP} (default: h, or what the course file says)"
    )
    flags.add_argument(
        "--voice",
        metavar="VOICE",
        help="who speaks: hibari (the default), hibari-flat (at one tempo, its pitch left as it is), "
        "kokoro-female or kokoro-male (larger, from the extra kokoro), none (silent, at a like pace), or the "
        "folder of your own recordings",
    )
    flags.add_argument(
        "--voice-sheet",
        type=Path,
        metavar="DIR",
        help="write what to read aloud, with file names, into a folder here for each lesson; then stop",
    )
    flags.add_argument(
        "--language",
        metavar="TAG",
        help="tell the lessons in this language, such as es; silent, with captions, where no voice speaks it "
        "(default: the lesson's own, or what the course file says)",
    )
    flags.add_argument(
        "--captions",
        nargs="+",
        metavar="TAG",
        help="also write captions and a transcript in these languages, beside the film",
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
        help=f"stop rendering or checking a lesson that takes longer than this (default: {MINUTES:g}; "
        f"{CHECK_MINUTES:g} to check films that are there)",
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
        "--cmi5",
        action="store_true",
        help="also write cmi5 packages, which report to a record store: of lessons and courses",
    )
    flags.add_argument(
        "--h5p",
        action="store_true",
        help="also write each lesson as H5P Interactive Video, with its questions",
    )
    flags.add_argument(
        "--quiz",
        choices=("gift", "moodle", "qti"),
        metavar="FORMAT",
        help="also write the questions as a quiz: gift, moodle (its XML) or qti (2.1), one for a course",
    )
    flags.add_argument(
        "--engine",
        choices=("studio", "manim"),
        default="studio",
        help="the renderer: studio is fast, manim is stock; the pictures are the same (default: %(default)s)",
    )
    flags.add_argument(
        "--held-frames",
        action="store_true",
        help="write a still picture every half second only (a variable frame rate), not one at every frame",
    )
    flags.add_argument(
        "--cfr-copy",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="copy films with held frames in these folders to ones with a constant frame rate; then stop",
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
            dest=PARAMETER + parameter.name,
            metavar=parameter.metavar,
            help=f"{parameter.help}: {parameter.kind} (default: {default})",
        )


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Parse the arguments; if exactly one lesson is named, its parameters, too.

    An author's own lesson is not run for that: whether it takes its parameters is seen when it is rendered.
    """
    first = Parser(add_help=False, allow_abbrev=False, prog=command())
    first.add_argument("--scene", action="append", default=[], metavar="NAME")
    given = first.parse_known_args(words)[0].scene
    named = {name for name in given if name in scenes.COURSE}
    flags = parser()
    # To know a lesson's own flags it must be loaded, which takes seconds: only if some seem to be given.
    own = {"-h", "--help"} & set(words) or flags.parse_known_args(flags.joined(words))[1]
    if own and len(named) == 1:
        flags = parser(named.pop())
    authors = len(given) == 1 and is_own(given[0])
    if authors and {"-h", "--help"} & set(words):
        _add_read_parameters(flags, given[0])
    arguments, unknown = flags.parse_known_args(flags.joined(words))
    if authors:
        unknown = _take_parameters(unknown, arguments)
    if unknown:
        flags.error(_unknown(unknown[0].partition("=")[0], arguments))
    return arguments


def _add_read_parameters(flags: Parser, given: str) -> None:
    """Add the parameters of an author's own lesson to the help, as its file declares them."""
    from studio.catalogue.own_lesson import own_lesson

    try:
        own = own_lesson(given, Path())
        declared = own.parameters()
    except (ValueError, OSError) as refusal:
        flags.error(str(refusal))
    if declared:
        group = flags.add_argument_group(f"what {own.scene} takes", own.summary())
    for name, default, told in declared:
        said = f"{told} (default: {default})".replace("%", "%%")
        group.add_argument(f"--{name.replace('_', '-')}", metavar="VALUE", help=said)


def _take_parameters(words: Sequence[str], arguments: argparse.Namespace) -> list[str]:
    """Take --start 2 and --start=2 as parameters; return the words that are neither."""
    left, waiting = [], list(words)
    while waiting:
        flag, given, value = waiting.pop(0).partition("=")
        if not flag.startswith("--") or not (given or waiting):
            left.append(flag)
            continue
        name = flag.removeprefix("--").replace("-", "_")
        setattr(arguments, PARAMETER + name, value if given else waiting.pop(0))
    return left


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
