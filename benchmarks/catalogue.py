"""Many lessons on this machine: two workers beside one, a run with nothing to do, memory, a catalogue's cost.

    .venv/bin/python benchmarks/catalogue.py [--runs 3] [-q l] [LESSON ...]

One worker and two take turns, each rendering the same lessons anew; their lines are spoken before. What a
catalogue costs is computed from the time of a frame at 1080p60, measured by one more lesson.
"""

import argparse
import heapq
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

import scenes
from studio.catalogue.job import Job, Outcome
from studio.catalogue.render import Means, render
from studio.stage.quality import QUALITIES

ROOT = Path(__file__).parents[1]

LESSONS, CORES = 300, (1, 16, 256)


def job(name: str, quality: str) -> Job:
    return Job(f"scenes.{scenes.module(name)}", name, name, QUALITIES[quality])


def timed(jobs: Sequence[Job], means: Means) -> tuple[float, list[Outcome]]:
    """Return wall seconds of a run, and its outcomes; end the program if one failed."""
    began = time.perf_counter()
    outcomes = render(jobs, means)
    seconds = time.perf_counter() - began
    for outcome in outcomes:
        if not outcome.done:
            sys.exit(f"{outcome.name}: {outcome.reason}")
    return seconds, outcomes


def makespan(lengths: Sequence[float], cores: int) -> float:
    """Return seconds until so many workers, each of one core, have done all, longest first."""
    ends = [0.0] * min(cores, len(lengths))
    for length in sorted(lengths, reverse=True):
        heapq.heappush(ends, heapq.heappop(ends) + length)
    return max(ends)


def main() -> None:
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("--runs", type=int, default=3)
    words.add_argument("-q", "--quality", choices="lmhpk", default="l")
    words.add_argument("lessons", nargs="*", default=list(scenes.COURSE))
    given = words.parse_args()
    console = Console()
    jobs = [job(name, given.quality) for name in given.lessons]
    with tempfile.TemporaryDirectory() as folder:
        timed(jobs, Means(folder, workers=2))  # the lines are spoken, and kept
        walls: dict[int, list[float]] = {1: [], 2: []}
        outcomes: list[Outcome] = []
        for _ in range(given.runs):
            for workers, taken in walls.items():
                seconds, outcomes = timed(jobs, Means(folder, workers=workers, force=True))
                taken.append(seconds)
        idle = []
        command = [sys.executable, "render.py", "--all", "-q", given.quality, "--media", folder]
        for _ in range(given.runs + 1 if given.lessons == list(scenes.COURSE) else 0):
            began = time.perf_counter()
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            idle.append(time.perf_counter() - began)
        table = Table("", "wall s, median", "all runs")
        for workers, taken in walls.items():
            every = " ".join(f"{seconds:.1f}" for seconds in taken)
            table.add_row(f"{workers} workers, {len(jobs)} lessons", f"{statistics.median(taken):.1f}", every)
        if idle:
            rest = idle[1:]  # the first one writes the course's pages
            table.add_row(
                "nothing to do", f"{statistics.median(rest):.2f}", " ".join(f"{s:.2f}" for s in rest)
            )
        console.print(table)
        ratios = [one / two for one, two in zip(walls[1], walls[2], strict=True)]
        console.print(f"one worker / two: {statistics.median(ratios):.2f}")
        memory = [outcome.memory for outcome in outcomes]
        console.print(f"memory of a worker: {min(memory):.0f} to {max(memory):.0f} MB")

        (seconds, (one,)) = timed([job("GradientDescent", "h")], Means(folder, workers=1, parts=1))
        console.print(f"GradientDescent at 1080p60 by itself: {seconds:.0f} s wall, {one.memory:.0f} MB")
        frames = 60 * statistics.mean(outcome.film_seconds for outcome in outcomes)
        rate = 60 * one.film_seconds / (2 * seconds)  # a core; drawing and encoding keep two busy, or nearly
        console.print(f"{rate:.0f} frames a second and core; a lesson has {frames:.0f}")
        cost = Table("cores", f"{LESSONS} lessons at 1080p60, hours")
        for cores in CORES:
            cost.add_row(str(cores), f"{makespan([frames / rate] * LESSONS, cores) / 3600:.2f}")
        console.print(cost)


if __name__ == "__main__":
    main()
