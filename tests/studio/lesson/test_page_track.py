"""When a state is reached, and how long it lasts."""

import math

import numpy as np
import pytest

from calc.descent import descend
from studio.lesson.page_track import State, States, descent_states, finite


def states(*at: float) -> States:
    return States("Steps", "taken", tuple(State(f"line {x}", x, {}) for x in at), last_beat="all")


def test_a_state_lasts_from_its_frame_to_that_of_the_next() -> None:
    progress = np.array([np.nan, 0, 0.5, 1 - 1e-9, 1.5, 2.1, 2.1, 9])
    found = states(1, 2).frames(progress, end=7)
    assert [(state.at, start, end) for state, start, end in found] == [(1, 3, 5), (2, 5, 7)]


def test_states_that_no_frame_shows_are_left_out() -> None:
    progress = np.array([0.0, 1, 1, 5, 5])
    found = states(1, 2, 3, 5, 6).frames(progress, end=5)
    assert [(state.at, start, end) for state, start, end in found] == [(1, 1, 3), (5, 3, 5)]


def test_what_ran_before_the_tracker_was_set_back_is_no_state() -> None:
    progress = np.array(
        [0.0, 1, 2, 2, 0, 0, 1, np.nan, 2, 2]
    )  # the ball rolls on the title card, then starts
    found = states(1, 2).frames(progress, end=10)
    assert [(state.at, start, end) for state, start, end in found] == [(1, 6, 8), (2, 8, 10)]


def test_a_line_of_a_descent_is_true_after_its_step() -> None:
    walk = descend("x**2", 5.0, 0.1, 2)
    first, second = descent_states(walk, "taken", "all").states
    assert (first.line, first.at) == (walk.lines[0], 1)
    assert first.data == {"step": 0, "x": 4.0, "f(x)": 16.0, "slope": 8.0}
    assert second.data["x"] == pytest.approx(3.2)


def test_what_json_cannot_say_is_none() -> None:
    assert finite({"slope": math.nan, "x": -math.inf, "y": 2.0}) == {"slope": None, "x": None, "y": 2.0}
