"""Integral: areas add small pieces up, to a whole, to an average, and to a chance."""

from manim import ReplacementTransform, linear

from calc.line import label
from calc.stories.area import AreaStory, end
from calc.stories.questions.area import about_area
from calc.wording import brief
from scenes import place
from studio.cast.averaged import Averaged
from studio.cast.bell import Bell
from studio.cast.summed import Summed
from studio.lesson.lesson import Lesson
from studio.lesson.motion import pulse
from studio.lesson.parameters import FunctionParameter, NumberParameter, NumbersParameter, WholeParameter
from studio.stage import style
from studio.stage.fading import late
from studio.stage.theme import Region

TWO_WAYS = {"new groups": "two plots on one axis, and the pair of arrows that leads between them"}
BELL = Region(-6.3, 6.3, -1.1, 2.65)
BY_CHANCE = {"no jumps": "each thread falls where chance puts it"}


class Integral(Lesson):
    """Small pieces add up to climbs, averages, chances."""

    in_course = place("Integral")

    function = FunctionParameter("(w - 2)**2", "the curve whose slopes are added up again")
    low = NumberParameter(2.0, "where the interval begins")
    high = NumberParameter(7.0, "and where it ends")
    strips = NumbersParameter(
        (5, 10, 50),
        "how many strips, each number a multiple of the one before",
        WholeParameter(0, "", 1, 200),
        3,
        3,
        "rising",
    )

    def calculate(self) -> None:
        self.tell = AreaStory(self.function, self.low, self.high, tuple(map(int, self.strips))).checked()
        self.asked = about_area(self.tell)

    def cast(self) -> None:
        tell, start = self.tell, self.tell.beside[0]
        self.weight, self.traced = self.track("weight", start), self.track("traced", start)
        self.landed, self.cuts, self.poured = self.track("landed"), self.track("cuts"), self.track("poured")
        self.full, self.tried, self.levelled = self.track("full"), self.track("tried"), self.track("level")
        self.reach = self.track("reach")
        self.sum = Summed(tell, (self.weight, self.traced), (self.landed, self.cuts, self.poured, self.full))
        self.hero = self.sum.pair.ball

    def construct(self) -> None:
        figure = self.sum
        self.open(figure.upper, figure.curve, figure.fill, moving=[self.weight.to(self.tell.beside[1])])
        self.draw_the_slopes()
        self.stack_the_strips()
        self.add_them_up()
        self.find_the_area()
        self.average()
        self.find_a_chance()
        self.close(self.asked.end)

    def draw_the_slopes(self) -> None:
        tell, figure, pair = self.tell, self.sum, self.sum.pair
        with self.beat("slopes", tell.opening, title="Adding the pieces back up", exempt=TWO_WAYS):
            self.then(self.out(figure.fill))
            self.weight.set_value(tell.beside[0])
            self.then(figure.upper.move(tell.window, figure.above), late(figure.plate))
            self.then(figure.lower, figure.names[0], pair.ball, pair.tangent)
            self.add(pair.line)
            self.then(pair.end, pair.link)
            walk = (tracker.to(tell.beside[1], 2.4, linear) for tracker in (self.weight, self.traced))
            self.on("derivative", *walk, figure.ways[0], figure.names[1])
            self.on("integral", self.weight.to(self.low, 1.4), figure.ways[1])

    def stack_the_strips(self) -> None:
        tell, figure, pair, stack = self.tell, self.sum, self.sum.pair, self.sum.stack
        slopes, areas = zip(*figure.products, strict=True)
        with self.beat("strips", tell.walk):
            self.then(self.out(pair.end, pair.link, pair.tangent))
            self.on("start", pulse(pair.ball), figure.lower.tell(self.low))
            self.add(stack.strips, stack.flying, stack.stairs)
            self.on("walk", self.weight.to(self.high, 2.2, linear), figure.lower.tell(self.high))
            self.on("slope", self.out(*figure.ways))
            self.then(*slopes)
            self.on("product", *areas)
            self.on("minus", *(pulse(row, 1.1) for row in figure.below_the_axis))
            self.on("fly", self.landed.to(tell.counts[0], 1.6, linear))

    def add_them_up(self) -> None:
        tell, figure, vessel, rows = self.tell, self.sum, self.sum.vessel, self.sum.rows
        with self.beat("sums", tell.summed, title="Thinner strips"):
            self.then(*(self.out(cell) for row in figure.products for cell in row))
            self.then(figure.head, vessel.walls)
            self.add(vessel.water)
            self.on("n0", rows[0][0])
            self.on("s0", rows[0][1], self.poured.to(1.0, 0.6))
            for k in (1, 2):
                self.on(f"n{k}", rows[k][0], self.cuts.to(k, 0.8))
                self.on(f"s{k}", rows[k][1])
        with self.beat("guess", tell.question, ask=self.asked.pause):
            self.then(self.dim_but(vessel.walls, vessel.water, *rows, figure.head, figure.plate))
            self.on("sum", pulse(rows[2][1]))
            self.guess(figure.beside_the_vessel.centre)
            self.then(self.undim())

    def find_the_area(self) -> None:
        tell, figure, stack, letter = self.tell, self.sum, self.sum.stack, self.tell.letter
        with self.beat("exact", tell.exact):
            melt = figure.under, self.out(stack.strips, stack.stairs, stack.flying)
            found = figure.rim, figure.result
            self.on("value", *melt, self.full.to(1.0, 0.9), found, run_time=0.9)
            self.on("integral", figure.whole)
        title = (
            label("Slopes give back the loss") if tell.is_the_loss else label("Slopes give back the curve")
        )
        with self.beat("climb", tell.climbed, pause=0.5, title=title):
            self.then(self.weight.to(self.low, 1.2))
            self.on("start", pulse(figure.pair.ball), figure.level)
            self.add(figure.climb)
            self.on("walk", self.weight.to(self.high, 3.0, linear))
            top, foot = (f"{letter}({end(at)!s})" for at in (self.high, self.low))
            ends = (top, "loss"), "-", (foot, "loss"), ("=", "muted")
            self.on("back", self.set_formula(*ends, (str(brief(tell.area.value)), "area")))

    def average(self) -> None:
        tell, figure, tries = self.tell, self.sum, len(self.tell.sample.values)
        mean = self.mean = Averaged(tell, figure.upper, figure.above, figure.room, self.tried)
        with self.beat("random", tell.drawn, pause=0.4, title="Averages", exempt=BY_CHANCE):
            self.then(self.clear_but(figure.upper, figure.curve, figure.plate))
            self.then(figure.upper.move(tell.mean_window, mean.region, numbers=True))
            self.then(mean.means.plane)
            self.add(mean.threads, mean.means.path)
            self.on("pick", mean.means.dot, mean.picked, mean.counted)
            self.on("low", figure.upper.tell(tell.expected.low))
            rain = self.tried.to(tries, 2.6, lambda share: share**2.2)  # the first ones can be counted
            self.on("high", figure.upper.tell(tell.expected.high), rain)
        self.hero = mean.means.dot
        mean.settle(self.levelled)
        area, width, level, fits = tell.quotient
        quotient = (str(area), "area"), ("div", "muted"), (str(width), "text")
        result = ("=" if fits else "approx", "muted"), (str(level), "area")
        with self.beat("level", tell.levelled):
            self.then(mean.water, self.out(mean.threads, mean.picked), run_time=0.6)
            self.on("water", self.levelled.to(1.0, 2.0))
            self.on("area", mean.area)
            self.on("divide", self.set_formula(*quotient))
            self.on("width", mean.width)
            self.on("mean", self.set_formula(*quotient, *result), *mean.lines, mean.result)
            self.on("expect", mean.name)

    def find_a_chance(self) -> None:
        curve = self.sum.curve
        bell = self.bell = Bell(BELL, self.tell.bell, self.reach, self.tell.percent)
        with self.beat("bell", self.tell.chance, title="Chances"):
            self.then(self.clear_but(curve))
            curve.clear_updaters()  # it leaves its plane
            come = ReplacementTransform(curve, bell.curve, run_time=style.TURN)
            self.then(come, bell.plane)
            self.add(bell.band)
            self.on("under", self.reach.to(2.0, 1.6))
            self.on("deviation", bell.deviation, bell.marked, self.reach.to(1.0, 1.6))
            self.on("percent", bell.percent)
