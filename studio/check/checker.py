"""The base of every checker: it sees the moments of a film, then tells what it measured."""

from collections.abc import Iterable
from dataclasses import dataclass

from studio.check.delivered import Delivered, Picture, Plane
from studio.check.expected.model import Expected, Stretch
from studio.check.report import Exhibit, Row


@dataclass(frozen=True, slots=True)
class Moment:
    """One picture of the film beside what must be seen then.

    frame: of the film, from which the picture is shown.
    stretch: the frames for which the same must be seen: one, or all those of a hold.
    last: whether no other picture follows that must show the same.
    """

    stretch: Stretch
    picture: Picture
    frame: int
    last: bool

    @property
    def place(self) -> tuple[int, str]:
        """Its frame and beat, for `Checker.where`."""
        return self.frame, self.stretch.beat


class Checker:
    """One part of the proof: a file in this folder and a place in `checkers.CHECKERS`.

    `see` is called at every moment of the film, in order, and `rows` once after them.
    """

    group = ""

    def __init__(self, delivered: Delivered, expected: Expected) -> None:
        self.delivered, self.expected = delivered, expected
        self._shown: dict[str, Exhibit] = {}

    @property
    def exhibits(self) -> list[Exhibit]:
        """The pictures that were judged, for the report."""
        return list(self._shown.values())

    def show(self, key: str, caption: str, picture: Plane) -> None:
        """Keep a picture for the report, instead of the one before under the same key."""
        self._shown[key] = Exhibit(caption, picture)

    def see(self, moment: Moment) -> None:
        """Look at one moment; nothing is kept of its picture after this."""

    def rows(self) -> Iterable[Row]:
        """All that was measured."""
        return ()

    def close(self) -> None:
        """End what still goes on; called once, however the checking ended."""

    def row(self, rule: str, measured: str, limit: str, passed: bool | None, where: str = "") -> Row:
        return Row(self.group, rule, measured, limit, bool(passed) if passed is not None else None, where)

    @property
    def spoken(self) -> bool:
        """True if someone speaks in the film."""
        heard = self.delivered.manifest["voice"] != "none"
        return heard and any(span.narration.words for span in self.expected.spans)

    def where(self, place: tuple[int, str]) -> str:
        """A frame of the film as its time, and its beat: "12.40 s, beat slope"."""
        frame, beat = place
        return f"{frame / self.delivered.quality.frame_rate:.2f} s, beat {beat}"


def called(name: str) -> str:
    """Return what a report calls a thing of the stage: "the other tangent" for other_tangent."""
    return "the " + name.replace("_", " ").strip()
