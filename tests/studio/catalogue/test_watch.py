"""Watching files: which beat an edit lies in, and that each save is drawn by a process that sees it."""

import threading
import time
from pathlib import Path

import pytest

from studio.catalogue.watch import Saves, beats_of, edited_beat, in_fork, watch

LESSON = """
class L:
    def construct(self):
        with self.beat("one"):
            self.play(1)
        with self.beat("two") as span:
            self.play(2)
            self.play(3)
"""


def test_beats_are_found_with_their_lines() -> None:
    assert beats_of(LESSON) == {"one": (4, 5), "two": (6, 8)}
    assert beats_of("def broken(:") == {}


@pytest.mark.parametrize(
    ("old", "new", "beat"),
    [
        ("self.play(1)", "self.play(9)", "one"),
        ("self.play(3)", "self.play(3)\n            self.play(4)", "two"),
        ("class L", "class M", None),
        ("self.play(1)", "self.play(1)", None),
    ],
)
def test_an_edit_lies_in_a_beat(old: str, new: str, beat: str | None) -> None:
    assert edited_beat(LESSON, LESSON.replace(old, new)) == beat


WRITTEN = """
class L:
    def construct(self):
        self.open()
        if self.more:
            self.tell_more()
        line = say("Here is one.")
        with self.beat("one", line):
            self.play(1)
        line = say("Here is two.")
        with self.beat("two", line):
            self.play(2)
        self.note(3)

    def tell_more(self):
        line = say("There is more.")
        for x in self.places:
            with self.beat("more", line):
                self.play(x)
"""


@pytest.mark.parametrize(
    ("edited", "beat"),
    [
        ("is one", "one"),
        ("is two", "two"),
        ("(2)", "two"),
        ("note(3", "two"),
        ("places", None),
        ("play(x)", "more"),
        ("self.open()", "one"),
    ],
)
def test_a_line_that_is_written_before_its_beat_belongs_to_it(edited: str, beat: str | None) -> None:
    assert edited_beat(WRITTEN, WRITTEN.replace(edited, f"{edited} ")) == beat


def test_a_fork_tells_how_it_ended() -> None:
    assert in_fork(lambda: 0) == 0
    assert in_fork(lambda: 3) == 3


def test_each_save_is_drawn_with_the_beat_it_changed(tmp_path: Path) -> None:
    file, drawn = tmp_path / "lesson.py", tmp_path / "drawn.txt"
    file.write_text(LESSON)

    def draw(beat: str) -> int:
        with drawn.open("a") as out:
            out.write(f"{beat}: {file.read_text().count('play')}\n")
        return 0

    def lines() -> list[str]:
        return drawn.read_text().splitlines() if drawn.exists() else []

    def wait_for(count: int) -> None:
        until = time.monotonic() + 20
        while len(lines()) < count and time.monotonic() < until:
            time.sleep(0.05)
        assert len(lines()) >= count

    threading.Thread(target=watch, args=(file, [tmp_path], draw), daemon=True).start()
    wait_for(1)
    time.sleep(0.3)  # until it waits for a save
    file.write_text(LESSON.replace("self.play(3)", "self.play(3)\n            self.play(4)"))
    wait_for(2)
    assert lines()[:2] == ["one: 3", "two: 4"]


def test_a_save_in_several_goes_is_one(tmp_path: Path) -> None:
    saves = Saves([tmp_path])
    try:
        time.sleep(0.2)
        (tmp_path / "a.py").write_text("1")
        (tmp_path / "b.py").write_text("2")
        (tmp_path / "c.txt").write_text("3")
        assert saves.next() == {tmp_path / "a.py", tmp_path / "b.py"}
    finally:
        saves.stop()


def test_an_authors_data_file_is_watched_and_what_lies_beside_it_is_not(tmp_path: Path) -> None:
    lesson, data = tmp_path / "lesson.py", tmp_path / "speeds.csv"
    saves = Saves([], [lesson, data])
    try:
        time.sleep(0.2)
        (tmp_path / "notes.txt").write_text("1")
        data.write_text("2")
        assert saves.next() == {data}
    finally:
        saves.stop()


def test_a_file_without_beats_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.py"
    file.write_text("pass")
    with pytest.raises(ValueError, match="has no block such as with self"):
        watch(file, [tmp_path], lambda beat: 0)
