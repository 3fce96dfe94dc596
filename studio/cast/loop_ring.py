"""The loop of training as a ring: three plates, loss on top, and a light that runs round through them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import UP, Arc, Polygon, VGroup, VMobject
from numpy.typing import NDArray

from calc.line import label, shown
from studio.stage import style
from studio.stage.following import follow
from studio.stage.marks import RoundedBox
from studio.stage.readout import Readout, tail_of_a_number
from studio.stage.style import Layer, tint
from studio.stage.text import code, code_advance, naming, words
from studio.stage.theme import THEME, Region

#: The steps of the loop in order, and the role in the theme of what each is about.
STEPS = ((label("loss"), "loss"), (label("gradient"), "slope"), (label("update"), "parameter"))

#: Its middle and radius where it has the stage, and the region inside of it.
RING = (0.0, 0.1), 2.05
INSIDE = Region(-1.15, 1.15, -0.5, 1.2)

_ANGLES = np.radians([90.0, -30.0, -150.0])  # of the plates, clockwise from the top
_PLATE = 1.8, 1.08  # units across and up
_TAILS = 1.75  # times the tail of a number: so much higher is a plate, above and below together
_GAP = 0.14  # units between an arc and a plate
_HEAD = 0.3
_DARK = 0.08  # of its colour, in a plate that is not lit
_LIGHT = 0.8  # units of an arc that are lit
#: The share of each third of a trip for which a plate is lit, before the light sets out for the next.
STAY = 0.4

Array = NDArray[np.float64]


class LoopRing(VGroup):
    """plates, arcs and names stand; the light and the shine of the plates follow `trips`.

    At k trips the plate of the loss is lit for the k-th time, at k + 1/3 that of the gradient, at k + 2/3
    that of the update; in between, a light runs along the arc.

    numbers: for each plate, what is called at every frame for its number, its decimals, and the longest text
    that it comes to; none for plates with their names only. `values` are brought on by the lesson. plate: how
    wide and high each plate is.
    """

    def __init__(
        self,
        centre: Sequence[float],
        radius: float,
        trips: Any,
        numbers: Sequence[tuple[Callable[[], float], int | None, str]] = (),
        plate: tuple[float, float] = _PLATE,
    ) -> None:
        super().__init__()
        self._size = plate
        self.centre, self.radius = np.array([*centre, 0.0][:3]), radius
        self.plates, self.names, self.values = VGroup(), VGroup(), VGroup()
        self._trips = trips
        longest = max((len(text) for *_, text in numbers), default=0)
        size = style.READOUT if (longest + 1) * code_advance(style.READOUT) <= plate[0] else style.LABEL
        if numbers:
            self._size = plate[0], plate[1] + _TAILS * tail_of_a_number(size)
        for index, (name, role) in enumerate(STEPS):
            self.plates.add(self._plate(index, getattr(THEME, role)))
            text = naming(words(shown(name), style.LABEL, getattr(THEME, role)), self.plates[-1])
            text.in_table = True
            y = self.place(index)[1] + (0.25 if numbers else 0.0)
            text.move_to([self.place(index)[0], y, 0.0]).shift((y - text.midline) * UP)
            self.names.add(text)
            if numbers:
                value, places, widest = numbers[index]
                readout = Readout(value, places, size=size, colour=getattr(THEME, role))
                right = self.place(index) + np.array([code(widest, size).width / 2, -0.23, 0.0])
                self.values.add(readout.stand(right))
        self.arcs = VGroup(*(self._arc(index) for index in range(3)))
        self.light = self._light()
        self.add(self.arcs, self.plates, self.names, self.light)

    def place(self, index: int) -> Array:
        """Return the middle, (3,), of a plate."""
        angle = _ANGLES[index]
        return self.centre + self.radius * np.array([np.cos(angle), np.sin(angle), 0.0])

    def edge(self, index: int, start: Array) -> Array:
        """Return the point, (3,), of a plate's edge on the straight way there from `start`."""
        way = self.place(index) - start
        half = np.array(self._size) / 2 + _GAP
        share = float(np.min(half / np.maximum(np.abs(way[:2]), 1e-9)))
        return self.place(index) - share * way

    def _plate(self, index: int, colour: str) -> VMobject:
        (x, y, _), (across, up) = self.place(index), np.array(self._size) / 2
        plate = RoundedBox(Region(x - across, x + across, y - up, y + up))
        plate.set_stroke(colour, style.AXIS).set_fill(tint(colour, _DARK), 1).set_z_index(Layer.PLATE)

        def shine(plate: VMobject) -> None:
            lit = self._lit(index)
            share = _DARK + (style.FAINT - _DARK) * lit  # more, and its name could not be read
            plate.set_fill(tint(colour, share)).set_stroke(width=style.AXIS + 3 * lit)

        return follow(plate, shine, lambda: self._lit(index))

    def _lit(self, index: int) -> float:
        """Return how brightly a plate shines now, 0 to 1."""
        here, gone = stage_of(float(self._trips.get_value()))
        if index == here:
            return float(np.clip(1 - gone / 0.3, 0, 1))
        return float(np.clip((gone - 0.7) / 0.3, 0, 1)) if index == (here + 1) % 3 else 0.0

    def _ends(self, index: int) -> tuple[float, float]:
        """Return the angles at which an arc leaves a plate and comes to the next one, clockwise."""
        ends = []
        turns = np.linspace(0, 2 * np.pi / 3, 241)
        for plate, way in ((index, -1), ((index + 1) % 3, 1)):
            angles = _ANGLES[plate] + way * turns
            points = self.radius * np.column_stack([np.cos(angles), np.sin(angles)])
            off = np.abs(points - (self.place(plate) - self.centre)[:2])
            clear = (off > np.array(self._size) / 2 + _GAP).any(axis=1)
            ends.append(float(angles[np.argmax(clear)]))
        start, stop = ends
        while stop > start:
            stop -= 2 * np.pi
        return start, stop

    def _arc(self, index: int) -> VGroup:
        start, stop = self._ends(index)
        neck = stop + 0.8 * _HEAD / self.radius
        arc = Arc(self.radius, start, neck - start, arc_center=self.centre, color=THEME.muted)
        arc.set_stroke(width=style.TRAIL)
        tip, back = self._at(stop), self._at(stop + _HEAD / self.radius)
        along = (tip - back) / np.linalg.norm(tip - back)
        across = 0.45 * _HEAD * np.array([-along[1], along[0], 0.0])
        head = Polygon(tip, back + across, back - across, color=THEME.muted, fill_opacity=1, stroke_width=0)
        return VGroup(arc, head).set_z_index(Layer.ARROW)

    def _at(self, angle: float) -> Array:
        found: Array = self.centre + self.radius * np.array([np.cos(angle), np.sin(angle), 0.0])
        return found

    def _light(self) -> VMobject:
        glow = VMobject(stroke_width=style.ARROW + 2).set_z_index(Layer.HALO)

        def run(glow: VMobject) -> None:
            here, gone = stage_of(float(self._trips.get_value()))
            start, stop = self._ends(here)
            length = _LIGHT / self.radius
            last = start + gone * (stop - length - start)  # it comes out of one plate, and goes into the next
            first, last = min(last + length, start), max(last, stop)
            if first - last < 1e-6:
                glow.clear_points()
                return
            glow.set_points(Arc(self.radius, first, last - first, arc_center=self.centre).points)
            glow.set_stroke(getattr(THEME, STEPS[here][1]), opacity=(first - last) / length)

        return follow(glow, run, self._trips.get_value)


def stage_of(trips: float) -> tuple[int, float]:
    """Return the plate that was reached last, and the share of the arc after it that the light has run."""
    thirds = 3 * trips + 1e-9
    whole = int(thirds // 1)
    return whole % 3, min(max(thirds - whole - STAY, 0.0) / (1 - STAY), 1.0)
