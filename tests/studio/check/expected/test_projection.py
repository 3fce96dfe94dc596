"""Each actor is looked for in a film, even where a lesson gave two of them the same name."""

from collections.abc import Callable
from typing import Any

import numpy as np

from calc.model import Model
from calc.relief import relief
from calc.window import Window
from studio.cast.surface import Bowl
from studio.check.expected.model import Disc, Trace
from studio.check.expected.projection import Sighting
from studio.lesson.lesson import Lesson
from studio.stage import actors, layout
from studio.stage.plane import Plane


class TwoBalls(Lesson):
    """Two balls move, and both are called "ball"."""

    def cast(self) -> None:
        self.x = self.track("x", 1.0)
        self.plane = Plane(layout.PLOT, Window(0, 4, 0, 4))
        self.balls = [actors.dot(self.plane, lambda x, y=y: (x, y), self.x) for y in (1.0, 3.0)]

    def construct(self) -> None:
        self.add(self.plane, *self.balls)
        with self.beat("one", "Both balls move."):
            self.then(self.x.to(3, 1.0))


def test_two_balls_of_one_name_are_both_looked_for_at_every_frame(
    draw_small: Callable[..., Lesson],
) -> None:
    sight, seen = Sighting(), []

    def see(lesson: Any, _: object, frames: int) -> None:
        discs = [each for each in sight(lesson, len(seen), frames > 1) if isinstance(each, Disc)]
        seen.append({disc.name: disc.at for disc in discs})
        wanted = {"ball": lesson.plane.point(lesson.x.get_value(), 1.0)}
        wanted["ball 2"] = lesson.plane.point(lesson.x.get_value(), 3.0)
        assert seen[-1].keys() == wanted.keys()
        for name, at in seen[-1].items():
            assert np.allclose(at, wanted[name][:2])

    draw_small(TwoBalls, see)
    assert len(seen) > 5


class TwoRings(Lesson):
    """A landscape with two level curves more turns; all of them are called "ring"."""

    def cast(self) -> None:
        self.bowl = Bowl(relief(Model().surface, (5.0, 5.0)))
        self.more = [self.bowl.ring(level) for level in (3.0, 7.0)]

    def construct(self) -> None:
        self.add(self.bowl, *self.more)
        with self.beat("one", "It turns."):
            self.then(self.bowl.turn("map", 2.0))


def test_every_level_curve_is_noted_a_few_times_a_second(draw_small: Callable[..., Lesson]) -> None:
    sight, looks, frame = Sighting(), [], 0

    def see(lesson: Any, _: object, frames: int) -> None:
        nonlocal frame
        names = [each.name for each in sight(lesson, frame, frames > 1) if isinstance(each, Trace)]
        count = len(lesson.bowl.rings) + len(lesson.more)
        assert sorted(names) in ([], sorted(["ring", *(f"ring {k}" for k in range(2, count + 1))]))
        if names and frames == 1:
            looks.append(frame)
        frame += frames

    rate = draw_small(TwoRings, see).timeline.frame_rate
    assert len(looks) >= 5
    assert min(np.diff(looks)) == max(1, rate // 5)
