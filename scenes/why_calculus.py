"""WhyCalculus: a machine that learns must know which way to turn its knobs."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    Animation,
    Circle,
    Create,
    DashedLine,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    ReplacementTransform,
    VGroup,
    there_and_back,
)

from calc.model import Model
from calc.wording import equals, number, signed, written
from studio.knob import Knob, KnobGrid
from studio.lens import lens
from studio.lesson import Lesson
from studio.line_panel import LinePanel
from studio.readout import Readout
from studio.stage import Axis, Plot, follow, plated
from studio.text import naming, words
from studio.theme import THEME, Region
from studio.timeline import PREDICT, Beat
from studio.witness import Witness

# How many times the lens enlarges: the shift that a nudge of 0.1 makes becomes as wide as a word is high.
MAGNIFIED = 25

# The weights at the two ends of the knob's turn: it stands upright at the lesson's start.
KNOB_RANGE = (-1, 15)


def miss_in_words(miss: float) -> str:
    """By how much, and on which side of its dot, the line passes: "5 below"."""
    return f"{number(round(abs(miss), 9))} {'below' if miss < 0 else 'above'}"


class WhyCalculus(Lesson):
    """A machine learns by turning knobs, and calculus says which way to turn them."""

    weight_at_start = 7.0
    intercept = 1.0
    nudge = 0.1
    wiggle = 1.2
    crowd = (7, 15)  # rows and columns of the network's knobs
    poster = "guess"

    def calculate(self) -> None:
        self.model = Model()
        self.misses = self.model.misses(self.weight_at_start, self.intercept)
        self.best = self.model.best[0]
        # Downhill, as the slope of the loss has it.
        slope = self.model.loss_of_weight(self.intercept).slope(self.weight_at_start)
        self.way = -float(np.sign(slope))
        self.nudged = self.weight_at_start + self.way * self.nudge
        self.misses_nudged = self.model.misses(self.nudged, self.intercept)

    def script(self) -> list[Beat]:
        start, nudged = number(self.weight_at_start), number(self.nudged)
        first, second = (miss_in_words(miss) for miss in self.misses)
        after = number(round(float(np.abs(self.misses_nudged).max()), 9))
        down = "down" if self.way < 0 else "up"
        return [
            Beat(
                "dots",
                "Here are two dots, and a line that should pass through both.",
                title="A line that misses",
            ),
            Beat("knob", "The line has a knob called w, the weight. It sets the tilt.", pause=1.4),
            Beat(
                "misses",
                f"At {start} the line passes {first} one dot and {second} the other.",
                pause=0.8,
            ),
            Beat(
                "guess",
                "Should we turn the knob up or down, to come closer? Guess.",
                pause=PREDICT,
                title="Up or down?",
            ),
            Beat(
                "nudge",
                "Calculus is the mathematics of change, and it answers without guessing. "
                f"Nudge w to {nudged}, and watch: both misses shrink to {after}.",
                pause=0.8,
                title="The mathematics of change",
            ),
            Beat(
                "payoff",
                f"So we turn it {down}. At {equals('w', self.best)}, the line meets both dots.",
                pause=0.8,
            ),
            Beat(
                "network",
                "A neural network has the same problem, with millions of knobs. "
                "Calculus tells every one of them which way to turn.",
                pause=1.2,
                title="Millions of knobs",
            ),
        ]

    # The cast

    def setup(self) -> None:
        super().setup()
        stage = THEME.stage
        self.weight = self.track("weight", self.weight_at_start)
        self.turned = self.track("turned")  # how far the network's knobs have turned, 0 to 1
        self.panel = LinePanel(
            Region(-5.65, -0.65, stage.bottom + 0.45, stage.top - 0.4),
            self.model,
            weight=lambda: self.weight.get_value(),
            intercept=lambda: self.intercept,
            inputs=Axis(-1.5, 1.5, name="t", crossing=0, word="input"),
            outputs=Axis(-9, 12.3, name="p", crossing=0, word="prediction"),
        )
        self.knob = Knob(lambda: self.weight.get_value(), *KNOB_RANGE, (3.8, 0.8), radius=1.25)
        self.numbers = VGroup(*(self.miss_number(index) for index in range(len(self.model.points))))

    def witnesses(self) -> list[Witness]:
        return [self.panel.witness()]

    def miss_number(self, index: int) -> VGroup:
        """The signed miss beside its bar, on the side away from the middle."""
        t, target = self.model.points[index]
        plot = self.panel.plot
        side = float(np.sign(t - np.mean(self.model.inputs)))
        number_now = Readout(
            lambda: float(self.model.misses(self.weight.get_value(), self.intercept)[index]),
            places=1,
            size=THEME.title,
            colour=THEME.loss,
            wording=signed,
        )
        middle = plot.point(t, target + 0.3 * self.misses[index])
        right = middle + (0.52 + number_now.width) * RIGHT if side > 0 else middle + 0.52 * LEFT
        return plated(naming(number_now.stand(right), self.panel.misses[index]))

    # The script

    def construct(self) -> None:
        self.line_and_dots()
        self.the_knob()
        self.up_or_down()
        self.nudge_it()
        self.millions()

    def line_and_dots(self) -> None:
        panel = self.panel
        with self.beat("dots"):
            self.play(FadeIn(panel.plot), run_time=0.4)
            self.cue("dots")
            arrive = LaggedStart(*(FadeIn(dot, scale=2.5) for dot in panel.dots), lag_ratio=0.5)
            self.play(arrive, run_time=min(1.0, self.until("line")))
            self.cue("line")
            self.play(Create(panel.line), run_time=1.0)

    def the_knob(self) -> None:
        with self.beat("knob"):
            self.cue("knob")
            self.play(FadeIn(self.knob.dial, scale=0.8), run_time=0.6)
            self.cue("w")
            self.play(FadeIn(self.knob.label), run_time=0.4)
            self.cue("sets")
            for side in (1, -1):
                aside = self.weight_at_start + side * self.wiggle
                self.play(self.weight.animate(rate_func=there_and_back).set_value(aside), run_time=1.1)
        with self.beat("misses"):
            for miss, bar, shown in zip(self.misses, self.panel.misses, self.numbers, strict=True):
                self.cue(written(miss_in_words(miss)))
                self.play(Create(bar), FadeIn(shown), run_time=0.7)

    def up_or_down(self) -> None:
        with self.beat("guess"):
            self.turns = {"up": self.ghost_turn("up", 1), "down": self.ghost_turn("down", -1)}
            self.cue("knob")
            self.play(self.light_knob(), run_time=0.5)
            for side in ("up", "down"):
                self.cue(side)
                self.play(FadeIn(self.turns[side]), run_time=0.3)
            self.predict(at=self.knob.label.get_center() + 1.1 * DOWN)

    def light_knob(self) -> Animation:
        rim = self.knob.body.animate(rate_func=there_and_back)
        return rim.set_stroke(THEME.parameter, width=8).build()

    def ghost_turn(self, side: str, way: int) -> VGroup:
        """An arrow from where the knob stands, up or down, with a question at its tip."""
        start = self.weight_at_start + 0.3 * way
        arrow = self.knob.turn(start, start + 2.5 * way)
        question = naming(words(f"{side}?", THEME.label, THEME.parameter), arrow)
        return VGroup(arrow, question.next_to(arrow.head, way * RIGHT, buff=0.2))

    def nudge_it(self) -> None:
        down, up = ("down", "up") if self.way < 0 else ("up", "down")
        with self.beat("nudge"):
            self.lens = self.magnified()
            self.play(FadeOut(self.turns[up]), FadeOut(self.turns[down]), run_time=0.5)
            self.cue("change")
            bars = self.panel.misses.animate(rate_func=there_and_back)
            self.play(bars.set_stroke(width=20), self.light_knob(), run_time=1.2)
            self.cue("answers")
            self.play(FadeIn(self.lens), run_time=0.6)
            self.cue(str(number(self.nudged)))
            self.play(self.weight.animate.set_value(self.nudged), run_time=self.until("shrink"))
        with self.beat("payoff"):
            arrow = self.turns[down][0]
            self.play(FadeIn(arrow), FadeOut(self.lens), run_time=0.5)
            self.cue("at")
            self.play(FadeOut(arrow), self.weight.animate.set_value(self.best), run_time=self.until("meets"))
            self.play(*(FadeIn(halo) for halo in self.halos()), run_time=0.5)

    def magnified(self) -> VGroup:
        """Where the last miss bar meets the line, under a lens; a dashed line stays where the line was."""
        plot = self.panel.plot
        t, target = self.model.points[-1]
        top = target + float(self.misses[-1])
        box = Region(0.2, 2.15, THEME.stage.top - 2.05, THEME.stage.top - 0.1)
        # The same scale as the panel's, MAGNIFIED times, with the point above the middle of the box
        # and to the right of it.
        across = box.width / MAGNIFIED * (plot.x.high - plot.x.low) / plot.region.width
        up = box.height / MAGNIFIED * (plot.y.high - plot.y.low) / plot.region.height
        view = Plot(box, Axis(t - 0.6 * across, t + 0.4 * across), Axis(top - 0.65 * up, top + 0.35 * up))

        def in_view(weight: float) -> list[np.ndarray]:
            """The ends of the line where it enters and leaves the box."""
            heights = [self.model.predict(weight, self.intercept, x) for x in (view.x.low, view.x.high)]
            inside = np.clip(heights, view.y.low, view.y.high)
            return [view.point((height - self.intercept) / weight, height) for height in inside]

        def end_of_bar(weight: float) -> np.ndarray:
            return view.point(t, self.model.predict(weight, self.intercept, t))

        before = DashedLine(*in_view(self.weight_at_start), color=THEME.muted, dash_length=0.12)
        now = follow(
            Line(color=THEME.parameter, stroke_width=THEME.curve_width),
            lambda line: line.set_points_as_corners(in_view(self.weight.get_value())),
        )
        bar = follow(
            Line(color=THEME.loss, stroke_width=16),
            lambda bar: bar.set_points_as_corners(
                [view.point(t, view.y.low), end_of_bar(self.weight.get_value())]
            ),
        )
        layers = THEME.layers
        bar.set_z_index(layers.area), before.set_z_index(layers.axes), now.set_z_index(layers.curve)
        return VGroup(lens(box, plot.point(t, top)), bar, before, now)

    def halos(self) -> list[Circle]:
        return [
            Circle(0.21, color=THEME.area, stroke_width=6).move_to(dot).set_z_index(THEME.layers.tangent)
            for dot in self.panel.dots
        ]

    def millions(self) -> None:
        rows, columns = self.crowd
        middle = (rows * columns) // 2
        start = np.random.default_rng(0).uniform(0.05, 0.95, rows * columns)
        start[middle] = self.knob.share_of(self.best)
        turn = np.random.default_rng(1).uniform(-0.5, 0.5, rows * columns)
        turn[middle] = 0.0
        stop = np.clip(start + turn, 0.0, 1.0)
        grid = KnobGrid(
            lambda: start + self.turned.get_value() * (stop - start), rows, columns, (0.0, 0.4), pitch=0.76
        )
        with self.beat("network"):
            dial = self.knob.dial
            self.play(*self.clear_but(dial), run_time=0.6)
            self.cue("same")
            at_middle = grid.knobs[middle]
            self.knob.still()
            self.play(
                ReplacementTransform(self.knob.body, at_middle[0]),
                ReplacementTransform(self.knob.pointer, at_middle[1]),
                FadeOut(self.knob.marks),
                run_time=0.8,
            )
            others = [knob for index, knob in enumerate(grid.knobs) if index != middle]
            others.sort(key=lambda knob: float(np.linalg.norm(knob.get_center() - at_middle.get_center())))
            self.cue("millions")
            self.play(
                LaggedStart(*(FadeIn(knob, run_time=0.5) for knob in others), lag_ratio=0.05),
                run_time=1.6,
            )
            self.add(grid)  # one thing from here on
            self.cue("every")
            self.play(self.turned.animate.set_value(1.0), run_time=self.rest(leave=0.5))
