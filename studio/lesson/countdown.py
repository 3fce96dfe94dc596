"""The ring that counts a predict pause down: think now, the answer follows."""

import math

from manim import DOWN, PI, TAU, Animation, Arc, Circle, FadeIn, VGroup, linear

from studio.stage.change import Change
from studio.stage.style import Layer
from studio.stage.text import words
from studio.stage.theme import THEME

#: Seconds to guess in.
THINK = 3.0

_RADIUS = 0.38


class CountdownRing(VGroup):
    """A ring that empties clockwise in `seconds`, with the whole seconds left inside it.

    radius: a large ring runs round what it asks about, and its number stands below the middle.
    """

    def __init__(self, seconds: float, radius: float = _RADIUS) -> None:
        super().__init__()
        self._seconds, self._radius = seconds, radius
        self._below = 0.55 * radius if radius > 2 * _RADIUS else 0.0
        self.track = Circle(radius, color=THEME.panel, stroke_width=10)
        self.left = self._arc(1.0)
        self.digits = [words(str(n), THEME.body) for n in range(1, math.ceil(seconds) + 1)]
        self.digit = self.digits[-1].copy().shift(self._below * DOWN)
        self.add(self.track, self.left, self.digit).set_z_index(Layer.TEXT)

    def _arc(self, share: float) -> Arc:
        arc = Arc(self._radius, start_angle=PI / 2, angle=TAU * max(share, 1e-3))
        return arc.set_stroke(THEME.text, width=10).set_z_index(Layer.TEXT)

    def appear(self) -> Animation:
        """The play that brings the full ring on."""
        return FadeIn(self, run_time=0.25)

    def count_down(self) -> Animation:
        """The play that empties the ring; its run time is the caller's."""
        return Change(self, self._empty, rate_func=linear)

    def _empty(self, _ring: VGroup, share_gone: float) -> None:
        centre = self.track.get_center()
        self.left.become(self._arc(1 - share_gone).shift(centre))
        seconds_left = math.ceil(self._seconds * (1 - share_gone))
        self.digit.become(self.digits[max(seconds_left, 1) - 1].copy().move_to(centre + self._below * DOWN))
