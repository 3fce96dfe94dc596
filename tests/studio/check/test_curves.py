"""Curves found in pictures drawn by cairo, and level curves of a small film drawn right and wrong."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cairo
import numpy as np
import pytest
from drawn import BACKGROUND, COLOUR, HEIGHT, WIDTH, Draw, line, picture, rgb
from manim import FadeIn
from tampering import Bursts

from calc.model import Model
from calc.relief import relief
from studio.cast.landscape import level_places
from studio.cast.surface import Bowl
from studio.check.checker import Moment
from studio.check.curves import Curves
from studio.check.delivered import Picture, to_yuv
from studio.check.detectors import Followed, follow_curve
from studio.check.expected.model import Stretch, Trace
from studio.check.prove import prove
from studio.check.report import Row
from studio.film.film import record
from studio.lesson.lesson import Lesson
from studio.stage.quality import Quality
from studio.stage.theme import FRAME_HEIGHT, FRAME_WIDTH, THEME

REACH = 8.0  # pixels


def wave(aside: float = 0.0) -> np.ndarray:
    """A curve across the picture, (n, 2), moved so many pixels to its right: rows run downwards."""
    x = np.linspace(30.0, 290.0, 131)
    y = 120 + 40 * np.sin((x - 30) / 60)
    slopes = 40 / 60 * np.cos((x - 30) / 60)
    right = np.column_stack([-slopes, np.ones(len(x))]) / np.hypot(1, slopes)[:, None]
    return np.column_stack([x, y]) + aside * right


def curve(points: np.ndarray, width: float = 4.0, colour: str = COLOUR) -> Draw:
    def draw(pen: cairo.Context) -> None:
        pen.set_source_rgb(*rgb(colour))
        pen.set_line_width(width)
        for place in points:
            pen.line_to(*place)
        pen.stroke()

    return draw


def shaded(pen: cairo.Context) -> None:
    """A ground of the landscape's kind, in steps from dark to lit."""
    for k in range(16):
        pen.set_source_rgb(*(share * (0.15 + 0.02 * k) for share in (1.0, 0.75, 0.2)))
        pen.rectangle(k * WIDTH / 16, 0, WIDTH / 16, HEIGHT)
        pen.fill()


def followed(*drawings: Draw, width: float = 4.0, points: np.ndarray | None = None) -> Followed:
    at = wave() if points is None else points
    return follow_curve(picture(*drawings), at, width, to_yuv(COLOUR), REACH)


@pytest.mark.parametrize("ground", [(), (shaded,)], ids=["plain", "shaded"])
@pytest.mark.parametrize("width", [1.4, 4.0, 8.0])
@pytest.mark.parametrize("aside", [0.0, 1.0, -3.0])
def test_a_curve_is_found_to_a_fraction_of_a_pixel(
    aside: float, width: float, ground: tuple[Draw, ...]
) -> None:
    found = followed(*ground, curve(wave(aside), width), width=width)
    assert found.clean.mean() > 0.9
    assert found.aside[found.clean] == pytest.approx(aside, abs=0.35)
    assert np.median(found.aside[found.clean]) == pytest.approx(aside, abs=0.1)


def test_what_hides_a_curve_or_crosses_it_is_left_out() -> None:
    plate = line((30, 120), (160, 120), 120.0, THEME.panel)
    found = followed(curve(wave()), plate)
    left = found.places[:, 0] < 150
    assert not found.clean[left].any()
    assert found.clean[found.places[:, 0] > 170].all()
    for across in (line((120, 40), (180, 200), 4.0), line((30, 110), (290, 150), 4.0)):
        found = followed(curve(wave()), across)
        assert 0.6 < found.clean.mean() < 1
        assert np.quantile(np.abs(found.aside[found.clean]), 0.9) < 0.3


def test_another_line_beside_it_and_one_that_is_too_thin_are_not_taken_for_it() -> None:
    assert not followed(curve(wave(-3)), curve(wave(5))).clean.any()
    assert not followed(curve(wave(), 1.5)).clean.any()
    assert not followed(curve(wave(), colour=THEME.slope)).clean.any()


def test_where_nothing_lies_it_is_empty_and_where_the_line_is_it_is_not() -> None:
    assert followed().empty.all()
    assert not followed(curve(wave())).empty.any()


def test_a_curve_is_followed_in_the_picture_and_between_its_gaps_only() -> None:
    beyond = wave()[90:] + np.array([60.0, 0.0])
    points = np.vstack([wave()[:40], [[np.nan, np.nan]], beyond])
    found = followed(curve(wave()), points=points)
    assert ((found.places[:, 0] < wave()[40, 0]) | (found.places[:, 0] > wave()[89, 0])).all()
    assert found.places[:, 0].max() <= WIDTH
    assert len(followed(points=np.full((3, 2), np.nan)).clean) == 0


