"""Lesson: a manim Scene told in beats on a timeline counted in frames.

It stays an ordinary Scene: `manim -qm scenes/x.py X` draws it with sound and captions too.
"""

import inspect
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from manim import Animation, FadeIn, FadeOut, Group, Mobject, Scene, ValueTracker, Wait, config
from manim.typing import Point3DLike
from manim.utils.exceptions import EndSceneEarlyException
from scipy.io import wavfile

from studio.lesson.countdown import THINK, CountdownRing
from studio.lesson.page_track import States
from studio.lesson.parameters import Parameter
from studio.lesson.timeline import PREDICT, Beat, Span, Timeline, lay_out
from studio.lesson.witness import Witness
from studio.speech.sound import SAMPLE_RATE
from studio.speech.voice import CachedVoice, HibariVoice, Voice
from studio.stage.brand import brand
from studio.stage.fonts import register_fonts
from studio.stage.theme import THEME

STILL = 3.8  # seconds for which nothing need move; a lesson's own words never take longer between two plays

_OF_SCENE = set(inspect.signature(Scene.__init__).parameters) - {"self"}


@dataclass
class Signal:
    """A play that the lesson timed to a phrase of the beat `beat`.

    spoken: the frame at which the phrase is spoken. given: the frame at which the play begins or, if it is
    to lead to the phrase, ends; None if no play follows.
    """

    beat: str
    phrase: str
    spoken: int
    given: int | None = None


