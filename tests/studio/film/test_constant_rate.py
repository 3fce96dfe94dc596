"""A picture at every frame, which shows bit for bit what the film without them shows; judged by decoding."""

import hashlib
import shutil
import struct
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from studio.film.aac import encode_sound
from studio.film.editing_copy import write_editing_copy
from studio.film.film import Film
from studio.film.mp4 import Mp4Writer
from studio.stage.quality import QUALITIES

CLIENTS = (Path(__file__).parents[3] / "docs" / "clients.md").read_text(encoding="utf-8")

Shown = list[tuple[Fraction, str]]


def shown(path: Path) -> Shown:
    """Every decoded picture, by a decoder that knows nothing of ours: its time in seconds and its hash."""
    with av.open(path) as film:
        video = film.streams.video[0]
        return [
            (frame.pts * video.time_base, hashlib.sha256(frame.to_ndarray().tobytes()).hexdigest())
            for frame in film.decode(video)
        ]


def drawn(path: Path, *, constant_rate: bool, rate: int = 12, size: tuple[int, int] = (320, 192)) -> Path:
    """A film of noise that comes and goes between stills of many lengths: over 16 pictures to a keyframe."""
    random = np.random.default_rng(0)
    with Mp4Writer(path, *size, rate, constant_rate=constant_rate, title="x²") as film:
        rgba = np.zeros((size[1], size[0], 4), np.uint8)
        for frames in (1, 40, 2, 1, 1, 1, 3, 90, 1, 1, 6, 2, 7):
            left, top = random.integers(0, size[0] - 64), random.integers(0, size[1] - 64)
            rgba[top : top + 64, left : left + 64] = random.integers(0, 256, (64, 64, 4))
            film.show(rgba, frames)
        sound = random.normal(0, 0.1, film.samples).astype(np.float32)
        film.finish(encode_sound(sound, rate), [("One", 0), ("Two", 60)])
    return path


@pytest.mark.parametrize("rate", [4, 12, 60])
def test_between_the_pictures_of_a_film_come_those_that_change_nothing(tmp_path: Path, rate: int) -> None:
    still, full = (
        shown(drawn(tmp_path / f"{constant}.mp4", constant_rate=constant, rate=rate))
        for constant in (False, True)
    )
    assert [time * rate for time, _ in full] == list(range(156))
    assert len(still) < 156 * (0.7 if rate > 4 else 0.9)
    frames, known = dict(still), ""
    for time, found in full:
        known = frames.get(time, known)
        assert found == known, time


def test_no_decoder_sees_a_fault_and_every_frame_takes_one_tick(tmp_path: Path) -> None:
    path = drawn(tmp_path / "film.mp4", constant_rate=True)
    with av.open(path) as film:
        video = film.streams.video[0]
        video.codec_context.options = {"err_detect": "explode+crccheck+bitstream+buffer"}
        assert len(list(film.decode(video))) == 156
        assert video.average_rate == video.guessed_rate == 12
    data = path.read_bytes()
    at = data.index(b"stts") + 8
    # One run of samples of one length (ISO/IEC 14496-12, 8.6.1.2): what editors take for a constant rate.
    runs, samples, ticks = struct.unpack_from(">III", data, at)
    assert (runs, samples, ticks * 12) == (1, 156, int(1 / video.time_base))


def test_a_still_picture_takes_some_bytes(tmp_path: Path) -> None:
    with Mp4Writer(tmp_path / "film.mp4", 1920, 1080, 60) as film:
        film.show(np.zeros((1080, 1920, 4), np.uint8), 120)
        film.finish(None)
    with av.open(tmp_path / "film.mp4") as film:
        sizes = [packet.size for packet in film.demux(video=0) if packet.size]
    assert len(sizes) == 120
    assert max(sizes[1:]) < 150


