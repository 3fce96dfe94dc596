"""SlopeRules: powers, sums and products, at one place of one curve after the other."""

from manim import Animation, VMobject

from calc.function import Function
from calc.line import say
from calc.window import Window
from calc.wording import brief
from studio.lesson.lesson import Lesson
from studio.lesson.place import Place
from studio.stage import actors, layout, style
from studio.stage.panel import Panel, number
from studio.stage.plane import Plane
from studio.stage.text import math
from studio.stage.theme import THEME

X = 2.0


class SlopeRules(Lesson):
    """Three rules find the slope of any polynomial"""

    in_course = Place(1, 3, "No slope")

    def calculate(self) -> None:
        u, v = Function.parse("x**2"), Function.parse("x**3")
        self.curves = [u, v, *map(Function.of, (u.expression + v.expression, u.expression * v.expression))]
        self.slopes = [brief(curve.slope(X)) for curve in self.curves]
        self.parts = brief(u.slope(X) * v(X)), brief(u(X) * v.slope(X))
        self.windows = [Window(0, 3, -0.2 * top, 2 * top) for top in (curve(X) for curve in self.curves)]

    def cast(self) -> None:
        self.x = self.track("x", 1.0)
        self.plane, self.panel = Plane(layout.TITLE, self.windows[0], "x", bare=True), Panel(layout.PANEL)
        self.figures = [self.figure(curve) for curve in self.curves]
        self.head = self.panel.head("f", "slope")
        self.rows = [
            self.panel.row(math(curve.typst, style.LABEL), number(slope, THEME.slope), height=0.62)
            for curve, slope in zip(self.curves, self.slopes, strict=True)
        ]

    def figure(self, f: Function) -> list[VMobject]:
        name, place = str(f), (self.plane, f.point)
        ball, line = actors.dot(*place, self.x, name), actors.tangent(*place, f.slope, self.x, f"at {name}")
        return [self.plane.curve(f), ball, line]

    def turn_to(self, k: int, mark: str, *more: Animation) -> None:
        self.hero = self.figures[k][1]
        self.on(mark, self.out(*self.figures[k - 1]), *more)
        self.then(self.plane.zoom(self.windows[k]))
        self.then(*self.figures[k], self.rows[k][0])

    def construct(self) -> None:
        square, cube, both, product = self.slopes
        self.open(self.plane, self.figures[0][0])
        line = say("Take x <curve>squared. At {x}, its <slope>slope is {n}: twice x.", x=brief(X), n=square)
        with self.beat("square", line, title="Powers"):
            self.then(self.plane.move(self.windows[0], layout.PLOT), self.panel.plate)
            self.on("curve", *self.figures[0][1:], self.rows[0][0], self.head)
            self.then(self.x.to(X))
            self.on("slope", self.rows[0][1])
        with self.beat("guess", say("Now take x <curve>cubed. Can you guess the rule for its slope?")):
            self.turn_to(1, "curve")
            self.guess(layout.COUNTDOWN)
        line = say("The 3 comes down in <front>front, and the power loses one. Here it is <n>{n}.", n=cube)
        with self.beat("power", line):
            self.on("front", self.set_formula(("x^n", "loss"), ("arrow.r", "muted"), ("n x^(n-1)", "slope")))
            self.on("n", self.rows[1][1])
        line = say("In a <sum>sum, the slopes add up: {a} and {b} make <n>{n}.", a=square, b=cube, n=both)
        with self.beat("sum", line, title="Sums"):
            self.turn_to(2, "sum", self.set_formula(("u' + v'", "slope")))
            self.on("n", self.rows[2][1])
        with self.beat("product", say("In a <product>product, each factor has its turn."), title="Products"):
            self.turn_to(3, "product", self.set_formula(("u' v + u v'", "slope")))
        line = say("So we add {a} and {b}: the slope is <n>{n}.", a=self.parts[0], b=self.parts[1], n=product)
        with self.beat("turns", line):
            self.on("n", self.rows[3][1])
        self.close()
