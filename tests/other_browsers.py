"""Firefox and WebKitGTK for the tests, each driven by the WebDriver commands that it understands by itself.

Playwright drives Chromium (see browser.py); it has no way to a Firefox and a WebKit from the system. Both
come with Debian's packages, and `sh setup.sh tests` installs them there.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

FIREFOX = ("firefox-esr", "firefox")
WEBKIT = ("WebKitWebDriver", "Xvfb")

#: Preferences of a Firefox that asks nobody anything and lets films start.
_PREFERENCES = {
    "marionette.port": 0,  # any that is free
    "media.autoplay.default": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
}

Send = Callable[[str, dict[str, Any]], Any]


class OtherBrowser:
    """One window of a browser. send: sends a WebDriver command, named as in Marionette; returns its value."""

    def __init__(self, send: Send) -> None:
        self._send = send

    def open(self, address: str) -> None:
        self._send("WebDriver:Navigate", {"url": address})

    def run(self, script: str, *arguments: Any) -> Any:
        """Run the body of a function in the page, or in the frame that was entered; return its value."""
        return self._send("WebDriver:ExecuteScript", {"script": script, "args": list(arguments)})

    def enter(self, frame: int | None) -> None:
        """Go into the page's frame of this number; None for the page itself."""
        self._send("WebDriver:SwitchToFrame", {"id": frame})

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, each by its character or W3C WebDriver's code of it."""
        pressed = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        actions = [{"type": "key", "id": "keys", "actions": pressed}]
        self._send("WebDriver:PerformActions", {"actions": actions})

    def until(self, script: str, *arguments: Any, seconds: float = 20) -> Any:
        """Return what the script returns, once that is true."""
        end = time.monotonic() + seconds
        while not (value := self.run(script, *arguments)):
            assert time.monotonic() < end, f"it did not come to: {script}"
            time.sleep(0.05)
        return value


def found(names: tuple[str, ...]) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


@contextmanager
def firefox() -> Iterator[OtherBrowser]:
    """Firefox without a window, by Marionette: JSON over TCP, each message after its length and a colon."""
    with ExitStack() as stack:
        profile = Path(stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))
        lines = [
            f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in _PREFERENCES.items()
        ]
        (profile / "user.js").write_text("\n".join(lines))
        words = [str(found(FIREFOX)), "--headless", "--marionette", "--no-remote", "--profile", str(profile)]
        stack.enter_context(_running(words, {"HOME": str(profile)}))
        port = profile / "MarionetteActivePort"
        _wait(lambda: port.is_file() and port.read_text().strip() != "")
        connection = stack.enter_context(socket.create_connection(("127.0.0.1", int(port.read_text())), 60))
        stream = stack.enter_context(connection.makefile("rb"))

        def receive() -> Any:
            length = b""
            while (digit := stream.read(1)) != b":":
                length += digit
            return json.loads(stream.read(int(length)))

        number = 0

        def send(command: str, parameters: dict[str, Any]) -> Any:
            nonlocal number
            number += 1
            message = json.dumps([0, number, command, parameters]).encode()
            connection.sendall(b"%d:%s" % (len(message), message))
            _, _, error, result = receive()
            assert error is None, error
            return result.get("value") if isinstance(result, dict) else result

        receive()  # its greeting
        send("WebDriver:NewSession", {})
        yield OtherBrowser(send)


@contextmanager
def webkit() -> Iterator[OtherBrowser]:
    """WebKitGTK's MiniBrowser on a screen of its own, by WebDriver over HTTP (W3C WebDriver, 6)."""
    commands = {
        "Navigate": "/url",
        "ExecuteScript": "/execute/sync",
        "SwitchToFrame": "/frame",
        "PerformActions": "/actions",
    }
    with ExitStack() as stack:
        screen, display = os.pipe()
        xvfb = ["Xvfb", "-displayfd", str(display), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
        stack.enter_context(_running(xvfb, {}, pass_fds=(display,)))
        os.close(display)
        with os.fdopen(screen) as told:
            number = told.readline().strip()
        home = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {
            "DISPLAY": f":{number}",
            "HOME": home,
            "XDG_RUNTIME_DIR": home,
            "GDK_BACKEND": "x11",
            "NO_AT_BRIDGE": "1",
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",  # root may not use it
        }
        stack.enter_context(_running(["WebKitWebDriver", f"--port={port}", "--host=127.0.0.1"], environment))

        def request(path: str, content: Any) -> Any:
            data = json.dumps(content).encode()
            address = f"http://127.0.0.1:{port}{path}"
            asked = urllib.request.Request(address, data, {"Content-Type": "application/json"})
            try:
                with urllib.request.urlopen(asked, timeout=60) as answer:
                    return json.load(answer)["value"]
            except urllib.error.HTTPError as error:
                raise AssertionError(error.read().decode()) from None

        (binary,) = list(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser"))[:1] or ["MiniBrowser"]
        options = {"binary": str(binary), "args": ["--automation"]}
        _wait(lambda: _listens(port))
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        session = f"/session/{request('/session', wanted)['sessionId']}"
        yield OtherBrowser(
            lambda command, parameters: request(session + commands[command.partition(":")[2]], parameters)
        )


@contextmanager
def _running(words: list[str], environment: dict[str, str], **options: Any) -> Iterator[None]:
    """A program with all that it starts, which ends with the body."""
    process = subprocess.Popen(
        words,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        **options,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the browser did not start"
        time.sleep(0.05)
