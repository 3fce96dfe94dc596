"""One tiny film and one browser for all tests of pages, courses and packages."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import SWITCHES, Server, Visitor, find_chromium
from playwright.sync_api import Browser, sync_playwright

from studio.film.film import Film


@pytest.fixture
def lesson_folder(tiny_film: Film, tmp_path: Path) -> Path:
    """A copy of the tiny lesson's folder, for a test to change."""
    return Path(shutil.copytree(tiny_film.folder, tmp_path / "media" / tiny_film.folder.name))


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
