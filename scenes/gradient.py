"""Gradient: all partial slopes in one arrow, which points the steepest way up."""

from math import isclose
from typing import Any

import numpy as np
from manim import LEFT, Animation, DashedLine, ValueTracker, VGroup, linear
from numpy.typing import NDArray

from calc.gradient import Gradient as Spot
from calc.line import Line, phrase, shown
from calc.model import Model
from calc.step import Step
from calc.stories.gradient import LEVEL, STRETCH, Climb, GradientStory, stretched
from calc.stories.questions.gradient import about_gradient
from calc.stories.surface import formula_terms
from calc.wording import brief, no_rounder
from scenes import place
from studio.cast.steepest import (
    Shadow,
    beside,
    beyond,
    framing,
    gradient_arrow,
    right_angle,
    running_rows,
    sides,
    stretching,
)
from studio.cast.surface import Bowl
from studio.lesson.lesson import Lesson
from studio.lesson.motion import pulse
from studio.lesson.parameters import NumberParameter, NumbersParameter, SurfaceParameter
from studio.stage import layout, style
from studio.stage.fading import Coming, instead
from studio.stage.formula import Formula
from studio.stage.marks import Arrow, Target
from studio.stage.panel import Panel, number
from studio.stage.style import Layer, tint
from studio.stage.text import math, plated, words
from studio.stage.theme import THEME

Array = NDArray[np.float64]

CLOSE = 1.85  # units that the arrow is long, seen from close up
NEAR, WIDE = 2.5, 1.4  # times as large as the map: to see a right angle, and stretched rings
MARKS = "first", "second"  # of the two partial slopes, in the line that makes one list of them
FLIGHT = 4.5  # units that numbers fly into the vector; from farther away it comes by itself
FASTEST = 5.0  # units a second that they fly, on average
BOW = np.pi / 2  # that they turn on the way, below the panel's rows
AGAIN = {"new groups": "rings, arrow and both formulas take the places of those that stood there"}
CORNER = 0.3  # units that the mark of a right angle is wide
COUNTDOWN = (layout.PANEL.right - 0.8, -1.5, 0.0)  # in the panel, clear of the vector


