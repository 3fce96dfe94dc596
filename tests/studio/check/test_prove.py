"""A small film that keeps every rule, and the same tampered with: each fault is found by its own rule."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tampering import FAULTS, PAGE, SCRIPT, Bursts, Fault, Small, copied, film_of, report_on, rules

from studio.check.again import made_again
from studio.check.captions import Captions
from studio.check.checker import Checker
from studio.check.page import Page
from studio.check.prove import prove
from studio.check.report import Report
from studio.film.manifest_file import read_manifest
from studio.stage.theme import THEME


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return film_of(Small, tmp_path_factory.mktemp("honest"))


@pytest.fixture(scope="module")
def report(honest: Path) -> Report:
    return report_on(honest, honest.parent / ".cache")


@pytest.fixture
def folder(honest: Path, tmp_path: Path) -> Path:
    """A copy of the honest film, to be tampered with."""
    return copied(honest, tmp_path)


def test_an_honest_film_keeps_every_rule(report: Report) -> None:
    assert rules(report) <= SCRIPT, report.failures
    judged = {row.group for row in report.rows if row.passed is not None}
    assert {
        "truth",
        "words",
        "sound",
        "picture",
        "captions",
        "chapters",
        "rules",
        "file",
        "manifest",
    } <= judged
    found = {row.rule for row in report.rows}
    assert {"the ball stands where calc says", "the tangent has calc's slope"} <= found
    assert {"the arrow is as long, and points, as calc says", "the ball moves in calc's time"} <= found


def test_the_page_holds_all_rows_and_its_pictures_and_nothing_from_elsewhere(report: Report) -> None:
    page = report.as_html()
    assert page.count("<tr>") + page.count('<tr class="broken">') == len(report.rows) + 1
    assert page.count("data:image/webp;base64,") == len(report.exhibits) > 1
    assert "http:" not in page and "https:" not in page
    evil = Report("<b>", "<script>")
    assert "<script>" not in evil.as_html()
    assert json.loads(report.as_json())["rows"][0]["group"] == "truth"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_every_fault_is_found_out(fault: Fault, honest: Path, tmp_path: Path) -> None:
    """By the rules that it breaks; where it breaks no others, none is blamed."""
    found = rules(report_on(fault.spoil(honest, tmp_path), tmp_path / ".cache")) - SCRIPT
    assert found == fault.broken if fault.alone else fault.broken <= found


def test_swapped_captions_are_blamed_on_captions_alone(honest: Path, tmp_path: Path) -> None:
    (fault,) = (fault for fault in FAULTS if "captions" in fault.what)
    found = rules(report_on(fault.spoil(honest, tmp_path), tmp_path / ".cache")) - SCRIPT
    assert {rule.partition(":")[0] for rule in found} == {"captions", "manifest"}


@pytest.mark.parametrize(
    ("file", "stamps", "broken"),
    [
        ("captions.vtt", r"\1 --> \1", "captions: in order of time"),
        ("captions.srt", "9999999999999999:00:00,000 --> 00:00:01,000", "captions: both files can be read"),
    ],
)
def test_captions_at_no_time_are_blamed(
    folder: Path, tmp_path: Path, file: str, stamps: str, broken: str
) -> None:
    told = re.sub(r"(\S+) --> \S+(?!.*-->)", stamps, (folder / file).read_text(), flags=re.DOTALL)  # the last
    (folder / file).write_text(told)
    voice = Bursts()
    report = prove(folder, Small.__module__, "Small", voice=voice, cache=tmp_path, checkers=[Captions])
    assert broken in rules(report)


def test_a_page_that_is_no_text_is_blamed_and_the_rest_is_checked(folder: Path, tmp_path: Path) -> None:
    (folder / "index.html").write_bytes(b"\xff")
    report = prove(folder, Small.__module__, "Small", voice=Bursts(), cache=tmp_path, checkers=[Page])
    assert rules(report) == {PAGE, "page: every link leads somewhere in the folder"}


def test_a_second_render_is_the_same_and_another_lesson_is_not(honest: Path, tmp_path: Path) -> None:
    rows = list(made_again(honest, Small, Bursts(), cache=tmp_path))
    assert [row.passed for row in rows] == [True, True]
    other = type("Small", (Small,), {"shade": THEME.loss})
    pictures, sound = made_again(honest, other, Bursts(), cache=tmp_path)
    assert (pictures.passed, sound.passed) == (False, True)
    assert "from frame" in pictures.where


def test_the_manifest_is_the_same_for_the_same_film(honest: Path, tmp_path: Path) -> None:
    again = film_of(Small, tmp_path)
    assert (again / "manifest.json").read_bytes() == (honest / "manifest.json").read_bytes()
    manifest = read_manifest(honest)
    assert manifest["lesson"] == "Small"
    assert {"numpy", "sympy", "manim", "av", "x264", "cairo", "pango", "typst", "python"} <= set(
        manifest["versions"]
    )
    assert str(tmp_path) not in (again / "manifest.json").read_text()


@pytest.mark.parametrize("fault", ["missing", "not json", "no film"])
def test_what_is_no_film_is_refused(fault: str, folder: Path, tmp_path: Path) -> None:
    if fault == "missing":
        (folder / "manifest.json").unlink()
    elif fault == "not json":
        (folder / "manifest.json").write_text("{")
    else:
        (folder / "Small.mp4").write_bytes(b"no film at all")
    with pytest.raises(ValueError, match=r"manifest|film"):
        prove(folder, Small.__module__, "Small", voice=Bursts(), cache=tmp_path)


def test_what_goes_on_is_ended_where_the_next_part_cannot_begin(honest: Path, tmp_path: Path) -> None:
    """As a recogniser, which listens in a process of its own."""
    ended: list[str] = []

    class Listens(Checker):
        def close(self) -> None:
            ended.append("listening")

    class Fails(Checker):
        def __init__(self, *given: Any) -> None:
            raise OSError("no room")

    parts = [Listens, Fails]
    with pytest.raises(OSError, match="no room"):
        prove(honest, Small.__module__, "Small", voice=Bursts(), cache=tmp_path, checkers=parts)
    assert ended == ["listening"]


def test_what_is_refused_is_not_published(tmp_path: Path) -> None:
    def refuse(folder: Path) -> None:
        assert (folder / "Small.mp4").is_file()
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        film_of(Small, tmp_path, approve=refuse)
    assert not (tmp_path / "Small").exists()
