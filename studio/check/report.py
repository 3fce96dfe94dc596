"""Measurements beside their limits, as JSON, as a page and on the terminal."""

import base64
import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
from jinja2 import Environment, PackageLoader
from numpy.typing import NDArray
from PIL import Image
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from studio.system.files import write_atomically
from studio.system.names import printable
from studio.system.received import convert, decode

#: The report in its film's folder.
REPORT = "check.json"


@dataclass(frozen=True)
class Row:
    """One rule and what was measured for it.

    group: which part of the film it is about, as "truth" or "sound".
    measured, limit: as text with their units; "" for what has none.
    passed: None for what is told and not judged.
    where: the beat, time or thing that came nearest to the limit, or passed it farthest.
    """

    group: str
    rule: str
    measured: str
    limit: str
    passed: bool | None
    where: str = ""


@dataclass(frozen=True)
class Exhibit:
    """A picture that was judged: a part of the film, (height, width, 3) uint8, and what is seen on it."""

    caption: str
    picture: NDArray[np.uint8] = field(repr=False)


@dataclass
class Report:
    """All rows of one film.

    film: its file, length and voice, in a line. sha256: of its file, "" where that could not be read.
    checked: whether it could be checked at all; where not, its only row says why.
    seconds: how long checking took (processor time), which no rule judges.
    """

    name: str
    film: str
    rows: list[Row] = field(default_factory=list)
    exhibits: list[Exhibit] = field(default_factory=list)
    seconds: float = 0.0
    sha256: str = ""
    checked: bool = True

    @classmethod
    def unchecked(cls, name: str, reason: str) -> "Report":
        """Return the report on a film that could not be checked."""
        return cls(name, "", [Row("check", "the film can be checked", reason, "", False)], checked=False)

    @property
    def passed(self) -> bool:
        return all(row.passed is not False for row in self.rows)

    @property
    def failures(self) -> list[Row]:
        return [row for row in self.rows if row.passed is False]

    @property
    def verdict(self) -> str:
        """In a sentence: "GradientDescent: 41 rules kept" or "...: 2 of 41 rules broken"."""
        if not self.checked:
            return f"{self.name}: could not be checked"
        judged = sum(row.passed is not None for row in self.rows)
        broken = len(self.failures)
        return f"{self.name}: {f'{broken} of {judged} rules broken' if broken else f'{judged} rules kept'}"

    def as_json(self) -> str:
        content: dict[str, Any] = {
            "lesson": self.name,
            "film": self.film,
            "sha256": self.sha256,
            "checked": self.checked,
            "passed": self.passed,
            "rows": [asdict(row) for row in self.rows],
        }
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Report":
        """Return what `as_json` tells, without the pictures; ValueError where the text is no report."""
        told = decode(text, _Told)
        rows = [convert(row, Row) for row in told["rows"]]
        return cls(told["lesson"], told["film"], rows, sha256=told["sha256"], checked=told["checked"])

    def as_html(self) -> str:
        """One page with all rows and the pictures that were judged inside it."""
        environment = Environment(
            loader=PackageLoader("studio.check"), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        pictures = [(exhibit.caption, _data_address(exhibit.picture)) for exhibit in self.exhibits]
        style = (files("studio.check") / "templates" / "check.css").read_text(encoding="utf-8")
        known = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        return environment.get_template("check.html").render(
            report=self, pictures=pictures, style=style, style_hash=f"sha256-{known}"
        )

    def write(self, folder: Path) -> None:
        """Write check.json and check.html into the folder; OSError where that fails."""
        write_atomically(folder / REPORT, self.as_json())
        write_atomically(folder / "check.html", self.as_html())


class _Told(TypedDict):
    """As `Report.as_json` writes it."""

    lesson: str
    film: str
    sha256: str
    checked: bool
    rows: list[dict[str, Any]]


_MARKS = {True: "[green]pass[/]", False: "[bold red]FAIL[/]", None: "[dim]told[/]"}
_NARROW = 72  # characters; on fewer a table of five columns cannot be read


def show(reports: Sequence[Report], console: Console) -> None:
    """Print each report and, of several, what they break; as plain lines where there is little room."""
    for report in reports:
        _print(console, [report])
    if len(reports) > 1:
        _print(console, reports)


def _print(console: Console, reports: Sequence[Report]) -> None:
    if console.width >= _NARROW:
        console.print(table(reports))
        return
    for report in reports:
        console.print(_plain(report.verdict), soft_wrap=True)
        for row in report.failures if len(reports) > 1 else report.rows:
            told = (row.measured, row.limit and f"limit {row.limit}", row.where)
            line = f"{row.group}: {row.rule}: {'; '.join(filter(None, told))}"
            console.print(f"  {_MARKS[row.passed]} {_plain(line)}", soft_wrap=True)


def table(reports: Sequence[Report]) -> Table:
    """Return the rows of one film; of several films their verdicts and what they break."""
    many = len(reports) > 1
    title = None if many else _plain(reports[0].verdict)
    shown = Table(title=title, title_justify="left", header_style="bold")
    for name in (("lesson",) if many else ()) + ("rule", "measured", "limit", "", "where"):
        shown.add_column(name, overflow="fold")
    for report in reports:
        if many and report.passed:
            shown.add_row(
                _plain(report.name), _plain(report.verdict.partition(": ")[2]), "", "", _MARKS[True], ""
            )
        for row in report.failures if many else report.rows:
            cells = [f"{row.group}: {row.rule}", row.measured, row.limit]
            shown.add_row(
                *([_plain(report.name)] if many else []),
                *map(_plain, cells),
                _MARKS[row.passed],
                _plain(row.where),
            )
    return shown


def _plain(text: str) -> str:
    return escape(printable(text))


def _data_address(picture: NDArray[np.uint8]) -> str:
    packed = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(packed, "WEBP", quality=80)
    return "data:image/webp;base64," + base64.b64encode(packed.getvalue()).decode()
