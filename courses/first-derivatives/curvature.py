"""Curvature: the slope has a slope of its own, and it tells how a curve bends."""

from manim import VMobject

from calc.derivative import Tangent, tangent
from calc.function import Function
from calc.line import say
from calc.window import Window
from calc.wording import brief
from studio.lesson.lesson import Lesson
from studio.lesson.motion import pulse
from studio.lesson.place import Place
from studio.stage import actors, layout
from studio.stage.fading import late
from studio.stage.plane import Plane, inner
from studio.stage.theme import THEME
from studio.stage.traces import drawn

HEIGHTS, SLOPES = Window(-2.4, 2.4, -4, 4), Window(-2.4, 2.4, -6, 12)


class Curvature(Lesson):
    """The slope of the slope tells how a curve bends"""

    in_course = Place(3, 3)

    def calculate(self) -> None:
        self.f = Function.parse("x**3 - 3*x")
        self.slope = Function.of(self.f.derivative_expression)
        self.up, self.down = tangent(self.slope, 1.0), tangent(self.slope, -1.0)

    def cast(self) -> None:
        f, g = self.f, self.slope
        self.x = self.track("x", -2.0)
        self.plane = Plane(layout.TITLE, HEIGHTS, bare=True)
        self.below = Plane(inner(layout.RIGHT_ROOM, SLOPES), SLOPES, "x", "f'", roles=("muted", "slope"))
        self.curve = self.plane.curve(f)
        self.ball = self.hero = actors.dot(self.plane, f.point, self.x)
        self.tangent = actors.tangent(self.plane, f.point, f.slope, self.x, reach=1.2)
        self.trace = drawn(self.below, g, self.x, -2.0, THEME.slope)
        self.second = actors.dot(self.below, g.point, self.x, "slope")
        self.bend = actors.tangent(self.below, g.point, g.slope, self.x, "bend")

    def construct(self) -> None:
        up, down = ({"x": brief(t.x), "bend": brief(t.slope)} for t in (self.up, self.down))
        self.open(self.plane, self.curve)
        line = say("Here is a curve with a top and a bottom. Its slope <changes>changes as we go.")
        with self.beat("curve", line, title="The slope has a slope"):
            self.then(self.plane.move(HEIGHTS, inner(layout.LEFT_ROOM, HEIGHTS)), late(self.below))
            self.on("changes", self.ball, self.tangent, self.second)
        with self.beat("draw", say("Let us draw that slope on the right, while the ball <rolls>rolls.")):
            self.add(self.trace)
            self.on("rolls", self.set_formula((self.f.slope_typst, "slope")), self.x.to(2.0, 5.0))
        line = say("It is a curve, too. At {x}, its slope is <bend>{bend}: the second derivative.", **up)
        with self.beat("second", line, title="The second derivative"):
            self.remove(self.trace)  # all of it stays, wherever the ball is
            self.add(self.below.curve(self.slope, THEME.slope, low=-2.0, high=2.0))
            rise = actors.triangle(self.below, self.up.x, self.up.y, self.up.slope, up["bend"])
            self.measure(self.up, self.bend, rise)
        line = say("It is above 0. So the slope grows, and the curve bends <up>up, like a bowl.")
        with self.beat("up", line):
            self.on("up", self.x.to(1.6), run_time=1.0)
            self.then(self.x.to(self.up.x))
        with self.beat("guess", say("And at {x}? Does it bend up there, or down?", x=down["x"])):
            self.guess(layout.COUNTDOWN)
        line = say("At {x}, it is <bend>{bend}. There the curve bends <down>down, like a hill.", **down)
        with self.beat("down", line, title="Top or bottom"):
            self.measure(self.down)
            self.on("down", pulse(self.ball))
        line = say("Both have slope 0. The bend tells the <top>top from the bottom that we <want>want.")
        with self.beat("use", line):
            self.on("top", pulse(self.ball))
            self.on("want", self.x.to(self.up.x, 2.0))
        self.close()

    def measure(self, here: Tangent, *come: VMobject) -> None:
        self.then(self.x.to(here.x, 2.0), self.plane.tell(here.x))
        formula = self.set_formula((f"f'' = {brief(here.slope)!s}", "slope"))
        self.on("bend", formula, *come)
        self.note(*come[1:])
