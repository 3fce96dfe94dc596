"""PartialDerivative: hold every knob but one still, and the loss has one slope for each knob."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Create,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    Indicate,
    LaggedStart,
    Line,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
    there_and_back,
)

from calc.function import Function
from calc.model import Model
from calc.wording import equals, number
from studio.knob import Knob
from studio.lesson import Lesson
from studio.line_panel import LinePanel
from studio.rings import RINGS, knob_map, loss_formula, ring, ring_number
from studio.stage import Arrow, Axis, Plot, Tangent, follow, new_ball, plated
from studio.text import math, naming, words
from studio.theme import THEME, Region
from studio.timeline import PREDICT, Beat
from studio.witness import Mark, Slope, Witness

# The slopes are drawn at a fifth of their length, as in the lesson on the gradient, which comes next.
DRAWN = 0.2
BAR = 0.35  # units of the frame for a slope of 1


class PartialDerivative(Lesson):
    """With two knobs the loss has two slopes: hold one knob still and move the other."""

    point = (5.0, 5.0)
    intercept_at_start = 1.0
    wiggle = 1.2  # how far each knob is turned and back, to show which place on the map is which knob
    beyond = 1.6  # how far past the point a cut is followed
    poster = "answer"

    def calculate(self) -> None:
        self.model = Model()
        self.surface = self.model.surface
        self.centre = self.surface.minimum
        self.gradient = self.surface.gradient(*self.point)
        self.cuts = [self.surface.cut(name, self.point) for name in self.surface.variables]
        self.away = [abs(here - best) for here, best in zip(self.point, self.centre, strict=True)]

    def script(self) -> list[Beat]:
        (w, b), (along_w, along_b) = self.point, self.gradient.vector
        first, second = abs(along_w), abs(along_b)
        verdict = "steeper" if second > first else "flatter" if second < first else "just as steep"
        winner = "b matters more than w" if second > first else "w matters more than b"
        away = [number(distance) for distance in self.away]
        return [
            Beat(
                "knob",
                "The line has a second knob: b, the bias. Turn it up, and the whole line lifts.",
                pause=0.9,
                title="A second knob",
                exempt={"new groups": "the line and its first knob are known; only b is new"},
            ),
            Beat(
                "map",
                "The loss depends on both knobs. "
                "Picture it as a map with rings of equal loss, lowest in the middle.",
                pause=0.7,
                title="A map of the loss",
            ),
            Beat(
                "stand",
                f"We stand at {equals('w', w)} and {equals('b', b)}, "
                f"where the loss is {number(self.gradient.value)}.",
                pause=0.8,
            ),
            Beat(
                "cut",
                "Hold b still and move only w. Seen from the side, this cut is a bowl, like before.",
                pause=0.9,
                title="One knob at a time",
            ),
            Beat(
                "slope",
                f"Its slope at {number(w)} is {number(along_w)}: the partial derivative of the loss for w.",
                pause=0.6,
            ),
            Beat(
                "guess",
                "Now hold w still and move only b. Will this cut be steeper here, or flatter? Guess.",
                pause=PREDICT,
                title="The other knob",
            ),
            Beat(
                "answer",
                f"Trace it and see: the slope is {number(along_b)}, so this cut is {verdict}. "
                f"Along b we stand {away[1]} from the middle, along w {away[0]}.",
                pause=1.1,
            ),
            Beat(
                "both",
                "Each partial derivative is one knob's own slope. "
                f"Here, {'both matter alike' if first == second else winner}.",
                pause=1.2,
                title="One slope for each knob",
            ),
        ]

    def shown(self) -> str:
        return f"L(w, b) = {self.surface.wording.written}\n{self.gradient}"

    # The cast

    def setup(self) -> None:
        super().setup()
        stage = THEME.stage
        self.weight = self.track("weight", self.point[0])
        self.bias = self.track("bias", self.intercept_at_start)
        self.panel = LinePanel(
            Region(-6.2, -2.2, stage.bottom + 0.45, stage.top - 0.6),
            self.model,
            weight=lambda: self.weight.get_value(),
            intercept=lambda: self.bias.get_value(),
        )
        self.knobs = (
            Knob(lambda: self.weight.get_value(), -2, 10, (0.9, 0.9), radius=1.05),
            Knob(lambda: self.bias.get_value(), -2, 10, (4.3, 0.9), radius=1.05, name="b"),
        )
        self.map = knob_map(self.centre, self.point)
        self.rings = VGroup(
            *(
                VGroup(ring(self.map, self.surface, level), ring_number(self.map, self.surface, level))
                for level in RINGS
            )
        )
        self.centre_mark = Dot(self.map.point(*self.centre), radius=0.08, color=THEME.loss)
        self.formula = loss_formula(self.surface)
        self.ball = follow(
            new_ball(),
            lambda ball: ball.move_to(self.map.point(self.weight.get_value(), self.bias.get_value())),
        )
        corner = (self.map.x.low, self.map.y.low)
        self.handle_w = follow(
            new_ball(0.11),
            lambda dot: dot.move_to(self.map.point(self.weight.get_value(), corner[1])),
        )
        self.handle_b = follow(
            new_ball(0.11),
            lambda dot: dot.move_to(self.map.point(corner[0], self.bias.get_value())),
        )
        # A knob that is held still has its handle covered in grey.
        self.held_w, self.held_b = (
            handle.copy().clear_updaters().set_color(THEME.muted).scale(1.1)
            for handle in (self.handle_w, self.handle_b)
        )
        self.held_b.move_to(self.map.point(corner[0], self.point[1]))
        self.cut_w = Cut(self, 0, self.weight, Region(-5.7, -0.6, 0.75, 2.85))
        self.cut_b = Cut(self, 1, self.bias, Region(-5.7, -0.6, stage.bottom + 0.45, -0.25))
        # By name too, where the tests look for what stands on the stage.
        self.ball_w, self.ball_b = self.cut_w.ball, self.cut_b.ball
        self.tangent_w, self.tangent_b = self.cut_w.tangent, self.cut_b.tangent

    def witnesses(self) -> list[Witness]:
        w, b = self.weight.get_value(), self.bias.get_value()
        return [
            Mark("ball", self.map, w, b),
            Mark("ball_w", self.cut_w.plot, w, self.cuts[0](w)),
            Mark("ball_b", self.cut_b.plot, b, self.cuts[1](b)),
            *(Slope(f"tangent_{cut.name}", cut.plot, *cut.touch) for cut in (self.cut_w, self.cut_b)),
            self.panel.witness(),
        ]

    # The script

    def construct(self) -> None:
        self.second_knob()
        self.draw_the_map()
        self.move_only_w()
        self.move_only_b()
        self.compare()

    def second_knob(self) -> None:
        w, b = self.knobs
        with self.beat("knob"):
            self.play(FadeIn(self.panel), FadeIn(w.dial), FadeIn(w.label), run_time=0.6)
            self.cue("b")
            self.play(FadeIn(b.dial, scale=1.2), FadeIn(b.label), run_time=0.5)
            self.cue("Turn")
            turn = b.turn(self.intercept_at_start, self.point[1])
            self.play(FadeIn(turn), run_time=0.3)
            self.play(self.bias.animate.set_value(self.point[1]), run_time=self.rest(leave=0.7))
            self.play(FadeOut(turn), run_time=0.3)

    def draw_the_map(self) -> None:
        w, b = self.knobs
        with self.beat("map"):
            ends = zip((w.dial, b.dial), (self.handle_w, self.handle_b), strict=True)
            self.play(FadeOut(w.label), FadeOut(b.label), run_time=0.3)
            self.play(
                *(dial.animate.scale(0.1).move_to(end) for dial, end in ends),
                run_time=1.1,
            )
            self.play(
                *(FadeOut(knob.dial) for knob in self.knobs),
                FadeIn(self.handle_w),
                FadeIn(self.handle_b),
                FadeIn(self.map),
                run_time=0.5,
            )
            for knob in (self.weight, self.bias):
                aside = knob.animate(rate_func=there_and_back)
                self.play(aside.set_value(knob.get_value() - self.wiggle), run_time=1.0)
            self.cue("rings")
            outside_in = [FadeIn(each) for each in self.rings[::-1]]
            self.play(LaggedStart(*outside_in, lag_ratio=0.35), run_time=1.8)
            self.remove(*self.rings)
            self.add(self.rings)
            self.cue("lowest")
            self.play(FadeIn(self.centre_mark, scale=3), run_time=0.5)
        with self.beat("stand"):
            here = self.map.point(*self.point)
            handles = (self.handle_w, self.handle_b)
            guides = VGroup(*(DashedLine(dot.get_center(), here, color=THEME.parameter) for dot in handles))
            guides.set_stroke(width=THEME.axis_width).set_z_index(THEME.layers.curve)
            for name, guide in zip(("w", "b"), guides, strict=True):
                self.cue(name)
                self.play(Create(guide), run_time=0.6)
            self.play(FadeIn(self.ball, scale=2), run_time=0.4)
            self.cue(str(number(self.gradient.value)))
            self.here = words(f"loss {number(self.gradient.value)}", THEME.label, THEME.loss)
            naming(self.here, self.ball)
            self.here.next_to(here, UP + RIGHT, buff=0.2)
            self.play(FadeIn(self.here), run_time=0.5)
            self.guides = guides

    def move_only_w(self) -> None:
        with self.beat("cut"):
            self.play(
                FadeOut(self.panel),
                FadeOut(self.guides),
                FadeOut(self.here),
                FadeIn(self.held_b),
                Create(self.cut_w.line),
                run_time=0.6,
            )
            self.play(FadeIn(self.cut_w.plot), FadeIn(self.formula), run_time=0.4)
            self.cue("move")
            self.trace(self.cut_w, self.until("bowl") + 0.6)
        with self.beat("slope"):
            self.cue("slope")
            self.play(Create(self.tangent_w), run_time=0.6)
            self.cue(str(number(self.gradient.vector[0])))
            self.play(FadeIn(self.cut_w.label), run_time=0.4)
            self.cue("partial")
            self.play(Indicate(self.cut_w.label, scale_factor=1.15, color=THEME.slope), run_time=1.0)

    def trace(self, cut: "Cut", run_time: float) -> None:
        """Move the cut's knob along it, from its far end to the near one and back to the point."""
        self.play(FadeIn(cut.ball, scale=2), run_time=0.3)
        out, along, back = (share * (run_time - 0.3) for share in (0.2, 0.55, 0.25))
        self.play(cut.knob.animate.set_value(cut.high), run_time=max(out, 0.5))
        self.add(cut.traced())
        self.play(cut.knob.animate(rate_func=linear).set_value(cut.low), run_time=max(along, 1.1))
        self.replace(cut.moving, cut.curve)
        self.play(cut.knob.animate.set_value(cut.here), run_time=max(back, 0.8))

    def move_only_b(self) -> None:
        with self.beat("guess"):
            self.play(
                FadeIn(self.held_w),
                FadeOut(self.held_b),
                FadeOut(self.cut_w.line),
                Create(self.cut_b.line),
                run_time=0.8,
            )
            self.cue("move")
            self.play(self.bias.animate.set_value(self.centre[1]), run_time=0.9)
            self.play(self.bias.animate.set_value(self.point[1]), FadeIn(self.cut_b.plot), run_time=0.9)
            self.predict(at=self.cut_b.middle)
        with self.beat("answer"):
            self.trace(self.cut_b, self.until("slope"))
            self.cue(str(number(self.gradient.vector[1])))
            self.play(Create(self.tangent_b), FadeIn(self.cut_b.label), run_time=0.4)
            for cut, away in ((self.cut_b, self.away[1]), (self.cut_w, self.away[0])):
                self.cue(cut.name)
                self.play(Create(cut.away), run_time=0.4)
                self.cue(str(number(away)))
                self.play(FadeIn(cut.distance), run_time=0.4)

    def compare(self) -> None:
        with self.beat("both"):
            labels = VGroup(self.cut_w.label, self.cut_b.label)
            kept = (self.map, self.rings, self.centre_mark, self.formula, self.ball)
            handles = (self.handle_w, self.handle_b)
            gone = self.clear_but(*kept, *handles, *labels)
            target = labels.copy().arrange(DOWN, buff=0.4, aligned_edge=LEFT).move_to([-6.0, 1.6, 0.0], LEFT)
            self.play(*gone, run_time=0.4)
            self.play(
                *(label.animate.move_to(end) for label, end in zip(labels, target, strict=True)), run_time=0.8
            )
            self.cue("slope")
            here = self.map.point(*self.point)
            arrows, bars = VGroup(), VGroup()
            for index, (slope, end) in enumerate(zip(self.gradient.vector, target, strict=True)):
                tip = list(self.point)
                tip[index] += DRAWN * slope
                arrows.add(Arrow(width=6).place(here, self.map.point(*tip)))
                start = np.array([target.get_right()[0] + 0.4, end.get_y(), 0.0])
                bars.add(Line(start, start + BAR * abs(slope) * RIGHT, color=THEME.slope, stroke_width=14))
            self.arrows = arrows
            for arrow in arrows:
                self.play(Create(arrow.shaft), FadeIn(arrow.head), run_time=0.6)
            self.cue("Here")
            for bar in bars:
                self.play(Create(bar), run_time=0.6)


