"""A lesson's page in Firefox and in WebKitGTK: it plays, follows the film, and works in a bare frame."""

import json
import re
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from browser import VENDOR, Server
from other_browsers import FIREFOX, WEBKIT, OtherBrowser, firefox, found, webkit

from calc.descent import descend
from studio.film.film import Film
from studio.page.info import LessonInfo
from studio.page.scorm import write_lesson_package

WALK = descend("x**2", 5.0, 0.1, 3)

ENGINES: dict[str, tuple[bool, Callable[[], AbstractContextManager[OtherBrowser]]]] = {
    "Firefox": (found(FIREFOX) is not None, firefox),
    "WebKitGTK": (all(found((name,)) for name in WEBKIT), webkit),
}


@pytest.fixture(scope="module", params=ENGINES)
def other(request: pytest.FixtureRequest) -> Iterator[OtherBrowser]:
    there, start = ENGINES[request.param]
    if not there:
        pytest.skip(f"{request.param} is not here; «sh setup.sh tests» installs it on Debian")
    with start() as browser:
        yield browser


VIDEO = "const video = document.querySelector('video');"
KNOWN = VIDEO + "return video && video.readyState >= 1"
CLICK = "[...document.querySelectorAll(arguments[0] + ' button')][arguments[1]].click()"
LIT = "return document.querySelector(arguments[0] + ' [aria-current]')?.innerText"


def arrives(other: OtherBrowser, seconds: float) -> None:
    other.until(VIDEO + "return !video.seeking && Math.abs(video.currentTime - arguments[0]) < 0.06", seconds)


def follows_and_plays(other: OtherBrowser, info: LessonInfo) -> None:
    """A click on a step and on a chapter goes there and lights it; then the film plays, with captions."""
    other.until(KNOWN)
    assert other.run("return getComputedStyle(document.querySelector('ol')).listStyleType") == "none"
    other.run(CLICK, "#states", 2)
    arrives(other, info.states[2].start)
    assert other.until(LIT, "#states").strip() == WALK.lines[2]
    other.run(CLICK, "#chapters", 0)
    arrives(other, info.chapters[0].start)
    assert other.until(LIT, "#chapters").endswith("Wait")
    other.run(VIDEO + "video.muted = true; video.play()")
    assert other.until(VIDEO + "return video.currentTime > 0.5 && video.videoWidth") == 214
    other.run(VIDEO + "video.pause(); video.currentTime = 1")
    arrives(other, 1)
    shown = "[...video.textTracks].find((track) => track.kind === 'captions')"
    assert other.until(f"{VIDEO} return {shown}.activeCues?.[0]?.text") == info.captions[0].text


@pytest.mark.parametrize("place", ["http", "file"])
def test_it_plays_and_follows_the_film(other: OtherBrowser, tiny_film: Film, place: str) -> None:
    with Server(tiny_film.folder) as server:
        other.open(server.address if place == "http" else (tiny_film.folder / "index.html").as_uri())
        follows_and_plays(other, LessonInfo.read(tiny_film.folder))
        assert server.missing == []
        other.open("about:blank")


@pytest.mark.parametrize("rights", ["", 'sandbox="allow-scripts"'])
def test_it_works_in_a_frame_of_another_page(
    other: OtherBrowser, tiny_film: Film, tmp_path: Path, rights: str
) -> None:
    """In WebKit a sandboxed frame has no 'self' to allow its own files by."""
    with Server(tiny_film.folder.parent) as lessons, Server(tmp_path) as course:
        source = f"{lessons.address}{tiny_film.name}/index.html"
        (tmp_path / "index.html").write_text(
            f'<!doctype html><title>x</title><link rel="icon" href="data:,">'
            f'<iframe {rights} src="{source}" width="900" height="700"></iframe>',
            encoding="utf-8",
        )
        other.open(course.address)
        other.enter(0)
        follows_and_plays(other, LessonInfo.read(tiny_film.folder))
        assert other.run("return document.querySelector('link[rel=stylesheet]').sheet !== null")
        other.enter(None)
        other.open("about:blank")


def test_where_the_server_sends_no_parts_it_jumps_or_says_why_not(
    other: OtherBrowser, tiny_film: Film
) -> None:
    with Server(tiny_film.folder, parts=False) as server:
        other.open(server.address)
        other.until(KNOWN)
        other.run(CLICK, "#chapters", 1)
        told = "document.querySelector('#no-jumps').textContent"
        start = LessonInfo.read(tiny_film.folder).chapters[1].start
        arrived = "Math.abs(video.currentTime - arguments[0]) < 0.06"
        other.until(f"{VIDEO} return {arrived} || {told} !== ''", start)
        other.open("about:blank")


