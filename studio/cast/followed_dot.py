"""FollowedDot: one dot of the data on a plane, the line that should pass through it, and its miss."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Line, VGroup, VMobject

from calc.stories.chain import Chain
from calc.window import Window
from studio.stage import style
from studio.stage.marks import Ball, dash, data_dot
from studio.stage.placement import first_clear, kept_off, place_beside
from studio.stage.plane import Plane
from studio.stage.style import Layer, tint
from studio.stage.text import words
from studio.stage.theme import THEME, Region
from studio.stage.witness import Mark, Slope

_ROOM = 1.35  # of the highest number
_CLEAR = 0.1  # units between the dot's name and the edge of a line
_STEEP = 1.2  # the line's slope on the screen, where the window can be chosen for it
_NARROW, _WIDE = 3.0, 12.0  # inputs that the window holds, in inputs of the dot


class FollowedDot:
    """plane, dot, feet (its two dashed lines), line, ball (the prediction on it), and miss, with its number;
    the lesson brings each on. Where the line meets the dot, there is no miss to be seen.
    """

    def __init__(self, chain: Chain, region: Region) -> None:
        t, y, p = (chain.run[name] for name in "typ")
        self.plane = plane = Plane(region, _window(chain, region), "t", "p")
        window = plane.window
        self.dot = data_dot().move_to(plane.point(t, y))
        self.dot[1].witness = lambda core: Mark("the dot", plane, t, y, core)
        self.feet = []
        for foot in ((t, window.bottom), (window.left, y)):
            line = VMobject(stroke_color=tint(THEME.text, 0.6), stroke_width=style.AXIS)
            dash(line.set_z_index(Layer.GHOST), plane.point(t, y), plane.point(*foot))
            line.scenery = True
            self.feet.append(line)
        ends = _clipped(window, chain.weight, chain.bias)
        self.line = Line(*plane.points_at(*ends), color=THEME.parameter, stroke_width=style.CURVE)
        self.line.set_z_index(Layer.CURVE)
        self.line.witness = lambda line: Slope("line", plane, 0.0, chain.bias, chain.weight, line)
        self.ball = Ball().at(plane.point(t, p))
        self.miss = VGroup()
        if p != y:
            bar = Line(plane.point(t, y), plane.point(t, p), color=THEME.loss, stroke_width=style.MISS)
            number = words(str(chain.named("m")), style.READOUT, THEME.loss)
            side = RIGHT if chain.weight * (p - y) >= 0 else LEFT
            number.next_to(bar, side, buff=0.25)
            self.miss.add(bar.set_z_index(Layer.TRAIL), number)
        self.name = words(f"({chain.named('t')}, {chain.named('y')})", style.LABEL)
        beside = RIGHT if (chain.weight >= 0) == (p >= y) else LEFT  # where the line is not
        usual = self.name.next_to(self.dot, beside + (DOWN if p >= y else UP), buff=0.1).get_center()
        lines, texts = [*plane.axes, self.line, *self.miss[:1]], self.miss[1:]
        near = [kept_off(lines, style.AXIS, _CLEAR)]
        room = Region(region.left, region.right, region.bottom + _CLEAR, region.top)  # off the ticks below
        if first_clear(self.name, [usual], near, texts, within=room)[1] < 0:
            place_beside(self.name, self.dot.get_center(), [*lines, *self.feet], texts, beside[:2], room)

    @property
    def cast(self) -> list[Any]:
        """All that can stand."""
        return [self.plane, self.dot, *self.feet, self.line, self.ball, self.miss, self.name]


def _window(chain: Chain, region: Region) -> Window:
    """Return the numbers in which dot, prediction and miss can be seen, and the line at a slant."""
    t, y, p = (chain.run[name] for name in "typ")
    low, high = _ROOM * min(0.0, y, p), _ROOM * max(0.0, y, p)
    if 0 < abs(p - y) < 0.1 * (high - low):
        low, high = min(p, y) - 4 * abs(p - y), max(p, y) + 4 * abs(p - y)
    if low == high:
        low, high = -1.0, 1.0
    size = abs(t) or 1.0
    slanted = _STEEP * (region.width / region.height) * (high - low) / max(abs(chain.weight), 1e-9)
    width = float(np.clip(slanted, _NARROW * size, _WIDE * size))
    return Window(t - width / 2, t + width / 2, low, high)


def _clipped(window: Window, slope: float, start: float) -> tuple[list[float], list[float]]:
    """Return the two ends, xs and ys, of a line inside of a window."""
    xs = [window.left, window.right]
    if slope:
        levels = sorted((level - start) / slope for level in (window.bottom, window.top))
        xs = [max(xs[0], levels[0]), min(xs[1], levels[1])]
    return xs, [slope * x + start for x in xs]
