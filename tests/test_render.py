"""The command line: what it prints, what it refuses, how quick its help is."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import scenes
from calculus_lessons import command, flags
from studio.film.film import Film

ROOT = Path(__file__).parent.parent


def run(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "render.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, **options)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--scene", "GradientDecent"], "there is no lesson 'GradientDecent'; did you mean GradientDescent?"),
        (["--scene", "Pasta"], "the lessons are"),
        ([], "say what to render with --scene NAME, --all or --course FILE"),
        (["--all", "--beat", "bowl"], "--beat needs exactly one --scene"),
        (["--all", "--workers", "0"], "must be a whole number from 1 to 1000, got '0'"),
        (["--all", "--minutes", "-3"], "must be a number of minutes above 0"),
        (["--scene", "GradientDescent", "--voice", "none", "-q", "l", "--beat", "soup"], "no beat 'soup'"),
    ],
)
def test_a_refusal_is_one_sentence_and_exit_code_2(words: list[str], said: str, tmp_path: Path) -> None:
    done = run(*words, "--media", str(tmp_path))
    assert done.returncode == 2
    assert said.lower() in done.stderr.lower()
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("[!.]*"))


@pytest.mark.parametrize("words", [["-q", "z"], ["--voice", "robot"], ["--scene"]])
def test_a_wrong_flag_exits_with_2(words: list[str]) -> None:
    assert run(*words).returncode == 2


def test_an_unknown_lesson_lists_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--scene", "Pasta"]) == 2
    said = capsys.readouterr().err
    assert all(name in said for name in scenes.COURSE)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    done = run("--scene", "Gradient", "-q", "l", "--voice", "none", "--media", str(tmp_path / "file"))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_the_list_tells_what_each_lesson_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["render", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(scenes.COURSE)
    assert all(len(line.split()) > 4 for line in lines)


def test_help_loads_nothing_heavy_and_is_quick() -> None:
    code = "import sys; from calculus_lessons import flags; flags.parser().format_help(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout.split()
    assert not {"manim", "numpy", "sympy", "av", "rich"} & set(loaded)


def test_what_is_fresh_is_told_without_loading_anything_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from calculus_lessons.command import main; main(sys.argv[1:]); "
        "print('LOADED', *sys.modules)"
    )
    words = ["--list", "--media", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, cwd=ROOT, check=True
    )
    told, loaded = done.stdout.split("LOADED")
    assert [line.split()[1] for line in told.splitlines()] == ["missing"] * len(scenes.COURSE)
    assert not {"manim", "numpy", "sympy", "av", "rich", "jinja2"} & set(loaded.split())


def test_help_takes_no_longer_than_a_few_bare_starts_of_python() -> None:
    """As a ratio, for a busy machine: --help within eight times an empty program's time."""

    def seconds(*words: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, *words], capture_output=True, check=True, cwd=ROOT)
        return time.perf_counter() - began

    help_time = min(seconds("render.py", "--help") for _ in range(5))
    empty_time = min(seconds("-c", "pass") for _ in range(5))
    assert help_time < 8 * empty_time


def test_every_flag_has_help() -> None:
    for action in flags.parser()._actions:
        assert action.help, action


def test_one_beat_is_rendered_for_a_quick_look(tmp_path: Path) -> None:
    done = run(
        "--scene",
        "GradientDescent",
        "-q",
        "l",
        "--voice",
        "none",
        "--beat",
        "print",
        "--media",
        str(tmp_path),
    )
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "GradientDescent" / "beats" / "print"
    assert {path.name for path in folder.iterdir()} == {
        "GradientDescent-print.mp4",
        "captions.vtt",
        "captions.srt",
        "GradientDescent-print.srt",
        "manifest.json",
        "poster.png",
    }
    assert str(folder / "GradientDescent-print.mp4") in done.stdout


def test_a_refusal_has_no_escapes_and_does_not_say_all_of_a_long_value() -> None:
    done = run("--scene", "\x1b]0;owned\x07" + "9" * 400)
    assert done.returncode == 2
    assert "\x1b" not in done.stderr and "\x07" not in done.stderr
    assert "9" * 100 not in done.stderr


def test_where_nobody_reads_on_the_work_goes_on(tmp_path: Path) -> None:
    """As after `| head -1`."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, str(ROOT / "render.py"), "--list", "--media", str(tmp_path)]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, cwd=ROOT, timeout=60)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
@pytest.mark.parametrize("kilobytes", [120_000, 200_000, 400_000])
def test_too_little_memory_is_told_in_a_sentence(kilobytes: int, tmp_path: Path) -> None:
    words = ["--scene", "WhyCalculus", "-q", "l", "--voice", "none", "--media", str(tmp_path)]
    held = f'ulimit -v {kilobytes}; exec "$0" "$@"'
    command = ["bash", "-c", held, sys.executable, str(ROOT / "render.py"), *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "ulimit" in done.stderr


def test_copies_for_editors_lie_beside_the_folders_of_their_films(
    held_film: Film, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(held_film.folder, tmp_path / held_film.name)
    assert command.main(["--cfr-copy", str(tmp_path)]) == 0
    copy = tmp_path / f"{held_film.name}-cfr.mp4"
    assert capsys.readouterr().out == f"{copy}\n"
    assert copy.is_file()
    assert command.main(["--cfr-copy", str(tmp_path), "--all"]) == 2
    assert "what is rendered now needs no copy" in capsys.readouterr().err
    assert command.main(["--cfr-copy", str(tmp_path / "nowhere")]) == 2
    assert "holds no finished film" in capsys.readouterr().err
    film = tmp_path / held_film.name / f"{held_film.name}.mp4"
    honest = film.read_bytes()
    film.write_bytes(honest.replace(b"avc1\0\0\0\0\0\0", b"soup\0\0\0\0\0\0"))
    assert command.main(["--cfr-copy", str(tmp_path)]) == 2
    assert "is coded in a way that is not known here" in capsys.readouterr().err
    shutil.copytree(held_film.folder, tmp_path / "Zebra")  # of which it is not the fault
    assert command.main(["--cfr-copy", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert told.out == f"{copy}\n" and "is coded in a way" in told.err
    shutil.rmtree(tmp_path / "Zebra")
    film.write_bytes(honest)
    film.replace(tmp_path / "elsewhere.mp4")
    film.symlink_to(tmp_path / "elsewhere.mp4")
    assert command.main(["--cfr-copy", str(tmp_path)]) == 2
    assert "leads out of its folder" in capsys.readouterr().err


def test_what_is_to_be_read_aloud_is_in_the_language_of_the_lesson(tmp_path: Path) -> None:
    words = ["--scene", "NextDerivatives", "--language", "es", "--voice-sheet", str(tmp_path)]
    assert command.main(words) == 0
    sheet = (tmp_path / "NextDerivatives" / "lines.txt").read_text()
    assert "la pendiente" in sheet and "the slope" not in sheet
