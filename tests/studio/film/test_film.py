"""The delivered film: its pixels, sound, captions and chapters, read back from the finished files."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import webvtt
from ebur128 import ebur128
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from calc.descent import descend
from scenes import GradientDescent
from studio.film.film import Film, record
from studio.speech.hibari_voice import HibariVoice
from studio.speech.narration import narrate
from studio.speech.sound import SAMPLE_RATE, mix
from studio.speech.voice import CachedVoice, SilentVoice
from studio.stage import style
from studio.stage.frame import PlotFrame
from studio.stage.quality import QUALITIES, Quality
from studio.stage.text import words
from studio.stage.theme import THEME, current, using

QUALITY = QUALITIES["l"]
PIXELS_A_UNIT = QUALITY.height / 8


def decode_pictures(mp4: Path) -> Any:
    """Return the picture seen in each frame: one is held until the next one's time."""
    with av.open(str(mp4)) as film:
        begun, picture = 0, None
        for frame in film.decode(video=0):
            at = round(frame.time * QUALITY.frame_rate)
            yield from [picture] * (at - begun)
            begun = at
            picture = frame.reformat(
                format="rgb24", src_colorspace="ITU709", src_color_range="MPEG"
            ).to_ndarray()
        yield picture


def decode_sound(mp4: Path) -> NDArray[np.float64]:
    with av.open(str(mp4)) as film:
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=SAMPLE_RATE)
        parts = [part.to_ndarray()[0] for frame in film.decode(audio=0) for part in resampler.resample(frame)]
    return np.concatenate(parts).astype(float)


@pytest.fixture(scope="module")
def plot(draw_small: Any) -> PlotFrame:
    """Return where the numbers of GradientDescent stand while its plane stands still beside the program."""
    kept: list[PlotFrame] = []
    draw_small(GradientDescent, lambda lesson, *_: kept.append(lesson.plane.frame), only="again")
    return kept[-1]


def to_pixels(plot: PlotFrame, x: float, y: float) -> NDArray[np.float64]:
    region, window = plot.region, plot.window
    right = region.left + (x - window.left) / (window.right - window.left) * region.width
    up = region.bottom + (y - window.bottom) / (window.top - window.bottom) * region.height
    return np.array([QUALITY.width / 2 + right * PIXELS_A_UNIT, QUALITY.height / 2 - up * PIXELS_A_UNIT])


def find_ball(picture: NDArray[np.uint8]) -> NDArray[np.float64] | None:
    """The centre in pixels of the largest disc of the ball's colour, left of the program's text."""
    colour = np.array([int(THEME.parameter[i : i + 2], 16) for i in (1, 3, 5)])
    close = np.abs(picture[:, : int(QUALITY.width * 0.43)].astype(int) - colour).max(axis=2) <= 40
    depth = ndimage.distance_transform_edt(close)
    radius = style.BALL * PIXELS_A_UNIT
    if depth.max() < 0.75 * radius:
        return None
    rows, columns = np.nonzero(close)
    deepest = np.unravel_index(depth.argmax(), depth.shape)
    near = np.hypot(rows - deepest[0], columns - deepest[1]) <= radius
    return np.array([columns[near].mean() + 0.5, rows[near].mean() + 0.5])


def test_the_ball_in_the_film_is_where_calc_says(descent_film: Film, plot: PlotFrame) -> None:
    walk = descend("x**2", 5, 0.1, 20)
    # Beside the program the plane stands still until the steps that are taken in one go.
    first = descent_film.timeline.span("again").start
    last = descent_film.timeline.span("shrink").end
    steps = descent_film.tracker_values["steps_taken"]
    spans = np.array([plot.region.width, plot.region.height]) * PIXELS_A_UNIT
    worst, seen = 0.0, 0
    for index, picture in enumerate(decode_pictures(descent_film.mp4)):
        if not first <= index < last:
            continue
        ball = find_ball(picture)
        assert ball is not None, index
        wanted = to_pixels(plot, *walk.at(steps[index]))
        worst = max(worst, float(np.max(np.abs(ball - wanted) / spans)))
        seen += 1
    assert seen > 200
    assert worst <= 0.005, worst


def test_a_ball_one_hundredth_off_would_be_seen(descent_film: Film, plot: PlotFrame) -> None:
    index = descent_film.timeline.span("again").start + 2
    picture = next(p for i, p in enumerate(decode_pictures(descent_film.mp4)) if i == index)
    ball = find_ball(picture)
    assert ball is not None
    off = to_pixels(plot, 4 + 0.01 * (plot.window.right - plot.window.left), 16)
    assert abs(ball - off)[0] > 0.005 * plot.region.width * PIXELS_A_UNIT


