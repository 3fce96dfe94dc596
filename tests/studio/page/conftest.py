"""One tiny film and one browser for all tests of pages, courses and packages."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from browser import SWITCHES, Server, Visitor, find_chromium
from playwright.sync_api import Browser, sync_playwright
from tiny_lesson import HOSTILE

from studio.film.film import Film
from studio.page.info import Asked, LessonInfo, Option
from studio.page.lesson_page import write_lesson


@pytest.fixture
def lesson_folder(tiny_film: Film, tmp_path: Path) -> Path:
    """A copy of the tiny lesson's folder, for a test to change."""
    return Path(shutil.copytree(tiny_film.folder, tmp_path / "media" / tiny_film.folder.name))


#: Of the tiny lesson: one where its first line ends, two at its end, of which one is typed.
ASKED = (
    Asked(
        "which",
        0.0,
        4.0,
        5.0,
        f"Which is more than {HOSTILE}?",
        "Five is <b>more</b> than four.",
        (
            Option("Four", "That is less."),
            Option(f"Five {HOSTILE}", right=True),
            Option("Both & none", "No."),
        ),
    ),
    Asked(
        "how_much",
        7.0,
        7.4,
        7.4,
        "How much is 0.1 times 25?",
        "0.1 times 25 is 2.5.",
        (Option("2.5", right=True), Option("25.1", "That adds the two.")),
        value=2.5,
        tolerance=0.05,
    ),
    Asked("last", 7.0, 7.4, 7.4, "And this?", "So.", (Option("Yes", right=True), Option("No", "Yes."))),
)


@pytest.fixture(scope="session")
def asking(tiny_film: Film, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the tiny lesson, with questions."""
    folder = Path(shutil.copytree(tiny_film.folder, tmp_path_factory.mktemp("asking") / "Asking"))
    write_lesson(folder, replace(LessonInfo.read(folder), questions=ASKED))
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(SWITCHES))
        yield browser
        browser.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """Opens pages; fails the test where one of them had something to complain about."""
    visitor = Visitor(browser)
    yield visitor
    visitor.close()
    assert visitor.console == []


@pytest.fixture
def on_disk(tiny_film: Film) -> str:
    """The address of the tiny lesson's folder on the disk."""
    return tiny_film.folder.as_uri() + "/"


@pytest.fixture(params=["http", "file"])
def place(request: pytest.FixtureRequest, tiny_film: Film, on_disk: str) -> Iterator[str]:
    """The address of the tiny lesson's folder: on a web server, and on the disk."""
    if request.param == "file":
        yield on_disk
        return
    with Server(tiny_film.folder.parent) as server:
        yield f"{server.address}{tiny_film.name}/"
        assert server.missing == []
