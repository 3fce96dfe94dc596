"""A learning platform with its learning record store, in memory, for cmi5: what a lesson asks of one.

It launches a lesson (cmi5, 8), gives it a token once (8.2), keeps documents and statements (xAPI 1.0.3, part
three), and refuses what has no token, no version, no known agent, or is no valid statement.
"""

import json
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from browser import Handler

ACTOR = {"objectType": "Agent", "account": {"homePage": "https://example.org", "name": "learner-7"}}
ACTIVITY = "https://example.org/course/unit-1"
REGISTRATION = "0d2f3a31-4b1c-4c5a-9a46-1f6a5e0b2c11"
SESSION = "6b1e2f0a-session"
CMI5 = "https://w3id.org/xapi/cmi5/context"


class RecordStore(ThreadingHTTPServer):
    """A store that launches the lesson in `folder`.

    statements: those that came, in order. refused: what was wrong with what came. documents: by their names.
    """

    daemon_threads = True

    def __init__(self, folder: Path, mastery: float | None = None, mode: str = "Normal") -> None:
        super().__init__(("127.0.0.1", 0), lambda *about: _Platform(*about, directory=str(folder)))
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.statements: list[dict[str, Any]] = []
        self.refused: list[str] = []
        self.tokens = 0
        self.parts, self.rate = True, 0.0
        self.missing: list[str] = []
        self.ranges: list[tuple[str, int]] = []
        template = {
            "contextActivities": {"grouping": [{"id": "https://example.org/course"}]},
            "extensions": {f"{CMI5}/extensions/sessionid": SESSION},
        }
        data: dict[str, Any] = {
            "contextTemplate": template,
            "launchMode": mode,
            "moveOn": "Completed",
            "returnURL": f"{self.address}/back",
        }
        if mastery is not None:
            data["masteryScore"] = mastery
        self.documents: dict[str, Any] = {"LMS.LaunchData": data}

    @property
    def launch(self) -> str:
        """The address by which the platform launches the lesson."""
        query = {
            "endpoint": f"{self.address}/xapi/",
            "fetch": f"{self.address}/token",
            "actor": json.dumps(ACTOR),
            "registration": REGISTRATION,
            "activityId": ACTIVITY,
        }
        return f"{self.address}/index.html?{urlencode(query)}"

    def told(self, verb: str) -> list[dict[str, Any]]:
        """Return the statements with this verb."""
        return [each for each in self.statements if each["verb"]["id"].rpartition("/")[2] == verb]

    def __enter__(self) -> "RecordStore":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Platform(Handler):
    """Files by GET as ever; /token and /xapi/ besides."""

    server: RecordStore  # type: ignore[assignment]

    def do_GET(self) -> None:  # noqa: N802
        if not self.path.startswith("/xapi/"):
            super().do_GET()
            return
        place, query = self._asked()
        if place == "agents/profile" and query.get("profileId") == "cmi5LearnerPreferences":
            self._answer(404)
        elif place == "activities/state" and query.get("stateId") in self.server.documents:
            self._answer(200, self.server.documents[query["stateId"]])
        else:
            self._answer(404)

    def do_PUT(self) -> None:  # noqa: N802
        place, query = self._asked()
        content = self._content()
        if place != "activities/state" or query.get("stateId", "LMS.") == "LMS.LaunchData":
            self._refuse(f"PUT {place}")
            return
        self.server.documents[query["stateId"]] = content
        self._answer(204)

    def do_POST(self) -> None:  # noqa: N802
        if self.path == "/token":
            self.server.tokens += 1
            told = {"error-code": "1", "error-text": "the token was given already"}
            self._answer(200, {"auth-token": "c2VjcmV0OnNlY3JldA=="} if self.server.tokens == 1 else told)
            return
        place, _ = self._asked()
        content = self._content()
        if place != "statements" or not isinstance(content, list):
            self._refuse(f"POST {place}")
            return
        self.server.statements += content
        self._answer(200, [each.get("id") for each in content])

    def _asked(self) -> tuple[str, dict[str, str]]:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        place = parts.path.removeprefix("/xapi/")
        if self.headers["Authorization"] != "Basic c2VjcmV0OnNlY3JldA==":
            self.server.refused.append(f"{place}: no token")
        if self.headers["X-Experience-API-Version"] != "1.0.3":
            self.server.refused.append(f"{place}: no version")
        if place == "activities/state" and (
            json.loads(query["agent"]) != ACTOR
            or query["activityId"] != ACTIVITY
            or query["registration"] != REGISTRATION
        ):
            self.server.refused.append(f"{place}: another agent, activity or registration")
        return place, query

    def _content(self) -> Any:
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    def _refuse(self, why: str) -> None:
        self.server.refused.append(why)
        self._answer(400)

    def _answer(self, status: int, content: Any = None) -> None:
        body = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
