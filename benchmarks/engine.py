"""The speed of the film engine beside stock manim: python benchmarks/engine.py [--pairs 5] [LESSON...]

Both render the same narrated lesson at 1080p60, turn by turn. Printed are medians of wall time, processor
time (user and system), peak memory, the file's size, and its PSNR and SSIM (of luma, in pictures evenly
spread over the film) against frames without loss, each converted as that program converts. The floor is what
the encoder alone takes for the same pictures. `--more` adds what held time costs in time and memory, 4K, and
four hundred moving shapes; `--course` every lesson, once, at 480p15 or 1080p60, without a floor or quality.
Narration is spoken before the first run and comes from a cache in all of them. The first table is that of
docs/speed.md.
"""

import argparse
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SAMPLES = 40


class Run:
    """The cost of a program: wall and cpu in seconds, peak in MB, size of the film in MB."""

    def __init__(self, words: list[str], film: Path | None = None) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        began = time.perf_counter()
        with tempfile.TemporaryFile() as said:
            child = subprocess.Popen(
                [sys.executable, *words], cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT
            )
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0)
            self.said = said.read().decode(errors="replace")
        if child.returncode:
            raise RuntimeError(f"{' '.join(words)} failed:\n{self.said}")
        self.wall = time.perf_counter() - began
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss / (1 << 10 if sys.platform != "darwin" else 1 << 20)
        self.size = film.stat().st_size / 1e6 if film else 0.0


def median(runs: list[Run], what: str) -> float:
    return statistics.median(getattr(run, what) for run in runs)


def ours(media: Path, lesson: str, quality: str = "h") -> Run:
    words = ["render.py", "--scene", lesson, "-q", quality, "--force", "--media", str(media)]
    return Run(words, media / lesson / f"{lesson}.mp4")


def stock(media: Path, lesson: str, quality: str = "h") -> Run:
    file = f"scenes/{re.sub('(?<=[a-z])(?=[A-Z])', '_', lesson).lower()}.py"
    words = ["-m", "manim", "render", f"-q{quality}", "--disable_caching", "--progress_bar", "none"]
    run = Run([*words, "--media_dir", str(media), file, lesson])
    run.size = stock_film(media, lesson, quality).stat().st_size / 1e6
    return run


def stock_film(media: Path, lesson: str, quality: str = "h") -> Path:
    return next(media.glob(f"videos/*/{ {'h': '1080p60', 'l': '480p15'}[quality] }/{lesson}.mp4"))


def machine() -> str:
    """Return the processor's name, the number of cores, and their load by other programs."""
    name = platform.processor() or platform.machine()
    with suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        name = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return f"{name}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before"


def without_loss(media: Path, lesson: str) -> None:
    """Draw the lesson into lossless.mp4 (or all but), and some frames, in each program's luma, aside."""
    import av
    import numpy as np

    import scenes
    from studio.film import mp4, yuv
    from studio.film.drawing import draw
    from studio.speech.hibari_voice import HibariVoice
    from studio.speech.voice import CachedVoice
    from studio.stage.quality import QUALITIES

    voice = CachedVoice(HibariVoice(), media / ".cache" / "voice")
    wanted: set[int] = set()
    kept: dict[str, Any] = {}
    writer = mp4.Mp4Writer(
        media / "lossless.mp4", 1920, 1080, 60, crf=1, preset="ultrafast", constant_rate=False
    )

    def sink(scene: Any, pixels: Any, frames: int) -> None:
        if not wanted:
            wanted.update(np.linspace(30, scene.timeline.frames - 30, SAMPLES).astype(int).tolist())
        here = wanted & set(range(writer.frames, writer.frames + frames))
        film.show(pixels, frames)
        for frame in here:
            rgba = av.VideoFrame.from_ndarray(pixels, format="rgba")
            kept[f"stock {frame}"] = rgba.reformat(format="yuv420p").to_ndarray()[:1080]
            picture = yuv.YuvPicture(1920, 1080)
            picture.put(yuv.Converter().crops(pixels, yuv.padded_boxes(None, 1920, 1080)))
            kept[f"ours {frame}"] = picture.yuv.to_ndarray()[:1080]

    with writer as film:
        draw(getattr(scenes, lesson), QUALITIES["h"], voice, sink, cache=media / ".cache" / "manim")
        film.finish(None)
    np.savez(media / "frames.npz", **kept)


