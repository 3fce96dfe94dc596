"""Render lessons: python render.py --scene GradientDescent

The command line only: names, flags, exit codes. Exit code 0 when all was rendered, 2 when something asked
for was refused, 130 after Ctrl-C. Heavy imports wait until a frame is drawn, so that --help is quick.
"""

import argparse
import difflib
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import scenes

QUALITY_HELP = "l 480p15, m 720p30, h 1080p60, p 1440p60, k 2160p60"


def parser() -> argparse.ArgumentParser:
    """The command's flags."""
    flags = argparse.ArgumentParser(
        prog="render.py",
        description="Render narrated, captioned lessons on the calculus behind machine learning.",
        epilog="Example: python render.py --scene GradientDescent -q m",
    )
    flags.add_argument(
        "--scene", action="append", metavar="NAME", default=[], help="a lesson to render; may be given again"
    )
    flags.add_argument("--all", action="store_true", help="render every lesson of the course, in order")
    flags.add_argument("--list", action="store_true", help="list the lessons and stop")
    flags.add_argument(
        "-q", "--quality", choices="lmhpk", default="h", help=f"{QUALITY_HELP} (default: %(default)s)"
    )
    flags.add_argument(
        "--voice",
        choices=("hibari", "none"),
        default="hibari",
        help="who speaks; none renders silent, at the same pace (default: %(default)s)",
    )
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
    flags.add_argument("--preview", action="store_true", help="open each video when it is finished")
    flags.add_argument("-v", "--verbose", action="store_true", help="also print the beats with their times")
    return flags


def chosen(arguments: argparse.Namespace) -> list[str]:
    """The names of the lessons asked for, each once.

    Raises:
        ValueError: none, or an unknown one, was asked for, or one beat of several lessons.
    """
    names = list(dict.fromkeys([*arguments.scene, *(scenes.COURSE if arguments.all else ())]))
    lessons = ", ".join(scenes.COURSE)
    if not names:
        raise ValueError(f"say what to render with --scene NAME or --all; the lessons are {lessons}")
    for name in names:
        if name not in scenes.COURSE:
            known = {lesson.lower(): lesson for lesson in scenes.COURSE}
            near = difflib.get_close_matches(name.lower(), known, n=1)
            hint = f"did you mean {known[near[0]]}? " if near else ""
            raise ValueError(f"there is no lesson {name!r}; {hint}The lessons are {lessons}")
    if arguments.beat is not None and len(names) != 1:
        raise ValueError(f"--beat needs exactly one --scene, and {len(names)} were given")
    return names


def render(name: str, arguments: argparse.Namespace) -> None:
    """Render one lesson with a progress bar, and print what was written."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from studio.film import record
    from studio.quality import QUALITIES
    from studio.voice import VOICES, CachedVoice

    quality = QUALITIES[arguments.quality]
    voice = CachedVoice(VOICES[arguments.voice](), arguments.media / ".cache" / "voice")
    began = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        bar = bars.add_task(f"{name}: narrating", total=None)
        film = record(
            getattr(scenes, name),
            arguments.media,
            quality,
            voice,
            beat=arguments.beat,
            sheet=arguments.sheet,
            engine=arguments.engine,
            constant_rate=arguments.cfr,
            progress=lambda drawn, total: bars.update(
                bar, completed=drawn, total=total, description=f"{name}: drawing"
            ),
        )
    rate = quality.frame_rate
    print(f"{name}: {film.frames / rate:.1f} s at {quality.name}, in {time.monotonic() - began:.0f} s")
    if arguments.verbose:
        for span in film.timeline.spans:
            print(f"  {span.start / rate:7.2f} s  {span.beat.name}")
    for path in film.files:
        print(f"  {path}")
    if arguments.preview:
        from manim.utils.file_ops import open_file

        open_file(film.mp4)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    arguments = parser().parse_args(words)
    if arguments.list:
        width = max(map(len, scenes.COURSE))
        for name in scenes.COURSE:
            print(f"{name:{width}}  {scenes.summary(name)}")
        return 0
    try:
        for name in chosen(arguments):
            render(name, arguments)
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
