"""A knob that shows a weight, and the many knobs of a network."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from manim import DOWN, TAU, Circle, Dot, Line, VGroup
from numpy.typing import NDArray

from calc.window import ticks
from studio.stage.arc_arrow import ArcArrow
from studio.stage.plot import follow
from studio.stage.readout import Readout, in_places
from studio.stage.text import code, math, naming
from studio.stage.theme import THEME

# A full turn of the knob leaves a gap at the bottom, as on a radio: from the lower left to the lower right.
_LOWEST, _HIGHEST = 0.625 * TAU, -0.125 * TAU
_MARKS = 20  # at most, and one


def dial(upright: float, values: Iterable[float], least: float) -> tuple[float, float]:
    """The two ends of a knob's turn that stands upright at a value and reaches all the others, with room.

    least: how far it turns to either side at least.
    """
    half = max([least, *(1.15 * abs(value - upright) for value in values)])
    return upright - half, upright + half


class Knob(VGroup):
    """A dial with a pointer at `value` and, below it, its name and the number.

    `dial` (body, marks, pointer) and `label` (name, readout) can be faded in one by one. Turning clockwise
    turns the value up. Call `still` before a play that moves the dial.

    Args:
        value: the weight now; called at every frame.
        low, high: the values at the two ends of the turn; there are marks at round numbers between.
        reaches: values for which its label keeps room, besides the one at the start.
        name: as Typst mathematics; "" for a knob without a label.
    """

    def __init__(
        self,
        value: Callable[[], float],
        low: float,
        high: float,
        centre: Sequence[float],
        radius: float = 1.0,
        name: str = "w",
        places: int | None = 1,
        size: float = THEME.title,
        reaches: Iterable[float] = (),
    ) -> None:
        middle = np.array([*centre, 0.0][:3])
        self.low, self.high = low, high
        self.body = Circle(radius, color=THEME.muted, stroke_width=3).set_fill(THEME.panel, 1).move_to(middle)
        self.marks = VGroup()
        for mark in ticks(low, high, _MARKS):
            out = _toward(self.angle_of(mark))
            self.marks.add(Line(middle + 1.08 * radius * out, middle + 1.18 * radius * out))
        self.marks.set_stroke(THEME.muted, width=THEME.axis_width)
        self.pointer = _pointer(self.body, lambda: self.angle_of(value()), width=8 * min(radius, 1.0))
        self.dial = VGroup(self.body, self.marks, self.pointer)
        self.body.set_z_index(THEME.layers.curve)
        super().__init__(self.dial)
        if name:
            readout = naming(Readout(value, places, size=size, colour=THEME.parameter), self.body)
            letter = naming(math(f"{name} =", size, THEME.parameter), self.body)
            room = (code(str(in_places(each, places)), size)[0].width for each in reaches)
            width = letter.width + 0.18 + max([readout.width, *room])
            below = middle + (1.18 * radius + 0.28 + size / 2) * DOWN
            readout.stand(below + np.array([width / 2, 0.0, 0.0]))
            letter.move_to(below - np.array([width / 2 - letter.width / 2, size / 5, 0.0]))
            self.label = VGroup(letter, readout)
            self.add(self.label)

    def share_of(self, value: float) -> float:
        """How far round the knob stands at this value: 0 at its lowest, 1 at its highest."""
        return (value - self.low) / (self.high - self.low)

    def angle_of(self, value: float) -> float:
        """The direction of the pointer at this value, in radians from the right, counterclockwise."""
        return _angle(self.share_of(value))

    def still(self) -> None:
        """Stop following the value, for good: a pointer cannot follow while a play moves its dial."""
        self.pointer.clear_updaters()

    def turn(self, start: float, stop: float, colour: str | None = None, gap: float = 0.42) -> ArcArrow:
        """An arrow around the dial from one value to another."""
        middle, reach = self.body.get_center(), self.body.width / 2 * 1.18 + gap
        first, last = self.angle_of(start), self.angle_of(stop)
        return ArcArrow(
            middle + reach * _toward(first),
            middle + reach * _toward(last),
            last - first,
            colour or THEME.parameter,
            width=6,
        )


class KnobGrid(VGroup):
    """Many small knobs in rows: those of a network. `knobs[i]` is a body and its pointer.

    Args:
        values: called at every frame for the values of all knobs, 0 (lowest) to 1 (highest), row by row.
        rows, columns: how many there are.
        centre: where the middle of the grid stands.
        pitch: from one knob to the next.
    """

    def __init__(
        self,
        values: Callable[[], NDArray[np.float64]],
        rows: int,
        columns: int,
        centre: Sequence[float],
        pitch: float = 0.8,
    ) -> None:
        middle = np.array([*centre, 0.0][:3])
        self.knobs = VGroup()
        for index in range(rows * columns):
            row, column = divmod(index, columns)
            offset = pitch * np.array([column - (columns - 1) / 2, (rows - 1) / 2 - row, 0.0])
            self.knobs.add(self._small(values, index, middle + offset, 0.36 * pitch))
        super().__init__(*self.knobs)

    @staticmethod
    def _small(
        values: Callable[[], NDArray[np.float64]], index: int, at: NDArray[np.float64], radius: float
    ) -> VGroup:
        body = Circle(radius, color=THEME.muted, stroke_width=2).set_fill(THEME.panel, 1).move_to(at)
        body.set_z_index(THEME.layers.curve)
        pointer = _pointer(body, lambda: _angle(float(values()[index])), width=4)
        return VGroup(body, pointer)


def _angle(share: float) -> float:
    return _LOWEST + (_HIGHEST - _LOWEST) * share


def _toward(angle: float) -> NDArray[np.float64]:
    return np.array([np.cos(angle), np.sin(angle), 0.0])


def _pointer(body: Circle, angle: Callable[[], float], width: float) -> VGroup:
    line = Line(stroke_width=width, color=THEME.parameter)
    hub = Dot(radius=0.5 * width / 100, color=THEME.parameter)
    pointer = VGroup(line, hub).set_z_index(THEME.layers.tangent)

    def place(pointer: VGroup) -> None:
        middle, reach = body.get_center(), body.width / 2
        pointer[0].set_points_as_corners([middle, middle + 0.82 * reach * _toward(angle())])
        pointer[1].move_to(middle)

    return follow(pointer, lambda pointer: place(pointer))