class Lesson(Scene):
    """One lesson. A subclass says what is computed, what is said, who is on stage, and what is shown.

    Its parameters (see `studio.lesson.parameters`) are declared in the class and chosen by keyword:
    `GradientDescent(function="x**4", start=2)`.

    calculate: run the mathematics; no mobjects yet.
    script: the beats, each line formatted from what was calculated.
    setup: the cast (call `super().setup()` first).
    construct: for each beat of the script, `with self.beat(name):` and its plays.

    Args:
        voice: who speaks; by default the bundled voice, its sound cached under media/.
        only: draw just the beat of this name, or the beats of these names, which follow one another: those
            before are passed over, not drawn, and the lesson ends with the last of them.
        arguments: the lesson's parameters, and what manim's Scene takes.

    Raises:
        ValueError: a parameter is unknown or refused, or the mathematics or the script refuses.
    """

    #: The beat whose last frame is the lesson's poster.
    poster: str

    #: Whether it teaches an idea of its own, and so must pause for the learner to guess.
    concept = True

    #: The language of all its words, as BCP 47 has it.
    language = "en"

    def __init__(
        self, *, voice: Voice | None = None, only: str | Sequence[str] | None = None, **arguments: Any
    ) -> None:
        chosen = self.chosen({name: arguments.pop(name) for name in [*arguments] if name not in _OF_SCENE})
        super().__init__(**arguments)
        self.__dict__.update(chosen)
        self.voice = voice or CachedVoice(HibariVoice(), Path(config.media_dir) / ".cache" / "voice")
        self.only: tuple[str, ...] = (only,) if isinstance(only, str) else tuple(only or ())
        self.frame = 0  # frames played so far
        self.stir: Callable[[], Animation] | None = (
            None  # what moves now and then while a long line is spoken
        )
        self.trackers: dict[str, ValueTracker] = {}
        self.signals: list[Signal] = []
        self._span: Span | None = None
        self._word = 0
        self._heard = ""  # the phrase of this beat that was waited for last
        self.calculate()

    @classmethod
    def parameters(cls) -> dict[str, Parameter[Any]]:
        """What an author may choose, by name, in the order of its declaration."""
        found: dict[str, Parameter[Any]] = {}
        for part in reversed(cls.__mro__):
            for name, value in vars(part).items():
                if isinstance(value, Parameter):
                    found[name] = value
                else:  # a subclass that settles a choice takes it from the author
                    found.pop(name, None)
        return found

    @classmethod
    def chosen(cls, given: Mapping[str, object]) -> dict[str, Any]:
        """The value of every parameter: what was given for it, or its default.

        Raises:
            ValueError: a value is refused, or there is no such parameter.
        """
        parameters = cls.parameters()
        for name in given:
            if name not in parameters:
                known = f"it has {', '.join(parameters)}" if parameters else "it has none"
                raise ValueError(f"{cls.__name__} has no parameter {name!r}; {known}")
        return {
            name: parameter.read(given[name]) if name in given else parameter.default
            for name, parameter in parameters.items()
        }

    def settings(self) -> dict[str, str]:
        """The parameters as they are written on the command line, by name."""
        return {name: parameter.write(getattr(self, name)) for name, parameter in self.parameters().items()}

    def calculate(self) -> None:
        """Run the mathematics that the lesson is about."""

    def script(self) -> Sequence[Beat]:
        """The beats in order."""
        raise NotImplementedError(f"{type(self).__name__} has no script: return its beats from script()")

    def shown(self) -> str:
        """What is on screen and not said in full, for the transcript: printed lines, a table."""
        return ""

    def states(self) -> States | None:
        """What the lesson's page follows as it plays, line by line: the steps of a descent."""
        return None

    def witnesses(self) -> Iterable[Witness]:
        """Yield what calc says, now, of the dots, lines, arrows and printed lines on the stage.

        See studio.lesson.witness. Asked at every frame when a finished film is checked. Things that are not
        on the stage may be named.
        """
        return ()

    @classmethod
    def heading(cls) -> str:
        """The lesson's name in words: "Gradient Descent" for GradientDescent."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cls.__name__)

    @property
    def beat_name(self) -> str:
        """The name of the beat being played, "" between beats."""
        return self._span.beat.name if self._span else ""

    @cached_property
    def timeline(self) -> Timeline:
        """Every beat, narrated and laid out; computed before the first frame is drawn."""
        timeline = lay_out(self.script(), self.voice, int(config.frame_rate))
        timeline.between(self.only)  # unknown names are refused here, before anything is drawn
        return timeline

    @property
    def spans(self) -> tuple[Span, ...]:
        """The beats that are drawn: all, or those that were asked for."""
        return self.timeline.between(self.only)

    def setup(self) -> None:
        register_fonts()
        self.camera.background_color = THEME.background
        self.brand = brand()
        if self.brand.submobjects:
            self.add(self.brand)

    def track(self, name: str, value: float = 0.0) -> ValueTracker:
        """A tracker of progress (steps taken, a gap, an angle) whose value is recorded at each frame."""
        tracker = ValueTracker(value)
        self.trackers[name] = tracker
        return tracker

    @contextmanager
    def beat(self, name: str) -> Iterator[Span]:
        """Play one beat of the script; whatever time is left when its plays end is held.

        Raises:
            ValueError: the beat is not the next of the script, or its plays take longer than its line.
        """
        span = self.timeline.span(name)
        if self.frame != span.start:
            raise ValueError(f"the beat {name!r} is out of order: construct() follows the order of script()")
        self._span, self._word, self._heard = span, 0, ""
        self.next_section(name, skip_animations=span not in self.spans)
        self._sound_for_manim(span)
        yield span
        if self.frame >= span.end:
            late = (self.frame - span.end) / self.timeline.frame_rate
            raise ValueError(
                f"the plays of the beat {name!r} take {late:.2f} s longer than its line and pause; "
                "shorten them, or give the beat a longer pause"
            )
        # Manim never draws the last state of a play, so a beat always ends in a hold.
        self.hold_until(span.end)
        self._span = None
        if self.only and name == self.only[-1]:
            raise EndSceneEarlyException

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

    def standing(self) -> Iterator[Mobject]:
        """What the lesson has brought on stage, in the order of its coming; no trackers and no brand."""
        for mobject in self.mobjects:
            # Manim leaves what it faded in together standing as one Group.
            for member in mobject.submobjects if type(mobject) is Group else [mobject]:
                if member is not self.brand and not isinstance(member, ValueTracker):
                    yield member

    def clear_but(self, *kept: Mobject) -> list[Animation]:
        """Plays that fade out everything that stands on the stage but `kept`."""
        return [FadeOut(mobject) for mobject in self.standing() if mobject not in kept]

    def get_run_time(self, animations: list[Animation]) -> float:
        """A play's length as whole frames, so that the drawn frames are those of the timeline.

        Manim draws a frame at each of arange(0, run_time, 1 / rate) and int(run_time * rate) frames of
        a still wait: half a frame less or more keeps both clear of rounding.
        """
        rate = int(config.frame_rate)
        longest = max(animation.run_time for animation in animations)
        # Never rounded up, so that plays whose seconds fit a beat fit it at every frame rate.
        self._play_frames = max(1, math.floor(longest * rate + 1e-6))
        for animation in animations:
            # Else the part of a frame that is left over would be one long jump at the end.
            animation.run_time = min(animation.run_time, self._play_frames / rate)
        still = len(animations) == 1 and isinstance(animations[0], Wait) and not self.should_update_mobjects()
        return (self._play_frames + (0.5 if still else -0.5)) / rate

    def play(self, *animations: Any, **settings: Any) -> None:
        if not isinstance(animations[0], Wait):
            for signal in self.signals:
                if signal.given is None and signal.beat == self.beat_name:
                    signal.given = self.frame
        super().play(*animations, **settings)
        if self.renderer.skip_animations:  # manim leaves that out, and what follows would look otherwise
            self.update_mobjects(0)
        self.frame += self._play_frames

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

    def _sound_for_manim(self, span: Span) -> None:
        """Under manim's own command line its writer carries the sound; the studio's film adds its own."""
        if config.dry_run or span not in self.spans or self.voice.name == "none":
            return
        sound = (
            Path(config.media_dir).absolute()
            / ".cache"
            / "spoken"
            / f"{type(self).__name__}-{span.start}.wav"
        )
        sound.parent.mkdir(parents=True, exist_ok=True)
        # Whole numbers: what manim reads it with needs ffmpeg for any other WAV.
        wavfile.write(sound, SAMPLE_RATE, np.int16(np.clip(span.narration.samples, -1, 1) * 32767))
        lead = (span.voice_start - span.start) / self.timeline.frame_rate
        self.add_sound(str(sound), time_offset=lead)
        line = " ".join(word.text for word in span.narration.words)
        self.add_subcaption(line, duration=span.narration.seconds, offset=lead)


def lesson_class(module: str, scene: str) -> type[Lesson]:
    """The lesson of this name in this module.

    Raises:
        ValueError: there is no such lesson.
    """
    try:
        found = getattr(import_module(module), scene)
    except (ImportError, AttributeError) as error:
        raise ValueError(f"there is no lesson {scene} in {module}: {error}") from None
    return found
