"""A script is spoken so that it can be followed, whatever its words."""

import pytest
from told import told

from studio.lesson.timeline import Beat
from studio.speech.narration import narrate
from studio.speech.pace import ASKED, narrate_all, pace
from studio.speech.voice import SilentVoice

LINES = ["We go on and on and on.", "It is 191 or 0.25."]


class Paced(SilentVoice):
    """So many words a minute; `at_tempo` is heard."""

    def __init__(self, words_a_minute: float) -> None:
        self.WORDS_A_MINUTE = words_a_minute

    def at_tempo(self, times: float) -> "Paced":
        return Paced(self.WORDS_A_MINUTE * times)


@pytest.mark.parametrize("words_a_minute", [100, 165, 220])
def test_a_voice_that_is_too_fast_or_too_slow_speaks_at_another_tempo(words_a_minute: float) -> None:
    slowest, fastest = ASKED
    plain = pace(LINES, [narrate(line, Paced(words_a_minute)) for line in LINES])
    kept = pace(LINES, narrate_all([("beat", line) for line in LINES], Paced(words_a_minute)))
    assert plain == pytest.approx(words_a_minute, rel=0.01)
    assert slowest <= kept <= fastest
    assert (kept == plain) == (slowest <= words_a_minute <= fastest)


def test_the_whole_lesson_is_spoken_at_one_tempo() -> None:
    spans = told([Beat(f"b{n}", line) for n, line in enumerate(LINES)], Paced(220), 30).spans
    paces = [pace([span.beat.line], [span.narration]) for span in spans]
    assert paces == pytest.approx([sum(ASKED) / 2] * 2, abs=2)
