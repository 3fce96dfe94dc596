"""A film made of parts, drawn one by one or elsewhere: the same pictures, and no seams."""

from pathlib import Path

import av
import numpy as np
import pytest
from manim import Dot
from PIL import Image
from tiny_lesson import TinyDescent

from studio.film.film import record, shoot
from studio.film.fingerprint import stream_hashes
from studio.film.manifest_file import read_manifest
from studio.film.recording import Recording
from studio.lesson.lesson import Lesson
from studio.speech.voice import SilentVoice
from studio.stage.quality import Quality

SIZE = Quality("parts", 214, 120, 6)
PARTS = [["first"], ["steps", "last"]]


def pictures(mp4: Path) -> dict[int, np.ndarray]:
    """The decoded pictures by the frame from which they are seen."""
    with av.open(str(mp4)) as film:
        stream = film.streams.video[0]
        return {
            round(picture.pts * stream.time_base * SIZE.frame_rate): picture.to_ndarray(format="gray")
            for picture in film.decode(stream)
        }


def test_a_film_of_parts_looks_and_sounds_like_the_whole(tmp_path: Path) -> None:
    whole = record(TinyDescent, tmp_path / "whole", SIZE, SilentVoice(), sheet=True)
    split = record(TinyDescent, tmp_path / "split", SIZE, SilentVoice(), sheet=True, parts=PARTS)
    assert stream_hashes(whole.mp4)["sound"] == stream_hashes(split.mp4)["sound"]
    assert split.frames == whole.frames
    one, other = pictures(whole.mp4), pictures(split.mp4)
    assert max(one) == max(other) == whole.frames - 1
    seam = split.timeline.span("steps").start
    assert seam in other
    for frame in one.keys() & other.keys():
        off = one[frame].astype(float) - other[frame].astype(float)
        assert np.sqrt(np.mean(off**2)) < 1.0, frame  # of 255 levels: two encodings of one picture
    for name in ("lesson.json", "captions.vtt", "chapters.vtt", "steps.vtt", "poster.png", "sheet.png"):
        assert (whole.folder / name).read_bytes() == (split.folder / name).read_bytes(), name
    assert all(
        np.array_equal(whole.tracker_values[name], split.tracker_values[name], True)
        for name in whole.tracker_values
    )
    assert read_manifest(split.folder)["parts"] == PARTS


@pytest.mark.parametrize("spoilt", ["another format", "cut short", "link", "no picture"])
def test_a_poster_that_is_no_png_of_the_folder_is_refused(spoilt: str, tmp_path: Path) -> None:
    folder = tmp_path / "part"
    folder.mkdir()
    poster = folder / "poster.png"
    Image.new("RGB", (214, 120), "red").save(poster)
    if spoilt == "another format":
        Image.new("RGB", (214, 120), "red").save(poster, format="GIF")
    elif spoilt == "link":
        poster.rename(tmp_path / "poster.png")
        poster.symlink_to(tmp_path / "poster.png")
    else:
        poster.write_bytes(poster.read_bytes()[:60] if spoilt == "cut short" else b"no picture")
    with pytest.raises((ValueError, OSError)):
        Recording().load_poster(folder)


NAMES = ("file", "allow_pickle", "frames", " frames", "self", "a/b", "число", "tracker file")


class OddlyNamed(Lesson):
    """Its trackers have names that other things have, too."""

    poster = "one"

    def cast(self) -> None:
        for number, name in enumerate(NAMES):
            self.track(name, number)

    def construct(self) -> None:
        with self.beat("one", "Here."):
            self.then(self.trackers["file"].animate.set_value(9), run_time=0.5)


def test_a_tracker_may_have_any_name(tmp_path: Path) -> None:
    values = record(OddlyNamed, tmp_path, SIZE, SilentVoice()).tracker_values
    assert [values[name][0] for name in NAMES[1:]] == [*range(1, len(NAMES))]
    assert values["file"][-1] == 9
    assert set(values) == {*NAMES}


def test_parts_shot_elsewhere_make_the_same_film(tmp_path: Path) -> None:
    here = record(TinyDescent, tmp_path / "here", SIZE, SilentVoice(), parts=PARTS)
    folders = []
    for number, beats in enumerate(PARTS):
        folders.append(tmp_path / str(number))
        folders[-1].mkdir()
        shoot(TinyDescent, folders[-1], SIZE, SilentVoice(), cache=tmp_path / "cache", beats=beats)
    there = record(TinyDescent, tmp_path / "there", SIZE, SilentVoice(), parts=PARTS, shot=folders)
    assert there.mp4.read_bytes() == here.mp4.read_bytes()


class Numbered(Lesson):
    """Beats with numbers in their names."""

    poster = "racer-1"

    def construct(self) -> None:
        for name in ("racer-1", "racer-2"):
            with self.beat(name, "A line."):
                self.then(Dot())


def test_a_part_may_begin_with_a_numbered_beat(tmp_path: Path) -> None:
    parts = [["racer-1"], ["racer-2"]]
    film = record(Numbered, tmp_path, SIZE, SilentVoice(), title="A race", parts=parts)
    assert read_manifest(film.folder)["parts"] == parts
    assert film.timeline.spans[0].title == "A race"  # the chapter of a lesson that names none
    alone = record(Numbered, tmp_path, SIZE, SilentVoice(), beat="racer-2")
    assert alone.folder == film.folder / "beats" / "racer-2"


def test_finished_pictures_are_taken_again(tmp_path: Path) -> None:
    before = record(TinyDescent, tmp_path / "before", SIZE, SilentVoice())
    place = tmp_path / "place"
    place.mkdir()
    shoot(TinyDescent, place, SIZE, SilentVoice(), cache=tmp_path / "cache", finished=before.folder)
    after = record(TinyDescent, tmp_path / "after", SIZE, SilentVoice(), shot=[place])
    assert after.mp4.read_bytes() == before.mp4.read_bytes()
    assert (after.folder / "lesson.json").read_bytes() == (before.folder / "lesson.json").read_bytes()


def test_beats_that_do_not_follow_one_another_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="do not follow one another"):
        record(TinyDescent, tmp_path, SIZE, SilentVoice(), parts=[["first", "last"], ["steps"]])
    assert not list(tmp_path.glob("[!.]*"))
