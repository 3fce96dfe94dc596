"""Projects the witnesses of a moment onto the screen: places and lengths to look for in the film."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from manim import ManimColor, Mobject, VMobject
from manim.typing import Point3D
from numpy.typing import ArrayLike, NDArray

from studio.check.expected.landscape import thing_of, trace_of
from studio.check.expected.model import Disc, Hand, Patch, Pointer, Spot, Stroke, Thing
from studio.check.expected.occlusion import Over
from studio.lesson.lesson import Lesson
from studio.stage.frame import PlotFrame
from studio.stage.marks import Arrow
from studio.stage.plane import Plane
from studio.stage.shapes import VISIBLE, Boxes, opacity
from studio.stage.theme import FRAME_HEIGHT, FRAME_WIDTH, Region
from studio.stage.witness import Area, Mark, Reach, Slope, Turn, Witness
from studio.stage.witness3d import Mark3d, Path3d, Reach3d

OPAQUE = 0.99
_SAMPLES = 32  # along a line
_OFTEN = 30  # times a second that lines and arrows are looked for: that says as much as every frame
_SELDOM = 5  # and areas, whose every pixel is looked at, and curves, of which there are many points


@dataclass(frozen=True)
class Scales:
    """The mapping from a plot's numbers to the screen, worked out a second time from its edges."""

    region: Region
    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def of(cls, plot: Plane | PlotFrame) -> "Scales":
        """Return the mapping of this moment."""
        seen = plot.window
        return cls(plot.region, seen.left, seen.right, seen.bottom, seen.top)

    @property
    def spans(self) -> Spot:
        """Width and height of the region, in units."""
        return self.region.width, self.region.height

    def points(self, xs: ArrayLike, ys: ArrayLike) -> NDArray[np.float64]:
        """Return the points of the screen, (n, 3), of the numbers `xs` and `ys`, each (n,)."""
        across = (np.asarray(xs, float) - self.left) / (self.right - self.left)
        up = (np.asarray(ys, float) - self.bottom) / (self.top - self.bottom)
        at = self.region.left + across * self.region.width, self.region.bottom + up * self.region.height
        return np.column_stack([*at, np.zeros(len(across))])

    def line(self, x: float, y: float, slope: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return a point of the line through (x, y), and its direction as a unit vector, each (3,)."""
        run = (self.right - self.left) / 8
        start, stop = self.points([x, x + run], [y, y + slope * run])
        return start, (stop - start) / np.linalg.norm(stop - start)


class Sighting:
    """Call it at every frame, or at the first of a hold, for all that can be seen of what calc speaks of."""

    def __init__(self) -> None:
        self._frame, self._step, self._stride = 0, 1, 1
        self._due: dict[str, int] = {}  # of lines and arrows: when to look again
        self._same: dict[str, list[Mobject]] = {}  # things that a lesson gave the same name
        self._covers: dict[str, tuple[int, bool]] = {}  # of a thing: until when what is known of it holds
        self._brought: tuple[tuple[int, int], ...] = ()
        self._members: dict[int, int] = {}  # all that stands, by identity: its place in manim's order
        self._family: list[Mobject] = []
        self._over: dict[int, Over] = {}
        self._boxes = Boxes()
        self._hexes: dict[bytes, str] = {}

    def __call__(self, lesson: Lesson, frame: int, still: bool) -> tuple[Thing, ...]:
        rate = lesson.timeline.frame_rate
        self._frame, self._step, self._stride = frame, max(1, rate // _OFTEN), max(1, rate // _SELDOM)
        if still:  # whatever stands is looked at
            self._due.clear()
        self._gather(lesson)
        return tuple(self._things(lesson))

    def _things(self, lesson: Lesson) -> Iterator[Thing]:
        for witness in lesson.witnesses():
            mobject = witness.mobject if witness.mobject is not None else getattr(lesson, witness.name, None)
            if isinstance(witness, Mark | Slope | Reach | Path3d) and mobject is not None:
                witness = self._told_apart(witness, mobject)
            if self._frame < self._due.get(witness.name, 0):
                continue
            # While a play brings it on, turns it into another thing or takes it away, it follows nothing.
            if not isinstance(mobject, VMobject) or mobject.updating_suspended:
                continue
            if id(mobject) in self._members:
                every = self._every(witness)  # at its multiples: what is seen together is looked at together
                self._due[witness.name] = self._frame - self._frame % every + every
                thing = self._thing(witness, mobject)
                if thing:
                    yield thing

    def _told_apart(
        self, witness: Mark | Slope | Reach | Path3d, mobject: Mobject
    ) -> Mark | Slope | Reach | Path3d:
        """Return a witness under a name of its own: the second ball is "ball 2", and is looked at, too."""
        same = self._same.setdefault(witness.name, [])
        number = next((n for n, each in enumerate(same) if each is mobject), len(same))
        if number == len(same):
            same.append(mobject)
        return replace(witness, name=f"{witness.name} {number + 1}") if number else witness

    def _every(self, witness: Witness) -> int:
        """So many frames lie between two looks at it."""
        if isinstance(witness, Mark | Mark3d):
            return 1
        return self._stride if isinstance(witness, Area | Path3d) else self._step

    def _thing(self, witness: Witness, mobject: VMobject) -> Thing | None:
        match witness:
            case Mark() if mobject.get_fill_opacity() >= OPAQUE:
                scales = Scales.of(witness.plot)
                return Disc(
                    witness.name,
                    _spot(scales.points([witness.x], [witness.y])[0]),
                    float(mobject.width) / 2,
                    self._fill(mobject),
                    scales.spans,
                    (scales.right - scales.left, scales.top - scales.bottom),
                    self._covered(witness.name, mobject),
                )
            case Slope() if mobject.get_stroke_opacity() >= OPAQUE:
                # Calc says which line; the mobject is asked only between which ends to look for it.
                scales = Scales.of(witness.plot)
                through, direction = scales.line(witness.x, witness.y, witness.slope)
                ends = mobject.get_start(), mobject.get_end()
                reach = sorted(float((end - through) @ direction) for end in ends)
                start, stop = (through + far * direction for far in reach)
                return Stroke(
                    witness.name,
                    _spot(start),
                    _spot(stop),
                    mobject.get_stroke_width() / 100,
                    self._line_colour(mobject),
                    scales.spans,
                    self._bare(mobject, start, stop),
                )
            case Reach() if isinstance(mobject, Arrow) and opacity(mobject.head) >= OPAQUE:
                scales = Scales.of(witness.plot)
                tail, tip = scales.points(*zip(witness.tail, witness.tip, strict=True))
                return Pointer(
                    witness.name,
                    _spot(tail),
                    _spot(tip),
                    mobject.head_length,
                    self._fill(mobject.head),
                    scales.spans,
                    self._covered(witness.name, mobject.head),
                )
            case Mark3d() if mobject.get_fill_opacity() >= OPAQUE:
                return thing_of(witness, mobject, self._fill(mobject), self._covered(witness.name, mobject))
            case Reach3d() if mobject.head.get_fill_opacity() >= OPAQUE:
                covered = self._covered(witness.name, mobject.head)
                return thing_of(witness, mobject, self._fill(mobject.head), covered)
            case Path3d() if mobject.get_stroke_opacity() >= OPAQUE:
                return trace_of(witness, mobject, self._line_colour(mobject), _drawn(mobject))
            case Turn() if mobject.get_stroke_opacity() >= OPAQUE:
                # Calc says where it points; the mobject is asked only around what it turns, and how long.
                start, end = mobject.get_start(), mobject.get_end()
                return Hand(
                    witness.name,
                    _spot(start),
                    float(np.hypot(*(end - start)[:2])),
                    witness.angle,
                    mobject.get_stroke_width() / 100,
                    self._line_colour(mobject),
                )
            case Area() if mobject.get_fill_opacity() > VISIBLE and len(witness.x) > 1:
                base = np.zeros(len(witness.x)) if witness.base is None else witness.base
                x, y = np.append(witness.x, witness.x[::-1]), np.append(witness.y, base[::-1])
                return Patch(
                    witness.name,
                    Scales.of(witness.plot).points(x, y)[:, :2],
                    self._fill(mobject),
                    float(mobject.get_fill_opacity()),
                    Scales.of(witness.plot).spans,
                )
        return None

    def _fill(self, mobject: VMobject) -> str:
        return self._hex(mobject.get_fill_rgbas(), mobject.get_fill_color)

    def _line_colour(self, mobject: VMobject) -> str:
        return self._hex(mobject.get_stroke_rgbas(), mobject.get_stroke_color)

    def _hex(self, rgbas: NDArray[np.float64], colour: Callable[[], ManimColor]) -> str:
        """The colour in hex; manim takes longer to make it than all else here takes."""
        key = rgbas.tobytes()
        if key not in self._hexes:
            self._hexes[key] = colour().to_hex()
        return self._hexes[key]

    def _gather(self, lesson: Lesson) -> None:
        """All that stands on the stage; gathered anew when a thing comes or goes."""
        brought = tuple((id(top), len(top.submobjects)) for top in lesson.mobjects)
        if brought != self._brought:
            self._brought = brought
            self._family = [member for top in lesson.mobjects for member in top.get_family()]
            self._members = {id(member): index for index, member in enumerate(self._family)}
            self._over = {}

    def _covered(self, name: str, mobject: VMobject) -> bool:
        """Return whether something may lie over the mobject, by their boxes, so that it may not be found."""
        until, covered = self._covers.get(name, (-1, False))
        if self._frame >= until:
            covered = self._overlapped(mobject)
            self._covers[name] = self._frame + self._step, covered
        return covered

    def _bare(self, line: VMobject, start: Point3D, stop: Point3D) -> float:
        """The share of a line over which nothing lies, by the boxes of what is drawn after it."""
        share = np.linspace(0, 1, _SAMPLES)[:, None]
        return 1 - float(self._over_it(line).covers(start + share * (stop - start)).mean())

    def _over_it(self, mobject: VMobject) -> Over:
        if id(mobject) not in self._over:
            self._over[id(mobject)] = Over(self._above(mobject), self._boxes)
        return self._over[id(mobject)]

    def _overlapped(self, mobject: VMobject) -> bool:
        parts = [self._boxes(part) for part in mobject.get_family() if len(part.points)]
        left, right, bottom, top = zip(*parts, strict=True)
        return self._over_it(mobject).meets((min(left), max(right), min(bottom), max(top)))

    def _above(self, mobject: VMobject) -> list[VMobject]:
        """Return the shapes that manim draws after the mobject and its parts."""
        own = {id(member) for member in mobject.get_family()}
        level = max(member.z_index for member in mobject.get_family())
        last = max(self._members.get(key, -1) for key in own)
        return [
            member
            for index, member in enumerate(self._family)
            if isinstance(member, VMobject)
            and id(member) not in own
            and (member.z_index, index) > (level, last)
        ]


def _drawn(curve: VMobject) -> float:
    """Units of a curve that are drawn in the picture: what the landscape hides of it is not."""
    starts, ends = curve.points[::4, :2], curve.points[3::4, :2]
    inside = (np.abs(starts + ends) <= (FRAME_WIDTH, FRAME_HEIGHT)).all(axis=1)
    return float(np.hypot(*(ends - starts)[inside].T).sum())


def _spot(point: np.ndarray) -> Spot:
    return float(point[0]), float(point[1])
