"""The rules, lesson by lesson, as a table in Markdown: python benchmarks/rules.py [--voice none] [LESSON...]

Each cell is the worst value that was measured, in the rule's own units, with the real voice and at 30 frames
a second; where a lesson breaks a rule, it is bold, and what was found follows below the table.
"""

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import scenes  # noqa: E402
from studio.rules.lesson_rules import check, table  # noqa: E402
from studio.speech.voice import CachedVoice  # noqa: E402
from studio.speech.voices import voice_called, voices  # noqa: E402


def main() -> int:
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("lessons", nargs="*", default=scenes.COURSE, metavar="LESSON")
    flags.add_argument("--voice", choices=voices(), default="hibari")
    flags.add_argument("--media", type=Path, default=ROOT / "media", help="where spoken lines are kept")
    given = flags.parse_args()
    cache = given.media.absolute() / ".cache"
    voice = CachedVoice(voice_called(given.voice), cache / "voice")
    with tempfile.TemporaryDirectory() as folder:
        reports = {name: check(getattr(scenes, name), voice, Path(folder)) for name in given.lessons}
    print(table(reports))
    found = [f"{name}: {finding}" for name, report in reports.items() for finding in report.findings]
    print("\n".join(["", *(f"- {line}" for line in found)]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
