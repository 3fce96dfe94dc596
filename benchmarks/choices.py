"""Play lessons with hard choices of parameters: python benchmarks/choices.py [--voice none] [LESSON...]

A table in Markdown, with the real voice: for each lesson how many choices there are, how many were told, how
many refused and how many broke a rule, its longest film and its slowest refusal; what was broken follows. The
choices are those of tests/choices.py, of which the tests play only some. What becomes of each is told on
standard error. Exit code 1 if a rule is broken. Their films are held to all rules, too, by

    python benchmarks/choices.py --course choices.toml
    python render.py --course choices.toml -q m --check
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from choices import CHOICES, REFUSED  # noqa: E402

import scenes  # noqa: E402
from studio.rules.lesson_rules import check  # noqa: E402
from studio.speech.speech import Voice  # noqa: E402
from studio.speech.voice import CachedVoice  # noqa: E402
from studio.speech.voices import voice_called, voices  # noqa: E402
from studio.stage.quality import Quality  # noqa: E402

HEADER = (
    "| lesson | choices | told | refused | break a rule | longest film, s | slowest refusal, s |\n"
    "|---|---|---|---|---|---|---|"
)


@dataclass
class Outcome:
    """The outcome of one lesson's choices. films, refusals: seconds of each; broken: the rules broken."""

    films: list[float] = field(default_factory=list)
    refusals: list[float] = field(default_factory=list)
    broken: dict[str, list[str]] = field(default_factory=dict)

    def row(self, name: str) -> str:
        told, refused = len(self.films), len(self.refusals)
        longest, slowest = max(self.films, default=0.0), max(self.refusals, default=0.0)
        cells = [name, told + refused, told, refused, len(self.broken), f"{longest:.0f}", f"{slowest:.1f}"]
        return f"| {' | '.join(map(str, cells))} |"


def play(name: str, voice: Voice, quality: Quality, cache: Path) -> Outcome:
    """Play all choices of a lesson; print the outcome of each on standard error."""
    outcome = Outcome()
    for choice in [*CHOICES[name], *(choice for choice, _ in REFUSED[name])]:
        began = time.monotonic()
        words = ", ".join(f"{key} = {value}" for key, value in choice.items())
        try:
            report = check(getattr(scenes, name), voice, cache, dict(choice), quality)
            found = [str(finding) for finding in report.findings]
            outcome.films.append(report.worst["length"])
            if found:
                outcome.broken[words] = found
            told = "; ".join(found) or f"a lesson of {report.worst['length']:.0f} s"
        except ValueError as refusal:
            outcome.refusals.append(time.monotonic() - began)
            told = f"refused: {refusal}"
        print(f"{name}: {words}: {told} ({time.monotonic() - began:.1f} s)", file=sys.stderr, flush=True)
    return outcome


def details(outcomes: dict[str, Outcome]) -> Iterator[str]:
    """Return every rule that is broken, with the choice that breaks it."""
    for name, outcome in outcomes.items():
        for words, found in outcome.broken.items():
            yield from (f"- {name}, {words}: {finding}" for finding in found)


def course(names: Iterable[str]) -> str:
    """Return all choices as a course file, to be rendered and checked."""
    text = 'title = "Choices"\n'
    for name in names:
        for index, choice in enumerate(CHOICES[name]):
            text += f'\n[[lesson]]\nscene = "{name}"\nname = "{name.lower()}-{index}"\n'
            # A string or a number of JSON is one of TOML, too.
            text += "".join(f"{key} = {json.dumps(value)}\n" for key, value in choice.items())
    return text


def main() -> int:
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("lessons", nargs="*", default=CHOICES, metavar="LESSON")
    flags.add_argument("--voice", choices=voices(), default="hibari")
    flags.add_argument("--media", type=Path, default=ROOT / "media", help="where spoken lines are kept")
    flags.add_argument("--rate", type=int, default=30, help="frames a second at which the lessons are played")
    flags.add_argument(
        "--course", type=Path, metavar="FILE", help="only write them as a course, to be rendered"
    )
    given = flags.parse_args()
    if given.course:
        given.course.write_text(course(given.lessons), encoding="utf-8")
        return 0
    voice = CachedVoice(voice_called(given.voice), given.media.absolute() / ".cache" / "voice")
    quality = Quality("choices", 214, 120, given.rate)
    with tempfile.TemporaryDirectory() as folder:
        outcomes = {name: play(name, voice, quality, Path(folder)) for name in given.lessons}
    print("\n".join([HEADER, *(outcome.row(name) for name, outcome in outcomes.items())]))
    broken = list(details(outcomes))
    print("\n".join(["", *broken]))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
