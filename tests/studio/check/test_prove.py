"""A small film that keeps every rule, and the same tampered with: each fault is found by its own rule."""

import itertools
import json
import shutil
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from manim import Create, FadeIn

from calc.descent import descend
from calc.wording import number
from studio.aac import encode_sound
from studio.check.again import made_again
from studio.check.checkers import CHECKERS
from studio.check.delivered import Delivered
from studio.check.heard import Heard
from studio.check.prove import prove
from studio.check.report import Report
from studio.film import record
from studio.knob import Knob
from studio.lesson import Lesson
from studio.listing import Printout
from studio.manifest_file import read_manifest
from studio.mp4 import Mp4Writer
from studio.quality import Quality
from studio.sound import SAMPLE_RATE
from studio.stage import Arrow, Axis, Plot, Tangent, follow, new_ball
from studio.text import words
from studio.theme import THEME, Region
from studio.timeline import Beat
from studio.voice import Speech
from studio.witness import Mark, Reach, Rows, Slope, Turn, Witness

QUALITY = Quality("small", 854, 480, 10)


class Bursts:
    """A voice of noise, a burst a word: sound that is quick to make and easy to find."""

    name = "bursts"

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
    """A ball, its tangent and its step on a bowl, and what a program prints of them."""

    poster = "move"
    concept = False
    off, digit, shade, slant, longer, twist = 0.0, 3, THEME.text, 1.0, 1.0, 0.0  # what tampering changes

    def calculate(self) -> None:
        self.walk = descend("x**2", 5.0, 0.1, 3)

    def script(self) -> list[Beat]:
        return [
            Beat("bowl", "Here is a bowl with a ball on its rim.", title="The bowl"),
            Beat("move", f"It rolls down to {number(self.walk.iterates[2])} now.", pause=1.0, title="Down"),
        ]

    def shown(self) -> str:
        return str(self.walk)

    def setup(self) -> None:
        super().setup()
        self.taken = self.track("taken")
        self.plot = Plot(Region(-5.8, -1.4, -2.2, 3.3), Axis(-6, 6, name="x"), Axis(0, 36))
        self.curve = self.plot.curve(self.walk.function)
        self.ball = follow(
            new_ball(), lambda ball: ball.move_to(self.plot.point(self.x() + self.off, self.y()))
        )
        self.tangent = follow(
            Tangent(1.4), lambda line: line.place(self.plot, self.x(), self.y(), self.slant * 2 * self.x())
        )
        self.knob = Knob(lambda: self.x() + self.twist, -6, 6, (3.0, -0.5), radius=0.8, name="")
        self.arrow = follow(Arrow(THEME.area), lambda arrow: arrow.place(*self.step(self.longer)))
        lines = [line.replace("3.2000", f"{self.digit}.2000") for line in self.walk.lines]
        self.printout = follow(
            Printout(lines, {}, np.array([-0.9, 2.0, 0.0]), rows=3),
            lambda printout: printout.show(self.taken.get_value()),
        )
        self.label = words("downhill", colour=self.shade).move_to([3.0, 3.0, 0.0])

    def x(self) -> float:
        return float(self.walk.at(self.taken.get_value())[0])

    def y(self) -> float:
        return self.x() ** 2

    def step(self, share: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
        return self.plot.point(self.x(), self.y()), self.plot.point(
            self.x() - share * 0.4 * self.x(), self.y()
        )

    def witnesses(self) -> list[Witness]:
        taken = self.taken.get_value()
        x, y = self.walk.at(taken)
        return [
            Mark("ball", self.plot, x, y),
            Slope("tangent", self.plot, x, y, self.walk.slope_at(taken)),
            Reach("arrow", self.plot, (x, y), (0.6 * x, y)),
            Turn("knob", self.knob.angle_of(x), self.knob.pointer[0]),
            Rows("printout", self.walk.program, int(taken + 1e-6)),
        ]

    def construct(self) -> None:
        with self.beat("bowl"):
            self.play(FadeIn(self.plot), FadeIn(self.label), FadeIn(self.curve), run_time=0.5)
            self.play(FadeIn(self.ball), Create(self.tangent), FadeIn(self.arrow), run_time=0.5)
        with self.beat("move"):
            self.add(self.printout, self.knob)
            self.play(self.taken.animate.set_value(2), run_time=2.5)


def film_of(lesson: type[Lesson], media: Path, **options: Any) -> Path:
    return record(lesson, media, QUALITY, Bursts(), constant_rate=False, **options).folder


# A voice of noise is not understood.
DEAF = [checker for checker in CHECKERS if checker is not Heard]


def broken(folder: Path, media: Path) -> set[str]:
    report = prove(folder, Small.__module__, "Small", voice=Bursts(), cache=media / ".cache", checkers=DEAF)
    return {f"{row.group}: {row.rule}" for row in report.failures}


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film_of(Small, tmp_path_factory.mktemp("honest"))


@pytest.fixture(scope="module")
def report(honest: Path) -> Report:
    return prove(
        honest, Small.__module__, "Small", voice=Bursts(), cache=honest.parent / ".cache", checkers=DEAF
    )


@pytest.fixture
def folder(honest: Path, tmp_path: Path) -> Path:
    """A copy of the honest film, to be tampered with."""
    return Path(shutil.copytree(honest, tmp_path / "film"))


# The pace of a voice of noise is its own.
SCRIPT = {"rules: pace"}
MADE = {
    "manifest: the pictures are those that were made",
    "manifest: the sound is the one that was made",
    "manifest: every file is as it was made",
}


def test_an_honest_film_keeps_every_rule(report: Report) -> None:
    assert {f"{row.group}: {row.rule}" for row in report.failures} <= SCRIPT, report.failures
    judged = {row.group for row in report.rows if row.passed is not None}
    assert {
        "truth",
        "words",
        "sound",
        "picture",
        "captions",
        "chapters",
        "rules",
        "file",
        "manifest",
    } <= judged
    rules = {row.rule for row in report.rows}
    assert {"the ball stands where calc says", "the tangent has calc's slope"} <= rules
    assert {"the arrow is as long, and points, as calc says", "the ball moves in calc's time"} <= rules


def test_the_page_holds_all_rows_and_its_pictures_and_nothing_from_elsewhere(report: Report) -> None:
    page = report.as_html()
    assert page.count("<tr>") + page.count('<tr class="broken">') == len(report.rows) + 1
    assert page.count("data:image/webp;base64,") == len(report.exhibits) > 1
    assert "http" not in page
    evil = Report("<b>", "<script>")
    assert "<script>" not in evil.as_html()
    assert json.loads(report.as_json())["rows"][0]["group"] == "truth"


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        # By a hundredth of the axis.
        ({"off": 0.12}, {"truth: the ball stands where calc says"}),
        ({"twist": 0.12}, {"truth: the knob is turned as calc says"}),
        (
            {"slant": 1.3, "longer": 1.1, "shade": "#556070"},
            {
                "truth: the tangent has calc's slope",
                "truth: the arrow is as long, and points, as calc says",
                "words: contrast of text",
                "words: every text reads as it must",
            },
        ),
        ({"digit": 8}, {"words: every text reads as it must"}),
    ],
)
def test_a_film_drawn_wrong_is_found_out(change: dict[str, Any], rules: set[str], tmp_path: Path) -> None:
    """The film is drawn by a lesson that errs, and held to the one that does not; nothing else is blamed."""
    wrong = film_of(type("Small", (Small,), change), tmp_path)
    assert broken(wrong, tmp_path) - SCRIPT == rules


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
    with Mp4Writer(
        path, QUALITY.width, QUALITY.height, rate, crf=16, constant_rate=False, title=title
    ) as film:
        for picture, group in itertools.groupby(pictures, id):
            held = list(group)
            film.show(next(shown for shown in pictures if id(shown) == picture), len(held))
        film.finish(encode_sound(track, rate), chapters)