def quality(film: Path, media: Path, who: str) -> tuple[float, float]:
    """Return PSNR and mean SSIM (windows of 8 x 8) of luma."""
    import av
    import numpy as np

    frames = np.load(media / "frames.npz")
    wanted = sorted(int(name.split()[1]) for name in frames.files if name.startswith(who))
    errors, likeness = [], []

    def compare(index: int, picture: Any) -> None:
        one = frames[f"{who} {index}"].astype(np.float64)
        other = picture.to_ndarray()[:1080].astype(np.float64)
        errors.append(((one - other) ** 2).mean())

        def mean(values: Any) -> Any:
            return values.reshape(135, 8, 240, 8).mean(axis=(1, 3))

        a, b = mean(one), mean(other)
        variances = mean(one * one) - a * a + mean(other * other) - b * b
        both = (2 * a * b + 6.5025) * (2 * (mean(one * other) - a * b) + 58.5225)
        likeness.append((both / ((a * a + b * b + 6.5025) * (variances + 58.5225))).mean())

    with av.open(str(film)) as container:
        before = None
        for picture in container.decode(video=0):
            start = round(picture.time * 60)
            while wanted and before is not None and wanted[0] < start:
                compare(wanted.pop(0), before)
            before = picture
        for index in wanted:
            compare(index, before)
    return 10 * float(np.log10(255**2 / np.mean(errors))), float(np.mean(likeness))


def encode(media: Path, really: bool) -> None:
    """Decode the lossless film, and encode its pictures as a film is encoded: two pieces at a time."""
    import av

    from studio.film import encoder

    path = str(media / "lossless.mp4")
    with av.open(path) as film:
        keys = [packet.pts for packet in film.demux(video=0) if packet.is_keyframe]

    def piece(start: int, stop: float) -> None:
        codec: Any = av.CodecContext.create("libx264", "w")
        encoder.h264(codec, 1920, 1080, Fraction(60), crf=encoder.CRF, preset=encoder.PRESET)
        with av.open(path) as film:
            stream = film.streams.video[0]
            film.seek(start, stream=stream)
            for packet in film.demux(stream):
                if packet.pts is None or packet.pts >= stop:
                    break
                for picture in packet.decode():
                    if really:
                        picture.pts, picture.time_base = round(picture.time * 60), Fraction(1, 60)
                        codec.encode(picture)
            if really:
                codec.encode(None)

    with ThreadPoolExecutor(encoder._AT_ONCE) as pool:
        list(pool.map(piece, keys, [*keys[1:], float("inf")]))


def padded(media: Path, seconds: float) -> None:
    """Record GradientDescent with its beats' pauses this much longer in all."""
    import scenes
    from studio.film.film import record
    from studio.speech.hibari_voice import HibariVoice
    from studio.speech.voice import CachedVoice
    from studio.stage.quality import QUALITIES

    class Padded(scenes.GradientDescent):
        def script(self) -> Any:
            beats = super().script()
            self.more = seconds / len(beats)
            return [replace(beat, pause=beat.pause + self.more) for beat in beats]

        def rest(self, leave: float = 0.1) -> float:
            return super().rest(leave + self.more)  # what is longer is held, not played more slowly

        def hold_until(self, frame: int) -> None:
            self.stir = None  # and held still
            super().hold_until(frame)

    voice = CachedVoice(HibariVoice(), media / ".cache" / "voice")
    record(Padded, media, QUALITIES["h"], voice)


def moving(engine: str) -> None:
    """Draw two seconds of four hundred turning shapes at 1080p."""
    from manim import DOWN, PI, RIGHT, Rotate, Scene, Square, VGroup, tempconfig

    from studio.film.drawing import ENGINES, FrameTap

    class Everything(Scene):
        def construct(self) -> None:
            shapes = VGroup(*(Square(0.3, fill_opacity=0.5) for _ in range(400))).arrange_in_grid(16, 25)
            self.play(*(Rotate(shape, PI / 2) for shape in shapes), run_time=1)
            self.play(shapes.animate.shift(RIGHT + DOWN), run_time=1)

    settings = {"dry_run": True, "disable_caching": True, "progress_bar": "none", "verbosity": "ERROR"}
    with tempconfig({**settings, "pixel_width": 1920, "pixel_height": 1080, "frame_rate": 30}):
        renderer = ENGINES[engine](file_writer_class=FrameTap)
        scene = Everything(renderer=renderer)
        renderer.file_writer.sink = lambda pixels, repeat: None
        scene.render()


