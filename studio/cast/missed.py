"""Missed: what is written about a line's misses on its plane, under its dial, and about a nudge of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import RIGHT, Line, VGroup, VMobject
from numpy.typing import NDArray

from calc.line import shown
from calc.stories.line import Turning
from calc.window import Window
from calc.wording import brief, decimals, in_places, signed
from studio.cast.dial import Dial
from studio.cast.line_plane import LinePlane
from studio.lesson.motion import Tracker
from studio.stage import style
from studio.stage.following import follow
from studio.stage.marks import Cased, data_dot
from studio.stage.placement import place_beside
from studio.stage.readout import Readout
from studio.stage.style import Layer
from studio.stage.text import Label, code, naming, words
from studio.stage.theme import THEME, Region

_CLOSER = 10.0  # times, for the nudge to be seen
_ASIDE = 0.45, 0.6  # where in the closer window the line's end stands: across, and away from its dot
_APART = 0.45  # units between the parts of the row
_EDGE = 0.12  # units, from the numbers of the axes
SWELL = 1.1  # times as large the row becomes where it is pointed out
_CAP = 0.09  # units: half of a bracket's end


def _carry(label: Label, off: NDArray[np.float64], plane: LinePlane, t: float, y: float) -> None:
    """Let a label keep this far off a place of a plane, wherever the plane goes."""
    follow(label, lambda label: label.move_to(plane.point(t, y) + off), plane.moment)


def _scale(plane: LinePlane) -> list[Label]:
    """Return the numbers of a plane's axes."""
    return [part for part in plane.marks if isinstance(part, Label)]


def _lines(plane: LinePlane, turning: Turning) -> list[VMobject]:
    """Return the bars of the misses, then the line on its way to the best weight, and the axes."""
    points = zip(turning.model.points, turning.misses, strict=True)
    bars = [Line(plane.point(t, y), plane.point(t, y + miss)) for (t, y), miss in points]
    return [*bars, *(plane.ghost(w).line for w in np.linspace(turning.weight, turning.best, 7)), *plane.axes]


