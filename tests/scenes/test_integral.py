"""Areas under 2(w - 2) by closed forms: the strips, the triangle (w - 2)², and water that stays 250/3."""

import math
from collections.abc import Callable
from math import ceil, erf, sqrt
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from paths import subpaths
from truth import has_slope, hasty, on_screen, stands_at, uphold, watch

from calc.function import Function
from scenes.integral import Integral
from studio.check.areas import AREA, compare
from studio.check.delivered import Picture
from studio.check.expected.model import Patch
from studio.check.expected.projection import Sighting
from studio.film.drawing import draw
from studio.lesson.lesson import Lesson
from studio.speech.voice import SilentVoice
from studio.stage.areas import Band, box, flat
from studio.stage.plane import Plane
from studio.stage.quality import Quality

COUNTS = (5, 10, 50)


def corners(path: np.ndarray) -> np.ndarray:
    """The corners, (n, 3), of straight pieces that manim keeps as cubics."""
    return np.concatenate([path[::4], path[-1:]])


def in_numbers(plot: Plane, points: np.ndarray) -> np.ndarray:
    """Points of the screen, (n, 2), in the plot's numbers."""
    low = on_screen(plot, 0, 0)
    unit = on_screen(plot, 1, 1) - low
    return (points - low)[:, :2] / unit[:2]


def area_of(outline: np.ndarray) -> float:
    """The area inside a closed outline, (n, 2), by the shoelace formula."""
    x, y = outline.T
    return abs(float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))) / 2


