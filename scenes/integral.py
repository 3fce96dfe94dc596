"""Integral: areas add small pieces up, to a whole, to an average, and to a chance."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    DashedLine,
    DoubleArrow,
    FadeIn,
    FadeOut,
    Line,
    ReplacementTransform,
    VGroup,
    VMobject,
    linear,
)
from numpy.typing import NDArray

from calc.descent import descend
from calc.function import Function
from calc.integral import Normal, Strips, expectation, integral
from calc.model import Model
from calc.wording import number
from studio.lesson import Lesson
from studio.stage import Arrow, Axis, Plot, Tangent, follow, new_ball
from studio.table import Table
from studio.text import Label, math, naming, words
from studio.theme import THEME, Region
from studio.timeline import PREDICT, Beat
from studio.witness import Mark, Slope, Witness

FILL = 0.5


class Integral(Lesson):
    """Areas add small slopes up to the loss, and make averages and chances."""

    intercept = 1.0
    high = 7.0
    counts = (5, 10, 50)  # how many strips, each a multiple of the one before
    walk_from = 1.3  # a little before the best weight
    walk_to = 7.4
    wide = (-3.0, 7.0)  # where the random weights lie
    tries = 600
    shares = (0.02, 0.2, 1.0)  # after which part of the tries their average is shown
    seed = 0
    learning_rate = 0.1
    poster = "climb"

    def calculate(self) -> None:
        model = Model()
        self.best = model.best[0]
        self.loss = model.loss_of_weight(self.intercept)
        self.slope = Function.of(self.loss.derivative_expression, self.loss.variable)
        self.area = integral(self.slope, self.best, self.high)
        self.coarse = self.area.strips(self.counts[0])
        steps = zip(self.counts, self.counts[1:], strict=False)
        if any(fine % coarse for coarse, fine in steps):
            raise ValueError(f"each number of strips must be a multiple of the one before, got {self.counts}")
        self.sums = [self.area.strips(count).total for count in self.counts]
        self.expected = expectation(self.loss, *self.wide)
        self.sample = self.expected.tries(self.tries, self.seed)
        self.bell = Normal()
        self.chance = self.bell.chance_within(1)
        self.walk = descend(self.loss, self.high, self.learning_rate, 1)

    def script(self) -> list[Beat]:
        low, high = number(self.area.low), number(self.area.high)
        counts, sums = [number(count) for count in self.counts], [number(total) for total in self.sums]
        left, right = (number(end) for end in self.wide)
        return [
            Beat(
                "slopes",
                "Derivatives cut a curve into slopes. An integral adds small pieces back up.",
                title="Adding the pieces back up",
                exempt={
                    "new groups": "two plots on one axis, and the pair of arrows that leads between them"
                },
            ),
            Beat(
                "strips",
                f"Start at the best weight, {low}, and walk to {high}. Each strip is slope times width.",
                pause=0.9,
                exempt={"not after its word": "the first strip happens to be as large as the best weight"},
            ),
            Beat(
                "sums",
                f"{counts[0]} strips give {sums[0]}. {counts[1]} give {sums[1]}. "
                f"And {counts[2]} give {sums[2]}.",
                pause=0.7,
                title="Thinner strips",
            ),
            Beat("guess", "Which number is the sum heading to? Guess.", pause=PREDICT),
            Beat("exact", f"It is heading to {number(self.area.value)}, the exact area.", pause=0.8),
            Beat(
                "climb",
                f"You climb just as far in loss, from {low} to {high}. "
                "So slopes, added up, give back the loss.",
                pause=1.0,
                title="Slopes give back the loss",
            ),
            Beat(
                "random",
                f"Integrals also make averages. Choose w at random from {left} to {right}, again and again.",
                pause=1.0,
                title="Averages",
            ),
            Beat(
                "level",
                "Now level the area like water. "
                f"The loss you can expect is about {number(self.expected.value, 2)}.",
                pause=1.0,
            ),
            Beat(
                "bell",
                "Under a bell curve, an area is a chance. "
                f"Within one spread of the middle, it is {number(100 * self.chance, 0)} percent.",
                pause=1.0,
                title="Chances",
            ),
            Beat(
                "training",
                "So integrals describe averages and chances. The training step itself uses derivatives.",
                pause=1.2,
                exempt={"new groups": "a summary in three small pictures of what was just seen"},
            ),
        ]

    def shown(self) -> str:
        rows = [str(self.area.strips(count)) for count in self.counts]
        means = [f"average of {count} tries: {mean}" for count, mean in self.averages()]
        coarse = zip(self.coarse.heights, self.coarse.areas, strict=True)
        pieces = [f"slope {number(slope)!s}: strip {number(area)!s}" for slope, area in coarse]
        return "\n".join([*rows, str(self.area), *pieces, *means, str(self.expected), str(self.bell)])

    def averages(self) -> list[tuple[str, str]]:
        """Some of the tries' running averages, as texts: how many tries, and their average."""
        counts = [max(1, round(share * self.tries)) for share in self.shares]
        return [(str(number(n)), str(number(self.sample.means[n - 1], 2))) for n in counts]

    # The cast

    def setup(self) -> None:
        super().setup()
        stage = THEME.stage
        self.weight = self.track("weight", self.walk_from)
        self.cuts = self.track("cuts")  # how often the strips have been cut thinner
        self.tried = self.track("tried")
        self.level = self.track("level")  # how far the area has been levelled, 0 to 1
        self.reach = self.track("reach")  # how many spreads of the bell curve are filled
        across = Axis(1, 8, ticks=(self.best, self.high), name="w")
        top = self.slope(self.high)
        self.upper = Plot(Region(-1.3, 5.3, 0.8, stage.top), Axis(1, 8), Axis(0, 1.4 * self.area.value))
        self.lower = Plot(
            Region(-1.3, 5.3, stage.bottom + 0.1, 0.35),
            across,
            Axis(-0.2 * top, 1.2 * top, (top,), crossing=0),
        )
        self.curve = self.upper.curve(self.loss, self.walk_from, self.walk_to)
        self.name = self.title(self.upper, f"L(w) = {self.loss.typst}", THEME.loss)
        self.slope_name = self.title(self.lower, f"L'(w) = {self.loss.slope_typst}", THEME.slope)
        self.ball = follow(new_ball(), lambda ball: ball.move_to(self.on_curve(self.weight.get_value())))
        self.tangent = follow(Tangent(0.55), lambda line: line.place(self.upper, *self.touch()))
        self.strips = follow(self.filled(stroke=1.5), self.draw_strips)
        self.stairs = follow(self.stroke(), self.draw_stairs)
        self.under = follow(self.filled(), self.draw_area)
        self.climb = follow(
            Line(color=THEME.area, stroke_width=12).set_z_index(THEME.layers.area), self.draw_climb
        )
        self.table = Table(-6.0, 2.0, (0.0, 1.7), ("strips", "sum"))

    def witnesses(self) -> list[Witness]:
        w, loss, slope = self.touch()
        seen: list[Witness] = [
            Mark("ball", self.upper, w, loss),
            Slope("tangent", self.upper, w, loss, slope),
        ]
        if "step_taken" in self.trackers:
            seen.append(Mark("small_ball", self.step_plot, *self.stepped()))
        return seen

    @staticmethod
    def filled(stroke: float = 0.0) -> VMobject:
        shape = VMobject(fill_color=THEME.area, fill_opacity=FILL, stroke_color=THEME.area)
        return shape.set_stroke(width=stroke).set_z_index(THEME.layers.area)

    @staticmethod
    def stroke(colour: str | None = None) -> VMobject:
        return VMobject(stroke_color=colour or THEME.area, stroke_width=THEME.line_width).set_z_index(
            THEME.layers.tangent
        )

    @staticmethod
    def title(plot: Plot, formula: str, colour: str) -> VGroup:
        corner = plot.point(plot.x.low, plot.y.high) + 0.3 * RIGHT
        return math(formula, THEME.label, colour).move_to(corner, UP + LEFT)

    def on_curve(self, w: float) -> NDArray[np.float64]:
        return self.upper.point(w, self.loss(w))

    def touch(self) -> tuple[float, float, float]:
        w = self.weight.get_value()
        return w, self.loss(w), self.loss.slope(w)

    def walked(self) -> float:
        """How far the walk has come between its two ends."""
        return float(np.clip(self.weight.get_value(), self.area.low, self.area.high))

    def strips_now(self) -> Strips:
        """The strips as often cut as `cuts` says; between two whole numbers they are on their way."""
        done, current = int(self.cuts.get_value() + 1e-9), self.coarse
        for index, fine in enumerate(self.counts[1:]):
            share = min(max(self.cuts.get_value() - index, 0.0), 1.0)
            if index <= done and share > 0:
                current = current.cut(fine // current.count, share)
        return current

    def draw_strips(self, shape: VMobject) -> None:
        strips, end = self.strips_now(), self.walked()
        shape.clear_points()
        for left, right, height in zip(strips.edges, strips.edges[1:], strips.heights, strict=False):
            if left < end:
                right = min(right, end)
                corners = [(left, 0.0), (left, height), (right, height), (right, 0.0), (left, 0.0)]
                add_path(shape, self.lower.points_at(*np.transpose(corners)))

    def draw_stairs(self, path: VMobject) -> None:
        """The sum of the strips so far, as a height over each place of the walk."""
        strips, end = self.strips_now(), self.walked()
        xs = np.append(strips.edges[strips.edges < end], end)
        path.clear_points()
        if len(xs) > 1:
            add_path(path, self.upper.points_at(xs, self.loss(self.area.low) + strips.upto(xs)))

    def draw_area(self, shape: VMobject) -> None:
        xs = np.linspace(self.area.low, self.walked(), 61)
        fill_under(shape, self.lower, xs, self.slope(xs))

    def draw_climb(self, bar: Line) -> None:
        w, start = self.walked(), self.loss(self.area.low)
        ends = [self.upper.point(w, start), self.upper.point(w, start + self.area.upto(w))]
        bar.set_points_as_corners(ends)

    # The script

    def construct(self) -> None:
        self.cut_into_slopes()
        self.add_strips()
        self.exact_area()
        self.average()
        self.bell_curve()
        self.two_jobs()

    def cut_into_slopes(self) -> None:
        with self.beat("slopes"):
            traced = follow(VMobject(), lambda line: line.become(self.slopes_until(self.weight.get_value())))
            down, up = (
                self.between(-4.7, "derivative", THEME.slope),
                self.between(-2.8, "integral", THEME.area),
            )
            up[0].place(up[0].tip, up[0].tail)
            self.play(*map(FadeIn, (self.upper, self.curve, self.name, down)), run_time=0.7)
            self.play(FadeIn(self.ball, scale=2), FadeIn(self.tangent), FadeIn(self.lower), run_time=0.5)
            self.add(traced)
            self.play(
                self.weight.animate.set_value(self.walk_to),
                FadeIn(self.slope_name),
                run_time=self.until("integral"),
            )
            self.line = self.slopes_until(self.walk_to)
            self.remove(traced)
            self.add(self.line)
            self.play(FadeIn(up), self.weight.animate.set_value(self.area.low), run_time=1.4)
            self.play(FadeOut(self.tangent), run_time=0.3)
            self.arrows = VGroup(down, up)

    def slopes_until(self, w: float) -> VMobject:
        """The line of slopes as far as the walk has come."""
        return self.lower.curve(self.slope, self.walk_from - 0.01, w, THEME.slope)

    def between(self, x: float, name: str, colour: str) -> VGroup:
        """An arrow from the loss down to its slopes, named."""
        top, bottom = self.upper.region.centre[1], self.lower.region.centre[1]
        arrow = Arrow(colour, width=6).place(np.array([x, top, 0.0]), np.array([x, bottom, 0.0]))
        return VGroup(arrow, on_row(naming(words(name, THEME.body, colour), arrow), x, top + 0.4))

    def add_strips(self) -> None:
        rows = [self.row(str(number(n)), s) for n, s in zip(self.counts, self.sums, strict=True)]
        self.limit = self.row("", self.area.value)
        coarse = self.coarse
        products = Table(-6.0, 2.0, (0.0, 1.1, 2.5), ("slope", "× width", "= area"))
        parts = [
            self.product(products, *part)
            for part in zip(coarse.heights, coarse.widths, coarse.areas, strict=True)
        ]
        with self.beat("strips"):
            self.play(FadeOut(self.arrows), run_time=0.5)
            self.cue("walk")
            self.add(self.strips, self.stairs)
            seconds = self.until("slope") / coarse.count
            for edge, part in zip(coarse.edges[1:], parts, strict=True):
                walk = self.weight.animate(rate_func=linear, run_time=seconds).set_value(edge)
                self.play(walk, FadeIn(part, run_time=min(seconds, 0.4)))
            self.play(FadeIn(products.head), run_time=0.4)
        with self.beat("sums"):
            self.play(FadeIn(self.table.head), FadeOut(products.head, *parts), run_time=0.5)
            self.cue(str(number(self.sums[0])))
            self.play(FadeIn(rows[0]), run_time=0.4)
            for index in (1, 2):
                self.cue(str(number(self.counts[index])))
                self.play(self.cuts.animate.set_value(index), run_time=0.9)
                self.cue(str(number(self.sums[index])))
                self.play(FadeIn(rows[index]), run_time=0.4)
        with self.beat("guess"):
            self.predict(at=self.limit.get_center() + 0.4 * DOWN)

    @staticmethod
    def product(table: Table, height: float, width: float, area: float) -> VGroup:
        """One strip in numbers: slope times width is area."""
        return table.row(
            words(f"{number(height)}", THEME.label, THEME.slope),
            words(f"× {number(width)}", THEME.label, THEME.muted),
            words(f"= {number(area)}", THEME.label, THEME.area),
        )

    def row(self, count: str, total: float) -> VGroup:
        name = words(count, THEME.label) if count else math("arrow.r infinity", THEME.label)
        return self.table.row(name, words(f"{number(total)}", THEME.label, THEME.area))

    def exact_area(self) -> None:
        area = self.area
        with self.beat("exact"):
            self.play(FadeIn(self.under.update()), FadeOut(self.strips), FadeOut(self.stairs), run_time=0.8)
            self.cue(str(number(area.value)))
            self.play(FadeIn(self.limit), run_time=0.4)
            self.cue("exact")
            formula = math(
                f"integral_({number(area.low)})^({number(area.high)}) L'(w) dif w = {number(area.value)}",
                THEME.body,
                THEME.area,
            )
            formula.next_to(self.limit, DOWN, buff=0.55, aligned_edge=LEFT)
            self.play(FadeIn(formula), run_time=0.5)
        with self.beat("climb"):
            self.play(self.weight.animate.set_value(area.low), run_time=1.1)
            self.cue(str(number(area.low)))
            self.add(self.climb)
            self.play(self.weight.animate.set_value(self.high), run_time=self.until("slopes"))
            inside = naming(words(f"{number(area.value)}", THEME.body), self.under)
            inside.move_to(
                self.lower.point(area.low + 0.7 * (area.high - area.low), self.slope(area.high) / 4)
            )
            beside = naming(words(f"{number(area.value)}", THEME.body), self.climb).next_to(
                self.climb, RIGHT, buff=0.25
            )
            self.play(FadeIn(inside), run_time=0.5)
            self.cue("give")
            self.play(FadeIn(beside), run_time=0.5)

    # Averages

    def average(self) -> None:
        low, high = self.wide
        self.plot = Plot(
            Region(-1.3, 5.3, THEME.stage.bottom + 0.45, THEME.stage.top),
            Axis(low - 0.8, high + 0.8, ticks=(low, self.best, high), name="w"),
            Axis(0, 33, ticks=(10, 20, 30)),
        )
        curve = self.plot.curve(self.loss, low - 0.6, high + 0.6)
        self.rain = follow(self.stroke().set_stroke(width=2).set_z_index(THEME.layers.area), self.draw_rain)
        self.water = follow(self.filled(), self.draw_water)
        table = Table(-6.0, 2.0, (0.0, 1.7), ("tries", "average loss"))
        rows = [self.average_row(table, *texts) for texts in self.averages()]
        limit = self.average_row(table, "", str(number(self.expected.value, 2)))
        name = self.title(self.plot, f"L(w) = {self.loss.typst}", THEME.loss)
        name.move_to(self.plot.point(self.best, self.plot.y.high), UP)
        with self.beat("random"):
            self.play(*self.clear_but(self.curve, self.name), run_time=0.5)
            self.play(
                FadeIn(self.plot),
                FadeIn(table.head),
                ReplacementTransform(self.curve, curve),
                ReplacementTransform(self.name, name),
                run_time=1.0,
            )
            self.curve = curve
            self.cue("random")
            self.play(FadeIn(self.rain), run_time=0.3)
            seconds = self.rest(leave=0.6) / len(rows)
            for share, row in zip(self.shares, rows, strict=True):
                rain = self.tried.animate(rate_func=linear).set_value(round(share * self.tries))
                self.play(rain, run_time=seconds - 0.3)
                self.play(FadeIn(row), run_time=0.3)
        with self.beat("level"):
            self.play(FadeIn(self.water), FadeOut(self.rain), run_time=0.8)
            self.cue("water")
            self.play(self.level.animate.set_value(1), run_time=self.until("expect"))
            self.cue(str(number(self.expected.value, 2)))
            self.play(FadeIn(self.mark()), FadeIn(limit), run_time=0.5)

    @staticmethod
    def average_row(table: Table, tries: str, mean: str) -> VGroup:
        name = words(tries, THEME.label) if tries else math("arrow.r infinity", THEME.label)
        return table.row(name, words(mean, THEME.label, THEME.area))

    def draw_rain(self, bars: VMobject) -> None:
        """The stretch that the tries lie on, and for each one so far an upright line as high as its loss."""
        bars.clear_points()
        add_path(bars, self.plot.points_at(self.wide, [0.0, 0.0]))
        count = int(self.tried.get_value() + 1e-6)
        for place, value in zip(self.sample.places[:count], self.sample.values[:count], strict=True):
            add_path(bars, self.plot.points_at([place, place], [0.0, value]))

    def draw_water(self, shape: VMobject) -> None:
        """The area under the loss on its way to its mean height; what one place loses, others gain."""
        level = self.level.get_value()
        xs = np.linspace(*self.wide, 121)
        fill_under(shape, self.plot, xs, (1 - level) * self.loss(xs) + level * self.expected.value)

    def mark(self) -> VGroup:
        """The mean height, as a line across the plot with its number."""
        mean = self.expected.value
        line = DashedLine(*(self.plot.point(end, mean) for end in self.wide), color=THEME.text)
        line.set_z_index(THEME.layers.tangent)
        label = naming(words(f"{number(mean, 2)}", THEME.body), line)
        return VGroup(line, label.move_to(self.plot.point(self.best, mean) + 0.35 * UP))

    # Chances

    def bell_curve(self) -> None:
        bell, stage = self.bell, THEME.stage
        self.bell_plot = Plot(
            Region(-4.4, 4.4, stage.bottom + 0.9, stage.top - 0.9),
            Axis(-3.4, 3.4, crossing=0),
            Axis(0, 1.1 * bell.density(bell.mean)),
        )
        self.bell_plot.axes.remove(self.bell_plot.axes[1])
        curve = self.bell_plot.curve(bell.density, colour=THEME.text)
        self.band = follow(self.filled(), self.draw_band)
        with self.beat("bell"):
            self.play(*self.clear_but(), run_time=0.5)
            self.play(FadeIn(self.bell_plot), FadeIn(curve), run_time=0.7)
            self.add(self.band)
            self.cue("one spread")
            spread = self.spread_mark()
            self.play(FadeIn(spread), run_time=0.4)
            percent = naming(words(f"{number(100 * self.chance, 0)} %", THEME.title), self.band)
            percent.move_to(self.bell_plot.point(bell.mean, bell.density(bell.mean) / 2.5))
            self.play(self.reach.animate.set_value(1), run_time=self.until(str(number(100 * self.chance, 0))))
            self.play(FadeIn(percent), run_time=0.5)

    def draw_band(self, shape: VMobject) -> None:
        reach = self.reach.get_value() * self.bell.spread
        xs = np.linspace(self.bell.mean - reach, self.bell.mean + reach, 81)
        fill_under(shape, self.bell_plot, xs, self.bell.density(xs))

    def spread_mark(self) -> VGroup:
        """One spread to either side of the middle, under the axis."""
        ends = [self.bell.mean + side * self.bell.spread for side in (-1, 0, 1)]
        left, middle, right = (self.bell_plot.point(end, 0) + 0.28 * DOWN for end in ends)
        marks = VGroup()
        for a, b in ((left, middle), (middle, right)):
            arrow = DoubleArrow(a, b, buff=0.04, color=THEME.muted, stroke_width=3, tip_length=0.14)
            marks.add(arrow)
        return marks.add(
            naming(words("one spread", THEME.label, THEME.muted), marks[1]).next_to(marks[1], DOWN, buff=0.15)
        )

    # What each is for

    def two_jobs(self) -> None:
        columns = THEME.stage.columns(3, gap=0.6)
        water, bell, step = (Region(c.left + 0.25, c.right - 0.25, -1.5, 1.4) for c in columns)
        self.step_plot = Plot(step, Axis(-0.6, 7.6), Axis(0, 31))
        self.step_taken = self.track("step_taken")
        self.small_ball = follow(new_ball(), lambda b: b.move_to(self.step_plot.point(*self.stepped())))
        touching = follow(
            Tangent(0.6),
            lambda t: t.place(
                self.step_plot, *self.stepped(), self.walk.slope_at(self.step_taken.get_value())
            ),
        )
        bowl = self.step_plot.curve(self.loss, -0.4, 7.4)
        integrals = on_row(
            words("integrals", THEME.title, THEME.area), (water.centre[0] + bell.centre[0]) / 2, 2.5
        )
        derivatives = on_row(words("derivatives", THEME.title, THEME.slope), step.centre[0], 2.5)
        with self.beat("training"):
            self.cue("integrals")
            self.play(*self.clear_but(), FadeIn(integrals), run_time=0.5)
            self.cue("averages")
            plot, *shapes = self.small_water(water)
            self.play(FadeIn(plot, *shapes, naming(self.caption(water, "averages"), plot)), run_time=0.6)
            self.cue("chances")
            plot, *shapes = self.small_bell(bell)
            self.play(FadeIn(plot, *shapes, naming(self.caption(bell, "chances"), plot)), run_time=0.6)
            self.cue("training")
            self.play(
                FadeIn(self.step_plot),
                FadeIn(bowl),
                FadeIn(naming(self.caption(step, "training step"), self.step_plot)),
                run_time=0.6,
            )
            self.play(FadeIn(self.small_ball, scale=2), FadeIn(touching), run_time=0.4)
            self.cue("derivatives")
            self.play(FadeIn(derivatives), self.step_taken.animate.set_value(1), run_time=1.0)

    def stepped(self) -> tuple[float, float]:
        return self.walk.at(self.step_taken.get_value())

    @staticmethod
    def caption(region: Region, text: str) -> Label:
        return on_row(words(text, THEME.body), region.centre[0], region.bottom - 0.55)

    def small_water(self, region: Region) -> tuple[VMobject, ...]:
        low, high = self.wide
        plot = Plot(region, Axis(low - 0.8, high + 0.8), Axis(0, 31))
        shape = self.filled()
        mean = np.full(2, self.expected.value)
        fill_under(shape, plot, np.array(self.wide), mean)
        top = Line(*plot.points_at(self.wide, mean), color=THEME.text, stroke_width=3)
        return plot, shape, plot.curve(self.loss, low, high), top.set_z_index(THEME.layers.tangent)

    def small_bell(self, region: Region) -> tuple[VMobject, ...]:
        plot = Plot(region, Axis(-3.2, 3.2, crossing=0), Axis(0, 1.1 * self.bell.density(self.bell.mean)))
        plot.axes.remove(plot.axes[1])
        shape = self.filled()
        xs = np.linspace(self.bell.mean - self.bell.spread, self.bell.mean + self.bell.spread, 61)
        fill_under(shape, plot, xs, self.bell.density(xs))
        return plot, shape, plot.curve(self.bell.density, colour=THEME.text)


def on_row(label: Label, x: float, y: float) -> Label:
    """Centre a label over x with the middle of its capitals at y, whatever hangs below its baseline."""
    label.move_to([x, y, 0.0])
    return label.shift((y - label.midline) * UP)


def add_path(shape: VMobject, corners: NDArray[np.float64]) -> None:
    """Add straight pieces through the points of the screen, (n, 3), as one more path."""
    shape.start_new_path(corners[0])
    shape.add_points_as_corners(corners[1:])


def fill_under(shape: VMobject, plot: Plot, xs: NDArray[np.float64], heights: NDArray[np.float64]) -> None:
    """Let the shape be what lies between the axis and these heights; nothing where that has no width."""
    shape.clear_points()
    if xs[-1] > xs[0]:
        around = np.concatenate([[xs[0]], xs, [xs[-1], xs[0]]])
        add_path(shape, plot.points_at(around, np.concatenate([[0.0], heights, [0.0, 0.0]])))
