"""Finished films, from wherever they came, checked: each in a process of its own, each with its report.

What such a film does to the process that reads it, by what it holds or by how much, harms no other.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from studio.catalogue.own_lesson import OwnLesson
from studio.catalogue.pools import Done, side_by_side
from studio.catalogue.subprocess_call import Limits
from studio.check.report import Report
from studio.film.manifest_file import read_manifest
from studio.speech.recorded_voice import RecordedVoice
from studio.system.files import locked
from studio.system.process_memory import memory_needed, workers_for


def check(
    folders: Sequence[Path],
    modules: Mapping[str, str],
    *,
    own: Mapping[str, OwnLesson] | None = None,
    takes: Path | None = None,
    again: bool,
    seconds: float,
    workers: int | None = None,
    watch: Callable[[str, str, int, int], None] = lambda *told: None,
    finished: Callable[[str], None] = lambda name: None,
    warn: Callable[[str], None] = lambda line: None,
) -> list[Report]:
    """Return a report on the film in each folder, in their order.

    modules: where our lessons are, by their names. own: the author's own lessons that were named; they come
    first. What a manifest names beside these is never imported.
    takes: the folder in which each lesson has one of its recordings, as --voice has it.
    again: whether each is also rendered a second time. seconds: how long one check may take.
    workers: how many films at once. warn: called with a line where a report could not be written.
    watch: see `pools.Watch`. finished: called at the end of each check. Both are told the folder's path: two
    folders in different places may be called alike.
    """
    own = own or {}
    needed: list[int] = []
    calls: list[dict[str, Any] | Report] = []
    for folder in folders:
        try:
            manifest = read_manifest(folder)
            scene = manifest["lesson"]
            if scene not in modules and scene not in own:
                raise ValueError(
                    f"it is of a lesson {scene!r}, which there is not; if it is yours, name its file, too: "
                    f"--scene FILE.py --check {folder}"
                )
        except ValueError as trouble:
            calls.append(Report.unchecked(folder.name, str(trouble)))
            needed.append(0)
            continue
        call: dict[str, Any] = {"folder": folder, "scene": scene, "again": again}
        if takes is not None and manifest["voice"].startswith(RecordedVoice.KIND):
            call["takes"] = takes / manifest["name"]
        mine = own.get(scene)
        calls.append(
            call | {"module": mine.module, "own_folder": mine.folder}
            if mine
            else call | {"module": modules[scene]}
        )
        needed.append(memory_needed(manifest["quality"]["width"], manifest["quality"]["height"]))
    reports: list[Report] = []
    with side_by_side(workers or workers_for(max(needed, default=0) or 1), watch) as pool:
        going = [
            pool.submit(str(folder), "studio.catalogue.worker:check", call, Limits(seconds, size))
            if isinstance(call, dict)
            else call
            for folder, call, size in zip(folders, calls, needed, strict=True)
        ]
        for folder, each in zip(folders, going, strict=True):
            if isinstance(each, Report):
                finished(str(folder))
            else:
                each.add_done_callback(partial(_ended, finished, str(folder)))
        for folder, each in zip(folders, going, strict=True):
            reports.append(each if isinstance(each, Report) else _report(folder, each.result(), warn))
            if not reports[-1].checked:
                # A report that came with the film, or is of another one, must not stand.
                with suppress(OSError), locked(folder):
                    reports[-1].write(folder)
    return reports


def _ended(finished: Callable[[str], None], name: str, _: object) -> None:
    finished(name)


def _report(folder: Path, done: Done, warn: Callable[[str], None]) -> Report:
    if done.reason:
        return Report.unchecked(folder.name, done.reason)
    report, unwritten = done.result
    if unwritten:
        warn(f"{folder.name}: its report could not be written: {unwritten}")
    return report
