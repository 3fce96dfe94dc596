"""Derivative: the slope of a curve at a point is the limit of the slopes of its secants."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    DashedLine,
    FadeIn,
    FadeOut,
    Indicate,
    Line,
    Succession,
    VGroup,
    VMobject,
    Wait,
)

from calc.derivative import Secant, secants, tangent
from calc.derivative import Tangent as TouchingLine
from calc.model import Model
from calc.wording import equals, number, signed, written
from studio.lens import lens
from studio.lesson import Lesson
from studio.line_panel import LinePanel
from studio.progress import in_proportion
from studio.readout import Readout
from studio.stage import Arrow, Axis, Plot, Tangent, follow, new_ball
from studio.table import Table
from studio.text import Label, math, name_with_letter, naming, words
from studio.theme import THEME, Region
from studio.timeline import PREDICT, Beat
from studio.witness import Mark, Slope, Witness


class Derivative(Lesson):
    """The slope of the curve at a point is where the slopes of its secants are heading."""

    intercept = 1.0
    point = 7.0
    gaps = (2.0, 1.0, 0.1, 0.01)
    level = 9.0  # a loss that two weights share
    poster = "limit"

    def calculate(self) -> None:
        self.model = Model()
        self.loss = self.model.loss_of_weight(self.intercept)
        self.secants = secants(self.loss, self.point, self.gaps)
        self.best = self.model.best[0]
        reach = float(np.sqrt(self.level))  # the loss is the square of the distance from the best weight
        self.pair = [tangent(self.loss, self.best + side * reach) for side in (1, -1)]
        self.bottom = tangent(self.loss, self.best)

    def script(self) -> list[Beat]:
        gap, slope = [number(value) for value in self.gaps], [number(value) for value in self.secants.slopes]
        here = number(self.point)
        right, left = self.pair
        return [
            Beat(
                "bowl",
                "Try every weight w and plot the loss. "
                f"You get a bowl, with its lowest point at {equals('w', self.best)}.",
                title="The loss is a bowl",
            ),
            Beat(
                "secant",
                f"How steep is the curve at {here}? Take a second point nearby, "
                "and join the two with a straight line.",
                pause=0.8,
                title="Two points and a line",
            ),
            Beat(
                "closer",
                f"With a gap of {gap[0]}, the joining line's slope is {slope[0]}. "
                f"Shrinking the gap to {gap[1]} changes it to {slope[1]}.",
            ),
            Beat("guess", "Make the gap smaller still. Where is the slope heading? Guess.", pause=PREDICT),
            Beat(
                "closest",
                f"Shrinking the gap to {gap[2]} changes it to {slope[2]}. "
                f"Shrinking it again, to {gap[3]}, gives {slope[3]}.",
                pause=0.6,
            ),
            Beat(
                "limit",
                f"The slopes close in on {number(self.secants.limit)}. "
                f"That limit is the derivative at {here}.",
                pause=0.8,
                title="The limit is the derivative",
            ),
            Beat(
                "height",
                f"Slope is not height. At {number(right.x)} and at {number(left.x)} the loss is "
                f"{number(right.y)}, but the slopes are {signed(right.slope)} and {signed(left.slope)}.",
                pause=0.8,
                title="Slope is not height",
            ),
            Beat(
                "sign",
                "The sign tells you which direction is uphill. "
                f"Down at the bottom, the slope becomes {number(self.bottom.slope)}.",
                pause=1.0,
            ),
        ]

    def shown(self) -> str:
        first = self.secants.secant(self.gaps[0])
        rows = [f"gap {number(gap)}: slope {number(self.secants.secant(gap).slope)}" for gap in self.gaps]
        touches = [
            f"at w = {number(touch.x)} the loss is {number(touch.y)} and the slope {signed(touch.slope)}"
            for touch in (*self.pair, self.bottom)
        ]
        head = f"L(w) = {self.loss.wording}: rise {number(first.rise)} over run {number(first.run)}"
        return "\n".join(map(written, [head, *rows, *touches]))

    # The cast

    def setup(self) -> None:
        super().setup()
        stage = THEME.stage
        self.weight = self.track("weight", -1.4)
        self.gap = self.track("gap", self.gaps[0])
        self.plot = Plot(
            Region(-1.3, 5.3, stage.bottom + 0.45, stage.top),
            Axis(-2, 9.4, ticks=(self.best, self.point), name="w"),
            Axis(0, 52, ticks=(0, self.secants.height)),
        )
        self.name = name_with_letter("loss", f"L(w) = {self.loss.typst}", THEME.label, THEME.loss)
        self.name.move_to(self.plot.point(self.plot.x.low, self.plot.y.high) + 0.3 * RIGHT, UP + LEFT)
        # "loss L(w)" comes first, and what it is equal to once the bowl is drawn.
        letters = len("L(w)")
        self.name_first = VGroup(self.name[0], self.name[1][:letters])
        self.name_rest = self.name[1][letters:]
        self.ball = follow(new_ball(), lambda dot: dot.move_to(self.on_curve(self.weight.get_value())))
        self.line_panel = LinePanel(
            Region(-6.2, -2.2, stage.bottom + 0.45, stage.top - 0.6),
            self.model,
            weight=lambda: self.weight.get_value(),
            intercept=lambda: self.intercept,
        )

    def witnesses(self) -> list[Witness]:
        w, loss, slope = self.touch(self.weight.get_value())
        secant = self.secants.secant(self.gap.get_value())
        return [
            Mark("ball", self.plot, w, loss),
            Slope("roller", self.plot, w, loss, slope),
            Mark("other", self.plot, secant.x1, secant.y1),
            Slope("secant_line", self.plot, secant.x0, secant.y0, secant.slope),
            self.line_panel.witness(),
        ]

    def on_curve(self, w: float) -> np.ndarray:
        return self.plot.point(w, self.loss(w))

    # The script

    def construct(self) -> None:
        self.trace_the_bowl()
        self.join_two_points()
        self.shrink_the_gap()
        self.compare_slopes()

    def trace_the_bowl(self) -> None:
        with self.beat("bowl"):
            start, stop = self.weight.get_value(), self.point + max(self.gaps)
            traced = follow(
                VMobject(),
                lambda curve: curve.become(self.plot.curve(self.loss, start - 0.01, self.weight.get_value())),
            )
            self.play(FadeIn(self.line_panel, self.plot), run_time=0.8)
            self.play(FadeIn(self.ball, scale=2), run_time=0.3)
            self.add(traced)
            # The loss is named as it is spoken of, while the sweep goes on.
            name = Succession(Wait(self.until("loss")), FadeIn(self.name_first, run_time=0.5))
            sweep = self.weight.animate(run_time=self.until("lowest")).set_value(stop)
            self.play(sweep, name)
            self.curve = self.plot.curve(self.loss, start - 0.01, stop)
            self.remove(traced)
            self.add(self.curve)
            self.play(self.weight.animate.set_value(self.best), run_time=1.4)
            self.play(FadeIn(self.name_rest), run_time=0.4)
            self.remove(self.name_first, self.name_rest)
            self.add(self.name)

    def join_two_points(self) -> None:
        with self.beat("secant"):
            self.play(FadeOut(self.line_panel), self.weight.animate.set_value(self.point), run_time=1.2)
            self.other = follow(
                new_ball(), lambda dot: dot.move_to(self.on_curve(self.point + self.gap.get_value()))
            )
            self.secant_line = follow(
                Line(color=THEME.slope, stroke_width=THEME.line_width), self.place_secant
            )
            self.secant_line.set_z_index(THEME.layers.tangent)
            self.cue("second")
            self.play(FadeIn(self.other, scale=2), run_time=0.4)
            self.cue("join")
            self.play(Create(self.secant_line), run_time=0.7)

    def place_secant(self, line: Line) -> Line:
        """From where the secant nears the axis to a little beyond its second point."""
        secant = self.secants.secant(self.gap.get_value())
        return line.set_points_as_corners(self.across(secant, secant.x1 + 0.35))

    def across(self, line: Secant | TouchingLine, stop: float) -> list[np.ndarray]:
        start = self.point - (self.secants.height - 1) / line.slope
        highest = self.point + (self.plot.y.high - self.secants.height) / line.slope
        stop = min(stop, highest)
        return [self.plot.point(w, line.at(w)) for w in (start, stop)]

    def rise_and_run(self, gap: float) -> VGroup:
        secant = self.secants.secant(gap)
        corner = self.plot.point(secant.x1, secant.y0)
        run = DashedLine(self.plot.point(secant.x0, secant.y0), corner, color=THEME.muted)
        rise = DashedLine(corner, self.plot.point(secant.x1, secant.y1), color=THEME.muted)
        return VGroup(
            run.set_z_index(THEME.layers.axes),
            rise.set_z_index(THEME.layers.axes),
            naming(words(f"run {number(secant.run)}", THEME.label), run).next_to(run, DOWN, buff=0.15),
            naming(words(f"rise {number(secant.rise)}", THEME.label), rise).next_to(rise, RIGHT, buff=0.15),
        )

    def shrink_the_gap(self) -> None:
        self.table = Table(-6.0, 2.0, (0.0, 1.7), ("gap", "slope"))
        rows = [self.row(gap, slope) for gap, slope in zip(self.gaps, self.secants.slopes, strict=True)]
        last = self.table.row(math("arrow.r 0", THEME.label), self.slope_cell(self.secants.limit))
        with self.beat("closer"):
            sides = self.rise_and_run(self.gaps[0])
            self.play(FadeIn(self.table.head), run_time=0.4)
            self.cue(str(number(self.gaps[0])))
            self.play(FadeIn(sides), run_time=0.4)
            self.cue(str(number(self.secants.slopes[0])))
            self.play(FadeIn(rows[0]), run_time=0.4)
            self.cue("Shrinking")
            self.play(FadeOut(sides), self.gap.animate.set_value(self.gaps[1]), run_time=1.2)
            self.cue(str(number(self.secants.slopes[1])))
            self.play(FadeIn(rows[1]), run_time=0.4)
        with self.beat("guess"):
            self.cue("smaller")
            self.glass = self.magnified()
            self.play(FadeIn(self.glass), run_time=0.8)
            self.predict(at=rows[3].get_center())
        with self.beat("closest"):
            self.close_in(2, rows[2])
            self.close_in(3, rows[3])
        with self.beat("limit"):
            limit = self.secants.tangent
            line = Line(*self.across(limit, limit.x + 1.4), color=THEME.slope, stroke_width=THEME.line_width)
            line.set_z_index(THEME.layers.tangent)
            # Magnified, the two points would stay apart for ever.
            self.play(FadeOut(self.glass), run_time=0.3)
            self.play(self.gap.animate.set_value(1e-3), run_time=0.5)
            self.play(FadeOut(self.other), FadeOut(self.secant_line), FadeIn(line), run_time=0.4)
            self.cue(str(number(limit.slope)))
            self.play(FadeIn(last), run_time=0.4)
            self.cue(str(number(self.point)))
            formula = math(f"L'({number(self.point)}) = {number(limit.slope)}", THEME.title, THEME.slope)
            formula.next_to(last, DOWN, buff=0.5, aligned_edge=LEFT)
            self.play(FadeIn(formula), run_time=0.5)

    def close_in(self, index: int, row: VGroup) -> None:
        self.cue("Shrinking")
        self.play(in_proportion(self.gap, self.gaps[index]), run_time=1.0)
        self.cue(str(number(self.secants.slopes[index])))
        self.play(FadeIn(row), run_time=0.4)

    def row(self, gap: float, slope: float) -> VGroup:
        return self.table.row(words(f"{number(gap)}", THEME.label), self.slope_cell(slope))

    @staticmethod
    def slope_cell(slope: float) -> Label:
        return words(f"{number(slope)}", THEME.label, THEME.slope)

    def magnified(self) -> VGroup:
        """The curve between the two points, magnified so that the gap is always as wide."""
        box = Region(-0.6, 2.8, 0.5, 2.95)
        inner = Region(box.left + 0.2, box.right - 0.2, box.bottom + 0.2, box.top - 0.2)
        view = Plot(inner, Axis(-0.3, 1.3), Axis(-0.6, 1.5))
        limit = self.secants.limit

        def enlarged(share: np.ndarray) -> np.ndarray:
            gap = self.gap.get_value()
            return (self.loss(self.point + gap * share) - self.secants.height) / (gap * limit)

        def secant_line(line: Line) -> Line:
            slope = self.secants.secant(self.gap.get_value()).slope / limit
            return line.set_points_as_corners([view.point(u, slope * u) for u in (-0.3, 1.3)])

        curve = follow(VMobject(), lambda curve: curve.become(view.curve(enlarged, samples=61)))
        line = follow(Line(color=THEME.slope, stroke_width=3), secant_line)
        dots = VGroup(
            new_ball().move_to(view.point(0, 0)),
            follow(new_ball(), lambda dot: dot.move_to(view.point(1, float(enlarged(np.array(1.0)))))),
        )
        run = DashedLine(view.point(0, 0), view.point(1, 0), color=THEME.muted)
        gap = Readout(lambda: self.gap.get_value(), 2, size=THEME.label)
        gap.stand(run.get_center() + 0.5 * gap.width * RIGHT + 0.3 * DOWN)
        return VGroup(lens(box), curve, line.set_z_index(THEME.layers.tangent), dots, run, gap)

    def compare_slopes(self) -> None:
        right, left = self.pair
        table = Table(-6.0, 2.0, (0.0, 1.2, 2.5), ("w", "loss", "slope"))
        with self.beat("height"):
            gone = self.clear_but(self.plot, self.curve, self.name, self.ball)
            self.play(*gone, self.weight.animate.set_value(right.x), FadeIn(table.head), run_time=1.0)
            self.cue(str(number(right.x)))
            level = DashedLine(self.on_curve(left.x), self.on_curve(right.x), color=THEME.muted)
            twin = new_ball().move_to(self.on_curve(left.x))
            rows = [self.touch_row(table, touch) for touch in (right, left)]
            self.play(FadeIn(rows[0][0]), run_time=0.4)
            self.cue(str(number(left.x)))
            self.play(FadeIn(twin, scale=1.5), FadeIn(rows[1][0]), run_time=0.4)
            self.cue(str(number(right.y)))
            self.play(Create(level), *(FadeIn(row[1]) for row in rows), run_time=0.6)
            self.cue("slopes")
            self.roller = follow(
                Tangent(), lambda line: line.place(self.plot, *self.touch(self.weight.get_value()))
            )
            opposite = Tangent().place(self.plot, left.x, left.y, left.slope)
            labels = [self.slope_label(right, UP + LEFT), self.slope_label(left, UP + RIGHT)]
            cells = [row[2] for row in rows]
            self.play(Create(self.roller), Create(opposite), run_time=0.5)
            self.cue(str(signed(right.slope)))
            self.play(*map(FadeIn, [*labels, *cells]), run_time=0.4)
        with self.beat("sign"):
            self.cue("sign")
            self.play(*(Indicate(label, 1.3, color=THEME.slope) for label in labels), run_time=0.8)
            self.cue("uphill")
            ups = [self.way_up(touch) for touch in self.pair]
            self.play(*map(FadeIn, ups), run_time=0.6)
            self.cue("bottom")
            fading = (twin, opposite, level, *labels, *ups)
            self.play(self.weight.animate.set_value(self.best), *map(FadeOut, fading), run_time=1.8)
            self.play(
                FadeIn(self.slope_label(self.bottom, UP), self.touch_row(table, self.bottom)), run_time=0.4
            )

    def way_up(self, touch: TouchingLine) -> Arrow:
        """An arrow up along the tangent: to the right where the slope is positive, else to the left."""
        here = self.plot.point(touch.x, touch.y)
        return Arrow(width=6).place(
            here, here + np.sign(touch.slope) * 1.1 * self.plot.direction(touch.slope)
        )

    def touch_row(self, table: Table, touch: TouchingLine) -> VGroup:
        return table.row(
            words(f"{number(touch.x)}", THEME.label, THEME.parameter),
            words(f"{number(touch.y)}", THEME.label, THEME.loss),
            words(f"{signed(touch.slope)}", THEME.label, THEME.slope),
        )

    def touch(self, w: float) -> tuple[float, float, float]:
        return w, self.loss(w), self.loss.slope(w)

    def slope_label(self, touch: TouchingLine, side: np.ndarray) -> Label:
        label = words(f"{signed(touch.slope)}", THEME.label, THEME.slope)
        return label.next_to(self.on_curve(touch.x), side, buff=0.4)
