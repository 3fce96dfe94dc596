"""A real browser for the tests: Chromium from the system, driven by Playwright, and a web server for it."""

import re
import shutil
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page

VENDOR = Path(__file__).parent / "vendor"

#: First the one without windows: a page opens in it at a fifth of the cost.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

#: Root may not use the sandbox; only pages ask the network for something; sound may start by itself.
SWITCHES = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--autoplay-policy=no-user-gesture-required",
)


def find_chromium() -> str:
    """Return the path of the browser; without one, fail the test with the remedy."""
    candidates = [shutil.which(name) for name in NAMES]
    candidates += [place for place in MAC if sys.platform == "darwin" and Path(place).exists()]
    found = next((candidate for candidate in candidates if candidate), None)
    if found is None:
        pytest.fail("this test needs Chromium, and there is none: run «sh setup.sh tests»", pytrace=False)
    return found


class Handler(SimpleHTTPRequestHandler):
    """Serves files, and parts of them."""

    server: "Server"
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        if not path.is_file():
            self.server.missing.append(self.path)
            self.send_error(404)
            return
        size = path.stat().st_size
        asked = self.headers.get("Range", "") if self.server.parts else ""
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", asked)
        start = int(wanted[1]) if wanted else 0
        stop = min(int(wanted[2]) + 1 if wanted and wanted[2] else size, size)
        if wanted:
            self.server.ranges.append((path.name, start))
        self.send_response(206 if wanted else 200)
        if wanted:
            self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{size}")
        if self.server.parts:
            self.send_header("Accept-Ranges", "bytes")
        self.send_header("Last-Modified", self.date_time_string(int(path.stat().st_mtime)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("ETag", f'"{path.stat().st_mtime_ns}-{size}"')
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(stop - start))
        self.end_headers()
        with path.open("rb") as file:
            file.seek(start)
            left = stop - start
            try:
                while left:
                    block = file.read(min(left, 1 << 14))
                    self.wfile.write(block)
                    left -= len(block)
                    if self.server.rate and path.suffix == ".mp4":
                        time.sleep(len(block) / self.server.rate)
            except OSError:  # the browser has heard enough
                self.close_connection = True

    def do_POST(self) -> None:
        """Keep what is posted, as a learning platform's address for results does."""
        self.server.posted.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        answer = b'{"result": true, "errorCode": 0}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    """A web server for a folder. rate: bytes a second that it gives of a film, 0 for as fast as it can.

    parts: whether it sends parts of files (byte ranges), as web servers do and Python's own does not.
    ranges: the files and first bytes of the ranges asked for; missing: the addresses with nothing there;
    posted: what was sent to it.
    """

    daemon_threads = True

    def __init__(self, folder: Path, rate: float = 0, parts: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.rate, self.parts = rate, parts
        self.ranges: list[tuple[str, int]] = []
        self.missing: list[str] = []
        self.posted: list[str] = []
        self.address = f"http://127.0.0.1:{self.server_port}/"

    def __enter__(self) -> "Server":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class Visitor:
    """Visitor of pages that notes messages on the console, errors, and requests."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.console: list[str] = []
        self.requests: list[str] = []

    def open(self, address: str, **context: Any) -> Page:
        """Open a page in a fresh profile. context: as for Playwright's new_context."""
        page = self.browser.new_context(**context).new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda message: self.console.append(message.text))
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("dialog", lambda dialog: (self.console.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.context.on("request", lambda request: self.requests.append(request.url))
        page.goto(address)
        return page

    def asked_outside(self, folder: str) -> list[str]:
        return [address for address in self.requests if not address.startswith(folder)]

    def close(self) -> None:
        for context in self.browser.contexts:
            context.close()


def wait_until(page: Page, condition: Callable[[], bool], seconds: float = 10) -> bool:
    """Return whether the condition comes true in time; the page goes on meanwhile."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        page.wait_for_timeout(30)
    return True


def watch(page: Page, frame: Frame, start: float, stop: float) -> None:
    """Really play from one second to another, at four times the speed, and pause."""
    frame.evaluate(
        """([start, stop]) => new Promise((done) => {
            const video = document.querySelector("video");
            const look = () => {
                if (video.currentTime < stop && !video.ended) return requestAnimationFrame(look);
                video.pause();
                setTimeout(done, 100);
            };
            video.muted = true;
            video.playbackRate = 4;
            video.addEventListener("seeked", () => { video.play(); look(); }, {once: true});
            video.currentTime = start;
        })""",
        [start, stop],
    )


def answer(frame: Frame, name: str, given: str) -> None:
    """Send the form of a question, whether the film has come there or not."""
    frame.evaluate(
        """([name, given]) => {
            const form = document.getElementById(`question-${name}`);
            const input = form.querySelector(`[type=text], [value="${given}"]`);
            if (input.type === "radio") input.checked = true;
            else input.value = given;
            form.requestSubmit();
        }""",
        [name, given],
    )


_AXE = (VENDOR / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """Return axe-core's complaints about a page, by WCAG 2.2 AA and its best practices."""
    page.evaluate(_AXE)
    found = page.evaluate("(tags) => axe.run(document, {runOnly: tags, preload: false})", _RULES)
    assert len(found["passes"]) > 3
    return [
        f"{rule['id']}: {node['html']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
