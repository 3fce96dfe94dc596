"""Descents that race against each other side by side: which is the fastest? One after the other answers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from manim import UP, FadeIn, Indicate

from calc.descent import Descent
from calc.stories.descent import raced, rate_said, shape
from calc.viewport import bottom_of
from calc.window import Window
from calc.wording import written
from studio.cast.racer import Bowl
from studio.lesson.lesson import Lesson
from studio.lesson.timeline import LEAD, PREDICT, Beat
from studio.stage.plot import lit
from studio.stage.text import words
from studio.stage.theme import THEME

_AFTER = 2.2  # seconds left when a racer has run: for its result to come and to be read
_READ = 1.7  # seconds after the last one's line


class Race:
    """The racers in their columns, the beats that tell of them, and their plays. With none, there is no race.

    view: what is seen of a curve that is no bowl.
    """

    def __init__(self, lesson: Lesson, walks: Sequence[Descent], view: Window) -> None:
        self.lesson = lesson
        columns = THEME.stage.columns(max(len(walks), 2), gap=0.35)
        self.bowls = [
            Bowl(lesson, index, walk, column, bottom_of(walk), view)
            for index, (walk, column) in enumerate(zip(walks, columns, strict=False))
        ]

    def beats(self) -> list[Beat]:
        """The question, and one beat for each racer, as long as it takes to run."""
        if not self.bowls:
            return []
        near: Mapping[str, str] = {}
        if shape(self.bowls[0].walk.function) != "bowl":
            near = {"label near": "a learning rate heads its column, wherever the curve stands in it"}
        one_row = {"new groups": "the curves side by side, all alike, are one row to the eye"}
        beats = [
            Beat(
                "question",
                "Is a bigger learning rate always faster? Guess.",
                pause=PREDICT,
                title="Which learning rate?",
                exempt={**one_row, **near},
            )
        ]
        for index, bowl in enumerate(self.bowls):
            needs = 0.0 if self._ends(bowl) else LEAD + bowl.seconds() + _AFTER
            beats.append(Beat(self._beat(index), raced(bowl.walk), needs=needs, exempt=near))
        beats[-1] = replace(beats[-1], pause=_READ)
        return beats

    @staticmethod
    def _beat(index: int) -> str:
        return f"racer-{index + 1}"

    @staticmethod
    def _ends(bowl: Bowl) -> list[str]:
        """Where it ended, as its line says it: it arrives with that word. A flight takes its own time."""
        told = [word.strip(".,:") for word in written(raced(bowl.walk)).split()[2:]]
        return [] if bowl.zooms(bowl.walk) else [word for word in told if word in bowl.ends]

    def told(self) -> list[str]:
        """What the screen shows of it, in sentences."""
        return [f"{raced(bowl.walk)} At the end: {bowl.where}." for bowl in self.bowls]

    def play(self) -> None:
        """The plays of all its beats."""
        lesson, bowls = self.lesson, self.bowls
        if not bowls:
            return
        with lesson.beat("question"):
            lesson.play(*lesson.clear_but(), run_time=0.5)
            lesson.play(*(FadeIn(bowl.plot, bowl.curve) for bowl in bowls), run_time=0.5)
            name = words("learning rate", THEME.label, THEME.muted).move_to(3.4 * UP)
            lesson.cue("learning rate")
            lesson.play(FadeIn(name), *(FadeIn(bowl.header) for bowl in bowls), run_time=0.6)
            lesson.play(*(FadeIn(bowl.ball, scale=2) for bowl in bowls), run_time=0.5)
            lesson.predict(at=(0.0, -2.2, 0.0))
        for index, bowl in enumerate(bowls):
            with lesson.beat(self._beat(index)):
                self._run(bowl)

    def _run(self, bowl: Bowl) -> None:
        """Let it run while it is spoken of, up to where the line says that it ends."""
        lesson = self.lesson
        lesson.stir = lambda: lit(bowl.ball)
        lesson.cue(written(f"At {rate_said(bowl.walk.learning_rate)}"))
        ends = self._ends(bowl)
        bowl.run(lesson, lesson.until(ends[0], after="it") if ends else lesson.rest(leave=_AFTER))
        for end in ends[:1]:
            lesson.cue(end)
        lesson.play(FadeIn(bowl.result), run_time=0.4)
        for end in ends[1:]:
            lesson.cue(end)
            lesson.play(Indicate(bowl.result, 1.06, color=THEME.parameter), run_time=0.5)
