import itertools
import os
import signal
import struct
import threading
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from studio.film.aac import Sound, encode_sound
from studio.film.mp4 import Mp4Writer
from studio.film.yuv import Converter, Crop, YuvPicture, padded_boxes

WIDTH, HEIGHT = 96, 64
PALETTE = ["#0f1720", "#56b4e9", "#e69f00", "#cc79a7", "#009e73", "#f0f0f0"]
COLOURS = np.array([[int(name[i : i + 2], 16) for i in (1, 3, 5)] for name in PALETTE], np.uint8)


def picture(number: int = 0) -> np.ndarray:
    """Six flat patches of 32 pixels, each `number` places further in the palette."""
    patches = np.roll(COLOURS, number, axis=0).reshape(2, 3, 3).repeat(32, 0).repeat(32, 1)
    return np.dstack([patches, np.full((HEIGHT, WIDTH), 255, np.uint8)])


def silence(film: Mp4Writer, rate: int | Fraction = 30) -> Sound:
    return encode_sound(np.zeros(film.samples, np.float32), rate)


def write(path: Path, rate: int | Fraction = 30, frames: int = 4, chapters=(), **options) -> Path:
    with Mp4Writer(path, WIDTH, HEIGHT, rate, **options) as film:
        film.show(picture(), frames)
        film.finish(silence(film, rate), chapters)
    return path


def pictures(path: Path) -> list[av.VideoFrame]:
    with av.open(path) as film:
        return list(film.decode(video=0))


