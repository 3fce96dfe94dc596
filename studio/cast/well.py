"""Well: one racer, a descent on a plane of its own, with its learning rate and the word for what it does."""

from __future__ import annotations

import numpy as np
from manim import RIGHT, UP, Animation, VGroup, interpolate_color, linear, smooth

from calc.descent import Descent
from calc.line import shown
from calc.stories.descent import rate_said
from calc.stories.descent_lesson import end_said, verb
from calc.viewport import flight_window, well_window
from studio.cast.rates import named_rate
from studio.cast.walk import STEPS_A_SECOND, Walk
from studio.lesson.lesson import Lesson
from studio.lesson.schedule import SAID
from studio.stage import style
from studio.stage.change import Change
from studio.stage.fading import Coming
from studio.stage.formula import Formula
from studio.stage.marks import RoundedBox, panel
from studio.stage.panel import number
from studio.stage.plane import Plane
from studio.stage.shapes import box_of
from studio.stage.text import naming, words
from studio.stage.theme import THEME, Region

_LONGEST = 3.6  # seconds for which steps are followed
_HEAD_START = 2  # steps before a flight is shown from farther away
_JUMP = 0.4  # seconds of a jump of those that have no end
_BETWEEN = 0.2  # units from the word to the number of its end, and to both edges
_AROUND = Region(0.25, -0.25, 1.15, -0.95)  # from the column's edges to the plane's


class Well:
    """The racer in its column; `plate`, `cast` and `ball` are brought on by the lesson, `word` by `run`.

    cast: all that stands on the plate before the race.
    word: for what it does, with the number where it ends.
    """

    def __init__(self, lesson: Lesson, index: int, walk: Descent, column: Region) -> None:
        self.walk, self.lesson = walk, lesson
        self.steps = lesson.track(f"racer_{index}")
        region = Region(*(getattr(column, side) + getattr(_AROUND, side) for side in _SIDES))
        self.plate = panel(column)
        self.header = named_rate(walk.learning_rate, style.READOUT)
        self.header.stand(Region(column.left + 0.2, column.right - 0.2, column.top - 0.8, column.top - 0.2))
        self.plane = Plane(region, well_window(walk), numbers=(True, False), room=0.8)
        self.curve = self.plane.curve(walk.function)
        self.walker = Walk(
            self.plane, walk, self.steps, f"ball at rate {rate_said(walk.learning_rate)!s}", alone=True
        )
        self.cast = VGroup(self.plane, self.curve, self.header)
        self.ball, self.trail = self.walker.ball, self.walker.trail
        self.word = self._word(column)

    def _word(self, column: Region) -> VGroup:
        """Return the word for what it does, with the number that is said of its end where there is room."""
        word = naming(words(shown(verb(self.walk)), style.IDEA, THEME.parameter), self.plane)
        row, end = VGroup(word), end_said(self.walk)
        if end is not None:
            value = naming(number(end, THEME.parameter), word)
            if word.width + value.width + _BETWEEN < column.width - _BETWEEN:
                row.add(value.next_to(word, RIGHT, buff=_BETWEEN))
                value.shift((word.midline - value.get_center()[1]) * UP)
        return row.move_to([column.centre[0], column.bottom + 0.45, 0.0])

    def release(self) -> Formula:
        """Return its rate, which from now on stands by itself."""
        self.cast.remove(self.header)
        return self.header

    def shrink(self, dot: VGroup) -> Animation:
        """Return the play in which its plate becomes the dot of its rate, light when no text lies on it."""
        start, end = np.array(box_of(self.plate)), np.array(box_of(dot[1]))
        dark, light = self.plate.get_fill_color(), dot[1].get_fill_color()

        def move(plate: RoundedBox, share: float) -> None:
            plate.cover(Region(*start + share * (end - start)))
            plate.set_fill(interpolate_color(dark, light, share**6))

        return Change(self.plate, move, run_time=style.MOVE, rate_func=smooth)

    def jump_on(self, seconds: float) -> list[Animation]:
        """Return the play in which it goes on jumping for so long; none where its jumps have an end."""
        if not self.walk.fate.period:
            return []
        now = round(self.steps.get_value())
        there = min(now + round(seconds / _JUMP), int(np.count_nonzero(self.walk.moves)))
        return [self.steps.to(there, seconds, linear)] if there > now else []

    def run(self, mark: str, *before: Well) -> None:
        """Bring on the word for what it does at the mark, and take all steps that can be followed.

        before: those that have run; what jumps forever goes on meanwhile.
        """

        def meanwhile(seconds: float) -> list[Animation]:
            return [play for well in before for play in well.jump_on(seconds)]

        lesson, last = self.lesson, len(self.walk.moves)
        lesson.then(meanwhile(2 * _JUMP))
        lesson.on(mark, Coming(self.word, shift=0.15 * UP))
        wide = flight_window(self.walk, self.plane.window)
        taken = int(np.count_nonzero(self.walk.moves))
        followed = min(self.walker.reach(_LONGEST), taken)
        travel = self.steps.needs(min(taken, self.walker.exit))
        if wide is not None:
            self.walker.go(lesson, _HEAD_START, *meanwhile(0.8), seconds=0.8, ease=linear)
            away = self.plane.zoom(wide)
            lesson.then(away, *meanwhile(away.run_time))
            self.walker.go(lesson, last, *meanwhile(1.3), seconds=1.3, ease=self._slowing)
        elif self.walk.fate.period:
            lesson.then(*self.jump_on(6 * _JUMP), to=SAID)
        elif followed < taken and (self.walker.exit >= last or travel > _LONGEST):
            self.walker.finish(lesson, followed, seconds=1.2)
        else:
            seconds = max(1.2, min(taken / STEPS_A_SECOND, 3.0), travel)
            self.walker.go(lesson, taken, seconds=seconds, ease=smooth if taken == 1 else linear)

    def _slowing(self, share: float) -> float:
        """At a share of the time, the share of the steps: each takes longer than the one before."""
        steps = len(self.walk.moves) - _HEAD_START
        growth = min(max(1.05 * abs(self.walk.contraction or 1.2), 1.01), 1.6)
        return float(np.log1p(share * (growth**steps - 1)) / np.log(growth) / steps)


_SIDES = ("left", "right", "bottom", "top")
