"""Gradient: all partial slopes in one arrow, which points the steepest way up."""

from functools import cached_property

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Create,
    DashedLine,
    FadeIn,
    FadeOut,
    Indicate,
    Line,
    ReplacementTransform,
    VGroup,
    VMobject,
    linear,
)
from numpy.typing import NDArray

from calc.gradient import Gradient as Spot
from calc.gradient import Point, Surface
from calc.step import Step, step_along, step_that
from calc.stories.surface import aim, apart, height, level, stepped, stretched
from calc.wording import brief, written
from studio.cast.level_curves import inside, rings
from studio.cast.surface_lesson import SurfaceLesson
from studio.lesson.parameters import NumberParameter
from studio.lesson.timeline import PREDICT, Beat
from studio.stage.lens import lens
from studio.stage.placement import place_beside
from studio.stage.plot import Arrow, Axis, Plot, follow, new_ball, plated
from studio.stage.text import math, naming, words
from studio.stage.theme import THEME, Region
from studio.stage.witness import Mark, Reach, Witness

LENS = Region(-6.2, -0.6, -2.6, 1.62)  # where the neighbourhood of the ball is shown magnified
IN_LENS = 2.5  # units that the arrow is long there
STRETCH = 3  # how much steeper than along the first axis it is along the second, on the stretched rings
CLOSE = 0.12  # radians, nearer than which directions are not told apart; and of the arrow, shorter needles
LONG = 7  # characters of a number that takes long to say
WEAK = 0.3  # of the gradient at the point: where it is shorter, the arrow would be too short to look at


