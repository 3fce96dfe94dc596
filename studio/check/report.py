"""What was measured, beside what is allowed; as JSON, as a page and as a table on the terminal."""

import base64
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, PackageLoader
from numpy.typing import NDArray
from PIL import Image
from rich.table import Table

from studio.system.files import write_atomically

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
    """All rows of one film. `seconds`: how long checking took (processor time), which no rule judges."""

    name: str
    film: str
    rows: list[Row] = field(default_factory=list)
    exhibits: list[Exhibit] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        return all(row.passed is not False for row in self.rows)

    @property
    def failures(self) -> list[Row]:
        return [row for row in self.rows if row.passed is False]

    @property
    def verdict(self) -> str:
        """In a sentence: "GradientDescent: 41 rules kept" or "...: 2 of 41 rules broken"."""
        judged = sum(row.passed is not None for row in self.rows)
        broken = len(self.failures)
        return f"{self.name}: {f'{broken} of {judged} rules broken' if broken else f'{judged} rules kept'}"

    def as_json(self) -> str:
        content: dict[str, Any] = {
            "lesson": self.name,
            "film": self.film,
            "passed": self.passed,
            "rows": [asdict(row) for row in self.rows],
        }
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Report":
        """What `as_json` tells, without the pictures; ValueError where the text is no report."""
        try:
            content = json.loads(text)
            return cls(content["lesson"], content["film"], [Row(**row) for row in content["rows"]])
        except (KeyError, TypeError) as error:
            raise ValueError(f"this is not a report: {error}") from None

    def as_html(self) -> str:
        """One page with all rows and the pictures that were judged inside it."""
        environment = Environment(
            loader=PackageLoader("studio.check"), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        pictures = [(exhibit.caption, _data_address(exhibit.picture)) for exhibit in self.exhibits]
        return environment.get_template("check.html").render(report=self, pictures=pictures)

    def write(self, folder: Path) -> None:
        """Write check.json and check.html into the folder; OSError where that fails."""
        write_atomically(folder / REPORT, self.as_json())
        write_atomically(folder / "check.html", self.as_html())

    def as_table(self) -> Table:
        return table([self])


def table(reports: Sequence[Report]) -> Table:
    """The rows of one film; of several films their verdicts and what they break."""
    many = len(reports) > 1
    shown = Table(title=None if many else reports[0].verdict, title_justify="left", header_style="bold")
    for name in (("lesson",) if many else ()) + ("rule", "measured", "limit", "", "where"):
        shown.add_column(name, overflow="fold")
    for report in reports:
        if many and report.passed:
            shown.add_row(report.name, report.verdict.partition(": ")[2], "", "", "[green]pass[/]", "")
        for row in report.failures if many else report.rows:
            mark = {True: "[green]pass[/]", False: "[bold red]FAIL[/]", None: "[dim]told[/]"}[row.passed]
            cells = [f"{row.group}: {row.rule}", row.measured, row.limit, mark, row.where]
            shown.add_row(
                *([report.name] if many else []), *map(_plain, cells[:3]), cells[3], _plain(cells[4])
            )
    return shown


def _plain(text: str) -> str:
    return text.replace("[", "\\[")  # not for rich's markup


def _data_address(picture: NDArray[np.uint8]) -> str:
    packed = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture)).save(packed, "WEBP", quality=80)
    return "data:image/webp;base64," + base64.b64encode(packed.getvalue()).decode()
