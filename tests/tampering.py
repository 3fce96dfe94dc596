"""A small film that keeps every rule, and ways to spoil it, each with the rules that must catch it."""

import itertools
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
from manim import FadeIn

from calc.descent import descend
from calc.window import Window
from calc.wording import number
from studio.cast.dial import Dial
from studio.check.checkers import CHECKERS
from studio.check.delivered import Delivered
from studio.check.heard import Heard
from studio.check.prove import prove
from studio.check.report import Report
from studio.film.aac import encode_sound
from studio.film.film import record
from studio.film.mp4 import Mp4Writer
from studio.lesson.lesson import Lesson
from studio.speech.sound import SAMPLE_RATE
from studio.speech.voice import Speech
from studio.stage.actors import arrow, dot, tangent
from studio.stage.following import follow
from studio.stage.listing import Printout
from studio.stage.plane import Plane
from studio.stage.quality import Quality
from studio.stage.text import words
from studio.stage.theme import THEME, Region
from studio.stage.witness import Mark, Reach, Rows, Slope, Turn, Witness

QUALITY = Quality("small", 854, 480, 10)


class Bursts:
    """A voice of noise, a burst a word: sound that is quick to make and easy to find."""

    name = "bursts"
    language = ""

    def speak(self, words: Sequence[str]) -> Speech:
        random = np.random.default_rng(len(words[0]) * 31 + len(words))
        envelope = np.concatenate([np.r_[np.hanning(14_400), np.zeros(3_600)] for _ in words])
        noise = np.cumsum(random.normal(size=len(envelope)))
        noise = (noise - np.convolve(noise, np.ones(400) / 400, "same")) * envelope
        samples = (0.2 * noise / np.abs(noise).max()).astype(np.float32)
        return Speech(samples, np.arange(len(words)) * 18_000 / SAMPLE_RATE)

    def at_tempo(self, times: float) -> "Bursts":
        return self


class Small(Lesson):
    """A ball, its tangent and the step to the middle of a bowl, and what a program prints of them."""

    poster = "move"
    concept = False
    off, digit, shade, slant, longer, twist = 0.0, 3, THEME.text, 1.0, 1.0, 0.0  # what tampering changes

    def calculate(self) -> None:
        self.walk = descend("x**2", 5.0, 0.1, 3)

    def shown(self) -> str:
        return str(self.walk)

    def cast(self) -> None:
        self.taken = self.track("taken")
        self.plane = Plane(Region(-5.4, -1.4, -2.0, 3.3), Window(-6, 6, 0, 36), "x")
        self.curve = self.plane.curve(self.walk.function)
        self.ball = dot(self.plane, lambda taken: self.aside(taken, self.off), self.taken)
        self.tangent = tangent(
            self.plane, self.walk.at, lambda taken: self.slant * self.slope(taken), self.taken
        )
        self.arrow = arrow(
            self.plane,
            self.walk.at,
            lambda taken: self.aside(taken, -0.5 * self.longer * self.slope(taken)),
            self.taken,
            colour=THEME.area,
        )
        turned = SimpleNamespace(get_value=lambda: self.aside(self.taken.get_value(), self.twist)[0])
        self.dial = Dial(turned, (-6, 6), (3.0, -0.5), 0.8, "x", 1, seen=self.walk.iterates)
        lines = [line.replace("3.2000", f"{self.digit}.2000") for line in self.walk.lines]
        self.printout = follow(
            Printout(lines, {}, np.array([-0.9, 2.0, 0.0]), rows=3),
            lambda printout: printout.show(self.taken.get_value()),
        )
        self.label = words("downhill", colour=self.shade).move_to([3.0, 3.0, 0.0])

    def aside(self, taken: float, along: float) -> tuple[float, float]:
        """Return where the ball is, moved along x."""
        x, y = self.walk.at(taken)
        return x + along, y

    def slope(self, taken: float) -> float:
        return 2 * self.walk.at(taken)[0]

    def witnesses(self) -> list[Witness]:
        """Return what calc says, however wrong the actors are drawn."""
        taken = self.taken.get_value()
        x, y = self.walk.at(taken)
        return [
            Mark("ball", self.plane, x, y, self.ball.core),
            Slope("tangent", self.plane, x, y, self.walk.slope_at(taken), self.tangent.line),
            Reach("arrow", self.plane, (x, y), (0.0, y)),
            Turn("knob", self.dial.angle_of(x), self.dial.pointer[0]),
            Rows("printout", self.walk.program, int(taken + 1e-6)),
        ]

    def construct(self) -> None:
        with self.beat("bowl", "Here is a bowl with a ball on its rim.", title="The bowl"):
            self.play(FadeIn(self.plane), FadeIn(self.label), FadeIn(self.curve), run_time=0.5)
            self.play(FadeIn(self.ball), self.tangent.draw(), FadeIn(self.arrow), run_time=0.5)
        line = f"It rolls down to {number(self.walk.iterates[2])} now."
        with self.beat("move", line, pause=1.0, title="Down"):
            self.add(self.printout, self.dial)
            self.play(self.taken.animate.set_value(2), run_time=2.5)


