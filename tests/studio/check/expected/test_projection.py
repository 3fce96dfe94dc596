"""Each actor is looked for in a film, even where a lesson gave two of them the same name."""

from collections.abc import Callable
from typing import Any

import numpy as np

from calc.window import Window
from studio.check.expected.model import Disc
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