class Gradient(Lesson):
    """All partial slopes in one arrow, which points the steepest way up."""

    in_course = place("Gradient")

    function = SurfaceParameter(Model().surface, "the surface, a formula of two letters")
    point = NumbersParameter((5.0, 5.0), "where on it we stand", NumberParameter(0, ""), 2, 2)
    learning_rate = NumberParameter(0.1, "what it is multiplied by in a step against it", above=0, high=1e6)

    def calculate(self) -> None:
        self.tell = GradientStory.at(self.function, (self.point[0], self.point[1]), self.learning_rate)
        self.asked = about_gradient(self.tell)

    # The cast

    def cast(self) -> None:
        tell, gradient = self.tell, self.tell.gradient
        bowl = self.bowl = Bowl(tell.relief, view="title")
        self.share = bowl.arrow_share(gradient)  # how long the arrow is drawn
        self.step = self.track("step")  # how far along the gradient, as a share of its vector
        self.lift = self.track("lift", 1.0)  # of the arrow, from the level onto the wall
        self.turned = self.track("turned")  # of the hand, from the level curve on the right of the arrow
        self.stretch = self.track("stretch", 1.0)
        self.ball = self.hero = bowl.dot(gradient.uphill, self.step)
        self.arrow = self.arrow_of(gradient, "arrow")
        looks = {"width": style.TANGENT, "head": 0.26}
        self.parts = [self.arrow_of(part, f"part_{k}", **looks) for k, part in enumerate(gradient.parts)]
        self.drawn = [part for part, value in zip(self.parts, gradient.vector, strict=True) if value]
        self.panel = Panel(layout.PANEL)
        names = (*tell.surface.variables, tell.letter)
        self.rows = running_rows(self.panel, names, tell.numbers, self.step, tell.places)
        self.panel.skip(0.15)
        self.vector = self.panel.put(self.column(gradient.vector))
        self.remark = self.panel.row(words(shown("uphill"), style.LABEL, THEME.slope))
        self.shadow = Shadow(bowl, tell, self.share, self.turned)

    def arrow_of(self, gradient: Spot, name: str, **looks: Any) -> Arrow:
        return gradient_arrow(self.bowl, gradient, self.share, self.lift, name, **looks)

    def column(self, vector: Array) -> Formula:
        entries = ", ".join(str(brief(value)) for value in vector)
        nabla = f"nabla {self.tell.letter}"
        return Formula((nabla, "slope"), ("=", "slope"), (f"vec({entries})", "slope"), size=style.READOUT)

    # The script

    def construct(self) -> None:
        self.begin()
        self.make_one_list()
        self.ask_which_way()
        self.turn_a_hand()
        self.step_against_it()
        self.lay_it_flat()
        if self.tell.aim is not None:
            self.see_where_it_aims(self.tell.aim)
        self.close(self.asked.end)

    def begin(self) -> None:
        """Show the title, and let its bowl shrink into its place as the first line is told."""
        tell, way = self.tell, self.tell.opening_steps()
        trail = self.bowl.trail(way, ValueTracker(len(way) - 1))
        self.open(self.bowl, trail, self.ball, moving=[self.bowl.drift(-9)])
        self.shrink = [self.bowl.turn("bowl", 2.0), self.out(trail)]
        if not tell.is_the_loss:
            with self.beat("stand", tell.stand, title="A landscape"):
                self.then(self.shrink)
                self.then(self.panel.plate, self.rows)
                self.on("stand", self.name_the_surface())
                self.on("value", pulse(self.ball))

    def name_the_surface(self) -> list[Animation]:
        tell = self.tell
        formula = self.set_formula(*formula_terms(tell.surface, tell.letter))
        return [formula, self.bowl.tell(tell.gradient.value)]

    def make_one_list(self) -> None:
        with self.beat("list", self.tell.two_slopes, title="Two slopes, one vector"):
            if self.tell.is_the_loss:
                self.then(self.shrink)
                self.then(self.panel.plate, self.rows, self.name_the_surface())
            numbers, lines = VGroup(), [*self.bowl.rings.values(), *self.drawn]
            for part in self.parts:  # each number keeps clear of both
                part.update()
            for part, value, mark in zip(self.parts, self.tell.gradient.vector, MARKS, strict=True):
                number = plated(beside(part, brief(value), lines, numbers, part if value else self.ball))
                numbers.add(number)
                self.on(mark, number, part.draw() if value else None)
            way = float(np.linalg.norm(self.vector.get_center() - numbers.get_center()))
            start, seconds = (numbers, max(0.8, way / FASTEST)) if way < FLIGHT else (self.vector, 0.8)
            self.on("gradient", Coming(self.vector, target_position=start, path_arc=BOW, run_time=seconds))
            self.on("nabla", pulse(self.vector.terms[0]))
            self.note(*numbers)

    def ask_which_way(self) -> None:
        tell, here, tip = self.tell, self.arrow.update().tail, self.arrow.tip
        guesses = {}
        for mark, end in (("down", 2 * here - tip), ("up", tip)):
            guess = Arrow(tint(THEME.slope, 0.85)).place(here, end)
            guesses[mark] = VGroup(guess, beyond(words("?", style.READOUT), here, end))
        with self.beat("guess", tell.question, pause=0.2, ask=self.asked.pause):
            self.then(self.out(*self.drawn))
            self.then(self.dim_but(self.ball))
            for mark, guess in guesses.items():
                self.on(mark, guess)
            self.guess(COUNTDOWN)
            self.then(self.undim(), self.out(*guesses.values()))
        with self.beat("uphill", tell.answer, title="Uphill"):
            self.then(*self.drawn)
            looks = {"dash_length": 0.1, "color": THEME.muted, "stroke_width": style.AXIS}
            edges = [DashedLine(part.tip, tip, **looks) for part in self.drawn if len(self.drawn) == 2]
            self.on("arrow", *edges, self.arrow.draw(), self.remark)
            self.then(self.out(*self.drawn, *edges))
            self.go(tell.up)
            self.on("after", self.told_ring(tell.up))

    def told_ring(self, step: Step) -> list[Any]:
        """Tell the level curve that a step leads to, and no other one."""
        rings = self.bowl.rings
        known = next((level for level in rings if isclose(level, step.value)), None)
        others = [ring.tell(False) for level, ring in rings.items() if ring.is_told and level != known]
        if known is not None:
            return [rings[known].tell(), others]
        ring = self.bowl.ring(step.value, told=True)
        self.note(ring)
        return [ring, others]

    def go(self, step: Step) -> None:
        """Take a step; a ball that leaves the landscape, or comes to where there is no value, fades there."""
        held = self.tell.held(step)
        self.trail = self.bowl.trail([self.tell.gradient.point, step.end], self.step, whole=step.rate)
        self.add(self.trail)
        self.on("step", self.step.to(held * step.rate, 1.2))
        if held < 1:
            self.then(self.out(self.ball))
            self.hero = self.arrow

    def come_back(self, *others: Any) -> None:
        """Bring the ball back to where the gradient was taken."""
        self.hero = self.ball
        level = self.bowl.tell(self.tell.gradient.value)
        if self.stands(self.ball):
            self.then(self.step.to(0.0), level, others)
            self.remove(self.trail)
        else:
            self.step.set_value(0.0)
            self.then(self.ball, self.out(self.trail), level, others)

    def turn_a_hand(self) -> None:
        tell, bowl, turned = self.tell, self.bowl, self.turned
        length = tell.gradient.length
        closer = CLOSE / (self.share * length * bowl.view.named["map"].scale)
        self.board = panel = Panel(layout.PANEL)
        rows = [panel.head("along", "climb")]
        for each in (*tell.climbs, Climb(phrase("the arrow", LEVEL), 0.0, length)):
            name = (math if isinstance(each.along, str) else words)(str(each.along), style.LABEL)
            rows.append(panel.row(name, number(brief(each.rate), THEME.slope)))
        with self.beat("steepest", tell.steepest, title="The steepest way up"):
            self.come_back(bowl.turn("map"))
            self.on("closer", bowl.closer(tell.gradient.point, min(max(closer, 1.5), 10.0)))
            self.on("hand", self.shadow)
            self.on("shadow", turned.to(0.35 * np.pi, 1.2))
            self.then(turned.to(0.0, 0.8))
            gone = self.out(self.rows, self.vector, self.remark)
            self.on("way0", gone, instead(rows[0]), instead(rows[1]))
            for index in (1, 2):
                self.then(turned.to(tell.climbs[index].turned, 0.6, linear), to=f"way{index}")
                self.on(f"way{index}", rows[index + 1])
            self.then(turned.to(2.5 * np.pi, 1.6, linear), to="most")
            self.on("most", rows[-1])
        legs, whole, products = sides(bowl, tell, self.share)
        rule, result = panel.rule(), panel.result("length", brief(length))
        with self.beat("length", tell.length, title="How long the arrow is"):
            self.then(self.out(self.shadow))
            self.on("legs", legs[:2] if len(legs) else pulse(self.arrow, 1.1))
            self.on("other", legs[2:])
            self.on("triple", products[:2])
            self.on("five", products[2:])
            self.on("long", whole, rule, result)
        self.told = legs, whole, *products

    def step_against_it(self) -> None:
        tell = self.tell
        with self.beat("opposite", tell.opposite, title="Step the opposite way"):
            self.then(self.out(*self.told, *self.board.written), self.bowl.turn("map", style.MOVE))
            self.then(self.bowl.turn("bowl"), self.rows)
            self.on("opposite", pulse(self.arrow, 1.15), self.vector, self.remark)
            self.on("rate", self.times_the_gradient(tell.down))
            self.go(tell.down)
            self.on("after", self.told_ring(tell.down) if tell.shows(tell.down) else None)
        if tell.shorter is not None:
            with self.beat("shorter", tell.shorter_step):
                self.come_back()
                self.on("rate", self.times_the_gradient(tell.shorter))
                self.go(tell.shorter)
                self.on("after", self.told_ring(tell.shorter))

    def times_the_gradient(self, step: Step) -> list[Animation]:
        """Return the plays that say by how many times the gradient the step goes, in place of a remark."""
        rate, old = no_rounder(abs(step.rate)), self.remark
        self.remark = Formula("-", rate, "times", (f"nabla {self.tell.letter}", "slope"))
        self.remark.resize(min(1.0, (self.panel.right - self.panel.left) / self.remark.width))
        self.remark.move_to(old, LEFT)
        return [*self.out(old), instead(self.remark)]

    def lay_it_flat(self) -> None:
        tell, bowl = self.tell, self.bowl
        size = CORNER / (NEAR * bowl.view.named["map"].scale)
        self.corner = right_angle(bowl, tell, size, self.stretch)
        with self.beat("flat", tell.flat, title=tell.flat_title):
            if tell.spot is not tell.gradient:
                new, column = self.arrow_of(tell.spot, "arrow"), self.column(tell.spot.vector)
                column.scale(min(1.0, (self.panel.right - self.panel.left) / column.width))
                column.move_to(self.vector, LEFT)
                self.then(self.out(self.arrow, self.vector, self.remark), column, new.draw())
                self.arrow, self.vector = new, column
            elif self.step.get_value():
                self.come_back()
            self.on("map", self.lift.to(0.0), bowl.turn("map"))
            self.then(bowl.closer(tell.spot.point, NEAR))
            self.on("corner", self.corner.draw())

    def see_where_it_aims(self, aim: Line) -> None:
        tell, bowl, c, middle = self.tell, self.bowl, self.stretch, self.tell.centre
        assert middle is not None
        bowl.name_map("wide", *framing(bowl, tell, self.share, WIDE))
        centre, nearest = bowl.view.named["wide"].points([[*middle, 0.0], [*tell.nearest, 0.0]])
        looks: Any = {"colour": THEME.muted, "width": style.TRAIL, "layer": Layer.CURVE, "name": "way_down"}
        way = self.way = bowl.line(lambda factor: [tell.spot.point, tell.nearest_of(factor)], c, **looks)
        miss = bowl.line(lambda _: [tell.nearest, middle], c, colour=THEME.text, name="miss")
        label = plated(beyond(words(str(tell.miss_told), style.READOUT), centre, nearest))
        walk, small = tell.small_steps, self.track("small_steps")
        at = lambda k: [np.interp(k, range(len(walk)), axis) for axis in zip(*walk, strict=True)]  # noqa: E731
        runner = self.runner = bowl.dot(at, small, "runner")
        goal, panel = Target(centre), Panel(layout.PANEL) if tell.round else self.panel
        self.goal = goal
        bent = panel.put(self.column(tell.vector_of(STRETCH))) if tell.round else None
        told = panel.result("misses by", tell.miss_told, THEME.text)
        with self.beat("stretched", aim, title="Where it aims", pause=0.4, exempt=AGAIN):
            self.then(bowl.turn("wide"), self.out(self.corner))
            if tell.round:
                self.on("centre", way.draw(), goal.draw())
                self.on("times", self.let_it_stretch(), instead(bent))
                self.then(c.to(STRETCH, 2.0), to="stretched")
                self.on("misses", pulse(goal) if tell.aligned else miss.draw())
            else:
                self.then(goal.draw())
                self.on("misses", way.draw(), miss.draw() if tell.misses else None)
            self.on("missed", label, told)
            self.remove(self.ball)
            self.hero = runner
            self.add(bowl.trail(walk, small), runner.update())
            self.on("bend", small.to(len(walk) - 1, 2.4), self.out(way, label, *filter(self.stands, [miss])))

    def let_it_stretch(self) -> list[Any]:
        """Put level curves and an arrow that can be stretched in the place of those that stand."""
        tell, bowl = self.tell, self.bowl
        self.stretched_rings, come, self.way_up, clear = stretching(bowl, tell, self.share, self.stretch)
        self.remove(self.arrow, self.trail)
        self.add(self.way_up.update(), come)
        formula = self.set_formula(*formula_terms(stretched(tell.surface, STRETCH), tell.letter))
        return [self.stretched_rings, self.out(*bowl.rings.values(), self.vector, self.rows), formula, clear]
