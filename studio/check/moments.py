"""The film's pictures in step with what must be seen, frame beside frame."""

from collections.abc import Iterable, Iterator

from studio.check.checker import Moment
from studio.check.delivered import Picture
from studio.check.expected.model import Stretch


class Moments:
    """Iterate over it for every moment: each picture with what it must show; `decoded` counts pictures.

    pictures: with the frame from which each is shown, in order; two at a time are in memory. One that is not
    shown is decoded all the same, and one that is held while the lesson moves is seen at each of its frames.
    Equal ones that follow each other while the lesson is still are one moment.
    """

    def __init__(self, stretches: Iterable[Stretch], pictures: Iterator[tuple[int, Picture]]) -> None:
        self._stretches, self._pictures = stretches, pictures
        self._now: Picture | None = None
        self._next = next(pictures, None)
        self.decoded = 0

    def __iter__(self) -> Iterator[Moment]:
        for stretch in self._stretches:
            frame = stretch.start
            while frame < stretch.stop:
                self._advance(frame)
                while self._next and self._now and self._next[0] < stretch.stop:
                    if not self._next[1].equals(self._now):
                        break
                    self._advance(self._next[0])
                following = min(self._next[0] if self._next else stretch.stop, stretch.stop)
                if self._now is None:
                    return  # a film without a picture
                yield Moment(stretch, self._now, frame, following >= stretch.stop)
                frame = max(following, frame + 1)
        while self._next:
            self._advance(self._next[0])

    def _advance(self, frame: int) -> None:
        """Decode on until the picture that is shown at `frame`."""
        while self._next and (self._next[0] <= frame or self._now is None):
            self._now = self._next[1]
            self._next = next(self._pictures, None)
            self.decoded += 1
