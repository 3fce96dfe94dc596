"""Integral: areas add small pieces up, to a whole, to an average, and to a chance."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    ReplacementTransform,
    VGroup,
    linear,
)

from calc.stories.area import AreaStory, about
from calc.wording import brief
from calc.wording import number as exactly
from scenes import place
from studio.cast.bell import Bell
from studio.cast.cards import Card
from studio.cast.slopes import CurveAndSlope, over_each_other
from studio.cast.strips import StripsAndStairs
from studio.cast.vessel import Vessel, climb_bar, level_line
from studio.cast.water import RunningAverage, level, threads
from studio.lesson.lesson import Lesson
from studio.lesson.motion import pulse
from studio.lesson.parameters import FunctionParameter, NumberParameter, NumbersParameter, WholeParameter
from studio.stage import actors, layout, style
from studio.stage.areas import flat, under
from studio.stage.emphasis import Focus
from studio.stage.formula import Formula
from studio.stage.frame import PlotFrame
from studio.stage.marks import Arrow
from studio.stage.panel import Panel, number
from studio.stage.plane import Plane
from studio.stage.text import math, naming, words
from studio.stage.theme import THEME, Region

ABOVE = 1.2  # the height on the screen above which a level leaves room below it in the panel
ROWS = 6  # strips that are told in numbers
TWO_WAYS = {"new groups": "two plots on one axis, and the pair of arrows that leads between them"}
LANDING = {"no jumps": "a strip that lands makes the stairs longer by its width"}
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

    def cast(self) -> None:
        f, tell, start = self.function, self.tell, self.tell.beside[0]
        self.weight, self.traced = self.track("weight", start), self.track("traced", start)
        self.landed, self.cuts, self.poured = self.track("landed"), self.track("cuts"), self.track("poured")
        self.full, self.tried, self.levelled = self.track("full"), self.track("tried"), self.track("level")
        self.reach, self.taken = self.track("reach"), self.track("step_taken")
        rows = [[exactly(n), brief(total)] for n, total in zip(tell.counts, tell.sums, strict=True)]
        self.room = Panel.wide_enough([*rows, *([brief(h), brief(a)] for h, a in tell.products[:ROWS])])
        outer = Region(layout.STAGE.left, self.room.left, layout.STAGE.bottom, layout.STAGE.top)
        self.above, below = over_each_other(outer, tell.window, tell.slope_window)
        self.upper = Plane(layout.TITLE, tell.window, f.variable, numbers=(False, True), bare=True)
        self.lower = Plane(below, tell.slope_window, f.variable)
        self.curve = self.upper.curve(f)
        self.fill = flat(
            self.upper, lambda: under(f, start, self.weight.get_value()), self.weight.get_value, "fill"
        )
        self.pair = CurveAndSlope(self.upper, self.lower, f, tell.slope, start, self.weight, self.traced)
        self.hero = self.ball = self.pair.ball
        self.stack = StripsAndStairs(
            self.lower, self.upper, tell.area, f(self.low), tell.counts, (self.weight, self.landed, self.cuts)
        )
        self.under = flat(
            self.lower, lambda: under(tell.slope, self.low, self.walked), lambda: self.walked, "area"
        )
        self.climb = climb_bar(self.upper, self.at_ball, f(self.low))
        left = self.room.left + layout.PADDING
        self.vessel = Vessel(
            PlotFrame(self.above, tell.window),
            f(self.low),
            (left, left + 0.75),
            (*tell.sums, tell.area.value),
            lambda: self.amount,
        )

    @property
    def walked(self) -> float:
        """How far the ball has come between the ends of the interval."""
        return float(np.clip(self.weight.get_value(), self.low, self.high))

    @property
    def amount(self) -> float:
        """What the vessel holds: the sum of the strips and, when it has been found, the area."""
        full = float(self.full.get_value())
        summed = float(self.poured.get_value()) * self.stack.now.total
        return (1 - full) * summed + full * float(self.tell.area.upto(self.walked))

    def at_ball(self) -> tuple[float, float]:
        return self.walked, float(self.function(self.walked))

    def construct(self) -> None:
        self.open(self.upper, self.curve, self.fill, moving=[self.weight.to(self.tell.beside[1], 2.3)])
        self.draw_the_slopes()
        self.stack_the_strips()
        self.add_them_up()
        self.find_the_area()
        self.climb_again()
        self.average()
        self.level_the_area()
        self.find_a_chance()
        self.sum_up()
        self.close()

    def draw_the_slopes(self) -> None:
        tell, pair = self.tell, self.pair
        self.panel = Panel(self.room)
        self.names = VGroup(
            self.name_of("", self.function, "loss", self.above),
            self.name_of("'", tell.slope, "slope", self.lower.region),
        )
        self.ways = [
            self.way("derivative", THEME.slope, self.room.left + 1.3, (1.9, -1.4)),
            self.way("integral", THEME.area, self.room.right - 1.0, (-1.7, 1.5)),
        ]
        with self.beat("slopes", tell.opening, title="Adding the pieces back up", exempt=TWO_WAYS):
            self.then(FadeOut(self.fill), run_time=style.OUT)
            self.weight.set_value(tell.beside[0])
            self.then(self.upper.move(tell.window, self.above), FadeIn(self.panel.plate))
            self.then(FadeIn(self.lower, self.names[0], pair.ball, pair.tangent), run_time=style.IN)
            self.add(pair.line)
            self.then(FadeIn(pair.end, pair.link), run_time=style.IN)
            walk = (tracker.to(tell.beside[1], 3.5, linear) for tracker in (self.weight, self.traced))
            self.on("derivative", *walk, FadeIn(self.ways[0], self.names[1], run_time=style.IN))
            self.on("integral", self.weight.to(self.low, 1.8), FadeIn(self.ways[1], run_time=style.IN))

    def name_of(self, mark: str, function, role: str, region: Region) -> VGroup:
        """The name of a curve with its formula, above its plane; only the name where that is too long."""
        x, colour = self.function.variable, getattr(THEME, role)
        name = f"{self.tell.letter}{mark}({x})"
        label = math(f"{name} = {function.typst}", style.LABEL, colour)
        if label.width > region.width or label.height > 2 * style.LABEL:
            label = math(name, style.LABEL, colour)
        label.in_table = True
        return label.next_to([region.left, region.top + 0.15, 0.0], UP + RIGHT, buff=0).shift(0.05 * RIGHT)

    def way(self, name: str, colour: str, x: float, ends: tuple[float, float]) -> VGroup:
        """An arrow from one plane to the other, with what leads there."""
        arrow = Arrow(colour).place(np.array([x, ends[0], 0.0]), np.array([x, ends[1], 0.0]))
        return VGroup(
            arrow, words(name, style.IDEA, colour).next_to(arrow, np.sign(ends[1] - ends[0]) * UP, buff=0.25)
        )

    def stack_the_strips(self) -> None:
        tell, stack, panel = self.tell, self.stack, Panel(self.room)
        width = brief(float(tell.coarse.widths[0]))
        head = panel.row(
            words("slope", style.LABEL, THEME.slope), words(f"× {width!s} = area", style.LABEL, THEME.area)
        )
        rows = [
            panel.row(number(brief(height), THEME.slope), number(brief(area), THEME.area))
            for height, area in tell.products[:ROWS]
        ]
        with self.beat("strips", tell.walk, pause=0.9, exempt=LANDING):
            self.then(*map(FadeOut, (self.pair.end, self.pair.link, self.pair.tangent)), run_time=style.OUT)
            self.on("start", pulse(self.ball), self.lower.tell(self.low))
            self.add(stack.strips, stack.flying, stack.stairs)
            self.on("walk", self.weight.to(self.high, 3.0, linear), self.lower.tell(self.high))
            self.on(
                "slope", FadeOut(*self.ways), FadeIn(head[0], *(row[0] for row in rows)), run_time=style.IN
            )
            self.on("product", FadeIn(head[1], *(row[1] for row in rows)), run_time=style.IN)
            self.on(
                "minus",
                *(pulse(row, 1.1) for row, part in zip(rows, tell.products, strict=False) if part[1] < 0),
            )
            self.on("fly", self.landed.to(tell.counts[0], 3.0, linear))
        self.products = [head, *rows]

    def add_them_up(self) -> None:
        tell, panel, vessel = self.tell, Panel(self.room), self.vessel
        panel.skip(self.room.top - layout.PADDING - self.above.bottom + 0.1)
        head = panel.head("strips", "sum")
        rows = self.rows = [
            panel.row(exactly(count), number(brief(total), THEME.area))
            for count, total in zip(tell.counts, tell.sums, strict=True)
        ]
        with self.beat("sums", tell.summed, pause=0.7, title="Thinner strips"):
            self.then(*map(FadeOut, self.products), run_time=style.OUT)
            self.then(FadeIn(head, vessel.walls), run_time=style.IN)
            self.add(vessel.water)
            self.on("n0", FadeIn(rows[0][0]), run_time=style.IN)
            self.on("s0", FadeIn(rows[0][1], run_time=style.IN), self.poured.to(1.0, 1.2))
            for k in (1, 2):
                self.on(f"n{k}", FadeIn(rows[k][0], run_time=style.IN), self.cuts.to(k, 1.0))
                self.on(f"s{k}", FadeIn(rows[k][1]), run_time=style.IN)
        with self.beat("guess", tell.question):
            focus = Focus(self.standing(), vessel.walls, vessel.water, *rows, head, self.panel.plate)
            self.then(focus.dim())
            self.on("sum", pulse(rows[2][1]))
            self.guess([(vessel.frame.region.right + self.room.right) / 2, self.above.centre[1], 0.0])
            self.then(focus.release())

    def find_the_area(self) -> None:
        tell, area, x = self.tell, self.tell.area, self.function.variable
        frame, stack = self.vessel.frame, self.stack
        self.rim = self.vessel.rim(area.value)
        beside = Region(frame.region.right + 0.2, self.room.right - 0.25, self.above.bottom, self.above.top)
        whole = Formula(
            (f"integral_({brief(self.low)!s})^({brief(self.high)!s})", "area"),
            (f"~{tell.letter}'({x})", "slope"),
            (f"dif {x}", "text"),
            size=style.IDEA,
        ).stand(Region(beside.left, beside.right, beside.top - 0.9, beside.top - 0.2))
        sign = "≈" if about(area.value) else "="
        result = VGroup(
            words(sign, style.READOUT, THEME.muted), number(brief(area.value), THEME.area, style.RESULT)
        )
        result.arrange(RIGHT, buff=0.2).move_to([*beside.centre[:2], 0.0]).shift(0.6 * DOWN)
        with self.beat("exact", tell.exact, pause=0.8):
            melt = FadeIn(self.under), FadeOut(stack.strips, stack.stairs, stack.flying)
            self.on("value", *melt, self.full.to(1.0, 0.9), FadeIn(self.rim, result), run_time=0.9)
            self.on("integral", FadeIn(whole), run_time=style.IN)
        self.result = result

    def climb_again(self) -> None:
        tell, area, letter = self.tell, self.tell.area, self.tell.letter
        line = level_line(self.upper, self.at_ball, self.vessel.frame.region.right + 0.1)
        with self.beat("climb", tell.climbed, pause=1.3, title=f"Slopes give back the {tell.what}"):
            self.then(self.weight.to(self.low, 1.2))
            self.on("start", pulse(self.ball), FadeIn(line))
            self.add(self.climb)
            self.on("walk", self.weight.to(self.high, 3.0, linear))
            ends = (
                (f"{letter}({brief(self.high)})", "loss"),
                ("-", "text"),
                (f"{letter}({brief(self.low)})", "loss"),
            )
            self.on(
                "back",
                self.set_formula(*ends, ("=", "muted"), (str(brief(area.value)), "area")),
                pulse(self.result, 1.15),
            )

    def average(self) -> None:
        tell, panel, sample = self.tell, Panel(self.room), self.tell.sample
        low, high = tell.expected.low, tell.expected.high
        region = Region(self.above.left, self.above.right, 0.75, layout.PLOT.top)
        below = Region(region.left, region.right, layout.PLOT.bottom, -0.4)
        self.means = RunningAverage(below, sample, tell.expected.value, self.tried)
        self.threads = threads(self.upper, sample, self.tried)
        newest = lambda values: values[max(int(np.ceil(self.tried.get_value())), 1) - 1]  # noqa: E731
        self.picked = [
            panel.running(
                math(self.function.variable, style.LABEL), lambda: newest(sample.places), sample.places
            ),
            panel.running(tell.height, lambda: newest(sample.values), sample.values, THEME.loss),
        ]
        panel.skip(self.room.top - layout.PADDING - 1.16 - below.top)
        counted = panel.running(
            "tries", lambda: np.floor(self.tried.get_value()), [len(sample.values)], least=0
        )
        mean = panel.running(
            "average", lambda: self.means.at(self.tried.get_value())[1], sample.means, THEME.area
        )
        with self.beat("random", tell.drawn, pause=1.0, title="Averages", exempt=BY_CHANCE):
            self.then(*self.clear_but(self.upper, self.curve, self.panel.plate), run_time=style.OUT)
            self.then(self.upper.move(tell.mean_window, region, numbers=True))
            self.then(FadeIn(self.means.plane), run_time=style.IN)
            self.add(self.threads, self.means.path)
            self.on("pick", FadeIn(self.means.dot, *self.picked, counted, mean), run_time=style.IN)
            self.on("low", self.upper.tell(low))
            self.on(
                "high",
                self.upper.tell(high),
                self.tried.to(len(sample.values), 5.0, lambda share: share**2.2),
            )

    def level_the_area(self) -> None:
        tell, expected = self.tell, self.tell.expected
        area, width, mean, fits = tell.quotient
        self.water = level(self.upper, expected, self.levelled)
        lines = (
            level_line(self.upper, lambda: (expected.low, expected.value), self.room.right),
            level_line(self.means.plane, lambda: (0.0, expected.value), self.means.plane.region.right),
        )
        y = float(self.upper.point(expected.low, expected.value)[1])
        panel, high = Panel(self.room), y > ABOVE
        panel.skip(2 * ABOVE - 1.0 if high else 0.0)
        whole, wide = panel.row("area", number(area, THEME.area)), panel.row("width", number(width))
        result = number(mean, THEME.area, style.RESULT)
        result.next_to([self.room.right - layout.PADDING, y, 0.0], (UP if high else DOWN) + LEFT, buff=0.2)
        result.in_table = True
        quotient = (str(area), "area"), ("div", "muted"), (str(width), "text")
        with self.beat("level", tell.levelled, pause=1.0):
            self.then(FadeIn(self.water), FadeOut(self.threads, *self.picked), run_time=0.6)
            self.on("water", self.levelled.to(1.0, 2.0))
            self.on("area", FadeIn(whole), run_time=style.IN)
            self.on("width", FadeIn(wide), run_time=style.IN)
            self.on("divide", self.set_formula(*quotient))
            sign = "=" if fits else "approx"
            self.on(
                "mean",
                self.set_formula(*quotient, (sign, "muted"), (str(mean), "area")),
                FadeIn(*lines, result),
            )
            self.on("expect", pulse(result))

    def find_a_chance(self) -> None:
        tell = self.tell
        bell = self.bell = Bell(Region(-6.3, 6.3, -1.1, 2.65), tell.bell, self.reach)
        percent = words(f"{tell.percent!s} %", style.TITLE, THEME.text, "BOLD")
        percent.move_to(bell.plane.point(tell.bell.mean, 0.4 * tell.bell.density(tell.bell.mean)))
        with self.beat("bell", tell.chance, pause=1.0, title="Chances"):
            gone = self.clear_but(self.curve)
            self.curve.clear_updaters()
            self.then(*gone, run_time=style.OUT)
            come = ReplacementTransform(self.curve, bell.curve, run_time=style.TURN)
            self.then(come, FadeIn(bell.plane, run_time=style.IN))
            self.add(bell.band)
            self.on("under", self.reach.to(2.0, 1.6))
            self.on("deviation", FadeIn(bell.deviation), self.reach.to(1.0, 1.6))
            self.on("percent", FadeIn(naming(percent, bell.band)), run_time=style.IN)

    def sum_up(self) -> None:
        tell, bell = self.tell, self.bell
        columns = layout.STAGE.columns(3, 0.2)
        names = (
            ("integral", "averages", THEME.area),
            ("integral", "chances", THEME.area),
            ("derivative", "training step", THEME.slope),
        )
        mean, chance, step = (Card(column, *name) for column, name in zip(columns, names, strict=True))
        small = Plane(mean.room, tell.mean_window, numbers=(False, False))
        water = level(small, tell.expected, self.levelled)
        self.step = Plane(step.room, tell.step_window, numbers=(False, False))
        self.small_ball = actors.dot(self.step, tell.step.at, self.taken, "small_ball")
        touching = actors.tangent(
            self.step, tell.step.at, tell.step.slope_at, self.taken, "small_tangent", 1.0
        )
        with self.beat("training", tell.summary, pause=1.2):
            self.then(*self.clear_but(bell.plane, bell.curve, bell.band), run_time=style.OUT)
            plates = (card.plate for card in (mean, chance, step))
            self.then(
                bell.plane.move(bell.plane.window, chance.room, 1.2, numbers=False), *map(FadeIn, plates)
            )
            self.on("integrals", FadeIn(mean.kind, chance.kind), run_time=style.IN)
            self.on(
                "averages", FadeIn(small, small.curve(self.function), water, mean.name), run_time=style.IN
            )
            self.on("chances", FadeIn(chance.name), run_time=style.IN)
            self.on(
                "training",
                FadeIn(self.step, self.step.curve(tell.step.function), step.name, self.small_ball, touching),
                run_time=style.IN,
            )
            self.on("derivatives", FadeIn(step.kind, run_time=style.IN), self.taken.to(1.0, 1.2))
