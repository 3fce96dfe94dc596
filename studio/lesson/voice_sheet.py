"""The lines of a lesson for whoever reads them aloud, with the names of the files to record."""

from pathlib import Path

from calc.wording import words_spoken
from studio.lesson.timeline import Timeline
from studio.speech.narration import sentences_spoken
from studio.speech.pace import PACE
from studio.speech.takes import find_takes

FILE = "lines.txt"


def voice_sheet(name: str, timeline: Timeline, folder: Path) -> str:
    """Return the sheet of a lesson called `name`, whose recordings lie, or will lie, in `folder`.

    Raises:
        ValueError: a line has two recordings there.
    """
    spans = [span for span in timeline.spans if span.beat.line.strip()]
    words = sum(len(words_spoken(span.beat.line)) for span in spans)
    slowest, fastest = PACE
    told = [
        f"{name}: {len(spans)} lines to read, some {60 * words / (slowest + fastest) * 2:.0f} s in all",
        "",
        "Record each line as the file that is named first, or each of its sentences as a file of its own.",
        "WAV or FLAC, 30 s at most; a moment of quiet before, after and between sentences is well.",
        f"Read as you would to one person, {slowest:.0f} to {fastest:.0f} words a minute.",
        "",
    ]
    for span in spans:
        said = [" ".join(words) for words in sentences_spoken(span.beat.line)]
        done = " (recorded)" if find_takes(folder, span.beat.name, len(said)) else ""
        seconds = 60 * len(words_spoken(span.beat.line)) / (slowest + fastest) * 2
        told.append(f"{span.beat.name}.wav, some {seconds:.0f} s{done}")
        told += [f"    {span.beat.name}.{number}.wav  {each}" for number, each in enumerate(said, 1)]
        told.append("")
    return "\n".join(told)
