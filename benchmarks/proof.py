"""Write the page on the proof: python benchmarks/proof.py MEDIA > docs/proof.md

MEDIA: a folder with the checked films of all lessons, as `python render.py --all --check` leaves it. The
faults are put into the small film of tests/tampering.py.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from tampering import FAULTS, SCRIPT, Small, film_of, report_on, rules  # noqa: E402

import scenes  # noqa: E402
from studio.check.report import REPORT, Report, Row  # noqa: E402

TEXT = """\
# What the proof measured, and what it catches

`--check` was run on all ten lessons at {quality}, narrated: {kept} of {judged} rules kept. The errors are the
largest over all pictures in which the thing can be seen, and of lines what 95 of 100 pictures keep to. Where
a lesson has no such thing, the cell is empty.

{lessons}

The rules on words, sound and pictures, of the same films; `check.json` beside each has the rules on its page,
captions, chapters, file and script, too:

{worst}

## Tampering

A small film that keeps every rule (854 x 480, 10 frames a second) was spoilt in one way at a time;
`tests/studio/check` does the same. Each fault is found by the rules that it breaks:

{faults}

Whatever changes a file is caught by the manifest's hashes, too; they are left out here where another rule
tells more. A frame left out moves all that comes after it, so that ball, arrow and knob are found in wrong
places as well.

`python benchmarks/proof.py MEDIA` writes this page anew from the checked films in a media folder.
"""

# What a rule of `truth` is about, by how it ends: the head of its column, and what of its text is for a cell.
COLUMNS = {
    "stands where calc says": ("ball or dot", r"([\d.]+% of the axis).*?([\d.]+ pixels), (rms [\d.]+)"),
    "has calc's slope": ("line's slope", r"([\d.]+%) in \d+ pictures(?: (with other things along it))?"),
    "as long, and points, as calc says": ("arrow", r"([\d.]+% of the axis).*?turned by ([\d.]+ degrees)"),
    "is turned as calc says": ("knob, gear or hand", r"([\d.]+ degrees) off, ([\d.]+ at most)"),
    "runs where calc says": ("level curve, cut or trail", r"([\d.]+% of the axis), ([\d.]+ pixels)"),
    "moves in calc's time": ("late by, frames", r"([+-][\d.]+) frames"),
}


def table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def largest(report: Report, ends: str, pattern: str) -> str:
    """Return the largest of a lesson's errors of one kind, as its rule reports it."""
    told = [
        re.search(pattern, row.measured)
        for row in report.rows
        if row.group == "truth" and row.rule.endswith(ends)
    ]
    found = [match for match in told if match]
    if not found:
        return ""
    worst = max(found, key=lambda match: abs(float(match[1].split("%")[0].split(" ")[0])))
    return ", ".join(part for part in worst.groups() if part)


def lessons(reports: list[Report]) -> str:
    rows = []
    for report in reports:
        judged = sum(row.passed is not None for row in report.rows)
        cells = [largest(report, ends, pattern) for ends, (_, pattern) in COLUMNS.items()]
        rows.append([f"`{report.name}`", f"{judged - len(report.failures)} of {judged}", *cells])
    return table(["lesson", "rules kept", *(head for head, _ in COLUMNS.values())], rows)


def other_rules(reports: list[Report]) -> str:
    """Return the table of every rule on the film that is reported with a number, in all lessons."""
    cells: dict[tuple[str, str], list[str]] = {}
    limits: dict[tuple[str, str], str] = {}
    for index, report in enumerate(reports):
        for row in report.rows:
            if row.group in ("words", "sound", "heard", "picture") and row.passed is not None:
                key = row.group, row.rule.partition(":")[0]
                number = re.search(r"[+-]?[\d.]+%?", row.measured)
                cells.setdefault(key, [""] * len(reports))[index] = number[0] if number else row.measured
                limits[key] = row.limit
    rows = [[f"{group}: {rule}", limits[group, rule], *told] for (group, rule), told in cells.items()]
    return table(["rule", "limit", *(report.name for report in reports)], rows)


def faults() -> Iterator[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        honest = film_of(Small, Path(folder) / "honest")
        known = rules(report_on(honest, Path(folder)))
        if known - SCRIPT:
            raise SystemExit(f"the honest film breaks {', '.join(sorted(known - SCRIPT))}")
        for number, fault in enumerate(FAULTS):
            report = report_on(fault.spoil(honest, Path(folder) / str(number)), Path(folder))
            caught = [row for row in report.failures if f"{row.group}: {row.rule}" in fault.broken]
            missed = fault.broken - {f"{row.group}: {row.rule}" for row in caught}
            if missed:
                raise SystemExit(f"{fault.what}: not caught by {', '.join(sorted(missed))}")
            telling: list[Row] = [row for row in caught if row.group != "manifest"]
            for row in telling or caught:
                yield [fault.what, f"{row.group}: {row.rule}", row.measured, row.limit]


def main() -> None:
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("media", type=Path, metavar="MEDIA")
    media = flags.parse_args().media
    reports = [
        Report.from_json((media / name / REPORT).read_text(encoding="utf-8")) for name in scenes.COURSE
    ]
    judged = sum(row.passed is not None for report in reports for row in report.rows)
    print(
        TEXT.format(
            quality=reports[0].film.split(" at ")[1].split(",")[0],
            kept=judged - sum(len(report.failures) for report in reports),
            judged=judged,
            lessons=lessons(reports),
            worst=other_rules(reports),
            faults=table(["what was done", "caught by", "measured", "limit"], list(faults())),
        ),
        end="",
    )


if __name__ == "__main__":
    main()