def test_the_film_is_what_players_expect(descent_film: Film) -> None:
    with av.open(str(descent_film.mp4)) as film:
        video, audio = film.streams.video[0], film.streams.audio[0]
        assert (video.codec_context.name, video.codec_context.profile) == ("h264", "High")
        assert (video.codec_context.pix_fmt, video.width, video.height) == ("yuv420p", 854, 480)
        assert (audio.codec_context.name, audio.codec_context.sample_rate) == ("aac", 48_000)
        assert video.average_rate == video.guessed_rate == video.base_rate == 15
        seconds = descent_film.frames / 15
        assert float(video.duration * video.time_base) == pytest.approx(seconds, abs=1 / 15)
        assert float(audio.duration * audio.time_base) == pytest.approx(seconds, abs=1 / 15)
        titles = [
            (chapter["metadata"]["title"], chapter["start"] * chapter["time_base"])
            for chapter in film.chapters()
        ]
        assert film.metadata["title"] == "Gradient Descent"
    spans = [span for span in descent_film.timeline.spans if span.beat.title]
    assert [title for title, _ in titles] == [span.title for span in spans]
    assert [float(start) for _, start in titles] == pytest.approx(
        [span.start / 15 for span in spans], abs=0.002
    )
    data = descent_film.mp4.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_every_line_is_heard_at_its_beat(descent_film: Film, cache: Path) -> None:
    """Each line's own sound, synthesised again, is found in the film within 0.05 s of its place."""
    sound = decode_sound(descent_film.mp4)
    assert len(sound) >= descent_film.frames * SAMPLE_RATE // 15
    voice = CachedVoice(HibariVoice(), cache / "voice")
    slack = SAMPLE_RATE // 4
    for span in [each for each in descent_film.timeline.spans if each.narration.words]:  # cards say nothing
        line = narrate(span.beat.line, voice).samples[: 2 * SAMPLE_RATE]
        place = span.voice_start * SAMPLE_RATE // 15
        window = sound[max(place - slack, 0) : place + len(line) + slack]
        size = 1 << int(np.ceil(np.log2(len(window) + len(line))))
        match = np.fft.irfft(np.fft.rfft(window, size) * np.conj(np.fft.rfft(line, size)), size)
        late = (int(np.argmax(match[: 2 * slack])) - min(place, slack)) / SAMPLE_RATE
        assert abs(late) <= 0.05, (span.beat.name, late)


def seconds_of(stamp: str) -> float:
    hours, minutes, seconds = stamp.split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(seconds)


def test_the_film_is_as_loud_as_players_expect(descent_film: Film) -> None:
    with av.open(str(descent_film.mp4)) as film:
        parts = [frame.to_ndarray() for frame in film.decode(audio=0)]
    loudness, peak = ebur128(np.concatenate(parts, axis=1))
    assert loudness == pytest.approx(-16, abs=1)
    assert peak <= -1


def test_captions_say_the_script_in_order_and_on_time(descent_film: Film) -> None:
    cues = list(webvtt.read(str(descent_film.folder / "captions.vtt")))
    script = " ".join(word.text for span in descent_film.timeline.spans for word in span.narration.words)
    assert " ".join(cue.text.replace("\n", " ") for cue in cues) == script
    starts = [seconds_of(cue.start) for cue in cues]
    assert starts == sorted(starts)
    words = [
        (word.text, span.voice_start / 15 + word.start)
        for span in descent_film.timeline.spans
        for word in span.narration.words
    ]
    at = 0
    for cue, start in zip(cues, starts, strict=True):
        assert start == pytest.approx(words[at][1], abs=0.2)
        left = len(cue.text.split())
        while left > 0:  # a formula is one word of the line, and may hold spaces
            left -= len(words[at][0].split())
            at += 1
    srt = (descent_film.folder / "captions.srt").read_text(encoding="utf-8")
    assert re.sub(r"\s+", " ", re.sub(r"\d+\n[\d:,]+ --> [\d:,]+\n", "", srt)).strip() == script


def test_no_markup_reaches_a_reader(descent_film: Film) -> None:
    for path in descent_film.files[1:]:
        if path.suffix != ".png":
            assert "⟦" not in path.read_text(encoding="utf-8"), path


def test_the_transcript_holds_every_line_and_what_was_printed(descent_film: Film) -> None:
    text = (descent_film.folder / "transcript.txt").read_text(encoding="utf-8")
    for span in descent_film.timeline.spans:
        assert " ".join(word.text for word in span.narration.words) in text
    for line in descend("x**2", 5, 0.1, 20).lines:
        assert line in text


