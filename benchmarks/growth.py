"""Plot how cost grows with a film: python benchmarks/growth.py [--picture docs/pictures/growth.svg]

Scenes are drawn and encoded in this process, each at several sizes of one thing: seconds of film, moving
objects, still ones that lie over a moving one, faces of a turning surface, pixels of a picture. Printed, and
plotted as an SVG picture, is the processor time of the studio's engine and of stock manim's renderer, whose
pictures are the same; both are encoded by the studio, so that drawing is what differs. Libraries are loaded
before, and not counted.
"""

import argparse
import math
import sys
import tempfile
import time
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
from manim import Polygon, Rotate, Scene, Square, VGroup, config, tempconfig  # noqa: E402

from studio.film.drawing import ENGINES, FrameTap  # noqa: E402
from studio.film.mp4 import Mp4Writer  # noqa: E402

RATE = 30
SIZES = {"720p": (1280, 720), "1080p": (1920, 1080), "4K": (3840, 2160)}
COLOURS = {"studio": "#56b4e9", "manim": "#e69f00"}

Construct = Callable[[Scene], None]


def squares(count: int, seconds: float, *, still: bool = False) -> Construct:
    """Return a scene in which so many squares turn, or stand `still` over one that turns."""

    def construct(scene: Scene) -> None:
        side = math.ceil(math.sqrt(count))
        shapes = VGroup(*(Square(4 / side, fill_opacity=0.5) for _ in range(count)))
        shapes.arrange_in_grid(side, buff=2 / side)
        moving = VGroup(Square(0.5, fill_opacity=0.5)) if still else shapes
        scene.add(moving, shapes)
        scene.play(*(Rotate(shape, math.pi) for shape in moving), run_time=seconds)

    return construct


def surface(faces: int, seconds: float) -> Construct:
    """Return a scene in which a bowl of so many faces turns, every one placed anew at each frame."""
    side = round(math.sqrt(faces))
    line = np.linspace(-1, 1, side + 1)
    u, v = np.meshgrid(line, line)

    def corners(turn: float) -> Any:
        x, y = u * math.cos(turn) - v * math.sin(turn), u * math.sin(turn) + v * math.cos(turn)
        places = np.stack([3 * x, 1.2 * y + 1.5 * (u**2 + v**2) - 1.5, np.zeros_like(u)], axis=-1)
        around = [places[:-1, :-1], places[1:, :-1], places[1:, 1:], places[:-1, 1:]]
        return np.stack(around, axis=2).reshape(-1, 4, 3)

    def construct(scene: Scene) -> None:
        bowl = VGroup(*(Polygon(*ring, fill_opacity=0.6, stroke_width=1) for ring in corners(0)))
        now = 0.0

        def turn(bowl: VGroup, dt: float) -> None:
            nonlocal now
            now += dt
            for face, ring in zip(bowl, corners(now), strict=True):
                face.set_points_as_corners([*ring, ring[0]])

        scene.add(bowl.add_updater(turn))
        scene.wait(seconds)

    return construct


def seconds_of(construct: Construct, engine: str, size: tuple[int, int], folder: Path) -> float:
    """Return the processor time in which a scene is drawn and encoded, in seconds."""
    settings = {"dry_run": True, "disable_caching": True, "progress_bar": "none", "verbosity": "ERROR"}
    shape = {"pixel_width": size[0], "pixel_height": size[1], "frame_rate": RATE}
    with tempconfig({**settings, **shape, "media_dir": str(folder)}):
        renderer = ENGINES[engine](file_writer_class=FrameTap)
        scene = type("Growth", (Scene,), {"construct": construct})(renderer=renderer)
        began = time.process_time()
        with Mp4Writer(folder / "film.mp4", *size, int(config.frame_rate), constant_rate=False) as film:
            renderer.file_writer.sink = lambda pixels, frames: film.show(
                pixels, frames, changed=getattr(renderer, "changed", None)
            )
            scene.render()
            film.finish(None)
        return time.process_time() - began


class Series(NamedTuple):
    """title: of what grows. points: each with its name, its size, its scene, and the picture's size."""

    title: str
    points: list[tuple[str, float, Construct, tuple[int, int]]]


