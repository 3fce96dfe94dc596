"""PartialDerivative: hold every knob but one still, and the loss has one slope for each knob."""

from functools import cached_property

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
    Indicate,
    Line,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
    smooth,
    there_and_back,
)
from manim.utils.rate_functions import RateFunction
from numpy.typing import NDArray

from calc.cut import Cut, Cuts, cuts
from calc.gradient import Point
from calc.model import Model
from calc.stories.surface import (
    compared,
    cut_shape,
    slope_told,
    which_matters,
)
from calc.wording import brief, written
from studio.cast.knob import Knob
from studio.cast.level_curves import inside, two_ticks, with_plates
from studio.cast.line_and_dots import LinePanel
from studio.cast.surface_lesson import SurfaceLesson
from studio.lesson.motion import least_seconds
from studio.lesson.timeline import PREDICT, Beat
from studio.stage.placement import place_within
from studio.stage.plot import Arrow, Axis, Plot, Tangent, follow, new_ball, plated, tick_room
from studio.stage.text import math, naming, words
from studio.stage.theme import THEME, Region
from studio.stage.witness import Mark, Slope, Witness

BAR = 2.8  # units of the frame for the larger slope
LIFT = 4.0  # of b, by which the knob is turned to where we stand
DIAL = (-2.0, 10.0)  # the numbers on a knob
PANEL = 11.5  # the highest that the line may reach in its picture
ACROSS = 1.25  # the inputs over which it is drawn
WIGGLE = 1.2 / 13  # of the map, by which each knob is turned and back, to show which way on it is whose


