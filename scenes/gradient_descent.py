"""GradientDescent: the ball moves down the bowl, and the program prints where it is."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Create,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    Indicate,
    Line,
    Rectangle,
    VGroup,
    linear,
    smooth,
)
from manim.utils.rate_functions import RateFunction

from calc.descent import descend
from calc.function import Function
from calc.model import Model
from calc.wording import number, written
from studio.lesson import Lesson
from studio.listing import Listing, Printout
from studio.race import Bowl, slowing
from studio.stage import Arrow, Axis, Plot, Tangent, follow, new_ball
from studio.text import Label, math, naming, words
from studio.theme import THEME, Region
from studio.timeline import PREDICT, Beat

PROGRAM_COLOURS = {r"(?<![\w(])x(?!\w)": THEME.parameter, r"slope": THEME.slope}
PRINT_COLOURS = {r"x = [-\d.]+": THEME.parameter, r"f\(x\) = [-\d.]+": THEME.loss}


class GradientDescent(Lesson):
    """Stepping against the slope finds the bottom of the bowl."""

    function = "x**2"
    start = 5.0
    learning_rate = 0.1
    steps = 20
    rates = (0.01, 0.5, 1.0, 1.1)  # the learning rates that race
    poster = "shrink"

    def calculate(self) -> None:
        self.f = Function.parse(self.function)
        self.walk = descend(self.f, self.start, self.learning_rate, self.steps)
        self.racers = [descend(self.f, self.start, rate, self.steps) for rate in self.rates]
        bowl = self.walk.largest_stable_rate is not None and self.f(0.0) == self.f.slope(0.0) == 0.0
        if not bowl or self.walk.contraction is None or self.walk.largest_stable_rate is None:
            raise ValueError(
                f"this lesson needs a bowl with its lowest point at 0, such as x²; {self.function} is not one"
            )
        self.kept, self.limit = self.walk.contraction, self.walk.largest_stable_rate

    def script(self) -> list[Beat]:
        walk, f = self.walk, self.f
        x, slopes = [number(value) for value in walk.iterates], [number(value) for value in walk.slopes]
        sizes = [number(abs(move)) for move in walk.moves]
        rate, steps = number(self.learning_rate), number(self.steps)
        side = "left" if walk.moves[0] < 0 else "right"
        *_, jump, fly = self.racers
        last = [number(round(racer.iterates[-1], 3)) for racer in self.racers]
        r = [number(value) for value in self.rates]
        kept = number(round(100 * self.kept, 6))
        return [
            Beat(
                "bowl",
                f"Slide our bowl so that its lowest point sits at {number(0)}. "
                f"Now it is the curve {f.wording}, and we start at {x[0]}.",
                title="The bowl",
            ),
            Beat(
                "slope",
                f"The derivative is {f.slope_wording}. At {x[0]} the slope is {slopes[0]}, "
                f"so we step {side} by {rate} times {slopes[0]}, which is {sizes[0]}.",
                pause=2.6,
                title="One step",
            ),
            Beat(
                "print",
                f"The code prints after each move, so step {number(0)} is already {x[1]}.",
                pause=1.3,
            ),
            Beat(
                "again",
                f"At {x[1]} the slope is {slopes[1]}, so the next step is only {sizes[1]}.",
                pause=1.7,
            ),
            Beat(
                "shrink",
                "The learning rate never changed. The steps shrink because the slope shrinks.",
                pause=0.8,
                title="Why the steps shrink",
            ),
            Beat(
                "twenty",
                f"Each step keeps {kept} percent of x. "
                f"After {steps} steps, x is {number(walk.iterates[-1], 4)}: close to {number(0)}, "
                f"but not {number(0)}.",
                pause=1.0,
                title=f"{steps} steps",
            ),
            Beat(
                "question",
                "Is a bigger learning rate always faster? Guess.",
                pause=PREDICT,
                title="Which learning rate?",
                exempt={"new groups": "four bowls side by side, all alike, are one row to the eye"},
            ),
            Beat(
                "slow",
                f"At {r[0]} it crawls: still {last[0]} after {steps} steps. "
                f"At {r[1]} it lands in one step, on this bowl.",
                pause=0.6,
            ),
            Beat(
                "fast",
                f"At {r[2]} it jumps between {x[0]} and {number(jump.iterates[1])} forever. "
                f"At {r[3]} it flies away, past {number(np.floor(abs(fly.iterates[-1])))}.",
                pause=5.6,
            ),
            Beat(
                "limit",
                f"On this bowl the learning rate must stay between {number(0)} and {number(self.limit)}.",
                pause=2.0,
                title="The limit",
            ),
        ]

    def shown(self) -> str:
        steps = [
            f"{number(self.learning_rate)} × {number(slope)} = {number(abs(move))}"
            for slope, move in zip(self.walk.slopes, self.walk.moves[:5], strict=False)
        ]
        races = [
            f"learning rate {number(racer.learning_rate)}: one step multiplies x by "
            f"{number(racer.contraction or 0)}, and {self.steps} take it to {number(racer.iterates[-1], 3)}"
            for racer in self.racers
        ]
        told = written("\n".join(["The first steps:", *steps, "", "The race:", *races]))
        return f"The program:\n\n{self.walk.program}\n\nIt prints:\n\n{self.walk}\n\n{told}"

    # The cast

    def setup(self) -> None:
        super().setup()
        stage = THEME.stage
        self.steps_taken = self.track("steps_taken")
        self.plot = Plot(
            Region(-5.8, -1.2, stage.bottom + 0.45, stage.top),
            Axis(-3.4, 5.6, ticks=(0, self.start), name="x"),
            Axis(0, 30, ticks=(10, 20)),
        )
        self.curve = self.plot.curve(self.f, -3.2, 5.3)
        self.formulas = VGroup(
            math(f"f(x) = {self.f.typst}", THEME.label, THEME.loss),
            math(f"f'(x) = {self.f.slope_typst}", THEME.label, THEME.slope),
        )
        self.formulas.arrange(DOWN, buff=0.22, aligned_edge=LEFT)
        self.formulas.move_to(self.plot.point(self.plot.x.low, self.plot.y.high) + 0.4 * RIGHT, UP + LEFT)
        self.ball = follow(new_ball(), lambda ball: ball.move_to(self.plot.point(*self.here())))
        self.tangent = follow(Tangent(), lambda line: line.place(self.plot, *self.here(), self.slope_here()))
        self.arrow = follow(Arrow(THEME.parameter), self.place_arrow)
        corner = np.array([-0.9, stage.top, 0.0])
        self.listing = Listing(self.walk.program, PROGRAM_COLOURS, corner)
        below = np.array([corner[0], self.listing.bottom - 0.25, 0.0])
        self.printout = follow(
            Printout(self.walk.lines, PRINT_COLOURS, below, rows=6),
            lambda printout: printout.show(self.steps_taken.get_value()),
        )

    def here(self) -> tuple[float, float]:
        return self.walk.at(self.steps_taken.get_value())

    def slope_here(self) -> float:
        return self.walk.slope_at(self.steps_taken.get_value())

    def place_arrow(self, arrow: Arrow) -> Arrow:
        """From the ball by the step that would be taken from here."""
        x, y = self.here()
        return arrow.place(
            self.plot.point(x, y), self.plot.point(x - self.learning_rate * self.slope_here(), y)
        )

    def take_step(
        self, steps: float, run_time: float, *others: Animation, rate_func: RateFunction = smooth
    ) -> None:
        target = self.steps_taken.get_value() + steps
        self.play(self.steps_taken.animate(rate_func=rate_func).set_value(target), *others, run_time=run_time)

    # The script

    def construct(self) -> None:
        self.bowl()
        self.first_steps()
        self.why_they_shrink()
        self.all_steps()
        self.race()
        self.the_limit()

    def bowl(self) -> None:
        with self.beat("bowl"):
            shift = self.plot.point(Model().best[0], 0) - self.plot.point(0, 0)
            self.curve.shift(shift)
            self.play(FadeIn(self.plot), Create(self.curve), run_time=1.0)
            self.play(self.curve.animate.shift(-shift), run_time=2.4)
            self.cue(self.f.wording.written)
            self.play(FadeIn(self.formulas[0]), run_time=0.5)
            self.cue("start")
            self.play(FadeIn(self.ball, scale=2), run_time=0.5)

    def first_steps(self) -> None:
        rows = self.walk.program_line_of
        with self.beat("slope"):
            slope, step = self.readouts(0)
            self.play(FadeIn(self.listing), run_time=0.6)
            self.cue(self.f.slope_wording.written)
            self.play(FadeIn(self.formulas[1]), self.listing.light(rows["slope"]), run_time=0.5)
            self.cue("slope")
            self.play(Create(self.tangent), run_time=0.5)
            self.cue(str(number(self.walk.slopes[0])))
            self.play(FadeIn(slope), run_time=0.4)
            self.cue("step")
            self.play(FadeIn(self.arrow), self.listing.light(rows["update"]), run_time=0.6)
            self.cue("times")
            self.play(Indicate(slope, color=THEME.slope), run_time=0.6)
            self.cue(str(number(abs(self.walk.moves[0]))))
            self.play(FadeIn(step), run_time=0.5)
            self.hold_back(1.5)
            self.play(FadeOut(slope, step), run_time=0.3)
            self.add(self.printout)
            self.take_step(1, 1.2)
        with self.beat("print"):
            self.play(self.listing.light(rows["print"], rows["print"] + 1), run_time=0.5)
            drop = self.drop(1)
            self.cue("already")
            self.play(Create(drop[0]), run_time=0.5)
            self.cue(str(number(self.walk.iterates[1])))
            self.play(FadeIn(drop[1]), run_time=0.4)
        with self.beat("again"):
            slope, step = self.readouts(1)
            self.play(FadeOut(drop), self.listing.light(rows["slope"]), run_time=0.5)
            self.cue(str(number(self.walk.slopes[1])))
            self.play(FadeIn(slope), run_time=0.4)
            self.cue("step")
            self.play(self.listing.light(rows["update"]), run_time=0.4)
            self.cue(str(number(abs(self.walk.moves[1]))))
            self.play(FadeIn(step), run_time=0.4)
            self.hold_back(1.4)
            self.play(FadeOut(slope, step), run_time=0.3)
            self.take_step(1, 1.1)

    def drop(self, step: int) -> VGroup:
        """From the ball down to its x on the axis, where it is after `step` steps."""
        x, y = self.walk.at(step)
        line = DashedLine(self.plot.point(x, y), self.plot.point(x, 0), color=THEME.parameter, stroke_width=3)
        label = naming(words(f"{number(x)}", THEME.label, THEME.parameter), line)
        return VGroup(line, label.next_to(self.plot.point(x, 0), DOWN, buff=0.2))

    def readouts(self, step: int) -> tuple[Label, Label]:
        """The slope above the arrow and the step's size below it, where the ball is after `step` steps."""
        ball = self.plot.point(*self.walk.at(step))
        slope = naming(
            words(f"slope {number(self.walk.slopes[step])}", THEME.label, THEME.slope), self.tangent
        )
        size = words(f"step {number(abs(self.walk.moves[step]))}", THEME.label, THEME.parameter)
        naming(size, self.arrow)
        slope.next_to(ball, UP + LEFT, buff=0.35)
        size.next_to(ball, DOWN + LEFT, buff=0.42)
        return slope, size

    def why_they_shrink(self) -> None:
        with self.beat("shrink"):
            top = self.formulas.get_corner(DOWN + LEFT) + 0.45 * DOWN
            self.rows = VGroup(*(self.step_row(index, top) for index in range(5)))
            self.play(FadeIn(self.rows[0], self.rows[1]), run_time=0.6)
            for row in self.rows[2:]:
                self.take_step(1, 1.0, FadeIn(row))

    def step_row(self, index: int, top: np.ndarray) -> VGroup:
        """One step as rate times slope, with a bar of its length on the plot's own scale."""
        rate, slope, move = self.learning_rate, self.walk.slopes[index], abs(self.walk.moves[index])
        start = top + index * 0.42 * DOWN
        factors = math(f"{number(rate)} times {number(slope)}", THEME.label)
        factors.move_to(start, LEFT)
        length = self.plot.point(move, 0) - self.plot.point(0, 0)
        bar = Line(start + 1.9 * RIGHT, start + 1.9 * RIGHT + length, color=THEME.parameter, stroke_width=14)
        return VGroup(factors, bar.set_z_index(THEME.layers.arrow))

    def all_steps(self) -> None:
        walk, rows = self.walk, self.walk.program_line_of
        with self.beat("twenty"):
            loop = range(rows["slope"], rows["print"] + 2)
            self.play(FadeOut(self.rows), self.listing.light(*loop), run_time=0.5)
            self.take_step(self.steps - self.steps_taken.get_value(), self.until("x is"), rate_func=linear)
            self.cue("close")
            self.play(*map(FadeIn, self.close_up(walk.iterates[-1])), run_time=0.8)

    def close_up(self, x: float) -> VGroup:
        """The last place of the ball, magnified until its distance from the bottom can be seen."""
        left, top = self.formulas.get_corner(DOWN + LEFT)[:2]
        box = Region(left, left + 2.9, top - 2.4, top - 0.3)
        frame = Rectangle(
            width=box.width, height=box.height, color=THEME.muted, stroke_width=THEME.axis_width
        )
        frame.move_to(box.centre).set_fill(THEME.background, 1).set_z_index(THEME.layers.plate)
        inner = Region(box.left + 0.3, box.right - 0.3, box.bottom + 0.55, box.top - 0.3)
        plot = Plot(inner, Axis(-0.6 * x, 1.8 * x, ticks=(0, round(x, 4))), Axis(0, 4 * self.f(x)))
        plot.remove(plot.axes)
        curve = plot.curve(self.f)
        ball = new_ball().move_to(plot.point(x, self.f(x)))
        for part in (plot, curve, ball):
            part.set_z_index(THEME.layers.text)
        lens = Rectangle(width=0.24, height=0.24, color=THEME.muted, stroke_width=THEME.axis_width)
        lens.move_to(self.ball).set_z_index(THEME.layers.text)
        rays = VGroup(
            Line(frame.get_corner(DOWN + LEFT), lens.get_corner(DOWN + LEFT)),
            Line(frame.get_corner(DOWN + RIGHT), lens.get_corner(UP + RIGHT)),
        )
        rays.set_stroke(THEME.muted, width=1).set_z_index(THEME.layers.plate)
        return VGroup(rays, frame, plot, curve, lens, ball)

    def race(self) -> None:
        with self.beat("question"):
            self.play(*self.clear_but(), run_time=0.6)
            columns = THEME.stage.columns(len(self.racers), gap=0.35)
            self.bowls = [
                Bowl(self, index, walk, column)
                for index, (walk, column) in enumerate(zip(self.racers, columns, strict=True))
            ]
            name = words("learning rate", THEME.label, THEME.muted).move_to(3.4 * UP)
            self.cue("learning rate")
            self.play(
                FadeIn(name),
                *(FadeIn(bowl.plot, bowl.curve, bowl.header) for bowl in self.bowls),
                run_time=0.8,
            )
            self.play(*(FadeIn(bowl.ball, scale=2) for bowl in self.bowls), run_time=0.5)
            self.predict(at=(0.0, -2.2, 0.0))
        crawl, one, jump, fly = self.bowls
        with self.beat("slow"):
            self.cue(str(number(self.rates[0])))
            self.play(crawl.run(self.steps, linear), run_time=self.until("after"))
            self.play(FadeIn(crawl.result), run_time=0.4)
            self.cue("lands")
            self.play(one.run(1), run_time=1.2)
            self.play(FadeIn(one.result), run_time=0.4)
        with self.beat("fast"):
            self.cue("jumps")
            self.play(jump.run(2, linear), run_time=self.until(str(number(jump.walk.iterates[1]))))
            self.play(FadeIn(jump.result), run_time=0.4)
            self.play(jump.run(4, linear), run_time=self.until("forever") + 0.4)
            self.cue(str(number(self.rates[3])))
            self.play(fly.run(2, linear), run_time=2.5)
            self.play(*fly.zoom_out(), run_time=1.0)
            self.play(fly.run(self.steps, slowing), run_time=self.rest(leave=1.8))
            self.play(FadeIn(fly.result), run_time=0.4)

    def the_limit(self) -> None:
        with self.beat("limit"):
            self.play(*self.clear_but(), run_time=0.6)
            line = Plot(Region(-5.8, 5.8, -0.4, 0.6), Axis(0, 1.2 * self.limit), Axis(0, 1))
            line.axes.remove(line.axes[1])
            safe = Line(line.point(0, 0), line.point(self.limit, 0), color=THEME.area, stroke_width=14)
            safe.set_z_index(THEME.layers.curve)
            rule = math(f"x arrow.r (1 - {number(2 / self.limit)} r) x", THEME.title)
            rule = VGroup(words("one step:", THEME.body, THEME.muted), rule).arrange(RIGHT, buff=0.3)
            rule.move_to(line.point(self.limit / 2, 0) + 1.9 * UP)
            marks = VGroup(*(self.rate_mark(line, rate) for rate in self.rates))
            name = naming(words("learning rate r", THEME.label, THEME.muted), line.axes[0])
            name.next_to(line.point(0, 0), DOWN, buff=0.85, aligned_edge=LEFT)
            self.cue("learning")
            self.play(FadeIn(line, name), run_time=0.5)
            self.cue(str(number(0)))
            self.play(Create(safe), run_time=self.until(str(number(self.limit))))
            self.play(FadeIn(marks), FadeIn(rule), run_time=0.6)

    def rate_mark(self, line: Plot, rate: float) -> VGroup:
        """A learning rate on the line, with what one step there multiplies x by above it."""
        at = line.point(rate, 0)
        factor = number(1 - 2 * rate / self.limit)
        dot = Dot(at, radius=0.1, color=THEME.text).set_z_index(THEME.layers.dot)
        return VGroup(
            dot,
            naming(words(str(number(rate)), THEME.label), dot).next_to(at, DOWN, buff=0.25),
            naming(words(f"×{factor}", THEME.label, THEME.parameter), dot).next_to(at, UP, buff=0.3),
        )
