import os
import re
import tracemalloc
from pathlib import Path

import pytest

from studio.system.names import check_name, printable
from studio.system.received import decode, inside, read_bytes, read_text


@pytest.mark.parametrize("name", ["a", "beats/bowl/poster.png", "größe.txt", "a b?.mp4", ".hidden", "..."])
def test_a_name_inside_stays_as_it_is(name: str, tmp_path: Path) -> None:
    assert inside(tmp_path, name) == tmp_path / name


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "/a", "a/", "a//b", "../a", "a/../b", "a/..", "C:a", "a\\b", "a\nb", "\0", "x" * 256],
)
def test_a_name_that_leads_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no name of a file"):
        inside(tmp_path, name)


def test_links_may_lead_within_the_folder_and_nowhere_else(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "in").symlink_to("a.txt")
    (folder / "out").symlink_to("..")
    (folder / "round").symlink_to("round")
    assert inside(folder, "in") == folder / "in"
    assert inside(folder, "round") == folder / "round"
    with pytest.raises(OSError, match="symbolic"):
        read_bytes(inside(folder, "round"))
    for name in ("out", "out/folder2/x"):
        with pytest.raises(ValueError, match="leads out"):
            inside(folder, name)


def test_only_regular_files_of_a_bounded_length_are_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("größe")
    os.mkfifo(tmp_path / "pipe")
    assert read_text(tmp_path / "a") == "größe"
    with pytest.raises(ValueError, match="at most 3 are read"):
        read_bytes(tmp_path / "a", 3)
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        with pytest.raises((ValueError, IsADirectoryError), match=r"not a regular file|directory"):
            read_bytes(path)
    (tmp_path / "a").write_bytes(b"gr\xf6\xdfe")
    with pytest.raises(ValueError, match=r"/a is no UTF-8 text: invalid start byte at byte 2"):
        read_text(tmp_path / "a")


def test_a_short_file_takes_little_memory_however_long_it_might_be(tmp_path: Path) -> None:
    """A worker holds little more than a lesson needs."""
    (tmp_path / "a").write_text("größe")
    tracemalloc.start()
    try:
        assert read_text(tmp_path / "a", 500_000_000) == "größe"
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "content", ["", "[", "[" * 100_000, '{"a":' * 100_000, "NaN", "3", '{"a": "b"}', "\xff"]
)
def test_json_of_another_shape_is_refused_in_a_sentence(content: str) -> None:
    with pytest.raises(ValueError) as refusal:
        decode(content.encode("latin-1"), dict[str, int])
    assert re.fullmatch(r"[^\n]{5,200}", str(refusal.value))


def test_names() -> None:
    assert check_name("two-valleys_2") == "two-valleys_2"
    for name in ("", "-a", "a b", "a.b", "a/b", "..", "a\n", "ä", "x" * 61):
        with pytest.raises(ValueError, match="at most 60 letters"):
            check_name(name)


def test_what_is_printed_has_no_escapes_and_an_end() -> None:
    assert printable("größer ² \x1b[2J\u202e\0\n") == r"größer ² \x1b[2J\u202e\x00" + "\n"
    assert len(printable("9" * 400)) == 51
    assert printable("/tmp/" + "a" * 100) == "/tmp/" + "a" * 100
    assert len(printable("word " * 10_000)) < 1600