def test_the_poster_is_a_full_frame_of_the_telling_beat(descent_film: Film) -> None:
    with Image.open(descent_film.folder / "poster.png") as poster:
        assert poster.size == (QUALITY.width, QUALITY.height)
        colours = poster.convert("RGB").getcolors(1 << 20) or []
    wanted = tuple(int(THEME.parameter[i : i + 2], 16) for i in (1, 3, 5))
    assert max(count for count, colour in colours if colour == wanted) > 200  # the ball


@pytest.fixture
def tiny() -> Quality:
    return Quality("tiny", 214, 120, 10)


@pytest.mark.parametrize("failure", [KeyboardInterrupt, RuntimeError, MemoryError])
def test_what_was_there_stays_when_a_render_ends_early(
    tmp_path: Path, tiny: Quality, failure: type[BaseException]
) -> None:
    folder = tmp_path / "GradientDescent" / "beats" / "print"
    folder.mkdir(parents=True)
    (folder / "GradientDescent-print.mp4").write_bytes(b"the film of yesterday")

    def interrupt(drawn: int, _total: int) -> None:
        if drawn > 5:
            raise failure

    with pytest.raises(failure):
        record(GradientDescent, tmp_path, tiny, SilentVoice(), beat="print", progress=interrupt)
    assert (folder / "GradientDescent-print.mp4").read_bytes() == b"the film of yesterday"
    assert [path.name for path in folder.iterdir()] == ["GradientDescent-print.mp4"]
    assert [path.name for path in folder.parent.iterdir()] == ["print"]


def test_two_renders_are_the_same_to_the_byte(tmp_path: Path, tiny: Quality) -> None:
    films = [
        record(GradientDescent, tmp_path / name, tiny, SilentVoice(), beat="print").mp4.read_bytes()
        for name in ("one", "two")
    ]
    assert films[0] == films[1]


def test_a_beat_named_like_a_path_is_refused(tmp_path: Path, tiny: Quality) -> None:
    with pytest.raises(ValueError, match="one word"):
        record(GradientDescent, tmp_path / "media", tiny, SilentVoice(), beat="../../elsewhere")
    assert not (tmp_path / "elsewhere").exists()


def test_a_silent_film_has_the_same_beats(tmp_path: Path, tiny: Quality) -> None:
    film = record(GradientDescent, tmp_path, tiny, SilentVoice(), beat="print")
    sound = decode_sound(film.mp4)
    assert np.abs(sound).max() < 1e-3
    assert len(sound) / SAMPLE_RATE == pytest.approx(film.frames / 10, abs=1 / 10)
    assert mix([], 10).shape == (10,)


LOGO = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 1'>"
    "<rect width='2' height='1' fill='#e00000'/></svg>"
)


def test_footer_and_logo_are_seen_in_the_corners_of_every_picture(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(LOGO)
    theme = replace(current(), footer="Ada's own", logo=tmp_path / "logo.svg")
    with using(theme):
        film = record(GradientDescent, tmp_path / "marked", QUALITY, SilentVoice(), beat="print")
        width = words(theme.footer, theme.tick).width * PIXELS_A_UNIT
    plain = record(GradientDescent, tmp_path / "plain", QUALITY, SilentVoice(), beat="print")
    # Below the captions' place nothing but these two stands; the lower corners of the safe area in pixels.
    left, right = ((QUALITY.width / 2 + side * 6.4 * PIXELS_A_UNIT) for side in (-1, 1))
    bottom = 7.6 * PIXELS_A_UNIT
    band = slice(round(bottom - 0.5 * PIXELS_A_UNIT), QUALITY.height)
    for marked, bare in zip(decode_pictures(film.mp4), decode_pictures(plain.mp4), strict=True):
        assert np.ptp(bare[band].astype(int), axis=(0, 1)).max() <= 8
        ink = np.abs(marked[band].astype(int) - bare[band]).max(axis=2) > 40
        rows, columns = np.nonzero(ink)
        assert band.start + rows.max() + 1 == pytest.approx(bottom, abs=2)
        footer, logo = columns[columns < QUALITY.width / 2], columns[columns >= QUALITY.width / 2]
        assert [footer.min(), footer.max() + 1] == pytest.approx([left, left + width], abs=2)
        assert [logo.min(), logo.max() + 1] == pytest.approx([right - 0.72 * PIXELS_A_UNIT, right], abs=2)
        red = marked[round(bottom - 0.18 * PIXELS_A_UNIT), round(right - 0.36 * PIXELS_A_UNIT)].astype(int)
        assert red == pytest.approx([0xE0, 0, 0], abs=12)
