"""Play lessons with hard choices of parameters: python benchmarks/choices.py [LESSON...]

A table in Markdown: the choice, the seconds of video that it makes (or the refusal), and the rules it breaks.
The choices are those of tests/choices.py, of which the tests play only some. Exit code 1 if a rule is broken.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from choices import CHOICES, REFUSED  # noqa: E402

import scenes  # noqa: E402
from studio.rules import check  # noqa: E402
from studio.voice import SilentVoice  # noqa: E402


def main() -> int:
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("lessons", nargs="*", default=CHOICES, metavar="LESSON")
    given = flags.parse_args()
    print("| lesson | choice | played in, s | outcome |\n|---|---|---|---|")
    broken = False
    with tempfile.TemporaryDirectory() as folder:
        for name in given.lessons:
            for choice in [*CHOICES[name], *(choice for choice, _ in REFUSED[name])]:
                began = time.monotonic()
                try:
                    report = check(getattr(scenes, name), SilentVoice(), Path(folder), dict(choice))
                    found = [str(finding) for finding in report.findings]
                    outcome = "; ".join(found) or f"a lesson of {report.worst['length']:.0f} s"
                    broken |= bool(found)
                except ValueError as refusal:
                    outcome = f"refused: {refusal}"
                words = ", ".join(f"{key} = {value}" for key, value in choice.items())
                print(f"| {name} | {words} | {time.monotonic() - began:.1f} | {outcome} |", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