def test_nothing_written_into_the_page_would_run(other: OtherBrowser, lesson_folder: Path) -> None:
    (lesson_folder / "evil.js").write_text("document.title = 'ran'")
    with Server(lesson_folder) as server:
        other.open(server.address)
        other.until(KNOWN)
        other.run(
            """for (const [name, value] of [["textContent", "document.title = 'ran'"], ["src", "evil.js"]]) {
                const script = document.createElement("script");
                script[name] = value;
                document.body.append(script);
            }"""
        )
        time.sleep(0.3)
        assert other.run("return document.title") != "ran"
        other.open("about:blank")


def test_a_learning_platform_is_told(other: OtherBrowser, tiny_film: Film, tmp_path: Path) -> None:
    """By scorm-again, which defines its API a while after the lesson has come."""
    with zipfile.ZipFile(write_lesson_package(tiny_film.folder)) as archive:
        archive.extractall(tmp_path / "package")
    shutil.copy(VENDOR / "scorm-again" / "scorm12.min.js", tmp_path)
    (tmp_path / "index.html").write_text(
        """<!doctype html><title>platform</title><link rel="icon" href="data:,">
        <script src="scorm12.min.js"></script>
        <iframe src="package/index.html" width="900" height="700"></iframe>
        <script>setTimeout(() => {
            window.API = new Scorm12API({lmsCommitUrl: location.origin + "/commit"});
        }, 1000)</script>""",
        encoding="utf-8",
    )
    with Server(tmp_path) as server:
        other.open(server.address)
        other.until("return window.API?.getCMIValue('cmi.core.lesson_status') === 'incomplete'")
        other.enter(0)
        other.until(KNOWN)
        other.run(VIDEO + "video.muted = true; video.play()")
        other.until(VIDEO + "return video.currentTime > 1")
        other.run(VIDEO + "video.pause()")
        other.enter(None)
        other.until("return window.API.getCMIValue('cmi.suspend_data').startsWith('TinyDescent:0-')")
        other.run("document.querySelector('iframe').remove()")
        end = time.monotonic() + 10
        kept: dict[str, Any] = {"core": {}}
        while kept["core"].get("exit") != "suspend" and time.monotonic() < end:
            time.sleep(0.05)
            kept = json.loads(server.posted[-1])["cmi"]
        assert re.fullmatch(r"TinyDescent:0-[1-7](\.\d)?", kept["suspend_data"])
        assert kept["core"]["exit"] == "suspend" and kept["core"]["session_time"]
        other.open("about:blank")


def test_questions_are_answered_by_keys(other: OtherBrowser, asking: Path) -> None:
    down, space, enter = "\ue015", " ", "\ue007"
    answer = "document.querySelector('form:not([hidden]) [type=submit]')"
    verdict = "return document.querySelector('form:not([hidden]) .verdict')?.textContent"
    with Server(asking) as server:
        other.open(server.address)
        other.until(KNOWN)
        other.run(VIDEO + "video.currentTime = 3.4")
        arrives(other, 3.4)
        other.run(VIDEO + "video.muted = true; video.play()")
        other.until(VIDEO + "return video.paused && !document.querySelector('#asked').hidden")
        other.until(VIDEO + "return !video.seeking && Math.abs(video.currentTime - 4) < 0.3")
        assert other.run("return document.activeElement.type") == "radio"
        other.press(space, down, enter)
        assert "Yes! Five is <b>more</b>" in other.until(verdict)
        assert other.run(f"return document.activeElement === {answer} && {answer}.textContent") == "Go on"
        other.press(enter)
        other.until(VIDEO + "return !document.querySelector('#asked').hidden && video.currentTime > 7")
        other.press("2", ",", "5", enter)
        assert "Yes!" in other.until(verdict)
        other.press(enter)
        other.until("return !document.querySelector('#question-last').hidden")
        other.press(down, enter)
        assert other.until(verdict).startswith("Not quite. Yes. The right answer: Yes. So.")
        other.press(enter)
        other.until(VIDEO + "return video.ended")
        assert other.run("return document.querySelector('#score').textContent") == "2 of 3 right."
        other.open("about:blank")
