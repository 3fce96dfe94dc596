"""The five ideas of the course: what each does, what it is for and where you see it, and its line."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from calc.function import Function
from calc.gradient import Gradient, Point, Surface
from calc.integral import Normal
from calc.line import label, say, shown
from calc.model import Model
from calc.relief import Relief, relief
from calc.stories.gradient import steps_down
from calc.viewport import steepened
from calc.window import Window

_BIAS = 1.0  # of the course's line, where only its weight is turned
_START, _END = 7.0, -1.0  # of the weight, as the ball rolls over the curve
_POINT, _RATE = (5.0, 5.0), 0.1  # where we stand on the loss, and the learning rate
_DRAWN = 0.18  # of the gradient's length, on the bowl
_IN_FRONT = -2.0  # the bias of the cut in the first picture
_TOUCHED = -0.9, 1.4  # the weight at which a line touches it, and how far that reaches
_SHORT_WALK = 3  # steps
_POINTED = math.radians(20)  # from the lowest place to what is pointed at
_SPREAD = 1.3  # of the bell curve, whose middle is the best weight


@dataclass(frozen=True)
class Idea:
    """An idea: its name, the role of its colour, and three short texts, all of them labels.

    short: what it does, in a few words. use, where: what it is for in machine learning, and where you meet
    it; a bar parts their rows. serves: the step of the training loop that it serves: 0 loss, 1 gradient,
    2 update.
    """

    name: str
    role: str
    short: str
    use: str
    where: str
    serves: int


IDEAS = (
    Idea(
        label("Derivative"),
        "slope",
        label("how steep"),
        label("how fast the loss | moves with a knob"),
        label("in every gradient"),
        1,
    ),
    Idea(
        label("Partial derivative"),
        "slope",
        label("one knob only"),
        label("how much a single | weight matters"),
        label("training with | many weights"),
        1,
    ),
    Idea(
        label("Gradient"),
        "slope",
        label("steepest way up"),
        label("all those slopes | as one vector"),
        label("gradient descent, | which goes against it"),
        2,
    ),
    Idea(
        label("Chain rule"),
        "slope",
        label("rates multiply"),
        label("slopes through | nested functions"),
        label("backpropagation"),
        1,
    ),
    Idea(
        label("Integral"),
        "area",
        label("pieces add up"),
        label("areas, expectations"),
        label("probability, | loss surfaces"),
        0,
    ),
)


def rows_of(text: str) -> list[str]:
    """Return a label in the language that is spoken, in the rows that its bars part it into."""
    return shown(text).split(" | ")


@dataclass(frozen=True)
class ConceptStory:
    """The loss on which each idea acts once, and what is said as it does."""

    model: Model = field(default_factory=Model)

    # Facts

    @property
    def surface(self) -> Surface:
        return self.model.surface

    @cached_property
    def gradient(self) -> Gradient:
        """The gradient where we stand."""
        return self.surface.gradient(*_POINT)

    @cached_property
    def parts(self) -> tuple[Gradient, Gradient]:
        """Its two parts, each along one axis."""
        u, v = self.gradient.vector
        one, other = np.array([u, 0.0]), np.array([0.0, v])
        return replace(self.gradient, vector=one), replace(self.gradient, vector=other)

    @cached_property
    def walk(self) -> NDArray[np.float64]:
        """The places that steps against the gradient lead to from there, (n, 2)."""
        return np.array(steps_down(self.gradient, _RATE))

    def uphill(self, steps: float) -> Point:
        """Return the tip of the gradient after so many steps, drawn shorter than it is."""
        return self.drawn(self.surface.gradient(*self.walked(steps)))

    def drawn(self, gradient: Gradient) -> Point:
        """Return the tip of the arrow that stands for a gradient, or for a part of one."""
        return gradient.uphill(_DRAWN)

    def walked(self, steps: float) -> Point:
        """Return the place after so many steps, straight between two of them."""
        u, v = (float(np.interp(steps, range(len(self.walk)), axis)) for axis in self.walk.T)
        return u, v

    short_walk = _SHORT_WALK

    def place(self, turns: float, steps: float) -> Point:
        """Return the ball's place: after turns of one knob at a time or, once there are any, after steps."""
        return self.walked(steps) if steps else self.turned(turns)

    @cached_property
    def relief(self) -> Relief:
        """The landscape of the loss around the place where we stand."""
        return relief(self.surface, self.gradient.point, self.walk[1:2].tolist())

    def turned(self, turns: float) -> Point:
        """Return the place as one knob at a time is turned there and back: w up to 1 turn, then b up to 2.

        Each goes as far as the lowest place of its own cut.
        """
        knob = 0 if turns <= 1 else 1
        place = [*self.gradient.point]
        place[knob] += (self.surface.minimum[knob] - place[knob]) * float(np.sin(np.pi * turns)) ** 2
        return place[0], place[1]

    def cut(self, bias: float = _BIAS, share: float = 1.0) -> NDArray[np.float64]:
        """Return places at one bias, (n, 2), from the rim on the left over a share of the way."""
        (u, v), radius = self.relief.middle, self.relief.radius
        half = float(np.sqrt(radius**2 - (bias - v) ** 2))
        places = u - half + 2 * half * share * np.linspace(0, 1, 161)
        return np.column_stack([places, np.full(len(places), bias)])

    @property
    def in_front(self) -> NDArray[np.float64]:
        """The cut of the first picture, (n, 2), from the rim to a little beyond its lowest place."""
        return self.cut(_IN_FRONT, 0.56)

    @property
    def touched(self) -> NDArray[np.float64]:
        """The ends, (2, 2), of a short line along it."""
        middle, reach = _TOUCHED
        return np.array([[middle - reach, _IN_FRONT], [middle + reach, _IN_FRONT]])

    @cached_property
    def loss(self) -> Function:
        """The loss over the weight alone."""
        return self.model.loss_of_weight(_BIAS)

    roll = _START, _END

    def window(self, shape: float) -> Window:
        """Return the window of that curve, as wide as the landscape, in which its first slope is steep.

        shape: the width of the region that it fills, over its height.
        """
        middle, radius, top = self.relief.middle[0], self.relief.radius, self.relief.top
        seen = Window(middle - 1.04 * radius, middle + 1.04 * radius, -0.04 * top, 1.02 * top)
        return steepened(seen, self.loss.slope(_START), shape)

    #: From where to where a knob turns, and how far it does as one function feeds the next.
    turns = -4.0, 8.0
    nudge = 6.0, 4.0

    @property
    def bias(self) -> float:
        """The bias that is held still."""
        return _BIAS

    @property
    def dots_window(self) -> Window:
        """The numbers among which the dots stand, with room for the line at the knob's first weight."""
        t, y = self.model.inputs, self.model.targets
        across, up = 0.4 * float(np.ptp(t)), 0.8 * float(np.ptp(y))
        return Window(t.min() - across, t.max() + across, y.min() - up, y.max() + up)

    @property
    def closer(self) -> tuple[Point, float]:
        """The middle of the map that is come closer to for the arrow, and how much closer."""
        (u, v), (p, q) = self.surface.minimum, self.uphill(0.0)
        return ((u + p) / 2 - 0.4, (v + q) / 2 - 0.4), 1.65

    #: The radii, in the plane, of the level curves that become plates: those of the losses 1, 9 and 25.
    nested = 1.0, 3.0, 5.0

    @property
    def ringed(self) -> Point:
        """A place on the outermost of them, to point at."""
        return self._beside(self.nested[-1])

    @property
    def filled(self) -> Point:
        """A place within the innermost of them, to point at."""
        return self._beside(self.nested[0] / 2)

    def _beside(self, radius: float) -> Point:
        """Return the place so far from the lowest one, in the direction of what is pointed at."""
        u, v = self.surface.minimum
        return u + radius * math.cos(_POINTED), v + radius * math.sin(_POINTED)

    @property
    def bell(self) -> Normal:
        """A bell curve around the best weight."""
        return Normal(self.surface.minimum[0], _SPREAD)

    def mixed(self, share: float, height: float) -> _Mixed:
        """Return the loss curve turned into the bell curve by this share; the bell is `height` high."""
        return _Mixed(self.loss, self.bell, share, height)

    # Lines

    five = say("Training rests on <five>five ideas.")
    derivative = say(
        "A derivative <rate>tells how strongly the loss reacts to one parameter. "
        "Gradients are <where>made of them."
    )
    partial = say(
        "For a partial derivative, <first>turn one weight and hold the rest still. "
        "Each weight has <other>its own."
    )
    gradient_line = say(
        "The gradient puts all those slopes into <use>one arrow. "
        "It points <uphill>uphill, so descent goes the <where>other way."
    )
    chain = say(
        "Where one function feeds the next, the chain rule <use>multiplies rates. "
        "That is how <where>backpropagation works."
    )
    integral = say(
        "An integral adds small pieces up, to <use>areas or to <expect>averages. "
        "You meet it in <where>probability."
    )
    loop = say(
        "All five serve one loop. <integral>Integrals describe the average loss. "
        "<derivative>Derivatives and the <chain>chain rule find the <gradient>gradient, "
        "which <steers>steers the update."
    )

    @property
    def table(self) -> str:
        """The five ideas as rows of text: name, use in machine learning, where you see it."""
        rows: list[tuple[str, ...]] = [(shown("idea"), shown("what it is for"), shown("where you see it"))]
        for idea in IDEAS:
            use, where = (" ".join(rows_of(text)) for text in (idea.use, idea.where))
            rows.append((shown(idea.name), use, where))
        return "\n".join(" | ".join(row) for row in rows)


@dataclass(frozen=True)
class _Mixed:
    """A curve between the loss and a bell: (1 - share) loss + share (height / peak) density."""

    loss: Function
    bell: Normal
    share: float
    height: float

    def __call__(self, x: ArrayLike) -> NDArray[np.float64]:
        peak = self.bell.density(self.bell.mean)
        bell = np.asarray(self.bell.density(x)) * self.height / peak
        mixed: NDArray[np.float64] = (1 - self.share) * np.asarray(self.loss(x)) + self.share * bell
        return mixed
