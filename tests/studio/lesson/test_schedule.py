"""When sentences are spoken and plays begin, against times worked out by hand from a voice of known pace."""

import numpy as np
import pytest

from studio.lesson.schedule import REST, SAID, Play, Rehearsed, lay_out
from studio.lesson.timeline import Beat, Timeline
from studio.speech.voice import SilentVoice

RATE = 10


def timeline(line: str, *plays: Play, pause: float = 0.5) -> Timeline:
    from calc.line import unmarked

    return lay_out([Rehearsed(Beat("one", unmarked(line), pause), line, list(plays))], SilentVoice(), RATE)


def word_start(told: Timeline, index: int) -> int:
    span = told.spans[0]
    return span.voice_start + round(span.narration.words[index].start * RATE)


def test_a_play_on_a_mark_begins_as_its_word_is_spoken() -> None:
    told = timeline("Here is the <curve>curve of it.", Play(0.4, "curve"))
    assert told.spans[0].plays == ((word_start(told, 3), 4),)
    assert told.spans[0].spoken == {"curve": word_start(told, 3)}


def test_a_sentence_waits_for_the_plays_before_its_mark_and_no_play_is_cut() -> None:
    plain = timeline("Look here. Now it <rolls>rolls.", Play(0.3, "rolls"))
    waits = timeline("Look here. Now it <rolls>rolls.", Play(9.0), Play(0.3, "rolls"))
    (first, length), (second, _) = waits.spans[0].plays
    assert (first, length) == (0, 90) and second == 90 == word_start(waits, 4)
    assert word_start(waits, 0) == word_start(plain, 0)  # the first sentence did not wait
    assert word_start(waits, 2) > word_start(plain, 2)


def test_a_first_sentence_that_waits_begins_later() -> None:
    told = timeline("It <rolls>rolls.", Play(5.0), Play(0.3, "rolls"))
    assert told.spans[0].plays[1][0] == 50 == word_start(told, 1)


def test_two_marks_of_one_sentence_too_close_together_follow_each_other() -> None:
    told = timeline("The <a>slope <b>is here.", Play(2.0, "a"), Play(0.3, "b"))
    (a, length), (b, _) = told.spans[0].plays
    assert b == a + length > told.spans[0].spoken["b"]


def test_plays_begin_a_little_early_where_the_next_one_in_the_sentence_would_be_late() -> None:
    line = "Now <a>one and <b>two."
    (a, _), (b, _) = timeline(line, Play(0.1, "a"), Play(0.3, "b")).spans[0].plays
    between = b - a  # frames
    for late, early in ((4, 0), (5, 1), (6, 2), (9, 2)):  # at most by a quarter of a second
        first, second = timeline(line, Play((between + late) / RATE, "a"), Play(0.3, "b")).spans[0].plays
        assert (first[0], second[0]) == (a - early, b + late - early) and sum(first) == second[0]


def test_a_play_does_not_begin_before_the_one_before_it_has_ended() -> None:
    plays = Play(0.9), Play(2.0, "a"), Play(0.3, "b")
    (_, length), (a, _), _ = timeline("The <a>slope <b>is here.", *plays).spans[0].plays
    assert a == length


def test_a_play_that_leads_to_a_mark_ends_there() -> None:
    told = timeline("It <go>rolls down the whole long way to the <end>bottom.", Play(0.5, "go", "end"))
    (begin, length), end = told.spans[0].plays[0], told.spans[0].spoken["end"]
    assert begin + length == end > begin + 5


def test_a_play_after_the_line_waits_for_its_end_and_a_beat_for_its_plays() -> None:
    told = timeline("A question.", Play(3.0, SAID))
    span = told.spans[0]
    begin, length = span.plays[0]
    assert begin >= span.voice_start + int(span.narration.seconds * RATE)
    assert span.end == begin + length + round(REST * RATE)


def test_a_beat_without_a_line_lasts_as_long_as_its_plays() -> None:
    span = timeline("", Play(2.4), pause=0.0).spans[0]
    assert (span.start, span.voice_start, span.end) == (0, 0, 24 + round(REST * RATE))
    assert span.narration.words == () and len(np.asarray(span.narration.samples)) == 0


def test_a_mark_that_the_line_lacks_is_named() -> None:
    with pytest.raises(ValueError, match=r"'one' has no mark <slop>; its marks: slope"):
        timeline("The <slope>slope.", Play(0.3, "slop"))
