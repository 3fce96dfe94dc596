"""Plates: functions as plates, one inside the other or in a row joined by arrows, along which light runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from manim import Animation, VGroup, VMobject, smooth
from numpy.typing import NDArray

from calc.line import shown
from calc.stories.chain import Chain
from calc.tongue import tongue
from calc.wording import Wording
from studio.stage import style
from studio.stage.change import Change
from studio.stage.following import follow
from studio.stage.formula import Formula
from studio.stage.marks import Arrow, RoundedBox
from studio.stage.style import Layer, tint
from studio.stage.text import code, name_with_letter
from studio.stage.theme import THEME, Region

_ABOVE, _INSIDE = 0.35, -0.36  # of a plate's upper edge: where its name stands
_PADDING = 0.3
_LIGHT = 0.5  # units of a wire that are lit


class Plate(VGroup):
    """A plate in the colour of its role, and its name with its letter; `move` brings it to another region.

    frame: the plate. label: the name, brought on by the lesson; it stands above the plate or inside of it.
    """

    def __init__(self, word: str, letter: str, role: str, region: Region, inside: bool = False) -> None:
        super().__init__()
        self.colour = getattr(THEME, role)
        self.region, self._inside = region, float(inside)
        looks = {"stroke_color": self.colour, "fill_color": tint(self.colour, style.FAINT)}
        self.frame = RoundedBox(region, stroke_width=style.AXIS, **looks)
        self.frame.set_fill(opacity=1).set_z_index(Layer.PLATE)
        self.label = name_with_letter(shown(word), letter, style.LABEL, self.colour)
        self.add(self.frame)
        self._place()

    @property
    def centre(self) -> NDArray[np.float64]:
        """The middle of the plate, (3,)."""
        return np.array(self.region.centre)

    def _place(self) -> None:
        region = self.region
        self.frame.cover(region)
        y = region.top + _ABOVE + (_INSIDE - _ABOVE) * self._inside
        word = self.label[0]
        shift = [region.centre[0] - self.label.get_center()[0], y - word.midline, 0.0]
        self.label.shift(np.array(shift))

    def move(self, region: Region, inside: bool = False, seconds: float = style.TURN) -> Animation:
        """Return the play that brings the plate to a region, its name inside of it or above."""
        start, inner = self.region, self._inside

        def change(_: Any, share: float) -> None:
            self.region = start.towards(region, share)
            self._inside = float(inside if share > 0.5 else inner)
            if inside != inner:  # the name would cross its plate's edge
                self.label.set_opacity(max(0.0, 1 - 5 * min(share, 1 - share)))
            self._place()

        moved: Animation = Change(self, change, run_time=seconds, rate_func=smooth)
        return moved


class Value(VMobject):
    """A number in monospace digits, in the middle of a region: it shows what `wording()` returns.

    middle: asked at every frame for the point, (3,), to stand at instead.
    """

    def __init__(
        self,
        region: Region,
        colour: str,
        wording: Callable[[], Wording | str],
        size: float = style.RESULT,
        middle: Callable[[], NDArray[np.float64]] | None = None,
    ) -> None:
        super().__init__(fill_color=colour, fill_opacity=1, stroke_width=0)
        self.set_z_index(Layer.TEXT)
        self.text, self.cap_height = "", size

        def show(value: Value) -> None:
            text = tongue().written(str(wording()))
            if text != value.text:
                line = code(text, size)
                if line.width > region.width - _PADDING:
                    line = code(text, max(style.LABEL, size * (region.width - _PADDING) / line.width))
                value.text, value.cap_height = text, line.cap_height
                value.set_points(line.move_to(region.centre)[0].points)
            if middle is not None:
                value.move_to(middle())

        follow(self, show)


def wire(one: Region, other: Region) -> Arrow:
    """Return the arrow from a plate to the next one of a row."""
    y = one.centre[1]
    return slanted([one.right, y, 0.0], [other.left, y, 0.0])


def slanted(start: Sequence[float], end: Sequence[float]) -> Arrow:
    """Return the arrow from a point to another, each (3,), a little apart from both."""
    tail, tip = np.array(start), np.array(end)
    apart = 0.08 * (tip - tail) / np.linalg.norm(tip - tail)
    return Arrow(THEME.muted, style.TANGENT, 0.26).place(tail + apart, tip - apart)


def light(points: Sequence[NDArray[np.float64]], tracker: Any, colour: str) -> VMobject:
    """Return a piece of light on the way through these points, each (3,): at point k as the tracker is k.

    It comes out of the first point, and goes into the last one. It runs above arrows, and below plates.
    """
    glow = VMobject(stroke_color=colour, stroke_width=style.ARROW + 3).set_z_index(Layer.HALO)
    lengths = np.linalg.norm(np.diff(np.array(points), axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(lengths)])

    places = np.array(points)

    def at(distance: Any) -> NDArray[np.float64]:
        return np.stack([np.interp(distance, along, places[:, axis]) for axis in range(3)], axis=-1)

    stops = np.array([-_LIGHT / 2, *along[1:-1], along[-1] + _LIGHT / 2])

    def reached(value: Any) -> Any:
        return np.interp(value, range(len(points)), stops)

    def place(glow: VMobject) -> None:
        middle = float(reached(tracker.get_value()))
        start, end = np.clip([middle - _LIGHT / 2, middle + _LIGHT / 2], 0, along[-1])
        glow.set_stroke(opacity=min((end - start) / _LIGHT, 1.0))
        corners = [distance for distance in along if start < distance < end]
        glow.set_points_as_corners(at(np.array([start, *corners, end])))

    if hasattr(tracker, "paths"):
        tracker.paths.append(lambda values: at(reached(values)))
    return follow(glow, place, tracker.get_value)


def wake(way: Sequence[NDArray[np.float64]], tracker: Any, colour: str) -> VMobject:
    """Return the line that light leaves behind on its way between two points, each (3,), below plates."""
    start, end = way
    line = VMobject(stroke_color=tint(colour, style.DIM), stroke_width=style.TRAIL).set_z_index(Layer.TRAIL)
    line.scenery = True  # it belongs to what it joins

    def place(line: VMobject) -> None:
        line.set_points_as_corners([start, start + float(tracker.get_value()) * (end - start)])

    return follow(line, place, tracker.get_value)


def step_formula(chain: Chain, k: int, room: float) -> Formula:
    """Return what the k-th step computes, with numbers for what is held still where they fit."""
    held = {name: float(f"{chain.run[name]:.4g}") for name in "bty"}
    step = chain.graph.steps[k]
    if all(held[name] == chain.run[name] for name in held):
        formula = Formula((step.typst(**held), "text"), size=style.LABEL)
        if formula.width <= room and "frac" not in formula.text:
            return formula
    return Formula((step.typst(), "text"), size=style.LABEL)
