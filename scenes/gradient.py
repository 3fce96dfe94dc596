"""Gradient: all partial slopes in one arrow, which points the steepest way up."""

from math import isclose
from types import SimpleNamespace
from typing import Any

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
    ValueTracker,
    VGroup,
    linear,
)
from numpy.typing import NDArray

from calc.gradient import Gradient as Spot
from calc.line import Line
from calc.model import Model
from calc.step import Step
from calc.stories.gradient import STRETCH, Climb, GradientStory, stretched
from calc.wording import brief, decimals
from scenes import place
from studio.cast.surface import Bowl
from studio.lesson.lesson import Lesson
from studio.lesson.motion import pulse
from studio.lesson.parameters import NumberParameter, NumbersParameter, SurfaceParameter
from studio.stage import layout, style
from studio.stage.emphasis import Focus
from studio.stage.formula import Formula
from studio.stage.marks import Arrow, Cased, Target
from studio.stage.panel import Panel, number
from studio.stage.readout import Readout
from studio.stage.style import Layer, tint
from studio.stage.text import math, name_with_letter, words
from studio.stage.theme import THEME

Array = NDArray[np.float64]

NEAR, WIDE = 2.5, 1.4  # times as large as the map: to see a right angle, and stretched rings
CLOSE = 2.6  # units that the arrow is long, seen from close up
CORNER = 0.3  # units that the mark of a right angle is wide


