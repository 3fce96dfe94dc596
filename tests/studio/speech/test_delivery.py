"""Tempo, lengths and pauses."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.speech.delivery import FLAT, LIVELY, is_weighty, pause_between, whole_lengths


@pytest.mark.parametrize("word", ["5", "0.0576:", "minus 5", "w", "x.", "“b”", "x squared", "C,"])
def test_numbers_and_letters_are_what_a_learner_has_to_keep(word: str) -> None:
    assert is_weighty(word)


@pytest.mark.parametrize("word", ["a", "A", "I", "slope", "it's", "—"])
def test_plain_words_are_not(word: str) -> None:
    assert not is_weighty(word)


@given(st.lists(st.tuples(st.floats(1.0, 20.0), st.floats(0.4, 1.0)), min_size=1, max_size=200))
def test_lengths_are_whole_and_what_rounding_leaves_is_carried_on(sounds: list[tuple[float, float]]) -> None:
    exact, tempo = (np.array(column) for column in zip(*sounds, strict=True))
    lengths = whole_lengths(exact, tempo)
    assert lengths.min() >= 1
    assert np.abs(np.cumsum(lengths) - np.cumsum(exact / tempo)).max() <= 0.5 + 1e-6


def test_a_sound_lasts_a_frame_at_least_and_the_next_one_makes_up_for_it() -> None:
    assert whole_lengths(np.array([0.1, 0.1, 0.1, 5.7]), np.ones(4)).tolist() == [1, 1, 1, 3]


def test_another_tempo_is_another_name() -> None:
    names = [each.name for each in (LIVELY, FLAT, LIVELY.at_tempo(0.9), FLAT.at_tempo(0.9))]
    assert len(set(names)) == 4
    assert LIVELY.at_tempo(0.5).numbers == LIVELY.numbers / 2
    assert LIVELY.at_tempo(0.5).movement == LIVELY.movement


@pytest.mark.parametrize(
    ("one", "following", "seconds"),
    [
        ("Where is it?", "Look.", 0.6),
        ("Look.", "Where is it?", 0.45),
        ("It falls.", "Then it stops.", 0.3),
        ("It falls.", "It's low.", 0.3),
        ("It falls.", "Squares add up.", 0.35),
    ],
)
def test_a_pause_is_as_long_as_what_follows_needs(one: str, following: str, seconds: float) -> None:
    assert pause_between(one.split(), following.split()) == seconds
