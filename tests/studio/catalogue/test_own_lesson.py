"""Lessons of an author's own folder: named by their files, read without running them, rendered anywhere."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from calculus_lessons import command
from studio.catalogue.job import Job, key_of
from studio.catalogue.own_lesson import own_lesson
from studio.catalogue.worker import perform
from studio.check.report import Report
from studio.film.sources import source_hashes
from studio.stage.quality import Quality
from studio.system.own_folder import importing_from

ROOT = Path(__file__).parents[3]

LESSON = '''
from manim import Dot, FadeIn

from places import FAR
from studio.lesson.lesson import Lesson
from studio.lesson.parameters import NumberParameter

class Help:
    pass

class Own(Lesson):
    """A dot comes."""

    poster = "one"
    far = NumberParameter(FAR, "how far it goes")

    def construct(self) -> None:
        with self.beat("one", "A <dot>dot comes."):
            self.on("dot", FadeIn(Dot([self.far, 0, 0])))
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "my lessons"
    made.mkdir()
    (made / "own.py").write_text(LESSON)
    (made / "places.py").write_text(f"FAR = 1\nopen({str(tmp_path / 'ran')!r}, 'a').write('x')\n")
    return made


def job_of(folder: Path) -> Job:
    own = own_lesson("own.py", folder)
    return Job(
        own.module, own.scene, "Own", Quality("tiny", 214, 120, 6), voice="none", own_folder=own.folder
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("no.py", None, "there is no file"),
        ("broken.py", "def (:", "line 1: this is not Python"),
        ("nul.py", "x = 1\0", r"nul\.py.* is not Python"),
        ("empty.py", "x = 1", "holds no lesson: a class such as class Sigmoid"),
        ("two.py", LESSON + LESSON.replace("Own", "Other"), "holds Own, Other: say which, as two.py:Own"),
        ("own.py:Soup", LESSON, "holds no class Soup; it has Help, Own"),
        ("random.py", LESSON, "has the name of a module that is installed"),
        ("my.own.py", LESSON, "is no name for a module"),
        ("own.py:", LESSON, "write file.py, file.py:Class or module:Class"),
        ("\x00.py", None, "is no lesson"),
        ("nowhere.at_all:Own", None, "there is no module nowhere.at_all"),
    ],
)
def test_what_names_no_lesson_is_refused(name: str, content: str | None, said: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / name.partition(":")[0]).write_text(content)
    with pytest.raises(ValueError, match=said):
        own_lesson(name, tmp_path)


def test_a_module_of_a_package_keeps_its_name_and_what_it_imports_from_there(folder: Path) -> None:
    shutil.move(folder, inner := folder.with_name("pack"))
    (inner / "__init__.py").write_text("")
    (inner / "own.py").write_text(LESSON.replace("from places", "from .places"))
    for name in ("pack/own.py", "pack.own:Own"):
        own = own_lesson(name, inner.parent)
        assert (own.module, own.scene, own.folder) == ("pack.own", "Own", inner.parent)
    with importing_from(own.folder):
        assert {"pack/__init__.py", "pack/own.py", "pack/places.py"} <= set(source_hashes(["pack.own"]))


def test_nothing_is_run_until_it_is_rendered(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (folder / "my.toml").write_text('title = "Mine"\n[[lesson]]\nscene = "own.py:Own"\nfar = 2\n')
    media = ["--media", str(tmp_path / "media")]
    assert command.main(["--list", "--scene", "my lessons/own.py", "--far", "-3", *media]) == 0
    assert command.main(["--list", "--course", "my lessons/my.toml", *media]) == 0
    with pytest.raises(SystemExit):
        command.main(["--scene", "my lessons/own.py", "--help"])
    told = capsys.readouterr().out
    assert told.count("missing  A dot comes.") == 2
    assert "how far it goes (default: FAR)" in told
    assert not (tmp_path / "ran").exists()
    assert command.main(["--rules", "--scene", "my lessons/own.py", "--soup", "1", *media]) == 2
    assert "Own has no parameter 'soup'; it has far" in capsys.readouterr().err
    assert (tmp_path / "ran").exists()


def test_a_course_file_leads_to_no_file_elsewhere(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inner = folder / "inner"
    inner.mkdir()
    for scene in ("../own.py", str(folder / "own.py")):
        (inner / "my.toml").write_text(f'title = "Mine"\n[[lesson]]\nscene = "{scene}"\n')
        assert command.main(["--list", "--course", str(inner / "my.toml")]) == 2
        assert "lies outside of the course file's folder" in capsys.readouterr().err


def test_an_edit_of_it_or_of_a_module_beside_it_makes_another_film(folder: Path) -> None:
    keys = {key_of(job_of(folder).ingredients())}
    for name in ("own.py", "places.py"):
        (folder / name).write_text((folder / name).read_text() + "# edited\n")
        keys.add(key_of(job_of(folder).ingredients()))
    (folder / "unused.py").write_text("")
    keys.add(key_of(job_of(folder).ingredients()))
    assert len(keys) == 3
    hashes = job_of(folder).ingredients()["sources"]
    assert {"own.py", "places.py", "studio/lesson/lesson.py"} <= set(hashes)
    assert not any(str(folder.parent) in name for name in hashes)


def test_it_travels_with_the_modules_beside_it(folder: Path, tmp_path: Path) -> None:
    """As to a cluster's worker, where the author's folder is not."""
    packed = job_of(folder).packed()
    shutil.rmtree(folder)
    assert set(packed.sources) == {"own.py", "places.py"}
    outcome = perform(packed, str(tmp_path / "media"))
    assert (outcome.state, outcome.key) == ("rendered", packed.key)
    assert not {"own", "places"} & set(sys.modules)


READS = """
from pathlib import Path

