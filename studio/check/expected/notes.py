"""A lesson, while it plays -> what its film must show."""

from dataclasses import replace

from studio.check.expected.holds import Stillness
from studio.check.expected.model import Expected, Stretch
from studio.check.expected.projection import Sighting
from studio.lesson.lesson import Lesson
from studio.rules.lesson_rules import LessonRules

# Times a second that the rules look at a lesson while it moves, less than half as often as in the tests. They
# are about the lesson, whatever the film's rate; at 10 what pops up would not be told from what fades in.
RULES_RATE = 12


class Noting:
    """Call it at every frame with the lesson, and for how many frames it stays as it is; then `expected`."""

    def __init__(self) -> None:
        self._sighting, self._stillness = Sighting(), Stillness()
        self._lesson: Lesson | None = None
        self._rules: LessonRules | None = None
        self._stretches: list[Stretch] = []

    def __call__(self, lesson: Lesson, frames: int) -> None:
        start, self._lesson = self.frames, lesson
        if not lesson.only:
            self._rules = self._rules or LessonRules(max(1, lesson.timeline.frame_rate // RULES_RATE))
            self._rules(lesson, None, frames)
        things = self._sighting(lesson, start, still=frames > 1)
        still = self._stillness(lesson) if frames > 1 else None
        self._stretches.append(Stretch(start, frames, lesson.beat_name, things, still))

    @property
    def frames(self) -> int:
        """The number of frames noted so far."""
        return self._stretches[-1].stop if self._stretches else 0

    def expected(self, *, chosen: bool) -> Expected:
        """Return all that was noted of a played lesson. chosen: an author chose its parameters."""
        lesson = self._lesson
        assert lesson is not None
        verdict = self._rules.verdict(lesson, chosen=chosen) if self._rules else None
        # What a page asks is no part of what a film must show.
        spans = (replace(span, beat=replace(span.beat, ask=())) for span in lesson.timeline.spans)
        return Expected(
            type(lesson).__module__,
            replace(lesson.timeline, spans=tuple(spans)),
            lesson.only,
            lesson.shown(),
            tuple(self._stretches),
            verdict,
        )
