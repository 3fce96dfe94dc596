"""The cost of --check beside that of rendering: python benchmarks/check.py [-q h] [--pairs 3] [LESSON...]

Each lesson is rendered and checked, turn by turn, by the command that an author types, each time in a process
of its own: wall seconds, processor seconds and peak memory of that process and those that it begins. One beat
of it is rendered and checked too, to show that memory does not grow with a film's length. Then the seconds of
the main thread, checker by checker.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


class Cost(NamedTuple):
    """The cost of a command: seconds, seconds of all cores together, and MB of its largest process."""

    wall: float
    cpu: float
    peak: float


def run(*words: str) -> Cost:
    """Run render.py with these words; print its output if it fails."""
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as told:
        process = subprocess.Popen(
            [sys.executable, "render.py", *words], cwd=ROOT, stdout=told, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            told.seek(0)
            print(told.read(), file=sys.stderr)
    return Cost(time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def median(costs: Iterable[Cost]) -> Cost:
    return Cost(*map(statistics.median, zip(*costs, strict=True)))


def aside(function: Callable[..., Any], *arguments: Any) -> Any:
    """Return its result, from another process: this one's memory would count as that of its children."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def parts(folder: Path, lesson: str, cache: Path) -> Counter[str]:
    """Return seconds of the main thread by checker, and of all else that it does."""
    import scenes
    from studio.check.checker import Checker, Moment
    from studio.check.checkers import CHECKERS
    from studio.check.delivered import Delivered
    from studio.check.prove import prove
    from studio.check.report import Row

    seconds: Counter[str] = Counter()

    def timed(checker: type[Checker]) -> type[Checker]:
        """Return the checker, made to note the seconds that it takes of the main thread."""

        class Timed(checker):  # type: ignore[misc, valid-type]
            def see(self, moment: Moment) -> None:
                began = time.thread_time()
                super().see(moment)
                seconds[checker.__name__] += time.thread_time() - began

            def rows(self) -> list[Row]:
                began = time.thread_time()
                rows = list(super().rows())
                seconds[checker.__name__] += time.thread_time() - began
                return rows

        return Timed

    began = time.thread_time()
    checkers = [timed(checker) for checker in CHECKERS]
    prove(folder, f"scenes.{scenes.module(lesson)}", lesson, cache=cache, checkers=checkers)
    seconds["what is left"] = time.thread_time() - began - sum(seconds.values())
    began = time.process_time()
    for _ in Delivered.open(folder).pictures():
        pass
    seconds["decoding, beside it"] = time.process_time() - began
    return seconds


def first_beat(lesson: str) -> str:
    from manim import tempconfig

    import scenes
    from studio.speech.voice import SilentVoice

    with tempconfig({"dry_run": True}):
        return str(getattr(scenes, lesson)(voice=SilentVoice()).script()[0].name)


def main() -> None:
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("lessons", nargs="*", default=["GradientDescent"], metavar="LESSON")
    flags.add_argument("-q", "--quality", default="h")
    flags.add_argument("--pairs", type=int, default=3, help="how often each is rendered and checked")
    flags.add_argument("--media", type=Path, default=ROOT / "media" / "benchmark")
    given = flags.parse_args()
    print("| film | | wall s | CPU s | peak MB | check / render, wall | CPU |\n|---|---|---|---|---|---|---|")
    for lesson in given.lessons:
        media, folder = ("--media", str(given.media)), given.media / lesson
        make = ("--scene", lesson, "-q", given.quality, "--force", *media)
        shutil.rmtree(folder, ignore_errors=True)  # a check of a lesson is one of the beats in it, too
        run("--scene", lesson, "-q", "l", *media)  # speaks its lines, once
        beat = aside(first_beat, lesson)
        for name, words, where in (
            (lesson, make, folder),
            (f"its beat {beat}", (*make, "--beat", beat), folder / "beats" / beat),
        ):
            pairs = [(run(*words), run("--check", str(where), *media)) for _ in range(given.pairs)]
            render, check = (median(costs) for costs in zip(*pairs, strict=True))
            wall, cpu, _ = median(
                Cost(*(b / a for a, b in zip(one, other, strict=True))) for one, other in pairs
            )
            print(f"| {name} | render | {render.wall:.1f} | {render.cpu:.1f} | {render.peak:.0f} | | |")
            costs = f"{check.wall:.1f} | {check.cpu:.1f} | {check.peak:.0f} | {wall:.2f} | {cpu:.2f}"
            print(f"| | check | {costs} |", flush=True)
        for part, seconds in aside(parts, folder, lesson, given.media / ".cache").most_common():
            print(f"    {part}: {seconds:.2f} s")


if __name__ == "__main__":
    main()