HERE = Path(__file__).parent
FAR = float((HERE / "data" / "far.txt").read_text()) + len(HERE.joinpath("data/more.txt").read_text())
"""


@pytest.fixture
def reading(folder: Path) -> Path:
    """The lesson, whose module beside it reads two data files; a third one in their folder is not named."""
    (folder / "places.py").write_text(READS)
    (folder / "data").mkdir()
    for name in ("far", "more", "other"):
        (folder / "data" / f"{name}.txt").write_text("1")
    return folder


def test_data_files_that_it_names_travel_with_it(reading: Path, tmp_path: Path) -> None:
    packed = job_of(reading).packed()
    shutil.rmtree(reading)
    assert set(packed.sources) == {"own.py", "places.py", "data/far.txt", "data/more.txt"}
    outcome = perform(packed, str(tmp_path / "media"))
    assert (outcome.state, outcome.key) == ("rendered", packed.key), outcome.reason


def test_a_data_file_that_changes_makes_another_film(reading: Path) -> None:
    before = key_of(job_of(reading).ingredients())
    (reading / "data" / "other.txt").write_text("2")
    assert key_of(job_of(reading).ingredients()) == before
    (reading / "data" / "far.txt").write_text("2")
    assert key_of(job_of(reading).ingredients()) != before


def test_a_data_file_that_is_not_there_is_named(reading: Path, tmp_path: Path) -> None:
    """As one that a lesson finds by looking, so that it stayed behind."""
    (reading / "data" / "far.txt").unlink()
    with pytest.raises(ValueError, match=r"^places\.py, line 5: .*No such file.*far\.txt"):
        perform(job_of(reading).packed(), str(tmp_path / "media"))


def test_a_data_file_outside_the_folder_or_too_large_does_not_travel(
    reading: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("1")
    (reading / "data" / "far.txt").unlink()
    (reading / "data" / "far.txt").symlink_to(tmp_path / "secret")
    assert set(job_of(reading).packed().sources) == {"own.py", "places.py", "data/more.txt"}
    monkeypatch.setattr("studio.film.sources._MOST_DATA", 0)
    with pytest.raises(ValueError, match=r"more\.txt has 0 MB, and a data file of a lesson has 0 MB at most"):
        job_of(reading).packed()


@pytest.mark.parametrize("text", ["шар катится вниз " * 9, "far.txt/" + "я" * 150, "\ud800"])
def test_a_text_that_can_be_no_file_name_is_a_text(reading: Path, text: str) -> None:
    """As a line in another script: of 153 letters, and of more bytes than a name may have."""
    with (reading / "own.py").open("a") as file:
        file.write(f"\nSAID = {text!a}\n")
    assert set(job_of(reading).packed().sources) == {"own.py", "places.py", "data/far.txt", "data/more.txt"}


@pytest.mark.parametrize("voice", ["none", "hibari"])
@pytest.mark.parametrize("line", ["", "42. 17.", "— …"])
def test_a_lesson_in_which_no_word_is_said_is_rendered_and_checked(
    line: str, voice: str, folder: Path, tmp_path: Path
) -> None:
    told = LESSON.replace("A <dot>dot comes.", line).replace('self.on("dot", ', "self.then(")
    (folder / "own.py").write_text(told)
    outcome = perform(replace(job_of(folder), voice=voice, check=True), str(tmp_path / "media"))
    assert outcome.state == "rendered"
    report = Report.from_json((tmp_path / "media" / "Own" / "check.json").read_text())
    broken = {(row.group, row.rule, row.measured, row.where) for row in report.rows if row.passed is False}
    assert {group for group, *_ in broken} <= {"picture", "rules", "heard"}  # drawn small, two words
    assert "pace" not in {rule for _, rule, *_ in broken}


def test_a_preview_that_cannot_be_opened_ends_no_run(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # where there is no xdg-open
    monkeypatch.setattr("studio.stage.quality.QUALITIES", {"l": Quality("tiny", 214, 120, 6)})
    words = ["--scene", str(folder / "own.py"), "--media", str(tmp_path / "media"), "-q", "l", "--preview"]
    for state in ("at tiny, in", "fresh"):
        assert command.main([*words, "--voice", "none"]) == 0
        told = capsys.readouterr()
        assert "Own.mp4 cannot be opened here: " in told.err
        assert state in told.out
    record = json.loads((tmp_path / "media" / "run.json").read_text())
    assert [each["state"] for each in record["lessons"]] == ["rendered"]


def test_a_preview_of_what_is_kept_elsewhere_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--scene", str(folder / "own.py"), "--media", "memory://bucket/media", "--preview"]
    assert command.main(words) == 2
    assert "--preview opens films in a folder of this machine, and --media is mem" in capsys.readouterr().err


def test_two_folders_may_have_modules_of_one_name(folder: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    (other / "places.py").write_text("FAR = 7\n")
    found = []
    for each in (folder, other):
        own = own_lesson("own.py", each)
        with importing_from(own.folder):
            from studio.lesson.lesson import lesson_class

            found.append(lesson_class(own.module, own.scene).parameters()["far"].default)
    assert found == [1, 7]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("1 / 0", "own.py, line 1: ZeroDivisionError: division by zero"),
        ("import nowhere_at_all", "own.py, line 1: ModuleNotFoundError: No module named 'nowhere_at_all'"),
        (f"{LESSON}\n        self.then(soup)", "own.py, line 21: NameError: name 'soup' is not defined"),
        (f"{LESSON}\n        self.thn()", "object has no attribute 'thn'; did you mean then?"),
        (f"{LESSON}\n        self.then(Circle())", "name 'Circle' is not defined; from manim import Circle"),
        (f"{LESSON}\n        Beat", "name 'Beat' is not defined; from studio.lesson.timeline import Beat"),
        (
            f"{LESSON}\n        NumberParameter(1, least=1)",
            "'least'; it takes default, help, low, high, above",
        ),
        (f"{LESSON}\n        self.track()", "argument: 'name'; it takes name, value"),
        (f"{LESSON}\n        actors.dot()", "name 'actors' is not defined; from studio.stage import actors"),
        ("from studio.stage import layouts", "did you mean layout?"),
        ("from studio.stage.layout import PLOTT", "did you mean PLOT?"),
        (f"{LESSON}\n        self.then(Dot())", "own.py, line 21: this plays outside of a beat"),
        (LESSON.partition('        with self.beat("one"')[0] + "        pass", "Own tells nothing: it needs"),
        (LESSON.replace("(Lesson)", "(Help)"), "Own in own is no lesson"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_line(
    code: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "own.py").write_text(code if "class Own" in code else f"{code}\n{LESSON}")
    words = ["--scene", str(folder / "own.py"), "-q", "l", "--voice", "none", "--media", str(folder)]
    assert command.main(words) == 2
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1


def test_it_is_rendered_and_checked_from_any_folder(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    # What lies where the command is run is not what is imported.
    (elsewhere / "places.py").write_text("raise SystemExit('taken from the working directory')\n")

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        line = [sys.executable, str(ROOT / "render.py"), *words]
        return subprocess.run(line, cwd=elsewhere, capture_output=True, text=True, timeout=300)

    own = str(Path("..") / folder.name / "own.py")
    done = run("--scene", own, "--split", "2", "--far", "-2", "--voice", "none", "-q", "l")
    assert done.returncode == 0, done.stderr
    manifest = json.loads((elsewhere / "media" / "Own" / "manifest.json").read_text())
    assert manifest["parameters"] == {"far": "-2"}
    (tmp_path / "ran").unlink()
    assert "which there is not; if it is yours, name its file" in " ".join(
        run("--check", "media/Own").stdout.replace("│", "").split()
    )
    assert not (tmp_path / "ran").exists()
    checked = run("--check", "media/Own", "--scene", own)
    assert checked.returncode in (0, 1) and "rules broken" in checked.stdout, checked.stderr


def test_a_save_of_a_module_beside_it_is_drawn(
    folder: Path, tmp_path: Path, start: Callable[..., "subprocess.Popen[str]"]
) -> None:
    words = [
        "--scene",
        str(folder / "own.py"),
        "--watch",
        "--voice",
        "none",
        "--media",
        str(tmp_path / "media"),
    ]
    watching = start(
        [sys.executable, "-u", str(ROOT / "render.py"), *words],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    film = tmp_path / "media" / "Own" / "beats" / "one" / "Own-one.mp4"

    def waited_for(inode: int) -> int:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            if film.exists() and film.stat().st_ino != inode:
                return film.stat().st_ino
            time.sleep(0.2)
        pytest.fail("nothing was drawn")

    first = waited_for(0)
    time.sleep(1)  # until it waits for a save
    (folder / "places.py").write_text("FAR = 3\n")
    assert waited_for(first) != first
    assert watching.poll() is None
