"""Pictures beside what must be seen: held ones, missing ones, and those that nobody sees."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from studio.check.expected.model import Stretch
from studio.check.moments import Moments


def stretches(*lengths: int) -> list[Stretch]:
    start, found = 0, []
    for frames in lengths:
        found.append(Stretch(start, frames, "beat", (), None))
        start += frames
    return found


@dataclass
class Shown:
    shown: int  # the frame from which on
    look: int

    def equals(self, other: "Shown") -> bool:
        return self.look == other.look


def pictures(*frames: int | tuple[int, int]) -> Iterator[Any]:
    """Each picture's frame, or that and its look, which is else its own."""
    for each in frames:
        frame, look = each if isinstance(each, tuple) else (each, each)
        yield frame, Shown(frame, look)


@pytest.mark.parametrize(
    ("lengths", "shown", "expected"),
    [
        # Frame, the picture that is seen at it, and whether it is the last of its stretch.
        ((1, 1, 1), (0, 1, 2), [(0, 0, True), (1, 1, True), (2, 2, True)]),
        # A hold that is sent again in its middle.
        ((1, 6), (0, 1, 4), [(0, 0, True), (1, 1, False), (4, 4, True)]),
        # And that is the same: one moment, however often, until another comes or the lesson moves.
        ((1, 6), (0, (1, 1), (2, 1), (4, 1)), [(0, 0, True), (1, 4, True)]),
        ((6, 2), ((0, 1), (2, 1), (4, 2), (6, 2)), [(0, 2, False), (4, 4, True), (6, 6, True)]),
        # The film lacks the picture of frame 1: the one before is held to both.
        ((1, 1, 1), (0, 2), [(0, 0, True), (1, 0, True), (2, 2, True)]),
        # It has one too many at its end, and one before its beginning counts as its first.
        ((2,), (1, 5), [(0, 1, True)]),
        ((3,), (), []),
    ],
)
def test_each_picture_is_seen_beside_what_it_must_show(
    lengths: tuple[int, ...], shown: tuple[Any, ...], expected: list[tuple[int, int, bool]]
) -> None:
    moments = Moments(stretches(*lengths), pictures(*shown))
    found: list[Any] = [(moment.frame, moment.picture, moment.last) for moment in moments]
    assert [(frame, picture.shown, last) for frame, picture, last in found] == expected
    assert moments.decoded == len(shown)