class Cut:
    """The loss along one knob, the other held still: a line on the map and its curve seen from the side."""

    def __init__(self, lesson: PartialDerivative, index: int, knob: ValueTracker, region: Region) -> None:
        self.name = lesson.surface.variables[index]
        self.knob, self.here = knob, lesson.point[index]
        function = lesson.cuts[index]
        slope = float(lesson.gradient.vector[index])
        centre = lesson.centre[index]
        reach = abs(self.here - centre) + lesson.beyond
        self.low, self.high = centre - reach, centre + reach
        # Both cuts on one scale, so that the eye may compare their slopes.
        widest = max(lesson.away) + lesson.beyond
        middle = sum(lesson.centre) / 2
        top = 1.05 * max(
            float(cut(best + away + lesson.beyond))
            for cut, best, away in zip(lesson.cuts, lesson.centre, lesson.away, strict=True)
        )
        self.plot = plot = Plot(
            region,
            Axis(middle - widest - 0.8, middle + widest + 0.8, ticks=(centre, self.here), name=self.name),
            Axis(0, top, ticks=(lesson.gradient.value,)),
        )
        self.curve = plot.curve(function, self.low, self.high)
        self.moving: VMobject = VMobject()
        self.traced = lambda: self._trace(plot, function)
        self.ball = follow(
            new_ball(),
            lambda ball: ball.move_to(plot.point(knob.get_value(), function(knob.get_value()))),
        )
        self.touch = (self.here, float(function(self.here)), slope)
        self.tangent = Tangent(reach=1.1).place(plot, *self.touch)
        source = f"(partial L) / (partial {self.name}) = {number(slope)}"
        self.middle = plot.point(centre, 0.73 * top)
        self.label = math(source, THEME.body, THEME.slope).move_to(self.middle)
        self.line, self.away, self.distance = self._on_the_map(lesson, index, centre)

    def _on_the_map(
        self, lesson: PartialDerivative, index: int, centre: float
    ) -> tuple[Line, Line, VMobject]:
        """The cut on the map, the part of it from above or beside the middle to the point, and its length."""

        def at(value: float) -> np.ndarray:
            place = list(lesson.point)
            place[index] = value
            return lesson.map.point(*place)

        line = Line(at(self.low), at(self.high), color=THEME.text, stroke_width=3)
        away = Line(at(centre), at(self.here), color=THEME.parameter, stroke_width=8)
        side = np.array([0.0, 1.0, 0.0]) if index == 0 else np.array([1.0, 0.0, 0.0])
        distance = naming(words(f"{number(lesson.away[index])}", THEME.label, THEME.parameter), away)
        distance.next_to(away, side, buff=0.15)
        line.set_z_index(THEME.layers.tangent)
        away.set_z_index(THEME.layers.arrow)
        return line, away, plated(distance)

    def _trace(self, plot: Plot, function: Function) -> VMobject:
        """The curve as far as the knob has come down from its far end."""
        self.moving = follow(
            VMobject(),
            lambda curve: curve.become(
                plot.curve(function, min(self.knob.get_value(), self.high - 0.01), self.high)
            ),
        )
        return self.moving
