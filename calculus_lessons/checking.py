"""Check finished films, print reports, and copy films for editing."""

import argparse
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import scenes
from calculus_lessons.chosen import entry_of
from calculus_lessons.flags import CHECK_MINUTES, command
from calculus_lessons.output import refuse, say
from studio.system.names import printable

if TYPE_CHECKING:
    from studio.check.report import Report


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
            finished=bars.finished,
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


def copy_for_editing(paths: Sequence[Path]) -> int:
    """Print where each finished film in these folders is with a picture at every frame; copy it if needed.

    One that cannot be copied is named, and the others are copied all the same; return the exit code.
    """
    from studio.film.editing_copy import write_editing_copy

    code = 0
    for folder in film_folders(paths):
        try:
            say(str(write_editing_copy(folder)))
        except (ValueError, OSError) as trouble:
            refuse(trouble)
            code = 2
    return code


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
