"""ScriptedLesson: the older way to write a lesson, with its script in one method and its plays timed by
phrases.

New lessons are written with `studio.lesson.lesson.Lesson` alone: marks in their lines, no timing of their
own.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from manim import Animation, FadeIn, FadeOut, Wait, config
from manim.typing import Point3DLike

from studio.lesson.countdown import THINK, CountdownRing
from studio.lesson.lesson import Lesson, Signal
from studio.lesson.timeline import PREDICT, Beat, Span, Timeline, lay_out

STILL = 3.8  # seconds for which nothing need move; a lesson's own words never take longer between two plays


class ScriptedLesson(Lesson):
    """A lesson whose beats are returned by `script`, and whose plays wait for phrases of their lines.

    calculate: run the mathematics; no mobjects yet.
    script: the beats, each line formatted from what was calculated.
    setup: the cast (call `super().setup()` first).
    construct: for each beat of the script, `with self.beat(name):` and its plays.
    """

    def __init__(self, **arguments: Any) -> None:
        #: What moves now and then while a long line is spoken.
        self.stir: Callable[[], Animation] | None = None
        self._word = 0
        self._heard = ""  # the phrase of this beat that was waited for last
        super().__init__(**arguments)

    def script(self) -> Sequence[Beat]:
        """Return the beats in order."""
        raise NotImplementedError(f"{type(self).__name__} has no script: return its beats from script()")

    def shown(self) -> str:
        return ""

    @cached_property
    def timeline(self) -> Timeline:
        if self.further_captions or not self.tongue.is_source:
            raise ValueError(
                f"{type(self).__name__} can only be told in English yet: its lines are no messages"
            )
        timeline = lay_out(self.script(), self.voice, int(config.frame_rate))
        timeline.between(self.only)  # unknown names are refused here, before anything is drawn
        return timeline

    @contextmanager
    def beat(self, name: str) -> Iterator[Span]:  # type: ignore[override]
        """Play one beat of the script; whatever time is left when its plays end is held.

        Raises:
            ValueError: the beat is not the next of the script, or its plays take longer than its line.
        """
        span = self.timeline.span(name)
        self._word, self._heard = 0, ""
        with self._within(span):
            yield span
            if self.frame >= span.end:
                late = (self.frame - span.end) / self.timeline.frame_rate
                raise ValueError(
                    f"the plays of the beat {name!r} take {late:.2f} s longer than its line and pause; "
                    "shorten them, or give the beat a longer pause"
                )

    def hold_until(self, frame: int) -> None:
        """Hold the picture until `frame` of the timeline; nothing if that has passed."""
        rate = self.timeline.frame_rate
        while self.stir is not None and frame - self.frame > STILL * rate:
            self.wait(0.6 * STILL)
            self.play(self.stir(), run_time=0.8)
        if frame > self.frame:
            self.wait((frame - self.frame) / rate)

    def hold_back(self, seconds: float) -> None:
        """Hold until just enough of the beat is left for a last play of this many seconds."""
        rate = self.timeline.frame_rate
        self.hold_until(self._current().end - 1 - math.ceil(seconds * rate))

    def cue(self, phrase: str, after: str = "") -> None:
        """Hold until `phrase` of the beat's line is spoken; nothing if its time has passed.

        A phrase that was waited for is not waited for again: once more is its next place in the line.
        after: what the line says before the phrase, which is looked for from there on.

        Raises:
            ValueError: the rest of the line does not hold the phrase.
        """
        spoken = self._frame_of(phrase, after)
        self.hold_until(spoken)
        self._heard = phrase
        self.signals.append(Signal(self.beat_name, phrase, spoken))

    def until(self, phrase: str, after: str = "") -> float:
        """Seconds from now until `phrase` is spoken, as a play's run time; at least half a second.

        after: as of `cue`.
        """
        rate, spoken = self.timeline.frame_rate, self._frame_of(phrase, after)
        self._heard = ""
        seconds = max((spoken - self.frame) / rate, 0.5)
        self.signals.append(Signal(self.beat_name, phrase, spoken, self.frame + round(seconds * rate)))
        return seconds

    def rest(self, leave: float = 0.1) -> float:
        """Seconds from now until `leave` seconds before the beat's end, as a play's run time."""
        span = self._current()
        return max((span.end - self.frame) / self.timeline.frame_rate - leave, 0.5)

    def predict(self, at: Point3DLike) -> None:
        """When the question has been asked, count down around the point `at`.

        The beat needs a pause of `timeline.PREDICT` seconds.
        """
        span = self._current()
        self.hold_until(span.end - math.floor(PREDICT * self.timeline.frame_rate))
        ring = CountdownRing(THINK).move_to(at)
        self.play(FadeIn(ring), run_time=0.25)
        self.play(ring.count_down(), run_time=THINK)
        self.play(FadeOut(ring), run_time=0.25)

    def play(self, *animations: Any, **settings: Any) -> None:
        if not isinstance(animations[0], Wait):
            for signal in self.signals:
                if signal.given is None and signal.beat == self.beat_name:
                    signal.given = self.frame
        self._play_now(animations, settings)

    def _current(self) -> Span:
        if self._span is None:
            raise ValueError("a cue belongs inside `with self.beat(name):`")
        return self._span

    def _frame_of(self, phrase: str, after: str = "") -> int:
        span = self._current()
        if after:
            self._word, _ = span.narration.start_of(after, self._word)
        # Another phrase may begin at the same word; one that has been waited for is looked for further on.
        first = self._word + (phrase == self._heard)
        self._word, seconds = span.narration.start_of(phrase, first)
        return span.voice_start + round(seconds * self.timeline.frame_rate)