def strips_by_hand(cuts: float) -> tuple[np.ndarray, np.ndarray]:
    """Left ends and heights: parts take theirs on the way from the whole strip's left end to their own."""
    if cuts <= 0:
        left = 2 + np.arange(5.0)
        return left, 2 * (left - 2)
    stage = 0 if cuts <= 1 else 1
    coarse, fine = COUNTS[stage : stage + 2]
    left = 2 + 5 / fine * np.arange(fine)
    whole = 2 + 5 / coarse * np.floor(np.arange(fine) / (fine // coarse))
    return left, 2 * (whole + (cuts - stage) * (left - whole) - 2)


def drawn(lesson: Any, mobject: Any) -> bool:
    """Say whether it stands there and follows its trackers."""
    return lesson.stands(mobject) and not mobject.updating_suspended and mobject.has_points()


def check(lesson: Any, progress: dict[str, float]) -> None:
    w = progress["weight"]
    walked = float(np.clip(w, 2, 7))
    left, heights = strips_by_hand(progress["cuts"])
    width = 5 / len(left)
    figure = lesson.sum
    upper, lower, pair, stack = figure.upper, figure.lower, figure.pair, figure.stack
    if lesson.stands(pair.ball) and not pair.ball.updating_suspended:
        stands_at(upper, pair.ball.core.get_center(), w, (w - 2) ** 2)
    if lesson.stands(pair.end) and not pair.end.updating_suspended:
        stands_at(lower, pair.end.core.get_center(), w, 2 * (w - 2))
    if lesson.stands(pair.tangent) and pair.tangent.line.has_points():
        has_slope(upper, pair.tangent.line, 2 * (w - 2))
    if drawn(lesson, stack.strips):
        begun = left < walked
        paths = subpaths(stack.strips)
        assert len(paths) == np.count_nonzero(begun)
        for path, start, height in zip(paths, left[begun], heights[begun], strict=True):
            _, top_left, top_right, bottom_right, _ = corners(path)
            stands_at(lower, top_left, start, height)
            stands_at(lower, top_right, min(start + width, walked), height)
            stands_at(lower, bottom_right, min(start + width, walked), 0)
    if drawn(lesson, stack.stairs):
        paths = subpaths(stack.stairs)
        landed = progress["landed"] / 5 * len(left) + 1e-6
        growing = max(landed % 1 - 0.75, 0) / 0.25  # the last quarter of a flight makes its stair
        assert len(paths) == int(landed) + (growing > 1e-5)
        levels = np.concatenate([[0.0], np.cumsum(heights * width)])
        for k, (path, start, low, high) in enumerate(zip(paths, left, levels, levels[1:], strict=False)):
            foot, top_left, top_right, *_ = corners(path)
            stands_at(upper, foot, start, low)
            stands_at(upper, top_left, start, high)
            share = 1 if k < int(landed) else growing
            stands_at(upper, top_right, start + share * width, high)
    if drawn(lesson, lesson.sum.under) and walked > 2:
        area = area_of(in_numbers(lower, corners(lesson.sum.under.points)))
        assert area == pytest.approx((walked - 2) ** 2, abs=1e-9)
    if drawn(lesson, lesson.sum.climb):
        stands_at(upper, lesson.sum.climb.get_start(), walked, 0)
        stands_at(upper, lesson.sum.climb.get_end(), walked, (walked - 2) ** 2)
    if drawn(lesson, lesson.sum.vessel.water):  # it stands as high as the same amount of loss beside it
        total = progress["poured"] * float(np.sum(heights * width))
        amount = (1 - progress["full"]) * total + progress["full"] * (walked - 2) ** 2
        outline = corners(lesson.sum.vessel.water.points)
        for corner, height in zip(outline, (amount, amount, 0, 0, amount), strict=True):
            stands_at(upper, np.array([on_screen(upper, 0, 0)[0], corner[1], 0]), 0, height)
    check_averages(lesson, progress)
    bell = getattr(lesson, "bell", None)
    if bell and drawn(lesson, bell.band) and progress["reach"] > 0:
        outline = in_numbers(bell.plane, corners(bell.band.points))
        reach = progress["reach"]
        np.testing.assert_allclose([outline[:, 0].min(), outline[:, 0].max()], [-reach, reach], atol=1e-9)
        assert area_of(outline) == pytest.approx(erf(reach / sqrt(2)), abs=1e-4)


PLACES = np.random.default_rng(0).uniform(-3, 7, 600)
MEANS = np.cumsum((PLACES - 2) ** 2) / np.arange(1, 601)


def check_averages(lesson: Any, progress: dict[str, float]) -> None:
    tried = progress["tried"]
    mean = getattr(lesson, "mean", None)
    threads, water = getattr(mean, "threads", None), getattr(mean, "water", None)
    if threads and drawn(lesson, threads):
        paths = subpaths(threads)
        assert len(paths) == ceil(tried - 1e-6)
        for k, (path, place) in enumerate(zip(paths, PLACES, strict=False)):
            fallen = min((tried - k) / 8, 1)
            stands_at(lesson.sum.upper, path[0], place, (place - 2) ** 2)
            stands_at(lesson.sum.upper, path[-1], place, (1 - fallen) * (place - 2) ** 2)
        average = float(np.interp(tried, np.arange(1, 601), MEANS))
        if lesson.stands(mean.means.dot) and not mean.means.dot.updating_suspended:
            stands_at(mean.means.plane, mean.means.dot.core.get_center(), tried, average)
        if drawn(lesson, mean.means.path):
            stands_at(mean.means.plane, mean.means.path.points[-1], tried, average)
    if water and drawn(lesson, water):
        outline, level = in_numbers(lesson.sum.upper, corners(water.points)), progress["level"]
        x, y = outline[: len(outline) // 2].T
        np.testing.assert_allclose(y, (1 - level) * (x - 2) ** 2 + level * 25 / 3, atol=1e-6)
        # Straight pieces over a twentieth of a unit or less add at most 10 * 0.05² / 6 to the area.
        assert area_of(outline) == pytest.approx(250 / 3, abs=0.02)


RESTS = {
    "slopes": {"weight": 2},
    "strips": {"weight": 7, "cuts": 0, "landed": 5},
    "sums": {"weight": 7, "cuts": 2, "poured": 1},
    "exact": {"full": 1},
    "climb": {"weight": 7},
    "random": {"tried": 600},
    "level": {"level": 1},
    "bell": {"reach": 1},
}


def test_every_frame_is_the_mathematics_and_keeps_every_rule(cache: Path) -> None:
    uphold(Integral, check, RESTS, cache)


def taller(plot: Any, left: float, right: float, bottom: float, top: float) -> np.ndarray:
    return box(plot, left, right, bottom, bottom + 1.001 * (top - bottom))


def higher(plot: Any, band: Any, *rest: Any) -> Any:
    def too_high() -> Band:
        now = band()
        return Band(now.x, 1.001 * now.y, now.base)

    return flat(plot, too_high, *rest)


@pytest.mark.parametrize(
    ("beat", "place", "wrong"),
    [
        ("strips", "studio.stage.areas.box", taller),
        ("level", "studio.cast.water.flat", higher),
        ("sums", "studio.cast.vessel.flat", higher),
        ("bell", "studio.cast.bell.flat", higher),
    ],
)
def test_an_area_that_is_a_thousandth_too_high_is_caught(
    beat: str, place: str, wrong: Any, draw_small: Callable[..., Lesson], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, wrong)
    with pytest.raises(AssertionError):
        watch(Integral, check, RESTS, draw_small, only=beat)


def test_a_missing_hold_is_caught(draw_small: Callable[..., Lesson]) -> None:
    with pytest.raises(AssertionError):
        watch(hasty(Integral), check, RESTS, draw_small, only="strips")


class Pixels:
    """Holds the areas that witnesses tell of to the pixels of each frame."""

    def __init__(self) -> None:
        self.sighting, self.worst, self.frame = Sighting(), {}, 0

    def __call__(self, lesson: Lesson, pixels: np.ndarray, frames: int) -> None:
        picture = None
        for thing in self.sighting(lesson, self.frame, frames > 1):
            if not isinstance(thing, Patch):
                continue
            picture = picture or as_decoded(pixels)
            if (wrong := compare(picture, thing)) is not None:
                width = float(np.ptp(thing.outline[:, 0])) * picture.scale
                share = wrong / width / (thing.spans[1] * picture.scale)
                self.worst[thing.name] = max(share, self.worst.get(thing.name, 0.0))
        self.frame += frames


def as_decoded(pixels: np.ndarray) -> Picture:
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels[..., :3]), "rgb24")
    return Picture(frame.reformat(format="yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG"))


QUALITY = Quality("areas", 854, 480, 5)


def measured(cache: Path, *beats: str) -> dict[str, float]:
    sink = Pixels()
    draw(Integral, QUALITY, SilentVoice(), sink, cache=cache / "manim", only=beats)
    return sink.worst


def test_every_area_covers_the_pixels_that_its_witness_tells_of(cache: Path) -> None:
    worst = measured(cache, "strips", "sums", "guess", "exact", "climb", "random", "level", "bell")
    assert {"strips", "stairs", "vessel", "area", "water", "chance"} <= set(worst)
    assert {name: share for name, share in worst.items() if share > AREA} == {}


def test_water_that_stands_too_high_is_seen_in_the_pixels(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn_higher(plot: Any, band: Any, state: Any, name: str) -> Any:
        shape = flat(plot, lambda: Band(band().x, 1.1 * band().y, band().base), state, name)
        shape.witness = flat(plot, band, state, name).witness
        return shape

    monkeypatch.setattr("studio.cast.water.flat", drawn_higher)
    assert measured(cache, "level")["water"] > AREA


def test_the_lines_say_what_was_calculated() -> None:
    said = " ".join(map(str, Integral().tell.lines.values()))
    for told in ("⟦5|5⟧ strips give <s0>⟦20|", "⟦22.5|", "⟦24.5|", "⟦25|", "⟦8.33|", "⟦68|"):
        assert told in said
    assert "About <area>⟦83.3|" in said and "its width, <width>⟦10|10⟧, is <mean>⟦8.33|" in said


class Wave(Integral):
    """Slopes cos(x) over 0 to 6: areas on both sides of the axis add up to sin(6)."""

    function = Function.parse("sin(x)")
    low, high = 0.0, 6.0
    strips = (4, 8, 80)


class Falling(Integral):
    """Slopes -1/x² over 1 to 4, all below the axis: the curve goes down by 3/4."""

    function = Function.parse("1/x")
    low, high = 1.0, 4.0
    strips = (3, 6, 60)


@pytest.mark.parametrize("beat", ["strips", "climb", "level"])
@pytest.mark.parametrize(
    ("lesson", "f", "slope", "area_of_heights"),
    [
        (Wave, np.sin, np.cos, 1 - math.cos(6)),
        (Falling, lambda x: 1 / x, lambda x: -1 / x**2, math.log(4)),
    ],
)
def test_any_area_is_told_frame_by_frame(
    lesson: type[Integral],
    f: Callable[[Any], Any],
    slope: Callable[[Any], Any],
    area_of_heights: float,
    beat: str,
    draw_small: Callable[..., Lesson],
) -> None:
    low, high, count = float(lesson.low), float(lesson.high), lesson.strips[0]
    left = low + (high - low) / count * np.arange(count)

    def check(lesson: Any, progress: dict[str, float]) -> None:
        w = float(np.clip(progress["weight"], low, high))
        ball, stack = lesson.sum.pair.ball, lesson.sum.stack
        if lesson.stands(ball) and not ball.updating_suspended:
            stands_at(lesson.sum.upper, ball.core.get_center(), progress["weight"], f(progress["weight"]))
        if drawn(lesson, stack.strips) and progress["cuts"] == 0:
            for path, start in zip(subpaths(stack.strips), left, strict=False):
                stands_at(lesson.sum.lower, corners(path)[1], start, slope(start))
        if drawn(lesson, lesson.sum.climb):
            stands_at(lesson.sum.upper, lesson.sum.climb.get_start(), w, f(low))
            stands_at(lesson.sum.upper, lesson.sum.climb.get_end(), w, f(w))
        if drawn(lesson, lesson.sum.vessel.water) and progress["full"] == 1:
            level = corners(lesson.sum.vessel.water.points)[0]
            stands_at(
                lesson.sum.upper, np.array([on_screen(lesson.sum.upper, low, 0)[0], level[1], 0]), low, f(w)
            )
        if (water := getattr(getattr(lesson, "mean", None), "water", None)) and drawn(lesson, water):
            outline = in_numbers(lesson.sum.upper, corners(water.points))
            x, y = outline[: len(outline) // 2].T
            level, mean = progress["level"], area_of_heights / (high - low)
            np.testing.assert_allclose(y, (1 - level) * f(x) + level * mean, atol=1e-6)

    rests = {"climb": {"weight": high}, "level": {"level": 1.0}}
    watch(lesson, check, rests, draw_small, only=beat)


@pytest.mark.parametrize("chosen", [{}, *({"function": "x**2", "low": 0, "high": end} for end in (3, 1e9))])
def test_the_curve_has_its_share_of_the_height_and_the_integral_is_a_tall_sign(
    chosen: dict[str, object],
) -> None:
    lesson = Integral(voice=SilentVoice(), **chosen)
    lesson.calculate()
    lesson.cast()
    above, below = lesson.sum.above, lesson.sum.lower.region
    assert above.height >= 2.0 and above.height >= below.height
    sign, slope, _ = lesson.sum.whole.terms
    assert sign.height >= 2.2 * slope.height  # with its limits, as textbooks display it
    assert lesson.sum.whole.get_bottom()[1] - lesson.sum.result.get_top()[1] >= 0.1


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"function": "sin(x)", "low": 0, "high": 6}, "Below the axis, it counts as <minus>minus."),
        ({"function": "sin(x)", "low": 0, "high": 6}, "To the exact area, about <value>⟦−0.2794|"),
        ({"function": "x**2", "low": -1, "high": 1}, "the curve climbs as much as it falls."),
        ({"function": "1/x", "low": 1, "high": 4}, "the curve falls by just as much."),
        ({"function": "5", "low": 0, "high": 1}, "the curve does not climb at all."),
        ({"function": "2*x", "low": 0, "high": 3}, "It stays at <value>⟦6|6⟧, the exact area."),
        ({"function": "x**3 - 3*x", "low": -2, "high": 2}, "is <mean>⟦0|0⟧: the height to"),
        ({"function": "x**2", "low": 0, "high": 1, "strips": "1,2,4"}, "⟦1|1⟧ strip gives <s0>⟦0|0⟧"),
    ],
)
def test_the_lines_follow_the_choice(chosen: dict[str, object], said: str) -> None:
    assert said in " ".join(map(str, Integral(**chosen).tell.lines.values()))


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [
        ({"low": 7, "high": 2}, "low must lie below high"),
        ({"strips": "5,12,50"}, "must be a multiple"),
        ({"function": "1/x", "low": -1, "high": 1}, "has no value somewhere from -1 to 1"),
        ({"function": "x/abs(x)", "low": -1, "high": 2}, "outside the domain"),
        ({"function": "log(x)", "low": 1e-9, "high": 1}, "jumps or grows|too coarse"),
    ],
)
def test_a_choice_that_does_not_add_up_is_refused(chosen: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as refusal:
        Integral(**chosen)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("high", ["3.14159", "5"])
def test_the_words_over_the_strips_stand_apart(high: str) -> None:
    """However many digits a strip's width has; where they are many, the areas are named by their colour."""
    lesson = Integral(function="sin(x)", low="0", high=high)
    lesson.cast()
    slope, times = lesson.sum.products[0]
    assert times.get_left()[0] - slope.get_right()[0] >= 0.1
    assert times.text.startswith("×") and ("=" in times.text)
