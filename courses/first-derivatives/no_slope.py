"""NoSlope: at a corner two slopes meet, and neither of them is the slope."""

from manim import FadeOut

from calc.corners import slope_beside
from calc.function import Function
from calc.line import say
from calc.window import Window
from calc.wording import brief
from studio.lesson.lesson import Lesson
from studio.lesson.place import Place
from studio.stage import actors, layout
from studio.stage.panel import Panel, number
from studio.stage.plane import Plane
from studio.stage.secants import half_line
from studio.stage.theme import THEME

FAR, NEAR = Window(-4, 4, -0.6, 4), Window(-0.4, 0.4, -0.06, 0.4)
SIDES = {"left": -1, "right": 1}


class NoSlope(Lesson):
    """At a corner, a curve has no slope"""

    in_course = Place(2, 3, "Curvature")

    def calculate(self) -> None:
        self.f = Function.parse("abs(x)")
        self.slopes = {name: slope_beside(self.f, 0.0, side) for name, side in SIDES.items()}

    def cast(self) -> None:
        f, slopes = self.f, self.slopes
        self.plane, self.panel = Plane(layout.TITLE, FAR, "x", bare=True), Panel(layout.PANEL)
        self.curve, self.head = self.plane.curve(f), self.panel.head("side", "slope")
        self.x = {name: self.track(name, 3.0 * side) for name, side in SIDES.items()}
        self.balls = {name: actors.dot(self.plane, f.point, x, name) for name, x in self.x.items()}
        self.lines = {
            name: actors.tangent(self.plane, f.point, f.slope, x, f"tangent {name}")
            for name, x in self.x.items()
        }
        self.halves = {k: half_line(self.plane, 0.0, 0.0, slopes[k], side, k) for k, side in SIDES.items()}
        self.rows = {name: self.panel.row(name, number(brief(slopes[name]), THEME.slope)) for name in SIDES}
        self.hero = self.balls["left"]

    def construct(self) -> None:
        self.open(self.plane, self.curve)
        line = say("This is the <size>size of x. At 0 it has a <corner>corner.")
        with self.beat("curve", line, title="A corner"):
            self.then(self.plane.move(FAR, layout.PLOT), self.panel.plate)
            self.on("size", self.set_formula((self.f.typst, "loss")))
            self.on("corner", self.plane.tell(0))
        for name in SIDES:
            slope = brief(self.slopes[name])
            line = say("From the <side>{side}, the slope is <n>{n} all the way.", side=name, n=slope)
            with self.beat(name, line):
                head = [] if self.stands(self.head) else [self.head]
                self.on("side", self.balls[name], self.lines[name], *head)
                roll = self.x[name].to(0.2 * SIDES[name], 2.0)
                self.on("n", roll, self.rows[name])
        with self.beat("guess", say("So what is the slope at the corner itself? Take a guess.")):
            self.guess(layout.COUNTDOWN)
        line = say("It has none. A slope must be one number, and here two of them <meet>meet.")
        with self.beat("none", line, title="No slope"):
            gone = FadeOut(*self.balls.values(), *self.lines.values())
            self.on("meet", gone, *self.halves.values())
        line = say("Come ten times <closer>closer: it is still a corner. A smooth curve would look straight.")
        with self.beat("closer", line):
            self.on("closer", self.plane.zoom(NEAR))
        line = say("Networks are full of such corners. There they simply <take>take one of the two slopes.")
        with self.beat("use", line, title="In a network"):
            self.then(self.plane.zoom(FAR))
            self.on("take", self.out(self.halves["left"]))
        self.close()
