"""The pace of a spoken script, and the tempo of the voice that keeps it to what can be followed."""

from collections.abc import Sequence
from typing import cast

from calc.wording import words_spoken
from studio.speech.narration import Narration, narrate, sentences_spoken, told
from studio.speech.recorded_voice import RecordedVoice
from studio.speech.speech import Synthesiser, Voice

PACE = (140.0, 170.0)  # words a minute, counted as they are spoken, while voiced
ASKED = (167.0, 169.5)  # to which a synthesiser brings a script: all lessons go at about the same pace
_TRIES = 4  # a voice may follow a new tempo only part of the way


def pace(lines: Sequence[str], narrations: Sequence[Narration]) -> float:
    """Words a minute over the time in which sentences are spoken, without the silence between them.

    Some line must have a word: there is no pace of none.
    """
    words = sum(len(words_spoken(line)) for line in lines)
    return 60 * words / sum(narration.voiced for narration in narrations)


def narrate_all(beats: Sequence[tuple[str, str]], voice: Voice) -> list[Narration]:
    """Speak the lines of a lesson, each with its beat's name, so that they can be followed.

    A synthesiser takes another tempo where they would come faster or slower than in other lessons: it says
    about as many syllables a minute whatever the words, so that short words come out fast, and long numbers
    slow. Recordings are as they are. Lines that are empty are silence.

    Raises:
        ValueError: a line cannot be spoken, or has no recording.
    """
    if isinstance(voice, RecordedVoice):
        read = voice.read((beat, sentences_spoken(line)) for beat, line in beats)
        return [told(line, speeches) for (_, line), speeches in zip(beats, read, strict=True)]
    return _narrate_all([line for _, line in beats], cast(Synthesiser, voice))


def _narrate_all(lines: Sequence[str], voice: Synthesiser) -> list[Narration]:
    said, tempo = [narrate(line, voice) for line in lines], 1.0
    slowest, fastest = ASKED
    if not any(map(words_spoken, lines)):  # a dash is a sentence, and no word
        return said
    for _ in range(_TRIES):
        measured = pace(lines, said)
        if slowest <= measured <= fastest:
            break
        tempo = round(tempo * (slowest + fastest) / 2 / measured, 2)
        paced = voice.at_tempo(tempo)
        said = [narrate(line, paced) for line in lines]
    return said
