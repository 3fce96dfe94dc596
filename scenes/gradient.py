"""Gradient: all partial slopes in one arrow, which points the steepest way up."""

from types import SimpleNamespace

import numpy as np
from manim import Create, FadeIn, FadeOut, TransformFromCopy, VGroup, linear

from calc.gradient import Point
from calc.model import Model
from calc.stories.gradient import STRETCH, GradientStory
from calc.stories.surface import apart, height
from calc.wording import brief, decimals
from scenes import place
from studio.cast.surface import Bowl
from studio.lesson.lesson import Lesson
from studio.lesson.parameters import NumberParameter, NumbersParameter, SurfaceParameter
from studio.stage import layout, style
from studio.stage.emphasis import Focus
from studio.stage.formula import Formula
from studio.stage.marks import ghost
from studio.stage.panel import Panel
from studio.stage.readout import Readout
from studio.stage.style import Layer, tint
from studio.stage.text import math, words
from studio.stage.theme import THEME


class Gradient(Lesson):
    """All partial slopes in one arrow, which points the steepest way up."""

    function = SurfaceParameter(Model().surface, "the surface, a formula of two letters")
    point = NumbersParameter((5.0, 5.0), "where on it we stand", NumberParameter(0, ""), 2, 2)
    learning_rate = NumberParameter(
        0.1, "what the gradient is multiplied by in a step against it", above=0, high=1e6
    )
    in_course = place("Gradient")

    def calculate(self) -> None:
        self.tell = GradientStory.at(self.function, (self.point[0], self.point[1]), self.learning_rate)

    # The cast

    def cast(self) -> None:
        tell = self.tell
        gradient = tell.gradient
        self.bowl = Bowl(tell.relief)
        self.share = self.bowl.arrow_share(gradient)
        self.step = self.track("step")  # how far along the gradient, as a share of its vector
        self.lift = self.track("lift", 1.0)  # of the arrow, from the level onto the wall
        self.angle = self.track("angle")  # of the hand, from the level curve on the right of the arrow
        self.stretch = self.track("stretch", 1.0)
        self.ball = self.hero = self.bowl.dot(self.at, self.step)
        self.arrow = self.bowl.arrow(self.at, self.tip, self.step, lift=self.lift)
        self.parts = [self.bowl.arrow(self.at, self.side(axis), self.step) for axis in (0, 1)]

    def at(self, step: float) -> Point:
        return self.tell.gradient.uphill(step)

    def tip(self, step: float) -> Point:
        u, v = self.at(step)
        slopes = self.tell.surface.slopes(u, v)
        return u + self.share * slopes[0], v + self.share * slopes[1]
