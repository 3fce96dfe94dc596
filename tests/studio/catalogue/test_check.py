"""Films that came from somewhere, checked: each gets its report, whatever it holds and whatever it does."""

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from studio.catalogue import worker
from studio.catalogue.check import check
from studio.catalogue.job import Job
from studio.catalogue.worker import perform
from studio.check import prove as prove_module
from studio.check.checker import Checker
from studio.check.prove import attach, certify
from studio.check.report import Report, Row, show
from studio.stage.quality import Quality
from studio.system.cache_home import cache_home

MODULES = {"TinyDescent": "tiny_lesson", "Waits": "faulty_lessons"}


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    media = tmp_path_factory.mktemp("media")
    perform(
        Job("tiny_lesson", "TinyDescent", "TinyDescent", Quality("tiny", 214, 120, 6), voice="none"),
        str(media),
    )
    return media / "TinyDescent"


def told(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return content


def retold(**changes: Any) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / "manifest.json").write_text(json.dumps(told(folder) | changes))

    return spoil


def instead(name: str, what: Callable[[Path], object]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        what(folder / name)

    return spoil


def text(content: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(content)


def link(target: str) -> Callable[[Path], object]:
    return lambda path: path.symlink_to(target)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10**11)


def bomb(folder: Path) -> None:
    with zipfile.ZipFile(folder.with_name(f"{folder.name}-scorm.zip"), "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("imsmanifest.xml", b"<a>" + bytes(200_000_000))


SIZE = {"name": "tiny", "width": 214, "height": 120, "frame_rate": 6}
FILM = "TinyDescent.mp4"
PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n/etc/passwd\n#EXT-X-ENDLIST\n"

#: What is done to the folder, and what is said of why it cannot be checked; None where some rule is broken.
SPOILT: dict[str, tuple[Callable[[Path], None], str | None]] = {
    "no rate": (retold(quality=SIZE | {"frame_rate": 10**9}), "cannot be read as a manifest"),
    "size": (retold(quality=SIZE | {"width": 10**9}), "cannot be read as a manifest"),
    "other size": (retold(quality=SIZE | {"width": 216}), "is 214x120 pixels large"),
    "name": (retold(name="/proc/self/cwd/received/X"), "cannot be read as a manifest"),
    "up": (retold(name="../X"), "cannot be read as a manifest"),
    "beat": (retold(beat="../../x"), "cannot be read as a manifest"),
    "types": (retold(parameters=[], theme=3), "cannot be read as a manifest"),
    "colour": (retold(theme={"loss": "#zz0000"}), "is no colour"),
    "parameter": (retold(parameters={"soup": 3}), "no parameter"),
    "voice": (retold(voice="someone"), "spoken by someone"),
    "lesson": (retold(lesson="os"), "which there is not"),
    "deep": (instead("manifest.json", text("[" * 100_000)), "cannot be read as a manifest"),
    "fifo": (instead("manifest.json", os.mkfifo), "not a regular file"),
    "endless": (instead("manifest.json", link("/dev/zero")), "leads out of its folder"),
    "long": (instead("manifest.json", sparse), "at most"),
    "no film": (instead(FILM, lambda path: None), "holds no TinyDescent.mp4"),
    "fifo film": (instead(FILM, os.mkfifo), "holds no TinyDescent.mp4"),
    "playlist": (instead(FILM, text(PLAYLIST)), "cannot be read as a film"),
    "film elsewhere": (instead(FILM, link("/etc/passwd")), "leads out of its folder"),
    "endless captions": (instead("captions.vtt", link("/dev/zero")), None),
    "fifo captions": (instead("captions.srt", os.mkfifo), None),
    "page": (instead("lesson.json", text('{"name": "../../secret"}')), None),
    "deep page": (instead("lesson.json", text('{"a":' * 90_000)), None),
    "fifo page": (instead("index.html", os.mkfifo), None),
    "bomb": (bomb, None),
}


def test_every_film_gets_a_report_and_none_keeps_others_from_theirs(honest: Path, tmp_path: Path) -> None:
    folders = []
    for number, (spoil, _) in enumerate(SPOILT.values()):
        folders.append(Path(shutil.copytree(honest, tmp_path / str(number) / "TinyDescent")))
        Report("TinyDescent", "a film", [Row("all", "is well", "", "", True)]).write(folders[-1])
        spoil(folders[-1])
    folders.append(Path(shutil.copytree(honest, tmp_path / "last" / "TinyDescent")))
    reports = check(folders, MODULES, again=False, seconds=120)
    assert [report.checked for report in reports] == [said is None for _, said in SPOILT.values()] + [True]
    for what, (_, said), report, folder in zip(SPOILT, SPOILT.values(), reports, folders, strict=False):
        written = Report.from_json((folder / "check.json").read_text())
        assert not report.passed and not written.passed and written.checked == report.checked, what
        if said:
            (row,) = report.rows
            assert said in row.measured and "\n" not in row.measured, what
    assert reports[-1].sha256 and {row.rule for row in reports[-1].failures} < {
        row.rule for row in reports[list(SPOILT).index("page")].failures
    }


def test_one_that_takes_too_long_is_stopped(
    honest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAITS", str(tmp_path / "never"))
    folder = Path(shutil.copytree(honest, tmp_path / "TinyDescent"))
    retold(lesson="Waits")(folder)
    (report,) = check([folder], MODULES, again=False, seconds=6)
    assert not report.checked
    assert "longer than 0.1 minutes" in report.rows[0].measured


def test_a_film_that_is_replaced_meanwhile_gets_no_report(honest: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(honest, tmp_path / "TinyDescent"))

    class Replaces(Checker):
        def rows(self) -> list[Row]:
            with (folder / FILM).open("ab") as film:
                film.write(bytes(8))
            return []

    with pytest.raises(ValueError, match="was replaced while it was checked"):
        prove_module.prove(folder, "tiny_lesson", "TinyDescent", cache=cache_home(), checkers=[Replaces])
    report = certify(folder, "tiny_lesson", "TinyDescent", cache_home())
    shutil.copy(honest / FILM, folder)
    with pytest.raises(ValueError, match="was replaced while it was checked"):
        attach(report, folder)
    assert not (folder / "check.json").exists()


def test_what_cannot_be_written_is_still_told(honest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(report: Report, folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Report, "write", refuse)
    report, unwritten = worker.check(honest, "tiny_lesson", "TinyDescent", False)
    assert report.rows and "Permission denied" in unwritten


def test_nothing_from_a_film_is_an_escape_on_the_terminal(tmp_path: Path) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J[bold]" + "9" * 400
    report = Report(evil, evil, [Row(evil, evil, evil, evil, False, evil)])
    for width in (20, 72, 120):
        with (tmp_path / "out").open("w") as out:
            show([report, report], Console(file=out, width=width, force_terminal=True, color_system=None))
        said = (tmp_path / "out").read_text()
        assert "\x1b]" not in said and "\x1b[2J" not in said and "\x07" not in said
        assert "[bold]" in "".join(said.split())
        assert "9" * 100 not in said.replace("\n", "").replace(" ", "")
        if width == 20:
            assert all(len(line.split()[0]) > 1 for line in said.splitlines() if line.strip())


def test_the_page_of_a_report_runs_nothing() -> None:
    page = Report("a", "b").as_html()
    assert "default-src 'none'; img-src data:; style-src 'sha256-" in page


def test_the_watch_and_the_end_of_each_check_are_told_of_one_name(honest: Path, tmp_path: Path) -> None:
    """Of two folders that are called alike, and of one that cannot be checked."""
    folders = [Path(shutil.copytree(honest, tmp_path / place / "bowl")) for place in ("one", "two")]
    folders.append(tmp_path / "empty")
    folders[-1].mkdir()
    watched: set[str] = set()
    ended: list[str] = []
    check(
        folders,
        MODULES,
        again=False,
        seconds=120,
        workers=2,
        watch=lambda name, what, done, of: watched.add(name),
        finished=ended.append,
    )
    assert watched == {str(folder) for folder in folders[:2]}
    assert sorted(ended) == sorted(map(str, folders))