def film_of(lesson: type[Lesson], media: Path, **options: Any) -> Path:
    return record(lesson, media, QUALITY, Bursts(), **options).folder


def remade(folder: Path, frames: Callable[[list[Any]], list[Any]], sound: Callable[[Any], Any]) -> None:
    """Encode the film anew, from its own decoded frames and sound, changed."""
    delivered = Delivered.open(folder)
    manifest, pictures = delivered.manifest, []
    for shown, picture in delivered.pictures():
        pictures += [pictures[-1]] * (shown - len(pictures)) if pictures else []
        rgb = picture.small(picture.width)
        pictures.append(np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)]))
    with av.open(str(delivered.mp4)) as film:
        length = round(film.streams.video[0].duration * film.streams.video[0].time_base * QUALITY.frame_rate)
        chapters = [
            (
                chapter["metadata"]["title"],
                round(chapter["start"] * chapter["time_base"] * QUALITY.frame_rate),
            )
            for chapter in film.chapters()
        ]
    pictures += [pictures[-1]] * (length - len(pictures))
    pictures = frames(pictures)
    samples = len(pictures) * SAMPLE_RATE // QUALITY.frame_rate
    track = sound(np.pad(np.concatenate(list(delivered.sound()), axis=1)[0], (0, samples)))[:samples].astype(
        np.float32
    )
    title = manifest["lesson"]
    path = delivered.mp4
    rate = Fraction(QUALITY.frame_rate)
    with Mp4Writer(path, QUALITY.width, QUALITY.height, rate, crf=16, title=title) as film:
        for picture, group in itertools.groupby(pictures, id):
            held = list(group)
            film.show(next(shown for shown in pictures if id(shown) == picture), len(held))
        film.finish(encode_sound(track, rate), chapters)


@dataclass(frozen=True)
class Fault:
    """A fault: the change to the film, the rules that it breaks, and whether those are all.

    spoil: makes the film in a folder of its own, of the honest one, and returns where it is.
    """

    what: str
    spoil: Callable[[Path, Path], Path]
    broken: frozenset[str]
    alone: bool = True


def _drawn(**change: Any) -> Callable[[Path, Path], Path]:
    """Draw the film by a lesson that errs, to be checked against the one that does not."""
    return lambda _, aside: film_of(type("Small", (Small,), change), aside)


def _encoded(
    frames: Callable[[list[Any]], list[Any]] = lambda pictures: pictures,
    sound: Callable[[Any], Any] = lambda sound: sound,
) -> Callable[[Path, Path], Path]:
    """Encode the film anew from changed frames and sound."""

    def spoil(honest: Path, aside: Path) -> Path:
        folder = copied(honest, aside)
        remade(folder, frames, sound)
        return folder

    return spoil


