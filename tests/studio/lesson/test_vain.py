"""Plays in vain: each is refused in one sentence, and what looks like one and is seen is played."""

from collections.abc import Callable
from typing import Any

import pytest
from manim import AnimationGroup, Create, Mobject, Rotate, Succession, tempconfig
from manim import Circle as Ring

from calc.function import Function
from calc.window import Window
from studio.lesson.lesson import Lesson
from studio.lesson.motion import pulse
from studio.speech.voice import SilentVoice
from studio.stage import actors, layout
from studio.stage.following import follow
from studio.stage.plane import Plane

WIDE = Window(-4, 50, -2, 14)


class Logarithm(Lesson):
    """A curve that has no value on the left."""

    plays: Callable[[Any], object]

    def cast(self) -> None:
        self.f = Function.parse("log(x)")
        self.x = self.track("x", 2.0)
        self.plane = Plane(layout.PLOT, Window(-4, 4, -2, 14))
        self.curve = self.plane.curve(self.f)
        self.ball = actors.dot(self.plane, self.f.point, self.x)
        self.tangent = actors.tangent(self.plane, self.f.point, self.f.slope, self.x)
        self.label = follow(Ring(0.1), lambda ring: ring.move_to(self.ball))

    def construct(self) -> None:
        self.add(self.plane, self.curve)
        with self.beat("one", "Here it is."):
            type(self).plays(self)


def rehearse(plays: Callable[[Any], object]) -> None:
    lesson_class = type("Played", (Logarithm,), {"plays": staticmethod(plays)})
    with tempconfig({"dry_run": True, "verbosity": "ERROR", "frame_rate": 30}):
        lesson_class(voice=SilentVoice()).timeline  # noqa: B018


def at(value: float, *things: str) -> Callable[[Any], object]:
    """Return the plays that set the tracker and bring things in."""

    def play(lesson: Any) -> None:
        lesson.x.set_value(value)
        lesson.then(*(getattr(lesson, thing) for thing in things))

    return play


OUTSIDE = r"^the number 40 comes and cannot be seen: the window reaches from -4 to 4 there; .* or zoom first$"
NO_VALUE = "comes and cannot be seen: its function has no value at -1; first bring self.x to where it is"
PUT_BACK = "moves self.{}, but it follows self.x, which would put it back: move that instead, as self.x.to"


@pytest.mark.parametrize(
    ("plays", "said"),
    [
        (lambda lesson: lesson.then(lesson.plane.tell(40)), OUTSIDE),
        (lambda lesson: lesson.then(lesson.plane.tell(40, axis=1)), "the window reaches from -2 to 14"),
        (at(-1, "ball"), "^self.ball " + NO_VALUE),
        (at(-1, "tangent"), "^self.tangent " + NO_VALUE),
        (at(30, "ball"), r"^self.ball .*: it stands at \(30, 3.4012\), outside of the window"),
    ],
)
def test_what_comes_unseen_is_refused(plays: Callable[[Any], object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        rehearse(plays)


def left_behind(lesson: Any) -> None:
    lesson.then(lesson.plane.tell(3), lesson.ball)
    lesson.then(lesson.plane.zoom(Window(-1, 2.5, -2, 5)))
    lesson.then(lesson.x.to(3.0))


@pytest.mark.parametrize(
    "plays",
    [
        lambda lesson: lesson.then(lesson.plane.tell(40), lesson.plane.zoom(WIDE)),
        lambda lesson: lesson.then(lesson.ball, lesson.plane.tell(3, axis=1)),
        left_behind,
    ],
)
def test_what_is_seen_as_its_play_ends_may_go_out_of_sight_later(plays: Callable[[Any], object]) -> None:
    rehearse(plays)


def moved(thing: str, play: Callable[[Any], Any], *others: str) -> Callable[[Any], object]:
    def plays(lesson: Any) -> None:
        lesson.then(getattr(lesson, thing), *(getattr(lesson, other) for other in others))
        lesson.then(play(getattr(lesson, thing)))

    return plays


@pytest.mark.parametrize(
    ("thing", "play", "said"),
    [
        ("ball", lambda ball: ball.animate.shift([1, 0, 0]), "^animate " + PUT_BACK.format("ball")),
        ("ball", lambda ball: AnimationGroup(pulse(ball), ball.animate.shift([1, 0, 0])), "^animate moves"),
        ("ball", lambda ball: Succession(ball.animate.shift([1, 0, 0]), pulse(ball)), "^animate moves"),
        ("tangent", lambda line: Rotate(line, 1.0), "^Rotate " + PUT_BACK.format("tangent")),
        ("curve", lambda curve: curve.animate.shift([1, 0, 0]), r"a plane with self.plane.zoom\(...\)$"),
        ("label", lambda label: label.animate.shift([1, 0, 0]), r"a tracker with self.x.to\(...\)"),
    ],
)
def test_what_would_be_put_back_is_not_moved(thing: str, play: Callable[[Any], Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        rehearse(moved(thing, play))


def test_it_is_not_moved_with_its_tracker_either() -> None:
    with pytest.raises(ValueError, match=r"animate moves self\.ball"):
        rehearse(lambda lesson: lesson.then(lesson.x.to(3.0), lesson.ball.animate.shift([1, 0, 0])))


@pytest.mark.parametrize(
    "play",
    [
        lambda ball: pulse(ball),
        lambda ball: ball.animate.set_color("#ffffff"),
        lambda ball: ball.animate.scale(1.5),  # it is placed, and not sized, anew
        lambda ball: Create(ball),
    ],
)
def test_what_stays_or_is_as_before_is_played(play: Callable[[Mobject], Any]) -> None:
    rehearse(moved("ball", play))
    rehearse(lambda lesson: lesson.then(lesson.x.to(3.0), play(lesson.ball)))
