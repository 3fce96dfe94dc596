"""Followers are placed at once, at each frame at which something changed, and copied alone."""

import copy

import pytest
from manim import RIGHT, Dot, ValueTracker, VGroup

from studio.stage.following import catch_up, follow


def test_a_follower_is_placed_at_once_and_again_at_each_update() -> None:
    places = iter((1.0, 2.0))
    dot = follow(Dot(), lambda dot: dot.move_to(next(places) * RIGHT))
    assert dot.get_x() == pytest.approx(1)
    dot.update()
    assert dot.get_x() == pytest.approx(2)


def test_a_follower_is_copied_without_what_it_follows() -> None:
    class Heavy:
        def __deepcopy__(self, _memo: object) -> "Heavy":
            raise AssertionError("copied")

        def place(self, dot: Dot) -> Dot:
            return dot

    copy.deepcopy(follow(Dot(), Heavy().place))


def test_what_follows_is_placed_again_only_when_something_changed() -> None:
    tracker, places = ValueTracker(1.0), []

    def place(dot: Dot) -> None:
        places.append(tracker.get_value())
        dot.move_to(tracker.get_value() * RIGHT)

    dot = follow(Dot(), place, tracker.get_value)
    dot.update().update()
    tracker.set_value(3.0)
    twin = dot.copy()
    dot.update().update()
    twin.update()  # one that manim made, for a play, follows by itself
    assert places == [1.0, 3.0, 3.0]
    assert [float(each.get_center()[0]) for each in (dot, twin)] == pytest.approx([3.0, 3.0])


def test_what_comes_back_catches_up_with_what_it_follows() -> None:
    tracker = ValueTracker(1.0)
    dot = follow(Dot(), lambda dot: dot.move_to(tracker.get_value() * RIGHT), tracker.get_value)
    group = VGroup(dot)
    dot.move_to(5 * RIGHT)  # as a play leaves it that took it away
    group.update()
    assert dot.get_x() == pytest.approx(5)  # nothing that it follows has changed
    catch_up(group)
    assert dot.get_x() == pytest.approx(1)
