import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from studio.system import files
from studio.system.files import prune, replacing, scratch, staged, sweep, write_atomically


def test_a_cache_keeps_to_its_bounds_beside_others_at_work(tmp_path: Path) -> None:
    now = time.time()
    for days, name in enumerate(["newest", "newer", "older", "oldest"]):
        (tmp_path / name).write_bytes(bytes(10))
        os.utime(tmp_path / name, (now - 86_400 * days, now - 86_400 * days))
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("gone")
    (tmp_path / ".hidden").write_text("another process writes it")
    others = {"folder", "link", ".hidden"}
    prune(tmp_path, age=2.5 * 86_400)
    assert set(os.listdir(tmp_path)) == {"newest", "newer", "older", *others}
    prune(tmp_path, size=29)
    assert set(os.listdir(tmp_path)) == {"newest", "newer", *others}
    prune(tmp_path, files=1)
    assert set(os.listdir(tmp_path)) == {"newest", *others}
    prune(tmp_path / "nowhere", files=0)


def contents(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_staged_files_replace_old_ones_and_spare_others(tmp_path: Path) -> None:
    folder = tmp_path / "GradientDescent"
    folder.mkdir()
    (folder / "captions.vtt").write_text("old")
    (folder / "notes.txt").write_text("mine")
    with staged(folder) as stage:
        (stage / "captions.vtt").write_text("new")
        (stage / "page").mkdir()
        (stage / "page" / "index.html").write_text("page")
        assert contents(folder) == {"captions.vtt": "old", "notes.txt": "mine"}
    assert contents(folder) == {"captions.vtt": "new", "notes.txt": "mine", "page/index.html": "page"}
    assert list(tmp_path.iterdir()) == [folder]


def test_staging_is_hidden_beside_the_folder_which_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "media" / "Lesson"
    with staged(folder) as stage:
        assert stage.parent == folder.parent
        assert stage.name.startswith(".Lesson")
        (stage / "a.txt").write_text("a")
    assert contents(folder) == {"a.txt": "a"}


def test_a_reader_sees_the_old_files_or_the_new_ones_never_some_of_each(tmp_path: Path) -> None:
    folder = tmp_path / "Lesson"
    seen, done = set(), threading.Event()

    def read() -> None:
        while not done.is_set():
            place = os.open(folder, os.O_RDONLY)  # what is looked at is one folder, whatever is renamed
            names = {name for name in os.listdir(place) if not name.startswith(".")}
            texts = set()
            for name in names:
                with suppress(FileNotFoundError):  # that folder is being removed
                    file = os.open(name, os.O_RDONLY, dir_fd=place)
                    texts.add(os.read(file, 9))
                    os.close(file)
            os.close(place)
            seen.add(frozenset(texts))

    for text in ("0",):
        with staged(folder) as stage:
            for name in ("a.png", "film.mp4", "manifest.json"):
                (stage / name).write_text(text)
    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 60):
        with staged(folder) as stage:
            for name in ("a.png", "film.mp4", "manifest.json"):
                (stage / name).write_text(str(number))
    done.set()
    reader.join()
    assert len(seen - {frozenset()}) > 1
    assert all(len(texts) <= 1 for texts in seen)
    assert [path.name for path in tmp_path.iterdir()] == ["Lesson"]