def test_a_dropped_frame_is_found_out(folder: Path, tmp_path: Path) -> None:
    remade(folder, lambda pictures: [*pictures[:14], *pictures[15:]], lambda sound: sound)
    found = broken(folder, tmp_path)
    assert {"file: as long as its script", "truth: the ball moves in calc's time"} <= found


def test_sound_that_is_late_is_found_out(folder: Path, tmp_path: Path) -> None:
    late = round(0.15 * SAMPLE_RATE)
    remade(folder, lambda pictures: pictures, lambda sound: np.pad(sound, (late, 0)))
    found = broken(folder, tmp_path) - SCRIPT - MADE
    assert found == {"sound: every line at its beat"}


def test_swapped_captions_are_found_out(folder: Path, tmp_path: Path) -> None:
    for name in ("captions.vtt", "captions.srt"):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        one, other = "Here is a bowl with a ball on its rim.", "It rolls down to 3.2 now."
        assert one in text and other in text
        swapped = text.replace(one, "\0").replace(other, one).replace("\0", other)
        path.write_text(swapped, encoding="utf-8")
    found = broken(folder, tmp_path) - SCRIPT
    assert {
        "captions: the words are the script's, in order",
        "manifest: every file is as it was made",
    } <= found
    assert {rule.partition(":")[0] for rule in found} == {"captions", "manifest"}