class PartialDerivative(SurfaceLesson):
    """With two knobs the loss has two slopes: hold one knob still and move the other."""

    poster = "answer"

    def calculate(self) -> None:
        super().calculate()
        self.cuts: Cuts = cuts(self.chart, self.gradient)
        self.away: tuple[float, ...] = ()  # from the middle of round rings, where that explains the slopes
        if self.surface.is_round and self.chart.flat is not None:
            centre = self.chart.flat.point
            away = tuple(abs(here - best) for here, best in zip(self.point, centre, strict=True))
            self.away = away if all(away) else ()
        self.has_line = self.is_the_loss and self.on_the_dials()

    def on_the_dials(self) -> bool:
        """Whether the knobs and the picture of the line can show where we stand."""
        w, b = self.point
        low, high = DIAL
        return (
            low <= w <= high
            and low <= b <= high
            and ACROSS * abs(w) + abs(b) <= PANEL
            and round(w, 1) == w
            and round(b, 1) == b
        )

    @property
    def turned_from(self) -> float:
        """Where the second knob is at first."""
        up = self.point[1] - LIFT
        return up if up >= DIAL[0] else self.point[1] + LIFT

    # What is said

    def script(self) -> list[Beat]:
        (first, second), (slope, other) = self.surface.variables, self.gradient.vector
        like = ", like before" if self.is_the_loss else ""
        shape = cut_shape(self.cuts.pair[0].function)
        verdict = compared(slope, other)
        answer = f"Trace it and see: the slope is {brief(other)}, so this cut is {verdict}"
        answer += " here." if verdict == "flat" else "."
        if self.away:
            along_w, along_b = (brief(distance) for distance in self.away)
            answer += f" Along {second} we stand {along_b} from the middle, along {first} {along_w}."
        each = "one knob's own slope" if self.is_the_loss else "the slope along one axis"
        return [
            *(self.story_of_the_line() if self.has_line else [self.map_beat()]),
            self.stand_beat(),
            Beat(
                "cut",
                f"Hold {second} still and move only {first}. Seen from the side, this cut is {shape}{like}.",
                pause=0.9,
                title=f"One {'knob' if self.is_the_loss else 'letter'} at a time",
                needs=2.6 + sum(self.legs(0)),
            ),
            Beat(
                "slope",
                slope_told(self.surface, first, self.point[0], float(slope)),
                pause=0.6,
            ),
            Beat(
                "guess",
                f"Now hold {first} still and move only {second}. Will this cut be steeper here, or flatter?",
                pause=PREDICT,
                title=f"The other {'knob' if self.is_the_loss else 'letter'}",
            ),
            Beat("answer", answer, pause=1.1, needs=3.6 + sum(self.legs(1)) + (1.6 if self.away else 0.8)),
            Beat(
                "both",
                f"Each partial derivative is {each}. "
                f"Here, {which_matters(self.surface.variables, (float(slope), float(other)))}.",
                pause=1.4,
                title=f"One slope for each {'knob' if self.is_the_loss else 'letter'}",
            ),
        ]

    def shown(self) -> str:
        turned = f"\nThe knob b is turned from {brief(self.turned_from)}." if self.has_line else ""
        return written(super().shown() + turned)

    def story_of_the_line(self) -> list[Beat]:
        turn = "Turn it up, and the whole line lifts."
        if self.turned_from > self.point[1]:
            turn = "Turn it down, and the whole line sinks."
        return [
            Beat(
                "knob",
                f"The line has a second knob: b, the bias. {turn}",
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
        ]

    # The cast

    @cached_property
    def places(self) -> tuple[ValueTracker, ValueTracker]:
        """Where we are along each axis."""
        start = self.turned_from if self.has_line else self.point[1]
        return self.track("first", self.point[0]), self.track("second", start)

    @cached_property
    def plots(self) -> tuple[Plot, Plot]:
        """Those of the two cuts, on one scale, so that the eye may compare their slopes."""
        stage, seen = THEME.stage, self.cuts
        left = max(-5.7, stage.left + tick_room((self.gradient.value,)) + 0.15)
        regions = (
            Region(left, -0.6, 0.75, self.below_formula(2.95) - 0.1),
            Region(left, -0.6, stage.bottom + 0.45, -0.25),
        )
        made = []
        for cut, region, name in zip(seen.pair, regions, self.surface.variables, strict=True):
            low, high = cut.middle - seen.half, cut.middle + seen.half
            ticks = two_ticks(cut.here, cut.middle, region.width / (high - low), wide=True)
            made.append(
                with_plates(
                    Plot(
                        region,
                        Axis(low, high, ticks=ticks, name=name),
                        Axis(seen.bottom, seen.top, ticks=(self.gradient.value,)),
                    )
                )
            )
        return made[0], made[1]

    def legs(self, index: int) -> tuple[float, float, float]:
        """The least seconds of the three moves that trace a cut: out to its end, along it, and back."""
        cut, plot = self.cuts.pair[index], self.plots[index]

        def least(start: float, stop: float, rate_func: RateFunction) -> float:
            xs = start + (stop - start) * np.array([rate_func(share) for share in np.linspace(0, 1, 400)])
            return least_seconds(plot.points_at(xs, cut.function(xs)))

        return (
            max(0.5, least(cut.here, cut.high, smooth)),
            max(1.1, least(cut.high, cut.low, linear)),
            max(0.8, least(cut.low, cut.here, smooth)),
        )

    def drawn_over(self) -> list[VMobject]:
        here, region = self.map.point(*self.point), self.map.region
        right, top = (cut.high for cut in self.cuts.pair)
        left = np.array([region.left, here[1], 0.0])
        below = np.array([here[0], region.bottom, 0.0])
        return [
            Line(left, self.map.point(right, self.point[1])),
            Line(below, self.map.point(self.point[0], top)),
            new_ball(0.25).move_to(here),
        ]

    def place(self) -> Point:
        first, second = self.places
        return first.get_value(), second.get_value()

    def setup(self) -> None:
        super().setup()
        first, second = self.places
        if self.has_line:
            stage = THEME.stage
            self.panel = LinePanel(
                Region(-6.2, -2.2, stage.bottom + 0.45, stage.top - 0.6),
                Model(),
                weight=lambda: first.get_value(),
                intercept=lambda: second.get_value(),
            )
            low, high = map(int, DIAL)
            self.knobs = (
                Knob(lambda: first.get_value(), low, high, (0.9, 0.9), radius=1.05),
                Knob(lambda: second.get_value(), low, high, (4.3, 0.9), radius=1.05, name="b"),
            )
        plot = self.map
        corner = (plot.x.low, plot.y.low)
        self.handle_first = follow(
            new_ball(0.11), lambda dot: dot.move_to(plot.point(first.get_value(), corner[1]))
        )
        self.handle_second = follow(
            new_ball(0.11), lambda dot: dot.move_to(plot.point(corner[0], second.get_value()))
        )
        # A knob that is held still has its handle covered in grey.
        self.held_first, self.held_second = (
            handle.copy().clear_updaters().set_color(THEME.muted).scale(1.1)
            for handle in (self.handle_first, self.handle_second)
        )
        self.held_second.move_to(plot.point(corner[0], self.point[1]))
        self.cut_first, self.cut_second = CutPicture(self, 0), CutPicture(self, 1)
        # By name too, where the tests look for what stands on the stage.
        self.ball_first, self.ball_second = self.cut_first.ball, self.cut_second.ball
        self.tangent_first, self.tangent_second = self.cut_first.tangent, self.cut_second.tangent

    def witnesses(self) -> list[Witness]:
        said: list[Witness] = [Mark("ball", self.map, *self.place())]
        for which, picture in (("first", self.cut_first), ("second", self.cut_second)):
            x, function = picture.place.get_value(), picture.cut.function
            said += [
                Mark(f"ball_{which}", picture.plot, x, function(x)),
                Slope(f"tangent_{which}", picture.plot, *picture.touch),
            ]
        return [*said, self.panel.witness()] if self.has_line else said

    # The script

    def construct(self) -> None:
        if self.has_line:
            self.second_knob()
            self.draw_the_map()
        else:
            self.show_the_map()
        self.stand_there()
        self.move_only_the_first()
        self.move_only_the_second()
        self.compare()

    def second_knob(self) -> None:
        w, b = self.knobs
        with self.beat("knob"):
            self.play(FadeIn(self.panel), FadeIn(w.dial), FadeIn(w.label), run_time=0.6)
            self.cue("b")
            self.play(FadeIn(b.dial, scale=1.2), FadeIn(b.label), run_time=0.5)
            self.cue("Turn")
            turn = b.turn(self.turned_from, self.point[1])
            self.play(FadeIn(turn), run_time=0.3)
            self.play(self.places[1].animate.set_value(self.point[1]), run_time=self.rest(leave=0.7))
            self.play(FadeOut(turn), run_time=0.3)

    def draw_the_map(self) -> None:
        w, b = self.knobs
        with self.beat("map"):
            for handle in (self.handle_first, self.handle_second):
                handle.update()
            ends = zip((w.dial, b.dial), (self.handle_first, self.handle_second), strict=True)
            self.play(FadeOut(w.label), FadeOut(b.label), run_time=0.3)
            self.play(
                *(dial.animate.scale(0.1).move_to(end) for dial, end in ends),
                run_time=1.3,
            )
            self.play(
                *(FadeOut(knob.dial) for knob in self.knobs),
                FadeIn(self.handle_first),
                FadeIn(self.handle_second),
                FadeIn(self.map),
                run_time=0.5,
            )
            for place in self.places:
                aside = place.animate(rate_func=there_and_back)
                self.play(aside.set_value(place.get_value() - WIGGLE * self.chart.width), run_time=1.0)
            self.cue("rings")
            self.bring(self.levels.pairs, 1.8)
            self.cue("lowest")
            self.play(FadeIn(self.centre_mark, scale=3), run_time=0.5)

    def show_the_map(self) -> None:
        with self.beat("map"):
            self.survey()

    def stand_there(self) -> None:
        with self.beat("stand"):
            handles = (self.handle_first, self.handle_second)
            if not self.has_line:
                self.play(*map(FadeIn, handles), run_time=0.3)
            self.come_to_stand()

    def move_only_the_first(self) -> None:
        cut = self.cut_first
        with self.beat("cut"):
            gone = [self.panel] if self.has_line else []
            self.play(
                *map(FadeOut, [*gone, self.guides, self.here]),
                FadeIn(self.held_second),
                Create(cut.line),
                run_time=0.6,
            )
            new = [self.formula] if self.has_line and len(self.formula) else []
            self.play(FadeIn(cut.plot), *map(FadeIn, new), run_time=0.4)
            self.cue("move")
            self.trace(cut, self.until(cut_shape(cut.cut.function).split()[-1]) + 0.6)
        with self.beat("slope"):
            self.cue("slope")
            self.play(Create(self.tangent_first), run_time=0.6)
            self.cue(written(f"is {brief(cut.cut.slope)}"))
            self.play(FadeIn(cut.label), run_time=0.4)
            self.cue("partial")
            self.play(Indicate(cut.slope, scale_factor=1.03, color=THEME.slope), run_time=1.0)
            if cut.cut.slope <= 0:  # there is a second sentence
                self.cue("Below" if cut.cut.slope else "So")
                self.play(Indicate(cut.ball, 1.4, color=THEME.parameter), run_time=1.0)

    def trace(self, cut: "CutPicture", run_time: float) -> None:
        """Move the cut's place along it, from its far end to the near one and back to the point."""
        self.play(FadeIn(cut.ball, scale=2), run_time=0.3)
        shares = [share * (run_time - 0.3) for share in (0.2, 0.55, 0.25)]
        out, along, back = map(max, shares, self.legs(cut.index))
        self.play(cut.place.animate.set_value(cut.cut.high), run_time=out)
        self.add(cut.traced())
        self.play(cut.place.animate(rate_func=linear).set_value(cut.cut.low), run_time=along)
        self.replace(cut.moving, cut.curve)
        self.play(cut.place.animate.set_value(cut.cut.here), run_time=back)

    def move_only_the_second(self) -> None:
        cut = self.cut_second
        with self.beat("guess"):
            self.play(
                FadeIn(self.held_first),
                FadeOut(self.held_second),
                FadeOut(self.cut_first.line),
                Create(cut.line),
                run_time=0.8,
            )
            self.cue("move")
            way = cut.cut.middle if cut.far_from_middle else cut.cut.low
            self.play(cut.place.animate.set_value(way), run_time=0.9)
            self.play(cut.place.animate.set_value(cut.cut.here), FadeIn(cut.plot), run_time=0.9)
            self.predict(at=cut.plot.region.centre)
        with self.beat("answer"):
            self.trace(cut, self.until("slope"))
            self.cue(str(brief(cut.cut.slope)))
            self.play(Create(self.tangent_second), FadeIn(cut.label), run_time=0.4)
            self.cue("so")
            self.play(Indicate(cut.slope, scale_factor=1.03, color=THEME.slope), run_time=0.8)
            if self.away:
                for each in (cut, self.cut_first):
                    bar, distance = self.distance(each)
                    self.cue(each.name)
                    self.play(Create(bar), run_time=0.4)
                    self.cue(str(brief(self.away[each.index])))
                    self.play(FadeIn(distance), run_time=0.4)

    def distance(self, cut: "CutPicture") -> tuple[Line, VMobject]:
        """The part of the cut on the map from above or beside the middle to the point, and its length."""
        bar = Line(cut.at(cut.cut.middle), cut.at(cut.cut.here), color=THEME.parameter, stroke_width=8)
        bar.set_z_index(THEME.layers.arrow)
        side = UP if cut.index == 0 else RIGHT
        label = words(f"{brief(self.away[cut.index])}", THEME.label, THEME.parameter)
        label = naming(label, bar).next_to(bar, side, buff=0.15)
        return bar, plated(label)

    def compare(self) -> None:
        with self.beat("both"):
            labels = VGroup(self.cut_first.label, self.cut_second.label)
            kept = (self.map, self.levels.pairs, self.centre_mark, self.formula, self.ball)
            handles = (self.handle_first, self.handle_second)
            gone: list[Animation] = self.clear_but(*kept, *handles, *labels)
            target = labels.copy().arrange(DOWN, buff=0.4, aligned_edge=LEFT).move_to([-6.0, 1.6, 0.0], LEFT)
            self.play(*gone, run_time=0.4)
            self.play(
                *(label.animate.move_to(end) for label, end in zip(labels, target, strict=True)), run_time=0.8
            )
            self.cue("slope")
            here = self.map.point(*self.point)
            start = target.get_right()[0] + 0.4
            unit = min(BAR, self.region.left - 0.9 - start) / float(np.abs(self.gradient.vector).max())
            self.arrows, bars = VGroup(), VGroup()
            for index, (slope, end) in enumerate(zip(self.gradient.vector, target, strict=True)):
                if slope:
                    tip = list(self.point)
                    tip[index] += self.share * slope
                    self.arrows.add(Arrow(width=6).place(here, inside(self.map, here, self.map.point(*tip))))
                left = np.array([start, end.get_y(), 0.0])
                length = max(unit * abs(slope), 0.02)
                bars.add(Line(left, left + length * RIGHT, color=THEME.slope, stroke_width=14))
            for arrow in self.arrows:
                self.play(Create(arrow.shaft), FadeIn(arrow.head), run_time=0.6)
            self.cue("Here")
            for bar in bars:
                self.play(Create(bar), run_time=0.6)


class CutPicture:
    """The surface along one axis, the other held still: a line on the map and its curve from the side."""

    def __init__(self, lesson: PartialDerivative, index: int) -> None:
        self.index, self.name = index, lesson.surface.variables[index]
        self.cut: Cut = lesson.cuts.pair[index]
        self.plot, self.place = lesson.plots[index], lesson.places[index]
        cut, plot, place = self.cut, self.plot, self.place
        self.on_map, self.point = lesson.map, lesson.point
        self.curve = plot.curve(cut.function, cut.low, cut.high, samples=481)
        self.moving: VMobject = VMobject()
        self.ball = follow(
            new_ball(),
            lambda ball: ball.move_to(plot.point(place.get_value(), cut.function(place.get_value()))),
        )
        self.touch = (cut.here, float(cut.function(cut.here)), float(cut.slope))
        self.tangent = self._tangent()
        source = f"(partial {lesson.letter}) / (partial {self.name}) = {brief(cut.slope)}"
        self.slope = math(source, THEME.body, THEME.slope)
        region = plot.region
        prefer = (float(plot.point(cut.middle, 0)[0]), region.bottom + 0.73 * region.height)
        lines = [self.curve, self.tangent, self.ball, plot.axes]
        self.label = place_within(self.slope, region, lines, [*plot.names], prefer)
        self.line = Line(self.at(cut.low), self.at(cut.high), color=THEME.text, stroke_width=3)
        self.line.set_z_index(THEME.layers.tangent)

    @property
    def far_from_middle(self) -> bool:
        """Whether the middle of the cut is another place than where we stand."""
        return abs(self.cut.middle - self.cut.here) > 0.1 * (self.cut.high - self.cut.low)

    def at(self, value: float) -> NDArray[np.float64]:
        """The point of the map where the cut has come to this value."""
        place = list(self.point)
        place[self.index] = value
        return self.on_map.point(*place)

    def _tangent(self) -> Tangent:
        """As long as it fits into the plot."""
        cut, plot = self.cut, self.plot
        y = float(cut.function(cut.here))
        rise = abs(float(plot.direction(cut.slope)[1]))
        up = plot.point(cut.here, y)[1]
        room = min(plot.region.top + 0.1 - up, up - plot.region.bottom)
        reach = min(1.1, room / rise) if rise > 1e-9 else 1.1
        return Tangent(reach=max(reach, 0.4)).place(plot, cut.here, y, cut.slope)

    def traced(self) -> VMobject:
        """The curve as far as the place has come down from its far end."""
        cut, plot, place = self.cut, self.plot, self.place
        short = 1e-3 * (cut.high - cut.low)
        self.moving = follow(
            VMobject(),
            lambda curve: curve.become(
                plot.curve(cut.function, min(place.get_value(), cut.high - short), cut.high)
            ),
        )
        return self.moving
