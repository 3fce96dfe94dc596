"""A course: its index page, the way from lesson to lesson, and the zip."""

import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from browser import Server, Visitor, violations
from tiny_lesson import HOSTILE

from studio.page.course_page import CourseInfo, write_course
from studio.page.info import FILE, LessonInfo
from studio.page.scorm import write_course_package

COURSE = CourseInfo(HOSTILE, author="Ada & <b>Co</b>", language="en-GB")


@pytest.fixture
def folders(lesson_folder: Path) -> list[Path]:
    """Three lessons beside each other, one with a name that addresses must escape."""
    media = lesson_folder.parent
    found = [lesson_folder]
    for name, title in (("50% done?", "Half & <i>half</i>"), ("Last", "Last")):
        other = Path(shutil.copytree(lesson_folder, media / name))
        info = replace(LessonInfo.read(other), title=title, seconds=120.5)
        (other / FILE).write_text(info.to_json(), encoding="utf-8")
        found.append(other)
    return found


def test_the_zip_is_a_course_to_go_through(visitor: Visitor, folders: list[Path], tmp_path: Path) -> None:
    index, package = write_course(folders[0].parent, folders, COURSE)
    assert (index.name, package.name) == ("index.html", "script-alert-1-script.zip")
    with zipfile.ZipFile(package) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "unpacked")
    with Server(tmp_path / "unpacked") as server:
        page = visitor.open(server.address)
        assert page.locator("h1").inner_text() == page.title() == HOSTILE
        assert page.locator("header .summary").inner_text() == "Ada & <b>Co</b> · 3 lessons 4:09 in all"
        titles = [f"Tiny {HOSTILE}", "Half & <i>half</i>", "Last"]
        assert page.locator(".lessons strong").all_inner_texts() == titles
        assert page.evaluate("document.documentElement.lang") == "en-GB"
        page.get_by_role("link", name=f"Tiny {HOSTILE}").click()
        assert page.locator("[rel=prev]").count() == 0
        page.locator("[rel=next]").click()
        page.wait_for_url("**/50%25%20done%3F/index.html")
        assert page.title() == f"Half & <i>half</i> – {HOSTILE}"
        page.locator("[rel=next]").click()
        page.wait_for_url("**/Last/index.html")
        assert page.locator("[rel=next]").count() == 0
        page.locator("[rel=prev]").click()
        page.get_by_role("link", name=HOSTILE, exact=True).click()
        page.wait_for_url(server.address + "index.html")
        assert server.missing == []
        assert visitor.asked_outside(server.address) == []
        visitor.close()  # before the server goes, which the last page may still be asking


@pytest.mark.parametrize("title", ["微積分入門" * 16, "Производная " * 9, "a" * 300, "é" * 80])
def test_a_title_in_any_script_names_files(title: str, folders: list[Path]) -> None:
    course = CourseInfo(title)
    _, package = write_course(folders[0].parent, folders, course)
    scorm = write_course_package(folders[0].parent, folders, course)
    for path, rest in ((package, ".zip"), (scorm, "-scorm.zip")):
        began = path.name.removesuffix(rest)
        assert len(began) > 30
        assert title.lower().replace(" ", "-").startswith(began)
        assert path.is_file()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1920, "dark")])
def test_nothing_bars_anybody(visitor: Visitor, folders: list[Path], width: int, scheme: str) -> None:
    index, _ = write_course(folders[0].parent, folders, COURSE)
    page = visitor.open(index.as_uri(), viewport={"width": width, "height": 700}, color_scheme=scheme)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_same_course_is_the_same_zip_to_the_byte(folders: list[Path]) -> None:
    media = folders[0].parent
    first = write_course(media, folders, COURSE)[1].read_bytes()
    assert write_course(media, folders, COURSE)[1].read_bytes() == first


def test_what_is_no_course_is_refused(folders: list[Path], tmp_path: Path) -> None:
    media = folders[0].parent
    with pytest.raises(ValueError, match="at least one lesson"):
        write_course(media, [], COURSE)
    with pytest.raises(ValueError, match="lie in one folder"):
        write_course(tmp_path, folders, COURSE)
    with pytest.raises(ValueError, match="holds no rendered lesson"):
        write_course(media, [media / "Nowhere"], COURSE)
    with pytest.raises(ValueError, match="needs a title"):
        CourseInfo(" ")
    with pytest.raises(ValueError, match="printable"):
        CourseInfo("bell \x07")
    assert not (media / "index.html").exists()
    (folders[1] / "poster.png").unlink()
    with pytest.raises(OSError, match="poster"):
        write_course(media, folders, COURSE)
    assert not list(media.glob("*.zip"))