class Gradient(SurfaceLesson):
    """The partial slopes in one arrow, which points the steepest way up the loss."""

    learning_rate = NumberParameter(
        0.1, "what the gradient is multiplied by in a step against it", above=0, high=1e6
    )
    poster = "steepest"

    def calculate(self) -> None:
        super().calculate()
        self.uphill_angle = float(np.arctan2(*self.gradient.vector[::-1]))
        self.spot: Spot = self.looked_at()

    def looked_at(self) -> Spot:
        """The gradient that is looked at in the end: where the step has led to, if an arrow is seen there."""
        end = self.down.end
        if not (self.down.falls and self.chart.holds(end, 0.03)):
            return self.gradient
        slopes = self.surface.slopes(*end)
        if not np.isfinite(slopes).all() or np.linalg.norm(slopes) < WEAK * self.gradient.length:
            return self.gradient
        return self.surface.gradient(*end)

    @cached_property
    def up(self) -> Step:
        """A small step along the gradient."""
        return step_that("rises", self.gradient, self.learning_rate)

    @cached_property
    def down(self) -> Step:
        """The step against the gradient, whatever comes of it."""
        return step_along(self.gradient, -self.learning_rate)

    @cached_property
    def shorter(self) -> Step | None:
        """A step against the gradient that does lead down, where `down` does not."""
        return None if self.down.falls else step_that("falls", self.gradient, self.learning_rate)

    def steps(self) -> list[Point]:
        return [step.end for step in (self.up, self.down, self.shorter) if step is not None]

    def directions(self) -> list[tuple[str, float, float]]:
        """Directions to climb in: along what, their angle in radians, and the climb; turning left."""
        found = [(f"the {level(self.chart).split()[-1]}", self.uphill_angle - np.pi / 2, 0.0)]
        for index, (name, slope) in enumerate(zip(self.surface.variables, self.gradient.vector, strict=True)):
            if slope:  # towards the side of this axis that rises
                angle = index * np.pi / 2 + (np.pi if slope < 0 else 0.0)
                turned = (angle - self.uphill_angle + np.pi) % (2 * np.pi) - np.pi
                sign = "\u2212" if slope < 0 else ""
                found.append((f"{sign}{name}", self.uphill_angle + turned, abs(float(slope))))
        found.append(("the arrow", self.uphill_angle, self.gradient.length))
        return sorted(found, key=lambda direction: direction[1])

    def shown_directions(self) -> list[tuple[str, float, float]]:
        """Those that can be told apart in the picture; the arrow's before those of the axes."""
        kept: list[tuple[str, float, float]] = []
        for one in sorted(self.directions(), key=lambda each: not each[0].startswith("the ")):
            seen = not one[2] or one[2] >= CLOSE * self.gradient.length
            if seen and all(abs(one[1] - other[1]) > CLOSE for other in kept):
                kept.append(one)
        return sorted(kept, key=lambda direction: direction[1])

    # What is said

    def script(self) -> list[Beat]:
        what, curve = height(self.surface), level(self.chart)
        here, up = apart(self.gradient.value, self.up.value)
        beats = [] if self.is_the_loss else [self.map_beat(), self.stand_beat()]
        beats += [
            self.list_of_slopes(),
            Beat("guess", "Does it point downhill or uphill on the map?", pause=PREDICT),
            Beat(
                "uphill",
                f"It points uphill. A small step along it raises the {what} from {here} to {up}.",
                pause=1.4,
                title="Uphill",
            ),
            Beat(
                "steepest",
                "It is the steepest way up. "
                f"Its length, {brief(self.gradient.length)}, is the fastest climb of all directions.",
                pause=1.4,
                title="The steepest way up",
                needs=6.0,
            ),
            Beat("opposite", self.said_of_the_step(), pause=1.4, title="Step the opposite way"),
        ]
        if self.shorter is not None:
            beats.append(Beat("shorter", self.said_of_the_shorter(), pause=1.4))
        where = "map of knobs" if self.is_the_loss else "map"
        beats.append(
            Beat(
                "flat",
                f"The arrow lies flat on the {where}, at a right angle to the {curve}.",
                pause=0.6,
                title=f"A right angle to the {curve}",
                needs=4.6,
            )
        )
        if self.aim:
            beats.append(Beat("stretched", self.aim, pause=1.2))
        return beats

    def list_of_slopes(self) -> Beat:
        first, second = (brief(value) for value in self.gradient.vector)
        new = "the map is known; new are the two slopes, which become one vector"
        return Beat(
            "list",
            f"Put the two slopes in one list: {first}, {second}. That vector is the gradient.",
            pause=1.0,
            title="Two slopes, one vector",
            exempt={"new groups": new},
        )

    def said_of_the_step(self) -> str:
        return stepped(
            self.surface,
            self.gradient.value,
            self.down.value,
            self.learning_rate,
            self.chart.holds(self.down.end),
        )

    def said_of_the_shorter(self) -> str:
        assert self.shorter is not None
        _, there = apart(self.gradient.value, self.shorter.value)
        return (
            f"With a smaller rate, {brief(abs(self.shorter.rate))}, "
            f"the {height(self.surface)} falls to {there}."
        )

    @cached_property
    def aim(self) -> str:
        """What is said of where the way down aims, if it is to be seen."""
        return aim(self.chart, self.spot.point, self.spot.vector)

    def shown(self) -> str:
        rows = [f"climb along {name}: {brief(climb)}" for name, _, climb in self.directions()]
        steps = [self.up, self.down, *([self.shorter] if self.shorter else [])]
        rows += [
            f"a step of {brief(step.rate)} times the gradient: {brief(step.value, 10)}"
            for step in steps
            if np.isfinite(step.value)
        ]
        if self.aim and self.surface.is_round:
            other = self.stretched
            rows.append(f"The stretched rings: {self.letter} = {other.wording}, in Python {other.python}")
        return "\n".join([super().shown(), *map(written, rows)])

    @cached_property
    def stretched(self) -> Surface:
        return stretched(self.surface, STRETCH)

    # The cast

    def drawn_over(self) -> list[VMobject]:
        """The arrow both ways and the ways of the steps, with the ball at their ends."""
        here = self.map.point(*self.point)
        ends = [self.gradient.uphill(share * self.share) for share in (1, -1)]
        along = [inside(self.map, here, self.map.point(*end)) for end in [*ends, *self.steps()]]
        parts = [
            self.map.point(self.point[0] + self.share * self.gradient.vector[0], self.point[1]),
            self.map.point(self.point[0], self.point[1] + self.share * self.gradient.vector[1]),
        ]
        marks = [here, *along[2:]]
        over: list[VMobject] = [
            Line(here, end) for end in [*along, *parts] if np.linalg.norm(end - here) > 1e-6
        ]
        over += [new_ball(0.25).move_to(mark) for mark in marks]
        over += [new_ball(0.3).move_to(self.guessed(share)[1]) for share in (self.share, -self.share)]
        if self.aim:
            over += [self.way_down(self.surface)]
        return over

    def setup(self) -> None:
        self.step = self.track("step")  # how far along the gradient, as a share of its vector
        self.angle = self.track("angle")
        super().setup()
        plot = self.map
        self.arrow = follow(Arrow(width=6), lambda arrow: self.draw_arrow(arrow, plot))

    def place(self) -> Point:
        return self.gradient.uphill(self.step.get_value())

    def witnesses(self) -> list[Witness]:
        u, v = self.place()
        slopes = self.surface.slopes(u, v)
        said: list[Witness] = [Mark("ball", self.map, u, v)]
        tip = (u + self.share * slopes[0], v + self.share * slopes[1])
        x, y = self.map.x, self.map.y
        if x.low <= tip[0] <= x.high and y.low <= tip[1] <= y.high:  # else it ends at the edge, or is none
            said.append(Reach("arrow", self.map, (u, v), tip))
        return said

    def draw_arrow(self, arrow: Arrow, plot: Plot) -> Arrow:
        """The gradient where the ball is, as far as the plot reaches; nothing where there is none."""
        here = self.place()
        slopes = self.surface.slopes(*here)
        start = plot.point(*here)
        if not np.isfinite(slopes).all():
            return arrow.place(start, start)
        end = plot.point(here[0] + self.share * slopes[0], here[1] + self.share * slopes[1])
        return arrow.place(start, inside(plot, start, end))

    def magnified(self) -> tuple[Plot, VGroup]:
        """The map around the ball under a lens, the arrow in its middle: its mapping, and what is seen."""
        u, v = self.place()
        slopes = self.surface.slopes(u, v)
        wide = LENS.width * self.share * self.gradient.length / IN_LENS
        high = wide * LENS.height / LENS.width
        left = u + self.share * slopes[0] / 2 - wide / 2
        low = v + self.share * slopes[1] / 2 - 0.46 * high  # a little lower: there are words above it
        view = Plot(LENS, Axis(left, left + wide), Axis(low, low + high))
        levels = {*self.chart.levels, self.surface(u, v)}
        near = VGroup(*rings(view, self.surface, levels).values()).set_stroke(width=THEME.curve_width)
        arrow = follow(Arrow(width=8), lambda arrow: self.draw_arrow(arrow, view))
        ball = new_ball(1.5 * THEME.dot_radius).move_to(view.point(u, v))
        return view, VGroup(lens(LENS, self.map.point(u, v)), near, arrow, ball)

    # The script

    def construct(self) -> None:
        if not self.is_the_loss:
            with self.beat("map"):
                self.survey()
            with self.beat("stand"):
                self.come_to_stand()
        self.two_slopes()
        self.which_way()
        self.all_directions()
        self.against_it()
        self.right_angle()
        if self.aim:
            self.where_it_aims()

    def two_slopes(self) -> None:
        with self.beat("list"):
            if self.is_the_loss:
                field = (self.map, self.levels.curves, self.levels.numbers, self.centre_mark, self.formula)
                self.play(*(FadeIn(each) for each in field if len(each)), run_time=0.8)
                self.play(FadeIn(self.ball, scale=2), run_time=0.4)
            else:
                self.play(FadeOut(self.here, self.guides), run_time=0.4)
                self.cue("slopes")
                self.play(Indicate(self.ball, 1.4, color=THEME.parameter), run_time=0.6)
            self.parts, self.slopes = VGroup(), VGroup()
            for index, (name, slope) in enumerate(
                zip(self.surface.variables, self.gradient.vector, strict=True)
            ):
                source = f"(partial {self.letter}) / (partial {name}) = {brief(slope)}"
                self.slopes.add(math(source, THEME.body, THEME.slope))
                tip = list(self.point)
                tip[index] += self.share * slope
                here = self.map.point(*self.point)
                self.parts.add(Arrow().place(here, inside(self.map, here, self.map.point(*tip))))
            self.slopes.arrange(DOWN, buff=0.4, aligned_edge=LEFT).move_to([-6.0, 1.6, 0.0], LEFT)
            for part, slope, said in zip(self.parts, self.slopes, self.gradient.vector, strict=True):
                self.cue(str(brief(said)))
                drawn = [Create(part.shaft), FadeIn(part.head)] if said else []
                self.play(FadeIn(slope), *drawn, run_time=1.2 if len(str(brief(said))) > LONG else 0.6)
            read = self.frame + int(1.3 * self.timeline.frame_rate)  # when the second one has been read
            drawn = [part for part, slope in zip(self.parts, self.gradient.vector, strict=True) if slope]
            self.cue("That")
            self.play(*(Indicate(part, 1.0, color=THEME.text) for part in drawn), run_time=0.6)
            self.cue("gradient")
            self.hold_until(read)
            self.vector = self.typeset_vector()
            self.vector.move_to(self.slopes.get_left(), LEFT)
            self.play(FadeOut(self.slopes), FadeIn(self.vector), run_time=0.8)

    def typeset_vector(self) -> VGroup:
        """The gradient as a column; with the point, for elsewhere it is another vector, where that fits."""
        column = "vec({}, {})".format(*(brief(value) for value in self.gradient.vector))
        here = ", ".join(str(brief(value)) for value in self.point)
        vector = math(f"nabla {self.letter}({here}) = {column}", THEME.title, THEME.slope)
        if vector.width > self.region.left - 0.9 - THEME.stage.left:
            vector = math(f"nabla {self.letter} = {column}", THEME.title, THEME.slope)
        return vector

    def guessed(self, share: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Where the arrow might end, this share of the gradient away, and a little past that place."""
        here = self.map.point(*self.point)
        end = inside(self.map, here, self.map.point(*self.gradient.uphill(share)), margin=0.5)
        return end, end + 0.3 * (end - here) / max(float(np.linalg.norm(end - here)), 1e-9)

    def which_way(self) -> None:
        with self.beat("guess"):
            here = self.map.point(*self.point)
            ghosts = VGroup()
            for share in (self.share, -self.share):
                end, past = self.guessed(share)
                ghost = DashedLine(here, end, color=THEME.slope, stroke_width=THEME.line_width)
                mark = naming(words("?", THEME.title, THEME.slope), ghost).move_to(past)
                ghosts.add(VGroup(ghost.set_z_index(THEME.layers.arrow), plated(mark)))
            self.cue("downhill")
            drawn = [part for part, slope in zip(self.parts, self.gradient.vector, strict=True) if slope]
            self.play(*map(FadeOut, drawn), FadeIn(ghosts[1]), run_time=0.6)
            self.cue("uphill")
            self.play(FadeIn(ghosts[0]), run_time=0.6)
            self.predict(at=(-4.4, -0.6, 0.0))
        with self.beat("uphill"):
            self.play(FadeOut(ghosts), FadeIn(self.arrow), run_time=0.6)
            self.cue("step")
            text = str(apart(self.gradient.value, self.up.value)[1])
            self.outer = self.levels.another(self.up.value, text)
            self.play(self.step.animate.set_value(self.up.rate), run_time=1.0)
            self.changed = self.change(self.gradient.value, self.up.value, self.outer)

    def change(self, before: float, after: float, *others: VMobject, before_is_said: bool = True) -> VGroup:
        """Bring in both values as they are said, the others with the second one."""
        what = height(self.surface)
        one, other = apart(before, after)
        room = self.region.left - 0.9 - THEME.stage.left
        for size in (THEME.title, THEME.body):
            parts = [
                words(what, THEME.label, THEME.muted),
                math(f"{one}", size, THEME.loss),
                math(f"arrow.r {other}", size, THEME.loss),
            ]
            shown = VGroup(*parts).arrange(RIGHT, buff=0.2)
            if shown.width <= room:
                break
        shown.move_to([-6.0, 0.1, 0.0], LEFT)
        self.cue(what)
        self.play(FadeIn(parts[0]), run_time=0.3)
        if before_is_said:
            self.cue(str(one))
        self.play(FadeIn(parts[1]), run_time=0.4)
        if len(str(one)) > LONG:
            self.play(Indicate(parts[1], 1.0, color=THEME.text), run_time=1.2)
        if before != after:
            self.cue(str(other))
            self.play(FadeIn(parts[2], *(each for each in others if len(each))), run_time=0.5)
        return shown

    def all_directions(self) -> None:
        """A needle turns from one side of the ring to the other, as long as the climb in its direction."""
        with self.beat("steepest") as span:
            corner = self.vector.copy().move_to([-6.0, 2.31, 0.0], LEFT)
            # Above the lens a formula with fractions is too high to stand with the vector.
            high = self.below_formula(10.0) < corner.get_top()[1]
            back = max(0.6, self.seconds(self.step.get_value(), 0.0))
            self.play(
                *(FadeOut(each) for each in (self.outer, self.changed) if len(each)),
                *([FadeOut(self.formula)] if high else []),
                self.step.animate.set_value(0.0),
                self.vector.animate.move_to(corner),
                run_time=back,
            )
            self.angle.set_value(self.uphill_angle - np.pi / 2)
            view, near = self.magnified()
            self.needle = follow(Arrow(THEME.text), lambda needle: self.draw_needle(needle, self.map))
            needle = follow(Arrow(THEME.text, width=6), lambda needle: self.draw_needle(needle, view))
            # The points only: what takes on the style of another at every frame cannot fade.
            trace = follow(self.swept(view), lambda trace: trace.set_points(self.swept(view).points))
            head = words("climb along", THEME.label, THEME.muted)
            head = plated(head.move_to([LENS.right - 0.12, LENS.top - 0.12, 0.0], UP + RIGHT))
            self.play(FadeIn(near, head), run_time=0.4)
            self.add(trace, self.needle, needle)
            labels = self.climb_labels(view, near, head)
            left = (span.end - self.frame) / span.frame_rate - 1.0
            arriving: list[Animation] = []
            for (_, angle, _), label in zip(self.shown_directions(), labels, strict=True):
                self.turn_to(angle, left / np.pi, *arriving)
                arriving = [FadeIn(label, run_time=0.3)]
            self.turn_to(self.uphill_angle + np.pi / 2, left / np.pi, *arriving)
            self.play(FadeOut(self.needle, needle), run_time=0.3)

    def climb_labels(self, view: Plot, near: VGroup, head: VMobject) -> list[VMobject]:
        """What is climbed in each direction, near where its needle ends; for no climb, on the way there."""
        _, curves, arrow, ball = near
        angles = np.linspace(-np.pi / 2, np.pi / 2, 121) + self.uphill_angle
        # The needle's tip goes along a circle, and the needle over all of its inside.
        tips = np.stack(self.rate_point(angles))
        here = np.array(self.point)[:, None]
        disc = VGroup(*(view.path(*(here + share * (tips - here))) for share in np.linspace(0.1, 1, 10)))
        texts: list[VMobject] = [head, *near[0].submobjects[-1:]]
        within = Region(LENS.left + 0.2, LENS.right - 0.2, LENS.bottom + 0.2, LENS.top - 0.15)
        placed = []
        for name, angle, climb in self.shown_directions():
            label = words(f"{name}: {brief(climb)}", THEME.label, THEME.slope)
            reach = self.share * climb if climb else 0.32 * self.share * self.gradient.length
            at = view.point(self.point[0] + reach * np.cos(angle), self.point[1] + reach * np.sin(angle))
            toward = (np.cos(angle), np.sin(angle))
            label = place_beside(label, at, [curves], texts, toward, within, [arrow, ball, disc])
            texts.append(label)
            placed.append(label)
        return placed

    def turn_to(self, angle: float, seconds_a_radian: float, *others: Animation) -> None:
        seconds = (angle - self.angle.get_value()) * seconds_a_radian
        if seconds > 1e-6:
            self.play(self.angle.animate(rate_func=linear, run_time=seconds).set_value(angle), *others)
        elif others:
            self.play(*others)

    def rate_point(
        self, angle: float | NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The tip of a needle in this direction, as long as the climb there (nothing where it falls)."""
        climb = self.share * np.maximum(self.gradient.rate(angle), 0.0)
        return self.point[0] + climb * np.cos(angle), self.point[1] + climb * np.sin(angle)

    def draw_needle(self, needle: Arrow, plot: Plot) -> Arrow:
        u, v = self.rate_point(self.angle.get_value())
        here = plot.point(*self.point)
        return needle.place(here, inside(plot, here, plot.point(float(u), float(v))))

    def swept(self, plot: Plot) -> VMobject:
        """Where the needle's tip has been."""
        start = self.uphill_angle - np.pi / 2
        angles = np.linspace(start, max(self.angle.get_value(), start + 1e-3), 121)
        return plot.path(*self.rate_point(angles), colour=THEME.muted).set_stroke(width=3)

    @property
    def kept(self) -> tuple[VMobject, ...]:
        """What stays on the stage once the arrow is known."""
        levels = (self.levels.pairs, self.levels.curves, self.levels.numbers)
        return (self.map, *levels, self.centre_mark, self.formula, self.ball, self.arrow)

    def against_it(self) -> None:
        with self.beat("opposite"):
            self.play(*self.clear_but(*self.kept, self.vector), run_time=0.6)
            self.cue("opposite")
            if not self.down.falls:
                self.play(Indicate(self.arrow, 1.0, color=THEME.text), run_time=1.0)
                self.cue("rate")
            self.go(self.down)
            if np.isfinite(self.down.value) and not self.down.falls:
                self.cue("The slope")
                self.play(Indicate(self.vector, 1.1, color=THEME.slope), run_time=1.0)
            if np.isfinite(self.down.value):
                self.arrived = self.ring_at(self.down)
                self.change(self.gradient.value, self.down.value, self.arrived)
                if "far off" in self.said_of_the_step():
                    self.cue("off this")
                    self.play(Indicate(self.map.axes, 1.0, color=THEME.text), run_time=1.0)
        if self.shorter is not None:
            with self.beat("shorter"):
                self.come_back(self.vector)
                self.cue("rate")
                self.go(self.shorter)
                self.arrived = self.ring_at(self.shorter)
                self.change(self.gradient.value, self.shorter.value, self.arrived, before_is_said=False)

    def ring_at(self, step: Step) -> VGroup:
        """The level curve that a step leads to, if the arrow is to be looked at there."""
        if self.spot.point != step.end:
            return VGroup()
        return self.levels.another(step.value, str(apart(self.gradient.value, step.value)[1]))

    def go(self, step: Step) -> None:
        """Take a step; a ball that leaves the map, or comes to where there is no value, fades there."""
        way = np.linspace(0, step.rate, 400)
        places = [self.gradient.uphill(share) for share in way]
        held = [self.chart.holds(place, 0.01) and np.isfinite(self.surface(*place)) for place in places]
        out = held.index(False) if False in held else len(way)
        target = float(way[out - 1]) if out < len(way) else step.rate
        if not np.isfinite(step.value):  # at the edge of a domain the arrow may grow without end
            self.play(FadeOut(self.arrow), run_time=0.4)
        self.play(self.step.animate.set_value(target), run_time=max(1.2, self.seconds(0.0, target)))
        if out < len(way):
            standing = self.get_mobject_family_members()
            gone = [each for each in (self.ball, self.arrow) if each in standing]
            self.play(*map(FadeOut, gone), run_time=0.4)

    def come_back(self, *kept: VMobject) -> None:
        """Bring the ball back to where the gradient was taken, or to `spot` if it is there."""
        gone = self.clear_but(*self.kept, *kept)
        away = self.ball not in self.get_mobject_family_members()
        if away:
            self.step.set_value(0.0)
            for each in (self.ball, self.arrow):
                each.update()
            self.play(*gone, FadeIn(self.ball, self.arrow), run_time=0.6)
        else:
            back = self.step.animate.set_value(0.0)
            self.play(*gone, back, run_time=max(0.6, self.seconds(self.step.get_value(), 0.0)))

    def seconds(self, start: float, stop: float) -> float:
        """The least time in which the ball's way between two steps can be followed, paced smoothly."""
        ends = [self.map.point(*self.gradient.uphill(share)) for share in (start, stop)]
        return float(np.linalg.norm(ends[1] - ends[0])) / 6.0

    def right_angle(self) -> None:
        with self.beat("flat"):
            if self.spot is self.gradient:
                self.come_back()
                new = self.clear_but(*self.kept)
            else:
                new = self.clear_but(*self.kept, self.arrived)
            view, near = self.magnified()
            if new:
                self.play(*new, run_time=0.6)
            self.play(FadeIn(near), run_time=0.6)
            self.cue("right angle")
            corner = self.corner(self.spot, view)
            self.play(Create(corner), run_time=0.8)
            self.near = (near, corner)

    def corner(self, spot: Spot, plot: Plot) -> VMobject:
        """The little square between the arrow and the ring it stands on."""
        here = plot.point(*spot.point)
        along = plot.point(*spot.uphill(self.share)) - here
        size = min(0.5, 0.4 * float(np.linalg.norm(along)))
        along *= size / np.linalg.norm(along)
        across = np.array([along[1], -along[0], 0.0])
        mark = VMobject(stroke_color=THEME.text, stroke_width=3).set_z_index(THEME.layers.arrow)
        return mark.set_points_as_corners([here + across, here + across + along, here + along])

    def where_it_aims(self) -> None:
        with self.beat("stretched"):
            self.play(*map(FadeOut, self.near), run_time=0.4)
            aim = self.way_down(self.surface)
            self.cue("way down")
            self.play(Create(aim), run_time=1.0)
            if not self.surface.is_round:
                said = written(self.aim)
                if said.count(".") > 1:  # there is a sentence after the one on the way down
                    self.cue("most other" if "most other" in said else "only knows")
                    self.play(Indicate(self.arrow, 1.0, color=THEME.text), run_time=1.0)
                return
            self.cue("stretched")
            other = self.stretched.gradient(*self.spot.point)
            start = self.map.point(*other.point)
            end = self.map.point(*other.uphill(0.5 * self.share))
            arrow = Arrow(width=6).place(start, inside(self.map, start, end))
            formula = self.typeset(self.stretched)
            found = rings(self.map, self.stretched, self.stretched_levels())
            self.play(
                *self.clear_but(*self.kept, aim),
                *(FadeOut(each) for each in (self.levels.numbers, self.formula) if len(each)),
                *([FadeIn(formula)] if len(formula) else []),
                ReplacementTransform(self.levels.curves, VGroup(*found.values())),
                ReplacementTransform(aim, self.way_down(self.stretched)),
                ReplacementTransform(self.arrow, arrow),
                run_time=1.4,
            )

    def stretched_levels(self) -> list[float]:
        low = self.stretched(*self.centre)
        here = self.stretched(*self.spot.point)
        return [low + (here - low) * share for share in (0.06, 0.25, 0.56, 1.0)]

    @property
    def centre(self) -> Point:
        assert self.chart.flat is not None
        return self.chart.flat.point

    def way_down(self, surface: Surface) -> Line:
        """From where the ball stands straight down this surface, as far as it is from the lowest place."""
        spot = surface.gradient(*self.spot.point)
        far = np.linalg.norm(np.subtract(self.centre, spot.point))
        end = np.subtract(spot.point, far * np.asarray(spot.direction))
        start = self.map.point(*spot.point)
        return DashedLine(
            start, inside(self.map, start, self.map.point(*end)), color=THEME.text, stroke_width=3
        ).set_z_index(THEME.layers.tangent)