@pytest.mark.parametrize("parallel", [False, True])
def test_what_has_no_successor_stays_but_for_what_is_named(
    tmp_path: Path, parallel: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a file system cannot exchange two folders."""
    if not parallel:
        monkeypatch.setattr(files, "_change_places", lambda one, other: False)
    folder = tmp_path / "Lesson"
    (folder / "beats" / "bowl").mkdir(parents=True)
    for name in ("check.json", "notes.txt", "film.mp4", "beats/bowl/film.mp4"):
        (folder / name).write_text("old")
    (folder / "link").symlink_to("notes.txt")
    folder.chmod(0o750)
    with staged(folder, without=("check.json",), last="manifest.json") as stage:
        for name in ("film.mp4", "manifest.json"):
            (stage / name).write_text("new")
    assert contents(folder) == {
        "beats/bowl/film.mp4": "old",
        "film.mp4": "new",
        "link": "old",
        "manifest.json": "new",
        "notes.txt": "old",
    }
    assert (folder / "link").is_symlink()
    assert folder.stat().st_mode & 0o777 == 0o750
    assert [path.name for path in tmp_path.iterdir()] == ["Lesson"]


def test_one_by_one_the_film_and_then_its_manifest_come_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = []
    replace = os.replace

    def noted(source: Path, target: Path) -> None:
        moved.append(target.name)
        replace(source, target)

    (tmp_path / "Lesson").mkdir()
    monkeypatch.setattr(files, "_change_places", lambda one, other: False)
    monkeypatch.setattr(os, "replace", noted)
    with staged(tmp_path / "Lesson", last="manifest.json") as stage:
        for name in ("z.vtt", "film.mp4", "manifest.json", "a.png"):
            (stage / name).write_text(name)
    assert moved == ["a.png", "z.vtt", "film.mp4", "manifest.json"]


def test_a_beat_is_published_while_its_lesson_is(tmp_path: Path) -> None:
    lesson = tmp_path / "Lesson"
    with staged(lesson / "beats" / "bowl", top=lesson) as beat:
        (beat / "bowl.mp4").write_text("bowl")
        with staged(lesson) as whole:
            (whole / "film.mp4").write_text("film")
    assert contents(lesson) == {"beats/bowl/bowl.mp4": "bowl", "film.mp4": "film"}


def test_nothing_is_written_through_a_link_that_somebody_put_there(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "Lesson").symlink_to(elsewhere)
    with pytest.raises(ValueError, match="symbolic link"), staged(tmp_path / "Lesson"):
        pass
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_after_an_exception_all_is_as_it_was(tmp_path: Path, error: type[BaseException]) -> None:
    folder = tmp_path / "Lesson"
    with pytest.raises(error), staged(folder) as stage:
        (stage / "film.mp4").write_text("half")
        raise error
    assert list(tmp_path.iterdir()) == []


def killed_while_staging(folder: Path) -> None:
    """Leave behind what a process leaves that is killed inside `staged`."""
    program = f"""
import os, signal
from pathlib import Path
from studio.system.files import staged
with staged(Path({str(folder)!r})) as stage:
    (stage / "film.mp4").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", program], cwd=root).returncode == -signal.SIGKILL


@pytest.mark.skipif(os.name != "posix", reason="elsewhere nothing is taken for stale")
def test_what_a_killed_process_left_is_removed_and_only_that(tmp_path: Path) -> None:
    folder = tmp_path / "Lesson"
    killed_while_staging(folder)
    (left,) = tmp_path.glob(".Lesson~*")
    name, _, *rest = left.name.split("~")
    elsewhere, long_ago = (
        tmp_path / "~".join([name, "there", *rest]),
        tmp_path / "~".join([name, "old", *rest]),
    )
    again = tmp_path / "~".join([name, left.name.split("~")[1], str(os.getpid()), "1", rest[-1]])
    for path in (elsewhere, long_ago, again, tmp_path / ".Lesson~mine"):
        path.mkdir()
    os.utime(long_ago, (0, 0))
    with staged(folder) as running, staged(folder):  # the outer one belongs to a live process: us
        assert running.is_dir()
        assert not left.exists()
        assert not again.exists(), "its process has our number, and began at another time"
        assert elsewhere.exists() and not long_ago.exists()
    assert (tmp_path / ".Lesson~mine").exists()
    assert not folder.exists() or contents(folder) == {}


@pytest.mark.skipif(os.name != "posix", reason="elsewhere nothing is taken for stale")
def test_a_link_that_looks_like_something_left_leads_nowhere(tmp_path: Path) -> None:
    killed_while_staging(tmp_path / "Lesson")
    (left,) = tmp_path.glob(".Lesson~*")
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "a.txt").write_text("a")
    link = left.with_name(left.name[:-8] + "01234567")
    link.symlink_to(kept)
    sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert contents(kept) == {"a.txt": "a"}


def test_scratch_is_for_one_and_gone_afterwards(tmp_path: Path) -> None:
    with scratch(tmp_path / "cache", "aside") as one, scratch(tmp_path / "cache", "aside") as other:
        assert one != other
        assert one.stat().st_mode & 0o077 == 0
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.parametrize("data", ["größer\r\nals\n", b"\x00\xff"])
def test_write_atomically(tmp_path: Path, data: bytes | str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    write_atomically(path, data)
    assert path.read_bytes() == (data.encode("utf-8") if isinstance(data, str) else data)
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.txt"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, "new")
    assert contents(tmp_path) == {"a.txt": "old"}


@pytest.mark.skipif(os.name != "posix", reason="umask")
def test_a_written_file_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.txt", "x")
    (tmp_path / "b.txt").write_text("x")
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "b.txt").stat().st_mode


def test_replacing_keeps_the_suffix_and_wants_a_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), replacing(tmp_path / "film.mp4") as temporary:
        assert temporary.suffix == ".mp4"
        assert temporary.parent == tmp_path
    assert list(tmp_path.iterdir()) == []
