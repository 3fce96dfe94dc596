"""WhyCalculus: a machine that learns must know which way to turn its knobs."""

from dataclasses import replace

import numpy as np
from manim import (
    DL,
    DOWN,
    RIGHT,
    UL,
    Animation,
    Circle,
    Create,
    DashedLine,
    FadeIn,
    FadeOut,
    Indicate,
    LaggedStart,
    Line,
    ReplacementTransform,
    VGroup,
    there_and_back,
)

from calc.model import Model
from calc.stories.line import Turning, miss_in_words
from calc.wording import Wording, decimals, signed, written
from studio.cast.knob import Knob, KnobGrid, dial
from studio.cast.line_and_dots import LinePanel, fitted
from studio.lesson.parameters import DotsParameter, NumberParameter
from studio.lesson.scripted import ScriptedLesson
from studio.lesson.timeline import PREDICT, Beat
from studio.stage.lens import clipped, lens
from studio.stage.placement import place_beside
from studio.stage.plot import follow, plated
from studio.stage.readout import Readout, in_places
from studio.stage.shapes import box_of, distance_to
from studio.stage.text import code, naming, words
from studio.stage.theme import THEME, Region
from studio.stage.witness import Turn, Witness

SHIFT = 0.65  # units that the shift of the line by a nudge is long under the lens
LEAST = 0.05  # of the plot's height: shorter miss bars would hide behind their dots
WIGGLE = 0.24  # of the way to the best weight, by which the knob is turned to show what it does
ROOM = 0.11  # of the plot's height, by which the line's ends may pass those at the start
TURN = 1.6  # times the way to the best weight is the knob's turn to either side
NEAR = 0.85  # units from a dot, within which the number of its miss stands
LENS = Region(0.2, 2.15, THEME.stage.top - 2.05, THEME.stage.top - 0.1)
LONG = 5  # characters of a number beyond which it takes long to say