def rgb(frame: av.VideoFrame) -> np.ndarray:
    """The frame as RGB, by the definition of BT.709 with limited range (ITU-R BT.709-6, items 3.2 to 3.4)."""
    planes = frame.to_ndarray().astype(float)  # yuv420p: Y above U above V
    h, w = frame.height, frame.width
    y = (planes[:h] - 16) / 219
    cb, cr = (
        ((planes.reshape(-1)[start : start + h * w // 4].reshape(h // 2, w // 2) - 128) / 224)
        .repeat(2, 0)
        .repeat(2, 1)
        for start in (h * w, h * w * 5 // 4)
    )
    red, blue = y + 1.5748 * cr, y + 1.8556 * cb
    green = (y - 0.2126 * red - 0.0722 * blue) / 0.7152
    return np.dstack([red, green, blue]) * 255


def samples(path: Path) -> tuple[float, np.ndarray]:
    """When the sound begins, in seconds, and all of it, shape (2, n); edit list honoured."""
    with av.open(path) as film:
        frames = list(film.decode(audio=0))
    return frames[0].time, np.concatenate([frame.to_ndarray() for frame in frames], axis=1)


def boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Type and content of each box (ISO/IEC 14496-12, 4.2)."""
    at = 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        yield kind.decode("latin-1"), data[at + 8 : at + size]
        at += size


def test_flat_colours_come_back(tmp_path: Path) -> None:
    with Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, 30) as film:
        for number in range(6):
            film.show(picture(number), 5)
        film.finish(None)
    for number, frame in enumerate(pictures(tmp_path / "film.mp4")):
        inside = np.s_[8:24, 8:24]  # 4:2:0 blends colours at the borders of the patches
        for row in range(2):
            for column in range(3):
                tile = np.s_[row * 32 : row * 32 + 32, column * 32 : column * 32 + 32]
                found = rgb(frame)[tile][inside]
                wanted = picture(number // 5)[tile][inside][..., :3]
                assert np.abs(found - wanted).max() <= 2


def test_colour_does_not_ring_beside_an_edge(tmp_path: Path) -> None:
    """The middle of patches of 8 pixels, almost without loss: what is left is the conversion."""
    places = np.random.default_rng(0).integers(0, 6, (HEIGHT // 8, WIDTH // 8))
    rgba = np.dstack([COLOURS[places].repeat(8, 0).repeat(8, 1), np.full((HEIGHT, WIDTH), 255, np.uint8)])
    with Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, 30, crf=1) as film:
        film.show(rgba)
        film.finish(None)
    (frame,) = pictures(tmp_path / "film.mp4")
    assert np.abs(rgb(frame)[4::8, 4::8] - COLOURS[places]).max() <= 3


def test_the_red_of_a_bt601_conversion_would_be_found_out(tmp_path: Path) -> None:
    """Referee of the referee: the same picture through BT.601 fails the test above by far."""
    frame = av.VideoFrame.from_ndarray(picture(), format="rgba").reformat(
        format="yuv420p", dst_colorspace=Colorspace.ITU601, dst_color_range=ColorRange.MPEG
    )
    assert np.abs(rgb(frame)[8:24, 40:56] - COLOURS[1]).max() > 5


def test_colour_is_tagged_in_the_bitstream_and_in_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "film.mp4")
    with av.open(path) as film:
        stream = film.streams.video[0]
        bare = av.CodecContext.create("h264", "r")  # knows the bitstream only, no container
        bare.extradata = stream.codec_context.extradata
        frame = next(f for packet in film.demux(stream) for f in bare.decode(packet if packet.size else None))
    assert frame.color_primaries == ColorPrimaries.BT709
    assert frame.color_trc == ColorTrc.BT709
    assert frame.colorspace == Colorspace.ITU709
    assert frame.color_range == ColorRange.MPEG
    assert b"colrnclx" + struct.pack(">HHHB", 1, 1, 1, 0) in path.read_bytes()


def test_kind_of_film(tmp_path: Path) -> None:
    path = write(tmp_path / "film.mp4", title="Steps & slopes – x²", language="deu")
    with av.open(path) as film:
        video, audio = film.streams.video[0], film.streams.audio[0]
        assert film.metadata["title"] == "Steps & slopes – x²"
        assert (video.codec_context.name, video.profile, video.pix_fmt) == ("h264", "High", "yuv420p")
        assert (video.width, video.height, video.average_rate) == (WIDTH, HEIGHT, 30)
        assert (audio.codec_context.name, audio.profile, audio.rate, audio.channels) == (
            "aac",
            "LC",
            48_000,
            2,
        )
        assert video.language == audio.language == "deu"
    kinds = [kind for kind, _ in boxes(path.read_bytes())]
    assert kinds.index("moov") < kinds.index("mdat")


def test_sound_and_picture_lie_together_in_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "film.mp4", frames=30 * 30)
    with av.open(path) as film:
        places = [
            (p.pos, float(p.dts * p.time_base), p.stream.type) for p in film.demux(video=0, audio=0) if p.size
        ]
    last = {"video": 0.0, "audio": 0.0}
    for _, seconds, kind in sorted(places):
        last[kind] = seconds
        assert abs(last["video"] - last["audio"]) < 0.2


@pytest.mark.parametrize("rate", [60, 30, 15, 24, Fraction(30_000, 1001)])
@pytest.mark.parametrize("frames", [1, 9, 47])  # at 60 a second, 9 leave most of the last AAC packet empty
def test_sound_and_picture_have_one_length(tmp_path: Path, rate: int | Fraction, frames: int) -> None:
    path = write(tmp_path / "film.mp4", rate, frames)
    shown = pictures(path)
    begin, heard = samples(path)
    assert [round(frame.time * rate, 3) for frame in shown] == list(range(frames))
    assert begin == 0
    assert abs(heard.shape[1] / 48_000 - frames / rate) <= 1 / rate
    with av.open(path) as film:
        video, audio = film.streams.video[0], film.streams.audio[0]
        assert video.frames == frames
        assert abs(video.duration * video.time_base - frames / rate) <= 0.001
        assert abs(audio.duration * audio.time_base - frames / rate) <= 0.005


@pytest.mark.parametrize("rate", [60, 30, 15])
def test_a_click_is_heard_when_it_was_placed(tmp_path: Path, rate: int) -> None:
    clicks = [0, 4_800, 50_077, 95_000]
    with Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, rate) as film:
        film.show(picture(), 2 * rate)
        sound = np.zeros(film.samples, np.float32)
        sound[clicks] = 0.9
        film.finish(encode_sound(sound, rate))
    begin, heard = samples(tmp_path / "film.mp4")
    assert np.array_equal(heard[0], heard[1])
    for click in clicks:
        near = np.abs(heard[0, max(0, click - 4_000) : click + 4_000])
        found = max(0, click - 4_000) + near.argmax()
        assert abs(begin + (found - click) / 48_000) <= 0.002


def test_both_channels_are_the_same_and_keep_the_wave(tmp_path: Path) -> None:
    """Voice-like: a buzz of 110 Hz that comes and goes, and noise that comes when it goes."""
    random = np.random.default_rng(0)
    with Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, 30) as film:
        film.show(picture(), 90)
        moment = np.arange(film.samples) / 48_000
        buzz = sum(np.cos(2 * np.pi * 110 * k * moment) / k for k in range(1, 30))
        loud = np.sin(2 * np.pi * 2 * moment) ** 2
        sound = 0.1 * loud * buzz + 0.01 * (1 - loud) * random.normal(0, 1, film.samples)
        film.finish(encode_sound(sound.astype(np.float32), 30))
    _, heard = samples(tmp_path / "film.mp4")
    assert np.array_equal(heard[0], heard[1])
    noise = heard[0, : len(sound)] - sound
    assert 10 * np.log10((sound**2).sum() / (noise**2).sum()) > 20


def test_a_picture_appears_at_its_frame(tmp_path: Path) -> None:
    with Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, 30) as film:
        rgba = np.empty_like(picture())
        for number, frames in [(0, 1), (1, 5), (2, 1), (3, 70)]:
            rgba[:] = picture(number)  # one buffer for all, as manim has
            film.show(rgba, frames)
        assert film.frames == 77
        film.finish(None)
    corners = [frame[16, 16] for frame in map(rgb, pictures(tmp_path / "film.mp4"))]
    found = [
        int(np.abs(np.roll(COLOURS, n, 0)[0] - corner).max() <= 3) * n
        for n in (1, 2, 3)
        for corner in corners
    ]
    assert np.reshape(found, (3, 77)).sum(0).tolist() == [0] + [1] * 5 + [2] + [3] * 70


def test_a_held_picture_is_sent_when_it_comes_up_each_half_second_and_last(tmp_path: Path) -> None:
    with Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, 30, constant_rate=False) as film:
        for number, frames in [(0, 1), (1, 5), (2, 1), (3, 70)]:
            film.show(picture(number), frames)
        film.show(picture(3), 4, changed=[])  # no new picture
        film.show(picture(4), 2)
        film.finish(silence(film))
    with av.open(tmp_path / "film.mp4") as film:
        video, audio = film.streams.video[0], film.streams.audio[0]
        assert abs(video.duration * video.time_base - 83 / 30) <= 0.001
        assert abs(audio.duration * audio.time_base - 83 / 30) <= 0.005
        frames = [(round(frame.time * 30), rgb(frame)[16, 16]) for frame in film.decode(video)]
    ats = [at for at, _ in frames]
    # Each picture when it comes, and the film's last frame.
    assert {0, 1, 6, 7, 81, 82} <= set(ats)
    assert max(np.diff(ats)) <= 15
    assert len(ats) < 20
    numbers = [0] + [1] * 5 + [2] + [3] * 74 + [4] * 2
    for at, found in frames:
        assert np.abs(found - np.roll(COLOURS, numbers[at], 0)[0]).max() <= 3


@pytest.mark.parametrize("last", [1, 2, 77])
@pytest.mark.parametrize("constant_rate", [True, False])
def test_a_film_that_ends_in_a_hold_is_not_longer(tmp_path: Path, last: int, constant_rate: bool) -> None:
    """Else ffmpeg, making the rate constant, takes the last picture to last as long as those before it."""
    with Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, 30, constant_rate=constant_rate) as film:
        film.show(picture(0), 20)
        film.show(picture(1), last)
        film.finish(silence(film))
    with av.open(tmp_path / "film.mp4") as film:
        stream = film.streams.video[0]
        packets = [packet for packet in film.demux(stream) if packet.size]
        ends = [(packet.pts + packet.duration) * stream.time_base * 30 for packet in packets]
        assert [packet.pts for packet in packets] == [packet.dts for packet in packets]
        # While it is open: of a closed one, the time base is read from memory that others use by then.
        begins = [packet.pts * stream.time_base * 30 for packet in packets]
    assert ends == [*begins[1:], 20 + last]


def test_what_changed_is_converted_like_the_whole_picture() -> None:
    """Boxes of every kind, in a picture of noise: any rounding that depends on the place would show."""
    random = np.random.default_rng(0)
    width, height = 426, 240
    rgba = random.integers(0, 256, (height, width, 4), np.uint8)
    bit_by_bit, at_once, crops = YuvPicture(width, height), YuvPicture(width, height), Converter().crops
    bit_by_bit.put(crops(rgba, padded_boxes(None, width, height)))
    for _ in range(300):
        left, right = sorted(random.choice(width + 1, 2, replace=False).tolist())
        top, bottom = sorted(random.choice(height + 1, 2, replace=False).tolist())
        if random.random() < 0.5:
            right, bottom = min(left + 9, width), min(top + 3, height)
        box = (left, top, right, bottom)
        rgba[top:bottom, left:right] = random.integers(0, 256, (bottom - top, right - left, 4))
        bit_by_bit.put(crops(rgba, padded_boxes([box], width, height)))
        at_once.put(crops(rgba, padded_boxes(None, width, height)))
        assert np.array_equal(bit_by_bit.yuv.to_ndarray(), at_once.yuv.to_ndarray()), box


def test_a_film_without_sound_has_no_sound_track(tmp_path: Path) -> None:
    with Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, 30) as film:
        film.show(picture())
        film.finish(None)
    with av.open(tmp_path / "film.mp4") as film:
        assert not film.streams.audio


def test_chapters_have_titles_and_leave_no_gap(tmp_path: Path) -> None:
    path = write(tmp_path / "film.mp4", 30, 100, [("Why", 15), ("Größe <x²>", 30), ("One step", 75)])
    with av.open(path) as film:
        found = [
            (c["metadata"]["title"], c["start"] * c["time_base"], c["end"] * c["time_base"])
            for c in film.chapters()
        ]
    wanted = [("Why", 0, 1), ("Größe <x²>", 1, 2.5), ("One step", 2.5, 100 / 30)]
    assert [title for title, *_ in found] == [title for title, *_ in wanted]
    assert np.allclose([times for _, *times in found], [times for _, *times in wanted], atol=0.001)


@pytest.mark.parametrize("constant_rate", [True, False])
def test_keyframes_every_five_seconds(tmp_path: Path, constant_rate: bool) -> None:
    with Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, 15, constant_rate=constant_rate) as film:
        film.show(picture(), 100)
        film.show(picture(1), 160)
        film.finish(None)
    with av.open(tmp_path / "film.mp4") as film:
        keys = [round(p.pts * p.time_base * 15) for p in film.demux(video=0) if p.is_keyframe]
    assert keys == [0, 75, 150, 225]


def test_same_film_same_bytes(tmp_path: Path) -> None:
    def film(name: str) -> bytes:
        random = np.random.default_rng(0)
        # Three pieces, of 20 frames each, and worth many threads.
        with Mp4Writer(tmp_path / name, 6 * WIDTH, 6 * HEIGHT, 4, title="Twice") as film:
            for number in range(48):
                rgba = picture(number // 7)
                rgba[number : number + 9, number : number + 9, :3] = random.integers(0, 256, (9, 9, 3))
                film.show(np.tile(rgba, (6, 6, 1)))
                time.sleep(0.001 * (name == "slow.mp4"))
            noise = random.normal(0, 0.1, film.samples).astype(np.float32)
            film.finish(encode_sound(noise, 4), [("All", 0)])
        return (tmp_path / name).read_bytes()

    quick = film("quick.mp4")
    assert film("slow.mp4") == quick
    assert b"Lavf" not in quick  # no version of a program
    if hasattr(os, "sched_setaffinity"):  # as on a machine with one core
        cores = os.sched_getaffinity(0)
        try:
            os.sched_setaffinity(0, {min(cores)})
            assert film("one core.mp4") == quick
        finally:
            os.sched_setaffinity(0, cores)


@pytest.mark.parametrize("size", [(0, 64), (96, -2), (97, 64), (96, 63)])
def test_odd_sizes_are_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="even and positive"):
        Mp4Writer(tmp_path / "film.mp4", *size, 30)


def test_a_frame_rate_is_positive(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="frame rate"):
        Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, 0)


def test_wrong_pictures_sound_and_chapters_are_refused_and_leave_nothing(tmp_path: Path) -> None:
    def refused(what: str, *calls) -> None:
        with (
            pytest.raises(ValueError, match=what),
            Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, 30) as film,
        ):
            for call in calls:
                call(film)
        assert list(tmp_path.iterdir()) == []
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("encoder")]

    def show(film: Mp4Writer) -> None:
        film.show(picture(), 30)

    refused("uint8", lambda film: film.show(picture()[:-2]))
    refused("uint8", lambda film: film.show(picture().astype(np.float32)))
    refused("at least one frame", lambda film: film.show(picture(), 0))
    refused("at least one frame", lambda film: film.finish(None))
    refused("48000", show, lambda film: film.finish(encode_sound(np.zeros(47_999, np.float32), 30)))
    refused("float32", show, lambda film: film.finish(encode_sound(np.zeros(48_000), 30)))
    for starts in ([-1], [30], [5, 5], [7, 3]):
        refused("chapters", show, lambda film, s=starts: film.finish(None, [("a", start) for start in s]))


def test_an_exception_leaves_the_old_film(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, 30) as film:
        interrupt = threading.Timer(0.2, signal.raise_signal, (signal.SIGINT,))
        interrupt.start()
        film.show(
            picture(), 10**9
        )  # the encoder is in the middle of the hold, and the rest is not waited for
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]
    assert (tmp_path / "film.mp4").read_bytes() == b"old"
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("encoder")]


def test_a_film_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "film.mp4").write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with (
        pytest.raises(OSError, match="No space"),
        Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, 30) as film,
    ):
        film.show(picture())
        monkeypatch.setattr("os.fsync", full)
        film.finish(None)
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]
    assert (tmp_path / "film.mp4").read_bytes() == b"old"


def test_forgetting_to_finish_is_an_error(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError, match="finish"),
        Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, 30) as film,
    ):
        film.show(picture())
    assert list(tmp_path.iterdir()) == []


def test_outside_its_with_body_a_writer_refuses(tmp_path: Path) -> None:
    film = Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, 30)
    with pytest.raises(RuntimeError, match="outside"):
        film.show(picture())
    with film:
        film.show(picture())
        film.finish(None)
        with pytest.raises(RuntimeError, match="finished"):
            film.finish(None)


@pytest.mark.parametrize("encoded", [0, 200])
def test_a_failure_in_the_encoder_reaches_the_caller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoded: int
) -> None:
    """In any piece, and even while the caller waits for room in the queue: its thread goes on emptying it."""
    put, count = YuvPicture.put, itertools.count()

    def broken(picture: YuvPicture, crops: list[Crop]) -> None:
        if next(count) >= encoded:
            raise MemoryError("encoder")
        put(picture, crops)

    monkeypatch.setattr(YuvPicture, "put", broken)
    with (
        pytest.raises(MemoryError, match="encoder"),
        Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, 30) as film,
    ):
        for number in range(10_000):
            film.show(picture(number))
    with (
        pytest.raises(MemoryError, match="encoder"),
        Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, 30) as film,
    ):
        film.show(picture())
        film.finish(None)
    assert list(tmp_path.iterdir()) == []


def test_only_so_many_pictures_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.film.encoder._WAITING", 3 * WIDTH * HEIGHT)
    put, go = YuvPicture.put, threading.Event()

    def slow(picture: YuvPicture, crops: list[Crop]) -> None:
        go.wait()
        put(picture, crops)

    monkeypatch.setattr(YuvPicture, "put", slow)
    with Mp4Writer(tmp_path / "film.mp4", WIDTH, HEIGHT, 30) as film:

        def draw() -> None:
            for number in range(20):
                film.show(picture(number))

        drawer = threading.Thread(target=draw)
        drawer.start()
        drawer.join(0.5)
        assert film.frames == 4  # one is being encoded
        go.set()
        drawer.join()
        film.finish(None)
    assert len(pictures(tmp_path / "film.mp4")) == 20