def series() -> list[Series]:
    small = SIZES["720p"]
    return [
        Series("seconds of film", [(f"{n} s", n, squares(10, n), small) for n in (2, 4, 8, 16)]),
        Series("moving objects", [(f"{n:,}", n, squares(n, 2), small) for n in (10, 100, 1000)]),
        Series(
            "still objects over a moving one",
            [(f"{n:,}", n, squares(n, 2, still=True), small) for n in (10, 100, 1000)],
        ),
        Series("faces of a surface", [(str(n), n, surface(n, 2), small) for n in (100, 400, 900)]),
        Series(
            "pixels of a picture",
            [
                (name, width * height, squares(10, 2), (width, height))
                for name, (width, height) in SIZES.items()
            ],
        ),
    ]


WIDTH, HEIGHT, PAD = 250, 220, 46  # of a panel


def chart(measured: list[tuple[Series, dict[str, list[float]]]]) -> str:
    """Return an SVG picture: a panel for each series, both axes logarithmic: even growth is a line."""
    every = [each for _, costs in measured for values in costs.values() for each in values]
    low, high = math.floor(math.log10(min(every))), math.ceil(math.log10(max(every)))

    def up(cost: float) -> float:
        return HEIGHT - PAD - (math.log10(cost) - low) / (high - low) * (HEIGHT - 2 * PAD)

    drawn = []
    for number, (each, costs) in enumerate(measured):
        sizes = [math.log(size) for _, size, _, _ in each.points]
        along = [
            PAD + number * WIDTH + (size - sizes[0]) / (sizes[-1] - sizes[0]) * (WIDTH - 1.7 * PAD)
            for size in sizes
        ]
        drawn.append(text(along[0], 20, each.title, "start"))
        for power in range(low, high + 1):
            y = up(10.0**power)
            drawn.append(f'<path d="M{along[0]:.0f} {y:.0f}H{along[-1]:.0f}" stroke="#33414d"/>')
            if number == 0:
                drawn.append(text(along[0] - 8, y + 4, f"{10.0**power:g} s", "end"))
        drawn += [
            text(x, HEIGHT - 22, name, "middle") for x, (name, *_) in zip(along, each.points, strict=True)
        ]
        for engine, values in costs.items():
            ways = [(x, up(value)) for x, value in zip(along, values, strict=True)]
            places = " ".join(f"{x:.1f},{y:.1f}" for x, y in ways)
            drawn.append(
                f'<polyline points="{places}" fill="none" stroke="{COLOURS[engine]}" stroke-width="2"/>'
            )
            drawn += [
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{COLOURS[engine]}"/>' for x, y in ways
            ]
    for number, (engine, colour) in enumerate(COLOURS.items()):
        drawn.append(text(PAD + 90 * number, HEIGHT + 4, engine, "start", colour))
    whole = WIDTH * len(measured), HEIGHT + 16
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole[0]} {whole[1]}" '
        f'font-family="sans-serif" font-size="12"><title>Processor seconds of drawing and encoding</title>'
        f'<rect width="100%" height="100%" fill="#0f1720"/>{"".join(drawn)}</svg>\n'
    )


def text(x: float, y: float, words: str, anchor: str, colour: str = "#f0f0f0") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'


def main() -> None:
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("--picture", type=Path, default=ROOT / "docs" / "pictures" / "growth.svg")
    given = flags.parse_args()
    measured = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for engine in COLOURS:  # what is loaded at the first play is loaded now
            seconds_of(squares(1, 0.1), engine, SIZES["720p"], folder)
        for each in series():
            costs: dict[str, list[float]] = {
                engine: [seconds_of(make, engine, size, folder) for _, _, make, size in each.points]
                for engine in COLOURS
            }
            measured.append((each, costs))
            print(f"\n| {each.title} | studio, CPU s | manim, CPU s |\n|---|---|---|")
            for (label, *_), ours, theirs in zip(each.points, *costs.values(), strict=True):
                print(f"| {label} | {ours:.1f} | {theirs:.1f} |", flush=True)
    given.picture.write_text(chart(measured), encoding="utf-8")


if __name__ == "__main__":
    main()