def test_another_file_in_its_place_is_found_out(folder: Path, tmp_path: Path) -> None:
    (folder / "transcript.txt").write_text("Something else.\n")
    found = broken(folder, tmp_path) - SCRIPT
    assert found == {"chapters: the transcript holds every line", "manifest: every file is as it was made"}


def test_a_link_that_leads_nowhere_and_a_word_too_many_are_found_out(folder: Path, tmp_path: Path) -> None:
    page, told = folder / "index.html", folder / "lesson.json"
    page.write_text(page.read_text(encoding="utf-8").replace('"page.js"', '"pagg.js"'), encoding="utf-8")
    told.write_text(
        told.read_text(encoding="utf-8").replace("on its rim", "on its very rim"), encoding="utf-8"
    )
    found = broken(folder, tmp_path) - SCRIPT - MADE
    assert found == {"page: every link leads somewhere in the folder", "page: its words are the script's"}


def test_a_second_render_is_the_same_and_another_lesson_is_not(honest: Path, tmp_path: Path) -> None:
    rows = list(made_again(honest, Small, Bursts(), cache=tmp_path))
    assert [row.passed for row in rows] == [True, True]
    other = type("Small", (Small,), {"shade": THEME.loss})
    pictures, sound = made_again(honest, other, Bursts(), cache=tmp_path)
    assert (pictures.passed, sound.passed) == (False, True)
    assert "from frame" in pictures.where


def test_the_manifest_is_the_same_for_the_same_film(honest: Path, tmp_path: Path) -> None:
    again = film_of(Small, tmp_path)
    assert (again / "manifest.json").read_bytes() == (honest / "manifest.json").read_bytes()
    manifest = read_manifest(honest)
    assert manifest["lesson"] == "Small"
    assert {"numpy", "sympy", "manim", "av", "x264", "cairo", "pango", "typst", "python"} <= set(
        manifest["versions"]
    )
    assert str(tmp_path) not in (again / "manifest.json").read_text()


@pytest.mark.parametrize("fault", ["missing", "not json", "no film"])
def test_what_is_no_film_is_refused(fault: str, folder: Path, tmp_path: Path) -> None:
    if fault == "missing":
        (folder / "manifest.json").unlink()
    elif fault == "not json":
        (folder / "manifest.json").write_text("{")
    else:
        (folder / "Small.mp4").write_bytes(b"no film at all")
    with pytest.raises(ValueError, match=r"manifest|film"):
        prove(folder, Small.__module__, "Small", voice=Bursts(), cache=tmp_path)


def test_what_is_refused_is_not_published(tmp_path: Path) -> None:
    def refuse(folder: Path) -> None:
        assert (folder / "Small.mp4").is_file()
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        film_of(Small, tmp_path, approve=refuse)
    assert not (tmp_path / "Small").exists()