class Gradient(Lesson):
    """All partial slopes in one arrow, which points the steepest way up."""

    in_course = place("Gradient")

    function = SurfaceParameter(Model().surface, "the surface, a formula of two letters")
    point = NumbersParameter((5.0, 5.0), "where on it we stand", NumberParameter(0, ""), 2, 2)
    learning_rate = NumberParameter(
        0.1, "what the gradient is multiplied by in a step against it", above=0, high=1e6
    )

    def calculate(self) -> None:
        self.tell = GradientStory.at(self.function, (self.point[0], self.point[1]), self.learning_rate)
        self.gradient = self.tell.gradient

    # The cast

    def cast(self) -> None:
        tell = self.tell
        bowl = self.bowl = Bowl(tell.relief, view="title")
        self.share = bowl.arrow_share(self.gradient)
        self.step = self.track("step")  # how far along the gradient, as a share of its vector
        self.lift = self.track("lift", 1.0)  # of the arrow, from the level onto the wall
        self.turned = self.track("turned")  # of the hand, from the level curve on the right of the arrow
        self.stretch = self.track("stretch", 1.0)
        self.ball = self.hero = bowl.dot(self.gradient.uphill, self.step)
        self.arrow = self.new_arrow(self.gradient, "arrow")
        self.sides = [
            self.new_arrow(part, name, width=style.TANGENT, head=0.26)
            for part, name in zip(tell.parts, ("along_first", "along_second"), strict=True)
        ]
        self.panel = Panel(layout.PANEL)
        self.rows = VGroup(*self.running_numbers(), self.panel.rule())
        self.vector = self.panel.put(self.column(self.gradient.vector))
        self.remark = self.panel.row(words("uphill", style.LABEL, THEME.slope))

    def new_arrow(self, gradient: Spot, name: str, **looks: Any) -> Arrow:
        here = np.array(gradient.point)
        return self.bowl.arrow(
            lambda _: here,
            lambda _: here + self.share * gradient.vector,
            self.step,
            lift=self.lift,
            name=name,
            **looks,
        )

    def running_numbers(self) -> list[VGroup]:
        """Rows with the place of the ball and its height, which run as it moves."""
        tell, rows = self.tell, []
        for index, name in enumerate((*tell.surface.variables, tell.letter)):
            colour = THEME.loss if index == 2 else THEME.parameter
            running = Readout(
                lambda index=index: tell.numbers(self.step.get_value())[index],
                decimals(*(tell.numbers(step)[index] for step in tell.rates_shown)),
                size=style.READOUT,
                colour=colour,
            )
            rows.append(self.panel.row(math(name, style.FORMULA, colour), running))
            running.right = running.get_right()
        return rows

    def column(self, vector: Array) -> Formula:
        entries = ", ".join(str(brief(value)) for value in vector)
        nabla = f"nabla {self.tell.letter}"
        return Formula((nabla, "slope"), ("=", "slope"), (f"vec({entries})", "slope"), size=style.READOUT)

    # The script

    def construct(self) -> None:
        way = self.tell.opening_steps()
        trail = self.bowl.trail(way, ValueTracker(len(way) - 1))
        self.open(self.bowl, trail, self.ball, moving=[self.bowl.drift(-9, 2.4)])
        tell, shrink = (
            self.tell,
            [self.bowl.turn("bowl", 2.0), FadeOut(trail), FadeIn(self.panel.plate, self.rows)],
        )
        known = [
            self.set_formula((tell.letter, "loss"), ("=", "text"), (tell.surface.typst, "loss")),
            self.bowl.tell(self.gradient.value),
        ]
        if not tell.is_the_loss:
            with self.beat("stand", tell.stand, title="A landscape"):
                self.then(*shrink)
                self.on("stand", *known)
                self.on("value", pulse(self.ball))
            shrink = known = []
        self.make_one_list(shrink, known)
        self.ask_which_way()
        self.turn_a_hand()
        self.step_against_it()
        self.lay_it_flat()
        if tell.aim is not None:
            self.see_where_it_aims(tell.aim)
        self.close()

    def make_one_list(self, *before: list[Animation]) -> None:
        with self.beat("list", self.tell.two_slopes, title="Two slopes, one vector"):
            for plays in before:
                if plays:
                    self.then(*plays)
            numbers = VGroup()
            for side, value, mark in zip(self.sides, self.gradient.vector, ("first", "second"), strict=True):
                label = words(str(brief(value)), style.READOUT, THEME.slope)
                numbers.add(beyond(label, side.update(), UP))
                self.on(mark, FadeIn(label), *([side.draw()] if value else []))
            self.on("gradient", FadeIn(self.vector.terms[2], target_position=numbers, run_time=0.8))
            self.on("nabla", FadeIn(*self.vector.terms[:2]))
            self.note(*numbers)

    def ask_which_way(self) -> None:
        tell, here = self.tell, self.arrow.update().tail
        drawn = [side for side, value in zip(self.sides, self.gradient.vector, strict=True) if value]
        guesses = {}
        for mark, tip in (("down", 2 * here - self.arrow.tip), ("up", self.arrow.tip)):
            guess = Arrow(tint(THEME.slope, 0.85)).place(here, tip)
            guesses[mark] = VGroup(guess, beyond(words("?", style.READOUT, THEME.slope), guess, UP))
        with self.beat("guess", tell.question, pause=0.2):
            self.then(*map(FadeOut, drawn), run_time=style.OUT)
            focus = Focus(self.standing(), self.ball)
            self.then(focus.dim())
            for mark, guess in guesses.items():
                self.on(mark, FadeIn(guess))
            self.guess(layout.STATE.centre)
            self.then(focus.release(), *map(FadeOut, guesses.values()))
        with self.beat("uphill", tell.answer, title="Uphill"):
            self.then(*map(FadeIn, drawn), run_time=style.OUT)
            edges = [
                DashedLine(
                    side.tip, self.arrow.tip, dash_length=0.1, color=THEME.slope, stroke_width=style.AXIS
                )
                for side in self.sides
                if len(drawn) == 2
            ]
            self.on("arrow", *map(FadeIn, edges), self.arrow.draw(), FadeIn(self.remark))
            self.then(*map(FadeOut, [*drawn, *edges]), run_time=style.OUT)
            self.go(tell.up)
            self.on("after", *self.told_ring(tell.up))

    def told_ring(self, step: Step) -> list[Animation]:
        """Tell the level curve that a step leads to, and no other one."""
        bowl = self.bowl
        known = next((level for level in bowl.rings if isclose(level, step.value)), None)
        others = [
            bowl.tell(level, told=False)
            for level, ring in bowl.rings.items()
            if ring.is_told and level != known
        ]
        if known is not None:
            return [bowl.tell(known), *others]
        ring = bowl.ring(step.value, told=True)
        self.note(ring)
        return [Create(ring, lag_ratio=0), *others]

    def go(self, step: Step) -> None:
        """Take a step; a ball that leaves the landscape, or comes to where there is no value, fades there."""
        held = self.tell.held(step)
        self.trail = self.bowl.trail([self.gradient.point, step.end], Share(self.step, step.rate))
        self.add(self.trail)
        self.on("step", self.step.to(held * step.rate, 1.2))
        if held < 1:
            self.then(FadeOut(self.ball), run_time=style.OUT)

    def come_back(self, *others: Animation) -> None:
        """Bring the ball back to where the gradient was taken."""
        others = (*others, self.bowl.tell(self.gradient.value))
        if self.stands(self.ball):
            self.then(self.step.to(0.0), *others)
        else:
            self.step.set_value(0.0)
            self.then(FadeIn(self.ball), *others)
        self.remove(self.trail)

    # Why it is the steepest way

    def turn_a_hand(self) -> None:
        tell, bowl, here = self.tell, self.bowl, np.array(self.gradient.point)
        share, length = self.share, self.gradient.length

        def foot(turned: float) -> Array:
            """Where the arrow's shadow on the hand ends."""
            return here + share * tell.climb(turned) * tell.toward(turned)

        def thin(places: Any, colour: str, width: float) -> Cased:
            line = bowl.line(places, self.turned, colour=colour, width=width, layer=Layer.CURVE)
            line.line.scenery, line.line.witness = True, None
            return line

        self.hand = bowl.arrow(
            lambda _: here,
            lambda turned: here + 1.2 * share * length * tell.toward(turned),
            self.turned,
            on="level",
            name="hand",
            colour=THEME.text,
            width=style.AXIS,
            head=0.2,
        )
        self.shadow = bowl.line(
            lambda turned: [here, foot(turned)],
            self.turned,
            colour=THEME.slope,
            width=style.ARROW,
            layer=Layer.ARROW + 0.1,
            name="shadow",
        )
        drop = thin(
            lambda turned: [here + share * self.gradient.vector, foot(turned)], THEME.muted, style.AXIS
        )
        circle = thin(
            lambda turned: [foot(each) for each in np.linspace(0, np.clip(turned, 0.02, np.pi), 90)],
            tint(THEME.slope, 0.6),
            style.TRAIL,
        )
        panel = Panel(layout.PANEL)
        rows = [panel.head("one step", "climb")]
        for each in (*tell.climbs, Climb("the arrow", 0.0, length)):
            name = (
                words(f"along {each.along}", style.LABEL)
                if " " in each.along
                else name_with_letter("along", each.along, style.LABEL, THEME.text)
            )
            rows.append(panel.row(name, number(brief(each.rate), THEME.slope)))
        closer = CLOSE / (share * length * bowl.view.named["map"].scale)
        drawing = VGroup(circle, drop, self.shadow, self.hand)
        with self.beat("steepest", tell.steepest, title="The steepest way up"):
            self.come_back(bowl.turn("map"), FadeOut(self.rows, self.vector, self.remark))
            self.on("closer", bowl.closer(self.gradient.point, min(max(closer, 1.5), 10.0)))
            self.on("hand", FadeIn(drawing), FadeIn(rows[0]))
            self.on("shadow", self.turned.to(0.35 * np.pi, 1.2))
            self.then(self.turned.to(0.0, 0.8))
            for index, (row, each) in enumerate(zip(rows[1:], tell.climbs, strict=False)):
                if index:
                    self.then(self.turned.to(each.turned, 0.6, linear), to=f"way{index}")
                self.on(f"way{index}", FadeIn(row), run_time=style.IN)
            self.then(self.turned.to(2.5 * np.pi, 1.6, linear), to="most")
            self.on("most", FadeIn(rows[-1]), run_time=style.IN)
        triangle = self.sides_and_length()
        rule, result = panel.rule(), panel.result("length", brief(length))
        with self.beat("length", tell.length, title="How long the arrow is"):
            self.then(FadeOut(drawing), run_time=style.OUT)
            self.on("legs", FadeIn(triangle[:-1]))
            self.on("long", FadeIn(triangle[-1], rule, result))
        self.gone = VGroup(triangle, rule, result, *rows)

    def sides_and_length(self) -> VGroup:
        """The arrow's legs and their lengths, and last its own."""
        (u, v), (across, up) = self.gradient.point, self.share * self.gradient.vector
        here, corner, tip = (
            self.bowl.point(*place) for place in ((u, v), (u + across, v), (u + across, v + up))
        )
        found = VGroup()
        for start, end, value, side in ((here, corner, across, -up * UP), (corner, tip, up, across * RIGHT)):
            if value and across and up:
                leg = Cased(tint(THEME.slope, 0.6), style.TANGENT, Layer.TANGENT).set_path(
                    np.array([start, end])
                )
                label = words(str(brief(abs(value) / self.share)), style.READOUT, THEME.slope)
                found.add(leg, label.next_to(leg, side / np.linalg.norm(side), buff=0.16))
        whole = words(str(brief(self.gradient.length)), style.READOUT, THEME.slope)
        normal = np.array([-up, across, 0.0]) / np.hypot(across, up) * (1 if across * up >= 0 else -1)
        return found.add(whole.move_to((here + tip) / 2 + 0.4 * normal))

    # Down

    def step_against_it(self) -> None:
        tell = self.tell
        with self.beat("opposite", tell.opposite, title="Step the opposite way"):
            self.then(FadeOut(self.gone), self.bowl.turn("bowl"))
            self.then(FadeIn(self.rows, self.vector, self.remark))
            self.on("opposite", pulse(self.arrow, 1.15))
            self.go(tell.down)
            if tell.shows(tell.down):
                self.on("after", *self.told_ring(tell.down))
        if tell.shorter is not None:
            with self.beat("shorter", tell.shorter_step):
                self.come_back()
                self.go(tell.shorter)
                self.on("after", *self.told_ring(tell.shorter))

    def lay_it_flat(self) -> None:
        tell, bowl = self.tell, self.bowl
        here, unit = np.array(tell.spot.point), CORNER / (NEAR * bowl.view.named["map"].scale)

        def square(factor: float) -> list[Array]:
            along = unit * tell.aim_of(factor)
            across = np.array([along[1], -along[0]])
            return [here + across, here + across + along, here + along]

        looks = {"colour": THEME.text, "width": style.AXIS, "layer": Layer.TANGENT, "name": "corner"}
        self.corner = bowl.line(square, self.stretch, **looks)
        with self.beat("flat", tell.flat, title=f"A right angle to the {tell.curve}"):
            if tell.spot is self.gradient:
                if self.step.get_value():
                    self.come_back()
            else:
                new, column = self.new_arrow(tell.spot, "arrow"), self.column(tell.spot.vector)
                column.move_to(self.vector, LEFT)
                self.then(FadeOut(self.arrow, self.vector, self.remark), FadeIn(column), new.draw())
                self.arrow, self.vector = new, column
            self.on("flat", self.lift.to(0.0))
            self.on("map", bowl.turn("map"))
            self.then(bowl.closer(tell.spot.point, NEAR))
            self.on("corner", self.corner.draw())

    def see_where_it_aims(self, aim: Line) -> None:
        tell, bowl, c = self.tell, self.bowl, self.stretch
        spot = tell.spot
        bowl.name_map("stretched", tell.relief.middle, WIDE)
        over = bowl.view.named["stretched"]
        looks = {"width": style.TANGENT, "layer": Layer.TANGENT, "name": "way_down"}
        way = bowl.line(lambda factor: [spot.point, tell.nearest_of(factor)], c, **looks)
        ends = over.points([[*tell.nearest, 0.0], [*tell.centre, 0.0]])
        goal, missed = (
            Target(ends[1]),
            bowl.line(lambda _: [tell.nearest, tell.centre], c, colour=THEME.text, name="miss"),
        )
        label = beyond(
            words(str(tell.miss_told), style.READOUT), SimpleNamespace(tail=ends[1], tip=ends[0]), DOWN
        )
        told = [] if tell.aligned or not tell.surface.is_quadratic else [missed.draw(), FadeIn(label)]
        walk, small = tell.small_steps, self.track("small_steps")
        runner = bowl.dot(
            lambda k: [np.interp(k, range(len(walk)), axis) for axis in zip(*walk, strict=True)],
            small,
            "runner",
        )
        with self.beat("stretched", aim, title="Where it aims", pause=1.2):
            self.then(bowl.turn("stretched"))
            self.on("centre", way.draw(), goal.draw())
            if tell.round:
                self.on("times", *self.stretchable())
                self.on("stretched", c.to(STRETCH, 2.0))
            else:
                self.then(goal.draw())
                told.append(way.draw())
            self.on("misses", *(told or [pulse(goal)]))
            self.remove(self.ball)
            self.add(bowl.trail(walk, small), runner)
            self.on("bend", small.to(len(walk) - 1, 2.4))

    def stretchable(self) -> list[Animation]:
        """Put level curves and an arrow that can be stretched in the place of those that stand."""
        tell, bowl, c, spot = self.tell, self.bowl, self.stretch, self.tell.spot
        rings = VGroup()
        for level, share in tell.shares(bowl.rings).items():
            looks = {"colour": THEME.loss, "width": 6.0 if share == 1 else 3.0, "layer": Layer.RING}
            rings.add(
                bowl.line(
                    lambda factor, share=share: tell.ring_of(factor, share), c, name=f"ring_{level}", **looks
                )
            )
        arrow = bowl.arrow(
            lambda _: spot.point,
            lambda factor: spot.point + self.share * spot.length * tell.aim_of(factor),
            c,
            on="level",
        )
        self.remove(self.arrow, self.trail)
        self.add(arrow)
        bent = stretched(tell.surface, STRETCH)
        column = Panel(layout.PANEL).put(self.column(tell.vector_of(STRETCH)))
        formula = self.set_formula((tell.letter, "loss"), ("=", "text"), (bent.typst, "loss"))
        gone = FadeOut(*bowl.rings.values(), *bowl.heights, self.vector, self.rows)
        return [FadeIn(rings), gone, FadeIn(column), formula]


class Share:
    """A tracker's value as a share of another number, for what follows how much of a step is taken."""

    def __init__(self, tracker: ValueTracker, whole: float) -> None:
        self._tracker, self._whole = tracker, whole

    def get_value(self) -> float:
        return float(self._tracker.get_value()) / self._whole


def beyond(label: Any, arrow: Any, otherwise: Array) -> Any:
    """Move a label a little past the tip of an arrow."""
    way = arrow.tip - arrow.tail
    far = float(np.linalg.norm(way))
    return label.move_to(arrow.tip + (0.2 + label.width / 2) * (way / far if far > 1e-6 else otherwise))
