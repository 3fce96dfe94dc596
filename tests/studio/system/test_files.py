import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from studio.system.files import replacing, staged, write_atomically


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


def test_the_film_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = []
    replace = os.replace

    def noted(source: Path, target: Path) -> None:
        moved.append(target.name)
        replace(source, target)

    monkeypatch.setattr(os, "replace", noted)
    with staged(tmp_path / "Lesson") as stage:
        for name in ("z.vtt", "film.mp4", "a.png"):
            (stage / name).write_text(name)
    assert moved == ["a.png", "z.vtt", "film.mp4"]


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
    folder, other = tmp_path / "Lesson", tmp_path / "Lesson2"
    killed_while_staging(folder)
    killed_while_staging(other)
    ((left,), (left_of_other,)) = (list(tmp_path.glob(f".{name}~*")) for name in ("Lesson", "Lesson2"))
    elsewhere = tmp_path / "~".join([".Lesson", "another-machine", *left.name.split("~")[2:]])
    elsewhere.mkdir()
    with staged(folder) as running, staged(folder):  # the outer one belongs to a live process: us
        assert running.is_dir()
        assert not left.exists()
        assert left_of_other.exists()
        assert elsewhere.exists()
    assert not folder.exists() or contents(folder) == {}


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