@pytest.mark.parametrize(("drawn", "seen"), [(1.0, 50.0), (0.5, 100.0)], ids=["missing", "hidden"])
def test_what_the_landscape_hides_of_a_curve_is_not_missing(drawn: float, seen: float) -> None:
    units = (wave() / (WIDTH, HEIGHT) - 0.5) * (FRAME_WIDTH, -FRAME_HEIGHT)
    shown = picture(curve(wave()[: len(wave()) // 2]))
    long = drawn * float(np.hypot(*np.diff(wave(), axis=0).T).sum()) / shown.scale
    trace = Trace("ring", units, 4 / shown.scale, COLOUR, (6.0, 6.0), long)
    curves = Curves(SimpleNamespace(quality=QUALITY), None)  # type: ignore[arg-type]
    for frame in range(3):
        stretch = Stretch(frame, 1, "bowl", (trace,), None)
        curves.see(Moment(stretch, shown, frame, last=True))
    rows = {row.rule: row for row in curves.rows()}
    assert float(rows[SEEN].measured.split("%")[0]) == pytest.approx(seen, abs=5)
    assert rows[RUNS].passed


def looked_at(shown: Picture, *points: np.ndarray) -> dict[str, Row]:
    """Return the rows on a picture that is seen three times, in which these curves must be."""
    curves = Curves(SimpleNamespace(quality=QUALITY), None)  # type: ignore[arg-type]
    units = [(each / (WIDTH, HEIGHT) - 0.5) * (FRAME_WIDTH, -FRAME_HEIGHT) for each in points]
    traces = [
        Trace(f"ring {k}", each, 4 / shown.scale, COLOUR, (6.0, 6.0), 20.0) for k, each in enumerate(units)
    ]
    for frame in range(3):
        curves.see(Moment(Stretch(frame, 1, "bowl", tuple(traces), None), shown, frame, last=True))
    return {row.rule: row for row in curves.rows()}


def test_another_curve_that_lies_over_it_is_known_by_its_own_place() -> None:
    over = wave(3.0)
    shown = picture(curve(wave()), curve(over, 12.0, BACKGROUND), curve(over))
    assert not looked_at(shown, wave())[RUNS].passed
    assert looked_at(shown, wave(), over)[RUNS].passed


QUALITY = Quality("small", 640, 360, 10)
SEEN, RUNS = "every curve can be seen", "every curve runs where calc says"


class Spoilt(Bowl):
    """A landscape whose level curves are drawn so far aside, in its widths, and so much too high."""

    aside, higher = 0.0, 0.0

    def draw(self, parts: Any, ways: Any, sight: Any, **looks: Any) -> None:
        if isinstance(ways, list):  # level curves are in pieces
            shown = self.relief
            if self.higher:
                ways = level_places(shown, float(ways[0][0, 2]) * (1 + self.higher))
            aside = np.array([self.aside * 2 * shown.radius, 0.0, 0.0])
            ways = [way + aside for way in ways]
        super().draw(parts, ways, sight, **looks)


class Rings(Lesson):
    """A bowl with its level curves, which is laid flat."""

    poster = "flat"
    concept = False
    bowl_class: type[Bowl] = Bowl

    def calculate(self) -> None:
        self.relief = relief(Model().surface, (5.0, 5.0))

    def shown(self) -> str:
        return ""

    def cast(self) -> None:
        self.bowl = self.bowl_class(self.relief)

    def construct(self) -> None:
        with self.beat("bowl", "Here is a bowl.", title="The bowl"):
            self.play(FadeIn(self.bowl), run_time=0.3)
        with self.beat("flat", "We lay it flat now.", pause=0.5, title="The map"):
            self.play(self.bowl.turn("map", 1.0))


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, Row]]:
    """Draw the film with these faults, and return the rows about its curves."""

    def film(**faults: float) -> dict[str, Row]:
        media: Path = tmp_path_factory.mktemp("curves")
        drawn = type("Rings", (Rings,), {"bowl_class": type("Drawn", (Spoilt,), faults)})
        folder = record(drawn, media, QUALITY, Bursts()).folder
        report = prove(folder, __name__, "Rings", voice=Bursts(), cache=media / ".cache", checkers=[Curves])
        return {row.rule: row for row in report.rows}

    return film


def test_level_curves_that_are_drawn_right_pass(proved: Callable[..., dict[str, Row]]) -> None:
    rows = proved()
    assert rows[SEEN].passed
    assert rows[RUNS].passed


@pytest.mark.parametrize(
    ("fault", "broken"),
    [
        ({"aside": 0.01}, RUNS),
        ({"aside": -0.01}, RUNS),
        ({"higher": 0.03}, RUNS),
        ({"higher": 0.3}, SEEN),
    ],
    ids=["1 % aside", "1 % to the other side", "3 % too high", "a third too high"],
)
def test_level_curves_drawn_aside_or_of_another_height_are_refused(
    fault: dict[str, float], broken: str, proved: Callable[..., dict[str, Row]]
) -> None:
    assert not proved(**fault)[broken].passed