def report(lesson: str, media: Path, pairs: int) -> None:
    me = str(Path(__file__))
    here = machine()
    Run([me, "--part", "without_loss", "--media", str(media), lesson])
    turns = [(ours(media, lesson), stock(media, lesson)) for _ in range(pairs)]
    table = {"ours": [one for one, _ in turns], "stock manim": [other for _, other in turns]}
    films = {"ours": media / lesson / f"{lesson}.mp4", "stock manim": stock_film(media, lesson)}
    print(f"\n{lesson}, 1080p60, medians of {pairs} pairs ({here}):\n")
    print("| | wall s | CPU s | peak MB | file MB | PSNR dB | SSIM |\n|---|---|---|---|---|---|---|")
    for name, runs in table.items():
        psnr, ssim = quality(films[name], media, name.split()[0])
        costs = " | ".join(f"{median(runs, what):.1f}" for what in ("wall", "cpu"))
        print(f"| {name} | {costs} | {median(runs, 'peak'):.0f} | {median(runs, 'size'):.2f} ", end="")
        print(f"| {psnr:.2f} | {ssim:.5f} |")
    whole, part = (
        [Run([me, "--part", part, "--media", str(media), lesson]) for _ in range(min(pairs, 3))]
        for part in ("encode", "decode")
    )
    floor = {what: median(whole, what) - median(part, what) for what in ("wall", "cpu")}
    print(f"| encoding only | {floor['wall']:.1f} | {floor['cpu']:.1f} | | | | |")
    for what in ("wall", "cpu"):
        mine, theirs = median(table["ours"], what), median(table["stock manim"], what)
        each = ", ".join(f"{getattr(b, what) / getattr(a, what):.1f}" for a, b in turns)
        print(f"{what}: stock / ours {theirs / mine:.1f} ({each}); ours / floor {mine / floor[what]:.2f}")


def more(media: Path) -> None:
    me = str(Path(__file__))

    def run(part: str) -> Run:
        return Run([me, "--part", part, "--media", str(media), "GradientDescent"])

    run("padded")  # the narration of both is cached now
    short, long = run("as it is"), run("padded")
    costs = f"wall {long.wall / short.wall - 1:+.0%}, CPU {long.cpu / short.cpu - 1:+.0%}"
    print(f"60 s more of holds: {costs}, peak {short.peak:.0f} -> {long.peak:.0f} MB")
    large = ours(media, "GradientDescent", "k")
    ratios = f"wall {large.wall / short.wall:.2f}, CPU {large.cpu / short.cpu:.2f}"
    print(f"4K / 1080p: {ratios}; peak {large.peak:.0f} MB")
    fast, slow = run("moving studio"), run("moving manim")
    print(f"400 moving shapes: stock / ours wall {slow.wall / fast.wall:.2f}, CPU {slow.cpu / fast.cpu:.2f}")


def course(media: Path, quality: str) -> None:
    import scenes

    size = {"h": "1080p60", "l": "480p15"}[quality]
    print(f"\nThe whole course, {size}, narrated, each lesson once ({machine()}):\n")
    print("| | ours, wall s | CPU s | stock, wall s | CPU s | wall | CPU |\n|---|---|---|---|---|---|---|")
    turns: list[tuple[Run, Run]] = []
    for lesson in scenes.COURSE:
        ours(media, lesson, "l")  # the narration is cached now
        turns.append((ours(media, lesson, quality), stock(media, lesson, quality)))
        print(row(lesson, turns[-1:]), flush=True)
    print(row("in all", turns))


def row(name: str, turns: list[tuple[Run, Run]]) -> str:
    wall, cpu, wall_stock, cpu_stock = (
        sum(getattr(turn[who], what) for turn in turns) for who in (0, 1) for what in ("wall", "cpu")
    )
    times = " | ".join(f"{seconds:.1f}" for seconds in (wall, cpu, wall_stock, cpu_stock))
    return f"| {name} | {times} | {wall_stock / wall:.1f} | {cpu_stock / cpu:.1f} |"


def main() -> None:
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("lessons", nargs="*", default=["GradientDescent"], metavar="LESSON")
    flags.add_argument("--pairs", type=int, default=5)
    flags.add_argument("--more", action="store_true", help="also holds, 4K and many moving shapes")
    flags.add_argument(
        "--course", nargs="?", const="l", choices="lh", help="also every lesson, at 480p15 (l) or 1080p60 (h)"
    )
    flags.add_argument("--media", type=Path, help="where to write (default: a folder that is removed)")
    flags.add_argument("--part", help=argparse.SUPPRESS)
    given = flags.parse_args()
    parts = {
        "without_loss": lambda: without_loss(given.media, given.lessons[0]),
        "encode": lambda: encode(given.media, True),
        "decode": lambda: encode(given.media, False),
        "padded": lambda: padded(given.media, 60),
        "as it is": lambda: padded(given.media, 0),
        "moving studio": lambda: moving("studio"),
        "moving manim": lambda: moving("manim"),
    }
    if given.part:
        parts[given.part]()
        return
    with tempfile.TemporaryDirectory() as folder:
        media = (given.media or Path(folder)).absolute()
        media.mkdir(parents=True, exist_ok=True)
        for lesson in given.lessons:
            report(lesson, media, given.pairs)
        if given.more:
            more(media)
        if given.course:
            course(media, given.course)


if __name__ == "__main__":
    main()
