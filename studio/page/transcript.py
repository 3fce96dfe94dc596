"""Write a lesson as text: its lines, chapter by chapter, and the texts that are shown but not spoken."""

from studio.language.tongues import PageWords, name_of
from studio.page.info import LessonInfo, Translated


def translated_transcript(info: LessonInfo, told: Translated) -> str:
    """Return the lines in a further language, each with the time of its beat."""
    parts = [f"{info.title} ({name_of(told.language)})", ""]
    return "\n".join([*parts, *(f"[{clock(line.start)}] {line.text}" for line in told.lines)]) + "\n"


def transcript(info: LessonInfo) -> str:
    """Return the title, each line under its chapter with the time of its beat, then the texts on screen."""
    parts, _ = [info.title], PageWords(info.language)
    for title, lines in info.by_chapter():
        if title:
            parts.append(f"\n{title}\n")
        parts += [f"[{clock(line.start)}] {line.text}" for line in lines if line.sentences]
    if info.shown:
        parts.append(f"\n{_('On screen')}\n\n{info.shown}")
    return "\n".join(parts) + "\n"


def clock(seconds: float) -> str:
    """Return minutes and seconds as players show them: 1:05; from an hour on 1:01:05."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