def test_a_copy_for_editing_is_the_film_that_is_made_by_default(
    tiny_film: Film, held_film: Film, tmp_path: Path
) -> None:
    """To the byte: sound, chapters, title and all."""
    folder = Path(shutil.copytree(held_film.folder, tmp_path / held_film.folder.name))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    copy = write_editing_copy(folder)
    assert copy == tmp_path / f"{held_film.name}-cfr.mp4"
    assert copy.read_bytes() == tiny_film.mp4.read_bytes()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    gaps = {later - time for (time, _), (later, _) in pairwise(shown(copy))}
    assert gaps == {Fraction(1, 10)}
    assert len({later - time for (time, _), (later, _) in pairwise(shown(held_film.mp4))}) > 1


def test_a_film_made_by_default_is_its_own_copy(tiny_film: Film, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_film.folder, tmp_path / tiny_film.folder.name))
    assert write_editing_copy(folder) == folder / tiny_film.mp4.name
    assert list(tmp_path.iterdir()) == [folder]
    assert (folder / tiny_film.mp4.name).read_bytes() == tiny_film.mp4.read_bytes()


def test_a_film_that_cannot_be_filled_is_refused_and_nothing_is_written(
    held_film: Film, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(held_film.folder, tmp_path / held_film.folder.name))
    mp4 = folder / held_film.mp4.name
    whole = mp4.read_bytes()
    with Mp4Writer(mp4, 214, 120, 10, crf=30, constant_rate=False) as film:
        film.show(np.zeros((120, 214, 4), np.uint8), 20)
        film.finish(None)
    other = mp4.read_bytes()
    slow = other.replace(b"stts", b"sttx")
    for content, said in ((whole[:300], "cannot be read"), (b"", "cannot be read"), (slow, "cannot be")):
        mp4.write_bytes(content)
        with pytest.raises(ValueError, match=said):
            write_editing_copy(folder)
    mp4.write_bytes(whole)
    (folder / "two.mp4").write_bytes(whole)
    with pytest.raises(ValueError, match="must hold one film"):
        write_editing_copy(folder)
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


def test_a_film_of_other_settings_is_refused(tmp_path: Path) -> None:
    with Mp4Writer(tmp_path / "other.mp4", 214, 120, 10, preset="medium", constant_rate=False) as film:
        film.show(np.zeros((120, 214, 4), np.uint8), 20)
        film.finish(None)
    with (
        pytest.raises(ValueError, match="another version"),
        Mp4Writer(tmp_path / "copy.mp4", 214, 120, 10) as film,
    ):
        film.append(tmp_path / "other.mp4")
        film.finish(None)
    assert not (tmp_path / "copy.mp4").exists()


def test_pictures_far_apart_are_not_filled(tmp_path: Path) -> None:
    """A file that says so could make millions of them."""
    with Mp4Writer(tmp_path / "other.mp4", 214, 120, 10, constant_rate=False) as film:
        film.show(np.zeros((120, 214, 4), np.uint8), 20)
        film.finish(None)
    with (
        pytest.raises(ValueError, match="follow each other after 1 to 5"),
        Mp4Writer(tmp_path / "copy.mp4", 214, 120, 10) as film,
    ):
        film.append(tmp_path / "other.mp4")
        film._packets[-1].pts = film._packets[-1].dts = 10**9
        film.finish(None)


@pytest.mark.parametrize(("quality", "level"), [("h", "4.2"), ("p", "5.1"), ("k", "5.2")])
def test_the_page_on_clients_tells_what_a_decoder_must_take(tmp_path: Path, quality: str, level: str) -> None:
    """The level of H.264 in the film's own header (ITU-T H.264, A.3)."""
    size = QUALITIES[quality]
    with Mp4Writer(tmp_path / "film.mp4", size.width, size.height, size.frame_rate) as film:
        film.show(np.zeros((size.height, size.width, 4), np.uint8), 2)
        film.finish(None)
    with av.open(tmp_path / "film.mp4") as film:
        extradata = film.streams.video[0].codec_context.extradata
    assert f"{extradata[3] / 10}" == level  # of the decoder configuration record, ISO/IEC 14496-15, 5.3.3.1
    row = next(line for line in CLIENTS.splitlines() if "decodes H.264 up to level 5.1" in line)
    if quality != "h":
        assert f"{size.height}p60" in row and level in row
