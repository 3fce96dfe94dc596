"""The lesson played again, without drawing it, in step with the pictures of its finished film."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from studio.check.delivered import Delivered, Picture
from studio.drawing import draw
from studio.lesson import Lesson
from studio.quality import Quality
from studio.voice import Voice

# Nothing is drawn: positions are in units of the frame, whatever its size in pixels.
_SMALL = (256, 144)


@dataclass(frozen=True)
class Moment:
    """One picture of the film beside the lesson as it must be then.

    frame: of the film, from which the picture is shown.
    stretch: the frames of the film for which the lesson stands just so: one, or all those of a hold.
    last: whether no other picture follows that shows the same.
    """

    lesson: Lesson
    picture: Picture
    frame: int
    stretch: range
    last: bool

    @property
    def still(self) -> bool:
        """Whether the lesson stands still, so that more pictures than one may show the same."""
        return len(self.stretch) > 1

    @property
    def first(self) -> bool:
        """Whether no other picture came before that shows the same."""
        return self.frame == self.stretch.start


def replay(
    lesson_class: type[Lesson],
    delivered: Delivered,
    voice: Voice,
    see: Callable[[Moment], None],
    *,
    cache: Path,
) -> tuple[Lesson, int]:
    """Play the lesson and call `see` at every picture of the film, and where the lesson moves at every frame.

    Returns the lesson and how many pictures there are. One picture at a time is in memory.
    Raises ValueError where the lesson refuses its parameters.
    """
    pace = _Pace(delivered, see)
    manifest, quality = delivered.manifest, delivered.quality
    lesson = draw(
        lesson_class,
        Quality("replay", *_SMALL, quality.frame_rate),
        voice,
        lambda lesson, _pixels, frames: pace.step(lesson, frames),
        cache=cache,
        only=manifest["beat"],
        parameters=manifest["parameters"],
        rasterise=False,
    )
    pace.finish()
    return lesson, pace.decoded


class _Pace:
    """Keeps the film's pictures in step with the lesson's frames."""

    def __init__(self, delivered: Delivered, see: Callable[[Moment], None]) -> None:
        self._pictures = delivered.pictures()
        self._see = see
        self._frame = 0
        self._now: Picture | None = None
        self._next: tuple[int, Picture] | None = next(self._pictures, None)
        self.decoded = 0

    def step(self, lesson: Lesson, frames: int) -> None:
        """The lesson has played `frames` frames, all alike."""
        stretch = range(self._frame, self._frame + frames)
        frame, end = stretch.start, stretch.stop
        while frame < end:
            self._advance(frame)
            following = min(self._next[0] if self._next else end, end)
            assert self._now is not None
            self._see(Moment(lesson, self._now, frame, stretch, following >= end))
            frame = max(following, frame + 1)
        self._frame = end

    def _advance(self, frame: int) -> None:
        """Decode on until the picture that is shown at `frame`."""
        while self._next and (self._next[0] <= frame or self._now is None):
            self._now = self._next[1]
            self._next = next(self._pictures, None)
            self.decoded += 1

    def finish(self) -> None:
        while self._next:
            self._advance(self._next[0])
