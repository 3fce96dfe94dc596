"""The waits of an author, each from a cold start: python benchmarks/waits.py [--runs 3] [--scene LESSON]

A beat at -q l, the same after a save under --watch, every rule of a lesson, the whole course with nothing to
render, and beside them the picture that stock manim makes of the lesson's end (`manim -ql -s`). Printed are
medians of wall time and of processor time, children included, and the ratio of processor time to manim's,
which other work on the machine changes least. Narration comes from a cache in all of them. The table is that
of docs/speed.md.
"""

import argparse
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import scenes  # noqa: E402
from studio.system.cache_home import cache_home  # noqa: E402

Cost = tuple[float, float]  # wall and processor time, in seconds


def cost(*words: str) -> Cost:
    """Run Python with these words to its end."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def median(run: Callable[[], Cost], runs: int) -> Cost:
    walls, cpus = zip(*(run() for _ in range(runs)), strict=True)
    return statistics.median(walls), statistics.median(cpus)


def saves(scene: str, beat: str, folder: Path, runs: int) -> Cost:
    """Return the cost of a save under --watch: from the write to the film that shows it."""
    own = folder / f"{scenes.module(scene)}.py"
    source = (ROOT / "scenes" / own.name).read_text(encoding="utf-8")
    own.write_text(source, encoding="utf-8")
    media = folder / "media"
    words = ["--scene", str(own), "--watch", "--beat", beat, "-q", "l", "--media", str(media)]
    watching = subprocess.Popen(
        [sys.executable, str(ROOT / "render.py"), *words], cwd=folder, stdout=subprocess.DEVNULL
    )
    film = media / scene / "beats" / beat / f"{scene}-{beat}.mp4"

    def spent() -> float:
        """Processor time of the process and of its children that have ended."""
        fields = Path(f"/proc/{watching.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def waited_for(inode: int) -> None:
        while not film.exists() or film.stat().st_ino == inode:
            if watching.poll() is not None:
                raise RuntimeError("--watch ended")
            time.sleep(0.02)

    def save() -> Cost:
        time.sleep(3)  # until it waits again
        inode, before, began = film.stat().st_ino, spent(), time.perf_counter()
        own.write_text(own.read_text(encoding="utf-8") + "# saved\n", encoding="utf-8")
        waited_for(inode)
        wall = time.perf_counter() - began
        time.sleep(3)  # until its fork has been waited for, by which its time is known
        return wall, spent() - before

    try:
        waited_for(0)
        return median(save, runs)
    finally:
        watching.terminate()
        watching.wait()


def main() -> None:
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("--runs", type=int, default=3)
    flags.add_argument("--scene", default="GradientDescent", choices=scenes.COURSE, metavar="LESSON")
    flags.add_argument(
        "--no-course", action="store_true", help="leave the whole course out, which is rendered"
    )
    given = flags.parse_args()
    scene, file = given.scene, ROOT / "scenes" / f"{scenes.module(given.scene)}.py"
    beat = re.findall(r'self\.beat\(\s*"(\w+)"', file.read_text(encoding="utf-8"))[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        media = ("--media", str(folder / "media"))
        one = ("render.py", "--scene", scene, "--beat", beat, "-q", "l", *media)
        cost(*one)  # speaks the lines
        (folder / "manim" / ".cache").mkdir(parents=True)
        (folder / "manim" / ".cache" / "voice").symlink_to(cache_home() / "voice")
        manim = (
            "-m",
            "manim",
            "render",
            "-ql",
            "-s",
            "--progress_bar",
            "none",
            "--media_dir",
            str(folder / "manim"),
            str(file),
            scene,
        )
        peer = median(lambda: cost(*manim), given.runs)
        waits = {
            f"a picture of {scene} by `manim -ql -s`": peer,
            f"`--scene {scene} --beat {beat} -q l`": median(lambda: cost(*one, "--force"), given.runs),
            "the same, with nothing to render": median(lambda: cost(*one), given.runs),
            "`--watch`: from a save to its film": saves(scene, beat, folder, given.runs),
            f"`--scene {scene} --rules`": median(
                lambda: cost("render.py", "--scene", scene, "--rules"), given.runs
            ),
        }
        if not given.no_course:
            course = ("render.py", "--all", "-q", "l", "--voice", "none", *media)
            cost(*course)
            waits["`--all` with nothing to render"] = median(lambda: cost(*course), given.runs)
        shutil.rmtree(folder / "media", ignore_errors=True)
    print("| wait | wall s | CPU s | CPU, manim's = 1 |\n|---|---|---|---|")
    for what, (wall, cpu) in waits.items():
        print(f"| {what} | {wall:.1f} | {cpu:.1f} | {cpu / peer[1]:.2f} |")


if __name__ == "__main__":
    main()
