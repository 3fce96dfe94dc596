"""A lesson as text: what is said, chapter by chapter, and what is shown but not said."""

from collections.abc import Sequence

from studio.timeline import Span


def transcript(title: str, spans: Sequence[Span], frame_rate: int, shown: str = "") -> str:
    """The lesson's title, each line under its chapter with the time at which it is said, then `shown`."""
    parts = [title]
    first = spans[0].start
    for span in spans:
        if span.title:
            parts.append(f"\n{span.title}\n")
        seconds = (span.voice_start - first) // frame_rate
        line = " ".join(word.text for word in span.narration.words)
        parts.append(f"[{seconds // 60}:{seconds % 60:02d}] {line}")
    if shown:
        parts.append(f"\nOn screen\n\n{shown}")
    return "\n".join(parts) + "\n"
