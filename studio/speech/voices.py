"""The voices that there are: those of this package, those of installed ones, and recordings in a folder.

A package brings a voice by an entry point of the group `calculus_lessons.voices`: a name, and what makes a
`studio.speech.speech.Synthesiser` when it is called with nothing. To make one must be quick; the model is
loaded when it first speaks. What computes is imported where it is needed: --list does without.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studio.speech.speech import Synthesiser, Voice

GROUP = "calculus_lessons.voices"
DEFAULT, SILENT = "hibari", "none"

# As entry points have them, so that a checkout needs no installation to know its own.
_OURS = {
    "hibari": "studio.speech.hibari_voice:HibariVoice",
    "hibari-flat": "studio.speech.hibari_voice:flat",
    "kokoro-female": "studio.speech.kokoro_voice:female",
    "kokoro-male": "studio.speech.kokoro_voice:male",
    "none": "studio.speech.voice:SilentVoice",
}


def voices() -> dict[str, EntryPoint]:
    """Return the voices by name, ours first; an installed one does not replace one of ours."""
    found = {name: EntryPoint(name, value, GROUP) for name, value in _OURS.items()}
    for each in entry_points(group=GROUP):
        found.setdefault(each.name, each)
    return found


def voice_called(name: str) -> Synthesiser:
    """Return the voice of this name.

    Raises:
        ValueError: there is none, or it cannot be made, such as without the packages that it needs.
    """
    known = voices()
    if name not in known:
        raise ValueError(f"there is no voice {name!r}; the voices are {', '.join(known)}")
    try:
        made: Synthesiser = known[name].load()()
    except ValueError:
        raise
    except Exception as error:  # whatever another package does
        raise ValueError(
            f"the voice {name} ({known[name].value}) cannot be made: {type(error).__name__}: {error}"
        ) from error
    return made


def named(given: str, folder: Path) -> tuple[str, Path | None]:
    """Return what an author gave as a voice: the name of one, or the path of a folder of recordings.

    folder: to which that path is relative.

    Raises:
        ValueError: it is neither.
    """
    if given in voices():
        return given, None
    if (folder / given).is_dir():
        return "", folder / given
    raise ValueError(
        f"there is no voice {given!r}, and no folder of that name with recordings; the voices are "
        f"{', '.join(voices())}"
    )


def voice_for(name: str, takes: Path | None, language: str, cache: Path) -> Voice:
    """Return who speaks a lesson: the recordings in the folder `takes`, else the voice of this name.

    cache: a folder for what they said, and for when each recorded word begins.

    Raises:
        ValueError: as `voice_called` and `RecordedVoice`.
    """
    from studio.speech.recorded_voice import RecordedVoice
    from studio.speech.voice import CachedVoice, for_language

    if takes is not None:
        return RecordedVoice(takes, language, cache)
    return CachedVoice(for_language(voice_called(name), language), cache)


def voice_that_made(film: str, takes: Path | None, language: str, cache: Path) -> Voice:
    """Return the voice whose name a film's manifest has.

    Raises:
        ValueError: this machine has another one, whose lines would be spoken at another pace; or the film
            was spoken by recordings, and those in `takes` are others, or there are none.
    """
    from studio.speech.recorded_voice import RecordedVoice
    from studio.speech.voice import CachedVoice

    if film.startswith(RecordedVoice.KIND):
        if takes is None:
            raise ValueError(
                "the film was spoken by recordings, which do not come with it: give their folder with --voice"
            )
        recorded = RecordedVoice(takes, language, cache)
        if recorded.name != film:
            raise ValueError(
                f"the recordings in {takes} are others than the film was made with: render it again"
            )
        return recorded
    near: list[str] = []
    for name in voices():
        try:
            voice = voice_called(name)
        except ValueError:  # it speaks no film here
            continue
        if voice.name == film:
            return CachedVoice(voice, cache)
        if voice.name.partition("-")[0] == film.partition("-")[0]:
            near.append(voice.name)
    has = f"this machine has {' and '.join(near)}" if near else "this machine has no such voice"
    raise ValueError(f"the film was spoken by {film}, and {has}: render it again")
