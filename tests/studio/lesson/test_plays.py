"""Plays of what a lesson gives: mobjects come in, what stands goes, nothing plays nothing."""

import pytest
from manim import Circle, FadeIn, FadeOut, Square, VGroup, Wait

from studio.lesson.plays import animations_of, going
from studio.stage import style


def test_a_mobject_comes_in_as_all_things_do_and_an_animation_stays_what_it_is() -> None:
    ball, wait = Circle(), Wait(2)
    come, same = animations_of([ball, wait])
    assert isinstance(come, FadeIn) and come.mobject is ball and come.run_time == style.IN
    assert same is wait


def test_lists_are_gone_through_and_none_is_nothing() -> None:
    ball, box, wait = Circle(), Square(), Wait(2)
    played = [*animations_of([[ball, None, [wait]], None, (box,), []])]
    assert played[1] is wait and len(played) == 3
    assert [played[0].mobject, played[2].mobject] == [ball, box]


def test_a_group_comes_as_one() -> None:
    group = VGroup(Circle(), Square())
    assert [each.mobject for each in animations_of([group])] == [group]


@pytest.mark.parametrize("part", ["whole", "member", "parent"])
def test_what_stands_goes_whatever_part_of_it_was_brought(part: str) -> None:
    inner = Circle()
    row = VGroup(inner, Square())
    outer = VGroup(row)
    standing = {"whole": row, "member": inner, "parent": outer}[part]
    (gone,) = going([row], [standing])
    assert isinstance(gone, FadeOut) and gone.mobject is row and gone.run_time == style.OUT


def test_what_does_not_stand_is_not_taken_away() -> None:
    assert going([Circle()], [Square()]) == []
