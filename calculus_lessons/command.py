"""The command: render, check, list and watch lessons, and its exit codes.

The exit code is 0 if all was rendered (and passed, if it was checked), 1 if a film breaks a rule, 2 if a
request was refused or failed, 3 if a film could not be checked; 130 after Ctrl-C, 143 and 129 after SIGTERM
and SIGHUP. Heavy imports wait until a lesson is looked into, so that a run with nothing to render is quick.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import scenes
from calculus_lessons.checking import check_films, copy_for_editing
from calculus_lessons.chosen import course_of, entry_of, jobs_of, lesson_of
from calculus_lessons.flags import command, parse
from calculus_lessons.output import refuse, say
from calculus_lessons.rendering import render
from studio.system.own_folder import PRODUCT, importing_from
from studio.system.process_memory import require_memory
from studio.system.signals import Stopped


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
            return copy_for_editing(arguments.cfr_copy)
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