def _written(name: str, *changes: tuple[str, str]) -> Callable[[Path, Path], Path]:
    """A file of the folder says something else; changes: what is replaced by what."""

    def spoil(honest: Path, aside: Path) -> Path:
        folder = copied(honest, aside)
        for path in folder.glob(name):
            text = path.read_text(encoding="utf-8")
            for old, new in changes:
                assert old in text
                text = text.replace(old, new)
            path.write_text(text, encoding="utf-8")
        return folder

    return spoil


def copied(honest: Path, aside: Path) -> Path:
    return Path(shutil.copytree(honest, aside / "film"))


# The pace of a voice of noise is its own.
SCRIPT = {"rules: pace"}
PICTURES = "manifest: the pictures are those that were made"
SOUND = "manifest: the sound is the one that was made"
FILES = "manifest: every file is as it was made"
ARROW = "truth: the arrow is as long, and points, as calc says"
READS = "words: every text reads as it must"
PAGE = "page: its page is as it was written"
_FIRST, _SECOND = "Here is a bowl with a ball on its rim.", "It rolls down to 3.2 now."

FAULTS = (
    Fault(
        "the ball drawn 1 % of the axis aside",
        _drawn(off=0.12),
        frozenset({"truth: the ball stands where calc says"}),
    ),
    Fault(
        "the tangent a third too steep",
        _drawn(slant=1.3),
        frozenset({"truth: the tangent has calc's slope"}),
        alone=False,  # nor is its colour found where it should be
    ),
    Fault("the step arrow a tenth too long", _drawn(longer=1.1), frozenset({ARROW})),
    Fault(
        "the knob turned 1 % of its scale too far",
        _drawn(twist=0.12),
        frozenset({"truth: the knob is turned as calc says"}),
    ),
    Fault("a printed 3 that became an 8", _drawn(digit=8), frozenset({READS})),
    Fault(
        "a label in a darker grey",
        _drawn(shade="#556070"),
        frozenset({"words: contrast of text", READS}),
    ),
    Fault(
        "a frame left out",
        _encoded(frames=lambda pictures: [*pictures[:14], *pictures[15:]]),
        frozenset({"file: as long as its script", "truth: the ball moves in calc's time"}),
        alone=False,  # all that comes after it is early
    ),
    Fault(
        "the sound 150 ms late",
        _encoded(sound=lambda sound: np.pad(sound, (round(0.15 * SAMPLE_RATE), 0))),
        frozenset({"sound: every line at its beat", PICTURES, SOUND, FILES}),
        alone=False,  # encoded twice, the small ball's colour drifts by a level too many
    ),
    Fault(
        "two captions swapped",
        _written("captions.*", (_FIRST, "\0"), (_SECOND, _FIRST), ("\0", _SECOND)),
        frozenset({"captions: the words are the script's, in order", FILES}),
        alone=False,  # the times and the speed of captions are another line's
    ),
    Fault(
        "another transcript",
        _written("transcript.txt", (_FIRST, "Something else.")),
        frozenset({"chapters: the transcript holds every line", FILES}),
    ),
    Fault(
        "a link that leads nowhere",
        _written("index.html", ('"page.js"', '"pagg.js"')),
        frozenset({"page: every link leads somewhere in the folder", PAGE}),
    ),
    Fault(
        "a page edited by hand", _written("index.html", ("Transcript</h2>", "Text</h2>")), frozenset({PAGE})
    ),
    Fault(
        "a word too many on the page",
        _written("lesson.json", ("on its rim", "on its very rim")),
        frozenset({"page: its words are the script's", FILES}),
    ),
)


# A voice of noise is not understood.
DEAF = [checker for checker in CHECKERS if checker is not Heard]


def report_on(folder: Path, cache: Path) -> Report:
    return prove(folder, Small.__module__, "Small", voice=Bursts(), cache=cache, checkers=DEAF)


def rules(report: Report) -> set[str]:
    """Return the rules that are broken."""
    return {f"{row.group}: {row.rule}" for row in report.failures}
