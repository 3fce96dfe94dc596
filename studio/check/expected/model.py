"""The things that a film must show. Places and lengths are units of the frame: x right, y up, 0 central.

Colours are hex, "#rrggbb", as in the theme. `spans` are the lengths of a plot's axes, across and up.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from studio.lesson.timeline import Span, Timeline
from studio.rules.findings import Verdict

Spot = tuple[float, float]


@dataclass(frozen=True)
class Disc:
    """A round dot. numbers: what the axes span, in their own numbers.

    covered: whether something may lie over it.
    """

    name: str
    at: Spot
    radius: float
    colour: str
    spans: Spot
    numbers: Spot
    covered: bool


@dataclass(frozen=True)
class Stroke:
    """A straight line, which can be seen from start to stop.

    bare: the share of it over which nothing lies.
    """

    name: str
    start: Spot
    stop: Spot
    width: float
    colour: str
    spans: Spot
    bare: float


@dataclass(frozen=True)
class Pointer:
    """An arrow. head: its length; colour: its head's; covered: whether something may lie over that."""

    name: str
    tail: Spot
    tip: Spot
    head: float
    colour: str
    spans: Spot
    covered: bool


@dataclass(frozen=True)
class Hand:
    """A straight hand that turns around its middle. angle: in radians, from the right, counterclockwise."""

    name: str
    middle: Spot
    length: float
    angle: float
    width: float
    colour: str


@dataclass(frozen=True, eq=False)
class Patch:
    """A filled area with this outline, (n, 2), through which the background is seen."""

    name: str
    outline: NDArray[np.float64]
    colour: str
    opacity: float
    spans: Spot


@dataclass(frozen=True, eq=False)
class Trace:
    """A curved line through points, (n, 2), with a gap where one is not a number.

    drawn: how many units of it are; the landscape hides the rest, and other things may lie over it.
    """

    name: str
    points: NDArray[np.float64]
    width: float
    colour: str
    spans: Spot
    drawn: float


Thing = Disc | Stroke | Pointer | Hand | Patch | Trace


@dataclass(frozen=True, eq=False)
class Inscription:
    """A text, to be drawn. box: its left, right, bottom and top.

    parts: of each of its shapes the colour, how wide its outline is and its cubic curves, (n, 4, 2).
    """

    says: str
    cap_height: float
    box: tuple[float, float, float, float]
    parts: tuple[tuple[str, float, NDArray[np.float64]], ...]


@dataclass(frozen=True, eq=False)
class Flat:
    """A shape of one of the theme's colours: what it is called, and points, (n, 2), in the middle of it."""

    kind: str
    role: str
    colour: str
    width: float
    points: NDArray[np.float64]
    dot: bool


@dataclass(frozen=True)
class Still:
    """The stage while nothing moves. rows: the number of `texts` that are a program's printed lines.

    misprinted: whether the lines that the lesson shows are not the last ones that its program prints.
    """

    texts: tuple[Inscription, ...]
    rows: int
    misprinted: bool
    flats: tuple[Flat, ...]


@dataclass(frozen=True)
class Stretch:
    """Frames of the film in which the lesson stands just so: one, or all those of a hold."""

    start: int
    frames: int
    beat: str
    things: tuple[Thing, ...]
    still: Still | None

    @property
    def stop(self) -> int:
        return self.start + self.frames


@dataclass(frozen=True)
class Expected:
    """All that a film must show and say.

    module: where its lesson's class is. only: the beats that are in the film, all for none.
    shown: what is on screen and not said in full.
    verdict: of the rules on the lesson itself; None for a part of it.
    """

    module: str
    timeline: Timeline
    only: tuple[str, ...]
    shown: str
    stretches: tuple[Stretch, ...] = field(repr=False)
    verdict: Verdict | None

    @property
    def spans(self) -> tuple[Span, ...]:
        """The beats in the film."""
        return self.timeline.between(self.only)

    @property
    def first(self) -> int:
        """The timeline's frame that the film begins with."""
        return self.spans[0].start

    @property
    def frames(self) -> int:
        return self.spans[-1].end - self.first