class Missed:
    """names: the dots' coordinates. numbers: each miss beside its bar. row: the misses now, under the dial.

    places: planes that stand where this one is going to stand; the names find room on all of them, the
    numbers on the last one.
    """

    def __init__(
        self, plane: LinePlane, places: Sequence[LinePlane], turning: Turning, weight: Tracker, dial: Dial
    ) -> None:
        self.plane, self.turning, there = plane, turning, places[-1]
        left, right, bottom, top = (
            getattr(there.region, side) for side in ("left", "right", "bottom", "top")
        )
        room = Region(left + _EDGE, right, bottom + _EDGE, top)
        self.names, self.numbers = VGroup(), VGroup()
        points = list(zip(turning.model.points, turning.misses, strict=True))
        lines = {place: _lines(place, turning) for place in places}
        for dot, ((t, y), miss) in zip(plane.dots, points, strict=True):
            label = naming(words(f"({brief(t)!s}, {brief(y)!s})", style.LABEL), dot)
            at, away = there.point(t, y), (0.4 * (float(np.sign(t)) or 1.0), -float(np.sign(miss)) or 1.0)
            around = [line.copy().shift(at - place.point(t, y)) for place in places for line in lines[place]]
            texts, spot = [*_scale(there), *self.names], data_dot().move_to(at)
            self.names.add(place_beside(label, at, around, texts, away, room, [spot]))
        bars = lines[there][:2]
        for bar, line, ((t, _), miss) in zip(plane.misses, bars, points, strict=True):
            if miss:
                label = naming(words(str(signed(miss, digits=4)), style.READOUT, THEME.loss), bar)
                others = [*_scale(there), *self.names, *self.numbers]
                aside = float(np.sign(t * miss * turning.weight)) or 1.0
                at, side = line.get_center(), (aside, 0.0)
                self.numbers.add(place_beside(label, at, lines[there], others, side, room, [line]))
        # Now, not before: it takes them away from where the numbers were to find room beside them.
        for label, ((t, y), _) in zip(self.names, points, strict=True):
            _carry(label, label.get_center() - there.point(t, y), plane, t, y)
        self.row = self._row(weight, dial, there.region.right)

    def _row(self, weight: Tracker, dial: Dial, edge: float) -> VGroup:
        turning = self.turning
        told = [turning.misses_at(w) for w in (turning.weight, turning.nudged, turning.best)]
        places = decimals(*np.ravel(told), least=1)
        widest = max((str(in_places(miss, places, signed)) for miss in np.ravel(told)), key=len)
        label = words(shown("misses"), style.LABEL, THEME.muted)
        x, y = dial.face.get_center()[0], dial.label.get_bottom()[1] - 0.22 - style.READOUT / 2
        room, size = 2 * min(x - edge, THEME.safe.right - x) / SWELL, style.READOUT
        if 2 * code(widest, size).width + _APART > room:
            size = style.LABEL
        width = code(widest, size).width
        parts = [label] if label.width + 2 * (_APART + width) <= room else []
        whole = sum(part.width + _APART for part in parts) + 2 * width + _APART
        right = x + whole / 2
        row = VGroup(*parts)
        label.move_to([x - whole / 2 + label.width / 2, y, 0.0])
        for index in range(2):

            def miss(index: int = index) -> float:
                return turning.misses_at(weight.get_value())[index]

            number = Readout(miss, places, size=size, colour=THEME.loss, wording=signed)
            row.add(number.stand(np.array([right - (1 - index) * (width + _APART), y, 0.0])))
        for part in row:
            part.in_table = True
        return row

    @property
    def other_bars(self) -> list[VMobject]:
        """The bars of the dots that are missed by less than the one that `closer` shows."""
        bars = zip(self.plane.misses, self.turning.model.inputs, strict=True)
        return [bar for bar, t in bars if t != self.longest[0]]

    @property
    def longest(self) -> tuple[float, float]:
        """The input of the dot that is missed by most, the last of such, and the miss."""
        found = zip(self.turning.model.inputs.tolist(), self.turning.misses, strict=True)
        return max(found, key=lambda dot: (round(abs(dot[1]), 9), dot[0]))

    def closer(self) -> Window:
        """Return the window around the line's end over that dot, in which a nudge can be seen."""
        home, (t, miss) = self.plane.window, self.longest
        width, height = (home.right - home.left) / _CLOSER, (home.top - home.bottom) / _CLOSER
        end = self.turning.model.predict(self.turning.weight, self.turning.intercept, t)
        below = _ASIDE[1] if miss > 0 else 1 - _ASIDE[1]
        left, bottom = t - _ASIDE[0] * width, end - below * height
        return Window(left, left + width, bottom, bottom + height)

    def bracket(self) -> VGroup:
        """Return the bracket over what the nudge takes off that miss, with its number."""
        turning, plane, (t, _) = self.turning, self.plane, self.longest
        heights = [
            float(turning.model.predict(w, turning.intercept, t)) for w in (turning.weight, turning.nudged)
        ]
        line = Cased(THEME.text, style.TANGENT, Layer.TANGENT)
        caps = VMobject(stroke_color=THEME.text, stroke_width=style.TANGENT).set_z_index(Layer.TANGENT)

        def place(_: VGroup) -> None:
            ends = [plane.point(t, y) for y in heights]
            line.set_path(np.array(ends))
            caps.clear_points()
            for at in ends:
                caps.start_new_path(at - _CAP * RIGHT)
                caps.add_line_to(at + _CAP * RIGHT)

        whole = VMobject().set_points_as_corners([plane.point(t, y) for y in heights])
        number = code(str(signed(-abs(heights[1] - heights[0]))), style.READOUT, THEME.loss)
        lines = [
            *(plane.ghost(w).line for w in np.linspace(turning.weight, turning.nudged, 5)),
            *plane.misses,
        ]
        place_beside(number.center(), whole.get_center(), lines, (), (1.0, 0.0), plane.region, [whole])
        return follow(VGroup(line, caps, number), place)