class WhyCalculus(ScriptedLesson):
    """A machine learns by turning knobs, and calculus says which way to turn them."""

    dots = DotsParameter("-1,-1 1,3", "the two dots that the line should pass through", 2, 2, 1e6)
    weight = NumberParameter(7.0, "the weight at the start, which turns the line", -1e6, 1e6)
    crowd = (7, 15)  # rows and columns of the network's knobs
    poster = "guess"

    def calculate(self) -> None:
        self.model = Model(self.dots)
        self.turning = Turning(self.model, self.weight)
        self.intercept, self.best = self.turning.intercept, self.turning.best
        self.misses = self.turning.misses
        self.nudged = self.turning.nudged
        self.axes = fitted(self.model, (self.weight, self.best), self.intercept)
        self.turning.check_seen(self.axes[1].high - self.axes[1].low, LEAST)
        said = (self.weight, self.nudged, self.best)
        self.places = decimals(*said, least=1, digits=self.turning.digits)
        misses = [miss for weight in said for miss in self.turning.misses_at(weight)]
        self.miss_places = decimals(*misses, least=1)

    def script(self) -> list[Beat]:
        turning = self.turning
        down = "down" if turning.way < 0 else "up"
        best = turning.said(self.best)
        meets = Wording(f"w = {best.written}", f"w equals {best.spoken}")
        return [
            Beat(
                "dots",
                "Here are two dots, and a line that should pass through both.",
                title="A line that misses",
            ),
            Beat("knob", "The line has a knob called w, the weight. It sets the tilt.", pause=1.4),
            Beat(
                "misses",
                turning.passing,
                pause=0.8,
            ),
            Beat(
                "guess",
                "To come closer, would you turn the knob up or down?",
                pause=PREDICT,
                title="Up or down?",
            ),
            Beat(
                "nudge",
                "Calculus is the mathematics of change, and it answers without guessing. "
                f"Nudge w to {turning.said(self.nudged)}, and watch: {turning.shrinking}.",
                pause=0.8,
                title="The mathematics of change",
            ),
            Beat(
                "payoff",
                f"So we turn it {down}. At {meets}, the line meets both dots.",
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

    def shown(self) -> str:
        rows = []
        for weight in (self.weight, self.nudged, self.best):
            misses = [
                str(in_places(miss, self.miss_places, signed)) for miss in self.turning.misses_at(weight)
            ]
            rows.append(
                written(f"w = {in_places(weight, self.places)}: the misses are {' and '.join(misses)}")
            )
        return "\n".join(rows)

    # The cast

    def setup(self) -> None:
        super().setup()
        stage = THEME.stage
        self.weight_now = self.track("weight", self.weight)
        self.turned = self.track("turned")  # how far the network's knobs have turned, 0 to 1
        inputs, outputs = self.axes
        self.panel = LinePanel(
            Region(-5.65, -0.65, stage.bottom + 0.45, stage.top - 0.4),
            self.model,
            weight=lambda: self.weight_now.get_value(),
            intercept=lambda: self.intercept,
            inputs=replace(inputs, word="input"),
            outputs=replace(outputs, word="prediction"),
        )
        ends = (abs(t) for t in self.panel.ends)
        self.wiggle = min(WIGGLE * self.turning.off, ROOM * (outputs.high - outputs.low) / max(ends))
        low, high = sorted((self.best, self.weight - self.turning.way * self.wiggle))
        self.panel.clear_names(low, high, *self.halos())
        self.knob = Knob(
            lambda: self.weight_now.get_value(),
            *dial(self.weight, (), TURN * self.turning.off),
            (3.8, 0.8),
            radius=1.25,
            places=self.places,
            reaches=(low, high),
        )
        swept = self.panel.swept(low, high)
        self.numbers = VGroup()
        for index in range(len(self.misses)):
            self.numbers.add(self.miss_number(index, swept))

    def witnesses(self) -> list[Witness]:
        pointer = self.knob.pointer[0]
        return [
            self.panel.witness(),
            Turn("knob", self.knob.angle_of(self.weight_now.get_value()), pointer),
        ]

    def miss_number(self, index: int, swept: VGroup) -> VGroup:
        """The signed miss beside its bar, on the side away from the middle if there is room."""
        t, target = self.model.points[index]
        plot = self.panel.plot
        side = float(np.sign(t - np.mean(self.model.inputs)))
        widest = max(
            (str(in_places(miss, self.miss_places, signed)) for miss in (self.misses[index], 0.0)), key=len
        )
        size = THEME.title if len(widest) <= LONG else THEME.label
        number_now = Readout(
            lambda: self.turning.misses_at(self.weight_now.get_value())[index],
            places=self.miss_places,
            size=size,
            colour=THEME.loss,
            wording=signed,
        )
        dot, bar = plot.point(t, target), self.panel.misses[index]
        along = (bar.get_end() - dot) / max(np.linalg.norm(bar.get_end() - dot), 1e-9)
        region = Region(THEME.stage.left, LENS.left - 0.1, THEME.stage.bottom, THEME.stage.top)
        bars = [*self.panel.misses, *self.panel.dots, plot.axes]
        # Where it is near the dot too, to which the bar will shrink: beside the line, or on a plate over it.
        places = [
            place_beside(
                plated(code(widest, size)[0]),
                dot + away * along,
                lines,
                [plot.names, *self.numbers],
                (side, 0.0),
                region,
                [*self.panel.dots],
            )
            for lines in ([swept, plot.axes], bars)
            for away in (0.4, 0.0, 0.8)
        ]
        place = next((p for p in places if distance_to(dot[None], box_of(p)) < NEAR), places[-1])
        number_now.stand(np.array([place.get_right()[0] - 0.05, place.get_center()[1], 0.0]))
        return plated(naming(number_now, self.panel.misses[index]))

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
                aside = self.weight + side * self.wiggle
                self.play(self.weight_now.animate(rate_func=there_and_back).set_value(aside), run_time=1.1)
        self.stir = self.light_knob
        with self.beat("misses"):
            start = str(self.turning.said(self.weight))
            if len(start) > LONG or "×" in start:
                self.cue(start)
                self.play(self.light_knob(), run_time=1.5)
                self.cue("line")
                line = self.panel.line.animate(rate_func=there_and_back)
                self.play(line.set_stroke(width=2 * THEME.line_width), run_time=1.0)
            for miss, bar, shown in zip(self.misses, self.panel.misses, self.numbers, strict=True):
                said = written(miss_in_words(miss))
                self.cue(said)
                if miss:
                    seconds = 0.7 + 0.6 * max(len(said.split()[0]) - LONG, 0)
                    self.play(Create(bar), FadeIn(shown, run_time=0.7), run_time=seconds)
                else:
                    self.play(self.light_dot(bar.get_start()), run_time=0.7)

    def up_or_down(self) -> None:
        with self.beat("guess"):
            self.turns = {"up": self.ghost_turn("up", 1), "down": self.ghost_turn("down", -1)}
            self.cue("knob")
            self.play(self.light_knob(), run_time=0.5)
            for side in ("up", "down"):
                self.cue(side)
                self.play(FadeIn(self.turns[side]), run_time=0.3)
            self.predict(at=self.knob.label.get_center() + 1.1 * DOWN)

    def light_dot(self, at: np.ndarray) -> Animation:
        """Through this dot the line passes anyway."""
        dot = min(self.panel.dots, key=lambda dot: float(np.linalg.norm(dot.get_center() - at)))
        return Indicate(dot, scale_factor=2.0, color=THEME.text)

    def light_knob(self) -> Animation:
        rim = self.knob.body.animate(rate_func=there_and_back)
        return rim.set_stroke(THEME.parameter, width=8).build()

    def ghost_turn(self, side: str, way: int) -> VGroup:
        """An arrow from where the knob stands, up or down, with a question at its tip."""
        half = way * TURN * self.turning.off
        arrow = self.knob.turn(self.weight + 0.0375 * half, self.weight + 0.35 * half)
        question = naming(words(f"{side}?", THEME.label, THEME.parameter), arrow)
        return VGroup(arrow, question.next_to(arrow.head, way * RIGHT, buff=0.2))

    def nudge_it(self) -> None:
        down, up = ("down", "up") if self.turning.way < 0 else ("up", "down")
        with self.beat("nudge"):
            self.lens = self.magnified()
            self.play(FadeOut(self.turns[up]), FadeOut(self.turns[down]), run_time=0.5)
            self.cue("change")
            bars = self.panel.misses.animate(rate_func=there_and_back)
            self.play(bars.set_stroke(width=20), self.light_knob(), run_time=1.2)
            self.cue("answers")
            self.play(FadeIn(self.lens), run_time=0.6)
            self.cue(str(self.turning.said(self.nudged)))
            shrunk = written(self.turning.shrinking)
            shrink = "shrink" if "both" in shrunk else "shrinks"
            self.play(self.weight_now.animate.set_value(self.nudged), run_time=self.until(shrink))
            for said in (said for said in shrunk.split() if len(said) > LONG and said[0].isdigit()):
                self.cue(said)
                numbers = VGroup(*self.numbers_shown())
                self.play(numbers.animate(rate_func=there_and_back).set_opacity(0.5), run_time=1.0)
        with self.beat("payoff"):
            arrow = self.turns[down][0]
            self.play(FadeIn(arrow), FadeOut(self.lens), run_time=0.5)
            self.cue("at")
            self.play(
                FadeOut(arrow), self.weight_now.animate.set_value(self.best), run_time=self.until("meets")
            )
            # Long numbers, aligned at their right ends, would be too far from their dots once they read 0.
            gone = [FadeOut(shown) for shown in self.numbers_shown()] if self.long_misses() else []
            self.play(*(FadeIn(halo) for halo in self.halos()), *gone, run_time=0.5)

    def long_misses(self) -> bool:
        return any(len(str(in_places(miss, self.miss_places, signed))) > LONG for miss in self.misses)

    def numbers_shown(self) -> list[VGroup]:
        """The misses on the stage: all that are not 0."""
        return [shown for shown, miss in zip(self.numbers, self.misses, strict=True) if miss]

    def magnified(self) -> VGroup:
        """Where the longer miss bar meets the line, under a lens; a dashed line stays where the line was."""
        plot, misses = self.panel.plot, self.misses
        largest = max(map(abs, misses)) * (1 - 1e-9)
        t, miss = max(dot for dot in zip(self.model.inputs, misses, strict=True) if abs(dot[1]) >= largest)
        above = miss > 0

        def on_line(weight: float, x: float) -> np.ndarray:
            return plot.point(x, self.model.predict(weight, self.intercept, x))

        spot = on_line(self.weight, t)
        magnified = SHIFT / abs(on_line(self.nudged, t) - spot)[1]
        box = LENS
        # The end of the bar stands to the right of the middle of the box, and not where the bar leads to.
        middle = np.array(
            [box.left + 0.73 * box.width, box.bottom + (0.65 if above else 0.35) * box.height, 0.0]
        )

        def in_view(weight: float) -> list[np.ndarray]:
            """The ends of the line where it enters and leaves the box."""
            ends = (middle + magnified * (on_line(weight, x) - spot) for x in (plot.x.low, plot.x.high))
            return clipped(box, *ends)

        def bar_in_view(weight: float) -> list[np.ndarray]:
            edge = np.array([middle[0], box.bottom if above else box.top, 0.0])
            return [edge, middle + magnified * (on_line(weight, t) - spot)]

        before = DashedLine(*in_view(self.weight), color=THEME.muted, dash_length=0.12)
        now = follow(
            Line(color=THEME.parameter, stroke_width=THEME.curve_width),
            lambda line: line.set_points_as_corners(in_view(self.weight_now.get_value())),
        )
        bar = follow(
            Line(color=THEME.loss, stroke_width=16),
            lambda bar: bar.set_points_as_corners(bar_in_view(self.weight_now.get_value())),
        )
        layers = THEME.layers
        bar.set_z_index(layers.area), before.set_z_index(layers.axes), now.set_z_index(layers.curve)
        free = UL if self.weight + self.nudged > 0 else DL  # of the line, which rises or falls
        return VGroup(lens(box, spot, free), bar, before, now)

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
        self.stir = None
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
