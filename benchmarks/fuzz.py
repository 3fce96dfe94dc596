"""Feed the product hostile inputs, and kill it: python benchmarks/fuzz.py [--inputs 10000] [--kills 100]

Inputs: formulas, numbers, names, course files, SVG pictures, manifests, lesson.json, media URLs, reports and
what is kept for a check, as well as whole folders; tests/hostile.py makes them. Counted: what was run, took
over 10 s of processor time, or ended in another way than a result or a sentence; and the most memory.

Kills: a small lesson is rendered again and again and ended by KILL, TERM, HUP or INT at a random moment; its
folder must then be the old film or the new one, whole, and nothing may lie about after the next run.

Tables in Markdown; what is wrong follows. Exit code 1 if anything is.
"""

import argparse
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from hostile import CASES, Ground, kinds, peak_gigabytes  # noqa: E402

from studio.catalogue.job import Job  # noqa: E402
from studio.catalogue.worker import perform  # noqa: E402
from studio.film.manifest_file import film_name, read_manifest  # noqa: E402
from studio.stage.quality import Quality  # noqa: E402
from studio.system.files import hash_inside  # noqa: E402

TINY = Job("tiny_lesson", "TinyDescent", "TinyDescent", Quality("tiny", 214, 120, 6), voice="none")

RENDER = """
import sys
sys.path[:0] = sys.argv[1:3]
from studio.system.signals import Stopped, stop_on_signals
stop_on_signals(also_ignored=True)
try:
    from dataclasses import replace
    from studio.catalogue.render import Means, render
    from fuzz import TINY
    render([replace(TINY, title=sys.argv[4])], Means(sys.argv[3], workers=2, parts=int(sys.argv[5])))
except Stopped as stopped:
    sys.exit(stopped.exit_code)
"""


def fed(kind: str, seeds: list[int], folder: Path) -> tuple[str, int, int, float, float, list[str]]:
    """Feed the inputs of one kind: its name, how many were taken and refused, s, GB, and what was wrong."""
    folder = folder / kind
    perform(TINY, str(folder / "media"))
    ground = Ground(folder, folder / "media" / TINY.name, TINY.module, TINY.scene)
    for seed in seeds:
        ground.feed(kind, seed)
    return kind, ground.taken, ground.refused, ground.slowest, peak_gigabytes(), ground.faults


def fuzz(count: int) -> list[str]:
    """Feed so many inputs, and print what became of them; returns what was wrong."""
    seeds: dict[str, list[int]] = {kind: [] for kind in CASES}
    for kind, seed in kinds(count):
        seeds[kind].append(seed)
    faults: list[str] = []
    print("| kind | inputs | taken | refused | slowest, CPU s | peak, GB | faults |")
    print("|---|---|---|---|---|---|---|")
    with (
        tempfile.TemporaryDirectory() as folder,
        multiprocessing.get_context("spawn").Pool(2, maxtasksperchild=1) as pool,
    ):
        calls = [(kind, each, Path(folder)) for kind, each in seeds.items()]
        for kind, taken, refused, slowest, peak, wrong in pool.starmap(fed, calls, chunksize=1):
            row = (
                kind,
                taken + refused + len(wrong),
                taken,
                refused,
                f"{slowest:.1f}",
                f"{peak:.2f}",
                len(wrong),
            )
            print("| " + " | ".join(map(str, row)) + " |", flush=True)
            faults += wrong
            if peak > 1:
                faults.append(f"{kind}: {peak:.2f} GB")
    return faults


def kill(count: int) -> list[str]:
    """End a render so many times, each at another moment; returns what was wrong."""
    faults: list[str] = []
    ended: Counter[str] = Counter()
    dice = random.Random(0)
    with tempfile.TemporaryDirectory() as folder:
        media, cache = Path(folder) / "media", Path(folder) / "cache"
        perform(TINY, str(media))
        for number in range(count):
            which = dice.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
            title = ("Parts", "2") if number % 2 else (f"Title {number}", "1")
            words = [str(ROOT), str(ROOT / "benchmarks"), str(media), *title]
            running = subprocess.Popen(
                [sys.executable, "-c", RENDER, *words],
                env={**os.environ, "XDG_CACHE_HOME": str(cache)},
                stderr=subprocess.PIPE,
                start_new_session=True,
                text=True,
            )
            time.sleep(dice.uniform(0.5, SECONDS))
            running.send_signal(which)
            said = running.communicate(timeout=60)[1]
            code = running.returncode
            ended[f"{which.name}: {'over already' if code == 0 else code}"] += 1
            faults += [f"kill {number} by {which.name}: {each}" for each in broken(media / TINY.name)]
            endings = (0, 128 + which, -which)  # the last: while Python itself began
            if which != signal.SIGKILL and code not in endings:
                faults.append(f"kill {number} by {which.name}: exit code {code}: {said[-300:]}")
        deadline = time.monotonic() + 30  # children of one that was killed end by themselves
        while time.monotonic() < deadline and alive(str(media)):
            time.sleep(1)
        done = subprocess.run(
            [sys.executable, "-c", RENDER, str(ROOT), str(ROOT / "benchmarks"), str(media), "Parts", "2"],
            env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        )
        if done.returncode:
            faults.append(f"the next run ended with exit code {done.returncode}")
        faults += [f"left: {path}" for path in (*media.rglob(".*"), *cache.rglob(".*~*"))]
        faults += [f"left running: {each}" for each in alive(str(media))]
    print(f"\n{count} kills: " + ", ".join(f"{how} {times}" for how, times in sorted(ended.items())))
    return faults


SECONDS = 6.0  # within which a render is killed; it takes some four


def broken(folder: Path) -> list[str]:
    """Return what is wrong with a published folder, which is one film's, whole."""
    try:
        manifest = read_manifest(folder)
    except ValueError as trouble:
        return [str(trouble)]
    title = json.loads((folder / "lesson.json").read_text())["title"]
    wrong = [] if title == manifest["title"] else ["the page and the manifest are two films'"]
    if f"{film_name(manifest)}.mp4" not in manifest["hashes"]["files"]:
        wrong.append("its manifest has no film")
    return wrong + [
        f"{name} is not what was made"
        for name, known in manifest["hashes"]["files"].items()
        if hash_inside(folder, name) != known
    ]


def alive(word: str) -> list[str]:
    """Return the processes of this user, but this one, that have a word among their arguments."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            said = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if word in said and path.parent.name != str(os.getpid()):
            found.append(f"{path.parent.name} {said[:80]}")
    return found


def main() -> int:
    flags = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    flags.add_argument("--inputs", type=int, default=10_000)
    flags.add_argument("--kills", type=int, default=100)
    arguments = flags.parse_args()
    faults = fuzz(arguments.inputs) if arguments.inputs else []
    faults += kill(arguments.kills) if arguments.kills else []
    print("", *(faults or ["Nothing was wrong."]), sep="\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
