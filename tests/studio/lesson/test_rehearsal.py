"""A rehearsal tells what playing a lesson from beginning to end would, at any frame rate."""

from typing import Any

import pytest
from manim import DOWN, LEFT, RIGHT, UP, Create, Dot, FadeIn, FadeOut, LaggedStart, Mobject, Scene, tempconfig
from manim.renderer.cairo_renderer import CairoRenderer

from calc.line import say
from studio.lesson import lesson as lesson_module
from studio.lesson.lesson import Lesson
from studio.lesson.rehearsal import RehearsalRenderer
from studio.speech.voice import SilentVoice
from studio.stage.following import follow
from studio.stage.text import words


class Fading(Lesson):
    """Things that come and go, some of them while they follow something."""

    def cast(self) -> None:
        self.way = self.track("way")
        self.dot = follow(Dot(), lambda dot: dot.move_to(self.way.get_value() * RIGHT))
        self.high = follow(words("high"), lambda label: label.move_to((1 + self.way.get_value()) * UP))
        self.low = words("low").move_to(2 * DOWN)
        self.lasting = words("lasting").move_to(3 * LEFT)

    def construct(self) -> None:
        with self.beat("come", say("They <all>come.")):
            self.on("all", FadeIn(self.dot), FadeIn(self.high, shift=UP), FadeIn(self.low, self.lasting))
            self.then(self.way.to(1))
        with self.beat("go", say("They <go>go.")):
            self.on("go", FadeOut(self.high), self.way.to(2), FadeOut(self.low, scale=0.5))
            self.then(Create(self.high), LaggedStart(FadeIn(self.low), FadeOut(self.dot)))
        with self.beat("again", "And again."):
            self.then(FadeIn(self.dot), self.lasting.animate.shift(UP))


class Thorough(CairoRenderer):
    """Renderer that plays all that manim would, fades and all, but draws nothing."""

    def update_frame(self, *_: Any, **__: Any) -> None:
        pass


class Ending(CairoRenderer):
    """Brings plays to their end by manim's own steps, fades, too."""

    def play(self, scene: Scene, *animations: Any, **settings: Any) -> None:
        scene.compile_animation_data(*animations, **settings)
        scene.begin_animations()
        for animation in scene.animations or ():
            animation.finish()
            animation.clean_up_from_scene(scene)
        scene.update_mobjects(0)


def places(mobjects: list[Mobject]) -> list[tuple[float, ...]]:
    return [tuple(mobject.get_center().round(6)) for mobject in mobjects]


@pytest.mark.parametrize("rate", [7, 30])
def test_fades_are_left_out_without_a_difference(rate: int, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Any] = []
    with tempconfig({"dry_run": True, "verbosity": "ERROR", "frame_rate": rate}):
        for renderer in (RehearsalRenderer, Ending):
            monkeypatch.setattr(lesson_module, "RehearsalRenderer", renderer)
            kept.append(Fading(voice=SilentVoice())._script)
    assert kept[0] == kept[1]
    assert [len(beat.plays) for beat in kept[0]] == [2, 2, 1]
    assert kept[0][0].texts == ("high", "lasting", "low")
    assert kept[0][2].texts == ("high", "lasting", "low")


def test_the_stage_is_the_same_after_it() -> None:
    stages = []
    for renderer in (RehearsalRenderer(), Thorough()):
        with tempconfig({"dry_run": True, "verbosity": "ERROR", "frame_rate": 5, "progress_bar": "none"}):
            lesson = Fading(voice=SilentVoice(), renderer=renderer)
            lesson.render()
        stages.append((lesson.dot, lesson.high, lesson.low, lesson.lasting))
        assert lesson.stands(lesson.dot) and lesson.stands(lesson.low)
    assert places(stages[0]) == places(stages[1])
