"""Plays of what a lesson gives: mobjects come in, what stands goes, nothing plays nothing."""

from pathlib import Path
from typing import Any

import pytest
from manim import Circle, FadeIn, FadeOut, Square, VGroup, Wait

from calc.window import Window
from studio.film.drawing import draw
from studio.lesson.lesson import Lesson
from studio.lesson.plays import animations_of, going
from studio.speech.voice import SilentVoice
from studio.stage import layout, style
from studio.stage.plane import Plane
from studio.stage.quality import Quality
from studio.stage.traces import place_left


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


@pytest.mark.parametrize(
    ("given", "said"), [(Circle().shift, r"not shift itself; call it: shift\(\.\.\.\)"), (3.5, "not 3.5")]
)
def test_what_can_not_be_played_is_refused(given: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        [*animations_of([given])]


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


class OnAMovingPlane(Lesson):
    """A place that goes, and one that comes, while the window that both stand on moves for longer."""

    def cast(self) -> None:
        self.plane = Plane(layout.PLOT, Window(0, 4, 0, 4))
        self.old, self.new = place_left(self.plane, 1.0, 1.0), place_left(self.plane, 2.0, 2.0)

    def construct(self) -> None:
        self.add(self.plane, self.old)
        with self.beat("one", "We look at the plane."):
            self.then(self.plane.zoom(Window(0, 3, 0, 3), 2.0), self.out(self.old), self.new)


def test_what_fades_while_its_plane_moves_does_not_come_into_sight_again(tmp_path: Path) -> None:
    seen: list[tuple[float, float]] = []

    def see(lesson: Any, _: object, frames: int) -> None:
        standing = {id(member) for top in lesson.mobjects for member in top.get_family()}
        old, new = (
            spot[1].get_fill_opacity() if id(spot) in standing else 0.0 for spot in (lesson.old, lesson.new)
        )
        seen.append((old, new))

    draw(OnAMovingPlane, Quality("r", 214, 120, 20), SilentVoice(), see, cache=tmp_path, rasterise=False)
    old, new = zip(*seen[:40], strict=True)
    assert list(old) == sorted(old, reverse=True) and list(new) == sorted(new)
    assert old[0] > 0.9 > 0.1 > old[6] and max(old[7:]) == 0
    assert new[0] < 0.1 and min(new[10:]) == 1


class Respelt(Lesson):
    """A formula that is spelt in the place of another one."""

    def construct(self) -> None:
        with self.beat("one", "We <one>look at one, then at <two>two of them."):
            self.first = self.spell_formula("a", "+", "b")
            self.on("one", self.first.bring(0, 1, 2))
            self.second = self.spell_formula("c", "+", "d")
            self.on("two", self.second.bring(0))
            self.then(self.second.bring(1, 2))


def test_a_spelt_formula_comes_when_the_one_before_has_gone(tmp_path: Path) -> None:
    shades: list[tuple[float, float]] = []

    def see(lesson: Any, _: object, frames: int) -> None:
        pair = (getattr(lesson, name, None) for name in ("first", "second"))
        shades.append(
            tuple(
                each.terms[0][0].get_fill_opacity() if each and lesson.stands(each) else 0.0 for each in pair
            )
        )

    draw(Respelt, Quality("r", 214, 120, 30), SilentVoice(), see, cache=tmp_path, rasterise=False)
    old, new = zip(*shades, strict=True)
    assert max(old) == max(new) == 1
    assert max(map(min, old, new)) == 0  # never are both to be seen
